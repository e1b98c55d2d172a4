"""The authorization endpoint: checks, consent page, and where Accept and Reject lead (step 5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import pages
from zoho_helpers.practice.records import Client, Code
from zoho_helpers.practice.replies import Reply, Request, page_reply, redirect_reply
from zoho_helpers.practice.state import State

_SCOPE = re.compile(
    r"(?:AaaServer|Desk|WorkDrive|SalesIQ|Site24x7|Zoho[A-Z]\w+|ZOHO[A-Z]+)(?:\.\w+){2,4}",
    re.ASCII,
)
_LINES: Mapping[str, str] = {
    "Invalid response type": "",
    "Invalid Client": "Client ID passed does not exist",
    "An error occurred": "An error occurred while processing your request.",
    "Invalid Redirect Uri": "Redirect URI passed does not match with the one configured",
    "Invalid OAuth Scope": "Scope does not exist",
}
"""Zoho's headings and their second lines; what the first one's second line says is not known."""

_HINT = (
    "Zoho shows no more than this and sends nobody back to the redirect URI. Go back and compare "
    "your request with the client in the API console."
)
_OFFLINE = "access_type=offline"
_OPENID = frozenset({"openid", "email", "profile"})
_OPERATIONS = frozenset({"ALL", "READ", "CREATE", "UPDATE", "DELETE", "WRITE"})


def handle_authorize(request: Request, state: State, user: str = "") -> Reply:
    """Answer `GET /oauth/v2/auth`: an error page, the consent page, or a redirect straight on.

    Args:
        request: The authorization request.
        state: Knows the client, and who consented before.
        user: Data center of the practice user who is signed in; empty for the one asked.
    """
    refusal = _check(request, state)
    if refusal:
        return refusal
    values = request.parameters
    client = state.clients[values["client_id"]]
    user = user or request.data_center
    remembered = set(state.consents.get(f"{client.client_id} {user}", ()))
    if values.get("prompt") != "consent" and set(_asked(values)) <= remembered:
        return accept(request, state, user, reason="accepted before")
    users = [(location, _user_name(location)) for location in _users(client, user)]
    offline = _OFFLINE in _asked(values)
    page = pages.consent(client.name, scopes_of(values), values, users, offline)
    return page_reply(page, reason="consent page")


def handle_consent(request: Request, state: State) -> Reply:
    """Answer the consent page's form."""
    refusal = _check(request, state)
    if refusal:
        return refusal
    if request.parameters.get("answer") != "accept":
        return reject(request)
    return accept(request, state, request.parameters.get("user", request.data_center))


def accept(request: Request, state: State, user: str, reason: str = "accepted") -> Reply:
    """Issue a code and send the browser to the redirect URI with it.

    Args:
        request: A checked authorization request.
        state: Gets the code, and remembers the consent.
        user: Data center of the practice user who accepts.
        reason: For the journal.
    """
    values = request.parameters
    client = state.clients[values["client_id"]]
    if user not in client.secrets:
        return _refusal(state, "Invalid Client", "client not enabled in the user's data center")
    key, asked = f"{client.client_id} {user}", _asked(values)
    granted = state.consents.get(key, [])
    first = _OFFLINE not in granted
    code = Code(
        code=state.new_token(),
        client_id=client.client_id,
        user=user,
        redirect_uri=values["redirect_uri"],
        scopes=scopes_of(values),
        gives_refresh_token=_OFFLINE in asked and (first or values.get("prompt") == "consent"),
        issued_at=state.clock.now(),
        lifetime=float(state.settings["code_seconds"]),
        code_challenge=values.get("code_challenge", ""),
        code_challenge_method=values.get("code_challenge_method", "plain"),
    )
    state.codes[code.code] = code
    state.consents[key] = sorted({*granted, *asked})
    state.forget_dead()
    return redirect_reply(_success_url(request, code), reason)


def reject(request: Request) -> Reply:
    """Send the browser to the redirect URI with `error=access_denied`."""
    values = request.parameters
    echoed = f"&state={quote(values['state'], safe='')}" if values.get("state") else ""
    uri = values["redirect_uri"]
    return redirect_reply(f"{uri}{_joiner(uri)}error=access_denied{echoed}", "rejected")


def scopes_of(values: Mapping[str, str]) -> list[str]:
    """Return the scopes asked for; commas are Zoho's way, blanks are taken too."""
    return list(dict.fromkeys(re.findall(r"[^\s,]+", values.get("scope", ""))))


def _asked(values: Mapping[str, str]) -> list[str]:
    """Return all that the user is asked to grant: the scopes, and offline access."""
    offline = [_OFFLINE] if values.get("access_type") == "offline" else []
    return [*scopes_of(values), *offline]


def unknown_scope(scopes: list[str]) -> str | None:
    """Return the first scope that does not exist, or None."""
    for scope in scopes:
        last = scope.rpartition(".")[2].upper()
        known = _SCOPE.fullmatch(scope) and last in _OPERATIONS
        if scope not in _OPENID and not known:
            return scope
    return None


def _check(request: Request, state: State) -> Reply | None:
    """Return the error page for a request that Zoho refuses, or None."""
    values = request.parameters
    client = state.clients.get(values.get("client_id", ""))
    if not values.get("client_id") or not values.get("response_type"):
        return _refusal(state, "Invalid response type", "client_id or response_type missing")
    if client is None:
        return _refusal(state, "Invalid Client", "no such client id")
    if request.data_center not in client.secrets:
        return _refusal(state, "Invalid Client", "client not enabled in this data center")
    if values["response_type"] != "code":
        return _refusal(state, "An error occurred", "response_type is not code", status=500)
    if values.get("redirect_uri") not in client.redirect_uris:
        return _refusal(state, "Invalid Redirect Uri", "redirect_uri is not a registered one")
    scopes = scopes_of(values)
    if not scopes or unknown_scope(scopes):
        why = f"no such scope: {unknown_scope(scopes)}" if scopes else "scope missing"
        return _refusal(state, "Invalid OAuth Scope", why)
    return None


def _refusal(state: State, heading: str, reason: str, status: int = 0) -> Reply:
    page = pages.error(heading, _LINES[heading], _HINT)
    status = status or state.settings["authorize_error_status"]
    return page_reply(page, status=status, reason=reason)


def _success_url(request: Request, code: Code) -> str:
    values = request.parameters
    server = request.base_url
    if code.user != request.data_center:
        root = server.removesuffix(f"/{request.data_center}")
        server = root if code.user == "us" else f"{root}/{code.user}"
    pairs = [("state", values["state"])] if values.get("state") else []
    pairs += [("code", code.code), ("location", code.user), ("accounts-server", server)]
    query = "".join(f"{name}={quote(value, safe='')}&" for name, value in pairs)
    return f"{code.redirect_uri}{_joiner(code.redirect_uri)}{query}"


def _joiner(uri: str) -> str:
    return "&" if "?" in uri else "?"


def _users(client: Client, first: str) -> list[str]:
    """Practice users who can consent: one in each data center where the client is enabled."""
    return [first, *(location for location in client.secrets if location != first)]


def _user_name(location: str) -> str:
    return f"Robin Practice, account in {ZOHO[location].country} ({location})"
