"""Canaries: planted credentials appear nowhere but on the wire, in the `.env` and the token file.

The client talks to a server that sends everything it gets back, in every place where a reply has
room. Whatever the client then shows, raises, logs or writes is searched for any twelve characters
of a planted secret.

The client id and `state` are not among them: both stand in the URL that the reader opens, and
RFC 6749 calls the id public. But neither is logged, and no error tells the state.
"""

from __future__ import annotations

import base64
import io
import json
import logging
import pickle
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qsl, quote

import pytest
import requests

from tests.unit.loopback import Loopback, as_json, http
from tests.unit.made_up import NOW, REDIRECT_URI, Planted, make_request, piece_survives, plant
from zoho_helpers.api_call import api_data_center, call_api
from zoho_helpers.data_centers import practice_data_centers
from zoho_helpers.errors import WalkthroughError
from zoho_helpers.file_store import FileStore
from zoho_helpers.kept_token import KeptToken
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.redirect import parse_authorization_response
from zoho_helpers.redirect_listener import RedirectListener
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.settings import LIVE, Home, Settings, load_settings, save_settings
from zoho_helpers.token_endpoint import (
    exchange_authorization_code,
    refresh_access_token,
    revoke_token,
    revoke_token_at_old_endpoint,
)
from zoho_helpers.token_file import Pending, Stored
from zoho_helpers.token_inventory import build_inventory
from zoho_helpers.token_keeper import TokenKeeper
from zoho_helpers.token_store import MemoryStore
from zoho_helpers.token_words import describe_inventory
from zoho_helpers.tokens import Token
from zoho_helpers.transcript import Transcript, WireRequest
from zoho_helpers.transport import Transport

PLANTED = plant()
TOKEN = Token(
    access_token=Secret(PLANTED.access_token),
    refresh_token=Secret(PLANTED.refresh_token),
    created_at=NOW,
    expires_at=NOW + 3600,
    scopes=("ZohoCRM.org.READ",),
    api_domain=None,
    data_center="us",
    client_id=PLANTED.client_id,
)
REQUEST = make_request(
    client_id=PLANTED.client_id,
    state=PLANTED.state,
    code_verifier=Secret(PLANTED.code_verifier),
)


class Evidence:
    """All that the client showed, raised and logged while a block ran."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.errors: list[str] = []
        self.log = io.StringIO()

    def show(self, thing: object) -> None:
        """Keep what a thing looks like, in each way that Python has for it."""
        self.shown += [repr(thing), str(thing), f"{thing}", f"{thing!s:>9} {[thing]}"]

    def attempt(self, action: Callable[[], object]) -> object:
        """Do something; keep its result, or its error with all that a debugger would show."""
        try:
            result = action()
        except WalkthroughError as error:
            self.errors += _everything_about(error)
            return error
        self.show(result)
        return result

    def check(self, planted: Planted = PLANTED) -> None:
        """Fail where a secret was seen."""
        errors, log = "\n".join(self.errors), self.log.getvalue()
        assert not planted.found_in("\n".join([*self.shown, errors, log]))
        assert not piece_survives(planted.state, errors + log)
        assert not piece_survives(planted.client_id, log)


def _everything_about(error: WalkthroughError) -> list[str]:
    found = [repr(error), str(error), repr(error.args), repr(vars(error)), repr(error.__context__)]
    found += error._render_traceback_()
    own = _below_this_file(error.__traceback__)
    for with_locals in (False, True):
        chain = traceback.TracebackException(type(error), error, own, capture_locals=with_locals)
        found.append("".join(chain.format()))
    assert own, "the error was raised here"
    return found


def _below_this_file(frames: TracebackType | None) -> TracebackType | None:
    """Leave out the frames of this test: its own variables hold the canaries."""
    while frames and frames.tb_frame.f_code.co_filename == __file__:
        frames = frames.tb_next
    return frames


@pytest.fixture
def evidence(capfd: pytest.CaptureFixture[str]) -> Iterator[Evidence]:
    """Everything is logged at DEBUG by the root logger, and searched with the rest."""
    evidence, root = Evidence(), logging.getLogger()
    handler = logging.StreamHandler(evidence.log)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield evidence
    root.setLevel(level)
    root.removeHandler(handler)
    evidence.log.write("".join(capfd.readouterr()))
    evidence.check()


# A server that says everything that it was told


def everything_in(request: bytes) -> list[str]:
    """Return all that a request holds: whole, and value by value, decoded."""
    text = request.decode()
    head, _, body = text.partition("\r\n\r\n")
    values = [value for _, value in parse_qsl(body)]
    for line in head.split("\r\n"):
        if line.lower().startswith("authorization:"):
            values += line.split()
    pairs = [base64.b64decode(value).decode() for value in values if value.endswith("=")]
    return [text, body, *values, *pairs]


def flat(values: Iterable[str]) -> str:
    return " ".join(value.replace("\r\n", " ") for value in values)


MIRRORS: dict[str, Callable[[list[str]], bytes]] = {
    "as an error": lambda all_: as_json({"error": flat(all_)}),
    "as a description": lambda all_: as_json({"error": "no", "error_description": all_}),
    "as json": lambda all_: as_json({"echo": all_, "status": "error", "code": flat(all_)}),
    "as names": lambda all_: as_json({value: {value: 1} for value in all_}),
    "as json in json": lambda all_: as_json({"error": json.dumps({"sent": all_})}),
    "beside a token": lambda all_: as_json(
        {"access_token": PLANTED.access_token, "scope": flat(all_), "api_domain": flat(all_)}
    ),
    "as a list": lambda all_: as_json(all_),
    "as text": lambda all_: http(flat(all_), content_type="text/plain"),
    "as html": lambda all_: http(f"<p title='{escape(flat(all_))}'>{flat(all_)}", status=502),
    "encoded": lambda all_: http(quote(flat(all_), safe="")),
    "encoded twice": lambda all_: http(quote(quote(flat(all_), safe=""), safe="")),
    "cut off": lambda all_: http(json.dumps({"echo": all_})[:-9]),
    "closed early": lambda all_: http(json.dumps(all_), length=99_999),
    "not utf-8": lambda all_: http(flat(all_).encode() + b"\xff"),
    "huge": lambda all_: http(flat(all_) * 5_000),
    "as a type": lambda all_: http("{}", content_type=flat(all_)),
    "as a redirect": lambda all_: http(
        flat(all_), status=302, headers=[f"Location: /oauth?{flat(all_).replace(' ', '&')}"]
    ),
    "as cookies": lambda all_: http("{}", headers=[f"Set-Cookie: a={flat(all_)}"]),
    "as a status": lambda all_: f"HTTP/1.1 400 {flat(all_)}\r\n\r\n".encode(),
    "as no status": lambda all_: f"HTTP/1.1 {flat(all_)}\r\n\r\n".encode(),
    "as no header": lambda all_: http("{}", headers=[flat(all_)]),
    "as no http": lambda all_: flat(all_).encode(),
    "as a length": lambda all_: f"HTTP/1.1 200 OK\r\nContent-Length: {flat(all_)}\r\n\r\n".encode(),
    "as an encoding": lambda all_: http("{}", headers=[f"Content-Encoding: {flat(all_)}"]),
    "as a chunk": lambda all_: (
        f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{flat(all_)}\r\n".encode()
    ),
}  # fmt: skip


@pytest.mark.parametrize("mirror", MIRRORS)
def test_what_the_server_sends_back_is_shown_nowhere(mirror, evidence):
    transcript = Transcript()
    with Loopback(lambda request: [MIRRORS[mirror](everything_in(request))]) as server:
        centers = practice_data_centers(server.url)
        center, client = centers["us"], PLANTED.client
        send = Transport(centers, live=True, transcript=transcript).send
        code, verifier = Secret(PLANTED.code), Secret(PLANTED.code_verifier)
        refresh = Secret(PLANTED.refresh_token)
        actions: list[Callable[[], object]] = [
            lambda: exchange_authorization_code(
                send, center, client, code, code_verifier=verifier, now=lambda: NOW
            ),
            lambda: refresh_access_token(send, center, client, refresh, now=lambda: NOW),
            lambda: revoke_token(send, center, client, refresh),
            lambda: revoke_token_at_old_endpoint(send, center, refresh),
            lambda: call_api(send, center, TOKEN, CHECK_CALLS["user-info"]),
            lambda: send(
                WireRequest("POST", f"{server.url}/x", {"code": code}, TOKEN.access_token)
            ),
        ]
        for action in actions:
            result = evidence.attempt(action)
            if isinstance(result, Token):
                evidence.attempt(lambda token=result: api_data_center(centers, token))
    assert len(server.requests) == len(transcript.round_trips) == len(actions)
    sent = "".join(request.decode() for request in server.requests)
    assert PLANTED.found_in(sent) == [*PLANTED.secrets], "all were on the wire"
    evidence.show(transcript)
    for entry in transcript.round_trips:
        evidence.show(entry)
        evidence.shown += [entry.request_text, entry.reply_text]


@pytest.mark.parametrize("mirror", MIRRORS)
def test_what_a_keeper_says_and_keeps_shows_nothing(mirror, evidence):
    """Its log of refreshes is kept for other programs, and listed."""
    store = MemoryStore()
    store.change(lambda stored: Stored(TOKEN))
    with Loopback(lambda request: [MIRRORS[mirror](everything_in(request))]) as server:
        centers = practice_data_centers(server.url)
        send = Transport(centers, live=True, transcript=Transcript()).send
        keeper = TokenKeeper(store, send, centers, PLANTED.client, now=lambda: NOW + 4000)
        for act in (keeper.access_token, keeper.access_token, keeper.refresh):
            evidence.attempt(act)
        with requests.Session() as session:
            session.auth = KeptToken(keeper)
            evidence.attempt(lambda: repr(session.get(f"{server.url}/x", timeout=10)))
    evidence.show(keeper)
    rows = build_inventory(store.load_all(), NOW)
    evidence.shown += [repr(store.load()), repr(rows), describe_inventory(rows)]


def test_what_is_refused_is_shown_nowhere(evidence):
    """Nothing is sent, and the refusal does not say what was about to be."""
    centers = practice_data_centers("http://127.0.0.1:1")
    practice = Transport(centers, live=False, transcript=Transcript())
    live = Transport(centers, live=True, transcript=Transcript())
    for name, value in PLANTED.secrets.items():
        address = f"/{value}?a=b" if name != "code_verifier" else f"/?{name}={value}"
        request = WireRequest("GET", f"http://h.example{address}#{name}={value}")
        evidence.attempt(lambda request=request: live.send(request))
        both = {name: Secret(value), "client_id": PLANTED.client_id}
        request = WireRequest("POST", "http://127.0.0.1:1/x", both)
        evidence.attempt(lambda request=request: practice.send(request))
    exchange = exchange_authorization_code
    evidence.attempt(
        lambda: exchange(
            practice.send,
            centers["us"],
            PLANTED.client,
            Secret(PLANTED.code),
            code_verifier=Secret(PLANTED.code_verifier),
            now=lambda: NOW,
        )
    )
    assert practice.transcript.round_trips == live.transcript.round_trips == []


GOOD = f"{REDIRECT_URI}?code={PLANTED.code}&state={PLANTED.state}"
PASTED = {
    "good": GOOD,
    "wrong state": GOOD.replace(PLANTED.state, PLANTED.state[::-1]),
    "no state": f"{REDIRECT_URI}?code={PLANTED.code}",
    "another address": f"http://h.example/{PLANTED.code}?{GOOD}",
    "another server": f"{GOOD}&accounts-server=https://{PLANTED.code}.example",
    "a code as the server": f"{GOOD}&accounts-server={PLANTED.code}",
    "a code as the location": f"{GOOD}&location={PLANTED.code}",
    "a code as an error": f"{REDIRECT_URI}?state={PLANTED.state}&error={PLANTED.code}",
    "damaged": f"x{PLANTED.code}x",
    "bare": PLANTED.code,
    "a secret": PLANTED.client_secret,
    "a verifier": PLANTED.code_verifier,
    "a token": PLANTED.refresh_token,
    "a token reply": json.dumps({"access_token": PLANTED.access_token, "a": "b=c"}),
    "not an address": f"http://[{PLANTED.code}?code={PLANTED.code}",
    "authorization URL": f"{REQUEST.url}&code={PLANTED.code}",
}


@pytest.mark.parametrize("case", PASTED)
def test_what_is_pasted_is_shown_nowhere(case, evidence):
    for request in (REQUEST, make_request(state=PLANTED.state, code_verifier=None), None):
        result = evidence.attempt(
            lambda request=request: parse_authorization_response(
                PASTED[case],
                centers=practice_data_centers("http://127.0.0.1:1"),
                home_center=practice_data_centers("http://127.0.0.1:1")["us"],
                request=request,
                refresh_token=TOKEN.refresh_token,
            )
        )
        assert result


def test_what_the_listener_catches_is_shown_nowhere(evidence):
    caught = []

    def accept(url: str) -> None:
        caught.append(url)
        raise WalkthroughError("That was not it.")

    listener = RedirectListener("http://127.0.0.1:0/callback".replace(":0", ":8799"), accept)
    try:
        answer = listener.answer(f"/callback?{GOOD.partition('?')[2]}", "127.0.0.1:8799")
    finally:
        listener.stop()
    assert caught == [GOOD.replace("8758", "8799")]
    evidence.show(answer)
    evidence.show(listener)


SETTINGS = Settings(
    client_id=PLANTED.client_id, client_secret=Secret(PLANTED.client_secret), scopes=("A.b.C",)
)
STORED = Stored(TOKEN, Pending(REQUEST, Secret(PLANTED.code), "us", NOW), (TOKEN,))


def files_with_a_secret(folder: Path, planted: Planted = PLANTED) -> set[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name for path in files if planted.found_in(path.read_bytes().decode("latin-1"))}


def test_what_is_kept_is_in_two_files_and_no_third(evidence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = Home(LIVE, tmp_path / "home")
    store = FileStore(home.token_file)
    for _ in range(2):
        save_settings(home, SETTINGS)
        store.save(STORED)
    evidence.show(load_settings(home).client.client_secret)
    evidence.show(load_settings(home).client.redirect_uri)
    evidence.shown += [repr(load_settings(home)), repr(store.load()), repr(store)]
    assert files_with_a_secret(tmp_path) == {".env", "token.json"}
    with pytest.raises(TypeError):
        pickle.dumps(STORED)


SPOILED: dict[str, Callable[[Home], object]] = {
    "cut off": lambda home: home.token_file.write_text(home.token_file.read_text()[:-20]),
    "newer": lambda home: home.token_file.write_text(
        home.token_file.read_text().replace('"format_version": 2', '"format_version": 3')
    ),
    "other kinds": lambda home: home.token_file.write_text(
        home.token_file.read_text().replace(f'"{PLANTED.code}"', f'["{PLANTED.code}"]')
    ),
    "no text": lambda home: home.token_file.write_bytes(home.token_file.read_bytes() + b"\xff"),
    "env, no text": lambda home: home.env_file.write_bytes(home.env_file.read_bytes() + b"\xff"),
    "env, wrong lines": lambda home: home.env_file.write_text(
        f"ZOHO_ACCESS_TYPE={PLANTED.client_secret}\nZOHO_CLIENT_SECRET={PLANTED.client_secret}"
    ),
    "env, wrong center": lambda home: home.env_file.write_text(
        f"ZOHO_DATA_CENTER={PLANTED.client_secret}\n{PLANTED.client_secret}\n"
    ),
    "env, wrong URI": lambda home: home.env_file.write_text(
        f"ZOHO_REDIRECT_URI={PLANTED.client_secret}\n"
    ),
    "full disk": lambda home: None,
}


def full_disk(*arguments: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("case", SPOILED)
def test_what_cannot_be_read_or_written_is_shown_nowhere(case, evidence, tmp_path, monkeypatch):
    home = Home(LIVE, tmp_path)
    store = FileStore(home.token_file)
    save_settings(home, SETTINGS)
    store.save(STORED)
    SPOILED[case](home)
    if case == "full disk":
        monkeypatch.setattr("os.replace", full_disk)
    tried = [
        evidence.attempt(lambda: store.load() and None),
        evidence.attempt(lambda: store.save(STORED)),
        evidence.attempt(lambda: load_settings(home) and None),
        evidence.attempt(lambda: save_settings(home, SETTINGS)),
    ]
    assert [error for error in tried if error], "something failed, or this shows nothing"
    assert files_with_a_secret(tmp_path) <= {".env", "token.json"}


def test_a_whole_practice_session_leaves_nothing_behind(session, practice, evidence, tmp_path):
    client = session.register("Canary", "http://127.0.0.1:8758", REDIRECT_URI)
    request = session.authorize()
    response = session.paste(session.accept_in_browser(request))
    first = session.exchange()
    second = session.refresh()
    answer = session.check("crm-org")
    assert answer.ok
    wrong = [
        evidence.attempt(lambda: session.paste(session.accept_in_browser(request) + "x")),
        evidence.attempt(session.exchange),
        evidence.attempt(
            lambda: session.use_client(PLANTED.client_id, PLANTED.client_secret, REDIRECT_URI)
        ),
    ]
    assert all(isinstance(error, WalkthroughError) for error in wrong)
    planted = Planted(
        client_id=client.client_id,
        client_secret=client.client_secret.reveal(),
        code=response.code.reveal(),
        access_token=second.access_token.reveal(),
        refresh_token=first.refresh_token.reveal(),
        code_verifier=request.code_verifier.reveal(),
        state=request.state,
    )
    for thing in (session, practice, client, request, response, first, second, answer):
        evidence.show(thing)
    for entry in session.transcript.round_trips:
        evidence.shown += [repr(entry), entry.request_text, entry.reply_text]
    evidence.check(planted)
    assert files_with_a_secret(tmp_path, planted) == {"practice.env", "practice-token.json"}


def test_a_client_that_cannot_be_saved_is_shown_nowhere(session, evidence, monkeypatch):
    monkeypatch.setattr("os.replace", full_disk)
    error = evidence.attempt(lambda: session.register("Canary", "http://x.example", REDIRECT_URI))
    assert isinstance(error, WalkthroughError)
    # The secrets of practice clients begin so, and nobody else knows this one.
    assert [text for text in evidence.errors if "00c0ffee" in text] == []


def test_the_control_key_is_shown_nowhere(evidence):
    key = "canary-" + "k7" * 12
    with Loopback(lambda request: [http(flat(everything_in(request)), status=500)]) as server:
        control = PracticeControl(server.url, Secret(key))
        error = evidence.attempt(control.now)
        assert key.encode() in server.requests[0]
    evidence.show(control)
    assert isinstance(error, WalkthroughError)
    assert key not in "".join([*evidence.shown, *evidence.errors, evidence.log.getvalue()])


# The search itself


@pytest.mark.parametrize("name", PLANTED.secrets)
def test_the_search_finds_what_it_looks_for(name):
    """A canary that cannot sing would make everything above worthless."""
    value = PLANTED.secrets[name]
    for text in (value, f"…{value[5:20]}…", f"<{value}>"):
        evidence = Evidence()
        evidence.show(text)
        with pytest.raises(AssertionError):
            evidence.check()


def test_the_search_sees_the_local_variables_of_an_error():
    def careless(secret: str) -> None:
        raise WalkthroughError("No.")

    careless.__code__ = careless.__code__.replace(co_filename="elsewhere.py")
    evidence = Evidence()
    evidence.attempt(lambda: careless(PLANTED.code))
    assert any(PLANTED.code in text for text in evidence.errors)
    assert sys.exc_info() == (None, None, None)
