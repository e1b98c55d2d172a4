"""The token endpoint: exchange and refresh (steps 6 and 7), and client credentials."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from urllib.parse import unquote_plus

from zoho_helpers.practice.issue import (
    OPENID_SCOPES,
    Grant,
    living_refresh_tokens,
    new_access_token,
    new_refresh_token,
    token_reply,
)
from zoho_helpers.practice.limits import REFRESH_TOKENS, WINDOW_SECONDS, is_over
from zoho_helpers.practice.oidc import CannotSign, id_token
from zoho_helpers.practice.records import Client, Code, RefreshToken
from zoho_helpers.practice.registration import CLIENT_TYPES
from zoho_helpers.practice.replies import THROTTLED, Reply, Request, bad_request, json_reply
from zoho_helpers.practice.scopes import split_scopes, unknown_scope
from zoho_helpers.practice.state import State
from zoho_helpers.practice.users import organization_number


def handle_token(request: Request, state: State) -> Reply:
    """Answer `POST /oauth/v2/token`: the client first, then its secret, then the grant."""
    values = client_values(request, state)
    grant_type = values.get("grant_type")
    if not grant_type:
        return bad_request("grant_type missing")
    refusal = refuse_client(request, values, state)
    if refusal:
        return refusal
    grant = _GRANTS.get(grant_type)
    if grant is None:
        return token_error(state, "invalid_client", "no such grant_type")
    return grant(request, values, state.clients[values["client_id"]], state)


def client_values(request: Request, state: State) -> dict[str, str]:
    """Return the parameters, with client id and secret from HTTP Basic where they stand there."""
    values = dict(request.parameters)
    if request.basic:
        values["client_id"], values["client_secret"] = basic_pair(request, state)
    return values


def basic_pair(request: Request, state: State) -> tuple[str, str]:
    """Return client id and secret from HTTP Basic; both are empty where they do not stand there."""
    id, secret = request.basic or ("", "")
    if state.settings["basic_is_form_encoded"]:
        return unquote_plus(id), unquote_plus(secret)
    return id, secret


def refuse_client(request: Request, values: Mapping[str, str], state: State) -> Reply | None:
    """Return the error for a client that is not who it says, or None."""
    client = state.clients.get(values.get("client_id", ""))
    if client is None:
        return token_error(state, "invalid_client", "no such client id")
    if request.data_center not in client.secrets:
        return token_error(state, "invalid_client", "client not enabled in this data center")
    if not is_secret(client, request, values.get("client_secret", "")):
        return token_error(state, "invalid_client_secret", "wrong or missing client secret")
    return None


def is_secret(client: Client, request: Request, found: str) -> bool:
    """Say whether this is the client's secret in the data center that was asked."""
    secret = client.secrets.get(request.data_center)
    return secret is not None and hmac.compare_digest(found.encode(), secret.encode())


def _exchange(request: Request, values: Mapping[str, str], client: Client, state: State) -> Reply:
    code = state.codes.get(values.get("code", ""))
    if code is None or code.client_id != client.client_id:
        why = "code of another client" if code else "no such code"
        return token_error(state, "invalid_code", why)
    if code.user != request.data_center:
        return token_error(state, "invalid_client", "the user's account is in another data center")
    if not code.is_alive(state.clock.now()):
        why = "code used before" if code.used else "code too old"
        return token_error(state, "invalid_code", why)
    if values.get("redirect_uri", "") != code.redirect_uri and code.redirect_uri:
        return token_error(state, "invalid_redirect_uri", "not the redirect_uri of the code")
    if not _verifier_fits(code, values.get("code_verifier", "")):
        return token_error(state, "invalid_code", "PKCE verifier missing or wrong")
    grant = Grant(client.client_id, code.user, code.scopes, code.instance_level)
    refusal = refuse_refresh_token(grant, state) if code.gives_refresh_token else None
    if refusal:
        return refusal
    code.used = True
    parent = new_refresh_token(state, grant) if code.gives_refresh_token else None
    access = new_access_token(state, grant, parent)
    try:
        signed = id_token(state, access, request.base_url, code.nonce)
    except CannotSign as error:
        return json_reply({"error": str(error)}, status=501, reason="a package is missing")
    return token_reply(request, access, parent.token if parent else "", signed)


def refuse_refresh_token(grant: Grant, state: State) -> Reply | None:
    """Return the refusal of one more refresh token for this client and user, or None."""
    if not state.settings["refresh_tokens_push_out"]:
        alive = living_refresh_tokens(state, grant.client_id, grant.user)
        if len(alive) >= state.settings["refresh_tokens_kept"]:
            return _throttled(state, "as many refresh tokens as are kept")
    if is_over(state, REFRESH_TOKENS, f"{grant.client_id} {grant.user}"):
        return _throttled(state, "too many refresh tokens in the window")
    return None


def _verifier_fits(code: Code, verifier: str) -> bool:
    if not code.code_challenge:
        return True
    found = verifier
    if code.code_challenge_method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        found = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(found.encode(), code.code_challenge.encode())


def _refresh(request: Request, values: Mapping[str, str], client: Client, state: State) -> Reply:
    token = state.refresh_tokens.get(values.get("refresh_token", ""))
    if token is None or token.client_id != client.client_id:
        why = "refresh token of another client" if token else "no such refresh token"
        return token_error(state, "invalid_code", why)
    if token.ended:
        return token_error(state, "invalid_code", f"refresh token {token.ended}")
    if token.user != request.data_center:
        return token_error(state, "invalid_client", "the user's account is in another data center")
    if _is_throttled(token, state):
        return _throttled(state, "refresh limit reached")
    prefix = CLIENT_TYPES[client.client_type].prefix
    grant = Grant(client.client_id, token.user, token.scopes, token.instance_level, prefix=prefix)
    return token_reply(request, new_access_token(state, grant, token))


def _is_throttled(token: RefreshToken, state: State) -> bool:
    now = state.clock.now()
    if not 0 <= now - token.window_began < WINDOW_SECONDS:
        token.window_began, token.refreshes = now, 0
    if token.refreshes < state.settings["refreshes_per_window"]:
        token.refreshes += 1
        return False
    if state.settings["hammering_extends_lockout"]:
        token.window_began = now
    return True


def _throttled(state: State, reason: str) -> Reply:
    return json_reply(THROTTLED, status=state.settings["throttle_status"], reason=reason)


def _client_credentials(
    request: Request, values: Mapping[str, str], client: Client, state: State
) -> Reply:
    """A self client acts for its organization, which `soid` names as `SERVICE.NUMBER`."""
    scopes = split_scopes(values.get("scope", ""))
    if client.client_type != "self":
        return token_error(state, "invalid_client", "client_credentials is for self clients")
    if not scopes or unknown_scope(scopes, state.settings):
        return token_error(state, "invalid_scope", "scope missing, or there is no such scope")
    service, _, number = values.get("soid", "").partition(".")
    organization = organization_number(request.data_center)
    has_many = {scope.partition(".")[0] for scope in scopes} - _OF_ACCOUNTS
    if has_many and (service not in has_many or number != str(organization)):
        return token_error(state, "missing_org_info", "soid missing, or of no organization here")
    if request.data_center in state.removed_users:
        return token_error(state, "invalid_client", "the user was removed")
    grant = Grant(client.client_id, request.data_center, scopes, organization=organization)
    return token_reply(request, new_access_token(state, grant, None))


_OF_ACCOUNTS = {"AaaServer", *OPENID_SCOPES}
"""Services that have no organizations, so that `soid` is not needed."""

_GRANTS: Mapping[str, Callable[[Request, Mapping[str, str], Client, State], Reply]] = {
    "authorization_code": _exchange,
    "refresh_token": _refresh,
    "client_credentials": _client_credentials,
}


def token_error(state: State, error: str, reason: str) -> Reply:
    """Return an error of the token endpoint: a bare JSON object, HTTP 200 by default."""
    return json_reply({"error": error}, status=state.settings["token_error_status"], reason=reason)
