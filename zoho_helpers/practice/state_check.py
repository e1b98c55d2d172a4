"""A state that was read from a file is made fit to be used: it may be older, or edited by hand."""

from __future__ import annotations

from typing import Any

from zoho_helpers.practice.behaviours import DEFAULTS
from zoho_helpers.practice.limits import LIMITS
from zoho_helpers.practice.registration import CLIENT_TYPES
from zoho_helpers.practice.replies import CANNED, MOST_CANNED
from zoho_helpers.practice.state import State

ENTRY = frozenset(
    "at method path data_center parameters headers status reply reason".split()  # noqa: SIM905
)
"""What the journal's entries have."""


def make_fit(state: State) -> None:
    """Drop what this version does not know; it would fail on it at some request.

    Raises:
        ValueError: Something is of another kind than it has to be.
    """
    for client in state.clients.values():
        if client.client_type not in CLIENT_TYPES:
            raise ValueError(f"not a client type: {client.client_type!r}")
    _expect(int, state.seed, state.drawn, state.port)
    _expect((int, float), state.clock.offset, state.clock.frozen_at or 0)
    _expect(list, state.journal, state.next_replies, state.removed_users)
    _expect(dict, state.windows, state.consents, state.settings)
    state.settings = DEFAULTS | {
        name: value
        for name, value in state.settings.items()
        if type(value) is type(DEFAULTS.get(name))
    }
    state.next_replies = [name for name in state.next_replies if name in CANNED][:MOST_CANNED]
    state.journal = [one for one in state.journal if isinstance(one, dict) and set(one) >= ENTRY]
    known = tuple(f"{limit.what} " for limit in LIMITS)
    state.windows = {key: at for key, at in state.windows.items() if key.startswith(known)}


def _expect(kind: type | tuple[type, ...], *values: Any) -> None:
    for value in values:
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ValueError(f"not of the right kind: {value!r}"[:80])
