"""A token file whose secrets are in the operating system's keyring.

In the file stands what is no secret (when, which scopes, whose), and for each secret a name made
from its hash; the keyring has the secret under that name. So the file's lock and its replacing in
one step hold for both, and each entry is small enough for Windows, which takes 2,560 bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from zoho_helpers.errors import InputError, StoreError
from zoho_helpers.file_store import KEYRING_MARK, FileStore
from zoho_helpers.token_document import Document, Part
from zoho_helpers.token_file import Stored
from zoho_helpers.token_format import dump_stored, parse_stored

SERVICE = "zoho_helpers"
"""Under this name the entries stand in the keyring."""

_SECRETS = {"access_token", "refresh_token", "code", "code_verifier"}


class Keyring(Protocol):
    """What is used of PyPI's `keyring`, or of one of its backends."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """Return an entry, or None."""

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Make or replace an entry."""

    def delete_password(self, service: str, username: str, /) -> None:
        """Remove an entry."""


def system_keyring() -> Keyring:
    """Return the operating system's keyring.

    Raises:
        StoreError: The package is not installed, or this system has no keyring.
    """
    try:
        import keyring
        from keyring.backends import fail
    except ImportError:
        raise StoreError(
            "The keyring needs a package that is not installed.",
            "Install it: pip install 'zoho-helpers[keyring]'",
            reason="keyring-missing",
        ) from None
    backend: Keyring = keyring.get_keyring()
    if isinstance(backend, fail.Keyring):
        raise StoreError(
            "This system has no keyring that can be used.",
            "On Linux one runs in a desktop session (GNOME Keyring, KWallet). On a server use the "
            "token file.",
            reason="keyring-missing",
        )
    return backend


class KeyringStore(FileStore):
    """A token file without secrets, and the keyring that has them.

    A plain token file is taken over: what is changed in it leaves it for the keyring.

    Args:
        path: Where the file is.
        keyring: None for the operating system's.

    Raises:
        StoreError: There is no keyring.
    """

    has_keyring = True

    def __init__(self, path: Path, keyring: Keyring | None = None) -> None:
        super().__init__(path)
        self._keyring = keyring or system_keyring()

    def _dump(self, stored: Stored) -> Part:
        def put(secret: str) -> str:
            name = hashlib.sha256(secret.encode()).hexdigest()[:32]
            if self._ask("get", name) != secret:
                self._ask("set", name, secret)
            return KEYRING_MARK + name

        part: Part = _replaced(dump_stored(stored), put)
        return part

    def _parse(self, part: Part) -> Stored:
        def get(mark: str) -> str:
            if not mark.startswith(KEYRING_MARK):
                return mark  # a plain token file; the next change takes it out of there
            secret = self._ask("get", mark.removeprefix(KEYRING_MARK))
            if secret is None:
                raise _failed("does not have a secret that the token file names")
            return secret

        return parse_stored(_replaced(part, get))

    def _forget(self, before: Part, after: Document) -> None:
        """Take out of the keyring what the file has just stopped to name.

        A program that is killed before it gets here leaves an entry that nothing names.
        """
        text = after.text()
        for mark in _marks(before):
            if mark.startswith(KEYRING_MARK) and mark not in text:
                self._ask("delete", mark.removeprefix(KEYRING_MARK))

    def _ask(self, what: str, *arguments: str) -> str | None:
        try:
            answer: str | None = getattr(self._keyring, f"{what}_password")(SERVICE, *arguments)
        except Exception as error:  # each backend has its own; their texts may hold the secret
            raise _failed(f"cannot be used ({type(error).__name__})") from None
        return answer


def open_store(path: Path, kind: str = "") -> FileStore:
    """Return the store of a token file.

    Args:
        path: Where the file is.
        kind: What `ZOHO_TOKEN_STORE` says: `file` or empty for the file alone, `keyring`.

    Raises:
        InputError: There is no such kind.
        StoreError: There is no keyring.
    """
    kinds = {"": FileStore, "file": FileStore, "keyring": KeyringStore}
    try:
        return kinds[kind.strip().lower()](path)
    except KeyError:
        raise InputError(
            f"ZOHO_TOKEN_STORE is {kind[:20]!r}.", "Set it to file or keyring, or leave it out."
        ) from None


def _failed(what: str) -> StoreError:
    return StoreError(
        f"The keyring {what}.",
        "Is it unlocked, and are you the user whose token file this is? It was not changed.",
        reason="keyring-failed",
    )


def _replaced(data: Any, change: Callable[[str], str]) -> Any:
    """Return a copy of plain data with its secrets, or the marks in their place, replaced."""
    if isinstance(data, list):
        return [_replaced(item, change) for item in data]
    if not isinstance(data, dict):
        return data
    return {
        key: change(value)
        if key in _SECRETS and isinstance(value, str)
        else _replaced(value, change)
        for key, value in data.items()
    }


def _marks(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for item in data:
            yield from _marks(item)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in _SECRETS and isinstance(value, str):
                yield value
            else:
                yield from _marks(value)
