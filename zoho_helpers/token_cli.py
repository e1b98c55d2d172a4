"""A token now, in the terminal: `python -m zoho_helpers token get|show|check|refresh|revoke`.

Questions and answers pass through a `Dialog`, so that all but `terminal` works without one.
"""

from __future__ import annotations

import argparse
import getpass
import os
import shlex
import sys
import warnings
from collections.abc import Callable, Mapping

from zoho_helpers.api_call import ApiAnswer
from zoho_helpers.errors import InputError, WalkthroughError
from zoho_helpers.opening import open_session
from zoho_helpers.services import first_check
from zoho_helpers.session import Session
from zoho_helpers.settings import CLIENT_TYPES, LIVE, PRACTICE
from zoho_helpers.token_get import Dialog, ask_for_token
from zoho_helpers.token_inventory import build_inventory
from zoho_helpers.token_words import (
    COMMAND,
    describe_inventory,
    describe_token,
    for_terminal,
    next_steps,
)
from zoho_helpers.tokens import Token


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line. No secret is ever an argument."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Get and look after a token.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, help_text in {
        "get": "get a refresh token and an access token, asking for all that it takes",
        "show": "show the stored token, masked; sends nothing",
        "check": "call an API with the stored access token",
        "refresh": "get a new access token; one of ten in ten minutes",
        "revoke": "end the refresh token and its access tokens at Zoho",
    }.items():
        action = actions.add_parser(name, help=help_text, description=help_text)
        action.add_argument("--profile", choices=(PRACTICE, LIVE), default=LIVE)
        action.add_argument(
            "--name",
            default="",
            help="which token, where you keep several: a user, or user/purpose (default: the one "
            "without a name)",
        )
        if name == "show":
            action.add_argument("--all", action="store_true", help="list all stored tokens")
        if name == "get":
            action.add_argument(
                "--client", choices=CLIENT_TYPES, help="kind of client (default: that of .env)"
            )
    return parser


def main(
    arguments: list[str], dialog: Dialog | None = None, environ: Mapping[str, str] = os.environ
) -> int:
    """Run one action and return the exit code: 0, or 1 with a sentence on stderr."""
    args = build_parser().parse_args(arguments)
    talk = dialog or terminal()
    try:
        session = open_session(profile=args.profile, environ=environ, name=args.name)
        if args.action == "get":
            session.refuse_overruled(environ)
            return get_token(session, talk, args.client)
        if args.action == "show" and args.all:
            return list_tokens(session, talk)
        return _ACTIONS[args.action](session, talk)
    except WalkthroughError as error:
        print(for_terminal(str(error)), file=sys.stderr)
    except (EOFError, KeyboardInterrupt):
        print("\nStopped. What was saved up to here is kept: start again.", file=sys.stderr)
    return 1


def get_token(session: Session, dialog: Dialog, client_type: str | None = None) -> int:
    """Get a token, try it, and say where it is and what to do with it."""
    token = ask_for_token(session, dialog, client_type)
    dialog.say("\nZoho gave you this, and it is saved:\n")
    show_token(session, dialog)
    _try_new_token(session, dialog, token)
    option = "" if session.live else f" --profile {PRACTICE}"
    option += f" --name {shlex.quote(session.name)}" if session.name else ""
    dialog.say(next_steps(token, session.store.path.name, session.data_center.console_url, option))
    return 0


def show_token(session: Session, dialog: Dialog) -> int:
    """Show the stored token, masked. Sends nothing."""
    dialog.say(describe_token(_have_token(session), session.now()))
    dialog.say(f"Tokens are in    {session.store.path}")
    dialog.say(f"Client is in     {session.home.env_file}")
    earlier = session.stored.earlier
    if earlier:
        clients = ", ".join(dict.fromkeys(token.client_id for token in earlier))
        dialog.say(f"Earlier tokens   {len(earlier)}, kept in the same file, of {clients}")
    return 0


def list_tokens(session: Session, dialog: Dialog) -> int:
    """List all stored tokens, masked. Sends nothing."""
    rows = build_inventory(session.store.load_all(), session.now())
    dialog.say(describe_inventory(rows) if rows else f"There is no token in {session.store.path}.")
    return 0


def check_token(session: Session, dialog: Dialog) -> int:
    """Call an API with the stored access token."""
    answer = _check(session, dialog, _have_token(session))
    return 0 if answer and answer.ok else 1


def refresh_token(session: Session, dialog: Dialog) -> int:
    """Get a new access token with the stored refresh token, unless Zoho would refuse it."""
    _have_token(session)
    dialog.say("This counts as one of the ten refreshes that Zoho allows in ten minutes.\n")
    session.keeper().refresh()
    return show_token(session, dialog)


def revoke_token(session: Session, dialog: Dialog) -> int:
    """End the stored refresh token at Zoho; in live, once the reader has named it."""
    token, secret = _have_token(session), session.refresh_token
    dialog.say(
        f"Refresh token {secret} of client {token.client_id} in data center {token.data_center}.\n"
        "Revoking ends it and kills every access token made from it, at once and for good.\n"
        "Programs that use it stop working."
    )
    if session.live:
        typed = dialog.ask("To revoke it, type its last four characters: ").strip()
        if typed != secret.reveal()[-4:]:
            raise InputError("Those are not its last four characters.", "Nothing was revoked.")
    session.revoke()
    dialog.say(f"Revoked, and taken out of {session.store.path}.")
    return 0


_ACTIONS: Mapping[str, Callable[[Session, Dialog], int]] = {
    "show": show_token,
    "check": check_token,
    "refresh": refresh_token,
    "revoke": revoke_token,
}


def _have_token(session: Session) -> Token:
    if session.token is None:
        raise InputError(
            f"There is no token{_named(session.name)} in {session.store.path}.",
            f"Get one: {COMMAND} get",
            reason="no-token",
        )
    return session.token


def _named(name: str) -> str:
    return f" named {name!r}" if name else ""


def _check(session: Session, dialog: Dialog, token: Token) -> ApiAnswer | None:
    name = first_check(token.scopes or session.settings.scopes)
    if name is None:
        dialog.say("No check call of this walkthrough covers these scopes: the token is not tried.")
        return None
    answer = session.check(name)
    dialog.say(for_terminal(f"{answer.meaning} {answer.fix}".strip()))
    return answer


def _try_new_token(session: Session, dialog: Dialog, token: Token) -> None:
    """A token that is stored is stored, whatever becomes of the call that tries it."""
    dialog.say("")
    try:
        _check(session, dialog, token)
    except WalkthroughError as error:
        dialog.say(for_terminal(f"It could not be tried. {error}"))


# The terminal.


def terminal() -> Dialog:
    """Return the dialog of the terminal that this program runs in."""
    return Dialog(_ask, _ask_hidden, lambda text: print(text, flush=True))


def _ask(question: str) -> str:
    _need_terminal()
    return input(question)


def _ask_hidden(question: str) -> str:
    _need_terminal()
    with warnings.catch_warnings():
        # Where Python cannot switch the echo off it warns and shows what is typed all the same.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(question)
        except getpass.GetPassWarning:
            raise InputError("This terminal cannot hide what you type.", "Use another.") from None


def _need_terminal() -> None:
    if not sys.stdin.isatty():
        raise InputError(
            "This asks questions, so it needs a terminal.",
            "Start it by hand, with nothing piped into it.",
            reason="no-terminal",
        )
