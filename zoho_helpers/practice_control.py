"""Finds or starts practice Zoho, and turns its knobs: clock, user, journal.

Practice Zoho is a process of its own. `practice.json` in the profile's folder says where it is and
holds its control key; only a server that proves to know that key is used, since on a shared machine
the usual port may be somebody else's.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from zoho_helpers.errors import PracticeError, forget_locals
from zoho_helpers.redaction import Secret, mask_text, mask_url
from zoho_helpers.settings import make_private_folder

IDLE_SECONDS = 4 * 3600
START_SECONDS = 20
ANSWER_SECONDS, LOOK_SECONDS = 20, 3
"""How long an answer may take: of one that is in use, and of one that is looked for."""
ALREADY_RUNS = 3
"""Exit code of a practice Zoho whose folder another one serves."""

_LOOPBACK_URL = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?/?", re.IGNORECASE)

_started: list[subprocess.Popen[bytes]] = []
"""Practice Zohos started here, kept so that Python does not complain that they go on running."""


class PracticeControl:
    """The control plane of one practice Zoho.

    Args:
        url: Its address, without a trailing slash.
        key: Its control key.
        timeout: Seconds to wait for an answer.
    """

    def __init__(self, url: str, key: Secret, timeout: float = ANSWER_SECONDS) -> None:
        self.url = url.rstrip("/")
        self._timeout = timeout
        self._http = requests.Session()
        self._http.trust_env = False
        self._key = key

    def __repr__(self) -> str:
        return f"PracticeControl({self.url!r})"

    @forget_locals
    def check_key(self) -> None:
        """Make the server prove that it knows the control key, which is not sent for this.

        Raises:
            PracticeError: It does not answer, or does not know the key.
        """
        nonce, key = secrets.token_urlsafe(24), self._key.reveal()
        _, answer = self._ask("GET", "hello", params={"nonce": nonce})
        said = f"{nonce}{self.url.lower()}"
        # A variable of the environment can hold bytes that are no text.
        proof = hmac.new(key.encode(errors="surrogateescape"), said.encode(), "sha256").hexdigest()
        found = str(answer.get("proof")).encode(errors="replace")
        # Anybody can prove to know the empty key.
        if not key or not hmac.compare_digest(found, proof.encode()):
            raise self._foreign()

    def close(self) -> None:
        """Give the connections back; a later call opens new ones."""
        self._http.close()

    def now(self) -> float:
        """Return practice Zoho's time, POSIX seconds."""
        return self._time(self._call("GET", "clock"))

    def _time(self, answer: Mapping[str, Any]) -> float:
        try:
            return float(answer["now"])
        except (KeyError, TypeError, ValueError):
            raise self._foreign() from None

    def advance(self, seconds: float) -> float:
        """Move practice Zoho's clock forward and return its new time."""
        return self._time(self._call("POST", "clock", {"advance_seconds": seconds}))

    def freeze(self, moment: str | None) -> float:
        """Stop practice Zoho's clock at an ISO 8601 time, or let it run again with None."""
        return self._time(self._call("POST", "clock", {"freeze": moment}))

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
        """Forget clients, tokens, settings, journal and clock; keep what was given at the start."""
        self._call("POST", "reset", {})

    @forget_locals
    def _call(
        self, method: str, name: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        key = {"X-Practice-Key": self._key.reveal()}
        status, answer = self._ask(method, name, json=body, headers=key)
        if status == 200:
            return answer
        if status in (400, 500):
            what = str(answer.get("error", "Practice Zoho refused."))
            raise PracticeError(what, reason="practice")
        raise self._foreign()

    def _ask(self, method: str, name: str, **content: Any) -> tuple[int, dict[str, Any]]:
        """Send a request; return status and body, as an object where it is JSON of another kind."""
        try:
            reply = self._http.request(
                method,
                f"{self.url}/practice/{name}",
                timeout=self._timeout,
                # Whoever sits there now must not send the key on to somebody else.
                allow_redirects=False,
                **content,
            )
            data = reply.json()
        except (requests.exceptions.RequestException, ValueError, RecursionError):
            raise PracticeError(
                f"Practice Zoho at {self.url} does not answer.",
                "Run the set-up cell at the top again: it starts practice Zoho anew.",
                reason="practice-gone",
            ) from None
        return reply.status_code, data if isinstance(data, dict) else {name: data}

    def _foreign(self) -> PracticeError:
        return PracticeError(
            f"The program at {self.url} does not know the key of your practice Zoho.",
            "It is somebody else's. Run the set-up cell at the top again: it starts your own.",
            reason="practice-foreign",
        )


def ensure_practice(folder: Path, environ: Mapping[str, str] = os.environ) -> PracticeControl:
    """Return the practice Zoho of a folder, started if none runs.

    `ZOHO_PRACTICE_URL` (with `ZOHO_PRACTICE_KEY`) names one to use; then none is started.

    Raises:
        PracticeError: It cannot be started, or the named one is on another machine, does not
            answer, or does not know the key.
    """
    if environ.get("ZOHO_PRACTICE_URL"):
        return _named(environ["ZOHO_PRACTICE_URL"], Secret(environ.get("ZOHO_PRACTICE_KEY", "")))
    return find_practice(folder) or _start(folder)


def _named(url: str, key: Secret) -> PracticeControl:
    if not _LOOPBACK_URL.fullmatch(url):
        raise PracticeError(
            f"ZOHO_PRACTICE_URL is {mask_url(url)[:80]!r}, which is no address on this machine.",
            "Nothing was sent. Give one such as http://127.0.0.1:8757, or unset the variable.",
            reason="practice-url-not-loopback",
        )
    control = PracticeControl(url, key)
    control.check_key()
    return control


def find_practice(folder: Path) -> PracticeControl | None:
    """Return the practice Zoho that `practice.json` names, or None where it does not run."""
    try:
        data = json.loads((folder / "practice.json").read_text("utf-8"))
        control = PracticeControl(data["url"], Secret(data["key"]), timeout=LOOK_SECONDS)
        control.check_key()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, PracticeError):
        return None
    return PracticeControl(data["url"], Secret(data["key"]))


def _start(folder: Path) -> PracticeControl:
    log = folder / "practice.log"
    try:
        make_private_folder(folder)
        process = _launch(folder, log)
    except OSError as error:
        raise PracticeError(
            f"Practice Zoho needs the folder {folder.name!r}, which cannot be used: "
            f"{error.strerror}.",
            "Set ZOHO_HOME to a folder that you may write to.",
            reason="practice-folder",
        ) from None
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        control = find_practice(folder)
        if control:
            return control
        # Where another notebook was quicker, its practice Zoho is about to be found.
        if process.poll() not in (None, 0, ALREADY_RUNS):
            break
        time.sleep(0.05)
    raise PracticeError(
        f"Practice Zoho did not start. {_last_line(log)}".strip(),
        f"More may stand in {folder.name}/{log.name}. Then run the set-up cell again.",
        reason="practice-not-started",
    )


def _launch(folder: Path, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "zoho_helpers", "practice", "--home", str(folder)]
    command += ["--idle", str(IDLE_SECONDS)]
    with log.open("w") as file:
        process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, "ZOHO_HOME": str(folder)},
            **_detached(),
        )
    _started.append(process)
    return process


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text("utf-8", errors="replace").split("\n")
    except OSError:
        return ""
    return mask_text(next((line.strip() for line in reversed(lines) if line.strip()), ""))[:300]


def _detached() -> dict[str, Any]:
    """Let practice Zoho outlive the notebook that started it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS}
    return {"start_new_session": True}
