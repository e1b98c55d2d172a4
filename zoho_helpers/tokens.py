"""Tokens, and the arithmetic of how long they live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from zoho_helpers.redaction import Secret
from zoho_helpers.settings import split_scopes

ACCESS_TOKEN_SECONDS = 3600
"""Life of an access token at Zoho; used where a reply does not say."""

LONGEST_LIFE_SECONDS = 366 * 24 * 3600
"""A reply that promises a longer life than this is not believed."""


@dataclass(frozen=True)
class Token:
    """An access token and what came with it (RFC 6749 §5.1).

    Attributes:
        access_token: Opens the API for an hour.
        refresh_token: Gets new access tokens until it is revoked; None where Zoho sent none.
        created_at: When the access token was issued, POSIX seconds.
        expires_at: When it stops working, POSIX seconds.
        scopes: Scopes granted, as Zoho says them; empty where the reply does not.
        api_domain: Host for API calls as Zoho named it; None where the reply does not.
        data_center: Location of the data center that issued it, such as `eu`.
        client_id: The client it was issued to.
        issued_at: When it was issued by Zoho's own clock, POSIX seconds; None where the reply had
            no date. `created_at` and `expires_at` are by this machine's.
    """

    access_token: Secret
    refresh_token: Secret | None
    created_at: float
    expires_at: float
    scopes: tuple[str, ...]
    api_domain: str | None
    data_center: str
    client_id: str
    issued_at: float | None = None

    @property
    def lifetime(self) -> float:
        """Seconds from its making to its end, never less than 0."""
        return max(0.0, self.expires_at - self.created_at)

    def seconds_left(self, now: float) -> float:
        """Return the seconds until the access token expires, never less than 0."""
        return max(0.0, self.expires_at - now)

    def same_owner(self, other: Token) -> bool:
        """Say whether both tokens were issued to one client by one data center."""
        return (self.client_id, self.data_center) == (other.client_id, other.data_center)

    def keeping_refresh_token_of(self, older: Token | None) -> Token:
        """Return this token with the older one's refresh token where it brought none itself.

        A refresh reply at Zoho carries no refresh token: the old one stays valid. A refresh token
        of another client or data center is of no use here and is not taken over.
        """
        if self.refresh_token or older is None or not self.same_owner(older):
            return self
        return replace(self, refresh_token=older.refresh_token)


def parse_token_response(
    reply: Mapping[str, Any],
    *,
    data_center: str,
    client_id: str,
    now: float,
    issued_at: float | None = None,
) -> Token:
    """Read a token reply. The caller has checked that it carries an `access_token`.

    Args:
        reply: The JSON object of the token endpoint.
        data_center: Location of the data center that sent it.
        client_id: The client that asked.
        now: POSIX seconds at which it arrived.
        issued_at: The same by Zoho's clock, or None.
    """
    refresh_token = reply.get("refresh_token")
    usable = bool(refresh_token) and isinstance(refresh_token, str)
    return Token(
        access_token=Secret(str(reply["access_token"])),
        refresh_token=Secret(str(refresh_token)) if usable else None,
        created_at=now,
        expires_at=now + _lifetime_seconds(reply),
        scopes=split_scopes(str(reply.get("scope") or "")),
        api_domain=str(reply["api_domain"]) if reply.get("api_domain") else None,
        data_center=data_center,
        client_id=client_id,
        issued_at=issued_at,
    )


def _lifetime_seconds(reply: Mapping[str, Any]) -> float:
    # Old replies carry both: then expires_in_sec is seconds, and expires_in is milliseconds.
    name = "expires_in" if reply.get("expires_in_sec") is None else "expires_in_sec"
    try:
        seconds = float(reply[name])
    except (KeyError, TypeError, ValueError, OverflowError):
        return ACCESS_TOKEN_SECONDS
    return seconds if 0 < seconds <= LONGEST_LIFE_SECONDS else ACCESS_TOKEN_SECONDS
