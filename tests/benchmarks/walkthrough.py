"""How long the walkthrough keeps somebody waiting, beside what that could not be without.

- `import zoho_helpers` with its public names, beside `import requests`
- the notebooks under nbval, beside as many notebooks with one empty cell
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).parent.parent.parent / "notebooks"
IMPORT_ROUNDS, NOTEBOOK_ROUNDS = 15, 3


def seconds(command: list[str]) -> float:
    """Return how long a program takes; it must succeed."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def compare(name: str, ours: list[str], peer: list[str], rounds: int) -> None:
    """Run both in turn, so that a busy machine slows both, and print medians and their ratio."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        times[0].append(seconds(ours))
        times[1].append(seconds(peer))
    mine, theirs = map(statistics.median, times)
    print(f"{name}: {mine:.3f} s against {theirs:.3f} s, ratio {mine / theirs:.2f}")


def empty_notebooks(folder: Path) -> None:
    """Write as many notebooks as ours, each with one cell that does nothing."""
    for path in NOTEBOOKS.glob("*.ipynb"):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("nothing = None")])
        notebook.metadata = nbformat.read(path, as_version=4).metadata
        notebook.cells[0].execution_count = 1
        nbformat.write(notebook, folder / path.name)


def main() -> None:
    """Print both."""
    python = sys.executable
    compare(
        "import",
        [python, "-c", "from zoho_helpers import *"],
        [python, "-c", "import requests"],
        IMPORT_ROUNDS,
    )
    # Inside the project: pytest collects nothing for us outside its root.
    with tempfile.TemporaryDirectory(dir=NOTEBOOKS.parent, prefix="bench-") as folder:
        empty_notebooks(Path(folder))
        pytest = [python, "-m", "pytest", "-q"]
        compare("nbval", [*pytest, str(NOTEBOOKS)], [*pytest, folder], NOTEBOOK_ROUNDS)
