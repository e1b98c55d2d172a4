"""Scopes: which exist, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SERVICE = re.compile(
    r"AaaServer|Desk|WorkDrive|TeamDrive|SalesIQ|Site24x7|zohobookings|PhoneBridge|QEngine|QuickML"
    r"|VirtualOffice|(?:SDP|MDM)OnDemand|Zoho[A-Z]\w+|ZOHO[A-Z]+",
    re.ASCII,
)
_SCOPE = re.compile(r"(?P<service>[A-Za-z]\w*)(?:\.\w+){1,3}\.(?P<operation>\w+)", re.ASCII)
MOST_SCOPES, _LONGEST = 100, 200
"""Scopes of one request, and characters of one of them."""
_OPENID = frozenset({"openid", "email", "profile"})
_OPERATIONS = frozenset({"ALL", "READ", "CREATE", "UPDATE", "DELETE", "WRITE", "LOG"})


def split_scopes(text: str) -> list[str]:
    """Return the scopes asked for; commas are Zoho's way, blanks are taken too."""
    return list(dict.fromkeys(re.findall(r"[^\s,]+", text)))


def unknown_scope(scopes: list[str], settings: Mapping[str, Any]) -> str | None:
    """Return the first scope that does not exist, or None.

    Args:
        scopes: What is asked for.
        settings: Practice Zoho's; one says whether services that are not on our list have scopes.
    """
    if len(scopes) > MOST_SCOPES:
        return scopes[MOST_SCOPES]
    any_service = settings["any_service_has_scopes"]
    return next((scope for scope in scopes if not _exists(scope, any_service)), None)


def _exists(scope: str, any_service: bool) -> bool:
    if scope in _OPENID:
        return True
    if len(scope) > _LONGEST:
        return False
    made = _SCOPE.fullmatch(scope)
    if made is None or made["operation"].upper() not in _OPERATIONS:
        return False
    return any_service or _SERVICE.fullmatch(made["service"]) is not None
