"""`python -m zoho_helpers probe`: ask Zoho what is wrong, after saying what is sent where."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.doctor import customer_check, probes
from zoho_helpers.doctor.customer_check import PROBES, ProbeResult
from zoho_helpers.doctor.report import as_data
from zoho_helpers.doctor.ticket import as_markdown
from zoho_helpers.errors import WalkthroughError
from zoho_helpers.opening import open_session
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, PRACTICE


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of `probe`. No secret is ever an argument."""
    parser = argparse.ArgumentParser(
        prog="python -m zoho_helpers probe",
        description="Ask Zoho what is wrong with a client or token. Says beforehand what it sends.",
        epilog="Probes: " + " ".join(f"{name}: {PROBES[name].asks}" for name in PROBES),
    )
    add = parser.add_argument
    known = ", ".join(PROBES)
    usual = "default: all whose inputs are there, but refresh, which counts"
    add("names", nargs="*", metavar="NAME", help=f"which: {known} ({usual})")
    add("--profile", choices=(PRACTICE, LIVE), default=LIVE)
    add("--data-center", default="", choices=("", *ZOHO), help="instead of the profile's")
    add("--product", default="", choices=("", *CHECK_CALLS), help="the call that `access` makes")
    add("--yes", action="store_true", help="send without asking")
    add("--json", action="store_true", help="answer as JSON")
    add("--list", action="store_true", help="say what each probe would send, and send nothing")
    add(
        "--customer-check",
        action="store_true",
        help="print the program that a customer can run by themselves, one file",
    )
    return parser


def main(arguments: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """Run probes; return 0, 1 where nothing was sent, or 2 where it could not begin."""
    parser = build_parser()
    args = parser.parse_args(arguments)
    unknown = [name for name in args.names if name not in PROBES]
    if unknown:
        parser.error(f"there is no probe {unknown[0][:40]!r}; there are {', '.join(PROBES)}")
    if args.customer_check:
        sys.stdout.write(Path(customer_check.__file__).read_text("utf-8"))
        return 0
    try:
        session = open_session("start", profile=args.profile, environ=environ)
        return _probe(session, args)
    except (WalkthroughError, customer_check.CannotBegin) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    return 2


def _probe(session: Session, args: argparse.Namespace) -> int:
    inputs = probes.inputs_of(session, args.data_center, args.product)
    if args.list:
        print(customer_check.say_beforehand(args.names or PROBES, inputs, session.centers))
        return 0
    names = probes.choose(args.names, inputs)
    told = customer_check.say_beforehand(names, inputs, session.centers)
    print(f"{told}\n", file=sys.stderr)
    if not args.yes and not customer_check.agreed():
        print("Nothing was sent.", file=sys.stderr)
        return 1
    results = probes.run(names, inputs, session.centers, session.transport.send)
    print(_as_json(results) if args.json else _as_text(results, session.live))
    return 0


def _as_json(results: Sequence[ProbeResult]) -> str:
    found = as_data(probes.diagnose_results(results))
    return json.dumps({"results": [one._asdict() for one in results], **found})


def _as_text(results: Sequence[ProbeResult], live: bool) -> str:
    diagnosis = probes.diagnose_results(results)
    said = (
        as_markdown(diagnosis)
        if probes.is_fault(diagnosis)
        else "Nothing wrong was found by these probes.\n"
    )
    return f"{customer_check.as_text(results, practice=not live)}\n\n{said}"
