"""One form for each step from the code on: exchange, refresh, use, revoke."""

from __future__ import annotations

from typing import Any

from zoho_helpers.api_call import ApiAnswer
from zoho_helpers.errors import InputError
from zoho_helpers.forms.countdown import code_countdown, token_countdown
from zoho_helpers.forms.form import Field, WireForm
from zoho_helpers.forms.panels import code_block, knowledge, token_html
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.session import Session
from zoho_helpers.tokens import Token


class ExchangeForm(WireForm[Token]):
    """Step 6: the code for an access token and a refresh token."""

    name = "exchange"
    title = "Exchange the code for tokens"
    button = "Exchange the code"

    def costs(self) -> str:
        """A code works once."""
        return "This uses the code up: it works once."

    def act(self, values: dict[str, Any]) -> Token:
        """Exchange and store."""
        token = self.session.exchange()
        self._token_clock.start()
        return token

    def show(self, result: Token) -> str:
        """The tokens, masked."""
        head = "<p>✓ <b>You have tokens.</b></p>"
        if result.refresh_token is None:
            head = "<p><b>You have an access token, but no refresh token came with it.</b></p>"
            head += knowledge("refresh-token-first-time")
        return head + token_html(result, self.session.now())

    def extras(self) -> list[Any]:
        """Both countdowns."""
        return [code_countdown(self.session).start(), self._token_clock.widget]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._token_clock = token_countdown(self.session)


class RefreshForm(WireForm[Token]):
    """Step 7: a new access token from the refresh token."""

    name = "refresh"
    title = "Get a new access token"
    button = "Refresh"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._token_clock = token_countdown(self.session)

    def costs(self) -> str:
        """One of ten."""
        return "This is one of the ten refreshes that Zoho allows in ten minutes."

    def act(self, values: dict[str, Any]) -> Token:
        """Refresh and store."""
        token = self.session.refresh()
        self._token_clock.start()
        return token

    def show(self, result: Token) -> str:
        """The tokens, masked."""
        head = "<p>✓ <b>A new access token, and the refresh token you had.</b></p>"
        return head + token_html(result, self.session.now())

    def extras(self) -> list[Any]:
        """The access token's countdown."""
        return [self._token_clock.start()]


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
        return f"<p>{sign} <b>{result.meaning}</b></p><p>{result.fix}</p>"


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
        token = self.session.refresh_token
        if self.session.live and values.get("last_four", "").strip() != token.reveal()[-4:]:
            raise InputError(
                f"Those are not the last four characters of {token}.",
                "Type them as shown, so that you revoke the token you mean.",
                reason="not-confirmed",
                field="last_four",
            )
        self.session.revoke(old_endpoint=values["endpoint"] == "old endpoint")
        return str(token)

    def show(self, result: str) -> str:
        """What is gone."""
        return "<p>✓ <b>Revoked, and forgotten here too:</b></p>" + code_block(result)
