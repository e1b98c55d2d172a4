"""How tokens are written as JSON, and how files of older versions are read.

One token of many is a JSON object, as `dump_stored` makes it: what a database holds, too. A file
has the token without a name at its top, as the first version had it, and the others in `named`,
one a line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from zoho_helpers.authorization import AuthorizationRequest
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.redaction import Secret
from zoho_helpers.refresh_log import RefreshLog
from zoho_helpers.token_file import Pending, Stored
from zoho_helpers.tokens import Token

FORMAT_VERSION = 2
END_OF_TIME = 4_102_444_800
"""The year 2100."""

Document = dict[str, Any]
Migration = Callable[[Document], Document]

MIGRATIONS: Mapping[int, Migration] = MappingProxyType(
    {
        # Version 1 had one token. What 2 added may be missing: names, the log, Zoho's time.
        1: lambda document: document | {"format_version": 2},
    }
)
"""What makes a file of one version one of the next."""


class UnknownVersion(Exception):
    """The file is of a version that this program does not know; the only argument names it."""


def parse_document(text: str) -> Document:
    """Read a token file and bring it up to date. What stands under the names is not looked at.

    Raises:
        UnknownVersion: It was written by a newer program.
        LookupError, RecursionError, TypeError, ValueError: It is of another shape.
    """
    document: Document = json.loads(text)
    version = document["format_version"]
    if not isinstance(document, dict) or not isinstance(document.get("named", {}), dict):
        raise TypeError
    while version != FORMAT_VERSION:
        migrate = MIGRATIONS.get(version) if type(version) is int else None
        if migrate is None:
            raise UnknownVersion(version)
        document = migrate(document)
        version = document["format_version"]
    return document


def dump_document(document: Document) -> str:
    """Return the text of a token file."""
    head = {name: value for name, value in document.items() if name != "named"}
    text = json.dumps({"format_version": FORMAT_VERSION} | head, indent=2)
    named = document.get("named")
    if not named:
        return text
    lines = (f"    {json.dumps(name)}: {json.dumps(part)}" for name, part in named.items())
    rows = ",\n".join(lines)
    return f'{text[:-2]},\n  "named": {{\n{rows}\n  }}\n}}'


def part_of(document: Document, name: str) -> Document:
    """Return what stands under a name; an empty object where nothing does."""
    part: Document = document.get("named", {}).get(name, {}) if name else document
    return part


def names_in(document: Document) -> list[str]:
    """Return the names under which something stands, the one without a name first."""
    own = {name for name in document if name not in ("named", "format_version")}
    return [*([""] if own else []), *document.get("named", {})]


def with_part(document: Document, name: str, part: Document) -> Document:
    """Return the document with something else under a name; nothing is there if it is empty."""
    named = document.get("named", {})
    if not name:
        return part | ({"named": named} if named else {})
    others = {other: value for other, value in named.items() if other != name}
    return document | {"named": others | ({name: part} if part else {})}


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
