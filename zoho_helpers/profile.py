"""Who the reader is: profile, client, clock. The ground that `session` walks the flow on."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import fields, replace

from zoho_helpers.data_centers import (
    ZOHO,
    DataCenter,
    find_by_location,
    practice_data_centers,
)
from zoho_helpers.errors import InputError, forget_locals
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.settings import (
    LIVE,
    Client,
    Home,
    Settings,
    check_redirect_uri,
    load_settings,
    save_settings,
)
from zoho_helpers.transport import refuse_other_profile


class Profile:
    """One reader in one profile, with the client they registered (steps 1 to 3).

    Args:
        home: Where the profile's files live.
        practice: Control plane of practice Zoho; None in the live profile.
        environ: Variables that win over `.env` in the live profile.
    """

    def __init__(
        self, home: Home, practice: PracticeControl | None, environ: Mapping[str, str] | None = None
    ) -> None:
        self.home = home
        self.practice = practice
        self.centers = practice_data_centers(practice.url) if practice else ZOHO
        self._environ = environ

    @property
    def live(self) -> bool:
        """True where requests go to Zoho itself."""
        return self.home.profile == LIVE

    @property
    def settings(self) -> Settings:
        """The profile's settings, read anew."""
        return load_settings(self.home, self._environ)

    @property
    def _own_settings(self) -> Settings:
        """What the file says, without the environment: the part that is saved again."""
        return load_settings(self.home)

    @property
    def client(self) -> Client:
        """The registered client."""
        return self.settings.client

    @property
    def data_center(self) -> DataCenter:
        """The data center where the client is registered."""
        return find_by_location(self.centers, self.settings.data_center)

    def now(self) -> float:
        """The time in POSIX seconds: practice Zoho's clock in practice, this machine's in live."""
        return self.practice.now() if self.practice else time.time()

    def random_text(self, length: int) -> str:
        """Unguessable text of letters and digits for `state` and the PKCE verifier."""
        if self.practice:
            return self.practice.random_text(length)
        return secrets.token_urlsafe(length)[:length]

    def refuse_overruled(self, environ: Mapping[str, str]) -> None:
        """Refuse to save what a variable of the environment would overrule (live only).

        Raises:
            InputError: A variable such as `ZOHO_CLIENT_ID` is set.
        """
        names = [f"ZOHO_{item.name.upper()}" for item in fields(Settings)] if self.live else []
        found = [name for name in names if environ.get(name)]
        if found:
            raise InputError(
                f"{found[0]} is set in your environment, where it wins over what you would enter.",
                f"Unset it and start again: unset {' '.join(found)}",
                reason="environment-overrules",
            )

    def save_scopes(self, scopes: tuple[str, ...]) -> None:
        """Remember scopes for the next authorization; none at all are not remembered."""
        if scopes:
            self._save(replace(self._own_settings, scopes=scopes))

    def choose(self, data_center: str) -> Settings:
        """Remember the data center where the client is registered.

        In practice, a client of another data center is let go: it would be unknown in this one.
        """
        settings = self._own_settings
        center = find_by_location(self.centers, data_center)
        if self.practice and center.location != settings.data_center:
            settings = replace(settings, client_id="", client_secret=None)
        return self._save(replace(settings, data_center=center.location))

    @forget_locals
    def register(self, name: str, homepage_url: str, redirect_uri: str) -> Client:
        """Register a client at practice Zoho's console (steps 1 to 3), and save it.

        Raises:
            PracticeError: The console refused a field; the message is the console's.
        """
        if self.practice is None:
            raise InputError("In live, a client is registered in Zoho's own console.")
        settings = self._own_settings
        record = self.practice.register_client(
            name=name,
            homepage_url=homepage_url,
            redirect_uris=[redirect_uri.strip()],
            data_center=settings.data_center,
        )
        self._save(
            replace(
                settings,
                client_type="server",
                client_id=record["client_id"],
                client_secret=Secret(record["client_secret"]),
                redirect_uri=redirect_uri.strip(),
            )
        )
        return self.client

    @forget_locals
    def use_client(
        self, client_id: str, client_secret: str, redirect_uri: str, client_type: str = "server"
    ) -> Client:
        """Save a client that the reader registered in the console.

        Raises:
            InputError: A field is empty or of the wrong form; `field` names it.
        """
        for name, value in (("client_id", client_id), ("client_secret", client_secret)):
            if not value.strip():
                raise InputError(
                    f"The {name.replace('_', ' ')} is empty.",
                    "Copy it from the client's Client Secret tab in the API console.",
                    field=name,
                )
        refuse_other_profile([client_id.strip(), client_secret.strip()], live=self.live)
        settings = self._own_settings
        if client_type == "server":
            settings = replace(settings, redirect_uri=check_redirect_uri(redirect_uri))
        self._save(
            replace(
                settings,
                client_type=client_type,
                client_id=client_id.strip(),
                client_secret=Secret(client_secret.strip()),
            )
        )
        return self.client

    def _save(self, settings: Settings) -> Settings:
        save_settings(self.home, settings)
        return settings
