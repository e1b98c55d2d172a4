"""One form for each step up to the code: register, authorize, paste."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from zoho_helpers.authorization import AuthorizationRequest
from zoho_helpers.errors import InputError, WalkthroughError
from zoho_helpers.forms.countdown import Countdown, code_countdown
from zoho_helpers.forms.form import WIDE, Field, Form
from zoho_helpers.forms.panels import (
    browser_request,
    error_html,
    link_html,
    redirect_seen,
    table,
)
from zoho_helpers.opening import EXAMPLE_HOMEPAGE, EXAMPLE_NAME
from zoho_helpers.redirect import AuthorizationResponse
from zoho_helpers.redirect_listener import RedirectListener
from zoho_helpers.settings import Client, split_scopes
from zoho_helpers.transcript import display


class RegisterForm(Form[Client]):
    """Steps 1 to 3. In practice it registers; in live it saves what Zoho's console gave."""

    name = "register"

    @property
    def title(self) -> str:  # type: ignore[override]
        """What the form is for."""
        if self.session.live:
            return "Save the client that Zoho's console gave you"
        return "Register a client at practice Zoho's console"

    @property
    def button(self) -> str:  # type: ignore[override]
        """What pressing does."""
        return "Save in .env" if self.session.live else "Register"

    def make_fields(self) -> list[Field]:
        """The post's three fields in practice; what the console gave in live."""
        settings = self.session.settings
        redirect = Field("redirect_uri", "Authorized Redirect URI", settings.redirect_uri)
        if not self.session.live:
            return [
                Field("client_name", "Client Name", EXAMPLE_NAME),
                Field("homepage_url", "Homepage URL", EXAMPLE_HOMEPAGE),
                redirect,
            ]
        kinds = ("server", "self")
        return [
            Field("client_type", "Client type", settings.client_type, "choice", kinds),
            Field("client_id", "Client ID", settings.client_id, hint="1000."),
            Field("client_secret", "Client Secret", kind="secret"),
            redirect,
        ]

    def act(self, values: dict[str, Any]) -> Client:
        """Register, or save."""
        if self.session.live:
            return self.session.use_client(
                values["client_id"],
                values["client_secret"],
                values["redirect_uri"],
                values["client_type"],
            )
        return self.session.register(
            values["client_name"], values["homepage_url"], values["redirect_uri"]
        )

    def show(self, result: Client) -> str:
        """The client, its secret masked."""
        rows = [
            ("Client ID", result.client_id),
            ("Client Secret", str(result.client_secret)),
            ("Authorized Redirect URI", result.redirect_uri or "none (self client)"),
            ("saved in", self.session.home.env_file.name),
        ]
        return "<p>✓ <b>You have a client.</b></p>" + table(rows)


class AuthorizeForm(Form[AuthorizationRequest]):
    """Step 4: build the authorization URL. Nothing is sent; the reader opens it."""

    name = "authorize"
    title = "Build the authorization URL"
    button = "Build the URL"

    def make_fields(self) -> list[Field]:
        """Every parameter that the reader can choose."""
        settings = self.session.settings
        kinds = ("offline", "online")
        return [
            Field("scopes", "scope", ",".join(settings.scopes)),
            Field("access_type", "access_type", settings.access_type, "choice", kinds),
            Field("consent", "prompt=consent", True, "check"),
            Field("pkce", "PKCE (S256)", True, "check"),
        ]

    def costs(self) -> str:
        """What a live consent with `prompt=consent` can kill."""
        if not self.session.live:
            return ""
        return (
            "With prompt=consent, accepting takes one of the 20 refresh tokens that Zoho keeps for "
            "this user and client. The oldest one dies, perhaps production's. Use a client of your "
            "own for learning."
        )

    def act(self, values: dict[str, Any]) -> AuthorizationRequest:
        """Build and remember the request."""
        return self.session.authorize(
            split_scopes(values["scopes"]),
            access_type=values["access_type"],
            prompt="consent" if values["consent"] else None,
            pkce=values["pkce"],
        )

    def show(self, result: AuthorizationRequest) -> str:
        """The link, and the parameters one by one."""
        rows = [(name, display(value)) for name, value in result.parameters.items()]
        return (
            "<p>✓ <b>Go on with 03_paste_the_code.</b> You open this link there, and press Accept: "
            "from then on the code lives two minutes.</p>"
            + link_html(result.url)
            + table(rows)
            + browser_request(result.url)
        )


class PasteForm(Form[AuthorizationResponse]):
    """Step 5: paste the redirect, or let a listener catch it."""

    name = "paste"
    title = "Paste the address that you were sent to"
    button = "Read it"
    _listener: RedirectListener | None = None

    def make_fields(self) -> list[Field]:
        """One field for whatever was copied."""
        pending = self.session.pending
        request = pending.request if pending else None
        hint = f"{request.redirect_uri}?state=...&code=..." if request else "1000."
        return [Field("redirect", "Address or code", kind="area", hint=hint)]

    def costs(self) -> str:
        """How little time there is."""
        return "The code lives a minute or two. Go on to the exchange at once."

    def practice_values(self) -> dict[str, Any]:
        """In practice: press Accept in the reader's place."""
        pending = self.session.pending
        if pending is None or pending.request is None:
            raise InputError("There is no authorization URL to accept.", "Start in 02_authorize.")
        return {"redirect": self.session.accept_in_browser(pending.request)}

    def act(self, values: dict[str, Any]) -> AuthorizationResponse:
        """Read and check it, and keep the code."""
        response = self.session.paste(values["redirect"])
        self._countdown.start()
        return response

    def show(self, result: AuthorizationResponse) -> str:
        """The code, masked, and where it goes."""
        rows = [
            ("code", str(result.code)),
            ("exchange it at", display(result.data_center.accounts_url)),
        ]
        head = "<p>✓ <b>You have a code. Go on with 04_exchange_the_code now.</b></p>"
        return head + table(rows) + redirect_seen(result).html

    @property
    def _countdown(self) -> Countdown:
        if not hasattr(self, "_clock"):
            self._clock = code_countdown(self.session)
        return self._clock

    def extras(self) -> list[Any]:
        """The listener's button, and the countdown."""
        self._listen = widgets.Button(description="Wait for the redirect instead", layout=WIDE)
        self._listen.add_class("press-listen")
        self._listen.on_click(lambda button: self.listen())
        return [self._listen, self._countdown.widget]

    def listen(self) -> RedirectListener | None:
        """Listen on the redirect URI's port. Says so where that cannot be done; never raises."""
        self._stop_listening()
        try:
            if self.session.client.client_type == "self":
                raise InputError(
                    "A self client's code comes from the console, not on a redirect.",
                    "Paste it above.",
                )
            request = self.session.store.load().request_under_way
            self._listener = RedirectListener(
                request.redirect_uri,
                lambda url: self.submit(redirect=url),
                on_end=self._listened,
            )
        except WalkthroughError as error:
            self._report(error_html(error))
            return None
        self._report(
            "<p>Listening for five minutes. Open the authorization URL and press Accept.</p>"
            + link_html(request.url)
        )
        return self._listener

    def press(self) -> None:
        """Read what was pasted; then nothing needs to listen any more."""
        self._stop_listening()
        super().press()

    def _stop_listening(self) -> None:
        listener, self._listener = self._listener, None
        if listener:
            listener.stop()

    def _listened(self, caught: bool) -> None:
        if caught:
            self._report(self._shown_result())
        elif self._listener:  # nobody stopped it: its time was up
            waited = "Nothing came within five minutes. Press again, or paste the address."
            self._report(f"<p>{waited}</p>")
