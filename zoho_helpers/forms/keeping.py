"""Keeping tokens fresh: a stampede, the window of ten refreshes as a picture, and the inventory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zoho_helpers.errors import InputError
from zoho_helpers.forms.form import Field, WireForm
from zoho_helpers.forms.panels import Panel, cell, duration
from zoho_helpers.refresh_log import REFRESHES, WINDOW_SECONDS, RefreshLog
from zoho_helpers.session import Session
from zoho_helpers.stampede import Stampede, with_keeper, without_keeper
from zoho_helpers.token_file import Stored
from zoho_helpers.token_inventory import InventoryRow, build_inventory


def stampede(alone: Session, kept: Session) -> Panel:
    """Show what fifty threads do when their token runs out, without a keeper and with one.

    Args:
        alone: A practice session with a token, whose callers refresh by themselves.
        kept: Another one, whose callers ask a keeper.
    """
    outcomes = (("without a keeper", without_keeper(alone)), ("with a keeper", with_keeper(kept)))
    heads = "".join(cell("th", head) for head in ("", "wanted a token", "got one", "refreshes"))
    rows = "".join(_stampede_row(name, outcome) for name, outcome in outcomes)
    said = ", ".join(f"{name} {outcome.refreshes}" for name, outcome in outcomes)
    return Panel(f"<table><tr>{heads}</tr>{rows}</table>", f"refreshes: {said}")


def _stampede_row(name: str, outcome: Stampede) -> str:
    arrived = sorted(outcome.arrived.items())
    reasons = ", ".join(f"{count} {reason}" for reason, count in arrived)
    texts = (name, str(outcome.callers), str(outcome.served), f"{outcome.refreshes}: {reasons}")
    return "<tr>" + "".join(cell("td", text) for text in texts) + "</tr>"


def quota_window(session: Session) -> Panel:
    """Show how many of the ten refreshes in ten minutes are used up, and when, as a picture."""
    log, now = session.stored.refreshes, session.now()
    used = log.in_window(now)
    said = f"{used} of {REFRESHES} refreshes in ten minutes are used up."
    return Panel(f"<p>{said}</p>{_window_svg(log, now)}", said)


_LEFT, _WIDTH, _HEIGHT = 20, 600, 70


def _window_svg(log: RefreshLog, now: float) -> str:
    """Return the last ten minutes as SVG: a dot for each refresh, now at its right end."""
    ages = [now - at for at in log.sent if 0 <= now - at < WINDOW_SECONDS]
    dots = "".join(
        f'<circle cx="{_x(age):.0f}" cy="30" r="7" fill="#0072b2"><title>{duration(age)} ago'
        "</title></circle>"
        for age in ages
    )
    marks = "".join(
        f'<line x1="{_x(age)}" y1="24" x2="{_x(age)}" y2="42" stroke="currentColor"/>'
        f'<text x="{_x(age)}" y="58" text-anchor="middle">{words}</text>'
        for age, words in ((WINDOW_SECONDS, "10 min ago"), (300, "5 min ago"), (0, "now"))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH + 2 * _LEFT + 40}" '
        f'height="{_HEIGHT}" role="img" font-size="12" font-family="sans-serif" '
        'fill="currentColor"><title>Refreshes in the last ten minutes</title>'
        f'<line x1="{_LEFT + 20}" y1="30" x2="{_LEFT + 20 + _WIDTH}" y2="30" '
        f'stroke="currentColor"/>{marks}{dots}</svg>'
    )


def _x(age: float) -> float:
    return _LEFT + 20 + _WIDTH * (1 - age / WINDOW_SECONDS)


HEADS = (
    *("name", "access token", "made", "expires", "data center", "scopes", "refreshes"),
    "last error",
)


def inventory(session: Session) -> Panel:
    """Show all tokens of the profile's store, masked."""
    rows = build_inventory(session.store.load_all(), session.now())
    return Panel(_inventory_html(rows), f"{len(rows)} stored")


def _inventory_html(rows: Sequence[InventoryRow]) -> str:
    if not rows:
        return "<p>Nothing is stored.</p>"
    heads = "".join(cell("th", head) for head in HEADS)
    body = "".join(
        "<tr>" + "".join(cell("td", text) for text in _inventory_cells(row)) + "</tr>"
        for row in rows
    )
    return f"<table><tr>{heads}</tr>{body}</table>"


def _inventory_cells(row: InventoryRow) -> Iterator[str]:
    yield row.name or "(no name)"
    yield row.access_token or "none yet"
    yield f"{duration(row.age)} ago" if row.access_token else ""
    yield f"in {duration(row.seconds_left)}" if row.seconds_left else "expired"
    yield row.data_center
    yield " ".join(row.scopes)
    yield f"{row.refreshes} of {REFRESHES}"
    yield row.last_error


REFRESH, REVOKE, FORGET = "refresh", "revoke", "forget"
_ACTIONS = (
    ("Refresh: one of ten in ten minutes", REFRESH),
    ("Revoke: ends it at Zoho, for good", REVOKE),
    ("Forget: only here; it lives on at Zoho", FORGET),
)


class InventoryForm(WireForm[list[InventoryRow]]):
    """All stored tokens, and what can be done with each."""

    name = "inventory"
    title = "Your tokens"
    button = "Do it"

    def make_fields(self) -> list[Field]:
        """Which token, what to do, and whether that is meant."""
        stored = self.session.store.load_all()
        names = tuple((name or "(no name)", name) for name in sorted(stored)) or (("(none)", ""),)
        return [
            Field("token", "Token", names[0][1], "choice", names),
            Field("action", "What to do", REFRESH, "choice", _ACTIONS),
            Field("sure", "Yes, end or forget it", False, "check"),
        ]

    def act(self, values: dict[str, Any]) -> list[InventoryRow]:
        """Do it, and look again.

        Raises:
            InputError: It would end or lose a token, and nobody said that this is meant.
        """
        session = self._of(values["token"])
        if values["action"] != REFRESH and not values["sure"]:
            raise InputError(
                "This ends or loses a refresh token, so nothing was done.",
                "Tick the box if you mean it. For a new one somebody has to consent again.",
                reason="not-sure",
                field="sure",
            )
        if values["action"] == REFRESH:
            session.refresh()
        elif values["action"] == REVOKE:
            session.revoke()
        else:
            session.change_stored(lambda stored: Stored())
        return build_inventory(self.session.store.load_all(), self.session.now())

    def _of(self, name: str) -> Session:
        """Return the same session on another token; what it sends is seen in this one."""
        session = Session(self.session.home, self.session.practice, name=name)
        session.store, session.transport = self.session.store, self.session.transport
        session.transcript = self.session.transcript
        return session

    def show(self, result: list[InventoryRow]) -> str:
        """The tokens, masked."""
        return _inventory_html(result)
