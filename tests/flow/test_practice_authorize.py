"""The authorization endpoint: consent, error pages, and what the redirect carries."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.flow.practice_wire import (
    INVALID_CLIENT,
    REDIRECT_URI,
    SCOPE,
    Page,
    Wire,
    depends_on,
    shows,
)


@shows("redirect-names-data-center", "state-echoed")
def test_accept_leads_to_the_redirect_uri_with_a_code(wire: Wire) -> None:
    client = wire.register()
    page = wire.ask(client)
    words = Page(page.text).words
    assert "Mine would like to" in words
    for scope in SCOPE.split(","):
        assert scope in words
    assert "while you are away" in words
    assert REDIRECT_URI in words

    form = Page(page.text).forms[0] | {"answer": "accept"}
    reply = wire.post("/oauth/v2/consent", form)
    assert reply.status_code == 302
    server = wire.base.replace(":", "%3A").replace("/", "%2F")
    assert re.fullmatch(
        re.escape(f"{REDIRECT_URI}?state=a%20state%20%2F%20with%20%3F%20and%20%26&code=")
        + r"1000\.00c0ffee[0-9a-f]{24}\.[0-9a-f]{32}"
        + re.escape(f"&location=us&accounts-server={server}&"),
        reply.headers["Location"],
    )


def test_online_access_is_not_called_offline(wire: Wire) -> None:
    page = wire.ask(wire.register(), access_type="")
    assert "while you are away" not in page.text


@shows("denial")
def test_reject_leads_to_the_redirect_uri_with_access_denied(wire: Wire) -> None:
    client = wire.register()
    page = wire.ask(client)
    answer = wire.answer(page, "reject")
    assert answer == {"error": "access_denied", "state": "a state / with ? and &"}
    assert wire.answer(wire.ask(client, state=""), "reject") == {"error": "access_denied"}
    assert wire.control.state()["codes"] == 0


def test_a_client_cannot_answer_for_the_user(wire: Wire) -> None:
    """Parameters of the authorization URL go through the page's form; these two must not."""
    page = wire.ask(wire.register(multi_dc=True), answer="accept", user="eu")
    form = Page(page.text).forms[0]
    assert "answer" not in form
    assert form["user"] == "us"
    assert wire.answer(page, "reject")["error"] == "access_denied"


def test_a_redirect_uri_with_a_query_or_other_letters_keeps_them(wire: Wire) -> None:
    uri = "http://127.0.0.1:8758/rückruf?from=zoho&%41"
    client = wire.register(redirect_uris=[uri])
    form = Page(wire.ask(client, redirect_uri=uri, state="").text).forms[0]
    reply = wire.post("/oauth/v2/consent", {**form, "answer": "accept"})
    expected = "http://127.0.0.1:8758/r%C3%BCckruf?from=zoho&%41&code=1000."
    assert reply.headers["Location"].startswith(expected)


REFUSED = [
    ("client_id", "", "Invalid response type", "", "client_id or response_type missing", 400),
    ("response_type", "", "Invalid response type", "", "client_id or response_type missing", 400),
    (
        "client_id",
        "1000.UNKNOWN",
        "Invalid Client",
        "Client ID passed does not exist",
        "no such client id",
        400,
    ),
    (
        "response_type",
        "id_token",
        "An error occurred",
        "An error occurred while processing your request.",
        "no such response_type",
        500,
    ),
    (
        "response_type",
        "token",
        "Invalid Client",
        "Client ID passed does not exist",
        "response_type of another client type",
        400,
    ),
    *(
        (
            "redirect_uri",
            uri,
            "Invalid Redirect Uri",
            "Redirect URI passed does not match with the one configured",
            "redirect_uri is not a registered one",
            400,
        )
        for uri in (
            "",
            REDIRECT_URI + "/",
            REDIRECT_URI.upper(),
            REDIRECT_URI + "?a=1",
            REDIRECT_URI.replace("127.0.0.1", "localhost"),
            REDIRECT_URI.replace("http", "https"),
            "http://evil.example/",
        )
    ),
    ("scope", "", "Invalid OAuth Scope", "Scope does not exist", "scope missing", 400),
    *(
        (
            "scope",
            f"ZohoCRM.users.READ,{scope}",
            "Invalid OAuth Scope",
            "Scope does not exist",
            f"no such scope: {scope}",
            400,
        )
        for scope in ("ZohoCRM.users.REED", "ZohoCRM", "CRM.users.READ", "crm", "ZohoCRM.READ")
    ),
]


@shows(
    "authorize-error-pages",
    "authorize-error-status",
    "redirect-uri-exact",
    "one-bad-scope-fails-all",
    "scope-names",
)
@pytest.mark.parametrize(("name", "value", "heading", "line", "reason", "status"), REFUSED)
def test_a_request_that_zoho_refuses(
    wire: Wire, name: str, value: str, heading: str, line: str, reason: str, status: int
) -> None:
    reply = wire.ask(wire.register(), **{name: value})
    assert reply.status_code == status
    assert reply.headers["Content-Type"] == "text/html;charset=UTF-8"
    assert f"<h1>{heading}</h1>" in reply.text
    assert f"<p>{line}</p>" in reply.text or not line
    assert wire.reason() == reason


def test_a_consent_form_is_checked_like_the_request_it_came_from(wire: Wire) -> None:
    page = wire.ask(wire.register())
    form = Page(page.text).forms[0] | {"answer": "accept", "redirect_uri": "http://evil.example/"}
    reply = wire.post("/oauth/v2/consent", form)
    assert reply.status_code == 400
    assert "Location" not in reply.headers


@shows("scope-names")
@pytest.mark.parametrize(
    "scope",
    [
        "ZohoBooks.fullaccess.all",
        "ZohoCRM.modules.leads.READ",
        "ZOHOPEOPLE.forms.READ",
        "ZohoMail.organization.accounts.READ",
        "Desk.tickets.ALL",
        "ZohoAnalytics.data.read",
        "openid",
        "ZohoCRM.users.READ ZohoCRM.org.READ",
    ],
)
def test_scopes_that_exist(wire: Wire, scope: str) -> None:
    assert wire.ask(wire.register(), scope=scope).status_code == 200


@shows("consent-remembered")
def test_who_consented_is_not_asked_again(wire: Wire) -> None:
    client = wire.register()
    wire.accept(client, scope="ZohoCRM.users.READ,ZohoCRM.org.READ")
    for scope in ("ZohoCRM.org.READ ZohoCRM.users.READ", "ZohoCRM.org.READ"):
        assert wire.ask(client, prompt="", scope=scope).status_code == 302
        assert wire.reason() == "accepted before"
    for changes in ({"prompt": "consent"}, {"prompt": "", "scope": "ZohoCRM.modules.ALL"}):
        assert "would like to" in wire.ask(client, **changes).text
    assert "would like to" in wire.ask(wire.register(), prompt="").text, "of another client"


@shows("consent-remembered")
def test_offline_access_is_a_consent_of_its_own(wire: Wire) -> None:
    client = wire.register()
    wire.accept(client, access_type="", prompt="")
    assert wire.ask(client, access_type="", prompt="").status_code == 302
    assert "while you are away" in wire.ask(client, prompt="").text


@shows("refresh-token-first-time")
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {}, [True, True]),
        ({"prompt": ""}, {"prompt": ""}, [True, False]),
        ({"prompt": ""}, {"prompt": "consent"}, [True, True]),
        ({"access_type": ""}, {"access_type": "online"}, [False, False]),
        ({"access_type": "", "prompt": ""}, {"prompt": ""}, [False, True]),
    ],
)
def test_when_a_refresh_token_comes(
    wire: Wire, first: dict[str, str], second: dict[str, str], expected: list[bool]
) -> None:
    client = wire.register()
    got = ["refresh_token" in wire.grant(client, **changes) for changes in (first, second)]
    assert got == expected


@shows("wrong-data-center")
def test_a_data_center_that_does_not_know_the_client(wire: Wire) -> None:
    client = wire.register(data_center="eu")
    assert "Invalid Client" in wire.ask(client).text
    assert wire.reason() == "client not enabled in this data center"
    code = wire.at("eu").accept(client)["code"]
    reply = wire.exchange(client, code)
    assert (reply.status_code, reply.text) == (200, INVALID_CLIENT)
    assert wire.at("eu").exchange(client, code).json()["access_token"], "the code is none the worse"


@shows("multi-data-center", "redirect-names-data-center", "wrong-data-center")
def test_a_user_of_another_data_center_is_named_in_the_redirect(wire: Wire) -> None:
    client = wire.register(multi_dc=True)
    india = wire.at("in")
    answer = wire.accept(client, user="in")
    assert answer["location"] == "in"
    assert answer["accounts-server"] == india.base

    there = {**client, "client_secret": client["secrets"]["in"]}
    assert wire.exchange(client, answer["code"]).text == INVALID_CLIENT
    assert wire.reason() == "the user's account is in another data center"
    assert india.exchange(client, answer["code"]).text == '{"error":"invalid_client_secret"}'
    tokens = india.exchange(there, answer["code"]).json()
    assert tokens["api_domain"] == india.base

    assert wire.refresh(client, tokens["refresh_token"]).text == INVALID_CLIENT
    assert india.refresh(there, tokens["refresh_token"]).json()["access_token"]
    assert india.call("/crm/v8/org", tokens["access_token"]).json()["org"][0]["country"] == "India"
    assert wire.call("/crm/v8/org", tokens["access_token"]).json()["code"] == "INVALID_TOKEN"


def test_from_another_data_center_the_redirect_names_the_root_as_us(wire: Wire) -> None:
    client = wire.register(multi_dc=True, data_center="jp")
    assert wire.at("jp").accept(client, user="us")["accounts-server"] == wire.base
    assert wire.at("jp").accept(client, user="sg")["accounts-server"] == f"{wire.base}/sg"
    assert wire.at("jp").accept(client)["accounts-server"] == f"{wire.base}/jp"


def test_a_user_where_the_client_is_not_enabled_is_an_invalid_client(wire: Wire) -> None:
    client = wire.register()
    form = Page(wire.ask(client).text).forms[0] | {"answer": "accept", "user": "eu"}
    reply = wire.post("/oauth/v2/consent", form)
    assert reply.status_code == 400
    assert "Invalid Client" in reply.text


@shows("scope-services")
def test_which_services_have_scopes(wire: Wire) -> None:
    client = wire.register()
    for scope in (
        "SDPOnDemand.requests.ALL",
        "PhoneBridge.call.log",
        "MDMOnDemand.MDMInventory.READ",
        "ZOHOPEOPLE.forms.READ",
        "AaaServer.profile.Read",
    ):
        assert wire.ask(client, scope=scope).status_code == 200, scope
    for scope in ("NewProduct.things.READ", "aaaserver.profile.READ"):
        assert wire.ask(client, scope=scope).status_code == 400, scope


@depends_on("any_service_has_scopes", by_default=400, value=True, then=200)
def status_for_a_service_that_is_not_listed(wire: Wire) -> Any:
    return wire.ask(wire.register(), scope="NewProduct.things.READ").status_code
