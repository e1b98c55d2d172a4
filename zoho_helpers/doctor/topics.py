"""What words and facts say for each cause, beside the rules: likelihoods learned from reports.

They order what the rules leave open, and name what else to think of. By themselves they never make
a cause more than possible, since any of them can stand in a report for other reasons.

`topics.tsv` names the causes in its first line, and has a line for each feature, which is the
beginning of a word or the tag of a fact: how rare it is, and what it adds for each cause, by the
cause's place in the first line. It was learned from reports whose cause is known (multinomial
logistic regression); `nox -s doctor-topics -- CASES.jsonl` writes it. No report is in it, and
nothing that few reports have.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

FILE = Path(__file__).with_name("topics.tsv")
MOST_CHARACTERS = 20_000
"""Read of a text; what is longer is a log or a page, whose words are not a person's."""
ALWAYS = "*"
"""Stands for what each report has: what is likely before anything was read."""

# Letters beside digits are mostly of an id, and say nothing.
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{2,30}(?![^\W_])")
_STEM = 6
"""Letters by which words count as the same: `refreshed` is `refreshing`."""
ENOUGH = 12
"""How many features must be known for what they say to count in full."""


class Feature(NamedTuple):
    """What a feature says.

    Attributes:
        rarity: The logarithm of one over the share of reports that have it.
        adds: Cause -> what it adds to the logarithm of its likelihood; less than 0 is against it.
    """

    rarity: float
    adds: Mapping[str, float]


def features_of(told: str, tags: Collection[str]) -> frozenset[str]:
    """Return what is known of a report; nothing where nobody told anything.

    Args:
        told: What a person told or pasted.
        tags: The facts in it.
    """
    # The words of a page are Zoho's, not the person's.
    words = () if "<html" in told.lower() else _WORD.findall(told[:MOST_CHARACTERS].lower())
    return frozenset((*tags, *(word[:_STEM] for word in words)) if words else ())


@lru_cache(maxsize=16)  # each answer to a question is tried
def topic_scores(features: frozenset[str]) -> Mapping[str, float]:
    """Return the logarithm of each cause's likelihood, or nothing if no feature is known.

    Where few are known, what they say is made weaker.
    """
    table = _table()
    known = sorted(features & table.keys())  # in order, since a sum of fractions depends on it
    if not known:
        return MappingProxyType({})
    length = math.sqrt(sum(table[feature].rarity ** 2 for feature in known))
    scores = dict(table[ALWAYS].adds)
    for feature in known:
        rarity, adds = table[feature]
        for cause, added in adds.items():
            scores[cause] += added * rarity / length
    all_of_it = math.log(sum(map(math.exp, scores.values())))
    trust = min(1.0, len(known) / ENOUGH)
    return MappingProxyType({cause: trust * (by - all_of_it) for cause, by in scores.items()})


def written(table: Mapping[str, Feature]) -> str:
    """Return such a table as text: the causes in the first line, and a line for each feature."""
    causes = sorted(table[ALWAYS].adds)
    return "".join(f"{line}\n" for line in (" ".join(causes), *_lines(table, causes)))


def _lines(table: Mapping[str, Feature], causes: Sequence[str]) -> Iterator[str]:
    for name, (rarity, adds) in table.items():
        pairs = (f"{at}:{adds[cause]:.1f}" for at, cause in enumerate(causes) if cause in adds)
        yield f"{name}\t{rarity:.1f}\t{' '.join(pairs)}"


class Table(Mapping[str, Feature]):
    """The features of such a text, each read when it is asked for first: most never are."""

    def __init__(self, text: str) -> None:
        first, *lines = text.splitlines()
        self._causes = first.split(" ")
        self._lines = dict(line.split("\t", 1) for line in lines)
        self._features: dict[str, Feature] = {}

    def __getitem__(self, name: str) -> Feature:
        if name not in self._features:
            rarity, pairs = self._lines[name].split("\t")
            adds = (pair.split(":") for pair in pairs.split(" "))
            by_cause = {self._causes[int(at)]: float(by) for at, by in adds}
            self._features[name] = Feature(float(rarity), by_cause)
        return self._features[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


@cache
def _table() -> Table:
    return Table(FILE.read_text("utf-8"))
