"""What can go wrong, as sentences for the person in front of it.

    WalkthroughError            what was wrong, and what to do
    ├── InputError              something the reader typed or pasted (`field` says where)
    │   └── NotPressedYet       a form whose button nobody has pressed, in the live profile
    ├── RefusedError            a rule of this project stopped it before anything was sent
    │   └── RefreshPaused       a refresh now would be too many; `wait_seconds` says how long
    ├── StoreError              a file of settings or tokens could not be read or written
    ├── TransportError          no usable reply came back
    ├── TokenEndpointError      Zoho answered, and the body says no
    └── PracticeError           practice Zoho cannot be started or reached

An error carries data and never a secret: whoever raises one masks first.
"""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class WalkthroughError(Exception):
    """Base of every error that this package raises on purpose.

    Attributes:
        what: One sentence: what was wrong, with the value it was about (masked).
        fix: One or more sentences: what to do now. Empty where nothing can be done.
        reason: A short stable name for the case, such as ``state-mismatch``, for programs.
        evidence: What came over the wire, masked, as the token doctor takes it; empty where
            nothing came.
    """

    def __init__(self, what: str, fix: str = "", *, reason: str = "") -> None:
        super().__init__(what, fix)
        self.what = what
        self.fix = fix
        self.reason = reason
        self.evidence = ""

    def __str__(self) -> str:
        return f"{self.what} {self.fix}".strip()

    def _render_traceback_(self) -> list[str]:
        """Show the sentence and no stack in a notebook (IPython looks for this name)."""
        return [str(self)]


class InputError(WalkthroughError):
    """Something the reader typed or pasted is not what the step needs.

    Attributes:
        field: Name of the form field or setting it is about; empty where there is just one.
    """

    def __init__(self, what: str, fix: str = "", *, reason: str = "", field: str = "") -> None:
        super().__init__(what, fix, reason=reason)
        self.field = field


class NotPressedYet(InputError):
    """A form was asked for its result before its button was pressed (live profile only)."""


class RefusedError(WalkthroughError):
    """Stopped before anything was sent: an unknown host, or two profiles about to mix."""


class RefreshPaused(RefusedError):
    """No refresh is sent for a while: Zoho would refuse it, or has just refused one like it.

    `reason` is ``refresh-quota`` (ten were sent in ten minutes), ``refresh-throttled`` (Zoho said
    so) or ``refresh-failed`` (the newest one failed); `evidence` is what that one failed with.

    Attributes:
        wait_seconds: After so many seconds one is sent again.
    """

    def __init__(self, what: str, fix: str = "", *, reason: str, wait_seconds: float) -> None:
        super().__init__(what, fix, reason=reason)
        self.wait_seconds = wait_seconds


class StoreError(WalkthroughError):
    """The `.env` or the token file could not be read or written. Nothing was overwritten."""


class TransportError(WalkthroughError):
    """No usable reply: nobody answered, or what came back was not JSON.

    Attributes:
        http_status: Status of the reply, or None where none arrived.
    """

    def __init__(
        self, what: str, fix: str = "", *, reason: str = "", http_status: int | None = None
    ) -> None:
        super().__init__(what, fix, reason=reason)
        self.http_status = http_status


class TokenEndpointError(WalkthroughError):
    """Zoho answered and the body carries an error, whatever the HTTP status (RFC 6749 §5.2).

    Attributes:
        error: Zoho's code, such as ``invalid_code``; empty where the body has none.
        error_description: Zoho's own sentence, or None: most of its errors have none.
        http_status: A recorded fact, not the judge: Zoho sends errors with 200 too.
    """

    def __init__(
        self,
        what: str,
        fix: str = "",
        *,
        error: str = "",
        error_description: str | None = None,
        http_status: int,
    ) -> None:
        super().__init__(what, fix, reason=error)
        self.error = error
        self.error_description = error_description
        self.http_status = http_status


class PracticeError(WalkthroughError):
    """Practice Zoho cannot be started, or does not answer."""


def forget_locals(
    function: Callable[_Parameters, _Result],
) -> Callable[_Parameters, _Result]:
    """Wrap a function that handles credentials so that its errors carry no local variables.

    A traceback keeps every frame below it alive with its variables, and debuggers, IPython's
    verbose mode and error trackers print them.
    """

    @functools.wraps(function)
    def call(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        try:
            return function(*args, **kwargs)
        except WalkthroughError as error:
            traceback.clear_frames(error.__traceback__)
            if error.__suppress_context__:
                error.__context__ = None
            del args, kwargs
            raise

    return call
