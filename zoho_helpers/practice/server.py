"""The thin HTTP face of practice Zoho, on Tornado, which JupyterLab brings along."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import json
import logging
import os
import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tornado.httpserver
import tornado.netutil
import tornado.web

from zoho_helpers.practice import authorize, console, control
from zoho_helpers.practice.replies import Reply, Request
from zoho_helpers.practice.routes import PAGES_WITH_FORMS, handle, split_data_center
from zoho_helpers.practice.state import State, dump_state, load_state
from zoho_helpers.redaction import mask_headers, mask_mapping, mask_text, mask_url

_log = logging.getLogger(__name__)


@dataclass
class Options:
    """How practice Zoho is started.

    Attributes:
        host: Loopback address to bind.
        port: Port to bind; 0 for any that is free.
        key: Control key; a random one where empty.
        seed: For reproducible tokens; None for random ones.
        freeze: ISO time at which the clock stands still; empty for real time.
        clients: Fields of clients to register at the start and after each reset.
        auto_accept: Answer the authorization endpoint as if Accept had been pressed.
        state_file: Where the state is kept over restarts; None to forget it.
        public_url: Address under which a proxy serves this; empty for none.
        idle: Seconds without a request after which it ends; 0 for never.
    """

    host: str = "127.0.0.1"
    port: int = 8757
    key: str = ""
    seed: int | None = None
    freeze: str = ""
    clients: list[dict[str, Any]] = field(default_factory=list)
    auto_accept: bool = False
    state_file: Path | None = None
    public_url: str = ""
    idle: float = 0.0


class PracticeZoho:
    """One practice Zoho: its options, its state, and the socket it listens on.

    Raises:
        OSError: The port cannot be bound.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.key = options.key or secrets.token_urlsafe(24)
        self.sockets = tornado.netutil.bind_sockets(options.port, options.host)
        port = self.sockets[0].getsockname()[1]
        host = f"[{options.host}]" if ":" in options.host else options.host
        self.url = f"http://{host}:{port}"
        self.base_url = (options.public_url or self.url).rstrip("/")
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        self.hosts |= {urlsplit(self.base_url).netloc}
        self.last_request = time.monotonic()
        self.state = self._restored() or self.fresh_state()

    def fresh_state(self) -> State:
        """Return a state with nothing in it but what the options give."""
        seed = self.options.seed
        state = State(seed=secrets.randbits(64) if seed is None else seed)
        if self.options.freeze:
            state.clock.freeze(control.parse_moment(self.options.freeze))
        for fields in self.options.clients:
            console.register_client(state, **fields)
        return state

    def _restored(self) -> State | None:
        path = self.options.state_file
        try:
            return load_state(path.read_text("utf-8")) if path else None
        except (OSError, ValueError):
            return None

    def save(self) -> None:
        """Write the state file; a disk that is full costs the memory of it, not the service."""
        path = self.options.state_file
        if path is None:
            return
        try:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(dump_state(self.state))
            os.replace(name, path)
        except OSError as error:
            _log.warning("The state of practice Zoho could not be kept: %s", error.strerror)

    def make_app(self) -> tornado.web.Application:
        """Return the Tornado application."""
        return tornado.web.Application(
            [(r"/practice/(.+)", _ControlHandler), (r".*", _ZohoHandler)],
            log_function=lambda handler: None,
            practice=self,
        )

    async def serve(self, ended: asyncio.Event | None = None) -> None:
        """Serve until `ended` is set, or until idle for too long."""
        server = tornado.httpserver.HTTPServer(self.make_app(), max_body_size=1_000_000)
        server.add_sockets(self.sockets)
        try:
            while not (ended and ended.is_set()):
                await asyncio.sleep(0.1 if ended else 1.0)
                idle = time.monotonic() - self.last_request
                if self.options.idle and idle > self.options.idle:
                    break
        finally:
            server.stop()
            await server.close_all_connections()


class _Handler(tornado.web.RequestHandler):
    """What both faces share: whose request may be answered at all."""

    practice: PracticeZoho

    def initialize(self) -> None:
        self.practice = self.settings["practice"]

    def prepare(self) -> None:
        self.practice.last_request = time.monotonic()
        if self.request.host not in self.practice.hosts:
            # A foreign name that resolves to loopback: somebody's page reaching in.
            raise tornado.web.HTTPError(403)

    def compute_etag(self) -> None:
        return None

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Frame-Options", "DENY")
        self.clear_header("Server")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"error": f"HTTP {status_code}"}))

    def log_exception(self, *details: Any) -> None:
        """Keep request lines, which may hold a code, out of the log."""
        _log.warning("A request failed: %s", getattr(details[0], "__name__", "error"))


class _ControlHandler(_Handler):
    def prepare(self) -> None:
        super().prepare()
        key = self.request.headers.get("X-Practice-Key", "")
        if not hmac.compare_digest(key.encode(), self.practice.key.encode()):
            self.set_status(401)
            self.finish({"error": "The header X-Practice-Key is missing or wrong."})

    def get(self, name: str) -> None:
        self._answer(name, {})

    def post(self, name: str) -> None:
        try:
            body = json.loads(self.request.body or b"{}")
        except ValueError:
            body = None
        self._answer(name, body)

    def _answer(self, name: str, body: Any) -> None:
        practice, method = self.practice, self.request.method or "GET"
        try:
            if not isinstance(body, dict):
                raise control.ControlError("Send a JSON object.")
            if (method, name) == ("POST", "reset"):
                practice.state = practice.fresh_state()
                answer: Any = {"status": "reset"}
            else:
                answer = control.handle_control(
                    method, name, body, practice.state, practice.base_url
                )
        except ValueError as error:
            self.set_status(400)
            answer = {"error": str(error)}
        if method == "POST":
            practice.save()
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(answer))


class _ZohoHandler(_Handler):
    async def _any(self) -> None:
        practice = self.practice
        request = self._request()
        if request.path in PAGES_WITH_FORMS and not self._from_here():
            raise tornado.web.HTTPError(403)
        reply = self._auto_accepted(request) or handle(request, practice.state)
        practice.state.record(_journal_entry(request, reply, practice.state.clock.now))
        practice.save()
        if reply.delay:
            await asyncio.sleep(reply.delay)
        self.set_status(reply.status)
        self.set_header("Content-Type", reply.content_type)
        if reply.location:
            self.set_header("Location", reply.location)
        await self.finish(reply.body)

    get = post = put = delete = _any

    def _request(self) -> Request:
        location, path = split_data_center(self.request.path)
        base = self.practice.base_url
        if not self.practice.options.public_url:
            base = f"http://{self.request.host}"
        arguments = {
            name: values[0].decode("utf-8", "replace")
            for name, values in self.request.arguments.items()
        }
        authorization = self.request.headers.get("Authorization", "")
        return Request(
            method=self.request.method or "GET",
            path=path,
            data_center=location,
            base_url=base if location == "us" else f"{base}/{location}",
            parameters=arguments,
            basic=_basic(authorization),
            authorization=authorization,
        )

    def _auto_accepted(self, request: Request) -> Reply | None:
        if not self.practice.options.auto_accept or request.path != "/oauth/v2/auth":
            return None
        reply = handle(request, self.practice.state)
        if reply.reason == "consent page":
            return authorize.accept(request, self.practice.state, request.data_center)
        return reply

    def _from_here(self) -> bool:
        origin = self.request.headers.get("Origin")
        if origin is None or self.request.method == "GET":
            return True
        # With Referrer-Policy: no-referrer a browser sends Origin: null for our own forms too.
        site = self.request.headers.get("Sec-Fetch-Site", "")
        return urlsplit(origin).netloc in self.practice.hosts or (
            origin == "null" and site == "same-origin"
        )


def _journal_entry(request: Request, reply: Reply, now: Callable[[], float]) -> dict[str, Any]:
    at = datetime.fromtimestamp(now(), timezone.utc)
    body = reply.body if isinstance(reply.body, str) else repr(reply.body)
    shown = mask_url(reply.location) if reply.location else mask_text(body[:2000])
    headers = {"Authorization": request.authorization} if request.authorization else {}
    return {
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "method": request.method,
        "path": request.path,
        "data_center": request.data_center,
        "parameters": mask_mapping(request.parameters),
        "headers": mask_headers(headers),
        "status": reply.status,
        "reply": shown,
        "reason": reply.reason,
    }


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        id, colon, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (id, secret) if colon else None
