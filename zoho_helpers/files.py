"""Files that hold secrets: private from birth, replaced in one step, changed by one at a time."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

LOCK_SECONDS = 10.0
"""How long to wait for somebody who holds a lock; they hold it for milliseconds."""


def make_private_folder(folder: Path) -> None:
    """Make the folder where it is missing, open to its owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def close_to_others(path: Path) -> None:
    """Take away other users' rights to a file that holds a secret (no effect on Windows)."""
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)


def replace_file(path: Path, text: str) -> None:
    """Write a file in one step: whoever reads meanwhile sees the old or the new one, whole.

    The new one is 0600 before a byte is in it. A symbolic link is followed, not replaced.

    Raises:
        OSError: It cannot be written; the old file is left as it is.
    """
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def remove_unfinished(path: Path) -> None:
    """Remove what `replace_file` left when it was killed. The caller holds the file's lock.

    Raises:
        OSError: The folder cannot be read or changed.
    """
    path = path.resolve()
    for left in path.parent.glob(f".{glob.escape(path.name)}.{'?' * 8}.tmp"):
        left.unlink()


def check_writable(path: Path) -> None:
    """Try whether `replace_file` would work, and leave everything as it is.

    Raises:
        OSError: It would not.
    """
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(b" " * 16_384)
            file.flush()
            os.fsync(file.fileno())
    finally:
        Path(name).unlink(missing_ok=True)


@contextlib.contextmanager
def locked(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock of a file, which is a file beside it, while it is read and replaced.

    The lock ends with the process, however that ends, and is not handed on to one that is forked
    meanwhile. A link has its target's lock.

    Raises:
        TimeoutError: Somebody held it for all these seconds.
        OSError: The lock file cannot be made.
    """
    # Only who writes needs it, and it takes as long to import as a third of `requests`.
    import filelock

    path = path.resolve()
    lock = filelock.FileLock(
        path.with_name(f"{path.name}.lock"),
        mode=0o600,
        poll_interval=0.01,
        thread_local=False,  # the end of what holds it may come in another thread
        fallback_to_soft=False,  # a lock that is the file's presence would outlive a kill
    )
    try:
        lock.acquire(timeout=seconds)
    except filelock.Timeout:
        raise TimeoutError(errno.ETIMEDOUT, "another program holds its lock") from None
    try:
        yield
    finally:
        lock.release()


def lock_or_raise(file: IO[str]) -> None:
    """Lock an open file until it is closed or the process ends.

    Raises:
        OSError: Somebody else holds it.
    """
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
