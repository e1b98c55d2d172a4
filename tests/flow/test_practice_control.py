"""The control plane: clock, seed, journal, settings, canned replies, acting as the user, reset."""

from __future__ import annotations

import hmac
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests

from tests.conftest import FROZEN, KEY
from tests.flow.practice_wire import INVALID_CODE, REDIRECT_URI, SCOPE, Wire, authorization, shows
from zoho_helpers.errors import PracticeError
from zoho_helpers.practice.replies import CANNED
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret

FROZEN_SECONDS = 1795348800.0


def send(
    wire: Wire, method: str, name: str, body: Any = None, key: str | None = KEY, **named: Any
) -> requests.Response:
    """One request to the control plane, as curl would send it."""
    headers = {"X-Practice-Key": key} if key is not None else {}
    url = f"{wire.control.url}/practice/{name}"
    return requests.request(method, url, json=body, headers=headers, timeout=10, **named)


def test_every_request_of_the_contract(wire: Wire) -> None:
    """What other programs rely on, with the fields that they rely on."""
    id = wire.register()["client_id"]
    wire.get("/oauth/serverinfo")
    (entry,) = send(wire, "GET", "journal").json()
    assert {"at", "method", "path", "data_center", "parameters"} <= set(entry)
    assert {"status", "reply", "reason"} <= set(entry)
    assert send(wire, "GET", "clock").json() == {"now": FROZEN_SECONDS, "frozen": True}
    assert send(wire, "POST", "clock", {"advance_seconds": 60}).json()["now"] == FROZEN_SECONDS + 60
    assert send(wire, "GET", "state").json()["clients"] == [id]
    rows = send(wire, "GET", "behaviours").json()
    assert {"id", "does", "grade", "source", "test", "date", "setting", "default"} == set(rows[0])
    made = send(wire, "POST", "clients", {"name": "B", "client_type": "self"}).json()
    assert made["client_secret"] == made["secrets"]["us"]
    deed = {"do": "self-client-code", "client_id": made["client_id"], "scope": "openid"}
    assert send(wire, "POST", "as-user", deed).json()["seconds"] == 180
    assert send(wire, "POST", "next-reply", {"name": "outage"}).json() == {"next": ["outage"]}
    assert send(wire, "POST", "reset").json() == {"status": "reset"}
    assert send(wire, "GET", "state").json()["clients"] == []


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LocalHost", "[::1]"])
def test_it_proves_to_know_the_key_to_who_asks_at_its_own_address(wire: Wire, name: str) -> None:
    host = f"{name}:{urlsplit(wire.control.url).port}"
    said = {}
    for nonce in ("a", "b", "http://127.0.0.1:1"):
        reply = wire.get("/practice/hello", params={"nonce": nonce}, headers={"Host": host})
        asked = f"{nonce}http://{host.lower()}"
        assert reply.json() == {"proof": hmac.digest(KEY.encode(), asked.encode(), "sha256").hex()}
        said[reply.text] = nonce
        assert KEY not in reply.text
    assert len(said) == 3, "what was said once proves nothing the next time"


def test_it_proves_nothing_under_another_name_or_without_a_nonce(wire: Wire) -> None:
    for query, host, status in (
        ({"nonce": "a"}, "evil.example", 403),
        ({"nonce": "a"}, "127.0.0.1:1", 403),
        ({}, urlsplit(wire.control.url).netloc, 400),
    ):
        reply = wire.get("/practice/hello", params=query, headers={"Host": host})
        assert (reply.status_code, "proof" in reply.json()) == (status, False)
    assert wire.post("/practice/hello?nonce=a", {}).status_code == 405


def test_without_the_key_nothing_is_told_or_done(wire: Wire) -> None:
    for key in (None, "", "wrong", KEY + "x", KEY.upper(), "ключ".encode().decode("latin-1")):
        for method, name in (("GET", "journal"), ("GET", "nothing"), ("POST", "reset")):
            reply = send(wire, method, name, key=key)
            assert reply.status_code == 401
            assert reply.json() == {"error": "The header X-Practice-Key is missing or wrong."}
    with pytest.raises(PracticeError, match="does not know the key") as caught:
        PracticeControl(wire.control.url, Secret("wrong")).now()
    assert caught.value.reason == "practice-foreign"
    assert "wrong" not in str(caught.value)


WRONG = [
    ("GET", "nothing", None, "There is no GET nothing. Known: GET journal,"),
    ("POST", "journal", {}, "There is no POST journal."),
    ("POST", "clock", [1], "Send a JSON object."),
    ("POST", "clock", {"freeze": "soon"}, "'soon' is no time such as 2026-11-22T12:00:00Z."),
    ("POST", "clock", {"freeze": 5}, "A value for clock is not of the right kind."),
    ("POST", "clock", {"freeze": "1970-01-01"}, "The clock shows the years 2000 to 2100."),
    ("POST", "clock", {"advance_seconds": -1}, "advance_seconds is a number from 0"),
    ("POST", "clock", {"advance_seconds": "1"}, "advance_seconds is a number from 0"),
    ("POST", "clock", {"advance_seconds": 1e10}, "The clock shows the years 2000 to 2100."),
    ("POST", "as-user", {}, "The value 'do' is missing."),
    ("POST", "as-user", {"do": "fly"}, "The user cannot 'fly'. Known: accept, reject,"),
    ("POST", "as-user", {"do": []}, "A value for as-user is not of the right kind."),
    ("POST", "as-user", {"do": "accept"}, "The value 'url' is missing."),
    ("POST", "as-user", {"do": "accept", "url": 5}, "A value for as-user is not"),
    ("POST", "as-user", {"do": "accept", "url": "", "user": "mars"}, "There is no user in 'mars'"),
    ("POST", "next-reply", {"name": "x"}, "There is no 'x'. Known: html-error-page, outage,"),
    ("POST", "settings", {"code_second": 5}, "There is no 'code_second'. Known: "),
    ("POST", "settings", {"code_seconds": "5"}, "code_seconds is a whole number."),
    ("POST", "settings", {"code_seconds": True}, "code_seconds is a whole number."),
    ("POST", "settings", {"code_seconds": -1}, "code_seconds is a whole number."),
    (
        "POST",
        "settings",
        {"throttle_status": 42},
        "throttle_status is an HTTP status that can have a body: 200, 400,",
    ),
    ("POST", "settings", {"revoke_at_the_users": 1}, "revoke_at_the_users is true or false."),
    ("POST", "clients", {"name": "!"}, "The console says: Enter a valid client name."),
    ("POST", "clients", {"naem": "A"}, "There is no 'naem'. Known: name,"),
    ("POST", "clients", {"name": 5}, "name is not of the right kind."),
    ("POST", "clients", {"name": "A", "data_center": "mars"}, "There is no 'mars'. Known: us, eu,"),
    ("POST", "clients", {"name": "A", "client_type": "x"}, "The console says: Choose a client"),
    ("POST", "clients", {"name": "A", "redirect_uris": [5]}, "A value for clients is not"),
    ("POST", "clients", {}, "A value for clients is not of the right kind."),
    ("POST", "random", {"length": 0}, "length is 1 to 512."),
    ("POST", "random", {"length": "5"}, "length is a number from 0"),
]


@pytest.mark.parametrize(("method", "name", "body", "said"), WRONG)
def test_what_cannot_be_carried_out_is_a_sentence(
    wire: Wire, method: str, name: str, body: Any, said: str
) -> None:
    before = wire.control.state()
    reply = send(wire, method, name, body)
    assert reply.status_code == 400
    assert reply.json()["error"].startswith(said)
    assert wire.control.state() == before


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b'{"advance_seconds": NaN}',
        b'{"advance_seconds": 1e999}',
        b"[" * 100_000,
        b'{"freeze": "\\ud800"}',
    ],
)
def test_garbage_for_the_control_plane(wire: Wire, body: bytes) -> None:
    reply = requests.post(
        f"{wire.control.url}/practice/clock", body, headers={"X-Practice-Key": KEY}, timeout=10
    )
    assert reply.status_code == 400
    assert reply.json()["error"].endswith(".")
    assert wire.control.now() == FROZEN_SECONDS


def test_the_clock_stands_moves_and_runs(wire: Wire) -> None:
    assert wire.control.now() == wire.control.now() == FROZEN_SECONDS
    assert wire.control.advance(0.5) == FROZEN_SECONDS + 0.5
    assert wire.control.freeze("2027-01-01T01:00:00+01:00") == 1798761600
    running = wire.control.freeze(None)
    assert abs(running - 1798761600) > 1000, "real time again"
    assert wire.control.now() > running
    ahead = wire.control.advance(3600)
    assert running + 3600 <= ahead < running + 3700


def walk(wire: Wire) -> list[str]:
    client = wire.register()
    tokens = wire.grant(client)
    return [client["client_id"], client["client_secret"], *map(str, tokens.values())]


def test_one_seed_and_the_same_requests_give_the_same_tokens(wire: Wire) -> None:
    first = [*walk(wire), wire.control.random_text(64)]
    wire.control.reset()
    assert [*walk(wire), wire.control.random_text(64)] == first
    assert walk(wire)[0] != first[0]
    text = wire.control.random_text(512)
    assert len(text) == 512
    assert text.isalnum()


def test_reset_forgets_all_that_was_done(wire: Wire) -> None:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    wire.control.configure(code_seconds=5)
    wire.control.next_reply("outage")
    wire.control.advance(100)
    wire.control.reset()
    assert wire.control.journal() == []
    state = wire.control.state()
    assert state["now"] == FROZEN_SECONDS
    assert state["settings"]["code_seconds"] == 120
    assert (state["clients"], state["codes"], state["refresh_tokens_alive"]) == ([], 0, 0)
    assert wire.refresh(client, token).json() == {"error": "invalid_client"}


# The journal.


def test_the_journal_has_what_the_client_saw_beside_the_true_reason(wire: Wire) -> None:
    client = wire.register()
    europe = wire.at("eu")
    europe.exchange(client, "1000.x.y")
    wire.exchange(client, "1000.x.y", redirect_uri="http://other.example/")
    first, second = wire.control.journal()
    assert first["at"] == FROZEN
    assert (first["method"], first["path"]) == ("POST", "/oauth/v2/token")
    assert (first["data_center"], second["data_center"]) == ("eu", "us")
    assert (first["status"], first["reply"]) == (200, '{"error":"invalid_client"}')
    assert first["reason"] == "client not enabled in this data center"
    assert second["reply"] == INVALID_CODE
    assert second["reason"] == "no such code"
    assert second["parameters"]["redirect_uri"] == "http://other.example/"
    assert second["parameters"]["client_id"] == client["client_id"]


def test_nothing_secret_is_in_the_journal(wire: Wire) -> None:
    client = wire.register()
    answer = wire.accept(client)
    tokens = wire.exchange(client, answer["code"], code_verifier="v" * 50).json()
    wire.refresh(client, tokens["refresh_token"])
    wire.call("/crm/v8/org", tokens["access_token"])
    wire.get(f"/crm/v8/org?authtoken={tokens['access_token']}")
    wire.get(f"/oauth/v2/{tokens['refresh_token']}")
    pair = (client["client_id"], client["client_secret"])
    wire.post("/oauth/v2/revoke/token", {"token": tokens["refresh_token"]}, auth=pair)
    wire.ask(client, scope=tokens["access_token"])
    wire.post("/console", {"client_type": "self"})
    wire.get("/console", headers={"Cookie": "session=a-cookie-of-the-proxy"})
    journal = wire.control.journal()
    assert len(journal) == 11
    text = json.dumps(journal)
    secrets = [client["client_secret"], answer["code"], "v" * 50, "a-cookie-of-the-proxy"]
    secrets += [tokens["access_token"], tokens["refresh_token"]]
    for secret in secrets:
        assert secret not in text
        assert secret[:20] not in text
        assert secret[-20:] not in text
    made = wire.get("/console").text
    assert made.count("00c0ffee") == 0


def test_the_journal_keeps_what_a_page_says_and_not_its_style(wire: Wire) -> None:
    wire.ask(wire.register(), redirect_uri="http://other.example/")
    reply = wire.control.journal()[-1]["reply"]
    assert reply.startswith("<h1>Invalid Redirect Uri</h1>")
    assert "font" not in reply


# Acting as the user.


def url_of(wire: Wire, client: dict[str, Any], **changes: str) -> str:
    request = requests.Request("GET", f"{wire.base}/oauth/v2/auth")
    request.params = authorization(client, **changes)
    return str(request.prepare().url)


def test_accept_and_reject_without_a_browser(wire: Wire) -> None:
    client = wire.register()
    url = url_of(wire, client)
    accepted = wire.control.as_user("accept", url=url)
    assert accepted["status"] == 302
    code = accepted["location"].partition("code=")[2].partition("&")[0]
    assert wire.exchange(client, code).json()["access_token"]
    rejected = wire.control.as_user("reject", url=url)
    assert rejected["location"].startswith(f"{REDIRECT_URI}?error=access_denied&state=")
    refused = wire.control.as_user("accept", url=url_of(wire, client, scope="x"))
    assert (refused["status"], refused["location"]) == (400, "")
    assert "Invalid OAuth Scope" in refused["body"]


def test_the_user_can_be_one_of_another_data_center(wire: Wire) -> None:
    client = wire.register(multi_dc=True)
    wire.control.as_user("accept", url=url_of(wire, client, prompt=""))
    url = url_of(wire, client, prompt="")
    for user in ("", "us"):
        assert "location=us&" in wire.control.as_user("accept", url=url, user=user)["location"]
    assert "location=eu&" in wire.control.as_user("accept", url=url, user="eu")["location"]
    there = url_of(wire.at("jp"), client)
    assert "location=jp&" in wire.control.as_user("accept", url=there)["location"]
    assert wire.control.as_user("accept", url=url, user="cn")["status"] == 400


def test_an_authorization_url_that_goes_through_a_proxy(wire: Wire) -> None:
    client = wire.register(multi_dc=True)
    for base, location in (
        ("https://hub.example/user/robin/proxy/8757", "us"),
        ("https://hub.example/user/eu/proxy/8757/eu", "eu"),
    ):
        url = url_of(wire, client).replace(wire.base, base)
        assert f"location={location}&" in wire.control.as_user("accept", url=url)["location"]


def test_a_wrong_self_client_code_is_a_sentence(wire: Wire) -> None:
    client = wire.register()
    with pytest.raises(PracticeError, match="Enter the client id of a self client"):
        wire.control.as_user("self-client-code", client_id=client["client_id"], scope=SCOPE)


# Canned replies.


@shows("canned-replies")
@pytest.mark.parametrize("name", sorted(set(CANNED) - {"slow"}))
def test_a_canned_reply_is_played_once(wire: Wire, name: str) -> None:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    wire.control.next_reply(name)
    wire.get("/")
    wire.get("/favicon.ico")
    wire.get("/console")
    reply = wire.refresh(client, token)
    canned = CANNED[name]
    body = canned.body if isinstance(canned.body, bytes) else canned.body.encode()
    assert (reply.status_code, reply.content) == (canned.status, body)
    assert wire.reason() == f"canned: {name}"
    assert wire.refresh(client, token).json()["access_token"], "and then all is as before"


def test_canned_replies_come_in_their_order(wire: Wire) -> None:
    for name in ("empty", "outage"):
        wire.control.next_reply(name)
    assert [wire.get("/oauth/serverinfo").status_code for _ in range(3)] == [200, 503, 200]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://accounts.zoho.com/oauth/v2/auth", "leads to accounts.zoho.com, not to practice"),
        ("http://127.0.0.1:1/oauth/v2/auth", "leads to 127.0.0.1:1, not to practice"),
        ("http://[/oauth/v2/auth", "Invalid IPv6 URL"),
        ("http://localhost:99999/oauth/v2/auth", "Port out of range"),
        ("BASE/oauth/v9/auth", "There is no consent page at '/oauth/v9/auth'"),
        ("BASE/oauth/v2/token", "There is no consent page at '/oauth/v2/token'"),
    ],
)
def test_a_program_with_a_wrong_address_gets_no_code(wire: Wire, address: str, said: str) -> None:
    """Its tests would pass, and it would fail at Zoho."""
    query = urlencode(authorization(wire.register()))
    url = f"{address.replace('BASE', wire.base)}?{query}"
    with pytest.raises(PracticeError, match=said):
        wire.control.as_user("accept", url=url)


def test_who_sees_no_page_cannot_reject(wire: Wire) -> None:
    client = wire.register()
    wire.grant(client)
    url = f"{wire.base}/oauth/v2/auth?{urlencode(authorization(client, prompt=''))}"
    assert "code=" in wire.control.as_user("accept", url=url)["location"]
    with pytest.raises(PracticeError, match="no page to press Reject on"):
        wire.control.as_user("reject", url=url)
