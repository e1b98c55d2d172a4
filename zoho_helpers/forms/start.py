"""The two doors of 00_start_here: the switch, and "I need a token now"."""

from __future__ import annotations

import os
from html import escape
from typing import Any

from zoho_helpers.data_centers import ZOHO, find_by_location
from zoho_helpers.errors import InputError
from zoho_helpers.forms.form import Field, Form, WireForm
from zoho_helpers.forms.panels import table, token_html
from zoho_helpers.opening import choose_profile, open_session, practice_lab
from zoho_helpers.redirect import parse_authorization_response
from zoho_helpers.services import first_check
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, PRACTICE, Settings
from zoho_helpers.tokens import Token

CENTERS = tuple((f"{c.location}: {c.country}", c.location) for c in ZOHO.values())
"""The data centers, for choosing."""


class ChooseForm(Form[Settings]):
    """Which Zoho to talk to, and in which data center."""

    name = "choose"
    title = "Choose the profile and the data center"
    button = "Choose"

    def make_fields(self) -> list[Field]:
        """Profile and data center."""
        center = self.session.settings.data_center
        profiles = (PRACTICE, LIVE)
        return [
            Field("profile", "Profile", self.session.home.profile, "choice", profiles),
            Field("data_center", "Data center", center, "choice", CENTERS),
        ]

    def act(self, values: dict[str, Any]) -> Settings:
        """Set the switch, and keep the data center in the profile that was chosen."""
        overruling = os.environ.get("ZOHO_PROFILE", "").strip().lower()
        if overruling not in ("", values["profile"]):
            raise InputError(
                f"ZOHO_PROFILE is {overruling!r} in your environment, where it wins over this.",
                "Unset it and start again.",
                reason="environment-overrules",
                field="profile",
            )
        chosen = self.session
        if values["profile"] != self.session.home.profile:
            chosen = open_session("start", profile=values["profile"])
        chosen.refuse_overruled(os.environ)
        settings = chosen.choose(values["data_center"])
        choose_profile(values["profile"])
        self._profile = values["profile"]
        return settings

    def show(self, result: Settings) -> str:
        """What was chosen, and what it means."""
        center = ZOHO[result.data_center]
        rows = [
            ("profile", self._profile),
            ("data center", f"{center.location} ({center.country})"),
            ("accounts server", center.accounts_url),
            ("API console", center.console_url),
        ]
        note = "Requests go to Zoho itself." if self._profile == LIVE else "Nothing leaves here."
        return (
            f"<p>✓ <b>{note}</b> In each open notebook, choose Kernel, Restart Kernel, and run it "
            "from the top.</p>" + table(rows)
        )


class TokenNowForm(WireForm[Token]):
    """A self client's code to tokens in one press: paste, exchange, check, save."""

    name = "token-now"
    title = "A token now, with a self client"
    button = "Exchange the code and save the tokens"

    def __init__(self, session: Session) -> None:
        # In practice the door is tried on a client of its own, so that the walk is left as it is.
        super().__init__(session if session.live else practice_lab("start"))

    def make_fields(self) -> list[Field]:
        """What the console shows, and the code that it makes."""
        settings = self.session.settings
        return [
            Field("data_center", "Data center", settings.data_center, "choice", CENTERS),
            Field("client_id", "Client ID", settings.client_id, hint="1000."),
            Field("client_secret", "Client Secret", kind="secret"),
            Field("code", "Code", kind="secret"),
        ]

    def costs(self) -> str:
        """What the press uses up."""
        if not self.session.live:
            return (
                "In practice, leave it empty and run the next cell: practice makes a self client "
                "and a code for you."
            )
        cost = (
            "This uses the code up, and takes one of the 20 refresh tokens that Zoho keeps for "
            "each user and client."
        )
        known = self.session.settings
        if known.client_id and known.client_type != "self":
            cost += f" It replaces the client {known.client_id} in .env: keep its secret first."
        return cost

    def practice_values(self) -> dict[str, Any]:
        """In practice: make a self client and a code in the console."""
        practice = self.session.practice
        if practice is None:
            return {}
        client = practice.register_client(name="Self Client", client_type="self")
        scope = ",".join(self.session.settings.scopes)
        code = practice.as_user("self-client-code", client_id=client["client_id"], scope=scope)
        return {name: client[name] for name in ("client_id", "client_secret")} | {
            "code": code["code"]
        }

    def act(self, values: dict[str, Any]) -> Token:
        """Check what was entered, save the client, exchange the code, and try the token."""
        session = self.session
        session.refuse_overruled(os.environ)
        # All is read before anything is saved: the client in .env is not replaced for a typo.
        parse_authorization_response(
            values["code"],
            centers=session.centers,
            home_center=find_by_location(session.centers, values["data_center"]),
            request=None,
        )
        session.use_client(
            values["client_id"], values["client_secret"], session.settings.redirect_uri, "self"
        )
        session.choose(values["data_center"])
        session.paste(values["code"])
        token = session.exchange()
        session.save_scopes(token.scopes)
        self._answer = self._check(token)
        return token

    def _check(self, token: Token) -> str:
        name = first_check(token.scopes)
        if name:
            return self.session.check(name).meaning
        return "Not checked: none of its scopes fits one of our read-only calls."

    def show(self, result: Token) -> str:
        """The tokens, masked, and where they are."""
        home = self.session.home
        files = table([("client", home.env_file.name), ("tokens", home.token_file.name)])
        head = f"<p>✓ <b>You have tokens.</b> {escape(self._answer)}</p>"
        return head + token_html(result, self.session.now()) + "<p>Saved in:</p>" + files
