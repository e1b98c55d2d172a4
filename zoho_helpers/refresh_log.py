"""What is remembered of a refresh token's refreshes, so that Zoho never has to refuse one.

Zoho allows ten in ten minutes for each refresh token and then refuses for the rest of them; asking
on seems to make that longer. The log stands in the store, so that all programs that share it count
together. What other programs send with the same refresh token it cannot see.

Sources: https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token-expiry.html for the
limit; public logs of throttled clients for the rest, read November 2026.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from zoho_helpers.errors import RefreshPaused, TokenEndpointError, WalkthroughError

REFRESHES, WINDOW_SECONDS = 10, 600
"""So many refreshes Zoho allows in so many seconds."""

ON_THE_WAY_SECONDS = 10
"""Zoho counts a request when it arrives: the first of ten may have been slower than the last."""

LONGEST_PAUSE_SECONDS = 60
"""After failures that are no throttling; the pauses before it are 1, 2, 4, ... seconds."""

THROTTLED = "Access Denied"


@dataclass(frozen=True)
class RefreshLog:
    """The newest refreshes with one refresh token, and what the last of them came to.

    Attributes:
        sent: When they were sent, POSIX seconds, oldest first; no more than ten.
        failures: How many have failed since one worked.
        paused_until: No program sends one before this, POSIX seconds.
        error: What the newest one failed with, masked; empty where it worked.
        throttled: Whether Zoho said that there were too many.
    """

    sent: tuple[float, ...] = ()
    failures: int = 0
    paused_until: float = 0.0
    error: str = ""
    throttled: bool = False

    def in_window(self, now: float) -> int:
        """Return how many of the ten are used up."""
        return len(self._recent(now))

    def trying(self, now: float) -> RefreshLog:
        """Return the log with one more. Written down before it is sent, it outlives its sender."""
        return replace(self, sent=(*self.sent, now)[-REFRESHES:])

    def worked(self) -> RefreshLog:
        """Return the log after a refresh that brought a token."""
        return RefreshLog(self.sent)

    def failed(self, error: WalkthroughError, now: float) -> RefreshLog:
        """Return the log after a refresh that brought none; nobody tries again for a while."""
        throttled = isinstance(error, TokenEndpointError) and error.error == THROTTLED
        failures = self.failures + 1
        pause = WINDOW_SECONDS if throttled else min(2.0 ** (failures - 1), LONGEST_PAUSE_SECONDS)
        return replace(
            self, failures=failures, paused_until=now + pause, error=error.what, throttled=throttled
        )

    def refuse_if_too_many(self, now: float) -> None:
        """Refuse what Zoho would refuse.

        Raises:
            RefreshPaused: Ten were sent in ten minutes, or Zoho said that there were too many.
        """
        if self.throttled and self._pause(now):
            what = "Zoho said that there were too many refreshes with this refresh token."
            raise self._paused(what, "refresh-throttled", self._pause(now))
        recent = self._recent(now)
        if len(recent) >= REFRESHES:
            wait = recent[-REFRESHES] + WINDOW_SECONDS + ON_THE_WAY_SECONDS - now
            what = f"{REFRESHES} refreshes in ten minutes are all that Zoho allows, and were sent."
            raise self._paused(what, "refresh-quota", wait)

    def refuse_if_paused(self, now: float) -> None:
        """Refuse what Zoho would refuse, and what has failed just now.

        Raises:
            RefreshPaused: As for `refuse_if_too_many`, or the newest refresh failed.
        """
        self.refuse_if_too_many(now)
        if self._pause(now):
            what = f"The last refresh failed: {self.error}"
            raise self._paused(what, "refresh-failed", self._pause(now))

    def _recent(self, now: float) -> list[float]:
        # The machine's clock can be set back: what has not happened yet does not count.
        window = WINDOW_SECONDS + ON_THE_WAY_SECONDS
        return [at for at in self.sent if 0 <= now - at < window]

    def _pause(self, now: float) -> float:
        left = self.paused_until - now
        return left if 0 < left <= WINDOW_SECONDS else 0.0

    def _paused(self, what: str, reason: str, wait: float) -> RefreshPaused:
        paused = RefreshPaused(
            what,
            f"Nothing was sent. Wait {math.ceil(wait)} seconds. Only the programs that share this "
            "store are counted: others with the same refresh token take from the same ten.",
            reason=reason,
            wait_seconds=wait,
        )
        paused.evidence = f"grant_type=refresh_token\n\n{self.error or what}"
        return paused
