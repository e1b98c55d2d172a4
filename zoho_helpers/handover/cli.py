"""Files to use the same client elsewhere: `python -m zoho_helpers handover WAY`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from zoho_helpers.errors import WalkthroughError
from zoho_helpers.handover.files import File, save_files
from zoho_helpers.handover.from_session import kit_of
from zoho_helpers.handover.ways import WAYS, files_for, next_steps
from zoho_helpers.opening import open_session
from zoho_helpers.settings import LIVE, PRACTICE
from zoho_helpers.token_words import for_terminal


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line. No secret is ever an argument."""
    parser = argparse.ArgumentParser(
        prog="python -m zoho_helpers handover",
        description="Write files with which you use the same Zoho client elsewhere.",
        epilog="\n".join(f"  {way.name:<13} {way.title}" for way in WAYS.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("way", choices=WAYS, metavar="WAY", help="one of those below")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder (default: zoho-WAY, here)")
    parser.add_argument("--profile", choices=(PRACTICE, LIVE), default=LIVE)
    parser.add_argument("--overwrite", action="store_true", help="replace files that are there")
    return parser


def main(arguments: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """Write the files of one way and return the exit code: 0, or 1 with a sentence on stderr."""
    args = build_parser().parse_args(arguments)
    folder = (args.out or Path(f"zoho-{args.way}")).expanduser()
    try:
        session = open_session("token", profile=args.profile, environ=environ)
        files = files_for(args.way, kit_of(session))
        save_files(folder, files, overwrite=args.overwrite)
    except WalkthroughError as error:
        print(for_terminal(str(error)), file=sys.stderr)
        return 1
    print(report(args.way, folder, files, session.done_for_you, live=session.live))
    return 0


def report(
    way: str, folder: Path, files: Iterable[File], done_for_you: Iterable[str], *, live: bool
) -> str:
    """Return what was written, and what to do next. No secret is in it."""
    lines = [f"Done for you, in practice: {done}." for done in done_for_you]
    lines += [f"{WAYS[way].title}. Written to {folder.resolve()}:", ""]
    lines += [f"  {file.name:<{25 if file.private else 0}}{_secrets(file)}" for file in files]
    if any(file.private for file in files):
        lines += ["", "Let nobody else read what holds secrets, and keep it out of Git."]
    if not live:
        lines += ["", "All of it leads to practice Zoho, and works while that runs."]
    steps = next_steps(way)
    lines += ["", "What to do next, in that folder", *(f"  {step}" for step in steps)]
    return "\n".join(lines)


def _secrets(file: File) -> str:
    return " holds secrets" if file.private else ""
