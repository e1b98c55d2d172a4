"""`python -m zoho_helpers practice`: read the command line, tell where it runs, serve."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from zoho_helpers.practice.server import Options, PracticeZoho


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m zoho_helpers practice",
        description="A Zoho Accounts of your own, on this machine, to learn and to test with.",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", choices=("127.0.0.1", "localhost", "::1"))
    add("--port", type=int, default=None, help="default 8757, or any free one where it is taken")
    add("--seed", type=int, default=None, help="number that makes tokens reproducible")
    add("--freeze", default="", metavar="ISO-TIME", help="let the clock stand still at this time")
    add("--client-id", default="", help="register this client at the start")
    add("--client-secret", default="")
    add("--redirect-uri", action="append", default=[], metavar="URI")
    add("--auto-accept", action="store_true", help="consent at once, without a page")
    add("--state-file", type=Path, default=None, help="keep the state here over restarts")
    add("--public-url", default="", help="address under which a proxy serves it")
    add("--key", default="", help="control key (default: random, see practice.json)")
    add("--home", type=Path, default=None, help="folder of practice.json and the state")
    add("--idle", type=float, default=0.0, help="end after so many seconds without a request")
    return parser


def main(arguments: list[str]) -> int:
    """Run practice Zoho until it is interrupted or idle; return the exit code."""
    args = build_parser().parse_args(arguments)
    home: Path | None = args.home or (
        Path(os.environ["ZOHO_HOME"]) if os.environ.get("ZOHO_HOME") else None
    )
    options = _options(args, home)
    try:
        practice = _bound(options, fixed=args.port is not None)
    except OSError as error:
        print(
            f"Port {options.port} cannot be used: {error.strerror}. Try --port 0.", file=sys.stderr
        )
        return 1
    except ValueError as error:
        print(f"{error}", file=sys.stderr)
        return 2
    print(f"Practice Zoho on {practice.url}", flush=True)
    note = _write_note(home, practice) if home else None
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(practice.serve())
    if note:
        _remove_note(note, practice)
    return 0


def _options(args: argparse.Namespace, home: Path | None) -> Options:
    clients: list[dict[str, Any]] = []
    if args.client_id:
        clients.append(
            {
                "name": "Your client",
                "homepage_url": "http://localhost",
                "redirect_uris": args.redirect_uri,
                "client_type": "server" if args.redirect_uri else "self",
                "client_id": args.client_id,
                "client_secret": args.client_secret,
                "multi_dc": True,
            }
        )
    return Options(
        host=args.host,
        port=8757 if args.port is None else args.port,
        key=args.key,
        seed=args.seed,
        freeze=args.freeze,
        clients=clients,
        auto_accept=args.auto_accept,
        state_file=args.state_file or (home / "practice-state.json" if home else None),
        public_url=args.public_url,
        idle=args.idle,
    )


def _bound(options: Options, *, fixed: bool) -> PracticeZoho:
    try:
        return PracticeZoho(options)
    except OSError:
        if fixed:
            raise
        options.port = 0
        return PracticeZoho(options)


def _write_note(home: Path, practice: PracticeZoho) -> Path:
    """Write `practice.json`, 0600 from birth: it holds the control key."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    note, fresh = home / "practice.json", home / f".practice.json.{os.getpid()}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"url": practice.url, "pid": os.getpid(), "key": practice.key}, file)
    os.replace(fresh, note)
    return note


def _remove_note(note: Path, practice: PracticeZoho) -> None:
    with contextlib.suppress(OSError, ValueError):
        if json.loads(note.read_text("utf-8")).get("pid") == os.getpid():
            note.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
