"""A tiny server on loopback that answers what a test wants, byte by byte, and keeps what it got."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable

Answer = Callable[[bytes], Iterable[bytes]]


def http(
    body: str | bytes = b"",
    *,
    status: int = 200,
    content_type: str = "application/json",
    headers: Iterable[str] = (),
    length: int | None = None,
) -> bytes:
    """Return an HTTP answer; `length` lies about the body's."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Said", f"Content-Type: {content_type}", *headers]
    lines.append(f"Content-Length: {len(data) if length is None else length}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + data


class Loopback:
    """Serves one connection after the other until the `with` block ends.

    Args:
        answer: Gets a request and yields what is sent back; the connection closes after it.
        tls: What the server proves itself with, or None for plain HTTP.

    Attributes:
        requests: Every request, as it came over the wire.
        over: Set when the block ends; an answer that wants to be slow waits for it.
    """

    def __init__(self, answer: bytes | Answer, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self.over = threading.Event()
        self._answer: Answer = (lambda request: [answer]) if isinstance(answer, bytes) else answer
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)

    @property
    def url(self) -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.over.set()
        # Closing would not wake the accept() of the other thread, a connection does.
        with socket.create_connection(self._listening.getsockname()):
            pass
        self._thread.join(10)
        self._listening.close()
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            with connection, contextlib.suppress(OSError):
                if self.over.is_set():
                    return
                connection.settimeout(10)
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True)
        request = _read_request(connection)
        self.requests.append(request)
        for piece in self._answer(request):
            connection.sendall(piece)


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    wanted = int(lengths[0].partition(b":")[2]) if lengths else 0
    while len(body) < wanted:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def as_json(data: object) -> bytes:
    return http(json.dumps(data))
