"""The control plane: what a test or the walkthrough may do that no client of Zoho can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timezone
from typing import Any

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import registration
from zoho_helpers.practice.as_user import as_user
from zoho_helpers.practice.behaviours import DEFAULTS, table
from zoho_helpers.practice.console import SELF_CLIENT_MINUTES
from zoho_helpers.practice.replies import CANNED, MOST_CANNED, ControlError
from zoho_helpers.practice.state import LATEST as LAST_MOMENT
from zoho_helpers.practice.state import State

EARLIEST, LATEST = 2000, 2100
"""Years that the clock can show."""
_MOST = 10**10
_STATUSES = frozenset({*range(200, 300), *range(400, 600)} - {204, 205})
_CHOICES: Mapping[str, Any] = {
    "self_client_code_minutes": SELF_CLIENT_MINUTES,
    "living_kept": range(1, _MOST),
}


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
    action = ACTIONS.get((method, name))
    if action is None:
        known = ", ".join(f"{verb} {item}" for verb, item in [*ACTIONS, ("POST", "reset")])
        raise ControlError(f"There is no {method} {name[:40]}. Known: {known}.")
    try:
        return action(body, state, base_url)
    except KeyError as error:
        raise ControlError(f"The value {error} is missing.") from None
    except (TypeError, AttributeError):
        raise ControlError(f"A value for {name} is not of the right kind.") from None


def parse_moment(text: str) -> float:
    """Read an ISO 8601 time; without an offset it is UTC. Returns POSIX seconds.

    Raises:
        ControlError: It is no time, or outside the years that the clock can show.
    """
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise ControlError(f"{text[:40]!r} is no time such as 2026-11-22T12:00:00Z.") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    if not EARLIEST <= moment.year < LATEST:
        raise ControlError(f"The clock shows the years {EARLIEST} to {LATEST}.")
    return moment.timestamp()


def _clock(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    if "freeze" in body:
        moment = body["freeze"]
        state.clock.freeze(parse_moment(moment) if moment else None)
    if "advance_seconds" in body:
        seconds = _number(body["advance_seconds"], "advance_seconds")
        if state.clock.now() + seconds > LAST_MOMENT:
            raise ControlError(f"The clock shows the years {EARLIEST} to {LATEST}.")
        state.clock.advance(seconds)
    return {"now": state.clock.now(), "frozen": state.clock.frozen_at is not None}


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _MOST:
        raise ControlError(f"{name} is a number from 0 to {_MOST}.")
    return value


def _journal(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    return state.journal


def _state(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    now = state.clock.now()
    return {
        "now": now,
        "settings": state.settings,
        "clients": list(state.clients),
        "codes": sum(code.is_alive(now) for code in state.codes.values()),
        "refresh_tokens_alive": sum(t.is_alive(now) for t in state.refresh_tokens.values()),
        "access_tokens_alive": sum(t.is_alive(now) for t in state.access_tokens.values()),
        "requests": len(state.journal),
    }


def _random(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    length = int(_number(body["length"], "length"))
    if not 1 <= length <= 512:
        raise ControlError("length is 1 to 512.")
    return {"text": state.new_text(length)}


def _settings(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    _refuse_unknown(body, DEFAULTS)
    for name, value in body.items():
        kind = type(DEFAULTS[name])
        if type(value) is not kind or not 0 <= value <= _MOST:
            raise ControlError(
                f"{name} is {'true or false' if kind is bool else 'a whole number'}."
            )
        if name.endswith("_status") and value not in _STATUSES:
            raise ControlError(f"{name} is an HTTP status that can have a body: 200, 400, ...")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise ControlError(f"{name} is one of {_CHOICES[name]}.")
    state.settings.update(body)
    return state.settings


def _refuse_unknown(body: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    unknown = sorted(set(body) - set(known))
    if unknown:
        raise ControlError(f"There is no {unknown[0][:40]!r}. Known: {', '.join(known)}.")


def _next_reply(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    _refuse_unknown({body["name"]: True}, CANNED)
    if len(state.next_replies) >= MOST_CANNED:
        raise ControlError(f"{MOST_CANNED} replies are ordered already.")
    state.next_replies.append(body["name"])
    return {"next": state.next_replies}


def _clients(body: Mapping[str, Any], state: State, base_url: str) -> Any:
    _refuse_unknown(body, _CLIENT_FIELDS)
    for name, value in body.items():
        if not isinstance(value, _CLIENT_FIELDS[name]):
            raise ControlError(f"{name} is not of the right kind.")
    for center in (body.get("data_center", "us"), *body.get("data_centers", [])):
        _refuse_unknown({center: True}, ZOHO)
    try:
        client = registration.register_client(state, **body)
    except registration.ConsoleRefusal as refusal:
        raise ControlError(f"The console says: {refusal}.") from None
    return {**asdict(client), "client_secret": client.secrets[client.data_center]}


_CLIENT_FIELDS: Mapping[str, type] = {
    "name": str,
    "homepage_url": str,
    "redirect_uris": list,
    "client_type": str,
    "data_center": str,
    "data_centers": list,
    "multi_dc": bool,
    "javascript_domains": list,
    "same_credentials": bool,
    "client_id": str,
    "client_secret": str,
}

ACTIONS: Mapping[tuple[str, str], Callable[[Mapping[str, Any], State, str], Any]] = {
    ("GET", "journal"): _journal,
    ("GET", "clock"): _clock,
    ("POST", "clock"): _clock,
    ("GET", "state"): _state,
    ("GET", "behaviours"): lambda body, state, base_url: table(),
    ("POST", "random"): _random,
    ("POST", "settings"): _settings,
    ("POST", "next-reply"): _next_reply,
    ("POST", "clients"): _clients,
    ("POST", "as-user"): as_user,
}
"""Every control request but `reset`, which the server does itself."""
