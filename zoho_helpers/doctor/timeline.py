"""What a log tells by its times: which failures, how often, since when, and what came before."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from zoho_helpers.doctor.stamps import Stamp, find_stamp

HOUR, WINDOW, CODE_SECONDS, MANY = 3600, 600, 120, 11
"""Life of an access token; of a limit's window; of a code; refreshes that are too many in one."""
_SLACK = 60

MOST_BINS = 240
"""Of one kind of event; a picture has no room for more."""


@dataclass
class Block:
    """A line of a log that has a time, with the lines after it that have none.

    Attributes:
        at: POSIX seconds; where the day or the year is not written, see `stamps.FIRST_YEAR`.
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


def blocks(text: str) -> list[Block]:
    """Return a log in blocks, each with its time; empty for a text that is no log."""
    found: list[Block] = []
    clock = Clock()
    for line in text.splitlines():
        stamp = find_stamp(line)
        if stamp:
            found.append(Block(clock.at(stamp), stamp.shown, [line]))
        elif found:
            found[-1].lines.append(line)
    return found


class Clock:
    """Keeps times going where a log does not write the day or the year."""

    def __init__(self) -> None:
        self._turns = 0
        self._newest = 0.0

    def at(self, stamp: Stamp) -> float:
        """Return a time in POSIX seconds; after midnight, or New Year, it is the next one."""
        at = stamp.at + self._turns * stamp.period
        if stamp.period and at < self._newest - stamp.period / 2:
            self._turns += 1
            at += stamp.period
        self._newest = at
        return at


@dataclass(frozen=True)
class Event:
    """What one block of a log tells: when, and which facts."""

    at: float
    tags: frozenset[str]

    def has(self, *tags: str) -> bool:
        """Say whether it has one of these."""
        return not self.tags.isdisjoint(tags)


class Bins:
    """How often something happened, and about when, in a bounded number of bins.

    Attributes:
        width: Seconds of a bin; it doubles whenever there would be too many.
        counts: How often in each bin; the bin's number times `width` is when it begins.
    """

    def __init__(self, most: int = MOST_BINS) -> None:
        self.width = 1
        self.counts: Counter[int] = Counter()
        self._most = most

    def add(self, at: float, many: int = 1) -> None:
        """Count something that happened at `at`, in POSIX seconds."""
        self.counts[int(at // self.width)] += many
        while len(self.counts) > self._most:
            self.width *= 2
            halved: Counter[int] = Counter()
            for number, count in self.counts.items():
                halved[number // 2] += count
            self.counts = halved

    @property
    def total(self) -> int:
        """How often in all."""
        return self.counts.total()

    def spans(self) -> Iterator[tuple[float, float, int]]:
        """Yield when each bin begins and ends, in POSIX seconds, and its count, oldest first."""
        for number, count in sorted(self.counts.items()):
            yield number * self.width, (number + 1) * self.width, count


LANES: Mapping[str, tuple[str, ...]] = {
    "codes": ("sent:callback", "error:access_denied"),
    "tokens": ("reply:access-token",),
    "refreshes": ("grant:refresh_token",),
}
"""What a timeline shows besides failures, and the facts that count for each."""

_DEAD = ("api:dead", "api:books-57", "status:401")
_ANSWERED = ("status:200", "status:201", "sent:token-endpoint")
WATCHED = frozenset(chain(*LANES.values(), _DEAD, _ANSWERED, ("error:invalid_code",)))
"""The facts that a watch goes by."""


class Watch:
    """Follows the events of a log, one at a time, and remembers little.

    Attributes:
        derived: The facts that only the order and distance of events show.
        lanes: When things of each lane of `LANES` happened.
        crowded: When a refresh was one of more than ten in ten minutes.
    """

    def __init__(self) -> None:
        self.derived: set[str] = set()
        self.lanes = {name: Bins() for name in LANES}
        self.crowded = Bins()
        self._refreshes: deque[float] = deque(maxlen=MANY)
        self._issued: float | None = None
        self._called_back: float | None = None
        self._answered: float | None = None

    def see(self, event: Event) -> None:
        """Take the next event."""
        for name, tags in LANES.items():
            if event.has(*tags):
                self.lanes[name].add(event.at)
        self._see_refresh(event)
        self._see_token(event)
        self._see_code(event)

    def _see_refresh(self, event: Event) -> None:
        if not event.has("grant:refresh_token"):
            return
        self._refreshes.append(event.at)
        full = len(self._refreshes) == MANY
        # Where rotated files stand in another order, time goes back between them.
        if full and 0 <= event.at - self._refreshes[0] <= WINDOW:
            self.derived.add("derived:many-refreshes")
            self.crowded.add(event.at)

    def _see_token(self, event: Event) -> None:
        issued = self._issued
        if issued is not None and event.has(*_DEAD) and event.at - issued >= HOUR - _SLACK:
            self.derived.add("derived:hour-after-token")
        answered = self._answered
        if answered is not None and event.has(*_DEAD) and event.at - answered >= HOUR / 2:
            self.derived.add("derived:worked-then-dead")
        if event.has("reply:access-token") and not event.has("error:invalid_code"):
            self._issued = event.at
        if event.has("status:200", "status:201") and not event.has("sent:token-endpoint"):
            self._answered = event.at

    def _see_code(self, event: Event) -> None:
        refused = event.has("error:invalid_code") and not event.has("grant:refresh_token")
        called_back = self._called_back
        if refused and called_back is not None and event.at - called_back >= CODE_SECONDS:
            self.derived.add("derived:old-code")
        if event.has("sent:callback"):
            self._called_back = event.at


def derived_from_times(events: Sequence[Event]) -> Iterator[str]:
    """Yield the facts that only the order and distance of events show."""
    watch = Watch()
    for event in events:
        watch.see(event)
    yield from sorted(watch.derived)


@dataclass
class Group:
    """Failures of one cause in a log.

    Attributes:
        cause: The cause.
        first: When the oldest was, in POSIX seconds, and as it is written.
        last: When the newest was.
        bins: How often, and about when.
    """

    cause: str
    first: tuple[float, str]
    last: tuple[float, str]
    bins: Bins = field(default_factory=Bins)

    @property
    def count(self) -> int:
        """How many."""
        return self.bins.total

    def add(self, at: float, shown: str) -> None:
        """Count one more."""
        self.bins.add(at)
        if at < self.first[0]:
            self.first = (at, shown)
        if at >= self.last[0]:
            self.last = (at, shown)


@dataclass(frozen=True)
class Timeline:
    """What happened in a log, and when, by our own words.

    Attributes:
        watch: Codes, tokens and refreshes.
        groups: The failures by their cause, the most frequent first.
    """

    watch: Watch
    groups: tuple[Group, ...]
