"""What the user would do in a browser: consent, make a code, take the consent back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import authorize, console, device, enhance, issue, registration
from zoho_helpers.practice.listening import is_loopback
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
    deed = DEEDS.get(body["do"])
    if deed is None:
        raise ControlError(f"The user cannot {body['do']!r}. Known: {', '.join(DEEDS)}.")
    return deed(body, state, base_url)


def _answer_consent(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    request, accepts = authorization_request(body["url"], base_url), body["do"] == "accept"
    if body.get("for_session") is True:
        request = replace(request, parameters={**request.parameters, "for_session": "yes"})
    user = _user(body, request.data_center)
    if request.path not in _CONSENT_PATHS:
        raise ControlError(f"There is no consent page at {request.path[:80]!r}.")
    if request.path.endswith("/addextrascope"):
        reply = enhance.handle_add_scopes(request, state)
        if reply.reason == "consent page":
            reply = enhance.add_scopes(request, state, accepts)
        return _seen(reply)
    reply = authorize.handle_authorize(request, state, user)
    if reply.reason == "consent page":
        reply = authorize.accept(request, state, user) if accepts else authorize.reject(request)
    elif reply.location and not accepts:
        raise ControlError(
            "There was no page to press Reject on: the user consented before. Send prompt=consent."
        )
    return _seen(reply)


_ZOHO_HOSTS = frozenset(urlsplit(center.accounts_url).hostname for center in ZOHO.values())
_CONSENT_PATHS = (
    "/oauth/v2/auth",
    "/oauth/v2/org/auth",
    "/oauth/v2/auth/refresh",
    "/oauth/v2/token/addextrascope",
)


def _seen(reply: Reply) -> dict[str, Any]:
    body = reply.body if isinstance(reply.body, str) else ""
    return {"status": reply.status, "location": reply.location, "body": body}


def _make_code(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """The console's Generate Code tab."""
    try:
        code = console.make_self_client_code(
            state, body["client_id"], body["scope"], body.get("minutes")
        )
    except registration.ConsoleRefusal as refusal:
        raise ControlError(f"The console says: {refusal}.") from None
    return {"code": code.code, "seconds": code.lifetime}


def _answer_device(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """The device page: type the code, then Accept or Reject."""
    grant = device.find_device_grant(state, body["user_code"])
    if grant is None:
        raise ControlError("No device waits for this user code.")
    user = _user(body, state.clients[grant.client_id].data_center)
    return _seen(device.answer_device(state, grant, user, body["do"] == "device-approve"))


def _disconnect(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """Connected Apps, Revoke Access: every token of this client ends, and so does its consent."""
    return _ended(issue.disconnect(state, body["client_id"]))


def _change_password(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """A new password; with "Terminate all API tokens" ticked it ends the tokens of every client."""
    if not body.get("terminate_tokens", True):
        return _ended(0)
    user = _user(body, "us")
    return _ended(issue.end_tokens(state, "password changed", user=user))


def _remove_user(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """An administrator removes a user: what was granted for the whole organization stays."""
    user = _user(body, "us")
    state.removed_users = sorted({*state.removed_users, user})
    return _ended(issue.end_tokens(state, "user removed", user=user, instance_level=False))


def _delete_client(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """The console's Delete."""
    client = state.clients.get(body["client_id"])
    if client is None:
        raise ControlError("There is no client of this id.")
    return _ended(registration.delete_client(state, client))


def _ended(refresh_tokens: int) -> dict[str, int]:
    return {"refresh_tokens_ended": refresh_tokens}


def _user(body: Mapping[str, Any], default: str) -> str:
    user = body.get("user") or default
    if user not in ZOHO:
        raise ControlError(f"There is no user in {str(user)[:40]!r}. Known: {', '.join(ZOHO)}.")
    return str(user)


def authorization_request(url: str, base_url: str) -> Request:
    """Return the request that a browser would send for an authorization URL.

    Args:
        url: On practice Zoho itself or on a proxy before it, whose part of the path is dropped.
        base_url: Practice Zoho's own address.

    Raises:
        ControlError: It leads to Zoho itself, or to another program on this machine.
    """
    parts = urlsplit(url)
    is_elsewhere = is_loopback(parts.hostname or "") and parts.port != urlsplit(base_url).port
    if parts.hostname in _ZOHO_HOSTS or is_elsewhere:
        raise ControlError(f"That address leads to {parts.netloc[:80]}, not to practice Zoho.")
    before, slash, after = parts.path.partition("/oauth/")
    location = before.rpartition("/")[2]
    location = location if location in ZOHO else "us"
    return Request(
        method="GET",
        path=f"{slash}{after}",
        data_center=location,
        base_url=base_url if location == "us" else f"{base_url}/{location}",
        parameters={
            name: value
            for name, value in reversed(parse_qsl(parts.query, keep_blank_values=True))
            if name != "for_session"  # the user's own tick, not the client's
        },
    )


DEEDS: Mapping[str, Callable[[Mapping[str, Any], State, str], Any]] = {
    "accept": _answer_consent,
    "reject": _answer_consent,
    "self-client-code": _make_code,
    "disconnect": _disconnect,
    "change-password": _change_password,
    "remove-user": _remove_user,
    "device-approve": _answer_device,
    "device-reject": _answer_device,
    "delete-client": _delete_client,
}
