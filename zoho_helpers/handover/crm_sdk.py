"""What Zoho's CRM SDKs have in common: their token store, and the data centers that they know.

Source: zohocrmsdk8-0 7.0.0 and @zohocrm/nodejs-sdk-8.0 2.0.0, read November 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zoho_helpers.errors import InputError
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.template import fill
from zoho_helpers.redaction import Secret

UPLOAD_URLS: Mapping[str, str] = MappingProxyType(
    {
        **{name: f"https://content.zohoapis.{name}" for name in ("eu", "in", "jp")},
        "us": "https://content.zohoapis.com",
        "au": "https://content.zohoapis.com.au",
        "cn": "https://content.zohoapis.com.cn",
        "ca": "https://upload.zohocloud.ca",
        "sa": "https://files.zoho.sa",
    }
)
"""Location -> server for large uploads, of each data center that the SDKs know."""

STORE, ROW_ID = "zoho_sdk_tokens.csv", "1"
"""The store's file, and its row: so the generated programs find it with no secret in them."""


def store_row(kit: Kit) -> tuple[str, ...]:
    """Return the store's one row: client and refresh token, and no access token yet.

    Without an access token the SDK's first call refreshes. The last column is the table's address
    and not the token reply's: to that host the SDK sends the access token.

    Raises:
        InputError: There is no refresh token.
    """
    if kit.refresh_token is None:
        raise InputError("There is no refresh token yet.", "Get one first.", field="refresh_token")
    client = kit.client
    secrets = (client.client_secret.reveal(), kit.refresh_token.reveal())
    nothing_yet = ("", "", "")
    place = (client.redirect_uri, kit.center.api_domain)
    return (ROW_ID, "", client.client_id, *secrets, *nothing_yet, *place)


def refuse_in_store(kit: Kit, signs: Mapping[str, str]) -> None:
    """Refuse values that the SDK would read back from its store as something else.

    Args:
        kit: The reader's settings.
        signs: What the SDK's store cannot hold -> its name.

    Raises:
        InputError: A value has one of the signs; `field` says which.
    """
    values: dict[str, str | Secret] = {
        "client_id": kit.client.client_id,
        "client_secret": kit.client.client_secret,
        "refresh_token": kit.refresh_token or "",
        "redirect_uri": kit.client.redirect_uri,
    }
    for field, value in values.items():
        text = value.reveal() if isinstance(value, Secret) else value
        found = [name for sign, name in signs.items() if sign in text]
        if found:
            raise InputError(
                f"Your {field.replace('_', ' ')} has {found[0]} in it, and the SDK's token store "
                "would change that.",
                "Copy the value again, whole and without anything around it.",
                reason="store-cannot-hold",
                field=field,
            )


@dataclass(frozen=True)
class Place:
    """Where an SDK sends its requests, as its programs name it.

    Attributes:
        imported: The class that the program imports.
        expression: What stands for the environment in it.
        why: Sentences for the comment above it.
    """

    imported: str
    expression: str
    why: tuple[str, ...]


def place_of(kit: Kit, named: Collection[str], build: str, quote: Callable[[str], str]) -> Place:
    """Return the environment of a kit: by the SDK's own name, or by three addresses.

    Args:
        kit: The reader's settings.
        named: Locations of the data centers that the SDK has a class for.
        build: What builds an environment from addresses, such as `DataCenter.Environment`.
        quote: How its language quotes a string.
    """
    location = kit.center.location
    if location in named and not kit.practice:
        name = f"{location.upper()}DataCenter"
        return Place(name, f"{name}.PRODUCTION()", ("Yours is the production environment.",))
    arguments = "".join(f"\n    {quote(address)}," for address in addresses(kit))
    why = _why_practice(named, location) if kit.practice else _why_unnamed(kit)
    return Place("DataCenter", f"{build}({arguments}\n)", why)


def program_for(template: str, place: Place, quote: Callable[[str], str], comment: str) -> str:
    """Return an SDK's program, which finds the store's one row.

    Args:
        template: Its name.
        place: Where it sends its requests.
        quote: How its language quotes a string.
        comment: What begins a comment in it.
    """
    return fill(
        template,
        data_center_class=place.imported,
        why_environment="\n".join(f"{comment} {line}" for line in place.why),
        environment=place.expression,
        store=quote(STORE),
        row_id=quote(ROW_ID),
    )


def addresses(kit: Kit) -> tuple[str, str, str]:
    """Return what an SDK calls an environment: API, token endpoint, server for large uploads.

    Practice Zoho is one server for all. Where Zoho names no server for uploads it is the API's.
    """
    center = kit.center
    upload = None if kit.practice else UPLOAD_URLS.get(center.location)
    return (center.api_domain, center.token_url, upload or center.api_domain)


def _why_practice(named: Collection[str], location: str) -> tuple[str, ...]:
    live = f" At Zoho itself it is {location.upper()}DataCenter.PRODUCTION()."
    said = "Practice Zoho: API, token endpoint, server for large uploads."
    return (said + (live if location in named else ""),)


def _why_unnamed(kit: Kit) -> tuple[str, ...]:
    said = (
        f"This SDK has no name for the data center of {kit.center.country}, so its addresses stand",
        "here: API, token endpoint, server for large uploads.",
    )
    if kit.center.location in UPLOAD_URLS:
        return said
    return (*said, "Zoho documents no such server there: the third address is that of the API.")
