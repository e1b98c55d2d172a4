"""What a rule is: which facts speak for which cause, and how strongly. They stand in rules.py.

`when` names the facts that are needed, parted by blanks: `a|b` is either of them, `!a` that there
is none, `a:*` any that begins so. `certain` is said only where nothing else could explain them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zoho_helpers.doctor.facts import Facts

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
CERTAINTIES = (CERTAIN, LIKELY, POSSIBLE)


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        id: Its name, kebab-case.
        cause: What it speaks for.
        certainty: How strongly.
        when: The facts that it needs.
        because: Why these facts speak for the cause, in one sentence. `({told|home})` in it is
            replaced by the names of facts of these kinds, or left out.
        weight: Orders rules of the same certainty; the facts that are needed count besides.
    """

    id: str
    cause: str
    certainty: str
    when: str
    because: str
    weight: int = 0

    def matches(self, facts: Facts) -> bool:
        """Say whether all that it needs is known."""
        return all(_holds(term, facts) for term in self.when.split())

    def reason(self, facts: Facts) -> str:
        """Return why, with the names of the facts that it speaks of."""
        return _PLACE.sub(lambda place: _named(place["kinds"], facts), self.because)

    def evidence(self, facts: Facts) -> list[str]:
        """Return the tags that made it match."""
        return [
            tag
            for term in self.when.split()
            if not term.startswith("!")
            for tag in term.split("|")
            if facts.has(tag)
        ]

    @property
    def strength(self) -> int:
        """How strong it is among those of its certainty: its weight, and 6 for each fact."""
        return 6 * sum(not term.startswith("!") for term in self.when.split()) + self.weight


_PLACE = re.compile(r" \(\{(?P<kinds>[a-z|-]{1,40})\}\)")


def _named(kinds: str, facts: Facts) -> str:
    for kind in kinds.split("|"):
        names = [tag.partition(":")[2] for tag in facts.found if tag.startswith(f"{kind}:")]
        if names:
            return f" ({', '.join(names)})"
    return ""


def _holds(term: str, facts: Facts) -> bool:
    if term.startswith("!"):
        return not any(facts.has(tag) for tag in term[1:].split("|"))
    return any(facts.has(tag) for tag in term.split("|"))
