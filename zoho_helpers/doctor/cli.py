"""`python -m zoho_helpers diagnose` and `explain`: paste whatever you have, get the cause."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.diagnosis import Diagnosis, diagnose, judge
from zoho_helpers.doctor.documents import explain_cause, explain_error
from zoho_helpers.doctor.error_lookup import find_error, nearest_names, page_of_error
from zoho_helpers.doctor.known import KNOWN
from zoho_helpers.doctor.logs import LogReading, read_log
from zoho_helpers.doctor.passages import unpacked
from zoho_helpers.doctor.report import as_data, log_as_data, page_of
from zoho_helpers.doctor.ticket import as_markdown
from zoho_helpers.doctor.ticket_html import as_html
from zoho_helpers.doctor.timeline_picture import timeline_svg
from zoho_helpers.doctor.vendor import Vendor, parse_vendor, with_vendor
from zoho_helpers.errors import WalkthroughError
from zoho_helpers.token_words import COMMAND, for_terminal

_CASE = ("artefact", "context", "product")
UNREADABLE = 2
"""Exit code where there is nothing that could be read as evidence, or nothing to draw."""


class CannotRead(ValueError):
    """There is no evidence; the text says why."""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of `diagnose`."""
    parser = argparse.ArgumentParser(
        prog="python -m zoho_helpers diagnose",
        description="Say what is wrong with a token, from whatever you have. Nothing is sent.",
    )
    add = parser.add_argument
    add("file", nargs="?", default="-", metavar="FILE", help="what to read; - or nothing: input")
    add("--context", default="", metavar="TEXT", help="what you know besides")
    add("--product", default="", metavar="NAME", help="the Zoho product")
    for known in KNOWN:
        names = [choice.name for choice in known.choices]
        add(f"--{known.name.replace('_', '-')}", default="", choices=names, help=known.asks.lower())
    add("--timeline", metavar="FILE.svg", help="draw what a log tells by its times")
    add("--vendor", metavar="FILE", help="a vendor's profile to compare with, as JSON")
    add(
        "--replay",
        action="store_true",
        help="play the first cause on practice Zoho, in a profile of its own, and say how to "
        "repair it",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="answer as JSON")
    form.add_argument("--markdown", action="store_true", help="answer as Markdown (the default)")
    form.add_argument("--html", action="store_true", help="answer as an HTML page")
    form.add_argument(
        "--jsonl",
        action="store_true",
        help='read lines of {"id", "artefact", "context", "product"}, answer a line each',
    )
    return parser


def main(arguments: list[str]) -> int:
    """Diagnose one paste, or many; return the exit code."""
    args = build_parser().parse_args(arguments)
    try:
        if args.jsonl:
            _only_lines(args)
            for answer in _lines(_read(args.file)):
                print(answer)
        else:
            _diagnose(args)
    except (CannotRead, WalkthroughError) as error:
        print(for_terminal(str(error)), file=sys.stderr)
        return UNREADABLE
    return 0


_BESIDE_LINES = ("context", "product", "timeline", "vendor", "replay", *(one.name for one in KNOWN))


def _only_lines(args: argparse.Namespace) -> None:
    """Refuse what would be left undone beside `--jsonl`."""
    for name in _BESIDE_LINES:
        if getattr(args, name):
            option = name.replace("_", "-")
            raise CannotRead(f"With --jsonl each line says all of its case: leave out --{option}.")


def _diagnose(args: argparse.Namespace) -> None:
    if args.vendor == args.file == "-":
        raise CannotRead("Only one of the vendor's profile and the evidence can come as input.")
    vendor = parse_vendor(_read(args.vendor)) if args.vendor else Vendor()
    reading = _read_log(args.file)
    known = {one.name: getattr(args, one.name) for one in KNOWN}
    found = reading.diagnose(args.context, args.product or vendor.product, known)
    if args.vendor:
        found = judge(with_vendor(found.facts, vendor))
    print(_answer(found, reading, args))
    if args.timeline:
        _draw(reading, Path(args.timeline))
    if args.replay:
        _replay(found.findings[0].cause.id)


def _replay(cause: str) -> None:
    """Play a cause in a practice profile of its own; what is said goes beside the answer."""
    # Only here, since a diagnosis by itself sends nothing and needs none of it.
    from zoho_helpers.doctor.replay import open_replay, replay, scenario_of
    from zoho_helpers.doctor.scenarios import SCENARIOS

    if cause not in SCENARIOS:
        print(f"{cause} cannot be played on practice Zoho.", file=sys.stderr)
        return
    session = open_replay()
    shown, scenario = replay(session, cause), scenario_of(session, cause)
    for text in (
        f"\nPlayed on practice Zoho. Your own profiles are left as they are. {scenario.sets_up}\n",
        shown,
        f"\nTo repair it: {scenario.repairs}",
        f"Its client and tokens are in {session.home.folder}. With ZOHO_HOME set to that folder, "
        f"{COMMAND} show, refresh, check and get --profile practice work on them.",
    ):
        print(for_terminal(text), file=sys.stderr)


def explain_main(arguments: list[str]) -> int:
    """Print what is known of a cause or an error text; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m zoho_helpers explain",
        description="Say what a cause or an error text means, and what to do about it.",
    )
    parser.add_argument(
        "words", nargs="+", metavar="WORD", help="a cause that diagnose named, or an error text"
    )
    try:
        print(_explained(" ".join(parser.parse_args(arguments).words)))
    except CannotRead as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    return 0


def _explained(words: str) -> str:
    """Return a part of the pages for a terminal, which follows no links."""
    cause = "_".join(words.lower().split()).replace("center", "centre")
    error = find_error(words)
    if cause in CAUSES:
        part, page = explain_cause(cause), page_of(cause)
    elif error:
        part, page = explain_error(error.id), page_of_error(error.id)
    else:
        near = ", ".join(nearest_names(words))
        hint = f"Did you mean one of these: {near}?" if near else "Use diagnose for a whole paste."
        raise CannotRead(f"There is no such cause or error text. {hint}")
    plain = _LINK.sub(r"\1", part)
    return f"{plain}\nOn the page: {page}"


_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\s]+\)")
_CHUNK = 1 << 20


def _chunks(name: str) -> Iterator[bytes]:
    if name == "-" and sys.stdin is None:
        raise CannotRead("There is no input here: name a file.")
    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as source:
            yield from iter(lambda: source.read(_CHUNK), b"")
    except OSError as error:
        raise CannotRead(f"{name} cannot be read: {error.strerror}.") from None


def _read(name: str) -> str:
    return _some(b"".join(unpacked(_chunks(name))).decode("utf-8-sig", "replace"))


def _read_log(name: str) -> LogReading:
    reading = read_log(_chunks(name))
    _some(reading.text)
    return reading


def _some(text: str) -> str:
    if not text.strip():
        raise CannotRead("There is nothing to read. Paste a reply, a log, a command, an address.")
    return text


def _answer(diagnosis: Diagnosis, reading: LogReading, args: argparse.Namespace) -> str:
    log = reading.timeline.groups
    if args.json:
        return json.dumps(as_data(diagnosis) | ({"log": log_as_data(log)} if log else {}))
    if args.html:
        return as_html(diagnosis, log, timeline_svg(reading.timeline))
    return as_markdown(diagnosis, log)


def _draw(reading: LogReading, file: Path) -> None:
    picture = timeline_svg(reading.timeline)
    if not picture:
        raise CannotRead("There is no timeline: no line has both a time and something to show.")
    try:
        file.write_text(picture, "utf-8")
    except OSError as error:
        raise CannotRead(f"{file} cannot be written: {error.strerror}.") from None


def _lines(text: str) -> Iterable[str]:
    # Not splitlines, to which some characters inside a text end a line.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            case = _case(line, number)
            paste, context, product = (_text(case, name) for name in _CASE)
            found = diagnose(paste, context, product)
            known = {"id": case["id"]} if "id" in case else {}
            yield json.dumps(known | as_data(found))


def _case(line: str, number: int) -> dict[str, Any]:
    try:
        case = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        case = None
    if not isinstance(case, dict) or not isinstance(case.get("artefact"), str):
        raise CannotRead(f"Line {number} is no JSON object with an artefact.")
    return case


def _refuse(constant: str) -> None:
    """Refuse NaN and Infinity, which are no JSON, so that no answer repeats them."""
    raise ValueError(constant)


def _text(case: dict[str, Any], name: str) -> str:
    value = case.get(name)
    return value if isinstance(value, str) else ""
