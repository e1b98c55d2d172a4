"""The forms without a browser: what submit() does, what result() gives, what is shown and kept."""

from __future__ import annotations

import json
import secrets
import socket
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pytest

from zoho_helpers import forms
from zoho_helpers.errors import InputError, NotPressedYet, PracticeError
from zoho_helpers.forms.countdown import Countdown
from zoho_helpers.forms.form import Form
from zoho_helpers.opening import catch_up, open_session
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, Home
from zoho_helpers.transcript import WireReply

CLIENT_ID = "1000." + secrets.token_hex(15).upper()
CLIENT_SECRET = secrets.token_hex(21)


@pytest.fixture
def live(tmp_path: Path) -> Session:
    """A live session that nothing is sent from."""
    return Session(Home(LIVE, tmp_path), None, {})


def shown(form: Form[Any]) -> str:
    """Everything that the live face shows."""
    return "".join(child.value for child in form.view.children if isinstance(child, widgets.HTML))


def test_all_forms_in_a_row_walk_the_flow(session: Session) -> None:
    client = forms.RegisterForm(session).submit()
    request = forms.AuthorizeForm(session).submit(scopes="ZohoCRM.users.READ ZohoCRM.org.READ")
    assert request.client_id == client.client_id
    assert request.scopes == ("ZohoCRM.users.READ", "ZohoCRM.org.READ")
    forms.PasteForm(session).submit(redirect=session.accept_in_browser(request))
    token = forms.ExchangeForm(session).submit()
    assert forms.RefreshForm(session).submit().refresh_token == token.refresh_token
    assert forms.CallForm(session).submit(call="crm-org").ok
    assert not forms.CallForm(session).submit(call="user-info").ok  # not among the scopes
    forms.RevokeForm(session).submit(endpoint="old endpoint")
    assert session.token is None


@pytest.mark.parametrize(
    ("needed", "name"),
    [
        ("start", "Choose"),
        ("start", "Register"),
        ("start", "TokenNow"),
        ("client", "Authorize"),
        ("request", "Paste"),
        ("code", "Exchange"),
        ("token", "Refresh"),
        ("token", "Call"),
        ("token", "Revoke"),
    ],
)
def test_practice_presses_what_nobody_pressed_and_says_so(
    session: Session, practice: PracticeControl, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], needed: str, name: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("ZOHO_HOME", str(session.home.folder))
    monkeypatch.setenv("ZOHO_PRACTICE_URL", practice.url)
    monkeypatch.setenv("ZOHO_PRACTICE_KEY", "test-key")
    catch_up(session, needed)
    form = getattr(forms, f"{name}Form")(session)
    result = form.result()
    assert result is form.result()
    said = capsys.readouterr().out
    assert said == f"Nobody pressed “{form.button}”, so practice pressed it for you.\n"


@pytest.mark.parametrize("name", ["Register", "Authorize", "Paste", "Exchange", "Refresh"])
def test_live_presses_nothing_by_itself(live: Session, name: str) -> None:
    form = getattr(forms, f"{name}Form")(live)
    with pytest.raises(NotPressedYet, match="Nobody has pressed"):
        form.result()
    assert live.transcript.round_trips == []


def test_a_pressed_form_shows_the_wire_and_the_same_call_in_other_hands(session: Session) -> None:
    catch_up(session, "token")
    form = forms.RefreshForm(session)
    _ = form.view
    form.press()
    html = shown(form)
    assert "POST /oauth/v2/token HTTP/1.1" in html
    assert "refresh_token=1000.00c0…" in html
    assert "&quot;expires_in&quot;: 3600" in html
    assert "client_secret=$ZOHO_CLIENT_SECRET" in html
    assert "os.environ[&#x27;ZOHO_CLIENT_SECRET&#x27;]" in html


def test_trouble_names_the_field_and_is_escaped(live: Session) -> None:
    form = forms.RegisterForm(live)
    inputs = {child.description: child for child in form.view.children if hasattr(child, "value")}
    inputs["Client ID"].value = CLIENT_ID
    inputs["Client Secret"].value = CLIENT_SECRET
    inputs["Authorized Redirect URI"].value = "<script>alert(1)</script>"
    form.press()
    html = shown(form)
    assert "Authorized Redirect URI: " in html
    assert "<script>" not in html
    assert not live.home.env_file.exists()


def test_a_defect_of_ours_shows_no_traceback_and_no_value(session: Session) -> None:
    class Broken(Form[str]):
        title, button = "Broken", "Break"

        def act(self, values: dict[str, Any]) -> str:
            raise RuntimeError(CLIENT_SECRET)

    form = Broken(session)
    _ = form.view
    form.press()
    assert "Something unexpected went wrong (RuntimeError)" in shown(form)
    assert CLIENT_SECRET not in shown(form)


def test_no_secret_stays_in_a_widget(live: Session) -> None:
    """A notebook saved with its widget state must not hold what was typed."""
    form = forms.RegisterForm(live)
    secret = next(child for child in form.view.children if isinstance(child, widgets.Password))
    next(c for c in form.view.children if isinstance(c, widgets.Text)).value = CLIENT_ID
    secret.value = CLIENT_SECRET
    form.press()
    assert secret.value == ""
    assert live.settings.client_secret is not None
    assert live.settings.client_secret.reveal() == CLIENT_SECRET
    assert CLIENT_SECRET not in str(widgets.Widget.get_manager_state())
    bundle = form._repr_mimebundle_()
    assert CLIENT_SECRET not in str(bundle) + repr(form) + shown(form)


def test_no_token_stays_in_a_widget(session: Session) -> None:
    catch_up(session, "code")
    form = forms.ExchangeForm(session)
    _ = form.view
    form.press()
    token = session.token
    assert token is not None
    assert token.refresh_token is not None
    kept = str(widgets.Widget.get_manager_state()) + shown(form) + str(form._repr_mimebundle_())
    for secret in (token.access_token, token.refresh_token, session.client.client_secret):
        assert secret.reveal() not in kept


def test_a_form_has_a_face_for_where_no_kernel_runs(session: Session) -> None:
    bundle = forms.RegisterForm(session)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "Homepage URL" in bundle["text/html"]
    assert "Button: <b>Register</b>" in bundle["text/html"]
    assert bundle["text/plain"] == "Register a client at practice Zoho's console"


def test_the_console_refuses_in_its_own_words(session: Session) -> None:
    with pytest.raises(PracticeError, match="Enter a valid homepage URL"):
        forms.RegisterForm(session).submit(homepage_url="example")


def test_a_live_revoke_needs_the_token_named(live: Session, session: Session) -> None:
    catch_up(session, "token")
    live.store.save(session.store.load())
    with pytest.raises(InputError, match="not the last four characters") as caught:
        forms.RevokeForm(live).submit(last_four="0000")
    assert caught.value.reason == "not-confirmed"
    assert live.token is not None
    assert live.transcript.round_trips == []


def test_before_a_live_consent_the_reader_learns_what_it_costs(live: Session) -> None:
    html = forms.AuthorizeForm(live)._repr_mimebundle_()["text/html"]
    assert "20 refresh tokens" in html
    assert "production" in html


def test_the_countdown_tells_the_time_left_and_the_end() -> None:
    left = [61.0]
    countdown = Countdown("The code", "The code is gone.", lambda: left[0])
    assert countdown.line() == ("The code lives another 1 min 1 s.", 61.0)
    left[0] = 0.0
    assert countdown.line() == ("", 0.0)


def test_where_says_what_was_done_for_the_reader(session: Session) -> None:
    catch_up(session, "token")
    html = forms.where(session).html
    assert "registered a client (step 1)" in html
    assert session.client.client_secret.reveal() not in html


HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    "reply",
    [
        WireReply(401, "application/json", json.dumps({"code": HOSTILE, "status": "error"})),
        WireReply(200, "text/plain", HOSTILE),
        WireReply(500, "text/html", f"<html>{HOSTILE}"),
    ],
)
def test_what_a_server_says_is_never_html(
    session: Session, monkeypatch: pytest.MonkeyPatch, reply: WireReply
) -> None:
    catch_up(session, "token")
    form = forms.CallForm(session)
    _ = form.view
    monkeypatch.setattr(session.transport, "send", lambda request: reply)
    form.press()
    assert shown(form)
    assert "<img" not in shown(form)


def test_a_new_press_of_the_listener_takes_the_port_over(session: Session) -> None:
    catch_up(session, "client")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    uri = f"http://127.0.0.1:{port}/callback"
    session.register("Listens", "http://127.0.0.1", uri)
    session.authorize()
    form = forms.PasteForm(session)
    _ = form.view
    first, second = form.listen(), form.listen()
    assert first is not None
    assert second is not None
    pending = session.store.load().request_under_way
    form._inputs["redirect"].value = session.accept_in_browser(pending)
    form.press()
    assert "You have a code" in shown(form)
    second.stop()
    assert "You have a code" in shown(form)


def test_nobody_listens_for_a_self_client(session: Session) -> None:
    """Without a state, any page could hand in a code of its own."""
    catch_up(session, "request")
    client = session.client
    session.use_client(client.client_id, client.client_secret.reveal(), "", "self")
    form = forms.PasteForm(session)
    _ = form.view
    assert form.listen() is None
    assert "comes from the console" in shown(form)


def test_the_data_center_is_kept_in_the_profile_that_was_chosen(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOHO_HOME", str(session.home.folder))
    forms.ChooseForm(session).submit(profile="live", data_center="eu")
    live = open_session()
    assert live.live
    assert live.settings.data_center == "eu"
    assert session.settings.data_center == "us"


def test_a_switch_that_the_environment_overrules_says_so(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOHO_PROFILE", "practice")
    with pytest.raises(InputError, match="ZOHO_PROFILE"):
        forms.ChooseForm(session).submit(profile="live")


def test_a_token_now_replaces_no_client_for_a_typo(live: Session) -> None:
    live.use_client(CLIENT_ID, CLIENT_SECRET, "http://127.0.0.1:8758/callback")
    form = forms.TokenNowForm(live)
    assert CLIENT_ID in form.costs()
    before = live.home.env_file.read_text()
    with pytest.raises(InputError):
        form.submit(client_id="1000.OTHER", client_secret="other", code="  ")
    assert live.home.env_file.read_text() == before


def test_a_token_now_is_not_mixed_with_the_environment(
    live: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOHO_CLIENT_ID", CLIENT_ID)
    with pytest.raises(InputError, match="ZOHO_CLIENT_ID is set"):
        forms.TokenNowForm(live).submit(client_id="1000.OTHER", client_secret="other", code="1000")
    assert not live.home.env_file.exists()


def test_a_file_that_is_not_there_is_no_traceback(tmp_path: Path) -> None:
    assert "is not there yet" in forms.show_file(tmp_path / "token.json").html
