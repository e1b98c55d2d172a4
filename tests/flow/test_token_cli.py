"""`python -m zoho_helpers token`: what it asks, says, keeps and never shows."""

from __future__ import annotations

import ast
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import pytest

import zoho_helpers
from tests.conftest import KEY
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.file_store import FileStore
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.services import first_check
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, PRACTICE, Home, Settings, load_settings, save_settings
from zoho_helpers.token_cli import main
from zoho_helpers.token_file import Pending, Stored
from zoho_helpers.token_get import Dialog
from zoho_helpers.token_words import (
    code_clicks,
    describe_token,
    for_terminal,
    in_words,
    register_clicks,
)
from zoho_helpers.tokens import Token

ROOT = Path(__file__).parents[2]
URI = "http://127.0.0.1:8758/callback"
TOKEN = Token(
    access_token=Secret(f"1000.{'a' * 32}.{'b' * 28}cdef"),
    refresh_token=Secret(f"1000.{'1' * 32}.{'2' * 28}3456"),
    created_at=1_000_000.0,
    expires_at=1_003_600.0,
    scopes=("ZohoCRM.org.READ",),
    api_domain="https://www.zohoapis.eu",
    data_center="eu",
    client_id="1000." + "C" * 30,
)


@dataclass
class Person:
    """Somebody in front of the terminal, who answers each question once, in this order.

    Attributes:
        answers: Pairs of a part of the question and what is typed; a function is called for it.
        screen: All that was shown: what was said and asked, and what was typed to be seen.
    """

    answers: list[tuple[str, str | Callable[[], str]]]
    screen: str = ""
    hear: Callable[[str], None] = field(default=lambda text: None)

    def _answer(self, question: str) -> str:
        self.screen += question
        if not self.answers:
            raise EOFError
        expected, typed = self.answers.pop(0)
        assert expected in question, self.screen
        return typed if isinstance(typed, str) else typed()

    def _ask(self, question: str) -> str:
        typed = self._answer(question)
        self.screen += f"{typed}\n"
        return typed

    def _say(self, text: str) -> None:
        self.hear(text)
        self.screen += f"{text}\n"

    @property
    def dialog(self) -> Dialog:
        return Dialog(self._ask, self._answer, self._say)


@dataclass
class Desk:
    """A folder of files, practice Zoho, and a person who runs the command."""

    practice: PracticeControl
    folder: Path

    def run(self, words: str, *answers: tuple[str, str | Callable[[], str]]) -> tuple[int, str]:
        """Run one action in practice; return its exit code and what was on the screen."""
        person = Person(list(answers))
        code = self.run_for(person, words)
        assert person.answers == [], person.screen
        return code, person.screen

    def run_for(self, person: Person, words: str) -> int:
        environ = {
            "ZOHO_HOME": str(self.folder),
            "ZOHO_PRACTICE_URL": self.practice.url,
            "ZOHO_PRACTICE_KEY": KEY,
        }
        return main([*words.split(), "--profile", "practice"], person.dialog, environ)

    @property
    def session(self) -> Session:
        return Session(Home(PRACTICE, self.folder), self.practice)

    def self_client(self, data_center: str = "us") -> dict[str, str]:
        record = self.practice.register_client(
            name="Self Client", client_type="self", data_center=data_center
        )
        return {"id": record["client_id"], "secret": record["client_secret"]}

    def code(self, client: dict[str, str], scope: str = "AaaServer.profile.READ") -> str:
        made = self.practice.as_user("self-client-code", client_id=client["id"], scope=scope)
        return str(made["code"])

    def get(self) -> dict[str, str]:
        """Get a token with a self client."""
        client = self.self_client()
        code, screen = self.run("get", *self.answers(client))
        assert code == 0, screen
        return client

    def answers(self, client: dict[str, str]) -> list[tuple[str, str | Callable[[], str]]]:
        return [
            ("Data center", ""),
            ("Client ID", client["id"]),
            ("Client Secret", client["secret"]),
            ("Scopes", ""),
            ("Code", lambda: self.code(client)),
        ]


@pytest.fixture
def desk(practice: PracticeControl, tmp_path: Path) -> Desk:
    return Desk(practice, tmp_path)


# get


def test_get_with_a_self_client(desk: Desk) -> None:
    client = desk.self_client("eu")
    code = desk.code(client, "ZohoCRM.org.READ")
    exit_code, screen = desk.run(
        "get",
        ("Data center [us]", " EU "),
        ("Client ID", client["id"]),
        ("Client Secret", client["secret"]),
        ("Scopes", "ZohoCRM.org.READ"),
        ("Code", code),
    )
    assert exit_code == 0
    assert "The token works: The CRM organization of this token" in screen
    assert "revoke --profile practice" in screen
    settings, token = desk.session.settings, desk.session.token
    assert (settings.data_center, settings.client_type) == ("eu", "self")
    assert settings.scopes == ("ZohoCRM.org.READ",)
    assert token
    assert token.refresh_token
    held = [client["secret"], code, token.access_token.reveal(), token.refresh_token.reveal()]
    assert [value for value in held if value in screen] == []
    for path in (desk.session.home.env_file, desk.session.home.token_file):
        assert str(path) in screen


def test_get_with_consent(desk: Desk) -> None:
    record = desk.practice.register_client(
        name="Mine", homepage_url="https://example.com", redirect_uris=[URI]
    )
    person = Person([])

    def redirect() -> str:
        url = next(line for line in person.screen.splitlines() if "/oauth/v2/auth?" in line)
        return str(desk.practice.as_user("accept", url=url)["location"])

    person.answers = [
        ("Data center", ""),
        ("Redirect URI", ""),
        ("Client ID", record["client_id"]),
        ("Client Secret", record["client_secret"]),
        ("Scopes", ""),
        ("Address", redirect),
    ]
    assert desk.run_for(person, "get --client server") == 0
    assert "The token works" in person.screen
    assert desk.session.settings.client_type == "server"


def test_what_cannot_be_right_is_asked_again(desk: Desk) -> None:
    client = desk.self_client()
    exit_code, screen = desk.run(
        "get",
        ("Data center", "mars"),
        ("Data center", ""),
        ("Client ID", "  "),
        ("Client ID", client["id"]),
        ("Client Secret", ""),
        ("Client Secret", client["secret"]),
        ("Scopes", ","),
        ("Scopes", ""),
        ("Code", ""),
        ("Code", "1000.cut"),
        ("Code", lambda: desk.code(client)),
    )
    assert exit_code == 0
    assert "There is no data center 'mars'." in screen
    assert screen.count("It is empty.") == 3
    assert "Nothing was pasted. Paste the address, or the code" in screen
    assert "does not look like one of Zoho's codes" in screen


def test_enter_keeps_what_is_known(desk: Desk) -> None:
    client = desk.get()
    before = desk.session.settings
    exit_code, screen = desk.run(
        "get",
        ("Data center [us]", ""),
        (f"Client ID [{client['id']}]", ""),
        (f"Enter keeps 00c0…{client['secret'][-4:]}", ""),
        (f"Scopes [{','.join(before.scopes)}]", ""),
        ("Code", lambda: desk.code(client)),
    )
    assert exit_code == 0
    assert desk.session.settings == before
    assert "holds a refresh token of this client already" in screen


def test_the_secret_of_another_client_is_not_offered(desk: Desk) -> None:
    old = desk.get()
    exit_code, screen = desk.run("get", *desk.answers(desk.self_client()))
    assert exit_code == 0
    assert f"Earlier tokens   1, kept in the same file, of {old['id']}" in screen
    assert "Enter keeps 00c0" not in screen
    assert "holds a refresh token of this client already" not in screen


@pytest.mark.parametrize(
    ("known", "words", "kind", "replaced"),
    [
        ("", "get", "self client", False),
        ("self", "get", "self client", False),
        ("server", "get", "server-based client", False),
        ("server", "get --client self", "self client", True),
        ("self", "get --client server", "server-based client", True),
    ],
)
def test_the_kind_of_client_is_that_of_the_env_file(
    known: str, words: str, kind: str, replaced: bool, desk: Desk
) -> None:
    if known:
        desk.session.use_client("1000.PRACTICEX", "00c0ffee" + "0" * 34, URI, known)
    person = Person([("Data center", ""), ("", URI if "server" in kind else "1000.PRACTICEY")])
    desk.run_for(person, words)
    assert f"with a {kind}." in person.screen
    assert ("will be replaced" in person.screen) is replaced
    assert ("Client ID [1000.PRACTICEX]" in person.screen) is bool(known and not replaced)


def _stop_with(error: type[BaseException]) -> str:
    raise error


@pytest.mark.parametrize("error", [EOFError, KeyboardInterrupt])
def test_stopping_keeps_what_was_entered_and_the_old_tokens(
    error: type[BaseException], desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.get()
    token, other = desk.session.token, desk.self_client()
    answers = [*desk.answers(other)[:4], ("Code", lambda: _stop_with(error))]
    assert desk.run("get", *answers)[0] == 1
    assert capsys.readouterr().err == (
        "\nStopped. What was saved up to here is kept: start again.\n"
    )
    assert desk.session.token == token
    assert desk.session.settings.client_id == other["id"]


def test_a_refused_code_is_a_sentence_with_the_way_on(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    client = desk.self_client()
    made_up = f"1000.00c0ffee{'0' * 24}.{'0' * 32}"
    exit_code, _ = desk.run("get", *desk.answers(client)[:4], ("Code", made_up))
    assert exit_code == 1
    said = capsys.readouterr().err
    assert "'invalid_code'" in said
    assert "Get a new code with `python -m zoho_helpers token get`" in said
    assert desk.session.token is None


def test_a_token_is_kept_whatever_the_call_says_that_tries_it(desk: Desk) -> None:
    client = desk.self_client()

    def hear(text: str) -> None:
        if "it is saved" in text:
            desk.practice.next_reply("outage")

    person = Person(desk.answers(client), hear=hear)
    assert desk.run_for(person, "get") == 0
    assert "HTTP 503 with an HTML page" in person.screen
    assert desk.session.token
    assert "What to do next" in person.screen


def test_scopes_without_a_check_call_are_not_tried(desk: Desk) -> None:
    client = desk.self_client()
    answers = desk.answers(client)
    answers[3:] = [
        ("Scopes", "ZohoBooks.settings.READ"),
        ("Code", lambda: desk.code(client, "ZohoBooks.settings.READ")),
    ]
    exit_code, screen = desk.run("get", *answers)
    assert exit_code == 0
    assert "the token is not tried" in screen
    assert desk.run("check")[0] == 1


# show, check, refresh, revoke


def test_show_masks_and_sends_nothing(desk: Desk) -> None:
    desk.get()
    desk.practice.advance(600)
    before = len(desk.practice.journal())
    exit_code, screen = desk.run("show")
    assert exit_code == 0
    assert len(desk.practice.journal()) == before
    token = desk.session.token
    assert token
    assert str(token.access_token) in screen
    assert token.access_token.reveal() not in screen
    assert "10 minutes ago (2026-11-22 12:00:00 UTC)" in screen
    assert re.search(r"expires +in 50 minutes", screen)
    assert str(desk.session.store.path) in screen


def test_refresh_keeps_the_refresh_token_and_says_what_it_costs(desk: Desk) -> None:
    desk.get()
    old = desk.session.token
    exit_code, screen = desk.run("refresh")
    new = desk.session.token
    assert exit_code == 0
    assert "one of the ten refreshes" in screen
    assert old
    assert new
    assert new.access_token != old.access_token
    assert new.refresh_token == old.refresh_token


def test_check_says_what_to_do_about_a_dead_token(desk: Desk) -> None:
    desk.get()
    assert desk.run("check") == (0, "The token works: Who am I? (Zoho Accounts)\n")
    desk.practice.advance(3601)
    exit_code, screen = desk.run("check")
    assert exit_code == 1
    assert "`python -m zoho_helpers token refresh`" in screen


def test_revoke_ends_both_tokens(desk: Desk) -> None:
    desk.get()
    exit_code, screen = desk.run("revoke")
    assert exit_code == 0
    assert "kills every access token" in screen
    assert desk.session.token is None
    state = desk.practice.state()
    assert state["refresh_tokens_alive"] == state["access_tokens_alive"] == 0


@pytest.mark.parametrize("action", ["show", "check", "refresh", "revoke"])
def test_without_a_token_it_says_how_to_get_one(
    action: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.run(action) == (1, "")
    said = capsys.readouterr().err
    assert said.startswith("There is no token in ")
    assert said.endswith("Get one: python -m zoho_helpers token get\n")


# Several tokens


def test_a_token_with_a_name_stands_beside_the_others(desk: Desk) -> None:
    client = desk.get()
    again = [("Data center", ""), ("Client ID", ""), ("Client Secret", ""), ("Scopes", "")]
    code, screen = desk.run("get --name robin/crm", *again, ("Code", lambda: desk.code(client)))
    assert code == 0, screen
    assert "refresh --profile practice --name robin/crm" in screen
    stored = desk.session.store.load_all()
    assert list(stored) == ["", "robin/crm"]
    assert len({item.token_in_hand.refresh_token for item in stored.values()}) == 2
    assert desk.run("refresh --name robin/crm")[0] == 0
    assert desk.session.store.load_all()[""] == stored[""]
    assert desk.run("check --name robin/crm")[0] == 0
    assert desk.run("revoke --name robin/crm")[0] == 0
    assert desk.session.store.load_all() == {"": stored[""]}


def test_a_name_that_is_not_there_is_said(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ("show", "check", "refresh", "revoke"):
        assert desk.run(f"{words} --name kim") == (1, "")
        assert capsys.readouterr().err.startswith("There is no token named 'kim' in ")


def test_all_tokens_at_a_glance(desk: Desk) -> None:
    desk.get()
    store = desk.session.store
    desk.practice.as_user("disconnect", client_id=desk.session.client.client_id)
    assert desk.run_for(Person([]), "refresh") == 1
    made = desk.session.now()
    token = replace(TOKEN, created_at=made - 7200, expires_at=made - 3600, scopes=())
    store.save(Stored(token), "robin")
    store.save(Stored(pending=Pending(None, Secret("x"))), "waiting")
    code, screen = desk.run("show --all")
    assert code == 0
    head, first, error, robin, waiting, note, *_ = screen.splitlines()
    assert head.split()[:2] == ["NAME", "ACCESS"]
    assert re.search(
        r"\(no name\) +1000\.00c0…\w{4} +0 seconds ago +in 60 minutes +us +1 of 10 +Aaa", first
    )
    assert error.startswith("  the last refresh failed: Zoho answered with error 'invalid_code'")
    assert re.fullmatch(
        r"robin +1000\.aaaa…cdef +2 hours ago +it did +eu +0 of 10 +not told", robin
    )
    assert re.fullmatch(r"waiting +none yet", waiting)
    assert "ten minutes" in note
    assert [item for item in ("a" * 12, "00c0ffee") if item in screen] == []


def test_no_tokens_at_a_glance(desk: Desk) -> None:
    code, screen = desk.run("show --all")
    assert (code, screen.startswith("There is no token in ")) == (0, True)


def test_an_eleventh_refresh_is_not_sent(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.get()
    for _ in range(10):
        assert desk.run("refresh")[0] == 0
    assert desk.run("refresh")[0] == 1
    assert re.search(r"Nothing was sent\. Wait 6\d\d seconds\.", capsys.readouterr().err)
    reasons = {entry["reason"] for entry in desk.practice.journal()}
    assert "refresh limit reached" not in reasons


# The live profile, as far as it goes without Zoho (`test_live` goes on)


def live(folder: Path, words: str, person: Person, **environ: str) -> int:
    return main(words.split(), person.dialog, {"ZOHO_HOME": str(folder), **environ})


def test_live_is_what_it_means_unless_told_otherwise(tmp_path: Path) -> None:
    person = Person([("Data center", "")])
    assert live(tmp_path, "get", person) == 1
    assert "https://accounts.zoho.com.au" in person.screen
    assert (tmp_path / ".env").exists()


def test_a_live_consent_says_first_what_it_may_kill(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = Home(LIVE, tmp_path)
    save_settings(home, Settings(client_id="1000.C", client_secret=Secret("s" * 42)))
    person = Person([("", "")] * 5 + [("Type yes to go on", "no")])
    assert live(tmp_path, "get", person) == 1
    told = " ".join(person.screen.partition("Type yes")[0].split())
    assert "one of 20" in told
    assert "Use a client of your own for learning." in told
    assert "/oauth/v2/auth?" not in person.screen
    assert capsys.readouterr().err == "You did not say yes. Nothing was sent.\n"


def test_a_live_revoke_of_something_else_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = FileStore(Home(LIVE, tmp_path).token_file)
    store.save(Stored(TOKEN))
    for typed in ("", "yes", "cdef"):
        assert live(tmp_path, "revoke", Person([("last four", typed)])) == 1
        assert "Nothing was revoked." in capsys.readouterr().err
    assert store.load().token == TOKEN


def test_a_variable_that_would_win_over_the_answers_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert live(tmp_path, "get", Person([]), ZOHO_CLIENT_ID="1000.X", ZOHO_SCOPES="A.b.READ") == 1
    assert "unset ZOHO_CLIENT_ID ZOHO_SCOPES" in capsys.readouterr().err


def test_without_a_terminal_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("us\n1000.X\n"))
    assert main(["get"], environ={"ZOHO_HOME": str(tmp_path)}) == 1
    assert capsys.readouterr().err.startswith("This asks questions, so it needs a terminal.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["", "give", "get --client-secret x", "show --client self"])
def test_no_secret_is_an_argument_and_typing_errors_are_usage(words: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words.split())
    assert caught.value.code == 2


# What is said


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 seconds"),
        (0, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (3599, "59 minutes"),
        (7199, "119 minutes"),
        (7200, "2 hours"),
        (172_800, "2 days"),
    ],
)
def test_lengths_of_time(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


@pytest.mark.parametrize(
    ("token", "now", "line"),
    [
        (TOKEN, 1_000_060, "expires        in 59 minutes"),
        (TOKEN, 1_003_600, "expires        it did, 0 seconds ago"),
        (TOKEN, 1_007_200, "expires        it did, 60 minutes ago"),
        (TOKEN, 1_000_000, "Refresh token    1000.1111…3456"),
        (replace(TOKEN, refresh_token=None), 1_000_000, "Refresh token    none: "),
        (TOKEN, 1_000_000, "Scopes           ZohoCRM.org.READ"),
        (replace(TOKEN, scopes=()), 1_000_000, "Scopes           not told"),
        (TOKEN, 1_000_000, "Data center      eu (Europe)"),
        (replace(TOKEN, api_domain=None), 1_000_000, "API domain       not told"),
    ],
)
def test_a_token_described(token: Token, now: float, line: str) -> None:
    text = describe_token(token, now)
    assert line in text
    assert "a" * 28 not in text
    assert "1" * 28 not in text


@pytest.mark.parametrize(
    ("scopes", "name"),
    [
        (("AaaServer.profile.READ",), "user-info"),
        (("aaaserver.profile.Read",), "user-info"),
        (("ZohoCRM.org.READ", "ZohoCRM.users.ALL"), "crm-user"),
        (("ZohoCRM.org.ALL",), "crm-org"),
        (("ZohoCRM.users.CREATE", "ZohoCRM.modules.ALL"), None),
        ((), None),
    ],
)
def test_the_first_check_call_that_the_scopes_cover(
    scopes: tuple[str, ...], name: str | None
) -> None:
    assert first_check(scopes) == name


@pytest.mark.parametrize("location", ZOHO)
def test_the_clicks_are_those_of_the_data_center_and_the_kind(location: str) -> None:
    center = ZOHO[location]
    own = register_clicks("self", center, URI)
    server = register_clicks("server", center, URI)
    for text in (own, server):
        assert f"Open {center.console_url} and" in text
        assert "as read in November 2026" in text
    assert URI in server
    assert URI not in own
    assert "A.b.READ,C.d.READ" in code_clicks(("A.b.READ", "C.d.READ"))


NOTEBOOK_WORDS = re.compile(r"\b0\d_\w|\b0\d to 0\d|\bbutton\b|\bcell\b")


def _texts_for_the_notebooks() -> list[str]:
    """Every text of the package, forms and practice apart, that sends a reader to a notebook."""
    package = Path(zoho_helpers.__file__).parent
    modules = [*package.glob("*.py"), *(package / "handover").glob("*.py")]
    modules = [path for path in modules if path.name not in NOT_BELOW_THE_COMMAND]
    nodes = [node for path in modules for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    texts = [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in docstrings
    ]
    return [text for text in texts if NOTEBOOK_WORDS.search(text)]


NOT_BELOW_THE_COMMAND = ("token_words.py", "jupyter_home.py", "lab.py", "__main__.py")


def test_no_error_sends_a_reader_of_the_terminal_to_a_notebook() -> None:
    texts = _texts_for_the_notebooks()
    assert len(texts) > 8
    assert [text for text in texts if NOTEBOOK_WORDS.search(for_terminal(text))] == []


# .env.example


def test_the_example_env_file_loads_as_it_is(tmp_path: Path) -> None:
    home = Home(LIVE, tmp_path)
    shutil.copy(ROOT / ".env.example", home.env_file)
    assert load_settings(home, {}) == Settings()


def test_the_example_env_file_explains_every_variable() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    explained = {
        line.partition("=")[0]: lines[at - 1]
        for at, line in enumerate(lines)
        if re.match(r"\w+=", line)
    }
    assert list(explained) == [f"ZOHO_{item.name.upper()}" for item in fields(Settings)]
    assert [name for name, above in explained.items() if not above.startswith("# ")] == []
    for name in ("ZOHO_PROFILE", "ZOHO_HOME"):
        assert any(line.startswith(f"# {name}: ") for line in lines)
