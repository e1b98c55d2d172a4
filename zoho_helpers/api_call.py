"""Calls an API with an access token, and says what the answer means.

Sources: the CRM and Accounts API documents, read November 2026, and dated reports of live answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zoho_helpers.data_centers import DataCenter, find_by_location
from zoho_helpers.errors import RefusedError, TransportError, forget_locals
from zoho_helpers.redaction import mask_text
from zoho_helpers.services import CheckCall
from zoho_helpers.tokens import Token
from zoho_helpers.transcript import WireReply, WireRequest

_DEAD = "The access token is dead: older than an hour, revoked, or of another data center."
_SCOPE = "The token works, but it was not granted the scope that this call needs."
_MEANINGS: Mapping[str, tuple[str, str]] = {
    "INVALID_TOKEN": (_DEAD, "Refresh it (05_refresh_the_token) and call again."),
    "INVALID_OAUTHTOKEN": (_DEAD, "Refresh it (05_refresh_the_token) and call again."),
    "AUTHENTICATION_FAILURE": (
        "Zoho saw no usable token in the Authorization header.",
        "The CRM says so of an expired token too: refresh it (05_refresh_the_token). Or check the "
        "header: Authorization: Zoho-oauthtoken, a blank, the access token.",
    ),
    "OAUTH_SCOPE_MISMATCH": (
        _SCOPE,
        "Ask for the scope in 02_authorize. Refreshing never adds one.",
    ),
    "INVALID_OAUTHSCOPE": (_SCOPE, "Ask for the scope in 02_authorize. Refreshing never adds one."),
    "NO_PERMISSION": (
        "The token is good, but this user's CRM profile may not use the API.",
        "A CRM administrator switches it on in the user's profile.",
    ),
}


@dataclass(frozen=True)
class ApiAnswer:
    """What an API said.

    Attributes:
        ok: True where the call worked.
        http_status: Status of the reply.
        error: Zoho's code, such as `INVALID_TOKEN`; empty where it worked or named none.
        meaning: One sentence on what that means.
        fix: What to do; empty where it worked.
    """

    ok: bool
    http_status: int
    error: str
    meaning: str
    fix: str = ""


def api_data_center(centers: Mapping[str, DataCenter], token: Token) -> DataCenter:
    """Return the data center whose API hosts this token belongs to.

    Raises:
        RefusedError: The token names an `api_domain` that no data center of the profile has.
    """
    if token.api_domain is None:
        return find_by_location(centers, token.data_center)
    for center in centers.values():
        if center.api_domain == token.api_domain.rstrip("/"):
            return center
    raise RefusedError(
        f"The API domain {mask_text(token.api_domain)[:80]!r} is not on this walkthrough's list of "
        "API hosts.",
        "Nothing was sent: it would have received your access token.",
        reason="api-domain-unknown",
    )


def build_api_request(center: DataCenter, token: Token, call: CheckCall) -> WireRequest:
    """Build a check call (RFC 6750 §2.1, with Zoho's own scheme). Nothing is sent."""
    return WireRequest("GET", call.url(center), access_token=token.access_token)


@forget_locals
def call_api(
    send: Callable[[WireRequest], WireReply], center: DataCenter, token: Token, call: CheckCall
) -> ApiAnswer:
    """Make a check call. It reads only and changes nothing.

    Raises:
        TransportError: Nobody answered.
        RefusedError: Stopped before anything was sent.
    """
    return explain_answer(send(build_api_request(center, token, call)), call)


def explain_answer(reply: WireReply, call: CheckCall) -> ApiAnswer:
    """Say what a reply to a check call means."""
    try:
        data: Mapping[str, Any] = reply.json_object()
    except TransportError as error:
        return ApiAnswer(False, reply.status, "", error.what, error.fix)
    # Books and its siblings say code 0 where all is well, CRM says SUCCESS.
    named = [data.get(name) for name in ("code", "cause", "error")]
    named = [value for value in named if value and value != "SUCCESS"]
    code = mask_text(reply.hide_sent(str(named[0])))[:80] if named else ""
    failed = any(data.get(name) in ("error", "failure") for name in ("status", "response"))
    if reply.status == 200 and not code and not failed:
        return ApiAnswer(True, reply.status, "", f"The token works: {call.title}")
    meaning, fix = _MEANINGS.get(
        code,
        (f"Zoho refused the call with {code or 'no code'!r}.", "Look at the reply below."),
    )
    return ApiAnswer(False, reply.status, code, meaning, fix)
