"""A vendor's profile: what support would else type for every ticket. It holds no secret.

A JSON file, such as

    {"product": "CRM", "client_type": "server", "data_centers": ["us", "eu"],
     "scopes": ["ZohoCRM.modules.ALL"], "redirect_uris": ["https://app.example/callback"]}

Every key may be left out. What a ticket shows is compared with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.doctor.facts import Facts
from zoho_helpers.doctor.scopes import covers_calls
from zoho_helpers.doctor.values import redirect_uris
from zoho_helpers.errors import InputError
from zoho_helpers.redaction import mask_text

MOST_CHARACTERS = 100_000
CLIENT_TYPES: Mapping[str, str] = {
    "server": "said:server-client",
    "self": "said:self-client",
    "javascript": "said:js-client",
    "mobile": "said:js-client",
    "device": "said:js-client",
}
"""Type of client in Zoho's console -> the fact that it is."""


@dataclass(frozen=True)
class Vendor:
    """What a vendor's integration is made like.

    Attributes:
        product: Zoho product; empty for none in particular.
        client_type: A key of `CLIENT_TYPES`; empty where it is not said.
        data_centers: Locations in which the client is enabled; empty where it is not said.
        scopes: What is asked for; empty where it is not said.
        redirect_uris: What is registered; empty where it is not said.
    """

    product: str = ""
    client_type: str = ""
    data_centers: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    redirect_uris: tuple[str, ...] = ()


def parse_vendor(text: str) -> Vendor:
    """Read a vendor's profile.

    Raises:
        InputError: It is no JSON object of these keys, or holds something of a secret's shape.
    """
    data = _object(text[:MOST_CHARACTERS])
    # As it is written, and as it reads where letters are written as their numbers.
    if any(mask_text(one) != one for one in (text, json.dumps(data, ensure_ascii=False))):
        raise InputError(
            "The vendor's profile holds something that looks like a secret or a token.",
            "Take it out: the profile needs none. Then make that secret anew.",
            reason="vendor-secret",
        )
    unknown = sorted(set(data) - set(Vendor.__dataclass_fields__))
    if unknown:
        raise InputError(
            f"The vendor's profile has a key that is not known: {unknown[0][:40]!r}.",
            f"Known are {', '.join(Vendor.__dataclass_fields__)}.",
            reason="vendor-key",
        )
    return _checked(
        Vendor(
            product=_text(data, "product"),
            client_type=_text(data, "client_type").lower(),
            data_centers=tuple(one.lower() for one in _texts(data, "data_centers")),
            scopes=_texts(data, "scopes"),
            redirect_uris=_texts(data, "redirect_uris"),
        )
    )


def _object(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise InputError("The vendor's profile is no JSON object.", reason="vendor-json")
    return data


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str):
        raise _of_another_kind(name, "text")
    return value.strip()


def _texts(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _of_another_kind(name, "a list of texts")
    return tuple(one.strip() for one in value)


def _of_another_kind(name: str, wanted: str) -> InputError:
    return InputError(f"{name} in the vendor's profile has to be {wanted}.", reason="vendor-value")


def _checked(vendor: Vendor) -> Vendor:
    for location in vendor.data_centers:
        if location not in ZOHO:
            raise InputError(
                f"{location[:40]!r} in the vendor's profile is no data center.",
                f"Known are {', '.join(ZOHO)}.",
                reason="vendor-data-center",
            )
    if vendor.client_type and vendor.client_type not in CLIENT_TYPES:
        raise InputError(
            f"{vendor.client_type[:40]!r} in the vendor's profile is no type of client.",
            f"Known are {', '.join(CLIENT_TYPES)}.",
            reason="vendor-client-type",
        )
    return vendor


def with_vendor(facts: Facts, vendor: Vendor) -> Facts:
    """Return facts with what the vendor's profile adds to them."""
    for tag in _tags(facts, vendor):
        if not facts.has(tag):
            facts = facts.with_tag(tag)
    return facts


def _tags(facts: Facts, vendor: Vendor) -> Iterator[str]:
    if vendor.client_type:
        yield CLIENT_TYPES[vendor.client_type]
    for location in ZOHO:
        is_users = facts.has(f"home:{location}") or facts.has(f"told:{location}")
        if vendor.data_centers and is_users and location not in vendor.data_centers:
            yield "vendor:center-not-enabled"
    sent = redirect_uris(facts.text)
    if vendor.redirect_uris and sent and not sent <= set(vendor.redirect_uris):
        yield "vendor:redirect-not-registered"
    if vendor.scopes and not covers_calls(vendor.scopes, facts.text):
        yield "derived:scope-not-asked"
