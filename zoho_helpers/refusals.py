"""What a refusal by an API says about the access token: is it dead, or is it something else?

Zoho's products say the same troubles in many shapes, and some have one code for a dead token and a
missing scope. One table, by the codes that stand in the body.

Sources: the products' API documents and dated answers in public code, read November 2026; the same
that `practice` has, gathered for itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal

Verdict = Literal["dead", "doubtful", "alive"]

_CODES: Mapping[Verdict, frozenset[str]] = MappingProxyType(
    {
        # The token is good: it lacks a scope, or its user a right. A refresh adds neither.
        "alive": frozenset(
            {
                "OAUTH_SCOPE_MISMATCH",  # CRM, Bigin, Recruit
                "INVALID_OAUTHSCOPE",  # Mail and its kin
                "SCOPE_MISMATCH",  # Desk
                "OAUTH_ORG_MISMATCH",  # Desk
                "oauthtoken_scope_invalid",  # Cliq
                "NO_PERMISSION",  # CRM
                "2945",  # Creator
                "7218",  # People
                "7401.14",  # Sprints: the user's role
                "7601",  # Sprints
                "9040",  # Sign
                "F7004",  # WorkDrive
            }
        ),
        # One code for a dead token and for something that no refresh mends.
        "doubtful": frozenset(
            {
                "57",  # Books, Invoice, Inventory: missing scope, too
                "8535",  # Analytics: missing scope, too
                "1030",  # Creator: missing scope, too
                "2401",  # Sheet: no header, too
                "AUTHENTICATION_FAILURE",  # CRM: no header, too
            }
        ),
        "dead": frozenset(
            {
                "INVALID_TOKEN",  # CRM, Bigin, Recruit
                "INVALID_OAUTHTOKEN",  # CRM, Mail, Calendar, Projects
                "INVALID_OAUTH",  # Desk
                "9041",  # Sign
                "F7003",  # WorkDrive
            }
        ),
    }
)
_NAMES = frozenset({"code", "errorCode", "error_code", "title", "id", "cause"})
_MOST = 65_536


def judge_refusal(status: int, body: bytes) -> Verdict:
    """Say what an API's reply means for the access token that it was asked with.

    Args:
        status: Only 401 speaks of the token.
        body: JSON in the product's shape; HTML or anything else leaves a doubt.

    Returns:
        `dead`, `alive`, or `doubtful` where the same reply can mean a missing scope, too.
    """
    if status != 401:
        return "alive"
    codes = set(_codes(body))
    for verdict, known in _CODES.items():
        if codes & known:
            return verdict
    return "doubtful"


def _codes(body: bytes) -> Iterator[str]:
    try:
        data = json.loads(body[:_MOST])
    except (ValueError, RecursionError):
        return
    waiting: list[Any] = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            yield from (str(item[name]) for name in _NAMES & item.keys())
            waiting += item.values()
