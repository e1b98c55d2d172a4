"""The notebooks in the live profile: the first thing that stops them is a sentence of ours."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent.parent / "notebooks").glob("*.ipynb"))
OURS = ("InputError", "NotPressedYet", "StoreError")


def nothing(home: Path) -> None:
    """A reader who has just switched to live."""


def half(home: Path) -> None:
    (home / ".env").write_text(f"ZOHO_CLIENT_ID=1000.{secrets.token_hex(15).upper()}\n")


def full_and_damaged(home: Path) -> None:
    half(home)
    with (home / ".env").open("a") as file:
        file.write(f"ZOHO_CLIENT_SECRET={secrets.token_hex(21)}\n")
    (home / "token.json").write_text('{"format_version": 1, "access_token": "')


@pytest.mark.parametrize("prepare", [nothing, half, full_and_damaged])
def test_live_stops_at_a_sentence_and_sends_nothing(
    prepare: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One kernel runs all notebooks in turn, each up to its first error."""
    prepare(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setenv("ZOHO_PROFILE", "live")
    monkeypatch.setenv("ZOHO_HOME", str(tmp_path))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    client = NotebookClient(nbformat.v4.new_notebook(), timeout=60, allow_errors=True)
    with client.setup_kernel(env=dict(os.environ)):
        for path in NOTEBOOKS:
            kind = first_error(client, path)
            assert kind in OURS, f"{path.stem}: {kind}"
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {name: after[name] for name in before} == before


def first_error(client: NotebookClient, path: Path) -> str:
    client.nb = nbformat.read(path, as_version=4)
    for number, cell in enumerate(client.nb.cells):
        if cell.cell_type == "code":
            done = client.execute_cell(cell, number, store_history=False)
            for output in done.outputs:
                if output.output_type == "error":
                    assert "Traceback" not in "".join(output.traceback), path.stem
                    return str(output.ename)
    return "nothing stopped it"
