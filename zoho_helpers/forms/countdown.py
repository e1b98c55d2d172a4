"""How long a code or an access token still lives, counted down on screen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from zoho_helpers.errors import WalkthroughError
from zoho_helpers.forms.panels import duration
from zoho_helpers.session import Session

TICK_SECONDS = 1.0
LONGEST_SECONDS = 2 * 3600


class Countdown:
    """A line such as `The code lives another 1 min 43 s`, kept up to date by a thread.

    Args:
        what: What lives, such as `The code`.
        ended: What to show once it does not live any more.
        seconds_left: Tells how long; asked once a second.
    """

    def __init__(self, what: str, ended: str, seconds_left: Callable[[], float]) -> None:
        self._what = what
        self._ended = ended
        self._seconds_left = seconds_left
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.widget = widgets.HTML()
        self.widget.add_class("countdown")

    def start(self) -> Any:
        """Begin to count, or begin anew, and return the widget."""
        self._stop.set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(self._stop,), daemon=True)
        self._thread.start()
        return self.widget

    def line(self) -> tuple[str, float]:
        """Return what to show now, and the seconds left."""
        try:
            left = self._seconds_left()
        except WalkthroughError:
            return "", 0.0
        return (f"{self._what} lives another {duration(left)}." if left else ""), left

    def _run(self, stop: threading.Event) -> None:
        began = False
        for _ in range(int(LONGEST_SECONDS / TICK_SECONDS)):
            shown, left = self.line()
            began = began or left > 0
            self.widget.value = shown or (self._ended if began else "")
            if began and not left:
                return
            if stop.wait(TICK_SECONDS):
                return


def code_countdown(session: Session) -> Countdown:
    """Return a countdown of the code in hand."""
    ended = "The code is used up, or its time is over."
    return Countdown("The code", ended, session.code_seconds_left)


def token_countdown(session: Session) -> Countdown:
    """Return a countdown of the stored access token."""

    def seconds_left() -> float:
        token = session.token
        return token.seconds_left(session.now()) if token else 0.0

    return Countdown("The access token", "The access token is dead.", seconds_left)
