"""A report that can go into a ticket as it is: what it is made of, and its Markdown.

Of the paste there is nothing in it but excerpts, which are made of harmless words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zoho_helpers.doctor.diagnosis import EXPOSED, Diagnosis, best_question
from zoho_helpers.doctor.error_lookup import errors_in, page_of_error
from zoho_helpers.doctor.excerpts import Line, excerpt
from zoho_helpers.doctor.facts import Facts
from zoho_helpers.doctor.ranking import Finding
from zoho_helpers.doctor.replies import ANSWERED_BY, REPLIES, reply_markdown
from zoho_helpers.doctor.report import facts_as_data, log_as_markdown, page_of
from zoho_helpers.doctor.timeline import Group

MOST_ERRORS = 3


@dataclass(frozen=True)
class Part:
    """What a report says of one cause.

    Attributes:
        finding: The cause, how certain it is, and why.
        seen: The lines of the paste that speak for it.
        steps: What to do, step by step.
    """

    finding: Finding
    seen: tuple[Line, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Ticket:
    """What a report is made of.

    Attributes:
        parts: One for each cause that is shown, the likeliest first.
        question: What would tell the causes apart; empty where nothing would.
        answers: Each answer, and the cause it leads to.
        ask: What to ask the customer.
        reply: What can be sent to the customer, as Markdown.
        errors: Heading and address of the error texts that stand in the paste.
        facts: What all of it goes by, in the doctor's own vocabulary.
    """

    parts: tuple[Part, ...]
    question: str
    answers: tuple[tuple[str, str], ...]
    ask: tuple[str, ...]
    reply: str
    errors: tuple[tuple[str, str], ...]
    facts: str


def ticket_of(diagnosis: Diagnosis) -> Ticket:
    """Return what there is to report."""
    first = diagnosis.findings[0].cause.id
    asked = best_question(diagnosis)
    facts = facts_as_data(diagnosis.facts)
    errors = errors_in(diagnosis.facts.text)[:MOST_ERRORS]
    return Ticket(
        parts=tuple(_part(finding, diagnosis) for finding in diagnosis.shown),
        question=asked[0].asks if asked else "",
        answers=tuple(asked[1].items()) if asked else (),
        ask=asks_of(first, diagnosis.facts),
        reply=_reply(first, diagnosis),
        errors=tuple((error.heading, page_of_error(error.id)) for error in errors),
        facts=", ".join(f"{kind} {' '.join(names)}" for kind, names in facts.items()),
    )


def asks_of(cause: str, facts: Facts) -> tuple[str, ...]:
    """Return what to ask a customer, without what the facts answer."""
    return tuple(
        asked for asked in REPLIES[cause].ask if not any(map(facts.has, ANSWERED_BY.get(asked, ())))
    )


def _reply(cause: str, diagnosis: Diagnosis) -> str:
    """Return what to send; whoever sent a secret is told so first."""
    exposed = any(EXPOSED in finding.rules for finding in diagnosis.findings)
    warning = _exposure() if exposed and cause != EXPOSED.cause else ""
    return reply_markdown(cause, asks=asks_of(cause, diagnosis.facts), first=warning)


def _exposure() -> str:
    row = REPLIES[EXPOSED.cause]
    steps = (f"{number}. {step}" for number, step in enumerate(row.do, 1))
    return "\n".join(["A secret stands in what you sent us. " + row.tell, "", *steps])


def _part(finding: Finding, diagnosis: Diagnosis) -> Part:
    tags = (tag for rule in finding.rules for tag in rule.evidence(diagnosis.facts))
    # Where a credential stands is told by its excerpt, which shows a name instead of it.
    lines = excerpt(diagnosis.facts, dict.fromkeys(tags))
    return Part(finding, lines, REPLIES[finding.cause.id].do)


def as_markdown(diagnosis: Diagnosis, log: Sequence[Group] = ()) -> str:
    """Return a report as Markdown.

    Args:
        diagnosis: What the doctor says.
        log: The failures of a log; empty where it is none.
    """
    ticket = ticket_of(diagnosis)
    lines = ["# What is wrong", ""]
    for number, part in enumerate(ticket.parts, 1):
        lines += _part_markdown(number, part)
    if log:
        lines += [log_as_markdown(log)]
    lines += _questions(ticket)
    lines += ["## A reply to send", "", "---", "", ticket.reply.strip(), "", "---", ""]
    lines += ["## What this goes by", "", ticket.facts or "Nothing that is known.", ""]
    if ticket.errors:
        listed = ", ".join(f"[{escaped(name)}]({page})" for name, page in ticket.errors)
        lines += [f"Error texts: {listed}", ""]
    return "\n".join(lines)


def _part_markdown(number: int, part: Part) -> Iterator[str]:
    finding, cause = part.finding, part.finding.cause
    yield from (f"## {number}. {cause.means}", "", f"`{cause.id}`, {finding.certainty}.", "")
    yield f"- **Why:** {' '.join(finding.because)}"
    for line in part.seen:
        yield f"- **Seen in line {line.number}:** {_line_markdown(line)}"
    yield f"- **What to do:** {cause.fix}"
    if number == 1:  # the others are a guess each: their page has the steps
        yield from (f"  {step}. {text}" for step, text in enumerate(part.steps, 1))
    yield f"- **To make sure:** {cause.check}"
    yield from (f"- **More:** [{cause.id}]({page_of(cause.id)}). Source: {cause.source}", "")


def _questions(ticket: Ticket) -> Iterator[str]:
    if ticket.question:
        yield from ("## What to ask", "", ticket.question, "")
        yield from (f"- {answer}: `{cause}`" for answer, cause in ticket.answers)
        yield ""
    if ticket.ask:
        yield from ("## What to ask the customer", "", *(f"- {one}" for one in ticket.ask), "")


def _line_markdown(line: Line) -> str:
    """Return a line with what tells in bold, its blanks outside the marks."""
    shown = []
    for piece in line.pieces:
        text = escaped(piece.text.strip()) if piece.telling else escaped(piece.text)
        before, after = _blanks(piece.text)
        shown.append(f"{before}**{text}**{after}" if piece.telling and text else text)
    return "".join(shown).strip()


def _blanks(text: str) -> tuple[str, str]:
    left = len(text) - len(text.lstrip())
    right = len(text) - len(text.rstrip())
    return text[:left], text[len(text) - right :]


def escaped(text: str) -> str:
    """Return text with what Markdown or HTML would take for its own made plain."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&-])", r"\\\1", text)
