"""`walkthrough.py`: makes .venv, installs once, notices changes, and says what is wrong.

It runs as a program on a small project in a folder of its own. Most tests put a stand-in for uv on
the PATH: it makes a real .venv without pip, installs nothing, notes how it was called, and fails
with a given text on demand. The tests at the end use the real venv and pip.
"""

import ast
import errno
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "walkthrough.py"

UV = """\
import json, os, pathlib, subprocess, sys, time
marker = pathlib.Path(".venv/walkthrough.json")
with open(os.environ["UV_CALLS"], "a") as calls:
    calls.write(json.dumps({"words": sys.argv[1:], "marker": marker.exists()}) + "\\n")
go, ends = os.environ.get("UV_WAITS"), time.monotonic() + 30
while go and not os.path.exists(go) and time.monotonic() < ends:
    time.sleep(0.02)
if sys.argv[1] == "venv":
    python = sys.argv[sys.argv.index("--python") + 1]
    subprocess.run([python, "-m", "venv", "--without-pip", sys.argv[-1]], check=True)
elif os.environ.get("UV_FAILS"):
    sys.exit(os.environ["UV_FAILS"])
"""

#: Stands where the walkthrough hands over to: says how it was called.
HANDED_OVER = """\
import json, os, sys
environ = {n: v for n, v in os.environ.items() if n.startswith(("ZOHO_", "VIRTUAL_ENV", "PATH"))}
called = {"name": NAME, "words": sys.argv[1:], "folder": os.getcwd(), "prefix": sys.prefix}
print(json.dumps({**called, "environ": environ}))
"""

#: A build back end that needs nothing from the network: an editable wheel of the project.
BACKEND = """\
import os, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("tiny.pth", os.getcwd())
        about = "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n"
        wheel.writestr("tiny-1.dist-info/METADATA", about)
        tags = "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        wheel.writestr("tiny-1.dist-info/WHEEL", tags)
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return name
"""
PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


class Project:
    """A copy of walkthrough.py in a small project, and how to start it."""

    def __init__(self, folder: Path) -> None:
        self.root, self.bin, self.calls = folder / "project", folder / "bin", folder / "calls"
        (self.root / "zoho_helpers").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(SCRIPT, self.root)
        files = {
            "requirements.txt": "",
            "requirements-dev.txt": "-r requirements.txt\n",
            "constraints.txt": "",
            "pyproject.toml": PYPROJECT,
            "backend.py": BACKEND,
            "zoho_helpers/__init__.py": "",
            "zoho_helpers/__main__.py": HANDED_OVER.replace("NAME", "'zoho_helpers'"),
            "pytest.py": HANDED_OVER.replace("NAME", "'pytest'"),
        }
        for name, text in files.items():
            (self.root / name).write_text(text)
        self.marker = self.root / ".venv" / "walkthrough.json"

    def add_uv(self) -> None:
        program = self.bin / "uv"
        program.write_text(f"#!{sys.executable}\n{UV}")
        program.chmod(0o755)
        if os.name == "nt":
            (self.bin / "uv.cmd").write_text(f'@"{sys.executable}" "{program}" %*\n')

    def environ(self, **more: str) -> dict[str, str]:
        mine = ("PIP_", "UV_", "ZOHO_", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
        kept |= {"PATH": str(self.bin), "UV_CALLS": str(self.calls), "PIP_CONFIG_FILE": os.devnull}
        return kept | more

    def start(
        self, *words: str, python: str = sys.executable, **environ: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [python, str(self.root / "walkthrough.py"), *words],
            env=self.environ(**environ),
            cwd=self.root.parent,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def begin(self, **environ: str) -> "subprocess.Popen[str]":
        """Start it without waiting, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, str(self.root / "walkthrough.py")],
            env=self.environ(**environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait_for_uv(self) -> None:
        deadline = time.monotonic() + 20
        while not self.calls.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert self.calls.exists()

    def uv_calls(self) -> list[dict[str, object]]:
        """Return how uv was called since this was last asked."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return [json.loads(line) for line in lines]

    def verbs(self) -> list[str]:
        return [call["words"][0] for call in self.uv_calls()]  # type: ignore[index]


def handed_over(done: "subprocess.CompletedProcess[str]") -> dict:
    """Return how the program that was handed over to was called."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with uv on the PATH, where nothing has been installed yet."""
    project = Project(tmp_path)
    project.add_uv()
    return project


@pytest.fixture
def installed(project: Project) -> Project:
    """A project that has been started once."""
    assert handed_over(project.start())
    project.uv_calls()
    return project


@pytest.fixture(scope="module")
def walkthrough() -> ModuleType:
    """walkthrough.py as a module."""
    spec = importlib.util.spec_from_file_location("walkthrough", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- the first start ---


def test_the_first_start_makes_the_environment_and_hands_over(project: Project) -> None:
    done = project.start()
    called = handed_over(done)
    assert called["name"] == "zoho_helpers"
    assert called["words"] == ["lab"]
    assert Path(called["folder"]) == project.root
    assert Path(called["prefix"]) == project.root / ".venv"
    assert "Making .venv ... done in" in done.stdout
    assert "Installing requirements.txt with uv ... done in" in done.stdout
    made, filled = [call["words"] for call in project.uv_calls()]
    assert made == ["venv", "--python", sys.executable, str(project.root / ".venv")]
    assert filled[:2] == ["pip", "install"]  # type: ignore[index]
    what = ["-r", "requirements.txt", "-c", "constraints.txt", "-e", "."]
    assert filled[-6:] == what  # type: ignore[index]


def test_what_it_hands_over_to_finds_the_same_python_by_name(project: Project) -> None:
    environ = handed_over(project.start())["environ"]
    first = Path(environ["PATH"].split(os.pathsep)[0])
    assert first.parent == Path(environ["VIRTUAL_ENV"]) == project.root / ".venv"
    assert shutil.which("python", path=str(first))


def test_the_marker_is_written_last(project: Project) -> None:
    handed_over(project.start())
    assert [call["marker"] for call in project.uv_calls()] == [False, False]
    assert project.marker.exists()


def test_an_update_counts_as_unfinished_until_it_is_done(installed: Project) -> None:
    (installed.root / "constraints.txt").write_text("requests<3\n")
    handed_over(installed.start())
    assert [call["marker"] for call in installed.uv_calls()] == [False]
    assert installed.marker.exists()


@pytest.mark.parametrize(("forbidden", "compiled"), [("", False), ("1", True)])
def test_it_compiles_while_installing_only_where_python_may_not_later(
    project: Project, forbidden: str, compiled: bool
) -> None:
    handed_over(project.start(PYTHONDONTWRITEBYTECODE=forbidden))
    words = project.uv_calls()[1]["words"]
    assert ("--compile-bytecode" in words) == compiled  # type: ignore[operator]


# --- later starts ---


def test_a_second_start_installs_nothing_and_says_nothing(installed: Project) -> None:
    done = installed.start()
    assert handed_over(done)["words"] == ["lab"]
    assert len(done.stdout.splitlines()) == 1
    assert installed.verbs() == []


@pytest.mark.parametrize(
    ("changed", "words", "verbs"),
    [
        ("requirements.txt", [], ["pip"]),
        ("constraints.txt", [], ["pip"]),
        ("pyproject.toml", [], ["pip"]),
        ("requirements-dev.txt", [], []),
        ("requirements-dev.txt", ["test"], ["pip"]),
        ("zoho_helpers/__main__.py", [], []),
    ],
)
def test_a_changed_file_is_noticed_where_it_matters(
    installed: Project, changed: str, words: list[str], verbs: list[str]
) -> None:
    with (installed.root / changed).open("a") as file:
        file.write("# changed\n")
    handed_over(installed.start(*words))
    assert installed.verbs() == verbs
    handed_over(installed.start(*words))
    assert installed.verbs() == []


def test_the_packages_of_the_tests_come_on_top_and_stay(installed: Project) -> None:
    handed_over(installed.start("test"))
    (call,) = installed.uv_calls()
    assert "requirements-dev.txt" in call["words"]  # type: ignore[operator]
    handed_over(installed.start())
    handed_over(installed.start("test"))
    assert installed.verbs() == []


def lose_marker(project: Project) -> None:
    project.marker.unlink()


def cut_marker_short(project: Project) -> None:
    project.marker.write_text(project.marker.read_text()[:-9])


def take_another_python(project: Project) -> None:
    text = project.marker.read_text()
    version = "{}.{}".format(*sys.version_info)
    assert version in text
    project.marker.write_text(text.replace(version, "3.9"))


def lose_python(project: Project) -> None:
    shutil.rmtree(project.root / ".venv" / ("Scripts" if os.name == "nt" else "bin"))


def lose_base_python(project: Project) -> None:
    config = project.root / ".venv" / "pyvenv.cfg"
    lines = config.read_text().splitlines()
    config.write_text("\n".join("home = /gone" if "home" in line else line for line in lines))


def move_project(project: Project) -> None:
    project.root = project.root.rename(project.root.with_name("moved project"))


@pytest.mark.parametrize(
    "harm",
    [
        lose_marker,
        cut_marker_short,
        take_another_python,
        lose_python,
        lose_base_python,
        move_project,
    ],
)
def test_an_environment_that_is_not_whole_is_made_anew(installed: Project, harm) -> None:
    leftover = "half-a-package"
    (installed.root / ".venv" / leftover).touch()
    harm(installed)
    called = handed_over(installed.start())
    assert Path(called["prefix"]) == installed.root / ".venv"
    assert installed.verbs() == ["venv", "pip"]
    assert not (installed.root / ".venv" / leftover).exists()


def test_the_python_of_the_environment_can_make_it_anew(installed: Project) -> None:
    """As when somebody has activated .venv: it then replaces the Python that runs."""
    inside = installed.root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    lose_marker(installed)
    assert handed_over(installed.start(python=str(inside)))["words"] == ["lab"]
    assert installed.verbs() == ["venv", "pip"]


def test_two_starts_at_once_install_once(project: Project, tmp_path: Path) -> None:
    go = tmp_path / "go"
    first = project.begin(UV_WAITS=str(go))
    project.wait_for_uv()
    second = project.begin()
    assert second.stdout
    assert second.stdout.readline() == "Another start is installing: waiting for it.\n"
    go.touch()
    outputs = [process.communicate(timeout=60) for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], outputs
    assert project.verbs() == ["venv", "pip"]


# --- words ---


def test_test_hands_over_to_pytest_without_the_settings_of_the_caller(project: Project) -> None:
    done = project.start("test", "-k", "name", "--soak", ZOHO_PROFILE="live", ZOHO_HOME="/x")
    called = handed_over(done)
    assert called["name"] == "pytest"
    assert called["words"] == ["-k", "name", "--soak"]
    assert Path(called["folder"]) == project.root
    assert not [name for name in called["environ"] if name.startswith("ZOHO_")]


def test_doctor_hands_over_to_the_doctors_page(project: Project) -> None:
    called = handed_over(project.start("doctor", "--port", "9999", ZOHO_PROFILE="live"))
    assert called["name"] == "zoho_helpers"
    assert called["words"] == ["doctor", "--port", "9999"]
    assert called["environ"]["ZOHO_PROFILE"] == "live"
    project.uv_calls()
    assert handed_over(project.start())["words"] == ["lab"]
    assert project.verbs() == [], "both need the same packages"


def test_start_keeps_the_settings_of_the_caller(installed: Project) -> None:
    assert handed_over(installed.start(ZOHO_PROFILE="live"))["environ"]["ZOHO_PROFILE"] == "live"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--help"], 0, "python3 walkthrough.py test"),
        (["-h"], 0, "python3 walkthrough.py test"),
        (["--help"], 0, "python3 walkthrough.py doctor"),
        (["tset"], 1, "It knows no 'tset', only doctor, test and --help, or nothing."),
        (["lab"], 1, "It knows no 'lab'"),
        (["--soak"], 1, "It knows no '--soak'"),
    ],
)
def test_other_words_install_nothing(
    project: Project, words: list[str], code: int, said: str
) -> None:
    done = project.start(*words)
    assert done.returncode == code
    assert said in (done.stderr if code else done.stdout)
    assert not (project.root / ".venv").exists()


def test_without_exec_the_exit_code_is_passed_on(
    walkthrough: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Windows has no exec that keeps the terminal, so there it runs a child."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(walkthrough, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(walkthrough.os, "name", "nt")
    assert walkthrough.hand_over(["-c", "raise SystemExit(7)"], dict(os.environ)) == 7


# --- trouble ---

DISK = "The disk is full"
NETWORK = "could not be fetched: no network"
FOLDER = "This folder cannot be written to"
VENV = "sudo apt install python{}.{}-venv".format(*sys.version_info)
CERTIFICATE = "certificate of the package index is not trusted"

#: What the programs and systems really say.
SAYINGS = [
    (
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        DISK,
    ),
    ("failed to copy file from /c/a to /p/.tmp0: No space left on device (os error 28)", DISK),
    ("error: There is not enough space on the disk. (os error 112)", DISK),
    ("[Errno 122] Disk quota exceeded: '/home/reader/.venv'", DISK),
    (str(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "x")), DISK),
    (
        "NameResolutionError('HTTPSConnection(host=\\'index\\', port=443): Failed to resolve "
        "\\'index\\' ([Errno -3] Temporary failure in name resolution)'))",
        NETWORK,
    ),
    ("[Errno 11001] getaddrinfo failed", NETWORK),
    ("[Errno 8] nodename nor servname provided, or not known", NETWORK),
    ("Failed to establish a new connection: [Errno 111] Connection refused", NETWORK),
    ("ReadTimeoutError: HTTPSConnectionPool(host='index', port=443): Read timed out.", NETWORK),
    ("ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 403'))", NETWORK),
    (
        "ERROR: Could not find a version that satisfies the requirement setuptools>=68 (from "
        "versions: none)",
        NETWORK,
    ),
    (
        "  cause: client error (Connect)\n  cause: dns error\n"
        "  cause: failed to lookup address information: Temporary failure in name resolution",
        NETWORK,
    ),
    ("  cause: tcp connect error\n  cause: Connection refused (os error 111)", NETWORK),
    ("  Caused by: Could not connect, are you offline?", NETWORK),
    ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", CERTIFICATE),
    ("  cause: invalid peer certificate: UnknownIssuer", CERTIFICATE),
    (str(OSError(errno.EROFS, os.strerror(errno.EROFS), "x")), FOLDER),
    (str(OSError(errno.EACCES, os.strerror(errno.EACCES), "x")), FOLDER),
    ("error: failed to create directory: Read-only file system (os error 30)", FOLDER),
    ("[WinError 5] Access is denied: '.venv\\\\Scripts\\\\python.exe'", FOLDER),
    ("/usr/bin/python3: No module named venv", VENV),
    (
        "The virtual environment was not created successfully because ensurepip is not\n"
        "available.  On Debian/Ubuntu systems, you need to install the python3-venv\npackage",
        VENV,
    ),
    ("error: no such option: --frobnicate", ""),
    ("ERROR: No matching distribution found for jupyterlab>=99 (from versions: 4.0, 4.1)", ""),
]


@pytest.mark.parametrize(("output", "meaning"), SAYINGS)
def test_the_words_of_installers_are_understood(
    walkthrough: ModuleType, output: str, meaning: str
) -> None:
    told = walkthrough.explain(output)
    assert meaning in told
    assert bool(told) == bool(meaning)


def test_a_full_disk_is_seen_where_nobody_says_so(
    walkthrough: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """venv swallows why pip could not be unpacked."""
    swallowed = "Error: Command '['python', '-m', 'ensurepip']' returned non-zero exit status 1."
    assert walkthrough.explain(swallowed) == ""
    monkeypatch.setattr(
        walkthrough.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 0)
    )
    assert DISK in walkthrough.explain(swallowed)


@pytest.mark.parametrize(
    ("output", "shown", "hidden"),
    [
        ("No space left on device (os error 28)", [DISK, "install.log"], ["os error"]),
        (
            "\n".join(f"line {number}." for number in range(1, 31)),
            ["The installer failed", "line 19.", "line 30.", "install.log"],
            ["line 18."],
        ),
    ],
)
def test_a_failed_installation_is_a_sentence_and_leaves_no_marker(
    project: Project, output: str, shown: list[str], hidden: list[str]
) -> None:
    done = project.start(UV_FAILS=output)
    assert done.returncode == 1
    assert [text for text in shown if text not in done.stderr] == []
    assert [text for text in [*hidden, "Traceback"] if text in done.stderr] == []
    assert not project.marker.exists()
    assert output in (project.root / ".walkthrough" / "install.log").read_text()


def test_after_a_failure_the_next_start_begins_anew(project: Project) -> None:
    assert project.start(UV_FAILS="an old failure").returncode == 1
    project.uv_calls()
    handed_over(project.start())
    assert project.verbs() == ["venv", "pip"]
    assert "an old failure" not in (project.root / ".walkthrough" / "install.log").read_text()


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt", "pyproject.toml"])
def test_a_missing_file_of_the_project_is_named(project: Project, name: str) -> None:
    (project.root / name).unlink()
    done = project.start()
    assert done.returncode == 1
    assert done.stderr == f"{name} is missing here. Get the whole project again.\n"


def test_a_file_where_a_folder_must_be_is_a_sentence(project: Project) -> None:
    (project.root / ".walkthrough").write_text("")
    done = project.start()
    assert done.returncode == 1
    assert done.stderr.startswith("That failed: ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot send Ctrl+C to one process group")
def test_ctrl_c_while_installing_is_no_traceback(project: Project) -> None:
    process = project.begin(UV_WAITS="never")
    project.wait_for_uv()
    os.killpg(process.pid, signal.SIGINT)
    _, complaint = process.communicate(timeout=20)
    assert process.returncode == 130
    assert complaint == "\nStopped. Start again to go on.\n"
    assert not project.marker.exists()


# --- a Python that is too old ---

TOO_OLD = "needs Python 3.10 or newer, and this is Python {}. "


def test_an_old_python_is_told_before_anything_else() -> None:
    """The version is looked at before an import that an old Python does not have."""
    program = (
        "import sys; real = sys.version_info; sys.version_info = (2, 7, 18, 'final', 0)\n"
        f"exec(compile(open({str(SCRIPT)!r}).read(), 'walkthrough.py', 'exec'))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 1
    assert TOO_OLD.format("2.7") in done.stderr
    assert len(done.stderr.splitlines()) == 1
    body = ast.parse(SCRIPT.read_text(encoding="ascii")).body
    assert [type(node).__name__ for node in body[:3]] == ["Expr", "Import", "If"]


def test_old_pythons_can_read_the_file() -> None:
    """It keeps to the grammar of Python 2.7, or the reader would get a SyntaxError instead."""
    tree = ast.parse(SCRIPT.read_text(encoding="ascii"), feature_version=(3, 4))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.Nonlocal)
    newer += (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await, ast.YieldFrom)
    for node in ast.walk(tree):
        assert not isinstance(node, newer), ast.unparse(node)
        if isinstance(node, ast.Raise):
            assert node.cause is None, ast.unparse(node)
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            assert not [item for item in node.elts if isinstance(item, ast.Starred)]
        if isinstance(node, ast.Call):
            assert not [item for item in node.args[:-1] if isinstance(item, ast.Starred)]
        if isinstance(node, ast.Dict):
            assert None not in node.keys, ast.unparse(node)
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not node.args.kwonlyargs + node.args.posonlyargs
        if isinstance(node, ast.arg):
            assert node.annotation is None


def test_old_pythons_on_this_machine_say_it_themselves() -> None:
    """The check above, on whichever of them happen to be here."""
    script = [str(SCRIPT), "--help"]
    for minor in ("2.7", "3.6", "3.7", "3.8", "3.9", "{}.{}".format(*sys.version_info)):
        python = shutil.which("python" + minor)
        version = "import sys; sys.stdout.write('{}.{}'.format(*sys.version_info))"
        if not python or subprocess.getoutput(f'"{python}" -c "{version}"') != minor:
            continue  # not here, or only its name is
        done = subprocess.run([python, *script], capture_output=True, text=True)
        old = minor in ("2.7", "3.6", "3.7", "3.8", "3.9")
        assert done.returncode == (1 if old else 0), done.stderr
        assert (TOO_OLD.format(minor) in done.stderr) == old


# --- without uv: the real venv and pip ---


@pytest.fixture(scope="module")
def with_pip(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose .venv is of uv's making, and no uv any more."""
    project = Project(tmp_path_factory.mktemp("with-pip"))
    project.add_uv()
    handed_over(project.start())
    for program in project.bin.iterdir():
        program.unlink()
    return project


def test_without_uv_it_uses_venv_and_pip(with_pip: Project) -> None:
    """What uv made holds no pip: fine while there is nothing to install, made anew then."""
    assert len(with_pip.start().stdout.splitlines()) == 1
    (with_pip.root / "constraints.txt").write_text("# changed\n")
    done = with_pip.start()
    assert handed_over(done)["words"] == ["lab"]
    assert "Making .venv ... done in" in done.stdout
    assert "Installing requirements.txt with pip ... done in" in done.stdout
    python = with_pip.root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    command = [python, "-c", "from importlib.metadata import version; print(version('tiny'))"]
    assert subprocess.check_output(command, text=True) == "1\n"
    assert len(with_pip.start().stdout.splitlines()) == 1


def test_pip_without_a_network_is_a_sentence(with_pip: Project) -> None:
    (with_pip.root / "requirements.txt").write_text("requests\n")
    done = with_pip.start(PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="0")
    assert done.returncode == 1
    assert NETWORK in done.stderr
    assert "Traceback" not in done.stderr
