"""Fills a kit from where the reader stands in the flow."""

from __future__ import annotations

from zoho_helpers.api_call import api_data_center
from zoho_helpers.data_centers import find_by_location
from zoho_helpers.handover.kit import Kit
from zoho_helpers.services import CHECK_CALLS, CheckCall, first_check
from zoho_helpers.session import Session
from zoho_helpers.tokens import Token


def kit_of(session: Session, check: CheckCall | None = None) -> Kit:
    """Return the reader's settings and tokens. Reads files, sends nothing.

    A token that was issued to another client than the one in the settings is left out. Where there
    is a token, the data center is the one that issued it: a refresh is known nowhere else.

    Args:
        session: The reader's.
        check: The call that shows whether an access token works; None for the first one that the
            scopes cover.

    Raises:
        InputError: There is no client id or no client secret yet; `field` names it.
        StoreError: A file cannot be read.
        RefusedError: The stored token names an API domain that is not Zoho's.
    """
    settings, client, token = session.settings, session.client, session.token
    if token and token.client_id != client.client_id:
        token = None
    center = session.data_center
    if token:
        center = find_by_location(session.centers, token.data_center)
    return Kit(
        center=center,
        client=client,
        scopes=settings.scopes,
        access_type=settings.access_type,
        check=check or CHECK_CALLS[first_check(settings.scopes) or "crm-org"],
        refresh_token=token.refresh_token if token else None,
        access_token=token.access_token if token else None,
        api_domain=_api_domain(session, token) if token else None,
        practice=not session.live,
    )


def _api_domain(session: Session, token: Token) -> str:
    """Practice Zoho may have come back on another port than the one that the token names."""
    if session.live:
        return api_data_center(session.centers, token).api_domain
    return find_by_location(session.centers, token.data_center).api_domain
