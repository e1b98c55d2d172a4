"""What a log tells by its times: which failures, how often, since when, and what came before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

HOUR, WINDOW, CODE_SECONDS, MANY = 3600, 600, 120, 11
"""Life of an access token; of a limit's window; of a code; refreshes that are too many in one."""
_SLACK = 60

_STAMP = re.compile(
    r"(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?Z| ?[+-]\d\d:?\d\d)?)"
    r"|(?P<common>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})"
    r"|(?P<clock>(?<![\d:])\d\d:\d\d:\d\d(?![\d:]))"
)
_WHERE = 60
"""Characters from the start of a line within which its time stands."""


@dataclass
class Block:
    """A line of a log that has a time, with the lines after it that have none.

    Attributes:
        at: POSIX seconds; where only a time of day is given, of the first day.
        shown: The time as it is written.
        lines: The lines.
    """

    at: float
    shown: str
    lines: list[str]

    @property
    def text(self) -> str:
        """The lines as they stand in the log."""
        return "\n".join(self.lines)


@dataclass
class Group:
    """Failures of one cause in a log.

    Attributes:
        cause: The cause.
        times: When, as written, oldest first.
    """

    cause: str
    times: list[str] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """Return a log in blocks, each with its time; empty for a text that is no log."""
    found: list[Block] = []
    for line in text.splitlines():
        stamp = _STAMP.search(line[:_WHERE])
        at = _seconds(stamp) if stamp else None
        if stamp and at is not None:
            found.append(Block(at, stamp[0], [line]))
        elif found:
            found[-1].lines.append(line)
    return found


def _seconds(stamp: re.Match[str]) -> float | None:
    text = stamp["iso"] or stamp["common"] or f"2000-01-01T{stamp['clock']}"
    shape = "%d/%b/%Y:%H:%M:%S" if stamp["common"] else "%Y-%m-%dT%H:%M:%S"
    if stamp["iso"]:
        text = re.sub(r"[.,]\d+", "", text).replace(" ", "T", 1)
        text = text.replace(" ", "").replace("Z", "+0000")
    if re.search(r"[+-]\d\d:?\d\d$", text):
        text, shape = text.replace(" ", ""), f"{shape}%z"
    try:
        moment = datetime.strptime(text, shape)  # noqa: DTZ007 - without a zone it is UTC, below
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


@dataclass(frozen=True)
class Event:
    """What one block of a log tells: when, and which facts."""

    at: float
    tags: frozenset[str]

    def has(self, *tags: str) -> bool:
        """Say whether it has one of these."""
        return not self.tags.isdisjoint(tags)


def derived_from_times(events: Sequence[Event]) -> Iterator[str]:
    """Yield the facts that only the order and distance of events show."""
    refreshes = [event.at for event in events if event.has("grant:refresh_token")]
    pairs = zip(refreshes, refreshes[MANY - 1 :], strict=False)
    if any(last - first <= WINDOW for first, last in pairs):
        yield "derived:many-refreshes"
    if _follows(events, _is_issued, _is_dead, HOUR - _SLACK):
        yield "derived:hour-after-token"
    if _follows(events, _is_answered, _is_dead, HOUR / 2):
        yield "derived:worked-then-dead"
    if _follows(events, lambda e: e.has("sent:callback"), _is_refused_code, CODE_SECONDS):
        yield "derived:old-code"


def _is_issued(event: Event) -> bool:
    return event.has("reply:access-token") and not event.has("error:invalid_code")


def _is_answered(event: Event) -> bool:
    return event.has("status:200", "status:201") and not event.has("sent:token-endpoint")


def _is_dead(event: Event) -> bool:
    return event.has("api:dead", "api:books-57", "status:401")


def _is_refused_code(event: Event) -> bool:
    return event.has("error:invalid_code") and not event.has("grant:refresh_token")


def _follows(
    events: Sequence[Event],
    first: Callable[[Event], bool],
    then: Callable[[Event], bool],
    seconds: float,
) -> bool:
    """Say whether something came so long after the newest of something else."""
    newest: float | None = None
    for event in events:
        if newest is not None and then(event) and event.at - newest >= seconds:
            return True
        if first(event):
            newest = event.at
    return False


def group_failures(log: Sequence[Block], cause_of: Callable[[str], str | None]) -> list[Group]:
    """Return the failures of a log by their cause, the most frequent first.

    Args:
        log: Its blocks.
        cause_of: Says the cause of a block; None for one that is no failure.
    """
    groups: dict[str, Group] = {}
    for block in log:
        cause = cause_of(block.text)
        if cause:
            groups.setdefault(cause, Group(cause)).times.append(block.shown)
    return sorted(groups.values(), key=lambda group: -len(group.times))
