"""Errors are sentences, carry data, and leave nothing behind that a debugger could print."""

from __future__ import annotations

import inspect
import traceback

import pytest

from zoho_helpers import errors
from zoho_helpers.errors import (
    InputError,
    NotPressedYet,
    PracticeError,
    RefusedError,
    StoreError,
    TokenEndpointError,
    TransportError,
    WalkthroughError,
    forget_locals,
)

CLASSES = [value for value in vars(errors).values() if inspect.isclass(value)]
ERRORS = [value for value in CLASSES if issubclass(value, Exception)]


@pytest.mark.parametrize(
    ("error", "parent"),
    [
        (WalkthroughError, Exception),
        (InputError, WalkthroughError),
        (NotPressedYet, InputError),
        (RefusedError, WalkthroughError),
        (StoreError, WalkthroughError),
        (TransportError, WalkthroughError),
        (TokenEndpointError, WalkthroughError),
        (PracticeError, WalkthroughError),
    ],
)
def test_one_tree_so_that_one_except_catches_all(error, parent):
    assert error.__bases__ == (parent,)


def test_the_tree_in_the_docstring_is_the_tree():
    assert [error for error in ERRORS if error.__name__ not in (errors.__doc__ or "")] == []


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (WalkthroughError("It broke.", "Mend it."), "It broke. Mend it."),
        (WalkthroughError("It broke."), "It broke."),
        (InputError("Empty.", "Fill it in.", field="scope"), "Empty. Fill it in."),
        (TransportError("Nobody.", http_status=None), "Nobody."),
        (TokenEndpointError("No.", "Do.", error="invalid_code", http_status=200), "No. Do."),
    ],
)
def test_an_error_shows_as_its_sentences(error, shown):
    assert str(error) == shown
    # IPython shows this list in place of a stack.
    assert error._render_traceback_() == [shown]


def test_errors_carry_what_programs_ask_for():
    said = TokenEndpointError("No.", error="invalid_code", http_status=200)
    assert (said.reason, said.error, said.error_description) == ("invalid_code",) * 2 + (None,)
    assert said.http_status == 200
    assert InputError("No.", reason="empty", field="redirect").field == "redirect"
    assert TransportError("No.", reason="timeout").http_status is None
    assert WalkthroughError("What.", "Fix.", reason="r").args == ("What.", "Fix.")


@forget_locals
def stumble(secret, *, error):
    """Handle a secret and fail."""
    try:
        raise KeyError(secret)
    except KeyError:
        raise error from None


def shown_by_a_debugger(error: BaseException) -> str:
    shown = traceback.TracebackException.from_exception(error.with_traceback(
        error.__traceback__ and error.__traceback__.tb_next), capture_locals=True)  # fmt: skip
    return "".join(shown.format())


def test_an_errors_traceback_holds_no_local_variables():
    with pytest.raises(WalkthroughError) as caught:
        stumble("hunter2", error=StoreError("No."))
    text = shown_by_a_debugger(caught.value)
    assert "stumble" in text
    assert "hunter2" not in text
    assert caught.value.__context__ is None


def test_other_errors_keep_theirs_since_they_are_bugs():
    with pytest.raises(ValueError, match="No") as caught:
        stumble("hunter2", error=ValueError("No."))
    assert "hunter2" in shown_by_a_debugger(caught.value)


def test_a_wrapped_function_is_still_itself():
    assert stumble.__doc__ == "Handle a secret and fail."
    assert [*inspect.signature(stumble).parameters] == ["secret", "error"]
