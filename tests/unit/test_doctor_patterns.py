"""No pattern that a paste meets can take longer than the paste is long."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

if sys.version_info >= (3, 11):
    from re import _constants as kinds
    from re import _parser as parser
else:
    import sre_constants as kinds
    import sre_parse as parser

from zoho_helpers.doctor import (
    evidence,
    excerpts,
    facts,
    logs,
    scopes,
    shapes,
    signs,
    stamps,
    topics,
    values,
    vendor,
    words,
)

WIDEST = 5000
"""Characters that one match may look at: what starts anywhere ends within a bounded way."""


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for table in (signs.TOKEN_ERRORS, signs.ERROR_PAGES, signs.API_ERRORS, signs.PROGRAM_ERRORS):
        yield from table
    yield from words.SAID
    yield from shapes.SHAPES.items()
    yield from shapes.HOMES.items()
    yield from values.DAMAGES.items()
    yield from values.EMPTY.items()
    yield from values.MISWRITTEN.items()
    yield from ((pattern.pattern, pattern) for pattern, _ in scopes._NEEDS)
    for module in (evidence, excerpts, facts, logs, scopes, shapes, stamps, topics, values, vendor):
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield f"{module.__name__}.{name}", value


PATTERNS = dict(patterns())


def endless(parsed: Any) -> Iterator[str]:
    """What a parsed pattern repeats without a bound."""
    for kind, value in parsed:
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT) and value[1] == kinds.MAXREPEAT:
            yield str(value[2])
        for part in value if isinstance(value, (tuple, list)) else [value]:
            for inner in part if isinstance(part, list) else [part]:
                if isinstance(inner, parser.SubPattern):
                    yield from endless(inner)


def is_bounded(pattern: re.Pattern[str]) -> bool:
    parsed = parser.parse(pattern.pattern, pattern.flags)
    return not list(endless(parsed)) and parsed.getwidth()[1] <= WIDEST


@pytest.mark.parametrize("name", PATTERNS)
def test_each_match_is_bounded(name: str) -> None:
    assert is_bounded(PATTERNS[name])


@pytest.mark.parametrize(
    ("pattern", "bounded"),
    [
        (r"\s*$", False),
        (r"a(?:b|c+)", False),
        (r"(?=x{2,})y", False),
        (r"(?:a{1,100}b){1,100}", False),
        (r"a{0,40}|b?", True),
    ],
)
def test_an_endless_one_would_be_seen(pattern: str, bounded: bool) -> None:
    assert is_bounded(re.compile(pattern)) == bounded
