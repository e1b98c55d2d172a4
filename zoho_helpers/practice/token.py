"""The token endpoint and both revocation endpoints (steps 6 and 7)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping

from zoho_helpers.practice import pages
from zoho_helpers.practice.behaviours import REFRESH_WINDOW_SECONDS
from zoho_helpers.practice.replies import (
    THROTTLED,
    Reply,
    Request,
    bad_request,
    json_reply,
    page_reply,
)
from zoho_helpers.practice.state import AccessToken, Client, Code, RefreshToken, State

_PUSHED_OUT = "pushed out by a newer one"


def handle_token(request: Request, state: State) -> Reply:
    """Answer `POST /oauth/v2/token`: the client first, then its secret, then the grant."""
    values = dict(request.parameters)
    if request.basic:
        values["client_id"], values["client_secret"] = request.basic
    grant_type = values.get("grant_type")
    if not grant_type:
        return bad_request("grant_type missing")
    client = state.clients.get(values.get("client_id", ""))
    if client is None:
        return _error(state, "invalid_client", "no such client id")
    if request.data_center not in client.secrets:
        return _error(state, "invalid_client", "client not enabled in this data center")
    if not _is_secret(client, request, values.get("client_secret", "")):
        return _error(state, "invalid_client_secret", "wrong or missing client secret")
    grant = _GRANTS.get(grant_type)
    if grant is None:
        return _error(state, "invalid_client", "no such grant_type")
    return grant(request, values, client, state)


def _is_secret(client: Client, request: Request, found: str) -> bool:
    secret = client.secrets.get(request.data_center)
    return secret is not None and hmac.compare_digest(found.encode(), secret.encode())


def _exchange(request: Request, values: Mapping[str, str], client: Client, state: State) -> Reply:
    code = state.codes.get(values.get("code", ""))
    if code is None or code.client_id != client.client_id:
        why = "code of another client" if code else "no such code"
        return _error(state, "invalid_code", why)
    if code.user != request.data_center:
        return _error(state, "invalid_client", "the user's account is in another data center")
    if not code.is_alive(state.clock.now()):
        why = "code used before" if code.used else "code too old"
        return _error(state, "invalid_code", why)
    if values.get("redirect_uri", "") != code.redirect_uri and code.redirect_uri:
        return _error(state, "invalid_redirect_uri", "not the redirect_uri of the code")
    if not _verifier_fits(code, values.get("code_verifier", "")):
        return _error(state, "invalid_code", "PKCE verifier missing or wrong")
    code.used = True
    refresh_token = _new_refresh_token(code, state) if code.gives_refresh_token else ""
    return _tokens(request, state, code, refresh_token)


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
        return _error(state, "invalid_code", why)
    if token.ended:
        return _error(state, "invalid_code", f"refresh token {token.ended}")
    if token.user != request.data_center:
        return _error(state, "invalid_client", "the user's account is in another data center")
    if _is_throttled(token, state):
        status = state.settings["throttle_status"]
        return json_reply(THROTTLED, status=status, reason="refresh limit reached")
    return _tokens(request, state, token, token.token)


def _is_throttled(token: RefreshToken, state: State) -> bool:
    now = state.clock.now()
    if now - token.window_began >= REFRESH_WINDOW_SECONDS:
        token.window_began, token.refreshes = now, 0
    if token.refreshes < state.settings["refreshes_per_window"]:
        token.refreshes += 1
        return False
    if state.settings["hammering_extends_lockout"]:
        token.window_began = now
    return True


_GRANTS: Mapping[str, Callable[[Request, Mapping[str, str], Client, State], Reply]] = {
    "authorization_code": _exchange,
    "refresh_token": _refresh,
}


def _new_refresh_token(code: Code, state: State) -> str:
    alive = [
        token
        for token in state.refresh_tokens.values()
        if (token.client_id, token.user, token.ended) == (code.client_id, code.user, "")
    ]
    for token in alive[: max(0, len(alive) + 1 - state.settings["refresh_tokens_kept"])]:
        end_refresh_token(state, token, _PUSHED_OUT)
    new = RefreshToken(state.new_token(), code.client_id, code.user, code.scopes, state.clock.now())
    state.refresh_tokens[new.token] = new
    return new.token


def _tokens(
    request: Request, state: State, grant: Code | RefreshToken, refresh_token: str
) -> Reply:
    """Issue an access token; `refresh_token`, empty for none, is shown where it is new."""
    now, life = state.clock.now(), state.settings["access_token_seconds"]
    new = AccessToken(
        state.new_token(), refresh_token, grant.client_id, grant.user, grant.scopes, now, life
    )
    if refresh_token:
        _make_room(state, refresh_token, now)
    state.access_tokens[new.token] = new
    state.forget_dead()
    data: dict[str, str | int] = {"access_token": new.token}
    if refresh_token and isinstance(grant, Code):
        data["refresh_token"] = refresh_token
    data |= {
        "scope": " ".join(grant.scopes),
        "api_domain": request.base_url,
        "token_type": "Bearer",
        "expires_in": life,
    }
    return json_reply(data, reason="tokens issued")


def _make_room(state: State, refresh_token: str, now: float) -> None:
    """End the oldest access tokens of a refresh token, so that one more fits in."""
    alive = [
        token
        for token in state.access_tokens.values()
        if token.refresh_token == refresh_token and token.is_alive(now)
    ]
    for token in alive[: max(0, len(alive) + 1 - state.settings["access_tokens_active"])]:
        token.ended = _PUSHED_OUT


def end_refresh_token(state: State, token: RefreshToken, why: str) -> None:
    """End a refresh token and the access tokens made from it."""
    token.ended = why
    for access in state.access_tokens.values():
        if access.refresh_token == token.token and not access.ended:
            access.ended = why


def handle_revoke(request: Request, state: State) -> Reply:
    """Answer `POST /oauth/v2/revoke/token`, the current endpoint: the client signs in by Basic."""
    id, secret = request.basic or ("", "")
    client = state.clients.get(id)
    if client is None or not _is_secret(client, request, secret):
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


def forget_consent_without_tokens(state: State, client_id: str, user: str) -> None:
    """Let the user be asked again once no refresh token of this client and user is alive."""
    alive = any(
        (token.client_id, token.user, token.ended) == (client_id, user, "")
        for token in state.refresh_tokens.values()
    )
    if not alive:
        state.consents.pop(f"{client_id} {user}", None)


def _error(state: State, error: str, reason: str) -> Reply:
    return json_reply({"error": error}, status=state.settings["token_error_status"], reason=reason)
