"""Scores the doctor's first and first three causes against labels: `nox -s doctor-score -- FILE`.

FILE has a JSON object a line, with `artefact`, `context`, `product`, `cause`, `confirmed` and
`artefact_states_cause`. Strict leaves out the cases whose own words name their cause. With
`--wrong` each case that was missed is listed by its id.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from zoho_helpers.doctor.diagnosis import Diagnosis, diagnose
from zoho_helpers.doctor.rule import CERTAIN

Case = dict[str, Any]
SETS: dict[str, Callable[[Case], bool]] = {
    "strict": lambda case: not case["artefact_states_cause"],
    "strict and confirmed": lambda case: case["confirmed"] and not case["artefact_states_cause"],
    "all": lambda case: True,
}


def read_cases(names: Iterable[str | Path]) -> list[Case]:
    """Return the cases of such files."""
    lines = [line for name in names for line in Path(name).read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines if line.strip()]


def told_in(case: Case) -> tuple[str, str, str]:
    """Return what was pasted, what its person could have said besides, and the product."""
    return case["artefact"], case.get("context") or "", case.get("product") or ""


def found_in(case: Case) -> Diagnosis:
    """Diagnose a case."""
    return diagnose(*told_in(case))


def causes(diagnosis: Diagnosis) -> list[str]:
    """Return the causes, most likely first; that something was exposed is no cause."""
    ids = [finding.cause.id for finding in diagnosis.findings]
    return [id for id in ids if id != "credential_exposed"]


def line(name: str, cases: Sequence[Case]) -> str:
    """Return the score of some cases."""
    judged = [(case["cause"], found_in(case)) for case in cases]
    first = sum(causes(found)[0] == cause for cause, found in judged)
    among = sum(cause in causes(found)[:3] for cause, found in judged)
    sure = [(cause, found) for cause, found in judged if found.findings[0].certainty == CERTAIN]
    right = sum(causes(found)[0] == cause for cause, found in sure)
    return (
        f"{name}: {len(cases)} cases, first {_share(first, len(cases))}, among three "
        f"{_share(among, len(cases))}, certain said of {len(sure)}, right of {right}"
    )


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.0%})" if whole else "0"


def main(arguments: Sequence[str]) -> int:
    """Print the scores."""
    names = [word for word in arguments if not word.startswith("--")]
    cases = read_cases(names)
    for name, is_in in SETS.items():
        print(line(name, [case for case in cases if is_in(case)]))
    if "--wrong" in arguments:
        for case in cases:
            found = causes(found_in(case))
            if found[0] != case["cause"]:
                print(f"{case['id']}: {case['cause']}, not {', '.join(found[:3])}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
