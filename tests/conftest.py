"""What tests share: a practice Zoho of their own, and sessions on it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from zoho_helpers.practice.server import Options, PracticeZoho
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.session import Session
from zoho_helpers.settings import PRACTICE, Home

FROZEN = "2026-11-22T12:00:00Z"
KEY = "test-key"


@pytest.fixture(scope="session")
def practice_server() -> Iterator[PracticeZoho]:
    """One practice Zoho in a thread of the test run, on a free port."""
    practice = PracticeZoho(Options(port=0, key=KEY, seed=1, freeze=FROZEN))
    ended = asyncio.Event()
    thread = threading.Thread(target=lambda: asyncio.run(practice.serve(ended)), daemon=True)
    thread.start()
    yield practice
    ended.set()
    thread.join(5)
    assert not thread.is_alive()


@pytest.fixture
def practice(practice_server: PracticeZoho) -> Iterator[PracticeControl]:
    """The control plane of a practice Zoho with nothing in it."""
    control = PracticeControl(practice_server.url, Secret(KEY))
    control.reset()
    yield control
    control.close()


@pytest.fixture
def session(practice: PracticeControl, tmp_path: Path) -> Session:
    """A practice session with empty files of its own."""
    return Session(Home(PRACTICE, tmp_path), practice)
