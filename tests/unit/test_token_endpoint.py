"""Token requests are complete, and the body alone says whether they worked."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import (
    ACCESS,
    CLIENT_ID,
    CLIENT_SECRET,
    CODE,
    NOW,
    PRACTICE_CLIENT,
    REDIRECT_URI,
    REFRESH,
    VERIFIER,
    make_token,
    piece_survives,
)
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.errors import RefusedError, TokenEndpointError, TransportError, WalkthroughError
from zoho_helpers.redaction import Secret
from zoho_helpers.token_endpoint import (
    build_exchange_request,
    build_old_revoke_request,
    build_refresh_request,
    build_revoke_request,
    exchange_authorization_code,
    refresh_access_token,
    revoke_token,
    revoke_token_at_old_endpoint,
)
from zoho_helpers.transcript import WireReply, WireRequest

EU, CLIENT = ZOHO["eu"], PRACTICE_CLIENT
SELF_CLIENT = replace(CLIENT, client_type="self", redirect_uri="")
Send = Callable[[WireRequest], WireReply]

EXCHANGE, REFRESHING = "authorization_code", "refresh_token"
ACTIONS: dict[str, Callable[[Send], object]] = {
    EXCHANGE: lambda send: exchange_authorization_code(
        send, EU, CLIENT, Secret(CODE), code_verifier=Secret(VERIFIER), now=lambda: NOW
    ),
    REFRESHING: lambda send: refresh_access_token(
        send, EU, CLIENT, Secret(REFRESH), now=lambda: NOW
    ),
    "revoke": lambda send: revoke_token(send, EU, CLIENT, Secret(REFRESH)),
    "old revoke": lambda send: revoke_token_at_old_endpoint(send, EU, Secret(REFRESH)),
}
GRANTS = (EXCHANGE, REFRESHING)

GRANTED = {
    "access_token": ACCESS,
    "refresh_token": REFRESH,
    "scope": "ZohoCRM.users.READ ZohoCRM.org.READ",
    "api_domain": "https://www.zohoapis.eu",
    "token_type": "Bearer",
    "expires_in": 3600,
}
THROTTLED = {
    "error_description": "You have made too many requests continuously. "
    "Please try again after some time.",
    "error": "Access Denied",
    "status": "failure",
}


def answering(body: object, status: int = 200) -> Send:
    """Return a `send` that gets this answer; text and bytes go as they are, the rest as JSON."""
    text = body if isinstance(body, str) else json.dumps(body)
    return lambda request: WireReply(status, "application/json", text, request.secrets)


# What is sent


@pytest.mark.parametrize(
    ("request_", "url", "form"),
    [
        (
            build_exchange_request(EU, CLIENT, Secret(CODE), Secret(VERIFIER)),
            "https://accounts.zoho.eu/oauth/v2/token",
            {
                "grant_type": "authorization_code",
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "code": CODE,
                "redirect_uri": REDIRECT_URI,
                "code_verifier": VERIFIER,
            },
        ),
        (
            # A self client sends no redirect URI, and nobody a verifier that was not used.
            build_exchange_request(ZOHO["ca"], SELF_CLIENT, Secret(CODE), None),
            "https://accounts.zohocloud.ca/oauth/v2/token",
            {
                "grant_type": "authorization_code",
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "code": CODE,
            },
        ),
        (
            build_refresh_request(EU, CLIENT, Secret(REFRESH)),
            "https://accounts.zoho.eu/oauth/v2/token",
            {
                "grant_type": "refresh_token",
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "refresh_token": REFRESH,
            },
        ),
        (
            build_revoke_request(EU, CLIENT, Secret(REFRESH)),
            "https://accounts.zoho.eu/oauth/v2/revoke/token",
            {"token": REFRESH, "token_type": "refresh_token"},
        ),
        (
            build_revoke_request(EU, CLIENT, Secret(ACCESS), "access_token"),
            "https://accounts.zoho.eu/oauth/v2/revoke/token",
            {"token": ACCESS, "token_type": "access_token"},
        ),
        (
            build_old_revoke_request(EU, Secret(REFRESH)),
            "https://accounts.zoho.eu/oauth/v2/token/revoke",
            {"token": REFRESH},
        ),
    ],
    ids=["exchange", "self client", "refresh", "revoke", "revoke access", "old revoke"],
)
def test_every_parameter_stands_in_the_body_and_none_in_the_url(request_, url, form):
    assert (request_.method, request_.url) == ("POST", url)
    assert request_.revealed_form == form
    shown = repr(request_)
    assert not [s for s in (CLIENT_SECRET, CODE, REFRESH, ACCESS, VERIFIER) if s in shown]


@pytest.mark.parametrize(
    ("request_", "signs_in"),
    [
        (build_revoke_request(EU, CLIENT, Secret(REFRESH)), True),
        (build_old_revoke_request(EU, Secret(REFRESH)), False),
        (build_refresh_request(EU, CLIENT, Secret(REFRESH)), False),
    ],
)
def test_only_the_current_revocation_signs_in_with_basic(request_, signs_in):
    assert (request_.basic == (CLIENT_ID, Secret(CLIENT_SECRET))) is signs_in


@pytest.mark.parametrize("action", ACTIONS)
def test_one_request_is_sent_and_no_more(action):
    """A second one would burn the code, or one of ten refreshes."""
    sent = []

    def send(request: WireRequest) -> WireReply:
        sent.append(request)
        return answering(GRANTED)(request)

    ACTIONS[action](send)
    assert len(sent) == 1


# What comes back


@pytest.mark.parametrize("action", GRANTS)
@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("extra", [{}, {"error": None}, {"error": ""}, {"status": "success"}])
def test_a_body_with_a_token_is_success_whatever_the_status(action, status, extra):
    assert ACTIONS[action](answering({**GRANTED, **extra}, status)) == make_token()


def test_the_token_belongs_to_who_asked_and_whom():
    token = ACTIONS[REFRESHING](answering({"access_token": ACCESS, "expires_in": 60}))
    assert token == make_token(refresh_token=None, scopes=(), api_domain=None, expires_at=NOW + 60)


FAILURES: dict[str, tuple[object, int, str, str | None]] = {
    "error with 200": ({"error": "invalid_code"}, 200, "invalid_code", None),
    "error with 400": ({"error": "invalid_client"}, 400, "invalid_client", None),
    "error with 500": ({"error": "general"}, 500, "general", None),
    "error beside a token": ({**GRANTED, "error": "invalid_code"}, 200, "invalid_code", None),
    "throttled": (THROTTLED, 400, "Access Denied", THROTTLED["error_description"]),
    "throttled with 200": (THROTTLED, 200, "Access Denied", THROTTLED["error_description"]),
    "empty object": ({}, 200, "", None),
    "no token": ({"token_type": "Bearer", "expires_in": 3600}, 200, "", None),
    "null token": ({"access_token": None}, 200, "", None),
    "empty token": ({"access_token": ""}, 200, "", None),
    "token of another kind": ({"access_token": {"a": 1}}, 200, "", None),
    "number for a token": ({"access_token": 5}, 200, "", None),
    "true for a token": ({"access_token": True}, 200, "", None),
    "error object": ({"error": {"code": "x"}}, 200, "{'code': '…'}", None),
    "error list": ({"error": ["a", 1]}, 200, "['a', 1]", None),
    "error number": ({"error": 401}, 401, "401", None),
    "description object": ({"error": "x", "error_description": {"a": 1}}, 200, "x", "{'a': 1}"),
    "long error": ({"error": "x " * 5_000}, 200, "x " * 50, None),
}  # fmt: skip


@pytest.mark.parametrize("action", GRANTS)
@pytest.mark.parametrize("case", FAILURES)
def test_a_body_without_a_token_is_failure_whatever_the_status(action, case):
    """Zoho sends errors with 200 too."""
    body, status, error, description = FAILURES[case]
    with pytest.raises(TokenEndpointError) as caught:
        ACTIONS[action](answering(body, status))
    raised = caught.value
    assert (raised.error, raised.error_description) == (error, description)
    assert (raised.reason, raised.http_status) == (error, status)
    assert f"(HTTP {status})" in raised.what
    assert raised.fix


@pytest.mark.parametrize("action", GRANTS)
@pytest.mark.parametrize(
    "body",
    ["", " ", "null", "[]", "5", '"text"', "true", "NaN", "<html>", '{"access_token":"1000.', "{]",
     "[" * 100_000, '{"a":' * 30_000],
    ids=lambda body: body[:14],
)  # fmt: skip
def test_a_body_that_is_no_object_is_no_reply(action, body):
    with pytest.raises(TransportError) as caught:
        ACTIONS[action](answering(body))
    assert (caught.value.reason, caught.value.http_status) == ("not-json", 200)


ADVICE = [
    (EXCHANGE, "invalid_code", "new code"),
    (REFRESHING, "invalid_code", "refresh token is wrong"),
    (EXCHANGE, "invalid_client", "data center"),
    (REFRESHING, "invalid_client", "data center"),
    (EXCHANGE, "invalid_client_secret", "Copy it again"),
    (EXCHANGE, "invalid_redirect_uri", "character by character"),
    (REFRESHING, "Access Denied", "Ten refreshes in ten minutes"),
    (EXCHANGE, "Access Denied", "Zoho throttles this client or user: wait ten minutes"),
    (EXCHANGE, "never_seen", "all that Zoho says"),
]


@pytest.mark.parametrize(("action", "error", "advice"), ADVICE)
def test_each_error_of_zoho_has_its_own_advice(action, error, advice):
    """One code means two things: the same error of an exchange and of a refresh differ."""
    with pytest.raises(TokenEndpointError) as caught:
        ACTIONS[action](answering({"error": error}))
    assert advice in caught.value.fix
    assert repr(error) in caught.value.what


@pytest.mark.parametrize("action", ["revoke", "old revoke"])
@pytest.mark.parametrize(
    ("body", "status", "revoked"),
    [
        ({"status": "success"}, 200, True),
        ("", 200, True),
        ({}, 200, True),
        ({"error": None}, 200, True),
        ({"error": "invalid_token"}, 200, False),
        ({"status": "failure"}, 200, False),
        ("", 400, False),
        ({"status": "success"}, 401, False),
        ("<html>", 400, False),
        ("<html>", 200, False),
        ("null", 200, False),
        ("[]", 200, False),
    ],
)
def test_a_revocation_worked_where_the_answer_says_nothing_else(action, body, status, revoked):
    if revoked:
        ACTIONS[action](answering(body, status))
        return
    with pytest.raises(TokenEndpointError) as caught:
        ACTIONS[action](answering(body, status))
    assert caught.value.http_status == status


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("error", [TransportError("No.", reason="timeout"), RefusedError("No.")])
def test_what_stopped_the_request_is_handed_on(action, error):
    def send(request: WireRequest) -> WireReply:
        raise error

    with pytest.raises(type(error)) as caught:
        ACTIONS[action](send)
    assert caught.value is error


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("name", ["error", "error_description", "other"])
def test_what_was_sent_comes_back_in_no_error(action, name):
    sent: list[str] = []

    def send(request: WireRequest) -> WireReply:
        sent.extend(secret.reveal() for secret in request.secrets)
        return answering({"error": "x", name: f"You sent {sent}."})(request)

    with pytest.raises(TokenEndpointError) as caught:
        ACTIONS[action](send)
    error = caught.value
    shown = f"{error} {error!r} {error.args} {error.error} {error.error_description} {error.reason}"
    assert sent
    assert not [secret for secret in sent if piece_survives(secret, shown)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from([*GRANTED, "error", "error_description", "status"])


@given(
    body=st.text() | json_values | st.dictionaries(names, json_values | st.just(ACCESS)),
    status=st.sampled_from([200, 302, 400, 500]),
    action=st.sampled_from([*ACTIONS]),
)
def test_any_body_is_a_token_or_an_error(body, status, action):
    with contextlib.suppress(WalkthroughError):
        assert (ACTIONS[action](answering(body, status)) is None) is (action not in GRANTS)
