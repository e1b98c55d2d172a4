"""The scopes that were asked for, those that were granted, and those that a call needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_plus

Found = Iterator[tuple[str, int, int]]

_GROUPS = r"(?P<group>invoices|contacts|bills|expenses|estimates|salesorders|purchaseorders)\b"

NEEDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"/oauth/user/info", ("AaaServer.profile",)),
    (r"/crm/v\d[\d.]{0,60}/(?:__?)?org\b", ("ZohoCRM.org",)),
    (r"/crm/v\d[\d.]{0,60}/users\b", ("ZohoCRM.users",)),
    (r"/crm/v\d[\d.]{0,60}/settings\b", ("ZohoCRM.settings",)),
    (r"/crm/v\d[\d.]{0,60}/coql\b", ("ZohoCRM.coql",)),
    (r"/crm/v\d[\d.]{0,60}/files\b", ("ZohoCRM.files", "ZohoFiles.files")),
    (r"/crm/bulk/v\d", ("ZohoCRM.bulk",)),
    (r"/crm/v\d[\d.]{0,60}/[A-Z]\w{1,20}", ("ZohoCRM.modules",)),
    (r"/bigin/v\d[\d.]{0,60}/users\b", ("ZohoBigin.users",)),
    (r"/bigin/v\d[\d.]{0,60}/[A-Z]\w{1,20}", ("ZohoBigin.modules",)),
    (r"/recruit/v\d[\d.]{0,60}/[A-Z]\w{1,20}", ("ZohoRecruit.modules",)),
    (r"/books/v\d/(?:organizations|settings)\b", ("ZohoBooks.settings",)),
    (rf"/books/v\d/{_GROUPS}", ("ZohoBooks.{group}",)),
    (r"/inventory/v\d/(?:organizations|settings)\b", ("ZohoInventory.settings",)),
    (rf"/inventory/v\d/{_GROUPS}", ("ZohoInventory.{group}",)),
    (r"/invoice/v\d/(?:organizations|settings)\b", ("ZohoInvoice.settings",)),
    (rf"/invoice/v\d/{_GROUPS}", ("ZohoInvoice.{group}",)),
    (r"/restapi/portal/[\w-]{1,60}/projects/?(?![\w/])", ("ZohoProjects.projects",)),
    (r"/restapi/portal/[\w-]{1,60}/projects/\d{1,20}/tasks\b", ("ZohoProjects.tasks",)),
    (r"/people/api/forms\b", ("ZOHOPEOPLE.forms",)),
    (r"/people/api/leave\b", ("ZOHOPEOPLE.leave",)),
    (r"/people/api/attendance\b", ("ZOHOPEOPLE.attendance",)),
    (r"\bdesk\.zoho\.[\w.]{1,60}/api/v1/tickets\b", ("Desk.tickets",)),
    (r"\bdesk\.zoho\.[\w.]{1,60}/api/v1/contacts\b", ("Desk.contacts",)),
    (r"\bmail\.zoho\.[\w.]{1,60}/api/accounts/\d{1,20}/messages\b", ("ZohoMail.messages",)),
    (r"\bmail\.zoho\.[\w.]{1,60}/api/accounts/?(?![\w/])", ("ZohoMail.accounts",)),
    (r"\bsign\.zoho\.[\w.]{1,60}/api/v1/requests\b", ("ZohoSign.documents",)),
)
"""Address -> groups of scopes of which one is needed. Source: the scopes page of each product."""

_NEEDS = tuple((re.compile(pattern), groups) for pattern, groups in NEEDS)
_ASKED = re.compile(
    r"(?<![a-z])scopes?=(?P<scopes>[^&\s'\"<>]{1,3000})"
    r"|(?<![a-z])scopes?['\"]?\s{0,3}(?:=|:|=>)\s{0,3}\[(?P<listed>[^\]]{1,3000})\]",
    re.I,
)
_GRANTED = re.compile(
    r"['\"]scope['\"]\s{0,3}(?::|=>)\s{0,3}['\"](?P<scopes>[^'\"]{1,3000})['\"]", re.I
)
_SCOPE = re.compile(r"[A-Za-z][A-Za-z0-9]{1,24}(?:\.[\w*]{1,40}){1,4}")


def read_scopes(text: str) -> Found:
    """Yield where scopes do not cover what is called, as tags with places."""
    asked, granted = _named(_ASKED, text), _named(_GRANTED, text)
    first: dict[frozenset[str], tuple[int, int]] = {}
    for needed, start, end in _calls(text):
        first.setdefault(needed, (start, end))
    for needed, (start, end) in first.items():
        if asked and not _cover(asked, needed):
            yield "derived:scope-not-asked", start, end
        if granted and not _cover(granted, needed):
            yield "derived:scope-not-granted", start, end


def covers_calls(scopes: Iterable[str], text: str) -> bool:
    """Say whether scopes cover every call that a text shows."""
    lower = {scope.lower() for scope in scopes}
    return all(_cover(lower, needed) for needed, _, _ in _calls(text))


def _calls(text: str) -> Iterator[tuple[frozenset[str], int, int]]:
    """Yield the groups of which each call needs one, with its place."""
    for pattern, groups in _NEEDS:
        for match in pattern.finditer(text):
            named = match.groupdict()
            needed = frozenset(group.format(**named).lower() for group in groups)
            yield needed, match.start(), match.end()


def _named(pattern: re.Pattern[str], text: str) -> set[str]:
    """Return the scopes in each match, in lower case: Zoho's own pages do not agree on it."""
    found: set[str] = set()
    for match in pattern.finditer(text):
        scopes = match["scopes"] or match.groupdict().get("listed") or ""
        found |= {one.lower() for one in _SCOPE.findall(unquote_plus(scopes))}
    return found


def _cover(scopes: set[str], needed: Iterable[str]) -> bool:
    """Say whether one scope is in a group that is needed, or covers its whole product."""
    return any(
        scope.startswith(f"{group}.") or _is_whole(scope, group.partition(".")[0])
        for scope in scopes
        for group in needed
    )


def _is_whole(scope: str, service: str) -> bool:
    return scope.startswith(f"{service}.fullaccess")
