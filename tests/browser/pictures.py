"""Takes pictures of each notebook's form in JupyterLab, and of the consent page: `nox -s pictures`.

They go to the folder named on the command line (default `.walkthrough/pictures`); `step-4.png`,
the README's picture, also goes to `notebooks/images/`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.chromium import find_chromium, launch
from tests.browser.jupyter import PROJECT, Jupyter
from tests.notebook_plugin import clean_environment

FORMS = {
    "00_start_here": "choose",
    "01_register_client": "register",
    "02_authorize": "authorize",
    "03_paste_the_code": "paste",
    "04_exchange_the_code": "exchange",
    "05_refresh_the_token": "refresh",
    "06_use_and_revoke": "call",
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


def main(arguments: list[str]) -> int:
    """Take all pictures."""
    clean_environment()
    folder = Path(arguments[0] if arguments else PROJECT / ".walkthrough" / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as root, launch(find_chromium()) as browser:
        jupyter = Jupyter(Path(root))
        try:
            for name, form in FORMS.items():
                page = browser.new_page(viewport=SIZE)
                picture(jupyter, page, name, form, folder)
                if form == "authorize":
                    link = page.locator(".out-authorize a").first.get_attribute("href")
                    page.goto(link or "")
                    page.screenshot(path=folder / "consent.png")
                page.close()
        finally:
            jupyter.stop()
    shutil.copy(folder / "04_exchange_the_code.png", PROJECT / "notebooks/images/step-4.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
