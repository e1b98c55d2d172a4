"""What makes two lines of a log alike: the same words, with other numbers and ids."""

from __future__ import annotations

import re
from http import HTTPStatus

from zoho_helpers.doctor.signs import API_ERRORS, ERROR_PAGES, PROGRAM_ERRORS, TOKEN_ERRORS

_TABLES = (*TOKEN_ERRORS, *ERROR_PAGES, *API_ERRORS, *PROGRAM_ERRORS)
_NUMBER = re.compile(r"(?<![\d{,\\])\d{1,4}(?![\d}])")

CODES = frozenset(
    {number for sign in _TABLES for number in _NUMBER.findall(sign.pattern.pattern)}
    | {str(status.value) for status in HTTPStatus}
)
"""Numbers that mean something where they are said to be a code: of the signs, and statuses."""

_VARIES = re.compile(r"\b(?:[A-Za-z]{0,20}\d[0-9A-Za-z]*|[A-Fa-f]{16,200})\b")
_SHORT = 6
"""Characters of a name with a digit in it, such as `oauth2`, that is no id."""
_SAID_TO_BE_A_CODE = re.compile(
    r"(?:code|error|status|http/?[\d.]{0,3}|response|answer(?:s|ed)?)\W{0,4}$|\w: $|^$", re.I
)
_TOKENS_BEGIN = ("1000", "1004")


def blanked(text: str) -> str:
    """Return a text with zeros for its numbers and ids, so that like lines become the same.

    Codes and statuses stay, and so do all lengths, by which a token is known.
    """
    return _VARIES.sub(_zeros, text)


def _zeros(match: re.Match[str]) -> str:
    word, (start, end) = match[0], match.span()
    begins_token = word in _TOKENS_BEGIN and match.string.startswith(".", end)
    if begins_token or (word[0].isalpha() and len(word) <= _SHORT):
        return word
    if word in CODES and _SAID_TO_BE_A_CODE.search(match.string[max(0, start - 16) : start]):
        return word
    return "0" * len(word)
