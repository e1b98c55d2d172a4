"""Tokens from and for other programs: the CSV files of Zoho's SDKs, and the bare `token.json`.

The SDKs' FileStore keeps everything in clear, the client secret too, and lets two programs that
write at once damage it: import from it, and export to it only for a program that needs it.

Sources: the FileStore of zohocrmsdk8-0 7.0.0 and its PHP and Node sisters, read November 2026; the
article on Zoho's OAuth flow in PHP whose program writes `access_token` and `created_at`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from zoho_helpers.data_centers import ZOHO, find_by_location
from zoho_helpers.errors import InputError, forget_locals
from zoho_helpers.redaction import Secret
from zoho_helpers.settings import Client
from zoho_helpers.token_file import Stored
from zoho_helpers.token_format import END_OF_TIME
from zoho_helpers.token_store import TokenStore
from zoho_helpers.tokens import ACCESS_TOKEN_SECONDS, Token

COLUMNS = (
    "id",
    "user_name",
    "client_id",
    "client_secret",
    "refresh_token",
    "access_token",
    "grant_token",
    "expiry_time",
    "redirect_uri",
    "api_domain",
)
"""The columns of the PHP and Python SDKs' stores; the Node SDK calls the ninth `redirect_url`."""
_NEEDED = COLUMNS[:6]
_MADE = "%Y-%m-%d %H:%M:%S"


@forget_locals
def read_sdk_store(text: str, data_center: str | None = None) -> dict[str, Token]:
    """Read the CSV file of one of Zoho's SDKs.

    Rows without an access token, which an SDK writes before its first exchange, are left out.

    Args:
        text: The file. PHP and Node name a column differently, and old files lack the last.
        data_center: Location for rows that name no API domain; None if each row names one.

    Returns:
        The tokens by user name, or by the SDK's own number where a row has none.

    Raises:
        InputError: It is no such file, or a row's data center is not known.
    """
    try:
        rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=None), restval="")
        if not {*_NEEDED} <= {*(rows.fieldnames or ())}:
            raise KeyError
        found = [row for row in rows if row["access_token"]]
        return {row["user_name"] or row["id"]: _sdk_token(row, data_center) for row in found}
    except (csv.Error, KeyError):
        what = "It is not a token file of Zoho's SDKs."
        raise _not_read(what, f"Its first line is {','.join(COLUMNS)}.") from None


def _sdk_token(row: Mapping[str, str], data_center: str | None) -> Token:
    domain = (row.get("api_domain") or "").rstrip("/")
    centers = [center.location for center in ZOHO.values() if center.api_domain == domain]
    if not centers and data_center is None:
        raise _not_read(
            f"The row {row['id'][:20]!r} does not say which data center its token is of.",
            "Say it: data_center='eu', or another location.",
        )
    try:
        expires_at = int(row.get("expiry_time") or 0) / 1000
    except (ValueError, OverflowError):
        expires_at = 0.0  # then it is refreshed before it is used
    return _token(
        row["access_token"],
        row["refresh_token"],
        expires_at - ACCESS_TOKEN_SECONDS,
        data_center=centers[0] if centers else find_by_location(ZOHO, data_center or "").location,
        client_id=row["client_id"],
        api_domain=domain or None,
    )


@forget_locals
def write_sdk_store(tokens: Mapping[str, Token], client: Client) -> str:
    """Return the CSV file that Zoho's SDKs read. It holds secrets in clear: keep it 0600.

    Args:
        tokens: By user name.
        client: Their client; the SDKs want its secret in the file.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, (name, token) in enumerate(tokens.items(), 1):
        refresh_token = token.refresh_token.reveal() if token.refresh_token else ""
        secrets = (client.client_secret.reveal(), refresh_token, token.access_token.reveal())
        expiry = str(int(token.expires_at * 1000))
        rest = (expiry, client.redirect_uri, token.api_domain or "")
        writer.writerow((number, name, token.client_id, *secrets, "", *rest))
    return file.getvalue()


@forget_locals
def read_bare_token(
    text: str, *, client_id: str, data_center: str, refresh_token: Secret | None = None
) -> Token:
    """Read a `token.json` that has an `access_token` and when it was made, and nothing else.

    Args:
        text: The file.
        client_id: The client that it was issued to.
        data_center: Location of the data center that issued it.
        refresh_token: It stands elsewhere, in the program that wrote the file.

    Raises:
        InputError: It is no such file.
    """
    try:
        data: Any = json.loads(text)
        created_at = datetime.strptime(f"{data['created_at']} +0000", f"{_MADE} %z")
        access_token = data["access_token"]
        if not access_token or not isinstance(access_token, str):
            raise TypeError
    except (ValueError, LookupError, TypeError, RecursionError):
        raise _not_read(
            "It is not a file with access_token and created_at.",
            "created_at looks like 2026-11-22 12:00:00.",
        ) from None
    return _token(
        access_token,
        refresh_token.reveal() if refresh_token else "",
        created_at.timestamp(),
        data_center=find_by_location(ZOHO, data_center).location,
        client_id=client_id,
        api_domain=None,
    )


@forget_locals
def write_bare_token(token: Token) -> str:
    """Return the `token.json` that `read_bare_token` reads, with the time in UTC."""
    made = datetime.fromtimestamp(token.created_at, timezone.utc)
    data = {
        "access_token": token.access_token.reveal(),
        "created_at": made.strftime(_MADE),
    }
    return json.dumps(data)


def import_tokens(store: TokenStore, tokens: Mapping[str, Token]) -> None:
    """Put tokens into a store under their names. A refresh token that stands there is kept, too.

    Raises:
        StoreError: As for `TokenStore.change`; those before it are stored.
    """
    for name, token in tokens.items():
        store.change(_adding(token), name)


def _adding(token: Token) -> Callable[[Stored], Stored]:
    return lambda stored: stored.with_token(token)


def _token(
    access_token: str,
    refresh_token: str,
    created_at: float,
    *,
    data_center: str,
    client_id: str,
    api_domain: str | None,
) -> Token:
    known_age = 0 <= created_at <= END_OF_TIME - ACCESS_TOKEN_SECONDS
    created_at = created_at if known_age else 0.0
    return Token(
        access_token=Secret(access_token),
        refresh_token=Secret(refresh_token) if refresh_token else None,
        created_at=created_at,
        expires_at=created_at + ACCESS_TOKEN_SECONDS,
        scopes=(),
        api_domain=api_domain,
        data_center=data_center,
        client_id=client_id,
    )


def _not_read(what: str, fix: str) -> InputError:
    return InputError(what, fix, reason="token-file-not-read")
