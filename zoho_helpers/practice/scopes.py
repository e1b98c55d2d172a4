"""Scopes: which exist, and how they are written."""

from __future__ import annotations

import re

_SCOPE = re.compile(
    r"(?:AaaServer|Desk|WorkDrive|SalesIQ|Site24x7|zohobookings|Zoho[A-Z]\w+|ZOHO[A-Z]+)(?:\.\w+){2,4}",
    re.ASCII,
)
_OPENID = frozenset({"openid", "email", "profile"})
_OPERATIONS = frozenset({"ALL", "READ", "CREATE", "UPDATE", "DELETE", "WRITE"})


def split_scopes(text: str) -> list[str]:
    """Return the scopes asked for; commas are Zoho's way, blanks are taken too."""
    return list(dict.fromkeys(re.findall(r"[^\s,]+", text)))


def unknown_scope(scopes: list[str]) -> str | None:
    """Return the first scope that does not exist, or None."""
    for scope in scopes:
        last = scope.rpartition(".")[2].upper()
        known = _SCOPE.fullmatch(scope) and last in _OPERATIONS
        if scope not in _OPENID and not known:
            return scope
    return None
