"""The behaviors table is true: each row is shown by a test, and each setting does something.

The tests of practice Zoho say by `shows` which rows they demonstrate, and by `depends_on` what a
setting changes; here all of them are gathered and held against the table.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.flow.conftest import CHANGE_SETTINGS
from tests.flow.practice_wire import (
    OUTCOMES,
    SHOWN,
    Wire,
    depends_on,
    granted,
)
from zoho_helpers.practice.behaviours import BEHAVIOURS, DEFAULTS, Behaviour, behaviour


def test_each_row_is_shown_by_a_test_and_each_test_shows_a_row() -> None:
    assert set(SHOWN) == {row.id for row in BEHAVIOURS}


@pytest.mark.parametrize("row", BEHAVIOURS, ids=lambda row: row.id)
def test_a_row_names_a_test_that_shows_it(row: Behaviour) -> None:
    assert row.test in SHOWN[row.id]


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


@depends_on("authorize_error_status", by_default=400, value=200, then=200)
def status_of_an_error_page(wire: Wire) -> Any:
    return wire.ask(wire.register(), redirect_uri="http://other.example/").status_code


@depends_on("code_seconds", by_default=True, value=60, then=False)
def code_after_a_minute_and_a_half(wire: Wire) -> Any:
    client = wire.register()
    code = wire.accept(client)["code"]
    wire.control.advance(90)
    return "access_token" in wire.exchange(client, code).json()


@depends_on("self_client_code_minutes", by_default=180.0, value=10, then=600.0)
def seconds_of_a_self_clients_code(wire: Wire) -> Any:
    id = wire.register(client_type="self", name="Self")["client_id"]
    return wire.control.as_user("self-client-code", client_id=id, scope="openid")["seconds"]


@depends_on("token_error_status", by_default=200, value=400, then=400)
def status_of_a_token_error(wire: Wire) -> Any:
    return wire.exchange(wire.register(), "1000.x.y").status_code


@depends_on("access_token_seconds", by_default=(3600, 200), value=900, then=(900, 401))
def life_of_an_access_token(wire: Wire) -> Any:
    reply = wire.grant(wire.register())
    wire.control.advance(1000)
    return reply["expires_in"], wire.call("/oauth/user/info", reply["access_token"]).status_code


@depends_on("refreshes_per_window", by_default=10, value=3, then=3)
def refreshes_that_work(wire: Wire) -> Any:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    return sum(granted(wire.refresh(client, token)) for _ in range(12))


@depends_on("throttle_status", by_default=400, value=200, then=200)
def status_of_the_eleventh_refresh(wire: Wire) -> Any:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    return [wire.refresh(client, token).status_code for _ in range(11)][-1]


@depends_on("hammering_extends_lockout", by_default=True, value=True, then=False)
def refresh_after_hammering(wire: Wire) -> Any:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    for _ in range(11):
        wire.refresh(client, token)
    wire.control.advance(300)
    wire.refresh(client, token)
    wire.control.advance(300)
    return granted(wire.refresh(client, token))


@depends_on("refresh_tokens_kept", by_default=3, value=2, then=2)
def refresh_tokens_alive_of_three(wire: Wire) -> Any:
    client = wire.register()
    for _ in range(3):
        wire.grant(client)
    return wire.control.state()["refresh_tokens_alive"]


@depends_on("access_tokens_active", by_default=3, value=2, then=2)
def access_tokens_alive_of_three(wire: Wire) -> Any:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    for _ in range(2):
        wire.refresh(client, token)
    return wire.control.state()["access_tokens_alive"]


@depends_on("revoke_at_the_users", by_default=(200, False), value=True, then=(400, True))
def revoked_at_the_clients_own_center(wire: Wire) -> Any:
    client = wire.register(multi_dc=True)
    europe = {**client, "client_secret": client["secrets"]["eu"]}
    code = wire.accept(client, user="eu")["code"]
    token = wire.at("eu").exchange(europe, code).json()["refresh_token"]
    pair = (client["client_id"], client["client_secret"])
    there = (europe["client_id"], europe["client_secret"])
    here = wire.post("/oauth/v2/revoke/token", {"token": token}, auth=pair).status_code
    return here, wire.at("eu").post("/oauth/v2/revoke/token", {"token": token}, auth=there).ok


for module in sorted(Path(__file__).parent.glob("test_practice_*.py")):
    if module.stem != "test_practice_behaviours":
        importlib.import_module(f"tests.flow.{module.stem}")


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


def test_a_rows_test_fails_when_its_setting_is_changed(tmp_path: Path) -> None:
    rows = [row for row in BEHAVIOURS if row.setting]
    modules, names = zip(*(row.test.split("::") for row in rows), strict=True)
    folder, results = Path(__file__).parent, tmp_path / "results.xml"
    nodes = {f"{folder / module}.py::{name}" for module, name in zip(modules, names, strict=True)}
    options = ["-q", "-n2", "-p", "no:cacheprovider", "--tb=no", f"--junitxml={results}"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, CHANGE_SETTINGS, *sorted(nodes)],
        cwd=folder.parent.parent,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1, run.stdout + run.stderr
    failed = [
        case.get("name", "")
        for case in ElementTree.parse(results).iter("testcase")
        if case.find("failure") is not None
    ]
    blind = [row.test for row in rows if not any(_is_of(row, name) for name in failed)]
    assert not blind, "they do not notice that their rows' settings were changed"


def _is_of(row: Behaviour, case: str) -> bool:
    """Say whether a case of a test is this row's, run with its setting changed."""
    return case.startswith(f"{row.test.partition('::')[2]}[") and row.setting in case
