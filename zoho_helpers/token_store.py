"""The token file: versioned JSON, readable by its owner only, replaced in one step.

It holds what a token file usually holds (the access token and when it was made) and what those
files tend to lack: the refresh token, the expiry, the API domain, the scopes, the data center. An
authorization that is under way stands in it too, so that the flow can go on in another notebook.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zoho_helpers.authorization import AuthorizationRequest
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.errors import InputError, StoreError, forget_locals
from zoho_helpers.files import (
    check_writable,
    close_to_others,
    locked,
    make_private_folder,
    replace_file,
)
from zoho_helpers.redaction import Secret
from zoho_helpers.tokens import Token

FORMAT_VERSION = 1
END_OF_TIME = 4_102_444_800
"""The year 2100."""

EARLIER_KEPT = 20
"""As many as Zoho itself keeps alive for one user and client."""


@dataclass(frozen=True)
class Pending:
    """An authorization under way.

    Attributes:
        request: What was asked; None for a self client, whose code answers no request.
        code: The code that came back, until it is exchanged; None before.
        data_center: Location where the code is to be exchanged; empty before there is one.
        received_at: When the code was pasted or caught, POSIX seconds; 0 before.
    """

    request: AuthorizationRequest | None
    code: Secret | None = None
    data_center: str = ""
    received_at: float = 0.0


@dataclass(frozen=True)
class Stored:
    """All that a token file holds.

    Attributes:
        token: The newest token; None before the first exchange.
        pending: The authorization under way, or None.
        earlier: Tokens that stood here before, oldest first: of other clients and data centers, and
            those whose refresh token a newer one has replaced.
    """

    token: Token | None = None
    pending: Pending | None = None
    earlier: tuple[Token, ...] = ()

    def with_token(self, token: Token, used_code: Secret | None = None) -> Stored:
        """Return this with a new token. No refresh token is lost.

        Args:
            token: The new one.
            used_code: The code that it was exchanged for; None for a refresh, which ends no
                authorization under way.
        """
        token = token.keeping_refresh_token_of(self.token)
        older = (*self.earlier, self.token) if self.token else self.earlier
        kept = [old for old in older if old.refresh_token not in (None, token.refresh_token)]
        done = used_code is not None and self.pending and self.pending.code == used_code
        return Stored(token, None if done else self.pending, tuple(kept[-EARLIER_KEPT:]))

    @property
    def token_in_hand(self) -> Token:
        """The token.

        Raises:
            InputError: There is none.
        """
        if self.token is None:
            raise InputError(
                "There is no token yet.",
                "Exchange a code in 04_exchange_the_code first.",
                reason="no-token",
            )
        return self.token

    @property
    def request_under_way(self) -> AuthorizationRequest:
        """The authorization request that waits for its answer.

        Raises:
            InputError: There is none.
        """
        if self.pending is None or self.pending.request is None:
            raise InputError(
                "There is no authorization request under way that this could answer.",
                "Build one in 02_authorize and open its URL first.",
                reason="no-request",
                field="redirect",
            )
        return self.pending.request

    @property
    def code_in_hand(self) -> Pending:
        """The authorization whose code waits to be exchanged; its `code` is never None.

        Raises:
            InputError: There is none.
        """
        if self.pending is None or self.pending.code is None:
            raise InputError(
                "There is no code to exchange.",
                "Paste one in 03_paste_the_code first.",
                reason="no-code",
                field="code",
            )
        return self.pending

    def without_token(self, ended: Secret) -> Stored:
        """Return this after a refresh or access token was revoked; other tokens stay."""

        def lives(token: Token) -> bool:
            return ended not in (token.refresh_token, token.access_token)

        token = self.token if self.token and lives(self.token) else None
        return replace(self, token=token, earlier=tuple(filter(lives, self.earlier)))


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
            with locked(self.path):
                stored = change(self.load())
                replace_file(self.path, json.dumps(_dump(stored), indent=2))
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
                return _undump(data)
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


def _dump(stored: Stored) -> dict[str, Any]:
    data: dict[str, Any] = {"format_version": FORMAT_VERSION}
    if stored.token:
        data |= _dump_token(stored.token)
    if stored.pending:
        data["pending"] = _dump_pending(stored.pending)
    if stored.earlier:
        data["earlier"] = [_dump_token(token) for token in stored.earlier]
    return data


def _undump(data: Mapping[str, Any]) -> Stored:
    if "refresh_token" in data and "access_token" not in data:
        raise KeyError("access_token")  # not ours to drop
    return Stored(
        token=_undump_token(data) if "access_token" in data else None,
        pending=_undump_pending(data["pending"]) if "pending" in data else None,
        earlier=tuple(_undump_token(item) for item in data.get("earlier", [])),
    )


def _dump_token(token: Token) -> dict[str, Any]:
    return {
        "access_token": token.access_token.reveal(),
        "refresh_token": token.refresh_token.reveal() if token.refresh_token else None,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "scope": " ".join(token.scopes),
        "api_domain": token.api_domain,
        "data_center": token.data_center,
        "client_id": token.client_id,
    }


def _undump_token(data: Mapping[str, Any]) -> Token:
    refresh_token, api_domain = data.get("refresh_token"), data["api_domain"]
    return Token(
        access_token=Secret(data["access_token"]),
        refresh_token=Secret(refresh_token) if refresh_token else None,
        created_at=_moment(data["created_at"]),
        expires_at=_moment(data["expires_at"]),
        scopes=tuple(data["scope"].split()),
        api_domain=None if api_domain is None else _text(api_domain),
        data_center=ZOHO[data["data_center"]].location,
        client_id=_text(data["client_id"]),
    )


def _moment(value: object) -> float:
    """Return POSIX seconds of this century, which is all that a calendar can show."""
    moment = float(str(value))
    if not 0 <= moment <= END_OF_TIME:
        raise ValueError
    return moment


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _dump_pending(pending: Pending) -> dict[str, Any]:
    request = pending.request
    verifier = request.code_verifier if request else None
    return {
        "request": request
        and {
            **vars(request),
            "scopes": list(request.scopes),
            "code_verifier": verifier.reveal() if verifier else None,
        },
        "code": pending.code.reveal() if pending.code else None,
        "data_center": pending.data_center,
        "received_at": pending.received_at,
    }


def _undump_pending(data: Mapping[str, Any]) -> Pending:
    request = data["request"]
    if request:
        verifier = request["code_verifier"]
        request = AuthorizationRequest(
            **{
                **request,
                "scopes": tuple(request["scopes"]),
                "code_verifier": Secret(verifier) if verifier else None,
            }
        )
    code = Secret(data["code"]) if data["code"] else None
    received_at = float(data["received_at"])
    return Pending(request or None, code, _text(data["data_center"]), received_at)
