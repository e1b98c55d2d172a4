"""Starts JupyterLab on the reader's own copies of the notebooks: `python -m zoho_helpers lab`.

1. `workbook/` gets a copy of each notebook; a copy that the reader has changed is never touched.
2. Practice Zoho is started, if none runs.
3. JupyterLab starts in this process, for this machine only and behind a random token.

Further words go to JupyterLab and win over what is set here: `lab --no-browser --port=9999`.

What JupyterLab and IPython keep goes to `.walkthrough/` (jupyter_home.py). Kernels are talked to in
cipher where ZeroMQ can, since on a shared machine anybody could listen otherwise.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from zoho_helpers.errors import StoreError, WalkthroughError
from zoho_helpers.jupyter_home import build_environment, can_open_browser, write_first_settings
from zoho_helpers.settings import PRACTICE, find_home, find_project, make_private_folder

FIRST_NOTEBOOK = "00_start_here.ipynb"
PORT = 8888
MAKE_ROOM = "Make room, or copy the project to a folder of your own, and start again."

#: What is to happen to one file of the workbook.
Step = Literal["make", "renew", "keep", "leave"]


def main(arguments: list[str]) -> int:
    """Prepare the workbook, start practice Zoho, then JupyterLab until it is stopped.

    Returns 0 when the reader stopped it, 1 for trouble, 130 for Ctrl+C before JupyterLab listens.
    JupyterLab itself may leave with SystemExit.
    """
    root = find_project(Path.cwd())
    try:
        for line in prepare_workbook(root):
            print(line)
        print(start_practice(root), flush=True)
        return run_jupyterlab(root, arguments)
    except WalkthroughError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"JupyterLab could not be started: {error}. {MAKE_ROOM}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def prepare_workbook(root: Path) -> list[str]:
    """Make and renew the reader's copies of the notebooks, and of their images.

    The hash of each original as it was copied is remembered in `.walkthrough/workbook.json`: it
    tells a copy that the reader changed from one that only grew old.

    Returns lines to tell the reader, none where there is nothing to say.

    Raises:
        StoreError: There are no notebooks.
        OSError: A file cannot be read or written.
    """
    originals = hash_files(root / "notebooks")
    if not originals:
        raise StoreError(
            f"There are no notebooks in {root / 'notebooks'}.",
            "Start it with walkthrough.py from a whole copy of the project.",
            reason="no-notebooks",
        )
    return describe(_renew(root, originals))


def _renew(root: Path, originals: Mapping[str, str]) -> dict[str, Step]:
    memory, workbook = root / ".walkthrough" / "workbook.json", root / "workbook"
    make_private_folder(memory.parent)
    copied = load_copied(memory)
    plan = plan_workbook(originals, hash_files(workbook), copied)
    for name, step in plan.items():
        if step in ("make", "renew"):
            write_atomically(workbook / name, (root / "notebooks" / name).read_bytes())
        if step != "keep":
            copied[name] = originals[name]
    write_atomically(memory, json.dumps({"version": 1, "copied": copied}, indent=1).encode())
    return plan


def plan_workbook(
    originals: Mapping[str, str], copies: Mapping[str, str], copied: Mapping[str, str]
) -> dict[str, Step]:
    """Decide about each file of the workbook; touches nothing.

    Args:
        originals: Hash of each file in `notebooks/`, by its path there.
        copies: The same for `workbook/`. Files of the reader's own there are left out of the plan.
        copied: Hash of each original when its copy was made or last found equal.

    Returns:
        `make` a missing copy, `renew` one that only grew old, `keep` one that the reader changed
        while the original changed or went, `leave` one where there is nothing to do.
    """
    plan: dict[str, Step] = {}
    for name in sorted(originals.keys() | (copied.keys() & copies.keys())):
        original, copy, before = originals.get(name), copies.get(name), copied.get(name)
        if copy is None:
            plan[name] = "make"
        elif original in (copy, before):
            plan[name] = "leave"
        elif original is not None and copy == before:
            plan[name] = "renew"
        else:
            plan[name] = "keep"
    return plan


def describe(plan: Mapping[str, Step]) -> list[str]:
    """Say in a line each what was made, renewed and kept."""
    made, renewed, kept = (
        ", ".join(name for name in plan if plan[name] == step) for step in ("make", "renew", "keep")
    )
    lines = [
        made and f"Copied into workbook/: {made.count(',') + 1} files. Work in those.",
        renewed and f"Renewed in workbook/: {renewed}.",
        kept
        and f"Kept in workbook/ as you left it: {kept}. The original has changed or is gone; "
        "delete your copy to have it made anew.",
    ]
    return [line for line in lines if line]


def hash_files(folder: Path) -> dict[str, str]:
    """Return {path within the folder: SHA-256} of its notebooks and their images."""
    patterns = ("*.ipynb", "images/*.svg", "images/*.png")
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for pattern in patterns
        for path in folder.glob(pattern)
        if path.is_file()
    }


def load_copied(path: Path) -> dict[str, str]:
    """Return what was copied when; nothing where that is not known, so that copies are kept."""
    try:
        copied = json.loads(path.read_bytes())["copied"]
        return {str(name): str(digest) for name, digest in copied.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: half a copy would look like the reader's change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.new")
    half.write_bytes(content)
    half.replace(path)


def start_practice(root: Path) -> str:
    """Start practice Zoho, if none runs; return a line that says where it is, or why it is not."""
    from zoho_helpers.practice_control import ensure_practice

    try:
        home = find_home(PRACTICE, os.environ, root).folder
        return f"Practice Zoho is on {ensure_practice(home).url}"
    except WalkthroughError as error:
        return str(error)


def run_jupyterlab(root: Path, arguments: list[str]) -> int:
    """Run JupyterLab in this process until it is stopped; return the exit code."""
    # Its connection and token files need a file system that knows owners, and none outlives it.
    with tempfile.TemporaryDirectory(prefix="walkthrough-", ignore_cleanup_errors=True) as runtime:
        os.environ.update(build_environment(root / ".walkthrough", Path(runtime)))
        write_first_settings(os.environ)
        # jsonschema does without it, and it alone takes longer to import than all the rest.
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
        import zmq
        from jupyterlab.labapp import LabApp
        from traitlets.config import Config

        config = build_lab_config(
            root,
            as_root=hasattr(os, "geteuid") and os.geteuid() == 0,
            open_browser=can_open_browser(os.environ, sys.platform),
            encrypt=zmq.has("curve"),
        )
        app = LabApp.initialize_server(argv=arguments, config=Config(config))
        asked = int(app.config.ServerApp.port)  # from the command line, if it stands there
        shown = app.identity_provider.token_generated
        print(
            *greet(asked, app.port, as_root=app.allow_root, opens=app.open_browser, shown=shown),
            sep="\n",
            flush=True,
        )
        # Ctrl+C shuts it and its kernels down in order, without asking back.
        signal.signal(signal.SIGINT, lambda *_: app.stop(from_signal=True))
        app.start()
    return 0


def build_lab_config(
    root: Path, *, as_root: bool, open_browser: bool, encrypt: bool
) -> dict[str, dict[str, object]]:
    """Return JupyterLab's configuration, by class and trait; touches nothing.

    No token is set: Jupyter then takes `JUPYTER_TOKEN` from the environment or makes a random one.

    Args:
        root: The project: what the file browser shows. Files that begin with a dot stay hidden.
        as_root: Whether this is the superuser, whom JupyterLab refuses unless told.
        open_browser: Whether there is a screen to open one on.
        encrypt: Whether kernels can be talked to in cipher.
    """
    return {
        "Application": {"log_level": "ERROR"},
        "ServerApp": {
            "ip": "127.0.0.1",
            "port": PORT,  # or the next free one
            "root_dir": str(root),
            "open_browser": open_browser,
            "allow_root": as_root,
            # Voila is here for the doctor's page; it would serve the notebooks as pages, too.
            "jpserver_extensions": {"voila.server_extension": False},
        },
        "LabApp": {"default_url": f"/lab/tree/workbook/{FIRST_NOTEBOOK}"},
        "KernelManager": {"transport_encryption": "auto" if encrypt else "disabled"},
    }


def greet(asked: int, port: int, *, as_root: bool, opens: bool, shown: bool) -> list[str]:
    """Say what the reader should know before JupyterLab prints its address.

    Args:
        asked: The port that was asked for, 0 for any.
        port: The port that it got.
        as_root: Whether JupyterLab runs as the superuser.
        opens: Whether it opens a browser.
        shown: Whether it will print its address, as it does with a token of its own making.
    """
    lines = []
    if as_root:
        lines.append("You are root, as in a container: JupyterLab is told to accept that.")
    if asked not in (0, port):
        lines.append(f"Port {asked} is taken: JupyterLab is on {port} instead.")
    where = "the last address below" if shown else f"http://127.0.0.1:{port} with your token"
    lines.append(f"{'If no page opens' if opens else 'Here no browser is opened'}: open {where}.")
    return [*lines, "Ctrl+C here ends JupyterLab."]
