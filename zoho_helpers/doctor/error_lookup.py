"""Finding error texts: by what somebody types, and in what somebody pastes."""

from __future__ import annotations

import difflib
import re

from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.error_texts import ERROR_TEXTS, ErrorText

PAGE = "zoho_helpers/doctor/ERRORS.md"
"""The page of all error texts; each has an address on it for good."""
NEAREST = 3


def page_of_error(id: str) -> str:
    """Return the address of an error text's part of the page in this project."""
    return f"{PAGE}#{id}"


def find_error(words: str) -> ErrorText | None:
    """Return the error text that somebody means; None where it is none or could be several.

    Args:
        words: Its id, its heading, the whole text, or a piece of it, in any case.
    """
    wanted = _plain(words)
    for row in ERROR_TEXTS.values():
        if wanted in map(_plain, (row.id, row.heading, row.text, *row.also)):
            return row
    in_words = errors_in(words)
    if in_words:
        return in_words[0]
    rows = [row for row in ERROR_TEXTS.values() if _stands_in(wanted, row)]
    return rows[0] if len(rows) == 1 else None


def errors_in(paste: str) -> tuple[ErrorText, ...]:
    """Return the error texts that stand in a paste, one product's own before what many say."""
    plain = f" {_plain(paste)} "
    found = [row for row in ERROR_TEXTS.values() if f" {_key(row)} " in plain]
    return tuple(sorted(found, key=lambda row: (not row.key, -len(_key(row)))))


def nearest_names(words: str) -> list[str]:
    """Return the names of causes and error texts that look most like what somebody typed."""
    wanted = _plain(words)
    having = [row.id for row in ERROR_TEXTS.values() if _stands_in(wanted, row)]
    alike = difflib.get_close_matches(words.strip().lower(), [*CAUSES, *ERROR_TEXTS], NEAREST, 0.4)
    return list(dict.fromkeys([*having, *alike]))[:NEAREST]


def _plain(words: str) -> str:
    """Return words without case, quotes and other marks between them; `_` is part of a word."""
    return re.sub(r"\W+", " ", words).strip().casefold()


def _key(row: ErrorText) -> str:
    return _plain(row.key or row.heading)


def _stands_in(wanted: str, row: ErrorText) -> bool:
    # A status such as 401 stands in many texts, and is none of them.
    is_status = re.fullmatch(r"[1-5]\d\d", wanted)
    texts = (row.heading, *row.also) if is_status else (row.heading, row.text, *row.also)
    return bool(wanted) and any(f" {wanted} " in f" {_plain(text)} " for text in texts)
