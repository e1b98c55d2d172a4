"""Files of secrets that git would publish."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from zoho_helpers.errors import StoreError


def refuse_if_tracked(path: Path) -> None:
    """Refuse a file of secrets that git tracks: it would be published with the next push.

    Where `path` is a symbolic link, the file it leads to counts. Without git nothing is tracked.

    Raises:
        StoreError: Git tracks the file, or cannot say.
    """
    path = Path(os.path.realpath(path))
    said = _ask_git(path)
    if said is None or said.returncode == 1 or "not a git repository" in said.stderr:
        return
    if said.returncode:
        raise StoreError(
            f"Git cannot say whether it tracks {path.name}, which holds your secrets.",
            f"Run git status in the folder of {path.name}, and do what it says.",
            reason="tracked-unknown",
        )
    raise StoreError(
        f"{path.name} is tracked by git, so your secrets would be published.",
        f"Run: git rm --cached {path.name}  and treat secrets that were pushed as lost: "
        "make a new client secret in the API console, and revoke the tokens.",
        reason="file-tracked",
    )


def _ask_git(path: Path) -> subprocess.CompletedProcess[str] | None:
    """Ask git for a file that it tracks; None where there is no git, or no such folder."""
    # Git will not answer in a folder of another owner, such as a mounted one, unless told to. Such
    # a folder may name a program of its own as file system monitor, which must not run.
    command = ["git", "-c", "safe.directory=*", "-c", "core.fsmonitor="]
    command += ["ls-files", "--error-unmatch", "--", path.name]
    try:
        return subprocess.run(  # noqa: S603
            command,
            cwd=path.parent,
            env={**os.environ, "LC_ALL": "C"},  # its words are read
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except OSError:
        return None
