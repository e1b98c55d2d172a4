"""What every way is filled with: the reader's settings, and what they have got so far."""

from __future__ import annotations

from dataclasses import dataclass

from zoho_helpers.data_centers import DataCenter
from zoho_helpers.redaction import Secret
from zoho_helpers.services import CHECK_CALLS, CheckCall
from zoho_helpers.settings import Client


@dataclass(frozen=True)
class Kit:
    """The reader's settings.

    Attributes:
        center: Data center where the client is registered; practice Zoho's addresses in practice.
        client: The registered client.
        scopes: What is asked for.
        access_type: `offline` or `online`.
        check: The call that shows whether an access token works.
        refresh_token: Theirs; None before there is one.
        access_token: Theirs; None before there is one.
        api_domain: As the token reply named it; None before there is one.
        practice: True where all of it leads to practice Zoho.
    """

    center: DataCenter
    client: Client
    scopes: tuple[str, ...]
    access_type: str = "offline"
    check: CheckCall = CHECK_CALLS["crm-org"]
    refresh_token: Secret | None = None
    access_token: Secret | None = None
    api_domain: str | None = None
    practice: bool = False
