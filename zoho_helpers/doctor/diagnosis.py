"""From facts to findings: every rule that matches, the strongest of each cause first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from zoho_helpers.doctor.causes import CAUSES, Cause
from zoho_helpers.doctor.facts import Facts, gather_facts
from zoho_helpers.doctor.questions import QUESTIONS, Question
from zoho_helpers.doctor.rule import CERTAIN, POSSIBLE, Rule
from zoho_helpers.doctor.rules import RULES


@dataclass(frozen=True)
class Finding:
    """One cause that the facts speak for.

    Attributes:
        cause: The cause.
        rules: The rules that speak for it, strongest first.
    """

    cause: Cause
    rules: tuple[Rule, ...]

    @property
    def certainty(self) -> str:
        """How strongly: `certain`, `likely` or `possible`."""
        return self.rules[0].certainty

    @property
    def because(self) -> tuple[str, ...]:
        """Why, a sentence for each reason."""
        return tuple(dict.fromkeys(rule.because for rule in self.rules))


SHOWN = 3
UNDECIDED = Rule("undecided", "other", POSSIBLE, "", "Nothing here decides what it is.")
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
        """The likeliest findings, and that something was exposed: more would only confuse."""
        rest = self.findings[SHOWN:]
        return self.findings[:SHOWN] + tuple(one for one in rest if EXPOSED in one.rules)


def diagnose(
    paste: str, context: str = "", product: str = "", times: Collection[str] | None = None
) -> Diagnosis:
    """Say what is wrong.

    Args:
        paste: What somebody pasted: a reply, URL, log, command, exception, page or sentence.
        context: What they know besides.
        product: The Zoho product, if it was said.
        times: What the times of a whole log show; None to look for times in the paste.
    """
    return judge(gather_facts(paste, context, product, times))


def judge(facts: Facts) -> Diagnosis:
    """Say what facts speak for."""
    by_cause: dict[str, list[Rule]] = {}
    for rule in RULES:
        if rule.matches(facts):
            by_cause.setdefault(rule.cause, []).append(rule)
    found = [
        Finding(CAUSES[cause], tuple(sorted(rules, key=lambda rule: -rule.strength)))
        for cause, rules in by_cause.items()
    ] or [Finding(CAUSES["other"], (UNDECIDED,))]
    found.sort(key=lambda finding: -finding.rules[0].strength)
    if EXPOSED.matches(facts):
        found.append(Finding(CAUSES["credential_exposed"], (EXPOSED,)))
    return Diagnosis(facts, tuple(found))


def best_question(diagnosis: Diagnosis) -> tuple[Question, Mapping[str, str]] | None:
    """Return the question whose answers lead furthest apart, each with the cause it leads to.

    None where the cause is certain, or no answer would change it.
    """
    if diagnosis.findings[0].certainty == CERTAIN:
        return None
    asked = [(question, _outcomes(question, diagnosis.facts)) for question in QUESTIONS]
    best = max(asked, key=lambda item: len(set(item[1].values())))
    return best if len(set(best[1].values())) > 1 else None


def _outcomes(question: Question, facts: Facts) -> dict[str, str]:
    """Return the cause that each answer leads to; nothing for a question that is settled."""
    if any(facts.has(tag) for tag in question.settled_by):
        return {}
    return {
        answer: judge(facts.with_tag(tag)).findings[0].cause.id
        for answer, tag in question.answers.items()
    }
