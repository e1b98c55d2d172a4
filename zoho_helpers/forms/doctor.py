"""The token doctor's form, and its answer as a panel."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets

from zoho_helpers.doctor.diagnosis import Diagnosis, Finding, best_question, diagnose, judge
from zoho_helpers.doctor.questions import Question
from zoho_helpers.errors import InputError
from zoho_helpers.forms.form import Field, Form
from zoho_helpers.forms.panels import Panel, folded
from zoho_helpers.session import Session

EXAMPLE = """POST /oauth/v2/token
grant_type=refresh_token&refresh_token=...

HTTP/1.1 200 OK
{"error":"invalid_code"}"""
"""What the form is prefilled with in practice."""

_PRODUCTS = tuple(
    (name or "(not known)", name)
    for name in (
        *("", "CRM", "Books", "Invoice", "Inventory", "Desk", "Mail", "Projects", "Creator"),
        *("Analytics", "People", "Recruit", "Sign", "WorkDrive", "Cliq", "Campaigns"),
    )
)


class DoctorForm(Form[Diagnosis]):
    """Paste whatever you have, get the cause. Nothing is sent, and the paste is not kept."""

    name = "doctor"
    title = "Paste whatever you have"
    button = "Find the cause"

    def make_fields(self) -> list[Field]:
        """The paste, and what is known besides."""
        example = "" if self.session.live else EXAMPLE
        hint = "a reply, an address, a log, a command, an exception, or a sentence"
        return [
            Field("paste", "What you have", example, "area", hint=hint),
            Field("context", "What you know besides", hint="such as: worked for an hour"),
            Field("product", "Product", "", "choice", _PRODUCTS),
        ]

    def act(self, values: dict[str, Any]) -> Diagnosis:
        """Read it."""
        if not values["paste"].strip():
            raise InputError(
                "There is nothing to read.",
                "Paste a reply, an address, a log, a command, an exception, or say it in a "
                "sentence.",
                reason="empty",
                field="paste",
            )
        return diagnose(values["paste"], values["context"], values["product"])

    def show(self, result: Diagnosis) -> str:
        """The causes, most likely first."""
        self._offer(best_question(result))
        return diagnosis_html(result)

    def extras(self) -> list[Any]:
        """The question that would settle it, with a button for each answer."""
        self._question = widgets.VBox()
        self._question.add_class("ask-doctor")
        return [self._question]

    def answer(self, tag: str) -> Diagnosis:
        """Take an answer to the question, and rank anew.

        Args:
            tag: The fact that the answer brings; see `doctor.questions`.
        """
        self._result = judge(self.result().facts.with_tag(tag))
        self._report(self._shown_result())
        return self._result

    def _offer(self, asked: tuple[Question, Any] | None) -> None:
        if self._out is None:  # no live face
            return
        buttons = []
        for answer, tag in asked[0].answers.items() if asked else ():
            press = widgets.Button(description=answer, layout=widgets.Layout(width="auto"))
            press.on_click(partial(self._pressed, tag))
            buttons.append(press)
        head = [widgets.HTML(f"<b>{escape(asked[0].asks)}</b>")] if asked else []
        self._question.children = [*head, widgets.HBox(buttons)]

    def _pressed(self, tag: str, button: Any) -> None:
        self.answer(tag)


def diagnosis_html(diagnosis: Diagnosis) -> str:
    """Return a diagnosis as HTML that reads without any style."""
    facts = "\n".join(sorted(diagnosis.facts.found))
    return "".join(map(_finding_html, diagnosis.shown)) + folded("What this goes by", facts)


def _finding_html(finding: Finding) -> str:
    cause = finding.cause
    rows = (
        ("Why", " ".join(finding.because)),
        ("What to do", cause.fix),
        ("To make sure", cause.check),
    )
    listed = "".join(f"<li><b>{name}:</b> {escape(text)}</li>" for name, text in rows)
    return (
        f"<p><b>{escape(cause.means)}</b> <code>{escape(cause.id)}</code>, {finding.certainty}</p>"
        f"<ul>{listed}</ul>"
    )


def diagnosed(diagnosis: Diagnosis) -> Panel:
    """Show a diagnosis in a notebook."""
    first = diagnosis.findings[0]
    return Panel(diagnosis_html(diagnosis), f"{first.cause.id}, {first.certainty}")


def doctor_reads(session: Session, context: str = "") -> Panel:
    """Let the doctor read the last request of a session and its reply, masked as they are shown.

    Args:
        session: Whose last round trip.
        context: What one would say besides.
    """
    trip = session.transcript.round_trips[-1]
    return diagnosed(diagnose(f"{trip.request_text}\n\n{trip.reply_text}", context))
