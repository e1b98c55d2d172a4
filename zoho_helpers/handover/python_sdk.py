"""Zoho's Python SDK for the CRM, set up with the reader's client and refresh token."""

from __future__ import annotations

import csv
import io

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
from zoho_helpers.handover.quoting import python_string
from zoho_helpers.handover.template import fill
from zoho_helpers.sdk_store import COLUMNS

PROGRAM = "zoho_sdk.py"
NEXT = (
    "Install the SDK into an environment of its own: pip install -r requirements.txt",
    f"Run: python {PROGRAM}",
)
"""What the reader does next, one sentence each."""

_CANNOT_HOLD = {"\r": "a carriage return", "\0": "a zero byte"}


def files_for(kit: Kit) -> tuple[File, ...]:
    """Return the program, the SDK's token store with the refresh token in it, and the pin.

    Raises:
        InputError: There is no refresh token, or the store cannot hold a value.
    """
    place = place_of(kit, UPLOAD_URLS, "DataCenter.Environment", python_string)
    return (
        File(PROGRAM, program_for(PROGRAM, place, python_string, "#")),
        File("requirements.txt", fill("python_sdk_requirements.txt")),
        File(STORE, token_store(kit), private=True),
    )


def token_store(kit: Kit) -> str:
    """Return the SDK's `FileStore`: a line of column names, and one row.

    Raises:
        InputError: As for `files_for`.
    """
    refuse_in_store(kit, _CANNOT_HOLD)
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows([COLUMNS, store_row(kit)])
    return lines.getvalue()
