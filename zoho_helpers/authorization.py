"""The authorization request: step 4 of the flow. Pure, nothing is sent.

It is the URL that the reader opens in a browser (RFC 6749 §4.1.1), with PKCE of RFC 7636. What the
browser is sent back with is read in `redirect`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from zoho_helpers.data_centers import DataCenter
from zoho_helpers.errors import InputError
from zoho_helpers.redaction import Secret, mask_text
from zoho_helpers.settings import check_redirect_uri


@dataclass(frozen=True)
class AuthorizationRequest:
    """An authorization request as it is put into the browser's address bar.

    Attributes:
        endpoint: The authorization endpoint, `{accounts}/oauth/v2/auth`.
        client_id: Whose consent page it is.
        redirect_uri: Must equal a registered one, character by character.
        scopes: What is asked for; joined by commas, as Zoho wants it.
        access_type: `offline` to get a refresh token, `online` (Zoho's default) for none.
        prompt: `consent` to be asked again, and so get a refresh token again; None to leave it out.
        state: Random and remembered: the response must bring the same.
        code_verifier: Secret half of PKCE; None where PKCE is switched off.
    """

    endpoint: str
    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    access_type: str
    prompt: str | None
    state: str
    code_verifier: Secret | None

    @property
    def parameters(self) -> dict[str, str]:
        """The query parameters, in the order in which Zoho's documents list them."""
        values = {
            "scope": ",".join(self.scopes),
            "client_id": self.client_id,
            "response_type": "code",
            "access_type": self.access_type,
            "redirect_uri": self.redirect_uri,
            "state": self.state,
        }
        if self.prompt:
            values["prompt"] = self.prompt
        if self.code_verifier:
            values["code_challenge"] = code_challenge(self.code_verifier)
            values["code_challenge_method"] = "S256"
        return values

    @property
    def url(self) -> str:
        """The URL to open. It holds no secret: the challenge is a hash of the verifier."""
        return f"{self.endpoint}?{urlencode(self.parameters, safe=',')}"


def code_challenge(code_verifier: Secret) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 §4.2)."""
    digest = hashlib.sha256(code_verifier.reveal().encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def build_authorization_request(
    center: DataCenter,
    *,
    client_id: str,
    redirect_uri: str,
    scopes: tuple[str, ...],
    state: str,
    code_verifier: Secret | None,
    access_type: str = "offline",
    prompt: str | None = "consent",
) -> AuthorizationRequest:
    """Build the authorization request (RFC 6749 §4.1.1). Nothing is sent.

    Args:
        center: Data center where the client is registered.
        client_id: As the console shows it.
        redirect_uri: One of the client's registered ones.
        scopes: At least one scope name.
        state: Unguessable; the caller remembers it for `parse_authorization_response`.
        code_verifier: 43 to 128 unguessable characters (RFC 7636 §4.1); None switches PKCE off.
        access_type: `offline` or `online`.
        prompt: `consent`, or None.

    Raises:
        InputError: A value that Zoho would refuse; `field` names it.
    """
    scopes = tuple(scope.strip() for scope in scopes if scope.strip())
    if not client_id.strip():
        raise InputError("There is no client id.", "Register a client first.", field="client_id")
    if not scopes:
        raise InputError(
            "There is no scope.", "Ask for one, such as ZohoCRM.users.READ.", field="scope"
        )
    for scope in scopes:
        _check_scope(scope)
    if access_type not in ("offline", "online"):
        raise InputError(
            f"access_type is {access_type!r}.", "It can be offline or online.", field="access_type"
        )
    if len(state) < 16:
        raise InputError("The state is too short.", "Use 16 random characters.", field="state")
    if code_verifier and not re.fullmatch(r"[\w.~-]{43,128}", code_verifier.reveal(), re.ASCII):
        raise InputError(
            "The PKCE code verifier has a wrong form.",
            "It is 43 to 128 letters, digits, - . _ or ~.",
            field="code_verifier",
        )
    return AuthorizationRequest(
        endpoint=f"{center.accounts_url}/oauth/v2/auth",
        client_id=client_id.strip(),
        redirect_uri=check_redirect_uri(redirect_uri),
        scopes=scopes,
        access_type=access_type,
        prompt=prompt or None,
        state=state,
        code_verifier=code_verifier,
    )


def _check_scope(scope: str) -> None:
    openid = scope in ("openid", "email", "profile")
    if not openid and not re.fullmatch(r"[A-Za-z]\w*(\.\w+){1,4}", scope, re.ASCII):
        raise InputError(
            f"{mask_text(scope)[:60]!r} cannot be a scope.",
            "Zoho's scopes look like ZohoCRM.users.READ, several parted by commas.",
            reason="scope-name-invalid",
            field="scope",
        )
