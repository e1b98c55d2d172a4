"""A device without a browser: it shows a code, its user answers elsewhere, and it polls."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.flow.practice_wire import SCOPE, Page, Wire, depends_on, shows
from zoho_helpers.errors import PracticeError


def register(wire: Wire, **fields: Any) -> dict[str, Any]:
    return wire.register(client_type="device", redirect_uris=[], name="My television", **fields)


def ask(wire: Wire, client: dict[str, Any], **changes: str) -> Any:
    usual = {"grant_type": "device_request", "scope": SCOPE, "access_type": "offline"}
    form = {"client_id": client["client_id"], **usual, **changes}
    return wire.post("/oauth/v3/device/code", form)


def poll(wire: Wire, client: dict[str, Any], device_code: str, **changes: str) -> Any:
    form = {
        "grant_type": "device_token",
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "code": device_code,
    }
    return wire.post("/oauth/v3/device/token", {**form, **changes})


def said(wire: Wire, client: dict[str, Any], device_code: str) -> str:
    wire.control.advance(31)
    return str(poll(wire, client, device_code).json().get("error", "tokens"))


@shows("device-codes")
def test_a_device_gets_its_codes(wire: Wire) -> None:
    codes = ask(wire, register(wire)).json()
    assert re.fullmatch(r"[0-9A-Z]{8}", codes.pop("user_code"))
    assert re.fullmatch(r"1004\.00c0ffee[0-9a-f]{24}\.[0-9a-f]{32}", codes.pop("device_code"))
    assert codes == {
        "interval": 5000,
        "verification_url": f"{wire.base}/oauth/v3/device",
        "expires_in": 300_000,
    }


@depends_on("device_code_seconds", by_default="authorization_pending", value=60, then="expired")
def said_after_100_seconds(wire: Wire) -> Any:
    client = register(wire)
    code = ask(wire, client).json()["device_code"]
    wire.control.advance(69)
    return said(wire, client, code)


@shows("device-polling")
def test_a_device_polls_until_its_user_answers(wire: Wire) -> None:
    client = register(wire)
    codes = ask(wire, client).json()
    assert said(wire, client, codes["device_code"]) == "authorization_pending"
    wire.control.advance(5)
    assert poll(wire, client, codes["device_code"]).json() == {"error": "slow_down"}
    assert said(wire, client, codes["device_code"]) == "authorization_pending"
    wire.control.as_user("device-approve", user_code=codes["user_code"])

    tokens = poll(wire, client, codes["device_code"]).json()
    assert tokens["access_token"].startswith("1004.00c0ffee")
    assert tokens["expires_in"] == 3600
    assert wire.call("/oauth/user/info", tokens["access_token"]).ok
    assert "access_token" in wire.refresh(client, tokens["refresh_token"]).json()
    assert said(wire, client, codes["device_code"]) == "invalid_code", "fetched once"


@shows("device-polling")
def test_a_user_who_rejects_or_never_answers(wire: Wire) -> None:
    client = register(wire)
    rejected, forgotten = ask(wire, client).json(), ask(wire, client).json()
    wire.control.as_user("device-reject", user_code=rejected["user_code"])
    assert said(wire, client, rejected["device_code"]) == "access_denied"
    wire.control.advance(300)
    assert said(wire, client, forgotten["device_code"]) == "expired"


@depends_on("device_poll_seconds", by_default="slow_down", value=5, then="authorization_pending")
def said_to_a_poll_after_ten_seconds(wire: Wire) -> Any:
    client = register(wire)
    code = ask(wire, client).json()["device_code"]
    poll(wire, client, code)
    wire.control.advance(10)
    return poll(wire, client, code).json()["error"]


@shows("device-other-dc")
def test_a_user_of_another_data_center(wire: Wire) -> None:
    client = register(wire, multi_dc=True)
    codes = ask(wire, client).json()
    wire.control.as_user("device-approve", user_code=codes["user_code"], user="eu")
    told = poll(wire, client, codes["device_code"]).json()
    assert told == {"error": "other_dc", "user_location": "eu"}
    europe = {**client, "client_secret": client["secrets"]["eu"]}
    tokens = poll(wire.at("eu"), europe, codes["device_code"]).json()
    assert wire.at("eu").call("/oauth/user/info", tokens["access_token"]).ok


def test_a_refresh_token_comes_the_first_time_or_when_asked_again(wire: Wire) -> None:
    client = register(wire)
    came = []
    for changes in ({}, {}, {"prompt": "consent"}, {"prompt": "consent", "access_type": "online"}):
        codes = ask(wire, client, **changes).json()
        wire.control.as_user("device-approve", user_code=codes["user_code"])
        came.append("refresh_token" in poll(wire, client, codes["device_code"]).json())
    assert came == [True, False, True, False]


@shows("device-errors")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1004.UNKNOWN"}, "invalid_client"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, "invalid_client"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "ZohoCRM.everything"}, "invalid_scope"),
    ],
)
def test_what_a_device_is_refused(wire: Wire, changes: dict[str, str], error: str) -> None:
    reply = ask(wire, register(wire), **changes)
    assert (reply.status_code, reply.json()) == (200, {"error": error})


@shows("device-errors")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1004.UNKNOWN"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client_secret"),
        ({"grant_type": "device_code"}, "invalid_client"),
        ({"code": ""}, "invalid_code"),
        ({"code": "1004.x.y"}, "invalid_code"),
    ],
)
def test_a_poll_that_is_refused(wire: Wire, changes: dict[str, str], error: str) -> None:
    client = register(wire)
    code = ask(wire, client).json()["device_code"]
    assert poll(wire, client, code, **changes).json() == {"error": error}


@depends_on("device_error_status", by_default=200, value=400, then=400)
def status_of_a_pending_poll(wire: Wire) -> Any:
    client = register(wire)
    return poll(wire, client, ask(wire, client).json()["device_code"]).status_code


def test_only_devices_get_device_codes(wire: Wire) -> None:
    assert ask(wire, wire.register()).json() == {"error": "invalid_client"}
    assert ask(wire.at("eu"), register(wire)).json() == {"error": "invalid_client"}


@shows("device-page")
def test_the_page_for_the_devices_user(wire: Wire) -> None:
    client = register(wire)
    codes = ask(wire, client).json()
    path = "/oauth/v3/device"
    assert "Enter the code" in wire.get(path).text
    assert "not known, or it is too old" in wire.get(path, params={"user_code": "AAAA"}).text

    as_typed = f" {codes['user_code'][:4].lower()}-{codes['user_code'][4:]}"
    page = Page(wire.get(path, params={"user_code": as_typed}).text)
    assert "My television would like to" in page.words
    assert "ZohoCRM.users.READ" in page.words
    done = wire.post(path, {**page.forms[0], "answer": "accept"})
    assert "has access now" in done.text
    again = wire.get(path, params={"user_code": codes["user_code"]})
    assert "not known, or it is too old" in again.text, "answered once"
    assert "access_token" in poll(wire, client, codes["device_code"]).json()


@shows("device-page")
def test_the_page_takes_no_answer_from_another_site(wire: Wire) -> None:
    client = register(wire)
    codes = ask(wire, client).json()
    form = {"user_code": codes["user_code"], "user": "us", "answer": "accept"}
    reply = wire.post("/oauth/v3/device", form, headers={"Origin": "http://evil.example"})
    assert reply.status_code == 403
    assert wire.get("/oauth/v3/device", params=form).status_code == 200, "a link answers nothing"
    assert said(wire, client, codes["device_code"]) == "authorization_pending"


def test_the_user_cannot_answer_what_is_not_there(wire: Wire) -> None:
    with pytest.raises(PracticeError, match="No device waits for this user code"):
        wire.control.as_user("device-approve", user_code="AAAAAAAA")
