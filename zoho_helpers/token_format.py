"""What is held under one name, as JSON: in a token file, or in a database's column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zoho_helpers.authorization import AuthorizationRequest
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.redaction import Secret
from zoho_helpers.refresh_log import RefreshLog
from zoho_helpers.token_file import Pending, Stored
from zoho_helpers.tokens import Token

END_OF_TIME = 4_102_444_800
"""The year 2100."""


def dump_stored(stored: Stored) -> dict[str, Any]:
    """Return what is held under one name as plain data for JSON, with its secrets revealed."""
    data: dict[str, Any] = _dump_token(stored.token) if stored.token else {}
    if stored.pending:
        data["pending"] = _dump_pending(stored.pending)
    if stored.earlier:
        data["earlier"] = [_dump_token(token) for token in stored.earlier]
    if stored.refreshes != RefreshLog():
        data["refreshes"] = _dump_refreshes(stored.refreshes)
    return data


def parse_stored(data: Mapping[str, Any]) -> Stored:
    """Read what `dump_stored` made.

    Raises:
        KeyError, TypeError, ValueError: It is of another shape.
    """
    if not isinstance(data, Mapping):
        raise TypeError
    if "refresh_token" in data and "access_token" not in data:
        raise KeyError("access_token")  # not ours to drop
    return Stored(
        token=_undump_token(data) if "access_token" in data else None,
        pending=_undump_pending(data["pending"]) if "pending" in data else None,
        earlier=tuple(_undump_token(item) for item in data.get("earlier", [])),
        refreshes=_undump_refreshes(data["refreshes"]) if "refreshes" in data else RefreshLog(),
    )


def _dump_token(token: Token) -> dict[str, Any]:
    return {
        "access_token": token.access_token.reveal(),
        "refresh_token": token.refresh_token.reveal() if token.refresh_token else None,
        "created_at": _in_century(token.created_at),
        "expires_at": _in_century(token.expires_at),
        "scope": " ".join(token.scopes),
        "api_domain": token.api_domain,
        "data_center": token.data_center,
        "client_id": token.client_id,
        "issued_at": None if token.issued_at is None else _in_century(token.issued_at),
    }


def _dump_refreshes(log: RefreshLog) -> dict[str, Any]:
    return {
        **vars(log),
        "sent": [*map(_in_century, log.sent)],
        "paused_until": _in_century(log.paused_until),
    }


def _in_century(moment: float) -> float:
    """Keep a clock that is wrong by ages from making a file that cannot be read."""
    return min(max(0.0, moment), END_OF_TIME)


def _undump_token(data: Mapping[str, Any]) -> Token:
    refresh_token, api_domain = data.get("refresh_token"), data["api_domain"]
    issued_at = data.get("issued_at")
    return Token(
        access_token=Secret(data["access_token"]),
        refresh_token=Secret(refresh_token) if refresh_token else None,
        created_at=_moment(data["created_at"]),
        expires_at=_moment(data["expires_at"]),
        scopes=tuple(data["scope"].split()),
        api_domain=None if api_domain is None else _text(api_domain),
        data_center=ZOHO[data["data_center"]].location,
        client_id=_text(data["client_id"]),
        issued_at=None if issued_at is None else _moment(issued_at),
    )


def _undump_refreshes(data: Mapping[str, Any]) -> RefreshLog:
    return RefreshLog(
        sent=tuple(map(_moment, data["sent"])),
        failures=int(data["failures"]),
        paused_until=_moment(data["paused_until"]),
        error=_text(data["error"]),
        throttled=bool(data["throttled"]),
    )


def _moment(value: object) -> float:
    """Return POSIX seconds of this century, which is all that a calendar can show."""
    moment = float(str(value))
    if not 0 <= moment <= END_OF_TIME:
        raise ValueError
    return moment


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _dump_pending(pending: Pending) -> dict[str, Any]:
    request = pending.request
    verifier = request.code_verifier if request else None
    return {
        "request": request
        and {
            **vars(request),
            "scopes": list(request.scopes),
            "code_verifier": verifier.reveal() if verifier else None,
        },
        "code": pending.code.reveal() if pending.code else None,
        "data_center": pending.data_center,
        "received_at": pending.received_at,
    }


def _undump_pending(data: Mapping[str, Any]) -> Pending:
    request = data["request"]
    if request:
        verifier = request["code_verifier"]
        request = AuthorizationRequest(
            **{
                **request,
                "scopes": tuple(request["scopes"]),
                "code_verifier": Secret(verifier) if verifier else None,
            }
        )
    code = Secret(data["code"]) if data["code"] else None
    received_at = float(data["received_at"])
    return Pending(request or None, code, _text(data["data_center"]), received_at)
