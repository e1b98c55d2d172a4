"""What the tests over real HTTP share."""

from __future__ import annotations

import pytest

from tests.flow.practice_wire import Wire
from zoho_helpers.practice_control import PracticeControl


@pytest.fixture
def wire(practice: PracticeControl) -> Wire:
    """A client of a practice Zoho with nothing in it, its clock standing still."""
    return Wire(practice)
