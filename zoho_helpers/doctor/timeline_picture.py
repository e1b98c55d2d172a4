"""A log's timeline as a picture: codes, tokens and their hour, refreshes, failures by cause.

It holds nothing of the log but times. Colors are those of Okabe and Ito that stand out on white
and on black; text and lines take the color of the page around them. There is no style and no
script in it, and a bounded number of marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from zoho_helpers.doctor.ticks import Tick, ticks
from zoho_helpers.doctor.timeline import HOUR, WINDOW, Bins, Timeline

WIDTH, LEFT, RIGHT, ROW, TOP = 960, 264, 70, 34, 34
"""Of the picture in pixels: in all; for names; for counts; a row; for the title."""
_ROOM = WIDTH - LEFT - RIGHT
_FEW = 60
"""Marks that a row has room for; where there are more, columns say how many."""
MOST_CAUSES = 12
"""Rows of failures; what is left over is counted in the last."""

SKY, ORANGE, GREEN, RED = "#56b4e9", "#e69f00", "#009e73", "#d55e00"


@dataclass(frozen=True)
class Row:
    """One row of the picture.

    Attributes:
        name: What it shows.
        bins: How often, and when.
        color: Of its marks.
        shape: `diamond`, `bar`, `circle` or `cross`: what is told by color is told by shape, too.
    """

    name: str
    bins: Bins
    color: str
    shape: str


def timeline_svg(timeline: Timeline, title: str = "What happened when") -> str:
    """Draw a log's timeline as SVG; empty where it has nothing to show.

    Args:
        timeline: What was read of a log.
        title: What stands above it, and what a screen reader says first.
    """
    rows = list(_rows(timeline))
    times = [edge for row in rows for start, end, _ in row.bins.spans() for edge in (start, end)]
    if not times:
        return ""
    scale = _Scale(min(times), max(times))
    bottom = TOP + ROW * len(rows)
    marks = "".join(_row(row, TOP + ROW * number, scale) for number, row in enumerate(rows))
    crowded = "".join(_crowded(timeline, rows, scale))
    axis = "".join(_axis(scale, bottom))
    height = bottom + 44
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'width="100%" font-family="system-ui, sans-serif" font-size="13" fill="currentColor">'
        f"<title>{escape(title)}</title><desc>{escape(_told(rows))}</desc>"
        f'<text x="0" y="18" font-weight="bold">{escape(title)}</text>'
        f"{axis}{marks}{crowded}</svg>\n"
    )


def _rows(timeline: Timeline) -> Iterator[Row]:
    lanes, crowded = timeline.watch.lanes, timeline.watch.crowded.total
    refreshes = "refreshes (framed: over 10 in 10 min)" if crowded else "refreshes"
    for lane, name, color, shape in (
        ("codes", "codes and refusals", ORANGE, "diamond"),
        ("tokens", "access tokens, an hour each", GREEN, "bar"),
        ("refreshes", refreshes, SKY, "circle"),
    ):
        if lanes[lane].total:
            yield Row(name, lanes[lane], color, shape)
    groups = timeline.groups
    shown = groups if len(groups) <= MOST_CAUSES else groups[: MOST_CAUSES - 1]
    for group in shown:
        yield Row(group.cause, group.bins, RED, "cross")
    if len(groups) > len(shown):
        rest = Bins()
        for group in groups[len(shown) :]:
            for start, _, count in group.bins.spans():
                rest.add(start, count)
        yield Row("all other causes", rest, RED, "cross")


class _Scale:
    """From POSIX seconds to pixels."""

    def __init__(self, first: float, last: float) -> None:
        self.first, self.last = first, max(last, first + 10)

    def x(self, at: float) -> float:
        part = (min(max(at, self.first), self.last) - self.first) / (self.last - self.first)
        return round(LEFT + _ROOM * part, 1)


def _row(row: Row, top: float, scale: _Scale) -> str:
    middle = top + ROW / 2
    name = f'<text x="{LEFT - 14}" y="{middle + 4}" text-anchor="end">{escape(row.name)}</text>'
    count = f'<text x="{WIDTH - RIGHT + 14}" y="{middle + 4}">{row.bins.total:,}</text>'
    line = (
        f'<line x1="{LEFT}" y1="{middle}" x2="{LEFT + _ROOM}" y2="{middle}" '
        'stroke="currentColor" stroke-opacity="0.2"/>'
    )
    most = max(row.bins.counts.values())
    mark = _MARKS[row.shape] if len(row.bins.counts) <= _FEW or row.shape == "bar" else _column
    marks = "".join(
        mark(scale, start, end, middle, row.color, _size(many, most))
        for start, end, many in row.bins.spans()
    )
    return f"<g>{name}{line}{marks}{count}</g>"


def _size(many: int, most: int) -> float:
    """Return how big a mark is, from 3 to 8 pixels each way: its area tells how many."""
    return round(3 + 5 * (many / most) ** 0.5 if most > 1 else 5, 1)


def _diamond(scale: _Scale, start: float, end: float, y: float, color: str, size: float) -> str:
    x = scale.x((start + end) / 2)
    return (
        f'<path d="M{x} {y - size}l{size} {size}l-{size} {size}l-{size} -{size}z" fill="{color}"/>'
    )


def _circle(scale: _Scale, start: float, end: float, y: float, color: str, size: float) -> str:
    x = scale.x((start + end) / 2)
    return f'<circle cx="{x}" cy="{y}" r="{size}" fill="{color}" fill-opacity="0.75"/>'


def _cross(scale: _Scale, start: float, end: float, y: float, color: str, size: float) -> str:
    x, d = scale.x((start + end) / 2), 2 * size
    return (
        f'<path d="M{x - size} {y - size}l{d} {d}m0 -{d}l-{d} {d}" stroke="{color}" '
        'stroke-width="2" fill="none"/>'
    )


def _bar(scale: _Scale, start: float, end: float, y: float, color: str, size: float) -> str:
    """Draw the life of tokens that were issued between two times, and when that was."""
    x, dies = scale.x(start), scale.x(end + HOUR)
    return (
        f'<rect x="{x}" y="{y - 7}" width="{max(dies - x, 2):.1f}" height="14" fill="{color}" '
        f'fill-opacity="0.5"/><rect x="{x}" y="{y - 10}" width="2" height="20" fill="{color}"/>'
    )


def _column(scale: _Scale, start: float, end: float, y: float, color: str, size: float) -> str:
    """Draw how many there were; the size is of a mark, from 3 to 8."""
    x, to, height = scale.x(start), scale.x(end), (size - 2) * 4
    return (
        f'<rect x="{x}" y="{y + 12 - height:.1f}" width="{max(to - x - 0.5, 1):.1f}" '
        f'height="{height:.1f}" fill="{color}"/>'
    )


_MARKS = {"diamond": _diamond, "circle": _circle, "cross": _cross, "bar": _bar}


def _crowded(timeline: Timeline, rows: list[Row], scale: _Scale) -> Iterator[str]:
    """Frame when there were more than ten refreshes in ten minutes, in their row."""
    lane = timeline.watch.lanes["refreshes"]
    top = next((TOP + ROW * at for at, row in enumerate(rows) if row.bins is lane), 0)
    for start, end in _merged((at - WINDOW, to) for at, to, _ in timeline.watch.crowded.spans()):
        x, to = scale.x(start), scale.x(end)
        yield (
            f'<rect x="{x - 1}" y="{top + 3}" width="{max(to - x, 0) + 2:.1f}" height="{ROW - 6}" '
            f'fill="none" stroke="{RED}" stroke-width="2"/>'
        )


def _merged(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield spans of time, those that touch as one."""
    begun: tuple[float, float] | None = None
    for start, end in spans:
        if begun and start <= begun[1]:
            begun = (begun[0], max(begun[1], end))
            continue
        if begun:
            yield begun
        begun = (start, end)
    if begun:
        yield begun


def _axis(scale: _Scale, bottom: float) -> Iterator[str]:
    yield (
        f'<line x1="{LEFT}" y1="{bottom}" x2="{LEFT + _ROOM}" y2="{bottom}" stroke="currentColor"/>'
    )
    for tick in ticks(scale.first, scale.last):
        yield _tick(tick, scale.x(tick.at), bottom)


def _tick(tick: Tick, x: float, bottom: float) -> str:
    return (
        f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom + 5}" stroke="currentColor" '
        f'stroke-opacity="0.25"/><text x="{x}" y="{bottom + 20}" text-anchor="middle">'
        f'{tick.text}</text><text x="{x}" y="{bottom + 36}" text-anchor="middle" '
        f'fill-opacity="0.7">{tick.below}</text>'
    )


def _told(rows: list[Row]) -> str:
    """Return in words what the picture shows."""
    return "How often each happened: " + ", ".join(f"{one.name} {one.bins.total}" for one in rows)
