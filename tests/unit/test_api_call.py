"""A check call goes to the right host, and its answer is explained."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import ACCESS, make_token
from tests.unit.test_data_centers import LOOK_ALIKES
from zoho_helpers.api_call import (
    ApiAnswer,
    api_data_center,
    build_api_request,
    call_api,
    explain_answer,
)
from zoho_helpers.data_centers import ZOHO, practice_data_centers
from zoho_helpers.errors import InputError, RefusedError, TransportError
from zoho_helpers.redaction import Secret
from zoho_helpers.services import CHECK_CALLS, DEFAULT_SCOPES
from zoho_helpers.transcript import WireReply, WireRequest

EU = ZOHO["eu"]
ORG = CHECK_CALLS["crm-org"]


@pytest.mark.parametrize(
    ("api_domain", "data_center", "found"),
    [
        ("https://www.zohoapis.eu", "eu", "eu"),
        ("https://www.zohoapis.eu/", "eu", "eu"),
        # The API domain counts: a token can be of one center and its data in another.
        ("https://www.zohoapis.ca", "us", "ca"),
        (None, "in", "in"),
    ],
)
def test_the_call_goes_where_zoho_said(api_domain, data_center, found):
    token = make_token(api_domain=api_domain, data_center=data_center)
    assert api_data_center(ZOHO, token).location == found


@pytest.mark.parametrize(
    "api_domain",
    [
        "https://www.zohoapis.com.evil.example",
        "http://www.zohoapis.com",
        "https://www.zohoapis.com:444",
        "https://user@www.zohoapis.com",
        "https://www.zohoapis.com/x",
        "https://accounts.zoho.com",
        *[url for url in LOOK_ALIKES if url and url != "https://www.zohoapis.com"],
    ],
)
def test_an_api_domain_that_is_not_zohos_is_refused(api_domain):
    """Whoever runs it would get the access token."""
    with pytest.raises(RefusedError) as caught:
        api_data_center(ZOHO, make_token(api_domain=api_domain))
    assert caught.value.reason == "api-domain-unknown"
    assert "access token" in caught.value.fix


@pytest.mark.parametrize("host", ["api.zoho.com", "sandbox.zohoapis.com"])
def test_of_an_api_domain_that_could_be_zohos_nothing_wrong_is_said(host):
    with pytest.raises(RefusedError) as caught:
        api_data_center(ZOHO, make_token(api_domain=f"https://{host}"))
    assert caught.value.what == (
        f"The API domain 'https://{host}' is not on this walkthrough's list of API hosts."
    )


def test_a_live_api_domain_is_refused_in_practice():
    """A copied https://www.zohoapis.com makes Zoho's own SDK walk out of practice."""
    with pytest.raises(RefusedError):
        api_data_center(practice_data_centers("http://127.0.0.1:8757"), make_token())


def test_a_refused_api_domain_is_shown_masked():
    with pytest.raises(RefusedError) as caught:
        api_data_center(ZOHO, make_token(api_domain=f"https://h.example/{ACCESS}"))
    assert ACCESS not in str(caught.value)
    assert "h.example" in caught.value.what


def test_a_token_of_no_data_center_says_so():
    with pytest.raises(InputError):
        api_data_center(ZOHO, make_token(api_domain=None, data_center="mars"))


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("user-info", "https://accounts.zoho.eu/oauth/user/info"),
        ("crm-user", "https://www.zohoapis.eu/crm/v8/users?type=CurrentUser"),
        ("crm-org", "https://www.zohoapis.eu/crm/v8/org"),
    ],
)
def test_a_check_call_reads_and_carries_the_token_in_its_header(name, url):
    request = build_api_request(EU, make_token(), CHECK_CALLS[name])
    assert request == WireRequest("GET", url, access_token=Secret(ACCESS))


@pytest.mark.parametrize("call", CHECK_CALLS.values(), ids=lambda call: call.name)
def test_every_check_call_is_covered_by_what_is_asked_for(call):
    assert call.scope in DEFAULT_SCOPES
    assert call.scope.endswith(".READ")
    assert call.source.startswith("https://")
    assert CHECK_CALLS[call.name] is call


WORKED = [
    {"org": [{"id": "1", "company_name": "x"}]},
    {"Email": "robin@h.example", "ZUID": 1},
    {"code": 0, "message": "success", "organizations": []},
    {"code": "SUCCESS", "status": "success"},
    {"error": None, "users": []},
]


@pytest.mark.parametrize("body", WORKED)
def test_an_answer_without_an_error_means_that_the_token_works(body):
    answer = explain_answer(WireReply(200, "", json.dumps(body)), ORG)
    assert answer == ApiAnswer(True, 200, "", "The token works: The CRM organization of this token")


DEAD, SCOPE = "access token is dead", "not granted the scope"
REFUSED = [
    ({"code": "INVALID_TOKEN", "details": {}, "status": "error"}, 401, "INVALID_TOKEN", DEAD),
    ({"response": "error", "cause": "INVALID_OAUTHTOKEN"}, 401, "INVALID_OAUTHTOKEN", DEAD),
    ({"response": "error", "cause": "INVALID_OAUTHSCOPE"}, 401, "INVALID_OAUTHSCOPE", SCOPE),
    ({"code": "OAUTH_SCOPE_MISMATCH", "status": "error"}, 401, "OAUTH_SCOPE_MISMATCH", SCOPE),
    ({"code": "AUTHENTICATION_FAILURE"}, 401, "AUTHENTICATION_FAILURE", "Authorization header"),
    ({"code": "NO_PERMISSION", "status": "error"}, 403, "NO_PERMISSION", "may not use the API"),
    ({"code": 57, "message": "not authorized"}, 401, "57", "'57'"),
    # The body decides, not the status.
    ({"code": "INVALID_TOKEN", "status": "error"}, 200, "INVALID_TOKEN", DEAD),
    ({"code": "INVALID_TOKEN"}, 200, "INVALID_TOKEN", DEAD),
    ({"error": "invalid_token"}, 200, "invalid_token", "'invalid_token'"),
    ({"status": "error"}, 200, "", "'no code'"),
    ({"status": "failure"}, 200, "", "'no code'"),
    ({"response": "error"}, 200, "", "'no code'"),
    ({"org": []}, 500, "", "'no code'"),
    ({"error": {"a": 1}}, 400, "{'a': 1}", "a"),
]


@pytest.mark.parametrize(("body", "status", "error", "meaning"), REFUSED)
def test_a_refusal_is_explained(body, status, error, meaning):
    answer = explain_answer(WireReply(status, "", json.dumps(body)), ORG)
    assert (answer.ok, answer.http_status, answer.error) == (False, status, error)
    assert meaning in answer.meaning
    assert answer.fix


def test_an_authentication_failure_can_be_an_expired_token():
    answer = explain_answer(WireReply(401, "", '{"code": "AUTHENTICATION_FAILURE"}'), ORG)
    assert "expired token" in answer.fix
    assert "05_refresh_the_token" in answer.fix
    assert "Authorization: Zoho-oauthtoken" in answer.fix


@pytest.mark.parametrize(
    ("body", "meaning"),
    [
        ("<html>Zoho Creator - Error Page</html>", "an HTML page"),
        ("", "an empty body"),
        ("[2]", "text"),
    ],
)
def test_an_answer_that_is_no_object_is_no_success(body, meaning):
    answer = explain_answer(WireReply(200, "text/html" if "html" in body else "", body), ORG)
    assert answer.ok is False
    assert meaning in answer.meaning


@pytest.mark.parametrize(
    "body", [{"code": f"x {ACCESS}"}, {"error": {"sent": ACCESS}}, f"oops {ACCESS}"]
)
def test_an_echoed_token_is_masked(body):
    reply = WireReply(
        401, "", body if isinstance(body, str) else json.dumps(body), (Secret(ACCESS),)
    )
    assert ACCESS not in repr(explain_answer(reply, ORG))


json_values = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())
names = st.sampled_from(["code", "cause", "error", "status", "response"])


@given(st.text() | st.dictionaries(names, json_values).map(json.dumps), st.sampled_from([200, 401]))
def test_any_answer_is_explained(body, status):
    answer = explain_answer(WireReply(status, "", body), ORG)
    assert answer.meaning
    assert answer.ok or answer.fix


def test_one_request_is_made_and_what_stops_it_is_handed_on():
    sent = []

    def send(request: WireRequest) -> WireReply:
        sent.append(request)
        if len(sent) > 1:
            raise TransportError("No.", reason="timeout")
        return WireReply(200, "", '{"org":[]}')

    assert call_api(send, EU, make_token(), ORG).ok
    with pytest.raises(TransportError):
        call_api(send, EU, make_token(), ORG)
    assert len(sent) == 2
