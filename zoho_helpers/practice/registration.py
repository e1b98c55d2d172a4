"""Clients: the five types, registering one, its data centers, and deleting it (steps 1 to 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice.issue import end_tokens, forget_client
from zoho_helpers.practice.records import Client
from zoho_helpers.practice.state import State

MOST_CLIENTS = 1000
_CREDENTIAL = re.compile(r"[!-~]{0,200}")
_NAME_LENGTH = 100
_MOST_URIS, _URI_LENGTH = 20, 2000


class ConsoleRefusal(ValueError):
    """A field is not valid; the text is the console's own."""


@dataclass(frozen=True)
class ClientType:
    """One of the console's client types.

    Attributes:
        title: What the console calls it.
        hint: Whom it is for.
        fields: What the console asks for, besides the name.
        response_type: What the authorization endpoint takes from it; empty for nothing.
        prefix: How its client ids and tokens begin.
    """

    title: str
    hint: str
    fields: tuple[str, ...]
    response_type: str = ""
    prefix: str = "1000"


CLIENT_TYPES: Mapping[str, ClientType] = {
    "server": ClientType(
        "Server-based Applications",
        "A program on a server, or a script with a browser beside it. The walkthrough uses this.",
        ("homepage_url", "redirect_uri"),
        "code",
    ),
    "client-based": ClientType(
        "Client-based Applications",
        "JavaScript in a page. It gets an access token at once, and never a refresh token.",
        ("homepage_url", "redirect_uri", "javascript_domain"),
        "token",
    ),
    "mobile": ClientType(
        "Mobile-based Applications",
        "An app on a phone or a desktop. It has to use PKCE.",
        ("homepage_url", "redirect_uri"),
        "code",
    ),
    "device": ClientType(
        "Non-browser Mobile Applications",
        "A device with no browser, such as a television. Its user types a code elsewhere.",
        ("homepage_url",),
        prefix="1004",
    ),
    "self": ClientType(
        "Self Client",
        "A program of your own, without a redirect: its codes are made on its page here.",
        (),
    ),
}
"""Source: https://www.zoho.com/accounts/protocol/oauth-setup.html, read 2026-11."""


def register_client(
    state: State,
    *,
    name: str,
    homepage_url: str = "",
    redirect_uris: Sequence[str] = (),
    javascript_domains: Sequence[str] = (),
    client_type: str = "server",
    data_center: str = "us",
    multi_dc: bool = False,
    data_centers: Sequence[str] = (),
    same_credentials: bool = False,
    client_id: str = "",
    client_secret: str = "",
) -> Client:
    """Register a client and return it with its secrets.

    Args:
        state: Gets the client.
        name: Letters, digits, blanks, `_` and `&`.
        homepage_url: Asked of every type but the self client.
        redirect_uris: At least one where the type has them.
        javascript_domains: At least one for a client-based application.
        client_type: One of `CLIENT_TYPES`.
        data_center: Where it is registered.
        multi_dc: Enable it in the other data centers too, China apart.
        data_centers: Where it is enabled besides, whatever `multi_dc` says.
        same_credentials: One secret for all data centers instead of one for each.
        client_id: Somebody's own id instead of a new one.
        client_secret: Somebody's own secret instead of new ones; then all data centers share it.

    Raises:
        ConsoleRefusal: A field is not valid.
    """
    if len(state.clients) >= MOST_CLIENTS and client_id not in state.clients:
        raise ConsoleRefusal(f"Practice Zoho keeps {MOST_CLIENTS:,} clients: delete one first")
    if not all(map(_CREDENTIAL.fullmatch, (client_id, client_secret))):
        raise ConsoleRefusal("Enter a client id and secret of printable ASCII characters")
    kind = CLIENT_TYPES.get(client_type)
    if kind is None:
        raise ConsoleRefusal(f"Choose a client type: {', '.join(CLIENT_TYPES)}")
    typed = {
        "homepage_url": [homepage_url.strip()],
        "redirect_uri": [uri.strip() for uri in redirect_uris],
        "javascript_domain": [domain.strip() for domain in javascript_domains],
    }
    _check_fields(client_type, name, typed)
    kept = {field: typed[field] if field in kind.fields else [] for field in typed}
    client = Client(
        client_id=client_id or state.new_client_id(kind.prefix),
        name=name.strip(),
        client_type=client_type,
        homepage_url="".join(kept["homepage_url"]),
        redirect_uris=kept["redirect_uri"],
        data_center=data_center,
        secrets={data_center: client_secret or state.new_secret()},
        javascript_domains=kept["javascript_domain"],
    )
    others = switchable(data_center) if multi_dc else []
    same = same_credentials or bool(client_secret)
    enable_in(state, client, [*others, *data_centers], same_credentials=same)
    state.clients[client.client_id] = client
    return client


def _check_fields(client_type: str, name: str, typed: Mapping[str, Sequence[str]]) -> None:
    """Refuse a field with the console's words."""
    if not re.fullmatch(rf"[\w& ]{{1,{_NAME_LENGTH}}}", name) or not name.strip("& "):
        raise ConsoleRefusal("Enter a valid client name")
    for field in CLIENT_TYPES[client_type].fields:
        is_valid, what = _FIELDS[field]
        if client_type == "mobile" and field == "redirect_uri":
            is_valid = _is_address
        values = typed[field]
        if not 0 < len(values) <= _MOST_URIS or not all(map(is_valid, values)):
            raise ConsoleRefusal(f"Enter a valid {what}")


def _is_address(url: str) -> bool:
    """Say whether it has a scheme, which may be an app's own such as `crmleads://`."""
    if " " in url or not url.isprintable() or len(url) > _URI_LENGTH:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_script = parts.scheme in ("", "javascript", "data", "file", "vbscript")
    return not is_script and "://" in url and url.partition(":")[0].islower()


def _is_web_address(url: str) -> bool:
    if not _is_address(url):
        return False
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


_FIELDS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "homepage_url": (_is_web_address, "homepage URL"),
    "redirect_uri": (_is_web_address, "redirect URI"),
    "javascript_domain": (_is_web_address, "JavaScript Domain URI"),
}


def switchable(data_center: str) -> list[str]:
    """Return the data centers that a client of this one can be enabled in; China is apart."""
    others = [location for location in ZOHO if location not in ("cn", data_center)]
    return others if data_center != "cn" else []


def enable_in(
    state: State, client: Client, locations: Iterable[str], *, same_credentials: bool
) -> None:
    """Enable a client in its own data center and these, and nowhere else.

    Args:
        state: Where new secrets come from.
        client: Keeps the secrets of data centers where it was enabled before.
        locations: Data centers besides its own.
        same_credentials: Its own data center's secret counts everywhere.
    """
    own = client.secrets[client.data_center]
    before = {place: secret for place, secret in client.secrets.items() if secret != own}
    client.secrets = {client.data_center: own}
    for location in dict.fromkeys(locations):
        if location != client.data_center:
            fresh = own if same_credentials else before.get(location) or state.new_secret()
            client.secrets[location] = fresh


def delete_client(state: State, client: Client) -> int:
    """Delete a client and all that is kept of it; return how many refresh tokens ended."""
    del state.clients[client.client_id]
    forget_client(state, client.client_id)
    return end_tokens(state, "client deleted", client_id=client.client_id)
