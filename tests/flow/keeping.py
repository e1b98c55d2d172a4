"""A kept token on practice Zoho: what tests of the keeper share, in this process and in others."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import requests

from tests.flow.practice_wire import Wire
from zoho_helpers.data_centers import practice_data_centers
from zoho_helpers.file_store import FileStore
from zoho_helpers.kept_token import KeptToken
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.refresh_log import RefreshLog
from zoho_helpers.settings import Client
from zoho_helpers.token_file import Stored
from zoho_helpers.token_keeper import TokenKeeper
from zoho_helpers.token_store import TokenStore
from zoho_helpers.tokens import Token
from zoho_helpers.transcript import Transcript
from zoho_helpers.transport import Transport

ROOT = Path(__file__).parents[2]


@dataclass
class Keeping:
    """One client with one token, on a practice Zoho.

    Attributes:
        control: Practice Zoho's control plane.
        client: The client.
        store: Has the token under the empty name.
        scope: What the token was granted.
    """

    control: PracticeControl
    client: Client
    store: TokenStore
    refresh_token: Secret

    @property
    def path(self) -> Path:
        assert isinstance(self.store, FileStore)
        return self.store.path

    def keeper(self, **options: Any) -> TokenKeeper:
        centers = practice_data_centers(self.control.url)
        send = Transport(centers, live=False, transcript=Transcript()).send
        return TokenKeeper(**{"store": self.store, "send": send, "centers": centers,
                              "client": self.client, **options})  # fmt: skip

    def age(self, seconds: float) -> None:
        """Make the stored token so old, with no refresh in its log."""

        def aged(stored: Stored) -> Stored:
            token, made = stored.token_in_hand, time.time() - seconds
            token = replace(token, created_at=made, expires_at=made + 3600, issued_at=None)
            return replace(stored, token=token, refreshes=RefreshLog())

        self.store.change(aged)

    def refreshes(self) -> int:
        """How many refreshes have reached practice Zoho."""
        return len(self.refresh_reasons())

    def refresh_reasons(self) -> list[str]:
        return [
            entry["reason"]
            for entry in self.control.journal()
            if entry["parameters"].get("grant_type") == "refresh_token"
            or entry["reason"].startswith("canned")
        ]

    def assert_nothing_is_lost(self) -> None:
        """The store is whole, and the refresh token stands in it."""
        assert self.store.load().refresh_token_in_hand == self.refresh_token

    def as_json(self) -> str:
        """What another process needs to keep the same token."""
        return json.dumps(
            {
                "url": self.control.url,
                "client_id": self.client.client_id,
                "client_secret": self.client.client_secret.reveal(),
                "path": str(self.path),
            }
        )

    def program(self, program: str, *arguments: str) -> subprocess.Popen[str]:
        """Start a program that finds this in the first line of its standard input."""
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=ROOT,
        )  # fmt: skip
        assert process.stdin
        process.stdin.write(f"{self.as_json()}\n")
        process.stdin.flush()
        return process


def from_json(text: str) -> Keeping:
    """Make it again in another process, without its control plane."""
    data = json.loads(text)
    client = Client(data["client_id"], Secret(data["client_secret"]), "")
    store = FileStore(Path(data["path"]))
    return Keeping(PracticeControl(data["url"], Secret("")), client, store, Secret(""))


def make_keeping(
    control: PracticeControl, store: TokenStore, scope: str = "ZohoCRM.org.READ"
) -> Keeping:
    """Register a client, consent, and put its token into the store as one just issued."""
    wire = Wire(control)
    record = wire.register()
    granted = wire.grant(record, scope=scope)
    client = Client(record["client_id"], Secret(record["client_secret"]), "")
    now = time.time()
    token = Token(
        access_token=Secret(granted["access_token"]),
        refresh_token=Secret(granted["refresh_token"]),
        created_at=now,
        expires_at=now + 3600,
        scopes=(scope,),
        api_domain=control.url,
        data_center="us",
        client_id=client.client_id,
    )
    store.change(lambda stored: Stored(token))
    return Keeping(control, client, store, Secret(granted["refresh_token"]))


def calling(keeper: TokenKeeper) -> requests.Session:
    """A session that signs with the keeper's token."""
    session = requests.Session()
    session.trust_env = False
    session.auth = KeptToken(keeper)
    return session


def at_once(many: int, do: Callable[[], Any]) -> list[Any]:
    """Do something in so many threads at once; return what each returned or raised."""
    start, results = threading.Barrier(many), []

    def run() -> None:
        start.wait()
        try:
            results.append(do())
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == many
    return results
