"""The control plane: what a test or the walkthrough may do that no client of Zoho can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from zoho_helpers.practice import authorize, console, token
from zoho_helpers.practice.behaviours import DEFAULTS, table
from zoho_helpers.practice.replies import CANNED, Reply, Request
from zoho_helpers.practice.routes import split_data_center
from zoho_helpers.practice.state import State


class ControlError(ValueError):
    """The control request cannot be carried out; the text says why."""


def handle_control(
    method: str, name: str, body: Mapping[str, Any], state: State, base_url: str
) -> Any:
    """Carry out one control request and return its JSON answer.

    Args:
        method: `GET` or `POST`.
        name: Last part of the path, such as `clock`.
        body: The JSON object that was sent; empty for GET.
        state: What it acts on.
        base_url: Practice Zoho's own address.

    Raises:
        ControlError: Unknown, or a value is missing or wrong.
    """
    action = _ACTIONS.get((method, name))
    if action is None:
        known = ", ".join(f"{verb} {item}" for verb, item in _ACTIONS)
        raise ControlError(f"There is no {method} {name}. Known: {known}.")
    try:
        return action(body, state, base_url)
    except (KeyError, TypeError) as error:
        raise ControlError(f"A value is missing or wrong: {error}.") from None


def parse_moment(text: str) -> float:
    """Read an ISO 8601 time; without an offset it is UTC.

    Raises:
        ControlError: It is no time.
    """
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise ControlError(f"{text!r} is no time such as 2026-11-22T12:00:00Z.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def _clock(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    if "freeze" in body:
        moment = body["freeze"]
        state.clock.freeze(parse_moment(moment) if moment else None)
    if "advance_seconds" in body:
        state.clock.advance(float(body["advance_seconds"]))
    return {"now": state.clock.now(), "frozen": state.clock.frozen_at is not None}


def _journal(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    return state.journal


def _state(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    return {
        "now": state.clock.now(),
        "settings": state.settings,
        "clients": list(state.clients),
        "codes": len(state.codes),
        "refresh_tokens_alive": sum(not t.ended for t in state.refresh_tokens.values()),
        "access_tokens_alive": sum(not t.ended for t in state.access_tokens.values()),
        "requests": len(state.journal),
    }


def _random(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    length = int(body["length"])
    if not 1 <= length <= 512:
        raise ControlError("length is 1 to 512.")
    return {"text": state.new_text(length)}


def _settings(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    unknown = set(body) - set(DEFAULTS)
    if unknown:
        raise ControlError(f"No setting {sorted(unknown)}. Known: {', '.join(DEFAULTS)}.")
    state.settings.update(body)
    return state.settings


def _next_reply(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    if body["name"] not in CANNED:
        raise ControlError(f"There is no reply {body['name']!r}. Known: {', '.join(CANNED)}.")
    state.next_replies.append(body["name"])
    return {"next": state.next_replies}


def _clients(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    try:
        client = console.register_client(state, **body)
    except console.ConsoleRefusal as refusal:
        raise ControlError(f"The console says: {refusal}.") from None
    return {**asdict(client), "client_secret": client.secrets[client.data_center]}


def _as_user(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    do = _DEEDS.get(body["do"])
    if do is None:
        raise ControlError(f"The user cannot {body['do']!r}. Known: {', '.join(_DEEDS)}.")
    return do(body, state, base_url)


def _accept_or_reject(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    request = authorization_request(body["url"], base_url)
    reply = authorize.handle_authorize(request, state)
    if reply.reason == "consent page":
        reply = (
            authorize.accept(request, state, body.get("user", request.data_center))
            if body["do"] == "accept"
            else authorize.reject(request)
        )
    return _seen(reply)


def _self_client_code(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    try:
        code = console.make_self_client_code(
            state, body["client_id"], body["scope"], body.get("minutes")
        )
    except console.ConsoleRefusal as refusal:
        raise ControlError(f"The console says: {refusal}.") from None
    return {"code": code.code, "seconds": code.lifetime}


def _disconnect(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """Connected Apps, Revoke Access: every token of this client and user ends."""
    return _end(state, "app disconnected by the user", client_id=body["client_id"])


def _change_password(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    """A new password with "Terminate all API tokens" ticked ends the tokens of every client."""
    return _end(state, "password changed", user=body.get("user", "us"))


def _end(state: State, why: str, *, client_id: str = "", user: str = "") -> Any:
    ended = 0
    for item in state.refresh_tokens.values():
        meant = item.client_id == client_id or item.user == user
        if meant and not item.ended:
            token.end_refresh_token(state, item, why)
            token.forget_consent_without_tokens(state, item.client_id, item.user)
            ended += 1
    return {"refresh_tokens_ended": ended}


def _seen(reply: Reply) -> dict[str, Any]:
    """What the browser would get."""
    body = reply.body if isinstance(reply.body, str) else ""
    return {"status": reply.status, "location": reply.location, "body": body}


def authorization_request(url: str, base_url: str) -> Request:
    """Return the request that a browser would send for an authorization URL."""
    parts = urlsplit(url)
    prefix = urlsplit(base_url).path
    location, path = split_data_center(parts.path.removeprefix(prefix))
    return Request(
        method="GET",
        path=path,
        data_center=location,
        base_url=base_url if location == "us" else f"{base_url}/{location}",
        parameters=dict(reversed(parse_qsl(parts.query, keep_blank_values=True))),
    )


_DEEDS: Mapping[str, Callable[[Mapping[str, Any], State, str], Any]] = {
    "accept": _accept_or_reject,
    "reject": _accept_or_reject,
    "self-client-code": _self_client_code,
    "disconnect": _disconnect,
    "change-password": _change_password,
}

_ACTIONS: Mapping[tuple[str, str], Callable[[Mapping[str, Any], State, str], Any]] = {
    ("GET", "journal"): _journal,
    ("GET", "clock"): _clock,
    ("POST", "clock"): _clock,
    ("GET", "state"): _state,
    ("GET", "behaviours"): lambda body, state, base_url: table(),
    ("POST", "random"): _random,
    ("POST", "settings"): _settings,
    ("POST", "next-reply"): _next_reply,
    ("POST", "clients"): _clients,
    ("POST", "as-user"): _as_user,
}
"""Every control request but `reset`, which the server does itself."""
