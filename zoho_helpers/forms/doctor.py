"""The token doctor's form, and its answer as a panel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from zoho_helpers.doctor.diagnosis import Diagnosis, best_question, diagnose, judge
from zoho_helpers.doctor.file_text import MOST_MEGABYTES, text_of
from zoho_helpers.doctor.known import KNOWN, Known
from zoho_helpers.doctor.logs import read_log
from zoho_helpers.doctor.questions import Question
from zoho_helpers.doctor.replay import repair, replay
from zoho_helpers.doctor.scenarios import SCENARIOS
from zoho_helpers.doctor.ticket import Part, as_markdown, ticket_of
from zoho_helpers.doctor.ticket_html import line_html, take_away, with_code
from zoho_helpers.doctor.timeline import Timeline, Watch
from zoho_helpers.errors import InputError, WalkthroughError
from zoho_helpers.forms.form import Field, Form
from zoho_helpers.forms.logs import timeline_html
from zoho_helpers.forms.panels import Panel, code_block, folded
from zoho_helpers.opening import practice_lab
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
_SUCH_AS = "such as: worked for an hour"
_REPORT = "The report for a ticket, in Markdown, with nothing secret or personal of the paste in it"
_NO_LOG = Timeline(Watch(), ())


def _choices(known: Known) -> tuple[tuple[str, str], ...]:
    return (("(not known)", ""), *((choice.says, choice.name) for choice in known.choices))


class DoctorForm(Form[Diagnosis]):
    """Paste whatever you have, get the cause. Nothing is sent, and the paste is not kept."""

    name = "doctor"
    title = "Paste whatever you have"
    button = "Find the cause"
    _log = _NO_LOG
    _lab: Session | None = None

    def make_fields(self) -> list[Field]:
        """The paste, a file, and what is known besides."""
        hint = "a reply, an address, a log, a command, an exception, or a sentence"
        return [
            Field("paste", "What you have", self._example, "area", hint=hint),
            Field("file", f"or a file, up to {MOST_MEGABYTES} MB", "", "file", hint=_FILES),
            Field("context", "What you know besides", "", "told", hint=_SUCH_AS),
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
        reading = read_log([text.encode("utf-8", "replace")])
        self._log, self._lab = reading.timeline, None
        return reading.diagnose(values["context"], values["product"], known)

    def _evidence(self, paste: str, files: Iterable[Mapping[str, Any]]) -> str:
        """Return the paste and the text of the file; a file takes the example's place."""
        texts = [text_of(bytes(file["content"])) for file in files]
        return "\n\n".join(texts if texts and paste == self._example else [paste, *texts])

    def show(self, result: Diagnosis) -> str:
        """The causes, most likely first, and the report to take away."""
        self._offer(best_question(result))
        self._offer_replay(result.findings[0].cause.id)
        reply = take_away("reply", ticket_of(result).reply, "A reply to send to the customer")
        report = take_away("report", as_markdown(result, self._log.groups), _REPORT)
        head = "<h3>What is wrong</h3>"
        return head + diagnosis_html(result) + timeline_html(self._log) + reply + report

    def extras(self) -> list[Any]:
        """The question that would settle it, with a button for each answer."""
        self._question = widgets.VBox()
        self._question.add_class("ask-doctor")
        return [self._question]

    def more(self) -> list[Any]:
        """What plays the trouble on practice Zoho."""
        self._play = widgets.VBox()
        self._play.add_class("play-doctor")
        return [self._play]

    def _set_busy(self, busy: bool) -> None:
        super()._set_busy(busy)
        if busy:  # a log of many megabytes takes a while
            self._report("<p>Reading ...</p>")

    def _shown_error(self, error: WalkthroughError) -> str:
        self._offer(None)  # what was asked before is of another case
        self._offer_replay("")
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

    def play(self, cause: str) -> str:
        """Play a cause on practice Zoho, in a session of its own; return what comes of it, masked.

        Args:
            cause: One of `doctor.scenarios.SCENARIOS`.
        """
        self._lab = practice_lab("client")
        return replay(self._lab, cause)

    def mend(self, cause: str) -> str:
        """Repair what was played; return what comes of the same request then, masked.

        Raises:
            InputError: Nothing was played.
        """
        if self._lab is None:
            raise InputError("Nothing was played yet.", "Play the trouble first.")
        return repair(self._lab, cause)

    def _offer_replay(self, cause: str) -> None:
        if self._out is None:  # no live face
            return
        if cause not in SCENARIOS:
            self._play.children = []
            return
        scenario, shown = SCENARIOS[cause], widgets.HTML()
        steps: tuple[tuple[str, str, Callable[[str], str]], ...] = (
            ("Play it on practice Zoho", scenario.sets_up, self.play),
            ("Repair it there", scenario.repairs, self.mend),
        )
        buttons = []
        for title, says, act in steps:
            press = widgets.Button(description=title, layout=widgets.Layout(width="auto"))
            press.on_click(partial(self._pressed_play, act, cause, says, shown))
            buttons.append(press)
        row = widgets.HBox(buttons, layout=widgets.Layout(flex_flow="row wrap"))
        self._play.children = [widgets.HTML("<b>See it happen</b>"), row, shown]

    def _pressed_play(
        self, act: Callable[[str], str], cause: str, says: str, shown: Any, button: Any
    ) -> None:
        shown.value = "<p>Playing ...</p>"
        try:
            shown.value = f"<p>{escape(says)}</p>{code_block(act(cause))}"
        except WalkthroughError as error:
            shown.value = f"<p>{escape(str(error))}</p>"


def diagnosis_html(diagnosis: Diagnosis) -> str:
    """Return a diagnosis as HTML that reads without any style."""
    facts = "\n".join(sorted(diagnosis.facts.found))
    parts = (
        part_html(part, f"{number}. ") for number, part in enumerate(ticket_of(diagnosis).parts, 1)
    )
    return "".join(parts) + folded("What this goes by", facts)


def part_html(part: Part, number: str = "") -> str:
    """Return what is said of one cause."""
    cause, finding = part.finding.cause, part.finding
    seen = "".join(f"<pre>{line_html(line)}</pre>" for line in part.seen)
    rows = (
        ("Why", escape(" ".join(finding.because)) + seen),
        ("What to do", f"{with_code(cause.fix)}{_steps_html(part)}"),
        ("To make sure", with_code(cause.check)),
    )
    listed = "".join(f"<li><b>{name}:</b> {text}</li>" for name, text in rows)
    return (
        f"<p><b>{number}{escape(cause.means)}</b> "
        f"<code>{escape(cause.id)}</code>, {finding.certainty}</p>"
        f"<ul>{listed}</ul>"
    )


def _steps_html(part: Part) -> str:
    steps = "".join(f"<li>{with_code(step)}</li>" for step in part.steps)
    return f"<details><summary>Step by step</summary><ol>{steps}</ol></details>"


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
