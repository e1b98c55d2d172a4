"""What practice Zoho can say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from zoho_helpers.practice import pages

JSON, HTML = "application/json;charset=UTF-8", "text/html;charset=UTF-8"


class ControlError(ValueError):
    """A control request cannot be carried out; the text says why."""


@dataclass(frozen=True)
class Request:
    """One request as practice Zoho sees it.

    Attributes:
        method: HTTP method.
        path: Path without the data center's prefix; empty where it was nothing else.
        data_center: Location whose servers were asked.
        base_url: Address of that data center's servers as the client wrote it.
        parameters: Query and body together; the first of a repeated name counts.
        basic: Client id and secret from HTTP Basic, or None.
        authorization: The Authorization header; empty for none.
        organization: What a header such as Desk's orgId names; empty for none.
    """

    method: str
    path: str
    data_center: str
    base_url: str
    parameters: Mapping[str, str]
    basic: tuple[str, str] | None = None
    authorization: str = ""
    organization: str = ""


@dataclass(frozen=True)
class Reply:
    """One answer, with the true reason that the client does not see.

    Attributes:
        status: HTTP status.
        body: Text, or bytes where they are no text.
        content_type: Its type.
        reason: Why, for the journal.
        location: Where a redirect leads; empty for none.
        delay: Seconds to wait before answering.
    """

    status: int
    body: str | bytes
    content_type: str = JSON
    reason: str = "ok"
    location: str = ""
    delay: float = 0.0


_encode = json.JSONEncoder(separators=(",", ":")).encode


def json_reply(data: Mapping[str, Any], *, status: int = 200, reason: str = "ok") -> Reply:
    """Return one line of JSON with no newline: Zoho's PHP SDK parses the last line."""
    return Reply(status, _encode(dict(data)), JSON, reason)


def page_reply(body: str, *, status: int = 200, reason: str = "ok") -> Reply:
    """Return an HTML page."""
    return Reply(status, body, HTML, reason)


def redirect_reply(location: str, reason: str) -> Reply:
    """Send the browser on. Nothing may keep the address: it can hold a code."""
    return Reply(302, "", HTML, reason, location)


def bad_request(reason: str) -> Reply:
    """Return HTTP 400 without JSON."""
    return page_reply(pages.error("Bad Request", ""), status=400, reason=reason)


THROTTLED = MappingProxyType(
    {
        "error_description": "You have made too many requests continuously. "
        "Please try again after some time.",
        "error": "Access Denied",
        "status": "failure",
    }
)
"""Zoho's body for an eleventh refresh, its key order kept."""

MOST_CANNED = 100
"""So many may be ordered at once."""
CANNED: Mapping[str, Reply] = MappingProxyType(
    {
        name: reply
        for name, reply in {
            "html-error-page": page_reply(
                pages.error("An error occurred", "An error occurred while processing your request.")
            ),
            "outage": page_reply(pages.error("Service Unavailable", ""), status=503),
            "empty": Reply(200, ""),
            "cut-off": Reply(200, '{"access_token":"1000.00c0ff'),
            "not-utf8": Reply(200, b'{"error":"\xff\xfe"}'),
            "huge": Reply(200, "x" * 2_000_000),
            "slow": Reply(200, "{}", delay=60.0),
            "expires-in-milliseconds": json_reply(
                {
                    "access_token": f"1000.00c0ffee{'0' * 24}.{'0' * 32}",
                    "expires_in_sec": 3600,
                    "expires_in": 3600000,
                    "token_type": "Bearer",
                }
            ),
        }.items()
    }
)
"""Replies for what cannot be caused, each played once by `POST /practice/next-reply`."""
