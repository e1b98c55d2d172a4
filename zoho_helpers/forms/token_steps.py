"""One form for each step from the code on: exchange, refresh, use, revoke."""

from __future__ import annotations

from html import escape
from typing import Any

from zoho_helpers.api_call import ApiAnswer
from zoho_helpers.errors import InputError
from zoho_helpers.forms.countdown import code_countdown, token_countdown
from zoho_helpers.forms.form import Field, WireForm
from zoho_helpers.forms.panels import code_block, knowledge, token_html
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.session import Session
from zoho_helpers.tokens import Token


class TokenForm(WireForm[Token]):
    """A form that brings a token, whose life it counts down."""

    headline = ""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._token_clock = token_countdown(session)

    def fetch(self) -> Token:
        """Get and store the token."""
        raise NotImplementedError

    def act(self, values: dict[str, Any]) -> Token:
        """Get the token and count its life down."""
        token = self.fetch()
        self._token_clock.start()
        return token

    def show(self, result: Token) -> str:
        """The tokens, masked."""
        head = f"<p>✓ <b>{self.headline}</b></p>"
        if result.refresh_token is None:
            head = "<p><b>You have an access token, but no refresh token came with it.</b></p>"
            head += knowledge("refresh-token-first-time")
        return head + token_html(result, self.session.now())

    def extras(self) -> list[Any]:
        """The countdown."""
        return [self._token_clock.start()]


class ExchangeForm(TokenForm):
    """Step 6: the code for an access token and a refresh token."""

    name = "exchange"
    title = "Exchange the code for tokens"
    button = "Exchange the code"
    headline = "You have tokens."

    def costs(self) -> str:
        """A code works once."""
        return "This uses the code up: it works once."

    def fetch(self) -> Token:
        """Exchange and store."""
        return self.session.exchange()

    def extras(self) -> list[Any]:
        """Both countdowns; an older token's is not started."""
        return [code_countdown(self.session).start(), self._token_clock.widget]


class RefreshForm(TokenForm):
    """Step 7: a new access token from the refresh token."""

    name = "refresh"
    title = "Get a new access token"
    button = "Refresh"
    headline = "A new access token, and the refresh token you had."

    def costs(self) -> str:
        """One of ten."""
        return "This is one of the ten refreshes that Zoho allows in ten minutes."

    def fetch(self) -> Token:
        """Refresh and store."""
        return self.session.refresh()


class CallForm(WireForm[ApiAnswer]):
    """Use the access token: one read-only call."""

    name = "call"
    title = "Call an API with the access token"
    button = "Call it"

    def make_fields(self) -> list[Field]:
        """Which call."""
        first = next(iter(CHECK_CALLS))
        return [Field("call", "Call", first, "choice", tuple(CHECK_CALLS))]

    def act(self, values: dict[str, Any]) -> ApiAnswer:
        """Make the call."""
        return self.session.check(values["call"])

    def show(self, result: ApiAnswer) -> str:
        """What the answer means."""
        sign = "✓" if result.ok else "✗"
        return f"<p>{sign} <b>{escape(result.meaning)}</b></p><p>{escape(result.fix)}</p>"


class RevokeForm(WireForm[str]):
    """The way back: end the refresh token and all its access tokens."""

    name = "revoke"
    title = "Revoke the refresh token"
    button = "Revoke"

    def make_fields(self) -> list[Field]:
        """Which endpoint; in live also the last four characters of the token."""
        ends = ("current endpoint", "old endpoint")
        fields = [Field("endpoint", "Endpoint", ends[0], "choice", ends)]
        if self.session.live:
            fields.append(Field("last_four", "Last 4 characters of the refresh token"))
        return fields

    def costs(self) -> str:
        """What dies."""
        return "This ends the refresh token and every access token made from it, for good."

    def act(self, values: dict[str, Any]) -> str:
        """Revoke, after the reader has typed what they revoke."""
        token = self.session.token_to_revoke
        if self.session.live and values.get("last_four", "").strip() != token.reveal()[-4:]:
            raise InputError(
                f"Those are not the last four characters of {token}.",
                "Type them as shown, so that you revoke the token you mean.",
                reason="not-confirmed",
                field="last_four",
            )
        return str(self.session.revoke(old_endpoint=values["endpoint"] == "old endpoint"))

    def show(self, result: str) -> str:
        """What is gone."""
        return "<p>✓ <b>Revoked, and forgotten here too:</b></p>" + code_block(result)
