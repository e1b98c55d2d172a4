"""A session never loses what it has: other clients' tokens, full disks, the other profile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zoho_helpers.errors import InputError, RefusedError, StoreError
from zoho_helpers.opening import catch_up, chosen_profile, open_session
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, Home
from zoho_helpers.transcript import WireReply, WireRequest


def full_disk(change: object, name: str = "") -> None:
    raise StoreError("The disk is full.", "Make room.")


def test_skipped_steps_are_done_once_and_said(session: Session) -> None:
    catch_up(session, "token")
    assert [step.partition(" (")[0] for step in session.done_for_you] == [
        "registered a client",
        "built the authorization URL",
        "pressed Accept and pasted the redirect",
        "exchanged the code",
    ]
    token = session.token
    catch_up(session, "token")
    assert len(session.done_for_you) == 4
    assert session.token == token


def test_a_token_whose_hour_is_over_is_refreshed_for_the_reader(session: Session) -> None:
    """The break-it cells of 05 move the clock that the reader's own token lives by."""
    catch_up(session, "token")
    assert session.practice is not None
    session.practice.advance(3601)
    refresh_token = session.refresh_token
    catch_up(session, "token")
    assert session.check("crm-user").ok
    assert session.refresh_token == refresh_token
    assert session.done_for_you[-1].startswith("refreshed the access token")


def test_a_token_that_the_user_took_back_is_replaced(session: Session) -> None:
    catch_up(session, "token")
    assert session.practice is not None
    session.practice.as_user("disconnect", client_id=session.client.client_id)
    session.practice.advance(3601)
    catch_up(session, "token")
    assert session.check("crm-user").ok


def test_a_reset_practice_zoho_is_noticed(session: Session) -> None:
    catch_up(session, "token")
    assert session.practice is not None
    session.practice.reset()
    catch_up(session, "token")
    assert session.check("crm-user").ok


def test_tokens_that_cannot_be_saved_wait_in_memory(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code is used up by then, so losing the reply would lose the refresh token for good."""
    catch_up(session, "code")
    with monkeypatch.context() as broken:
        broken.setattr(session.store, "change", full_disk)
        with pytest.raises(StoreError, match="still in memory"):
            session.exchange()
    sent = len(session.transcript.round_trips)
    token = session.exchange()
    assert token.refresh_token
    assert session.token == token
    assert len(session.transcript.round_trips) == sent


def test_a_refresh_does_not_push_an_unsaved_token_out(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up(session, "code")
    with monkeypatch.context() as broken:
        broken.setattr(session.store, "change", full_disk)
        with pytest.raises(StoreError, match="still in memory"):
            session.exchange()
    session.refresh()
    assert session.refresh_token


def test_a_code_is_exchanged_although_a_refresh_was_not_saved(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up(session, "token")
    with monkeypatch.context() as broken:
        broken.setattr(session.store, "change", full_disk)
        with pytest.raises(StoreError, match="still in memory"):
            session.refresh()
    session.paste(session.accept_in_browser(session.authorize()))
    first = session.refresh_token
    session.exchange()
    assert session.refresh_token != first


def test_two_notebooks_at_once_lose_no_token(session: Session) -> None:
    """The second one exchanges while the first one's revocation is on the wire."""
    catch_up(session, "token")
    other = Session(session.home, session.practice)
    send, old = session.transport.send, session.refresh_token

    def meanwhile(request: WireRequest) -> WireReply:
        other.paste(other.accept_in_browser(other.authorize()))
        other.exchange()
        return send(request)

    session.transport.send = meanwhile  # type: ignore[method-assign]
    session.revoke()
    assert session.refresh_token == other.refresh_token != old
    assert old not in [token.refresh_token for token in session.store.load().earlier]
    assert other.check("crm-user").ok


def test_a_full_disk_after_a_revocation_says_that_it_is_revoked(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up(session, "token")
    monkeypatch.setattr(session.store, "change", full_disk)
    with pytest.raises(StoreError, match="is revoked at Zoho, but"):
        session.revoke()


def test_online_access_can_be_revoked_too(session: Session) -> None:
    catch_up(session, "client")
    session.paste(session.accept_in_browser(session.authorize(access_type="online")))
    token = session.exchange()
    assert session.revoke() == token.access_token
    assert session.token is None


def test_an_unwritable_file_is_noticed_before_the_code_is_used_up(session: Session) -> None:
    catch_up(session, "code")
    good = session.home.token_file.read_text()
    session.home.token_file.write_text(good[:50])
    with pytest.raises(StoreError, match="cut off or damaged"):
        session.exchange()
    assert session.transcript.round_trips == []
    session.home.token_file.write_text(good)
    assert session.exchange().refresh_token


def test_a_token_of_another_client_is_not_sent_with_this_one(session: Session) -> None:
    catch_up(session, "token")
    first = session.client
    session.register("Another", "http://127.0.0.1", first.redirect_uri)
    for act in (session.refresh, session.revoke):
        with pytest.raises(InputError, match=first.client_id):
            act()


def test_another_clients_token_is_kept_beside_the_new_one(session: Session) -> None:
    catch_up(session, "token")
    first = session.token
    session.register("Another", "http://127.0.0.1", session.client.redirect_uri)
    session.paste(session.accept_in_browser(session.authorize()))
    session.exchange()
    assert session.store.load().earlier == (first,)


def test_online_access_does_not_take_the_refresh_token_away(session: Session) -> None:
    catch_up(session, "token")
    refresh_token = session.refresh_token
    session.paste(session.accept_in_browser(session.authorize(access_type="online")))
    session.exchange()
    assert session.refresh_token == refresh_token


def test_a_code_of_one_client_type_is_exchanged_without_the_others_parts(
    session: Session, practice: PracticeControl
) -> None:
    client = practice.register_client(name="Self Client", client_type="self")
    session.use_client(client["client_id"], client["client_secret"], "", "self")
    code = practice.as_user(
        "self-client-code", client_id=client["client_id"], scope="ZohoCRM.users.READ"
    )
    session.paste(code["code"])
    session.exchange()
    sent = session.transcript.round_trips[-1].request.form
    assert "redirect_uri" not in sent
    assert "code_verifier" not in sent
    assert session.check("crm-user").ok


def test_the_data_center_of_the_redirect_gets_the_code(
    session: Session, practice: PracticeControl
) -> None:
    client = practice.register_client(
        name="Everywhere",
        homepage_url="http://127.0.0.1",
        redirect_uris=["http://127.0.0.1:8758/callback"],
        multi_dc=True,
    )
    secret = client["secrets"]["eu"]
    session.use_client(client["client_id"], secret, "http://127.0.0.1:8758/callback")
    request = session.authorize()
    location = practice.as_user("accept", url=request.url, user="eu")["location"]
    assert session.paste(location).data_center.location == "eu"
    session.exchange()
    assert "/eu/oauth/v2/token" in session.transcript.round_trips[-1].request.url
    assert session.refresh().data_center == "eu"
    assert session.check("crm-user").ok


def test_a_practice_client_is_refused_in_live(session: Session, tmp_path: Path) -> None:
    catch_up(session, "client")
    live = Session(Home(LIVE, tmp_path / "live"), None, {})
    client = session.client
    with pytest.raises(RefusedError, match="practice value"):
        live.use_client(client.client_id, client.client_secret.reveal(), client.redirect_uri)
    assert not live.home.env_file.exists()


def test_what_only_the_environment_says_is_not_written_down(tmp_path: Path) -> None:
    live = Session(Home(LIVE, tmp_path), None, {"ZOHO_CLIENT_SECRET": "from-the-environment"})
    live.choose("eu")
    assert "from-the-environment" not in live.home.env_file.read_text()
    assert live.settings.client_secret == Secret("from-the-environment")


def test_a_new_data_center_in_practice_means_a_new_client(session: Session) -> None:
    catch_up(session, "client")
    session.choose("eu")
    assert not session.settings.client_id
    catch_up(session, "token")
    assert session.token is not None
    assert session.token.data_center == "eu"


@pytest.mark.parametrize(
    ("environ", "switch", "profile"),
    [
        ({}, None, "practice"),
        ({}, "live", "live"),
        ({}, "nonsense", "practice"),
        ({"ZOHO_PROFILE": "practice"}, "live", "practice"),
        ({"ZOHO_PROFILE": " LIVE "}, None, "live"),
    ],
)
def test_which_profile_applies(
    tmp_path: Path, environ: dict[str, str], switch: str | None, profile: str
) -> None:
    if switch:
        (tmp_path / "profile").write_text(switch)
    assert chosen_profile({"ZOHO_HOME": str(tmp_path), **environ}) == profile


def test_opening_live_sends_nothing_and_starts_nothing(tmp_path: Path) -> None:
    environ = {"ZOHO_HOME": str(tmp_path), "ZOHO_PROFILE": "live"}
    live = open_session("token", environ=environ)
    assert live.practice is None
    assert live.done_for_you == []
    assert list(tmp_path.iterdir()) == []


def test_the_token_file_says_what_it_is(session: Session) -> None:
    catch_up(session, "token")
    data = json.loads(session.home.token_file.read_text())
    assert data["format_version"] == 2
    assert data["expires_at"] - data["created_at"] == 3600
    assert {"access_token", "refresh_token", "scope", "api_domain", "data_center"} <= set(data)
