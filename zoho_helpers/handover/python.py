"""A request as Python with the `requests` package."""

from __future__ import annotations

from zoho_helpers.handover.variables import ACCESS_TOKEN, CLIENT_SECRET, variable_for
from zoho_helpers.redaction import Secret
from zoho_helpers.transcript import HEADER_PREFIX, WireRequest


def render_python(request: WireRequest) -> str:
    """Return a program that sends the request and prints what the body says."""
    secret = bool(request.form or request.access_token or request.basic)
    lines = ["import os", ""] if secret else []
    lines += ["import requests", "", f"reply = requests.{request.method.lower()}("]
    lines.append(f"    {request.url!r},")
    if request.access_token:
        value = f'f"{HEADER_PREFIX} {{os.environ[{ACCESS_TOKEN!r}]}}"'
        lines.append(f'    headers={{"Authorization": {value}}},')
    if request.basic:
        lines.append(f"    auth=({request.basic[0]!r}, os.environ[{CLIENT_SECRET!r}]),")
    if request.form:
        lines.append("    data={")
        lines += [f"        {name!r}: {_value(name, v)}," for name, v in request.form.items()]
        lines.append("    },")
    return "\n".join([*lines, "    timeout=20,", ")", "print(reply.status_code, reply.text)"])


def _value(name: str, value: str | Secret) -> str:
    return f"os.environ[{variable_for(name)!r}]" if isinstance(value, Secret) else repr(value)
