"""Practice Zoho's own pages in a real browser: their forms pass, a stranger's do not."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.flow.practice_process import KEY, serving
from tests.flow.practice_wire import REDIRECT_URI, Wire, authorization
from tests.unit.loopback import Loopback, http
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret


def test_a_person_registers_consents_and_is_sent_back(page: Page) -> None:
    with serving() as practice:
        wire = Wire(PracticeControl(practice.url, Secret(KEY)))
        page.goto(practice.url)
        page.get_by_text("Open the API console").click()
        page.get_by_role("textbox", name="Client Name").fill("My <app>")
        page.get_by_role("button", name="Create", exact=True).click()
        expect(page.get_by_role("alert")).to_have_text("Enter a valid client name")
        expect(page.get_by_role("textbox", name="Client Name")).to_have_value("My <app>")
        page.get_by_role("textbox", name="Client Name").fill("My app")
        page.get_by_role("textbox", name="Homepage URL").fill("http://127.0.0.1:8758")
        page.get_by_role("textbox", name="Authorized Redirect URI").fill(REDIRECT_URI)
        page.get_by_role("button", name="Create", exact=True).click()
        id, secret = page.get_by_role("status").locator("code").all_inner_texts()

        query = authorization({"client_id": id})
        page.goto(f"{practice.url}/oauth/v2/auth?" + "&".join(f"{k}={v}" for k, v in query.items()))
        expect(page.locator("h1")).to_have_text("My app would like to")
        with page.expect_request(re.compile("callback")) as sent:
            page.get_by_role("button", name="Accept").click()
        assert sent.value.headers.get("referer") is None, "it does not learn where it was asked"
        code = sent.value.url.partition("code=")[2].partition("&")[0]
        client = {"client_id": id, "client_secret": secret}
        assert wire.exchange(client, code).json()["refresh_token"]


def test_a_form_on_a_strangers_page_is_refused(page: Page) -> None:
    with serving() as practice:
        form = f"""<form method="post" action="{practice.url}/console">
            <input name="client_type" value="self"><button>Win a prize</button></form>"""
        for policy in ("", '<meta name="referrer" content="no-referrer">'):
            with Loopback(http(policy + form, content_type="text/html")) as stranger:
                page.goto(stranger.url)
                page.get_by_role("button").click()
                expect(page.locator("body")).to_contain_text("the request came from another site")
        assert practice.state.clients == {}


def test_no_page_can_be_framed(page: Page) -> None:
    with serving() as practice:
        frame = f'<iframe src="{practice.url}/console"></iframe>'
        with Loopback(http(frame, content_type="text/html")) as stranger:
            page.goto(stranger.url)
            inside = page.frame_locator("iframe").locator("body")
            expect(inside).not_to_contain_text("API console")
