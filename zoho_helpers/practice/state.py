"""All that practice Zoho knows, as plain data that can be written to a file and read back."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime, timezone
from typing import Any

from zoho_helpers.practice.behaviours import DEFAULTS
from zoho_helpers.practice.records import (
    AccessToken,
    Client,
    Code,
    DeviceGrant,
    EnhanceToken,
    RefreshToken,
)

JOURNAL_LENGTH = 1000
LATEST = datetime(2099, 12, 31, tzinfo=timezone.utc).timestamp()
"""The last moment that the clock can show."""
MANY, DEAD_KEPT = 500, 250
"""Beyond so many codes or tokens only so many of the dead are remembered."""


def _alphabet(letters: bytes) -> bytes:
    """Return a table that turns each byte into one of the letters."""
    return bytes(letters[byte % len(letters)] for byte in range(256))


_HEX = _alphabet(b"0123456789abcdef")
_CAPITALS = _alphabet(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_TEXT = _alphabet(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


@dataclass
class Clock:
    """The one clock of practice Zoho: real time, moved by `offset`, or standing at `frozen_at`."""

    offset: float = 0.0
    frozen_at: float | None = None

    def now(self) -> float:
        """Return POSIX seconds."""
        real = time.time() if self.frozen_at is None else self.frozen_at
        return min(real + self.offset, LATEST)

    def freeze(self, at: float | None) -> None:
        """Stand still at a moment, or run again with None."""
        self.frozen_at, self.offset = at, 0.0

    def advance(self, seconds: float) -> None:
        """Move forward, but not beyond the last moment that it can show."""
        self.offset += max(0.0, min(seconds, LATEST - self.now()))


@dataclass
class State:
    """Everything. Two practice Zohos with one seed and the same requests give the same tokens.

    Attributes:
        seed: Where all that looks random comes from.
        drawn: How much of it has been used.
        port: Where it was served last, so that a restart can be found at the same address.
        consents: For each client id and user, `ID LOCATION`, what was granted before.
        windows: For each limit, when what it counts happened, as POSIX seconds, oldest first.
        removed_users: Data centers whose practice user was removed.
        signing_key: OpenID Connect's private key as PEM; empty until it is needed.
        next_replies: Names of the canned replies that come next.
    """

    seed: int
    drawn: int = 0
    port: int = 0
    clock: Clock = field(default_factory=Clock)
    settings: dict[str, Any] = field(default_factory=lambda: dict(DEFAULTS))
    clients: dict[str, Client] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)
    access_tokens: dict[str, AccessToken] = field(default_factory=dict)
    device_grants: dict[str, DeviceGrant] = field(default_factory=dict)
    enhance_tokens: dict[str, EnhanceToken] = field(default_factory=dict)
    consents: dict[str, list[str]] = field(default_factory=dict)
    windows: dict[str, list[float]] = field(default_factory=dict)
    removed_users: list[str] = field(default_factory=list)
    signing_key: str = field(default="", repr=False)
    next_replies: list[str] = field(default_factory=list)
    journal: list[dict[str, Any]] = field(default_factory=list)
    _looked: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    def _draw(self, alphabet: bytes, length: int) -> str:
        text = ""
        while len(text) < length:
            self.drawn += 1
            digest = hashlib.sha256(f"{self.seed}:{self.drawn}".encode()).digest()
            text += digest.translate(alphabet).decode("ascii")
        return text[:length]

    def new_token(self, prefix: str = "1000") -> str:
        """Return a fresh code or token: Zoho's shape, and `00c0ffee` says where it is from.

        Args:
            prefix: `1004` for what a device gets.
        """
        digits = self._draw(_HEX, 56)
        return f"{prefix}.00c0ffee{digits[:24]}.{digits[24:]}"

    def new_client_id(self, prefix: str = "1000") -> str:
        """Return a fresh client id, `1000.PRACTICE` and 22 capitals or digits."""
        return f"{prefix}.PRACTICE{self._draw(_CAPITALS, 22)}"

    def new_secret(self) -> str:
        """Return a fresh client secret, 42 hex digits."""
        return f"00c0ffee{self._draw(_HEX, 34)}"

    def new_text(self, length: int) -> str:
        """Return letters and digits for a client's `state` or PKCE verifier."""
        return self._draw(_TEXT, length)

    def new_user_code(self) -> str:
        """Return eight capitals or digits that a person types on the device page."""
        return self._draw(_CAPITALS, 8)

    def secrets_on_pages(self) -> Iterator[str]:
        """Yield what pages show that nobody can tell from other text by its shape."""
        for client in self.clients.values():
            yield from client.secrets.values()
        for grant in self.device_grants.values():
            yield grant.user_code

    def record(self, entry: dict[str, Any]) -> None:
        """Add to the journal, dropping the oldest beyond its length."""
        self.journal.append(entry)
        del self.journal[:-JOURNAL_LENGTH]

    def forget_dead(self) -> None:
        """Drop the oldest dead codes and tokens where there are many, so that nothing grows.

        Where even the living are too many, the oldest go. It looks through a collection only when
        that has grown by a tenth at least since the last look, so that the work for each new token
        does not grow with their number.
        """
        most = self.settings["living_kept"]
        for name in _LIVING:
            items = getattr(self, name)
            if len(items) > min(most, self._looked.get(name, MANY)):
                self._drop_dead(items)
                if len(items) > most:
                    for key in list(items)[: len(items) - most * 9 // 10]:
                        del items[key]
                self._looked[name] = max(MANY, len(items) * 3 // 2)

    def _drop_dead(self, items: dict[str, Any]) -> None:
        now = self.clock.now()
        dead = [key for key, item in items.items() if not item.is_alive(now)]
        for key in dead[:-DEAD_KEPT]:
            del items[key]


_LIVING: dict[str, Any] = {
    "codes": Code,
    "refresh_tokens": RefreshToken,
    "access_tokens": AccessToken,
    "device_grants": DeviceGrant,
    "enhance_tokens": EnhanceToken,
}
"""Collections of what is issued and ends."""


def dump_state(state: State) -> str:
    """Return the state as JSON."""
    return json.dumps({name: vars(state)[name] for name in _KEPT}, default=vars)


def load_state(text: str) -> State:
    """Read what `dump_state` wrote; what an older one did not know yet is empty.

    Raises:
        ValueError: It is cut off, or of another shape.
    """
    try:
        data = json.loads(text)
        for name, kind in {"clients": Client, **_LIVING}.items():
            data[name] = {key: kind(**value) for key, value in data.get(name, {}).items()}
        data["clock"] = Clock(**data["clock"])
        data["settings"] = {**DEFAULTS, **data["settings"]}
        return State(**{name: data[name] for name in _KEPT if name in data})
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a state of practice Zoho: {error}") from None


_KEPT = [item.name for item in fields(State) if item.init]
