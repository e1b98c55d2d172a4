"""An access token that is always fresh: one refresh for all threads and all processes.

    keeper = open_keeper()
    keeper.access_token()                              # a Secret that lives for minutes yet
    requests.get(url, auth=KeptToken(keeper))          # see `kept_token`

While the token is fresh nothing is locked and no disk is touched. When it nears its end, one thread
of one process refreshes: it holds the name in the store, looks again, writes down that it is about
to refresh, refreshes, and saves. All others go on with the old token while it lives, and wait for
the new one when it does not.
"""

from __future__ import annotations

import functools
import logging
import math
import os
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import replace

from zoho_helpers.data_centers import DataCenter, find_by_location
from zoho_helpers.errors import (
    InputError,
    RefreshPaused,
    StoreError,
    TokenEndpointError,
    TransportError,
    WalkthroughError,
    forget_locals,
)
from zoho_helpers.redaction import Secret
from zoho_helpers.settings import Client
from zoho_helpers.token_endpoint import Send, refresh_access_token
from zoho_helpers.token_file import Stored
from zoho_helpers.token_store import ALONE_SECONDS, TokenStore
from zoho_helpers.tokens import Token
from zoho_helpers.transcript import parse_date
from zoho_helpers.zoho_clock import ZohoClock, steady_seconds

LEEWAY_SECONDS = 300.0
"""A token is renewed so long before its end; of a short life, in its last quarter."""

RETRY_SECONDS = 1.0
"""While the old token lives, a renewal that did not come about is tried again after this."""

_log = logging.getLogger(__name__)


class TokenKeeper:
    """Keeps one access token fresh. Threads share one keeper, processes and machines the store.

    Args:
        store: Has the token, and gets each new one.
        send: Sends a token request, as `Transport.send` does.
        centers: The profile's data centers.
        client: The client that the token was issued to.
        name: Which token of the store.
        leeway: Seconds before its end at which a token is renewed.
        now: The machine's clock, POSIX seconds.
        steady: A clock that nobody sets, in seconds.
    """

    def __init__(
        self,
        store: TokenStore,
        send: Send,
        centers: Mapping[str, DataCenter],
        client: Client,
        *,
        name: str = "",
        leeway: float = LEEWAY_SECONDS,
        now: Callable[[], float] = time.time,
        steady: Callable[[], float] = steady_seconds,
    ) -> None:
        self.store, self.name, self.centers = store, name, centers
        self._send, self._client, self._leeway = send, client, leeway
        self._now, self._steady = now, steady
        self._clock = ZohoClock(now, steady)
        self._flight = threading.Lock()
        self._token: Token | None = None
        self._secret = Secret("")
        self._refused: Secret | None = None
        self._fresh_until = self._dead_at = -math.inf
        _keepers.add(self)

    def __repr__(self) -> str:
        return f"TokenKeeper({self.name!r})"

    def access_token(self) -> Secret:
        """Return an access token that lives; `reveal()` it where it is sent.

        Raises:
            InputError: The store has no token under this name, none that can be refreshed, or
                another client's.
            RefreshPaused: A refresh now would be too many; `wait_seconds` says how long.
            TokenEndpointError: Zoho refused the refresh; `evidence` has its reply.
            TransportError: No usable reply came.
            StoreError: The store cannot be used. No refresh is sent that cannot be written down:
                or each process would send its own.
        """
        if self._steady() < self._fresh_until:
            return self._secret
        return self._renewed()

    @forget_locals
    def refresh(self) -> Token:
        """Refresh now, however fresh the token is, and return what is stored then.

        Raises:
            As for `access_token`.
        """
        with self._flight, self.store.alone(self.name):
            stored = self.store.load(self.name)
            stored.refreshes.refuse_if_too_many(self._now())
            return self._refresh(stored)

    @forget_locals
    def replace(self, refused: Secret, *, doubtful: bool = False) -> Secret:
        """Return another access token than one that an API has refused.

        Where another thread or process has a newer one already, nothing is sent.

        Args:
            refused: The token that was refused.
            doubtful: The refusal may have had another cause, so that the token is used on until
                there is another.

        Raises:
            As for `access_token`.
        """
        with self._flight:
            if self._secret != refused:
                return self._secret
            self._refused = refused
            if not doubtful:
                self._fresh_until = self._dead_at = -math.inf
            try:
                self._look_or_refresh(wait=True)
            except WalkthroughError:
                if doubtful:
                    self._refused = None
                raise
            return self._secret

    def age_of(self, secret: Secret) -> float:
        """Return how old an access token is, in seconds; infinite for one that was replaced."""
        token = self._token
        if token is None or secret != self._secret:
            return math.inf
        return token.lifetime - (self._dead_at - self._steady())

    def hear(self, headers: Mapping[str, str]) -> None:
        """Take Zoho's time from the headers of a reply, the first time that they tell one."""
        zoho_time = None if self._clock.has_heard else parse_date(headers.get("Date", ""))
        if zoho_time is None:
            return
        self._clock.hear(zoho_time)
        if self._flight.acquire(blocking=False):
            try:
                if self._token and self._lives():
                    self._hold(self._token)
            finally:
                self._flight.release()

    # All below is called by one thread at a time, the one that has `_flight`.

    @forget_locals
    def _renewed(self) -> Secret:
        if not self._flight.acquire(blocking=not self._lives()):
            return self._secret
        try:
            if not self._is_fresh():
                self._renew()
            return self._secret
        finally:
            self._flight.release()

    def _renew(self) -> None:
        try:
            self._look_or_refresh(wait=False)
        except WalkthroughError as error:
            if not self._lives():
                raise
            quiet = error.reason == "token-busy" or isinstance(error, (RefreshPaused, InputError))
            level = logging.DEBUG if quiet else logging.WARNING
            _log.log(level, "The access token could not be renewed yet. %s", error.what)
            self._fresh_until = min(self._dead_at, self._steady() + RETRY_SECONDS)

    def _look_or_refresh(self, *, wait: bool) -> None:
        if self._take(self.store.load(self.name)):
            return
        seconds = ALONE_SECONDS if wait or not self._lives() else 0.0
        with self.store.alone(self.name, seconds):
            stored = self.store.load(self.name)
            if not self._take(stored):
                stored.refreshes.refuse_if_paused(self._now())
                self._refresh(stored)

    def _take(self, stored: Stored) -> bool:
        """Use what another thread or process has got, and say whether it is fresh."""
        token = stored.token
        if token is None or token.access_token == self._refused:
            return False
        dead_at = self._steady() + self._clock.seconds_left(token)
        if self._refused or dead_at > self._dead_at:
            self._hold(token)
        return self._is_fresh()

    def _refresh(self, stored: Stored) -> Token:
        center, client = self._issuer_of(stored.token_in_hand)
        used, now = stored.refresh_token_in_hand, self._now
        self.store.change(lambda stored: stored.trying_refresh(now()), self.name)
        try:
            new = refresh_access_token(self._send, center, client, used, now=now)
        except (TokenEndpointError, TransportError) as error:
            failed = functools.partial(Stored.refresh_failed, used=used, error=error, now=now())
            self._save(failed)
            raise
        self._clock.hear(new.issued_at)
        saved = self._save(lambda stored: stored.refreshed(used, new))
        # What cannot be saved is used all the same: its refresh token stands in the store.
        token = saved.token if saved and saved.token else replace(new, refresh_token=used)
        self._hold(token)
        return token

    def _save(self, change: Callable[[Stored], Stored]) -> Stored | None:
        try:
            return self.store.change(change, self.name)
        except StoreError as error:
            _log.warning("What became of a refresh could not be saved. %s", error.what)
            return None

    def _issuer_of(self, token: Token) -> tuple[DataCenter, Client]:
        if token.client_id != self._client.client_id:
            raise InputError(
                f"The stored token belongs to the client {token.client_id}, but this keeper has "
                f"{self._client.client_id}.",
                "Give it the client that the token was issued to.",
                reason="token-of-another-client",
            )
        return find_by_location(self.centers, token.data_center), self._client

    def _hold(self, token: Token) -> None:
        dead_at = self._steady() + self._clock.seconds_left(token)
        self._token, self._secret, self._refused = token, token.access_token, None
        self._dead_at = dead_at
        self._fresh_until = dead_at - min(self._leeway, token.lifetime / 4)

    def _lives(self) -> bool:
        return self._steady() < self._dead_at

    def _is_fresh(self) -> bool:
        return self._steady() < self._fresh_until

    def _after_fork(self) -> None:
        # A thread of the parent may have had it; in the child there is no such thread.
        self._flight = threading.Lock()


_keepers: weakref.WeakSet[TokenKeeper] = weakref.WeakSet()


def _after_fork() -> None:
    for keeper in list(_keepers):
        keeper._after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
