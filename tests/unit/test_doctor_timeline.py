"""What a log tells by its times."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoho_helpers import __main__ as command
from zoho_helpers.doctor.diagnosis import diagnose
from zoho_helpers.doctor.logs import read_log
from zoho_helpers.doctor.timeline import Group, blocks

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
DEAD = '{"code":"INVALID_TOKEN","message":"invalid oauth token"} HTTP/1.1 401'
ISSUED = 'token reply {"access_token":"1000.a.b","expires_in":3600}'
REFUSED = '{"error":"invalid_code"}'


def log(*lines: tuple[float, str]) -> str:
    """A log: seconds after noon, and what happened."""
    return "\n".join(
        f"{NOON + timedelta(seconds=at):%Y-%m-%d %H:%M:%S} {what}" for at, what in lines
    )


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-11-22T12:00:00Z",
        "2026-11-22 12:00:00",
        "[2026-11-22T13:00:00+01:00]",
        "2026-11-22 12:00:00,123",
        "2026-11-22T12:00:00.123456789Z",
        "2026-11-22 13:00:00 +0100",
        '10.0.0.1 - - [22/Nov/2026:13:00:00 +0100] "GET /',
    ],
)
def test_how_a_time_is_written(stamp: str) -> None:
    (block,) = blocks(f"{stamp} something\n  and more of it")
    assert block.at == NOON.timestamp()
    assert block.shown in stamp
    assert block.text.endswith("and more of it")


def test_a_time_of_day_will_do() -> None:
    first, second = blocks("12:00:00 a\n12:00:05 b")
    assert second.at - first.at == 5


@pytest.mark.parametrize("text", ["", "no time at all", "2026-13-45 99:99:99 x", "1:2:3 x"])
def test_what_is_no_log(text: str) -> None:
    assert blocks(text) == []
    assert failures(text) == []


def failures(text: str) -> list[Group]:
    return list(read_log([text.encode()]).timeline.groups)


def first_of(text: str) -> str:
    return diagnose(text).findings[0].cause.id


def test_a_token_that_is_refused_an_hour_after_it_was_issued() -> None:
    late = log((0, ISSUED), (60, "GET /crm/v8/org 200"), (3601, DEAD))
    assert "derived:hour-after-token" in diagnose(late).facts.found
    assert first_of(late) == "access_token_expired"
    early = log((0, ISSUED), (60, DEAD))
    assert "derived:hour-after-token" not in diagnose(early).facts.found
    renewed = log((0, ISSUED), (3500, ISSUED), (3601, DEAD))
    assert "derived:hour-after-token" not in diagnose(renewed).facts.found


def test_a_code_that_was_exchanged_too_late() -> None:
    callback = "GET /cb?code=1000.aaaaaaaa.b&location=us"
    exchange = f"POST grant_type=authorization_code {REFUSED}"
    assert "derived:old-code" in diagnose(log((0, callback), (121, exchange))).facts.found
    assert first_of(log((0, callback), (121, exchange))) == "code_expired_or_used"
    assert "derived:old-code" not in diagnose(log((0, callback), (30, exchange))).facts.found


@pytest.mark.parametrize(("apart", "many"), [(59, True), (70, False)])
def test_eleven_refreshes_in_ten_minutes(apart: int, many: bool) -> None:
    lines = [(at * apart, "POST grant_type=refresh_token") for at in range(11)]
    found = diagnose(log(*lines)).facts.found
    assert ("derived:many-refreshes" in found) == many


MIXED = log(
    (0, ISSUED),
    (3700, f"ERROR {DEAD}"),
    (3800, f"ERROR {DEAD}"),
    (3900, 'ERROR {"code":"OAUTH_SCOPE_MISMATCH"}'),
    (4000, "INFO all is well"),
    (4100, f"ERROR {DEAD}"),
)


def test_failures_are_grouped_by_cause() -> None:
    found = [(group.cause, group.count) for group in failures(MIXED)]
    assert found == [("access_token_expired", 3), ("scope_missing", 1)]
    assert failures(MIXED)[0].first[1] == "2026-11-22 13:01:40"


def test_the_command_line_tells_of_the_whole_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["x"])
    file = tmp_path / "app.log"
    file.write_text(MIXED)
    assert command.main(["diagnose", str(file), "--json"]) == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["log"]
    assert rows[0] == {
        "cause": "access_token_expired",
        "count": 3,
        "first": "2026-11-22 13:01:40",
        "last": "2026-11-22 13:08:20",
        "url": "zoho_helpers/doctor/CAUSES.md#access_token_expired",
    }
    assert command.main(["diagnose", str(file)]) == 0
    row = "| `access_token_expired` | 3 | 2026-11-22 13:01:40 | 2026-11-22 13:08:20 |"
    assert row in capsys.readouterr().out


@given(st.text(max_size=300))
def test_any_text_has_blocks(text: str) -> None:
    for block in blocks(text):
        assert block.shown in block.text
