"""How long a token lives, when this machine's clock is wrong, set back, or jumps."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import NOW, make_token
from zoho_helpers.transcript import parse_date
from zoho_helpers.zoho_clock import ZohoClock, steady_seconds

TOKEN = make_token(issued_at=NOW)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (NOW, 3600),
        (NOW + 600, 3000),
        (NOW + 3600, 0),
        (NOW + 9999, 0),
        (NOW - 59, 3600),
        (NOW - 61, 0),
        (NOW - 9999, 0),
    ],
)
def test_before_zoho_was_heard_the_machines_clock_is_asked(now: float, left: float) -> None:
    assert ZohoClock(lambda: now, lambda: 0.0).seconds_left(TOKEN) == left


@given(st.floats(-1e9, 1e9), st.floats(0, 5000), st.floats(0, 5000))
def test_once_zoho_was_heard_the_machines_clock_means_nothing(
    wrong_by: float, heard_after: float, later: float
) -> None:
    steady = [7.0]
    clock = ZohoClock(lambda: NOW + wrong_by, lambda: steady[0])
    clock.hear(NOW + heard_after)
    steady[0] += later
    left = max(0, 3600 - heard_after - later)
    assert clock.seconds_left(TOKEN) == pytest.approx(left, abs=1e-3)


def test_a_token_without_zohos_time_is_judged_by_the_machines() -> None:
    clock = ZohoClock(lambda: NOW + 600, lambda: 0.0)
    clock.hear(NOW + 3000)
    assert clock.seconds_left(make_token(issued_at=None)) == 3000


@pytest.mark.parametrize("header", ["", "yesterday", "Sun, 99 Nov 2026 12:00:00 GMT", "1", "\0"])
def test_what_is_no_date_is_not_heard(header: str) -> None:
    clock = ZohoClock(lambda: NOW, lambda: 0.0)
    clock.hear(parse_date(header))
    assert not clock.has_heard


def test_a_date_is_heard() -> None:
    assert parse_date("Sun, 22 Nov 2026 12:00:00 GMT") == 1795348800


@given(st.floats(-1e10, 1e10), st.floats(-1e10, 1e10), st.floats(-1e10, 1e10))
def test_no_life_is_longer_than_it_was_given(now: float, created: float, expires: float) -> None:
    token = make_token(created_at=created, expires_at=expires)
    left = ZohoClock(lambda: now, lambda: 0.0).seconds_left(token)
    assert 0 <= left <= max(0, expires - created)


def test_the_steady_clock_goes_on() -> None:
    before = steady_seconds()
    assert isinstance(before, float)
    assert steady_seconds() >= before
    assert steady_seconds() >= time.monotonic() - 1, "it goes on while the machine sleeps, too"
