"""Practice Zoho as a program of its own, started from the command line."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from zoho_helpers.practice.server import Options, PracticeZoho
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret

KEY = "key-of-a-test"


class Process:
    """One `python -m zoho_helpers practice`, ended with the `with` block at the latest.

    Attributes:
        first_line: What it said first on standard output.
        url: Its address.
        control: Its control plane, where it was started with the key of these tests.
        errors: What it said on standard error, once it has ended.
    """

    def __init__(self, *arguments: str | Path, environ: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "zoho_helpers", "practice", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environ or {})},
        )
        assert self._process.stdout
        self.first_line = self._process.stdout.readline()
        self.url = self.first_line.split()[-1] if self.first_line else ""
        self.control = PracticeControl(self.url, Secret(KEY))
        self.errors = ""
        self.rest = ""

    @property
    def pid(self) -> int:
        return self._process.pid

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, wait, and return the exit code."""
        self._process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait until it ends; return the exit code."""
        self.rest, self.errors = self._process.communicate(timeout=10)
        return self._process.returncode

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.returncode is None:
            self.end(signal.SIGKILL)


@contextlib.contextmanager
def serving(**options: Any) -> Iterator[PracticeZoho]:
    """A practice Zoho in a thread of this process: quicker, where the process is not the point."""
    practice = PracticeZoho(Options(**{"port": 0, "key": KEY, **options}))
    ended = asyncio.Event()
    thread = threading.Thread(target=lambda: asyncio.run(practice.serve(ended)))
    thread.start()
    try:
        yield practice
    finally:
        ended.set()
        thread.join(10)


def wait_until_saved(file: Path, text: str) -> None:
    """Wait until a state file is there and has a text in it."""
    wait_until(lambda: file.exists() and text in file.read_text())


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something has happened; give up after ten seconds."""
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)
