"""The pages that a person sees. Every value is escaped; nothing needs JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib import resources
from string import Template

_FOLDER = resources.files("zoho_helpers.practice") / "templates"


def _template(name: str) -> Template:
    return Template((_FOLDER / name).read_text("utf-8"))


def _page(title: str, content: str) -> str:
    style = (_FOLDER / "style.css").read_text("utf-8")
    return _template("page.html").substitute(title=escape(title), style=style, content=content)


def _hidden(values: Mapping[str, str]) -> str:
    return "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in values.items()
    )


def error(heading: str, line: str) -> str:
    """Return an error page with Zoho's heading and line."""
    content = f"<h1>{escape(heading)}</h1><p>{escape(line)}</p>"
    return _page(heading, content)


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
    content = _template("consent.html").substitute(
        client=escape(client_name),
        scopes="\n".join([*rows, away] if offline else rows),
        users=options,
        hidden=_hidden(parameters),
    )
    return _page(f"{client_name} asks for access", content)


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


def console(
    clients: list[tuple[str, str, str]],
    message: str = "",
    fields: Mapping[str, str] | None = None,
    made: tuple[str, str] | None = None,
) -> str:
    """Return the API console.

    Args:
        clients: The clients of this data center as (client id, name, type).
        message: What the last form was refused with; empty for none.
        fields: What was typed, to be shown again.
        made: Client id and secret just made, or self-client code lines.
    """
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(kind)}</td><td><code>{escape(id)}</code></td></tr>"
        for id, name, kind in clients
    )
    values = {name: escape(value) for name, value in (fields or {}).items()}
    note = f'<p class="error" role="alert">{escape(message)}</p>' if message else ""
    if made:
        note += _template("made.html").substitute(label=escape(made[0]), value=escape(made[1]))
    content = _template("console.html").substitute(
        note=note,
        rows=rows or '<tr><td colspan="3">None yet.</td></tr>',
        name=values.get("name", ""),
        homepage=values.get("homepage_url", ""),
        redirect=values.get("redirect_uri", ""),
    )
    return _page("API console", content)


def home(clients: int, tokens: int, requests: int) -> str:
    """Return the page at `/`."""
    content = _template("home.html").substitute(clients=clients, tokens=tokens, requests=requests)
    return _page("Practice Zoho", content)
