"""The token doctor: paste whatever you have, get the cause.

    signs.py        what counts as a sign in replies, pages and exceptions: tables of patterns
    words.py        what people say about their trouble: a table of patterns
    evidence.py     from a paste to text: HAR files, Postman exports, token stores are unwrapped
    file_text.py    from a dropped file to its text
    known.py        what people know besides: a table of choices
    facts.py        from text to facts, and where in it each stands
    values.py       which value stands in which parameter, and what a request lacks
    scopes.py       scopes that were asked for and granted, against those that a call needs
    derived.py      what follows from several facts together
    topics.py       what words and facts say for each cause, as was learned from reports
    stamps.py       how times are written in logs: a table of shapes
    timeline.py     what a log tells by its times
    causes.py       every cause: what it means, what to do, how to make sure
    rule.py         what a rule is; rules.py the rules, one row each
    questions.py    what to ask where causes cannot be told apart
    ranking.py      in which order causes are named, by rules and by words
    diagnosis.py    which rules match, and the best question
    scan.py         finds what may be a sign in very much text
    passages.py     from a stream of bytes to the passages that have a sign
    alike.py        what makes two lines of a log alike
    logs.py         a whole log, however big: what failed, how often, and when
    ticks.py        the ticks of a time axis; timeline_picture.py the timeline as SVG
    lookalikes.py   what to think of next when a first guess is wrong
    vendor.py       a vendor's profile, with which a ticket is compared
    report.py       the answer as data
    excerpts.py     the telling lines of a paste, made of words that are harmless (harmless.py)
    ticket.py       the answer for a ticket as Markdown; ticket_html.py as a page
    scenarios.py    troubles that practice Zoho can play; replay.py plays them
    replies.py      what to send to a customer, a reply for each cause
    error_texts.py  every error text that people meet
    error_causes.py what each of them can mean, by asking the rules
    error_lookup.py which of them somebody means
    documents.py    writes CAUSES.md and ERRORS.md: an address for each cause and each error text
    cli.py          the command line

    customer_check.py  asks Zoho itself: probes and what their answers mean. One file that stands
                       alone, so that it can be sent to a customer
    probes.py          the same probes for a profile of this project
    probe_facts.py     what they found as facts, from results or from a paste
    probe_cli.py       their command line

A diagnosis sends nothing and keeps nothing; probes send, on request only. Rules, causes and
patterns are data; the code only matches.
"""

from zoho_helpers.doctor.diagnosis import Diagnosis, diagnose

__all__ = ["Diagnosis", "diagnose"]
