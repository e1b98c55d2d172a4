"""The API console: registering clients (steps 1 to 3), and codes for self clients."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import pages
from zoho_helpers.practice.authorize import unknown_scope
from zoho_helpers.practice.replies import Reply, Request, page_reply
from zoho_helpers.practice.state import Client, Code, State

SELF_CLIENT_MINUTES = (3, 5, 7, 10)


class ConsoleRefusal(ValueError):
    """A field is not valid; the text is the console's own."""


def register_client(
    state: State,
    *,
    name: str,
    homepage_url: str = "",
    redirect_uris: list[str] | None = None,
    client_type: str = "server",
    data_center: str = "us",
    multi_dc: bool = False,
    client_id: str = "",
    client_secret: str = "",
) -> Client:
    """Register a client and return it with its secrets.

    Args:
        state: Gets the client.
        name: Letters, digits, blanks, `_` and `&`.
        homepage_url: Not asked of a self client.
        redirect_uris: At least one, but none for a self client.
        client_type: `server` or `self`.
        data_center: Where it is registered.
        multi_dc: Enable it in every data center, each with a secret of its own.
        client_id: Somebody's own id instead of a new one.
        client_secret: Somebody's own secret instead of new ones; then all data centers share it.

    Raises:
        ConsoleRefusal: A field is not valid.
    """
    uris = [uri.strip() for uri in redirect_uris or []]
    if not re.fullmatch(r"[\w& ]*\w[\w& ]*", name):
        raise ConsoleRefusal("Enter a valid client name")
    if client_type == "server":
        if not _is_web_address(homepage_url.strip()):
            raise ConsoleRefusal("Enter a valid homepage URL")
        if not uris or not all(map(_is_web_address, uris)):
            raise ConsoleRefusal("Enter a valid redirect URI")
    enabled = list(ZOHO) if multi_dc else [data_center]
    client = Client(
        client_id=client_id or state.new_client_id(),
        name=name.strip(),
        client_type=client_type,
        homepage_url=homepage_url.strip(),
        redirect_uris=[] if client_type == "self" else uris,
        data_center=data_center,
        secrets={location: client_secret or state.new_secret() for location in enabled},
    )
    state.clients[client.client_id] = client
    return client


def make_self_client_code(
    state: State, client_id: str, scope: str, minutes: int | None = None
) -> Code:
    """Make a code for a self client, as its Generate Code tab does.

    Raises:
        ConsoleRefusal: The client is no self client, or a field is not valid.
    """
    client = state.clients.get(client_id.strip())
    if client is None or client.client_type != "self":
        raise ConsoleRefusal("Enter the client id of a self client")
    scopes = [item for item in re.split(r"[\s,]+", scope) if item]
    if not scopes or unknown_scope(scopes):
        raise ConsoleRefusal("Enter a valid scope")
    minutes = state.settings["self_client_code_minutes"] if minutes is None else minutes
    if minutes not in SELF_CLIENT_MINUTES:
        raise ConsoleRefusal("Choose 3, 5, 7 or 10 minutes")
    code = Code(
        code=state.new_token(),
        client_id=client.client_id,
        user=client.data_center,
        redirect_uri="",
        scopes=scopes,
        gives_refresh_token=True,
        issued_at=state.clock.now(),
        lifetime=minutes * 60.0,
    )
    state.codes[code.code] = code
    return code


def handle_console(request: Request, state: State) -> Reply:
    """Answer the console page and its forms."""
    values = request.parameters
    if request.method != "POST":
        return _page(request, state)
    try:
        made = _submit(request, state, values)
    except ConsoleRefusal as refusal:
        return _page(request, state, message=str(refusal), fields=values, reason="console refusal")
    return _page(request, state, made=made, reason="console")


def _submit(request: Request, state: State, values: Mapping[str, str]) -> tuple[str, str]:
    kind = values.get("client_type", "server")
    if kind == "self-code":
        minutes = values.get("minutes", "")
        code = make_self_client_code(
            state,
            values.get("client_id", ""),
            values.get("scope", ""),
            int(minutes) if minutes.isdecimal() else None,
        )
        return f"Your code, good for {code.lifetime / 60:.0f} minutes", code.code
    client = register_client(
        state,
        name=values.get("name", "") if kind == "server" else "Self Client",
        homepage_url=values.get("homepage_url", ""),
        redirect_uris=[values.get("redirect_uri", "")],
        client_type=kind if kind == "self" else "server",
        data_center=request.data_center,
    )
    secret = client.secrets[request.data_center]
    return "Client ID and Client Secret", f"{client.client_id}\n{secret}"


def _page(
    request: Request,
    state: State,
    *,
    message: str = "",
    fields: Mapping[str, str] | None = None,
    made: tuple[str, str] | None = None,
    reason: str = "ok",
) -> Reply:
    here = [
        (client.client_id, client.name, client.client_type)
        for client in state.clients.values()
        if client.data_center == request.data_center
    ]
    return page_reply(pages.console(here, message, fields, made), reason=reason)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url
    except ValueError:
        return False
