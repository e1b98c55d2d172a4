"""How old a token is, although this machine's clock may be wrong, set back, or jump.

Three clocks help. A steady one, which nobody sets, measures all that happens in one process. Zoho's
own, told in the Date header of each reply, is the one that tokens die by. The machine's is asked
only for a token that another process got, before this one has heard from Zoho.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable

from zoho_helpers.tokens import Token

CLOCKS_DIFFER_SECONDS = 60
"""So far apart the clocks of two machines that share a store may be."""


def _find_steady() -> Callable[[], float]:
    """Return the clock that goes on while the machine sleeps, where the system has one."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):  # Linux; macOS
        number = getattr(time, name, None)
        if number is not None:
            return functools.partial(time.clock_gettime, number)
    return time.monotonic  # Windows', which does, too


steady_seconds = _find_steady()
"""Seconds since some moment of the past, which no setting of the clock changes."""


class ZohoClock:
    """Tells how long a token lives.

    Args:
        now: The machine's clock, POSIX seconds.
        steady: A clock that nobody sets, in seconds.
    """

    def __init__(
        self, now: Callable[[], float] = time.time, steady: Callable[[], float] = steady_seconds
    ) -> None:
        self.now, self.steady = now, steady
        self._heard: tuple[float, float] | None = None

    @property
    def has_heard(self) -> bool:
        """Whether Zoho's time is known."""
        return self._heard is not None

    def hear(self, zoho_time: float | None) -> None:
        """Take the time from a reply of Zoho's that has just come; None is no time."""
        if zoho_time is not None:
            self._heard = (zoho_time, self.steady())

    def seconds_left(self, token: Token) -> float:
        """Return how long an access token lives, 0 where that cannot be told.

        One that was made in the future cannot be trusted: the machine's clock has been set back,
        so that its age is not known. It counts as dead, which costs one refresh.
        """
        life, age = token.lifetime, self._age(token)
        return 0.0 if age < -CLOCKS_DIFFER_SECONDS else max(0.0, min(life, life - age))

    def _age(self, token: Token) -> float:
        if self._heard and token.issued_at is not None:
            zoho_time, heard_at = self._heard
            return zoho_time + self.steady() - heard_at - token.issued_at
        return self.now() - token.created_at
