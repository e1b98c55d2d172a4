"""When the state file is written, and how the rest of a practice Zoho is put together."""

from __future__ import annotations

import asyncio
import errno
import socket
from pathlib import Path

import pytest
import requests
import tornado.web
from tornado.iostream import StreamClosedError

from tests.flow.practice_process import KEY, serving
from zoho_helpers.practice import cli, server
from zoho_helpers.practice.face import _basic, _Handler
from zoho_helpers.practice.listening import is_loopback
from zoho_helpers.practice.server import Options, PracticeZoho
from zoho_helpers.practice.state import load_state
from zoho_helpers.practice.state_file import CannotStart, StateFile


@pytest.fixture
def saves(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many requests were in the journal at each write of a state file."""
    written: list[int] = []
    save = StateFile.save

    def counting(file: StateFile, text: str) -> None:
        written.append(len(load_state(text).journal))
        save(file, text)

    monkeypatch.setattr(StateFile, "save", counting)
    return written


def test_a_burst_of_requests_is_written_at_its_start_and_its_end(
    saves: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SAVE_SECONDS", 3600.0)
    practice = PracticeZoho(Options(port=0, state_file=tmp_path / "state.json"))

    async def burst() -> None:
        ended = asyncio.Event()
        serving = asyncio.create_task(practice.serve(ended))
        for _ in range(50):
            practice.state.record({})
            practice.save_soon()
            await asyncio.sleep(0)
        ended.set()
        await serving

    asyncio.run(burst())
    first, last = saves
    assert first < last == 50
    assert len(load_state((tmp_path / "state.json").read_text()).journal) == 50


def test_requests_far_apart_are_written_each(
    saves: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SAVE_SECONDS", 0.0)
    practice = PracticeZoho(Options(port=0, state_file=tmp_path / "state.json"))

    async def visits() -> None:
        for _ in range(3):
            practice.state.record({})
            practice.save_soon()
            while practice._saving:
                await asyncio.sleep(0)

    asyncio.run(visits())
    practice.close()
    assert saves == [1, 2, 3]


def test_without_a_file_nothing_is_written(saves: list[int]) -> None:
    practice = PracticeZoho(Options(port=0))
    practice.save_soon()
    practice.close()
    assert saves == []


def test_what_fails_at_the_start_lets_go_of_what_it_held(tmp_path: Path) -> None:
    options = Options(port=-1, state_file=tmp_path / "state.json")
    for _ in range(2):
        with pytest.raises(CannotStart, match="Port -1 cannot be used: there is no such port"):
            PracticeZoho(options)
    practice = PracticeZoho(Options(port=0, state_file=tmp_path / "state.json"))
    practice.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_where_it_listens(host: str) -> None:
    try:
        practice = PracticeZoho(Options(host=host, port=0))
    except CannotStart:
        assert host == "::1", "a machine may have no IPv6"
        return
    port = practice.state.port
    shown = "[::1]" if host == "::1" else host
    assert practice.url == f"http://{shown}:{port}"
    assert practice.hosts == {f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"}
    assert all(practice.is_own_origin(f"http://{name}") for name in practice.hosts)
    practice.close()


def test_a_reset_keeps_what_the_options_give() -> None:
    client = {"name": "A", "client_type": "self", "client_id": "x", "client_secret": "s"}
    practice = PracticeZoho(Options(port=0, seed=7, freeze="2026-01-02", clients=[client]))
    before = practice.state
    practice.state.new_token()
    practice.reset()
    assert practice.state is not before
    assert practice.state.port == before.port
    assert (practice.state.seed, practice.state.drawn) == (7, 0)
    assert practice.state.clock.now() == 1767312000
    assert list(practice.state.clients) == ["x"]
    practice.close()


@pytest.mark.parametrize(
    ("header", "pair"),
    [
        ("Basic aWQ6c2VjcmV0", ("id", "secret")),
        ("bASIC aWQ6c2VjcmV0", ("id", "secret")),
        ("Basic aWQ6YTpi", ("id", "a:b")),
        ("Basic Og==", ("", "")),
        ("Basic aWQ=", None),
        ("Basic ///", None),
        ("Basic /w==", None),
        ("Basic é", None),
        ("Bearer aWQ6c2VjcmV0", None),
        ("", None),
    ],
)
def test_http_basic(header: str, pair: tuple[str, str] | None) -> None:
    assert _basic(header) == pair


def test_a_client_that_hung_up_is_no_mistake_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    for kind in (StreamClosedError, tornado.web.HTTPError):
        _Handler.log_exception(None, kind, kind(), None)  # type: ignore[arg-type]
    assert caplog.text == ""


# Beyond loopback. Nothing here listens there: the tests' own sockets stay on this machine.


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that were asked for; each is loopback instead."""
    asked: list[str] = []
    create = socket.create_server

    def on_loopback(address: tuple[str, int], **options: int) -> socket.socket:
        asked.append(address[0])
        port = address[1] if len(asked) == 1 else 0
        return create(("127.0.0.1", port), backlog=options["backlog"])

    monkeypatch.setattr(socket, "create_server", on_loopback)
    return asked


@pytest.mark.parametrize(
    ("host", "listens_on"),
    [
        ("0.0.0.0", ["0.0.0.0"]),
        ("192.168.7.7", ["127.0.0.1", "192.168.7.7"]),
        ("::", ["127.0.0.1", "::"]),
    ],
)
def test_beyond_loopback_it_listens_on_loopback_too(
    elsewhere: list[str], host: str, listens_on: list[str]
) -> None:
    practice = PracticeZoho(Options(host=host, port=0, public_url="http://zoho:8757/a"))
    port = practice.state.port
    assert practice.is_open
    assert elsewhere == listens_on
    assert practice.url == f"http://127.0.0.1:{port}"
    for name, known in {
        f"192.168.7.7:{port}": True,
        f"[fe80::1]:{port}": True,
        f"localhost:{port}": True,
        "192.168.7.7:1": False,
        "192.168.7.7": False,
        f"evil.example:{port}": False,
        f":{port}": False,
    }.items():
        assert practice.knows(name) == known, name
        assert practice.is_own_origin(f"http://{name}") == known, name
    assert practice.address_for(f"192.168.7.7:{port}") == f"http://192.168.7.7:{port}"
    assert practice.address_for("zoho:8757") == "http://zoho:8757/a"
    assert practice.is_own_origin("http://zoho:8757")
    practice.close()


def test_on_loopback_no_other_number_is_known() -> None:
    practice = PracticeZoho(Options(port=0, public_url="http://zoho:8757"))
    assert not practice.is_open
    assert not practice.knows(f"192.168.7.7:{practice.state.port}")
    assert practice.address_for("zoho:8757") == practice.url
    practice.close()


def test_a_port_that_is_taken_elsewhere_is_not_held_on_loopback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    create, made = socket.create_server, []

    def first_only(address: tuple[str, int], **options: int) -> socket.socket:
        if made:
            raise OSError(errno.EADDRINUSE, "in use")
        made.append(create(address, backlog=options["backlog"]))
        return made[0]

    monkeypatch.setattr(socket, "create_server", first_only)
    with pytest.raises(CannotStart, match="cannot be used: Address already in use"):
        PracticeZoho(Options(host="192.168.7.7", port=0))
    assert made[0].fileno() == -1, "closed"


def test_other_machines_do_not_reach_the_control_plane(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key does not help them; what they came for is answered to everybody else."""
    monkeypatch.setattr("zoho_helpers.practice.face.is_loopback", lambda ip: ip != "127.0.0.1")
    with serving() as practice:
        headers = {"X-Practice-Key": KEY}
        for path in ("journal", "hello?nonce=x"):
            reply = requests.get(f"{practice.url}/practice/{path}", headers=headers, timeout=10)
            assert reply.status_code == 403
            assert reply.json()["error"].startswith("The control plane answers only the machine")
        assert requests.get(f"{practice.url}/oauth/serverinfo", timeout=10).ok


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_what_is_this_machine(host: str, own: bool) -> None:
    assert is_loopback(host) == own


def test_a_warning_where_others_can_reach_it(
    elsewhere: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def at_once(practice: PracticeZoho, ended: asyncio.Event) -> None:
        practice.close()

    monkeypatch.setattr(PracticeZoho, "serve", at_once)
    monkeypatch.setattr("signal.signal", lambda number, handler: None)
    for host in ("127.0.0.1", "192.168.7.7"):
        elsewhere.clear()
        assert cli.main(["--port", "0", "--host", host]) == 0
        out, err = capsys.readouterr()
        assert out.startswith("Practice Zoho on http://127.0.0.1:")
        assert ("Warning: practice Zoho listens on 192.168.7.7" in err) == (host != "127.0.0.1")
