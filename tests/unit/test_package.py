"""The package's shape: what imports what, how big things are, and what stands in no file."""

from __future__ import annotations

import ast
import hashlib
import math
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import zoho_helpers

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "zoho_helpers"
SOURCES = sorted(PACKAGE.rglob("*.py"))

# Each imports only what stands above it. A package counts as one; what stands in one row is free.
ORDER = [
    "errors",
    "files",
    "tracked",
    "redaction",
    "data_centers",
    "services",
    "settings",
    "tokens",
    "authorization",
    "redirect",
    "transcript",
    "transport",
    "token_endpoint",
    "refresh_log",
    "token_file",
    "token_document token_format",
    "token_store",
    "file_store",
    "keyring_store sdk_store",
    "token_inventory",
    "zoho_clock",
    "token_keeper",
    "refusals",
    "kept_token",
    "api_call",
    "redirect_listener",
    "practice_control",
    "profile",
    "session",
    "opening stampede",
    "token_words",
    "handover",
    "doctor",
    "practice",
    "forms",
    "jupyter_home",
    "lab token_get token_cli",
    "doctor_page",
    "",  # the package itself: `zoho_helpers/__init__.py`
    "__main__",
]
RANK = {name: rank for rank, row in enumerate(ORDER) for name in row.split(" ")}

# Practice Zoho must not share a misunderstanding with the client that it is there to try.
SHARED_WITH_PRACTICE = {"practice", "data_centers", "redaction", "errors", "files"}

# A module that is one table may be as long as the table.
TABLES = {"behaviours.py", "products.py", "services.py", "data_centers.py"}
TABLES |= {"causes.py", "error_texts.py", "replies.py", "rules.py", "scenarios.py"}
TABLES |= {"signs.py", "topics.py", "words.py"}
# One file that is sent to somebody has all that it needs in it.
TABLES |= {"customer_check.py"}


def part_of(path: Path) -> str:
    """Return the row's name that a file belongs to: its package, or the module itself."""
    first = path.relative_to(PACKAGE).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def imported_parts(source: str) -> Iterator[str]:
    """Yield every part of `zoho_helpers` that a source imports, inside of functions too."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # This project writes imports out; a relative one counts as the whole package.
            start = "zoho_helpers" if node.level else node.module
            names = [f"{start}.{alias.name}" for alias in node.names]
        for name in names:
            package, _, rest = name.partition(".")
            if package == "zoho_helpers":
                found = rest.partition(".")[0]
                yield found if found in RANK else ""


def test_every_module_has_its_place():
    assert sorted({part_of(path) for path in SOURCES} - {*RANK}) == []


def upward_imports(part: str, source: str) -> list[str]:
    return [found for found in imported_parts(source) if RANK[found] > RANK[part]]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_upwards_only(path):
    part = part_of(path)
    assert upward_imports(part, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "practice").rglob("*.py")), ids=lambda path: path.name
)
def test_practice_zoho_shares_nothing_with_the_client(path):
    assert {*imported_parts(path.read_text("utf-8"))} <= SHARED_WITH_PRACTICE


@pytest.mark.parametrize(
    ("part", "source", "upward"),
    [
        ("tokens", "from zoho_helpers.session import Session", ["session"]),
        ("tokens", "import zoho_helpers.session", ["session"]),
        ("tokens", "from zoho_helpers import session", ["session"]),
        ("tokens", "from zoho_helpers import open_session", [""]),
        ("tokens", "def f():\n    from zoho_helpers.forms.steps import X", ["forms"]),
        ("tokens", "from zoho_helpers.errors import InputError", []),
        ("tokens", "import zoho, json", []),
        ("forms", "from zoho_helpers.forms.panels import x", []),
        ("forms", "from .panels import x", [""]),
        ("token_get", "from zoho_helpers.token_words import COMMAND", []),
        ("__main__", "from zoho_helpers import open_session", []),
    ],
)
def test_an_upward_import_would_be_seen(part, source, upward):
    assert upward_imports(part, source) == upward


def run(program: str) -> str:
    child = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return child.stdout


FRONT_ENDS = ("ipywidgets", "IPython", "tornado", "jupyterlab", "nbformat", "voila")


def test_the_package_is_used_without_notebooks_and_servers():
    """`pip install .` brings only requests, python-dotenv and filelock."""
    program = (
        "import sys, zoho_helpers as z; [getattr(z, n) for n in z.__all__]; print(*sys.modules)"
    )
    modules = run(program).split()
    assert "zoho_helpers.token_endpoint" in modules
    assert [name for name in FRONT_ENDS if name in modules] == []


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if part_of(path) not in ("forms", "practice", "lab", "doctor_page")],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_only_forms_import_widgets_and_only_practice_a_server(path):
    text = path.read_text("utf-8")
    imports = [line for line in text.splitlines() if re.match(r"\s*(from|import)\s", line)]
    assert [line for line in imports if any(name in line for name in FRONT_ENDS)] == []


def test_public_names_are_few_and_documented():
    names = zoho_helpers.__all__
    assert names == sorted(names, key=lambda name: (name.islower(), name))
    assert len(names) <= 20
    assert [name for name in names if not getattr(zoho_helpers, name).__doc__] == []


# Sizes


def function_sizes(source: str) -> dict[str, int]:
    """Return the lines of each function, without its docstring and decorators."""
    sizes = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            size = (node.end_lineno or 0) - node.lineno + 1
            if ast.get_docstring(node) is not None:
                docstring = node.body[0]
                size -= (docstring.end_lineno or 0) - docstring.lineno + 1
            sizes[f"{node.name}:{node.lineno}"] = size
    return sizes


SIZES = {
    f"{path.relative_to(PACKAGE)}:{name}": size
    for path in SOURCES
    for name, size in function_sizes(path.read_text("utf-8")).items()
}


def test_functions_are_short():
    sizes = sorted(SIZES.values())
    assert statistics.median(sizes) <= 10
    assert sizes[math.ceil(0.9 * len(sizes)) - 1] <= 25
    assert [name for name, size in SIZES.items() if size > 50] == []


def test_functions_are_measured_without_their_docstring():
    source = 'def f(a,\n      b):\n    """One.\n\n    Two.\n    """\n    return a\n'
    assert function_sizes(source) == {"f:1": 3}


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.name not in TABLES],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_modules_are_short(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


# What stands in no file


LEAKED = {"d970acc880211518", "4c670abf956b326e", "59ad62a39f46c486", "6eeb66ddc4ac5dd6"}
"""The credentials that the blog post prints, by the first 16 digits of their SHA-256."""

CREDENTIALS = re.compile(
    r"100\d\.[0-9a-f]{32}\.[0-9a-f]{32}|1000\.[0-9A-Z]{30}|\b[0-9a-f]{40,44}\b"
)


def leaked_in(text: str, leaked: set[str]) -> list[int]:
    """Return where in a text leaked credentials stand."""
    return [
        found.start()
        for found in CREDENTIALS.finditer(text)
        if hashlib.sha256(found[0].encode()).hexdigest()[:16] in leaked
    ]


def project_files() -> list[Path]:
    """Return the files that git tracks; in a copy without git, all that are not hidden."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        )
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [path for top in ROOT.glob("[!.]*") for path in [top, *top.rglob("*")]]
    return [path for path in paths if path.is_file()]


def test_no_file_holds_a_credential_of_the_blog_post():
    files = project_files()
    assert PACKAGE / "redaction.py" in files
    found = [path for path in files if leaked_in(path.read_bytes().decode("latin-1"), LEAKED)]
    assert found == []


@pytest.mark.parametrize(
    "credential",
    [f"1000.{'ab' * 16}.{'cd' * 16}", f"1000.{'AB1' * 10}", "ab" * 20, "ab" * 21, "ab" * 22],
)
def test_a_leaked_credential_would_be_found(credential):
    leaked = {hashlib.sha256(credential.encode()).hexdigest()[:16]}
    assert leaked_in(f"before '{credential}' after", leaked) == [8]
    assert leaked_in(f"before {credential[:-1]}x after", leaked) == []
