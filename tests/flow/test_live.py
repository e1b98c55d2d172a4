"""The live profile from end to end, against Zoho's own host names on loopback (`live_zoho`)."""

from __future__ import annotations

import os
import select
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
import trustme

from tests.flow.live_zoho import Authority, LiveZoho
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.errors import TokenEndpointError, TransportError, WalkthroughError
from zoho_helpers.opening import open_session
from zoho_helpers.practice.records import Client
from zoho_helpers.practice.replies import Reply
from zoho_helpers.services import CHECK_CALLS, DEFAULT_SCOPES
from zoho_helpers.session import Session

# Windows knows no modes: what a user's own folder holds is his there.
PRIVATE = 0o600 if os.name == "posix" else 0o666
REDIRECT_URI = "http://127.0.0.1:8758/callback"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def bundle(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of the test authority, as a company's proxy has one."""
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.ca.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def zoho(authority: Authority, bundle: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveZoho]:
    """Zoho; at the end of every test nobody has asked for any other host."""
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    with LiveZoho(authority) as zoho:
        monkeypatch.setenv("HTTPS_PROXY", zoho.url)
        monkeypatch.setenv("https_proxy", zoho.url)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
        yield zoho
    assert zoho.refused == []
    assert zoho.errors == []


@pytest.fixture
def live(zoho: LiveZoho, tmp_path: Path) -> Session:
    return open_session("start", profile="live", environ={"ZOHO_HOME": str(tmp_path)})


def enter(session: Session, client: Client, location: str) -> None:
    """Enter a registered client, as the form of 01 does."""
    session.choose(location)
    uri = client.redirect_uris[0] if client.redirect_uris else ""
    session.use_client(client.client_id, client.secrets[location], uri, client.client_type)


def modes(folder: Path) -> dict[str, int]:
    """Every file of a folder and who may read it."""
    return {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in folder.iterdir()
        if path.suffix != ".lock"
    }


def get_token(session: Session, zoho: LiveZoho, user: str = "") -> None:
    session.paste(zoho.accept(session.authorize().url, user))
    session.exchange()


# The whole flow


@pytest.mark.parametrize("location", ZOHO)
def test_the_whole_flow_in_every_data_center(
    location: str, zoho: LiveZoho, live: Session, tmp_path: Path
) -> None:
    center = ZOHO[location]
    client = zoho.register(redirect_uris=[REDIRECT_URI], data_center=location)
    enter(live, client, location)

    request = live.authorize()
    assert request.url.startswith(f"{center.accounts_url}/oauth/v2/auth?scope=AaaServer.")
    response = live.paste(zoho.accept(request.url))
    assert response.data_center == center
    assert 0 < live.code_seconds_left() <= 120
    assert zoho.seen == []  # up to here only the browser talked to Zoho

    first = live.exchange()
    assert first.refresh_token
    assert (first.data_center, first.api_domain) == (location, center.api_domain)
    assert first.scopes == DEFAULT_SCOPES
    assert 3500 < first.seconds_left(time.time()) <= 3600
    second = live.refresh()
    assert second.access_token != first.access_token
    assert second.refresh_token == first.refresh_token
    assert [live.check(name).meaning for name in CHECK_CALLS] == [
        f"The token works: {call.title}" for call in CHECK_CALLS.values()
    ]

    live.revoke()
    assert live.token is None
    get_token(live, zoho)
    live.revoke(old_endpoint=True)
    assert live.token is None
    assert all(token.ended for token in zoho.state.refresh_tokens.values())

    accounts, api = urlsplit(center.accounts_url).netloc, urlsplit(center.api_domain).netloc
    assert [(seen.host, seen.method, seen.target) for seen in zoho.seen] == [
        (accounts, "POST", "/oauth/v2/token"),
        (accounts, "POST", "/oauth/v2/token"),
        (accounts, "GET", "/oauth/user/info"),
        (api, "GET", "/crm/v8/users?type=CurrentUser"),
        (api, "GET", "/crm/v8/org"),
        (accounts, "POST", "/oauth/v2/revoke/token"),
        (accounts, "POST", "/oauth/v2/token"),
        (accounts, "POST", "/oauth/v2/token/revoke"),
    ]
    assert zoho.refused == []
    assert modes(tmp_path) == dict.fromkeys((".env", "token.json"), PRIVATE)


def test_no_secret_stays_in_the_transcript(zoho: LiveZoho, live: Session) -> None:
    client = zoho.register(redirect_uris=[REDIRECT_URI])
    enter(live, client, "us")
    get_token(live, zoho)
    live.refresh()
    live.check("user-info")
    live.revoke()
    shown = repr(live.transcript) + "".join(
        entry.request_text + entry.reply_text for entry in live.transcript.round_trips
    )
    held = [*zoho.state.codes, *zoho.state.refresh_tokens, *zoho.state.access_tokens]
    held += [*client.secrets.values()]
    assert len(held) == 5
    assert [secret for secret in held if secret in shown] == []


@pytest.mark.parametrize("user", ["eu", "in"])
def test_a_user_of_another_data_center_is_served_by_his_own(
    user: str, zoho: LiveZoho, live: Session
) -> None:
    """The client is in us, with multi-DC on and "same credentials for all data centers"."""
    secret = zoho.state.new_secret()
    client = zoho.register(redirect_uris=[REDIRECT_URI], multi_dc=True, client_secret=secret)
    enter(live, client, "us")
    get_token(live, zoho, user)
    live.refresh()
    assert live.check("crm-org").ok
    live.revoke()
    accounts = urlsplit(ZOHO[user].accounts_url).netloc
    assert {seen.host for seen in zoho.seen if seen.method == "POST"} == {accounts}


def test_a_secret_of_its_own_in_the_users_data_center_is_named(
    zoho: LiveZoho, live: Session
) -> None:
    """Zoho's default: multi-DC is on, and each data center has a secret of its own."""
    client = zoho.register(redirect_uris=[REDIRECT_URI], multi_dc=True)
    enter(live, client, "us")
    with pytest.raises(TokenEndpointError, match="does not belong to this client id in this data"):
        get_token(live, zoho, "eu")


def test_a_self_client_needs_no_redirect(zoho: LiveZoho, live: Session) -> None:
    client = zoho.register(client_type="self", data_center="jp")
    enter(live, client, "jp")
    live.paste(zoho.self_client_code(client, *DEFAULT_SCOPES))
    assert 120 < live.code_seconds_left() <= 180
    assert live.exchange().refresh_token
    assert "redirect_uri" not in zoho.seen[0].form
    assert live.refresh()
    assert live.check("crm-user").ok


def test_a_wrong_data_center_is_what_invalid_client_is_about(zoho: LiveZoho, live: Session) -> None:
    client = zoho.register(client_type="self", data_center="eu")
    enter(live, client, "eu")
    live.choose("us")
    live.paste(zoho.self_client_code(client, "ZohoCRM.org.READ"))
    with pytest.raises(TokenEndpointError) as caught:
        live.exchange()
    assert caught.value.error == "invalid_client"
    assert "another data center" in str(caught.value)


# What live never does


@pytest.mark.parametrize("needed", ["start", "client", "request", "code", "token"])
def test_opening_a_session_sends_nothing(needed: str, zoho: LiveZoho, tmp_path: Path) -> None:
    session = open_session(needed, profile="live", environ={"ZOHO_HOME": str(tmp_path)})
    assert session.practice is None
    assert session.done_for_you == []
    client = zoho.register(redirect_uris=[REDIRECT_URI])
    enter(session, client, "us")
    get_token(session, zoho)
    before = len(zoho.connects)
    again = open_session(needed, profile="live", environ={"ZOHO_HOME": str(tmp_path)})
    assert again.token == session.token
    assert len(zoho.connects) == before


PRACTICE_ID, PRACTICE_SECRET = "1000.PRACTICE" + "A" * 22, "00c0ffee" + "0" * 34
PRACTICE_TOKEN = f"1000.00c0ffee{'1' * 24}.{'2' * 32}"


@pytest.mark.parametrize("practice_value", ["client_id", "client_secret", "code"])
def test_a_practice_value_never_reaches_zoho(
    practice_value: str, zoho: LiveZoho, live: Session
) -> None:
    client = zoho.register(client_type="self")
    values = {
        "client_id": client.client_id,
        "client_secret": client.secrets["us"],
        "code": zoho.self_client_code(client, "ZohoCRM.org.READ"),
    }
    values |= {
        practice_value: {
            "client_id": PRACTICE_ID,
            "client_secret": PRACTICE_SECRET,
            "code": PRACTICE_TOKEN,
        }[practice_value]
    }

    def walk() -> None:
        live.use_client(values["client_id"], values["client_secret"], "", "self")
        live.paste(values["code"])
        live.exchange()

    with pytest.raises(WalkthroughError, match="practice"):
        walk()
    assert zoho.connects == []


def test_a_redirect_of_the_token_endpoint_is_not_followed(zoho: LiveZoho, live: Session) -> None:
    """Whoever followed it would hand the client secret to whom it names."""
    client = zoho.register(client_type="self")
    enter(live, client, "us")
    live.paste(zoho.self_client_code(client, "ZohoCRM.org.READ"))
    for target in ("https://accounts.example/oauth/v2/token", ZOHO["eu"].token_url):
        zoho.replies.append(Reply(302, "", location=target))
        with pytest.raises(TransportError, match="HTTP 302"):
            live.exchange()
    assert zoho.connects == ["accounts.zoho.com:443"] * 2


def test_the_proxy_refuses_and_reports_a_host_that_is_not_zohos(zoho: LiveZoho) -> None:
    """So that the absence of such a report, asserted after every test, means something."""
    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("https://accounts.zoho.com.example/", timeout=5)
    assert zoho.refused == ["accounts.zoho.com.example:443"]
    zoho.refused.clear()


# When the way to Zoho is broken


def _with_code(zoho: LiveZoho, live: Session) -> None:
    client = zoho.register(client_type="self")
    enter(live, client, "us")
    live.paste(zoho.self_client_code(client, "ZohoCRM.org.READ"))


def _untrusted(zoho: LiveZoho, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    other = folder / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))


def _no_certificates(zoho: LiveZoho, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(folder / "nothing.pem"))


def _proxy_down(zoho: LiveZoho, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    zoho.stop()


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (_untrusted, "could not prove who it is"),
        (_no_certificates, "file with trusted certificates is missing"),
        (_proxy_down, "did not let the request through"),
    ],
)
def test_a_broken_way_to_zoho_is_one_sentence_and_keeps_the_code(
    trouble: Callable[[LiveZoho, pytest.MonkeyPatch, Path], None],
    says: str,
    zoho: LiveZoho,
    live: Session,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    _with_code(zoho, live)
    trouble(zoho, monkeypatch, tmp_path)
    with pytest.raises(TransportError, match=says) as caught:
        live.exchange()
    assert "Traceback" not in str(caught.value)
    assert caught.value.fix
    assert zoho.seen == []
    assert live.code_seconds_left() > 0


# The door "I need a token now", in a real terminal


class Terminal:
    """A child process in a terminal of its own, and whoever sits in front of it."""

    def __init__(self, *words: str, home: Path) -> None:
        import pty

        self._bytes, self._read = b"", 0
        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-c", OWN_TERMINAL, *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            cwd=home,
            env={**os.environ, "ZOHO_HOME": str(home)},
        )
        os.close(slave)

    @property
    def output(self) -> str:
        """All that the terminal has shown."""
        return self._bytes.decode(errors="replace")

    def answer(self, question: str, text: str) -> None:
        """Wait for a question and type the answer."""
        while question.encode() not in self._bytes[self._read :]:
            assert self._more(), f"ended before {question!r}:\n{self.output}"
        self._read = len(self._bytes)
        os.write(self._master, text.encode())

    def end(self) -> int:
        """Read to the end and return the exit code."""
        while self._more():
            pass
        return self._process.wait(30)

    def close(self) -> None:
        """Hang up, which ends a child that still asks."""
        os.close(self._master)
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(30)

    def _more(self) -> bool:
        """Read what has come; return False at the end."""
        ready = select.select([self._master], [], [], 60)[0]
        assert ready, f"nothing came for a minute after:\n{self.output}"
        try:
            data = os.read(self._master, 65_536)
        except OSError:  # Linux says so where the other end is closed
            data = b""
        self._bytes += data
        return bool(data)


Start = Callable[..., Terminal]
OWN_TERMINAL = """
import os, sys
os.open(os.ttyname(0), os.O_RDWR)  # makes it this session's, so that /dev/tty is this one
os.execv(sys.executable, [sys.executable, "-m", "zoho_helpers", "token", *sys.argv[1:]])
"""
END_OF_INPUT = "\x04"  # Ctrl+D


@pytest.fixture
def start(zoho: LiveZoho, tmp_path: Path) -> Iterator[Start]:
    """Starts `python -m zoho_helpers token WORDS` in a terminal of its own."""
    started: list[Terminal] = []

    def start(*words: str) -> Terminal:
        started.append(Terminal(*words, home=tmp_path))
        return started[-1]

    yield start
    for terminal in started:
        terminal.close()


posix = pytest.mark.skipif(os.name != "posix", reason="pseudo terminals are POSIX's")


@posix
def test_token_get_with_a_self_client_in_a_terminal(
    zoho: LiveZoho, start: Start, tmp_path: Path
) -> None:
    client = zoho.register(client_type="self", data_center="eu")
    secret, scopes = client.secrets["eu"], ("ZohoCRM.org.READ", "ZohoCRM.users.ALL")
    code = zoho.self_client_code(client, *scopes)
    terminal = start("get")
    terminal.answer("Data center [us]: ", "eu\n")
    terminal.answer("Client ID: ", f"{client.client_id}\n")
    terminal.answer("Client Secret (not shown", f"{secret}\n")
    terminal.answer("Scopes [", f"{','.join(scopes)}\n")
    terminal.answer("Code (not shown", f"{code}\n")
    assert terminal.end() == 0, terminal.output

    assert "https://api-console.zoho.eu" in terminal.output
    assert "The token works: The CRM user behind this token" in terminal.output
    held = [secret, code, *zoho.state.refresh_tokens, *zoho.state.access_tokens]
    assert len(held) == 4
    assert [value for value in held if value in terminal.output] == []
    assert [value for value in held if value.rpartition(".")[2] in terminal.output] == []
    assert modes(tmp_path) == dict.fromkeys((".env", "token.json"), PRIVATE)
    token = open_session("start", profile="live", environ={"ZOHO_HOME": str(tmp_path)}).token
    assert token
    assert token.refresh_token
    assert token.refresh_token.reveal() in zoho.state.refresh_tokens
    assert [seen.target for seen in zoho.seen] == [
        "/oauth/v2/token",
        "/crm/v8/users?type=CurrentUser",
    ]


@posix
def test_token_get_with_consent_in_a_terminal(zoho: LiveZoho, start: Start) -> None:
    client = zoho.register(redirect_uris=[REDIRECT_URI], data_center="in")
    terminal = start("get", "--client", "server")
    terminal.answer("Data center [us]: ", "in\n")
    terminal.answer("Redirect URI [", "\n")
    terminal.answer("Client ID: ", f"{client.client_id}\n")
    terminal.answer("Client Secret (not shown", f"{client.secrets['in']}\n")
    terminal.answer("Scopes [", "\n")
    terminal.answer("Type yes to go on: ", "yes\n")
    terminal.answer("Address (not shown", "https://example.com/\n")
    url = next(line for line in terminal.output.splitlines() if "/oauth/v2/auth?" in line)
    redirect = zoho.accept(url)
    terminal.answer("Address (not shown", f"{redirect}\n")
    assert terminal.end() == 0, terminal.output
    assert "one of 20" in terminal.output.partition("Type yes")[0].replace("\r\n", " ")
    assert redirect not in terminal.output
    assert "The token works" in terminal.output


@posix
def test_stopping_is_one_sentence_and_keeps_what_was_entered(zoho: LiveZoho, start: Start) -> None:
    client = zoho.register(client_type="self")
    secret = client.secrets["us"]
    first = start("get")
    first.answer("Data center [us]: ", "\n")
    first.answer("Client ID: ", f"{client.client_id}\n")
    first.answer("Client Secret (not shown", f"{secret}\n")
    first.answer("Scopes [", END_OF_INPUT)
    assert first.end() == 1
    assert first.output.endswith("\r\nStopped. What was saved up to here is kept: start again.\r\n")
    assert "Traceback" not in first.output
    assert zoho.connects == []

    second = start("get")
    second.answer("Data center [us]: ", "\n")
    second.answer(f"Client ID [{client.client_id}]: ", "\n")
    second.answer(f"Client Secret (Enter keeps {secret[:4]}…{secret[-4:]}): ", "\n")
    second.answer("Scopes [", "\n")
    second.answer("Code (not shown", f"{zoho.self_client_code(client, 'ZohoCRM.org.READ')}\n")
    assert second.end() == 0, second.output
    assert secret not in first.output + second.output


@posix
def test_a_live_revoke_wants_to_be_told_what_it_revokes(
    zoho: LiveZoho, live: Session, start: Start
) -> None:
    _with_code(zoho, live)
    token = live.exchange().refresh_token
    assert token
    terminal = start("revoke")
    terminal.answer("its last four characters: ", f"{token.reveal()[-4:]}\n")
    assert terminal.end() == 0, terminal.output
    assert "kills every access token" in terminal.output
    assert live.token is None
    assert all(item.ended for item in zoho.state.access_tokens.values())
