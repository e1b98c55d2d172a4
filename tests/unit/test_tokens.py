"""What a token reply says, and how long the token lives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import ACCESS, CLIENT_ID, NOW, REFRESH, make_token
from zoho_helpers.redaction import Secret
from zoho_helpers.tokens import Token, parse_token_response


def parse(reply: dict[str, object], now: float = NOW) -> Token:
    values = {"access_token": ACCESS, **reply}
    return parse_token_response(values, data_center="eu", client_id=CLIENT_ID, now=now)


def test_everything_that_zoho_sends_is_read():
    token = parse(
        {
            "refresh_token": REFRESH,
            "scope": "ZohoCRM.users.READ ZohoCRM.org.READ",
            "api_domain": "https://www.zohoapis.eu",
            "token_type": "Bearer",
            "expires_in": 3600,
        }
    )
    assert token == make_token()


def test_a_refresh_reply_brings_no_refresh_token():
    assert parse({"expires_in": 3600}).refresh_token is None


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        ({"expires_in": 3600}, 3600),
        ({"expires_in": 60}, 60),
        ({"expires_in": "3600"}, 3600),
        ({"expires_in": 1.5}, 1.5),
        # Old replies carry both, and then expires_in is milliseconds.
        ({"expires_in_sec": 3600, "expires_in": 3_600_000}, 3600),
        ({"expires_in_sec": 1800}, 1800),
        ({"expires_in_sec": None, "expires_in": 60}, 60),
        ({"expires_in": 366 * 86_400}, 366 * 86_400),
        # What makes no sense counts as not said: an hour.
        ({}, 3600),
        ({"expires_in": None}, 3600),
        ({"expires_in": "soon"}, 3600),
        ({"expires_in": 0}, 3600),
        ({"expires_in": -5}, 3600),
        ({"expires_in": float("inf")}, 3600),
        ({"expires_in": float("nan")}, 3600),
        ({"expires_in": 10**400}, 3600),
        ({"expires_in": []}, 3600),
        ({"expires_in": 366 * 86_400 + 1}, 3600),
        ({"expires_in": 1e300}, 3600),
        ({"expires_in": "1e300"}, 3600),
        ({"expires_in_sec": 1e300, "expires_in": 3_600_000}, 3600),
        ({"expires_in_sec": {}, "expires_in": 3_600_000}, 3600),
    ],
)
def test_the_expiry_is_counted_from_when_the_reply_arrived(reply, seconds):
    token = parse(reply)
    assert (token.created_at, token.expires_at) == (NOW, NOW + seconds)


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ({"scope": "a.b c.d"}, {"scopes": ("a.b", "c.d")}),
        ({"scope": "a.b,c.d a.b"}, {"scopes": ("a.b", "c.d")}),
        ({"scope": None}, {"scopes": ()}),
        ({"api_domain": "https://x"}, {"api_domain": "https://x"}),
        ({"api_domain": ""}, {"api_domain": None}),
        ({"refresh_token": ""}, {"refresh_token": None}),
        ({"refresh_token": None}, {"refresh_token": None}),
        ({"refresh_token": {"a": 1}}, {"refresh_token": None}),
        ({"refresh_token": 5}, {"refresh_token": None}),
    ],
)
def test_what_is_empty_or_of_another_kind_counts_as_not_sent(reply, read):
    token = parse(reply)
    assert {name: getattr(token, name) for name in read} == read


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ["refresh_token", "expires_in", "expires_in_sec", "scope", "api_domain", "token_type"]


@given(st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_no_reply_breaks_the_reading_of_it(reply):
    token = parse(reply)
    assert NOW <= token.expires_at <= NOW + 366 * 86_400


@pytest.mark.parametrize(
    ("later", "left"), [(0, 3600), (3599, 1), (3600, 0), (9999, 0), (-10, 3610)]
)
def test_seconds_left_never_count_below_nothing(later, left):
    assert make_token().seconds_left(NOW + later) == left


@pytest.mark.parametrize(
    ("fresh", "older", "kept"),
    [
        # The classic bug: a refresh reply without a refresh token overwrites the stored one.
        ({"refresh_token": None}, {}, REFRESH),
        ({"refresh_token": Secret("newer")}, {}, "newer"),
        ({"refresh_token": None}, {"refresh_token": None}, None),
        ({"refresh_token": None}, None, None),
        # Of another client or data center it is of no use.
        ({"refresh_token": None}, {"client_id": "another"}, None),
        ({"refresh_token": None}, {"data_center": "us"}, None),
    ],
)
def test_a_refresh_token_stays_until_a_newer_one_comes(fresh, older, kept):
    token = make_token(**fresh)
    token = token.keeping_refresh_token_of(None if older is None else make_token(**older))
    assert (token.refresh_token and token.refresh_token.reveal()) == kept


def test_a_token_shows_none_of_its_secrets():
    assert ACCESS not in repr(make_token())
    assert REFRESH not in repr(make_token())
