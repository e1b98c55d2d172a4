"""The probes' form without a browser: what it says beforehand, what it shows, what it sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.test_doctor_form import everything
from tests.unit.made_up import piece_survives
from zoho_helpers import forms
from zoho_helpers.errors import InputError, NotPressedYet
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, Home


@pytest.fixture
def with_token(session: Session) -> Session:
    session.register("Mine", "http://127.0.0.1", session.settings.redirect_uri)
    session.paste(session.accept_in_browser(session.authorize()))
    session.exchange()
    return session


def test_it_says_beforehand_what_it_sends_and_sends_nothing(with_token: Session) -> None:
    practice = with_token.practice
    assert practice
    begun = len(practice.journal())
    form = forms.ProbeForm(with_token)
    shown = everything(form.view)
    assert "a made-up secret and a made-up code" in shown
    assert f"{practice.url}/eu/oauth/v2/token" in shown
    assert f"{practice.url}/eu/oauth/v2/token" in form._repr_mimebundle_()["text/html"]
    form._inputs["probe"].value = "refresh"
    shown = everything(form.view)
    assert "one of the ten refreshes in ten minutes" in shown
    assert "a made-up secret and a made-up code" not in shown
    form._inputs["data_center"].value = "in"
    assert f"{practice.url}/in/oauth/v2/token" in everything(form.view)
    assert len(practice.journal()) == begun


def test_practice_asks_for_the_client(with_token: Session, capsys: pytest.CaptureFixture) -> None:
    form = forms.ProbeForm(with_token)
    found = {one.data_center: one.verdict for one in form.result()}
    assert found.pop("us") == "client-known"
    assert set(found.values()) == {"client-unknown"}
    assert "practice pressed it for you" in capsys.readouterr().out


def test_a_press_shows_verdict_cause_and_what_went_over_the_wire(with_token: Session) -> None:
    token = with_token.token
    assert token
    practice = with_token.practice
    assert practice
    practice.advance(3601)
    form = forms.ProbeForm(with_token)
    form.view  # noqa: B018 - the live face is made on first use
    form._inputs["probe"].value = "access"
    form.press()
    shown = everything(form.view)
    assert "certain: The access token does not work here" in shown
    assert "access_token_expired" in shown
    assert "Authorization: Zoho-oauthtoken" in shown
    assert not piece_survives(token.access_token.reveal(), shown)


def test_what_is_well_is_said(with_token: Session) -> None:
    form = forms.ProbeForm(with_token)
    form.submit(probe="secret")
    assert "Nothing wrong was found by this probe." in form._shown_result()


def test_live_waits_for_a_press_and_says_what_it_lacks(tmp_path: Path) -> None:
    form = forms.ProbeForm(Session(Home(LIVE, tmp_path), None, {}))
    with pytest.raises(NotPressedYet):
        form.result()
    with pytest.raises(InputError, match="needs a client id"):
        form.submit()
    assert "https://accounts.zoho.com/oauth/v2/token" in form._static_html()
