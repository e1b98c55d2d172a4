"""What goes over the wire, as a reader may see it: every secret masked before it is kept.

`WireRequest` is the one request model: the transport sends it, the transcript shows it, and the
renderings as cURL and Python are made from it.
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlsplit

from zoho_helpers.data_centers import zoho_url
from zoho_helpers.errors import TransportError
from zoho_helpers.redaction import Secret, mask_json, mask_mapping, mask_text, mask_url

HEADER_PREFIX = "Zoho-oauthtoken"
"""Scheme of the Authorization header at Zoho's APIs, where others say Bearer."""


@dataclass(frozen=True)
class WireRequest:
    """One HTTP request, its secrets still wrapped.

    Attributes:
        method: `GET` or `POST`.
        url: Whole address with its query. Never holds a secret.
        form: Body parameters, sent urlencoded; empty for none.
        access_token: Sent in the Authorization header; None for none.
        basic: Client id and secret for HTTP Basic (RFC 6749 §2.3.1); None for none.
    """

    method: str
    url: str
    form: Mapping[str, str | Secret] = field(default_factory=dict)
    access_token: Secret | None = None
    basic: tuple[str, Secret] | None = None

    @property
    def revealed_form(self) -> dict[str, str]:
        """The body parameters as they are sent."""
        return {
            name: value.reveal() if isinstance(value, Secret) else value
            for name, value in self.form.items()
        }

    @property
    def revealed_authorization(self) -> str | None:
        """The Authorization header as it is sent, or None."""
        if self.access_token:
            return f"{HEADER_PREFIX} {self.access_token.reveal()}"
        if self.basic:
            return f"Basic {_base64_pair(*self.basic)}"
        return None

    @property
    def secrets(self) -> list[Secret]:
        """Every secret that the request carries, in each form that it is sent in."""
        found = [value for value in self.form.values() if isinstance(value, Secret)]
        found += [self.access_token] if self.access_token else []
        return found + ([self.basic[1], Secret(_base64_pair(*self.basic))] if self.basic else [])


def _base64_pair(client_id: str, client_secret: Secret) -> str:
    return base64.b64encode(f"{client_id}:{client_secret.reveal()}".encode()).decode()


@dataclass(frozen=True)
class WireReply:
    """One HTTP reply. What the server wrote may hold tokens, so it stays out of repr.

    Attributes:
        status: HTTP status.
        content_type: As the server says; empty where it does not.
        body: The text, decoded.
        sent: The secrets that the request carried: a server can send anything back.
        location: Where a redirect leads, perhaps with a code in it; empty for none. Never followed.
        date: Its Date header; empty where it has none.
    """

    status: int
    content_type: str = field(repr=False)
    body: str = field(repr=False)
    sent: Sequence[Secret] = field(default=(), repr=False)
    location: str = field(default="", repr=False)
    date: str = field(default="", repr=False)

    @property
    def sent_at(self) -> float | None:
        """When it was sent by the server's clock, POSIX seconds; None where it does not say."""
        return parse_date(self.date)

    def hide_sent(self, text: str) -> str:
        """Return text of this reply with what the request sent masked, whole or cut off."""
        for secret in self.sent:
            start = secret.reveal()[:24]
            if len(start) >= 8:
                text = re.sub(rf"{re.escape(start)}[\w.~+/=-]*", str(secret), text)
        return text

    def json_object(self) -> dict[str, Any]:
        """Return the body as a JSON object.

        Raises:
            TransportError: It is empty, HTML, cut off, or JSON of another kind.
        """
        try:
            data = json.loads(self.body)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            error = TransportError(
                f"The server answered HTTP {self.status} with {self._kind()}, not a JSON object.",
                "That is not how this endpoint answers. Check that the host is the right data "
                "center's accounts server; otherwise wait a minute and try again.",
                reason="not-json",
                http_status=self.status,
            )
            error.evidence = show_reply(self)
            raise error
        return data

    def _kind(self) -> str:
        if not self.body.strip():
            return "an empty body"
        start = self.body.lstrip()[:300].lower()
        if "html" in self.content_type or start.startswith(("<!doctype", "<html")):
            return "an HTML page"
        return f"text ({mask_text(self.hide_sent(self.body.strip()))[:60]!r})"


def parse_date(header: str) -> float | None:
    """Return the POSIX seconds of a Date header (RFC 9110 §6.6.1), or None if it is none."""
    try:
        return parsedate_to_datetime(header).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


@dataclass(frozen=True)
class RoundTrip:
    """A request and its reply as they may be shown: nothing in it is secret.

    Attributes:
        request: The request; its secrets mask themselves.
        reply_text: The reply, masked; what went wrong where none arrived.
        status: HTTP status, or None where no reply arrived.
    """

    request: WireRequest
    reply_text: str
    status: int | None

    @property
    def request_text(self) -> str:
        """The request as it went over the wire, masked, one body parameter a line."""
        return show_request(self.request)


@dataclass
class Transcript:
    """The round trips of this session, oldest first."""

    round_trips: list[RoundTrip] = field(default_factory=list)

    def record(self, request: WireRequest, reply: WireReply | TransportError) -> RoundTrip:
        """Keep what was sent and what came back, masked, and return it."""
        if isinstance(reply, WireReply):
            entry = RoundTrip(request, show_reply(reply), reply.status)
        else:
            entry = RoundTrip(request, display(str(reply)), reply.http_status)
        self.round_trips.append(entry)
        return entry

    @property
    def last(self) -> RoundTrip | None:
        """The newest round trip, or None."""
        return self.round_trips[-1] if self.round_trips else None


def show_request(request: WireRequest) -> str:
    """Return a request as text with its secrets masked and one parameter a line.

    Headers that differ from machine to machine (User-Agent, Content-Length) are left out.
    """
    parts = urlsplit(display(mask_url(request.url)))
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{request.method} {target} HTTP/1.1", f"Host: {parts.netloc}"]
    if request.access_token:
        lines.append(f"Authorization: {HEADER_PREFIX} {request.access_token}")
    if request.basic:
        lines.append(f"Authorization: Basic base64({request.basic[0]}:{request.basic[1]})")
    if request.form:
        lines += ["Content-Type: application/x-www-form-urlencoded", ""]
        pairs = [f"{name}={_shown(value)}" for name, value in request.form.items()]
        lines.append("\n&".join(pairs))
    return "\n".join(lines)


def _shown(value: str | Secret) -> str:
    return str(value) if isinstance(value, Secret) else quote(display(value), safe=",:/")


def show_reply(reply: WireReply) -> str:
    """Return a reply as text: status, type and body, masked; JSON is indented."""
    lines = [f"HTTP {reply.status}"]
    if reply.content_type:
        lines.append(f"Content-Type: {mask_text(reply.hide_sent(reply.content_type))}")
    return display("\n".join([*lines, "", show_body(reply.hide_sent(reply.body))]))


def show_body(body: str, limit: int = 4000) -> str:
    """Return a body masked and, where it is a JSON object, indented; long ones are cut."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict):
        text = json.dumps(mask_mapping(data), ensure_ascii=False, indent=2)
    else:
        text = mask_json(body)
    return text if len(text) <= limit else f"{text[:limit]}\n… {len(text) - limit} more characters"


def display(text: str) -> str:
    """Return text as it is shown and stored, with practice Zoho at its usual address.

    Committed notebooks come from runs on a random port. Those runs set `ZOHO_DISPLAY_URL` to
    `http://127.0.0.1:PORT=http://127.0.0.1:8757`; everybody else sees the true address.
    """
    actual, _, shown = os.environ.get("ZOHO_DISPLAY_URL", "").partition("=")
    if not shown:
        return text
    return text.replace(quote(actual, safe=""), quote(shown, safe="")).replace(actual, shown)


def display_url(url: str, practice_url: str | None) -> str:
    """Return a URL for showing, with the real Zoho address beside a practice one.

    Args:
        url: The address as it is used.
        practice_url: Address of practice Zoho, or None in the live profile.
    """
    shown = display(mask_url(url))
    real = zoho_url(url, practice_url) if practice_url else url
    return shown if real == url else f"{shown}  (at Zoho: {mask_url(real).partition('?')[0]})"
