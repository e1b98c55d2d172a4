"""A bounded load on a server of our own on this machine, and how quickly it answers.

Keep-alive clients, each with one request under way. It is written on bare asyncio, so that it takes
little of the second core: a client library would be what is measured.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit


class Rate(NamedTuple):
    """What a load led to.

    Attributes:
        per_second: Requests answered in a second.
        p99: Milliseconds within which 99 of 100 were answered.
    """

    per_second: float
    p99: float


def form_request(url: str, form: Mapping[str, str], *headers: str) -> bytes:
    """Return a POST with a form, as it goes over the wire."""
    parts, body = urlsplit(url), urlencode(form)
    lines = [
        f"POST {parts.path} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()


class _Client(asyncio.Protocol):
    """Sends a request again and again, until told to stop, and notes how long each took."""

    def __init__(self, request: bytes, end: float, most: int, times: list[float]) -> None:
        self._request, self._end, self._most, self._times = request, end, most, times
        self._received = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        if time.perf_counter() > self._end or len(self._times) >= self._most:
            self._transport.close()
        else:
            self._began = time.perf_counter()
            self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if found and len(body) >= _content_length(head):
            self._received = b""
            self._times.append(time.perf_counter() - self._began)
            if not head.startswith(b"HTTP/1.1 200") or b'"access_token"' not in body:
                self.done.set_exception(AssertionError(f"No token: {head[:40]!r} {body[:200]!r}"))
                self._transport.close()
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error) if error else self.done.set_result(None)


def _content_length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0])


async def _all(url: str, request: bytes, clients: int, seconds: float, most: int) -> list[float]:
    times: list[float] = []
    parts, loop = urlsplit(url), asyncio.get_running_loop()
    assert parts.hostname == "127.0.0.1"
    end = time.perf_counter() + seconds
    made = [
        await loop.create_connection(
            lambda: _Client(request, end, most, times), parts.hostname, parts.port
        )
        for _ in range(clients)
    ]
    await asyncio.gather(*(client.done for _, client in made))
    return times


def measure(
    url: str, request: bytes, clients: int, seconds: float = 3.0, most: int = 10**6
) -> Rate:
    """Load a token endpoint for so long, or with so many requests; each must answer a token."""
    began = time.perf_counter()
    times = sorted(asyncio.run(_all(url, request, clients, seconds, most)))
    took = time.perf_counter() - began
    return Rate(len(times) / took, 1000 * times[math.ceil(0.99 * len(times)) - 1])
