"""Limits of so many in so long, each with a window of its own."""

from __future__ import annotations

from dataclasses import dataclass

from zoho_helpers.practice.state import MANY, State

WINDOW_SECONDS = 600
"""Ten minutes: so say all sources of the limit of refreshes."""
_MOST_WINDOWS = 5000
UNLIMITED = 1000
"""A limit beyond this is none, and nothing is counted: a load test would have to carry it along."""


@dataclass(frozen=True)
class Limit:
    """So many of something, in so long, for somebody.

    Attributes:
        what: What is counted, as the dashboard calls it.
        most: Name of the setting that says how many may be.
        seconds: Name of the setting that says in how long.
    """

    what: str
    most: str
    seconds: str


CODES = Limit("codes", "codes_per_window", "codes_window_seconds")
REFRESH_TOKENS = Limit(
    "refresh tokens", "refresh_tokens_per_window", "refresh_tokens_window_seconds"
)
LIMITS = (CODES, REFRESH_TOKENS)


def is_over(state: State, limit: Limit, whose: str) -> bool:
    """Count one more event, or say that there were too many in the window.

    Args:
        state: Remembers when the events were.
        limit: What is counted. An event beyond it is not counted.
        whose: A client id, or that and a user.
    """
    now, most = state.clock.now(), state.settings[limit.most]
    if most > UNLIMITED:
        return False
    recent = state.windows.setdefault(f"{limit.what} {whose}", [])
    # The clock can be moved back, too: what has not happened yet does not count.
    recent[:] = [at for at in recent if 0 <= now - at < state.settings[limit.seconds]]
    if len(recent) >= most:
        return True
    recent.append(now)
    if len(state.windows) > MANY:
        _forget_past(state, now)
    return False


def _forget_past(state: State, now: float) -> None:
    longest = max(state.settings[limit.seconds] for limit in LIMITS)
    for key in [key for key, at in state.windows.items() if not at or now - at[-1] >= longest]:
        del state.windows[key]
    for key in list(state.windows)[:-_MOST_WINDOWS]:
        del state.windows[key]
