"""Writes CAUSES.md, the page of every cause, from the tables: `nox -s docs`."""

from __future__ import annotations

from pathlib import Path

from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.rules import RULES

FILE = Path(__file__).with_name("CAUSES.md")

_HEAD = """\
# What goes wrong with Zoho's tokens

Every cause that the token doctor can name. The headings stay as they are, so that a ticket can
link to one. `python -m zoho_helpers diagnose FILE` finds the cause for a paste, and
`python -m zoho_helpers explain CAUSE` prints a part of this page.

"""


def explain_cause(id: str) -> str:
    """Return what is known of a cause, as Markdown."""
    cause = CAUSES[id]
    reasons = dict.fromkeys(rule.because for rule in RULES if rule.cause == id)
    lines = [f"## {id}", "", cause.means, ""]
    if reasons:
        lines += ["How it shows:", "", *(f"- {reason}" for reason in reasons), ""]
    lines += [f"**What to do:** {cause.fix}", "", f"**To make sure:** {cause.check}", ""]
    return "\n".join([*lines, f"Source: {cause.source}", ""])


def render() -> str:
    """Return the whole page."""
    return _HEAD + "\n".join(explain_cause(id) for id in CAUSES)


if __name__ == "__main__":
    FILE.write_text(render(), "utf-8")
