"""What the doctor says: as data, and as Markdown that can go into a ticket as it is.

Of the paste itself there is nothing in either but words that are known to be harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zoho_helpers.doctor.diagnosis import Diagnosis, best_question
from zoho_helpers.doctor.facts import Facts
from zoho_helpers.doctor.ranking import Finding
from zoho_helpers.doctor.timeline import Group

PAGE = "zoho_helpers/doctor/CAUSES.md"
"""The page of all causes; each has an address on it for good."""


def page_of(cause: str) -> str:
    """Return the address of a cause's page in this project."""
    return f"{PAGE}#{cause}"


def as_data(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return the diagnosis as plain data, for JSON."""
    return {
        "kind": diagnosis.facts.kind,
        "facts": facts_as_data(diagnosis.facts),
        "findings": [_finding(finding) for finding in diagnosis.findings],
        "ask": _ask(diagnosis),
    }


def facts_as_data(facts: Facts) -> dict[str, list[str]]:
    """Return the facts by their kind; all of it is our own vocabulary."""
    grouped: dict[str, list[str]] = {}
    for tag in sorted(facts.found):
        kind, _, name = tag.partition(":")
        if kind not in ("kind", "named"):
            grouped.setdefault(kind, []).append(name)
    return grouped


def _finding(finding: Finding) -> dict[str, Any]:
    cause = finding.cause
    return {
        "cause": cause.id,
        "rule": finding.rules[0].id,
        "certainty": finding.certainty,
        "because": list(finding.because),
        "fix": cause.fix,
        "check": cause.check,
        "source": cause.source,
        "url": page_of(cause.id),
    }


def _ask(diagnosis: Diagnosis) -> list[dict[str, Any]]:
    best = best_question(diagnosis)
    if best is None:
        return []
    question, leads_to = best
    answers = [{"answer": answer, "cause": cause} for answer, cause in leads_to.items()]
    return [{"id": question.id, "question": question.asks, "answers": answers}]


def log_as_data(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Return the failures of a log as plain data."""
    return [
        {
            "cause": group.cause,
            "count": group.count,
            "first": group.first[1],
            "last": group.last[1],
            "url": page_of(group.cause),
        }
        for group in groups
    ]


def log_as_markdown(groups: Sequence[Group]) -> str:
    """Return the failures of a log as a table."""
    head = "| cause | times | first | last |\n| --- | --- | --- | --- |\n"
    rows = (f"| `{g.cause}` | {g.count} | {g.first[1]} | {g.last[1]} |" for g in groups)
    return "## In the log\n\n" + head + "\n".join(rows) + "\n"
