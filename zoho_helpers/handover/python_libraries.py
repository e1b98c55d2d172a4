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
from zoho_helpers.handover.templates import fill

LIBRARIES = ("with_requests.py", "with_requests_oauthlib.py", "with_authlib.py")
SETTINGS, SECRETS = "zoho_settings.py", "zoho_secrets.json"
NEXT = (
    "Install the libraries into an environment of their own: pip install -r requirements.txt",
    "Run one of the programs, such as: python with_requests.py",
    "Without a refresh token, or for a new one: python with_requests.py consent",
)
"""What the reader does next, one sentence each."""


def files_for(kit: Kit) -> tuple[File, ...]:
    """Return a program for each library, what they share, the secrets, and the pins."""
    return (
        *(File(name, fill(name)) for name in LIBRARIES),
        File(SETTINGS, settings(kit)),
        File(SECRETS, secrets(kit), private=True),
        File("requirements.txt", fill("python_libraries_requirements.txt")),
    )


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
        authorization=_authorization(flow.get("authorize")),
        secrets=python_string(SECRETS),
    )


def secrets(kit: Kit) -> str:
    """Return the private file: the client secret, and the refresh token where there is one."""
    values = {"client_secret": kit.client.client_secret.reveal()}
    if kit.refresh_token:
        values["refresh_token"] = kit.refresh_token.reveal()
    return json.dumps(values, indent=2) + "\n"


def _authorization(call: Call | None) -> str:
    """Return the parameters of the authorization request as a dict, without the state."""
    if call is None:
        return "{}"
    pairs = parse_qsl(call.request.url.partition("?")[2])
    rows = [
        f"    {python_string(name)}: {python_string(value)},"
        for name, value in pairs
        if name != "state"
    ]
    return "\n".join(["{", *rows, "}"])
