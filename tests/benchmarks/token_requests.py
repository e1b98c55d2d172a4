"""Token requests a second, and how long the slowest of a hundred takes."""

from __future__ import annotations

import contextlib
import statistics
from pathlib import Path

from tests.benchmarks.load import Rate, measure
from tests.benchmarks.servers import programs, started, token_request

ROUNDS = 5
SECONDS = 2.0


def main(folder: Path) -> None:
    """Load all servers in turn, so that a busy machine slows all of them, and print medians."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(started(program)) for program in programs(folder)]
        requests = {server.name: token_request(server) for server in servers}
        for clients in (1, 32):
            rates: dict[str, list[Rate]] = {name: [] for name in requests}
            for _ in range(ROUNDS):
                for name, (url, request) in requests.items():
                    rates[name].append(measure(url, request, clients, SECONDS))
            _print(clients, rates)


def _print(clients: int, rates: dict[str, list[Rate]]) -> None:
    print(f"{clients} keep-alive client{'s' * (clients > 1)}, a refresh each time")
    ours = statistics.median(rate.per_second for rate in next(iter(rates.values())))
    for name, found in rates.items():
        per_second = statistics.median(rate.per_second for rate in found)
        p99 = statistics.median(rate.p99 for rate in found)
        ratio = f"ours is {ours / per_second:.2f} of it"
        print(f"  {name:20} {per_second:7.0f} a second, 99 of 100 within {p99:6.2f} ms, {ratio}")
