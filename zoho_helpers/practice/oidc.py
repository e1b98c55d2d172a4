"""OpenID Connect: discovery, keys, the id token, and user info with its claims."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zoho_helpers.practice import users
from zoho_helpers.practice.issue import OPENID_SCOPES
from zoho_helpers.practice.records import AccessToken
from zoho_helpers.practice.replies import Reply, Request, json_reply
from zoho_helpers.practice.state import State

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_KEY_BITS = 2048
_CLAIMS = ("sub", "email", "email_verified", "name", "given_name", "family_name", "at_hash")


class CannotSign(RuntimeError):
    """The packages that sign an id token are not installed; the text says which to install."""


def id_token(state: State, access: AccessToken, issuer: str, nonce: str) -> str:
    """Return the id token that comes with an access token; empty if no scope asks for one.

    Args:
        state: Has the signing key; makes it when it is first needed.
        access: The access token, whose hash is a claim.
        issuer: Address of the accounts server.
        nonce: The client's; empty for none.

    Raises:
        CannotSign: PyJWT or cryptography is missing.
    """
    if not OPENID_SCOPES.intersection(access.scopes):
        return ""
    try:
        import jwt
    except ImportError as error:
        raise _cannot_sign(error) from None
    key = _signing_key(state)
    standard = state.settings["standard_id_token_header"]
    header = {"kid": _key_id(key)} if standard else {"key_id": _key_id(key), "typ": "JWS"}
    claims = _claims(access, issuer, nonce)
    return jwt.encode(claims, key, algorithm="RS256", headers=header)


def _cannot_sign(error: ImportError) -> CannotSign:
    return CannotSign(
        f"An id token needs the package {error.name}: pip install 'zoho-helpers[practice]'"
    )


def _claims(access: AccessToken, issuer: str, nonce: str) -> dict[str, Any]:
    half = hashlib.sha256(access.token.encode()).digest()[:16]
    claims = {
        "iss": issuer,
        "sub": str(users.user_number(access.user)),
        "aud": access.client_id,
        "iat": int(access.issued_at),
        "exp": int(access.issued_at + access.lifetime),
        "at_hash": _text(half),
    }
    if nonce:
        claims["nonce"] = nonce
    return claims | _about(access)


def _about(access: AccessToken) -> dict[str, Any]:
    """Return what the scopes allow to know about the user."""
    about: dict[str, Any] = {}
    if "email" in access.scopes:
        about |= {"email": users.email(access.user), "email_verified": True}
    if "profile" in access.scopes:
        names = {"given_name": users.FIRST_NAME, "family_name": users.LAST_NAME}
        about |= {"name": users.NAME, **names}
    return about


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _signing_key(state: State) -> RSAPrivateKey:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
    except ImportError as error:
        raise _cannot_sign(error) from None
    if not state.signing_key:
        fresh = rsa.generate_private_key(public_exponent=65_537, key_size=_KEY_BITS)
        state.signing_key = fresh.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
    return _read_key(state.signing_key)


@lru_cache(maxsize=4)
def _read_key(text: str) -> RSAPrivateKey:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key: Any = load_pem_private_key(text.encode(), None)
    return key  # type: ignore[no-any-return]


def _public_numbers(key: RSAPrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    sizes = {"n": (numbers.n.bit_length() + 7) // 8, "e": 3}
    return {
        name: _text(getattr(numbers, name).to_bytes(size, "big")) for name, size in sizes.items()
    }


def _key_id(key: RSAPrivateKey) -> str:
    return hashlib.sha256(_public_numbers(key)["n"].encode()).hexdigest()[:16]


def handle_keys(request: Request, state: State) -> Reply:
    """Answer the JSON Web Key Set."""
    try:
        key = _signing_key(state)
    except CannotSign as error:
        return json_reply({"error": str(error)}, status=501, reason="a package is missing")
    public = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": _key_id(key)}
    return json_reply({"keys": [public | _public_numbers(key)]})


def handle_discovery(request: Request, state: State) -> Reply:
    """Answer `GET /.well-known/openid-configuration`."""
    base = request.base_url
    return json_reply(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/oauth/v2/auth",
            "token_endpoint": f"{base}/oauth/v2/token",
            "userinfo_endpoint": f"{base}/oauth/v2/userinfo",
            "jwks_uri": f"{base}/oauth/v2/keys",
            "revocation_endpoint": f"{base}/oauth/v2/revoke/token",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": sorted(OPENID_SCOPES),
            "claims_supported": list(_CLAIMS),
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "revocation_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["plain", "S256"],
        }
    )


def handle_user_info(request: Request, state: State) -> Reply:
    """Answer `/oauth/v2/userinfo`: the same claims, for an access token with their scopes."""
    scheme, _, credential = request.authorization.partition(" ")
    access = state.access_tokens.get(credential.strip())
    is_bearer = scheme.lower() in ("bearer", "zoho-oauthtoken")
    alive = access is not None and access.is_alive(state.clock.now())
    if access is None or not is_bearer or not alive or access.user != request.data_center:
        return json_reply({"error": "invalid_token"}, status=401, reason="no live access token")
    if not OPENID_SCOPES.intersection(access.scopes):
        return json_reply({"error": "insufficient_scope"}, status=403, reason="scope missing")
    return json_reply({"sub": str(users.user_number(access.user)), **_about(access)})


HANDLERS = {
    "/.well-known/openid-configuration": (("GET",), handle_discovery),
    "/oauth/v2/keys": (("GET",), handle_keys),
    "/oauth/v2/userinfo": (("GET", "POST"), handle_user_info),
}
"""Path, the methods it takes, and who answers."""
