"""What all forms share: fields, one button, `submit()`, `result()`, and their two faces.

A form is shown live by ipywidgets where a kernel runs. Everywhere else (GitHub, published pages,
the tests that compare outputs) its `text/html` stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, Generic, TypeVar

import ipywidgets as widgets

from zoho_helpers.errors import NotPressedYet, WalkthroughError, forget_locals
from zoho_helpers.forms.panels import error_html, table, wire
from zoho_helpers.session import Session
from zoho_helpers.transcript import display

Result = TypeVar("Result")

WIDE = widgets.Layout(width="auto", max_width="46em")
_DESCRIPTION = {"description_width": "13em"}
_BESIDE = widgets.Layout(width="max-content", margin="2px 2px 2px calc(13em + 10px)")
DONE_BEFORE = ("no-code", "no-token")
"""Reasons that mean, after a good press, that the button was pressed once more."""

_EMPTY = {
    "text": "(empty)",
    "area": "(empty)",
    "told": "(empty)",
    "secret": "(typed hidden, never kept)",
    "file": "(none)",
}


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Attributes:
        name: Its name for `submit()`.
        label: What the reader sees.
        value: What it is prefilled with. Never a secret.
        kind: `text`, `area` (several lines), `told` (a line that may name people, and is emptied
            with the areas), `secret`, `choice`, `check` or `file`, whose value becomes what
            `ipywidgets.FileUpload` has: a tuple of mappings with `content`.
        choices: For `choice`: what may be chosen, as values or as (label, value) pairs.
        hint: Shown inside an empty field; for `file`, the endings of what may be chosen.
    """

    name: str
    label: str
    value: Any = ""
    kind: str = "text"
    choices: tuple[str | tuple[str, str], ...] = ()
    hint: str = ""

    @property
    def shown(self) -> str:
        """The prefilled value in words, for the static face."""
        if self.kind == "check":
            return "yes" if self.value else "no"
        labels = {pair[1]: pair[0] for pair in self.choices if isinstance(pair, tuple)}
        shown = labels.get(self.value, str(self.value))
        return display(shown) if shown else _EMPTY.get(self.kind, "")

    def make_widget(self) -> Any:
        """Return the ipywidget of this field."""
        if self.kind == "file":  # a button, which has no label beside it
            return widgets.FileUpload(accept=self.hint, description=self.label, layout=_BESIDE)
        common = {"description": self.label, "layout": WIDE, "style": _DESCRIPTION}
        if self.kind == "check":
            return widgets.Checkbox(value=bool(self.value), indent=True, **common)
        if self.kind == "choice":
            return widgets.Dropdown(options=self.choices, value=self.value, **common)
        kinds = {"secret": widgets.Password, "area": widgets.Textarea}
        kind = kinds.get(self.kind, widgets.Text)
        return kind(value=str(self.value), placeholder=self.hint, **common)


class Form(Generic[Result]):
    """One step of the flow as a form with one button.

    Args:
        session: On whose behalf it acts.
    """

    name = "form"
    title = ""
    button = ""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.fields = self.make_fields()
        self._result: Result | None = None
        self._failed = False
        self._view: Any = None
        self._inputs: dict[str, Any] = {}
        self._out: Any = None
        self._button: Any = None

    # What each form says about itself.

    def make_fields(self) -> list[Field]:
        """Return the fields, prefilled."""
        return []

    def costs(self) -> str:
        """Return what a press uses up or kills, in one sentence; empty for nothing."""
        return ""

    def act(self, values: dict[str, Any]) -> Result:
        """Do the work. The only place that changes anything."""
        raise NotImplementedError

    def show(self, result: Result) -> str:
        """Return the result as escaped HTML."""
        raise NotImplementedError

    def practice_values(self) -> dict[str, Any]:
        """Return what practice fills in beyond the prefilled fields if nobody pressed."""
        return {}

    def extras(self) -> list[Any]:
        """Return further widgets to show under the button."""
        return []

    def more(self) -> list[Any]:
        """Return further widgets to show under the result."""
        return []

    # What all forms do.

    @forget_locals
    def submit(self, **values: Any) -> Result:
        """Do what the button does, with these values over the prefilled ones.

        Returns:
            The result, which `result()` gives from then on.

        Raises:
            WalkthroughError: What was wrong and what to do.
        """
        self._result = self.act({field.name: field.value for field in self.fields} | values)
        return self._result

    def result(self) -> Result:
        """Return what the button brought.

        In practice, an unpressed form is submitted as it is prefilled, and says so.

        Raises:
            NotPressedYet: Live, and nobody has pressed the button.
            WalkthroughError: Practice pressed it, and it failed.
        """
        if self._result is None:
            if self.session.live:
                raise NotPressedYet(
                    f"Nobody has pressed “{self.button}” yet, so there is nothing to go on with.",
                    "Fill in the form above, press its button, then run this cell again.",
                    reason="not-pressed",
                )
            self.submit(**self.practice_values())
            who = (
                "Your press brought nothing" if self._failed else f"Nobody pressed “{self.button}”"
            )
            print(f"{who}, so practice pressed it for you.")
            self._report(self._shown_result())
        if self._result is None:
            raise AssertionError("act() returned nothing")
        return self._result

    @property
    def view(self) -> Any:
        """The live face. Made on first use."""
        if self._view is None:
            self._inputs = {field.name: field.make_widget() for field in self.fields}
            press = widgets.Button(description=self.button, button_style="primary", layout=WIDE)
            press.add_class(f"press-{self.name}")
            press.on_click(lambda button: self.press())
            self._button = press
            self._out = widgets.HTML()
            self._out.add_class(f"out-{self.name}")
            head = widgets.HTML(f"<b>{escape(self.title)}</b>{self._cost_html()}")
            parts = [head, *self._inputs.values(), press]
            parts += [*self.extras(), self._out, *self.more()]
            self._view = widgets.VBox(parts)
            self._view.add_class(f"form-{self.name}")
        return self._view

    def press(self) -> None:
        """What the button does: take the fields, submit, and show the outcome. Never raises."""
        values = self._take_inputs()
        self._set_busy(True)
        try:
            self.submit(**values)
            shown = self._shown_result()
            self._empty("area", "told")  # a pasted redirect holds the code
        except WalkthroughError as error:
            self._failed = True
            shown = self._shown_error(error)
            if self._result is not None and error.reason in DONE_BEFORE:
                done = "<p>✓ <b>This was done already, and what it brought is kept.</b></p>"
                shown = done + self._shown_result()
        except Exception as error:  # our defect: no traceback, no text that may leak
            self._empty("area", "told")
            kind = escape(type(error).__name__)
            shown = (
                f"<p>✗ <b>Something unexpected went wrong ({kind}).</b></p>"
                "<p>Nothing was lost. Please report it with what you did.</p>"
            )
        self._report(shown)
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        """Let nobody press twice, since the second press would find the fields empty."""
        if self._button is not None:
            self._button.disabled = busy

    def _take_inputs(self) -> dict[str, Any]:
        """Read the fields, and empty secrets and files at once: saved widget state keeps values."""
        values = {name: widget.value for name, widget in self._inputs.items()}
        self._empty("secret", "file")
        return values

    def _empty(self, *kinds: str) -> None:
        for field in self.fields:
            if field.kind in kinds:
                self._inputs[field.name].value = () if field.kind == "file" else ""

    def _report(self, html: str) -> None:
        if self._out is not None:
            self._out.value = html

    def _shown_result(self) -> str:
        return "" if self._result is None else self.show(self._result)

    def _shown_error(self, error: WalkthroughError) -> str:
        return error_html(error, {field.name: field.label for field in self.fields})

    def _cost_html(self) -> str:
        cost = self.costs()
        return f"<p>Note: {escape(cost)}</p>" if cost else ""

    def _static_html(self) -> str:
        rows = [(field.label, field.shown) for field in self.fields]
        return (
            f"<p><b>{escape(self.title)}</b></p>{table(rows) if rows else ''}{self._cost_html()}"
            f"<p>Button: <b>{escape(self.button)}</b> (run this cell, and the form appears)</p>"
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.session!r})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle = dict(self.view._repr_mimebundle_())
        return bundle | {"text/html": self._static_html(), "text/plain": self.title}


class WireForm(Form[Result]):
    """A form whose press sends a request, and which shows what went over the wire."""

    def submit(self, **values: Any) -> Result:
        """Do what the button does, remembering where its round trips begin."""
        self._began = len(self.session.transcript.round_trips)
        return super().submit(**values)

    def _wire(self) -> str:
        trips = self.session.transcript.round_trips[getattr(self, "_began", 0) :]
        return "".join(wire(trip) for trip in trips[-1:])

    def _shown_result(self) -> str:
        return super()._shown_result() + self._wire()

    def _shown_error(self, error: WalkthroughError) -> str:
        return super()._shown_error(error) + self._wire()
