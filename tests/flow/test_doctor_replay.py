"""A replay shows the trouble that it says, and its repair works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import KEY
from zoho_helpers import __main__ as command
from zoho_helpers.doctor import diagnose
from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.replay import repair, replay
from zoho_helpers.doctor.scenarios import SCENARIOS
from zoho_helpers.errors import InputError
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, Home

NAMED_ONLY_AMONG_THREE = {
    "client_not_found": "a client that is gone looks like one of another data center",
    "access_token_saved_as_refresh_token": "a masked request does not show where a value came from",
    "token_truncated_or_whitespace": "a masked value does not show its length",
    "api_domain_wrong": "another data center refuses a token as if it were dead",
}
"""Causes that a single request and its reply cannot tell from a likelier one."""
TELLS_ITSELF = {"refresh_token_overwritten"}
"""Found before anything is sent."""


@pytest.mark.parametrize("cause", SCENARIOS)
def test_a_trouble_is_played_and_repaired(session: Session, cause: str) -> None:
    shown = replay(session, cause)
    causes = [finding.cause.id for finding in diagnose(shown).findings]
    if cause in NAMED_ONLY_AMONG_THREE or cause in TELLS_ITSELF:
        assert causes[0] != cause or cause in TELLS_ITSELF, "it is named after all"
    else:
        assert causes[0] == cause, shown
    assert ("There is no refresh token." in shown) is (cause in TELLS_ITSELF)
    mended = repair(session, cause)
    assert mended != shown
    assert "code=" in mended or '"access_token"' in mended or "HTTP 200" in mended, mended


@pytest.mark.parametrize("cause", SCENARIOS)
def test_nothing_that_is_secret_is_shown(session: Session, cause: str) -> None:
    shown = replay(session, cause) + repair(session, cause)
    file = json.loads(session.store.path.read_text()) if session.store.path.exists() else {}
    for name in ("access_token", "refresh_token"):
        if file.get(name):
            assert file[name] not in shown
    secret = session.client.client_secret
    assert secret is None or secret.reveal() not in shown


def test_what_can_be_played_is_a_cause() -> None:
    assert set(SCENARIOS) <= set(CAUSES)
    for scenario in SCENARIOS.values():
        assert scenario.sets_up.endswith(".")
        assert scenario.repairs.endswith(".")


def test_what_cannot_be_played_is_said(session: Session, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"clock_skew cannot be played.*These can: code_expired"):
        replay(session, "clock_skew")
    with pytest.raises(InputError, match="on practice Zoho only"):
        replay(Session(Home(LIVE, tmp_path), None, {}), "wrong_data_centre")


@pytest.fixture
def home(practice: PracticeControl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands work in, with the practice Zoho that runs already."""
    monkeypatch.setenv("ZOHO_PRACTICE_URL", practice.url)
    monkeypatch.setenv("ZOHO_PRACTICE_KEY", KEY)
    monkeypatch.setenv("ZOHO_HOME", str(tmp_path))
    return tmp_path


def test_the_command_plays_what_it_found(
    practice: PracticeControl, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paste = home / "paste.txt"
    paste.write_text('{"error":"invalid_client_secret"}')
    assert command.main(["diagnose", str(paste), "--json", "--replay"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["findings"][0]["cause"] == "wrong_client_secret"
    assert "Played on practice Zoho. Your own profiles are left as they are." in err
    assert '"error": "invalid_client_secret"' in err
    assert str(home / "replay") in err
    assert sorted(path.name for path in home.iterdir()) == ["paste.txt", "replay"]
    reasons = [entry["reason"] for entry in practice.journal()]
    assert "wrong or missing client secret" in reasons


def test_the_command_says_what_it_cannot_play(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paste = home / "paste.txt"
    paste.write_text("has been blocked by CORS policy")
    assert command.main(["diagnose", str(paste), "--replay"]) == 0
    assert "browser_cors_blocked cannot be played" in capsys.readouterr().err
