"""The flow of a device without a browser: its codes, its polling, and the page for its user."""

from __future__ import annotations

from zoho_helpers.practice import device_pages
from zoho_helpers.practice.authorize import (
    OFFLINE,
    consenting_users,
    is_first_offline,
    remember,
    user_name,
)
from zoho_helpers.practice.issue import Grant, new_access_token, new_refresh_token, token_reply
from zoho_helpers.practice.records import Client, DeviceGrant
from zoho_helpers.practice.replies import Reply, Request, json_reply, page_reply
from zoho_helpers.practice.scopes import split_scopes, unknown_scope
from zoho_helpers.practice.state import State
from zoho_helpers.practice.token import is_secret, refuse_refresh_token

_INTERVAL_MILLISECONDS = 5000
_PREFIX = "1004"
_WRONG_CODE = "This code is not known, or it is too old. Look at your device again."


def handle_device_code(request: Request, state: State) -> Reply:
    """Answer `POST /oauth/v3/device/code`: codes for a device. Times are in milliseconds."""
    values = request.parameters
    client = state.clients.get(values.get("client_id", ""))
    if client is None or not _may_ask(client, request):
        return _error(state, "invalid_client", "no such device client in this data center")
    if values.get("grant_type") != "device_request":
        return _error(state, "invalid_client", "grant_type is not device_request")
    scopes = split_scopes(values.get("scope", ""))
    if not scopes or unknown_scope(scopes, state.settings):
        return _error(state, "invalid_scope", "scope missing, or there is no such scope")
    grant = DeviceGrant(
        device_code=state.new_token(_PREFIX),
        user_code=state.new_user_code(),
        client_id=client.client_id,
        scopes=scopes,
        is_offline=values.get("access_type") == "offline",
        asks_again=values.get("prompt") == "consent",
        issued_at=state.clock.now(),
        lifetime=float(state.settings["device_code_seconds"]),
    )
    state.device_grants[grant.device_code] = grant
    state.forget_dead()
    return json_reply(
        {
            "user_code": grant.user_code,
            "device_code": grant.device_code,
            "interval": _INTERVAL_MILLISECONDS,
            "verification_url": f"{request.base_url}/oauth/v3/device",
            "expires_in": int(grant.lifetime * 1000),
        },
        reason="device codes issued",
    )


def _may_ask(client: Client, request: Request) -> bool:
    return client.client_type == "device" and request.data_center in client.secrets


def handle_device_token(request: Request, state: State) -> Reply:
    """Answer `POST /oauth/v3/device/token`: tokens, or how far the user is."""
    values = request.parameters
    client = state.clients.get(values.get("client_id", ""))
    if client is None or not _may_ask(client, request):
        return _error(state, "invalid_client", "no such device client in this data center")
    if not is_secret(client, request, values.get("client_secret", "")):
        return _error(state, "invalid_client_secret", "wrong or missing client secret")
    if values.get("grant_type") != "device_token":
        return _error(state, "invalid_client", "grant_type is not device_token")
    grant = state.device_grants.get(values.get("code", ""))
    if grant is None or grant.client_id != client.client_id or grant.used:
        return _error(state, "invalid_code", "no such device code, or its tokens were fetched")
    return _poll(request, state, client, grant)


def _poll(request: Request, state: State, client: Client, grant: DeviceGrant) -> Reply:
    now, before = state.clock.now(), grant.polled_at
    if not grant.is_alive(now):
        return _error(state, "expired", "device code too old")
    if grant.answer == "rejected":
        return _error(state, "access_denied", "rejected by the user")
    if grant.answer and grant.user != request.data_center:
        # The next poll goes elsewhere, so it is not a poll too soon.
        data = {"error": "other_dc", "user_location": grant.user}
        status = state.settings["device_error_status"]
        return json_reply(data, status=status, reason="the user's account is elsewhere")
    if not grant.answer:
        grant.polled_at = now
        if before and 0 <= now - before < state.settings["device_poll_seconds"]:
            return _error(state, "slow_down", "polled too soon")
        return _error(state, "authorization_pending", "the user has not answered")
    return _fetch(request, state, client, grant)


def _fetch(request: Request, state: State, client: Client, grant: DeviceGrant) -> Reply:
    granted = Grant(client.client_id, grant.user, grant.scopes, prefix=_PREFIX)
    refusal = refuse_refresh_token(granted, state) if grant.gives_refresh_token else None
    if refusal:
        return refusal
    grant.used = True
    parent = new_refresh_token(state, granted) if grant.gives_refresh_token else None
    access = new_access_token(state, granted, parent)
    return token_reply(request, access, parent.token if parent else "")


def _error(state: State, error: str, reason: str) -> Reply:
    status = state.settings["device_error_status"]
    return json_reply({"error": error}, status=status, reason=reason)


def handle_device_page(request: Request, state: State) -> Reply:
    """Answer the page where the user types the code and answers for the device."""
    values = request.parameters
    typed = values.get("user_code", "")
    if not typed:
        return page_reply(device_pages.ask_for_code(""), reason="device page")
    grant = find_device_grant(state, typed)
    if grant is None:
        return page_reply(device_pages.ask_for_code(typed, _WRONG_CODE), reason="no such user code")
    client = state.clients[grant.client_id]
    if request.method == "POST" and values.get("answer"):
        user = values.get("user", request.data_center)
        return answer_device(state, grant, user, values["answer"] == "accept")
    users = [
        (place, user_name(place)) for place in consenting_users(state, client, request.data_center)
    ]
    page = device_pages.consent(client.name, grant.user_code, grant.scopes, users, grant.is_offline)
    return page_reply(page, reason="device consent page")


def find_device_grant(state: State, typed: str) -> DeviceGrant | None:
    """Return what waits for a code, however the user typed it; None if nothing does."""
    wanted = "".join(letter for letter in typed.upper() if letter.isalnum())
    now = state.clock.now()
    for grant in state.device_grants.values():
        is_open = grant.is_alive(now) and not grant.answer and grant.client_id in state.clients
        if is_open and grant.user_code == wanted:
            return grant
    return None


def answer_device(state: State, grant: DeviceGrant, user: str, accepts: bool) -> Reply:
    """Carry out what the user answered, and say so on a page."""
    client = state.clients[grant.client_id]
    if user not in client.secrets or user in state.removed_users:
        reason = "client not enabled in the user's data center, or the user was removed"
        return page_reply(device_pages.ask_for_code("", _WRONG_CODE), status=400, reason=reason)
    grant.user, grant.answer = user, "accepted" if accepts else "rejected"
    if accepts:
        first = is_first_offline(state, client.client_id, user)
        grant.gives_refresh_token = grant.is_offline and (first or grant.asks_again)
        asked = [*grant.scopes, OFFLINE] if grant.is_offline else grant.scopes
        remember(state, client.client_id, user, asked)
    return page_reply(device_pages.answered(client.name, accepts), reason=grant.answer)


HANDLERS = {
    "/oauth/v3/device/code": (("POST",), handle_device_code),
    "/oauth/v3/device/token": (("POST",), handle_device_token),
    "/oauth/v3/device": (("GET", "POST"), handle_device_page),
}
"""Path, the methods it takes, and who answers."""
