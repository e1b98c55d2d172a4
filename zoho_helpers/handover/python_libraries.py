"""Python programs for consent, exchange, refresh and call: one for each library.

A further library is a row of `LIBRARIES` and a template that defines the same four functions.
"""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from zoho_helpers.handover.calls import Call, calls
from zoho_helpers.handover.files import File
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.quoting import python_string
from zoho_helpers.handover.template import fill
from zoho_helpers.settings import LIVE, PRACTICE

LIBRARIES = ("with_requests.py", "with_requests_oauthlib.py", "with_authlib.py")
KEEPER = "with_keeper.py"
SETTINGS, SECRETS = "zoho_settings.py", "zoho_secrets.json"
NEXT = (
    "Install the libraries into an environment of their own: pip install -r requirements.txt",
    "Run one of the programs, such as: python with_requests.py",
    "Without a refresh token, or for a new one: python with_requests.py consent",
)
"""What the reader does next, one sentence each."""

_STANDARD = ("response_type", "client_id", "redirect_uri", "scope", "state")
"""Parameters of RFC 6749, which every library has a place for."""


def files_for(kit: Kit) -> tuple[File, ...]:
    """Return a program for each library, what they share, the secrets, and the pins."""
    return (
        *(File(name, fill(name)) for name in LIBRARIES),
        File(KEEPER, keeper(kit)),
        File(SETTINGS, settings(kit)),
        File(SECRETS, secrets(kit), private=True),
        File("requirements.txt", fill("python_libraries_requirements.txt")),
    )


def keeper(kit: Kit) -> str:
    """Return the program that uses the walkthrough's own token keeper."""
    check = next(call for call in calls(kit) if call.id == "check")
    profile = PRACTICE if kit.practice else LIVE
    return fill(KEEPER, profile=python_string(profile), check_url=python_string(check.request.url))


def settings(kit: Kit) -> str:
    """Return the module that the programs share: addresses, client, the store of the tokens."""
    flow = {call.id: call for call in calls(kit)}
    client = kit.client
    return fill(
        SETTINGS,
        accounts_url=python_string(kit.center.accounts_url),
        check_url=python_string(flow["check"].request.url),
        check_scope=kit.check.scope,
        client_id=python_string(client.client_id),
        redirect_uri=python_string(client.redirect_uri) if client.redirect_uri else "None",
        **_asked(flow.get("authorize")),
        secrets=python_string(SECRETS),
    )


def secrets(kit: Kit) -> str:
    """Return the private file: the client secret, and the refresh token where there is one."""
    values = {"client_secret": kit.client.client_secret.reveal()}
    if kit.refresh_token:
        values["refresh_token"] = kit.refresh_token.reveal()
    return json.dumps(values, indent=2) + "\n"


def _asked(call: Call | None) -> dict[str, str]:
    """Return what consent asks for: the scope, and the parameters that are Zoho's own."""
    pairs = dict(parse_qsl(call.request.url.partition("?")[2])) if call else {}
    own = {name: value for name, value in pairs.items() if name not in _STANDARD}
    rows = [f"{python_string(name)}: {python_string(value)}" for name, value in own.items()]
    scope = python_string(pairs["scope"]) if call else "None"
    return {"scope": scope, "zoho_parameters": f"{{{', '.join(rows)}}}"}
