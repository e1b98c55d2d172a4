"""The dashboard's HTML. Every value is escaped; without JavaScript it only does not move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from html import escape
from typing import Any, NamedTuple

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice.pages import fill, page


class Row(NamedTuple):
    """A row of a table, and its button as (deed, value, label); None for no button."""

    cells: tuple[str, ...]
    deed: tuple[str, str, str] | None = None


def dashboard(
    location: str, live_part: str, canned: list[str], settings: list[Row], waiting: list[str]
) -> str:
    """Return the whole page.

    Args:
        location: Data center whose root it is.
        live_part: What `live` returned.
        canned: Names of the one-shot replies.
        settings: Settings that are not at their default: name, value, default.
        waiting: One-shot replies that were ordered and not played yet.
    """
    up = "" if location == "us" else "../"
    others = " ".join(
        f'<a href="{up}{name + "/" if name != "us" else ""}">{name}</a>'
        for name in ZOHO
        if name != location
    )
    users = "".join(f'<option value="{x}">{escape(ZOHO[x].country)}</option>' for x in ZOHO)
    content = fill(
        "dashboard.html",
        country=escape(ZOHO[location].country),
        others=others,
        live=live_part,
        users=users.replace(f'"{location}"', f'"{location}" selected'),
        canned="".join(f"<option>{escape(name)}</option>" for name in canned),
        waiting=escape(", ".join(waiting)) or "none",
        settings=_table(("Setting", "Value", "Default"), settings, "All are at their default."),
    )
    return page("Dashboard", content, wide=True)


def live(
    now: float,
    frozen: bool,
    *,
    clients: list[Row],
    codes: list[Row],
    tokens: list[Row],
    windows: list[Row],
    journal: Iterable[Mapping[str, Any]],
) -> str:
    """Return the part that changes by itself.

    Args:
        now: POSIX seconds of practice Zoho's clock.
        frozen: Whether that clock stands still.
        clients: Name, id, type, data centers.
        codes: Kind, masked code, client, time left.
        tokens: Kind, masked token, client, user, time left.
        windows: Limit, whose, used, time until it is over.
        journal: Entries, newest first.
    """
    moment = datetime.fromtimestamp(now, timezone.utc)
    return fill(
        "live.html",
        now=f"{moment:%Y-%m-%d %H:%M:%S} UTC",
        runs="stands still" if frozen else "runs",
        clients=_table(("Client", "Client ID", "Type", "Data centers"), clients, "None yet."),
        codes=_table(("Kind", "Code", "Client", "Time left"), codes, "None alive."),
        tokens=_table(("Kind", "Token", "Client", "User", "Time left"), tokens, "None alive."),
        windows=_table(("Limit", "Whose", "Used", "Over in"), windows, "Nothing counted now."),
        journal="\n".join(map(_entry, journal)) or '<p class="soft">No request yet.</p>',
    )


def _table(heads: tuple[str, ...], rows: list[Row], nothing: str) -> str:
    if not rows:
        return f'<p class="soft">{escape(nothing)}</p>'
    has_deeds = any(row.deed for row in rows)
    head = "".join(f"<th>{escape(name)}</th>" for name in heads) + "<th></th>" * has_deeds
    body = "".join(
        "<tr>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells)
        + (f"<td>{_button(*row.deed) if row.deed else ''}</td>" if has_deeds else "")
        + "</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def _button(deed: str, value: str, label: str) -> str:
    return (
        '<form method="post" action="dashboard" class="inline">'
        f'<input type="hidden" name="do" value="{escape(deed)}">'
        f'<button class="plain small" name="value" value="{escape(value)}">{escape(label)}</button>'
        "</form>"
    )


def _entry(entry: Mapping[str, Any]) -> str:
    """Return one journal entry: what came, what was answered, and why."""
    parameters = "\n".join(f"{name}={value}" for name, value in entry["parameters"].items())
    return fill(
        "entry.html",
        at=escape(entry["at"][11:19]),
        request=escape(f"{entry['method']} {entry['path']}"),
        data_center=escape(entry["data_center"]),
        status=entry["status"],
        kind="bad" if entry["status"] >= 400 or '"error"' in entry["reply"] else "good",
        reason=escape(entry["reason"]),
        parameters=escape(parameters) or "none",
        reply=escape(entry["reply"]) or "empty",
    )
