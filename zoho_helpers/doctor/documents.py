"""Writes CAUSES.md and ERRORS.md, the pages of causes and error texts: `nox -s docs`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.error_causes import Lead, Told, answers_of, errors_of, leads_of
from zoho_helpers.doctor.error_texts import ERROR_TEXTS, GROUPS, ErrorText
from zoho_helpers.doctor.facts import NO_FACTS
from zoho_helpers.doctor.replies import REPLIES, reply_markdown
from zoho_helpers.doctor.rules import RULES

FILE = Path(__file__).with_name("CAUSES.md")
ERRORS_FILE = Path(__file__).with_name("ERRORS.md")

_HEAD = """\
# What goes wrong with Zoho's tokens

Every cause that the token doctor can name. The headings stay as they are, so that a ticket can
link to one. `python -m zoho_helpers diagnose FILE` finds the cause for a paste, and
`python -m zoho_helpers explain CAUSE` prints a part of this page. If you have an error text and
want its causes, see [the page of error texts](ERRORS.md).

"""
_ERRORS_HEAD = """\
# Error texts of Zoho's OAuth, and what they mean

You have an error text and want to know what is wrong: find it here, or search this page for a
piece of it. Each part has the causes, most likely first, how to tell them apart, and what to do.
The headings stay as they are, so that a ticket can link to one.

One text can have several causes. To narrow them down, give the token doctor all that you have
(`python -m zoho_helpers diagnose FILE`); it sends nothing. `python -m zoho_helpers explain TEXT`
prints a part of this page. Never post a client secret, code or token with an error text.

"""


def render() -> str:
    """Return the page of all causes."""
    rows = ((f"[`{row.id}`](#{row.id})", row.means) for row in CAUSES.values())
    index = _table(("cause", "what is wrong"), rows)
    return f"{_HEAD}{index}\n" + "\n".join(map(explain_cause, CAUSES))


def render_errors() -> str:
    """Return the page of all error texts."""
    indexes = (f"**{group}**\n\n{_index(rows)}" for group, rows in GROUPS.items())
    return _ERRORS_HEAD + "\n".join([*indexes, *map(explain_error, ERROR_TEXTS)])


def explain_cause(id: str) -> str:
    """Return what is known of a cause, as Markdown: the part of its page.

    Args:
        id: The cause's id.
    """
    cause = CAUSES[id]
    reasons = dict.fromkeys(rule.reason(NO_FACTS) for rule in RULES if rule.cause == id)
    lines = [f"## {id}", "", cause.means, ""]
    lines += [f"**What to do:** {cause.fix}", "", f"**To make sure:** {cause.check}", ""]
    lines += ["**A reply to send:**", "", *_quoted(reply_markdown(id)), ""]
    if REPLIES[id].assumed:
        lines += [f"Assumed in this reply: {REPLIES[id].assumed}", ""]
    lines += _error_links(id)
    if reasons:
        lines += ["What the doctor goes by:", "", *(f"- {reason}" for reason in reasons), ""]
    return "\n".join([*lines, f"Source: {cause.source}", ""])


def explain_error(id: str) -> str:
    """Return what is known of an error text, as Markdown: the part of its page.

    Args:
        id: The error text's id.
    """
    row, leads = ERROR_TEXTS[id], leads_of(id)
    lines = [f"## {row.heading}", "", row.symptom, "", *_fenced(row.text), ""]
    lines += [f"It comes from {row.by}.", ""]
    also = [f"`{text}`" for text in row.also if text not in row.text]
    if also:
        lines += [f"Also seen as: {', '.join(also)}.", ""]
    lines += [_count(leads), ""]
    for number, lead in enumerate(leads, 1):
        lines += _cause_item(number, lead)
    lines += _to_tell_apart(answers_of(id), [lead.cause.id for lead in leads])
    return "\n".join([*lines, f"Source: {row.source}", ""])


def _count(leads: Sequence[Lead]) -> str:
    if len(leads) > 1:
        return "**What it can mean**, most likely first:"
    return "**What it means:**" if leads[0].certainty == "certain" else "**What it mostly means:**"


def _cause_item(number: int, lead: Lead) -> Iterator[str]:
    cause = lead.cause
    yield f"{number}. **{cause.means}** {lead.because} ({_cause_link(cause.id)})"
    yield f"   - What to do: {cause.fix}"
    yield f"   - To make sure: {cause.check}"
    yield ""


def _to_tell_apart(answers: Sequence[Told], causes: Sequence[str]) -> Iterator[str]:
    """Yield the questions, each with the numbers and names of what its answers lead to."""
    if answers:
        yield from ("**To tell them apart:**", "")
    for question, told in groupby(answers, key=lambda each: each.question):
        yield f"- {question.asks}"
        leads_to: dict[str, list[str]] = {}
        for each in told:
            leads_to.setdefault(each.finding.cause.id, []).append(each.answer)
        for cause, said in leads_to.items():
            number = causes.index(cause) + 1
            yield f"  - {' or '.join(said)}: most likely {number}, {_cause_link(cause)}"
    if answers:
        yield ""


def _error_links(cause: str) -> Iterator[str]:
    """Yield the error texts that a cause shows as."""
    for words, rows in zip(("mostly", "sometimes"), errors_of(cause), strict=True):
        if rows:
            links = ", ".join(f"[{row.heading}](ERRORS.md#{row.id})" for row in rows)
            yield from (f"Error texts that {words} mean this: {links}.", "")


def _index(rows: Iterable[ErrorText]) -> str:
    cells = (
        (f"[{row.heading}](#{row.id})", leads_of(row.id)[0].cause.means, row.by) for row in rows
    )
    return _table(("error text", "what it mostly means", "from"), cells)


def _cause_link(id: str) -> str:
    return f"[`{id}`](CAUSES.md#{id})"


def _fenced(text: str) -> list[str]:
    return ["```json" if text.startswith("{") else "```text", text, "```"]


def _quoted(text: str) -> list[str]:
    return [f"> {line}".rstrip() for line in text.splitlines()]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


if __name__ == "__main__":
    FILE.write_text(render(), "utf-8")
    ERRORS_FILE.write_text(render_errors(), "utf-8")
