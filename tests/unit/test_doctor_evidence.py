"""What wraps evidence is unwrapped; values, parameters and scopes are compared."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import ACCESS, CODE, REFRESH
from zoho_helpers.doctor.diagnosis import diagnose
from zoho_helpers.doctor.evidence import read_evidence
from zoho_helpers.doctor.facts import gather_facts

TOKEN_URL = "https://accounts.zoho.eu/oauth/v2/token"
CLIENT_ID = "1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ1234"
SECRET = "0123456789abcdef0123456789abcdef0123456789"
REFUSED = '{"error":"invalid_code"}'


def har(*entries: dict[str, Any]) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})


def entry(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "startedDateTime": "2026-11-25T09:00:00.000Z",
        "request": {
            "method": "POST",
            "url": TOKEN_URL,
            "headers": [
                {"name": "Cookie", "value": "JSESSIONID=abc"},
                {"name": "Content-Type", "value": "application/x-www-form-urlencoded"},
            ],
            "cookies": [{"name": "JSESSIONID", "value": "abc"}],
            "postData": {"params": [{"name": "grant_type", "value": "refresh_token"}]},
        },
        "response": {"status": 200, "content": {"text": REFUSED}, "headers": []},
    }
    return whole | changes


POSTMAN = {
    "info": {"name": "Zoho", "schema": "https://schema.example/collection/v2.1.0"},
    "item": [
        {
            "name": "folder",
            "item": [
                {
                    "request": {
                        "method": "POST",
                        "url": {"raw": TOKEN_URL},
                        "body": {
                            "mode": "urlencoded",
                            "urlencoded": [
                                {"key": "grant_type", "value": "authorization_code"},
                                {"key": "code", "value": "{{code}}", "disabled": True},
                            ],
                        },
                    },
                    "response": [{"code": 200, "body": REFUSED}],
                }
            ],
        }
    ],
}
STORE = (
    "id,user_name,client_id,client_secret,refresh_token,access_token,grant_token,expiry_time,"
    f"redirect_url,api_domain\n1,jo,{CLIENT_ID},{SECRET},,{ACCESS},,1764061200000,,"
)


@pytest.mark.parametrize(
    ("paste", "kind", "tags"),
    [
        (har(entry()), "har", {"grant:refresh_token", "error:invalid_code", "accounts:eu"}),
        (
            har(
                entry(
                    response={
                        "status": 401,
                        "content": {
                            "text": base64.b64encode(b'{"code":"INVALID_TOKEN"}').decode(),
                            "encoding": "base64",
                        },
                    }
                )
            ),
            "har",
            {"status:401", "api:dead"},
        ),
        (har(), "har", set()),
        (json.dumps(POSTMAN), "postman", {"grant:authorization_code", "error:invalid_code"}),
        (
            json.dumps(
                {
                    "values": [{"key": "accounts-url", "value": "https://accounts.zoho.in"}],
                    "_postman_variable_scope": "environment",
                }
            ),
            "postman",
            {"accounts:in"},
        ),
        (STORE, "token_store", {"said:no-refresh-token"}),
        (
            json.dumps({"access_token": ACCESS, "refresh_token": None, "expires_at": 1}),
            "token_store",
            {"said:no-refresh-token"},
        ),
        (
            json.dumps({"named": {"robin": {"access_token": ACCESS, "expires_at": 1}}}),
            "token_store",
            {"said:no-refresh-token"},
        ),
        (f"ZOHO_CLIENT_ID={CLIENT_ID}\nZOHO_REGION=com\n", "env", set()),
        ("POST /oauth/v2/token HTTP/1.1\nHost: accounts.zoho.in\n", "http", {"accounts:in"}),
    ],
)
def test_what_is_wrapped_is_unwrapped(paste: str, kind: str, tags: set[str]) -> None:
    facts = gather_facts(paste)
    assert facts.kind == kind
    assert tags <= set(facts.found)


def test_cookies_and_other_peoples_hosts_are_dropped() -> None:
    other = entry(request={"method": "GET", "url": "https://bank.example/?account=4711"})
    text = read_evidence(har(entry(), other)).text
    assert "JSESSIONID" not in text
    assert "bank.example" not in text
    assert "2026-11-25T09:00:00.000Z POST https://accounts.zoho.eu" in text


def test_a_parameter_that_is_switched_off_is_not_sent() -> None:
    assert "{{code}}" not in read_evidence(json.dumps(POSTMAN)).text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["log", "entries", "item", "info", "request", "response",
                                 "values", "_postman_variable_scope", "access_token",
                                 "expires_at", "url", "headers", "content", "text"]),
                inner, max_size=4,
            )
        ),
        max_leaves=30,
    )
)  # fmt: skip
def test_any_json_can_be_read(data: Any) -> None:
    diagnose(json.dumps(data))


@pytest.mark.parametrize(
    "paste", ["[" * 100_000, '{"log":' * 50_000, 'id,user_name,refresh_token\n"']
)
def test_what_is_broken_is_read_as_text(paste: str) -> None:
    diagnose(paste)


EXCHANGE = (
    f"POST /oauth/v2/token\n\ngrant_type=authorization_code&client_id={CLIENT_ID}"
    f"&client_secret={SECRET}&redirect_uri=http%3A%2F%2Fa.example&code="
)
REFRESHING = (
    f"POST /oauth/v2/token\n\ngrant_type=refresh_token&client_id={CLIENT_ID}"
    f"&client_secret={SECRET}&refresh_token="
)
TOKENS = f'{{"access_token":"{ACCESS}","refresh_token":"{REFRESH}","expires_in":3600}}\n'
REDIRECT = f"https://a.example/cb?state=x&code={CODE}&location=us\n"


@pytest.mark.parametrize(
    ("paste", "cause", "certainty"),
    [
        (TOKENS + EXCHANGE + REFRESH + REFUSED, "refresh_token_used_as_code", "certain"),
        (REDIRECT + REFRESHING + CODE + REFUSED, "code_used_as_refresh_token", "certain"),
        (
            TOKENS + REFRESHING + ACCESS + REFUSED,
            "access_token_saved_as_refresh_token",
            "certain",
        ),
        (
            f"{TOKENS}Authorization: Zoho-oauthtoken {REFRESH}\nHTTP/1.1 401\nINVALID_TOKEN",
            "refresh_token_used_as_access_token",
            "certain",
        ),
        (
            f"{REDIRECT}Authorization: Zoho-oauthtoken {CODE}\nHTTP/1.1 401\nINVALID_TOKEN",
            "code_used_as_access_token",
            "likely",
        ),
        (
            f"grant_type=authorization_code&client_id=x&client_secret=y&refresh_token={REFRESH}",
            "wrong_grant_type",
            "likely",
        ),
        (
            'client_id=YOUR_CLIENT_ID&client_secret=y {"error":"invalid_client"}',
            "client_not_found",
            "likely",
        ),
        (
            f"{REDIRECT}{EXCHANGE}{CODE}\nHTTP/1.1 200\n{EXCHANGE}{CODE}\n{REFUSED}",
            "code_expired_or_used",
            "certain",
        ),
        (
            REFRESHING.replace(SECRET, CLIENT_ID) + REFRESH + '\n{"error":"invalid_client_secret"}',
            "wrong_client_secret",
            "certain",
        ),
        (
            REFRESHING.replace(CLIENT_ID, SECRET[::-1]) + REFRESH + '\n{"error":"invalid_client"}',
            "client_not_found",
            "likely",
        ),
        (f"{REFRESHING}{REFRESH[:40]}\n{REFUSED}", "token_truncated_or_whitespace", "likely"),
        (f"{REFRESHING}{REFRESH[5:]}\n{REFUSED}", "token_truncated_or_whitespace", "likely"),
        (f"{REFRESHING}%22{REFRESH}%22\n{REFUSED}", "token_truncated_or_whitespace", "likely"),
        (f"{REFRESHING}{REFRESH}%0A\n{REFUSED}", "token_truncated_or_whitespace", "likely"),
        (f"{REFRESHING}{REFRESH}4f2a\n{REFUSED}", "token_truncated_or_whitespace", "likely"),
        (
            f"{REFRESHING}{REFRESH.replace('.', '%252E')}\n{REFUSED}",
            "url_encoding_broken",
            "likely",
        ),
        (f"{REFRESHING}undefined\n{REFUSED}", "refresh_token_overwritten", "likely"),
        ('"Authorization: Zoho-oauthtoken undefined" INVALID_TOKEN', "no_token_sent", "likely"),
        (
            f"grant_type=refresh_token&client_id={CLIENT_ID}&refresh_token={REFRESH}\n"
            '{"error":"invalid_client"}',
            "wrong_client_secret",
            "likely",
        ),
        (
            f"POST /oauth/v2/token\nclient_id={CLIENT_ID}&client_secret={SECRET}&code={CODE}\n400",
            "wrong_grant_type",
            "likely",
        ),
        (
            f"{REDIRECT}POST https://accounts.zoho.eu/oauth/v2/token\n{REFUSED}",
            "wrong_data_centre",
            "certain",
        ),
        (
            '{"access_token":"1000.a.b","api_domain":"https://www.zohoapis.eu","scope":'
            '"ZohoCRM.modules.ALL"}\nGET https://www.zohoapis.com/crm/v8/Leads\nINVALID_TOKEN',
            "api_domain_wrong",
            "certain",
        ),
        (
            '{"access_token":"1000.a.b","scope":"ZohoCRM.users.READ"}\n'
            "GET https://www.zohoapis.com/crm/v8/org\nOAUTH_SCOPE_MISMATCH",
            "scope_missing",
            "certain",
        ),
        (
            "/oauth/v2/auth?scope=ZohoCRM.users.READ&access_type=offline&prompt=consent\n"
            "GET https://www.zohoapis.com/crm/v8/org HTTP/1.1 401",
            "scope_missing",
            "likely",
        ),
    ],
)
def test_what_values_and_scopes_show(paste: str, cause: str, certainty: str) -> None:
    first = diagnose(paste).findings[0]
    assert (first.cause.id, first.certainty) == (cause, certainty), first.rules[0].id


@pytest.mark.parametrize(
    "paste",
    [
        REDIRECT + EXCHANGE + CODE + TOKENS + REFRESHING + REFRESH,
        f"{TOKENS}Authorization: Zoho-oauthtoken {ACCESS}",
        "curl -d grant_type=refresh_token -d client_id=x -d client_secret=y -d refresh_token=z "
        "https://accounts.zoho.com/oauth/v2/token",
        '{"access_token":"1000.a.b","scope":"ZohoCRM.modules.ALL ZohoCRM.users.READ"}\n'
        "GET https://www.zohoapis.com/crm/v8/users then /crm/v8/Leads",
        f"{EXCHANGE}{CODE}\nand the same in the log: {EXCHANGE}{CODE}",
        f"{REDIRECT}code=1000.abcd...&x\nrefresh_token=1000.abcd...",
        '{"access_token":"1000.a.b","scope":"ZohoBooks.fullaccess.all"}\nGET /books/v3/invoices',
    ],
)
def test_what_is_right_shows_nothing(paste: str) -> None:
    tags = gather_facts(paste).found
    assert not [tag for tag in tags if tag.startswith(("value:", "missing:", "derived:scope"))]


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ("-d grant_type=refresh_token -d client_id=x -d refresh_token=y", {"client_secret"}),
        (
            "--data-urlencode 'grant_type=authorization_code' -F client_id=x -F client_secret=y",
            {"code", "redirect_uri"},
        ),
        ("-d client_id=x -d client_secret=y -d code=z", {"grant_type"}),
    ],
)
def test_what_a_command_lacks(command: str, missing: set[str]) -> None:
    tags = gather_facts(f"curl -X POST {TOKEN_URL} {command}").found
    assert {tag[8:] for tag in tags if tag.startswith("missing:")} == missing


@pytest.mark.parametrize(
    ("paste", "is_missing"),
    [
        ("curl https://www.zohoapis.com/crm/v8/org\n401", True),
        ("GET /crm/v8/org HTTP/1.1\nHost: www.zohoapis.com\n\nHTTP/1.1 401", True),
        ('curl -H "Authorization: $AUTH" https://www.zohoapis.com/crm/v8/org\n401', False),
        ("GET /crm/v8/org\n401", False),  # headers were left out
        ("curl https://accounts.zoho.com/oauth/v2/token -d x=y\n400", False),
    ],
)
def test_a_call_without_a_header(paste: str, is_missing: bool) -> None:
    assert ("missing:authorization" in gather_facts(paste).found) is is_missing


@pytest.mark.parametrize(
    ("sent", "beside", "differs"),
    [
        ("http%3A%2F%2Fapp.example%2Fcb", "the console has https://app.example/cb", True),
        ("https://app.example/cb", "registered: https://app.example/cb/", True),
        ("https://app.example/cb", "registered: https://www.app.example/CB", True),
        ("https://app.example/cb", "the console has https://app.example/cb.", False),
        ("https%3A%2F%2Fapp.example%2Fcb", "redirect_uri: 'https://app.example/cb'", False),
        ("https://app.example/cb", "the site is https://app.example/", False),
    ],
)
def test_a_redirect_uri_that_differs_by_a_trifle(sent: str, beside: str, differs: bool) -> None:
    paste = f"https://accounts.zoho.com/oauth/v2/auth?client_id=x&redirect_uri={sent}&scope=y"
    for facts in (gather_facts(paste, beside), gather_facts(f"{paste}\n{beside}")):
        assert facts.has("value:redirect-differs") is differs
