"""The behaviors table is true: each row is shown by a test, and each setting does something."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.flow.practice_wire import SHOWN, Wire
from zoho_helpers.practice.behaviours import BEHAVIOURS, DEFAULTS, behaviour


def all_shown() -> dict[str, list[str]]:
    """Import every test of practice Zoho; `shows` collects what they say."""
    for path in Path(__file__).parent.glob("test_practice_*.py"):
        importlib.import_module(f"tests.flow.{path.stem}")
    return SHOWN


def test_each_row_is_shown_by_a_test_and_each_test_shows_a_row() -> None:
    assert set(all_shown()) == {row.id for row in BEHAVIOURS}


def test_the_table_is_well_made() -> None:
    ids = [row.id for row in BEHAVIOURS]
    assert len(set(ids)) == len(ids)
    for row in BEHAVIOURS:
        assert row.grade in ("documented", "observed", "assumed"), row.id
        assert row.source, row.id
        assert row.does.endswith("."), row.id
        assert ("https://" in row.source) >= (row.grade == "documented"), row.id
        assert bool(row.setting) == (row.default is not None), row.id


def test_what_a_source_says_otherwise_is_not_graded_documented() -> None:
    """Zoho says "where the app is registered", which is less than what is done here."""
    row = behaviour("revoke-where")
    assert row.grade == "assumed"
    assert "where the app is registered" in row.source


def test_the_table_is_told_by_the_control_plane(wire: Wire) -> None:
    rows = wire.control.behaviors()
    assert [row["id"] for row in rows] == [row.id for row in BEHAVIOURS]
    assert wire.control.state()["settings"] == DEFAULTS


# What a setting changes: its other value, and what a client sees that depends on it.


def status_of_an_error_page(wire: Wire) -> Any:
    return wire.ask(wire.register(), redirect_uri="http://other.example/").status_code


def code_after_a_minute_and_a_half(wire: Wire) -> Any:
    client = wire.register()
    code = wire.accept(client)["code"]
    wire.control.advance(90)
    return "access_token" in wire.exchange(client, code).json()


def seconds_of_a_self_clients_code(wire: Wire) -> Any:
    id = wire.register(client_type="self", name="Self")["client_id"]
    return wire.control.as_user("self-client-code", client_id=id, scope="openid")["seconds"]


def status_of_a_token_error(wire: Wire) -> Any:
    return wire.exchange(wire.register(), "1000.x.y").status_code


def life_of_an_access_token(wire: Wire) -> Any:
    reply = wire.grant(wire.register())
    wire.control.advance(1000)
    return reply["expires_in"], wire.call("/oauth/user/info", reply["access_token"]).status_code


def refreshes_that_work(wire: Wire) -> Any:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    return sum(wire.refresh(client, token).ok for _ in range(12))


def status_of_the_eleventh_refresh(wire: Wire) -> Any:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    return [wire.refresh(client, token).status_code for _ in range(11)][-1]


def refresh_after_hammering(wire: Wire) -> Any:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    for _ in range(11):
        wire.refresh(client, token)
    wire.control.advance(300)
    wire.refresh(client, token)
    wire.control.advance(300)
    return wire.refresh(client, token).ok


def refresh_tokens_alive_of_three(wire: Wire) -> Any:
    client = wire.register()
    for _ in range(3):
        wire.grant(client)
    return wire.control.state()["refresh_tokens_alive"]


def access_tokens_alive_of_three(wire: Wire) -> Any:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    for _ in range(2):
        wire.refresh(client, token)
    return wire.control.state()["access_tokens_alive"]


def revoked_at_the_clients_own_center(wire: Wire) -> Any:
    client = wire.register(multi_dc=True)
    europe = {**client, "client_secret": client["secrets"]["eu"]}
    code = wire.accept(client, user="eu")["code"]
    token = wire.at("eu").exchange(europe, code).json()["refresh_token"]
    pair = (client["client_id"], client["client_secret"])
    there = (europe["client_id"], europe["client_secret"])
    here = wire.post("/oauth/v2/revoke/token", {"token": token}, auth=pair).status_code
    return here, wire.at("eu").post("/oauth/v2/revoke/token", {"token": token}, auth=there).ok


OUTCOMES: dict[str, tuple[Callable[[Wire], Any], Any, Any, Any]] = {
    # setting: what is seen, what by default, the other value, what then
    "authorize_error_status": (status_of_an_error_page, 400, 200, 200),
    "code_seconds": (code_after_a_minute_and_a_half, True, 60, False),
    "self_client_code_minutes": (seconds_of_a_self_clients_code, 180.0, 10, 600.0),
    "token_error_status": (status_of_a_token_error, 200, 400, 400),
    "access_token_seconds": (life_of_an_access_token, (3600, 200), 900, (900, 401)),
    "refreshes_per_window": (refreshes_that_work, 10, 3, 3),
    "throttle_status": (status_of_the_eleventh_refresh, 400, 200, 200),
    "hammering_extends_lockout": (refresh_after_hammering, True, True, False),
    "refresh_tokens_kept": (refresh_tokens_alive_of_three, 3, 2, 2),
    "access_tokens_active": (access_tokens_alive_of_three, 3, 2, 2),
    "revoke_at_the_users": (revoked_at_the_clients_own_center, (200, False), True, (400, True)),
}


def test_every_setting_is_in_the_table_of_outcomes() -> None:
    assert set(OUTCOMES) == set(DEFAULTS)


@pytest.mark.parametrize("setting", OUTCOMES)
def test_changing_a_setting_changes_what_a_client_sees(wire: Wire, setting: str) -> None:
    outcome, by_default, value, then = OUTCOMES[setting]
    assert by_default != then
    assert outcome(wire) == by_default
    wire.control.reset()
    wire.control.configure(**{setting: value})
    assert outcome(wire) == then
