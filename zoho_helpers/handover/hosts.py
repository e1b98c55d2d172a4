"""Which host each request goes to, and which hosts may be named by a reply."""

from __future__ import annotations

from collections.abc import Mapping

from zoho_helpers.data_centers import ZOHO, DataCenter, practice_data_centers
from zoho_helpers.handover.calls import Call
from zoho_helpers.handover.kit import Kit


def is_api_call(call: Call, kit: Kit) -> bool:
    """Say whether a request goes to the API domain; the others go to the accounts server."""
    return call.id == "check" and kit.check.host == "api_domain"


def path_of(call: Call, kit: Kit) -> str:
    """Return a request's address without its host: path and query."""
    host = kit.center.api_domain if is_api_call(call, kit) else kit.center.accounts_url
    return call.request.url.removeprefix(host)


def centers_of(kit: Kit) -> Mapping[str, DataCenter]:
    """Return all data centers of the kit's profile: Zoho's own, or practice Zoho's."""
    if not kit.practice:
        return ZOHO
    return practice_data_centers(kit.center.accounts_url.removesuffix(f"/{kit.center.location}"))
