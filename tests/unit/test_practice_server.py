"""When the state file is written, and how the rest of a practice Zoho is put together."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import tornado.web
from tornado.iostream import StreamClosedError

from zoho_helpers.practice import server
from zoho_helpers.practice.face import _basic, _Handler
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
    assert practice.origins == {f"http://{name}" for name in practice.hosts}
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
