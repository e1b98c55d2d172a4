"""The pages of the API console. Every value is escaped; nothing needs JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice.pages import fill, page
from zoho_helpers.practice.records import Client
from zoho_helpers.practice.registration import CLIENT_TYPES


@dataclass(frozen=True)
class Shown:
    """What the last form led to.

    Attributes:
        typed: What was typed, by field.
        message: What the form was refused with; empty for nothing.
        done: What it did, in a sentence; empty for nothing.
        made: What it made, by name: client id and secret, or a code.
        more: The same client's secrets in other data centers, by country.
        client_id: Whose page comes next; empty for the one that was asked for.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    done: str = ""
    made: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)
    client_id: str = ""


_LABELS: Mapping[str, str] = {
    "name": "Client Name",
    "homepage_url": "Homepage URL <small>such as http://127.0.0.1:8758</small>",
    "redirect_uri": "Authorized Redirect URI <small>such as http://127.0.0.1:8758/callback; "
    "several with blanks between them</small>",
    "javascript_domain": "JavaScript Domain <small>such as http://127.0.0.1:8758</small>",
}
_MULTI_DC = (
    '<label class="tick"><input type="checkbox" name="multi_dc" value="yes"{}> Multi-DC: enable it '
    "in the other data centers too <small>each gives it a secret of its own</small></label>"
)


def clients(country: str, here: Iterable[Client], shown: Shown) -> str:
    """Return the console's first page: the clients of a data center, and a form for each type."""
    rows = "".join(
        f'<tr><td><a href="?client_id={escape(item.client_id)}">{escape(item.name)}</a>'
        f"<br><small>{escape(' '.join(item.redirect_uris))}</small></td>"
        f"<td>{escape(CLIENT_TYPES[item.client_type].title)}</td>"
        f"<td><code>{escape(item.client_id)}</code></td></tr>"
        for item in here
    )
    chosen = shown.typed.get("client_type") or "server"
    content = fill(
        "console.html",
        country=escape(country),
        note=_note(shown),
        rows=rows or '<tr><td colspan="3">None yet.</td></tr>',
        forms="\n".join(_form(name, shown, is_open=name == chosen) for name in CLIENT_TYPES),
    )
    return page("API console", content)


def _form(client_type: str, shown: Shown, is_open: bool) -> str:
    """Return the form of a client type. What was typed into it is still there."""
    kind = CLIENT_TYPES[client_type]
    typed = shown.typed if is_open else {}
    fields = ["name", *kind.fields] if client_type != "self" else []
    return fill(
        "console_form.html",
        open=" open" if is_open else "",
        title=escape(kind.title),
        hint=escape(kind.hint),
        client_type=client_type,
        fields="\n".join(_input(name, client_type, typed.get(name, "")) for name in fields),
        multi_dc=_MULTI_DC.format(" checked" if typed.get("multi_dc") else ""),
    )


def _input(name: str, client_type: str, value: str) -> str:
    # The first form keeps the plain names; ids must differ between forms on one page.
    id = name if client_type == "server" else f"{client_type}-{name}"
    return (
        f'<label for="{id}">{_LABELS[name]}</label>\n<input type="text" id="{id}" name="{name}" '
        f'value="{escape(value)}" autocomplete="off">'
    )


def client(
    shown_client: Client,
    places: Iterable[str],
    minutes: Mapping[str, str],
    chosen_minutes: str,
    shown: Shown,
) -> str:
    """Return one client's page: its code, its data centers, and for a self client its codes.

    Args:
        shown_client: The client.
        places: Data centers that can be switched on and off.
        minutes: Choices of how long a self client's code lives, with their labels.
        chosen_minutes: The one that is proposed.
        shown: What the last form on this page led to.
    """
    item = shown_client
    same = len(item.secrets) > 1 and len(set(item.secrets.values())) == 1
    chosen_minutes = shown.typed.get("minutes", chosen_minutes)
    generate = fill(
        "console_code.html",
        client_id=escape(item.client_id),
        scope=escape(shown.typed.get("scope", "")),
        minutes=_options(minutes, chosen_minutes),
    )
    content = fill(
        "client.html",
        name=escape(item.name),
        title=escape(CLIENT_TYPES[item.client_type].title),
        note=_note(shown),
        client_id=escape(item.client_id),
        facts=_facts(item),
        generate=generate if item.client_type == "self" else "",
        switches="\n".join(_switch(place, place in item.secrets) for place in places),
        same="checked" if same else "",
        country=escape(ZOHO[item.data_center].country),
    )
    return page(item.name, content)


def _facts(item: Client) -> str:
    facts = {
        "Client ID": item.client_id,
        "Homepage URL": item.homepage_url,
        "Authorized Redirect URI": " ".join(item.redirect_uris),
        "JavaScript Domain": " ".join(item.javascript_domains),
    }
    return "".join(
        f"<tr><th>{name}</th><td><code>{escape(value)}</code></td></tr>"
        for name, value in facts.items()
        if value
    )


def _switch(place: str, is_on: bool) -> str:
    return (
        f'<label class="tick"><input type="checkbox" name="in-{place}" value="yes"'
        f"{' checked' if is_on else ''}> {escape(ZOHO[place].country)}</label>"
    )


def _options(choices: Mapping[str, str], chosen: str) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(label)}</option>"
        for value, label in choices.items()
    )


def _note(shown: Shown) -> str:
    """Return the box at the top: why not, what was done, or what was made."""
    if shown.message:
        return f'<p class="error" role="alert">{escape(shown.message)}</p>'
    if shown.done:
        return f'<p class="made" role="status">{escape(shown.done)}</p>'
    if not shown.made:
        return ""
    more = (
        "<details><summary>Client Secret in the other data centers</summary><dl>"
        f"{_terms(shown.more)}</dl></details>"
    )
    return fill("made.html", items=_terms(shown.made), more=more if shown.more else "")


def _terms(values: Mapping[str, str]) -> str:
    return "".join(
        f"<dt>{escape(name)}</dt><dd><code>{escape(value)}</code></dd>"
        for name, value in values.items()
    )
