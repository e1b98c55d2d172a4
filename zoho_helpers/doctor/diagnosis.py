"""From facts to findings: every rule that matches, the strongest of each cause first."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from zoho_helpers.doctor.causes import CAUSES, Cause
from zoho_helpers.doctor.facts import NO_FACTS, Facts, gather_facts
from zoho_helpers.doctor.known import known_tags
from zoho_helpers.doctor.lookalikes import LOOKALIKES
from zoho_helpers.doctor.questions import QUESTIONS, Question
from zoho_helpers.doctor.rule import CERTAIN, CERTAINTIES, LIKELY, POSSIBLE, Rule
from zoho_helpers.doctor.rules import RULES


@dataclass(frozen=True)
class Finding:
    """One cause that the facts speak for.

    Attributes:
        cause: The cause.
        rules: The rules that speak for it, strongest first.
        facts: What they go by.
    """

    cause: Cause
    rules: tuple[Rule, ...]
    facts: Facts = field(default=NO_FACTS, repr=False, compare=False)

    @property
    def certainty(self) -> str:
        """How strongly: `certain`, `likely` or `possible`."""
        return self.rules[0].certainty

    @property
    def because(self) -> tuple[str, ...]:
        """Why, a sentence for each reason."""
        return tuple(dict.fromkeys(rule.reason(self.facts) for rule in self.rules))


SHOWN = 3
_TOPIC = 10
"""How much words count beside the strength of rules."""
_TELLING = 2.5
"""Words with a score above this are named where no rule names anything."""
NOTHING: Mapping[str, str] = MappingProxyType({})
UNDECIDED = Rule("undecided", "other", POSSIBLE, "", "Nothing here decides what it is.")
UNRELATED = Rule("unrelated", "other", POSSIBLE, "", "Nothing in it speaks of Zoho or of OAuth.")
TOLD = Rule("words-of-it", "other", POSSIBLE, "", "Words that often go with it are used.")
ALIKE = Rule("looks-alike", "other", POSSIBLE, "", "It shows itself like what stands above.")
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
    found = [
        Finding(CAUSES[cause], tuple(sorted(rules, key=lambda rule: -rule.strength)), facts)
        for cause, rules in by_cause.items()
    ] or [Finding(CAUSES["other"], (_nothing_known(facts),))]
    found.sort(key=lambda finding: _place(finding, facts))
    found += _alike(found, facts)
    if UNDECIDED in found[0].rules and max(facts.topics.values(), default=0) > _TELLING:
        # Words alone are little to go by, but more than nothing.
        found = sorted(found, key=lambda finding: TOLD not in finding.rules)
    if EXPOSED.matches(facts):
        found.append(Finding(CAUSES["credential_exposed"], (EXPOSED,)))
    return Diagnosis(facts, tuple(found))


_ANSWERS = ("error:", "page:", "api:")


def _concerns_zoho(facts: Facts) -> bool:
    """Say whether anything names Zoho: the paste, a page of its, or the answer to a question."""
    kinds = ("named:", "page:", "probe:", "known:", "answered:", "calls:", "scope-of:")
    return any(tag.startswith(kinds) for tag in facts.found)


def _is_quoted(rule: Rule, facts: Facts) -> bool:
    """Say whether what a rule goes by was answered, rather than told in somebody's own words."""
    said = [tag for tag in rule.evidence(facts) if tag.startswith(_ANSWERS)]
    spots = [facts.found[tag] for tag in said if tag in facts.found]
    texts = [facts.text[spot.start : spot.end] for spot in spots if spot.start >= 0]
    return not texts or any(re.search(r"[A-Z_\d\"']", text) for text in texts)


def _nothing_known(facts: Facts) -> Rule:
    is_related = any(not tag.startswith(("kind:", "sent:curl")) for tag in facts.found)
    return UNDECIDED if is_related or "zoho" in facts.text.lower() else UNRELATED


def _place(finding: Finding, facts: Facts) -> tuple[int, float]:
    """Return what findings are sorted by: certainty, then strength and words that go with it."""
    rule = finding.rules[0]
    return (
        CERTAINTIES.index(rule.certainty),
        -rule.strength - _TOPIC * facts.topics.get(rule.cause, 0),
    )


def _by_topic(facts: Facts) -> list[str]:
    return sorted(facts.topics, key=lambda cause: (-facts.topics[cause], cause))


def _alike(found: Sequence[Finding], facts: Facts) -> list[Finding]:
    """Return what to think of next, where fewer causes are known than are shown."""
    probed = facts.has("probe:*")  # what Zoho itself was asked leaves no room for guesses
    if UNRELATED in found[0].rules or found[0].certainty == CERTAIN or probed:
        return []
    known = {finding.cause.id for finding in found}
    by_topic = _by_topic(facts)
    alike = [cause for finding in found for cause in LOOKALIKES[finding.cause.id]]
    told = [(cause, TOLD) for cause in by_topic] + [(cause, ALIKE) for cause in alike]
    others = {cause: rule for cause, rule in reversed(told) if cause not in known}
    ordered = [cause for cause in dict.fromkeys(cause for cause, _ in told) if cause in others]
    room = max(0, SHOWN - len(found))
    return [Finding(CAUSES[cause], (others[cause],)) for cause in ordered[:room]]


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
