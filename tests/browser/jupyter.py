"""Starts JupyterLab as `walkthrough.py` does, on a copy of the project, and drives its page."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

PROJECT = Path(__file__).parent.parent.parent


class Jupyter:
    """One JupyterLab with a practice Zoho and a ZOHO_HOME of its own.

    Args:
        root: Empty folder that becomes the project.
        environ: Variables on top of this process's.
    """

    def __init__(self, root: Path, environ: dict[str, str] | None = None) -> None:
        self.root, self.home = root, root / ".walkthrough"
        shutil.copytree(PROJECT / "notebooks", root / "notebooks")
        shutil.copy(PROJECT / "walkthrough.py", root)
        variables = {**os.environ, **(environ or {})}
        for name in ("ZOHO_HOME", "ZOHO_PRACTICE_URL", "ZOHO_PRACTICE_KEY", "ZOHO_DISPLAY_URL"):
            variables.pop(name, None)
        command = [sys.executable, "-m", "zoho_helpers", "lab", "--no-browser", "--port=0"]
        self.process = subprocess.Popen(
            command,
            cwd=root,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._ready = threading.Event()
        self.url = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ready.wait(60)
        assert self.url, "".join(self.lines)

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
            found = re.search(r"(http://127\.0\.0\.1:\d+/)lab/\S+\?token=(\w+)", line)
            if found:
                self.url, self.token = found[1], found[2]
                self._ready.set()
        self._ready.set()

    def stop(self) -> None:
        """End JupyterLab, its kernels and its practice Zoho, by their process ids."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        self._reader.join(5)
        assert self.process.stdout
        self.process.stdout.close()
        note = self.home / "practice.json"
        if note.exists():
            os.kill(json.loads(note.read_text())["pid"], signal.SIGTERM)

    def write_notebook(self, name: str, cells: list[str]) -> None:
        """Put a notebook with these code cells into the workbook."""
        notebook: dict[str, Any] = {
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "metadata": {},
                    "execution_count": None,
                    "outputs": [],
                    "source": source,
                }
                for number, source in enumerate(cells)
            ],
            "metadata": {"kernelspec": {"display_name": "Python 3", "name": "python3"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        (self.root / "workbook" / name).write_text(json.dumps(notebook))

    def open(self, page: Page, name: str) -> None:
        """Open a notebook of the workbook and wait until its kernel is idle."""
        page.goto(f"{self.url}lab/tree/workbook/{name}?reset&token={self.token}")
        # The toolbar's own indicator says idle too early: commands are dropped then.
        status = page.locator("#jp-main-statusbar")
        expect(status).to_contain_text("Python 3 (ipykernel) | Idle", timeout=60_000)

    def run_all(self, page: Page) -> None:
        """Run all cells, and wait until the last one has run."""
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(page.locator(".jp-InputArea-prompt").first).not_to_have_text("[ ]:")
        expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=60_000)
