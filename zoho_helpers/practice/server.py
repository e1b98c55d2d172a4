"""One practice Zoho: where it listens, what it remembers, and when it ends."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import re
import secrets
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tornado.httpserver

from zoho_helpers.practice import control, face, registration
from zoho_helpers.practice.listening import (
    DEFAULT_HOST,
    LOOPBACK_NAMES,
    is_address,
    is_loopback,
    listen,
)
from zoho_helpers.practice.state import State, dump_state
from zoho_helpers.practice.state_file import StateFile

_log = logging.getLogger(__name__)

DEFAULT_PORT, HTTP_PORT = 8757, 80
SAVE_SECONDS = 0.5
"""So often at most the state file is written; a kill without warning loses no more than that."""
_SAVING_SHARE, LONGEST_PAUSE = 20, 5.0
"""A state that takes long to write is written more seldom: for a twentieth of the time."""
IDLE_CONNECTION_SECONDS = 60.0
END_SECONDS = 2.0
"""So long at most it waits at its end for requests that are under way."""
MAX_BODY_BYTES = 1_000_000


@dataclass
class Options:
    """How practice Zoho is started.

    Attributes:
        host: Address to listen on. Where it is not loopback, loopback is listened on as well.
        port: Port to bind, 0 for any that is free; None for the one it had before or 8757, and any
            where both are taken.
        key: Control key; a random one where empty.
        seed: For reproducible tokens; None for random ones.
        freeze: ISO time at which the clock stands still; empty for real time.
        clients: Fields of clients to register at the start and after each reset.
        auto_accept: Answer the authorization endpoint as if Accept had been pressed.
        state_file: Where the state is kept over restarts; None to forget it.
        public_url: Address under which a proxy serves this; empty for none.
        idle: Seconds without a request after which it ends; 0 for never.
    """

    host: str = DEFAULT_HOST
    port: int | None = None
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

    Attributes:
        url: Its own address, always loopback.
        hosts: Its own names, as in the Host header.
        is_open: Other machines can reach it.
        public: Where a proxy serves it, as parts of a URL; all empty for no proxy.
        key: Control key.
        form_token: What our own pages' forms prove themselves by.
        state: All that it knows.

    Raises:
        CannotStart: The port or the state file cannot be used.
        ValueError: `freeze` is no time, `public_url` no address, or a client's field not valid.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.key = options.key or secrets.token_urlsafe(24)
        self.form_token = secrets.token_urlsafe(16)
        self.last_request = time.monotonic()
        self.public = urlsplit(options.public_url.rstrip("/"))
        is_web = self.public.scheme in ("http", "https") and "@" not in self.public.netloc
        if options.public_url and not (is_web and self.public.netloc):
            raise ValueError(f"{options.public_url!r} is no address such as https://a.example/b")
        if not re.fullmatch(r"[!-~]{0,200}", options.key):
            raise ValueError("the control key is printable ASCII, 200 characters at most")
        if not options.idle >= 0:
            raise ValueError("the idle time is a number of seconds, 0 for never")
        self._saving: asyncio.Task[None] | None = None
        self._is_unsaved = False
        self._file = StateFile(options.state_file) if options.state_file else None
        self.is_open = not is_loopback(options.host)
        self._sockets: list[socket.socket] = []
        try:
            self.state = self._restored() or self.fresh_state()
            wishes = [self.state.port or DEFAULT_PORT, DEFAULT_PORT, 0]
            asked = options.port
            self._sockets = listen(options.host, wishes if asked is None else [asked])
            self.state.port = int(self._sockets[0].getsockname()[1])
        except BaseException:
            self.close()
            raise
        own = DEFAULT_HOST if self.is_open else options.host
        self.url = f"http://{f'[{own}]' if ':' in own else own}:{self.state.port}"
        names = {*LOOPBACK_NAMES, urlsplit(self.url).netloc.rpartition(":")[0]}
        self.hosts = {f"{name}:{self.state.port}" for name in names}
        if self.state.port == HTTP_PORT:
            self.hosts |= names

    def fresh_state(self) -> State:
        """Return a state with nothing in it but what the options give."""
        seed = self.options.seed
        state = State(seed=secrets.randbits(64) if seed is None else seed)
        if self.options.freeze:
            state.clock.freeze(control.parse_moment(self.options.freeze))
        self._register_clients(state)
        return state

    def _restored(self) -> State | None:
        """Return what an earlier run left, with the clients that this command line names."""
        state = self._file.load() if self._file else None
        if state:
            self._register_clients(state)
            if self.options.freeze:
                state.clock.freeze(control.parse_moment(self.options.freeze))
        return state

    def _register_clients(self, state: State) -> None:
        for fields in self.options.clients:
            registration.register_client(state, **fields)

    def knows(self, host: str) -> bool:
        """Say whether a Host header names this practice Zoho; no foreign name resolves to it.

        Where other machines can reach it, every number with its port will do.
        """
        if host in self.hosts or not self.is_open:
            return host in self.hosts
        name, _, port = host.rpartition(":")
        return port == str(self.state.port) and is_address(name)

    def knows_proxy(self, host: str) -> bool:
        """Say whether a Host header names where a proxy serves it."""
        return host == self.public.netloc.lower() != ""

    def address_for(self, host: str) -> str:
        """Return its address as a client wrote it, so that `api_domain` leads the client back."""
        if self.knows(host):
            return f"http://{host}"
        if self.is_open and self.knows_proxy(host):
            return self.public.geturl()
        # Who comes through a proxy is a browser: its program is on this machine.
        return self.url

    def is_own_origin(self, origin: str) -> bool:
        """Say whether an Origin header names a page of its own."""
        scheme, _, host = origin.lower().partition("://")
        is_public = scheme == self.public.scheme and self.knows_proxy(host)
        return is_public or (scheme == "http" and self.knows(host))

    def reset(self) -> None:
        """Forget everything but what the options give."""
        port, self.state = self.state.port, self.fresh_state()
        self.state.port = port

    def save_soon(self) -> None:
        """Write the state file now, or as soon as it was not just written."""
        self._is_unsaved = True
        if self._file and self._saving is None:
            self._saving = asyncio.get_running_loop().create_task(self._keep_saving(self._file))

    async def _keep_saving(self, file: StateFile) -> None:
        """Write for as long as there is something new; the disk is waited for in a thread."""
        try:
            while self._is_unsaved:
                self._is_unsaved = False
                began = time.monotonic()
                text = dump_state(self.state)
                took = time.monotonic() - began
                pause = max(SAVE_SECONDS, min(_SAVING_SHARE * took, LONGEST_PAUSE))
                await asyncio.to_thread(_save, file, text)
                await asyncio.sleep(pause)
        finally:
            self._saving = None

    async def serve(self, ended: asyncio.Event | None = None) -> None:
        """Serve until `ended` is set, or until idle for too long. What happened is saved."""
        asyncio.get_running_loop().set_exception_handler(_tell_unless_cut_off)
        server = tornado.httpserver.HTTPServer(
            face.make_app(self),
            max_body_size=MAX_BODY_BYTES,
            idle_connection_timeout=IDLE_CONNECTION_SECONDS,
        )
        server.add_sockets(self._sockets)
        try:
            while not (ended and ended.is_set()):
                # Polled, since whoever sets it may be a signal or another thread.
                await asyncio.sleep(0.1)
                idle = time.monotonic() - self.last_request
                if self.options.idle and idle > self.options.idle:
                    break
        finally:
            server.stop()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(server.close_all_connections(), END_SECONDS)
            if self._saving:
                # A thread that writes cannot be stopped, so its end is waited for.
                self._saving.cancel()
                await asyncio.gather(self._saving, return_exceptions=True)
                await asyncio.get_running_loop().shutdown_default_executor()
            if self._file:
                _save(self._file, dump_state(self.state))
            self.close()

    def close(self) -> None:
        """Let go of the port and the state file."""
        for listening in self._sockets:
            listening.close()
        if self._file:
            self._file.close()


def _save(file: StateFile, text: str) -> None:
    """A disk that is full costs the memory of it, not the service."""
    try:
        file.save(text)
    except OSError as error:
        _log.warning("The state of practice Zoho could not be kept: %s", error.strerror)


def _tell_unless_cut_off(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Show what went wrong, but not that a request was cut off by the end: it is meant to be.

    Tornado before 6.6 takes that for an error, with a traceback.
    """
    error = context.get("exception")
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return  # Too many connections: some end soon, and a line for each try would fill a disk.
    if not isinstance(error, asyncio.CancelledError):
        loop.default_exception_handler(context)
