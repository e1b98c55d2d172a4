"""From facts to findings: every rule that matches, and the question that tells causes apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.facts import Facts, gather_facts
from zoho_helpers.doctor.known import known_tags
from zoho_helpers.doctor.questions import QUESTIONS, Question
from zoho_helpers.doctor.ranking import SHOWN, Finding, ranked
from zoho_helpers.doctor.rule import CERTAIN, LIKELY, Rule
from zoho_helpers.doctor.rules import RULES
from zoho_helpers.doctor.signs import ANSWERS

NOTHING: Mapping[str, str] = MappingProxyType({})
EXPOSED = Rule(
    "credential-in-the-paste",
    "credential_exposed",
    CERTAIN,
    "shows:credential",
    "What was pasted holds a value of the shape of a secret or token.",
)


@dataclass(frozen=True)
class Diagnosis:
    """What the doctor says.

    Attributes:
        facts: What it goes by.
        findings: Causes, most likely first; never empty.
    """

    facts: Facts
    findings: tuple[Finding, ...]

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The likeliest findings, and that something was exposed."""
        rest = self.findings[SHOWN:]
        return self.findings[:SHOWN] + tuple(one for one in rest if EXPOSED in one.rules)


def diagnose(
    paste: str,
    context: str = "",
    product: str = "",
    known: Mapping[str, str] = NOTHING,
    times: Collection[str] | None = None,
) -> Diagnosis:
    """Say what is wrong.

    Args:
        paste: What somebody pasted: a reply, URL, log, command, exception, page or sentence.
        context: What they know besides.
        product: The Zoho product, if it was said.
        known: What they chose from the table of `known.py`, as `{"code_age": "old"}`.
        times: What the times of a whole log show; None to look for times in the paste.

    Raises:
        InputError: Something is known that the table does not have.
    """
    return judge(gather_facts(paste, context, product, known_tags(known), times))


def judge(facts: Facts) -> Diagnosis:
    """Say what facts speak for."""
    by_cause: dict[str, list[Rule]] = {}
    concerns_zoho = _concerns_zoho(facts)
    for rule in RULES:
        if rule.matches(facts):
            if rule.certainty == CERTAIN and not (concerns_zoho and _is_quoted(rule, facts)):
                rule = replace(rule, certainty=LIKELY)
            by_cause.setdefault(rule.cause, []).append(rule)
    found = ranked(by_cause, facts)
    if EXPOSED.matches(facts):
        found.append(Finding(CAUSES["credential_exposed"], (EXPOSED,)))
    return Diagnosis(facts, tuple(found))


_HEADING = re.compile(r"[A-Z_\d\"']")
_QUOTED = re.compile(r"[_\d\"']|[A-Z]{2}")
"""How the heading of a page and a code are written, and a sentence is not."""


def _concerns_zoho(facts: Facts) -> bool:
    """Say whether anything names Zoho: the paste, a page of its, or the answer to a question."""
    kinds = ("named:", "page:", "probe:", "known:", "answered:", "calls:", "scope-of:")
    return any(tag.startswith(kinds) for tag in facts.found)


def _is_quoted(rule: Rule, facts: Facts) -> bool:
    """Say whether what a rule goes by was answered, rather than told in somebody's own words."""
    said = [tag for tag in rule.evidence(facts) if tag.startswith(ANSWERS)]
    spots = [facts.found[tag] for tag in said if tag in facts.found]
    texts = [facts.text[spot.start : spot.end] for spot in spots if spot.start >= 0]
    of_page = any(tag.startswith("page:") for tag in said)
    return not texts or any(map((_HEADING if of_page else _QUOTED).search, texts))


def best_question(diagnosis: Diagnosis) -> tuple[Question, Mapping[str, str]] | None:
    """Return the question whose answers lead furthest apart, each with the cause it leads to.

    None where the cause is certain, or no answer would change it.
    """
    if diagnosis.findings[0].certainty == CERTAIN:
        return None
    asked = [(question, _outcomes(question, diagnosis.facts)) for question in QUESTIONS]
    best = max(asked, key=_splits)
    return best if _splits(best) > 1 else None


def _splits(asked: tuple[Question, Mapping[str, str]]) -> int:
    """Return how many causes the usual answers lead to."""
    question, outcomes = asked
    return len({cause for answer, cause in outcomes.items() if answer not in question.unusual})


def _outcomes(question: Question, facts: Facts) -> dict[str, str]:
    """Return the cause that each answer leads to; nothing for a question that makes no sense."""
    makes_sense = any(map(facts.has, question.asked_of)) or not question.asked_of
    if not makes_sense or any(map(facts.has, question.settled_by)):
        return {}
    return {
        answer: judge(facts.with_tag(tag)).findings[0].cause.id
        for answer, tag in question.answers.items()
    }
