"""A pytest fixture: `pytest_plugins = ["zoho_helpers.practice.pytest_plugin"]` in a conftest.py.

`zoho` is a practice Zoho with nothing in it, its clock standing still. One runs for the whole test
run, or for each worker of pytest-xdist; it is emptied before each test. When a test that used it
fails, its journal is part of the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from zoho_helpers.practice.running import RunningZoho, practice_zoho

FROZEN = "2026-01-01T12:00:00Z"
"""What its clock shows when a test begins."""


@pytest.fixture(scope="session")
def running_zoho() -> Iterator[RunningZoho]:
    """The practice Zoho of the whole run; use `zoho` instead."""
    with practice_zoho(seed=1, freeze=FROZEN) as running:
        yield running


@pytest.fixture
def zoho(running_zoho: RunningZoho) -> RunningZoho:
    """A practice Zoho with nothing in it."""
    running_zoho.reset()
    return running_zoho


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Iterator[None]:
    """Add the journal to the report of a test that failed."""
    outcome: Any = yield
    report = outcome.get_result()
    used = getattr(item, "funcargs", {}).get("zoho")
    if report.when == "call" and report.failed and isinstance(used, RunningZoho):
        report.sections.append(("Journal of practice Zoho", used.story()))
