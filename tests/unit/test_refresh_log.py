"""The log of refreshes: ten in ten minutes, and pauses after what failed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import NOW
from zoho_helpers.errors import RefreshPaused, TokenEndpointError, TransportError
from zoho_helpers.refresh_log import REFRESHES, WINDOW_SECONDS, RefreshLog

GONE = TransportError("Nobody answered.", reason="unreachable")
THROTTLED = TokenEndpointError("Zoho says no.", error="Access Denied", http_status=400)


def sent(*moments: float) -> RefreshLog:
    log = RefreshLog()
    for moment in moments:
        log = log.trying(NOW + moment)
    return log


def wait(log: RefreshLog, now: float, *, pressed: bool = False) -> float:
    """Return for how long the log refuses; 0 where it does not."""
    try:
        (log.refuse_if_too_many if pressed else log.refuse_if_paused)(NOW + now)
    except RefreshPaused as paused:
        return paused.wait_seconds
    return 0.0


@pytest.mark.parametrize(
    ("log", "now", "seconds"),
    [
        (sent(), 0, 0),
        (sent(*range(9)), 9, 0),
        (sent(*range(10)), 10, 600),
        (sent(*range(10)), 609, 1),
        (sent(*range(10)), 610, 0),
        (sent(*[0] * 5, *[300] * 5), 300, 310),
        (sent(*[0] * 5, *[300] * 5, *[620] * 5), 620, 290),
        (sent(*range(10)), -5, 0),
        (sent(*[50_000] * 10), 0, 0),
    ],
)
def test_ten_in_ten_minutes(log: RefreshLog, now: float, seconds: float) -> None:
    assert wait(log, now) == wait(log, now, pressed=True) == seconds


@given(st.lists(st.floats(0, 300), max_size=80))
def test_no_ten_minutes_ever_have_more_than_ten(steps: list[float]) -> None:
    log, now, went = RefreshLog(), 0.0, list[float]()
    for step in steps:
        now += step
        if not wait(log, now):
            log = log.trying(NOW + now).worked()
            went.append(now)
    for at in went:
        assert sum(at <= other < at + WINDOW_SECONDS for other in went) <= REFRESHES


@pytest.mark.parametrize("failures", [1, 2, 3, 7, 500])
def test_failures_pause_those_who_ask_by_themselves(failures: int) -> None:
    log = RefreshLog()
    for _ in range(failures):
        log = log.failed(GONE, NOW)
    pause = min(2 ** (failures - 1), 60)
    assert wait(log, 0) == pause
    assert wait(log, pause) == wait(log, -1000) == 0
    assert wait(log, 0, pressed=True) == 0
    assert log.error == "Nobody answered."
    assert log.worked() == RefreshLog()


def test_being_throttled_pauses_everybody() -> None:
    log = RefreshLog().failed(THROTTLED, NOW)
    for pressed in (False, True):
        assert wait(log, 0, pressed=pressed) == 600
        assert wait(log, 600, pressed=pressed) == 0


@pytest.mark.parametrize(
    ("log", "reason", "said"),
    [
        (sent(*range(10)), "refresh-quota", "Wait 600 seconds."),
        (RefreshLog().failed(THROTTLED, NOW + 10), "refresh-throttled", "Wait 600 seconds."),
        (RefreshLog().failed(GONE, NOW + 10), "refresh-failed", "Nobody answered."),
    ],
)
def test_a_refusal_says_why_and_how_long(log: RefreshLog, reason: str, said: str) -> None:
    with pytest.raises(RefreshPaused, match=said) as caught:
        log.refuse_if_paused(NOW + 10)
    assert caught.value.reason == reason
    assert "others with the same refresh token take from the same ten" in caught.value.fix
    assert (log.error or caught.value.what) in caught.value.evidence
