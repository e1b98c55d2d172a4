"""Every button of every form, pressed in a real browser as a reader would."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import stat
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.jupyter import Jupyter

SETUP = "from zoho_helpers import forms, open_session\nsession = open_session('start')"


def open_forms(jupyter: Jupyter, page: Page, name: str, cells: list[str]) -> None:
    jupyter.write_notebook(name, [SETUP, *cells])
    jupyter.open(page, name)
    jupyter.run_all(page)


def press(page: Page, form: str, shows: str | re.Pattern[str]) -> Locator:
    """Press a form's button and wait for what it shows."""
    page.locator(f".press-{form}").click()
    out = page.locator(f".out-{form}")
    expect(out).to_contain_text(shows)
    return out


def no_traceback(page: Page) -> None:
    assert page.locator("text=Traceback").count() == 0
    assert page.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0


def test_a_reader_walks_the_whole_flow(jupyter: Jupyter, page: Page) -> None:
    names = ("Choose", "Register", "Authorize", "Paste", "Exchange", "Refresh", "Call", "Revoke")
    cells = [f"forms.{name}Form(session)" for name in names]
    open_forms(jupyter, page, "walk.ipynb", cells)

    press(page, "choose", "Nothing leaves here.")
    out = press(page, "register", "You have a client.")
    expect(out).to_contain_text("1000.PRACTICE")
    expect(out).to_contain_text("00c0…")

    out = press(page, "authorize", "press Accept")
    expect(out).to_contain_text("code_challenge_method")
    with page.expect_popup() as popup:
        out.get_by_role("link", name="Open this in your browser").click()
    consent = popup.value
    expect(consent.locator("h1")).to_contain_text("My first client would like to")
    expect(consent.locator("li").first).to_contain_text("Read profile in Zoho Accounts")
    # Nobody listens on the redirect URI: as for a reader, only the address bar has the answer.
    with consent.expect_request(re.compile("callback")) as redirect:
        consent.get_by_role("button", name="Accept").click()

    page.locator(".form-paste textarea").fill(f'  "{redirect.value.url}"\n')
    press(page, "paste", "You have a code.")
    clock = page.locator(".form-paste .countdown")
    expect(clock).to_contain_text(re.compile(r"The code lives another (2 min 0 s|1 min 5\d s)"))
    shown = clock.inner_text()
    expect(clock).not_to_have_text(shown)  # it counts down

    out = press(page, "exchange", "You have tokens.")
    expect(out).to_contain_text("grant_type=authorization_code")
    expect(out).to_contain_text('"refresh_token": "1000.00c0…')
    expect(page.locator(".form-exchange .countdown").last).to_contain_text("The access token lives")
    out.get_by_text("The same as cURL").click()
    expect(out).to_contain_text('--data-urlencode "client_secret=$ZOHO_CLIENT_SECRET"')
    out.get_by_text("The same as Python").click()
    expect(out).to_contain_text("os.environ['ZOHO_CLIENT_SECRET']")

    out = press(page, "refresh", "the refresh token you had")
    expect(out).to_contain_text("grant_type=refresh_token")
    for call in ("user-info", "crm-user", "crm-org"):
        page.locator(".form-call select").select_option(call)
        press(page, "call", "The token works")

    out = press(page, "revoke", "Revoked, and forgotten here too")
    expect(out).to_contain_text("/oauth/v2/revoke/token")
    assert "access_token" not in json.loads((jupyter.home / "practice-token.json").read_text())
    no_traceback(page)


def test_trouble_is_a_sentence_in_the_form(jupyter: Jupyter, page: Page) -> None:
    cells = [f"forms.{name}Form(session)" for name in ("Register", "Paste", "Exchange", "Call")]
    open_forms(jupyter, page, "trouble.ipynb", cells)
    page.locator(".form-register input[type=text]").first.fill("<b>Hello!</b>")
    out = press(page, "register", "Enter a valid client name")
    assert out.locator("b >> text=Hello").count() == 0
    page.locator(".form-paste textarea").fill("https://example.com/?code=1")
    press(page, "paste", re.compile("no authorization request under way|There is no client"))
    press(page, "exchange", "There is no code to exchange.")
    press(page, "call", "There is no token yet.")
    no_traceback(page)


def test_the_listener_catches_the_redirect(jupyter: Jupyter, page: Page) -> None:
    cells = ["lab = open_session('request')", "form = forms.PasteForm(lab)\nform"]
    open_forms(jupyter, page, "listener.ipynb", cells)
    page.locator(".press-listen").click()
    out = page.locator(".out-paste")
    expect(out).to_contain_text("Listening for five minutes")
    with page.expect_popup() as popup:
        out.get_by_role("link", name="Open this in your browser").click()
    popup.value.get_by_role("button", name="Accept").click()
    expect(popup.value.locator("h1")).to_have_text("Code caught")
    assert "code=" not in popup.value.url  # the address bar is cleared
    expect(out).to_contain_text("You have a code.")
    no_traceback(page)


def test_a_token_now(jupyter: Jupyter, page: Page) -> None:
    made = (
        "lab = forms.TokenNowForm(session)\n"
        "values = lab.practice_values()\n"
        "lab.fields = [f for f in lab.fields]\n"
        "print(values['client_id'], values['client_secret'], values['code'])"
    )
    open_forms(jupyter, page, "now.ipynb", [made, "lab"])
    shown = page.locator(".jp-OutputArea-output pre").first.inner_text().split()
    page.locator(".form-token-now input[type=text]").fill(shown[0])
    for field, value in zip(
        page.locator(".form-token-now input[type=password]").all(), shown[1:], strict=True
    ):
        field.fill(value)
    out = press(page, "token-now", "You have tokens.")
    expect(out).to_contain_text("The token works")
    for field in page.locator(".form-token-now input[type=password]").all():
        expect(field).to_have_value("")
    no_traceback(page)


def test_a_live_client_is_saved_and_its_secret_forgotten(jupyter: Jupyter, page: Page) -> None:
    client_id = "1000." + secrets.token_hex(15).upper()
    client_secret = secrets.token_hex(21)
    cells = [
        "live = open_session(profile='live')",
        "forms.RegisterForm(live)",
        "forms.RevokeForm(live)",
    ]
    open_forms(jupyter, page, "live.ipynb", cells)
    form = page.locator(".form-register")
    form.locator("input[type=text]").first.fill(client_id)
    form.locator("input[type=password]").fill(client_secret)
    out = press(page, "register", "You have a client.")
    expect(form.locator("input[type=password]")).to_have_value("")
    expect(out).to_contain_text(f"{client_secret[:4]}…{client_secret[-4:]}")
    press(page, "revoke", "There is no token yet.")
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-DirListing-item[data-isdir=false]").first).to_be_visible()
    env = jupyter.root / ".env"
    assert client_secret in env.read_text()
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    assert client_secret not in everything_but(jupyter.root, env)
    no_traceback(page)


def everything_but(root: Path, env: Path) -> str:
    """Return the text of all files; JupyterLab's databases come and go meanwhile."""
    texts = []
    for path in root.rglob("*"):
        if path.is_file() and path != env:
            with contextlib.suppress(FileNotFoundError):
                texts.append(path.read_text("utf-8", "replace"))
    return "".join(texts)


def test_the_doctor_asks_and_ranks_anew(jupyter: Jupyter, page: Page) -> None:
    open_forms(jupyter, page, "doctor.ipynb", ["forms.DoctorForm(session)"])
    page.locator(".form-doctor textarea").fill('{"error":"invalid_code"}')
    press(page, "doctor", "The code was exchanged before")
    expect(page.locator(".form-doctor textarea")).to_have_value("")
    asked = page.locator(".ask-doctor")
    expect(asked).to_contain_text("Which grant_type")
    asked.get_by_role("button", name="refresh_token").click()
    expect(page.locator(".out-doctor p").first).to_contain_text("The refresh token is dead")
    no_traceback(page)
