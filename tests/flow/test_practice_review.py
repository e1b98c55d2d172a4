"""What somebody who tried to break practice Zoho found, so that it stays mended."""

from __future__ import annotations

import asyncio
import errno
import http.client
import json
import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.flow.practice_process import KEY, serving
from tests.flow.practice_wire import (
    INVALID_CODE,
    Page,
    Wire,
    authorization,
    granted,
    redirected,
    shows,
)
from zoho_helpers.errors import PracticeError
from zoho_helpers.practice.journal import SHOWN
from zoho_helpers.practice.server import Options, PracticeZoho, _tell_unless_cut_off
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret


def device(wire: Wire, **fields: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A device client, and the codes that it was given."""
    client = wire.register(name="Box", client_type="device", redirect_uris=[], **fields)
    asked = {"grant_type": "device_request", "client_id": client["client_id"], "scope": "openid"}
    reply = wire.post("/oauth/v3/device/code", {**asked, "access_type": "offline"})
    return client, dict(reply.json())


def fetch(wire: Wire, client: dict[str, Any], codes: dict[str, Any]) -> dict[str, Any]:
    """The tokens of a device whose user accepts."""
    wire.control.as_user("device-approve", user_code=codes["user_code"])
    form = {"grant_type": "device_token", "code": codes["device_code"]}
    form |= {name: client[name] for name in ("client_id", "client_secret")}
    return dict(wire.post("/oauth/v3/device/token", form).json())


# Secrets that have no shape.


def test_a_users_code_is_in_no_journal(wire: Wire) -> None:
    _, codes = device(wire)
    page = wire.get("/oauth/v3/device", params={"user_code": codes["user_code"]})
    assert codes["user_code"] in page.text, "its user has to compare it"
    assert codes["user_code"] not in json.dumps(wire.control.journal())
    assert codes["user_code"] not in wire.get("/").text


def test_somebodys_own_secret_is_in_no_journal(wire: Wire) -> None:
    secret = "my-own-Secret!pw<&"
    id = wire.register(client_id="1000.MYOWN", client_secret=secret)["client_id"]
    page = wire.post("/console", {"do": "show-code", "client_id": id})
    assert "my-own-Secret!pw" in page.text, "the console is there to show it"
    assert "my-own-Secret!pw" not in json.dumps(wire.control.journal())
    assert "my-own-Secret!pw" not in wire.get("/").text


@pytest.mark.parametrize("dot", ["%2E", "%252e"])
def test_a_token_behind_percent_signs_is_masked(wire: Wire, dot: str) -> None:
    token = wire.grant(wire.register())["refresh_token"]
    connection = http.client.HTTPConnection(urlsplit(wire.base).netloc)
    connection.request("GET", f"/crm/{token.replace('.', dot)}")
    connection.getresponse().read()
    connection.close()
    assert token.rpartition(".")[2] not in json.dumps(wire.control.journal())


# Sizes.


@shows("request-bounds")
@pytest.mark.parametrize(
    "changes",
    [
        {"scope": "x" * 50_000},
        {"scope": f"ZohoCRM.{'x' * 300}.READ"},
        {"scope": ",".join(f"ZohoCRM.a{number}.READ" for number in range(101))},
        {"nonce": "x" * 513},
        {"code_challenge": "x" * 129},
        {"code_challenge_method": "S512"},
        {"code_challenge_method": "x" * 50_000},
    ],
    ids=str,
)
def test_what_is_too_much_is_refused(wire: Wire, changes: dict[str, str]) -> None:
    form = authorization(wire.register(), **changes)
    reply = wire.post("/oauth/v2/consent", {**form, "answer": "accept"})
    assert reply.status_code == 400
    assert len(json.dumps(wire.control.journal()[-1])) < 30 * SHOWN


def test_a_self_client_keeps_no_homepage(wire: Wire) -> None:
    client = wire.register(client_type="self", homepage_url="h" * 100_000)
    assert client["homepage_url"] == ""


def test_scopes_of_a_refresh_token_do_not_grow_without_end(wire: Wire) -> None:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    ticket = {"grant_type": "update_scopes_token", "refresh_token": token}
    seen = []
    for batch in range(4):
        reply = wire.post("/oauth/v2/token/scopeenhance", ticket | _credentials(client)).json()
        asked = authorization(client, response_type="update_scopes")
        asked["scope"] = ",".join(f"ZohoCRM.a{batch}x{number}.READ" for number in range(70))
        form = {**asked, "enhance_token": reply["access_token"], "answer": "accept"}
        seen.append(wire.post("/oauth/v2/token/consent", form).status_code)
    assert seen == [302, 302, 400, 400]


def _credentials(client: dict[str, Any]) -> dict[str, str]:
    return {name: client[name] for name in ("client_id", "client_secret")}


def test_nothing_of_a_deleted_client_is_kept(practice_zoho_state: PracticeZoho, wire: Wire) -> None:
    for _ in range(3):
        client = wire.register()
        wire.accept(client, access_type="online")
        wire.control.as_user("delete-client", client_id=client["client_id"])
    state = practice_zoho_state.state
    assert (state.consents, state.windows, state.codes, state.clients) == ({}, {}, {}, {})


@pytest.fixture
def practice_zoho_state(practice_server: PracticeZoho) -> PracticeZoho:
    return practice_server


def test_canned_replies_do_not_pile_up(wire: Wire, practice_zoho_state: PracticeZoho) -> None:
    for _ in range(100):
        wire.control.next_reply("outage")
    with pytest.raises(PracticeError, match="100 replies are ordered already"):
        wire.control.next_reply("outage")
    wire.post("/dashboard", {"do": "next-reply", "value": "outage"})
    assert len(practice_zoho_state.state.next_replies) == 100


def test_too_many_connections_fill_no_disk(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.new_event_loop()
    for number in (errno.EMFILE, errno.ENFILE):
        _tell_unless_cut_off(loop, {"message": "x", "exception": OSError(number, "too many")})
    assert caplog.text == ""
    with caplog.at_level(logging.ERROR):
        _tell_unless_cut_off(loop, {"message": "told", "exception": OSError(errno.EIO, "x")})
    assert "told" in caplog.text
    loop.close()


# Values that broke it.


@pytest.mark.parametrize("value", ["a\ud800", "a b", "é", "x" * 201])
@pytest.mark.parametrize("name", ["client_id", "client_secret"])
def test_an_id_or_secret_that_no_header_can_carry(wire: Wire, name: str, value: str) -> None:
    with pytest.raises(PracticeError, match="printable ASCII"):
        wire.register(**{name: value})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"key": "\udcff"}, "the control key is printable ASCII"),
        ({"idle": -1.0}, "the idle time is a number of seconds"),
        ({"idle": float("nan")}, "the idle time is a number of seconds"),
        ({"public_url": "ftp://a.example"}, "is no address such as"),
        ({"public_url": "https://u:p@a.example"}, "is no address such as"),
    ],
)
def test_options_that_could_not_work(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        PracticeZoho(Options(port=0, **options))


def test_the_clock_ends_at_its_last_day(wire: Wire) -> None:
    wire.control.configure(code_seconds=10**10)
    for _ in range(3):
        wire.post("/dashboard", {"do": "advance", "value": "code"})
    assert "2099-12-31" in wire.get("/").text
    assert wire.get("/oauth/serverinfo").ok


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("token_error_status", 204, "a status that can have a body"),
        ("token_error_status", 304, "a status that can have a body"),
        ("throttle_status", 302, "a status that can have a body"),
        ("self_client_code_minutes", 60, "one of"),
        ("living_kept", 0, "one of"),
    ],
)
def test_settings_that_could_not_work(wire: Wire, setting: str, value: int, said: str) -> None:
    with pytest.raises(PracticeError, match=said.replace("a status", "an HTTP status")):
        wire.control.configure(**{setting: value})


EDITS: dict[str, Any] = {
    "a setting that is gone": lambda data: data["settings"].update(gone=1),
    "a setting of another kind": lambda data: data["settings"].update(token_error_status="200"),
    "a canned reply that is gone": lambda data: data.update(next_replies=["gone"]),
    "a limit that is gone": lambda data: data["windows"].update({"gone x": [1.0]}),
    "an entry of another shape": lambda data: data.update(journal=[{"a": 1}, None]),
}
BREAKS: dict[str, Any] = {
    "a client of another type": lambda data: next(iter(data["clients"].values())).update(
        client_type="gone"
    ),
    "no journal": lambda data: data.update(journal=None),
    "a clock of text": lambda data: data["clock"].update(offset="1"),
    "a port of text": lambda data: data.update(port="x"),
}


def edited(file: Path, edit: Any) -> None:
    with serving(state_file=file) as practice:
        Wire(PracticeControl(practice.url, Secret(KEY))).register(name="Kept")
    data = json.loads(file.read_text())
    edit(data)
    file.write_text(json.dumps(data))


def walks(practice: PracticeZoho) -> list[int]:
    """What the pages and the token endpoint answer."""
    wire = Wire(PracticeControl(practice.url, Secret(KEY)))
    token = wire.post("/oauth/v2/token", {"grant_type": "x"})
    return [reply.status_code for reply in (wire.get("/"), wire.get("/console"), token)]


@pytest.mark.parametrize("name", EDITS)
def test_a_state_of_another_version_is_made_fit(tmp_path: Path, name: str) -> None:
    file = tmp_path / "state.json"
    edited(file, EDITS[name])
    with serving(state_file=file) as practice:
        assert walks(practice) == [200, 200, 200]
        assert [client.name for client in practice.state.clients.values()] == ["Kept"]


@pytest.mark.parametrize("name", BREAKS)
def test_a_state_that_cannot_be_used_is_set_aside(tmp_path: Path, name: str) -> None:
    file = tmp_path / "state.json"
    edited(file, BREAKS[name])
    with serving(state_file=file) as practice:
        assert walks(practice) == [200, 200, 200]
        assert practice.state.clients == {}
    assert (tmp_path / "state.json.unreadable").exists()


def test_a_state_file_of_brackets_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text("[" * 200_000)
    with serving(state_file=file) as practice:
        assert walks(practice) == [200, 200, 200]


# Who decides.


def test_only_the_user_allows_new_tokens_for_the_session(wire: Wire) -> None:
    client = wire.register(client_type="client-based", javascript_domains=["http://127.0.0.1:8758"])
    asked = authorization(client, response_type="token", for_session="yes")
    page = wire.get("/oauth/v2/auth", params=asked)
    form = Page(page.text).forms[0] | {"answer": "accept"}
    assert "for_session" not in form
    reply = wire.post("/oauth/v2/consent", form)
    assert "granted_for_session" not in reply.headers["Location"]
    url = f"{wire.base}/oauth/v2/auth?{urlencode(asked)}"
    assert "granted_for_session" not in wire.control.as_user("accept", url=url)["location"]
    ticked = wire.control.as_user("accept", url=url, for_session=True)
    assert "granted_for_session=true" in ticked["location"]


def test_a_link_to_a_state_file_does_not_get_round_its_lock(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).symlink_to(tmp_path / "real.json")
    again = Options(port=0, state_file=tmp_path / "b.json")
    said = "Another practice Zoho keeps its state"
    with serving(state_file=tmp_path / "a.json"), pytest.raises(RuntimeError, match=said):
        PracticeZoho(again)


# Rules.


def test_a_clock_that_is_moved_back_locks_nobody_out(wire: Wire) -> None:
    client = wire.register()
    wire.control.advance(30 * 86_400)
    token = wire.grant(client)["refresh_token"]
    for _ in range(10):
        wire.refresh(client, token)
        wire.accept(client)
    assert not granted(wire.refresh(client, token))
    wire.control.freeze("2026-11-22T12:00:00Z")
    assert granted(wire.refresh(client, token))
    assert "code" in wire.accept(client)


def test_client_credentials_speak_for_the_data_center_that_was_asked(wire: Wire) -> None:
    client = wire.register(client_type="self", name="Self", multi_dc=True)
    europe = {**client, "client_secret": client["secrets"]["eu"]}
    asked = {"grant_type": "client_credentials", "scope": "ZohoCRM.org.READ"}
    reply = wire.at("eu").token(europe, **asked, soid="ZohoCRM.6000101").json()
    assert wire.at("eu").call("/crm/v8/org", reply["access_token"]).ok
    assert wire.call("/crm/v8/org", reply["access_token"]).status_code == 401


def test_a_removed_user_grants_nothing_more(wire: Wire) -> None:
    client = wire.register()
    own = wire.register(client_type="self", name="Self")
    box, codes = device(wire)
    code = wire.accept(client)["code"]
    wire.control.as_user("device-approve", user_code=codes["user_code"])
    wire.control.as_user("remove-user")
    assert wire.exchange(client, code).text == INVALID_CODE
    assert (
        "access_token"
        not in wire.post(
            "/oauth/v3/device/token",
            {"grant_type": "device_token", "code": codes["device_code"], **_credentials(box)},
        ).json()
    )
    asked = {"grant_type": "client_credentials", "scope": "AaaServer.profile.READ"}
    assert not granted(wire.token(own, **asked))
    with pytest.raises(PracticeError, match="The user was removed"):
        wire.control.as_user(
            "self-client-code", client_id=own["client_id"], scope="AaaServer.profile.READ"
        )


@pytest.mark.parametrize("do", ["disconnect", "delete-client", "change-password"])
def test_a_code_ends_with_what_it_stands_for(wire: Wire, do: str) -> None:
    own = {"client_id": "1000.MYOWN", "client_secret": "s"}
    client = wire.register(**own)
    code = wire.accept(client)["code"]
    wire.control.as_user(do, client_id=client["client_id"])
    if do == "delete-client":
        client = wire.register(**own)
    assert wire.exchange(client, code).text == INVALID_CODE


def test_devices_are_counted_like_others(wire: Wire) -> None:
    wire.control.configure(refresh_tokens_kept=1, refresh_tokens_push_out=False)
    client, codes = device(wire)
    first = fetch(wire, client, codes)
    asked = {"grant_type": "device_request", "client_id": client["client_id"], "scope": "openid"}
    asked |= {"access_type": "offline", "prompt": "consent"}
    second = fetch(wire, client, wire.post("/oauth/v3/device/code", asked).json())
    assert second["error"] == "Access Denied"
    assert granted(wire.refresh(client, first["refresh_token"]))


def test_a_device_keeps_its_prefix(wire: Wire) -> None:
    client, codes = device(wire)
    tokens = fetch(wire, client, codes)
    again = wire.refresh(client, tokens["refresh_token"]).json()
    for token in (tokens["refresh_token"], tokens["access_token"], again["access_token"]):
        assert token.startswith("1004.00c0ffee")


def test_only_who_can_answer_is_offered(wire: Wire) -> None:
    _, codes = device(wire)
    page = wire.at("eu").get("/oauth/v3/device", params={"user_code": codes["user_code"]}).text
    assert 'value="us"' in page
    assert 'value="eu"' not in page


def test_auto_accept_holds_for_the_organization_too() -> None:
    with serving(auto_accept=True) as practice:
        wire = Wire(PracticeControl(practice.url, Secret(KEY)))
        query = authorization(wire.register())
        for path in ("/oauth/v2/auth", "/oauth/v2/org/auth"):
            assert "code" in redirected(wire.get(path, params=query)), path


@pytest.mark.parametrize("host", ["127.0.0.2", "127.0.0.1"])
def test_each_loopback_address_knows_itself(host: str) -> None:
    with serving(host=host) as practice:
        wire = Wire(PracticeControl(practice.url, Secret(KEY)))
        assert urlsplit(wire.base).hostname == host
        assert wire.get("/oauth/serverinfo").ok


def test_a_restored_state_can_be_frozen(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    with serving(state_file=file):
        pass
    with serving(state_file=file, freeze="2026-01-02") as practice:
        assert practice.state.clock.frozen_at == 1767312000
