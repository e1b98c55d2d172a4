"""`python -m zoho_helpers handover`: what it writes, says, refuses and never shows."""

from __future__ import annotations

import importlib.util
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import KEY
from tests.unit.made_up import CLIENT_ID, CLIENT_SECRET, make_token, piece_survives
from zoho_helpers import __main__ as command
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.errors import InputError, RefusedError
from zoho_helpers.file_store import FileStore
from zoho_helpers.handover.from_session import kit_of
from zoho_helpers.handover.ways import WAYS
from zoho_helpers.opening import catch_up
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, PRACTICE, Home, Settings, save_settings
from zoho_helpers.token_file import Stored

READY = [
    name
    for name, way in WAYS.items()
    if importlib.util.find_spec(f"zoho_helpers.handover.{way.module}")
]
"""The ways whose module is there."""


@pytest.fixture
def home(practice: PracticeControl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reader's folder, which the environment leads to."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("ZOHO_HOME", str(folder))
    monkeypatch.setenv("ZOHO_PRACTICE_URL", practice.url)
    monkeypatch.setenv("ZOHO_PRACTICE_KEY", KEY)
    monkeypatch.chdir(tmp_path)
    return folder


def handover(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Run the command; return its exit code, what it said, and what it complained of."""
    code = command.main(["handover", *words])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def live_client(home: Path) -> None:
    save_settings(Home(LIVE, home), Settings(client_id=CLIENT_ID, client_secret=Secret("s" * 42)))


@pytest.mark.parametrize("way", READY)
def test_every_way_in_practice(
    way: str, home: Path, practice: PracticeControl, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = handover(capsys, way, "--profile", "practice")
    assert code == 0
    folder = home.parent / f"zoho-{way}"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if path.name not in said] == []
    assert str(folder) in said
    assert "Done for you, in practice: exchanged the code (step 4)." in said
    assert "What to do next, in that folder\n  " in said
    assert "leads to practice Zoho" in said
    assert os.name != "posix" or {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    session = Session(Home(PRACTICE, home), practice)
    assert session.token
    for secret in (session.client.client_secret, session.refresh_token, session.token.access_token):
        assert not piece_survives(secret.reveal(), said, 8)


def test_what_holds_secrets_is_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, said, _ = handover(capsys, "python-sdk", "--profile", "practice", "--out", "there")
    assert [line.split() for line in said.splitlines() if line.endswith("holds secrets")] == [
        ["zoho_sdk_tokens.csv", "holds", "secrets"]
    ]
    assert "keep it out of Git" in said


def test_a_file_that_is_there_is_not_overwritten_unasked(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("python", "--profile", "practice", "--out", "there")
    theirs = home.parent / "there" / "requirements.txt"
    theirs.parent.mkdir()
    theirs.write_text("mine")
    code, said, complaint = handover(capsys, *words)
    assert (code, said) == (1, "")
    assert complaint == (
        "requirements.txt is there already; nothing was written. "
        "Choose another folder, or add --overwrite.\n"
    )
    assert [path.name for path in theirs.parent.iterdir()] == ["requirements.txt"]
    assert theirs.read_text() == "mine"
    assert handover(capsys, *words, "--overwrite")[0] == 0
    assert "requests" in theirs.read_text()


def test_a_link_to_nowhere_is_in_the_way_too(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = home.parent / "there"
    folder.mkdir()
    (folder / "zoho_secrets.json").symlink_to(home.parent / "elsewhere")
    assert handover(capsys, "python", "--profile", "practice", "--out", "there")[0] == 1
    assert not (home.parent / "elsewhere").exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(), "There is no client id yet. "),
        (Settings(client_id=CLIENT_ID), "There is no client secret yet. "),
        (
            Settings(client_id=CLIENT_ID, client_secret=Secret("s" * 42)),
            "Zoho's Python SDK needs your refresh token, and there is none yet. "
            "Run: python -m zoho_helpers token get\n",
        ),
    ],
)
def test_what_is_missing_is_named_before_anything_is_written(
    settings: Settings, said: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_settings(Home(LIVE, home), settings)
    code, out, complaint = handover(capsys, "python-sdk")
    assert (code, out) == (1, "")
    assert complaint.startswith(said)
    assert complaint.count("\n") == 1
    assert not (home.parent / "zoho-python-sdk").exists()


def test_live_is_what_it_means_unless_told_otherwise(
    home: Path, practice: PracticeControl, capsys: pytest.CaptureFixture[str]
) -> None:
    live_client(home)
    before = len(practice.journal())
    code, said, _ = handover(capsys, "python")
    assert code == 0
    assert "practice" not in said
    assert len(practice.journal()) == before
    text = (home.parent / "zoho-python" / "zoho_settings.py").read_text("utf-8")
    assert 'ACCOUNTS_URL = "https://accounts.zoho.com"' in text


def test_a_folder_that_cannot_be_written_is_a_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home.parent / "file").write_text("")
    words = ("python", "--profile", "practice", "--out")
    for folder in ("file", "file/below"):
        code, said, complaint = handover(capsys, *words, folder)
        assert (code, said) == (1, "")
        assert " cannot be written: " in complaint
        assert complaint.endswith("Choose a folder that you may write to.\n")


@pytest.mark.parametrize("words", [[], ["pascal"], ["curl", "--profile", "both"], ["curl", "x"]])
def test_typing_errors_are_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(["handover", *words])
    assert caught.value.code == 2


def test_the_help_names_every_way(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["handover", "--help"])
    shown = capsys.readouterr().out
    assert [way for way in WAYS if f"  {way} " not in shown] == []


# The kit


def test_a_kit_of_practice(session: Session) -> None:
    catch_up(session, "token")
    kit = kit_of(session)
    token = session.token
    assert token
    assert (kit.center, kit.client, kit.practice) == (session.data_center, session.client, True)
    assert kit.scopes == session.settings.scopes
    assert (kit.refresh_token, kit.access_token) == (token.refresh_token, token.access_token)
    assert kit.api_domain == session.data_center.api_domain
    assert kit.check.name == "user-info"
    assert kit_of(session, CHECK_CALLS["crm-org"]).check.name == "crm-org"


def test_a_kit_without_a_token(session: Session) -> None:
    with pytest.raises(InputError, match="no client id"):
        kit_of(session)
    catch_up(session, "client")
    kit = kit_of(session)
    assert kit.refresh_token is kit.access_token is kit.api_domain is None


def live_session(folder: Path) -> Session:
    home = Home(LIVE, folder)
    save_settings(home, Settings(client_id=CLIENT_ID, client_secret=Secret(CLIENT_SECRET)))
    return Session(home, None, {})


def test_the_data_center_is_the_one_that_issued_the_token(tmp_path: Path) -> None:
    session = live_session(tmp_path)
    FileStore(session.home.token_file).save(Stored(make_token(data_center="eu")))
    kit = kit_of(session)
    assert session.data_center == ZOHO["us"]
    assert (kit.center, kit.api_domain) == (ZOHO["eu"], ZOHO["eu"].api_domain)
    assert not kit.practice


def test_another_client_s_token_is_left_out(tmp_path: Path) -> None:
    session = live_session(tmp_path)
    FileStore(session.home.token_file).save(Stored(make_token(client_id="1000.OTHER")))
    assert kit_of(session).refresh_token is None
    assert kit_of(session).center == ZOHO["us"]


def test_an_api_domain_that_is_not_zoho_s_is_refused(tmp_path: Path) -> None:
    session = live_session(tmp_path)
    token = replace(make_token(), api_domain="https://evil.example")
    FileStore(session.home.token_file).save(Stored(token))
    with pytest.raises(RefusedError, match="not on this walkthrough's list"):
        kit_of(session)
