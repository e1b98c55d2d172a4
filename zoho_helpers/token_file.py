"""What a token store holds under one name.

It holds what a token file usually holds (the access token and when it was made) and what those
files tend to lack: the refresh token, the expiry, the API domain, the scopes, the data center. An
authorization that is under way stands in it too, so that the flow can go on in another notebook,
and so does a log of refreshes, so that all programs together stay below Zoho's limit.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from zoho_helpers.authorization import AuthorizationRequest
from zoho_helpers.errors import InputError, WalkthroughError
from zoho_helpers.redaction import Secret
from zoho_helpers.refresh_log import RefreshLog
from zoho_helpers.tokens import Token

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
    """All that is held under one name: a user and a set of scopes.

    Attributes:
        token: The newest token; None before the first exchange.
        pending: The authorization under way, or None.
        earlier: Tokens that stood here before, oldest first: of other clients and data centers, and
            those whose refresh token a newer one has replaced.
        refreshes: The newest refreshes with the token's refresh token.
    """

    token: Token | None = None
    pending: Pending | None = None
    earlier: tuple[Token, ...] = ()
    refreshes: RefreshLog = field(default_factory=RefreshLog)

    def with_token(self, token: Token, used_code: Secret | None = None) -> Stored:
        """Return this with a new token. No refresh token is lost.

        Args:
            token: The new one.
            used_code: The code that it was exchanged for; None for a refresh, which ends no
                authorization under way.
        """
        token = token.keeping_refresh_token_of(self.token)
        log = self.refreshes.worked() if self._same_refresh_token(token) else RefreshLog()
        older = (*self.earlier, self.token) if self.token else self.earlier
        kept = [old for old in older if old.refresh_token not in (None, token.refresh_token)]
        done = used_code is not None and self.pending and self.pending.code == used_code
        pending = None if done else self.pending
        return Stored(token, pending, tuple(kept[-EARLIER_KEPT:]), log)

    def _same_refresh_token(self, token: Token) -> bool:
        mine = self.token.refresh_token if self.token else None
        return mine is not None and mine == token.refresh_token

    def trying_refresh(self, now: float) -> Stored:
        """Return this with one more refresh in its log, before that is sent."""
        return replace(self, refreshes=self.refreshes.trying(now))

    def refresh_failed(self, used: Secret, error: WalkthroughError, now: float) -> Stored:
        """Return this after a refresh with a refresh token brought none."""
        if self.token is None or self.token.refresh_token != used:
            return self
        return replace(self, refreshes=self.refreshes.failed(error, now))

    def refreshed(self, used: Secret, token: Token) -> Stored:
        """Return this after a refresh whose `trying_refresh` is in its log.

        Where the refresh token was revoked or replaced meanwhile, what stands here now stays.
        """
        if self.token is None or self.token.refresh_token != used:
            return self
        return self.with_token(token)

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

        earlier = tuple(filter(lives, self.earlier))
        if self.token and lives(self.token):
            return replace(self, earlier=earlier)
        return Stored(None, self.pending, earlier)

    @property
    def refresh_token_in_hand(self) -> Secret:
        """The refresh token.

        Raises:
            InputError: There is none.
        """
        refresh_token = self.token_in_hand.refresh_token
        if refresh_token is None:
            raise InputError(
                "There is no refresh token.",
                "Zoho gives one only for access_type=offline, and after the first time only with "
                "prompt=consent. Ask for both in 02_authorize.",
                reason="no-refresh-token",
            )
        return refresh_token
