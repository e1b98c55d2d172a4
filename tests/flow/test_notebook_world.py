"""The notebooks give the same outputs in any order, in parallel, and whatever lies about."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent.parent
LIVE_ENV = """\
ZOHO_DATA_CENTER=eu
ZOHO_CLIENT_ID=1000.{0}
ZOHO_CLIENT_SECRET={1}
ZOHO_REDIRECT_URI=https://example.com/elsewhere
ZOHO_SCOPES=ZohoBooks.fullaccess.all
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project in another place, with a reader's live files in it."""
    for name in ("notebooks", "tests", "zoho_helpers"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=ignored)
    for name in ("pyproject.toml", "walkthrough.py"):
        shutil.copy(PROJECT / name, tmp_path)
    (tmp_path / ".env").write_text(LIVE_ENV.format("ABCDE" * 6, "ab" * 21))
    (tmp_path / "token.json").write_text("{ not even JSON")
    return tmp_path


def test_backwards_in_parallel_and_beside_live_settings(copy: Path) -> None:
    names = ["06_use_and_revoke", "03_paste_the_code"]
    live = {
        "ZOHO_PROFILE": "live",
        "ZOHO_HOME": str(copy),
        "ZOHO_PRACTICE_URL": "http://127.0.0.1:9",
        "ZOHO_CLIENT_ID": "1000.NOBODY",
        "PYTHONPATH": str(copy),
    }
    before = {path: path.read_bytes() for path in copy.glob("notebooks/*.ipynb")}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n2", "--dist=loadscope", "-p", "no:cacheprovider"]
        + [f"notebooks/{name}.ipynb" for name in names],
        cwd=copy,
        env={**os.environ, **live},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert {path: path.read_bytes() for path in copy.glob("notebooks/*.ipynb")} == before
    assert (copy / "token.json").read_text() == "{ not even JSON"


def test_an_output_that_differs_is_noticed(copy: Path) -> None:
    """The comparison can fail: one letter of a stored reply is changed."""
    path = copy / "notebooks" / "01_register_client.ipynb"
    text = path.read_text("utf-8")
    assert "Enter a valid client name" in text
    path.write_text(text.replace("Enter a valid client name", "Enter a valid client nane"), "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", str(path)],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "client nane" in run.stdout
