"""A report as one HTML page: no script, nothing that is fetched, readable in light and dark."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from zoho_helpers.doctor.diagnosis import Diagnosis
from zoho_helpers.doctor.excerpts import Line
from zoho_helpers.doctor.ticket import Part, ticket_of
from zoho_helpers.doctor.timeline import Group

_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .4rem; } h3 { font-size: 1rem; }
code, pre { font: .9em ui-monospace, monospace; }
pre { padding: .6rem .8rem; border-left: 3px solid #8885; white-space: pre-wrap;
  overflow-wrap: anywhere; }
mark { background: #ffd54a; color: #1a1a1a; padding: 0 .15em; border-radius: 2px; }
.certain, .likely, .possible { border: 1px solid; border-radius: 1rem; padding: 0 .6em; }
blockquote { margin: .6rem 0; padding: .2rem 1rem; border-left: 3px solid #8885; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
td, th { padding: .3rem .6rem; border-bottom: 1px solid #8885; text-align: left; }
svg { max-width: 100%; height: auto; }
""".strip()


def as_html(diagnosis: Diagnosis, log: Sequence[Group] = (), picture: str = "") -> str:
    """Return a report as a whole HTML page.

    Args:
        diagnosis: What the doctor says.
        log: The failures of a log; empty where it is none.
        picture: An SVG of the log's timeline, made by us; empty for none.
    """
    body = "\n".join(_body(diagnosis, log, picture))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>What is wrong</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n"
        f"{body}\n</body>\n</html>\n"
    )


def _body(diagnosis: Diagnosis, log: Sequence[Group], picture: str) -> Iterator[str]:
    ticket = ticket_of(diagnosis)
    yield "<h1>What is wrong</h1>"
    for number, part in enumerate(ticket.parts, 1):
        yield part_html(part, number)
    if log:
        yield f"<h2>In the log</h2>{log_html(log)}{picture}"
    if ticket.question:
        answers = (f"{answer}: {cause}" for answer, cause in ticket.answers)
        yield f"<h2>What to ask</h2><p>{escape(ticket.question)}</p>{_list(answers)}"
    if ticket.ask:
        yield f"<h2>What to ask the customer</h2>{_list(ticket.ask)}"
    yield f"<h2>A reply to send</h2><pre>{escape(ticket.reply.strip())}</pre>"
    yield f"<h2>What this goes by</h2><p>{escape(ticket.facts or 'Nothing that is known.')}</p>"


def part_html(part: Part, number: int = 1) -> str:
    """Return what is said of one cause; its steps for the likeliest only."""
    finding, cause = part.finding, part.finding.cause
    seen = "".join(f"<pre>{line_html(line)}</pre>" for line in part.seen)
    steps = _list(part.steps, "ol") if number == 1 else ""
    return (
        f"<h2>{number}. {escape(cause.means)}</h2>"
        f"<p><code>{escape(cause.id)}</code> "
        f'<span class="{finding.certainty}">{finding.certainty}</span></p>'
        f"<p><b>Why:</b> {escape(' '.join(finding.because))}</p>{seen}"
        f"<p><b>What to do:</b> {with_code(cause.fix)}</p>{steps}"
        f"<p><b>To make sure:</b> {with_code(cause.check)}</p>"
        f"<p><b>Source:</b> {_source(cause.source)}</p>"
    )


def _source(source: str) -> str:
    if not source.startswith("https://") or " " in source:
        return escape(source)
    return f'<a href="{escape(source)}">{escape(source)}</a>'


def line_html(line: Line) -> str:
    """Return a line of the paste with what tells marked."""
    pieces = (
        f"<mark>{escape(piece.text)}</mark>" if piece.telling else escape(piece.text)
        for piece in line.pieces
    )
    return f"line {line.number}: {''.join(pieces).strip()}"


def log_html(log: Sequence[Group]) -> str:
    """Return the failures of a log as a table."""
    head = "<tr><th>cause</th><th>times</th><th>first</th><th>last</th></tr>"
    rows = "".join(
        f"<tr><td><code>{escape(group.cause)}</code></td><td>{group.count}</td>"
        f"<td>{escape(group.first[1])}</td><td>{escape(group.last[1])}</td></tr>"
        for group in log
    )
    return f"<table>{head}{rows}</table>"


def _list(items: Iterable[str], tag: str = "ul") -> str:
    return f"<{tag}>{''.join(f'<li>{with_code(item)}</li>' for item in items)}</{tag}>"


def with_code(text: str) -> str:
    """Return text of ours, which may have code between backticks, as HTML."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


COPY = (
    "const report = this.closest('.report').querySelector('pre');"
    " report.parentNode.open = true;"
    " getSelection().selectAllChildren(report);"
    " navigator.clipboard?.writeText(report.textContent)"
    ".then(() => { this.textContent = 'Copied'; });"
)
"""What the button does: it selects the report, too, where a page may not write the clipboard."""


def take_away(what: str, text: str, says: str) -> str:
    """Return a text as HTML with a button that copies it and a link that saves it.

    Args:
        what: `report` or `reply`.
        text: The text, Markdown of ours.
        says: What stands over it.
    """
    data = b64encode(text.encode()).decode()
    return (
        '<div class="report"><p style="display: flex; gap: 0.5em">'
        f'<button type="button" class="jupyter-button" onclick="{escape(COPY)}">Copy the {what}'
        f'</button> <a class="jupyter-button" download="token-doctor-{what}.md" '
        f'href="data:text/markdown;charset=utf-8;base64,{data}">Save the {what} as a file</a></p>'
        f"<details><summary>{escape(says)}</summary><pre>{escape(text)}</pre></details></div>"
    )
