"""Runs one client's program on practice Zoho, job by job, and says what came of each.

A program knows one client and nothing of the tests. It reads a job as JSON and answers with a line
of it: `ok`, and `said`, or the tokens that the client gave. What practice Zoho's journal has
meanwhile is the evidence that the requests came here, and that none is missing.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.flow.practice_wire import REDIRECT_URI, Wire, authorization

SECONDS = 30
"""How long a job may take."""
NOBODY = "http://127.0.0.1:9"
"""A proxy that is not there: a client that wants to leave this machine gets nowhere."""
WRONG_CODE = "1000.00c0ffee000000000000000000000000.00c0ffee000000000000000000000000"
_TOKENS = ("access_token", "refresh_token")
_SECRETS = (*_TOKENS, "code", "client_secret")


class Cell(NamedTuple):
    """What one job led to.

    Attributes:
        says: What the client made of it; in an expectation `*` stands for any text.
        asks: Path and true reason of each request that reached practice Zoho.
    """

    says: str
    asks: tuple[str, ...]


class Program:
    """A client's program: a process for each job, in a folder of its own.

    Args:
        command: What starts it.
        packages: Folder of the Python clients, which sees nothing else.
    """

    def __init__(self, command: Sequence[str | Path], packages: Path) -> None:
        self._command = [str(word) for word in command]
        self._environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(packages)}
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            self._environ |= {name: NOBODY, name.upper(): NOBODY}
        self._environ |= {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}

    def do(self, job: Mapping[str, str]) -> dict[str, Any]:
        """Hand over a job and return its outcome."""
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                self._command,
                input=json.dumps(job),
                capture_output=True,
                text=True,
                timeout=SECONDS,
                cwd=folder,
                env={**self._environ, "HOME": folder},
            )
        assert done.returncode == 0, f"{job['do']!r} ended with {done.stderr[-2000:]}"
        return dict(json.loads(done.stdout))


class Trial:
    """One client of practice Zoho, and the program that acts as it.

    Attributes:
        tokens: What the program was given last by an exchange.
    """

    def __init__(self, program: Program, wire: Wire) -> None:
        self.wire = wire
        self._program = program
        self.client = wire.register()
        self.tokens = dict.fromkeys(_TOKENS, "")

    def consent(self, **changes: str) -> dict[str, str]:
        """Let the user accept; return the redirect and the code in it."""
        query = urlencode(authorization(self.client, **changes))
        url = f"{self.wire.base}/oauth/v2/auth?{query}"
        location = self.wire.control.as_user("accept", url=url)["location"]
        return {"redirected": location, "code": dict(parse_qsl(urlsplit(location).query))["code"]}

    def exhausted(self) -> str:
        """Return a refresh token that was refreshed ten times just now."""
        token = str(self.wire.grant(self.client)["refresh_token"])
        for _ in range(10):
            assert "access_token" in self.wire.refresh(self.client, token).json()
        return token

    def do(self, what: str, **changes: str) -> Cell:
        """Let the program do a job; say what came of it."""
        job = {
            "do": what,
            "base": self.wire.base,
            "client_id": self.client["client_id"],
            "client_secret": self.client["client_secret"],
            "redirect_uri": REDIRECT_URI,
            "state": authorization(self.client)["state"],
            **self.tokens,
            **changes,
        }
        before = len(self.wire.control.journal())
        outcome = self._program.do(job)
        asked = self.wire.control.journal()[before:]
        if what == "exchange" and outcome.get("access_token"):
            self.tokens = {name: outcome.get(name, "") for name in _TOKENS}
        cell = Cell(self._say(outcome), tuple(f"{one['path']}: {one['reason']}" for one in asked))
        assert not any(job.get(name) and job[name] in cell.says for name in _SECRETS)
        return cell

    def _say(self, outcome: Mapping[str, Any]) -> str:
        if not outcome["ok"]:
            return f"error: {' '.join(outcome['said'].split())}"
        if "said" in outcome:
            return str(outcome["said"])
        given = [name.replace("_", " ") for name in _TOKENS if outcome.get(name)]
        if given and not self._works(outcome["access_token"]):
            return "an access token that does not work"
        return " and ".join(given) or "no error, no token"

    def _works(self, access_token: str) -> bool:
        return self.wire.call("/oauth/user/info", access_token).status_code == 200
