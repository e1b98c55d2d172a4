"""What an error text can mean, by asking the rules: its causes, the questions, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from zoho_helpers.doctor import error_texts
from zoho_helpers.doctor.causes import Cause
from zoho_helpers.doctor.diagnosis import judge
from zoho_helpers.doctor.error_texts import ERROR_TEXTS, GROUPS, ErrorText
from zoho_helpers.doctor.facts import Fact, Facts, gather_facts
from zoho_helpers.doctor.questions import QUESTIONS, Question
from zoho_helpers.doctor.ranking import ALIKE, TOLD, UNDECIDED, Finding
from zoho_helpers.doctor.rule import CERTAIN

_ASKED: Mapping[str, tuple[str, ...]] = {
    error_texts.ENDPOINT: ("grant-type", "data-center"),
    error_texts.DEVICES: (),
    error_texts.BROWSER: ("data-center",),
    error_texts.APIS: ("fresh", "age", "header", "api-host"),
    error_texts.PROGRAMS: ("consent", "data-center"),
}
"""Which questions can tell the causes of a group apart, in the order in which to ask them."""
_GRANT_TYPE = "grant-type"
"""Its answers always count: a grant_type that Zoho does not know is refused in the same words."""


@dataclass(frozen=True)
class Lead:
    """One cause that an error text can have.

    Attributes:
        cause: The cause.
        certainty: How strongly the text alone speaks for it; empty where only an answer does.
        because: Why, in one sentence.
    """

    cause: Cause
    certainty: str
    because: str


@dataclass(frozen=True)
class Told:
    """What one answer to a question says of an error text.

    Attributes:
        question: The question.
        answer: The answer.
        finding: What comes first with this answer.
    """

    question: Question
    answer: str
    finding: Finding


@cache
def leads_of(id: str) -> tuple[Lead, ...]:
    """Return the causes of an error text, most likely first.

    They are those of the text alone, or the one that is certain, and those to which an answer to
    one of its questions leads.

    Args:
        id: The error text's id.
    """
    alone = _alone(ERROR_TEXTS[id])
    shown = alone[:1] if alone[0].certainty == CERTAIN else alone
    leads = {each.cause.id: _lead(each, each.certainty) for each in shown}
    for told in answers_of(id):
        leads.setdefault(told.finding.cause.id, _lead(told.finding, ""))
    return tuple(leads.values())


@cache
def answers_of(id: str) -> tuple[Told, ...]:
    """Return the answers that tell the causes of an error text apart, question by question.

    Args:
        id: The error text's id.
    """
    row = ERROR_TEXTS[id]
    first = _alone(row)[0].cause.id
    found: list[Told] = []
    for question in _questions(row):
        told = list(_told(question, row))
        if any(each.finding.cause.id != first for each in told):
            found += told
    return tuple(found)


def errors_of(cause: str) -> tuple[list[ErrorText], list[ErrorText]]:
    """Return the error texts that mostly have this cause, and those that can have it."""
    mostly: list[ErrorText] = []
    sometimes: list[ErrorText] = []
    for row in ERROR_TEXTS.values():
        causes = [lead.cause.id for lead in leads_of(row.id)]
        if cause in causes:
            (mostly if causes[0] == cause else sometimes).append(row)
    return mostly, sometimes


def _lead(finding: Finding, certainty: str) -> Lead:
    return Lead(finding.cause, certainty, finding.because[0])


@cache  # asked again for each answer to each question
def _facts(row: ErrorText) -> Facts:
    tags = ("named:zoho", *row.tags)
    features = gather_facts(row.text).features
    return Facts("description", MappingProxyType({tag: Fact(tag) for tag in tags}), "", features)


def _alone(row: ErrorText) -> tuple[Finding, ...]:
    """Return what the text says without any answer."""
    return tuple(
        found
        for found in judge(_facts(row)).findings
        if not {ALIKE, TOLD, UNDECIDED} & {*found.rules}
    )


def _questions(row: ErrorText) -> Iterator[Question]:
    by_id = {question.id: question for question in QUESTIONS}
    for group, rows in GROUPS.items():
        if row in rows:
            yield from (by_id[id] for id in _ASKED[group])


def _told(question: Question, row: ErrorText) -> Iterator[Told]:
    """Yield the answers that say something of this text.

    What comes first must rest on the answer, or the answer be one of two. And it must rest on the
    text, or the text alone lead there, too: some headers are wrong whatever the text is.
    """
    alone = {finding.cause.id for finding in _alone(row)}
    for answer, tag in question.answers.items():
        facts = _facts(row).with_tag(tag)
        finding = judge(facts).findings[0]
        rests_on = {used for rule in finding.rules for used in rule.evidence(facts)}
        of_answer = tag in rests_on or len(question.answers) == 2
        of_text = finding.cause.id in alone or not rests_on.isdisjoint(row.tags)
        if of_answer and (of_text or question.id == _GRANT_TYPE):
            yield Told(question, answer, finding)
