"""What practice Zoho refuses, the doctor explains: from the request and the reply, as they were.

Three tables: faults that a client causes over real HTTP, replies that are played, and how each
product refuses a token. Where a product gives one answer to several troubles, the doctor names one
of them first.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.flow.practice_wire import Wire
from zoho_helpers.doctor.diagnosis import diagnose
from zoho_helpers.practice import products
from zoho_helpers.practice.replies import CANNED

Fault = Callable[[Wire], requests.Response]
FAULTS: dict[str, tuple[str, Fault]] = {}


def leads_to(cause: str) -> Callable[[Fault], Fault]:
    """Say which cause a fault has."""

    def mark(fault: Fault) -> Fault:
        FAULTS[fault.__name__] = (cause, fault)
        return fault

    return mark


def written(reply: requests.Response) -> str:
    """A request and its reply, as somebody copies them out of a log; hosts are Zoho's own."""
    sent = reply.request
    address = str(sent.url).replace("127.0.0.1", "x")
    path = address.partition("//")[2].partition("/")[2]
    header = sent.headers.get("Authorization")
    lines = [f"{sent.method} /{path}", f"Authorization: {header}" if header else ""]
    body = sent.body.decode() if isinstance(sent.body, bytes) else sent.body or ""
    return "\n".join([*lines, body, f"HTTP/1.1 {reply.status_code}", reply.text])


@leads_to("code_expired_or_used")
def a_code_that_is_too_old(wire: Wire) -> requests.Response:
    client = wire.register()
    code = wire.accept(client)["code"]
    wire.control.advance(121)
    return wire.exchange(client, code)


@leads_to("code_expired_or_used")
def a_code_that_was_used(wire: Wire) -> requests.Response:
    client = wire.register()
    code = wire.accept(client)["code"]
    wire.exchange(client, code)
    return wire.exchange(client, code)


@leads_to("refresh_token_revoked_or_evicted")
def a_refresh_token_that_was_revoked(wire: Wire) -> requests.Response:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    wire.post("/oauth/v2/token/revoke", {"token": token})
    return wire.refresh(client, token)


@leads_to("too_many_token_requests")
def an_eleventh_refresh(wire: Wire) -> requests.Response:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    return [wire.refresh(client, token) for _ in range(11)][-1]


@leads_to("wrong_data_centre")
def another_data_center(wire: Wire) -> requests.Response:
    client = wire.register()
    return wire.at("eu").exchange(client, wire.accept(client)["code"])


@leads_to("wrong_client_secret")
def a_wrong_secret(wire: Wire) -> requests.Response:
    client = wire.register()
    code = wire.accept(client)["code"]
    return wire.exchange({**client, "client_secret": "wrong"}, code)


@leads_to("redirect_uri_mismatch")
def another_redirect_uri(wire: Wire) -> requests.Response:
    client = wire.register()
    code = wire.accept(client)["code"]
    return wire.exchange(client, code, redirect_uri="http://127.0.0.1:8758/callback/")


@leads_to("redirect_uri_mismatch")
def a_redirect_uri_that_is_not_registered(wire: Wire) -> requests.Response:
    return wire.ask(wire.register(), redirect_uri="http://127.0.0.1:1/")


@leads_to("scope_name_invalid")
def a_scope_that_does_not_exist(wire: Wire) -> requests.Response:
    return wire.ask(wire.register(), scope="ZohoCRM.everything.PLEASE")


@leads_to("user_denied_consent")
def a_consent_that_was_rejected(wire: Wire) -> requests.Response:
    page = wire.ask(wire.register())
    reply = wire.press(page, "reject")
    reply._content = reply.headers["Location"].encode()
    return reply


@leads_to("refresh_token_missing_offline")
def online_access(wire: Wire) -> requests.Response:
    client = wire.register()
    query = wire.ask(client, access_type="online", prompt="")
    code = wire.answer(query, "accept")["code"]
    reply = wire.exchange(client, code)
    reply._content = f"{query.request.url}\n{reply.text}".encode()
    return reply


@leads_to("refresh_token_missing_no_reconsent")
def offline_access_for_the_second_time(wire: Wire) -> requests.Response:
    client = wire.register()
    wire.grant(client)
    query = wire.ask(client, prompt="")
    reply = wire.exchange(client, wire.accept(client, prompt="")["code"])
    reply._content = f"{query.request.url}\n{reply.text}".encode()
    return reply


@leads_to("org_id_missing_or_wrong")
def client_credentials_without_soid(wire: Wire) -> requests.Response:
    client = wire.register(client_type="self", name="Self")
    return wire.token(client, grant_type="client_credentials", scope="ZohoCRM.org.READ")


@leads_to("access_token_expired")
def an_access_token_that_is_too_old(wire: Wire) -> requests.Response:
    token = wire.grant(wire.register())["access_token"]
    wire.control.advance(3601)
    return wire.call("/crm/v8/org", token)


@leads_to("scope_missing")
def a_scope_that_was_not_granted(wire: Wire) -> requests.Response:
    token = wire.grant(wire.register(), scope="ZohoCRM.users.READ")["access_token"]
    return wire.call("/crm/v8/org", token)


@leads_to("user_has_no_permission")
def a_user_who_may_not(wire: Wire) -> requests.Response:
    token = wire.grant(wire.register())["access_token"]
    wire.control.configure(users_may_use_apis=False)
    return wire.call("/crm/v8/org", token)


@leads_to("wrong_product_endpoint")
def a_path_that_is_not_there(wire: Wire) -> requests.Response:
    token = wire.grant(wire.register())["access_token"]
    return wire.call("/crm/v8/orgs", token)


@leads_to("no_token_sent")
def no_header(wire: Wire) -> requests.Response:
    return wire.get("/crm/v8/org")


@leads_to("wrong_grant_type")
def a_grant_type_that_zoho_does_not_know(wire: Wire) -> requests.Response:
    return wire.token(wire.register(), grant_type="offline")


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named(wire: Wire, name: str) -> None:
    cause, fault = FAULTS[name]
    paste = written(fault(wire))
    found: Any = diagnose(paste).findings
    assert found[0].cause.id == cause, [(f.cause.id, f.rules[0].id) for f in found]
    for finding in found:
        assert finding.certainty != "certain" or finding.cause.id in (cause, "credential_exposed")


PLAYED = {
    "html-error-page": {"html_response_wrong_host"},
    "outage": {"zoho_service_outage"},
    "empty": {"other", "html_response_wrong_host", "error_body_ignored"},
    "cut-off": {"other", "refresh_token_missing_offline", "error_body_ignored"},
    "not-utf8": {"other"},
    "huge": {"other"},
    "expires-in-milliseconds": {"clock_skew", "refresh_token_missing_offline", "other"},
}
"""Canned reply -> causes of which one may be named first; `slow` never answers."""


def test_each_reply_that_can_be_played_is_in_the_table() -> None:
    assert set(PLAYED) == set(CANNED) - {"slow"}


@pytest.mark.parametrize("name", PLAYED)
def test_each_played_reply_is_read(wire: Wire, name: str) -> None:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    wire.control.next_reply(name)
    found = diagnose(written(wire.refresh(client, token))).findings
    assert found[0].cause.id in PLAYED[name], found[0].rules[0].id
    assert found[0].certainty != "certain"


CAUSES = {
    products.NO_HEADER: "no_token_sent",
    products.DEAD: "access_token_expired",
    products.SCOPE: "scope_missing",
    products.ORGANIZATION: "org_id_missing_or_wrong",
    products.PERMISSION: "user_has_no_permission",
    products.PATH: "wrong_product_endpoint",
}


def refusals() -> list[tuple[str, str, frozenset[str]]]:
    """Each answer of each product as it looks on the wire, with the causes that it is given to."""
    found: list[tuple[str, str, frozenset[str]]] = []
    for product in products.PRODUCTS:
        answers = {trouble: product.answer(trouble) for trouble in products.TROUBLES}
        for trouble, answer in answers.items():
            header = "" if trouble == products.NO_HEADER else "Authorization: Zoho-oauthtoken ...\n"
            text = (
                f"GET {product.path} HTTP/1.1\nHost: a.example\n{header}\n"
                f"HTTP/1.1 {answer.status}\n{json.dumps(answer.body)}"
            )
            same = {CAUSES[other] for other, one in answers.items() if one.body == answer.body}
            found.append((f"{product.name}, {trouble}", text, frozenset(same)))
    return found


REFUSALS = refusals()


@pytest.mark.parametrize(
    ("text", "causes"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
def test_each_refusal_of_each_product_is_named(text: str, causes: frozenset[str]) -> None:
    found = diagnose(text).findings
    assert found[0].cause.id in causes, found[0].rules[0].id
