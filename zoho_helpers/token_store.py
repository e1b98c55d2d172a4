"""The token file on disk: readable by its owner only, locked, replaced in one step.

What stands in it is the matter of `token_file`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from zoho_helpers.errors import StoreError, forget_locals
from zoho_helpers.files import (
    check_writable,
    close_to_others,
    locked,
    make_private_folder,
    replace_file,
)
from zoho_helpers.token_file import FORMAT_VERSION, Stored, dump_stored, parse_stored
from zoho_helpers.tracked import refuse_if_tracked


class TokenStore:
    """One token file.

    Args:
        path: Where it is. A symbolic link is followed, not replaced.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @forget_locals
    def load(self) -> Stored:
        """Read the file; one that is not there counts as empty.

        Raises:
            StoreError: It cannot be read, is cut off, or was written by a newer version. The file
                is left as it is.
        """
        try:
            if not self.path.exists():
                return Stored()
            _refuse_foreign(self.path)
            text = self.path.read_text(encoding="utf-8")
            close_to_others(self.path)
        except OSError as error:
            raise self._error(f"cannot be read: {error.strerror}", "unreadable") from None
        except UnicodeDecodeError:
            raise self._error("is damaged: it is not text", "damaged") from None
        return self._parse(text)

    @forget_locals
    def change(self, change: Callable[[Stored], Stored]) -> Stored:
        """Load, change and replace the file, with nobody else in between; return the new content.

        Whoever reads meanwhile sees the old or the new file, whole.

        Args:
            change: Gets what stands in the file now and returns what is to stand there.

        Raises:
            StoreError: It could not be written, or what stands there cannot be read and so must
                not be overwritten. The old file is left as it is.
        """
        self.load()  # what cannot be read is said as that, before anything is made
        try:
            make_private_folder(self.path.parent)
            refuse_if_tracked(self.path)
            with locked(self.path):
                stored = change(self.load())
                replace_file(self.path, json.dumps(dump_stored(stored), indent=2))
        except OSError as error:
            raise self._error(f"cannot be written: {error.strerror}", "unwritable") from None
        return stored

    @forget_locals
    def save(self, stored: Stored) -> None:
        """Replace what stands in the file, whatever it is. `change` is for adding to it.

        Raises:
            StoreError: As for `change`.
        """
        self.change(lambda before: stored)

    def check_writable(self) -> None:
        """Try whether the file can be written, and leave it as it is.

        Raises:
            StoreError: It cannot, or what stands there cannot be read.
        """
        self.load()
        try:
            make_private_folder(self.path.parent)
            check_writable(self.path)
        except OSError as error:
            raise self._error(f"cannot be written: {error.strerror}", "unwritable") from None

    def _parse(self, text: str) -> Stored:
        try:
            data = json.loads(text)
            version = data["format_version"]
            if version == FORMAT_VERSION and isinstance(data, dict):
                return parse_stored(data)
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
            raise self._error("is cut off or damaged", "damaged") from None
        raise self._error(f"is of format {str(version)[:20]}, which is newer than this", "newer")

    def _error(self, what: str, reason: str) -> StoreError:
        fixes = {
            "damaged": "It was not changed. If you have no copy, rename it and walk through 02 to "
            "04 again for new tokens.",
            "newer": "It was not changed. Update this project, or use another folder (ZOHO_HOME).",
            "unreadable": "Check who owns it and that you may read it.",
            "unwritable": "The old file was not changed. Check the free space and permissions.",
            "foreign": "It was not used. Set ZOHO_HOME to a folder of your own.",
        }
        return StoreError(f"{self.path.name} {what}.", fixes[reason], reason=f"token-file-{reason}")


def foreign_owner(owner: int, me: int) -> bool:
    """Say whether a file's owner is somebody else. Root reads everybody's, as it does anyway."""
    return owner != me and me != 0


def _refuse_foreign(path: Path) -> None:
    if os.name == "posix" and foreign_owner(path.stat().st_uid, os.geteuid()):
        raise TokenStore(path)._error("belongs to another user of this machine", "foreign")
