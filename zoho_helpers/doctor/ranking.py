"""In which order causes are named: by the rules that speak for them, and by words and facts.

Each cause has a score, which stands for the logarithm of its likelihood: what words and facts say
(`topics.py`), and what the strongest of its rules adds. So a rule mostly decides, and words that
speak loudly against it can put another cause first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from zoho_helpers.doctor.causes import CAUSES, Cause
from zoho_helpers.doctor.facts import NO_FACTS, Facts
from zoho_helpers.doctor.lookalikes import LOOKALIKES
from zoho_helpers.doctor.rule import CERTAIN, CERTAINTIES, LIKELY, POSSIBLE, Rule
from zoho_helpers.doctor.signs import ANSWERS
from zoho_helpers.doctor.topics import ENOUGH, topic_scores


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

    def at_most(self, certainty: str) -> Finding:
        """Return the same, no more certain than this."""
        if CERTAINTIES.index(self.certainty) >= CERTAINTIES.index(certainty):
            return self
        return replace(self, rules=(replace(self.rules[0], certainty=certainty), *self.rules[1:]))


SHOWN = 3
"""How many causes are shown; more would only confuse."""
UNDECIDED = Rule("undecided", "other", POSSIBLE, "", "Nothing here decides what it is.")
UNRELATED = Rule("unrelated", "other", POSSIBLE, "", "Nothing in it speaks of Zoho or of OAuth.")
TOLD = Rule(
    "words-of-it", "other", POSSIBLE, "", "Reports that look like this one often had this cause."
)
ALIKE = Rule("looks-alike", "other", POSSIBLE, "", "It shows itself like what stands above.")

_ADDS: Mapping[str, float] = MappingProxyType({CERTAIN: 100.0, LIKELY: 4.0, POSSIBLE: 1.0})
"""What the strongest rule of a cause adds to its score, by its certainty."""
_OF_STRENGTH = 0.04
"""What each point of its strength adds."""
_SEEN = 2.0
"""What a likely rule adds besides that goes by what Zoho answered, or by what is shown."""
_BELOW = -100.0
"""The score of what only looks like something else: below all that anything speaks for."""
_SHOWN_KINDS = (
    *("value:", "missing:", "grant:", "header:", "derived:"),
    *("known:", "answered:", "vendor:", "probe:"),
)
"""Facts that are shown or were answered: words say nothing against a rule that goes by them."""


def ranked(by_cause: Mapping[str, Sequence[Rule]], facts: Facts) -> list[Finding]:
    """Return what to think of, most likely first; never empty.

    Args:
        by_cause: Cause -> the rules that speak for it.
        facts: What they go by.
    """
    if not by_cause and not _is_related(facts):
        return [Finding(CAUSES["other"], (UNRELATED,))]
    topics = topic_scores(facts.features)
    unheard = min(topics.values(), default=0.0)  # of a cause that no report had
    found = {
        cause: Finding(CAUSES[cause], tuple(sorted(rules, key=_by_strength)), facts)
        for cause, rules in by_cause.items()
    }
    scores = {
        cause: _score(finding, topics.get(cause, unheard)) for cause, finding in found.items()
    }
    is_settled = facts.has("probe:*") or any(map(_is_certain, found.values()))
    guesses = {} if is_settled else _guesses(scores, topics)
    if not found and (not guesses or len(facts.features) < ENOUGH):
        guesses = {**guesses, "other": 0.0}  # too little was told to name anything else first
    for cause, score in guesses.items():
        rule = UNDECIDED if cause == "other" else TOLD if topics else ALIKE
        found[cause], scores[cause] = Finding(CAUSES[cause], (rule,)), score
    ordered = sorted(found, key=lambda cause: (-scores[cause], cause))
    # A guess is named only where it is among the first.
    named = [cause for at, cause in enumerate(ordered) if cause in by_cause or at < SHOWN]
    return _no_surer_below([found[cause] for cause in named])


def _is_related(facts: Facts) -> bool:
    """Say whether a paste speaks of Zoho or OAuth at all."""
    is_told = any(not tag.startswith(("kind:", "sent:curl")) for tag in facts.found)
    return is_told or "zoho" in facts.text.lower()


def _by_strength(rule: Rule) -> tuple[int, int]:
    return CERTAINTIES.index(rule.certainty), -rule.strength


def _score(finding: Finding, topic: float) -> float:
    rule = finding.rules[0]
    evidence = rule.evidence(finding.facts)
    is_shown = any(tag.startswith(_SHOWN_KINDS) for tag in evidence)
    is_seen = is_shown or any(tag.startswith(ANSWERS) for tag in evidence)
    adds = _ADDS[rule.certainty] + (_SEEN if is_seen and rule.certainty == LIKELY else 0.0)
    return adds + _OF_STRENGTH * rule.strength + (0.0 if is_shown else topic)


def _is_certain(finding: Finding) -> bool:
    return finding.certainty == CERTAIN


def _guesses(known: Mapping[str, float], topics: Mapping[str, float]) -> Mapping[str, float]:
    """Return the causes that no rule speaks for, and their scores.

    Where nobody told anything they are those that look like what the rules say.
    """
    if topics:
        return {cause: score for cause, score in topics.items() if cause not in known}
    likeliest = sorted(known, key=lambda cause: -known[cause]) or ["other"]
    alike = [other for cause in likeliest for other in LOOKALIKES[cause]]
    guessed = dict.fromkeys(alike if known else ["other", *alike])
    return {cause: _BELOW - at for at, cause in enumerate(guessed) if cause not in known}


def _no_surer_below(findings: Sequence[Finding]) -> list[Finding]:
    """Return the same, none of them more certain than the one above it."""
    lowered: list[Finding] = []
    for finding in findings:
        lowered.append(finding.at_most(lowered[-1].certainty) if lowered else finding)
    return lowered
