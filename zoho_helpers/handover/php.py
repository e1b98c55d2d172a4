"""A request as PHP with its cURL extension."""

from __future__ import annotations

from zoho_helpers.handover.quoting_php import php_string
from zoho_helpers.handover.variables import ACCESS_TOKEN, CLIENT_SECRET, variable_for
from zoho_helpers.redaction import Secret
from zoho_helpers.transcript import HEADER_PREFIX, WireRequest


def render_php(request: WireRequest) -> str:
    """Return a program that sends the request and prints what the body says."""
    options = ["CURLOPT_RETURNTRANSFER => true", "CURLOPT_TIMEOUT => 20"]
    if request.access_token:
        header = f"'Authorization: {HEADER_PREFIX} ' . {_variable(ACCESS_TOKEN)}"
        options.append(f"CURLOPT_HTTPHEADER => [{header}]")
    if request.basic:
        client = php_string(f"{request.basic[0]}:")
        options.append(f"CURLOPT_USERPWD => {client} . {_variable(CLIENT_SECRET)}")
    if request.form:
        pairs = [f"{php_string(name)} => {_value(name, v)}" for name, v in request.form.items()]
        body = "".join(f"        {pair},\n" for pair in pairs)
        options.append(f"CURLOPT_POSTFIELDS => http_build_query([\n{body}    ])")
    elif request.method != "GET":
        options.append(f"CURLOPT_CUSTOMREQUEST => {php_string(request.method)}")
    lines = ["<?php", f"$curl = curl_init({php_string(request.url)});"]
    lines += ["curl_setopt_array($curl, [", *(f"    {option}," for option in options), "]);"]
    return "\n".join([*lines, "echo curl_exec($curl), PHP_EOL;"])


def _variable(name: str) -> str:
    return f"getenv({php_string(name)})"


def _value(name: str, value: str | Secret) -> str:
    return _variable(variable_for(name)) if isinstance(value, Secret) else php_string(value)
