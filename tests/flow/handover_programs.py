"""Generated programs, run as a reader runs them: unchanged, where they were saved."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.flow.practice_wire import REDIRECT_URI, SCOPE, Wire
from zoho_helpers.data_centers import practice_data_centers
from zoho_helpers.handover.files import save_files
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.ways import files_for
from zoho_helpers.redaction import Secret
from zoho_helpers.settings import Client

SECONDS = 30
NOBODY = "http://127.0.0.1:9"
"""A proxy that is not there: a program that wants to leave this machine gets nowhere."""


class Ran(NamedTuple):
    """What a program did: its exit code, and all that it said."""

    code: int
    said: str


def practice_kit(wire: Wire, location: str = "us", **changes: Any) -> Kit:
    """Return a kit with a client of practice Zoho and a refresh token of its own."""
    record = wire.register()
    values: dict[str, Any] = {
        "center": practice_data_centers(wire.control.url)[location],
        "client": Client(record["client_id"], Secret(record["client_secret"]), REDIRECT_URI),
        "scopes": tuple(SCOPE.split(",")),
        "refresh_token": Secret(wire.grant(record)["refresh_token"]),
        "practice": True,
    }
    return Kit(**{**values, **changes})


def save_way(way: str, kit: Kit, folder: Path) -> Path:
    """Save the files of a way and return their folder."""
    save_files(folder, files_for(way, kit))
    return folder


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a program that may talk to loopback only."""
    names = ("http_proxy", "https_proxy", "all_proxy")
    proxies = {name: NOBODY for lower in names for name in (lower, lower.upper())}
    usual = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    usual["PYTHONWARNINGS"] = "ignore"  # getpass warns where there is no terminal
    return {**usual, **proxies, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1", **more}


def run(command: Sequence[str], folder: Path, environ: Mapping[str, str], typed: str = "") -> Ran:
    """Run a program that asks for nothing, or for one thing."""
    # Without a terminal of its own, getpass asks on standard input and says so.
    done = subprocess.run(
        command,
        cwd=folder,
        env=environ,
        input=f"{typed}\n",
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
    )
    return Ran(done.returncode, done.stdout)


def run_consent(
    command: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    answer: Callable[[str], str],
) -> Ran:
    """Run a program that shows the authorization URL and asks for the address it leads to.

    Args:
        command: The program.
        folder: Where its files are.
        environ: Its environment.
        answer: Gets the URL and returns what is typed.
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    heard = typed = ""
    for line in process.stdout:
        heard += line
        if "/oauth/v2/auth?" in line:
            typed = answer(line.strip())
            break
    rest, _ = process.communicate(f"{typed}\n", timeout=SECONDS)
    return Ran(process.returncode, heard + rest)
