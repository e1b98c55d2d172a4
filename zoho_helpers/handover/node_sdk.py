"""Zoho's Node SDK for the CRM, set up with the reader's client and refresh token."""

from __future__ import annotations

from zoho_helpers.handover.crm_sdk import (
    STORE,
    UPLOAD_URLS,
    place_of,
    program_for,
    refuse_in_store,
    store_row,
)
from zoho_helpers.handover.files import File
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.quoting import js_string
from zoho_helpers.handover.template import fill
from zoho_helpers.sdk_store import COLUMNS

PROGRAM = "zoho_sdk.mjs"
NEXT = (
    "Install the SDK into that folder: npm install",
    f"Run: node {PROGRAM}",
)
"""What the reader does next, one sentence each."""

NAMED = {*UPLOAD_URLS} - {"sa"}
"""Data centers whose class can be imported: that of Saudi Arabia is in the SDK, not exported."""

_CANNOT_HOLD = {",": "a comma", "\n": "a line break"}


def files_for(kit: Kit) -> tuple[File, ...]:
    """Return the program, the SDK's token store with the refresh token in it, and the pin.

    Raises:
        InputError: There is no refresh token, or the store cannot hold a value.
    """
    place = place_of(kit, NAMED, "DataCenter.setEnvironment", js_string)
    return (
        File(PROGRAM, program_for(PROGRAM, place, js_string, "//")),
        File("package.json", fill("node_sdk_package.json")),
        File(STORE, token_store(kit), private=True),
    )


def token_store(kit: Kit) -> str:
    """Return the SDK's `FileStore`: a line of column names, and one row.

    It looks like CSV, but the SDK quotes nothing and splits at every comma and line break.

    Raises:
        InputError: As for `files_for`.
    """
    refuse_in_store(kit, _CANNOT_HOLD)
    columns = ",".join(COLUMNS).replace("redirect_uri", "redirect_url")
    return f"{columns}\n{','.join(store_row(kit))}\n"
