"""Files that hold secrets: never open to others, never half written, changed by one at a time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from zoho_helpers.files import (
    check_writable,
    close_to_others,
    lock_or_raise,
    locked,
    make_private_folder,
    replace_file,
)

posix_only = pytest.mark.skipif(os.name != "posix", reason="file modes mean nothing on Windows")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def lax_umask() -> Iterator[None]:
    """What closes a file must be the program, not the shell it was started from."""
    kept = os.umask(0)
    yield
    os.umask(kept)


# Open to their owner only


@posix_only
@pytest.mark.usefixtures("lax_umask")
def test_a_folder_that_is_made_is_private(tmp_path):
    make_private_folder(tmp_path / "a" / "b")
    assert mode(tmp_path / "a" / "b") == 0o700
    tmp_path.chmod(0o755)
    make_private_folder(tmp_path)
    assert mode(tmp_path) == 0o755, "what was there stays as its owner made it"


@posix_only
@pytest.mark.parametrize(
    ("before", "after"),
    [(0o644, 0o600), (0o660, 0o600), (0o601, 0o600), (0o600, 0o600), (0o400, 0o400)],
)
def test_a_file_is_closed_to_others(tmp_path, before, after):
    path = tmp_path / "file"
    path.touch()
    path.chmod(before)
    close_to_others(path)
    assert mode(path) == after


# Replaced in one step


@posix_only
@pytest.mark.usefixtures("lax_umask")
@pytest.mark.parametrize("before", [None, 0o600, 0o644])
def test_a_replaced_file_is_private_before_a_byte_is_in_it(tmp_path, monkeypatch, before):
    path = tmp_path / "file"
    if before:
        path.write_text("old")
        path.chmod(before)
    seen: list[tuple[int, bool]] = []
    real = os.fdopen

    def watch(handle: int, *arguments: object, **options: object) -> object:
        status = os.fstat(handle)
        seen.append((stat.S_IMODE(status.st_mode), status.st_size == 0))
        return real(handle, *arguments, **options)

    monkeypatch.setattr(os, "fdopen", watch)
    replace_file(path, "né\n")
    assert seen == [(0o600, True)]
    assert mode(path) == 0o600
    assert path.read_text("utf-8") == "né\n"
    assert [item.name for item in tmp_path.iterdir()] == ["file"]


@posix_only
def test_a_link_is_followed_and_stays(tmp_path):
    (tmp_path / "there").mkdir()
    link, target = tmp_path / "link", tmp_path / "there" / "file"
    link.symlink_to(target)
    for text in ("made", "replaced"):
        check_writable(link)
        replace_file(link, text)
        assert (link.is_symlink(), target.read_text()) == (True, text)
    assert [item.name for item in target.parent.iterdir()] == ["file"]


def test_who_reads_meanwhile_sees_the_old_or_the_new_one_whole(tmp_path):
    path = tmp_path / "file"
    texts = {letter * 50_000 for letter in "ab"}
    replace_file(path, "a" * 50_000)
    ended = threading.Event()
    seen: set[str] = set()

    def read() -> None:
        while not ended.is_set():
            seen.add(path.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        for text in sorted(texts):
            replace_file(path, text)
    ended.set()
    reader.join()
    assert seen
    assert seen <= texts


def no_room(handle: int) -> None:
    raise OSError(28, "No space left on device")


def interrupted(handle: int) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(("how", "error"), [(no_room, OSError), (interrupted, KeyboardInterrupt)])
@pytest.mark.parametrize("act", [lambda path: replace_file(path, "new"), check_writable])
def test_what_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, act, how, error):
    path = tmp_path / "file"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", how)
    with pytest.raises(error):
        act(path)
    assert [(item.name, item.read_text()) for item in tmp_path.iterdir()] == [("file", "old")]


def test_a_folder_in_its_place_is_not_replaced(tmp_path):
    (tmp_path / "file").mkdir()
    with pytest.raises(OSError, match="file"):
        replace_file(tmp_path / "file", "new")
    assert [item.name for item in tmp_path.iterdir()] == ["file"]


def test_trying_changes_nothing(tmp_path):
    path = tmp_path / "file"
    check_writable(path)
    assert not path.exists()
    path.write_text("old")
    check_writable(path)
    assert [(item.name, item.read_text()) for item in tmp_path.iterdir()] == [("file", "old")]


@posix_only
@pytest.mark.parametrize("act", [lambda path: replace_file(path, "new"), check_writable])
def test_a_folder_that_may_not_be_written_is_an_error(tmp_path, request, act):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    request.getfixturevalue("unprivileged")
    with pytest.raises(PermissionError):
        act(folder / "file")


# Changed by one at a time


def test_a_lock_is_held_by_one(tmp_path):
    path = tmp_path / "file"
    with locked(path):
        assert not path.exists(), "the lock is a file beside it"
        with pytest.raises(OSError, match=r"\w"), locked(path, seconds=0):
            pass
        with locked(tmp_path / "another", seconds=0):
            pass
    with locked(path, seconds=0):
        pass
    if os.name == "posix":
        assert mode(tmp_path / "file.lock") == 0o600


def test_a_lock_is_let_go_after_an_error(tmp_path):
    with pytest.raises(KeyError), locked(tmp_path / "file"):
        raise KeyError
    with locked(tmp_path / "file", seconds=0):
        pass


def test_who_comes_second_waits_and_sees_what_the_first_wrote(tmp_path):
    """Twenty at once add one each: none of them is lost."""
    path = tmp_path / "count"
    path.write_text("0")

    def add() -> None:
        with locked(path):
            replace_file(path, str(int(path.read_text()) + 1))

    threads = [threading.Thread(target=add) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() == "20"


HOLDER = """
import sys
from pathlib import Path
from zoho_helpers.files import locked

with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_ends_with_its_process_however_that_ends(tmp_path):
    path = tmp_path / "file"
    command = [sys.executable, "-c", HOLDER, str(path)]
    pipe = subprocess.PIPE
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=root) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(OSError, match=r"\w"), locked(path, seconds=0):
            pass
        holder.kill()
        holder.wait(10)
        with locked(path, seconds=0):
            pass


FORKS = """
import os, sys
from pathlib import Path
from zoho_helpers.files import locked

path = Path(sys.argv[1])
reading, writing = os.pipe()
with locked(path):
    child = os.fork()
    if not child:
        os.close(writing)
        os.read(reading, 1)  # until the parent has ended
        os._exit(0)
with locked(path, seconds=0):
    print("free")
"""


@posix_only
def test_a_process_that_is_forked_meanwhile_does_not_hold_the_lock_on(tmp_path):
    """A server that forks its workers would hold it as long as they live."""
    command = [sys.executable, "-c", FORKS, str(tmp_path / "file")]
    root = Path(__file__).parents[2]
    child = subprocess.run(command, capture_output=True, text=True, cwd=root)
    assert (child.stdout, child.stderr) == ("free\n", "")


def test_a_lock_is_not_waited_for_where_one_asks_once(tmp_path):
    path = tmp_path / "lock"
    with path.open("w") as first, path.open("w") as second:
        lock_or_raise(first)
        with pytest.raises(OSError, match=r"\w"):
            lock_or_raise(second)
