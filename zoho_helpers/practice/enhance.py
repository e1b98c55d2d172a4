"""Scope enhancement: adding scopes to a refresh token that there is already."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from zoho_helpers.practice import pages
from zoho_helpers.practice.authorize import (
    base_url_of,
    joiner,
    remember,
    user_name,
)
from zoho_helpers.practice.records import EnhanceToken
from zoho_helpers.practice.replies import Reply, Request, json_reply, page_reply, redirect_reply
from zoho_helpers.practice.scopes import MOST_SCOPES, split_scopes, unknown_scope
from zoho_helpers.practice.state import State
from zoho_helpers.practice.token import client_values, refuse_client, token_error

_LINE = "An error occurred while processing your request."


def handle_enhance_token(request: Request, state: State) -> Reply:
    """Answer `POST /oauth/v2/token/scopeenhance`: a ticket to add scopes to a refresh token."""
    values = client_values(request, state)
    refusal = refuse_client(request, values, state)
    if refusal:
        return refusal
    if values.get("grant_type") != "update_scopes_token":
        return token_error(state, "invalid_client", "grant_type is not update_scopes_token")
    token = state.refresh_tokens.get(values.get("refresh_token", ""))
    if token is None or token.client_id != values["client_id"] or token.ended:
        return token_error(state, "invalid_code", "no such live refresh token")
    if token.user != request.data_center:
        return token_error(state, "invalid_client", "the user's account is in another data center")
    ticket = EnhanceToken(
        token=state.new_token(),
        refresh_token=token.token,
        client_id=token.client_id,
        issued_at=state.clock.now(),
        lifetime=float(state.settings["enhance_token_seconds"]),
    )
    state.enhance_tokens[ticket.token] = ticket
    state.forget_dead()
    data = {"access_token": ticket.token, "token_type": "Bearer"}
    return json_reply({**data, "expires_in": int(ticket.lifetime)}, reason="enhance token issued")


def handle_add_scopes(request: Request, state: State) -> Reply:
    """Answer the page that asks the user for the scopes to add, and its form."""
    values = request.parameters
    why = _trouble(values, state)
    if why:
        status = state.settings["authorize_error_status"]
        return page_reply(pages.error("An error occurred", _LINE), status=status, reason=why)
    if request.method == "POST":
        return add_scopes(request, state, values.get("answer") == "accept")
    client = state.clients[values["client_id"]]
    scopes = split_scopes(values["scope"])
    user = state.refresh_tokens[state.enhance_tokens[values["enhance_token"]].refresh_token].user
    page = pages.consent(client.name, scopes, values, [(user, user_name(user))], offline=False)
    return page_reply(page, reason="consent page")


def _trouble(values: Mapping[str, str], state: State) -> str:
    """Return what is wrong with the request; empty for nothing."""
    client = state.clients.get(values.get("client_id", ""))
    ticket = state.enhance_tokens.get(values.get("enhance_token", ""))
    if values.get("response_type") != "update_scopes":
        return "response_type is not update_scopes"
    if client is None or values.get("redirect_uri") not in client.redirect_uris:
        return "no such client, or its redirect_uri is another"
    scopes = split_scopes(values.get("scope", ""))
    if not scopes or unknown_scope(scopes, state.settings):
        return "scope missing, or there is no such scope"
    if ticket is None or ticket.client_id != client.client_id:
        return "no such enhance token"
    token = state.refresh_tokens.get(ticket.refresh_token)
    if not ticket.is_alive(state.clock.now()) or token is None or token.ended:
        return "enhance token too old or used, or its refresh token ended"
    if len({*token.scopes, *scopes}) > 2 * MOST_SCOPES:
        return "too many scopes for one refresh token"
    return ""


def add_scopes(request: Request, state: State, accepts: bool) -> Reply:
    """Add the scopes to the refresh token, or not, and send the browser to the redirect URI."""
    values = request.parameters
    ticket = state.enhance_tokens[values["enhance_token"]]
    ticket.used = True
    uri = values["redirect_uri"]
    if not accepts:
        return redirect_reply(f"{uri}{joiner(uri)}error=access_denied", "rejected")
    token, more = state.refresh_tokens[ticket.refresh_token], split_scopes(values["scope"])
    token.scopes = list(dict.fromkeys([*token.scopes, *more]))
    remember(state, token.client_id, token.user, more)
    server = quote(base_url_of(request, token.user), safe="")
    added = f"status=success&location={token.user}&accounts-server={server}"
    return redirect_reply(f"{uri}{joiner(uri)}{added}", "scopes added")


HANDLERS = {
    "/oauth/v2/token/scopeenhance": (("POST",), handle_enhance_token),
    "/oauth/v2/token/addextrascope": (("GET",), handle_add_scopes),
    "/oauth/v2/token/consent": (("POST",), handle_add_scopes),
}
"""Path, the methods it takes, and who answers."""
