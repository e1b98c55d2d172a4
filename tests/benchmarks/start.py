"""From the command to the first answer."""

from __future__ import annotations

import statistics
from pathlib import Path

from tests.benchmarks.servers import programs, started

ROUNDS = 7


def main(folder: Path) -> None:
    """Start all servers in turn, several times, and print the medians."""
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for program in programs(folder):
            with started(program) as running:
                times.setdefault(running.name, []).append(running.seconds)
    for name, seconds in times.items():
        print(f"{name:20} {statistics.median(seconds):.2f} s (worst {max(seconds):.2f} s)")
