"""A Postman collection of the flow (format 2.1.0) and its environment.

Variables are named as in Zoho's own collections (Kaizen #79). Secrets are in the environment alone;
the scripts of each request are files in `templates/`.

Sources: https://schema.postman.com (format 2.1.0), and
https://help.zoho.com/portal/en/community/topic/kaizen-79-oauth2-0-a-recap-and-faqs.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from zoho_helpers.errors import InputError
from zoho_helpers.handover.calls import Call, calls
from zoho_helpers.handover.files import File
from zoho_helpers.handover.hosts import centers_of, is_api_call, path_of
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.template import template_text
from zoho_helpers.redaction import Secret
from zoho_helpers.transcript import HEADER_PREFIX, WireRequest

COLLECTION, ENVIRONMENT = (
    "zoho-oauth.postman_collection.json",
    "zoho-oauth.postman_environment.json",
)
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

VARIABLES: Mapping[str, str] = {
    "client_id": "client-id",
    "client_secret": "client-secret",
    "redirect_uri": "redirect-uri",
    "scope": "scope",
    "state": "state",
    "code": "code",
    "refresh_token": "refresh-token",
    "token": "refresh-token",
}
"""Parameter -> variable that holds its value; other parameters stand in the collection."""

SECRETS = frozenset(
    {"client-secret", "access-token", "refresh-token", "code", "redirected", "state"}
)
"""Variables whose values Postman hides."""

_SCRIPTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "authorize": (("stop", "authorize-before"), ("authorize-after",)),
    "exchange": (("stop", "exchange-before"), ("reply", "token", "exchange-after")),
    "refresh": (("stop", "refresh-before"), ("reply", "token")),
    "check": ((), ("reply", "check-after")),
    "revoke": (("revoke-before",), ("reply", "revoke-after")),
    "revoke-old": (("revoke-before",), ("reply", "revoke-after")),
    "serverinfo": ((), ("reply", "serverinfo-after")),
}
"""Call -> scripts that run before it is sent, and after its reply."""

_BY_HAND: Mapping[str, str] = {
    "authorize": "Send it, then open the link of the Visualize tab in your browser; the Console "
    "of Postman has it, too. Copy the address that the browser ends at into `redirected`.",
    "exchange": "It takes the code out of `redirected`, if the state in there is the one that was "
    "sent, and goes to the data center that is named there.",
}
"""Call -> what a person does with it in Postman."""

Json = dict[str, Any]


def files_for(kit: Kit) -> tuple[File, ...]:
    """Return the collection and the environment, filled with the reader's settings.

    Raises:
        InputError: A setting holds `{{`, which Postman would take for a variable.
    """
    return (
        File(COLLECTION, _text(_collection(kit))),
        File(ENVIRONMENT, _text(_environment(kit)), private=True),
    )


def render_postman(request: WireRequest) -> str:
    """Return one request as it stands in a collection, its secrets variables of Postman's."""
    return _text({"method": request.method, "url": request.url, **_credentials(request)}).rstrip()


def _text(data: Json) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _environment(kit: Kit) -> Json:
    values = {
        "accounts-url": kit.center.accounts_url,
        "client-id": kit.client.client_id,
        "client-secret": kit.client.client_secret.reveal(),
        "redirect-uri": kit.client.redirect_uri,
        "scope": ",".join(kit.scopes),
        "state": "",
        "redirected": "",
        "code": "",
        "access-token": kit.access_token.reveal() if kit.access_token else "",
        "refresh-token": kit.refresh_token.reveal() if kit.refresh_token else "",
        "api-domain": kit.api_domain or kit.center.api_domain,
        "expiry-time": "",
    }
    for variable, value in values.items():
        _refuse_braces(variable, value)
    name = "Zoho OAuth (practice)" if kit.practice else "Zoho OAuth"
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name} {kit.center.location} {COLLECTION}")),
        "name": name,
        "values": [
            {
                "key": variable,
                "value": value,
                "type": "secret" if variable in SECRETS else "default",
                "enabled": True,
            }
            for variable, value in values.items()
        ],
        "_postman_variable_scope": "environment",
    }


def _refuse_braces(name: str, value: str) -> None:
    # Postman looks for variables in the values of variables, too, and knows no escape.
    if "{{" in value:
        raise InputError(
            f"The value of {name} has {{{{ in it, which Postman takes for a variable.",
            "Zoho issues none like it: compare it with the API console.",
            reason="postman-braces",
            field=name.replace("-", "_"),
        )


def _collection(kit: Kit) -> Json:
    about = template_text("postman-about.md")
    return {
        "info": {"name": "Zoho OAuth 2.0", "description": about, "schema": SCHEMA},
        "item": [_item(call, kit) for call in calls(kit)],
    }


def _item(call: Call, kit: Kit) -> Json:
    host = "api-domain" if is_api_call(call, kit) else "accounts-url"
    return {
        "name": call.title,
        "event": _events(call.id, kit),
        # A redirect would carry the secrets to another host; and the code is in the first one.
        "protocolProfileBehavior": {"followRedirects": False},
        "request": {
            "description": f"{call.teaches}\n\n{_BY_HAND.get(call.id, '')}".strip(),
            "method": call.request.method,
            "url": _url(host, path_of(call, kit)),
            **_credentials(call.request),
        },
    }


def _url(host: str, rest: str) -> Json:
    parts = urlsplit(rest)
    pairs = [(name, _value(name, value)) for name, value in parse_qsl(parts.query)]
    query = [{"key": name, "value": value} for name, value in pairs]
    raw = "&".join(f"{name}={value}" for name, value in pairs)
    return {
        "raw": f"{{{{{host}}}}}{parts.path}" + (f"?{raw}" if raw else ""),
        "host": [f"{{{{{host}}}}}"],
        "path": parts.path.strip("/").split("/"),
        **({"query": query} if query else {}),
    }


def _credentials(request: WireRequest) -> Json:
    """Return body, header and HTTP Basic of a request, each where it has one."""
    found: Json = {"auth": {"type": "noauth"}, "header": []}
    if request.access_token:
        token = f"{HEADER_PREFIX} {{{{access-token}}}}"
        found["header"] = [{"key": "Authorization", "value": token}]
    if request.basic:
        pair = {"username": "{{client-id}}", "password": "{{client-secret}}"}
        basic = [{"key": name, "value": value, "type": "string"} for name, value in pair.items()]
        found["auth"] = {"type": "basic", "basic": basic}
    if request.form:
        form = [{"key": name, "value": _value(name, v)} for name, v in request.form.items()]
        found["body"] = {"mode": "urlencoded", "urlencoded": form}
    return found


def _value(name: str, value: str | Secret) -> str:
    return f"{{{{{VARIABLES[name]}}}}}" if name in VARIABLES else str(value)


def _events(call_id: str, kit: Kit) -> list[Json]:
    before, after = _SCRIPTS[call_id]
    return [
        {"listen": when, "script": {"type": "text/javascript", "exec": _script(names, kit)}}
        for when, names in (("prerequest", before), ("test", after))
        if names
    ]


def _script(names: tuple[str, ...], kit: Kit) -> list[str]:
    """Return the lines of a script, with the lists of hosts that it speaks of at its head."""
    text = "\n".join(template_text(f"postman-{name}.js").strip() + "\n" for name in names)
    centers = centers_of(kit)
    hosts = {
        "ACCOUNTS_SERVERS": sorted({center.accounts_url for center in centers.values()}),
        "API_DOMAINS": sorted({center.api_domain for center in centers.values()}),
    }
    heads = [f"const {name} = {json.dumps(urls)};" for name, urls in hosts.items() if name in text]
    return [*heads, *text.strip().split("\n")]
