"""What a reader sees of the wire: all of it, except the secrets."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import (
    ACCESS,
    CLIENT_ID,
    CLIENT_SECRET,
    CODE,
    REFRESH,
    VERIFIER,
    piece_survives,
)
from zoho_helpers.errors import TransportError
from zoho_helpers.redaction import Secret
from zoho_helpers.transcript import (
    Transcript,
    WireReply,
    WireRequest,
    display,
    display_url,
    show_body,
    show_reply,
    show_request,
)

TOKEN_URL = "https://accounts.zoho.eu/oauth/v2/token"
EXCHANGE = WireRequest(
    "POST",
    TOKEN_URL,
    {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "client_secret": Secret(CLIENT_SECRET),
        "code": Secret(CODE),
        "redirect_uri": "http://127.0.0.1:8758/call back",
        "code_verifier": Secret(VERIFIER),
    },
)
REVOKE = WireRequest(
    "POST", f"{TOKEN_URL}/x", {"token": Secret(REFRESH)}, basic=(CLIENT_ID, Secret(CLIENT_SECRET))
)
CALL = WireRequest("GET", "https://www.zohoapis.eu/crm/v8/org?a=b", access_token=Secret(ACCESS))
SECRETS = (ACCESS, REFRESH, CODE, VERIFIER, CLIENT_SECRET)


@pytest.fixture(autouse=True)
def _true_addresses(monkeypatch):
    monkeypatch.delenv("ZOHO_DISPLAY_URL", raising=False)


# Requests


def test_a_token_request_is_shown_one_parameter_a_line():
    assert show_request(EXCHANGE).splitlines() == [
        "POST /oauth/v2/token HTTP/1.1",
        "Host: accounts.zoho.eu",
        "Content-Type: application/x-www-form-urlencoded",
        "",
        "grant_type=authorization_code",
        f"&client_id={CLIENT_ID}",
        "&client_secret=00c0…1f1f",
        "&code=1000.00c0…dede",
        "&redirect_uri=http://127.0.0.1:8758/call%20back",
        "&code_verifier=veri…._~x",
    ]


def test_an_api_call_is_shown_with_its_header():
    assert show_request(CALL).splitlines() == [
        "GET /crm/v8/org?a=b HTTP/1.1",
        "Host: www.zohoapis.eu",
        "Authorization: Zoho-oauthtoken 1000.00c0…cece",
    ]


def test_a_client_signs_in_with_basic():
    assert f"Authorization: Basic base64({CLIENT_ID}:00c0…1f1f)" in show_request(REVOKE)


def test_what_is_sent_is_what_was_wrapped():
    assert EXCHANGE.revealed_form["code"] == CODE
    assert EXCHANGE.revealed_form["grant_type"] == "authorization_code"
    assert EXCHANGE.revealed_authorization is None
    assert CALL.revealed_authorization == f"Zoho-oauthtoken {ACCESS}"
    pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    assert REVOKE.revealed_authorization == f"Basic {pair}"


@pytest.mark.parametrize(
    ("request_", "secrets"),
    [
        (EXCHANGE, [CLIENT_SECRET, CODE, VERIFIER]),
        (CALL, [ACCESS]),
        (
            REVOKE,
            [
                REFRESH,
                CLIENT_SECRET,
                base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode(),
            ],
        ),
        (WireRequest("GET", TOKEN_URL), []),
    ],
)
def test_every_secret_of_a_request_is_known(request_, secrets):
    assert [secret.reveal() for secret in request_.secrets] == secrets


# Replies


def test_a_json_reply_is_indented_and_masked():
    reply = WireReply(200, "application/json", f'{{"access_token":"{ACCESS}","expires_in":3600}}')
    assert show_reply(reply).splitlines() == [
        "HTTP 200",
        "Content-Type: application/json",
        "",
        "{",
        '  "access_token": "1000.00c0…cece",',
        '  "expires_in": 3600',
        "}",
    ]


def test_an_api_error_keeps_the_code_that_tells_what_it_is():
    reply = WireReply(401, "", '{"code":"INVALID_TOKEN","status":"error"}')
    assert '"code": "INVALID_TOKEN"' in show_reply(reply)


@pytest.mark.parametrize(
    "body",
    [
        f'{{"echo":["{VERIFIER}"]}}',
        f'["{VERIFIER}"]',
        f"<html>{VERIFIER}</html>",
        f'"{VERIFIER}"',
        VERIFIER,
        VERIFIER * 100,
        f'{{"{VERIFIER}":1}}',
        "x" * 3_990 + VERIFIER,
    ],
    ids=lambda body: body[:8],
)
def test_what_was_sent_is_masked_wherever_it_comes_back(body):
    """A PKCE verifier has no shape to know it by."""
    entry = Transcript().record(EXCHANGE, WireReply(200, VERIFIER, body, EXCHANGE.secrets))
    assert not piece_survives(VERIFIER, f"{entry}{entry.reply_text}{entry.request_text}")


def test_short_values_are_not_looked_for():
    """A secret of one letter would black out the whole reply."""
    reply = WireReply(200, "", '{"error":"invalid_code"}', (Secret("e"), Secret("")))
    assert "invalid_code" in show_reply(reply)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("", ""),
        ('["a","b"]', '["a","b"]'),
        ("<html>x</html>", "<html>x</html>"),
        ("x" * 4000, "x" * 4000),
        ("x" * 4001, "x" * 4000 + "\n… 1 more characters"),
    ],
)
def test_other_bodies_are_shown_as_they_are_and_long_ones_cut(body, shown):
    assert show_body(body) == shown


@given(st.text() | st.sampled_from(["[" * 100_000, '{"a":' * 30_000, "9" * 5_000]))
def test_any_body_can_be_shown(body):
    assert isinstance(show_body(body), str)


@pytest.mark.parametrize("data", ['{"a": 1}', ' {"error": {"a": []}} \n'])
def test_an_object_is_read(data):
    assert isinstance(WireReply(200, "", data).json_object(), dict)


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        ("", "application/json", "an empty body"),
        (" \n", "", "an empty body"),
        ("<!DOCTYPE html><p>", "", "an HTML page"),
        ("<html>", "", "an HTML page"),
        ("oops", "text/html", "an HTML page"),
        ('{"access_token":"1000.', "application/json", 'text (\'{"access_token":"1000.'),
        ("null", "", "text ('null')"),
        ("[]", "", "text ('[]')"),
        ("3600", "", "text ('3600')"),
        ("[" * 100_000, "", "text ('[[[["),
        (f"Bad code {ACCESS}", "", "text ('Bad code 1000.00c0…cece')"),
        (f"Bad verifier {VERIFIER}", "", "text ('Bad verifier veri…._~x')"),
    ],
)
def test_what_is_no_object_is_named(body, content_type, kind):
    with pytest.raises(TransportError) as caught:
        WireReply(502, content_type, body, EXCHANGE.secrets).json_object()
    error = caught.value
    assert kind in error.what
    assert (error.reason, error.http_status) == ("not-json", 502)


# The transcript


def test_round_trips_are_kept_in_their_order():
    transcript = Transcript()
    assert transcript.last is None
    first = transcript.record(EXCHANGE, WireReply(200, "", "{}"))
    trouble = TransportError("127.0.0.1 took too long to answer.", reason="timeout")
    second = transcript.record(CALL, trouble)
    assert transcript.round_trips == [first, second]
    assert transcript.last is second
    assert (first.status, second.status) == (200, None)
    assert second.reply_text == "127.0.0.1 took too long to answer."


def test_nothing_that_is_kept_shows_a_secret():
    transcript, shown = Transcript(), ""
    for request in (EXCHANGE, REVOKE, CALL):
        body = "".join(f'{{"{secret.reveal()}":"{secret.reveal()}"}}' for secret in request.secrets)
        reply = WireReply(200, body, body, request.secrets)
        entry = transcript.record(request, reply)
        shown += f"{reply}{entry.request_text}{entry.reply_text}"
    shown += repr(transcript)
    assert not [secret for secret in SECRETS if piece_survives(secret, shown)]


# Addresses


def test_practice_zoho_is_shown_at_its_usual_address(monkeypatch):
    """Or committed notebooks would differ from run to run by a random port."""
    monkeypatch.setenv("ZOHO_DISPLAY_URL", "http://127.0.0.1:43210=http://127.0.0.1:8757")
    assert display("at http://127.0.0.1:43210/eu") == "at http://127.0.0.1:8757/eu"
    assert display("u=http%3A%2F%2F127.0.0.1%3A43210") == "u=http%3A%2F%2F127.0.0.1%3A8757"
    request = WireRequest("GET", "http://127.0.0.1:43210/crm/v8/org")
    assert "Host: 127.0.0.1:8757" in show_request(request)
    reply = WireReply(200, "", '{"api_domain":"http://127.0.0.1:43210/eu"}')
    assert "http://127.0.0.1:8757/eu" in show_reply(reply)


def test_otherwise_the_true_address_is_shown():
    assert display("http://127.0.0.1:43210") == "http://127.0.0.1:43210"


@pytest.mark.parametrize(
    ("url", "practice_url", "shown"),
    [
        ("https://accounts.zoho.eu/x", None, "https://accounts.zoho.eu/x"),
        (
            "http://127.0.0.1:8757/eu/oauth/v2/auth?scope=a&code=secret",
            "http://127.0.0.1:8757",
            "http://127.0.0.1:8757/eu/oauth/v2/auth?scope=a&code=…"
            "  (at Zoho: https://accounts.zoho.eu/oauth/v2/auth)",
        ),
        ("https://h.example/?code=secret", "http://127.0.0.1:8757", "https://h.example/?code=…"),
    ],
)
def test_a_practice_address_stands_beside_the_real_one(url, practice_url, shown):
    assert display_url(url, practice_url) == shown
