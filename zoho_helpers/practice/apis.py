"""The APIs that check an access token: user info and two CRM calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zoho_helpers.data_centers import ZOHO, practice_data_centers
from zoho_helpers.practice.replies import Reply, Request, bad_request, json_reply
from zoho_helpers.practice.state import AccessToken, State

_PREFIXES = ("zoho-oauthtoken", "bearer")


def handle_user_info(request: Request, state: State) -> Reply:
    """Answer `GET /oauth/user/info`."""
    token, trouble = _token(request, state)
    if token is None:
        data = {"response": "error", "cause": "INVALID_OAUTHTOKEN"}
        return json_reply(data, status=401, reason=trouble)
    if not _granted(token, "AaaServer.profile.READ"):
        data = {"response": "error", "cause": "INVALID_OAUTHSCOPE"}
        return json_reply(data, status=401, reason="scope missing")
    return json_reply(
        {
            "First_Name": "Robin",
            "Email": f"robin@practice-{token.user}.example",
            "Last_Name": "Practice",
            "Display_Name": "Robin Practice",
            "ZUID": _number(token.user),
        }
    )


def handle_crm_users(request: Request, state: State) -> Reply:
    """Answer `GET /crm/v8/users?type=CurrentUser`."""
    refusal, token = _crm_token(request, state, "ZohoCRM.users.READ")
    if refusal or token is None:
        return refusal or bad_request("no token")
    user = {
        "id": str(_number(token.user)),
        "full_name": "Robin Practice",
        "email": f"robin@practice-{token.user}.example",
        "status": "active",
    }
    return json_reply({"users": [user]})


def handle_crm_org(request: Request, state: State) -> Reply:
    """Answer `GET /crm/v8/org`."""
    refusal, token = _crm_token(request, state, "ZohoCRM.org.READ")
    if refusal or token is None:
        return refusal or bad_request("no token")
    org = {
        "id": str(_number(token.user) + 1),
        "company_name": "Practice & Sons",
        "country": ZOHO[token.user].country,
        "type": "production",
    }
    return json_reply({"org": [org]})


def handle_server_info(request: Request, state: State) -> Reply:
    """Answer `GET /oauth/serverinfo`: the accounts server of each data center, China left out."""
    root = request.base_url.removesuffix(f"/{request.data_center}")
    centers = practice_data_centers(root)
    locations = {name: center.accounts_url for name, center in centers.items() if name != "cn"}
    return json_reply({"result": "success", "locations": locations})


def _crm_token(
    request: Request, state: State, scope: str
) -> tuple[Reply | None, AccessToken | None]:
    if not _credential(request):
        return _crm_error(
            "AUTHENTICATION_FAILURE", "Authentication failed", "no usable header"
        ), None
    token, trouble = _token(request, state)
    if token is None:
        return _crm_error("INVALID_TOKEN", "invalid oauth token", trouble), None
    if not _granted(token, scope):
        message = "invalid oauth scope to access this URL"
        return _crm_error("OAUTH_SCOPE_MISMATCH", message, "scope missing"), None
    return None, token


def _crm_error(code: str, message: str, reason: str) -> Reply:
    data: Mapping[str, Any] = {"code": code, "details": {}, "message": message, "status": "error"}
    return json_reply(data, status=401, reason=reason)


def _credential(request: Request) -> str:
    scheme, _, credential = request.authorization.partition(" ")
    return credential.strip() if scheme.lower() in _PREFIXES else ""


def _token(request: Request, state: State) -> tuple[AccessToken | None, str]:
    """Return the access token of a request, or None and why not."""
    token = state.access_tokens.get(_credential(request))
    if token is None:
        return None, "no such access token"
    if token.ended:
        return None, f"access token {token.ended}"
    if state.clock.now() >= token.issued_at + state.settings["access_token_seconds"]:
        return None, "access token too old"
    if token.user != request.data_center:
        return None, "access token of another data center"
    return token, ""


def _granted(token: AccessToken, scope: str) -> bool:
    """Say whether a granted scope covers this one: itself, or `.ALL` in its last place."""
    granted = {item.upper() for item in token.scopes}
    return scope.upper() in granted or f"{scope.rpartition('.')[0].upper()}.ALL" in granted


def _number(location: str) -> int:
    return 6_000_000 + 100 * list(ZOHO).index(location)
