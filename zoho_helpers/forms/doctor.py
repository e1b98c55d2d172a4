"""The token doctor's form, and its answer as a panel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from zoho_helpers.doctor.diagnosis import (
    Diagnosis,
    Finding,
    best_question,
    diagnose,
    failures,
    judge,
)
from zoho_helpers.doctor.facts import MOST_CHARACTERS
from zoho_helpers.doctor.file_text import MOST_MEGABYTES, text_of
from zoho_helpers.doctor.known import KNOWN, Known
from zoho_helpers.doctor.questions import Question
from zoho_helpers.doctor.ticket import as_markdown
from zoho_helpers.doctor.ticket_html import take_away
from zoho_helpers.doctor.timeline import Group
from zoho_helpers.errors import InputError, WalkthroughError
from zoho_helpers.forms.form import Field, Form
from zoho_helpers.forms.panels import Panel, folded, table
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, Home

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


_FILES = ".txt,.log,.har,.json,.html,.htm,.md,.csv,text/*"
_CUT = (
    f"Only the first {MOST_CHARACTERS:,} characters decide the causes below. "
    "If the failure stands further on, paste that part."
)


def _choices(known: Known) -> tuple[tuple[str, str], ...]:
    return (("(not known)", ""), *((choice.says, choice.name) for choice in known.choices))


class DoctorForm(Form[Diagnosis]):
    """Paste whatever you have, get the cause. Nothing is sent, and the paste is not kept."""

    name = "doctor"
    title = "Paste whatever you have"
    button = "Find the cause"
    _log: Sequence[Group] = ()
    _cut = False

    def make_fields(self) -> list[Field]:
        """The paste, a file, and what is known besides."""
        hint = "a reply, an address, a log, a command, an exception, or a sentence"
        return [
            Field("paste", "What you have", self._example, "area", hint=hint),
            Field("file", f"or a file, up to {MOST_MEGABYTES} MB", "", "file", hint=_FILES),
            Field("context", "What you know besides", hint="such as: worked for an hour"),
            Field("product", "Product", "", "choice", _PRODUCTS),
            *(Field(known.name, known.asks, "", "choice", _choices(known)) for known in KNOWN),
        ]

    @property
    def _example(self) -> str:
        return "" if self.session.live else EXAMPLE

    def act(self, values: dict[str, Any]) -> Diagnosis:
        """Read it."""
        text = self._evidence(values["paste"], values["file"])
        if not text.strip():
            raise InputError(
                "There is nothing to read.",
                "Paste a reply, an address, a log, a command, an exception, or say it in a "
                "sentence.",
                reason="empty",
                field="paste",
            )
        known = {one.name: values[one.name] for one in KNOWN}
        found = diagnose(text, values["context"], values["product"], known)
        self._log, self._cut = failures(text), len(text) > MOST_CHARACTERS
        return found

    def _evidence(self, paste: str, files: Iterable[Mapping[str, Any]]) -> str:
        """Return the paste and the text of the file; a file takes the example's place."""
        texts = [text_of(bytes(file["content"])) for file in files]
        return "\n\n".join(texts if texts and paste == self._example else [paste, *texts])

    def show(self, result: Diagnosis) -> str:
        """The causes, most likely first, and the report to take away."""
        self._offer(best_question(result))
        cut = f"<p>{_CUT}</p>" if self._cut else ""
        report = take_away(as_markdown(result, self._log))
        return cut + diagnosis_html(result) + log_html(self._log) + report

    def extras(self) -> list[Any]:
        """The question that would settle it, with a button for each answer."""
        self._question = widgets.VBox()
        self._question.add_class("ask-doctor")
        return [self._question]

    def _set_busy(self, busy: bool) -> None:
        super()._set_busy(busy)
        if busy:  # a log of many megabytes takes a while
            self._report("<p>Reading ...</p>")

    def _shown_error(self, error: WalkthroughError) -> str:
        self._offer(None)  # what was asked before is of another case
        return super()._shown_error(error)

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
        row = widgets.HBox(buttons, layout=widgets.Layout(flex_flow="row wrap"))
        self._question.children = [*head, row] if asked else []

    def _pressed(self, tag: str, button: Any) -> None:
        self.answer(tag)


def diagnosis_html(diagnosis: Diagnosis) -> str:
    """Return a diagnosis as HTML that reads without any style."""
    facts = "\n".join(sorted(diagnosis.facts.found))
    return "".join(map(_finding_html, diagnosis.shown)) + folded("What this goes by", facts)


def log_html(log: Sequence[Group]) -> str:
    """Return the failures of a whole log as a table; nothing for what is none."""
    rows = [(group.cause, _times(group.times)) for group in log]
    return f"<p><b>In the whole log</b></p>{table(rows)}" if rows else ""


def _times(times: Sequence[str]) -> str:
    if len(times) == 1:
        return f"once, {times[0]}"
    return f"{len(times)} times, from {times[0]} to {times[-1]}"


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


def page_form() -> DoctorForm:
    """Return the form for the doctor's page: no flow stands behind it, and no example in it."""
    return DoctorForm(Session(Home(LIVE, Path.cwd()), None, {}))
