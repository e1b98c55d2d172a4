"""The picture of a log's timeline: what it shows, how much, and that it is plain SVG."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest

from tests.unit.made_up import ACCESS, piece_survives
from zoho_helpers.doctor.logs import read_log
from zoho_helpers.doctor.timeline import Bins, Group, Timeline, Watch
from zoho_helpers.doctor.timeline_picture import MOST_CAUSES, timeline_svg
from zoho_helpers.forms import log_read

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
DEAD = 'ERROR {"code":"INVALID_TOKEN","message":"invalid oauth token"} HTTP/1.1 401'
ISSUED = f'token reply {{"access_token":"{ACCESS}","expires_in":3600}}'
REFRESH = "POST grant_type=refresh_token"
SVG = "{http://www.w3.org/2000/svg}"


def log(*lines: tuple[float, str]) -> str:
    return "\n".join(
        f"{NOON + timedelta(seconds=at):%Y-%m-%d %H:%M:%S} {what}" for at, what in lines
    )


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(timeline_svg(read_log([text.encode()]).timeline))


def texts(picture: ElementTree.Element) -> list[str]:
    return [item.text or "" for item in picture.iter(f"{SVG}text")]


def test_a_401_stands_behind_the_hour_of_its_token() -> None:
    picture = drawn(log((0, ISSUED), (3700, DEAD), (3800, DEAD)))
    assert "access tokens, an hour each" in texts(picture)
    hour = next(picture.iter(f"{SVG}rect"))
    cross = next(item for item in picture.iter(f"{SVG}path") if item.get("fill") == "none")
    first = re.match(r"M([\d.]+)", cross.get("d") or "")
    assert first
    assert float(first[1]) + 8 > float(hour.get("x") or 0) + float(hour.get("width") or 0)


def test_a_screen_reader_says_what_happened_and_how_often() -> None:
    picture = drawn(log((0, ISSUED), (3700, DEAD), (3800, DEAD)))
    assert picture.get("role") == "img"
    assert picture.findtext(f"{SVG}title") == "What happened when"
    said = "How often each happened: access tokens, an hour each 1, access_token_expired 2"
    assert picture.findtext(f"{SVG}desc") == said


@pytest.mark.parametrize(("apart", "framed"), [(50, True), (70, False)])
def test_more_than_ten_refreshes_in_ten_minutes_are_framed(apart: int, framed: bool) -> None:
    picture = drawn(log(*((at * apart, REFRESH) for at in range(12))))
    assert (len(list(picture.iter(f"{SVG}rect"))) == 1) == framed
    assert ("refreshes (framed: over 10 in 10 min)" in texts(picture)) == framed


def test_marks_are_few_however_long_the_log() -> None:
    watch, group = Watch(), Group("access_token_expired", (0, ""), (0, ""))
    for second in range(100_000):
        group.add(second * 100, "")
        watch.lanes["tokens"].add(second * 100)
    assert len(timeline_svg(Timeline(watch, (group,)))) < 100_000


def test_causes_are_few_and_none_is_lost() -> None:
    def group(number: int) -> Group:
        bins = Bins()
        bins.add(number, number)
        return Group(f"cause_{number}", (number, ""), (number, ""), bins)

    groups = tuple(group(number) for number in range(30, 0, -1))
    shown = texts(ElementTree.fromstring(timeline_svg(Timeline(Watch(), groups))))
    assert sum(text.startswith("cause_") for text in shown) == MOST_CAUSES - 1
    rest = sum(range(1, 30 - MOST_CAUSES + 2))
    assert shown[shown.index("all other causes") + 1] == str(rest)


def test_a_title_is_escaped() -> None:
    timeline = read_log([log((0, DEAD)).encode()]).timeline
    picture = timeline_svg(timeline, "<script>&")
    assert ElementTree.fromstring(picture).findtext(f"{SVG}title") == "<script>&"
    assert "<script" not in picture


def test_it_takes_the_colors_of_the_page_and_runs_nothing() -> None:
    picture = timeline_svg(read_log([log((0, ISSUED), (3700, DEAD)).encode()]).timeline)
    assert 'fill="currentColor"' in picture
    assert not re.search(r"<style|<script|\bon\w+=|href|black|white", picture)


def test_nothing_to_draw_is_no_picture() -> None:
    assert timeline_svg(read_log([b"it does not work"]).timeline) == ""


def test_a_notebook_shows_table_and_picture() -> None:
    panel = log_read(log((0, ISSUED), (3700, DEAD), (3800, DEAD), (3900, "INFO jo@shop.example")))
    assert panel.text == "access_token_expired 2"
    assert "2 times, from 2026-11-22 13:01:40 to 2026-11-22 13:03:20" in panel.html
    assert "<svg" in panel.html
    assert not piece_survives(ACCESS, panel.html, 8)
    assert "jo@" not in panel.html


@pytest.mark.parametrize("text", ["", "no time at all", log((0, "all is well"))])
def test_a_notebook_says_where_there_is_nothing(text: str) -> None:
    assert log_read(text).text == "No line of it has both a time and a failure."
