"""The doctor's page as a program of its own, started from the command line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import requests


class DoctorPage:
    """One `python -m zoho_helpers doctor`.

    Attributes:
        url: Its address, without the token.
        token: What stands in the address that it says.
        lines: What it said.
    """

    def __init__(self, temporary: Path) -> None:
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "zoho_helpers", "doctor", "--port=0", "--no-browser"],
            env={**os.environ, "TMPDIR": str(temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ready.wait(60)
        found = re.search(r"(http://127\.0\.0\.1:\d+/)\?token=(\w+)", "".join(self.lines))
        assert found, "".join(self.lines)
        self.url, self.token = found.groups()
        self._wait_until_it_answers()

    @property
    def address(self) -> str:
        """What its reader opens."""
        return f"{self.url}?token={self.token}"

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self.lines.append(line)
            if "Ctrl+C" in line:
                self._ready.set()
        self._ready.set()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                requests.get(self.url, timeout=10)
                return
            except requests.ConnectionError:
                time.sleep(0.05)
        raise AssertionError(f"Nobody answers on {self.url}")

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal, wait, and return the exit code."""
        self._process.send_signal(number)
        code = self._process.wait(20)
        self._reader.join(5)
        assert self._process.stdout
        self._process.stdout.close()
        return code
