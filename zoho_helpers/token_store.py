"""Where tokens are kept: what a store can do, and the one that keeps them in memory.

`FileStore` is the usual one, `KeyringStore` has the secrets in the operating system's keyring.
TOKEN_STORE.md beside this module shows how to put a database behind the same four methods.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from zoho_helpers.errors import StoreError
from zoho_helpers.token_file import Stored

ALONE_SECONDS = 60.0
"""How long to wait for somebody else's refresh; one takes less, whatever Zoho does."""


class TokenStore(Protocol):
    """Keeps tokens by name, for all programs that share it.

    A name is yours: a user, or a user and what the token is for, such as `robin` or
    `robin/books`. The empty name is that of a store with one token.
    """

    def load(self, name: str = "") -> Stored:
        """Return what is kept under a name; an empty `Stored` where nothing is.

        Raises:
            StoreError: It cannot be read.
        """

    def load_all(self) -> dict[str, Stored]:
        """Return all that is kept, by name.

        Raises:
            StoreError: It cannot be read.
        """

    def change(self, change: Callable[[Stored], Stored], name: str = "") -> Stored:
        """Load, change and save what is kept under a name, with nobody else in between.

        Args:
            change: Gets what is kept now and returns what is to be; called once. An empty `Stored`
                forgets the name.
            name: The name.

        Returns:
            What is kept now.

        Raises:
            StoreError: It could not be saved; what was kept before still is.
        """

    def alone(self, name: str = "", seconds: float = ALONE_SECONDS) -> AbstractContextManager[None]:
        """Hold a name against all who ask for it like this; `load` and `change` go on working.

        It lasts as long as a refresh, and ends with the process, however that ends. Who holds one
        name asks for no other: a store may have one lock for several.

        Args:
            name: The name.
            seconds: How long to wait for somebody else who holds it.

        Raises:
            StoreError: Somebody held it for all this time; `reason` is `token-busy`.
        """


class MemoryStore:
    """Keeps tokens as long as the program runs, for its threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._stored: dict[str, Stored] = {}
        self._held: dict[str, threading.Lock] = {}

    def load(self, name: str = "") -> Stored:
        """Return what is kept under a name."""
        return self._stored.get(name, Stored())

    def load_all(self) -> dict[str, Stored]:
        """Return all that is kept, by name."""
        with self._lock:
            return dict(self._stored)

    def change(self, change: Callable[[Stored], Stored], name: str = "") -> Stored:
        """Change what is kept under a name."""
        with self._lock:
            stored = change(self.load(name))
            if stored == Stored():
                self._stored.pop(name, None)
            else:
                self._stored[name] = stored
        return stored

    @contextlib.contextmanager
    def alone(self, name: str = "", seconds: float = ALONE_SECONDS) -> Iterator[None]:
        """Hold a name."""
        with self._lock:
            held = self._held.setdefault(name, threading.Lock())
        if not held.acquire(timeout=seconds):
            raise busy(name)
        try:
            yield
        finally:
            held.release()


def busy(name: str) -> StoreError:
    """Return the error of a name that somebody else holds."""
    whose = f"the token {name!r}" if name else "this token"
    return StoreError(
        f"Another program has been refreshing {whose} for too long.",
        "Try again in a minute. If it stays so, look for a program that hangs.",
        reason="token-busy",
    )
