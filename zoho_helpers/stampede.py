"""What many callers do when a token runs out at once, with a keeper and without one.

Shown on practice Zoho only, whose journal counts what arrived.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from zoho_helpers.data_centers import find_by_location
from zoho_helpers.errors import InputError, WalkthroughError
from zoho_helpers.redaction import Secret
from zoho_helpers.session import Session
from zoho_helpers.token_endpoint import refresh_access_token

CALLERS = 50
LIFE_SECONDS = 3600


@dataclass(frozen=True)
class Stampede:
    """What came of it.

    Attributes:
        callers: How many wanted a token.
        served: How many got one.
        arrived: What arrived at practice Zoho: the reason of each answer, and how often.
    """

    callers: int
    served: int
    arrived: Mapping[str, int]

    @property
    def refreshes(self) -> int:
        """How many refreshes arrived."""
        return sum(self.arrived.values())


def without_keeper(session: Session, callers: int = CALLERS) -> Stampede:
    """Let each caller refresh by itself, as most programs do.

    Args:
        session: A practice session with a token; its hour is over afterwards.
        callers: How many threads.

    Raises:
        InputError: The session is live, or has no token.
    """
    center = find_by_location(session.centers, session.stored.token_in_hand.data_center)
    client, token = session.client, session.refresh_token
    send, now = session.transport.send, session.now

    def call() -> Secret:
        return refresh_access_token(send, center, client, token, now=now).access_token

    return _run(session, call, callers)


def with_keeper(session: Session, callers: int = CALLERS) -> Stampede:
    """Let all callers ask one keeper.

    Args:
        session: A practice session with a token; its hour is over afterwards.
        callers: How many threads.

    Raises:
        InputError: The session is live, or has no token.
    """
    return _run(session, session.keeper().access_token, callers)


def _run(session: Session, call: Callable[[], Secret], callers: int) -> Stampede:
    if session.practice is None:
        raise InputError("A stampede is shown on practice Zoho only.", "Switch to practice first.")
    session.practice.advance(LIFE_SECONDS + 1)
    before = len(session.practice.journal())
    with ThreadPoolExecutor(callers) as pool:
        served = sum(pool.map(lambda _: _is_served(call), range(callers)))
    arrived = session.practice.journal()[before:]
    refreshes = [one for one in arrived if one["parameters"].get("grant_type") == "refresh_token"]
    return Stampede(callers, served, Counter(str(one["reason"]) for one in refreshes))


def _is_served(call: Callable[[], Secret]) -> bool:
    try:
        return bool(call())
    except WalkthroughError:
        return False
