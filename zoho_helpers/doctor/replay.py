"""Plays a trouble on practice Zoho: sets it to the state that the evidence speaks of, and mends it.

Nothing of a paste is used, only the cause, so nothing of it can be sent.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from zoho_helpers.doctor.scenarios import SCENARIOS, Scenario, Step
from zoho_helpers.errors import InputError, StoreError
from zoho_helpers.opening import catch_up
from zoho_helpers.practice_control import ensure_practice
from zoho_helpers.redaction import mask_text
from zoho_helpers.session import Session
from zoho_helpers.settings import PRACTICE, Home, find_home, make_private_folder
from zoho_helpers.transcript import display


def open_replay(environ: Mapping[str, str] = os.environ) -> Session:
    """Open a practice session in a folder of its own, for a trouble to be played and repaired in.

    Raises:
        PracticeError: Practice Zoho cannot be started.
        StoreError: The folder cannot be made.
    """
    home = find_home(PRACTICE, environ, Path.cwd())
    practice = ensure_practice(home.folder, environ)
    folder = home.folder / "replay"
    try:
        shutil.rmtree(folder, ignore_errors=True)
        make_private_folder(folder)
        if (home.folder / "practice.json").exists():
            # With it, commands that are told of this folder find the same practice Zoho.
            shutil.copy(home.folder / "practice.json", folder)
    except OSError as error:
        raise StoreError(
            f"The folder {folder.name!r} cannot be made: {error.strerror}.",
            "Set ZOHO_HOME to a folder that you may write to.",
            reason="replay-folder",
        ) from None
    return Session(Home(PRACTICE, folder), practice)


def replay(session: Session, cause: str) -> str:
    """Set practice Zoho to the state of a cause and send the request that fails then.

    The session's own client, tokens and settings change: give one that is there to be broken, or
    the reader's practice profile when they ask for it.

    Returns:
        The request and its reply, masked.

    Raises:
        InputError: The session is live, or this cause cannot be played.
    """
    scenario = scenario_of(session, cause)
    catch_up(session, "client")
    return _seen(session, scenario.fails)


def repair(session: Session, cause: str) -> str:
    """Repair what `replay` played, and send the request again.

    Returns:
        The request and its reply, masked.

    Raises:
        InputError: The session is live, or this cause cannot be played.
    """
    return _seen(session, scenario_of(session, cause).works)


def scenario_of(session: Session, cause: str) -> Scenario:
    """Return how a cause is played.

    Raises:
        InputError: The session is live, or this cause cannot be played.
    """
    if session.live:
        raise InputError("A trouble is played on practice Zoho only.", "Switch to practice first.")
    if cause not in SCENARIOS:
        raise InputError(
            f"{cause} cannot be played on practice Zoho.",
            f"These can: {', '.join(SCENARIOS)}.",
            reason="no-scenario",
        )
    return SCENARIOS[cause]


def _seen(session: Session, steps: Step) -> str:
    before = len(session.transcript.round_trips)
    outcome = steps(session)
    trips = session.transcript.round_trips[before:]
    shown = [f"{trip.request_text}\n\n{trip.reply_text}" for trip in trips[-1:]]
    if isinstance(outcome, str):
        shown.insert(0, display(mask_text(outcome)))
    elif isinstance(outcome, InputError):  # no request was sent: what it lacks was seen before
        shown.append(str(outcome))
    return "\n\n".join(shown)
