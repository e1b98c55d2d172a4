"""Every request of the flow, in its order: the one model that all ways are rendered from.

The requests are built by the modules that also send them. Secrets in them are stand-ins: a way
renders each as its own variable, named by the parameter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from zoho_helpers.api_call import build_api_request
from zoho_helpers.authorization import build_authorization_request
from zoho_helpers.handover.kit import Kit
from zoho_helpers.redaction import Secret
from zoho_helpers.token_endpoint import (
    build_exchange_request,
    build_old_revoke_request,
    build_refresh_request,
    build_revoke_request,
)
from zoho_helpers.tokens import Token
from zoho_helpers.transcript import WireRequest


@dataclass(frozen=True)
class Call:
    """One request of the flow.

    Attributes:
        id: Its name: `authorize`, `exchange`, `refresh`, `check`, `revoke`, `revoke-old` or
            `serverinfo`.
        title: What it does, for a person.
        teaches: What is worth knowing about it, in a few sentences.
        request: The request, its secrets stand-ins.
        gives: What its reply brings, by RFC 6749's names.
    """

    id: str
    title: str
    teaches: str
    request: WireRequest
    gives: tuple[str, ...] = ()


STATE = "handover-state-0123456789"
"""Stands where each way puts its own random state."""


def calls(kit: Kit) -> tuple[Call, ...]:
    """Return every request of the flow, filled with the reader's settings.

    A self client has no authorization request.
    """
    client = replace(kit.client, client_secret=_stand_in("client_secret"))
    refresh_token = _stand_in("refresh_token")
    return (
        *_authorize(kit),
        Call(
            "exchange",
            "Exchange the code for tokens",
            "The parameters travel in the body, never in the address. A code works once. Zoho "
            "answers errors with HTTP 200 too: only a body with an access_token is a success.",
            build_exchange_request(kit.center, client, _stand_in("code"), None),
            ("access_token", "refresh_token", "api_domain"),
        ),
        Call(
            "refresh",
            "Get a new access token",
            "An access token lives one hour. The reply holds no refresh token: keep the one that "
            "there is. Ten refreshes in ten minutes are all that Zoho allows.",
            build_refresh_request(kit.center, client, refresh_token),
            ("access_token",),
        ),
        Call(
            "check",
            kit.check.title,
            f"A call that only reads. It needs the scope {kit.check.scope}. Zoho's own prefix in "
            "the Authorization header is Zoho-oauthtoken.",
            build_api_request(kit.center, _token(kit), kit.check),
        ),
        Call(
            "revoke",
            "End the refresh token",
            "Ends the refresh token and all access tokens made from it, at once and for good. The "
            "client signs in with HTTP Basic.",
            build_revoke_request(kit.center, client, refresh_token),
        ),
        Call(
            "revoke-old",
            "End the refresh token, at the older endpoint",
            "Many libraries still use this one. It asks for no client: whoever has the token can "
            "end it.",
            build_old_revoke_request(kit.center, refresh_token),
        ),
        Call(
            "serverinfo",
            "Which data centers there are",
            "Lists the accounts server of each data center. Not every data center answers it.",
            WireRequest("GET", f"{kit.center.accounts_url}/oauth/serverinfo"),
        ),
    )


def _stand_in(name: str) -> Secret:
    return Secret(f"({name})")


def _authorize(kit: Kit) -> tuple[Call, ...]:
    # A self client's code comes from the API console.
    if not kit.client.redirect_uri:
        return ()
    return (
        Call(
            "authorize",
            "Ask the user for consent",
            "Opened in a browser, not sent by a program. After Accept, Zoho sends the browser to "
            "the redirect URI with a code that lives about two minutes. access_type=offline asks "
            "for a refresh token, prompt=consent for a new one each time. Compare the state that "
            "comes back with the one that was sent.",
            WireRequest("GET", _authorization_url(kit)),
            ("code",),
        ),
    )


def _authorization_url(kit: Kit) -> str:
    return build_authorization_request(
        kit.center,
        client_id=kit.client.client_id,
        redirect_uri=kit.client.redirect_uri,
        scopes=kit.scopes,
        access_type=kit.access_type,
        state=STATE,
        code_verifier=None,
    ).url


def _token(kit: Kit) -> Token:
    return Token(
        access_token=_stand_in("access_token"),
        refresh_token=None,
        created_at=0,
        expires_at=0,
        scopes=kit.scopes,
        api_domain=kit.api_domain,
        data_center=kit.center.location,
        client_id=kit.client.client_id,
    )
