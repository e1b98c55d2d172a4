"""Helpers for walking through Zoho's OAuth 2.0 flow, one step at a time.

    register a client   ->  settings           what the console gave you
    authorize           ->  authorization      build the URL; redirect reads the answer
    exchange, refresh   ->  token_endpoint     the token requests; token_store keeps what they bring
    keep fresh          ->  token_keeper       a token that always lives; kept_token for `requests`
    use                 ->  api_call           call an API, and what its answer means

`session` ties them together for the notebooks. `practice` is a Zoho of your own to try it on.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoho_helpers.authorization import build_authorization_request
    from zoho_helpers.errors import WalkthroughError
    from zoho_helpers.kept_token import KeptToken
    from zoho_helpers.opening import attempt, open_keeper, open_session, practice_lab
    from zoho_helpers.redaction import Secret, mask_text
    from zoho_helpers.redirect import parse_authorization_response
    from zoho_helpers.token_endpoint import (
        exchange_authorization_code,
        refresh_access_token,
        revoke_token,
    )
    from zoho_helpers.token_keeper import TokenKeeper

__all__ = [
    "KeptToken",
    "Secret",
    "TokenKeeper",
    "WalkthroughError",
    "attempt",
    "build_authorization_request",
    "exchange_authorization_code",
    "mask_text",
    "open_keeper",
    "open_session",
    "parse_authorization_response",
    "practice_lab",
    "refresh_access_token",
    "revoke_token",
]

_HOMES = {
    "authorization": ("build_authorization_request",),
    "errors": ("WalkthroughError",),
    "kept_token": ("KeptToken",),
    "opening": ("attempt", "open_keeper", "open_session", "practice_lab"),
    "redaction": ("Secret", "mask_text"),
    "redirect": ("parse_authorization_response",),
    "token_keeper": ("TokenKeeper",),
    "token_endpoint": ("exchange_authorization_code", "refresh_access_token", "revoke_token"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: the doctor, say, does without what sends requests."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
