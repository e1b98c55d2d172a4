"""Limits of so many in so long, each with a window of its own."""

from __future__ import annotations

from zoho_helpers.practice.state import MANY, State

WINDOW_SECONDS = 600
"""Ten minutes: so say all sources of the limit of refreshes."""


def is_over(state: State, key: str, most: int) -> bool:
    """Count one more event, or say that there were too many in the last ten minutes.

    Args:
        state: Remembers when the events were.
        key: What is counted, such as `codes ID`.
        most: So many are allowed; an event beyond it is not counted.
    """
    now = state.clock.now()
    recent = [at for at in state.windows.get(key, ()) if now - at < WINDOW_SECONDS]
    if len(recent) >= most:
        state.windows[key] = recent
        return True
    state.windows[key] = [*recent, now]
    if len(state.windows) > MANY:
        _forget_past(state, now)
    return False


def _forget_past(state: State, now: float) -> None:
    for key in [key for key, at in state.windows.items() if now - at[-1] >= WINDOW_SECONDS]:
        del state.windows[key]
