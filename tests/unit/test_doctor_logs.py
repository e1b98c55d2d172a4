"""Whole logs, however big: what is found, what is counted, and what is not kept."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.made_up import ACCESS, CODE, REFRESH, piece_survives
from tests.unit.test_doctor_signs import EXAMPLES
from zoho_helpers import __main__ as command
from zoho_helpers.doctor import logs, scan
from zoho_helpers.doctor.alike import blanked
from zoho_helpers.doctor.facts import MOST_CHARACTERS
from zoho_helpers.doctor.logs import LogReading, read_log
from zoho_helpers.doctor.passages import MOST_UNPACKED, passages, unpacked
from zoho_helpers.doctor.report import as_data, log_as_data, log_as_markdown
from zoho_helpers.doctor.ticket import as_markdown
from zoho_helpers.doctor.timeline import MOST_BINS, Bins
from zoho_helpers.doctor.timeline_picture import timeline_svg

START = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
FAILURES = {
    "scope_missing": '{"code":"OAUTH_SCOPE_MISMATCH"}',
    "access_token_expired": '{"code":"INVALID_TOKEN","message":"invalid oauth token"} HTTP/1.1 401',
    "wrong_client_secret": 'accounts.zoho.com answered {"error":"invalid_client_secret"}',
}
DULL = "INFO order 4711 priced in 350 ms for customer 8518, GET /cart 404, csrf token renewed"

FINDS = [pytest.param(scan.find_words, id="words")]
if importlib.util.find_spec("re2"):
    FINDS.append(pytest.param(scan.best_find(), id="re2"))
every_find = pytest.mark.parametrize("find", FINDS)


def lines(*whats: str, seconds: int = 60) -> Iterator[bytes]:
    for number, what in enumerate(whats):
        yield f"{START + timedelta(seconds=number * seconds):%Y-%m-%d %H:%M:%S} {what}\n".encode()


def dull(size: int) -> Iterator[bytes]:
    """Lines of a log that have nothing to do with Zoho."""
    chunk = b"".join(lines(*repeat(DULL, 1000)))
    for _ in range(size // len(chunk) + 1):
        yield chunk


LONG = 4 * MOST_CHARACTERS + 1


def counts(reading: LogReading) -> dict[str, int]:
    return {group.cause: group.count for group in reading.timeline.groups}


@every_find
def test_a_failure_at_the_end_of_a_long_log_is_diagnosed(find: scan.Find) -> None:
    reading = read_log(chain(dull(LONG), lines(FAILURES["wrong_client_secret"])), find)
    assert reading.diagnose().findings[0].cause.id == "wrong_client_secret"
    assert counts(reading) == {"wrong_client_secret": 1}


@pytest.mark.parametrize("said", ["503 maintenance", "401 missing header", "500"])
def test_a_status_beside_zoho_is_an_event_whatever_stands_behind_it(said: str) -> None:
    assert re.search(scan.EVENTS[-1], f"ERROR calling zoho: HTTP {said}")
    assert not re.search(scan.EVENTS[-1], "INFO zoho answered in 503 ms")


@every_find
def test_what_has_nothing_to_do_with_zoho_is_no_failure(find: scan.Find) -> None:
    """Numbers such as 8518, and words such as `timed out`, count only where Zoho is named."""
    strange = lines("ERROR smtp read timed out", "ERROR bytes 9041, status=500", "KeyError: 'x'")
    assert counts(read_log(chain(dull(LONG), strange), find)) == {}
    named = lines("ERROR accounts.zoho.eu read timed out", "ERROR www.zohoapis.eu code: 9041")
    assert sum(counts(read_log(chain(dull(LONG), named), find)).values()) == 2


@every_find
@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([*FAILURES, ""]), max_size=60), st.integers(1, 5000))
def test_counts_are_what_was_in_it(find: scan.Find, causes: list[str], cut: int) -> None:
    """Wherever the stream is cut into chunks, each failure counts once."""
    whole = b"".join([*dull(LONG), *lines(*(FAILURES.get(cause, DULL) for cause in causes))])
    tail = len(whole) - 4000
    pieces = [whole[:tail], *(whole[at : at + cut] for at in range(tail, len(whole), cut))]
    found = counts(read_log(pieces, find))
    assert found == {cause: causes.count(cause) for cause in FAILURES if cause in causes}


@every_find
def test_a_failure_and_its_stack_count_once(find: scan.Find) -> None:
    answer = '{"code":"INVALID_TOKEN"}'
    stack = f"{answer}\n  at zoho.call (x.js:1)\n  INVALID_TOKEN\n  {answer}"
    assert counts(read_log(chain(dull(LONG), lines(stack, "well", stack)), find)) == {
        "access_token_expired": 2
    }


def test_no_line_is_looked_at_again_and_again_for_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr("zoho_helpers.doctor.passages.look_for_stamp", looked_at.append)
    many = b"invalid_code zoho\n" * 2_000
    assert len([*passages([many], scan.find_words)]) == 2_000
    assert len(looked_at) < 2 * 2_000


def test_a_time_above_the_sign_is_found() -> None:
    deep = "ERROR call failed\n" + "  at zoho.x (y.js:1)\n" * 50 + '  {"code":"INVALID_TOKEN"}'
    (group,) = read_log(chain(dull(LONG), lines("well", deep))).timeline.groups
    assert group.first[1] == "2026-11-22 12:01:00"


def test_the_hour_and_the_window_are_seen_across_a_long_log() -> None:
    issued = 'token reply {"access_token":"1000.a.b","expires_in":3600}'
    dead = FAILURES["access_token_expired"]
    reading = read_log(chain(dull(LONG), lines(issued, *repeat(DULL, 60), dead)))
    assert reading.times == {"derived:hour-after-token"}
    refresh = "POST /oauth/v2/token grant_type=refresh_token"
    reading = read_log(chain(dull(LONG), lines(*repeat(refresh, 12), seconds=50)))
    assert reading.times == {"derived:many-refreshes"}
    assert reading.timeline.watch.crowded.total == 2


def test_rotated_files_in_another_order() -> None:
    older = list(lines(*repeat(FAILURES["scope_missing"], 3)))
    newer = list(lines(*repeat(DULL, 9), FAILURES["scope_missing"]))
    (group,) = read_log(chain(dull(LONG), newer, older)).timeline.groups
    assert (group.first[1], group.last[1]) == ("2026-11-22 12:00:00", "2026-11-22 12:09:00")


def test_a_refresh_reply_lacks_no_refresh_token() -> None:
    """A reply to a refresh never brings one; only failures speak in a long log."""
    well = 'POST grant_type=refresh_token\n{"access_token":"1000.a.b","expires_in":3600}'
    reading = read_log(chain(dull(LONG), lines(well, well, FAILURES["scope_missing"])))
    assert "reply:no-refresh-token" not in reading.diagnose().facts.found


@every_find
@pytest.mark.parametrize("between", [b"x", b"\0", b"\xff\xfe", b"\n", "é".encode(), b"\r\n"])
def test_one_long_line_and_bytes_that_are_no_text(find: scan.Find, between: bytes) -> None:
    text = between * LONG + b' {"error":"invalid_client_secret"} ' + between * LONG
    found = read_log([text[at : at + 65_536] for at in range(0, len(text), 65_536)], find)
    assert found.diagnose().findings[0].cause.id == "wrong_client_secret"


def test_memory_stays_bounded() -> None:
    """Twenty MB, of them six of unlike failures, take a few MiB."""
    unlike = (f'ERROR for {name(n) * 40} {{"code":"INVALID_TOKEN"}}' for n in range(20_000))
    tracemalloc.start()
    try:
        reading = read_log(chain(dull(14_000_000), stamped(unlike)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert counts(reading) == {"access_token_expired": 20_000}
    assert peak < 20 * 2**20
    assert len(reading.timeline.groups[0].bins.counts) <= MOST_BINS


def name(number: int) -> str:
    """A name of seven letters, another one for each number."""
    return "".join("ghijklmnop"[int(digit)] for digit in str(10**6 + number))


def stamped(whats: Iterable[str]) -> Iterator[bytes]:
    for number, what in enumerate(whats):
        yield f"{START + timedelta(seconds=number):%Y-%m-%d %H:%M:%S} {what}\n".encode()


@given(st.lists(st.integers(0, 2**31), max_size=2000), st.integers(1, 50))
def test_bins_are_few_and_lose_nothing(times: list[int], most: int) -> None:
    bins = Bins(most)
    for at in times:
        bins.add(at)
    assert bins.total == len(times)
    assert len(bins.counts) <= most
    spans = list(bins.spans())
    assert all(any(start <= at < end for start, end, _ in spans) for at in times)


# What is alike


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("order 4711 in 350 ms", "order 0000 in 000 ms"),
        ("worker-7 id 9f3a22c1 401 bytes", "worker-0 id 00000000 000 bytes"),
        ("HTTP/1.1 401 in 1004 ms", "HTTP/1.1 401 in 0000 ms"),
        ('{"code":57}', '{"code":57}'),
        ("error 9041 and 9041", "error 9041 and 0000"),
        ("HTTPError: 401 Client Error", "HTTPError: 401 Client Error"),
        ("oauth2 v8 F7004 SERR_157", "oauth2 v8 F7004 SERR_157"),
        (f"code=1000.{'ab1' * 10}", f"code=1000.{'0' * 30}"),
    ],
)
def test_numbers_go_and_codes_stay(line: str, same: str) -> None:
    assert blanked(line) == same


@given(st.text(max_size=200))
def test_what_is_blanked_keeps_its_length(text: str) -> None:
    assert len(blanked(text)) == len(text)
    assert blanked(blanked(text)) == blanked(text)


# What is found


@every_find
@pytest.mark.parametrize("tag", [tag for tag in EXAMPLES if not tag.startswith("said:")])
def test_each_sign_is_found_in_very_much_text(find: scan.Find, tag: str) -> None:
    """Beside Zoho's name, since words such as `timed out` count only there."""
    line = f"2026-11-22 12:00:00 zoho {EXAMPLES[tag][0]}\n".encode()
    assert list(passages([b"x\n" * 9000, line, b"x\n" * 9000], find))


# What is packed


@pytest.mark.parametrize("chunk", [2, 7, 100_000])
def test_a_packed_log_is_unpacked(chunk: int) -> None:
    text = b"".join(lines(*FAILURES.values()))
    packed = gzip.compress(text) + gzip.compress(text)
    pieces = (packed[at : at + chunk] for at in range(0, len(packed), chunk))
    assert b"".join(unpacked(pieces)) == text * 2
    damaged = [gzip.compress(text)[:-9]]
    assert text.startswith(b"".join(unpacked(damaged)))


@pytest.mark.parametrize("chunk", [1, 3, 100_000])
def test_what_powershell_wrote_is_read(chunk: int) -> None:
    text = b"".join(lines(*FAILURES.values())).decode()
    wide = text.encode("utf-16")
    pieces = (wide[at : at + chunk] for at in range(0, len(wide), chunk))
    assert b"".join(unpacked(pieces)).decode() == text


def test_a_packed_bomb_is_unpacked_in_pieces() -> None:
    packed = gzip.compress(b"\0" * 50_000_000)
    assert max(map(len, unpacked([packed]))) <= 2**20
    assert MOST_UNPACKED < 2**31


# What is shown


def test_nothing_of_a_long_log_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = b"".join(
        chain(
            dull(LONG),
            lines(
                f"GET /cb?code={CODE}&location=eu for jo@shop.example",
                f"POST grant_type=refresh_token&refresh_token={REFRESH}",
                f'{{"access_token":"{ACCESS}"}}',
                f'{{"code":"INVALID_TOKEN"}} jo@shop.example 10.1.2.3 Zoho-oauthtoken {ACCESS}',
            ),
        )
    )
    log, picture = tmp_path / "app.log", tmp_path / "app.svg"
    log.write_bytes(whole)
    assert command.main(["diagnose", str(log), "--json", "--timeline", str(picture)]) == 0
    reading = read_log([whole])
    diagnosis, groups = reading.diagnose(), reading.timeline.groups
    shown = [capsys.readouterr().out, picture.read_text("utf-8"), timeline_svg(reading.timeline)]
    shown += [as_markdown(diagnosis), log_as_markdown(groups)]
    shown += [json.dumps([as_data(diagnosis), log_as_data(groups)])]
    for text in [*shown, reading.text]:
        assert not any(piece_survives(secret, text, 16) for secret in (CODE, REFRESH, ACCESS))
    for text in shown:
        assert "jo@shop" not in text
        assert "4711" not in text


def test_there_may_be_no_timeline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paste = tmp_path / "paste.txt"
    paste.write_text('{"error":"invalid_code"}')
    assert command.main(["diagnose", str(paste), "--timeline", str(tmp_path / "x.svg")]) == 2
    assert capsys.readouterr().err.startswith("There is no timeline: no line has both a time")


def test_a_long_text_that_is_no_log_is_read_from_its_start() -> None:
    text = f"curl https://accounts.zoho.com/oauth/v2/token\n{'x ' * LONG}{{'error':'invalid_code'}}"
    facts = read_log([text.encode()]).diagnose().facts
    assert facts.has("sent:curl")
    assert facts.has("error:invalid_code")


def test_unlike_passages_are_judged_by_their_sign_after_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So that a log in which no two lines are alike takes no longer than others."""
    judged: list[str] = []
    judge = logs.judge_passage

    def counting(text: str, chosen: bool) -> logs.Judgement:
        judged.append(text)
        return judge(text, chosen)

    monkeypatch.setattr(logs, "judge_passage", counting)
    monkeypatch.setattr(logs, "MOST_JUDGED", 50)
    whats = (f'ERROR for {name(n)} {{"code":"INVALID_TOKEN"}}' for n in range(500))
    assert counts(read_log(chain(dull(LONG), stamped(whats)))) == {"access_token_expired": 500}
    assert len(judged) == 51
