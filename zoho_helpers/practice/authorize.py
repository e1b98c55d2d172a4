"""The authorization endpoint: checks, consent page, and where Accept and Reject lead (step 5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import pages
from zoho_helpers.practice.replies import Reply, Request, page_reply, redirect_reply
from zoho_helpers.practice.state import Client, Code, State

_SERVICES = re.compile(
    r"(?:AaaServer|Desk|WorkDrive|Zoho[A-Z]\w+|ZOHO[A-Z]+)(?:\.\w+){1,3}", re.ASCII
)
_OPENID = frozenset({"openid", "email", "profile"})
_OPERATIONS = frozenset({"ALL", "READ", "CREATE", "UPDATE", "DELETE", "WRITE"})


def handle_authorize(request: Request, state: State) -> Reply:
    """Answer `GET /oauth/v2/auth`: an error page, the consent page, or a redirect straight on."""
    refusal = _check(request, state)
    if refusal:
        return refusal
    values = request.parameters
    client = state.clients[values["client_id"]]
    asked = scopes_of(values)
    user = request.data_center
    remembered = state.consents.get(f"{client.client_id} {user}")
    if values.get("prompt") != "consent" and remembered and set(asked) <= set(remembered):
        return accept(request, state, user, reason="accepted before")
    users = [(location, _user_name(location)) for location in _users(client, request.data_center)]
    offline = values.get("access_type") == "offline"
    page = pages.consent(client.name, asked, values, users, offline)
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
    values, scopes = request.parameters, scopes_of(request.parameters)
    client = state.clients[values["client_id"]]
    if user not in client.secrets:
        return _error_page(state, "Invalid Client", "Client ID passed does not exist")
    key = f"{client.client_id} {user}"
    offline = values.get("access_type") == "offline"
    first = key not in state.consents
    code = Code(
        code=state.new_token(),
        client_id=client.client_id,
        user=user,
        redirect_uri=values["redirect_uri"],
        scopes=scopes,
        gives_refresh_token=offline and (first or values.get("prompt") == "consent"),
        issued_at=state.clock.now(),
        lifetime=float(state.settings["code_seconds"]),
        code_challenge=values.get("code_challenge", ""),
        code_challenge_method=values.get("code_challenge_method", "plain"),
    )
    state.codes[code.code] = code
    if offline:
        state.consents[key] = sorted({*state.consents.get(key, []), *scopes})
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


def unknown_scope(scopes: list[str]) -> str | None:
    """Return the first scope that does not exist, or None."""
    for scope in scopes:
        last = scope.rpartition(".")[2].upper()
        known = _SERVICES.fullmatch(scope) and last in _OPERATIONS
        if scope not in _OPENID and not known:
            return scope
    return None


def _check(request: Request, state: State) -> Reply | None:
    values = request.parameters
    client = state.clients.get(values.get("client_id", ""))
    scopes = scopes_of(values)
    if not values.get("client_id") or not values.get("response_type"):
        return _error_page(state, "Invalid response type", "")
    if client is None or request.data_center not in client.secrets:
        return _error_page(state, "Invalid Client", "Client ID passed does not exist")
    if values["response_type"] != "code":
        return _error_page(
            state, "An error occurred", "An error occurred while processing your request."
        )
    if values.get("redirect_uri") not in client.redirect_uris:
        line = "Redirect URI passed does not match with the one configured"
        return _error_page(state, "Invalid Redirect Uri", line)
    if not scopes or unknown_scope(scopes):
        return _error_page(state, "Invalid OAuth Scope", "Scope does not exist")
    return None


def _error_page(state: State, heading: str, line: str) -> Reply:
    status = state.settings["authorize_error_status"]
    return page_reply(pages.error(heading, line), status=status, reason=heading)


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
    return f"Robin Practice, whose account is in {ZOHO[location].country} ({location})"
