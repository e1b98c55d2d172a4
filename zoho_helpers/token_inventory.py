"""All stored tokens at a glance, masked: whose, how old, how long yet, and what failed last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zoho_helpers.token_file import Stored


@dataclass(frozen=True)
class InventoryRow:
    """One stored token; nothing in it is secret.

    Attributes:
        name: Its name in the store; empty for the one without a name.
        access_token: Masked; empty where only an authorization is under way.
        refresh_token: Masked; empty where there is none.
        age: Seconds since the access token was made.
        seconds_left: Seconds that it lives yet, never less than 0.
        scopes: What it opens, as Zoho says it.
        data_center: Location of the data center that issued it.
        client_id: The client that it was issued to.
        refreshes: How many of the ten refreshes in ten minutes are used up.
        last_error: What the newest refresh failed with; empty where it worked.
    """

    name: str
    access_token: str = ""
    refresh_token: str = ""
    age: float = 0.0
    seconds_left: float = 0.0
    scopes: tuple[str, ...] = ()
    data_center: str = ""
    client_id: str = ""
    refreshes: int = 0
    last_error: str = ""


def build_inventory(stored: Mapping[str, Stored], now: float) -> list[InventoryRow]:
    """Return a row for each name of a store, in the order of the names.

    Args:
        stored: What `load_all` of the store returned.
        now: POSIX seconds.
    """
    return [_row(name, stored[name], now) for name in sorted(stored)]


def _row(name: str, stored: Stored, now: float) -> InventoryRow:
    token, log = stored.token, stored.refreshes
    if token is None:
        return InventoryRow(name)
    return InventoryRow(
        name=name,
        access_token=str(token.access_token),
        refresh_token=str(token.refresh_token or ""),
        age=max(0.0, now - token.created_at),
        seconds_left=token.seconds_left(now),
        scopes=token.scopes,
        data_center=token.data_center,
        client_id=token.client_id,
        refreshes=log.in_window(now),
        last_error=log.error,
    )
