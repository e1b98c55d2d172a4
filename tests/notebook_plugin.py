"""A pytest plug-in, loaded with `-p` before all others: one world for every test and notebook.

Hooks of `tests/conftest.py` do not reach `notebooks/`, so what notebooks need stands here: the
loopback guard, no `ZOHO_*` variable from outside, one practice Zoho on a free port, and before
each notebook a reset and a fresh ZOHO_HOME. So any notebook gives the same outputs alone, in any
order, and in parallel.
"""

from __future__ import annotations

import atexit
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

# jsonschema builds a grammar at import if it finds this package: 1.5 seconds that nobody needs.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

import nbval.kernel
import pytest
from jupyter_client.manager import KernelManager

from tests.guard import sitecustomize as _guard  # noqa: F401 - importing it puts it up

GUARD = Path(__file__).parent / "guard"
FROZEN = "2026-11-22T12:00:00Z"
SHOWN_URL = "http://127.0.0.1:8757"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the long tests at full length")


class World:
    """The practice Zoho of the notebooks, and a ZOHO_HOME for each of them."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="notebooks-")
        self.key = secrets.token_hex(16)
        command = [sys.executable, "-m", "zoho_helpers", "practice", "--port", "0"]
        command += ["--seed", "20261122", "--freeze", FROZEN, "--key", self.key, "--idle", "600"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.url = self.process.stdout.readline().split()[-1]

    def new_home(self) -> None:
        """Forget everything that an earlier notebook did."""
        from zoho_helpers.practice_control import PracticeControl
        from zoho_helpers.redaction import Secret

        control = PracticeControl(self.url, Secret(self.key))
        control.reset()
        control.close()
        os.environ.update(
            ZOHO_HOME=tempfile.mkdtemp(dir=self.folder.name),
            ZOHO_PRACTICE_URL=self.url,
            ZOHO_PRACTICE_KEY=self.key,
            ZOHO_DISPLAY_URL=f"{self.url}={SHOWN_URL}",
        )

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        assert self.process.stdout
        self.process.stdout.close()
        self.folder.cleanup()


_world: World | None = None
_scratch = tempfile.TemporaryDirectory(prefix="ipython-")
atexit.register(_scratch.cleanup)


def _kernel_with_sockets_in_a_folder(**options: Any) -> KernelManager:
    """Jupyter chooses TCP ports before the kernel binds them.

    With several test runs at once another kernel may have taken one by then, and this one dies.
    """
    folder = tempfile.mkdtemp(dir=_scratch.name)
    return KernelManager(transport="ipc", ip=f"{folder}/socket", **options)


if os.name == "posix":
    nbval.kernel.KernelManager = _kernel_with_sockets_in_a_folder


def pytest_configure(config: pytest.Config) -> None:
    clean_environment()


def clean_environment() -> None:
    """Drop what a user's shell or `.env` may have set, and guard every Python started below."""
    for name in [name for name in os.environ if name.startswith("ZOHO_")]:
        del os.environ[name]
    paths = [str(GUARD), *filter(None, [os.environ.get("PYTHONPATH")])]
    if str(GUARD) not in paths[1:]:
        os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    # A kernel must not read or write the user's own IPython history and start-up files.
    os.environ["IPYTHONDIR"] = _scratch.name


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the first cell of each notebook: a world with nothing in it."""
    global _world
    notebook = item.parent
    if item.path.suffix != ".ipynb" or getattr(notebook, "_has_world", False):
        return
    if _world is None:
        _world = World()
    _world.new_home()
    notebook._has_world = True  # type: ignore[union-attr]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so where the browser tests were left out: workers cannot."""
    from tests.browser.chromium import find_chromium

    folder = Path(__file__).parent / "browser"
    asked = [Path(word.partition("::")[0]).resolve() for word in terminalreporter.config.args]
    if any(path in (folder, *folder.parents) for path in asked) and not find_chromium(True):
        terminalreporter.write_line(
            "The browser tests were left out: no Chromium was found. Install the chromium package "
            "of your system, or set WALKTHROUGH_CHROMIUM to its program."
        )


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _world is not None:
        _world.end()
