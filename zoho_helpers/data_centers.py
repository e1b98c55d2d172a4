"""Zoho's data centers: one record each, one table, and the list of hosts that may be called.

A Zoho account lives in one data center. Its tokens are made by that center's accounts server and
are unknown everywhere else. Hosts come from this table and from nowhere else: a reply or a redirect
that names another host is refused, because whoever runs that host would get the client secret.

Sources, read November 2026: the multi-DC pages of Zoho Accounts and of the CRM, Bigin and WorkDrive
API documents (https://www.zoho.com/accounts/protocol/oauth/multi-dc.html and the pages it links).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlsplit

from zoho_helpers.errors import InputError, RefusedError
from zoho_helpers.redaction import mask_text, mask_url


@dataclass(frozen=True)
class DataCenter:
    """One data center.

    Attributes:
        location: Zoho's short name, as in `location=eu` of a redirect.
        country: Where it is, in words.
        accounts_url: The accounts server, without a trailing slash. Token requests go here.
        api_domain: Host of the APIs that follow `api_domain` (CRM, Books, ...).
        console_url: The API console, where clients are registered.
        listed: True where Zoho's own multi-DC page lists it.
    """

    location: str
    country: str
    accounts_url: str
    api_domain: str
    console_url: str
    listed: bool = True

    @property
    def token_url(self) -> str:
        """The token endpoint."""
        return f"{self.accounts_url}/oauth/v2/token"


def _zoho(location: str, country: str, tld: str, listed: bool = True) -> DataCenter:
    return DataCenter(
        location=location,
        country=country,
        accounts_url=f"https://accounts.zoho.{tld}",
        api_domain=f"https://www.zohoapis.{tld}",
        console_url=f"https://api-console.zoho.{tld}",
        listed=listed,
    )


ZOHO: Mapping[str, DataCenter] = MappingProxyType(
    {
        center.location: center
        for center in (
            _zoho("us", "United States", "com"),
            _zoho("eu", "Europe", "eu"),
            _zoho("in", "India", "in"),
            _zoho("au", "Australia", "com.au"),
            _zoho("jp", "Japan", "jp"),
            # Canada is the odd one: accounts.zoho.ca does not exist, www.zohoapis.ca does.
            replace(
                _zoho("ca", "Canada", "ca"),
                accounts_url="https://accounts.zohocloud.ca",
                console_url="https://api-console.zohocloud.ca",
            ),
            _zoho("sa", "Saudi Arabia", "sa"),
            _zoho("uk", "United Kingdom", "uk"),
            _zoho("cn", "China", "com.cn", listed=False),
            _zoho("ae", "United Arab Emirates", "ae", listed=False),
            _zoho("sg", "Singapore", "sg", listed=False),
        )
    }
)
"""Zoho's own data centers, by location."""


def practice_data_centers(practice_url: str) -> Mapping[str, DataCenter]:
    """Return the same centers as practice Zoho serves them: `us` at its root, `eu` at `/eu`, ...

    Args:
        practice_url: Address of practice Zoho, without a trailing slash.
    """
    return MappingProxyType(
        {
            location: replace(
                center,
                accounts_url=practice_url + prefix,
                api_domain=practice_url + prefix,
                console_url=f"{practice_url}{prefix}/console",
            )
            for location, center in ZOHO.items()
            for prefix in ["" if location == "us" else f"/{location}"]
        }
    )


def find_by_location(centers: Mapping[str, DataCenter], location: str) -> DataCenter:
    """Return the data center of a location such as `eu`.

    Raises:
        InputError: No data center has that name.
    """
    center = centers.get(location.strip().lower())
    if center is None:
        raise InputError(
            f"There is no data center {mask_text(location)[:40]!r}.",
            f"Use one of: {', '.join(centers)}.",
            reason="data-center-unknown",
            field="data_center",
        )
    return center


def find_by_accounts_server(centers: Mapping[str, DataCenter], url: str) -> DataCenter:
    """Return the data center whose accounts server this is, by exact scheme, host and port.

    Raises:
        RefusedError: The server is not on the list, so nothing may be sent to it.
    """
    wanted = url.strip().rstrip("/").lower()
    for center in centers.values():
        if center.accounts_url.lower() == wanted:
            return center
    raise RefusedError(
        f"The accounts server {mask_url(url.strip())[:80]!r} is not one of Zoho's.",
        "Nothing was sent to it: it would have received your client secret. "
        "Start the flow again from your own authorization URL.",
        reason="accounts-server-unknown",
    )


def takes_tokens(centers: Mapping[str, DataCenter], url: str) -> bool:
    """Say whether an access token may be sent to an address: a host of these data centers.

    At Zoho each product can have a host of its own, such as `desk.zoho.eu`: over https it is one
    where its domain is that of an accounts server or an API domain.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    known = [url for center in centers.values() for url in (center.accounts_url, center.api_domain)]
    if any(f"{url}/".startswith(f"{origin}/") for url in known):
        return True
    domains = [urlsplit(url).netloc.partition(".") for url in known if url.startswith("https://")]
    host = (parts.hostname or "").lower()
    return (
        parts.scheme == "https"
        and port in (None, 443)
        and re.fullmatch(r"[a-z0-9.-]+", host) is not None
        and any(host.endswith(f".{domain}") for _, _, domain in domains)
    )


def zoho_url(url: str, practice_url: str) -> str:
    """Return the address that a practice URL has at the real Zoho; other URLs stay as they are."""
    if not f"{url}/".startswith(f"{practice_url}/"):
        return url
    first, _, rest = url[len(practice_url) :].lstrip("/").partition("/")
    center = ZOHO.get(first)
    path = f"/{rest}" if center else url[len(practice_url) :]
    center = center or ZOHO["us"]
    if path.startswith("/console"):
        return center.console_url + "/"
    return (center.accounts_url if path.startswith("/oauth/") else center.api_domain) + path
