"""Measures against peers in the same run and prints figures and ratios: `nox -s bench`.

    python -m tests.benchmarks FOLDER [walkthrough] [start] [requests] [growth] [keeping]
        [doctor[=CASES]]

FOLDER has the peers: `python/` and `node_modules/`. Without further words all is measured. CASES
has cases for the doctor, an object of JSON a line. Nothing
here passes or fails: on a shared machine only the ratios of one run mean something.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks import doctor, growth, keeping, start, token_requests, walkthrough
from tests.notebook_plugin import clean_environment


def main(folder: Path, wanted: list[str]) -> None:
    """Print what was asked for."""
    clean_environment()
    measures = {
        "walkthrough": walkthrough.main,
        "start": lambda: start.main(folder),
        "requests": lambda: token_requests.main(folder),
        "growth": growth.main,
        "keeping": lambda: keeping.main(folder),
    }
    for word in wanted or [*measures, "doctor"]:
        print(f"\n{word}", flush=True)
        name, _, cases = word.partition("=")
        if name == "doctor":
            doctor.main(Path(cases) if cases else None)
        else:
            measures[name]()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
