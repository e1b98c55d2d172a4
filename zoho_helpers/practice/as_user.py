"""What the user would do in a browser: consent, make a code, take the consent back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import authorize, console, issue
from zoho_helpers.practice.records import AccessToken, RefreshToken
from zoho_helpers.practice.replies import ControlError, Reply, Request
from zoho_helpers.practice.state import State


def as_user(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """Do what the user would do in a browser, and return what the browser would get.

    Args:
        body: `do` names the deed; the rest depends on it.
        state: What it acts on.
        base_url: Practice Zoho's own address.

    Raises:
        ControlError: There is no such deed, or the console refuses it.
        KeyError: A value is missing.
    """
    deed = _DEEDS.get(body["do"])
    if deed is None:
        raise ControlError(f"The user cannot {body['do']!r}. Known: {', '.join(_DEEDS)}.")
    return deed(body, state, base_url)


def _answer_consent(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    request = authorization_request(body["url"], base_url)
    user = body.get("user") or request.data_center
    if user not in ZOHO:
        raise ControlError(f"There is no user in {user!r}. Known: {', '.join(ZOHO)}.")
    reply = authorize.handle_authorize(request, state, user)
    if reply.reason == "consent page":
        accepts = body["do"] == "accept"
        reply = authorize.accept(request, state, user) if accepts else authorize.reject(request)
    return _seen(reply)


def _seen(reply: Reply) -> dict[str, Any]:
    body = reply.body if isinstance(reply.body, str) else ""
    return {"status": reply.status, "location": reply.location, "body": body}


def _make_code(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """The console's Generate Code tab."""
    try:
        code = console.make_self_client_code(
            state, body["client_id"], body["scope"], body.get("minutes")
        )
    except console.ConsoleRefusal as refusal:
        raise ControlError(f"The console says: {refusal}.") from None
    return {"code": code.code, "seconds": code.lifetime}


def _disconnect(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """Connected Apps, Revoke Access: every token of this client ends, and so does its consent."""
    id = body["client_id"]
    for key in [key for key in state.consents if key.partition(" ")[0] == id]:
        del state.consents[key]
    return _end(state, "app disconnected by the user", lambda item: item.client_id == id)


def _change_password(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """A new password with "Terminate all API tokens" ticked ends the tokens of every client."""
    user = body.get("user", "us")
    return _end(state, "password changed", lambda item: item.user == user)


def _end(
    state: State, why: str, is_meant: Callable[[RefreshToken | AccessToken], bool]
) -> dict[str, int]:
    ended = [item for item in state.refresh_tokens.values() if is_meant(item) and not item.ended]
    for item in ended:
        issue.end_refresh_token(state, item, why)
        issue.forget_consent_without_tokens(state, item.client_id, item.user)
    for access in state.access_tokens.values():
        if is_meant(access) and not access.ended:
            access.ended = why
    return {"refresh_tokens_ended": len(ended)}


def authorization_request(url: str, base_url: str) -> Request:
    """Return the request that a browser would send for an authorization URL.

    Args:
        url: On practice Zoho itself or on a proxy before it, whose part of the path is dropped.
        base_url: Practice Zoho's own address.
    """
    parts = urlsplit(url)
    before, slash, after = parts.path.partition("/oauth/")
    location = before.rpartition("/")[2]
    location = location if location in ZOHO else "us"
    return Request(
        method="GET",
        path=f"{slash}{after}",
        data_center=location,
        base_url=base_url if location == "us" else f"{base_url}/{location}",
        parameters=dict(reversed(parse_qsl(parts.query, keep_blank_values=True))),
    )


_DEEDS: Mapping[str, Callable[[Mapping[str, Any], State, str], Any]] = {
    "accept": _answer_consent,
    "reject": _answer_consent,
    "self-client-code": _make_code,
    "disconnect": _disconnect,
    "change-password": _change_password,
}
