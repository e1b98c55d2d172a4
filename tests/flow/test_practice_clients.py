"""Every type of client, and its own way to a token."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.flow.practice_wire import (
    REDIRECT_URI,
    Page,
    Wire,
    authorization,
    depends_on,
    redirected,
    shows,
)
from zoho_helpers.practice.registration import CLIENT_TYPES

APP_URI = "crmleads://callback"
FIELDS: dict[str, dict[str, Any]] = {
    "server": {},
    "client-based": {"javascript_domains": ["http://127.0.0.1:8758"]},
    "mobile": {"redirect_uris": [APP_URI]},
    "device": {"redirect_uris": []},
    "self": {"redirect_uris": [], "homepage_url": ""},
}


def register(wire: Wire, client_type: str, **fields: Any) -> dict[str, Any]:
    return wire.register(client_type=client_type, **{**FIELDS[client_type], **fields})


def test_every_type_is_tried() -> None:
    assert set(FIELDS) == set(CLIENT_TYPES)


@shows("client-types")
@pytest.mark.parametrize(
    ("client_type", "prefix", "takes"),
    [
        ("server", "1000.", "code"),
        ("client-based", "1000.", "token"),
        ("mobile", "1000.", "code"),
        ("device", "1004.", ""),
        ("self", "1000.", ""),
    ],
)
def test_each_type_of_client_has_its_own_flow(
    wire: Wire, client_type: str, prefix: str, takes: str
) -> None:
    client = register(wire, client_type)
    uri = client["redirect_uris"][0] if client["redirect_uris"] else REDIRECT_URI
    assert re.fullmatch(rf"{prefix}PRACTICE[0-9A-Z]{{22}}", client["client_id"])
    for response_type in ("code", "token"):
        asked = {"response_type": response_type, "redirect_uri": uri, "code_challenge": "x" * 43}
        page = wire.ask(client, **asked)
        assert ("Invalid Client" in page.text) == (response_type != takes)
        assert (page.status_code == 200) == (response_type == takes)


# Mobile


@shows("mobile-pkce")
def test_a_mobile_app_has_to_use_pkce(wire: Wire) -> None:
    app = register(wire, "mobile")
    page = wire.ask(app, redirect_uri=APP_URI)
    assert (page.status_code, wire.reason()) == (400, "code_challenge missing")
    verifier = "v" * 43
    asked = {"redirect_uri": APP_URI, "code_challenge": verifier, "code_challenge_method": "plain"}
    page = wire.ask(app, **asked)
    reply = wire.press(page, "accept")
    assert reply.headers["Location"].startswith(f"{APP_URI}?state=")
    code = redirected(reply)["code"]
    tokens = wire.exchange(app, code, redirect_uri=APP_URI, code_verifier=verifier)
    assert "access_token" in tokens.json()


@depends_on("mobile_needs_pkce", by_default=400, value=False, then=200)
def status_without_a_challenge(wire: Wire) -> Any:
    return wire.ask(register(wire, "mobile"), redirect_uri=APP_URI).status_code


@pytest.mark.parametrize("uri", ["CrmLeads://x", "javascript://x/%0Aalert(1)", "data://x", "app:x"])
def test_an_app_address_that_the_console_refuses(wire: Wire, uri: str) -> None:
    page = wire.post(
        "/console",
        {
            "client_type": "mobile",
            "name": "App",
            "homepage_url": "http://a.example",
            "redirect_uri": uri,
        },
    )
    assert "Enter a valid redirect URI" in page.text
    assert wire.control.state()["clients"] == []


# Client-based


def fragment(location: str) -> dict[str, str]:
    parts = urlsplit(location)
    assert not parts.query, "no server may see the token"
    return dict(parse_qsl(parts.fragment))


def ask_for_token(wire: Wire, page: dict[str, Any], **changes: str) -> Any:
    return wire.ask(page, response_type="token", access_type="", prompt="", **changes)


@shows("implicit")
def test_a_page_gets_its_token_in_the_fragment(wire: Wire) -> None:
    page = register(wire, "client-based")
    reply = wire.press(ask_for_token(wire, page), "accept")
    came = fragment(reply.headers["Location"])
    assert reply.headers["Location"].startswith(f"{REDIRECT_URI}#access_token=1000.00c0ffee")
    token = came.pop("access_token")
    assert came == {
        "expires_in": "3600",
        "location": "us",
        "api_domain": wire.base,
        "state": "a state / with ? and &",
    }
    assert wire.call("/oauth/user/info", token).ok
    assert wire.control.state()["refresh_tokens_alive"] == 0
    wire.control.advance(3600)
    assert wire.call("/oauth/user/info", token).status_code == 401


def test_offline_access_is_nothing_for_a_page(wire: Wire) -> None:
    page = register(wire, "client-based")
    asked = wire.ask(page, response_type="token", access_type="offline")
    assert "offline" not in Page(asked.text).words
    assert "access_token" in fragment(wire.press(asked, "accept").headers["Location"])
    assert wire.control.state()["refresh_tokens_alive"] == 0


def test_a_page_is_refused_in_the_fragment_too(wire: Wire) -> None:
    page = register(wire, "client-based")
    reply = wire.press(ask_for_token(wire, page), "reject")
    assert fragment(reply.headers["Location"])["error"] == "access_denied"


@shows("implicit-renewal")
def test_a_page_renews_its_token_while_the_session_lasts(wire: Wire) -> None:
    page = register(wire, "client-based")
    asked = authorization(page, response_type="token", access_type="", prompt="")

    wire.press(ask_for_token(wire, page), "accept")
    assert wire.get("/oauth/v2/auth/refresh", params=asked).status_code == 200, "asked again"

    reply = wire.press(ask_for_token(wire, page), "accept", for_session="yes")
    assert fragment(reply.headers["Location"])["granted_for_session"] == "true"
    renewed = wire.get("/oauth/v2/auth/refresh", params=asked)
    assert renewed.status_code == 302
    assert wire.call("/oauth/user/info", fragment(renewed.headers["Location"])["access_token"]).ok

    wire.control.as_user("disconnect", client_id=page["client_id"])
    assert wire.get("/oauth/v2/auth/refresh", params=asked).status_code == 200, "asked again"


@shows("revoke")
def test_a_page_revokes_without_a_secret(wire: Wire) -> None:
    page, other = register(wire, "client-based"), wire.register()
    came = fragment(wire.press(ask_for_token(wire, page), "accept").headers["Location"])
    sent = {"token": came["access_token"], "token_type": "access_token"}
    assert (
        wire.post("/oauth/v2/revoke/token", sent, auth=(other["client_id"], "")).status_code == 400
    )
    assert wire.post("/oauth/v2/revoke/token", sent, auth=(page["client_id"], "")).ok
    assert wire.call("/oauth/user/info", came["access_token"]).status_code == 401


# Organizations


@shows("instance-level")
def test_what_an_administrator_granted_outlives_him(wire: Wire) -> None:
    client = wire.register()
    own = wire.grant(client)
    page = wire.get("/oauth/v2/org/auth", params=authorization(client, prompt=""))
    assert "whole organization Practice & Sons" in Page(page.text).words
    form = Page(page.text).forms[0] | {"answer": "accept"}
    code = redirected(wire.post("/oauth/v2/org/consent", form))["code"]
    shared = wire.exchange(client, code).json()

    wire.control.as_user("remove-user", user="us")
    assert wire.refresh(client, own["refresh_token"]).json() == {"error": "invalid_code"}
    assert wire.reason() == "refresh token user removed"
    assert wire.call("/crm/v8/org", own["access_token"]).status_code == 401
    assert wire.call("/crm/v8/org", shared["access_token"]).ok
    assert "access_token" in wire.refresh(client, shared["refresh_token"]).json()


def ask_for_itself(wire: Wire, client: dict[str, Any], **changes: str) -> Any:
    usual = {"grant_type": "client_credentials", "scope": "ZohoCRM.org.READ"}
    return wire.token(client, **{**usual, "soid": "ZohoCRM.6000001", **changes})


@shows("client-credentials")
def test_a_self_client_acts_for_its_organization(wire: Wire) -> None:
    client = register(wire, "self")
    reply = ask_for_itself(wire, client).json()
    assert set(reply) == {"access_token", "scope", "api_domain", "token_type", "expires_in"}
    (org,) = wire.call("/crm/v8/org", reply["access_token"]).json()["org"]
    assert f"ZohoCRM.{org['id']}" == "ZohoCRM.6000001"
    without = ask_for_itself(wire, client, soid="", scope="AaaServer.profile.READ").json()
    assert wire.call("/oauth/user/info", without["access_token"]).ok


@shows("client-credentials")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"soid": ""}, "missing_org_info"),
        ({"soid": "ZohoCRM"}, "missing_org_info"),
        ({"soid": "ZohoCRM.1"}, "missing_org_info"),
        ({"soid": "ZohoBooks.6000001"}, "missing_org_info"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "ZohoCRM.everything"}, "invalid_scope"),
        ({"client_secret": "wrong"}, "invalid_client_secret"),
    ],
)
def test_client_credentials_that_are_refused(
    wire: Wire, changes: dict[str, str], error: str
) -> None:
    assert ask_for_itself(wire, register(wire, "self"), **changes).json() == {"error": error}
    assert wire.control.state()["access_tokens_alive"] == 0


@shows("client-credentials")
def test_client_credentials_are_for_self_clients(wire: Wire) -> None:
    assert ask_for_itself(wire, wire.register()).json() == {"error": "invalid_client"}
