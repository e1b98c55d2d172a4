"""Where the reader stands in the flow: the profile, the client, the tokens, and the next step.

Each notebook is its own kernel, so its set-up cell calls `open_session`, which picks up what the
earlier steps left. In practice it does skipped steps for the reader and says so; in live it never
does anything at Zoho by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from zoho_helpers import authorization, redirect, token_endpoint
from zoho_helpers.api_call import ApiAnswer, api_data_center, call_api
from zoho_helpers.authorization import AuthorizationRequest
from zoho_helpers.data_centers import DataCenter, find_by_location
from zoho_helpers.errors import InputError, StoreError, forget_locals
from zoho_helpers.keyring_store import open_store
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.profile import Profile
from zoho_helpers.redaction import Secret
from zoho_helpers.redirect import AuthorizationResponse
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.settings import Client, Home
from zoho_helpers.token_file import Pending, Stored
from zoho_helpers.token_keeper import TokenKeeper
from zoho_helpers.tokens import Token
from zoho_helpers.transcript import Transcript
from zoho_helpers.transport import Transport, refuse_other_profile
from zoho_helpers.zoho_clock import steady_seconds

CODE_SECONDS = 120
SELF_CLIENT_CODE_SECONDS = 180


class Session(Profile):
    """One reader, one profile, one client.

    Args:
        home: Where the profile's files live.
        practice: Control plane of practice Zoho; None in the live profile.
        environ: Variables that win over `.env` in the live profile; `ZOHO_TOKEN_STORE` in both.
        name: Which token of the profile's store; empty for the one without a name.

    Attributes:
        transcript: Every round trip of this session, masked.
        done_for_you: Sentences on the steps that were done for the reader.
    """

    def __init__(
        self,
        home: Home,
        practice: PracticeControl | None,
        environ: Mapping[str, str] | None = None,
        name: str = "",
    ) -> None:
        super().__init__(home, practice, environ)
        self.name = name
        self.store = open_store(home.token_file, (environ or {}).get("ZOHO_TOKEN_STORE", ""))
        self.transcript = Transcript()
        self.transport = Transport(self.centers, live=self.live, transcript=self.transcript)
        self.done_for_you: list[str] = []
        self._unsaved: tuple[Token, Secret | None] | None = None

    def __repr__(self) -> str:
        return f"Session(profile={self.home.profile!r})"

    @property
    def stored(self) -> Stored:
        """What the store has under this session's name, read anew."""
        return self.store.load(self.name)

    def change_stored(self, change: Callable[[Stored], Stored]) -> Stored:
        """Change what the store has under this session's name."""
        return self.store.change(change, self.name)

    @property
    def token(self) -> Token | None:
        """The stored token, or None."""
        return self.stored.token

    @property
    def pending(self) -> Pending | None:
        """The authorization under way, or None."""
        return self.stored.pending

    def code_seconds_left(self) -> float:
        """Seconds until the code in hand dies, by the usual figures; 0 where there is none."""
        pending = self.pending
        if pending is None or pending.code is None:
            return 0.0
        life = SELF_CLIENT_CODE_SECONDS if pending.request is None else CODE_SECONDS
        return max(0.0, pending.received_at + life - self.now())

    # The steps, in the order of the flow.

    def authorize(
        self,
        scopes: tuple[str, ...] | None = None,
        *,
        access_type: str | None = None,
        prompt: str | None = "consent",
        pkce: bool = True,
    ) -> AuthorizationRequest:
        """Build the authorization request (step 4) and remember it until its answer comes."""
        settings, client = self.settings, self.client
        refuse_other_profile([client.client_id], live=self.live)
        request = authorization.build_authorization_request(
            self.data_center,
            client_id=client.client_id,
            redirect_uri=client.redirect_uri,
            scopes=settings.scopes if scopes is None else scopes,
            access_type=access_type or settings.access_type,
            prompt=prompt,
            state=self.random_text(32),
            code_verifier=Secret(self.random_text(64)) if pkce else None,
        )
        self.change_stored(lambda stored: replace(stored, pending=Pending(request)))
        return request

    @forget_locals
    def paste(self, pasted: str) -> AuthorizationResponse:
        """Read the redirect that the reader pasted (step 5) and keep its code.

        Raises:
            InputError: It is not the answer to the request under way; `reason` says why.
            RefusedError: It names an accounts server that is not Zoho's.
        """
        stored = self.stored
        request = None
        if self.client.client_type != "self":
            request = stored.request_under_way
        response = redirect.parse_authorization_response(
            pasted,
            centers=self.centers,
            home_center=self.data_center,
            request=request,
            refresh_token=stored.token.refresh_token if stored.token else None,
        )
        pending = Pending(request, response.code, response.data_center.location, self.now())
        self.change_stored(lambda now: replace(now, pending=pending))
        return response

    def exchange(self) -> Token:
        """Exchange the code in hand for tokens (step 6) and store them. Uses the code up.

        Raises:
            InputError: There is no code in hand.
            StoreError: The token file cannot be written. That is found out before the code is
                sent; if it happens after all, the tokens stay in memory for another press.
        """
        if self._unsaved and self._unsaved[1] and (kept := self._keep_unsaved()):
            return kept
        self._keep_unsaved()
        pending = self.stored.code_in_hand
        code = pending.code or Secret("")
        self.store.check_writable()
        request = pending.request
        token = token_endpoint.exchange_authorization_code(
            self.transport.send,
            find_by_location(self.centers, pending.data_center),
            self.client,
            code,
            code_verifier=request.code_verifier if request else None,
            now=self.now,
        )
        return self._keep(token, code)

    def refresh(self) -> Token:
        """Get a new access token (step 7) and store it beside the old refresh token.

        Raises:
            InputError: There is no refresh token, or it is another client's.
            StoreError: As for `exchange`.
        """
        self._keep_unsaved()
        center, client = self._issuer_of(self.stored.token_in_hand)
        self.store.check_writable()
        token = token_endpoint.refresh_access_token(
            self.transport.send, center, client, self.refresh_token, now=self.now
        )
        return self._keep(token, None)

    @property
    def refresh_token(self) -> Secret:
        """The stored refresh token.

        Raises:
            InputError: There is none.
        """
        return self.stored.refresh_token_in_hand

    def check(self, name: str) -> ApiAnswer:
        """Call an API with the access token (`name` is a row of `services.CHECK_CALLS`)."""
        token = self.stored.token_in_hand
        # Practice Zoho may have come back on another port than the one that the token names.
        practice_center = find_by_location(self.centers, token.data_center)
        center = practice_center if self.practice else api_data_center(self.centers, token)
        return call_api(self.transport.send, center, token, CHECK_CALLS[name])

    @property
    def token_to_revoke(self) -> Secret:
        """The refresh token; the access token where there is none."""
        token = self.stored.token_in_hand
        return token.refresh_token or token.access_token

    def revoke(self, *, old_endpoint: bool = False) -> Secret:
        """Revoke the refresh token, which ends its access tokens too, and forget both.

        Where there is no refresh token, the access token is revoked.

        Returns:
            What was revoked.

        Raises:
            StoreError: The token file cannot be written; the message says if it was revoked.
        """
        stored = self.stored.token_in_hand
        center, client = self._issuer_of(stored)
        self.store.check_writable()
        kind = "refresh_token" if stored.refresh_token else "access_token"
        send, token = self.transport.send, stored.refresh_token or stored.access_token
        if old_endpoint:
            token_endpoint.revoke_token_at_old_endpoint(send, center, token)
        else:
            token_endpoint.revoke_token(send, center, client, token, kind)
        try:
            self.change_stored(lambda now: now.without_token(token))
        except StoreError as error:
            what = f"The token is revoked at Zoho, but {error.what}"
            raise StoreError(what, error.fix, reason=error.reason) from None
        return token

    def keeper(self) -> TokenKeeper:
        """Return a keeper of this session's token, which is always fresh.

        In practice it goes by practice Zoho's clock, which can be moved, and asks it each time.
        """
        return TokenKeeper(
            self.store,
            self.transport.send,
            self.centers,
            self.client,
            name=self.name,
            now=self.now,
            steady=steady_seconds if self.live else self.now,
        )

    def accept_in_browser(self, request: AuthorizationRequest) -> str:
        """Practice only: press Accept on the consent page; return the address it leads to."""
        if self.practice is None:
            raise InputError("Only you can consent at Zoho: open the URL in a browser.")
        return str(self.practice.as_user("accept", url=request.url)["location"])

    def take_up(self, pending: Pending) -> None:
        """Go back to an authorization as it was, for trying the same code twice."""
        self.change_stored(lambda stored: replace(stored, pending=pending))

    def _keep(self, token: Token, used_code: Secret | None) -> Token:
        """Store a new token; until that is done it is remembered."""
        self._unsaved = (token, used_code)
        return self._keep_unsaved() or token

    def _keep_unsaved(self) -> Token | None:
        """Store the token that could not be stored before, if there is one, and return it."""
        if self._unsaved is None:
            return None
        token, used_code = self._unsaved

        def keep(stored: Stored) -> Stored:
            before = stored if used_code else stored.trying_refresh(token.created_at)
            return before.with_token(token, used_code)

        try:
            kept = self.change_stored(keep)
        except StoreError as error:
            fix = f"{error.fix} The new token is still in memory: then press the button again."
            raise StoreError(error.what, fix, reason=error.reason) from None
        self._unsaved = None
        return kept.token

    def _issuer_of(self, token: Token) -> tuple[DataCenter, Client]:
        """Return who issued a token, and the client it was issued to.

        Raises:
            InputError: It was issued to another client than the one in the settings.
        """
        client = self.client
        if token.client_id != client.client_id:
            raise InputError(
                f"The stored token belongs to the client {token.client_id}, but your settings name "
                f"{client.client_id}.",
                "Put that client back in 01_register_client, or walk through 02 to 04 again for "
                "a token of this one.",
                reason="token-of-another-client",
            )
        return find_by_location(self.centers, token.data_center), client
