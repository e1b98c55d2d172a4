"""How times are written in logs: a table of shapes, and the moment that each means."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from functools import lru_cache
from typing import NamedTuple

DAY = 86_400
YEAR = 366 * DAY
FIRST_YEAR = {"clock": 1970, "syslog": 2000}
"""What stands for a year that is not written; 2000 has a February 29."""
LAST = 4_102_444_800
"""The year 2100: no log has later times, and no picture room for them."""
_WHERE = 60
"""Characters from the start of a line within which its time stands."""
_MOST_OF_JSON = 4000
"""Characters of a line of JSON within which its time stands."""


class Shape(NamedTuple):
    """One way to write a time.

    Attributes:
        name: Its name; the group of the pattern.
        pattern: How it looks, without fraction and zone.
        day: How it reads without its hours, minutes and seconds, for `strptime`.
        period: Seconds after which the same text comes again; 0 where the year is written.
    """

    name: str
    pattern: str
    day: str
    period: int = 0


_CLOCK = r"\d\d:\d\d:\d\d"
_MONTH = r"[A-Z][a-z]{2}"
SHAPES = (
    Shape("iso", rf"\b\d{{4}}[-/]\d\d[-/]\d\d[T ]{_CLOCK}", "%Y-%m-%d"),
    Shape("common", rf"\b\d\d/{_MONTH}/\d{{4}}:{_CLOCK}", "%d-%b-%Y:"),
    Shape("day_month", rf"\b\d\d[- ]{_MONTH}[- ]\d{{4}} {_CLOCK}", "%d-%b-%Y"),
    Shape("ctime", rf"\b{_MONTH} {_MONTH} [ \d]\d {_CLOCK}(?:\.\d{{1,9}})? \d{{4}}", "%a %b %d %Y"),
    Shape("java", rf"\b{_MONTH} \d{{1,2}}, \d{{4}} [ \d]?\d:\d\d:\d\d [AP]M", "%b %d, %Y %p"),
    Shape("syslog", rf"\b{_MONTH} [ \d]\d {_CLOCK}", "%Y %b %d", YEAR),
    Shape("clock", rf"(?<![\d:]){_CLOCK}(?![\d:])", "%Y", DAY),
    Shape("epoch", r"(?<![\w.])1[5-9]\d{8}(?:\d{3})?(?!\w)", ""),
)
"""What stands first wins. Sources: what web servers, PHP, Java and syslog write if not told else."""

_BY_NAME = {shape.name: shape for shape in SHAPES}
_STAMP = re.compile(
    rf"(?:{'|'.join(f'(?P<{shape.name}>{shape.pattern})' for shape in SHAPES)})"
    r"(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\b)?"
)
_KEY = re.compile(r'"@?(?:timestamp|time|ts|datetime|date|asctime)"\s{0,2}:\s{0,2}"?(?=\d)', re.I)
_BARE_KEY = re.compile(r"^\W{0,2}$|\b(?:timestamp|time|ts)=\W?$", re.I)


class Stamp(NamedTuple):
    """The time of a line.

    Attributes:
        at: POSIX seconds; where the day is not written, of 1970's first; where the year is not, of 2000.
        shown: As it is written; of a number, what time it is in UTC.
        period: Seconds after which the same text comes again; 0 for never.
    """

    at: float
    shown: str
    period: int


def find_stamp(line: str) -> Stamp | None:
    """Return the time of a line of a log; None for a line that has none."""
    match = look_for_stamp(line)
    return read_stamp(match) if match else None


def look_for_stamp(line: str) -> re.Match[str] | None:
    """Return where a line has what looks like its time.

    It stands near the line's start, or in a line of JSON under a key such as `time`. A number of
    seconds or milliseconds counts at the very start or under such a key only.
    """
    if line.startswith("{"):
        key = _KEY.search(line, 0, _MOST_OF_JSON)
        if key:
            return _STAMP.match(line, key.end())
    match = _STAMP.search(line, 0, _WHERE)
    if match and match.lastgroup == "epoch" and not _BARE_KEY.search(line[: match.start()]):
        return None
    return match


def read_stamp(match: re.Match[str]) -> Stamp | None:
    """Return the time that was found; None where there is no such day or hour."""
    name = match.lastgroup or ""
    shape, text = _BY_NAME[name], match[name]
    if name == "epoch":
        at = int(text[:10])
        return Stamp(float(at), f"{datetime.fromtimestamp(at, timezone.utc):%Y-%m-%d %H:%M:%S}", 0)
    # The last colon stands before the seconds.
    colon = text.rfind(":")
    day = text[: colon - 5] + text[colon + 3 :].lstrip(".0123456789")
    midnight = _midnight(name, day, match[0][len(text) :].lstrip(".,0123456789 "))
    hours, minutes = int(text[colon - 5 : colon - 3]), int(text[colon - 2 : colon])
    seconds = int(text[colon + 1 : colon + 3])
    if midnight is None or hours > 23 or minutes > 59 or seconds > 60:
        return None
    hours = hours % 12 if name == "java" else hours
    return Stamp(midnight + hours * 3600 + minutes * 60 + seconds, match[0], shape.period)


@lru_cache(maxsize=1000)
def _midnight(name: str, day: str, zone: str) -> float | None:
    """Return when a day began, in POSIX seconds; noon where it says PM; None where it is none."""
    text = " ".join(day.rstrip("T").replace("/", "-").split())
    form = _BY_NAME[name].day
    if name == "day_month":
        text = text.replace(" ", "-")
    if _BY_NAME[name].period:
        text = f"{FIRST_YEAR[name]} {text}".rstrip()
    offset = "+0000" if zone in ("", "Z", "UTC", "GMT") else zone
    try:
        moment = datetime.strptime(f"{text} {offset}", f"{form} %z").timestamp()
    except ValueError:
        return None
    if not 0 <= moment < LAST:
        return None
    return moment + DAY / 2 if text.endswith("PM") else moment
