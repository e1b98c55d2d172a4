"""What developers do, one session each: `nox -l` lists them."""

import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types"]

TOOLS = ("-r", "requirements-dev.txt", "-c", "constraints.txt", "-e", ".")


@nox.session
def lint(session: nox.Session) -> None:
    """Look for mistakes and check the format, notebooks included."""
    session.install("ruff", "-c", "constraints.txt")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the helper package, strictly."""
    session.install(*TOOLS)
    session.run("mypy")


@nox.session
def notebooks(session: nox.Session) -> None:
    """Run every notebook on practice Zoho and store its outputs; the only writer of notebooks/."""
    session.install(*TOOLS)
    session.run("python", "notebooks/images/draw_flow.py")
    session.run("python", "-m", "tests.write_notebooks", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Write practice Zoho's page of behaviors and the doctor's pages from their tables."""
    session.install(*TOOLS)
    session.run("python", "-m", "zoho_helpers.practice.documents")
    session.run("python", "-m", "zoho_helpers.doctor.documents")


@nox.session(python=["3.10", "3.11", "3.12", "3.13"])
def units(session: nox.Session) -> None:
    """Run the unit and flow tests on each Python that is here."""
    session.install(*TOOLS)
    session.run("python", "-m", "pytest", "tests/unit", "tests/flow", *session.posargs)


@nox.session
def pictures(session: nox.Session) -> None:
    """Take the pictures of the README: JupyterLab and the consent page in a real browser."""
    session.install(*TOOLS)
    session.run("python", "-m", "tests.browser.pictures", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure against peers in the same run; words after `--` choose what is measured."""
    folder = _other_peoples_programs(session, Path("tests/benchmarks/peers"))
    session.run("python", "-m", "tests.benchmarks", str(folder), *session.posargs)


@nox.session
def clients(session: nox.Session) -> None:
    """Try other people's OAuth clients on practice Zoho, our Postman collection in Newman too."""
    _need(session, curl="curl", php="php-cli and php-curl")
    folder = _other_peoples_programs(session, Path("tests/clients"))
    session.run("python", "-m", "tests.clients.table", str(folder))
    session.run("python", "-m", "tests.clients.postman", str(folder))


def _other_peoples_programs(session: nox.Session, source: Path) -> Path:
    """Install what a folder pins, away from it and from our own packages; return where."""
    _need(session, node="nodejs", npm="npm")
    session.install(*TOOLS)
    folder = Path(session.virtualenv.location) / "others"
    session.install("--target", str(folder / "python"), "-r", str(source / "requirements.txt"))
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(source / name, folder)
    with session.chdir(folder):
        session.run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", external=True)
    return folder


def _need(session: nox.Session, **packages: str) -> None:
    """End with a sentence where a program is missing that no Python package brings."""
    missing = [package for name, package in packages.items() if not shutil.which(name)]
    if missing:
        session.error(f"Install with your system's package manager: {', '.join(missing)}")


@nox.session(name="doctor-score")
def doctor_score(session: nox.Session) -> None:
    """Score the token doctor against labelled cases: `nox -s doctor-score -- CASES.jsonl`."""
    session.install(*TOOLS)
    session.run("python", "-m", "tests.doctor_score", *session.posargs)


@nox.session(name="doctor-topics")
def doctor_topics(session: nox.Session) -> None:
    """Learn the doctor's table of words from labelled cases: `nox -s doctor-topics -- CASES...`."""
    session.install(*TOOLS, "scikit-learn>=1.5,<2")
    session.run("python", "-m", "tests.doctor_topics", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Plant one fault at a time and name the test that fails for it."""
    session.install(*TOOLS)
    session.run("python", "-m", "tests.mutants", *session.posargs)
