"""What the `token` command says, and errors in a terminal: pure functions from data to text.

Source of the console's clicks: https://www.zoho.com/accounts/protocol/oauth-setup.html and the
self client pages beside it, read November 2026. Nobody could click the console itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timezone

from zoho_helpers.data_centers import ZOHO, DataCenter
from zoho_helpers.refresh_log import REFRESHES
from zoho_helpers.token_inventory import InventoryRow
from zoho_helpers.tokens import Token

COMMAND = "python -m zoho_helpers token"
CLICKS_READ = "November 2026"
KINDS = {"self": "self client", "server": "server-based client"}

CONSENT_COST = """
This makes a new refresh token, one of 20 that Zoho keeps for you and this client. Where there are
20, the oldest dies, and it may be the one that your production uses. Use a client of your own for
learning."""

_FOR_TERMINAL = (
    (r"Go back to 02_authorize and open the authorization URL again", "Try again"),
    (r"Walk through 02 to 04 again", "Run `token get`"),
    (r"walk through 02 to 04 again", "run `token get`"),
    (r"Walk through 02 to 04 first, or run", "Run"),
    (r"say that it may be overwritten", "add --overwrite"),
    (r"\bin 0[1-4]_\w+", "with `token get`"),
    (r"\b0[1-4]_\w+", "`token get`"),
    (r"\b05_\w+", "`token refresh`"),
    (r"press the button again", "try again"),
    (r"un the set-up cell(?: at the top)? again", "un the command again"),
    (r"`token (?=\w+`)", f"`{COMMAND} "),
)
"""What errors say to a reader of the notebooks, and how it is said in a terminal."""


def for_terminal(text: str) -> str:
    """Return an error's sentences with commands where they name notebooks and buttons."""
    for pattern, said in _FOR_TERMINAL:
        text = re.sub(pattern, said, text)
    return text


def register_clicks(client_type: str, center: DataCenter, redirect_uri: str) -> str:
    """Return the clicks in the API console that register a client, one a line."""
    asked = {
        "self": ["Press CREATE, then OK."],
        "server": [
            "Enter a Client Name, and a Homepage URL such as https://example.com.",
            f"Authorized Redirect URIs: {redirect_uri}",
            "Press CREATE.",
        ],
    }[client_type]
    kind = {"self": "Self Client", "server": "Server-based Applications"}[client_type]
    return _numbered(
        f"In Zoho's API console (its pages as read in {CLICKS_READ}; it may look different now):",
        f"Open {center.console_url} and sign in. If you have this client, go to the last line.",
        "Press GET STARTED; where there are clients already, ADD CLIENT at the top right.",
        f"{kind}: press CREATE NOW.",
        *asked,
        "The tab Client Secret shows the Client ID and the Client Secret.",
    )


def code_clicks(scopes: tuple[str, ...]) -> str:
    """Return the clicks that make a self client's code, one a line."""
    return _numbered(
        "Now a code, in the same place:",
        "Open the tab Generate Code.",
        f"Scope: {','.join(scopes)}",
        "Time Duration: 3 minutes is the default, 10 are the most. Scope Description: any words.",
        "Press CREATE. Where you are asked, choose the product and the organization, and CREATE.",
        "Copy the code and paste it here before its minutes are over. It works once.",
    )


def consent_steps(url: str, redirect_uri: str) -> str:
    """Return what to do in the browser with an authorization URL."""
    return f"""
Open this in your browser, sign in and press Accept:

{url}

It sends you to {redirect_uri}. The page may not load: that is fine.
Copy the whole address from the address bar, at once: its code dies in a minute or two.
"""


def _numbered(title: str, *lines: str) -> str:
    return "\n".join(["", title, *(f"  {at}. {line}" for at, line in enumerate(lines, 1)), ""])


def describe_token(token: Token, now: float) -> str:
    """Return a stored token as text, its secrets masked, one property a line."""
    made = datetime.fromtimestamp(token.created_at, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    left = token.expires_at - now
    rows = {
        "Access token": str(token.access_token),
        "  made": f"{in_words(now - token.created_at)} ago ({made})",
        "  expires": f"in {in_words(left)}" if left > 0 else f"it did, {in_words(-left)} ago",
        "Refresh token": str(token.refresh_token or "none: Zoho gives it for offline access"),
        "Scopes": ", ".join(token.scopes) or "not told",
        "Data center": f"{token.data_center} ({ZOHO[token.data_center].country})",
        "API domain": token.api_domain or "not told",
        "Client": token.client_id,
    }
    return "\n".join(f"{name:<16} {value}" for name, value in rows.items())


def describe_inventory(rows: Sequence[InventoryRow]) -> str:
    """Return stored tokens as a table, one a line, with what failed last below it."""
    head = ("NAME", "ACCESS TOKEN", "MADE", "EXPIRES", "DATA CENTER", "REFRESHES", "SCOPES")
    lines = [head, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = []
    for at, line in enumerate(lines):
        pairs = zip(line, widths, strict=True)
        table.append("  ".join(f"{cell:<{width}}" for cell, width in pairs).rstrip())
        if at and rows[at - 1].last_error:
            table.append(f"  the last refresh failed: {rows[at - 1].last_error}")
    table.append("REFRESHES: of the ten that Zoho allows in ten minutes, by these programs.")
    return "\n".join(table)


def _cells(row: InventoryRow) -> tuple[str, ...]:
    name = row.name or "(no name)"
    if not row.access_token:
        return (name, "none yet", *[""] * 5)
    return (
        name,
        row.access_token,
        f"{in_words(row.age)} ago",
        f"in {in_words(row.seconds_left)}" if row.seconds_left else "it did",
        row.data_center,
        f"{row.refreshes} of {REFRESHES}",
        ", ".join(row.scopes) or "not told",
    )


def in_words(seconds: float) -> str:
    """Return a length of time in a fitting unit, such as `48 minutes`; below 0 counts as 0."""
    units = (("day", 86_400, 2), ("hour", 3_600, 2), ("minute", 60, 1))
    unit, length = next(
        ((unit, length) for unit, length, least in units if seconds >= least * length),
        ("second", 1),
    )
    number = max(0, int(seconds // length))
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def next_steps(token: Token, token_file: str, console_url: str, option: str) -> str:
    """Return what to do with a new token, and how to clean up.

    Args:
        token: The new token.
        token_file: Name of the file that holds it.
        console_url: Where its client can be deleted.
        option: What the commands need on top, such as ` --profile practice`; empty in live.
    """
    host = token.api_domain or ZOHO[token.data_center].api_domain
    return f"""
What to do next
  Call an API of {host}, for an hour, with the header
    Authorization: Zoho-oauthtoken ACCESS_TOKEN   (it stands in {token_file})
  {COMMAND} refresh{option}   gets the next access token
To clean up
  {COMMAND} revoke{option}    ends the refresh token and its access tokens
  Then delete both files, and the client in {console_url} where nothing else uses it."""
