"""The dashboard: what is alive and how long, the limits, the journal, and buttons to change it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from zoho_helpers.practice import dashboard_pages, issue
from zoho_helpers.practice.behaviours import DEFAULTS
from zoho_helpers.practice.dashboard_pages import Row
from zoho_helpers.practice.limits import LIMITS, WINDOW_SECONDS
from zoho_helpers.practice.pages import text
from zoho_helpers.practice.registration import CLIENT_TYPES
from zoho_helpers.practice.replies import (
    CANNED,
    MOST_CANNED,
    Reply,
    Request,
    bad_request,
    page_reply,
    redirect_reply,
)
from zoho_helpers.practice.state import State
from zoho_helpers.redaction import mask

_SHOWN_ENTRIES, SHOWN_ROWS = 50, 200


def handle_dashboard(request: Request, state: State) -> Reply:
    """Answer the page at the root of a data center."""
    live = _live(state)
    page = dashboard_pages.dashboard(
        request.data_center, live, list(CANNED), _settings(state), list(state.next_replies)
    )
    return page_reply(page, reason="dashboard")


def handle_live(request: Request, state: State) -> Reply:
    """Answer the part of the page that changes, for its script."""
    return page_reply(_live(state), reason="dashboard")


def handle_script(request: Request, state: State) -> Reply:
    """Answer the page's script."""
    return Reply(200, text("dashboard.js"), "text/javascript;charset=UTF-8", "dashboard")


def _live(state: State) -> str:
    now = state.clock.now()
    return dashboard_pages.live(
        now,
        state.clock.frozen_at is not None,
        clients=_newest(_clients(state)),
        codes=_newest(_codes(state, now)),
        tokens=_newest(_tokens(state, now)),
        windows=_newest(_windows(state, now)),
        journal=state.journal[: -_SHOWN_ENTRIES - 1 : -1],
    )


def _newest(rows: Iterable[Row]) -> list[Row]:
    """Return as many rows as a person looks at, and how many older ones there are."""
    found = list(rows)
    older = len(found) - SHOWN_ROWS
    return [*found[-SHOWN_ROWS:], Row((f"and {older:,} older",))] if older > 0 else found


def _clients(state: State) -> Iterable[Row]:
    for client in state.clients.values():
        kind = CLIENT_TYPES[client.client_type].title
        places = " ".join(client.secrets)
        deed = ("disconnect", client.client_id, "Disconnect")
        yield Row((client.name, client.client_id, kind, places), deed)


def _codes(state: State, now: float) -> Iterable[Row]:
    waiting = [("code", item.code, item) for item in state.codes.values()] + [
        ("device code", item.device_code, item) for item in state.device_grants.values()
    ]
    for what, value, item in waiting:
        if item.is_alive(now):
            left = _duration(item.issued_at + item.lifetime - now)
            yield Row((what, mask(value), _name(state, item.client_id), left))


def _tokens(state: State, now: float) -> Iterable[Row]:
    for token in state.refresh_tokens.values():
        if token.is_alive(now):
            deed = ("revoke", handle_of(token.token), "Revoke")
            cells = ("refresh token", mask(token.token), _name(state, token.client_id), token.user)
            yield Row((*cells, "until it is revoked"), deed)
    for access in state.access_tokens.values():
        if access.is_alive(now):
            left = _duration(access.issued_at + access.lifetime - now)
            whose = (_name(state, access.client_id), access.user)
            yield Row(("access token", mask(access.token), *whose, left))


def _windows(state: State, now: float) -> Iterable[Row]:
    most = state.settings
    for token in state.refresh_tokens.values():
        left = token.window_began + WINDOW_SECONDS - now
        if token.is_alive(now) and token.refreshes and left > 0:
            used = f"{token.refreshes} of {most['refreshes_per_window']}"
            yield Row(("refreshes", mask(token.token), used, _duration(left)))
    for key, times in state.windows.items():
        limit = next(one for one in LIMITS if key.startswith(f"{one.what} "))
        seconds = most[limit.seconds]
        recent = [at for at in times if now - at < seconds]
        if recent:
            whose = _whose(state, key.removeprefix(f"{limit.what} "))
            used = f"{len(recent)} of {most[limit.most]}"
            yield Row((limit.what, whose, used, _duration(recent[0] + seconds - now)))


def _whose(state: State, key: str) -> str:
    client_id, _, user = key.partition(" ")
    return f"{_name(state, client_id)} {user}".strip()


def _name(state: State, client_id: str) -> str:
    client = state.clients.get(client_id)
    return client.name if client else client_id


def _settings(state: State) -> list[Row]:
    changed = {name: value for name, value in state.settings.items() if value != DEFAULTS[name]}
    return [Row((name, str(value), str(DEFAULTS[name]))) for name, value in changed.items()]


def _duration(seconds: float) -> str:
    """Return a duration in words, such as `1 min 40 s`."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def handle_of(token: str) -> str:
    """Return what a page calls a token by: it gives nothing away."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


# What the buttons do


def handle_deed(request: Request, state: State) -> Reply:
    """Answer the dashboard's buttons, and send the browser back to it."""
    values = request.parameters
    deed = _DEEDS.get(values.get("do", ""))
    if deed is None:
        return bad_request("no such button")
    deed(values.get("value", ""), state)
    return redirect_reply("./", f"dashboard: {values['do']}")


def _advance(value: str, state: State) -> None:
    seconds: Mapping[str, Any] = {
        "code": state.settings["code_seconds"],
        "token": state.settings["access_token_seconds"],
        "window": WINDOW_SECONDS,
    }
    state.clock.advance(seconds.get(value, 0))


def _real_time(value: str, state: State) -> None:
    state.clock.freeze(None)


def _revoke(value: str, state: State) -> None:
    for token in state.refresh_tokens.values():
        if not token.ended and handle_of(token.token) == value:
            issue.end_refresh_token(state, token, "revoked")
            issue.forget_consent_without_tokens(state, token.client_id, token.user)


def _disconnect(value: str, state: State) -> None:
    issue.disconnect(state, value)


def _change_password(value: str, state: State) -> None:
    issue.end_tokens(state, "password changed", user=value)


def _next_reply(value: str, state: State) -> None:
    if value in CANNED and len(state.next_replies) < MOST_CANNED:
        state.next_replies.append(value)


_DEEDS: Mapping[str, Callable[[str, State], None]] = {
    "advance": _advance,
    "real-time": _real_time,
    "revoke": _revoke,
    "disconnect": _disconnect,
    "change-password": _change_password,
    "next-reply": _next_reply,
}

HANDLERS = {
    "/": (("GET",), handle_dashboard),
    "/dashboard": (("POST",), handle_deed),
    "/dashboard/live": (("GET",), handle_live),
    "/dashboard.js": (("GET",), handle_script),
}
"""Path, the methods it takes, and who answers."""
