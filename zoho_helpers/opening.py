"""Opens sessions: the reader's own for the set-up cell, and throw-away ones to break things in.

In practice, steps that the reader skipped are done here, and said. In live nothing is done.
"""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from secrets import token_hex
from typing import ParamSpec, TypeVar

from zoho_helpers.errors import StoreError, WalkthroughError
from zoho_helpers.files import LOCK_SECONDS, locked
from zoho_helpers.practice_control import ensure_practice
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, PRACTICE, Home, find_home, make_private_folder
from zoho_helpers.token_file import Stored
from zoho_helpers.token_keeper import TokenKeeper
from zoho_helpers.tokens import Token

STEPS = ("start", "client", "request", "code", "token")
"""What a session can be asked to have: each needs the ones before it."""

EXAMPLE_NAME, EXAMPLE_HOMEPAGE = "My first client", "http://127.0.0.1:8758"

Given = ParamSpec("Given")
Result = TypeVar("Result")


def open_session(
    needed: str = "start",
    *,
    profile: str | None = None,
    environ: Mapping[str, str] = os.environ,
    name: str = "",
) -> Session:
    """Open the reader's session, for the set-up cell of a notebook.

    Args:
        needed: What the notebook starts from: `start`, `client`, `request`, `code` or `token`. In
            practice, what is missing is done for the reader.
        profile: `practice` or `live`; None for what `ZOHO_PROFILE` or the switch in
            00_start_here says, and practice where neither says anything.
        environ: Environment variables.
        name: Which token of the profile's store; empty for the one without a name.

    Raises:
        PracticeError: Practice Zoho cannot be started.
    """
    home = find_home(profile or chosen_profile(environ), environ, Path.cwd())
    practice = ensure_practice(home.folder, environ) if home.profile == PRACTICE else None
    session = Session(home, practice, environ, name)
    catch_up(session, needed)
    return session


def open_keeper(
    name: str = "", *, profile: str | None = None, environ: Mapping[str, str] = os.environ
) -> TokenKeeper:
    """Open the keeper of a stored token, for a program that calls Zoho's APIs.

    Args:
        name: Which token of the profile's store; empty for the one without a name.
        profile: `practice` or `live`; None as for `open_session`.
        environ: Environment variables.

    Raises:
        InputError: No client is registered.
        PracticeError: Practice Zoho cannot be started.
    """
    return open_session(profile=profile, environ=environ, name=name).keeper()


def chosen_profile(environ: Mapping[str, str] = os.environ) -> str:
    """Return the profile that applies: `ZOHO_PROFILE`, else the switch's, else practice."""
    if environ.get("ZOHO_PROFILE"):
        return environ["ZOHO_PROFILE"].strip().lower()
    try:
        switch = find_home(PRACTICE, environ, Path.cwd()).folder / "profile"
        return LIVE if switch.read_text("utf-8").strip() == LIVE else PRACTICE
    except OSError:
        return PRACTICE


def choose_profile(profile: str, environ: Mapping[str, str] = os.environ) -> None:
    """Set the switch that all notebooks follow (`ZOHO_PROFILE`, where set, wins over it)."""
    folder = find_home(PRACTICE, environ, Path.cwd()).folder
    find_home(profile, environ, Path.cwd())
    try:
        make_private_folder(folder)
        (folder / "profile").write_text(profile, "utf-8")
    except OSError as error:
        raise StoreError(
            f"The profile cannot be remembered: {error.strerror}.",
            f"Set ZOHO_PROFILE={profile} in your environment instead.",
            reason="profile-unwritable",
        ) from None


def practice_lab(needed: str = "token", environ: Mapping[str, str] = os.environ) -> Session:
    """Open a throw-away session on practice Zoho, to break things in.

    Whatever the profile, it has a client and tokens of its own, in a folder that goes when it does.

    Raises:
        PracticeError: Practice Zoho cannot be started.
        StoreError: No folder can be made.
    """
    home = find_home(PRACTICE, environ, Path.cwd()).folder
    practice = ensure_practice(home, environ)
    folder, in_use = _make_lab(home / "labs")
    lab = Session(Home(PRACTICE, folder), practice)
    weakref.finalize(lab, in_use.close)
    catch_up(lab, needed)
    return lab


def _make_lab(labs: Path) -> tuple[Path, ExitStack]:
    """Return a new folder for a lab, and what ends it; a lock says that it is in use.

    A kernel that is killed leaves its folder, and no lock: such folders are removed here.
    """
    try:
        make_private_folder(labs)
        for left in labs.glob("*.lock"):
            with suppress(OSError):
                _in_use(left.with_suffix(""), seconds=0).close()
        folder = labs / token_hex(4)
        in_use = _in_use(folder)
        make_private_folder(folder)
    except OSError as error:
        raise StoreError(
            f"There is no room for a practice lab: {error.strerror}.",
            f"Make the folder of practice Zoho writable: {labs.parent}.",
            reason="lab-unwritable",
        ) from None
    return folder, in_use


def _in_use(folder: Path, seconds: float = LOCK_SECONDS) -> ExitStack:
    """Hold the lock of a lab's folder; its end removes both."""
    in_use = ExitStack()
    in_use.enter_context(locked(folder, seconds))
    in_use.callback(folder.with_suffix(".lock").unlink, missing_ok=True)
    in_use.callback(shutil.rmtree, folder, ignore_errors=True)
    return in_use


def attempt(
    action: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs
) -> Result | WalkthroughError:
    """Call something that may fail, and return its error as a value instead of raising it."""
    try:
        return action(*arguments, **named)
    except WalkthroughError as error:
        return error


def catch_up(session: Session, needed: str) -> None:
    """Practice only: do the steps before `needed` that were skipped, and say so."""
    if session.live or needed == "start":
        return
    if not session.settings.client_id or not _client_is_known(session):
        session.register(EXAMPLE_NAME, EXAMPLE_HOMEPAGE, session.settings.redirect_uri)
        session.store.save(Stored(), session.name)
        session.done_for_you.append("registered a client (step 1)")
    if STEPS.index(needed) >= STEPS.index("request"):
        _catch_up_flow(session, needed)


def _catch_up_flow(session: Session, needed: str) -> None:
    stored = session.stored
    if needed == "token" and stored.token and _is_fresh(session, stored.token):
        return
    if stored.pending is None or stored.pending.request is None:
        session.authorize()
        session.done_for_you.append("built the authorization URL (step 2)")
    if needed in ("code", "token") and session.code_seconds_left() == 0:
        request = session.authorize()
        session.paste(session.accept_in_browser(request))
        session.done_for_you.append("pressed Accept and pasted the redirect (step 3)")
    if needed == "token":
        session.exchange()
        session.done_for_you.append("exchanged the code (step 4)")


def _is_fresh(session: Session, token: Token) -> bool:
    """Say whether a token still works, refreshed if its hour is over; the clock can be moved."""
    if token.refresh_token is None:
        return False
    if token.seconds_left(session.now()) > 0:
        return True
    if isinstance(attempt(session.refresh), WalkthroughError):
        return False
    session.done_for_you.append("refreshed the access token, whose hour was over (step 5)")
    return True


def _client_is_known(session: Session) -> bool:
    """Practice Zoho may have been reset since the client was registered."""
    known: list[str] = session.practice.state()["clients"] if session.practice else []
    return session.settings.client_id in known
