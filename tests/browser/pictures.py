"""Takes pictures of each notebook's form in JupyterLab, and of practice Zoho's pages.

They go to the folder named on the command line (default `.walkthrough/pictures`); `step-4.png`,
the README's picture, also goes to `notebooks/images/`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from tests.browser.chromium import find_chromium, launch
from tests.browser.jupyter import PROJECT, Jupyter
from tests.flow.practice_process import KEY, serving
from tests.flow.practice_wire import Wire, authorization
from tests.notebook_plugin import clean_environment
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret

FORMS = {
    "00_start_here": "choose",
    "01_register_client": "register",
    "02_authorize": "authorize",
    "03_paste_the_code": "paste",
    "04_exchange_the_code": "exchange",
    "05_refresh_the_token": "refresh",
    "06_use_and_revoke": "call",
    "07_token_doctor": "doctor",
    "08_use_it_elsewhere": "handover",
    "09_keep_it_fresh": "inventory",
}
SIZE = {"width": 1280, "height": 1060}


def picture(jupyter: Jupyter, page: Page, name: str, form: str, folder: Path) -> None:
    """Run a notebook and take a picture of its form, with what practice pressed in it."""
    jupyter.open(page, f"{name}.ipynb")
    jupyter.run_all(page)
    page.locator(f".form-{form}").scroll_into_view_if_needed()
    page.locator(f".form-{form}").evaluate("form => form.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(1200)
    page.screenshot(path=folder / f"{name}.png")


def practice_pages(wire: Wire) -> dict[str, str]:
    """Let something happen on practice Zoho; return its pages by name."""
    client = wire.register(name="Invoice robot", multi_dc=True)
    box = wire.register(name="Television", client_type="device", redirect_uris=[])
    own = wire.register(name="Nightly export", client_type="self", redirect_uris=[])
    token = wire.grant(client)["refresh_token"]
    for _ in range(3):
        wire.refresh(client, token)
    wire.exchange(client, "1000.00c0ffee.damaged")
    wire.accept(client)
    asked = {"grant_type": "device_request", "client_id": box["client_id"], "scope": "openid"}
    device = wire.post("/oauth/v3/device/code", asked).json()

    def authorize(**changes: str) -> str:
        return "/oauth/v2/auth?" + urlencode(authorization(client, **changes))

    return {
        "dashboard": "/",
        "console": "/console",
        "client": f"/console?client_id={client['client_id']}",
        "self-client": f"/console?client_id={own['client_id']}",
        "consent": authorize(scope="ZohoCRM.modules.ALL,ZohoBooks.invoices.READ,openid,email"),
        "error-client": authorize(client_id="1000.UNKNOWN"),
        "error-redirect": authorize(redirect_uri="http://127.0.0.1:1/"),
        "device": "/oauth/v3/device",
        "device-consent": f"/oauth/v3/device?user_code={device['user_code']}",
    }


def take_practice_pictures(browser: Browser, folder: Path) -> None:
    """Take a picture of each page of practice Zoho, wide and as narrow as a phone."""
    with serving(seed=1) as practice:
        pages = practice_pages(Wire(PracticeControl(practice.url, Secret(KEY))))
        for width, suffix in ((1280, ""), (400, "-narrow")):
            page = browser.new_page(viewport={"width": width, "height": 900})
            for name, path in pages.items():
                page.goto(practice.url + path)
                page.screenshot(path=folder / f"practice-{name}{suffix}.png", full_page=True)
            page.close()


def main(arguments: list[str]) -> int:
    """Take all pictures."""
    clean_environment()
    folder = Path(arguments[0] if arguments else PROJECT / ".walkthrough" / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as root, launch(find_chromium()) as browser:
        take_practice_pictures(browser, folder)
        jupyter = Jupyter(Path(root))
        try:
            for name, form in FORMS.items():
                page = browser.new_page(viewport=SIZE)
                picture(jupyter, page, name, form, folder)
                page.close()
        finally:
            jupyter.stop()
    shutil.copy(folder / "04_exchange_the_code.png", PROJECT / "notebooks/images/step-4.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
