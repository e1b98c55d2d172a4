"""The PHP functions, run by PHP on practice Zoho: its journal is the judge."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.flow.live_zoho import Authority, LiveZoho
from tests.flow.php_site import Browser, PhpSite, free_port, php, query
from tests.flow.practice_wire import Wire
from tests.unit.loopback import Loopback, http
from zoho_helpers.data_centers import ZOHO, practice_data_centers
from zoho_helpers.errors import InputError
from zoho_helpers.handover import php_function, php_sdk
from zoho_helpers.handover.calls import calls
from zoho_helpers.handover.files import save_files
from zoho_helpers.handover.kit import Kit
from zoho_helpers.practice import authorize
from zoho_helpers.practice.replies import Request
from zoho_helpers.redaction import Secret
from zoho_helpers.services import CHECK_CALLS, DEFAULT_SCOPES
from zoho_helpers.settings import Client
from zoho_helpers.token_endpoint import build_exchange_request, build_refresh_request
from zoho_helpers.transcript import Transcript, WireRequest
from zoho_helpers.transport import Transport

TOKEN = "/oauth/v2/token"


@pytest.fixture
def kit(wire: Wire) -> Kit:
    """The settings of somebody who has registered a client, and has no token yet."""
    page = f"http://127.0.0.1:{free_port()}/zoho/callback"
    record = wire.register(redirect_uris=[page], multi_dc=True, same_credentials=True)
    client = Client(record["client_id"], Secret(record["client_secret"]), page)
    centers = practice_data_centers(wire.control.url)
    return Kit(centers["us"], client, DEFAULT_SCOPES, practice=True)


def connect(site: PhpSite, wire: Wire, address: str = "", user: str = "") -> Browser:
    """Walk through the consent, in one browser."""
    browser = Browser(site)
    back = accept(wire, browser.asked(address), user)
    reply = browser.open(back)
    assert (reply.status_code, reply.headers["Location"]) == (303, site.page), reply.text
    return browser


def accept(wire: Wire, url: str, user: str = "") -> str:
    seen = wire.control.as_user("accept", url=url, **({"user": user} if user else {}))
    return str(seen["location"])


def token_requests(wire: Wire) -> list[dict[str, Any]]:
    return [row for row in wire.control.journal() if row["path"].endswith(TOKEN)]


def secrets_of(kit: Kit, site: PhpSite) -> list[str]:
    tokens = site.token if site.token_file.exists() else {}
    found = [tokens.get(name) for name in ("access_token", "refresh_token")]
    return [kit.client.client_secret.reveal(), *filter(None, found)]


# The flow


def test_the_browser_is_sent_to_the_authorization_url_of_the_model(
    kit: Kit, wire: Wire, tmp_path: Path
) -> None:
    with PhpSite(tmp_path, kit) as site:
        sent = [Browser(site).asked() for _ in range(2)]
    model = calls(kit)[0].request.url
    states = {query(url).pop("state") for url in sent}
    assert {url.partition("?")[0] for url in [*sent, model]} == {model.partition("?")[0]}
    for url in sent:
        assert query(url) | {"state": ""} == query(model) | {"state": ""}
    assert len(states) == 2
    assert all(len(state) == 32 for state in states)


def test_it_sends_the_same_as_we_do(kit: Kit, wire: Wire, tmp_path: Path) -> None:
    with PhpSite(tmp_path, kit) as site:
        browser = connect(site, wire)
        kept = site.token
        site.change_token(expires_at=0)
        assert browser.open("?check=1").status_code == 200
        assert site.token["refresh_token"] == kept["refresh_token"], "a refresh brings none"
        assert site.token["access_token"] != kept["access_token"]
    theirs = wire.control.journal()[-3:]
    code, refresh_token = Secret("1000.x.y"), Secret(kept["refresh_token"])
    centers = practice_data_centers(wire.control.url)
    send = Transport(centers, live=False, transcript=Transcript()).send
    send(build_exchange_request(kit.center, kit.client, code, None))
    send(build_refresh_request(kit.center, kit.client, refresh_token))
    wire.call(kit.check.path, site.token["access_token"])
    ours = wire.control.journal()[-3:]
    assert [row["path"] for row in theirs] == [TOKEN, TOKEN, "/crm/v8/org"]
    for their, our in zip(theirs, ours, strict=True):
        assert {**their["parameters"], "code": ""} == {**our["parameters"], "code": ""}
        for key in ("method", "path", "data_center", "headers"):
            assert their[key] == our[key]


def test_what_it_keeps_is_as_its_comment_says(kit: Kit, wire: Wire, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with PhpSite(tmp_path, kit) as site:
            connect(site, wire)
            site.change_token(expires_at=0)
            site.run("zoho_access_token();")
    finally:
        os.umask(old)
    assert list(site.token) == [
        *("access_token", "created_at", "expires_at", "api_domain", "scope"),
        *("refresh_token", "accounts_server"),
    ]
    assert site.token["accounts_server"] == kit.center.accounts_url
    assert set(site.token["scope"].split()) == set(DEFAULT_SCOPES)
    text = (site.folder / "functions.php").read_text()
    assert [name for name in site.token if f"//     {name} " not in text] == []
    for name in ("token.json", "token.json.lock", "config.php"):
        assert stat.S_IMODE((site.folder / name).stat().st_mode) == 0o600
    assert not (site.folder / "token.json.new").exists()


def test_a_refresh_token_of_the_walkthrough_spares_the_consent(
    kit: Kit, wire: Wire, tmp_path: Path
) -> None:
    with PhpSite(tmp_path / "one", kit) as site:
        connect(site, wire)
    kit = replace(kit, refresh_token=Secret(site.token["refresh_token"]))
    with PhpSite(tmp_path / "two", kit) as site:
        assert "Connected" in Browser(site).open().text
        assert Browser(site).open("?check=1").status_code == 200
        said = json.loads(site.run("echo json_encode(zoho_check());"))
    assert said["org"]


def test_a_connected_page_asks_for_a_new_consent_only_when_told(
    kit: Kit, wire: Wire, tmp_path: Path
) -> None:
    with PhpSite(tmp_path, kit) as site:
        browser = connect(site, wire)
        assert browser.open().status_code == 200
        first = site.token["refresh_token"]
        connect(site, wire, "?again=1")
        assert site.token["refresh_token"] != first


def test_a_consent_without_a_refresh_token_loses_none(kit: Kit, wire: Wire, tmp_path: Path) -> None:
    with PhpSite(tmp_path / "one", kit) as site:
        connect(site, wire)
    refresh_token = site.token["refresh_token"]
    online = replace(kit, access_type="online", refresh_token=Secret(refresh_token))
    with PhpSite(tmp_path / "two", online) as site:
        connect(site, wire, "?again=1")
    assert site.token["refresh_token"] == refresh_token
    assert site.token["access_token"]


def test_a_users_own_data_center_is_followed(kit: Kit, wire: Wire, tmp_path: Path) -> None:
    with PhpSite(tmp_path, kit) as site:
        connect(site, wire, user="eu")
        site.change_token(expires_at=0)
        site.run("zoho_check();")
    assert [row["data_center"] for row in wire.control.journal()[-3:]] == ["eu"] * 3
    assert site.token["accounts_server"] == f"{wire.control.url}/eu"
    assert site.token["api_domain"] == f"{wire.control.url}/eu"


# What is refused


@pytest.mark.parametrize(
    "change",
    [
        lambda back: back.replace("state=", "state=0"),
        lambda back: back.replace("state=", "other="),
        lambda back: back.replace("state=", "state[]="),
        lambda back: back.partition("?")[0] + "?code=" + query(back)["code"],
    ],
    ids=["another", "none", "a list", "only a code"],
)
def test_a_redirect_that_this_browser_did_not_ask_for_uses_no_code(
    kit: Kit, wire: Wire, tmp_path: Path, change: Callable[[str], str]
) -> None:
    with PhpSite(tmp_path, kit) as site:
        browser = Browser(site)
        back = accept(wire, browser.asked())
        reply = browser.open(change(back))
        assert (reply.status_code, "state" in reply.text) == (400, True)
        again = browser.open(back)
        assert again.status_code == 400, "a state is good for one answer"
        stranger = Browser(site).open(back)
        assert stranger.status_code == 400, "it belongs to the browser that asked"
    assert token_requests(wire) == []
    assert not site.token_file.exists()


@pytest.mark.parametrize(
    "server", ["https://accounts.zoho.example", "https://accounts.zoho.com", "//x", "javascript:1"]
)
def test_a_server_that_is_not_on_the_list_gets_nothing(
    kit: Kit, wire: Wire, tmp_path: Path, server: str
) -> None:
    with PhpSite(tmp_path, kit) as site:
        browser = Browser(site)
        back = accept(wire, browser.asked())
        back = f"{back.partition('accounts-server=')[0]}accounts-server={server}"
        reply = browser.open(back)
    assert reply.status_code == 400
    assert "Nothing was sent to it" in reply.text
    assert token_requests(wire) == []


def test_a_denied_consent_is_said(kit: Kit, wire: Wire, tmp_path: Path) -> None:
    with PhpSite(tmp_path, kit) as site:
        browser = Browser(site)
        back = wire.control.as_user("reject", url=browser.asked())["location"]
        reply = browser.open(back)
        marked = browser.open("?error=<script>alert(1)</script>")
    assert "access_denied" in reply.text
    assert "script" not in marked.text


def test_visitors_from_elsewhere_are_turned_away(kit: Kit, wire: Wire, tmp_path: Path) -> None:
    with PhpSite(tmp_path, kit) as site:
        config = site.folder / "config.php"
        config.write_text(config.read_text().replace("['127.0.0.1', '::1']", "['192.0.2.1']"))
        reply = Browser(site).open()
    assert (reply.status_code, "127.0.0.1" in reply.text) == (400, True)


@pytest.mark.parametrize(
    "path", ["/favicon.ico", "/token.json", "/config.php", "/../token.json", "/callback.php", "/"]
)
def test_other_paths_show_nothing_and_start_nothing(
    kit: Kit, wire: Wire, tmp_path: Path, path: str
) -> None:
    with PhpSite(tmp_path, kit) as site:
        browser = connect(site, wire)
        reply = browser.open(site.page.replace("/zoho/callback", path))
    assert reply.status_code == 400
    assert not any(secret in reply.text for secret in secrets_of(kit, site))


def test_a_token_file_that_would_be_served_is_not_written(
    kit: Kit, wire: Wire, tmp_path: Path
) -> None:
    with PhpSite(tmp_path, kit) as site:
        config = site.folder / "config.php"
        config.write_text(config.read_text().replace("'/token.json'", "'/public/token.json'"))
        reply = Browser(site).open()
    assert "shows to everybody" in reply.text
    assert sorted(path.name for path in (site.folder / "public").iterdir()) == ["callback.php"]


def test_a_folder_that_cannot_be_written_is_said_before_the_consent(
    kit: Kit, wire: Wire, tmp_path: Path
) -> None:
    with PhpSite(tmp_path, kit) as site:
        (site.folder / "token.json.lock").mkdir()  # which not even root can open to write
        reply = Browser(site).open()
    assert "may not write" in reply.text


def test_a_damaged_token_file_is_left_alone(kit: Kit, wire: Wire, tmp_path: Path) -> None:
    with PhpSite(tmp_path, kit) as site:
        site.token_file.write_text('{"refresh_token": "1000.')
        reply = Browser(site).open()
        assert "cannot be read as JSON" in reply.text
        assert site.token_file.read_text() == '{"refresh_token": "1000.'


def test_a_file_with_only_an_access_token_and_its_date_is_over(
    kit: Kit, wire: Wire, tmp_path: Path
) -> None:
    with PhpSite(tmp_path, kit) as site:
        old = {"access_token": "1000.a.b", "created_at": "2026-11-22 12:00:00"}
        site.token_file.write_text(json.dumps(old))
        assert "/oauth/v2/auth?" in Browser(site).asked()


# What Zoho says


def _old_code(wire: Wire) -> None:
    wire.control.advance(121)


def _canned(name: str) -> Callable[[Wire], None]:
    return lambda wire: wire.control.next_reply(name)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (_old_code, "invalid_code"),
        (_canned("html-error-page"), "no JSON"),
        (_canned("outage"), "HTTP 503"),
        (_canned("empty"), "no JSON"),
        (_canned("cut-off"), "no JSON"),
        (_canned("not-utf8"), "no JSON"),
        (_canned("huge"), "no JSON"),
    ],
)
def test_a_failed_exchange_is_explained_without_a_secret(
    kit: Kit, wire: Wire, tmp_path: Path, trouble: Callable[[Wire], None], said: str
) -> None:
    with PhpSite(tmp_path, kit) as site:
        browser = Browser(site)
        back = accept(wire, browser.asked())
        trouble(wire)
        reply = browser.open(back)
    assert (reply.status_code, said in reply.text) == (400, True), reply.text
    for secret in [query(back)["code"], *secrets_of(kit, site)]:
        assert secret not in reply.text + site.log.replace(back.partition("?")[2], "")
    assert not site.token_file.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"client_secret": Secret("00c0ffee-wrong")}, "invalid_client_secret"),
        ({"client_id": "1000.PRACTICE0000000000000000000000"}, "invalid_client"),
    ],
)
def test_wrong_settings_are_explained(
    kit: Kit, wire: Wire, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    with PhpSite(tmp_path / "one", kit) as site:
        connect(site, wire)
    token = Secret(site.token["refresh_token"])
    kit = replace(kit, client=replace(kit.client, **changes), refresh_token=token)
    with PhpSite(tmp_path / "two", kit) as site:
        reply = Browser(site).open("?check=1")
    assert f": {said}." in reply.text
    assert not any(secret in reply.text + site.log for secret in secrets_of(kit, site))
    assert site.token["refresh_token"] == token.reveal()


@pytest.mark.parametrize("status", [200, 400])
def test_a_lockout_is_not_made_longer(kit: Kit, wire: Wire, tmp_path: Path, status: int) -> None:
    wire.control.configure(throttle_status=status)
    with PhpSite(tmp_path, kit) as site:
        browser = connect(site, wire)
        for _ in range(10):
            site.change_token(expires_at=0)
            site.run("zoho_access_token();")
        site.change_token(expires_at=0)
        before = len(token_requests(wire))
        pages = [browser.open("?check=1") for _ in range(3)]
        assert len(token_requests(wire)) == before + 1
        wire.control.advance(601)
        site.change_token(wait_until=0)
        assert browser.open("?check=1").status_code == 200
    assert "Access Denied" in pages[0].text
    assert all("ten minutes" in page.text for page in pages)
    assert "wait_until" not in site.token


def test_a_scope_that_was_not_granted_is_said(kit: Kit, wire: Wire, tmp_path: Path) -> None:
    kit = replace(kit, scopes=("ZohoCRM.users.READ",))
    with PhpSite(tmp_path, kit) as site:
        reply = connect(site, wire).open("?check=1")
    assert "OAUTH_SCOPE_MISMATCH" in reply.text
    assert "config.php" in reply.text


def test_an_error_text_that_repeats_a_secret_is_not_shown(
    kit: Kit, wire: Wire, tmp_path: Path
) -> None:
    secret = kit.client.client_secret.reveal()
    with Loopback(http(json.dumps({"error": f"bad secret {secret}"}))) as server:
        kit = replace(kit, refresh_token=Secret("1000.r.t"))
        kit = replace(kit, center=replace(kit.center, accounts_url=server.url))
        with PhpSite(tmp_path, kit) as site:
            reply = Browser(site).open("?check=1")
    assert "no error code" in reply.text
    assert secret not in reply.text + site.log


@pytest.mark.parametrize(
    "reply",
    [
        {"error": "invalid_code", "access_token": "1000.a.t"},
        {"access_token": ""},
        {"access_token": ["1000.a.t"]},
        {"access_token": None},
        {},
        [],
    ],
)
def test_only_a_body_with_a_token_and_no_error_is_a_success(
    kit: Kit, tmp_path: Path, reply: Any
) -> None:
    with Loopback(http(json.dumps(reply))) as server:
        kit = replace(kit, refresh_token=Secret("1000.r.t"))
        kit = replace(kit, center=replace(kit.center, accounts_url=server.url))
        with PhpSite(tmp_path, kit) as site:
            assert "Zoho refused with HTTP 200" in Browser(site).open("?check=1").text
    assert "access_token" not in site.token


def test_a_token_request_follows_no_redirect(kit: Kit, wire: Wire, tmp_path: Path) -> None:
    with Loopback(http("{}")) as elsewhere:
        moved = http(status=307, headers=[f"Location: {elsewhere.url}"])
        with Loopback(moved) as server:
            kit = replace(kit, refresh_token=Secret("1000.r.t"))
            kit = replace(kit, center=replace(kit.center, accounts_url=server.url))
            with PhpSite(tmp_path, kit) as site:
                assert "HTTP 307" in Browser(site).open("?check=1").text
            assert len(server.requests) == 1
        assert elsewhere.requests == []


def test_a_server_that_proves_nothing_gets_nothing(kit: Kit, wire: Wire, tmp_path: Path) -> None:
    context = Authority().context("127.0.0.1")
    with Loopback(http("{}"), tls=context) as server:
        kit = replace(kit, refresh_token=Secret("1000.r.t"))
        kit = replace(kit, center=replace(kit.center, accounts_url=server.url))
        with PhpSite(tmp_path, kit) as site:
            reply = Browser(site).open("?check=1")
    assert "could not be reached" in reply.text
    assert server.requests == []


def test_the_milliseconds_of_an_old_reply_are_understood(
    kit: Kit, wire: Wire, tmp_path: Path
) -> None:
    with PhpSite(tmp_path, kit) as site:
        connect(site, wire)
        site.change_token(expires_at=0)
        wire.control.next_reply("expires-in-milliseconds")
        site.run("zoho_access_token();")
        left = int(site.run("echo zoho_load()['expires_at'] - time();"))
    assert 3500 < left <= 3600


# Many at once


@pytest.mark.parametrize("way", ["pages", "programs"])
def test_twenty_that_find_the_token_over_refresh_once(
    kit: Kit, wire: Wire, tmp_path: Path, way: str
) -> None:
    with PhpSite(tmp_path, kit, {"PHP_CLI_SERVER_WORKERS": "20"}) as site:
        connect(site, wire)
        site.change_token(expires_at=0)
        before = len(token_requests(wire))
        ask: dict[str, Callable[[], bool]] = {
            "pages": lambda: Browser(site).open("?check=1").status_code == 200,
            "programs": lambda: site.run("echo zoho_access_token();") == site.token["access_token"],
        }
        with ThreadPoolExecutor(20) as pool:
            good = list(pool.map(lambda _: ask[way](), range(20)))
    assert good == [True] * 20
    assert len(token_requests(wire)) == before + 1


# Live


@pytest.mark.parametrize("location", ZOHO)
def test_in_every_data_center_it_asks_that_one_and_no_other(location: str, tmp_path: Path) -> None:
    authority, bundle = Authority(), tmp_path / "ca.pem"
    authority.ca.cert_pem.write_to_path(str(bundle))
    page, center = f"http://127.0.0.1:{free_port()}/callback", ZOHO[location]
    with LiveZoho(authority) as zoho:
        record = zoho.register(data_center=location, redirect_uris=[page])
        client = Client(record.client_id, Secret(record.secrets[location]), page)
        kit = Kit(center, client, DEFAULT_SCOPES, check=CHECK_CALLS["crm-user"])
        through = {"https_proxy": zoho.url, "no_proxy": "", "NO_PROXY": ""}
        with PhpSite(tmp_path, kit, through, {"curl.cainfo": str(bundle)}) as site:
            browser = Browser(site)
            url, model = browser.asked(), calls(kit)[0].request.url
            assert query(url) | {"state": ""} == query(model) | {"state": ""}
            assert url.partition("?")[0] == model.partition("?")[0]
            back = consent(zoho, url, location)
            assert browser.open(back).status_code == 303
            site.change_token(expires_at=0)
            assert browser.open("?check=1").status_code == 200
        first = site.token
    accounts, api = urlsplit(center.accounts_url).netloc, urlsplit(center.api_domain).netloc
    assert [(seen.host, seen.method, seen.target) for seen in zoho.seen] == [
        (accounts, "POST", TOKEN),
        (accounts, "POST", TOKEN),
        (api, "GET", "/crm/v8/users?type=CurrentUser"),
    ]
    sent = [seen.form for seen in zoho.seen]
    model_exchange = build_exchange_request(center, client, Secret(query(back)["code"]), None)
    model_refresh = build_refresh_request(center, client, Secret(first["refresh_token"]))
    assert sent[:2] == [revealed(model_exchange), revealed(model_refresh)]
    assert (first["accounts_server"], first["api_domain"]) == (
        center.accounts_url,
        center.api_domain,
    )
    assert (zoho.refused, zoho.errors) == ([], [])


def revealed(request: WireRequest) -> dict[str, str]:
    return {
        name: value.reveal() if isinstance(value, Secret) else value
        for name, value in request.form.items()
    }


def consent(zoho: LiveZoho, url: str, location: str) -> str:
    """Press Accept; the browser is not the point here, so no connection is made."""
    request = Request(
        method="GET",
        path="/oauth/v2/auth",
        data_center=location,
        base_url="https://practice.invalid",
        parameters=query(url),
    )
    given = query(authorize.accept(request, zoho.state, location).location)
    server = quote(ZOHO[location].accounts_url, safe="")
    return (
        f"{query(url)['redirect_uri']}?state={given['state']}&code={given['code']}"
        f"&location={location}&accounts-server={server}&"
    )


# What is written


@pytest.mark.parametrize("location", ZOHO)
def test_every_file_is_php_without_a_flaw(location: str, tmp_path: Path) -> None:
    client = Client("1000.X", Secret("s"), "http://127.0.0.1:8758/callback")
    for kit in kits(location, client):
        for module in (php_function, php_sdk):
            for file in module.files_for(kit):
                if file.name.endswith(".php"):
                    path = tmp_path / "file.php"
                    path.write_text(file.text)
                    php("-l", path)


def kits(location: str, client: Client) -> list[Kit]:
    centers = practice_data_centers("http://127.0.0.1:1")
    token = Secret("1000.r.t")
    live = Kit(ZOHO[location], client, DEFAULT_SCOPES, refresh_token=token)
    return [live, replace(live, center=centers[location], practice=True)]


def test_secrets_stand_in_private_files_only() -> None:
    client = Client("1000.X", Secret("the-secret"), "http://127.0.0.1:8758/callback")
    for kit in kits("eu", client):
        for module in (php_function, php_sdk):
            for file in module.files_for(kit):
                secret = "the-secret" in file.text or "1000.r.t" in file.text
                assert file.private == secret, file.name


def test_a_self_client_gets_functions_and_no_page(tmp_path: Path) -> None:
    client = Client("1000.X", Secret("s"), "", "self")
    kit = Kit(ZOHO["us"], client, DEFAULT_SCOPES)
    with pytest.raises(InputError, match="no redirect URI"):
        php_function.files_for(kit)
    files = php_function.files_for(replace(kit, refresh_token=Secret("1000.r.t")))
    assert [file.name for file in files] == ["config.php", "functions.php", "token.json"]
    save_files(tmp_path, files)
    code = "require 'functions.php'; echo zoho_connect_again();"
    assert "refresh token" in php("-r", code, cwd=tmp_path)


@pytest.mark.parametrize(
    ("redirect_uri", "place"),
    [
        ("http://127.0.0.1:8758/callback", "127.0.0.1:8758"),
        ("http://localhost/zoho.php", "localhost:80"),
        ("http://[::1]:8000/", "[::1]:8000"),
        ("http://[::1]/", "[::1]:80"),
        ("https://example.com/callback.php", "127.0.0.1:8758"),
        ("http://127.0.0.1:80?>\n<?php evil();/", "127.0.0.1:80"),
        ("http://127.0.0.1:80$(evil)/", "127.0.0.1:8758"),
    ],
)
def test_the_comment_says_how_to_serve_it(redirect_uri: str, place: str) -> None:
    kit = kits("us", Client("1000.X", Secret("s"), redirect_uri))[0]
    text = php_function.files_for(kit)[2].text
    assert f"//     php -S {place} -t public public/callback.php\n" in text
