"""The lines of a paste that tell something, made of words that are known to be harmless.

A report must show why, and nothing that is secret or personal, whatever was pasted. So an excerpt
is not the paste with some things masked: it is written anew from an allow-list of words, and all
else becomes the name of its shape, such as `«e-mail»`, or `…`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from zoho_helpers.doctor.facts import Facts
from zoho_helpers.doctor.harmless import CODES, HOSTS, WORDS
from zoho_helpers.doctor.shapes import SERVICES

MOST_LINES = 6
"""Lines of one excerpt."""
_AROUND = 70
"""Characters that are shown before and after what tells."""


@dataclass(frozen=True)
class Piece:
    """A part of a line: its text, all of it from the allow-list, and whether it tells."""

    text: str
    telling: bool


@dataclass(frozen=True)
class Line:
    """A line of the paste, with its number (from 1)."""

    number: int
    pieces: tuple[Piece, ...]


MASKS: Mapping[str, str] = {
    "e-mail": r"[^\s@<>\"'=&]{1,64}@[\w.-]{1,255}",
    "id token": r"eyJ[\w.-]{4,3000}",
    "client id": r"1000\.[0-9A-Z]{20,40}(?![\w.])",
    "token": r"100\d\.[\w.…]{1,400}",
    "address": r"(?:\d{1,3}\.){3}\d{1,3}|\[?(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}\]?",
    "time": r"\d{4}-\d\d-\d\d(?:[T ][\d:.,]{1,30}(?:Z|[+-]\d\d:?\d\d)?)?|\b\d\d:\d\d(?::\d\d)?\b",
    "secret": r"(?=[\w+/-]{0,400}\d)[\w+/-]{16,400}={0,2}",
    "id": r"\d{5,400}",
}
"""Shape -> pattern. What has one is shown as its name."""

_ZOHO = (
    r"(?:[\w-]{1,60}\.){0,3}zoho(?:apis|cloud|mcp)?"
    r"\.(?:com|eu|in|jp|ca|sa|uk|ae|sg)(?:\.(?:au|cn))?"
)
_PARTS = re.compile(
    r"(?P<hidden>(?i:\b(?:client_?secret|secret|password|passwd|passphrase|pwd|pin|user_?name|login))"
    r"['\"]?\s{0,3}(?:=>|[=:])\s{0,3}(?:\"[^\"\n]{1,400}|'[^'\n]{1,400}|[^\s'\"&,;<>]{1,400}))|"
    + "|".join(f"(?P<mask_{number}>{pattern})" for number, pattern in enumerate(MASKS.values()))
    + rf"|(?P<host>\b{_ZOHO}(?![.-]?\w))"
    + r"|(?P<scope>\b[A-Za-z]{2,20}(?:\.[A-Za-z_]{2,30}){1,3}\b)"
    + r"|(?P<mixed>(?:[^\W\d_]{1,400}\d|\d{1,400}[^\W\d_])[^\W_]{0,400})"
    + r"|(?P<word>[^\W\d_]{1,400})|(?P<number>\d{1,400})|(?P<blank>[ \t]{1,400})"
    + r"|(?P<mark>[!-/:-?\[-`{-~])|(?P<rest>.)",
    re.S,
)
_NAMES = tuple(f"«{name}»" for name in MASKS)
_UNKNOWN = "…"
_SCOPES = frozenset(name.lower() for name in SERVICES)


def excerpt(facts: Facts, tags: Iterable[str]) -> tuple[Line, ...]:
    """Return the lines in which these facts stand, with what tells marked.

    Args:
        facts: What was read.
        tags: Facts; those that stand nowhere in the paste show nothing.
    """
    found = (facts.found[tag] for tag in tags if tag in facts.found)
    spots = sorted((fact.start, fact.end) for fact in found if 0 <= fact.start < fact.end)
    by_line: dict[int, list[tuple[int, int]]] = {}
    for start, end in spots:
        by_line.setdefault(facts.text.rfind("\n", 0, start) + 1, []).append((start, end))
    return tuple(
        Line(facts.text.count("\n", 0, begin) + 1, tuple(_pieces(facts.text, begin, marked)))
        for begin, marked in list(by_line.items())[:MOST_LINES]
    )


def _pieces(text: str, begin: int, spots: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    stop = text.find("\n", spots[-1][1] - 1)
    stop = len(text) if stop < 0 else max(stop, spots[-1][1])
    at = max(begin, spots[0][0] - _AROUND)
    last = min(stop, spots[-1][1] + _AROUND)
    # A shape is seen whole only where the whole line is read: cut afterwards.
    pieces = [Piece(_UNKNOWN, False)] if at > begin else []
    for start, end, word in _words(text, begin, stop):
        if end <= at or start >= last:
            continue
        telling = any(start < to and end > since for since, to in spots)
        before = pieces[-1].text.rstrip() if pieces else ""
        if word == _UNKNOWN and before.endswith(_UNKNOWN):
            pieces[-1] = Piece(before, pieces[-1].telling)
            continue
        if pieces and pieces[-1].telling == telling:
            pieces[-1] = Piece(pieces[-1].text + word, telling)
        else:
            pieces.append(Piece(word, telling))
    yield from pieces


_MOST_OF_A_LINE = 4_000


def _words(text: str, start: int, stop: int) -> Iterator[tuple[int, int, str]]:
    """Yield what is shown of a line, part by part, with the place of each."""
    for match in _PARTS.finditer(text, start, min(stop, start + _MOST_OF_A_LINE)):
        yield match.start(), match.end(), harmless(match)


def harmless(match: re.Match[str]) -> str:
    """Return what is shown of one part of a line."""
    kind, part = str(match.lastgroup), match[0]
    if kind.startswith("mask_"):
        return _NAMES[int(kind[5:])]
    return _SHOWN[kind](part)


def _one_of(known: frozenset[str], otherwise: str) -> Callable[[str], str]:
    return lambda part: part if part.lower() in known else otherwise


@cache
def _dotted(part: str) -> str:
    names = part.split(".")
    known = names[0].lower() in _SCOPES or names[0].lower() in WORDS
    if known and all(name.lower() in WORDS for name in names[1:]):
        return part
    return _UNKNOWN if not known else f"{names[0]}.{_UNKNOWN}"


def _named(part: str) -> str:
    """Return the name of what people choose themselves, which may be made of plain words."""
    return re.split(r"(?<=[=:>])", part, maxsplit=1)[0] + "«hidden»"


_VERSIONS = frozenset({"oauth2", "http2", "x509", *(f"v{number}" for number in range(1, 10))})
_SHOWN: Mapping[str, Callable[[str], str]] = {
    "hidden": _named,
    "host": _one_of(HOSTS, "«host»"),
    "scope": _dotted,
    "mixed": _one_of(_VERSIONS, _UNKNOWN),
    "number": _one_of(CODES, _UNKNOWN),
    "word": _one_of(WORDS, _UNKNOWN),
    "blank": str,
    "mark": str,
    "rest": lambda part: " " if part in "\r\n" else _UNKNOWN,
}
"""What is shown of each part of a line that has no mask."""
