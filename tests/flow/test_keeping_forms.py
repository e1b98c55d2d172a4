"""What notebook 09 shows: the stampede, the window of ten refreshes, the inventory."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from tests.conftest import KEY
from zoho_helpers import forms
from zoho_helpers.errors import InputError, StoreError
from zoho_helpers.opening import catch_up, practice_lab
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, PRACTICE, Home
from zoho_helpers.stampede import with_keeper, without_keeper


@pytest.fixture
def two(practice: PracticeControl, tmp_path: Path) -> tuple[Session, Session]:
    """Two sessions with a client and a token each."""
    sessions = tuple(Session(Home(PRACTICE, tmp_path / name), practice) for name in "ab")
    for session in sessions:
        session.home.folder.mkdir()
        catch_up(session, "token")
    return sessions[0], sessions[1]


def test_without_a_keeper_all_refresh_and_most_are_refused(two: tuple[Session, Session]) -> None:
    outcome = without_keeper(two[0], 30)
    assert outcome.refreshes == 30
    assert outcome.served == 10
    assert outcome.arrived == {"tokens issued": 10, "refresh limit reached": 20}


def test_with_a_keeper_one_refreshes_for_all(two: tuple[Session, Session]) -> None:
    outcome = with_keeper(two[0], 30)
    assert (outcome.served, outcome.refreshes) == (30, 1)


def test_the_panel_of_the_stampede(two: tuple[Session, Session]) -> None:
    panel = forms.stampede(*two)
    assert panel.text == "refreshes: without a keeper 50, with a keeper 1"
    assert "10 tokens issued" in panel.html


def test_a_stampede_is_for_practice(tmp_path: Path, session: Session) -> None:
    live = Session(Home(LIVE, tmp_path), None, {})
    with pytest.raises(InputError):
        with_keeper(live)


def test_the_window_shows_what_is_used_up(session: Session) -> None:
    catch_up(session, "token")
    assert forms.quota_window(session).text.startswith("0 of 10")
    keeper = session.keeper()
    assert session.practice is not None
    for _ in range(3):
        keeper.refresh()
        session.practice.advance(60)
    panel = forms.quota_window(session)
    assert panel.text == "3 of 10 refreshes in ten minutes are used up."
    assert panel.html.count("<circle") == 3
    assert "3 min 0 s ago" in panel.html


def test_the_inventory_refreshes_revokes_and_forgets(session: Session) -> None:
    catch_up(session, "token")
    form = forms.InventoryForm(session)
    before = session.token
    (row,) = form.submit()
    assert session.token is not None
    assert before is not None
    assert session.token.access_token != before.access_token
    assert row.refresh_token == str(session.token.refresh_token)
    for action in ("revoke", "forget"):
        with pytest.raises(InputError, match="so nothing was done"):
            form.submit(action=action)
    assert session.token is not None
    refresh_token = session.refresh_token.reveal()
    shown = form.show(form.submit(action="forget", sure=True))
    assert shown == "<p>Nothing is stored.</p>"
    assert session.practice is not None
    assert session.practice.state(), "Zoho was not told"
    assert refresh_token not in shown


def test_the_inventory_ends_a_token_at_zoho(session: Session) -> None:
    catch_up(session, "token")
    form = forms.InventoryForm(session)
    form.submit(action="revoke", sure=True)
    assert session.practice is not None
    assert session.practice.journal()[-1]["reason"] == "refresh_token revoked"
    assert session.token is None


def test_named_tokens_stand_beside_each_other(session: Session) -> None:
    catch_up(session, "token")
    other = Session(session.home, session.practice, name="robin")
    catch_up(other, "token")
    panel = forms.inventory(session)
    assert panel.text == "2 stored"
    assert "(no name)" in panel.html
    assert "robin" in panel.html
    form = forms.InventoryForm(session)
    kept = session.token
    form.submit(token="robin", action="revoke", sure=True)
    assert session.token == kept
    assert other.token is None


@pytest.fixture
def labs_home(practice: PracticeControl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where labs find the practice Zoho of the test, and keep their folders."""
    monkeypatch.setenv("ZOHO_HOME", str(tmp_path))
    monkeypatch.setenv("ZOHO_PRACTICE_URL", practice.url)
    monkeypatch.setenv("ZOHO_PRACTICE_KEY", KEY)
    return tmp_path


def test_the_folder_of_a_lab_whose_kernel_was_killed_goes_and_one_in_use_stays(
    labs_home: Path,
) -> None:
    in_use = practice_lab("start")
    labs = labs_home / "labs"
    killed = labs / "killed"
    killed.mkdir()
    (labs / "killed.lock").touch()
    gone = practice_lab("start").home.folder
    assert not killed.exists()
    assert not (labs / "killed.lock").exists()
    assert in_use.home.folder.exists()
    gc.collect()
    assert not gone.exists()
    assert not gone.with_suffix(".lock").exists()


def test_a_lab_without_room_is_a_sentence(labs_home: Path) -> None:
    (labs_home / "labs").write_text("in the way")
    with pytest.raises(StoreError, match="no room for a practice lab"):
        practice_lab("start")


@pytest.mark.usefixtures("labs_home")
def test_a_failed_refresh_is_seen_in_the_inventory(practice: PracticeControl) -> None:
    lab = practice_lab("token")
    practice.as_user("disconnect", client_id=lab.client.client_id)
    with pytest.raises(Exception, match="invalid_code"):
        lab.keeper().refresh()
    assert "invalid_code" in forms.inventory(lab).html
