"""The PHP page in a real browser, through practice Zoho's consent page and back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.flow.php_site import PhpSite, free_port
from tests.flow.practice_process import KEY, serving
from tests.flow.practice_wire import Wire
from zoho_helpers.data_centers import practice_data_centers
from zoho_helpers.handover.kit import Kit
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.services import DEFAULT_SCOPES
from zoho_helpers.settings import Client


def test_a_person_connects_tries_it_and_connects_again(page: Page, tmp_path: Path) -> None:
    with serving() as practice:
        wire = Wire(PracticeControl(practice.url, Secret(KEY)))
        address = f"http://127.0.0.1:{free_port()}/zoho/callback"
        record = wire.register(redirect_uris=[address])
        client = Client(record["client_id"], Secret(record["client_secret"]), address)
        center = practice_data_centers(practice.url)["us"]
        with PhpSite(tmp_path, Kit(center, client, DEFAULT_SCOPES, practice=True)) as site:
            page.goto(address)
            page.get_by_role("button", name="Accept").click()
            expect(page.locator("h1")).to_have_text("Connected")
            assert page.url == address, "the code does not stay in the address bar"
            first = site.token["refresh_token"]
            page.get_by_role("link", name="Try it").click()
            expect(page.locator("h1")).to_have_text("It works")
            page.goto(address)
            page.get_by_role("link", name="Connect again").click()
            page.get_by_role("button", name="Reject").click()
            expect(page.locator("body")).to_contain_text("access_denied")
            assert site.token["refresh_token"] == first
