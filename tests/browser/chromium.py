"""Finds and starts a Chromium of the system; none is downloaded."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",  # as root, in containers, it does not start otherwise
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The browser is no Python, so the loopback guard does not hold it: this does.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


class NoChromium(RuntimeError):
    """CI wants the browser tests to run, and there is no browser."""


def find_chromium(missing_ok: bool = False) -> str:
    """Return the program of a Chromium; an empty string where there is none and that is fine.

    Raises:
        NoChromium: There is none, and `WALKTHROUGH_BROWSER=required` or the caller wants one.
    """
    wanted = os.environ.get("WALKTHROUGH_CHROMIUM", "")
    found = next(filter(None, map(shutil.which, [wanted, *NAMES])), "")
    if not found and (not missing_ok or os.environ.get("WALKTHROUGH_BROWSER") == "required"):
        raise NoChromium("No Chromium was found.")
    return found


@contextlib.contextmanager
def launch(program: str) -> Iterator[Browser]:
    """Start the browser, headless, with a profile that is thrown away."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
