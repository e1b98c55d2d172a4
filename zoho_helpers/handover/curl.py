"""A request as a cURL command for bash."""

from __future__ import annotations

import shlex

from zoho_helpers.handover.variables import ACCESS_TOKEN, CLIENT_SECRET, variable_for
from zoho_helpers.redaction import Secret
from zoho_helpers.transcript import HEADER_PREFIX, WireRequest


def render_curl(request: WireRequest) -> str:
    """Return the command, one option a line. Values are quoted so that bash passes them whole."""
    parts = ["curl"]
    if request.method != "GET" and not request.form:
        parts.append(f"--request {request.method}")
    if request.access_token:
        parts.append(f'--header "Authorization: {HEADER_PREFIX} ${ACCESS_TOKEN}"')
    if request.basic:
        parts.append(f'--user {shlex.quote(request.basic[0])}:"${CLIENT_SECRET}"')
    parts += [f"--data-urlencode {_pair(name, value)}" for name, value in request.form.items()]
    parts.append(shlex.quote(request.url))
    return " \\\n  ".join(parts)


def _pair(name: str, value: str | Secret) -> str:
    if isinstance(value, Secret):
        return f'"{name}=${variable_for(name)}"'
    return shlex.quote(f"{name}={value}")
