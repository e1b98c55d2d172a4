"""A request as JavaScript for Node, whose `fetch` needs no package."""

from __future__ import annotations

from zoho_helpers.handover.quoting import js_string
from zoho_helpers.handover.variables import ACCESS_TOKEN, CLIENT_SECRET, variable_for
from zoho_helpers.redaction import Secret
from zoho_helpers.transcript import HEADER_PREFIX, WireRequest


def render_node(request: WireRequest) -> str:
    """Return a module that sends the request and prints what the body says."""
    lines = [f"const reply = await fetch({js_string(request.url)}, {{"]
    lines.append(f"  method: {js_string(request.method)},")
    if request.access_token:
        value = f"{js_string(HEADER_PREFIX + ' ')} + process.env.{ACCESS_TOKEN}"
        lines.append(f"  headers: {{ Authorization: {value} }},")
    if request.basic:
        pair = f"{js_string(request.basic[0] + ':')} + process.env.{CLIENT_SECRET}"
        value = f"'Basic ' + Buffer.from({pair}).toString('base64')"
        lines.append(f"  headers: {{ Authorization: {value} }},")
    if request.form:
        lines.append("  body: new URLSearchParams({")
        lines += [f"    {js_string(name)}: {_value(name, v)}," for name, v in request.form.items()]
        lines.append("  }),")
    lines += ["  redirect: 'error',", "  signal: AbortSignal.timeout(20_000),", "});"]
    return "\n".join([*lines, "console.log(reply.status, await reply.text());"])


def _value(name: str, value: str | Secret) -> str:
    return f"process.env.{variable_for(name)}" if isinstance(value, Secret) else js_string(value)
