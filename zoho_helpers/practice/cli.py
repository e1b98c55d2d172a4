"""`python -m zoho_helpers practice`: read the command line, tell where it runs, serve."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice.state_file import AlreadyRuns, CannotStart

if TYPE_CHECKING:
    from zoho_helpers.practice.server import Options, PracticeZoho

FAILED, USAGE, ALREADY_RUNS = 1, 2, 3
"""Exit codes: it cannot start; an option is wrong; another one runs for this folder."""


_OPEN = (
    "Warning: practice Zoho listens on {}, where other machines can reach it: its pages, its "
    "console with client secrets, its token endpoint. The control plane stays with this machine."
)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m zoho_helpers practice",
        description="A Zoho Accounts of your own, on this machine, to learn and to test with.",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="listen here as well; beyond loopback with a warning")
    add("--port", type=int, default=None, help="default 8757, or any free one where it is taken")
    add(
        "--seed",
        type=int,
        default=None,
        help="makes the tokens of a fresh state reproducible",
    )
    add("--freeze", default="", metavar="ISO-TIME", help="let the clock stand still at this time")
    add("--client-id", default="", metavar="ID", help="register this client in every data center")
    add("--client-secret", default="", metavar="SECRET")
    add("--redirect-uri", action="append", default=[], metavar="URI", help="none: a self client")
    add("--auto-accept", action="store_true", help="consent at once, without a page")
    add("--state-file", type=Path, default=None, metavar="PATH", help="keep the state here")
    add("--public-url", default="", metavar="URL", help="address under which a proxy serves it")
    add("--key", default="", help="control key (default: random, see practice.json)")
    add("--home", type=Path, default=None, help="folder of practice.json, default $ZOHO_HOME")
    add("--idle", type=float, default=0.0, metavar="SECONDS", help="end after so long unused")
    return parser


def main(arguments: list[str]) -> int:
    """Run practice Zoho until it is ended or idle; return the exit code."""
    parser = build_parser()
    args = parser.parse_args(arguments)
    together = {bool(args.client_id), bool(args.client_secret), *map(bool, args.redirect_uri)}
    if len(together) > 1:
        parser.error("--client-id and --client-secret belong together, and to --redirect-uri")
    # Tornado's own log would show addresses and stacks.
    logging.getLogger("tornado").setLevel(logging.CRITICAL)
    home = args.home or (Path(os.environ["ZOHO_HOME"]) if os.environ.get("ZOHO_HOME") else None)
    try:
        return _run(args, home)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return ALREADY_RUNS if isinstance(error, AlreadyRuns) else FAILED
    except ValueError as error:
        print(f"An option is wrong: {error}", file=sys.stderr)
        return USAGE


def _run(args: argparse.Namespace, home: Path | None) -> int:
    try:
        from zoho_helpers.practice.server import PracticeZoho
    except ImportError as error:
        what = f"Practice Zoho needs the package {error.name}"
        raise CannotStart(f"{what}: pip install 'zoho-helpers[practice]'") from None
    practice = PracticeZoho(_options(args, home))
    if practice.is_open:
        print(_OPEN.format(practice.options.host), file=sys.stderr)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    note = _write_note(home, practice) if home else None
    print(f"Practice Zoho on {practice.url}", flush=True)
    asyncio.run(practice.serve(ended))
    if note:
        _remove_note(note)
    return 0


def _options(args: argparse.Namespace, home: Path | None) -> Options:
    from zoho_helpers.practice.server import Options

    return Options(
        host=args.host,
        port=args.port,
        key=args.key,
        seed=args.seed,
        freeze=args.freeze,
        clients=_clients(args),
        auto_accept=args.auto_accept,
        state_file=args.state_file or (home / "practice-state.json" if home else None),
        public_url=args.public_url,
        idle=args.idle,
    )


def _clients(args: argparse.Namespace) -> list[dict[str, Any]]:
    if not args.client_id:
        return []
    client = {
        "name": "Your client",
        "homepage_url": "http://localhost",
        "redirect_uris": args.redirect_uri,
        "client_type": "server" if args.redirect_uri else "self",
        "client_id": args.client_id,
        "client_secret": args.client_secret,
        "data_centers": list(ZOHO),
    }
    return [client]


def _write_note(home: Path, practice: PracticeZoho) -> Path:
    """Write `practice.json`, 0600 from birth: it holds the control key."""
    note = home / "practice.json"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=home, prefix=".practice.json.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"url": practice.url, "pid": os.getpid(), "key": practice.key}, file)
        os.replace(fresh, note)
    except OSError as error:
        practice.close()
        raise CannotStart(f"{note.name} cannot be written: {error.strerror}.") from None
    return note


def _remove_note(note: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        if json.loads(note.read_text("utf-8")).get("pid") == os.getpid():
            note.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
