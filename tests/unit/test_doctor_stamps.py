"""How times are written in logs, and the moment that each means."""

from __future__ import annotations

import re
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoho_helpers.doctor.stamps import LAST, SHAPES, find_stamp
from zoho_helpers.doctor.ticks import MOST_TICKS, ticks
from zoho_helpers.doctor.timeline import blocks

AT = datetime(2026, 11, 25, 9, 38, 35, tzinfo=timezone.utc).timestamp()
OF_2000 = datetime(2000, 11, 25, 9, 38, 35, tzinfo=timezone.utc).timestamp()
SECONDS = int(AT)
READ = "2026-11-25 09:38:35"
"""What people can read in place of a number."""


@pytest.mark.parametrize(
    ("line", "shown", "at"),
    [
        ("2026-11-25T09:38:35Z x", "2026-11-25T09:38:35Z", AT),
        ("2026-11-25 09:38:35,123 x", "2026-11-25 09:38:35,123", AT),
        ("[2026-11-25T10:38:35+01:00] x", "2026-11-25T10:38:35+01:00", AT),
        ("2026/11/25 09:38:35 [error] 7#7", "2026/11/25 09:38:35", AT),
        ('1.2.3.4 - - [25/Nov/2026:10:38:35 +0100] "GET', "25/Nov/2026:10:38:35 +0100", AT),
        ("[25-Nov-2026 09:38:35 UTC] PHP Warning", "25-Nov-2026 09:38:35 UTC", AT),
        ("25-Nov-2026 09:38:35.123 SEVERE [main]", "25-Nov-2026 09:38:35.123", AT),
        ("25 Nov 2026 09:38:35 x", "25 Nov 2026 09:38:35", AT),
        ("[Wed Nov 25 09:38:35.12 2026] [x]", "Wed Nov 25 09:38:35.12 2026", AT),
        ("Nov 25, 2026 9:38:35 AM org.x", "Nov 25, 2026 9:38:35 AM", AT),
        ("Nov 25, 2026 09:38:35 PM org.x", "Nov 25, 2026 09:38:35 PM", AT + 12 * 3600),
        ("Nov 25, 2026 12:38:35 PM org.x", "Nov 25, 2026 12:38:35 PM", AT + 3 * 3600),
        ("Nov 25 09:38:35 host app[7]: x", "Nov 25 09:38:35", OF_2000),
        ("09:38:35 x", "09:38:35", 9 * 3600 + 38 * 60 + 35),
        (f"{SECONDS}.123 200 GET", READ, AT),
        (f"{SECONDS}123 x", READ, AT),
        (f"level=info ts={SECONDS} x", READ, AT),
        (f'{{"level":"x","time":{SECONDS}123}}', READ, AT),
        ('{"at":"10:00:00","time":"2026-11-25T09:38:35.1Z"}', "2026-11-25T09:38:35.1Z", AT),
        ('{"@timestamp": "2026-11-25T09:38:35+0000"}', "2026-11-25T09:38:35+0000", AT),
    ],
)
def test_each_shape(line: str, shown: str, at: float) -> None:
    stamp = find_stamp(line)
    assert stamp is not None
    assert (stamp.shown, stamp.at) == (shown, at)


@pytest.mark.parametrize(
    "line",
    [
        "", "x", "2026-13-45 99:99:99 x", "25:00:00 x", "12:60:00 x", "Foo 25 09:38:35 x",
        "1:2:3 x", f"order {SECONDS} x", f"{SECONDS}1 x", f'{{"order":{SECONDS}}}',
        "9999-12-31 23:59:59 x", "1234-01-01 00:00:00 x", "x" * 61 + " 09:38:35",
        '{"error":"invalid_code"}',
    ],
)  # fmt: skip
def test_what_is_no_time(line: str) -> None:
    assert find_stamp(line) is None


@given(st.integers(1_510_000_000, 1_990_000_000))
def test_any_moment_in_shapes_of_its_own(at: int) -> None:
    moment = datetime.fromtimestamp(at, timezone.utc)
    for form in ("%Y-%m-%d %H:%M:%S", "%d/%b/%Y:%H:%M:%S +0000", "%a %b %d %H:%M:%S %Y"):
        stamp = find_stamp(f"{moment:{form}} x")
        assert stamp is not None
        assert stamp.at == at


@given(st.text(max_size=80) | st.from_regex("|".join(shape.pattern for shape in SHAPES)))
def test_any_line_can_be_asked(line: str) -> None:
    stamp = find_stamp(line)
    assert stamp is None or stamp.shown in line or re.search(r"1[5-9]\d{8}", line)
    assert stamp is None or 0 <= stamp.at < LAST


@pytest.mark.parametrize(
    ("log", "seconds"),
    [
        ("23:59:59 a\n00:00:09 b", 10),
        ("23:59:59 a\n23:59:58 b", -1),
        ("Dec 31 23:59:59 a\nJan  1 00:00:09 b", 10),
        ("2026-11-25 00:00:00 a\n2026-11-24 00:00:00 b", -86_400),
    ],
)
def test_midnight_and_new_year_go_on(log: str, seconds: float) -> None:
    """A log without day or year goes on; one that writes them may be rotated files in any order."""
    first, second = blocks(log)
    assert second.at - first.at == seconds


@pytest.mark.parametrize(
    ("span", "texts", "below"),
    [
        (3, ["09:38:35", "09:38:36", "09:38:37", "09:38:38"], "Nov 25, 2026"),
        (600, ["09:40", "09:42", "09:44", "09:46", "09:48"], "Nov 25, 2026"),
        (3 * 86_400, ["12:00", "00:00", "12:00", "00:00", "12:00", "00:00"], "Nov 25, 2026"),
        (14 * 86_400, ["Nov 27", "Nov 29", "Dec 1", "Dec 3", "Dec 5", "Dec 7", "Dec 9"], "2026"),
    ],
)  # fmt: skip
def test_ticks_are_where_people_look_for_them(span: int, texts: list[str], below: str) -> None:
    found = list(ticks(AT, AT + span))
    assert [tick.text for tick in found] == texts
    assert found[0].below == below


@pytest.mark.parametrize(("at", "below"), [(0.0, "day 1"), (OF_2000, "Nov 25")])
def test_a_tick_says_no_more_than_the_log(at: float, below: str) -> None:
    assert next(ticks(at, at + 60)).below == below


@given(st.floats(0, 2e9), st.floats(1, 2e9))
def test_ticks_are_few(first: float, span: float) -> None:
    found = list(ticks(first, first + span))
    assert len(found) <= MOST_TICKS + 1
    assert all(first <= tick.at <= first + span for tick in found)
