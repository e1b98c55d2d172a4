"""`zoho_helpers.lab`: the reader's copies of the notebooks, and JupyterLab on top of them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
import requests
import zmq
from jupyter_client.manager import KernelManager
from traitlets.config import Config

from zoho_helpers import jupyter_home, lab
from zoho_helpers.errors import StoreError

# --- the workbook: what is to happen ---


@pytest.mark.parametrize(
    ("original", "copy", "copied", "step"),
    [
        ("new", None, None, "make"),
        ("new", None, "new", "make"),  # the reader deleted the copy to have it anew
        ("new", None, "old", "make"),
        ("new", "new", "new", "leave"),
        ("new", "new", None, "leave"),  # the memory was lost
        ("new", "old", "old", "renew"),
        ("new", "mine", "new", "leave"),  # only the reader changed something
        ("new", "mine", "old", "keep"),
        ("new", "mine", None, "keep"),
        (None, "old", "old", "keep"),  # the original is gone
        (None, "mine", "old", "keep"),
        (None, "mine", None, None),  # a notebook of the reader's own
        (None, None, "old", None),
    ],
)
def test_each_copy_is_made_renewed_kept_or_left(
    original: str | None, copy: str | None, copied: str | None, step: str | None
) -> None:
    states = [{"a.ipynb": value} if value else {} for value in (original, copy, copied)]
    assert lab.plan_workbook(*states).get("a.ipynb") == step


def test_what_was_done_is_said_in_a_line_each() -> None:
    plan: dict[str, lab.Step] = {
        "00.ipynb": "make",
        "01.ipynb": "renew",
        "02.ipynb": "keep",
        "03.ipynb": "leave",
        "04.ipynb": "keep",
        "images/0.svg": "make",
    }
    made, renewed, kept = lab.describe(plan)
    assert made == "Copied into workbook/: 2 files. Work in those."
    assert renewed == "Renewed in workbook/: 01.ipynb."
    assert "02.ipynb, 04.ipynb" in kept
    assert lab.describe({"03.ipynb": "leave"}) == []


# --- the workbook: doing it ---


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two notebooks and an image, copied once."""
    for name in ("00_start_here.ipynb", "01_next.ipynb", "images/flow.png"):
        path = tmp_path / "notebooks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("first")
    (tmp_path / "notebooks" / "images" / "draw.py").write_text("a tool, nothing to read")
    (tmp_path / "walkthrough.py").touch()
    lab.prepare_workbook(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, str]:
    """Return {path: text} of all files below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def test_the_first_start_copies_notebooks_and_images(project: Path) -> None:
    originals = contents(project / "notebooks")
    assert originals.pop("images/draw.py") == "a tool, nothing to read"
    assert contents(project / "workbook") == originals
    assert set(originals.values()) == {"first"}


def test_a_later_start_has_nothing_to_say(project: Path) -> None:
    assert lab.prepare_workbook(project) == []


def test_an_update_renews_what_the_reader_did_not_change(project: Path) -> None:
    (project / "workbook" / "01_next.ipynb").write_text("mine")
    (project / "workbook" / "own.ipynb").write_text("mine too")
    for name in ("00_start_here.ipynb", "01_next.ipynb", "images/flow.png"):
        (project / "notebooks" / name).write_text("second")
    renewed, kept = lab.prepare_workbook(project)
    assert contents(project / "workbook") == {
        "00_start_here.ipynb": "second",
        "01_next.ipynb": "mine",
        "images/flow.png": "second",
        "own.ipynb": "mine too",
    }
    assert "00_start_here.ipynb, images/flow.png" in renewed
    assert "01_next.ipynb" in kept
    assert "own" not in renewed + kept
    assert lab.prepare_workbook(project) == [kept]


def test_a_deleted_copy_comes_back_in_its_newest_form(project: Path) -> None:
    copy = project / "workbook" / "01_next.ipynb"
    copy.write_text("mine")
    (project / "notebooks" / "01_next.ipynb").write_text("second")
    lab.prepare_workbook(project)
    copy.unlink()
    lab.prepare_workbook(project)
    assert copy.read_text() == "second"
    assert lab.prepare_workbook(project) == []


@pytest.mark.parametrize("memory", [None, "", "{", "[]", '{"copied": 1}', '{"copied": null}'])
def test_where_the_memory_is_lost_nothing_of_the_readers_is(
    project: Path, memory: str | None
) -> None:
    path = project / ".walkthrough" / "workbook.json"
    path.unlink() if memory is None else path.write_text(memory)
    (project / "workbook" / "01_next.ipynb").write_text("mine")
    lab.prepare_workbook(project)
    assert (project / "workbook" / "01_next.ipynb").read_text() == "mine"
    assert json.loads(path.read_text())["version"] == 1


def test_no_notebooks_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There are no notebooks in") as caught:
        lab.prepare_workbook(tmp_path)
    assert "whole copy of the project" in caught.value.fix
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_that_cannot_be_written_is_a_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "notebooks" / "02_more.ipynb").mkdir()  # a folder is no notebook
    (project / "workbook" / "images" / "flow.png").unlink()
    (project / "workbook" / "images").rmdir()
    (project / "workbook" / "images").write_text("a file where a folder must be")
    monkeypatch.chdir(project / "notebooks")
    assert lab.main([]) == 1
    told = capsys.readouterr().err
    assert told.startswith("JupyterLab could not be started: ")
    assert "Make room, or copy the project" in told
    assert len(told.splitlines()) == 1


# --- JupyterLab: what it is told ---


def test_jupyterlab_serves_this_machine_only_and_keeps_its_token() -> None:
    config = lab.build_lab_config(Path("p"), as_root=False, open_browser=True, encrypt=True)
    assert config["ServerApp"]["ip"] == "127.0.0.1"
    assert config["ServerApp"]["allow_root"] is False
    assert config["ServerApp"]["open_browser"] is True
    assert config["ServerApp"]["root_dir"] == "p"
    assert config["KernelManager"] == {"transport_encryption": "auto"}
    for forbidden in ("token", "password", "allow_origin", "allow_remote", "disable_check"):
        assert forbidden not in json.dumps(config)


def test_root_and_a_zeromq_without_ciphers_are_provided_for() -> None:
    config = lab.build_lab_config(Path("p"), as_root=True, open_browser=False, encrypt=False)
    assert config["ServerApp"]["allow_root"] is True
    assert config["ServerApp"]["open_browser"] is False
    assert config["KernelManager"] == {"transport_encryption": "disabled"}


@pytest.mark.parametrize(
    ("environ", "platform", "opens"),
    [
        ({}, "darwin", True),
        ({}, "win32", True),
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"BROWSER": "/helper/of/an/editor"}, "linux", True),
    ],
)
def test_a_browser_is_opened_where_there_is_a_screen(
    environ: dict[str, str], platform: str, opens: bool
) -> None:
    assert jupyter_home.can_open_browser(environ, platform) == opens


@pytest.mark.parametrize(
    ("unusual", "said"),
    [
        ({}, ["If no page opens: open the last address below."]),
        ({"opens": False}, ["Here no browser is opened: open the last address below."]),
        ({"asked": 0}, ["If no page opens: open the last address below."]),
        ({"shown": False}, ["If no page opens: open http://127.0.0.1:8888 with your token."]),
        (
            {"port": 8889, "as_root": True},
            [
                "You are root, as in a container: JupyterLab is told to accept that.",
                "Port 8888 is taken: JupyterLab is on 8889 instead.",
                "If no page opens: open the last address below.",
            ],
        ),
    ],
)
def test_the_reader_is_told_what_is_unusual(unusual: dict[str, int], said: list[str]) -> None:
    usual = {"asked": 8888, "port": 8888, "as_root": False, "opens": True, "shown": True}
    assert lab.greet(**{**usual, **unusual}) == [*said, "Ctrl+C here ends JupyterLab."]  # type: ignore[arg-type]


# --- kernels ---


def test_kernels_keep_no_history_talk_in_cipher_and_stay_out_of_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = jupyter_home.build_environment(tmp_path / "state", tmp_path / "runtime")
    assert {Path(folder).relative_to(tmp_path).parts[0] for folder in environ.values()} == {
        "state",
        "runtime",
    }
    jupyter_home.write_first_settings(environ)
    for name, folder in environ.items():
        monkeypatch.setenv(name, folder)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    cipher = zmq.has("curve")
    config = lab.build_lab_config(tmp_path, as_root=False, open_browser=False, encrypt=cipher)
    manager = KernelManager(config=Config(config))
    manager.start_kernel()
    client = manager.blocking_client()
    said: list[str] = []
    try:
        client.start_channels()
        client.wait_for_ready(timeout=20)
        client.execute_interactive(
            "6 * 7\nprint(get_ipython().history_manager.enabled, len(In))",
            timeout=20,
            output_hook=lambda message: said.append(message["content"].get("text", "")),
        )
        connection = json.loads(Path(manager.connection_file).read_text())
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.context.destroy(linger=0)
    assert "".join(said) == "False 2\n"
    assert ("curve_publickey" in connection) == cipher
    assert [path.name for path in tmp_path.rglob("*.sqlite*")] == []
    assert not (tmp_path / "home").exists()


def test_a_readers_own_settings_are_not_written_over(tmp_path: Path) -> None:
    environ = jupyter_home.build_environment(tmp_path, tmp_path)
    jupyter_home.write_first_settings(environ)
    news = Path(environ["JUPYTERLAB_SETTINGS_DIR"], jupyter_home.NEWS_SETTING)
    assert json.loads(news.read_text())["fetchNews"] == "false"
    news.write_text("mine")
    jupyter_home.write_first_settings(environ)
    assert news.read_text() == "mine"


# --- JupyterLab itself ---


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def read_until(process: subprocess.Popen[str], pattern: str) -> tuple[re.Match[str], str]:
    """Read what the program says until a line matches; return the match and all of it."""
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if match := re.search(pattern, line):
            return match, said
    raise AssertionError(f"It ended: {said}")


def wait_for(url: str) -> None:
    """Wait until somebody answers there: the address is printed a moment before."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            requests.get(url, timeout=10, allow_redirects=False)
            return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError(f"Nobody answers on {url}")


def test_jupyterlab_starts_on_the_readers_copy_and_asks_for_its_token(
    tmp_path: Path, taken_port: int
) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Hello")])
    (tmp_path / "notebooks").mkdir()
    runtime = tmp_path / ".tmp"
    runtime.mkdir()
    nbformat.write(notebook, tmp_path / "notebooks" / lab.FIRST_NOTEBOOK)
    # Practice Zoho is somebody else's and gone: JupyterLab starts all the same.
    environ = {**os.environ, "ZOHO_PRACTICE_URL": "http://127.0.0.1:9", "HOME": str(tmp_path)}
    environ |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(runtime))
    process = subprocess.Popen(
        [sys.executable, "-m", "zoho_helpers", "lab", "--no-browser", f"--port={taken_port}"],
        cwd=tmp_path,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    try:
        address = (
            r"(http://127\.0\.0\.1:(\d+))(/lab/tree/workbook/00_start_here\.ipynb)\?token=(\w+)"
        )
        match, said = read_until(process, address)
        base, port, page, token = match.groups()
        assert f"Practice Zoho at {environ['ZOHO_PRACTICE_URL']} does not answer." in said
        assert f"Port {taken_port} is taken: JupyterLab is on {port} instead." in said
        assert "Here no browser is opened" in said

        wait_for(base + page)
        stranger = requests.get(base + page, timeout=10, allow_redirects=False)
        assert (stranger.status_code, stranger.headers["Location"][:7]) == (302, "/login?")
        assert requests.get(base + "/api/contents", timeout=10).status_code == 403

        key = {"Authorization": f"token {token}"}
        assert requests.get(base + page, headers=key, timeout=10).status_code == 200
        copy = requests.get(
            base + "/api/contents/workbook/00_start_here.ipynb", headers=key, timeout=10
        )
        assert copy.json()["content"]["cells"][0]["source"] == "Hello"
        files = requests.get(base + "/api/contents", headers=key, timeout=10).json()["content"]
        assert {file["name"] for file in files} == {"notebooks", "workbook"}

        process.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
        assert process.returncode == 0
        assert "Traceback" not in said + rest
        assert list(runtime.glob("walkthrough-*")) == []
    finally:
        process.kill()
        process.communicate()
