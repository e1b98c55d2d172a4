"""The pages that a person sees. Every value is escaped; nothing needs JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape
from importlib import resources
from string import Template

_FOLDER = resources.files("zoho_helpers.practice") / "templates"


@cache
def text(name: str) -> str:
    """Return a template or another text that pages are made of."""
    return (_FOLDER / name).read_text("utf-8")


def fill(name: str, /, **values: object) -> str:
    """Fill a template; the values are escaped already."""
    return Template(text(name)).substitute(values)


def page(title: str, content: str, wide: bool = False) -> str:
    """Return a whole page; the content is escaped already, the title not yet."""
    full = ' class="full"' if wide else ""
    style = text("style.css")
    return fill("page.html", title=escape(title), style=style, content=content, full=full)


def main_part(page: str) -> str:
    """Return what a page says, without its head and style: enough for the journal."""
    return page.partition("<main")[2].partition(">")[2].partition("</main>")[0].strip() or page


def error(heading: str, line: str, hint: str = "") -> str:
    """Return an error page.

    Args:
        heading: Zoho's heading.
        line: Zoho's second line; empty where it has none.
        hint: What only practice Zoho says; empty for nothing.
    """
    second = f"<p>{escape(line)}</p>" if line else ""
    soft = f'<p class="soft">{escape(hint)}</p>' if hint else ""
    return page(heading, fill("error.html", heading=escape(heading), line=second, hint=soft))


_FOR_ALL = "<p>For the whole organization {}, and on when you leave it.</p>"
_FOR_SESSION = (
    '<label class="tick"><input type="checkbox" name="for_session" value="yes"> '
    "Give it new access tokens without asking, as long as I am signed in</label>"
)


def consent(
    client_name: str,
    scopes: list[str],
    parameters: Mapping[str, str],
    users: list[tuple[str, str]],
    offline: bool,
    organization: str = "",
    session: bool = False,
) -> str:
    """Return the consent page: who asks, for what, and Accept or Reject.

    Args:
        client_name: As registered.
        scopes: Scope names asked for.
        parameters: The authorization request, sent on with the answer.
        users: Practice users who may consent, as (location, name).
        offline: Whether the client asks to act while the user is away.
        organization: Whose whole data is meant; empty where it is the user's own.
        session: Whether the user may allow new tokens without being asked again.
    """
    content = fill(
        "consent.html",
        client=escape(client_name),
        scopes=scope_items(scopes, offline),
        organization=_FOR_ALL.format(escape(organization)) if organization else "",
        session=_FOR_SESSION if session else "",
        users=user_options(users),
        redirect=escape(parameters["redirect_uri"]),
        hidden=_hidden(parameters),
    )
    return page(f"{client_name} asks for access", content)


def scope_items(scopes: list[str], offline: bool) -> str:
    """Return what is asked for as the items of a list, in words."""
    away = "<li>Do so while you are away, until you revoke it <code>offline</code></li>"
    rows = [f"<li>{escape(scope_words(s))} <code>{escape(s)}</code></li>" for s in scopes]
    return "\n".join([*rows, away] if offline else rows)


def user_options(users: list[tuple[str, str]]) -> str:
    """Return the choices of practice users, given as (location, name)."""
    return "".join(f'<option value="{escape(u)}">{escape(name)}</option>' for u, name in users)


def _hidden(values: Mapping[str, str]) -> str:
    # What the user answers comes from the user alone: the first of a repeated name counts.
    return "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in values.items()
        if name not in ("answer", "user", "for_session")
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
