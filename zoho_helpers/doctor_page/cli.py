"""`python -m zoho_helpers doctor`: the doctor's page on this machine, until Ctrl+C."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import socket
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path

from zoho_helpers.jupyter_home import build_environment, can_open_browser, write_first_settings

PORT = 8866
MISSING = (
    "The doctor's page needs Voila and ipywidgets, and not both are installed here. Start it with "
    "python3 walkthrough.py doctor, or install it: pip install '.[doctor]'"
)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of `doctor`."""
    parser = argparse.ArgumentParser(
        prog="python -m zoho_helpers doctor",
        description="Open the token doctor's page. It is for this machine and this user only; "
        "nothing is sent, and nothing of what is pasted is kept.",
    )
    add = parser.add_argument
    add("--port", type=int, default=PORT, metavar="N", help=f"0 for any free one; usually {PORT}")
    add("--no-browser", action="store_true", help="only print the address")
    return parser


def main(arguments: list[str]) -> int:
    """Serve the page until it is stopped.

    Returns 0 when it was stopped, 1 for trouble, 130 for Ctrl+C before it listens.
    """
    args = build_parser().parse_args(arguments)
    try:
        # Keys and settings need a file system that knows owners, and nothing outlives the page.
        with tempfile.TemporaryDirectory(prefix="doctor-", ignore_cleanup_errors=True) as folder:
            serve(args.port, opens=not args.no_browser, runtime=Path(folder))
    except ModuleNotFoundError:
        print(MISSING, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The doctor's page could not be started: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def serve(port: int, *, opens: bool, runtime: Path) -> None:
    """Run Voila in this process until it is stopped.

    Args:
        port: Where to listen, or the next free one; 0 for any.
        opens: Whether to open a browser, where there is a screen.
        runtime: Folder for all that it writes.
    """
    # A refused request is no news for the terminal, and an address in it may hold the token.
    logging.basicConfig(level=logging.CRITICAL)
    os.environ.update(build_environment(runtime / "state", runtime))
    write_first_settings(os.environ)
    # As in lab.py: jsonschema does without it, and it takes longer to import than all the rest.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    import zmq
    from traitlets.config import Config

    from zoho_helpers.doctor_page.server import DoctorPage, build_config

    port, token = port or free_port(), secrets.token_hex(24)
    config = build_config(port=port, token=token, runtime=runtime, encrypt=zmq.has("curve"))
    opens = opens and can_open_browser(os.environ, sys.platform)

    def greet(page: DoctorPage) -> None:
        address = f"http://127.0.0.1:{page.port}/?token={token}"
        print(*greeting(address, port, page.port, opens=opens), sep="\n", flush=True)
        if opens:
            open_browser(address, runtime)

    page = DoctorPage(config=Config(config))
    page.on_ready = greet
    page.initialize([])
    page.start()


def greeting(address: str, asked: int, port: int, *, opens: bool) -> list[str]:
    """Say where the page is and how it ends.

    Args:
        address: Its address, with the token.
        asked: The port that was asked for.
        port: The port that it got.
        opens: Whether a browser is opened.
    """
    taken = [f"Port {asked} is taken: it is on {port} instead."] if asked != port else []
    how = "If no page opens, open it yourself." if opens else "Open it in a browser."
    return [*taken, f"The doctor's page is on {address}", f"{how} Ctrl+C here ends it."]


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def open_browser(address: str, runtime: Path) -> threading.Thread:
    """Open the address by a file that only this user can read; return the thread that does it.

    Everybody on the machine can see the words that a browser is started with.
    """
    file = runtime / "open.html"
    file.touch(0o600)
    file.write_text(f'<meta http-equiv="refresh" content="0; url={address}">')
    opening = threading.Thread(target=webbrowser.open, args=[file.as_uri()], daemon=True)
    opening.start()
    return opening
