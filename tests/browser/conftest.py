"""A real JupyterLab in a real browser, for the tests that press buttons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import find_chromium, launch
from tests.browser.jupyter import Jupyter


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """JupyterLab as a reader starts it, on a copy of the project."""
    server = Jupyter(tmp_path_factory.mktemp("project"))
    yield server
    server.stop()


@pytest.fixture
def page() -> Iterator[Page]:
    """An empty page in a fresh browser."""
    with launch(find_chromium()) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(30_000)
        yield page


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a Chromium these tests are left out; the plug-in's summary says so."""
    here = Path(__file__).parent
    mine = [item for item in items if here in item.path.parents]
    if mine and not find_chromium(missing_ok=True):
        items[:] = [item for item in items if item not in mine]
        config.hook.pytest_deselected(items=mine)
