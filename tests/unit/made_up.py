"""Invented credentials in the shapes of Zoho's, and the values that tests build from them.

They are put together here so that no file of the project holds anything that looks like one.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from zoho_helpers.authorization import AuthorizationRequest, build_authorization_request
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.redaction import Secret
from zoho_helpers.settings import Client
from zoho_helpers.tokens import Token

NOW = 1_700_000_000.0
REDIRECT_URI = "http://127.0.0.1:8758/callback"

# The shapes of practice Zoho: it begins all that it gives out with 00c0ffee.
CLIENT_ID = "1000.PRACTICE" + "A1B2C3" * 3 + "XYZ0"
CLIENT_SECRET = "00c0ffee" + "1f" * 17
CODE = f"1000.00c0ffee{'c0' * 12}.{'de' * 16}"
ACCESS = f"1000.00c0ffee{'ac' * 12}.{'ce' * 16}"
REFRESH = f"1000.00c0ffee{'fe' * 12}.{'5b' * 16}"
VERIFIER = "verifier-" + "aZ09._~x" * 6
STATE = "state-" + "s7Q2" * 7

PRACTICE_CLIENT = Client(CLIENT_ID, Secret(CLIENT_SECRET), REDIRECT_URI)


@dataclass(frozen=True)
class Planted:
    """Credentials in the shapes of the live Zoho, random, to be looked for afterwards."""

    client_id: str
    client_secret: str
    code: str
    access_token: str
    refresh_token: str
    code_verifier: str
    state: str

    @property
    def client(self) -> Client:
        return Client(self.client_id, Secret(self.client_secret), REDIRECT_URI)

    @property
    def secrets(self) -> dict[str, str]:
        """Those that nothing may ever show. The client id is public, and so is the state."""
        hidden = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: hidden[name] for name in hidden if name not in ("client_id", "state")}

    def found_in(self, text: str) -> list[str]:
        """Return the names of the secrets of which `text` holds a piece of twelve characters."""
        return [name for name, value in self.secrets.items() if piece_survives(value, text)]


def piece_survives(secret: str, text: str, length: int = 12) -> bool:
    """Say whether any piece of so many characters of a secret stands in a text."""
    return any(secret[i : i + length] in text for i in range(len(secret) - length + 1))


def plant(seed: int = 1) -> Planted:
    """Return credentials such as the live Zoho gives out."""
    chance = random.Random(seed)

    def text(alphabet: str, length: int) -> str:
        return "".join(chance.choice(alphabet) for _ in range(length))

    def token() -> str:
        return f"1000.{text(_HEX, 32)}.{text(_HEX, 32)}"

    return Planted(
        client_id=f"1000.{text(_CAPITALS, 30)}",
        client_secret=text(_HEX, 42),
        code=token(),
        access_token=token(),
        refresh_token=token(),
        code_verifier=text(_LETTERS, 64),
        state=text(_LETTERS, 32),
    )


_HEX = "0123456789abcdef"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_LETTERS = _CAPITALS + _CAPITALS[:26].lower()


def make_token(**changes: Any) -> Token:
    """Return a token of practice Zoho, with some of its fields changed."""
    values: dict[str, Any] = {
        "access_token": Secret(ACCESS),
        "refresh_token": Secret(REFRESH),
        "created_at": NOW,
        "expires_at": NOW + 3600,
        "scopes": ("ZohoCRM.users.READ", "ZohoCRM.org.READ"),
        "api_domain": "https://www.zohoapis.eu",
        "data_center": "eu",
        "client_id": CLIENT_ID,
    }
    return Token(**{**values, **changes})


def make_request(**changes: Any) -> AuthorizationRequest:
    """Return an authorization request, with some of its arguments changed."""
    values: Mapping[str, Any] = {
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT_URI,
        "scopes": ("ZohoCRM.users.READ",),
        "state": STATE,
        "code_verifier": Secret(VERIFIER),
        **changes,
    }
    return build_authorization_request(ZOHO["us"], **values)
