"""A vendor's profile saves support from typing, and holds no secret."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.made_up import CLIENT_SECRET, REFRESH
from zoho_helpers.doctor.diagnosis import judge
from zoho_helpers.doctor.facts import gather_facts
from zoho_helpers.doctor.vendor import Vendor, parse_vendor, with_vendor
from zoho_helpers.errors import InputError

WHOLE = {
    "product": "CRM",
    "client_type": "Server",
    "data_centers": ["us", "EU"],
    "scopes": ["ZohoCRM.modules.ALL"],
    "redirect_uris": ["https://app.example/callback"],
}
VENDOR = parse_vendor(json.dumps(WHOLE))


def test_a_whole_profile_and_an_empty_one() -> None:
    assert VENDOR.client_type == "server"
    assert VENDOR.data_centers == ("us", "eu")
    assert VENDOR.redirect_uris == ("https://app.example/callback",)
    assert parse_vendor("{}") == Vendor()


@pytest.mark.parametrize(
    ("paste", "cause"),
    [
        ("An Indian user: Invalid Client", "multi_dc_disabled"),
        ("invalid_code at the callback?code=1000.abcdefgh&location=in", "multi_dc_disabled"),
        (
            "Invalid Redirect Uri redirect_uri=https%3A%2F%2Fapp.example%2Fcallback%2F",
            "redirect_uri_mismatch",
        ),
        ("GET https://www.zohoapis.com/crm/v8/users answers 401", "scope_missing"),
    ],
)
def test_a_ticket_is_compared_with_it(paste: str, cause: str) -> None:
    found = judge(with_vendor(gather_facts(paste), VENDOR)).findings
    assert found[0].cause.id == cause
    rules = {rule.id for rule in found[0].rules}
    assert rules != {rule.id for rule in judge(gather_facts(paste)).findings[0].rules}


@pytest.mark.parametrize(
    "paste",
    [
        "A European user: Invalid Client",
        "redirect_uri=https%3A%2F%2Fapp.example%2Fcallback",
        "GET https://www.zohoapis.com/crm/v8/Leads answers 401",
    ],
)
def test_what_agrees_with_it_adds_only_the_client_type(paste: str) -> None:
    facts = gather_facts(paste)
    added = set(with_vendor(facts, VENDOR).found) - set(facts.found)
    assert added == {"said:server-client"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("[]", "is no JSON object"),
        ("[" * 100_000, "is no JSON object"),
        ({"client_secret": CLIENT_SECRET}, "looks like a secret or a token"),
        (f'{{"product": "\\u0031{REFRESH[1:]}"}}', "looks like a secret or a token"),
        ({"product": REFRESH}, "looks like a secret or a token"),
        ({"color": "red"}, "a key that is not known: 'color'"),
        ({"product": 1}, "product in the vendor's profile has to be text"),
        ({"scopes": "a"}, "scopes in the vendor's profile has to be a list of texts"),
        ({"data_centers": ["mars"]}, "'mars' in the vendor's profile is no data center"),
        ({"client_type": "robot"}, "'robot' in the vendor's profile is no type of client"),
    ],
)
def test_what_cannot_be_one_is_said(data: Any, said: str) -> None:
    text = data if isinstance(data, str) else json.dumps(data)
    with pytest.raises(InputError, match=said) as refused:
        parse_vendor(text)
    assert CLIENT_SECRET not in str(refused.value)
    assert REFRESH not in str(refused.value)
