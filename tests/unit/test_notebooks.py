"""The linter for notebooks: order, links, size, outputs, and the traps of nbval."""

from __future__ import annotations

import json
import re
import statistics
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent.parent.parent / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
NAMES = [path.stem for path in PATHS]
VIEW = "application/vnd.jupyter.widget-view+json"
LIVE_LOOKING = re.compile(
    r"100\d\.(?!00c0ffee)[0-9a-f]{32}\.|1000\.(?!PRACTICE)[0-9A-Z]{30}|(?<!\w)[0-9a-f]{40,44}(?!\w)"
)
TRAPS = {
    r"^\s*with \w+:\s*$": "an Output widget captures nothing under nbval: set HTML.value",
    r"clear_output|update_display": "nbval fails on messages that change an earlier output",
    r";\s*$": "nbval compares the output that the semicolon hides",
    r"\b(input|getpass)\(": "there is no stdin under nbval: use a form",
    r"\bNBVAL_|raises-exception": "nothing is skipped, and errors are returned as values",
    r"^\s*[!%]": "shell and magic lines differ from machine to machine",
    r"(client_secret|refresh_token|access_token)\s*=\s*[\"']": "no secret is typed into code",
    r"^(?!assert ).*\.reveal\(\)$": "a cell's last line would show the secret",
}


def load(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return notebook


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def code_cells(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in load(path)["cells"] if cell["cell_type"] == "code"]


each = pytest.mark.parametrize("path", PATHS, ids=NAMES)


def test_the_notebooks_are_the_steps_of_the_flow_in_order() -> None:
    assert NAMES == [
        "00_start_here",
        "01_register_client",
        "02_authorize",
        "03_paste_the_code",
        "04_exchange_the_code",
        "05_refresh_the_token",
        "06_use_and_revoke",
        "07_token_doctor",
        "08_use_it_elsewhere",
        "09_keep_it_fresh",
    ]


@each
def test_back_and_next_lead_to_the_neighbors(path: Path) -> None:
    cells = load(path)["cells"]
    here = PATHS.index(path)
    wanted = [f"{name}.ipynb" for name in (NAMES[here - 1 : here] + NAMES[here + 1 : here + 2])]
    for cell in (cells[0], cells[-1]):
        assert re.findall(r"\]\((\w+\.ipynb)\)", source(cell)) == wanted


@each
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    text = "".join(source(cell) for cell in load(path)["cells"])
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        assert (FOLDER / target).is_file(), target


@each
def test_it_has_the_rhythm(path: Path) -> None:
    """Title and "you will have", set-up, idea, do, see, check, break it, recap."""
    prose = "\n".join(
        source(cell) for cell in load(path)["cells"] if cell["cell_type"] == "markdown"
    )
    places = [prose.find(words) for words in ("# ", "**You will have:**", "## Set-up", "## The ")]
    places += [prose.find(f"## {word}") for word in ("See", "Check", "Break it", "Recap")]
    if path.stem == "06_use_and_revoke":  # it has two things to do, so two to see
        places = [place for place in places if place >= 0]
    assert -1 not in places
    assert places == sorted(places)


@each
def test_every_code_cell_follows_prose_and_is_short(path: Path) -> None:
    cells = load(path)["cells"]
    assert 15 <= len(cells) <= 32
    lengths = []
    for before, cell in zip([None, *cells], cells, strict=False):
        if cell["cell_type"] == "code":
            assert before is not None
            assert before["cell_type"] == "markdown"
            lengths.append(len(source(cell).splitlines()))
        else:
            assert len(source(cell).split()) <= 180
    assert max(lengths) <= 15
    assert statistics.median(lengths) <= 7


@each
def test_every_code_cell_has_run_in_order(path: Path) -> None:
    """A cell without a count is run by nbval and not compared."""
    counts = [cell["execution_count"] for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@each
def test_it_checks_what_it_says(path: Path) -> None:
    assert any("assert " in source(cell) for cell in code_cells(path))


@each
@pytest.mark.parametrize("trap", TRAPS, ids=list(TRAPS.values()))
def test_it_steps_into_no_trap(path: Path, trap: str) -> None:
    for cell in code_cells(path):
        assert not re.search(trap, source(cell), re.M), source(cell)


@each
def test_it_stores_no_widget_and_no_stack(path: Path) -> None:
    notebook = load(path)
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    for cell in code_cells(path):
        assert set(cell["metadata"]) <= {"jupyter"}
        for output in cell["outputs"]:
            assert output["output_type"] != "error", source(cell)
            assert output.get("name") != "stderr", source(cell)
            assert VIEW not in output.get("data", {})


@each
def test_forms_show_a_table_where_no_kernel_runs(path: Path) -> None:
    forms = [cell for cell in code_cells(path) if cell["metadata"].get("jupyter")]
    assert forms
    for cell in forms:
        html = "".join(cell["outputs"][-1]["data"]["text/html"])
        assert "Button: <b>" in html
        assert "<style" not in html  # GitHub and untrusted notebooks drop it


@each
def test_nothing_in_it_comes_from_a_live_account_or_this_machine(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not LIVE_LOOKING.search(text)
    assert not re.search(r"127\.0\.0\.1(?::|%3A)(?!8757|8758)\d+", text)
    assert not re.search(r"(?<![\w./])/(?:home|root|tmp|Users|work)/", text)


def test_the_traps_are_recognized() -> None:
    """The linter itself can fail: each trap matches an example of its mistake."""
    examples = [
        "with out:",
        "clear_output()",
        "x = 1;",
        "input()",
        "# NBVAL_IGNORE_OUTPUT",
        "%time 1",
        "client_secret = 'x'",
        "token.access_token.reveal()",
    ]
    for trap, example in zip(TRAPS, examples, strict=True):
        assert re.search(trap, example, re.M), example
