"""Exchange, refresh and revoke: steps 6 and 7 of the flow, and the way back.

The only module on the client's side that builds and sends token requests. Parameters travel in the
body, never in the URL. Success is what the body says: Zoho sends errors with HTTP 200 too.

Sources: the Zoho Accounts pages on access tokens, their expiry, and revoking
(https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token.html and its siblings), read
November 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zoho_helpers.data_centers import DataCenter
from zoho_helpers.errors import TokenEndpointError, TransportError, forget_locals
from zoho_helpers.redaction import Secret, mask_text
from zoho_helpers.settings import Client
from zoho_helpers.tokens import Token, parse_token_response
from zoho_helpers.transcript import WireReply, WireRequest, show_reply

Send = Callable[[WireRequest], WireReply]

_NEW_CODE = "Get a new code in 02_authorize and exchange it at once."
_FIXES: Mapping[tuple[str, str], str] = {
    ("authorization_code", "invalid_code"): "The code is too old, was used before, or is damaged. "
    + _NEW_CODE,
    ("refresh_token", "invalid_code"): "The refresh token is wrong, or was revoked, or was pushed "
    "out by a newer one. Walk through 02 to 04 again for a new one.",
    ("", "invalid_client"): "This data center does not know the client id, or the account lives in "
    "another data center. Compare both with the API console.",
    ("", "invalid_client_secret"): "The client secret does not belong to this client id in this "
    "data center. Copy it again from the API console.",
    ("", "invalid_redirect_uri"): "The redirect URI must equal the registered one, character by "
    "character, with the same slash at its end.",
    ("refresh_token", "Access Denied"): "Ten refreshes in ten minutes are all Zoho allows. Wait "
    "ten minutes, and use each access token for its whole hour.",
    ("", "Access Denied"): "Zoho throttles this client or user: wait ten minutes.",
}


def build_exchange_request(
    center: DataCenter, client: Client, code: Secret, code_verifier: Secret | None
) -> WireRequest:
    """Build the access token request (RFC 6749 §4.1.3). Nothing is sent.

    Args:
        center: Data center that the redirect named; for a self client, its own.
        client: A self client sends no redirect URI.
        code: The authorization code.
        code_verifier: The one whose challenge the authorization request carried, or None.
    """
    form: dict[str, str | Secret] = {
        "grant_type": "authorization_code",
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "code": code,
    }
    if client.redirect_uri:
        form["redirect_uri"] = client.redirect_uri
    if code_verifier:
        form["code_verifier"] = code_verifier
    return WireRequest("POST", center.token_url, form)


def build_refresh_request(center: DataCenter, client: Client, refresh_token: Secret) -> WireRequest:
    """Build the refresh request (RFC 6749 §6). Nothing is sent."""
    form: dict[str, str | Secret] = {
        "grant_type": "refresh_token",
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "refresh_token": refresh_token,
    }
    return WireRequest("POST", center.token_url, form)


def build_revoke_request(
    center: DataCenter,
    client: Client,
    token: Secret,
    token_type: str = "refresh_token",  # noqa: S107
) -> WireRequest:
    """Build the revocation request for the current endpoint (RFC 7009). Nothing is sent.

    Args:
        center: Data center that issued the token.
        client: Signs in with HTTP Basic.
        token: What to revoke.
        token_type: `refresh_token` or `access_token`.
    """
    return WireRequest(
        "POST",
        f"{center.accounts_url}/oauth/v2/revoke/token",
        {"token": token, "token_type": token_type},
        basic=(client.client_id, client.client_secret),
    )


def build_old_revoke_request(center: DataCenter, token: Secret) -> WireRequest:
    """Build the revocation request for the older endpoint, which asks for no client."""
    return WireRequest("POST", f"{center.accounts_url}/oauth/v2/token/revoke", {"token": token})


@forget_locals
def exchange_authorization_code(
    send: Send,
    center: DataCenter,
    client: Client,
    code: Secret,
    *,
    code_verifier: Secret | None,
    now: Callable[[], float],
) -> Token:
    """Exchange an authorization code for tokens. Uses the code up.

    Raises:
        TokenEndpointError: The body carries an error, whatever the HTTP status.
        TransportError: No usable reply.
        RefusedError: Stopped before anything was sent.
    """
    request = build_exchange_request(center, client, code, code_verifier)
    return _token(send(request), "authorization_code", center, client, now)


@forget_locals
def refresh_access_token(
    send: Send,
    center: DataCenter,
    client: Client,
    refresh_token: Secret,
    *,
    now: Callable[[], float],
) -> Token:
    """Get a new access token. Counts as one of ten refreshes in ten minutes.

    Returns:
        The new token. Its `refresh_token` is None, since Zoho sends none: keep the old one.

    Raises:
        TokenEndpointError: The body carries an error, whatever the HTTP status.
        TransportError: No usable reply.
        RefusedError: Stopped before anything was sent.
    """
    request = build_refresh_request(center, client, refresh_token)
    return _token(send(request), "refresh_token", center, client, now)


@forget_locals
def revoke_token(
    send: Send,
    center: DataCenter,
    client: Client,
    token: Secret,
    token_type: str = "refresh_token",  # noqa: S107 - RFC 7009's name, no password
) -> None:
    """Revoke a token at the current endpoint. A refresh token takes its access tokens with it.

    Raises:
        TokenEndpointError: Zoho did not revoke it.
        TransportError: No usable reply.
    """
    _revoked(send(build_revoke_request(center, client, token, token_type)))


@forget_locals
def revoke_token_at_old_endpoint(send: Send, center: DataCenter, token: Secret) -> None:
    """Revoke a token at the older endpoint, which Zoho's SDKs still use.

    Raises:
        TokenEndpointError: Zoho did not revoke it.
        TransportError: No usable reply.
    """
    _revoked(send(build_old_revoke_request(center, token)))


def _token(
    reply: WireReply,
    grant_type: str,
    center: DataCenter,
    client: Client,
    now: Callable[[], float],
) -> Token:
    return parse_token_response(
        _success(reply, grant_type),
        data_center=center.location,
        client_id=client.client_id,
        now=now(),
        issued_at=reply.sent_at,
    )


def _success(reply: WireReply, grant_type: str) -> dict[str, Any]:
    data = reply.json_object()
    token = data.get("access_token")
    if token and isinstance(token, str) and not data.get("error"):
        return data | {name: _said(data.get(name), reply) for name in ("scope", "api_domain")}
    raise _failure(data, reply, grant_type)


def _failure(data: Mapping[str, Any], reply: WireReply, grant_type: str) -> TokenEndpointError:
    error = _said(data.get("error"), reply)[:100]
    fix = _FIXES.get((grant_type, error)) or _FIXES.get(("", error), "")
    said = f"error {error!r}" if error else "neither a token nor an error"
    failure = TokenEndpointError(
        f"Zoho answered with {said} (HTTP {reply.status}).",
        fix or "Look at the reply below: it is all that Zoho says.",
        error=error,
        error_description=_said(data.get("error_description"), reply)[:300] or None,
        http_status=reply.status,
    )
    failure.evidence = f"grant_type={grant_type}\n\n{show_reply(reply)}"
    return failure


def _said(value: object, reply: WireReply) -> str:
    """Return a value of the reply as text, masked: a server can put anything there."""
    return mask_text(reply.hide_sent(str(value or "")))


def _revoked(reply: WireReply) -> None:
    """The current endpoint's success body is not documented, so an empty 200 counts as success."""
    try:
        data = reply.json_object() if reply.body.strip() else {}
    except TransportError:
        data = {"error": "no JSON"}
    if reply.status != 200 or data.get("error") or data.get("status") == "failure":
        raise TokenEndpointError(
            f"The token was not revoked (HTTP {reply.status}).",
            "It may be dead already, of another client, or of another data center.",
            error=_said(data.get("error"), reply)[:100],
            http_status=reply.status,
        )
