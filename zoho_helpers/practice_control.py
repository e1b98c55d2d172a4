"""Finds or starts practice Zoho, and turns its knobs: clock, user, journal.

Practice Zoho is a process of its own. `practice.json` in the profile's folder says where it is and
holds its control key; only a server that proves to know that key is used, since on a shared machine
the usual port may be somebody else's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from zoho_helpers.errors import PracticeError
from zoho_helpers.redaction import Secret
from zoho_helpers.settings import make_private_folder

DEFAULT_PORT = 8757
IDLE_SECONDS = 4 * 3600
START_SECONDS = 20


class PracticeControl:
    """The control plane of one practice Zoho.

    Args:
        url: Its address, without a trailing slash.
        key: Its control key.
    """

    def __init__(self, url: str, key: Secret) -> None:
        self.url = url.rstrip("/")
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.headers["X-Practice-Key"] = key.reveal()

    def __repr__(self) -> str:
        return f"PracticeControl({self.url!r})"

    def now(self) -> float:
        """Return practice Zoho's time, POSIX seconds."""
        return float(self._call("GET", "clock")["now"])

    def advance(self, seconds: float) -> float:
        """Move practice Zoho's clock forward and return its new time."""
        return float(self._call("POST", "clock", {"advance_seconds": seconds})["now"])

    def random_text(self, length: int) -> str:
        """Return unguessable text from practice Zoho's generator, reproducible from its seed."""
        return str(self._call("POST", "random", {"length": length})["text"])

    def as_user(self, do: str, **details: Any) -> dict[str, Any]:
        """Do what the user would do in the browser; return what the browser would get."""
        return self._call("POST", "as-user", {"do": do, **details})

    def register_client(self, **fields: Any) -> dict[str, Any]:
        """Register a client, as the console page does; return its record with id and secrets."""
        return self._call("POST", "clients", fields)

    def next_reply(self, name: str) -> None:
        """Make the next request to practice Zoho get a canned reply, once."""
        self._call("POST", "next-reply", {"name": name})

    def configure(self, **settings: Any) -> None:
        """Change settings of the behaviors table, such as `code_seconds`."""
        self._call("POST", "settings", settings)

    def journal(self) -> list[dict[str, Any]]:
        """Return every request so far: what the client saw beside the true reason."""
        return list(self._call("GET", "journal")["journal"])

    def state(self) -> dict[str, Any]:
        """Return what practice Zoho holds: clients, tokens alive, windows."""
        return self._call("GET", "state")

    def behaviors(self) -> list[dict[str, Any]]:
        """Return the table of what practice Zoho does, with source and grade."""
        return list(self._call("GET", "behaviours")["behaviours"])

    def reset(self) -> None:
        """Forget clients, tokens, journal and clock; keep seed and settings given at the start."""
        self._call("POST", "reset", {})

    def _call(
        self, method: str, name: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        try:
            reply = self._http.request(
                method, f"{self.url}/practice/{name}", json=body, timeout=(5, 20)
            )
            data = reply.json()
        except (requests.exceptions.RequestException, ValueError):
            raise PracticeError(
                f"Practice Zoho at {self.url} does not answer.",
                "Run the set-up cell at the top again: it starts practice Zoho anew.",
                reason="practice-gone",
            ) from None
        if reply.status_code == 401:
            raise PracticeError(
                f"The program at {self.url} does not know this control key.",
                "It is somebody else's. Run the set-up cell again to start your own.",
                reason="practice-foreign",
            )
        if not reply.ok:
            raise PracticeError(str(data.get("error", "Practice Zoho refused.")), reason="practice")
        return data if isinstance(data, dict) else {name: data}


def ensure_practice(folder: Path, environ: Mapping[str, str] = os.environ) -> PracticeControl:
    """Return the practice Zoho of a folder, started if none runs.

    `ZOHO_PRACTICE_URL` (with `ZOHO_PRACTICE_KEY`) names one to use; then none is started.

    Raises:
        PracticeError: It cannot be started, or the named one does not answer.
    """
    if environ.get("ZOHO_PRACTICE_URL"):
        control = PracticeControl(
            environ["ZOHO_PRACTICE_URL"], Secret(environ.get("ZOHO_PRACTICE_KEY", ""))
        )
        control.now()
        return control
    return find_practice(folder) or _start(folder)


def find_practice(folder: Path) -> PracticeControl | None:
    """Return the practice Zoho that `practice.json` names, or None where it does not run."""
    try:
        data = json.loads((folder / "practice.json").read_text("utf-8"))
        control = PracticeControl(data["url"], Secret(data["key"]))
        control.now()
    except (OSError, ValueError, KeyError, TypeError, PracticeError):
        return None
    return control


def _start(folder: Path) -> PracticeControl:
    try:
        make_private_folder(folder)
        log = (folder / "practice.log").open("w")
    except OSError as error:
        raise PracticeError(
            f"Practice Zoho needs the folder {folder.name!r}, which cannot be used: "
            f"{error.strerror}.",
            "Set ZOHO_HOME to a folder that you may write to.",
            reason="practice-folder",
        ) from None
    command = [sys.executable, "-m", "zoho_helpers", "practice", "--home", str(folder)]
    command += ["--idle", str(IDLE_SECONDS)]
    with log:
        process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "ZOHO_HOME": str(folder)},
            **_detached(),
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        control = find_practice(folder)
        if control:
            return control
        if process.poll() not in (None, 0):
            break
        time.sleep(0.05)
    raise PracticeError(
        "Practice Zoho did not start.",
        f"The reason stands in {folder.name}/practice.log.",
        reason="practice-not-started",
    )


def _detached() -> dict[str, Any]:
    """Let practice Zoho outlive the notebook that started it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS}
    return {"start_new_session": True}
