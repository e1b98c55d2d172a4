"""Where a time axis has its ticks, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import NamedTuple

from zoho_helpers.doctor.stamps import DAY, FIRST_YEAR

_MINUTE, _HOUR = 60, 3600
STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(_MINUTE * many for many in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * many for many in (1, 2, 3, 6, 12)),
    *(DAY * many for many in (1, 2, 7, 14, 30, 91, 182, 365)),
)
"""Seconds between ticks, of which people know at a glance where they are."""
MOST_TICKS = 9


class Tick(NamedTuple):
    """One tick.

    Attributes:
        at: POSIX seconds.
        text: The time of day, or the day where ticks are a day and more apart.
        below: The day, or the year, where it is another than the tick's before; else empty.
    """

    at: int
    text: str
    below: str


def ticks(first: float, last: float) -> Iterator[Tick]:
    """Yield a bounded number of ticks at round times, in UTC.

    Args:
        first: Where the axis begins, in POSIX seconds.
        last: Where it ends.
    """
    span = last - first
    step = next((step for step in STEPS if span / step < MOST_TICKS), None)
    step = step or STEPS[-1] * (1 + int(span / STEPS[-1] / MOST_TICKS))
    before = ""
    for number in range(-int(-first // step), int(last // step) + 1):
        moment = datetime.fromtimestamp(number * step, timezone.utc)
        text, below = _labels(moment, step)
        yield Tick(number * step, text, "" if below == before else below)
        before = below


def _labels(moment: datetime, step: int) -> tuple[str, str]:
    """Return what a tick says, and what stands below: no more than the log writes."""
    only_time = moment.year == FIRST_YEAR["clock"]
    month_day = f"day {moment.timetuple().tm_yday}" if only_time else f"{moment:%b} {moment.day}"
    year = "" if moment.year in FIRST_YEAR.values() else str(moment.year)
    if step >= DAY:
        return month_day, year
    time = f"{moment:%H:%M:%S}" if step < _MINUTE else f"{moment:%H:%M}"
    return time, f"{month_day}, {year}" if year else month_day
