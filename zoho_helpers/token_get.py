"""The questions of `python -m zoho_helpers token get`: from nothing to a token, one by one.

What was answered is saved before the next thing is asked, so that stopping loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from zoho_helpers.errors import InputError
from zoho_helpers.redaction import Secret
from zoho_helpers.session import Session
from zoho_helpers.settings import check_redirect_uri, split_scopes
from zoho_helpers.token_words import (
    COMMAND,
    CONSENT_COST,
    KINDS,
    code_clicks,
    consent_steps,
    for_terminal,
    register_clicks,
)
from zoho_helpers.tokens import Token

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Dialog:
    """How to talk with whoever sits there.

    Attributes:
        ask: Shows a question and returns the answer.
        ask_secret: The same, and the answer is not shown while it is typed.
        say: Shows text.
    """

    ask: Callable[[str], str]
    ask_secret: Callable[[str], str]
    say: Callable[[str], None]


def ask_for_token(session: Session, dialog: Dialog, client_type: str | None = None) -> Token:
    """Ask for all that it takes, exchange the code, and store what it brings.

    Args:
        session: Its `.env` and token file are read for defaults, and written.
        dialog: How to ask.
        client_type: `self` or `server`; None for that of the client in `.env`, else `self`.

    Raises:
        WalkthroughError: It cannot go on, or Zoho refused.
    """
    known = session.settings
    kind = client_type or (known.client_type if known.client_id else "self")
    dialog.say(f"This gets you a token with a {KINDS[kind]}. Ctrl+C stops it at any time.")
    _choose_data_center(session, dialog)
    _enter_client(session, dialog, kind)
    _enter_scopes(session, dialog)
    _say_what_is_replaced(session, dialog)
    (_code_of_self_client if kind == "self" else _code_of_consent)(session, dialog)
    return session.exchange()


def _choose_data_center(session: Session, dialog: Dialog) -> None:
    dialog.say("\nYour account lives in one data center. Signed in, your address bar shows which:")
    for center in session.centers.values():
        dialog.say(f"  {center.location}  {center.country:<21} {center.accounts_url}")
    _ask_until(dialog, "Data center", session.choose, session.settings.data_center)


def _enter_client(session: Session, dialog: Dialog, kind: str) -> None:
    known = session.settings
    if known.client_type != kind:
        if known.client_id:
            dialog.say(f"\nThe {KINDS[known.client_type]} in .env will be replaced by this one.")
        known = replace(known, client_id="", client_secret=None)
    uri = known.redirect_uri
    if kind == "server":
        uri = _ask_until(dialog, "\nRedirect URI", check_redirect_uri, uri)
    dialog.say(register_clicks(kind, session.data_center, uri))
    if not session.live:
        dialog.say("(Practice Zoho's console has all of this on one page.)\n")
    client_id = _ask_until(dialog, "Client ID", _filled, known.client_id)
    secret = known.client_secret if client_id == known.client_id else None
    session.use_client(client_id, _ask_client_secret(dialog, secret), uri, kind)


def _enter_scopes(session: Session, dialog: Dialog) -> None:
    settings = session.settings
    dialog.say(
        "\nScopes say what the token may do, joined by commas; each product's API pages name its\n"
        "own. Enter keeps these:"
    )
    text = _ask_until(dialog, "Scopes", _filled, ",".join(settings.scopes))
    session.save_scopes(split_scopes(text))


def _say_what_is_replaced(session: Session, dialog: Dialog) -> None:
    token = session.token
    if token and token.refresh_token and token.client_id == session.client.client_id:
        dialog.say(
            f"\n{session.store.path.name} holds a refresh token of this client already, and for a "
            f"new access token\n`{COMMAND} refresh` is enough. Going on puts a new one in\n"
            "its place; at Zoho the old one stays alive until somebody revokes it."
        )


def _code_of_self_client(session: Session, dialog: Dialog) -> None:
    if session.live:
        dialog.say(CONSENT_COST)
    dialog.say(code_clicks(session.settings.scopes))
    _paste(session, dialog, "Code")


def _code_of_consent(session: Session, dialog: Dialog) -> None:
    if session.live:
        dialog.say(CONSENT_COST)
        if dialog.ask("Type yes to go on: ").strip().lower() not in ("y", "yes"):
            raise InputError("You did not say yes.", "Nothing was sent.")
    request = session.authorize()
    dialog.say(consent_steps(request.url, request.redirect_uri))
    _paste(session, dialog, "Address")


def _paste(session: Session, dialog: Dialog, name: str) -> None:
    while True:
        pasted = dialog.ask_secret(f"{name} (not shown while you paste it): ")
        try:
            session.paste(pasted)
        except InputError as error:
            dialog.say(for_terminal(str(error)))
        else:
            return


def _ask_until(
    dialog: Dialog, question: str, check: Callable[[str], Answer], default: str
) -> Answer:
    """Ask until the answer passes the check; return what the check makes of it."""
    shown = f"{question} [{default}]: " if default else f"{question}: "
    while True:
        typed = dialog.ask(shown).strip() or default
        try:
            return check(typed)
        except InputError as error:
            dialog.say(for_terminal(str(error)))


def _ask_client_secret(dialog: Dialog, known: Secret | None) -> str:
    hint = f"Enter keeps {known}" if known else "not shown while you type it"
    while True:
        typed = dialog.ask_secret(f"Client Secret ({hint}): ").strip()
        if typed or known:
            return typed or (known.reveal() if known else "")
        dialog.say("It is empty.")


def _filled(text: str) -> str:
    if not text.strip(", "):
        raise InputError("It is empty.")
    return text
