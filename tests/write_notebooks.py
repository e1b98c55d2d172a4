"""Runs every notebook on practice Zoho and stores its outputs: `nox -s notebooks`.

The only thing that writes `notebooks/`. Widget views are left out, so a file is the same from run
to run, byte for byte.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tests.notebook_plugin import World, clean_environment

FOLDER = Path(__file__).parent.parent / "notebooks"
VIEW = "application/vnd.jupyter.widget-view+json"


def run(path: Path) -> nbformat.NotebookNode:
    """Return the notebook, run from top to bottom."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=60, resources=resources).execute()
    return tidy(notebook)


def tidy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Drop what differs from run to run: widget views and state, times, versions."""
    notebook.metadata = {
        "kernelspec": notebook.metadata["kernelspec"],
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(VIEW, None)
    return notebook


def main(names: list[str]) -> int:
    """Run and write the notebooks named, or all."""
    clean_environment()
    world = World()
    try:
        for path in sorted(FOLDER.glob("*.ipynb")):
            if names and path.stem not in names:
                continue
            world.new_home()
            nbformat.write(run(path), path)
            print(f"wrote {path.name}")
    finally:
        world.end()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
