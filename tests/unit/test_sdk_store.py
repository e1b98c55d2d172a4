"""Tokens come from Zoho's SDKs and go back to them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import (
    ACCESS,
    CLIENT_ID,
    CLIENT_SECRET,
    NOW,
    PRACTICE_CLIENT,
    REFRESH,
    make_token,
)
from zoho_helpers.errors import InputError
from zoho_helpers.redaction import Secret
from zoho_helpers.sdk_store import (
    import_tokens,
    read_bare_token,
    read_sdk_store,
    write_bare_token,
    write_sdk_store,
)
from zoho_helpers.token_file import Stored
from zoho_helpers.token_store import MemoryStore

HEAD = "id,user_name,client_id,client_secret,refresh_token,access_token,grant_token,expiry_time,"
PYTHON = f"{HEAD}redirect_uri,api_domain\n"
PHP = f"{HEAD}redirect_url,api_domain\n"
OLD = f"{HEAD}redirect_uri\n"
EXPIRY = f"{int((NOW + 3600) * 1000)}"


def row(*rest: str, name: str = "robin", access: str = ACCESS, expiry: str = EXPIRY) -> str:
    cells = ["1", name, CLIENT_ID, CLIENT_SECRET, REFRESH, access, "", expiry, *rest]
    return ",".join(cells) + "\n"


EU = "https://www.zohoapis.eu"


@pytest.mark.parametrize("head", [PYTHON, PHP])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_of_the_sdks_is_read(head: str, ends: str, mark: str) -> None:
    text = mark + (head + row("http://x.example", EU)).replace("\n", ends)
    assert read_sdk_store(text) == {"robin": make_token(scopes=())}


@pytest.mark.parametrize(
    ("text", "name"),
    [(PYTHON + row("", EU, name=""), "1"), (OLD + row("", name="kim"), "kim")],
)
def test_old_files_and_rows_without_a_user_are_read(text: str, name: str) -> None:
    assert [*read_sdk_store(text, "eu")] == [name]


@pytest.mark.parametrize(
    ("expiry", "created"),
    [("", 0), ("soon", 0), ("1000", 0), ("9" * 400, 0), ("9" * 20, 0), (EXPIRY, NOW)],
)
def test_a_token_of_unknown_age_is_refreshed_before_it_is_used(expiry: str, created: float) -> None:
    token = read_sdk_store(PYTHON + row("", EU, expiry=expiry))["robin"]
    assert token.created_at == created
    assert token.refresh_token == Secret(REFRESH)


def test_a_row_before_its_first_exchange_is_left_out() -> None:
    assert read_sdk_store(PYTHON + row("", "", access="")) == {}


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", '{"access_token": "x"}', "a:1:{s:1:x;}"])
def test_what_is_no_such_file_is_said(text: str) -> None:
    with pytest.raises(InputError, match="not a token file of Zoho's SDKs"):
        read_sdk_store(text)


@pytest.mark.parametrize("domain", ["", "https://api.example.com", "https://www.zohoapis.evil"])
def test_a_data_center_that_is_not_told_is_asked_for(domain: str) -> None:
    with pytest.raises(InputError, match="which data center"):
        read_sdk_store(PYTHON + row("", domain))
    assert read_sdk_store(PYTHON + row("", domain), "in")["robin"].data_center == "in"


def test_what_is_written_is_read_again() -> None:
    tokens = {"robin": make_token(scopes=()), 'kim, "the other"': make_token(scopes=())}
    text = write_sdk_store(tokens, PRACTICE_CLIENT)
    assert text.startswith(PYTHON)
    assert read_sdk_store(text) == tokens


@given(st.text())
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    for start in ("", PYTHON):
        with contextlib.suppress(InputError):
            assert all(token.access_token for token in read_sdk_store(start + text, "us").values())


# The bare token.json


def test_the_bare_file_is_read() -> None:
    text = f'{{"access_token": "{ACCESS}", "created_at": "2026-11-22 12:00:00"}}'
    token = read_bare_token(text, client_id="1000.X", data_center="eu", refresh_token=Secret("r"))
    assert (token.access_token, token.refresh_token) == (Secret(ACCESS), Secret("r"))
    assert (token.created_at, token.lifetime) == (1795348800, 3600)
    assert write_bare_token(token) == text


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"access_token": "x"}', '{"access_token": "x", "created_at": 5}',
     '{"access_token": "x", "created_at": "yesterday"}', "[" * 100_000,
     '{"access_token": null, "created_at": "2026-11-22 12:00:00"}'],
)  # fmt: skip
def test_what_is_no_bare_file_is_said(text: str) -> None:
    with pytest.raises(InputError, match="not a file with access_token"):
        read_bare_token(text, client_id="1000.X", data_center="eu")


def test_an_import_loses_no_refresh_token() -> None:
    store = MemoryStore()
    before = make_token(refresh_token=Secret("before"))
    store.change(lambda stored: Stored(before), "robin")
    import_tokens(store, read_sdk_store(PYTHON + row("", EU)))
    stored = store.load("robin")
    assert stored.token == make_token(scopes=())
    assert stored.earlier == (before,)
