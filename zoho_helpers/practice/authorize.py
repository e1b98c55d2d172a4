"""The authorization endpoint: checks, consent page, and where Accept and Reject lead (step 5)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import pages, users
from zoho_helpers.practice.issue import Grant, new_access_token
from zoho_helpers.practice.limits import CODES, is_over
from zoho_helpers.practice.records import Client, Code
from zoho_helpers.practice.registration import CLIENT_TYPES
from zoho_helpers.practice.replies import Reply, Request, page_reply, redirect_reply
from zoho_helpers.practice.scopes import split_scopes, unknown_scope
from zoho_helpers.practice.state import State

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
_MOST_REMEMBERED, _MOST_CONSENTS = 500, 5000
"""Scopes of one client and user, and clients and users: what is older is asked again."""
_LONGEST = {"nonce": 512, "code_challenge": 128}
"""Characters of what is kept with a code; RFC 7636 allows a challenge no more."""
_RESPONSE_TYPES = ("code", "token")
OFFLINE = "access_type=offline"
_INSTANCE, _SESSION = "instance-level", "granted_for_session"
"""Beside the scopes, what a user grants: offline access, consent for the whole organization, and
new access tokens for a page without being asked again."""


def handle_authorize(request: Request, state: State, user: str = "") -> Reply:
    """Answer `GET /oauth/v2/auth`: an error page, the consent page, or a redirect straight on.

    `/oauth/v2/org/auth` is the same for an administrator who consents for the organization, and
    `/oauth/v2/auth/refresh` the same for a page that wants a new access token.

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
    if values.get("prompt") != "consent" and set(_asked(request)) <= remembered:
        return accept(request, state, user, reason="accepted before")
    return page_reply(_consent_page(request, state, client, user), reason="consent page")


def _consent_page(request: Request, state: State, client: Client, user: str) -> str:
    asked = _asked(request)
    return pages.consent(
        client.name,
        scopes_of(request.parameters),
        request.parameters,
        [(place, user_name(place)) for place in consenting_users(state, client, user)],
        offline=OFFLINE in asked,
        organization=users.COMPANY if _INSTANCE in asked else "",
        session=_SESSION in asked,
    )


def handle_consent(request: Request, state: State) -> Reply:
    """Answer the consent page's form."""
    refusal = _check(request, state)
    if refusal:
        return refusal
    if request.parameters.get("answer") != "accept":
        return reject(request)
    return accept(request, state, request.parameters.get("user", request.data_center))


def accept(request: Request, state: State, user: str, reason: str = "accepted") -> Reply:
    """Send the browser to the redirect URI with a code, or with an access token.

    Args:
        request: A checked authorization request.
        state: Gets the code or token, and remembers the consent.
        user: Data center of the practice user who accepts.
        reason: For the journal.
    """
    values = request.parameters
    client = state.clients[values["client_id"]]
    if user not in client.secrets:
        return _refusal(state, "Invalid Client", "client not enabled in the user's data center")
    if user in state.removed_users:
        return _refusal(state, "An error occurred", "the user was removed")
    if values["response_type"] == "token":
        return _redirect_with_token(request, state, user, reason)
    by_user = state.settings["codes_counted_by_user"]
    if is_over(state, CODES, f"{client.client_id} {user}" if by_user else client.client_id):
        return _denied(request, "too many codes in ten minutes")
    code = _new_code(request, state, user)
    state.codes[code.code] = code
    remember(state, client.client_id, user, _asked(request))
    state.forget_dead()
    return redirect_reply(_success_url(request, code), reason)


def _new_code(request: Request, state: State, user: str) -> Code:
    values, asked = request.parameters, _asked(request)
    wants_refresh_token = OFFLINE in asked and (
        values.get("prompt") == "consent"
        or is_first_offline(state, values["client_id"], user, _INSTANCE in asked)
    )
    return Code(
        code=state.new_token(),
        client_id=values["client_id"],
        user=user,
        redirect_uri=values["redirect_uri"],
        scopes=scopes_of(values),
        gives_refresh_token=wants_refresh_token,
        issued_at=state.clock.now(),
        lifetime=float(state.settings["code_seconds"]),
        code_challenge=values.get("code_challenge", ""),
        code_challenge_method=values.get("code_challenge_method") or "plain",
        nonce=values.get("nonce", ""),
        instance_level=_INSTANCE in asked,
    )


def is_first_offline(state: State, client_id: str, user: str, instance_level: bool = False) -> bool:
    """Say whether offline access is granted for the first time, which gives a refresh token."""
    granted = state.consents.get(f"{client_id} {user}", ())
    return OFFLINE not in granted or (instance_level and _INSTANCE not in granted)


def remember(state: State, client_id: str, user: str, asked: list[str]) -> None:
    """Remember what a user granted to a client, so that it is not asked again."""
    key = f"{client_id} {user}"
    granted = dict.fromkeys([*state.consents.get(key, ()), *asked])
    state.consents.pop(key, None)  # so that the newest stand last
    state.consents[key] = list(granted)[-_MOST_REMEMBERED:]
    for oldest in list(state.consents)[:-_MOST_CONSENTS]:
        del state.consents[oldest]


def _redirect_with_token(request: Request, state: State, user: str, reason: str) -> Reply:
    """Implicit flow: the access token stands in the fragment, which no server sees."""
    values, asked = request.parameters, _asked(request)
    client_id = values["client_id"]
    if values.get("for_session"):
        remember(state, client_id, user, asked)
    access = new_access_token(state, Grant(client_id, user, scopes_of(values)), None)
    pairs = {
        "access_token": access.token,
        "expires_in": str(int(access.lifetime)),
        "location": user,
        "api_domain": base_url_of(request, user),
    }
    if values.get("state"):
        pairs["state"] = values["state"]
    if _SESSION in state.consents.get(f"{client_id} {user}", ()):
        pairs[_SESSION] = "true"
    fragment = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs.items())
    return redirect_reply(f"{values['redirect_uri']}#{fragment}", reason)


def reject(request: Request) -> Reply:
    """Send the browser to the redirect URI with `error=access_denied`."""
    return _denied(request, "rejected")


def _denied(request: Request, reason: str) -> Reply:
    values = request.parameters
    uri, echoed = values["redirect_uri"], ""
    if values.get("state"):
        echoed = f"&state={quote(values['state'], safe='')}"
    mark = "#" if values["response_type"] == "token" else joiner(uri)
    return redirect_reply(f"{uri}{mark}error=access_denied{echoed}", reason)


def scopes_of(values: Mapping[str, str]) -> list[str]:
    """Return the scopes asked for."""
    return split_scopes(values.get("scope", ""))


def _asked(request: Request) -> list[str]:
    """Return all that the user is asked to grant: the scopes, and what goes beyond them."""
    values = request.parameters
    beyond = {
        OFFLINE: values.get("access_type") == "offline" and values["response_type"] == "code",
        _INSTANCE: request.path.startswith("/oauth/v2/org/"),
        _SESSION: values["response_type"] == "token",
    }
    return [*scopes_of(values), *(name for name, is_asked in beyond.items() if is_asked)]


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
    if values["response_type"] not in _RESPONSE_TYPES:
        return _refusal(state, "An error occurred", "no such response_type", status=500)
    if values["response_type"] != CLIENT_TYPES[client.client_type].response_type:
        return _refusal(state, "Invalid Client", "response_type of another client type")
    if values.get("redirect_uri") not in client.redirect_uris:
        return _refusal(state, "Invalid Redirect Uri", "redirect_uri is not a registered one")
    scopes = scopes_of(values)
    unknown = unknown_scope(scopes, state.settings)
    if not scopes or unknown:
        why = f"no such scope: {unknown[:80]}" if unknown else "scope missing"
        return _refusal(state, "Invalid OAuth Scope", why)
    needs_pkce = client.client_type == "mobile" and state.settings["mobile_needs_pkce"]
    if needs_pkce and not values.get("code_challenge"):
        return _refusal(state, "An error occurred", "code_challenge missing")
    if values.get("code_challenge_method", "") not in ("", "plain", "S256"):
        return _refusal(state, "An error occurred", "no such code_challenge_method")
    if any(len(values.get(name, "")) > most for name, most in _LONGEST.items()):
        return _refusal(state, "An error occurred", "nonce or code_challenge too long")
    return None


def _refusal(state: State, heading: str, reason: str, status: int = 0) -> Reply:
    page = pages.error(heading, _LINES[heading], _HINT)
    status = status or state.settings["authorize_error_status"]
    return page_reply(page, status=status, reason=reason)


def _success_url(request: Request, code: Code) -> str:
    values = request.parameters
    server = base_url_of(request, code.user)
    pairs = [("state", values["state"])] if values.get("state") else []
    pairs += [("code", code.code), ("location", code.user), ("accounts-server", server)]
    query = "".join(f"{name}={quote(value, safe='')}&" for name, value in pairs)
    return f"{code.redirect_uri}{joiner(code.redirect_uri)}{query}"


def base_url_of(request: Request, location: str) -> str:
    """Return the address of a data center's servers, as the client wrote this one's."""
    root = request.base_url.removesuffix(f"/{request.data_center}")
    return root if location == "us" else f"{root}/{location}"


def joiner(uri: str) -> str:
    """Return what stands between a redirect URI and the parameters added to it."""
    return "&" if "?" in uri else "?"


def consenting_users(state: State, client: Client, first: str) -> list[str]:
    """Practice users who can consent: one in each data center where the client is enabled."""
    here = [first] if first in client.secrets else []
    places = dict.fromkeys([*here, *client.secrets])
    return [place for place in places if place not in state.removed_users]


def user_name(location: str) -> str:
    """Return what a page calls the practice user of a data center."""
    return f"{users.NAME}, account in {ZOHO[location].country} ({location})"
