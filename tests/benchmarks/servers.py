"""The servers that are measured: practice Zoho, its peers, and a bare Tornado handler.

Each runs as a program of its own on a free port of loopback, and ends with its `with` block. A peer
is asked for the same thing: a refresh, with a refresh token that it issued.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.benchmarks.load import form_request
from tests.flow.practice_process import KEY
from tests.flow.practice_wire import Wire
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret

URI = "http://127.0.0.1:9/callback"
START_SECONDS = 30
UNLIMITED = 10**9


class Running(NamedTuple):
    """A server that answers.

    Attributes:
        name: What the tables call it.
        base: Its address.
        pid: Its process.
        seconds: From its command to its first answer.
    """

    name: str
    base: str
    pid: int
    seconds: float


class Program(NamedTuple):
    """How to start a server.

    Attributes:
        name: What the tables call it.
        command: What starts it, with PORT for the port.
        environ: Variables that it needs.
        path: Where it is asked whether it is there.
    """

    name: str
    command: Sequence[str]
    environ: dict[str, str]
    path: str


PRACTICE_ZOHO = Program(
    "practice Zoho",
    [sys.executable, "-m", "zoho_helpers", "practice", "--port", "PORT", "--key", KEY],
    {},
    "/oauth/serverinfo",
)


def programs(folder: Path) -> list[Program]:
    """Return all of them. The folder has the peers: `python/` and `node_modules/`."""
    node = str(folder / "node_modules/oauth2-mock-server/dist/oauth2-mock-server.mjs")
    packages = {"PYTHONPATH": str(folder / "python")}
    discovery = "/.well-known/openid-configuration"
    return [
        PRACTICE_ZOHO,
        Program(
            "oauth2-mock-server", ["node", node, "-a", "127.0.0.1", "-p", "PORT"], {}, discovery
        ),
        Program(
            "oidc-provider-mock",
            [sys.executable, "-S", "-m", "oidc_provider_mock", "--port", "PORT"],
            packages,
            discovery,
        ),
        Program("bare Tornado", [sys.executable, "-m", "tests.benchmarks.bare", "PORT"], {}, "/"),
    ]


@contextlib.contextmanager
def started(program: Program) -> Iterator[Running]:
    """Start a program, wait until it answers, and end it with the block."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    command = [word.replace("PORT", str(port)) for word in program.command]
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **program.environ},
    )
    try:
        _wait(base + program.path, process)
        yield Running(program.name, base, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    parts = urlsplit(url)
    request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    deadline = time.monotonic() + START_SECONDS
    while True:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(
                (parts.hostname, parts.port), timeout=START_SECONDS
            ) as connection,
        ):
            connection.sendall(request)
            if connection.recv(12).startswith(b"HTTP/1.1 "):
                return
        assert process.poll() is None, f"{process.args} ended at once"
        assert time.monotonic() < deadline, f"{process.args} does not answer"
        time.sleep(0.002)


def token_request(running: Running) -> tuple[str, bytes]:
    """Return the address of a server's token endpoint, and a refresh that it grants."""
    return _REFRESHES[running.name](running.base)


def _practice_zoho(base: str) -> tuple[str, bytes]:
    control = PracticeControl(base, Secret(KEY))
    control.configure(refreshes_per_window=UNLIMITED)
    wire = Wire(control)
    client = wire.register()
    form = {name: client[name] for name in ("client_id", "client_secret")}
    form |= {"grant_type": "refresh_token", "refresh_token": wire.grant(client)["refresh_token"]}
    url = f"{base}/oauth/v2/token"
    return url, form_request(url, form)


def _oauth2_mock_server(base: str) -> tuple[str, bytes]:
    url = f"{base}/token"
    form = {"grant_type": "authorization_code", "code": "any", "client_id": "a"}
    token = requests.post(url, {**form, "redirect_uri": URI}, timeout=10).json()["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": "a"}
    return url, form_request(url, form)


def _oidc_provider_mock(base: str) -> tuple[str, bytes]:
    url = f"{base}/oauth2/token"
    asked = {"client_id": "a", "redirect_uri": URI, "response_type": "code", "scope": "openid"}
    page = requests.post(
        f"{base}/oauth2/authorize",
        {"sub": "robin"},
        params=asked,
        allow_redirects=False,
        timeout=10,
    )
    code = dict(parse_qsl(urlsplit(page.headers["Location"]).query))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": URI}
    token = requests.post(url, form, auth=("a", "b"), timeout=10).json()["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token}
    basic = base64.b64encode(b"a:b").decode()  # it takes a refresh in no other way
    return url, form_request(url, form, f"Authorization: Basic {basic}")


def _bare_tornado(base: str) -> tuple[str, bytes]:
    form = {"client_id": f"1000.{'A' * 30}", "client_secret": "0" * 42}
    form |= {"grant_type": "refresh_token", "refresh_token": f"1000.{'0' * 65}"}
    return f"{base}/", form_request(f"{base}/", form)


_REFRESHES = {
    "practice Zoho": _practice_zoho,
    "oauth2-mock-server": _oauth2_mock_server,
    "oidc-provider-mock": _oidc_provider_mock,
    "bare Tornado": _bare_tornado,
}


def memory_mib(pid: int) -> float:
    """Return how much memory a process holds, in MiB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024
