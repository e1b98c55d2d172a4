"""The token file on disk: readable by its owner only, locked, replaced in one step.

What stands in it is the matter of `token_file`, how it is written that of `token_document`.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from zoho_helpers.errors import StoreError, forget_locals
from zoho_helpers.files import (
    check_writable,
    close_to_others,
    locked,
    make_private_folder,
    remove_unfinished,
    replace_file,
)
from zoho_helpers.token_document import Document, Part, UnknownVersion, parse_document
from zoho_helpers.token_file import Stored
from zoho_helpers.token_format import dump_stored, parse_stored
from zoho_helpers.token_store import ALONE_SECONDS, busy
from zoho_helpers.tracked import refuse_if_tracked

REFRESH_LOCKS = 32
"""Lock files for refreshes: names share them, so that ten thousand users need no more."""

KEYRING_MARK = "keyring:"
"""What stands in a token file in a secret's place where that is in the keyring."""

_NOT_OURS = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


class FileStore:
    """One token file, with a token for each name.

    Args:
        path: Where it is. A symbolic link is followed, not replaced.
    """

    has_keyring = False

    def __init__(self, path: Path) -> None:
        self.path = path

    @forget_locals
    def load(self, name: str = "") -> Stored:
        """Read what stands under a name; a file that is not there counts as empty.

        Raises:
            StoreError: It cannot be read, is cut off, or was written by a newer version. The file
                is left as it is.
        """
        return self._parsed(self._document(), name)

    @forget_locals
    def load_all(self) -> dict[str, Stored]:
        """Read all that stands in the file, by name.

        Raises:
            StoreError: As for `load`.
        """
        document = self._document()
        try:
            return {name: self._parse(part) for name, part in document.parts().items()}
        except _NOT_OURS:
            self._fail("is cut off or damaged", "damaged")

    @forget_locals
    def change(self, change: Callable[[Stored], Stored], name: str = "") -> Stored:
        """Load, change and replace the file, with nobody else in between; return the new content.

        Whoever reads meanwhile sees the old or the new file, whole.

        Args:
            change: Gets what stands under the name now and returns what is to stand there.
            name: Which token.

        Raises:
            StoreError: It could not be written, or what stands there cannot be read and so must
                not be overwritten. The old file is left as it is.
        """
        try:
            make_private_folder(self.path.parent)
            refuse_if_tracked(self.path)
            with locked(self.path):
                remove_unfinished(self.path)
                document = self._document()
                stored = change(self._parsed(document, name))
                after = document.with_part(name, self._dump(stored))
                replace_file(self.path, after.text())
                self._forget(document.part(name), after)
        except OSError as error:
            self.load(name)  # what cannot be read is said as that
            self._fail(f"cannot be written: {error.strerror}", "unwritable")
        return stored

    @forget_locals
    def save(self, stored: Stored, name: str = "") -> None:
        """Replace what stands under a name, whatever it is. `change` is for adding to it.

        Raises:
            StoreError: As for `change`.
        """
        self.change(lambda before: stored, name)

    @contextlib.contextmanager
    def alone(self, name: str = "", seconds: float = ALONE_SECONDS) -> Iterator[None]:
        """Hold a name against all who ask for it like this.

        Raises:
            StoreError: Somebody held it for all this time, or the lock file cannot be made.
        """
        number = zlib.crc32(name.encode("utf-8", "surrogatepass")) % REFRESH_LOCKS
        path = self.path.with_name(f"{self.path.name}.refresh-{number:02}")
        with contextlib.ExitStack() as held:
            try:
                make_private_folder(path.parent)
                held.enter_context(locked(path, seconds))
            except TimeoutError:
                raise busy(name) from None
            except OSError as error:
                self._fail(f"cannot be locked: {error.strerror}", "unwritable")
            yield

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
            self._fail(f"cannot be written: {error.strerror}", "unwritable")

    def _dump(self, stored: Stored) -> Part:
        return dump_stored(stored)

    def _parse(self, part: Part) -> Stored:
        return parse_stored(part)

    def _forget(self, before: Part, after: Document) -> None:
        """Let go of what is kept outside the file for a part that has just been replaced."""

    def _parsed(self, document: Document, name: str) -> Stored:
        try:
            return self._parse(document.part(name))
        except _NOT_OURS:
            self._fail("is cut off or damaged", "damaged")

    def _document(self) -> Document:
        try:
            return parse_document(self._text()) if self.path.exists() else Document()
        except OSError as error:
            self._fail(f"cannot be read: {error.strerror}", "unreadable")
        except UnicodeDecodeError:
            self._fail("is damaged: it is not text", "damaged")
        except UnknownVersion as error:
            version = str(error)[:20]
            self._fail(f"is of format {version}, which is newer than this", "newer")
        except _NOT_OURS:
            self._fail("is cut off or damaged", "damaged")

    def _text(self) -> str:
        if os.name == "posix" and foreign_owner(self.path.stat().st_uid, os.geteuid()):
            self._fail("belongs to another user of this machine", "foreign")
        text = self.path.read_text(encoding="utf-8")
        close_to_others(self.path)
        if not self.has_keyring and f': "{KEYRING_MARK}' in text:
            self._fail("has its secrets in the keyring", "elsewhere")
        return text

    def _fail(self, what: str, reason: str) -> NoReturn:
        fixes = {
            "damaged": "It was not changed. If you have no copy, rename it and walk through 02 to "
            "04 again for new tokens.",
            "newer": "It was not changed. Update this project, or use another folder (ZOHO_HOME).",
            "unreadable": "Check who owns it and that you may read it.",
            "unwritable": "The old file was not changed. Check the free space and permissions.",
            "foreign": "It was not used. Set ZOHO_HOME to a folder of your own.",
            "elsewhere": "Set ZOHO_TOKEN_STORE=keyring, or use KeyringStore.",
        }
        said = f"{self.path.name} {what}."
        raise StoreError(said, fixes[reason], reason=f"token-file-{reason}") from None


def foreign_owner(owner: int, me: int) -> bool:
    """Say whether a file's owner is somebody else. Root reads everybody's, as it does anyway."""
    return owner != me and me != 0
