"""`python -m zoho_helpers diagnose` and `explain`: paste whatever you have, get the cause."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.diagnosis import diagnose, failures
from zoho_helpers.doctor.documents import explain_cause
from zoho_helpers.doctor.known import KNOWN
from zoho_helpers.doctor.report import as_data, as_markdown, log_as_data

_CASE = ("artefact", "context", "product")
UNREADABLE = 2
"""Exit code where there is nothing that could be read as evidence."""


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
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="answer as JSON")
    form.add_argument("--markdown", action="store_true", help="answer as Markdown (the default)")
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
        text = _read(args.file)
        answers = _lines(text) if args.jsonl else [_answer(text, args)]
        for answer in answers:
            print(answer)
    except CannotRead as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    return 0


def explain_main(arguments: list[str]) -> int:
    """Print what is known of a cause; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m zoho_helpers explain")
    parser.add_argument("cause", choices=sorted(CAUSES), metavar="CAUSE", help=", ".join(CAUSES))
    print(explain_cause(parser.parse_args(arguments).cause))
    return 0


def _read(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CannotRead(f"{name} cannot be read: {error.strerror}.") from None
    text = data.decode("utf-8", "replace")
    if not text.strip():
        raise CannotRead("There is nothing to read. Paste a reply, a log, a command, an address.")
    return text


def _answer(text: str, args: argparse.Namespace) -> str:
    known = {one.name: getattr(args, one.name) for one in KNOWN}
    diagnosis, log = diagnose(text, args.context, args.product, known), failures(text)
    if args.json:
        return json.dumps(as_data(diagnosis) | ({"log": log_as_data(log)} if log else {}))
    return as_markdown(diagnosis, log)


def _lines(text: str) -> Iterable[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            case = _case(line, number)
            paste, context, product = (_text(case, name) for name in _CASE)
            found = diagnose(paste, context, product)
            known = {"id": case["id"]} if "id" in case else {}
            yield json.dumps(known | as_data(found))


def _case(line: str, number: int) -> dict[str, Any]:
    try:
        case = json.loads(line)
    except (ValueError, RecursionError):
        case = None
    if not isinstance(case, dict) or not isinstance(case.get("artefact"), str):
        raise CannotRead(f"Line {number} is no JSON object with an artefact.")
    return case


def _text(case: dict[str, Any], name: str) -> str:
    value = case.get(name)
    return value if isinstance(value, str) else ""
