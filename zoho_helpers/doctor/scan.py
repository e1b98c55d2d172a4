"""Finds what may be a sign in very much text: all signs as one pattern over bytes.

`google-re2` looks for all of them in one pass, as fast as `grep`, and cannot blow up; `re` takes
fifty times as long. Where it is not installed, words are looked for that stand in each sign of
Zoho's, which takes a few times as long. What is found is only where to read closely.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from typing import Any

from zoho_helpers.doctor.signs import API_ERRORS, ERROR_PAGES, PROGRAM_ERRORS, TOKEN_ERRORS

Find = Callable[[bytes], Iterator[tuple[int, int]]]
"""Yields where each sign starts and ends, in order; those of plain words may lie in each other."""

EVENTS = (
    r"[?&]code=",
    r"\berror=access_denied",
    r"access_token",
    r"grant_type",
    r"oauth/v2/",
    r"zoho[^\n]*[^\w.][45]\d\d(?:[^\w ]| [^m]| m[^s]|$)",
)
"""What else tells: codes, tokens, refreshes, and a status of 400 and more beside `zoho`.

`450 ms` is no status.
"""

SIGNATURES = (
    *(sign.pattern.pattern for sign in (*TOKEN_ERRORS, *ERROR_PAGES, *API_ERRORS)),
    *(sign.pattern.pattern for sign in PROGRAM_ERRORS),
    *EVENTS,
)

WORDS = (
    *(b"zoho", b"oauth", b"grant_type", b"access_token", b"access token", b"accesstoken"),
    *(b"refresh_token", b"refresh token", b"refreshtoken", b"invalid_", b"error_description"),
    *(b"_denied", b"_mismatch", b"_failure", b"_permission", b"_rule_not_configured", b"other_dc"),
    *(
        b"missing_org_info",
        b"general_error",
        b"inactive_user",
        b"trial_expired",
        b"crm_implied",
        b"implied_api_access",
        b"scope_invalid",
        b"_scope",
        b"?code=",
        b"&code=",
    ),
)
"""Of which one stands in each code of Zoho's, or names Zoho or a token; in small letters."""

_LOOKS_AROUND = re.compile(r"\(\?<?[!=](?:[^()]|\([^()]*\))*\)")
_ANY_LETTER = re.compile(r"(?<!\\)\.(?![{*+?])")


def loosened(pattern: str) -> str:
    """Return a pattern without what looks around, for engines that cannot: it matches more.

    A letter with an accent is two bytes, so `.` is one or two.
    """
    return _ANY_LETTER.sub("..?", _LOOKS_AROUND.sub("", pattern))


def best_find() -> Find:
    """Return the fastest way to find signs that can be had here."""
    try:
        re2 = importlib.import_module("re2")
    except ImportError:
        return find_words
    return signature_finder(re2)


def signature_finder(re2: Any) -> Find:
    """Return a way to find `SIGNATURES` by google-re2."""
    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 64 << 20
    united = "|".join(map(loosened, SIGNATURES))
    compiled = re2.compile(united.encode("latin-1", "replace"), options)
    return lambda text: (match.span() for match in compiled.finditer(text))


def find_words(text: bytes) -> Iterator[tuple[int, int]]:
    """Find `WORDS`, with nothing but the standard library."""
    small = text.lower()
    places = {word: small.find(word) for word in WORDS}
    ahead = {at: word for word, at in places.items() if at >= 0}
    while ahead:
        at = min(ahead)
        word = ahead.pop(at)
        yield at, at + len(word)
        following = small.find(word, at + len(word))
        if following >= 0:
            ahead[following] = word


def names_zoho(text: bytes) -> bool:
    """Say whether a text names Zoho or a token.

    It is asked of every sign: plain words take a tenth of a pattern's time.
    """
    small = text.lower()
    if b"zoho" in small or b"oauth" in small or b"grant_type" in small:
        return True
    return b"token" in small and (b"access" in small or b"refresh" in small)
