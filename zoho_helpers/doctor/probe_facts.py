"""What probes found as facts: from results, or from a paste that has the block of a check in it.

probe:client-known:eu      a verdict of `customer_check.VERDICTS`, and where
probe:client-not-here      the data center that is used does not know the client id
probe:client-elsewhere     another one does
probe:client-nowhere       all were asked, and none does
probe:no-answer            no answer from where one is needed
probe:page-in-between      a web page instead
probe:outage-here          a status of 500 and more
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from zoho_helpers.doctor.customer_check import (
    CENTERS,
    ERRORS,
    FAILURES,
    HEADING,
    MARK,
    PROBES,
    VERDICTS,
    ProbeResult,
)

DERIVED = (
    "client-not-here",
    "client-elsewhere",
    "client-nowhere",
    "no-answer",
    "page-in-between",
    "outage-here",
)
"""What follows from several results, or from where they are of."""

_HEADING = re.compile(re.escape(HEADING.partition(",")[0]) + r", version \d")
_ROW = re.compile(r'\{"probe":[^{}]{0,2000}\}')
_MARK = re.compile(rf'\{{\s*"{MARK}\s*"')
MOST_CHARACTERS, MOST_BLOCKS = 8_000, 10
"""Of one block, as it is wrapped and quoted, and of one paste; what comes after is not read."""


def facts_of(results: Sequence[ProbeResult]) -> tuple[str, ...]:
    """Return the tags of results of one run, each once."""
    found = [f"probe:{one.verdict}:{one.data_center}" for one in results]
    return tuple(dict.fromkeys([*found, *(f"probe:{name}" for name in _derived(results))]))


def _derived(results: Iterable[ProbeResult]) -> Iterator[str]:
    results = list(results)
    known = {one.data_center for one in results if one.verdict == "client-known"}
    unknown = {one.data_center for one in results if one.verdict in ("client-unknown", "not-sent")}
    here = {one.data_center for one in results if one.here}
    if unknown & here:
        yield "client-not-here"
    if known - here:
        yield "client-elsewhere"
    if unknown >= set(CENTERS):
        yield "client-nowhere"
    verdicts = {one.verdict for one in results if one.here}
    if verdicts & set(FAILURES):
        yield "no-answer"
    if "html" in verdicts:
        yield "page-in-between"
    if "outage" in verdicts:
        yield "outage-here"


# The block in a paste


Found = Iterator[tuple[str, int, int]]


def check_results(text: str) -> Found:
    """Yield the tags of each block in a text, and where it stands."""
    for start, end, rows in _blocks(text):
        for tag in facts_of([row for row in map(_read_row, rows) if row]):
            yield tag, start, end


def around_check_results(reader: Callable[[str], Found]) -> Callable[[str], Found]:
    """Return a reader that does not see blocks, nor the words for people before them.

    They are of what was found, not of what somebody says or what Zoho answered.
    """
    return lambda text: reader(_without_blocks(text) if MARK in text else text)


def _without_blocks(text: str) -> str:
    """Return the text with blanks there, each other character where it was."""
    for start, end, _ in _blocks(text):
        heading = _HEADING.search(text, 0, start)
        begin = heading.start() if heading else start
        text = text[:begin] + re.sub(r"[^\n]", " ", text[begin:end]) + text[end:]
    return text


def _blocks(text: str) -> list[tuple[int, int, list[str]]]:
    """Return each block: where it begins and ends, and its rows as JSON.

    Mail programs wrap lines and put signs before them. No value of the block holds a blank or one
    of those signs, so that they can be dropped wherever they stand.
    """
    starts = [mark.start() for mark in _MARK.finditer(text)]
    found = []
    for start, next_start in list(pairwise([*starts, len(text)]))[:MOST_BLOCKS]:
        piece = text[start : min(next_start, start + MOST_CHARACTERS)]
        kept = [at for at, sign in enumerate(piece) if "!" <= sign <= "~" and sign not in ">|="]
        rows = list(_ROW.finditer("".join(piece[at] for at in kept)))
        last = kept[rows[-1].end() - 1] if rows else len(MARK)
        found.append((start, start + last + 1, [row[0] for row in rows]))
    return found


def _read_row(row: str) -> ProbeResult | None:
    """Return a row of a block; None where anything in it is not of our vocabulary."""
    try:
        data: dict[str, Any] = json.loads(row)
        result = ProbeResult(**{**data, "scopes": ()})
    except (ValueError, TypeError, RecursionError):
        return None
    words = (
        (result.probe, PROBES),
        (result.data_center, CENTERS),
        (result.verdict, VERDICTS),
        (result.error, {"", *ERRORS}),
    )
    is_ours = all(isinstance(word, str) and word in known for word, known in words)
    return result if is_ours and isinstance(result.here, bool) else None
