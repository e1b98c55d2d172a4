"""What follows from several facts together: whether data centers agree, and products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def derived_facts(found: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield each fact that follows from others, and the one at whose place it shows."""
    yield from _data_centers(found)
    scopes, calls = _names("scope-of", found), _names("calls", found)
    if scopes and calls and not scopes & calls:
        yield "derived:other-product", f"calls:{min(calls)}"
    if "reply:access-token" in found and "reply:refresh-token" not in found:
        yield "reply:no-refresh-token", "reply:access-token"


def _names(kind: str, found: Mapping[str, object]) -> set[str]:
    return {tag.partition(":")[2] for tag in found if tag.startswith(f"{kind}:")}


def _data_centers(found: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    accounts, apis, told = (_names(kind, found) for kind in ("accounts", "api-host", "told"))
    right = told or _names("home", found)
    asked = right or accounts
    if len(_names("home", found)) > 1:
        yield "derived:several-homes", f"home:{min(_names('home', found))}"
    if accounts and right and accounts <= right:
        yield "derived:accounts-agree", f"accounts:{min(accounts)}"
    elif accounts and right:
        yield "derived:accounts-differ", f"accounts:{min(accounts - right)}"
    # The authorization URL opens at the client's data center; a code is for the user's own.
    anywhere = set() if "sent:authorize-url" in found else accounts
    exchanged = _names("token-at", found) or anywhere
    if exchanged and len(told) == 1 and not exchanged & told:
        yield "derived:accounts-differ-from-told", f"accounts:{min(exchanged)}"
    if len(apis) == 1 and len(told) == 1 and apis != told:
        yield "derived:api-differs-from-told", f"api-host:{min(apis)}"
    if apis and asked and not apis <= asked:
        yield "derived:api-differs", f"api-host:{min(apis - asked)}"
    if len(accounts | told) > 1:
        yield "derived:several-centers", f"accounts:{min(accounts)}" if accounts else ""
