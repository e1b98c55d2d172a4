"""The dashboard: what it shows, and what each of its buttons does."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.flow.practice_wire import (
    INVALID_CODE,
    Page,
    Wire,
    granted,
    shows,
)
from zoho_helpers.practice.dashboard import SHOWN_ROWS
from zoho_helpers.practice.replies import CANNED


def words(wire: Wire) -> str:
    return Page(wire.get("/").text).words


def press(wire: Wire, do: str, value: str) -> Any:
    """Press a button; the browser comes back to the dashboard."""
    buttons = re.findall(r'name="do" value="([a-z-]+)"', wire.get("/").text)
    assert do in buttons
    reply = wire.post("/dashboard", {"do": do, "value": value})
    assert (reply.status_code, reply.headers["Location"]) == (302, "./")
    return reply


@shows("dashboard")
def test_the_dashboard_shows_what_is_alive(wire: Wire) -> None:
    assert "2026-11-22 12:00:00 UTC The clock stands still." in words(wire)
    client = wire.register(name="My program", multi_dc=True)
    tokens = wire.grant(client)
    code = wire.accept(client)["code"]
    wire.refresh(client, tokens["refresh_token"])
    wire.control.advance(20)
    page = wire.get("/").text
    said = Page(page).words
    assert "My program" in said
    assert "1 min 40 s" in said, "the code's"
    assert "59 min 40 s" in said, "the access token's"
    assert "1 of 10" in said, "refreshes"
    assert "2 of 10" in said, "codes"
    assert "refresh token pushed" not in said
    assert "POST /oauth/v2/token" in said
    assert "tokens issued" in said
    for secret in (*tokens.values(), code, client["client_secret"]):
        if str(secret).startswith(("1000.", "00c0ffee")):
            assert str(secret) not in page


def test_it_shows_the_newest_request_first_and_is_no_request_itself(wire: Wire) -> None:
    client = wire.register()
    wire.exchange(client, "1000.x.y")
    wire.refresh(client, "1000.x.y")
    for _ in range(3):
        said = words(wire)
        wire.get("/dashboard/live")
    assert said.index("no such refresh token") < said.index("no such code")
    assert len(wire.control.journal()) == 2


@pytest.mark.parametrize(
    ("value", "seconds"), [("code", 120), ("token", 3600), ("window", 600), ("nonsense", 0)]
)
def test_the_clock_is_moved(wire: Wire, value: str, seconds: int) -> None:
    before = wire.control.now()
    press(wire, "advance", value)
    assert wire.control.now() - before == seconds


def test_the_clock_moves_past_the_life_that_is_set(wire: Wire) -> None:
    wire.control.configure(code_seconds=60)
    client = wire.register()
    code = wire.accept(client)["code"]
    press(wire, "advance", "code")
    assert wire.exchange(client, code).text == INVALID_CODE
    assert "code_seconds" in words(wire), "a changed setting is shown"


def test_the_clock_runs_again(wire: Wire) -> None:
    press(wire, "real-time", "now")
    assert "The clock runs." in words(wire)


def test_a_refresh_token_is_revoked(wire: Wire) -> None:
    client = wire.register()
    first, second = wire.grant(client), wire.grant(client)
    handles = re.findall(r'value="([0-9a-f]{16})">Revoke', wire.get("/").text)
    assert len(handles) == 2
    press(wire, "revoke", handles[0])
    assert wire.refresh(client, first["refresh_token"]).text == INVALID_CODE
    assert granted(wire.refresh(client, second["refresh_token"]))


def test_a_client_is_disconnected_and_a_password_changed(wire: Wire) -> None:
    client, other = wire.register(), wire.register()
    mine, theirs = wire.grant(client), wire.grant(other)
    press(wire, "disconnect", client["client_id"])
    assert wire.refresh(client, mine["refresh_token"]).text == INVALID_CODE
    assert granted(wire.refresh(other, theirs["refresh_token"]))
    press(wire, "change-password", "eu")
    assert granted(wire.refresh(other, theirs["refresh_token"]))
    press(wire, "change-password", "us")
    assert wire.refresh(other, theirs["refresh_token"]).text == INVALID_CODE


def test_a_reply_is_ordered(wire: Wire) -> None:
    assert all(f"<option>{name}</option>" in wire.get("/").text for name in CANNED)
    press(wire, "next-reply", "outage")
    assert "Ordered now: outage." in words(wire)
    assert wire.refresh(wire.register(), "x").status_code == 503
    press(wire, "next-reply", "nonsense")
    assert "Ordered now: none." in words(wire)


@pytest.mark.parametrize("do", ["", "nonsense", "reset"])
def test_there_is_no_other_button(wire: Wire, do: str) -> None:
    assert wire.post("/dashboard", {"do": do, "value": "x"}).status_code == 400


@pytest.mark.parametrize("name", ["a&amp;b", "a & b"])
def test_names_are_text(wire: Wire, name: str) -> None:
    wire.control.register_client(
        name="a & b", homepage_url="http://a.example", redirect_uris=["http://a.example/<b>"]
    )
    wire.get("/oauth/v2/auth", params={"client_id": "<script>alert(1)</script>", "scope": name})
    page = wire.get("/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert page.count("<script") == 1


def test_only_the_dashboard_may_run_a_script_and_only_its_own(wire: Wire) -> None:
    assert "script-src 'self'" in wire.get("/").headers["Content-Security-Policy"]
    assert "script-src" not in wire.get("/console").headers["Content-Security-Policy"]
    assert wire.get("/dashboard.js").headers["Content-Type"].startswith("text/javascript")


def test_of_many_the_newest_are_shown(wire: Wire) -> None:
    """A load test must not make the page too long to open."""
    for number in range(SHOWN_ROWS + 5):
        wire.register(name=f"App {number}")
    page = wire.get("/").text
    assert "and 5 older" in page
    assert ">App 4<" not in page
    assert ">App 5<" in page
    assert f">App {SHOWN_ROWS + 4}<" in page
