"""The API console: registering clients (steps 1 to 3), and codes for self clients."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import pages
from zoho_helpers.practice.authorize import unknown_scope
from zoho_helpers.practice.records import Client, Code
from zoho_helpers.practice.replies import Reply, Request, page_reply
from zoho_helpers.practice.state import State

CLIENT_TYPES = ("server", "self")
SELF_CLIENT_MINUTES = (3, 5, 7, 10)
_NAME_LENGTH = 100


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
    data_centers: Sequence[str] = (),
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
        multi_dc: Enable it in the other data centers too, each with a secret of its own. China is
            an operation apart.
        data_centers: Where it is enabled besides, whatever `multi_dc` says.
        client_id: Somebody's own id instead of a new one.
        client_secret: Somebody's own secret instead of new ones; then all data centers share it.

    Raises:
        ConsoleRefusal: A field is not valid.
    """
    uris = [uri.strip() for uri in redirect_uris or []]
    if client_type not in CLIENT_TYPES:
        raise ConsoleRefusal(f"Choose a client type: {' or '.join(CLIENT_TYPES)}")
    if not re.fullmatch(rf"[\w& ]{{1,{_NAME_LENGTH}}}", name) or not name.strip("& "):
        raise ConsoleRefusal("Enter a valid client name")
    if client_type == "server":
        if not _is_web_address(homepage_url.strip()):
            raise ConsoleRefusal("Enter a valid homepage URL")
        if not uris or not all(map(_is_web_address, uris)):
            raise ConsoleRefusal("Enter a valid redirect URI")
    others = [name for name in ZOHO if name != "cn"] if multi_dc and data_center != "cn" else []
    enabled = dict.fromkeys([data_center, *others, *data_centers])
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
        return page_reply(pages.console(_shown(request, state, {})))
    try:
        made, more = _FORMS.get(values.get("client_type", ""), _register)(request, state)
    except ConsoleRefusal as refusal:
        shown = replace(_shown(request, state, values), message=str(refusal))
        return page_reply(pages.console(shown), reason=f"console refusal: {refusal}")
    shown = replace(_shown(request, state, {}), made=made, more=more)
    return page_reply(pages.console(shown), reason="console")


Made = tuple[dict[str, str], dict[str, str]]
"""What a form made, and the client's secrets in other data centers, as `pages.Console` has them."""


def _register(request: Request, state: State) -> Made:
    values = request.parameters
    client = register_client(
        state,
        name=values.get("name", ""),
        homepage_url=values.get("homepage_url", ""),
        redirect_uris=[values.get("redirect_uri", "")],
        data_center=request.data_center,
        multi_dc=bool(values.get("multi_dc")),
    )
    return _credentials(client)


def _register_self_client(request: Request, state: State) -> Made:
    client = register_client(
        state, name="Self Client", client_type="self", data_center=request.data_center
    )
    return _credentials(client)


def _credentials(client: Client) -> Made:
    others = {ZOHO[location].country: secret for location, secret in client.secrets.items()}
    own = others.pop(ZOHO[client.data_center].country)
    return {"Client ID": client.client_id, "Client Secret": own}, others


def _generate_code(request: Request, state: State) -> Made:
    values = request.parameters
    choices = {str(minutes): minutes for minutes in SELF_CLIENT_MINUTES}
    minutes = choices.get(values.get("minutes", ""), 0)
    code = make_self_client_code(
        state, values.get("client_id", ""), values.get("scope", ""), minutes
    )
    return {f"Code, good for {minutes} minutes": code.code}, {}


_FORMS: Mapping[str, Callable[[Request, State], Made]] = {
    "self": _register_self_client,
    "self-code": _generate_code,
}
"""The console's forms by their `client_type`; every other one registers a server-based client."""


def _shown(request: Request, state: State, typed: Mapping[str, str]) -> pages.Console:
    here = [item for item in state.clients.values() if item.data_center == request.data_center]
    self_client = next((item for item in reversed(here) if item.client_type == "self"), None)
    proposed = {
        "client_id": self_client.client_id if self_client else "",
        "minutes": str(state.settings["self_client_code_minutes"]),
    }
    return pages.Console(
        country=ZOHO[request.data_center].country,
        clients=[(item.client_id, item.name, ", ".join(item.redirect_uris)) for item in here],
        fields={**proposed, **typed},
        minutes=SELF_CLIENT_MINUTES,
    )


def _is_web_address(url: str) -> bool:
    if " " in url or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
