"""The command line of practice Zoho: its contract, and what survives a restart."""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import re
import signal
import socket
import stat
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.flow.practice_process import KEY, Process, serving, wait_until, wait_until_saved
from tests.flow.practice_wire import (
    REDIRECT_URI,
    Wire,
    granted,
)
from tests.unit.loopback import Answer, Loopback, as_json, http
from zoho_helpers import practice_control
from zoho_helpers.errors import PracticeError
from zoho_helpers.practice import cli
from zoho_helpers.practice.state import load_state
from zoho_helpers.practice.state_file import StateFile
from zoho_helpers.practice_control import PracticeControl, ensure_practice, find_practice
from zoho_helpers.redaction import Secret
from zoho_helpers.session import Session
from zoho_helpers.settings import PRACTICE, Home

# Somebody's own client, of no shape of ours.
CLIENT = {"client_id": "1000.SOMEBODYSOWN", "client_secret": "not-of-our-making"}
OPTIONS = ["--client-id", CLIENT["client_id"], "--client-secret", CLIENT["client_secret"]]
OPTIONS += ["--redirect-uri", REDIRECT_URI, "--key", KEY]

posix = pytest.mark.skipif(os.name != "posix", reason="signals and modes are POSIX's")


@posix
def test_the_options_of_the_contract_and_a_kill(tmp_path: Path) -> None:
    """A mock Zoho for somebody's own tests: their client, no page, reproducible, durable."""
    file = tmp_path / "new" / "state.json"
    arguments = ["--port", "0", "--seed", "7", "--freeze", "2026-01-02T03:04:05Z", "--auto-accept"]
    with Process(*OPTIONS, *arguments, "--state-file", file) as process:
        assert re.fullmatch(r"Practice Zoho on http://127\.0\.0\.1:\d+\n", process.first_line)
        wire = Wire(process.control)
        assert wire.ask(CLIENT).status_code == 302, "no page to press Accept on"
        first = wire.grant(CLIENT)
        assert wire.at("cn").grant(CLIENT)["api_domain"] == f"{wire.base}/cn"
        assert wire.ask(CLIENT, redirect_uri="http://other.example").status_code == 400
        assert process.control.now() == 1767323045
        assert process.control.journal()[0]["at"] == "2026-01-02T03:04:05Z"
        process.control.reset()
        wire.ask(CLIENT)
        assert wire.grant(CLIENT) == first, "a reset keeps client, seed and clock of the command"

        process.control.configure(refresh_tokens_kept=19)
        process.control.next_reply("outage")
        process.control.advance(1000)
        wait_until_saved(file, '"offset": 1000.0')  # half a second at most
        assert process.end(signal.SIGKILL) == -signal.SIGKILL
        assert (process.rest, process.errors) == ("", "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    with serving(state_file=file) as practice:
        wire = Wire(PracticeControl(practice.url, Secret(KEY)))
        assert wire.control.state()["settings"]["refresh_tokens_kept"] == 19
        assert wire.control.now() == 1767323045 + 1000
        assert wire.refresh(CLIENT, first["refresh_token"]).status_code == 503
        assert granted(wire.refresh(CLIENT, first["refresh_token"]))
        code = wire.accept(CLIENT)["code"]
        assert granted(wire.exchange(CLIENT, code))
    assert load_state(file.read_text()).codes[code].used, "a proper end loses nothing"


def test_a_client_of_the_command_line_joins_those_of_the_file(tmp_path: Path) -> None:
    fields = {"name": "A", "homepage_url": "http://a.example", "redirect_uris": [REDIRECT_URI]}
    file = tmp_path / "state.json"
    with serving(state_file=file, clients=[{**fields, "client_id": "one"}]):
        pass
    two = {**fields, "client_id": "two", "client_secret": "s"}
    with serving(state_file=file, clients=[two]) as practice:
        assert set(practice.state.clients) == {"one", "two"}
    with serving(state_file=file, clients=[{**two, "client_secret": "new"}]) as practice:
        assert practice.state.clients["two"].secrets == {"us": "new"}


@posix
def test_its_note_its_lock_and_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a notebook finds, a second one that is not let in, SIGTERM in mid-request."""
    home = tmp_path / "home"
    note = home / "practice.json"
    with Process("--port", "0", environ={"ZOHO_HOME": str(home)}) as process:
        told = json.loads(note.read_text())
        assert (told["url"], told["pid"]) == (process.url, process.pid)
        assert len(told["key"]) >= 32
        assert {stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()} == {0o600}
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        control = find_practice(home)
        assert control
        control.register_client(name="Self", client_type="self")

        assert cli.main(["--home", str(home)]) == cli.ALREADY_RUNS == practice_control.ALREADY_RUNS
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert err.startswith("Another practice Zoho keeps its state in practice-state.json.")
        assert json.loads(note.read_text()) == told

        control.next_reply("slow")
        told_client: list[str] = []

        def ask() -> None:
            with pytest.raises(requests.ConnectionError):
                Wire(process.control).get("/oauth/serverinfo")
            told_client.append("hung up on")

        thread = threading.Thread(target=ask)
        thread.start()
        wait_until(lambda: bool(control.journal()))
        assert process.end(signal.SIGTERM) == 0
        thread.join(10)
        assert told_client == ["hung up on"]
        assert (process.rest, process.errors) == ("", "")
    assert not note.exists()
    assert len(load_state((home / "practice-state.json").read_text()).clients) == 1


@pytest.fixture
def signals() -> Iterator[None]:
    """`cli.main` takes the signals for itself; give them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
def test_it_ends_itself_when_nobody_wants_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--port", "0", "--idle", "0.01", "--home", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Practice Zoho on http://127.0.0.1:")
    assert err == ""
    assert not (tmp_path / "practice.json").exists()
    assert (tmp_path / "practice-state.json").exists()


@contextlib.contextmanager
def usual_port_taken() -> Iterator[None]:
    """Take port 8757; where another program has it, that is as good."""
    try:
        taken = socket.create_server(("127.0.0.1", 8757))
    except OSError:
        yield
        return
    with taken:
        yield


def test_where_the_usual_port_is_taken_it_takes_another(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    with usual_port_taken(), serving(port=None, state_file=file) as practice:
        assert practice.url != "http://127.0.0.1:8757"
        assert Wire(PracticeControl(practice.url, Secret(KEY))).get("/").ok
    with serving(port=None, state_file=file) as again:
        assert again.url == practice.url, "a restart is found where it was"


def test_a_port_that_was_asked_for_is_that_or_none(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["--port", str(port)]) == cli.FAILED
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"Port {port} cannot be used: Address already in use. Try --port 0.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--port", "70000"], 1, "Port 70000 cannot be used: there is no such port. Try --port 0."),
        (["--freeze", "noon"], 2, "An option is wrong: 'noon' is no time such as 2026-11-22T12"),
        (
            [*OPTIONS[:4], "--redirect-uri", "x"],
            2,
            "An option is wrong: Enter a valid redirect URI",
        ),
        (
            ["--public-url", "hub.example"],
            2,
            "An option is wrong: 'hub.example' is no address such",
        ),
        (["--home", "FILE"], 1, "The state file practice-state.json cannot be used: "),
        (["--state-file", "FOLDER"], 1, "The state file there cannot be used: Is a directory."),
        (["--state-file", "FILE/x"], 1, "The state file x cannot be used: "),
    ],
)
def test_what_it_cannot_start_with_is_one_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    file, folder = tmp_path / "file", tmp_path / "there"
    file.touch()
    folder.mkdir()
    places = {"FILE": str(file), "FOLDER": str(folder), "FILE/x": str(file / "x")}
    arguments = [places.get(word, word) for word in arguments]
    assert cli.main(["--port", "0", *arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(said)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--client-id", "x"],
        ["--redirect-uri", REDIRECT_URI],
        ["--client-secret", "x"],
        ["--port", "x"],
    ],
)
def test_options_that_make_no_sense(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m zoho_helpers practice" in capsys.readouterr().err


def test_without_tornado_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "tornado", None)
    monkeypatch.delitem(sys.modules, "zoho_helpers.practice.server")
    assert cli.main([]) == cli.FAILED
    said = "Practice Zoho needs the package tornado: pip install 'zoho-helpers[practice]'\n"
    assert capsys.readouterr() == ("", said)


def test_a_damaged_state_file_is_kept_and_all_is_new(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "state.json"
    for damaged in ("", "{", "[]", "{}", '{"seed": 1}', "\udcff"):
        file.write_bytes(damaged.encode("utf-8", "surrogateescape"))
        with serving(state_file=file) as practice:
            assert practice.state.clients == {}
        kept = file.with_name("state.json.unreadable").read_bytes()
        assert kept == damaged.encode("utf-8", "surrogateescape")
    assert "it is now state.json.unreadable" in caplog.text


def test_a_disk_that_is_full_costs_the_memory_and_not_the_service(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "state.json"
    with serving(state_file=file) as practice:
        wire = Wire(PracticeControl(practice.url, Secret(KEY)))
        file.mkdir()  # replacing a file by a folder fails as a full disk does
        assert wire.register()["client_id"] in practice.state.clients
        wait_until(lambda: "could not be kept" in caplog.text)
        assert wire.get("/").ok
    assert sorted(path.name for path in tmp_path.iterdir()) == ["state.json", "state.json.lock"]


# Found or started by a notebook.


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder of a profile; what was started for it ends with the test."""
    before = len(practice_control._started)
    yield tmp_path / "home"
    for process in practice_control._started[before:]:
        process.terminate()
        process.wait(10)


@posix
def test_killed_in_mid_flow_and_started_again(home: Path) -> None:
    with usual_port_taken():
        first = Session(Home(PRACTICE, home), ensure_practice(home, {}))
    first.register("Mine", "http://a.example", REDIRECT_URI)
    redirect = first.accept_in_browser(first.authorize())
    assert first.practice
    code = redirect.partition("code=")[2].partition("&")[0]
    wait_until_saved(home / "practice-state.json", code)
    os.kill(json.loads((home / "practice.json").read_text())["pid"], signal.SIGKILL)

    with pytest.raises(PracticeError, match="Run the set-up cell at the top again") as caught:
        first.now()
    assert caught.value.reason == "practice-gone"
    again = Session(Home(PRACTICE, home), ensure_practice(home, {}))
    assert again.practice
    assert again.practice.url == first.practice.url
    again.paste(redirect)
    again.exchange()
    assert again.check("crm-org").ok


def test_of_two_notebooks_at_once_the_slower_finds_the_other_ones(
    home: Path, practice: PracticeControl
) -> None:
    lock = StateFile(home / "practice-state.json")  # the quicker one, before its note is written
    found: list[PracticeControl] = []
    before = len(practice_control._started)
    thread = threading.Thread(target=lambda: found.append(ensure_practice(home, {})))
    thread.start()
    wait_until(lambda: len(practice_control._started) > before)
    assert practice_control._started[-1].wait(10) == practice_control.ALREADY_RUNS
    note = {"url": practice.url, "pid": os.getpid(), "key": "test-key"}
    (home / "practice.json").write_text(json.dumps(note))
    thread.join(10)
    lock.close()
    assert [control.url for control in found] == [practice.url]


def test_a_practice_zoho_that_is_named_is_used(practice: PracticeControl, tmp_path: Path) -> None:
    named = {"ZOHO_PRACTICE_URL": practice.url, "ZOHO_PRACTICE_KEY": "test-key"}
    assert ensure_practice(tmp_path, named).url == practice.url
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(PracticeError, match="does not know the key"):
        ensure_practice(tmp_path, {**named, "ZOHO_PRACTICE_KEY": ""})
    with socket.create_server(("127.0.0.1", 0)) as closing:
        url = f"http://127.0.0.1:{closing.getsockname()[1]}"
    with pytest.raises(PracticeError, match="does not answer"):
        ensure_practice(tmp_path, {**named, "ZOHO_PRACTICE_URL": url})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1:PORT",
        "http://zoho.example:PORT",
        "http://0.0.0.0:PORT",
        "http://127.0.0.1.evil.example:PORT",
        "http://127.0.0.1@evil.example:PORT",
        "http://evil.example\\@127.0.0.1:PORT",
        "http://[::2]:PORT",
        "http://[::1",
        "https://127.0.0.1:PORT",
        "ftp://localhost:PORT",
        "127.0.0.1:PORT",
        "http://127.0.0.1:PORT/elsewhere",
        "http://robin:hunter2@127.0.0.1:PORT",
    ],
)
def test_a_practice_zoho_on_another_machine_is_refused_and_gets_nothing(
    url: str, tmp_path: Path
) -> None:
    with Loopback(as_json({})) as there:
        url = url.replace("PORT", str(urlsplit(there.url).port))
        environ = {"ZOHO_PRACTICE_URL": url, "ZOHO_PRACTICE_KEY": "a-key"}
        with pytest.raises(PracticeError, match="Nothing was sent") as caught:
            ensure_practice(tmp_path, environ)
        assert there.requests == []
    assert caught.value.reason == "practice-url-not-loopback"
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_each_name_of_this_machine_will_do(
    name: str, practice: PracticeControl, tmp_path: Path
) -> None:
    url = f"http://{name}:{urlsplit(practice.url).port}/"
    environ = {"ZOHO_PRACTICE_URL": url, "ZOHO_PRACTICE_KEY": "test-key"}
    assert ensure_practice(tmp_path, environ).now()


def passing_on(there: str) -> Answer:
    """Ask the true practice Zoho, under its own name, whatever one is asked."""

    def answer(request: bytes) -> list[bytes]:
        target = request.split()[1].decode()
        return [http(requests.get(there + target, timeout=10).content)]

    return answer


SQUATTERS: dict[str, Callable[[str], bytes | Answer]] = {
    "says yes to everything": lambda there: as_json({"now": 1.0, "proof": True}),
    "sends the nonce back": lambda there: lambda request: [as_json({"proof": str(request)})],
    "passes on what the true one says": passing_on,
    "sends on to the true one": lambda there: (
        lambda request: [
            http("{}", status=302, headers=[f"Location: {there}{request.split()[1].decode()}"])
        ]
    ),
}


@pytest.mark.parametrize("name", SQUATTERS)
def test_who_cannot_prove_to_know_the_key_does_not_get_it(
    name: str, practice: PracticeControl, home: Path
) -> None:
    """Somebody else can sit on the port that an ended practice Zoho has left."""
    with Loopback(SQUATTERS[name](practice.url)) as squatter:
        named = {"ZOHO_PRACTICE_URL": squatter.url, "ZOHO_PRACTICE_KEY": "test-key"}
        with pytest.raises(PracticeError, match="does not know the key"):
            ensure_practice(home, named)
        home.mkdir()
        note = {"url": squatter.url, "pid": 1, "key": "test-key"}
        (home / "practice.json").write_text(json.dumps(note))
        assert find_practice(home) is None
        own = ensure_practice(home, {})
        assert own.url not in (squatter.url, practice.url)
        assert own.now()
        assert len(squatter.requests) >= 3
        for request in squatter.requests:
            assert request.startswith(b"GET /practice/hello?nonce=")
            assert b"test-key" not in request


def test_an_error_of_the_proof_carries_no_key() -> None:
    """Debuggers and error trackers print the variables of each frame."""
    key = "canary-of-this-test"
    with Loopback(as_json({"proof": "x"})) as stranger:
        control = PracticeControl(stranger.url, Secret(key))
        with pytest.raises(PracticeError) as caught:
            control.check_key()
    frames = caught.value.__traceback__
    assert frames
    assert frames.tb_next
    told = traceback.TracebackException(
        PracticeError, caught.value, frames.tb_next, capture_locals=True
    )
    assert key not in "".join(told.format())


def test_nobody_is_believed_on_an_empty_key(tmp_path: Path) -> None:
    def answer(request: bytes) -> list[bytes]:
        nonce = request.split()[1].partition(b"nonce=")[2]
        return [as_json({"proof": hmac.digest(b"", nonce + server.url.encode(), "sha256").hex()})]

    with Loopback(answer) as server, pytest.raises(PracticeError, match="does not know the key"):
        ensure_practice(tmp_path, {"ZOHO_PRACTICE_URL": server.url})


def test_a_key_that_is_no_text_is_a_wrong_key(practice: PracticeControl, tmp_path: Path) -> None:
    named = {"ZOHO_PRACTICE_URL": practice.url, "ZOHO_PRACTICE_KEY": "\udcff"}
    with pytest.raises(PracticeError, match="does not know the key"):
        ensure_practice(tmp_path, named)


FOREIGN = {
    "page": http("<html>Hello</html>", content_type="text/html"),
    "nothing in it": http("{}"),
    "a list": http("[1]"),
    "no time": http('{"now": null}'),
    "not found": http("{}", status=404),
    "no key": http('{"error": "x"}', status=401),
    "no http": b"SSH-2.0-OpenSSH\r\n",
    "silence": b"",
    "no text for a proof": http('{"proof": "\\ud800"}'),
    "deeper than anybody reads": http("[" * 100_000),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_note_that_leads_to_another_program(name: str, tmp_path: Path) -> None:
    with Loopback(FOREIGN[name]) as stranger:
        note = {"url": stranger.url, "pid": 1, "key": "an-old-key"}
        (tmp_path / "practice.json").write_text(json.dumps(note))
        assert find_practice(tmp_path) is None
        with pytest.raises(PracticeError, match=r"^(The program|Practice Zoho) at http://127\S+ "):
            PracticeControl(stranger.url, Secret("an-old-key")).now()
        asked, called = stranger.requests
        assert b"an-old-key" not in asked
        assert b"an-old-key" in called


def test_the_key_is_not_sent_on_to_somebody_else() -> None:
    with Loopback(http('{"now": 1}')) as other:
        answer = http("{}", status=302, headers=[f"Location: {other.url}/practice/clock"])
        with Loopback(answer) as stranger, pytest.raises(PracticeError, match="does not know"):
            PracticeControl(stranger.url, Secret("a-key")).now()
        assert other.requests == []


@pytest.mark.parametrize(
    "note", ["", "{", "[]", "{}", '{"url": 5, "key": "x"}', '{"url": "x", "key": 5}', "\x00"]
)
def test_a_note_that_cannot_be_read_is_none(note: str, tmp_path: Path) -> None:
    (tmp_path / "practice.json").write_text(note)
    assert find_practice(tmp_path) is None


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PracticeError, match="needs the folder 'file', which cannot be used"):
        ensure_practice(tmp_path / "file", {})


def test_a_practice_zoho_that_cannot_start_says_why(home: Path) -> None:
    (home / "practice-state.json").mkdir(parents=True)
    with pytest.raises(PracticeError) as caught:
        ensure_practice(home, {})
    assert str(caught.value) == (
        "Practice Zoho did not start. The state file practice-state.json cannot be used: Is a "
        "directory. More may stand in home/practice.log. Then run the set-up cell again."
    )
