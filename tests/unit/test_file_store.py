"""The token file: whole or not at all, closed to others, and no refresh token is ever lost."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import (
    ACCESS,
    CLIENT_ID,
    CODE,
    NOW,
    REFRESH,
    VERIFIER,
    make_request,
    make_token,
)
from zoho_helpers.errors import InputError, StoreError, WalkthroughError
from zoho_helpers.file_store import FileStore, foreign_owner
from zoho_helpers.redaction import Secret
from zoho_helpers.token_file import EARLIER_KEPT, Pending, Stored
from zoho_helpers.tokens import Token

posix_only = pytest.mark.skipif(os.name != "posix", reason="file modes mean nothing on Windows")

FULL = Stored(
    make_token(),
    Pending(make_request(), Secret(CODE), "eu", NOW + 5),
    (make_token(client_id="another", refresh_token=Secret("its refresh token")),),
)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "token.json")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def left_in(folder: Path) -> list[str]:
    """Return the files of a folder, without the empty one that is locked."""
    locks = [path for path in folder.iterdir() if path.suffix == ".lock"]
    assert all(path.stat().st_size == 0 for path in locks)
    return sorted(path.name for path in folder.iterdir() if path not in locks)


def refused(store: FileStore) -> StoreError:
    """Return the error of loading, having seen that saving fails alike and changes nothing."""
    before = store.path.read_bytes()
    with pytest.raises(StoreError) as caught:
        store.load()
    with pytest.raises(StoreError):
        store.save(FULL)
    assert store.path.read_bytes() == before
    assert left_in(store.path.parent) == [store.path.name]
    assert "token.json" in caught.value.what
    return caught.value


# What it holds


def test_the_file_holds_what_other_token_files_lack(store):
    store.save(Stored(make_token()))
    assert json.loads(store.path.read_text()) == {
        "format_version": 2,
        "access_token": ACCESS,
        "refresh_token": REFRESH,
        "created_at": NOW,
        "expires_at": NOW + 3600,
        "scope": "ZohoCRM.users.READ ZohoCRM.org.READ",
        "api_domain": "https://www.zohoapis.eu",
        "data_center": "eu",
        "client_id": CLIENT_ID,
        "issued_at": None,
    }


SAVED = {
    "everything": FULL,
    "nothing": Stored(),
    "a token": Stored(make_token()),
    "a token with little": Stored(make_token(refresh_token=None, api_domain=None, scopes=())),
    "a request": Stored(pending=Pending(make_request())),
    "a request without PKCE": Stored(
        pending=Pending(make_request(code_verifier=None, prompt=None))
    ),
    "a code": Stored(pending=Pending(make_request(), Secret(CODE), "eu", NOW)),
    "a self client's code": Stored(pending=Pending(None, Secret(CODE), "us", NOW)),
}


@pytest.mark.parametrize("case", SAVED)
def test_what_is_saved_is_what_is_loaded(store, case):
    store.save(SAVED[case])
    assert store.load() == SAVED[case]


def test_a_file_that_is_not_there_counts_as_empty(store):
    assert store.load() == Stored()
    assert not store.path.exists()


def test_the_folder_is_made(tmp_path):
    store = FileStore(tmp_path / "new" / "folder" / "token.json")
    store.save(FULL)
    assert store.load() == FULL


@posix_only
def test_a_link_is_followed_and_stays_one(tmp_path):
    """Some keep the file in a folder that is backed up."""
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "real.json")
    FileStore(link).save(FULL)
    assert link.is_symlink()
    assert FileStore(tmp_path / "real.json").load() == FULL


# Who may read it


@posix_only
@pytest.mark.parametrize("before", [None, 0o644, 0o666])
def test_the_file_is_closed_to_others(store, before):
    umask = os.umask(0)
    try:
        if before:
            store.save(FULL)
            store.path.chmod(before)
        store.save(FULL)
    finally:
        os.umask(umask)
    assert mode(store.path) == 0o600


@posix_only
def test_reading_closes_an_open_file(store):
    store.save(FULL)
    store.path.chmod(0o644)
    store.load()
    assert mode(store.path) == 0o600


@posix_only
def test_the_file_is_closed_from_birth(store, monkeypatch):
    """Not from some moment after its first byte."""
    modes = []
    replace = os.replace

    def watch(source, target):
        modes.append((mode(Path(source)), Path(source).parent))
        replace(source, target)

    monkeypatch.setattr(os, "replace", watch)
    store.save(FULL)
    assert modes == [(0o600, store.path.parent)]


@pytest.mark.parametrize(
    ("owner", "me", "foreign"),
    [(1000, 1000, False), (0, 1000, True), (1000, 1001, True), (1000, 0, False), (0, 0, False)],
)
def test_a_file_of_somebody_else_is_foreign(owner, me, foreign):
    assert foreign_owner(owner, me) is foreign


@posix_only
@pytest.mark.usefixtures("unprivileged")
def test_a_foreign_file_is_not_used():
    """Its tokens would be somebody else's."""
    store = FileStore(Path("/etc/passwd"))
    for act in (store.load, lambda: store.save(FULL)):
        with pytest.raises(StoreError) as caught:
            act()
        assert caught.value.reason == "token-file-foreign"


# Damage


def test_a_file_cut_off_at_any_byte_is_neither_used_nor_overwritten(store):
    store.save(FULL)
    whole = store.path.read_bytes()
    for length in range(len(whole)):
        store.path.write_bytes(whole[:length])
        assert refused(store).reason == "token-file-damaged"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"format_version": 1, "access_token": "x"}',
        b"[" * 100_000,
        b"a:2:{s:1:x;}",
    ],
    ids=lambda data: repr(data[:12]),
)
def test_a_file_of_another_kind_is_neither_used_nor_overwritten(store, data):
    store.path.write_bytes(data)
    error = refused(store)
    assert error.reason == "token-file-damaged"
    assert "02 to 04" in error.fix


@pytest.mark.parametrize("version", [3, 99, "2026-11", None, 0])
def test_a_file_of_another_version_is_neither_used_nor_overwritten(store, version):
    store.path.write_text(json.dumps({"format_version": version, "access_token": "x"}))
    error = refused(store)
    assert error.reason == "token-file-newer"
    assert "Update this project" in error.fix


json_values = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just([1])
FIELDS = ["access_token", "refresh_token", "created_at", "expires_at", "scope", "api_domain",
          "data_center", "client_id", "pending", "earlier"]  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), json_values, min_size=1))
def test_whatever_stands_in_the_file_is_loaded_or_refused(changes):
    with tempfile.TemporaryDirectory() as folder:
        store = FileStore(Path(folder) / "token.json")
        store.save(FULL)
        store.path.write_text(json.dumps({**json.loads(store.path.read_text()), **changes}))
        try:
            token = store.load().token
        except WalkthroughError:
            return
        assert token
        assert ACCESS not in f"{token} {token.same_owner(token)} {token.seconds_left(NOW)}"


@posix_only
def test_a_directory_in_its_place_is_left_as_it_is(store):
    store.path.mkdir(mode=0o755)
    with pytest.raises(StoreError) as caught:
        store.load()
    assert caught.value.reason == "token-file-unreadable"
    assert mode(store.path) == 0o755


@posix_only
def test_a_file_that_may_not_be_read_says_so(store, request):
    store.save(FULL)
    store.path.chmod(0o000)
    request.getfixturevalue("unprivileged")
    with pytest.raises(StoreError) as caught:
        store.load()
    assert caught.value.reason in ("token-file-unreadable", "token-file-foreign")


# In one step


def unchanged_after(store: FileStore, newer: Stored) -> StoreError:
    with pytest.raises(StoreError) as caught:
        store.save(newer)
    assert store.load() == FULL
    assert left_in(store.path.parent) == [store.path.name]
    return caught.value


@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_a_failing_step_leaves_the_old_file(store, monkeypatch, step):
    def fail(*arguments):
        raise OSError(28, "No space left on device")

    store.save(FULL)
    monkeypatch.setattr(os, step, fail)
    error = unchanged_after(store, Stored())
    assert error.reason == "token-file-unwritable"
    assert "No space left on device" in error.what


FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.unit.made_up import make_token
from zoho_helpers.errors import StoreError
from zoho_helpers.file_store import FileStore, Stored
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    FileStore(Path(sys.argv[1])).save(Stored(make_token()))
except StoreError as error:
    print(error.reason)
"""


@posix_only
def test_a_full_disk_leaves_the_old_file(store):
    """The kernel itself refuses to write more than 100 bytes."""
    store.save(FULL)
    child = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(store.path)], capture_output=True, text=True
    )
    assert (child.stdout, child.stderr) == ("token-file-unwritable\n", "")
    assert store.load() == FULL
    assert left_in(store.path.parent) == [store.path.name]


@posix_only
def test_a_folder_that_may_not_be_written_says_so(tmp_path, request):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    request.getfixturevalue("unprivileged")
    with pytest.raises(StoreError):
        FileStore(folder / "token.json").save(FULL)


def test_whoever_reads_meanwhile_sees_the_old_or_the_new(store):
    small, large = Stored(make_token()), FULL
    store.save(small)
    seen, ended = [], threading.Event()

    def read() -> None:
        while not ended.is_set():
            seen.append(store.load())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(50):
            store.save(large)
            store.save(small)
    finally:
        ended.set()
        reader.join()
    assert seen
    assert all(stored in (small, large) for stored in seen)


# Refresh tokens


def refresh_tokens(stored: Stored) -> set[str]:
    tokens = [token for token in (stored.token, *stored.earlier) if token]
    return {token.refresh_token.reveal() for token in tokens if token.refresh_token}


def test_a_refresh_keeps_the_old_refresh_token():
    fresh = make_token(access_token=Secret("new"), refresh_token=None, expires_at=NOW + 7200)
    stored = FULL.with_token(fresh)
    assert stored.token == make_token(access_token=Secret("new"), expires_at=NOW + 7200)
    assert stored.earlier == FULL.earlier


def test_a_new_token_ends_the_authorization_under_way():
    pending = FULL.pending
    assert pending is not None
    assert pending.code is not None
    assert FULL.with_token(make_token(), used_code=pending.code).pending is None


@pytest.mark.parametrize("used_code", [None, Secret("the code of an earlier authorization")])
def test_an_authorization_begun_meanwhile_goes_on(used_code):
    assert FULL.with_token(make_token(), used_code=used_code).pending == FULL.pending


@pytest.mark.parametrize("change", [{"client_id": "other"}, {"data_center": "us"}])
def test_a_token_of_another_owner_takes_nothing_over_and_nothing_away(change):
    stored = Stored(make_token()).with_token(make_token(refresh_token=None, **change))
    assert stored.token == make_token(refresh_token=None, **change)
    assert stored.earlier == (make_token(),)


def test_after_a_revocation_the_token_is_gone_and_the_others_stay():
    stored = FULL.without_token(Secret(REFRESH))
    assert stored.token is None
    assert stored.earlier == FULL.earlier
    assert stored.with_token(make_token(refresh_token=None)).token == make_token(refresh_token=None)


arriving = st.builds(
    make_token,
    client_id=st.sampled_from("ab"),
    data_center=st.sampled_from(["us", "eu"]),
    refresh_token=st.none() | st.integers(0, 9).map(lambda n: Secret(f"refresh {n}")),
)


@given(st.lists(arriving, max_size=12))
def test_no_refresh_token_is_ever_lost(tokens: list[Token]):
    stored = Stored()
    for token in tokens:
        before = refresh_tokens(stored)
        stored = stored.with_token(token)
        brought = {token.refresh_token.reveal()} if token.refresh_token else set()
        assert refresh_tokens(stored) == before | brought
        # Nor overwritten by less: with a refresh token in hand, there is one afterwards.
        assert stored.token
        assert token.refresh_token in (None, stored.token.refresh_token)
    assert len(refresh_tokens(stored)) == len([old for old in stored.earlier]) + bool(
        stored.token and stored.token.refresh_token
    )


def test_of_replaced_refresh_tokens_the_newest_are_kept():
    """Zoho itself keeps so many alive for one user and client."""
    stored = Stored()
    for number in range(EARLIER_KEPT + 5):
        stored = stored.with_token(make_token(refresh_token=Secret(f"refresh {number}")))
    newest = {f"refresh {number}" for number in range(4, EARLIER_KEPT + 5)}
    assert refresh_tokens(stored) == newest


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (lambda stored: stored.token_in_hand, "no-token"),
        (lambda stored: stored.request_under_way, "no-request"),
    ],
)
@pytest.mark.parametrize("stored", [Stored(), Stored(pending=Pending(None, Secret(CODE)))])
def test_what_is_not_there_says_where_to_get_it(ask, reason, stored):
    with pytest.raises(InputError) as caught:
        ask(stored)
    assert caught.value.reason == reason
    assert "0" in caught.value.fix


def test_what_is_there_is_given():
    assert FULL.token_in_hand == FULL.token
    assert FULL.request_under_way == make_request()


def test_what_is_stored_shows_no_secret():
    shown = repr(FULL)
    assert not [secret for secret in (ACCESS, REFRESH, CODE, VERIFIER) if secret in shown]
