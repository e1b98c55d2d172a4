"""More scopes for a refresh token that there is already, without walking the flow again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flow.practice_wire import REDIRECT_URI, Page, Wire, depends_on, redirected, shows

MORE = "ZohoCRM.users.READ"


def start(wire: Wire) -> tuple[dict[str, Any], dict[str, Any]]:
    client = wire.register()
    return client, wire.grant(client, scope="ZohoCRM.org.READ")


def ticket(wire: Wire, client: dict[str, Any], refresh_token: str, /, **changes: str) -> Any:
    form = {
        "grant_type": "update_scopes_token",
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "refresh_token": refresh_token,
    }
    return wire.post("/oauth/v2/token/scopeenhance", {**form, **changes})


def ask(wire: Wire, client: dict[str, Any], enhance_token: str, **changes: str) -> Any:
    usual = {
        "response_type": "update_scopes",
        "client_id": client["client_id"],
        "redirect_uri": REDIRECT_URI,
        "scope": MORE,
        "enhance_token": enhance_token,
        "logout": "true",
    }
    return wire.get("/oauth/v2/token/addextrascope", params={**usual, **changes})


def press(wire: Wire, page: Any, answer: str) -> Any:
    return wire.post("/oauth/v2/token/consent", Page(page.text).forms[0] | {"answer": answer})


@shows("scope-enhancement")
def test_a_refresh_token_gets_more_scopes(wire: Wire) -> None:
    client, before = start(wire)
    reply = ticket(wire, client, before["refresh_token"]).json()
    assert set(reply) == {"access_token", "token_type", "expires_in"}
    page = ask(wire, client, reply["access_token"])
    assert MORE in Page(page.text).words
    came = redirected(press(wire, page, "accept"))
    assert came == {"status": "success", "location": "us", "accounts-server": wire.base}

    after = wire.refresh(client, before["refresh_token"]).json()
    assert after["scope"] == f"ZohoCRM.org.READ {MORE}"
    users = "/crm/v8/users?type=CurrentUser"
    assert wire.call(users, after["access_token"]).ok
    assert wire.call(users, before["access_token"]).json()["code"] == "OAUTH_SCOPE_MISMATCH"
    assert wire.ask(client, prompt="", scope=MORE).status_code == 302, "consented to, so not asked"


def test_a_program_can_answer_for_the_user(wire: Wire) -> None:
    client, before = start(wire)
    enhance_token = ticket(wire, client, before["refresh_token"]).json()["access_token"]
    url = ask(wire, client, enhance_token).request.url
    seen = wire.control.as_user("accept", url=url)
    assert seen["location"].startswith(f"{REDIRECT_URI}?status=success")
    assert MORE in wire.refresh(client, before["refresh_token"]).json()["scope"]


@shows("scope-enhancement-answers")
def test_a_ticket_works_once_and_not_for_long(wire: Wire) -> None:
    client, before = start(wire)
    one = ticket(wire, client, before["refresh_token"]).json()
    assert one["expires_in"] == 600
    page = ask(wire, client, one["access_token"])
    assert redirected(press(wire, page, "reject")) == {"error": "access_denied"}
    assert press(wire, page, "accept").status_code == 400, "used"
    two = ticket(wire, client, before["refresh_token"]).json()
    wire.control.advance(600)
    assert ask(wire, client, two["access_token"]).status_code == 400
    assert wire.refresh(client, before["refresh_token"]).json()["scope"] == "ZohoCRM.org.READ"


@depends_on("enhance_token_seconds", by_default=200, value=60, then=400)
def status_of_the_page_after_two_minutes(wire: Wire) -> Any:
    client, before = start(wire)
    enhance_token = ticket(wire, client, before["refresh_token"]).json()["access_token"]
    wire.control.advance(120)
    return ask(wire, client, enhance_token).status_code


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1000.UNKNOWN"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client_secret"),
        ({"grant_type": "refresh_token"}, "invalid_client"),
        ({"refresh_token": ""}, "invalid_code"),
    ],
)
def test_a_ticket_that_is_refused(wire: Wire, changes: dict[str, str], error: str) -> None:
    client, before = start(wire)
    assert ticket(wire, client, before["refresh_token"], **changes).json() == {"error": error}


@shows("scope-enhancement-answers")
@pytest.mark.parametrize(
    "changes",
    [
        {"response_type": "code"},
        {"client_id": "1000.UNKNOWN"},
        {"redirect_uri": "http://evil.example/"},
        {"scope": ""},
        {"scope": "ZohoCRM.everything"},
        {"enhance_token": "1000.x.y"},
    ],
)
def test_a_page_that_is_refused(wire: Wire, changes: dict[str, str]) -> None:
    client, before = start(wire)
    enhance_token = ticket(wire, client, before["refresh_token"]).json()["access_token"]
    page = ask(wire, client, **{"enhance_token": enhance_token, **changes})
    assert (page.status_code, page.headers.get("Location")) == (400, None)


def test_another_clients_ticket_and_another_sites_form(wire: Wire) -> None:
    client, before = start(wire)
    other = wire.register()
    assert ticket(wire, other, before["refresh_token"]).json() == {"error": "invalid_code"}
    enhance_token = ticket(wire, client, before["refresh_token"]).json()["access_token"]
    assert ask(wire, other, enhance_token).status_code == 400
    form = Page(ask(wire, client, enhance_token).text).forms[0] | {"answer": "accept"}
    evil = {"Origin": "http://evil.example"}
    assert wire.post("/oauth/v2/token/consent", form, headers=evil).status_code == 403
