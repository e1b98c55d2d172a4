"""The token file: versioned JSON, readable by its owner only, replaced in one step.

It holds what a token file usually holds (the access token and when it was made) and what those
files tend to lack: the refresh token, the expiry, the API domain, the scopes, the data center. An
authorization that is under way stands in it too, so that the flow can go on in another notebook.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zoho_helpers.authorization import AuthorizationRequest
from zoho_helpers.errors import InputError, StoreError, forget_locals
from zoho_helpers.redaction import Secret
from zoho_helpers.settings import close_to_others, make_private_folder
from zoho_helpers.tokens import Token

FORMAT_VERSION = 1
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

    def with_token(self, token: Token) -> Stored:
        """Return this with a new token. No refresh token is lost, and `pending` is done."""
        token = token.keeping_refresh_token_of(self.token)
        older = (*self.earlier, self.token) if self.token else self.earlier
        kept = [old for old in older if old.refresh_token not in (None, token.refresh_token)]
        return Stored(token, None, tuple(kept[-EARLIER_KEPT:]))

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

    def without_token(self) -> Stored:
        """Return this after the token was revoked."""
        return replace(self, token=None)


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
    def save(self, stored: Stored) -> None:
        """Replace the file in one step; whoever reads meanwhile sees the old or the new one.

        Raises:
            StoreError: It could not be written, or what stands there cannot be read and so must
                not be overwritten. The old file is left as it is.
        """
        self.load()
        text = json.dumps(_dump(stored), indent=2)
        try:
            path = self.path.resolve()
            make_private_folder(path.parent)
            _replace(path, text)
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


def _replace(path: Path, text: str) -> None:
    # mkstemp makes the file 0600 before a byte is in it.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


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
        created_at=float(data["created_at"]),
        expires_at=float(data["expires_at"]),
        scopes=tuple(data["scope"].split()),
        api_domain=None if api_domain is None else _text(api_domain),
        data_center=_text(data["data_center"]),
        client_id=_text(data["client_id"]),
    )


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
