"""The doctor's form without a browser: what it finds, what it asks, what it keeps."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import datetime, timezone
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pytest

from tests.conftest import KEY
from tests.unit.made_up import REFRESH, piece_survives
from zoho_helpers import forms
from zoho_helpers.doctor import diagnose
from zoho_helpers.doctor.ticket import as_markdown
from zoho_helpers.errors import InputError, NotPressedYet
from zoho_helpers.forms.doctor import page_form
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
    form._inputs["context"].value = "Jo Miller says so"
    form.press()
    assert form._inputs["paste"].value == form._inputs["context"].value == ""
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


def dropped(content: bytes, name: str = "reply.json") -> tuple[dict[str, Any], ...]:
    """What the browser brings of one file."""
    when = datetime(2026, 11, 22, tzinfo=timezone.utc)
    file = {"name": name, "type": "", "size": len(content), "last_modified": when}
    return ({**file, "content": memoryview(content)},)


def test_a_file_is_read_in_place_of_the_example(session: Session) -> None:
    form = forms.DoctorForm(session)
    found = form.submit(file=dropped(b'{"code":"OAUTH_SCOPE_MISMATCH"}'))
    assert found.findings[0].cause.id == "scope_missing"
    assert not found.facts.has("error:invalid_code"), "that stands in the example"


def test_a_file_and_a_paste_are_one_case(live: Session) -> None:
    form = forms.DoctorForm(live)
    found = form.submit(paste="grant_type=refresh_token", file=dropped(AMBIGUOUS.encode()))
    assert found.findings[0].rules[0].id == "refresh-refused"


def test_a_press_with_a_file_shows_its_log_and_forgets_it(live: Session) -> None:
    form = forms.DoctorForm(live)
    form.view  # noqa: B018
    lines = [f"2026-11-22 1{hour}:00:00 ERROR {AMBIGUOUS}" for hour in range(3)]
    form._inputs["file"].value = dropped("\n".join(lines).encode(), "<img src=x>.log")
    form.press()
    shown = form._out.value
    assert "3 times, from 2026-11-22 10:00:00 to 2026-11-22 12:00:00" in shown
    assert form._inputs["file"].value == ()
    assert "<img" not in everything(form.view)


def test_a_file_that_is_no_text_is_a_sentence_and_asks_nothing(live: Session) -> None:
    form = forms.DoctorForm(live)
    form.view  # noqa: B018
    form._inputs["paste"].value = AMBIGUOUS
    form.press()
    assert buttons(form)
    form._inputs["file"].value = dropped(b"\x7fELF\0\0\0")
    form.press()
    assert "The file is no text" in form._out.value
    assert form._inputs["file"].value == (), "or the next press would fail again"
    assert buttons(form) == {}


def test_a_failure_at_the_end_of_a_long_log_is_found(live: Session) -> None:
    form = forms.DoctorForm(live)
    form.view  # noqa: B018
    late = b'2026-11-22 10:00:00 accounts.zoho.com {"error":"invalid_redirect_uri"}\n'
    form._inputs["file"].value = dropped(b"2026-11-22 09:00:00 all is well\n" * 20_000 + late)
    form.press()
    assert form.result().findings[0].cause.id == "redirect_uri_mismatch"
    assert "<svg" in form._out.value
    form._inputs["paste"].value = AMBIGUOUS
    form.press()
    assert "<svg" not in form._out.value


def test_a_trouble_is_played_and_repaired(session: Session, monkeypatch: Any) -> None:
    monkeypatch.setenv("ZOHO_PRACTICE_URL", session.practice.url)
    monkeypatch.setenv("ZOHO_PRACTICE_KEY", KEY)
    form = forms.DoctorForm(session)
    with pytest.raises(InputError, match="Nothing was played yet"):
        form.mend("wrong_data_centre")
    assert '"error": "invalid_code"' in form.play("code_expired_or_used")
    assert '"access_token"' in form.mend("code_expired_or_used")


def test_what_can_be_played_is_offered(live: Session) -> None:
    form = forms.DoctorForm(live)
    form.view  # noqa: B018
    form._inputs["paste"].value = AMBIGUOUS
    form.press()
    titles = [button.description for button in form._play.children[1].children]
    assert titles == ["Play it on practice Zoho", "Repair it there"]
    form._inputs["paste"].value = "wrong or missing organization_id"
    form.press()
    assert form._play.children == ()


def test_what_is_known_is_chosen_and_counts(live: Session) -> None:
    form = forms.DoctorForm(live)
    form.view  # noqa: B018
    form._inputs["paste"].value = AMBIGUOUS
    form._inputs["code_age"].value = "old"
    form._inputs["data_center"].value = "eu"
    form.press()
    assert form.result().findings[0].rules[0].id == "code-known-to-be-old"
    assert form._inputs["code_age"].value == "old", "it is still so for the next paste"


def test_the_report_can_be_taken_away(live: Session) -> None:
    form = forms.DoctorForm(live)
    form.view  # noqa: B018
    form._inputs["paste"].value = f"{REFRESH} {AMBIGUOUS}"
    form.press()
    shown = form._out.value
    links = re.findall(r'href="data:text/markdown;charset=utf-8;base64,([^"]+)"', shown)
    reply, report = (b64decode(link).decode() for link in links)
    assert report == as_markdown(form.result())
    assert reply.startswith("Hello,\n\nA secret stands in what you sent us.")
    for text in (reply, report):
        assert f"<pre>{escape(text)}</pre>" in shown
        assert not piece_survives(REFRESH, text, 8)


def test_the_form_of_the_page_has_no_example_and_needs_no_flow() -> None:
    form = page_form()
    assert form._static_html().count("(empty)") == 2
    with pytest.raises(NotPressedYet):
        form.result()


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
