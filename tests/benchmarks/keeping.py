"""One refresh for all: our keeper beside five libraries, on a refresh that takes 50 ms."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import requests

from tests.benchmarks.keepers import CONTENDERS, THREADS
from tests.benchmarks.servers import Program, started
from tests.benchmarks.slow_tokens import REFRESH_SECONDS
from tests.unit.made_up import make_token
from zoho_helpers.file_store import FileStore
from zoho_helpers.redaction import Secret
from zoho_helpers.token_document import Document
from zoho_helpers.token_file import Stored
from zoho_helpers.token_format import dump_stored
from zoho_helpers.token_inventory import build_inventory

PROCESSES = 8
ROUNDS = 5
ROOT = Path(__file__).parents[2]
SERVER = Program(
    "slow tokens", [sys.executable, "-m", "tests.benchmarks.slow_tokens", "PORT"], {}, "/"
)
USERS = (100, 1_000, 10_000)


def main(folder: Path) -> None:
    """Print a row for each contender, then what many users in one file cost."""
    with started(SERVER) as server:
        print(f"refreshes of {THREADS} threads, when all their requests were answered (medians of")
        print(f"{ROUNDS} runs) | refreshes of {PROCESSES} processes | what each request costs more")
        for name in CONTENDERS:
            _row(Contender(name, server.base, folder))
    _many_users()


class Contender:
    """Runs one in programs of its own."""

    def __init__(self, name: str, url: str, folder: Path) -> None:
        self.name, self.url = name, url
        paths = [str(ROOT), *sys.path[1:], str(folder / "python")]
        self._environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}

    def start(self, store: Path, action: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.benchmarks.keepers", self.name, self.url]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [*command, str(store), action], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL,
            text=True, env=self._environ, cwd=store.parent,
        )  # fmt: skip

    def run(self, action: str, many: int = 1) -> tuple[list[dict[str, Any]], int]:
        """Run so many at once on one new file; return what they print and the refreshes."""
        with tempfile.TemporaryDirectory() as folder:
            runs = [self.start(Path(folder) / "token", action) for _ in range(many)]
            if action != "added":
                _go(runs, self.url)
            said = [run.communicate(timeout=120)[0] for run in runs]
        found = [json.loads(text) for text in said if text.strip()]
        return found, requests.get(self.url, timeout=10).json()["refreshes"]


def _go(runs: list[subprocess.Popen[str]], url: str) -> None:
    """Wait until all are ready, and let them go at once; the count begins there."""
    for run in runs:
        assert run.stdout
        run.stdout.readline()
    requests.get(url, timeout=10)
    for run in runs:
        assert run.stdin
        run.stdin.write("go\n")
        run.stdin.flush()


def _row(contender: Contender) -> None:
    threads = [contender.run("threads") for _ in range(ROUNDS)]
    seconds = statistics.median(found[0]["seconds"] for found, _ in threads)
    answered = min(found[0]["answered"] for found, _ in threads)
    refreshes = _range([count for _, count in threads])
    processes = _range([contender.run("process", PROCESSES)[1] for _ in range(ROUNDS)])
    cost = contender.run("added")[0][0]
    after = f"{1000 * seconds:5.0f} ms, {seconds / REFRESH_SECONDS:4.1f} x 50 ms"
    print(
        f"{contender.name:22}{refreshes:>6}, {after}, {answered} answered | {processes:>5} | "
        f"{cost['added']:.1f} µs",
        flush=True,
    )
    if "access_token" in cost:
        runs = [contender.run("tokens")[0][0]["seconds"] for _ in range(ROUNDS)]
        seconds, alone = statistics.median(runs), _bare_refresh(contender.url)
        print(
            f"  all {THREADS} have the new token after {1000 * seconds:.0f} ms, "
            f"{seconds / alone:.2f} times a bare refresh ({1000 * alone:.0f} ms); "
            f"access_token() with a fresh one: {cost['access_token']:.2f} µs"
        )


def _bare_refresh(url: str) -> float:
    """Return the seconds that the refresh itself takes, asked for with bare `requests`."""
    return _median(lambda: requests.post(f"{url}/oauth/v2/token", timeout=30))


def _range(counts: list[int]) -> str:
    return f"{min(counts)}" if min(counts) == max(counts) else f"{min(counts)}-{max(counts)}"


def _many_users() -> None:
    print("many users in one file: file, saving one refresh (written down, then saved), listing")
    for users in USERS:
        with tempfile.TemporaryDirectory() as folder:
            store = FileStore(Path(folder) / "token.json")
            _fill(store, users)
            size = store.path.stat().st_size / 1e6
            saving = _median(lambda store=store: _refresh(store, "user7"))
            listing = _median(lambda store=store: build_inventory(store.load_all(), time.time()))
        print(f"  {users:6,}: {size:5.2f} MB, {1000 * saving:6.1f} ms, {1000 * listing:6.1f} ms")


def _fill(store: FileStore, users: int) -> None:
    rows = []
    for user in range(users):
        token = make_token(refresh_token=Secret(f"1000.{user:032x}.{user:032x}"))
        part = dump_stored(Stored(token).trying_refresh(time.time()))
        rows.append(f'    "user{user}": {json.dumps(part)}')
    store.path.write_text(Document({}, ",\n".join(rows)).text())


def _refresh(store: FileStore, name: str) -> None:
    """What a keeper does with its store for one refresh."""
    store.load(name)
    with store.alone(name):
        stored = store.load(name)
        store.change(lambda stored: stored.trying_refresh(time.time()), name)
        new = make_token(refresh_token=stored.refresh_token_in_hand)
        store.change(lambda stored: stored.refreshed(stored.refresh_token_in_hand, new), name)


def _median(act: Any) -> float:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
