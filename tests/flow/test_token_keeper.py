"""The keeper on practice Zoho: one refresh for all, and no token lost whatever goes wrong."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.flow.keeping import Keeping, at_once, make_keeping
from zoho_helpers.doctor import diagnose
from zoho_helpers.errors import (
    InputError,
    RefreshPaused,
    StoreError,
    TokenEndpointError,
    TransportError,
    WalkthroughError,
)
from zoho_helpers.file_store import FileStore
from zoho_helpers.opening import catch_up
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.refresh_log import RefreshLog
from zoho_helpers.session import Session
from zoho_helpers.settings import Client
from zoho_helpers.token_file import Stored
from zoho_helpers.token_store import MemoryStore
from zoho_helpers.transcript import Transcript, WireReply, WireRequest
from zoho_helpers.transport import Transport

NOBODY = 65534

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs fork, signals or file modes")


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore | MemoryStore:
    return FileStore(tmp_path / "token.json") if request.param == "file" else MemoryStore()


@pytest.fixture
def keeping(practice: PracticeControl, store: FileStore) -> Keeping:
    return make_keeping(practice, store)


@pytest.fixture
def on_disk(practice: PracticeControl, tmp_path: Path) -> Keeping:
    return make_keeping(practice, FileStore(tmp_path / "token.json"))


class Steady:
    """A steady clock that goes on when a test says so."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


# Fresh


def test_a_fresh_token_costs_no_request_and_no_look_at_the_store(keeping: Keeping) -> None:
    keeper = keeping.keeper()
    first = keeper.access_token()
    keeping.store.change(lambda stored: Stored())
    assert {keeper.access_token() for _ in range(100)} == {first}
    assert keeping.refreshes() == 0


def test_what_is_shown_of_it_is_masked(keeping: Keeping) -> None:
    keeper = keeping.keeper()
    secret = keeper.access_token()
    assert secret.reveal() not in f"{keeper!r} {keeper} {secret!r} {secret}"


@pytest.mark.parametrize(("age", "refreshes"), [(3200, 0), (3301, 1), (3599, 1), (3601, 1)])
def test_it_is_renewed_ahead_of_its_end(keeping: Keeping, age: float, refreshes: int) -> None:
    keeping.age(age)
    before = keeping.store.load().token_in_hand.access_token
    after = keeping.keeper().access_token()
    assert (keeping.refreshes(), after != before) == (refreshes, bool(refreshes))
    assert keeping.store.load().token_in_hand.access_token == after
    keeping.assert_nothing_is_lost()


def test_a_life_shorter_than_the_leeway_is_not_refreshed_at_every_call(keeping: Keeping) -> None:
    keeping.control.configure(access_token_seconds=200)
    keeping.age(4000)
    steady = Steady()
    keeper = keeping.keeper(steady=steady)
    keeper.access_token()
    for _ in range(3):
        steady.at += 40
        keeper.access_token()
    assert keeping.refreshes() == 1
    steady.at += 40
    keeper.access_token()
    assert keeping.refreshes() == 2


def test_another_keepers_refresh_is_seen_when_ones_own_token_nears_its_end(
    keeping: Keeping,
) -> None:
    keeping.age(3000)
    steady = Steady()
    mine, others = keeping.keeper(steady=steady), keeping.keeper()
    old = mine.access_token()
    newer = others.refresh().access_token
    assert mine.access_token() == old, "no disk while it is fresh"
    steady.at += 301
    assert mine.access_token() == newer
    assert keeping.refreshes() == 1


# Once for all


def test_fifty_threads_get_one_refresh(keeping: Keeping) -> None:
    keeping.age(4000)
    keeper = keeping.keeper()
    tokens = at_once(50, keeper.access_token)
    assert len(set(tokens)) == 1
    assert keeping.refreshes() == 1


def test_fifty_keepers_of_one_store_get_one_refresh(keeping: Keeping) -> None:
    """As processes do; threads are quicker to start."""
    keeping.age(4000)
    tokens = at_once(50, lambda: keeping.keeper().access_token())
    assert len(set(tokens)) == 1
    assert keeping.refreshes() == 1


def test_others_use_the_old_token_while_one_refreshes(keeping: Keeping) -> None:
    """Nobody waits for Zoho as long as there is a token that lives."""
    keeping.age(3400)
    asked, answer = threading.Event(), threading.Event()
    sending = keeping.keeper()._send

    def slow(request: WireRequest) -> WireReply:
        asked.set()
        assert answer.wait(10)
        return sending(request)

    keeper, other = keeping.keeper(send=slow), keeping.keeper(send=slow)
    old = keeping.store.load().token_in_hand.access_token
    refreshing = threading.Thread(target=keeper.access_token)
    refreshing.start()
    assert asked.wait(10)
    assert {keeper.access_token(), other.access_token()} == {old}
    answer.set()
    refreshing.join()
    assert keeper.access_token() != old
    assert keeping.refreshes() == 1


def test_tokens_of_several_names_are_refreshed_each_for_itself(keeping: Keeping) -> None:
    keeping.age(4000)
    stored = keeping.store.load()
    keeping.store.change(lambda before: stored, "robin/books")
    tokens = {keeping.keeper(name=name).access_token() for name in ("", "robin/books")}
    assert len(tokens) == 2
    assert keeping.refreshes() == 2
    assert {item.token_in_hand.access_token for item in keeping.store.load_all().values()} == tokens


@posix_only
def test_a_forked_process_goes_on_although_a_thread_was_refreshing(on_disk: Keeping) -> None:
    """The child has no such thread, and neither its lock nor the store's may be held for ever."""
    program = """
import os, sys, threading
from tests.flow.keeping import from_json
keeping = from_json(sys.stdin.readline())
asked, answer = threading.Event(), threading.Event()
sending = keeping.keeper()._send
def slow(request):
    asked.set()
    answer.wait(10)
    return sending(request)
keeper = keeping.keeper(send=slow)
thread = threading.Thread(target=keeper.access_token)
thread.start()
asked.wait(10)
child = os.fork()
if not child:
    keeper._send = sending
    threading.Timer(10, os._exit, [3]).start()
    keeper.access_token()
    os._exit(0)
answer.set()
thread.join()
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    on_disk.age(4000)
    with on_disk.program(program) as process:
        said, errors = process.communicate(timeout=30)
    assert (said, errors) == ("0\n", "")
    assert on_disk.refreshes() == 1


# The quota


def test_an_eleventh_refresh_is_refused_before_zoho_does(keeping: Keeping) -> None:
    now = [keeping.store.load().token_in_hand.created_at]
    keeper = keeping.keeper(now=lambda: now[0])
    for _ in range(10):
        now[0] += 1
        keeper.refresh()
    with pytest.raises(RefreshPaused) as caught:
        keeping.keeper(now=lambda: now[0]).refresh()
    assert caught.value.reason == "refresh-quota"
    assert 600 <= caught.value.wait_seconds <= 610
    assert keeping.refreshes() == 10
    now[0] += caught.value.wait_seconds
    keeping.control.advance(caught.value.wait_seconds)
    keeper.refresh()
    assert set(keeping.refresh_reasons()) == {"tokens issued"}


def test_a_session_counts_its_refreshes_for_the_keeper(session: Session) -> None:
    catch_up(session, "token")
    for _ in range(10):
        session.refresh()
    with pytest.raises(RefreshPaused):
        session.keeper().refresh()


def test_a_new_refresh_token_has_a_quota_of_its_own(session: Session) -> None:
    catch_up(session, "token")
    for _ in range(10):
        session.refresh()
    session.paste(session.accept_in_browser(session.authorize()))
    session.exchange()
    assert session.keeper().refresh()


def dead(keeping: Keeping) -> None:
    keeping.control.as_user("disconnect", client_id=keeping.client.client_id)


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (dead, "refresh_token_revoked_or_evicted"),
        (
            lambda keeping: keeping.control.configure(refreshes_per_window=0),
            "too_many_token_requests",
        ),
    ],
)
def test_the_doctor_knows_the_cause_from_an_errors_evidence(
    keeping: Keeping, spoil: Callable[[Keeping], None], cause: str
) -> None:
    """From the reply, and from what is remembered of it where no second one is sent."""
    keeping.age(4000)
    spoil(keeping)
    for kind in (TokenEndpointError, RefreshPaused):
        with pytest.raises(kind) as caught:
            keeping.keeper().access_token()
        assert diagnose(caught.value.evidence).findings[0].cause.id == cause


@pytest.mark.parametrize("status", [200, 400])
def test_once_throttled_nobody_asks_for_ten_minutes(keeping: Keeping, status: int) -> None:
    """Asking on makes it longer. Other programs can have used the ten up."""
    keeping.control.configure(refreshes_per_window=0, throttle_status=status)
    keeping.age(4000)
    now = [keeping.store.load().token_in_hand.created_at + 4000]
    with pytest.raises(TokenEndpointError, match="Access Denied") as caught:
        keeping.keeper(now=lambda: now[0]).access_token()
    assert "too many requests" in caught.value.evidence
    for wait in (0, 300, 599):
        for act in ("access_token", "refresh"):
            with pytest.raises(RefreshPaused) as paused:
                getattr(keeping.keeper(now=lambda: now[0] + wait), act)()  # noqa: B023
            assert paused.value.reason == "refresh-throttled"
            assert paused.value.wait_seconds == pytest.approx(600 - wait)
    assert keeping.refreshes() == 1
    keeping.control.configure(refreshes_per_window=10)
    now[0] += 601
    assert keeping.keeper(now=lambda: now[0]).access_token()
    assert keeping.refreshes() == 2
    keeping.assert_nothing_is_lost()


# What goes wrong at Zoho: the old token is used while it lives, and nothing is lost

FAULTS = ["html-error-page", "outage", "empty", "cut-off", "not-utf8", "huge"]


@pytest.mark.parametrize("fault", FAULTS)
def test_while_the_old_token_lives_a_failing_zoho_is_nobodys_trouble(
    keeping: Keeping, fault: str
) -> None:
    keeping.age(3400)
    old = keeping.store.load().token_in_hand.access_token
    steady = Steady()
    keeper = keeping.keeper(steady=steady)
    keeping.control.next_reply(fault)
    assert [keeper.access_token() for _ in range(20)] == [old] * 20
    assert keeping.refreshes() == 1, "it is not asked at every call"
    steady.at += 1.1
    keeping.store.change(lambda stored: replace(stored, refreshes=RefreshLog()))
    assert keeper.access_token() != old
    keeping.assert_nothing_is_lost()


@pytest.mark.parametrize("fault", FAULTS)
def test_with_a_dead_token_a_failing_zoho_is_a_typed_error_with_evidence(
    keeping: Keeping, fault: str
) -> None:
    keeping.age(4000)
    keeping.control.next_reply(fault)
    keeper = keeping.keeper()
    errors = at_once(20, keeper.access_token)
    kinds = {type(error) for error in errors}
    assert kinds <= {TransportError, RefreshPaused}
    assert sum(isinstance(error, TransportError) for error in errors) == 1
    assert keeping.refreshes() == 1, "one asks, the others learn what became of it"
    if fault in FAULTS[:4]:
        (told,) = [error for error in errors if isinstance(error, TransportError)]
        assert told.evidence.startswith(f"HTTP {told.http_status}\n")
    keeping.assert_nothing_is_lost()
    assert keeping.keeper().refresh().refresh_token == keeping.refresh_token


def test_pauses_grow_while_zoho_fails(keeping: Keeping) -> None:
    """A service that calls all the time must not ask all the time."""
    keeping.age(4000)
    keeping.control.as_user("disconnect", client_id=keeping.client.client_id)
    now = [keeping.store.load().token_in_hand.created_at + 4000]
    pauses = []
    for _ in range(8):
        keeper = keeping.keeper(now=lambda: now[0])
        with pytest.raises(TokenEndpointError, match="invalid_code"):
            keeper.access_token()
        with pytest.raises(RefreshPaused, match="invalid_code") as caught:
            keeper.access_token()
        pauses.append(round(caught.value.wait_seconds))
        now[0] += caught.value.wait_seconds + 0.01
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    keeping.assert_nothing_is_lost()


def test_a_press_on_refresh_does_not_wait_for_a_pause(keeping: Keeping) -> None:
    """Whoever has mended the cause need not wait."""
    keeping.age(4000)
    keeping.control.next_reply("outage")
    with pytest.raises(TransportError):
        keeping.keeper().access_token()
    assert keeping.keeper().refresh()
    assert keeping.store.load().refreshes.error == ""


def test_a_zoho_that_is_gone(keeping: Keeping) -> None:
    centers_elsewhere = {
        name: replace(center, accounts_url="http://127.0.0.1:9", api_domain="http://127.0.0.1:9")
        for name, center in keeping.keeper().centers.items()
    }
    keeping.age(4000)
    send = Transport(centers_elsewhere, live=False, transcript=Transcript()).send
    with pytest.raises(TransportError) as caught:
        keeping.keeper(send=send, centers=centers_elsewhere).access_token()
    assert caught.value.reason == "unreachable"
    keeping.assert_nothing_is_lost()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda stored: Stored(), "no-token"),
        (
            lambda stored: replace(
                stored, token=replace(stored.token_in_hand, refresh_token=None, expires_at=1.0)
            ),
            "no-refresh-token",
        ),
    ],
)
def test_what_is_missing_is_said(
    keeping: Keeping, change: Callable[[Stored], Stored], reason: str
) -> None:
    keeping.store.change(change)
    with pytest.raises(InputError) as caught:
        keeping.keeper().access_token()
    assert caught.value.reason == reason


def test_a_token_of_another_client_is_not_refreshed(keeping: Keeping) -> None:
    keeping.age(4000)
    other = Client("1000.ANOTHER", keeping.client.client_secret, "")
    with pytest.raises(InputError, match=r"1000\.ANOTHER"):
        keeping.keeper(client=other).access_token()
    assert keeping.refreshes() == 0


def test_an_exchange_meanwhile_is_not_overwritten(keeping: Keeping) -> None:
    """Somebody walked through consent again while the keeper's refresh was on the wire."""
    keeping.age(4000)
    sending = keeping.keeper()._send
    exchanged = replace(
        keeping.store.load().token_in_hand,
        access_token=Secret("exchanged"),
        refresh_token=Secret("its refresh token"),
    )

    def meanwhile(request: WireRequest) -> WireReply:
        keeping.store.change(lambda stored: stored.with_token(exchanged, Secret("code")))
        return sending(request)

    assert keeping.keeper(send=meanwhile).access_token() == exchanged.access_token
    stored = keeping.store.load()
    assert stored.token == exchanged
    assert keeping.refresh_token in [token.refresh_token for token in stored.earlier]


# What goes wrong on the disk

READ_ONLY = """
import os, sys
import filelock  # before there is nobody left who may read it
from tests.flow.keeping import from_json
from zoho_helpers.errors import StoreError
keeper = from_json(sys.stdin.readline()).keeper()
if os.geteuid() == 0:
    os.seteuid(int(sys.argv[1]))
try:
    keeper.access_token()
except StoreError as error:
    print(error.reason)
"""


@posix_only
def test_in_a_folder_that_may_not_be_written_nothing_is_sent(practice: PracticeControl) -> None:
    """A refresh that is not written down would be followed by one of each process."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own cannot be entered by others
        folder = Path(name)
        keeping = make_keeping(practice, FileStore(folder / "token.json"))
        keeping.age(4000)
        before = keeping.path.read_bytes()
        if os.geteuid() == 0:
            for path in [*folder.iterdir(), folder]:
                os.chown(path, NOBODY, NOBODY)
        folder.chmod(0o500)
        with keeping.program(READ_ONLY, str(NOBODY)) as process:
            said, errors = process.communicate(timeout=30)
        folder.chmod(0o700)
        assert (said, errors) == ("token-file-unwritable\n", "")
        assert keeping.refreshes() == 0
        assert keeping.path.read_bytes() == before


FULL_DISK = """
import resource, sys
from tests.flow.keeping import from_json
from zoho_helpers.errors import StoreError

keeping = from_json(sys.stdin.readline())
when = sys.argv[1]
sending = keeping.keeper()._send

def fill():
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

def send(request):
    reply = sending(request)
    if when == "after":
        fill()
    return reply

keeper = keeping.keeper(send=send)
if when == "before":
    fill()
try:
    print(len(keeper.access_token().reveal()), keeper.access_token() == keeper.access_token())
except StoreError as error:
    print(error.reason)
"""


@posix_only
@pytest.mark.parametrize(
    ("when", "said", "refreshes"),
    [("before", "token-file-unwritable", 0), ("after", "70 True", 1)],
)
def test_a_full_disk_loses_nothing(on_disk: Keeping, when: str, said: str, refreshes: int) -> None:
    """The kernel refuses to write more. What is new is used from memory, what is old stands."""
    on_disk.age(4000)
    with on_disk.program(FULL_DISK, when) as process:
        out, errors = process.communicate(timeout=30)
    assert out.strip() == said, errors
    assert on_disk.refreshes() == refreshes
    on_disk.assert_nothing_is_lost()
    assert on_disk.keeper().access_token()


# Who dies in the middle

DIES_AT = """
import os, signal, sys
from tests.flow.keeping import from_json

keeping = from_json(sys.stdin.readline())
where = sys.argv[1]
fdopen, fsync, replace, sending = os.fdopen, os.fsync, os.replace, keeping.keeper()._send
saves = []

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def count(save, when):
    def counted(*arguments):
        saves.append(save)
        if saves.count(save) == 2 and where == when:
            die()
        return save(*arguments)
    return counted

def send(request):
    if where == "written down":
        die()
    reply = sending(request)
    if where == "answered":
        die()
    return reply

os.fsync, os.replace = count(fsync, "half written"), count(replace, "on the disk")
token = keeping.keeper(send=send).access_token()
if where == "saved":
    die()
"""


@posix_only
@pytest.mark.parametrize(
    ("where", "refreshes"),
    [
        ("written down", 1),
        ("answered", 2),
        ("half written", 2),
        ("on the disk", 2),
        ("saved", 1),
    ],
)
def test_killed_at_each_step_it_costs_one_refresh_at_most(
    on_disk: Keeping, where: str, refreshes: int
) -> None:
    on_disk.age(4000)
    with on_disk.program(DIES_AT, where) as process:
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (-signal.SIGKILL, "")
    on_disk.assert_nothing_is_lost()
    token = on_disk.keeper().access_token()
    assert on_disk.refreshes() == refreshes
    assert on_disk.store.load().token_in_hand.access_token == token
    on_disk.keeper().refresh()
    left = [path.name for path in on_disk.path.parent.iterdir() if path.suffix != ".lock"]
    assert left == ["token.json"], "what the dead one left is cleared away"


HOLDS = """
import sys
from tests.flow.keeping import from_json
with from_json(sys.stdin.readline()).store.alone():
    print("held", flush=True)
    sys.stdin.read()
"""


@posix_only
def test_a_lock_holder_that_dies_holds_nobody_up(on_disk: Keeping) -> None:
    on_disk.age(4000)
    with on_disk.program(HOLDS) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        tokens: list[Any] = []
        waiting = threading.Thread(target=lambda: tokens.append(on_disk.keeper().access_token()))
        waiting.start()
        holder.kill()
        waiting.join(30)
    assert len(tokens) == 1
    assert on_disk.refreshes() == 1


def test_a_lock_that_somebody_holds_too_long_is_said(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.age(4000)
    monkeypatch.setattr("zoho_helpers.token_keeper.ALONE_SECONDS", 0.05)
    with keeping.store.alone(), pytest.raises(StoreError) as caught:
        keeping.keeper().access_token()
    assert caught.value.reason == "token-busy"
    assert keeping.refreshes() == 0


# Clocks


@pytest.mark.parametrize("wrong_by", [-18_000, -3_601, 3_601, 18_000])
def test_a_machine_clock_that_is_wrong_by_hours_costs_nothing(
    keeping: Keeping, wrong_by: float
) -> None:
    real = keeping.store.load().token_in_hand.created_at
    keeping.age(4000)
    steady = Steady()

    def now() -> float:
        return real + wrong_by + steady.at

    keeping.store.change(lambda stored: replace(stored, token=replace(
        stored.token_in_hand, created_at=now() - 4000, expires_at=now() - 400)))  # fmt: skip
    first = keeping.keeper(now=now, steady=steady).access_token()
    for _ in range(3):
        steady.at += 1000
        assert keeping.keeper(now=now, steady=steady).access_token() == first
    assert keeping.refreshes() == 1


@pytest.mark.parametrize("jump", [-18_000, -1_800, 1_800, 18_000])
def test_a_clock_that_jumps_is_not_asked_by_a_running_keeper(keeping: Keeping, jump: float) -> None:
    keeping.age(4000)
    steady, moved = Steady(), [0.0]
    real = keeping.store.load().token_in_hand.expires_at

    def now() -> float:
        return real + steady.at + moved[0]

    keeper = keeping.keeper(now=now, steady=steady)
    first = keeper.access_token()
    moved[0] = jump
    steady.at += 3200
    assert keeper.access_token() == first, "it is fresh yet"
    steady.at += 110
    assert keeper.access_token() != first, "its last five minutes"
    assert keeping.refreshes() == 2


def test_after_a_clock_was_set_back_a_new_process_refreshes_once(keeping: Keeping) -> None:
    """It cannot know how old the token is, and must not take it for good."""
    made = keeping.store.load().token_in_hand.created_at
    first = keeping.keeper(now=lambda: made - 7200).access_token()
    assert keeping.refreshes() == 1
    assert keeping.keeper(now=lambda: made - 7100).access_token() == first
    assert keeping.refreshes() == 1


def test_one_that_has_heard_from_zoho_goes_by_zohos_time(keeping: Keeping) -> None:
    """Another machine's clock is two hours ahead; its token is an hour old, and dead."""
    steady = Steady()
    keeper = keeping.keeper(steady=steady)
    first = keeper.refresh()
    assert first.issued_at is not None
    steady.at += 3400
    older = replace(first, issued_at=first.issued_at - 200, access_token=Secret("dead by then"))
    ahead = replace(older, created_at=first.created_at + 7200, expires_at=first.created_at + 10_800)
    keeping.store.change(lambda stored: replace(stored, token=ahead))
    keeping.control.advance(3600)
    assert keeper.access_token() not in (first.access_token, ahead.access_token)
    assert keeping.refreshes() == 2


def test_milliseconds_of_old_replies_are_not_taken_for_seconds(keeping: Keeping) -> None:
    keeping.age(4000)
    keeping.control.next_reply("expires-in-milliseconds")
    steady = Steady()
    keeper = keeping.keeper(steady=steady)
    first = keeper.access_token()
    steady.at += 3200
    assert keeper.access_token() == first
    steady.at += 101
    assert keeper.access_token() != first


# Refused by an API


def test_refused_by_fifty_threads_it_is_replaced_once(keeping: Keeping) -> None:
    keeper = keeping.keeper()
    old = keeper.access_token()
    newer = at_once(50, lambda: keeper.replace(old))
    assert len(set(newer)) == 1
    assert newer[0] != old
    assert keeping.refreshes() == 1


def test_refused_while_another_process_has_a_newer_one(keeping: Keeping) -> None:
    keeper = keeping.keeper()
    old = keeper.access_token()
    newer = keeping.keeper().refresh().access_token
    assert keeper.replace(old) == newer
    assert keeping.refreshes() == 1


def test_a_refused_token_is_not_used_again(keeping: Keeping) -> None:
    """Unless the refusal may have had another cause."""
    keeper, doubting = keeping.keeper(), keeping.keeper()
    old = keeper.access_token()
    assert doubting.access_token() == old
    keeping.control.as_user("disconnect", client_id=keeping.client.client_id)
    with pytest.raises(WalkthroughError):
        keeper.replace(old)
    with pytest.raises(WalkthroughError):
        keeper.access_token()
    with pytest.raises(WalkthroughError):
        doubting.replace(old, doubtful=True)
    assert doubting.access_token() == old


def test_a_doubted_token_is_used_on_while_another_is_fetched(keeping: Keeping) -> None:
    asked, answer = threading.Event(), threading.Event()
    sending = keeping.keeper()._send

    def slow(request: WireRequest) -> WireReply:
        asked.set()
        assert answer.wait(10)
        return sending(request)

    keeper = keeping.keeper(send=slow)
    old = keeper.access_token()
    newer: list[Secret] = []
    doubting = threading.Thread(target=lambda: newer.append(keeper.replace(old, doubtful=True)))
    doubting.start()
    assert asked.wait(10)
    assert keeper.access_token() == old
    answer.set()
    doubting.join()
    assert newer == [keeper.access_token()] != [old]


@pytest.mark.parametrize("doubtful", [False, True])
def test_refused_while_another_process_fetches_a_newer_one(
    keeping: Keeping, doubtful: bool
) -> None:
    keeper, other = keeping.keeper(), keeping.keeper()
    old, newer = keeper.access_token(), list[Secret]()
    with keeping.store.alone():
        waiting = threading.Thread(
            target=lambda: newer.append(keeper.replace(old, doubtful=doubtful))
        )
        waiting.start()
        with other._flight:
            fetched = other._refresh(keeping.store.load()).access_token
    waiting.join(30)
    assert newer == [fetched]
    assert keeping.refreshes() == 1


# Processes

WORKER = """
import hashlib, sys
from tests.flow.keeping import from_json
keeper = from_json(sys.stdin.readline()).keeper()
print("ready", flush=True)
sys.stdin.readline()
print(hashlib.sha256(keeper.access_token().reveal().encode()).hexdigest(), flush=True)
"""


def test_eight_processes_get_one_refresh(on_disk: Keeping) -> None:
    on_disk.age(4000)
    workers = [on_disk.program(WORKER) for _ in range(8)]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    answers = [worker.communicate(timeout=60) for worker in workers]
    assert {errors for _, errors in answers} == {""}
    assert len({said for said, _ in answers}) == 1
    assert on_disk.refreshes() == 1


NURSERY = """
import hashlib, json, os, random, signal, sys, time
from tests.flow.keeping import from_json

keeping, chance = from_json(sys.stdin.readline()), random.Random(int(sys.argv[1]))

def work(pipe):
    try:
        token = keeping.keeper().access_token().reveal()
        said = hashlib.sha256(token.encode()).hexdigest()
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
    os.write(pipe, f"{said}\\n".encode())
    os._exit(0)

for line in sys.stdin:
    reading, writing = os.pipe()
    children = []
    for _ in range(8):
        child = os.fork()
        if not child:
            work(writing)
        children.append(child)
    os.close(writing)
    time.sleep(chance.uniform(0, float(line)))
    victim = chance.choice(children)
    os.kill(victim, signal.SIGKILL)
    with os.fdopen(reading) as pipe:
        said = pipe.read().split("\\n")[:-1]
    killed = [os.waitpid(child, 0)[1] == signal.SIGKILL for child in children]
    print(json.dumps({"killed": sum(killed), "said": said}), flush=True)
"""


@posix_only
def test_killed_at_any_moment_while_eight_processes_refresh(
    practice: PracticeControl, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Fifty times, or 1,000 with --soak: all others get the one token that the store has."""
    killed = 0
    for batch in range(40 if pytestconfig.getoption("--soak") else 2):
        practice.reset()  # or its journal would be full
        practice.configure(refreshes_per_window=1000)
        store = FileStore(tmp_path / f"{batch}" / "token.json")
        killed += kill_rounds(make_keeping(practice, store), 25, seed=batch)
    assert killed > 10, "or this shows nothing"


def kill_rounds(keeping: Keeping, rounds: int, seed: int) -> int:
    """Let eight processes refresh and kill one of them, again and again; return how many died."""
    killed = 0
    with keeping.program(NURSERY, str(seed)) as nursery:
        assert nursery.stdin
        assert nursery.stdout
        for _ in range(rounds):
            keeping.age(4000)
            before = keeping.refreshes()
            nursery.stdin.write("0.08\n")
            nursery.stdin.flush()
            told = json.loads(nursery.stdout.readline())
            killed += told["killed"]
            assert len(set(told["said"])) == 1, told["said"]
            assert len(told["said"]) >= 7
            assert 1 <= keeping.refreshes() - before <= 1 + told["killed"]
            keeping.assert_nothing_is_lost()
        _, errors = nursery.communicate(timeout=30)
    assert errors == ""
    keeping.keeper().refresh()
    left = [path.name for path in keeping.path.parent.iterdir() if path.suffix != ".lock"]
    assert left == ["token.json"], "what the dead ones left is cleared away"
    return killed


FORKED = """
import json, os, sys
from tests.flow.keeping import from_json
from zoho_helpers.transcript import WireRequest

keeping = from_json(sys.stdin.readline())
send = keeping.keeper()._send
known = WireRequest("GET", f"{keeping.control.url}/oauth/serverinfo")
unknown = WireRequest("GET", f"{keeping.control.url}/crm/v8/org")
send(known)  # the connection is open when the process forks
child = os.fork()
asked, word = (known, "locations") if child else (unknown, "AUTHENTICATION_FAILURE")
good = sum(word in send(asked).body for _ in range(100))
if not child:
    os._exit(good)
print(good, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@posix_only
def test_a_forked_process_does_not_read_its_parents_replies(on_disk: Keeping) -> None:
    """Two processes on one connection would get each other's tokens."""
    with on_disk.program(FORKED) as process:
        said, errors = process.communicate(timeout=30)
    assert (said, errors) == ("100 100\n", "")
