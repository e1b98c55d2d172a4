"""A whole log, however big, in bounded time and memory: what failed, how often, and when.

A short text is a paste: somebody chose it, so all of it is read. Of a long one only that is read
which has a sign in it, and a failure counts only where it is Zoho's: by a code such as
`INVALID_TOKEN`, or since Zoho or a token is named beside it. What is kept is a count for each
cause, and a few passages of each, with zeros for numbers and ids, for the diagnosis.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from zoho_helpers.doctor.alike import blanked
from zoho_helpers.doctor.diagnosis import NOTHING, Diagnosis, diagnose, judge
from zoho_helpers.doctor.evidence import MOST_WRAPPED, may_be_wrapped, read_evidence
from zoho_helpers.doctor.facts import MOST_CHARACTERS, Facts, gather_facts
from zoho_helpers.doctor.passages import passages, unpacked
from zoho_helpers.doctor.scan import Find, best_find, names_zoho
from zoho_helpers.doctor.signs import ANSWERS
from zoho_helpers.doctor.stamps import read_stamp
from zoho_helpers.doctor.timeline import (
    LANES,
    WATCHED,
    Clock,
    Event,
    Group,
    Timeline,
    Watch,
    blocks,
)

MOST_JUDGED = 500
"""Unlike passages that are judged each by itself; after that, those with the same sign at once."""
_MOST_READ = 2_500
"""Characters of a passage that are read closely, around its sign."""
_OF_EACH = 4
"""Unlike passages of each cause and kind that are kept for the diagnosis."""
_MOST_BYTES = 4 * MOST_CHARACTERS
"""So many bytes are at most so many characters of a paste."""

_FAILURES = ("error:*", "page:*", "api:*", "program:*", "status:4*", "status:5*")
_MAY_TELL = re.compile(
    r"error|invalid|fail|denied|refus|exception|too many|mismatch|expired|timed? ?out|[45]\d\d"
    r"|access_token|grant_type|code=",
    re.I,
)
"""A quick look, so that a paste is not read closely where nothing happens."""


@dataclass(frozen=True)
class LogReading:
    """What was read of a log, or of a paste.

    Attributes:
        text: What the diagnosis goes by: the paste itself, or the passages that were kept.
        times: The facts that the times of a long log show; None for a paste.
        timeline: What happened, and when.
    """

    text: str
    times: frozenset[str] | None
    timeline: Timeline

    def diagnose(
        self, context: str = "", product: str = "", known: Mapping[str, str] = NOTHING
    ) -> Diagnosis:
        """Say what is wrong, from all of it.

        Args:
            context: What somebody knows besides.
            product: The Zoho product, if it was said.
            known: What they chose from the table of `known.py`.
        """
        return diagnose(self.text, context, product, known, self.times)


def read_log(chunks: Iterable[bytes], find: Find | None = None) -> LogReading:
    """Read a log or a paste of any length, once, with a few MiB of memory.

    Args:
        chunks: Its bytes, in order; unpacked here where gzip compressed them.
        find: How signs are found in very much text; None for the fastest that can be had.
    """
    source = unpacked(chunks)
    start = b""
    for chunk in source:
        start += chunk
        if len(start) > (MOST_WRAPPED if may_be_wrapped(start) else _MOST_BYTES):
            break
    else:
        text = _text(start)
        if len(text) <= MOST_CHARACTERS or read_evidence(text).kind:
            return read_paste(text)
    return _read_long(start, source, find or best_find())


def read_paste(text: str) -> LogReading:
    """Read a text that somebody chose: every line of it counts."""
    tally = _Tally()
    for block in blocks(read_evidence(text).text[:MOST_CHARACTERS]):
        if _MAY_TELL.search(block.text):
            tally.count(block.at, block.shown, judge_passage(block.text, chosen=True))
    return LogReading(text, None, tally.timeline())


def _read_long(start: bytes, rest: Iterable[bytes], find: Find) -> LogReading:
    tally, clock = _Tally(), Clock()
    for found, text, sign in passages(chain([start], rest), find):
        judgement = tally.judge(_without(found, _text(text)), _text(sign))
        tells = judgement.cause or judgement.tags
        if found and tells and (stamp := read_stamp(found)):
            tally.count(clock.at(stamp), stamp.shown, judgement)
    kept = tally.kept()
    if not tally.has_times:  # no log: what it is shows at its start
        room = MOST_CHARACTERS - len(kept) - 1
        kept = f"{start.decode('utf-8', 'replace')[:room]}\n{kept}"
    return LogReading(kept, frozenset(tally.watch.derived), tally.timeline())


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _without(stamp: re.Match[str] | None, text: str) -> str:
    """Return a passage without its time, which makes it unlike all others."""
    return text[: stamp.start()] + text[stamp.end() :] if stamp else text


class Judgement(NamedTuple):
    """What one passage tells.

    Attributes:
        cause: The cause of its failure; None where it is none.
        tags: Those of its facts that a timeline goes by.
    """

    cause: str | None
    tags: frozenset[str]


def judge_passage(text: str, chosen: bool) -> Judgement:
    """Read one passage closely.

    Args:
        text: The passage.
        chosen: Whether somebody chose it, so that it is about Zoho whatever it says.
    """
    facts = gather_facts(text, times=())
    tags = WATCHED.intersection(facts.found)
    failed = any(facts.has(kind) for kind in _FAILURES)
    if not failed or not (chosen or names_zoho(text.encode()) or _has_code(facts, text)):
        return Judgement(None, tags)
    return Judgement(judge(facts).findings[0].cause.id, tags)


def _has_code(facts: Facts, text: str) -> bool:
    """Say whether it holds a code of Zoho's, not only a number or words that others use, too."""
    found = (fact for tag, fact in facts.found.items() if tag.startswith(ANSWERS))
    return any("_" in text[fact.start : fact.end] for fact in found)


class _Tally:
    """Counts, and remembers a bounded number of unlike passages."""

    def __init__(self) -> None:
        self.watch = Watch()
        self.has_times = False
        self._groups: dict[str, Group] = {}
        self._known: dict[str, Judgement] = {}
        self._kept: dict[tuple[str, ...], list[str]] = {}

    def judge(self, text: str, sign: str) -> Judgement:
        """Judge a passage that has a sign, or remember how one like it was judged."""
        start = max(0, text.find(sign) - _MOST_READ // 2)
        read = key = blanked(text[start : start + _MOST_READ])
        if len(self._known) >= MOST_JUDGED and key not in self._known:
            key = blanked(sign)
        if key not in self._known:
            self._known[key] = judge_passage(read, chosen=False)
            self._keep(read, self._known[key])
        return self._known[key]

    def _keep(self, text: str, judgement: Judgement) -> None:
        lanes = tuple(name for name, tags in LANES.items() if not judgement.tags.isdisjoint(tags))
        if judgement.cause or lanes:
            alike = self._kept.setdefault((judgement.cause or "", *lanes), [])
            if len(alike) < _OF_EACH:
                alike.append(text)

    def count(self, at: float, shown: str, judgement: Judgement) -> None:
        """Count a passage that has a time."""
        self.has_times = True
        self.watch.see(Event(at, judgement.tags))
        if judgement.cause:
            now = (at, shown)
            self._groups.setdefault(judgement.cause, Group(judgement.cause, now, now)).add(*now)

    def timeline(self) -> Timeline:
        """Return what happened when."""
        groups = sorted(self._groups.values(), key=lambda group: -group.count)
        return Timeline(self.watch, tuple(groups))

    def kept(self) -> str:
        """Return the passages for the diagnosis: failures, and what led to them.

        A reply to a refresh never brings a refresh token; beside refreshes it would look like a
        reply that lacks one.
        """
        refreshes = any("refreshes" in key for key in self._kept)
        texts = [
            text
            for key, alike in self._kept.items()
            if key[0] or not (refreshes and "tokens" in key)
            for text in alike
        ]
        return "\n".join(texts)[:MOST_CHARACTERS]
