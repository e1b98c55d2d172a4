"""The ways to use the same client elsewhere, and which module makes the files of each."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType

from zoho_helpers.errors import InputError
from zoho_helpers.handover.files import File
from zoho_helpers.handover.kit import Kit


@dataclass(frozen=True)
class Way:
    """One way.

    Attributes:
        name: As on the command line.
        title: For a person.
        module: Module of this package whose `files_for(kit)` makes the files. Its `NEXT`, where it
            has one, says what the reader does with them.
        needs: Fields of the kit that must be there before anything is written.
    """

    name: str
    title: str
    module: str
    needs: tuple[str, ...] = ()


_ROWS = (
    Way("postman", "Postman: a collection and an environment", "postman"),
    Way("curl", "cURL: a command for each request", "commands"),
    Way("php-function", "PHP: a function file with cURL", "php_function"),
    Way("php-sdk", "Zoho's PHP SDK", "php_sdk", ("refresh_token",)),
    Way("python-sdk", "Zoho's Python SDK", "python_sdk", ("refresh_token",)),
    Way("node-sdk", "Zoho's Node SDK", "node_sdk", ("refresh_token",)),
    Way(
        "python",
        "Python: requests, requests-oauthlib, Authlib, the token keeper",
        "python_libraries",
    ),
)
WAYS: Mapping[str, Way] = MappingProxyType({way.name: way for way in _ROWS})
"""Name -> way."""


def files_for(name: str, kit: Kit) -> tuple[File, ...]:
    """Return the files of a way, filled with the reader's settings. Nothing is written.

    Raises:
        InputError: There is no such way, or it needs something that the reader has not got yet.
    """
    if name not in WAYS:
        raise InputError(f"There is no way {name[:40]!r}.", f"Known are {', '.join(WAYS)}.")
    way = WAYS[name]
    for needed in way.needs:
        if getattr(kit, needed) is None:
            raise InputError(
                f"{way.title} needs your {needed.replace('_', ' ')}, and there is none yet.",
                "Walk through 02 to 04 first, or run: python -m zoho_helpers token get",
                reason="handover-needs",
                field=needed,
            )
    files: tuple[File, ...] = _module(way).files_for(kit)
    return files


def next_steps(name: str) -> tuple[str, ...]:
    """Return what the reader does with the files of a way: its module's `NEXT`, if it has one."""
    default = ("Open the first file: what to do with it stands at its top.",)
    steps: tuple[str, ...] = getattr(_module(WAYS[name]), "NEXT", default)
    return steps


def _module(way: Way) -> ModuleType:
    return importlib.import_module(f"zoho_helpers.handover.{way.module}")
