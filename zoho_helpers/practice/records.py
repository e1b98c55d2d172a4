"""What practice Zoho keeps of each client, code and token."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Client:
    """A registered client.

    Attributes:
        client_type: One of `registration.CLIENT_TYPES`.
        data_center: Where it is registered.
        secrets: Each data center where it is enabled, with the secret that counts there.
        javascript_domains: Of a client-based application; empty for the others.
    """

    client_id: str
    name: str
    client_type: str
    homepage_url: str
    redirect_uris: list[str]
    data_center: str
    secrets: dict[str, str]
    javascript_domains: list[str] = field(default_factory=list)


@dataclass
class Code:
    """An authorization code.

    Attributes:
        user: Data center of the practice user who consented.
        redirect_uri: The one it was sent to; empty for a self client's code.
        nonce: OpenID Connect's; empty for none.
        instance_level: An administrator consented for the organization.
    """

    code: str
    client_id: str
    user: str
    redirect_uri: str
    scopes: list[str]
    gives_refresh_token: bool
    issued_at: float
    lifetime: float
    code_challenge: str = ""
    code_challenge_method: str = ""
    nonce: str = ""
    instance_level: bool = False
    used: bool = False

    def is_alive(self, now: float) -> bool:
        """Say whether it can still be exchanged."""
        return not self.used and now < self.issued_at + self.lifetime


@dataclass
class RefreshToken:
    """A refresh token.

    Attributes:
        user: Data center of the practice user who consented.
        access_tokens: Those made from it that may still be alive, oldest first.
        instance_level: It stays when that user is removed.
        ended: Why it no longer works; empty while it does.
    """

    token: str
    client_id: str
    user: str
    scopes: list[str]
    issued_at: float
    access_tokens: list[str] = field(default_factory=list)
    instance_level: bool = False
    window_began: float = 0.0
    refreshes: int = 0
    ended: str = ""

    def is_alive(self, now: float) -> bool:
        """Say whether it still works; it never grows too old."""
        return not self.ended


@dataclass
class AccessToken:
    """An access token.

    Attributes:
        refresh_token: What it was made from; empty for online access.
        user: Data center of the practice user whom it speaks for.
        organization: Of client credentials, the one it is bound to; 0 for the user's own.
    """

    token: str
    refresh_token: str
    client_id: str
    user: str
    scopes: list[str]
    issued_at: float
    lifetime: float
    organization: int = 0
    instance_level: bool = False
    ended: str = ""

    def is_alive(self, now: float) -> bool:
        """Say whether it still opens an API."""
        return not self.ended and now < self.issued_at + self.lifetime


@dataclass
class DeviceGrant:
    """What a device waits for while its user goes to the device page.

    Attributes:
        device_code: What the device polls with.
        user_code: What the user types.
        is_offline: It asked for offline access.
        asks_again: It asked with `prompt=consent`.
        lifetime: Seconds until both are too old.
        polled_at: When the device asked last; 0 for never.
        user: Data center of the practice user who answered; empty until then.
        answer: `accepted` or `rejected`; empty until then.
        gives_refresh_token: Settled with the answer.
        used: Its tokens were fetched.
    """

    device_code: str
    user_code: str
    client_id: str
    scopes: list[str]
    is_offline: bool
    asks_again: bool
    issued_at: float
    lifetime: float
    polled_at: float = 0.0
    user: str = ""
    answer: str = ""
    gives_refresh_token: bool = False
    used: bool = False

    def is_alive(self, now: float) -> bool:
        """Say whether it can still be answered or fetched."""
        return not self.used and now < self.issued_at + self.lifetime


@dataclass
class EnhanceToken:
    """A scope enhancement token: a ticket to add scopes to one refresh token."""

    token: str
    refresh_token: str
    client_id: str
    issued_at: float
    lifetime: float
    used: bool = False

    def is_alive(self, now: float) -> bool:
        """Say whether it can still be used."""
        return not self.used and now < self.issued_at + self.lifetime
