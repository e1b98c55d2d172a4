"""Catches the redirect: a web server on loopback that waits for exactly one good answer.

It listens on the port of the redirect URI, on 127.0.0.1 and on ::1 both, so that nobody else on
this machine can sit on the half that the browser happens to choose. A wrong address, a wrong
`state` or a foreign Host header is answered and does not use the listener up.
"""

from __future__ import annotations

import html
import os
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from zoho_helpers.errors import InputError, WalkthroughError
from zoho_helpers.redaction import mask_url
from zoho_helpers.settings import check_redirect_uri

LIFETIME_SECONDS = 300

_PASTE = "Paste the address instead: that always works."
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<script>history.replaceState(null, "", location.pathname)</script></head>
<body style="font:18px/1.5 sans-serif;max-width:36em;margin:4em auto;padding:0 1em">
<h1>{title}</h1><p>{text}</p></body></html>"""


class RedirectListener:
    """Waits for the redirect and hands its whole URL on.

    Args:
        redirect_uri: The registered one. Must be http on a loopback host with a port.
        accept: Gets the URL that the browser asked for; raises a `WalkthroughError` where it is
            not the answer to this flow, and then the listener goes on waiting.
        on_end: Called once from the listener's thread: True after a good answer, False when its
            time was up or `stop` was called.
        lifetime: Seconds after which it stops by itself.

    Raises:
        InputError: The redirect URI is not one that can be listened on, or its port is taken.
    """

    def __init__(
        self,
        redirect_uri: str,
        accept: Callable[[str], Any],
        *,
        on_end: Callable[[bool], None] | None = None,
        lifetime: float = LIFETIME_SECONDS,
    ) -> None:
        self._parts = loopback_parts(redirect_uri)
        self._accept = accept
        self._on_end = on_end or (lambda caught: None)
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self.caught = False
        self._servers = _bind_both(self._parts.port or 80, self._handler())
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self._timer = threading.Timer(lifetime, self.stop)
        self._timer.daemon = True
        self._timer.start()

    def wait(self, seconds: float) -> bool:
        """Wait up to so many seconds; return whether the redirect was caught."""
        self._ended.wait(seconds)
        return self.caught

    def stop(self) -> None:
        """Stop listening and give the port back. Safe to call twice."""
        with self._lock:
            if self._ended.is_set():
                return
            self._ended.set()
        self._timer.cancel()
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._on_end(self.caught)

    def answer(self, target: str, host: str) -> tuple[int, str, str]:
        """Return status, title and text for a request, taking the redirect if this is it."""
        if _host_and_port(host) != (self._parts.hostname, self._parts.port or 80):
            return 403, "Not this address", "This listener answers its own redirect URI only."
        if target.partition("?")[0] != (self._parts.path or "/"):
            return 404, "Not this path", "The redirect URI has another path."
        with self._lock:
            if self.caught or self._ended.is_set():
                return 410, "Already done", "This redirect was caught before."
            try:
                self._accept(f"{self._parts.scheme}://{self._parts.netloc}{target}")
            except WalkthroughError as error:
                return 400, "That was not it", str(error)
            self.caught = True
        return 200, "Code caught", "Go back to the notebook and exchange the code at once."

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        listener = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5
            server_version, sys_version = "listener", ""

            def do_GET(self) -> None:
                status, title, text = listener.answer(self.path, self.headers.get("Host", ""))
                page = _PAGE.format(title=title, text=html.escape(text)).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("Referrer-Policy", "no-referrer")
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(page)
                if listener.caught:
                    threading.Thread(target=listener.stop, daemon=True).start()

            def log_message(self, format: str, *args: object) -> None:
                """Log nothing: the request line holds the code."""

        return Handler


def loopback_parts(redirect_uri: str) -> Any:
    """Return the split redirect URI.

    Raises:
        InputError: It is not http on a loopback host with a port of its own.
    """
    parts = urlsplit(check_redirect_uri(redirect_uri))
    if parts.scheme != "http" or parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise InputError(
            f"Nothing on this machine can listen for {mask_url(redirect_uri)[:80]!r}.",
            f"Listening needs http and localhost, 127.0.0.1 or [::1]. {_PASTE}",
            reason="not-loopback",
            field="redirect_uri",
        )
    return parts


def _host_and_port(header: str) -> tuple[str | None, int] | None:
    """Read a Host header, in which browsers leave port 80 out; None for what is none."""
    try:
        parts = urlsplit(f"http://{header}")
        port = 80 if parts.port is None else parts.port
    except ValueError:
        return None
    return (parts.hostname, port) if parts.netloc == header and "@" not in header else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows this option would let another program share the port.
    allow_reuse_address = os.name == "posix"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser that hangs up is no event, and tracebacks are not for readers."""


class _Server6(_Server):
    address_family = socket.AF_INET6


def _bind_both(port: int, handler: type[BaseHTTPRequestHandler]) -> list[_Server]:
    servers: list[_Server] = []
    try:
        servers.append(_Server(("127.0.0.1", port), handler))
        if _has_ipv6():
            servers.append(_Server6(("::1", port), handler))
    except OSError:
        for server in servers:
            server.server_close()
        raise InputError(
            f"Port {port} is taken by another program, or may not be used.",
            _PASTE,
            reason="port-taken",
            field="redirect_uri",
        ) from None
    return servers


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
