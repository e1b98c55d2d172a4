"""What the tests over real HTTP share."""

from __future__ import annotations

import importlib

import pytest

from tests.flow.practice_wire import OUTCOMES, Wire
from zoho_helpers.practice.behaviours import BEHAVIOURS
from zoho_helpers.practice_control import PracticeControl

CHANGE_SETTINGS = "--change-settings"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        CHANGE_SETTINGS,
        action="store_true",
        help="run each test that a row of the behaviors table names with that row's setting "
        "changed: it has to fail",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.config.getoption(CHANGE_SETTINGS, False) and "changed" in metafunc.fixturenames:
        name = f"{metafunc.module.__name__.rpartition('.')[2]}::{metafunc.function.__name__}"
        settings = [row.setting for row in BEHAVIOURS if row.setting and row.test == name]
        metafunc.parametrize("changed", settings, indirect=True)


@pytest.fixture
def changed(request: pytest.FixtureRequest) -> dict[str, object]:
    """Settings other than usual: none, but with `--change-settings`."""
    setting = getattr(request, "param", "")
    if not setting:
        return {}
    importlib.import_module("tests.flow.test_practice_behaviours")  # which gathers OUTCOMES
    return {setting: OUTCOMES[setting].value}


@pytest.fixture
def wire(practice: PracticeControl, changed: dict[str, object]) -> Wire:
    """A client of a practice Zoho with nothing in it, its clock standing still."""
    if changed:
        practice.configure(**changed)
    return Wire(practice)
