"""Zoho itself, as far as a client can tell: its own host names, TLS, and tokens of its shape.

A loopback proxy takes `CONNECT accounts.zoho.eu:443`, proves to be that host with a certificate of
a test authority, and lets practice Zoho's pure core answer. So the live profile is walked from end
to end and nothing leaves the machine. A CONNECT to a host outside the table is refused and kept.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import secrets
import ssl
import string
import sys
import threading
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import requests
import trustme

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import console, registration
from zoho_helpers.practice.records import Client
from zoho_helpers.practice.replies import Reply, Request
from zoho_helpers.practice.routes import handle
from zoho_helpers.practice.state import State

HOSTS = {
    urlsplit(url).netloc: (location, kind)
    for location, center in ZOHO.items()
    for kind, url in (("accounts", center.accounts_url), ("api", center.api_domain))
}
"""Host name -> data center, and which of its two servers."""

# Practice Zoho names its own address in replies; this one cannot slip through unnoticed.
ROOT = "https://practice.invalid"
BROWSER = "a browser"


class LiveState(State):
    """Practice Zoho's memory, with tokens and secrets of Zoho's own shape."""

    def new_token(self, prefix: str = "1000") -> str:
        # The f keeps it from ever beginning as practice Zoho's do.
        return f"{prefix}.f{secrets.token_hex(16)[1:]}.{secrets.token_hex(16)}"

    def new_secret(self) -> str:
        return f"f{secrets.token_hex(21)[1:]}"

    def new_client_id(self, prefix: str = "1000") -> str:
        capitals = string.ascii_uppercase + string.digits
        return f"{prefix}.Z" + "".join(secrets.choice(capitals) for _ in range(29))


@dataclass(frozen=True)
class Seen:
    """A request that a client sent, with what it carried in the open for whoever has the key."""

    host: str
    method: str
    target: str
    form: dict[str, str]
    authorization: str


class Authority:
    """A certificate authority that vouches for any host name."""

    def __init__(self) -> None:
        self.ca = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}

    def context(self, host: str) -> ssl.SSLContext:
        if host not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.ca.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
        return self._contexts[host]


class LiveZoho:
    """The proxy and the Zoho behind it.

    Attributes:
        state: Practice Zoho's memory.
        connects: Every host and port that somebody asked to be connected to.
        refused: Those of them that are not Zoho's.
        seen: Every request of a client; those of `accept` are the browser's and not among them.
        replies: Played instead of the next answers.
        errors: What went wrong in here.
    """

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.state = LiveState(seed=0)
        self.connects: list[str] = []
        self.refused: list[str] = []
        self.seen: list[Seen] = []
        self.replies: list[Reply] = []
        self.errors: list[BaseException] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Connection)
        self._server.zoho = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> LiveZoho:
        self._thread.start()
        return self

    def __exit__(self, *details: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def register(self, **fields: Any) -> Client:
        """Register a client in the console, as its owner does in a browser."""
        fields = {"name": "Mine", "homepage_url": "https://example.com", **fields}
        return registration.register_client(self.state, **fields)

    def self_client_code(self, client: Client, *scopes: str) -> str:
        """Press CREATE on the Generate Code tab."""
        return console.make_self_client_code(self.state, client.client_id, ",".join(scopes)).code

    def accept(self, url: str, user: str = "") -> str:
        """Open an authorization URL in a browser, press Accept; return where that leads.

        Args:
            url: The authorization URL.
            user: Data center of the user's account; empty for the URL's own.
        """
        parts = urlsplit(url)
        with requests.Session() as browser:
            browser.headers["User-Agent"] = BROWSER
            page = browser.get(url, allow_redirects=False)
            assert page.status_code == 200, page.text
            assert "would like to" in page.text
            form = dict(parse_qsl(parts.query))
            form |= {"answer": "accept", "user": user or HOSTS[parts.netloc][0]}
            consent = f"https://{parts.netloc}/oauth/v2/consent"
            return browser.post(consent, form, allow_redirects=False).headers["Location"]

    def answer(self, seen: Seen, agent: str) -> Reply:
        """Answer one request that came in under one of Zoho's host names."""
        location, kind = HOSTS[seen.host]
        path, _, query = seen.target.partition("?")
        request = Request(
            method=seen.method,
            path=path,
            data_center=location,
            base_url=ROOT if location == "us" else f"{ROOT}/{location}",
            parameters={**dict(parse_qsl(query)), **seen.form},
            basic=_basic(seen.authorization),
            authorization=seen.authorization,
        )
        with self._lock:
            if agent != BROWSER:
                self.seen.append(seen)
            if self.replies:
                return self.replies.pop(0)
            if path.startswith("/oauth/") != (kind == "accounts"):
                return Reply(404, "{}")
            return _as_zoho(handle(request, self.state), location)


def _as_zoho(reply: Reply, location: str) -> Reply:
    """Put Zoho's own addresses where practice Zoho named its own."""
    body, target = reply.body, reply.location
    if isinstance(body, str) and '"api_domain"' in body:
        data = json.loads(body) | {"api_domain": ZOHO[location].api_domain}
        body = json.dumps(data, separators=(",", ":"))
    named = re.search(r"&location=(\w+)", target)
    if named:
        server = quote(ZOHO[named[1]].accounts_url, safe="")
        target = re.sub(r"accounts-server=[^&]*", f"accounts-server={server}", target)
    assert "practice.invalid" not in f"{body!r}{target}"
    return replace(reply, body=body, location=target)


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, value = authorization.partition(" ")
    if scheme != "Basic":
        return None
    name, _, password = base64.b64decode(value).decode().partition(":")
    return name, password


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    host = ""
    server: _Server

    def handle(self) -> None:
        # A client that does not trust the certificate hangs up: that is its right.
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            super().handle()

    def do_CONNECT(self) -> None:
        host, _, port = self.path.rpartition(":")
        self.server.zoho.connects.append(self.path)
        if host not in HOSTS or port != "443":
            self.server.zoho.refused.append(self.path)
            self.send_error(403)
            return
        self.send_response_only(200)
        self.end_headers()
        self.rfile.close()
        self.request = self.server.zoho.authority.context(host).wrap_socket(
            self.request, server_side=True
        )
        self.host = host
        self.setup()
        self.close_connection = False

    def _answer(self) -> None:
        if not self.host:
            self.server.zoho.refused.append(self.path)
            self.send_error(403)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        authorization = self.headers.get("Authorization", "")
        seen = Seen(self.host, self.command, self.path, form, authorization)
        self._send(self.server.zoho.answer(seen, self.headers.get("User-Agent", "")))

    do_GET = do_POST = do_PUT = do_DELETE = _answer

    def _send(self, reply: Reply) -> None:
        payload = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
        self.send_response_only(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(payload)))
        self.send_header("Connection", "close")
        if reply.location:
            self.send_header("Location", reply.location)
        self.end_headers()
        self.wfile.write(payload)

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    zoho: LiveZoho
    # Closing the server waits for what is under way, so nothing of it reaches the next test.
    daemon_threads = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exc_info()[1]
        assert error
        self.zoho.errors.append(error)
