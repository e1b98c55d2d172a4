"""What a person knows besides the evidence, as a table of choices and the facts that each brings.

Forms show it as fields, the command line as options. All of it is optional.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.errors import InputError
from zoho_helpers.redaction import mask_text


@dataclass(frozen=True)
class Choice:
    """One answer.

    Attributes:
        name: What it is called on the command line.
        says: The same in words, for a form.
        tags: The facts that it brings; see `facts.py`.
    """

    name: str
    says: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """One thing that a person may know.

    Attributes:
        name: Its key, such as `code_age`.
        asks: What it is, in words.
        choices: The answers to choose from.
    """

    name: str
    asks: str
    choices: tuple[Choice, ...]


def _centers() -> Iterator[Choice]:
    for location, center in ZOHO.items():
        ending = center.accounts_url.partition("accounts.")[2]
        # The second says that it is no guess: people name a country where they suspect it.
        tags = (f"home:{location}", "known:data-center")
        yield Choice(location, f"{center.country} ({ending})", tags)


KNOWN = (
    Known("data_center", "Account's data center", tuple(_centers())),
    Known(
        "client_type",
        "Type of the client",
        (
            Choice("server", "Server-based", ("said:server-client",)),
            Choice("self", "Self client", ("said:self-client",)),
            # Not said:js-client, which is for people who think that the type itself is at fault.
            Choice("javascript", "Client-based (JavaScript)", ("known:browser-client",)),
            Choice("mobile", "Mobile-based", ("known:browser-client",)),
        ),
    ),
    Known(
        "code_age",
        "Age of the code",
        (
            Choice("fresh", "under a minute", ("known:fresh-code",)),
            Choice("old", "over two minutes", ("known:old-code",)),
        ),
    ),
    Known(
        "last_worked",
        "When it last worked",
        (
            Choice("never", "never", ("answered:never-worked",)),
            Choice("hour", "until about an hour ago, or for an hour", ("said:worked-a-while",)),
            Choice("long", "for days or weeks", ("known:worked-for-long",)),
        ),
    ),
)
"""All that can be said, in the order in which it is asked."""


def known_tags(known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the facts that some choices bring.

    Args:
        known: Name of a choice by the name of what is known, as `{"code_age": "old"}`. An empty
            one is not known.

    Raises:
        InputError: There is no such choice, or nothing of that name.
    """
    return tuple(tag for name, chosen in known.items() if chosen for tag in _tags(name, chosen))


def _tags(name: str, chosen: str) -> tuple[str, ...]:
    choices = next((known.choices for known in KNOWN if known.name == name), ())
    for choice in choices:
        if choice.name == chosen:
            return choice.tags
    names = ", ".join(choice.name for choice in choices) or "none: there is no such field"
    raise InputError(
        f"{mask_text(chosen)[:40]!r} is no {name.replace('_', ' ')[:40]}.",
        f"Use one of: {names}.",
        reason="choice-unknown",
        field=name,
    )
