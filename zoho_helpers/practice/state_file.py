"""The file in which practice Zoho keeps its state over restarts."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from zoho_helpers.files import (
    lock_or_raise,
    make_private_folder,
    remove_unfinished,
    replace_file,
)
from zoho_helpers.practice.state import State, load_state
from zoho_helpers.practice.state_check import make_fit

_log = logging.getLogger(__name__)


class CannotStart(RuntimeError):
    """Practice Zoho cannot be started like this; the text says why, and what to do."""


class AlreadyRuns(CannotStart):
    """Another practice Zoho keeps its state in this file."""


class StateFile:
    """One state file, held by one practice Zoho at a time.

    Args:
        path: Where it is; its folder is made where it is missing. Readable by its owner only.

    Raises:
        AlreadyRuns: Another process holds it.
        CannotStart: Nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path = path.resolve()  # the lock stands beside the file, not beside a link
        try:
            make_private_folder(path.parent)
            # The state file itself is replaced at each save, so the lock is a file beside it.
            handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise _unusable(path, error) from None
        self._lock = os.fdopen(handle, "r+")
        try:
            lock_or_raise(self._lock)
        except OSError:
            self._lock.close()
            raise AlreadyRuns(
                f"Another practice Zoho keeps its state in {path.name}. Use that one, end it, or "
                "name another folder with --home."
            ) from None

    def load(self) -> State | None:
        """Return the state that was saved last, or None where there is none.

        A file that cannot be read as a state is kept under another name. What a kill in the middle
        of a save left lying about is removed.

        Raises:
            CannotStart: The file cannot be read at all.
        """
        try:
            remove_unfinished(self.path)
            state = load_state(self.path.read_text("utf-8"))
            make_fit(state)
            return state
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(self.path, error) from None
        except ValueError:
            aside = self.path.with_name(f"{self.path.name}.unreadable")
            os.replace(self.path, aside)
            _log.warning("The state file was damaged: it is now %s, and all is new.", aside.name)
            return None

    def save(self, text: str) -> None:
        """Replace the file in one step.

        Args:
            text: What `dump_state` returned.

        Raises:
            OSError: It cannot be written; the old file is left as it is.
        """
        replace_file(self.path, text)

    def close(self) -> None:
        """Let another practice Zoho have it."""
        self._lock.close()


def _unusable(path: Path, error: OSError) -> CannotStart:
    return CannotStart(f"The state file {path.name} cannot be used: {error.strerror}.")
