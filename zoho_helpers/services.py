"""The cheap read-only calls that show whether an access token works, as one table.

Sources: Zoho's product API documents, named in each row, as read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zoho_helpers.data_centers import DataCenter


@dataclass(frozen=True)
class CheckCall:
    """One read-only request that costs nothing and changes nothing.

    Attributes:
        name: How this project calls it.
        title: What it does, for a person.
        host: Which host of the data center serves it: `accounts_url` or `api_domain`.
        path: Path and query.
        scope: The scope that it needs.
        source: Where Zoho documents it.
    """

    name: str
    title: str
    host: str
    path: str
    scope: str
    source: str

    def url(self, center: DataCenter) -> str:
        """Return the full address of the call in a data center."""
        return f"{getattr(center, self.host)}{self.path}"


CHECK_CALLS: Mapping[str, CheckCall] = MappingProxyType(
    {
        call.name: call
        for call in (
            CheckCall(
                name="user-info",
                title="Who am I? (Zoho Accounts)",
                host="accounts_url",
                path="/oauth/user/info",
                scope="AaaServer.profile.READ",
                source="https://www.zoho.com/accounts/protocol/oauth/use-access-token.html",
            ),
            CheckCall(
                name="crm-user",
                title="The CRM user behind this token",
                host="api_domain",
                path="/crm/v8/users?type=CurrentUser",
                scope="ZohoCRM.users.READ",
                source="https://github.com/zoho/zohocrm-python-sdk-8.0",
            ),
            CheckCall(
                name="crm-org",
                title="The CRM organization of this token",
                host="api_domain",
                path="/crm/v8/org",
                scope="ZohoCRM.org.READ",
                source="https://www.zoho.com/crm/developer/docs/api/v8/scopes.html",
            ),
        )
    }
)

DEFAULT_SCOPES = ("AaaServer.profile.READ", "ZohoCRM.users.READ", "ZohoCRM.org.READ")
"""What the walkthrough asks for: enough for every check call, and nothing that can change data."""


def first_check(scopes: tuple[str, ...]) -> str | None:
    """Return the name of the first check call that the scopes cover, or None."""
    return next((name for name, call in CHECK_CALLS.items() if _covers(scopes, call.scope)), None)


def _covers(scopes: tuple[str, ...], needed: str) -> bool:
    """Say whether one is the scope itself, or its group's with ALL in the last place."""
    granted = {scope.upper() for scope in scopes}
    return bool(granted & {needed.upper(), f"{needed.rpartition('.')[0]}.ALL".upper()})
