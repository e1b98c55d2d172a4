"""OpenID Connect, as libraries for it see it."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt as jose
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from jwt import PyJWKClient
from jwt.exceptions import PyJWKClientError

from tests.flow.practice_process import serving
from tests.flow.practice_wire import Wire, depends_on, shows
from zoho_helpers.practice.server import PracticeZoho
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret

SCOPE = "openid,email,profile"


def discovered(wire: Wire) -> dict[str, Any]:
    return dict(wire.get("/.well-known/openid-configuration").json())


def signed_in(wire: Wire, **changes: str) -> tuple[dict[str, Any], dict[str, Any]]:
    client = wire.register()
    return client, wire.grant(client, **{"scope": SCOPE, "nonce": "n-0S6_WzA2Mj", **changes})


def keys_of(wire: Wire) -> KeySet:
    path = discovered(wire)["jwks_uri"].removeprefix(wire.base)
    return KeySet.import_key_set(wire.get(path).json())


def header_of(token: str) -> dict[str, Any]:
    part = token.partition(".")[0]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


@shows("openid-connect")
def test_a_jose_library_verifies_the_id_token(wire: Wire) -> None:
    wire.control.configure(standard_id_token_header=True)
    client, reply = signed_in(wire)
    verified = jose.decode(reply["id_token"], keys_of(wire), algorithms=["RS256"])
    half = hashlib.sha256(reply["access_token"].encode()).digest()[:16]
    now = int(wire.control.now())
    assert verified.claims == {
        "iss": discovered(wire)["issuer"],
        "sub": "6000000",
        "aud": client["client_id"],
        "iat": now,
        "exp": now + 3600,
        "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        "nonce": "n-0S6_WzA2Mj",
        "email": "robin@practice-us.example",
        "email_verified": True,
        "name": "Robin Practice",
        "given_name": "Robin",
        "family_name": "Practice",
    }
    assert verified.header == {"alg": "RS256", "typ": "JWT", "kid": verified.header["kid"]}


@shows("id-token-header")
def test_zohos_header_has_no_kid(wire: Wire) -> None:
    _, reply = signed_in(wire)
    header = header_of(reply["id_token"])
    assert set(header) == {"alg", "typ", "key_id"}
    assert header["typ"] == "JWS"
    with pytest.raises(JoseError, match="key_id"):
        jose.decode(reply["id_token"], keys_of(wire), algorithms=["RS256"])
    with pytest.raises(PyJWKClientError, match="Unable to find a signing key"):
        PyJWKClient(discovered(wire)["jwks_uri"]).get_signing_key_from_jwt(reply["id_token"])


@depends_on("standard_id_token_header", by_default="JWS", value=True, then="JWT")
def type_of_an_id_token(wire: Wire) -> Any:
    return header_of(signed_in(wire)[1]["id_token"])["typ"]


@shows("discovery")
def test_discovery(wire: Wire) -> None:
    """Every endpoint that it names is there, and revoking works as it says."""
    said = discovered(wire)
    assert said["issuer"] == wire.base
    for name in ("authorization_endpoint", "token_endpoint", "revocation_endpoint", "jwks_uri"):
        assert wire.get(said[name].removeprefix(wire.base)).status_code != 404, name
    assert said["revocation_endpoint_auth_methods_supported"] == ["client_secret_basic"]
    client, reply = signed_in(wire)
    pair = (client["client_id"], client["client_secret"])
    path = said["revocation_endpoint"].removeprefix(wire.base)
    assert wire.post(path, {"token": reply["refresh_token"]}, auth=pair).status_code == 200


@shows("openid-connect")
def test_the_claims_follow_the_scopes(wire: Wire) -> None:
    wire.control.configure(standard_id_token_header=True)
    client, reply = signed_in(wire, scope="openid", nonce="")
    claims = jose.decode(reply["id_token"], keys_of(wire), algorithms=["RS256"]).claims
    assert set(claims) == {"iss", "sub", "aud", "iat", "exp", "at_hash"}
    assert "id_token" not in wire.refresh(client, reply["refresh_token"]).json()
    assert "id_token" not in wire.grant(client, scope="ZohoCRM.org.READ")


@shows("openid-connect", "openid-user-info")
def test_user_info_tells_the_same(wire: Wire) -> None:
    client, reply = signed_in(wire)
    path = discovered(wire)["userinfo_endpoint"].removeprefix(wire.base)
    about = wire.call(path, reply["access_token"], scheme="Bearer").json()
    assert about["sub"] == "6000000"
    assert about["email"] == "robin@practice-us.example"
    assert wire.get(path).status_code == 401
    assert wire.at("eu").call(path, reply["access_token"]).status_code == 401
    other = wire.grant(client, scope="ZohoCRM.org.READ")["access_token"]
    assert wire.call(path, other).status_code == 403


def test_each_data_center_is_an_issuer_of_its_own(wire: Wire) -> None:
    wire.control.configure(standard_id_token_header=True)
    europe = wire.at("eu")
    found = discovered(europe)
    assert all(url.startswith(f"{europe.base}/") for name, url in found.items() if "_uri" in name)
    _, reply = signed_in(europe)
    claims = jose.decode(reply["id_token"], keys_of(europe), algorithms=["RS256"]).claims
    assert (claims["iss"], claims["sub"]) == (europe.base, "6000100")


def wire_of(practice: PracticeZoho) -> Wire:
    return Wire(PracticeControl(practice.url, Secret(practice.key)))


@shows("id-token-key")
def test_the_key_stays_over_a_restart(tmp_path: Path) -> None:
    seen = []
    for path, seed in (("one", 1), ("one", 1), ("two", 1)):
        with serving(seed=seed, state_file=tmp_path / path) as practice:
            seen.append(wire_of(practice).get("/oauth/v2/keys").json()["keys"][0]["n"])
            assert "BEGIN" not in json.dumps(wire_of(practice).control.state())
    assert seen[0] == seen[1]
    assert seen[0] != seen[2], "though the seed is the same"


def test_nothing_of_an_id_token_stays_in_the_journal(wire: Wire) -> None:
    _, reply = signed_in(wire)
    signature = reply["id_token"].rpartition(".")[2]
    assert signature not in json.dumps(wire.control.journal())
