"""The APIs that check an access token: user info and two CRM calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zoho_helpers.data_centers import ZOHO, practice_data_centers
from zoho_helpers.practice import users
from zoho_helpers.practice.records import AccessToken
from zoho_helpers.practice.replies import Reply, Request, json_reply
from zoho_helpers.practice.state import State

_SCHEMES = ("zoho-oauthtoken", "bearer")


def handle_user_info(request: Request, state: State) -> Reply:
    """Answer `GET /oauth/user/info`."""
    token, trouble = _token(request, state)
    if token is None:
        data = {"response": "error", "cause": "INVALID_OAUTHTOKEN"}
        return json_reply(data, status=401, reason=trouble)
    if not _granted(token, "AaaServer.profile.READ"):
        data = {"response": "error", "cause": "INVALID_OAUTHSCOPE"}
        return json_reply(data, status=401, reason="scope missing: AaaServer.profile.READ")
    return json_reply(
        {
            "First_Name": users.FIRST_NAME,
            "Email": users.email(token.user),
            "Last_Name": users.LAST_NAME,
            "Display_Name": users.NAME,
            "ZUID": users.user_number(token.user),
        }
    )


def handle_crm_users(request: Request, state: State) -> Reply:
    """Answer `GET /crm/v8/users?type=CurrentUser`."""
    token, trouble = _token(request, state)
    if token is None or not _granted(token, "ZohoCRM.users.READ"):
        return _crm_refusal(request, trouble, "ZohoCRM.users.READ")
    user = {
        "id": str(users.user_number(token.user)),
        "full_name": users.NAME,
        "email": users.email(token.user),
        "status": "active",
    }
    return json_reply({"users": [user]})


def handle_crm_org(request: Request, state: State) -> Reply:
    """Answer `GET /crm/v8/org`."""
    token, trouble = _token(request, state)
    if token is None or not _granted(token, "ZohoCRM.org.READ"):
        return _crm_refusal(request, trouble, "ZohoCRM.org.READ")
    org = {
        "id": str(users.organization_number(token.user)),
        "company_name": users.COMPANY,
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


def handle_crm_unknown(request: Request, state: State) -> Reply:
    """Answer a CRM path that practice Zoho does not have, as the CRM answers a mistyped one."""
    message = "Please check if the URL trying to access is a correct one"
    return _crm_error(404, "INVALID_URL_PATTERN", message, "no such path in the CRM")


def _crm_refusal(request: Request, trouble: str, scope: str) -> Reply:
    if not _credential(request):
        return _crm_error(401, "AUTHENTICATION_FAILURE", "Authentication failed", trouble)
    if trouble:
        return _crm_error(401, "INVALID_TOKEN", "invalid oauth token", trouble)
    message = "invalid oauth scope to access this URL"
    return _crm_error(401, "OAUTH_SCOPE_MISMATCH", message, f"scope missing: {scope}")


def _crm_error(status: int, code: str, message: str, reason: str) -> Reply:
    data: Mapping[str, Any] = {"code": code, "details": {}, "message": message, "status": "error"}
    return json_reply(data, status=status, reason=reason)


def _credential(request: Request) -> str:
    scheme, _, credential = request.authorization.partition(" ")
    return credential.strip() if scheme.lower() in _SCHEMES else ""


def _token(request: Request, state: State) -> tuple[AccessToken | None, str]:
    """Return the access token of a request, or None and why not."""
    token = state.access_tokens.get(_credential(request))
    if not _credential(request):
        return None, "no usable Authorization header"
    if token is None:
        used = _credential(request) in state.refresh_tokens
        return None, "that is a refresh token" if used else "no such access token"
    if not token.is_alive(state.clock.now()):
        return None, f"access token {token.ended or 'too old'}"
    if token.user != request.data_center:
        return None, "access token of another data center"
    return token, ""


def _granted(token: AccessToken, scope: str) -> bool:
    """Say whether a granted scope covers this one: itself, or `.ALL` in its last place."""
    granted = {item.upper() for item in token.scopes}
    return scope.upper() in granted or f"{scope.rpartition('.')[0].upper()}.ALL" in granted
