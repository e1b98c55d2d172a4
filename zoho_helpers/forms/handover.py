"""Use it elsewhere: the form that saves a way's files, and panels that compare the ways."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from zoho_helpers.errors import InputError
from zoho_helpers.forms.form import Field, Form
from zoho_helpers.forms.panels import Panel, cell, code_block
from zoho_helpers.handover.calls import calls
from zoho_helpers.handover.exercises import EXERCISES, Run, run_exercise, source_of
from zoho_helpers.handover.files import File, save_files
from zoho_helpers.handover.from_session import kit_of
from zoho_helpers.handover.renderings import DIFFERENCES, RENDERINGS, Rendering
from zoho_helpers.handover.ways import WAYS, files_for, next_steps
from zoho_helpers.opening import practice_lab
from zoho_helpers.redaction import mask_text
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.session import Session
from zoho_helpers.transcript import WireRequest, display

MOST_SHOWN = 6_000
"""Characters of a file that are shown."""


class HandoverForm(Form[tuple[File, ...]]):
    """Pick a way and save its files."""

    name = "handover"
    title = "Use it elsewhere"
    button = "Save the files"

    def make_fields(self) -> list[Field]:
        """Which way, which call, and where to."""
        ways = tuple((way.title, way.name) for way in WAYS.values())
        checks = tuple((call.title, name) for name, call in CHECK_CALLS.items())
        return [
            Field("way", "Way", "postman", "choice", ways),
            Field("check", "Call that tries the token", "crm-org", "choice", checks),
            Field("folder", "Folder", "zoho-files", hint="in the folder of this profile"),
            Field("overwrite", "Replace files that are there", False, "check"),
        ]

    def costs(self) -> str:
        """Files with secrets come to be."""
        return "Some files hold your secrets. They are readable by you only."

    def act(self, values: dict[str, Any]) -> tuple[File, ...]:
        """Write the files."""
        if not values["folder"].strip():
            raise InputError("The folder has no name.", "Give one.", field="folder")
        kit = kit_of(self.session, CHECK_CALLS[values["check"]])
        files = files_for(values["way"], kit)
        self._way, self._folder = values["way"], Path(values["folder"].strip())
        save_files(self.session.home.folder / self._folder, files, overwrite=values["overwrite"])
        return files

    def show(self, result: tuple[File, ...]) -> str:
        """What was written, and what to do next."""
        names = (f"<code>{escape(file.name)}</code>{_secrets(file)}" for file in result)
        steps = (escape(step) for step in next_steps(self._way))
        return (
            f"<p>✓ <b>Saved in {escape(str(self._folder))}:</b></p>{_list(names)}"
            f"<p>What to do next, in that folder:</p>{_list(steps)}"
        )


def _secrets(file: File) -> str:
    return ", which holds secrets" if file.private else ""


def _list(items: Any) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def files_shown(session: Session, way: str, check: str = "crm-org") -> Panel:
    """Show the files of a way, masked. Nothing is written.

    Args:
        session: Whose settings they are filled with.
        way: A name of `handover.ways.WAYS`.
        check: The call that tries the token, of `services.CHECK_CALLS`.
    """
    files = files_for(way, kit_of(session, CHECK_CALLS[check]))
    parts = "".join(
        f"<details><summary><code>{escape(file.name)}</code>{_secrets(file)}</summary>"
        f"{code_block(_cut(display(mask_text(file.text))))}</details>"
        for file in files
    )
    return Panel(parts, ", ".join(file.name for file in files))


def _cut(text: str) -> str:
    rest = len(text) - MOST_SHOWN
    return text if rest <= 0 else f"{text[:MOST_SHOWN]}\n… {rest} more characters"


def side_by_side(session: Session, call: str = "refresh") -> Panel:
    """Show one request in every way, where its secrets enter, and what differs.

    Args:
        session: Whose settings it is filled with.
        call: `exchange`, `refresh`, `check` or `revoke`.
    """
    request = next(one.request for one in calls(kit_of(session)) if one.id == call)
    shown = "".join(_rendered(one, request) for one in RENDERINGS)
    return Panel(_differences(RENDERINGS) + shown, ", ".join(one.name for one in RENDERINGS))


_VARIABLE = re.compile(r"ZOHO_[A-Z_]+|\{\{[a-z-]+\}\}")


def _rendered(rendering: Rendering, request: WireRequest) -> str:
    text = escape(display(rendering.render(request)))
    marked = _VARIABLE.sub(lambda found: f"<mark>{found[0]}</mark>", text)
    return f"<details><summary>{escape(rendering.name)}</summary><pre>{marked}</pre></details>"


def _differences(renderings: Sequence[Rendering]) -> str:
    heads = "".join(cell("th", title) for title, _ in DIFFERENCES)
    rows = "".join(
        f"<tr>{cell('th', one.name)}"
        + "".join(cell("td", getattr(one, name)) for _, name in DIFFERENCES)
        + "</tr>"
        for one in renderings
    )
    return f"<table><tr><th></th>{heads}</tr>{rows}</table>"


def exercise(id: str) -> Panel:
    """Show code with a mistake and what comes of it, then the mistake and the repair, folded.

    Args:
        id: Of `handover.exercises.EXERCISES`.
    """
    wrong, right = run_exercise(practice_lab("start"), id)
    row = EXERCISES[id]
    html = (
        f"{_ran(row.wrong, wrong)}<p><b>{escape(row.asks)}</b></p>"
        f"<details><summary>The mistake, and the repair</summary><p>{escape(row.explains)}</p>"
        f"{_ran(row.right, right)}</details>"
    )
    return Panel(html, f"{row.asks} {wrong.splitlines()[0]} … {right.splitlines()[0]}")


def _ran(run: Run, outcome: str) -> str:
    return f"{code_block(source_of(run))}<p>On practice Zoho:</p>{code_block(outcome)}"
