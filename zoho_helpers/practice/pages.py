"""The pages that a person sees. Every value is escaped; nothing needs JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib import resources
from string import Template

from zoho_helpers.data_centers import ZOHO

_FOLDER = resources.files("zoho_helpers.practice") / "templates"
_CONSOLE_FIELDS = ("name", "homepage_url", "redirect_uri", "client_id", "scope")


@cache
def _text(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _fill(name: str, /, **values: object) -> str:
    return Template(_text(name)).substitute(values)


def _page(title: str, content: str) -> str:
    return _fill("page.html", title=escape(title), style=_text("style.css"), content=content)


def main_part(page: str) -> str:
    """Return what a page says, without its head and style: enough for the journal."""
    return page.partition("<main>")[2].partition("</main>")[0].strip() or page


def error(heading: str, line: str, hint: str = "") -> str:
    """Return an error page.

    Args:
        heading: Zoho's heading.
        line: Zoho's second line; empty where it has none.
        hint: What only practice Zoho says; empty for nothing.
    """
    second = f"<p>{escape(line)}</p>" if line else ""
    soft = f'<p class="soft">{escape(hint)}</p>' if hint else ""
    return _page(heading, _fill("error.html", heading=escape(heading), line=second, hint=soft))


def consent(
    client_name: str,
    scopes: list[str],
    parameters: Mapping[str, str],
    users: list[tuple[str, str]],
    offline: bool,
) -> str:
    """Return the consent page: who asks, for what, and Accept or Reject.

    Args:
        client_name: As registered.
        scopes: Scope names asked for.
        parameters: The authorization request, sent on with the answer.
        users: Practice users who may consent, as (location, name).
        offline: Whether the client asks to act while the user is away.
    """
    options = "".join(f'<option value="{escape(u)}">{escape(name)}</option>' for u, name in users)
    away = "<li>Do so while you are away, until you revoke it <code>offline</code></li>"
    rows = [f"<li>{escape(scope_words(s))} <code>{escape(s)}</code></li>" for s in scopes]
    content = _fill(
        "consent.html",
        client=escape(client_name),
        scopes="\n".join([*rows, away] if offline else rows),
        users=options,
        redirect=escape(parameters["redirect_uri"]),
        hidden=_hidden(parameters),
    )
    return _page(f"{client_name} asks for access", content)


def _hidden(values: Mapping[str, str]) -> str:
    # What the user answers comes from the user alone: the first of a repeated name counts.
    return "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in values.items()
        if name not in ("answer", "user")
    )


def scope_words(scope: str) -> str:
    """Return a scope such as `ZohoCRM.users.READ` in words."""
    if scope in ("openid", "email", "profile"):
        return f"Know your {'sign-in' if scope == 'openid' else scope}"
    service, *rest = scope.split(".")
    verbs = {"READ": "Read", "CREATE": "Create", "UPDATE": "Change", "DELETE": "Delete"}
    verb = verbs.get(rest[-1].upper(), "Read and change") if rest else "Use"
    things = " ".join(rest[:-1]) or "data"
    service = {"AaaServer": "Zoho Accounts"}.get(service, service.replace("Zoho", "Zoho ", 1))
    return f"{verb} {things} in {service}"


@dataclass(frozen=True)
class Console:
    """What the API console shows.

    Attributes:
        country: Of the data center.
        clients: Its clients as (client id, name, redirect URIs).
        fields: What was typed or is proposed, by field.
        minutes: Choices of how long a self client's code lives.
        message: What the last form was refused with; empty for none.
        made: What the last form made, by name: client id and secret, or a code.
        more: The same client's secrets in other data centers, by country.
    """

    country: str
    clients: list[tuple[str, str, str]]
    fields: Mapping[str, str]
    minutes: tuple[int, ...]
    message: str = ""
    made: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)


def console(shown: Console) -> str:
    """Return the API console."""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td><code>{escape(id)}</code></td><td>{escape(uris)}</td></tr>"
        for id, name, uris in shown.clients
    )
    content = _fill(
        "console.html",
        country=escape(shown.country),
        note=_note(shown),
        rows=rows or '<tr><td colspan="3">None yet.</td></tr>',
        checked="checked" if shown.fields.get("multi_dc") else "",
        minutes=_options(shown.minutes, shown.fields.get("minutes", "")),
        **{name: escape(shown.fields.get(name, "")) for name in _CONSOLE_FIELDS},
    )
    return _page("API console", content)


def _options(choices: tuple[int, ...], chosen: str) -> str:
    return "".join(
        f"<option{' selected' if str(choice) == chosen else ''}>{choice}</option>"
        for choice in choices
    )


def _note(shown: Console) -> str:
    """Return the box at the top of the console: why not, or what was made."""
    if shown.message:
        return f'<p class="error" role="alert">{escape(shown.message)}</p>'
    more = (
        "<details><summary>Client Secret in the other data centers</summary><dl>{}</dl></details>"
    )
    if not shown.made:
        return ""
    others = more.format(_terms(shown.more)) if shown.more else ""
    return _fill("made.html", items=_terms(shown.made), more=others)


def _terms(values: Mapping[str, str]) -> str:
    return "".join(
        f"<dt>{escape(name)}</dt><dd><code>{escape(value)}</code></dd>"
        for name, value in values.items()
    )


def home(location: str, clients: int, tokens: int, requests: int) -> str:
    """Return the page at the root of a data center."""
    up = "" if location == "us" else "../"
    others = " ".join(
        f'<a href="{up}{name + "/" if name != "us" else ""}">{name}</a>'
        for name in ZOHO
        if name != location
    )
    content = _fill(
        "home.html",
        country=escape(ZOHO[location].country),
        clients=clients,
        tokens=tokens,
        requests=requests,
        others=others,
    )
    return _page("Practice Zoho", content)
