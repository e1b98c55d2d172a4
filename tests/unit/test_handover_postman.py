"""The Postman collection asks for the same as we do, and holds no secret."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given

from tests.unit.handover import AWKWARD, CANARY, CENTERS, kit_of
from zoho_helpers.errors import InputError
from zoho_helpers.handover.calls import STATE, calls
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.postman import SCHEMA, files_for
from zoho_helpers.redaction import Secret
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.settings import Client
from zoho_helpers.transcript import HEADER_PREFIX

STAND_INS = {
    "state": STATE,
    "code": "(code)",
    "client-secret": "(client_secret)",
    "access-token": "(access_token)",
    "refresh-token": "(refresh_token)",
}


def collection_of(kit: Kit) -> dict[str, Any]:
    return dict(json.loads(files_for(kit)[0].text))


def environment_of(kit: Kit) -> dict[str, str]:
    values = json.loads(files_for(kit)[1].text)["values"]
    return {one["key"]: one["value"] for one in values}


def filled(value: Any, variables: dict[str, str]) -> Any:
    """Put the variables' values in, as Postman does."""
    if isinstance(value, dict):
        return {key: filled(one, variables) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, variables) for one in value]
    for name, one in variables.items():
        value = value.replace(f"{{{{{name}}}}}", one) if isinstance(value, str) else value
    return value


def pairs(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(row["key"], row["value"]) for row in rows]


@pytest.mark.parametrize("check", CHECK_CALLS)
@pytest.mark.parametrize("center", CENTERS, ids=lambda center: center.accounts_url)
def test_every_request_is_the_one_that_we_send(center, check):
    kit = kit_of(center, check=check)
    items = collection_of(kit)["item"]
    for call, item in zip(calls(kit), items, strict=True):
        request = filled(item["request"], environment_of(kit) | STAND_INS)
        url, ours = request["url"], urlsplit(call.request.url)
        assert item["name"] == call.title
        assert request["method"] == call.request.method
        assert f"{url['host'][0]}/{'/'.join(url['path'])}" == f"{url['raw'].partition('?')[0]}"
        assert url["raw"].partition("?")[0] == call.request.url.partition("?")[0]
        assert pairs(url.get("query", [])) == parse_qsl(ours.query)
        body = request.get("body", {}).get("urlencoded", [])
        assert pairs(body) == [*call.request.revealed_form.items()]
        token, basic = call.request.access_token, call.request.basic
        header = f"{HEADER_PREFIX} {token.reveal()}" if token else None
        assert [value for _, value in pairs(request["header"])] == ([header] if header else [])
        assert (request["auth"]["type"] == "basic") == bool(basic)
        if basic:
            signed = dict(pairs(request["auth"]["basic"]))
            assert signed == {"username": basic[0], "password": basic[1].reveal()}


def test_no_secret_stands_in_an_address_or_in_the_collection():
    kit = kit_of(CENTERS[0])
    kit = replace(kit, refresh_token=Secret("canary-refresh"), access_token=Secret("canary-access"))
    collection, environment = files_for(kit)
    assert "canary" not in collection.text
    assert (collection.private, environment.private) == (False, True)
    for item in collection_of(kit)["item"]:
        names = [key for key, _ in pairs(item["request"]["url"].get("query", []))]
        assert not {"client_secret", "code", "token", "refresh_token"} & {*names}


def test_what_is_secret_is_hidden_by_postman():
    values = json.loads(files_for(kit_of(CENTERS[0]))[1].text)["values"]
    hidden = {one["key"] for one in values if one["type"] == "secret"}
    assert hidden >= {"client-secret", "access-token", "refresh-token", "code", "redirected"}


def test_variables_have_the_names_of_zohos_own_collections():
    names = {"accounts-url", "client-id", "client-secret", "redirect-uri", "access-token"}
    names |= {"refresh-token", "api-domain", "expiry-time"}
    assert names <= {*environment_of(kit_of(CENTERS[0]))}


def test_no_request_follows_a_redirect():
    items = collection_of(kit_of(CENTERS[0]))["item"]
    assert all(not item["protocolProfileBehavior"]["followRedirects"] for item in items)


def test_the_format_is_named():
    assert collection_of(kit_of(CENTERS[0]))["info"]["schema"] == SCHEMA


def test_a_self_client_asks_for_no_consent():
    kit = kit_of(CENTERS[0])
    kit = replace(kit, client=Client("1000.MINE", Secret(CANARY), "", "self"))
    assert calls(kit)[0].id == "exchange"
    assert len(collection_of(kit)["item"]) == 6


@given(AWKWARD)
def test_a_value_comes_out_as_itself_and_reaches_no_script(value):
    kit = kit_of(CENTERS[0], secret=value)
    if "{{" in value:
        with pytest.raises(InputError, match="client-secret"):
            files_for(kit)
        return
    assert environment_of(kit)["client-secret"] == value
    assert collection_of(kit) == collection_of(kit_of(CENTERS[0]))


def test_what_postman_takes_for_a_variable_is_refused():
    with pytest.raises(InputError, match="takes for a variable") as refused:
        files_for(kit_of(CENTERS[0], secret="a{{$guid}}b"))
    assert "$guid" not in str(refused.value)
