"""All that practice Zoho knows, as plain data that can be written to a file and read back."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, field, fields
from typing import Any

from zoho_helpers.practice.behaviours import DEFAULTS

JOURNAL_LENGTH = 1000
MANY, DEAD_KEPT = 500, 250
"""Beyond so many codes or tokens only so many of the dead are remembered."""

_CAPITALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TEXT = _CAPITALS + "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Client:
    """A registered client. `secrets` maps each data center where it is enabled to its secret."""

    client_id: str
    name: str
    client_type: str
    homepage_url: str
    redirect_uris: list[str]
    data_center: str
    secrets: dict[str, str]


@dataclass
class Code:
    """An authorization code. `redirect_uri` is empty for a self client's."""

    code: str
    client_id: str
    user: str
    redirect_uri: str
    scopes: list[str]
    gives_refresh_token: bool
    issued_at: float
    lifetime: float
    code_challenge: str = ""
    code_challenge_method: str = ""
    used: bool = False

    def is_alive(self, now: float) -> bool:
        """Say whether it can still be exchanged."""
        return not self.used and now < self.issued_at + self.lifetime


@dataclass
class RefreshToken:
    """A refresh token. `user` is the data center of the practice user who consented."""

    token: str
    client_id: str
    user: str
    scopes: list[str]
    issued_at: float
    window_began: float = 0.0
    refreshes: int = 0
    ended: str = ""

    def is_alive(self, now: float) -> bool:
        """Say whether it still works; it never grows too old."""
        return not self.ended


@dataclass
class AccessToken:
    """An access token; `refresh_token` is empty for online access."""

    token: str
    refresh_token: str
    client_id: str
    user: str
    scopes: list[str]
    issued_at: float
    lifetime: float
    ended: str = ""

    def is_alive(self, now: float) -> bool:
        """Say whether it still opens an API."""
        return not self.ended and now < self.issued_at + self.lifetime


@dataclass
class Clock:
    """The one clock of practice Zoho: real time, moved by `offset`, or standing at `frozen_at`."""

    offset: float = 0.0
    frozen_at: float | None = None

    def now(self) -> float:
        """Return POSIX seconds."""
        return (time.time() if self.frozen_at is None else self.frozen_at) + self.offset

    def freeze(self, at: float | None) -> None:
        """Stand still at a moment, or run again with None."""
        self.frozen_at, self.offset = at, 0.0

    def advance(self, seconds: float) -> None:
        """Move forward."""
        self.offset += seconds


@dataclass
class State:
    """Everything. Two practice Zohos with one seed and the same requests give the same tokens.

    Attributes:
        seed: Where all that looks random comes from.
        drawn: How much of it has been used.
        port: Where it was served last, so that a restart can be found at the same address.
        consents: For each client id and user, `ID LOCATION`, what was granted before.
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
    consents: dict[str, list[str]] = field(default_factory=dict)
    next_replies: list[str] = field(default_factory=list)
    journal: list[dict[str, Any]] = field(default_factory=list)

    def _draw(self, alphabet: str, length: int) -> str:
        text = ""
        while len(text) < length:
            self.drawn += 1
            digest = hashlib.sha256(f"{self.seed}:{self.drawn}".encode()).digest()
            text += "".join(alphabet[byte % len(alphabet)] for byte in digest)
        return text[:length]

    def new_token(self) -> str:
        """Return a fresh code or token: Zoho's shape, and `00c0ffee` says where it is from."""
        digits = self._draw("0123456789abcdef", 56)
        return f"1000.00c0ffee{digits[:24]}.{digits[24:]}"

    def new_client_id(self) -> str:
        """Return a fresh client id, `1000.PRACTICE` and 22 capitals or digits."""
        return f"1000.PRACTICE{self._draw(_CAPITALS, 22)}"

    def new_secret(self) -> str:
        """Return a fresh client secret, 42 hex digits."""
        return f"00c0ffee{self._draw('0123456789abcdef', 34)}"

    def new_text(self, length: int) -> str:
        """Return letters and digits for a client's `state` or PKCE verifier."""
        return self._draw(_TEXT, length)

    def record(self, entry: dict[str, Any]) -> None:
        """Add to the journal, dropping the oldest beyond its length."""
        self.journal.append(entry)
        del self.journal[:-JOURNAL_LENGTH]

    def forget_dead(self) -> None:
        """Drop the oldest dead codes and tokens where there are many, so that nothing grows."""
        collections: tuple[dict[str, Any], ...]
        collections = (self.codes, self.access_tokens, self.refresh_tokens)
        now = self.clock.now()
        for items in collections:
            if len(items) > MANY:
                dead = [key for key, item in items.items() if not item.is_alive(now)]
                for key in dead[:-DEAD_KEPT]:
                    del items[key]


def dump_state(state: State) -> str:
    """Return the state as JSON."""
    return json.dumps(vars(state), default=vars)


def load_state(text: str) -> State:
    """Read what `dump_state` wrote.

    Raises:
        ValueError: It is cut off, or of another shape.
    """
    kinds: dict[str, Any] = {
        "clients": Client,
        "codes": Code,
        "refresh_tokens": RefreshToken,
        "access_tokens": AccessToken,
    }
    try:
        data = json.loads(text)
        for name, kind in kinds.items():
            data[name] = {key: kind(**value) for key, value in data[name].items()}
        data["clock"] = Clock(**data["clock"])
        data["settings"] = {**DEFAULTS, **data["settings"]}
        return State(**{item.name: data[item.name] for item in fields(State)})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a state of practice Zoho: {error}") from None
