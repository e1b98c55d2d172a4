"""The doctor's form without a browser: what it finds, what it asks, what it keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pytest

from tests.unit.made_up import REFRESH, piece_survives
from zoho_helpers import forms
from zoho_helpers.doctor import diagnose
from zoho_helpers.errors import InputError, NotPressedYet
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, Home

AMBIGUOUS = '{"error":"invalid_code"}'


@pytest.fixture
def live(tmp_path: Path) -> Session:
    return Session(Home(LIVE, tmp_path), None, {})


def everything(widget: Any) -> str:
    """All text that a live form shows or holds."""
    own = [str(getattr(widget, name, "")) for name in ("value", "description")]
    return " ".join([*own, *map(everything, getattr(widget, "children", ()))])


def buttons(form: forms.DoctorForm) -> dict[str, widgets.Button]:
    """The answers that are offered under the form."""
    found = [row.children for row in form._question.children if isinstance(row, widgets.HBox)]
    return {button.description: button for row in found for button in row}


def test_practice_reads_an_example(session: Session) -> None:
    form = forms.DoctorForm(session)
    assert form.result().findings[0].cause.id == "refresh_token_revoked_or_evicted"


def test_live_waits_for_a_press(live: Session) -> None:
    form = forms.DoctorForm(live)
    with pytest.raises(NotPressedYet):
        form.result()
    with pytest.raises(InputError, match="There is nothing to read"):
        form.submit(paste=" \n")
    assert form.submit(paste=AMBIGUOUS).findings[0].cause.id == "code_expired_or_used"


def test_a_press_shows_the_cause_and_keeps_nothing_of_the_paste(live: Session) -> None:
    form = forms.DoctorForm(live)
    form.view  # noqa: B018 - the live face is made on first use
    form._inputs["paste"].value = f"<b>jo@shop.example</b> {REFRESH} {AMBIGUOUS}"
    form.press()
    shown = everything(form.view)
    assert "The code was exchanged before" in shown
    assert "credential_exposed" in shown
    assert "jo@shop.example" not in shown
    assert not piece_survives(REFRESH, shown, 8)


def test_an_answer_ranks_anew(live: Session) -> None:
    form = forms.DoctorForm(live)
    form.view  # noqa: B018
    form._inputs["paste"].value = AMBIGUOUS
    form.press()
    assert "Which grant_type did the failing token request send?" in everything(form.view)
    assert list(buttons(form)) == ["authorization_code", "refresh_token", "another one"]
    buttons(form)["refresh_token"].click()
    assert form.result().findings[0].cause.id == "refresh_token_revoked_or_evicted"
    assert "The refresh token is dead" in form._out.value
    assert "authorization_code" not in buttons(form), "that question is settled"


def test_what_is_certain_is_not_asked_about(live: Session) -> None:
    form = forms.DoctorForm(live)
    form.view  # noqa: B018
    form._inputs["paste"].value = '{"error":"invalid_redirect_uri"}'
    form.press()
    assert buttons(form) == {}


def test_a_panel_shows_the_three_likeliest(session: Session) -> None:
    panel = forms.diagnosed(diagnose(AMBIGUOUS))
    assert panel.text == "code_expired_or_used, likely"
    assert panel.html.count("<li><b>What to do:</b>") == 3
    assert "error:invalid_code" in panel.html


def test_it_reads_the_last_request_of_a_session(session: Session) -> None:
    session.register("Mine", "http://127.0.0.1", session.settings.redirect_uri)
    session.paste(session.accept_in_browser(session.authorize()))
    session.exchange()
    session.practice.advance(3601)
    session.check("crm-org")
    assert forms.doctor_reads(session).text == "access_token_expired, likely"
