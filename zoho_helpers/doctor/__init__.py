"""The token doctor: paste whatever you have, get the cause.

    signs.py      what counts as a sign in replies, pages and exceptions: tables of patterns
    words.py      what people say about their trouble: a table of patterns
    facts.py      from a paste to facts, and where in the paste each stands
    stamps.py     how times are written in logs: a table of shapes
    timeline.py   what a log tells by its times
    causes.py     every cause: what it means, what to do, how to make sure
    rule.py       what a rule is; rules.py the rules, one row each
    questions.py  what to ask where causes cannot be told apart
    diagnosis.py  which rules match, strongest first, and the best question
    scan.py       finds what may be a sign in very much text
    passages.py   from a stream of bytes to the passages that have a sign
    alike.py      what makes two lines of a log alike
    logs.py       a whole log, however big: what failed, how often, and when
    ticks.py      the ticks of a time axis; timeline_picture.py the timeline as SVG
    report.py     the answer as JSON and as Markdown, with nothing of the paste in it
    documents.py  writes CAUSES.md, a page with an address for each cause
    cli.py        the command line

It sends nothing and keeps nothing. Rules, causes and patterns are data; the code only matches.
"""

from zoho_helpers.doctor.diagnosis import Diagnosis, diagnose

__all__ = ["Diagnosis", "diagnose"]
