"""What a token file holds, and how it is written as JSON.

It holds what a token file usually holds (the access token and when it was made) and what those
files tend to lack: the refresh token, the expiry, the API domain, the scopes, the data center. An
authorization that is under way stands in it too, so that the flow can go on in another notebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from zoho_helpers.authorization import AuthorizationRequest
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.errors import InputError
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


def dump_stored(stored: Stored) -> dict[str, Any]:
    """Return what stands in the file, as plain data with its secrets revealed."""
    data: dict[str, Any] = {"format_version": FORMAT_VERSION}
    if stored.token:
        data |= _dump_token(stored.token)
    if stored.pending:
        data["pending"] = _dump_pending(stored.pending)
    if stored.earlier:
        data["earlier"] = [_dump_token(token) for token in stored.earlier]
    return data


def parse_stored(data: Mapping[str, Any]) -> Stored:
    """Read what `dump_stored` made.

    Raises:
        KeyError, TypeError, ValueError: It is of another shape.
    """
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
