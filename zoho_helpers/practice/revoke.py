"""Both revocation endpoints."""

from __future__ import annotations

from zoho_helpers.practice import pages
from zoho_helpers.practice.issue import end_refresh_token, forget_consent_without_tokens
from zoho_helpers.practice.records import AccessToken, RefreshToken
from zoho_helpers.practice.replies import Reply, Request, json_reply, page_reply
from zoho_helpers.practice.state import State
from zoho_helpers.practice.token import basic_pair, is_secret


def handle_revoke(request: Request, state: State) -> Reply:
    """Answer `POST /oauth/v2/revoke/token`, the current endpoint: the client signs in by Basic."""
    id, secret = basic_pair(request, state)
    client = state.clients.get(id)
    is_public = client is not None and client.client_type == "client-based" and not secret
    if client is None or not (is_public or is_secret(client, request, secret)):
        why = "client not signed in by HTTP Basic" if not request.basic else "wrong id or secret"
        return json_reply({"error": "invalid_client"}, status=400, reason=why)
    kind = request.parameters.get("token_type", "refresh_token")
    token = _find_token(state, request.parameters.get("token", ""), kind)
    if token is None or token.client_id != client.client_id:
        return json_reply({"error": "invalid_token"}, status=400, reason=f"no such live {kind}")
    if state.settings["revoke_at_the_users"] and token.user != request.data_center:
        why = "token of another data center"
        return json_reply({"error": "invalid_token"}, status=400, reason=why)
    _revoke(state, token)
    return json_reply({"status": "success"}, reason=f"{kind} revoked")


def handle_old_revoke(request: Request, state: State) -> Reply:
    """Answer `POST /oauth/v2/token/revoke`, the old endpoint: the token is enough."""
    value = request.parameters.get("token", "")
    token = _find_token(state, value, "refresh_token") or _find_token(state, value, "access_token")
    if token is None or token.user != request.data_center:
        page = pages.error("An error occurred", "An error occurred while processing your request.")
        return page_reply(page, status=400, reason="no such live token")
    _revoke(state, token)
    return json_reply({"status": "success"}, reason="token revoked")


def _find_token(state: State, value: str, kind: str) -> RefreshToken | AccessToken | None:
    """Return the live token of a kind, or None."""
    token: RefreshToken | AccessToken | None = None
    if kind == "refresh_token":
        token = state.refresh_tokens.get(value)
    elif kind == "access_token":
        token = state.access_tokens.get(value)
    return token if token and token.is_alive(state.clock.now()) else None


def _revoke(state: State, token: RefreshToken | AccessToken) -> None:
    if isinstance(token, AccessToken):
        token.ended = "revoked"
        return
    end_refresh_token(state, token, "revoked")
    forget_consent_without_tokens(state, token.client_id, token.user)
