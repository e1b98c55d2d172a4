"""The API console: its page, its forms, and codes for self clients."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import console_pages
from zoho_helpers.practice.console_pages import Shown
from zoho_helpers.practice.records import Client, Code
from zoho_helpers.practice.registration import (
    ConsoleRefusal,
    delete_client,
    enable_in,
    register_client,
    switchable,
)
from zoho_helpers.practice.replies import Reply, Request, page_reply
from zoho_helpers.practice.scopes import split_scopes, unknown_scope
from zoho_helpers.practice.state import State

SELF_CLIENT_MINUTES = (3, 5, 7, 10)


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
    if client.data_center in state.removed_users:
        raise ConsoleRefusal("The user was removed")
    scopes = split_scopes(scope)
    if not scopes or unknown_scope(scopes, state.settings):
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
    state.forget_dead()
    return code


def handle_console(request: Request, state: State) -> Reply:
    """Answer the console: the list of clients, one client's page, and the forms on both."""
    values = request.parameters
    if request.method != "POST":
        return page_reply(_page(request, state, Shown()))
    try:
        shown = _FORMS.get(values.get("do", ""), _register)(request, state)
        reason = "console"
    except ConsoleRefusal as refusal:
        shown = Shown(typed=values, message=str(refusal))
        reason = f"console refusal: {refusal}"
    return page_reply(_page(request, state, shown), reason=reason)


def _page(request: Request, state: State, shown: Shown) -> str:
    client = state.clients.get(shown.client_id or request.parameters.get("client_id", ""))
    if client and client.data_center == request.data_center:
        minutes = str(state.settings["self_client_code_minutes"])
        choices = {str(choice): f"{choice} minutes" for choice in SELF_CLIENT_MINUTES}
        places = switchable(client.data_center)
        return console_pages.client(client, places, choices, minutes, shown)
    here = [item for item in state.clients.values() if item.data_center == request.data_center]
    return console_pages.clients(ZOHO[request.data_center].country, here, shown)


def _register(request: Request, state: State) -> Shown:
    values = request.parameters
    kind = values.get("client_type", "")
    client = register_client(
        state,
        name=values.get("name", "Self Client" if kind == "self" else ""),
        homepage_url=values.get("homepage_url", ""),
        redirect_uris=values.get("redirect_uri", "").split(),
        javascript_domains=values.get("javascript_domain", "").split(),
        client_type=kind,
        data_center=request.data_center,
        multi_dc=bool(values.get("multi_dc")),
    )
    return _credentials(client)


def _own_client(request: Request, state: State) -> Client:
    client = state.clients.get(request.parameters.get("client_id", ""))
    if client is None or client.data_center != request.data_center:
        raise ConsoleRefusal("Choose a client of this data center")
    return client


def _show_secrets(request: Request, state: State) -> Shown:
    return _credentials(_own_client(request, state))


def _credentials(client: Client) -> Shown:
    others = {
        ZOHO[place].country: secret
        for place, secret in client.secrets.items()
        if place != client.data_center
    }
    own = client.secrets[client.data_center]
    made = {"Client ID": client.client_id, "Client Secret": own}
    return Shown(made=made, more=others, client_id=client.client_id)


def _set_data_centers(request: Request, state: State) -> Shown:
    client, values = _own_client(request, state), request.parameters
    allowed = switchable(client.data_center)
    chosen = [place for place in allowed if values.get(f"in-{place}")]
    # Where a program enabled it besides, such as in China, no switch here turns it off.
    kept = [place for place in client.secrets if place not in allowed]
    same = bool(values.get("same_credentials"))
    enable_in(state, client, [*kept, *chosen], same_credentials=same)
    return _credentials(client)


def _generate_code(request: Request, state: State) -> Shown:
    values = request.parameters
    choices = {str(minutes): minutes for minutes in SELF_CLIENT_MINUTES}
    minutes = choices.get(values.get("minutes", ""), 0)
    code = make_self_client_code(
        state, values.get("client_id", ""), values.get("scope", ""), minutes
    )
    return Shown(typed=values, made={f"Code, good for {minutes} minutes": code.code})


def _delete(request: Request, state: State) -> Shown:
    client = _own_client(request, state)
    delete_client(state, client)
    return Shown(done=f"{client.name} is deleted, and all its tokens with it.")


_FORMS: Mapping[str, Callable[[Request, State], Shown]] = {
    "show-code": _show_secrets,
    "data-centers": _set_data_centers,
    "generate-code": _generate_code,
    "delete": _delete,
}
"""The console's forms by their `do`; every other one registers a client."""
