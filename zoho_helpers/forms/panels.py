"""Values as escaped HTML that reads without any style: GitHub and untrusted notebooks drop CSS."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timezone
from html import escape, unescape
from pathlib import Path
from typing import Any

from zoho_helpers.errors import InputError, WalkthroughError
from zoho_helpers.handover import render_curl, render_python
from zoho_helpers.opening import attempt
from zoho_helpers.practice.behaviours import behaviour
from zoho_helpers.redaction import mask_text, mask_url
from zoho_helpers.redirect import AuthorizationResponse
from zoho_helpers.session import Session
from zoho_helpers.settings import Settings
from zoho_helpers.tokens import Token
from zoho_helpers.transcript import RoundTrip, WireRequest, display, display_url, show_request


class Panel:
    """Something to look at: HTML for notebooks, plain text for everything else.

    Args:
        html: Escaped HTML.
        text: A short plain form.
    """

    def __init__(self, html: str, text: str) -> None:
        self.html = html
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Return a two-column table; the values are escaped here."""
    cells = "".join(f"<tr>{cell('th', name)}{cell('td', value)}</tr>" for name, value in rows)
    return f"<table>{cells}</table>"


def cell(tag: str, text: str) -> str:
    """Return a cell of a table, `th` or `td`; the text is escaped here."""
    # JupyterLab aligns cells right unless told so here; GitHub drops the style and reads as well.
    return f'<{tag} align="left" style="text-align: left">{escape(text)}</{tag}>'


def code_block(text: str) -> str:
    """Return preformatted text, escaped."""
    return f"<pre>{escape(text)}</pre>"


def folded(title: str, text: str) -> str:
    """Return preformatted text under a title that opens on a click."""
    return f"<details><summary>{escape(title)}</summary>{code_block(text)}</details>"


def clock_time(seconds: float) -> str:
    """Return POSIX seconds as a time of day in UTC."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")


def duration(seconds: float) -> str:
    """Return a duration in words, such as `1 min 43 s`."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def wire(trip: RoundTrip) -> str:
    """Return a round trip as HTML: request, reply, and the same call as cURL and Python."""
    return (
        "<b>Request</b>"
        + code_block(trip.request_text)
        + "<b>Reply</b>"
        + code_block(trip.reply_text)
        + same_call(trip.request)
    )


def same_call(request: WireRequest) -> str:
    """Return a request as cURL and as Python, each under a title that opens on a click."""
    return folded("The same as cURL", display(render_curl(request))) + folded(
        "The same as Python", display(render_python(request))
    )


def browser_request(url: str) -> str:
    """Return a request that the browser makes, not we: as it goes over the wire, and as code."""
    request = WireRequest("GET", url)
    return "<b>Request</b>" + code_block(show_request(request)) + same_call(request)


def error_html(error: WalkthroughError, labels: dict[str, str] | None = None) -> str:
    """Return an error as HTML: which field, what was wrong, what to do."""
    field = error.field if isinstance(error, InputError) else ""
    label = (labels or {}).get(field, "")
    what = f"{label}: {error.what}" if label else error.what
    return f"<p>✗ <b>{escape(display(what))}</b></p><p>{escape(display(error.fix))}</p>"


def token_html(token: Token, now: float) -> str:
    """Return a token as a masked table."""
    refresh = str(token.refresh_token) if token.refresh_token else "none"
    return table(
        [
            ("access token", str(token.access_token)),
            ("lives until", f"{clock_time(token.expires_at)} ({_life(token, now)})"),
            ("refresh token", refresh),
            ("scopes", " ".join(token.scopes) or "not said"),
            ("API domain", display(token.api_domain or "not said")),
            ("data center", token.data_center),
        ]
    )


def _life(token: Token, now: float) -> str:
    left = token.seconds_left(now)
    return f"{duration(left)} left" if left else "expired"


def show_token(token: Token, session: Session) -> Panel:
    """Show a token, masked, with the time it has left."""
    return Panel(token_html(token, session.now()), f"token of {token.data_center}")


def show_file(path: Path) -> Panel:
    """Show a settings or token file with its secrets masked."""
    try:
        text = display(mask_text(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError):
        return Panel(f"<p>{escape(path.name)} is not there yet.</p>", path.name)
    return Panel(f"<p>{escape(path.name)}</p>{code_block(text)}", path.name)


def knowledge(*ids: str) -> str:
    """Return how we know each behavior: its grade, its date, and what it says."""
    rows = [behaviour(id) for id in ids]
    items = "".join(
        f"<li><b>{row.grade}</b>, {row.date}: {escape(row.does)} "
        f"<i>({_linked(row.source)})</i></li>"
        for row in rows
    )
    return f"<p>How we know:</p><ul>{items}</ul>" if rows else ""


def _linked(source: str) -> str:
    if source.startswith("https://") and " " not in source:
        return f'<a href="{escape(source)}">source</a>'
    return escape(source)


def see(session: Session, *behaviour_ids: str) -> Panel:
    """Show the newest round trip, masked, and how we know that Zoho behaves so.

    Args:
        session: Whose transcript.
        behaviour_ids: Rows of the behaviors table that this shows.
    """
    trip = session.transcript.last
    if trip is None:
        return Panel("<p>Nothing was sent yet.</p>", "Nothing was sent yet.")
    text = f"{trip.request.method} -> {trip.status or 'no reply'}"
    return Panel(wire(trip) + knowledge(*behaviour_ids), text)


def behaviours(*ids: str) -> Panel:
    """Show how we know some behaviors of Zoho."""
    return Panel(knowledge(*ids), ", ".join(ids))


def browser_sees(seen: dict[str, Any], *behaviour_ids: str) -> Panel:
    """Show what a browser got from practice Zoho: an error page, or where it was sent.

    Args:
        seen: Answer of `PracticeControl.as_user`.
        behaviour_ids: Rows of the behaviors table that this shows.
    """
    heading = re.search(r"<h1>(.*?)</h1>\s*(?:<p>(.*?)</p>)?", seen["body"], re.S)
    lines = [f"The browser is sent to {mask_url(seen['location'])}"]
    if heading:
        lines = [unescape(part) for part in heading.groups() if part]
    html = "<br>".join(escape(display(line)) for line in lines)
    text = display(" / ".join(lines))
    html = f"<p>The browser shows (HTTP {seen['status']}):</p><blockquote>{html}</blockquote>"
    return Panel(html + knowledge(*behaviour_ids), text)


def redirect_seen(response: AuthorizationResponse, *behaviour_ids: str) -> Panel:
    """Show what was pasted, one parameter a line, its code masked.

    Args:
        response: What was read from it.
        behaviour_ids: Rows of the behaviors table that this shows.
    """
    if not response.received:
        said = (
            "A code alone carries no state: nobody can check that it answers your request. The "
            "data center is taken from your settings."
        )
        return Panel(f"<p>{said}</p>", "a code alone")
    lines = "\n&".join(f"{name}={value}" for name, value in response.received)
    return Panel(code_block(display(lines)) + knowledge(*behaviour_ids), "the redirect, masked")


def explain(error: Any, session: Session | None = None) -> Panel:
    """Show an error as a sentence, for the break-it cells; anything else is shown as it is.

    Args:
        error: What `attempt` returned.
        session: Whose newest reply to show beside it; None for none.
    """
    if not isinstance(error, WalkthroughError):
        return Panel(f"<p>It worked: {escape(repr(error)[:200])}</p>", "It worked.")
    html = error_html(error) + f"<p><i>{type(error).__name__}, {escape(error.reason)}</i></p>"
    trip = session.transcript.last if session else None
    if trip:
        html += "<b>Reply</b>" + code_block(trip.reply_text)
        html += folded("The request", trip.request_text)
    return Panel(html, display(str(error)))


def show_link(url: str, session: Session) -> Panel:
    """Show an address to open, with the real Zoho address beside a practice one."""
    address = show_address(url, session)
    return Panel(link_html(url) + address.html, address.text)


def show_address(url: str, session: Session) -> Panel:
    """Show an address that is not for opening, one parameter a line."""
    shown = display_url(url, session.practice.url if session.practice else None)
    return Panel(code_block(re.sub(r"([?&])", r"\n\1", shown)), shown)


def link_html(url: str) -> str:
    """Return a link that opens in a new tab. Only http and https become links."""
    if not url.startswith(("http://", "https://")):
        return escape(mask_text(url))
    if display(url) != url:  # a stored output: the link would lead nowhere
        return "<p><i>Run this cell to get a link of your own.</i></p>"
    href = escape(url)
    # Underlined by hand: inside a widget, JupyterLab shows links like any other text.
    words = "<u>Open this in your browser</u>"
    return f'<p><a href="{href}" target="_blank" rel="noreferrer">{words}</a></p>'


def where(session: Session) -> Panel:
    """Show where the reader stands: profile, client, code, token, and what was done for them."""
    settings = attempt(lambda: session.settings)
    if isinstance(settings, WalkthroughError):
        return explain(settings)
    html = table(_standing(session, settings))
    if session.done_for_you:
        done = "; ".join(session.done_for_you)
        html += f"<p>Practice did these steps for you: {escape(done)}.</p>"
    return Panel(html, f"profile: {session.home.profile}")


def _standing(session: Session, settings: Settings) -> list[tuple[str, str]]:
    zoho = (
        f"practice Zoho at {display(session.practice.url)}" if session.practice else "Zoho itself"
    )
    ground = [("profile", session.home.profile), ("talks to", zoho)]
    stored = attempt(session.store.load)
    if isinstance(stored, WalkthroughError):
        return [*ground, ("token file", str(stored))]
    left = session.code_seconds_left()
    token = stored.token
    return [
        *ground,
        ("data center", settings.data_center),
        ("client id", settings.client_id or "none yet"),
        ("code in hand", f"yes, {duration(left)} left" if left else "none"),
        ("access token", _life(token, session.now()) if token else "none yet"),
        ("refresh token", "stored" if token and token.refresh_token else "none yet"),
    ]
