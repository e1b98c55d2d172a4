"""Hosts come from one table, and nothing that resembles one of them passes."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoho_helpers.data_centers import (
    ZOHO,
    find_by_accounts_server,
    find_by_location,
    practice_data_centers,
    zoho_url,
)
from zoho_helpers.errors import InputError, RefusedError, WalkthroughError

PRACTICE_URL = "http://127.0.0.1:8757"
PRACTICE = practice_data_centers(PRACTICE_URL)


def test_the_table_names_every_data_center_of_zoho():
    assert [*ZOHO] == ["us", "eu", "in", "au", "jp", "ca", "sa", "uk", "cn", "ae", "sg"]
    assert {center.location: center for center in ZOHO.values()} == dict(ZOHO)
    assert [name for name, center in ZOHO.items() if not center.listed] == ["cn", "ae", "sg"]


@pytest.mark.parametrize("center", ZOHO.values(), ids=lambda center: center.location)
def test_every_host_is_one_of_zohos_over_https(center):
    for url in (center.accounts_url, center.api_domain, center.console_url):
        parts = urlsplit(url)
        assert re.fullmatch(
            r"(.*\.)?(zoho|zohoapis|zohocloud)\.(\w+|com\.au|com\.cn)", parts.netloc
        )
        assert (parts.scheme, parts.path) == ("https", "")


@pytest.mark.parametrize(
    ("location", "accounts_url", "api_domain"),
    [
        ("us", "https://accounts.zoho.com", "https://www.zohoapis.com"),
        ("au", "https://accounts.zoho.com.au", "https://www.zohoapis.com.au"),
        ("cn", "https://accounts.zoho.com.cn", "https://www.zohoapis.com.cn"),
        ("ca", "https://accounts.zohocloud.ca", "https://www.zohoapis.ca"),
    ],
)
def test_the_odd_ones_are_right(location, accounts_url, api_domain):
    center = ZOHO[location]
    assert (center.accounts_url, center.api_domain) == (accounts_url, api_domain)
    assert center.token_url == f"{accounts_url}/oauth/v2/token"


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError):
        ZOHO["xx"] = ZOHO["us"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        ZOHO["us"].accounts_url = "https://evil.example"  # type: ignore[misc]


@pytest.mark.parametrize(("name", "found"), [("eu", "eu"), (" EU ", "eu"), ("Us", "us")])
def test_a_location_is_found_however_it_is_written(name, found):
    assert find_by_location(ZOHO, name).location == found


@pytest.mark.parametrize("name", ["", "xx", "com", "eu.", "accounts.zoho.eu"])
def test_an_unknown_location_names_the_known_ones(name):
    with pytest.raises(InputError) as caught:
        find_by_location(ZOHO, name)
    assert (caught.value.reason, caught.value.field) == ("data-center-unknown", "data_center")
    assert "us, eu, in" in caught.value.fix


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("https://accounts.zoho.com", "us"),
        ("https://accounts.zoho.eu/", "eu"),
        (" https://accounts.zoho.in ", "in"),
        ("HTTPS://Accounts.Zoho.COM", "us"),
        ("https://accounts.zohocloud.ca", "ca"),
    ],
)
def test_an_accounts_server_on_the_list_is_found(url, location):
    assert find_by_accounts_server(ZOHO, url).location == location


LOOK_ALIKES = [
    "https://accounts.zoho.com.evil.example",
    "https://accounts-zoho.com",
    "https://evil.example/accounts.zoho.com",
    "https://evil.example?https://accounts.zoho.com",
    "https://evil.example#https://accounts.zoho.com",
    "https://accounts.zoho.com@evil.example",
    "https://user:password@accounts.zoho.com",
    "https://accounts.zoho.com\\@evil.example",
    "https://accounts.zoho.com:8443",
    "https://accounts.zoho.com:443",
    "https://accounts.zoho.com.",
    "https://accounts.zoho.com/evil",
    "https://accounts.zoho.ca",
    "https://accounts.z\u043eho.com",
    "http://accounts.zoho.com",
    "//accounts.zoho.com",
    "accounts.zoho.com",
    "https://www.zohoapis.com",
    "https://[::1",
    "javascript:alert(1)",
    PRACTICE_URL,
    "",
]


@pytest.mark.parametrize("url", LOOK_ALIKES)
def test_an_accounts_server_that_is_not_on_the_list_is_refused(url):
    """Whoever runs it would get the client secret."""
    with pytest.raises(RefusedError) as caught:
        find_by_accounts_server(ZOHO, url)
    assert caught.value.reason == "accounts-server-unknown"
    assert "client secret" in caught.value.fix


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        # Over http the host alone would read as if it were right.
        ("http://accounts.zoho.com", "'http://accounts.zoho.com'"),
        ("https://accounts.zoho.com@evil.example", "'https://evil.example'"),
        ("https://robin:hunter2@evil.example", "'https://evil.example'"),
    ],
)
def test_a_refusal_shows_where_the_request_would_have_gone(url, shown):
    with pytest.raises(RefusedError) as caught:
        find_by_accounts_server(ZOHO, url)
    assert shown in caught.value.what


@given(st.text() | st.from_regex(r"https?://accounts\.zoho\.com.{0,20}"))
def test_only_the_exact_address_is_ever_accepted(url):
    try:
        center = find_by_accounts_server(ZOHO, url)
    except WalkthroughError:
        return
    assert url.strip().rstrip("/").lower() == center.accounts_url


def test_practice_zoho_serves_every_data_center_below_its_own_address():
    assert [*PRACTICE] == [*ZOHO]
    assert PRACTICE["us"].token_url == "http://127.0.0.1:8757/oauth/v2/token"
    assert PRACTICE["eu"].accounts_url == PRACTICE["eu"].api_domain == "http://127.0.0.1:8757/eu"
    assert PRACTICE["eu"].console_url == "http://127.0.0.1:8757/eu/console"
    assert PRACTICE["eu"].country == "Europe"


def test_neither_profile_knows_the_others_servers():
    hosts = [urlsplit(center.accounts_url).netloc for center in PRACTICE.values()]
    assert {*hosts} == {"127.0.0.1:8757"}
    with pytest.raises(RefusedError):
        find_by_accounts_server(PRACTICE, "https://accounts.zoho.com")


@pytest.mark.parametrize(
    ("url", "real"),
    [
        ("/oauth/v2/auth?scope=x", "https://accounts.zoho.com/oauth/v2/auth?scope=x"),
        ("/eu/oauth/v2/token", "https://accounts.zoho.eu/oauth/v2/token"),
        ("/ca/oauth/v2/token", "https://accounts.zohocloud.ca/oauth/v2/token"),
        ("/crm/v8/org", "https://www.zohoapis.com/crm/v8/org"),
        ("/in/crm/v8/org", "https://www.zohoapis.in/crm/v8/org"),
        ("/jp/console", "https://api-console.zoho.jp/"),
        ("/console", "https://api-console.zoho.com/"),
    ],
)
def test_a_practice_url_is_shown_beside_the_real_one(url, real):
    assert zoho_url(PRACTICE_URL + url, PRACTICE_URL) == real


@pytest.mark.parametrize(
    "url", ["https://accounts.zoho.com/x", "http://127.0.0.1:87570/oauth/v2/auth"]
)
def test_other_urls_stay_as_they_are(url):
    assert zoho_url(url, PRACTICE_URL) == url
