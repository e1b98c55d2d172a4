"""What a log tells by its times, as a panel: a table and a picture."""

from __future__ import annotations

from html import escape

from zoho_helpers.doctor.logs import read_log
from zoho_helpers.doctor.timeline import Group, Timeline
from zoho_helpers.doctor.timeline_picture import timeline_svg
from zoho_helpers.forms.panels import Panel, table

_NOTHING = "No line of it has both a time and a failure."


def log_read(text: str) -> Panel:
    """Show which failures a log has, how often, since when, and what came before.

    The picture needs a trusted notebook; the table reads without. Nothing of the log but times is
    in either.

    Args:
        text: The log, however long.
    """
    timeline = read_log([text.encode("utf-8", "replace")]).timeline
    html = timeline_html(timeline)
    if not html:
        return Panel(f"<p>{escape(_NOTHING)}</p>", _NOTHING)
    said = ", ".join(f"{group.cause} {group.count}" for group in timeline.groups)
    return Panel(html, said or "no failure")


def timeline_html(timeline: Timeline) -> str:
    """Return what happened in a log as a table and a picture; empty for what is no log."""
    picture = timeline_svg(timeline)
    if not picture:
        return ""
    failures = table((group.cause, _counted(group)) for group in timeline.groups)
    return (failures if timeline.groups else "") + picture


def _counted(group: Group) -> str:
    if group.count == 1:
        return f"once, {group.first[1]}"
    return f"{group.count:,} times, from {group.first[1]} to {group.last[1]}"
