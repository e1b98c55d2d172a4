"""The doctor's page before it is served: what it is told, what it says, what it ships."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from base64 import b64encode
from html import unescape
from pathlib import Path

import pytest

from zoho_helpers import __main__ as command
from zoho_helpers.doctor.ticket_html import take_away
from zoho_helpers.doctor_page import cli, server


def test_it_serves_this_machine_only_behind_its_token() -> None:
    config = server.build_config(port=1, token="t", runtime=Path("r"), encrypt=True)
    assert config["Voila"]["ip"] == "127.0.0.1"
    assert config["Voila"]["token"] == "t"
    assert config["Voila"]["config_file_paths"] == [], "nobody else's settings reach in"
    assert config["Voila"]["tornado_settings"]["allow_remote_access"] is False
    assert config["KernelManager"] == {"transport_encryption": "auto"}
    culled = config["MappingKernelManager"]
    assert culled["cull_idle_timeout"] == server.GONE_SECONDS
    assert "cull_connected" not in culled, "a page that is only looked at keeps its kernel"
    without = server.build_config(port=1, token="t", runtime=Path("r"), encrypt=False)
    assert without["KernelManager"] == {"transport_encryption": "disabled"}


def test_the_one_script_in_an_attribute_that_may_run_is_the_copy_buttons() -> None:
    handlers = re.findall(r' on\w+="([^"]*)"', take_away("report", "# A report", "It"))
    (copy,) = {unescape(handler) for handler in handlers}
    digest = b64encode(hashlib.sha256(copy.encode()).digest()).decode()
    policy = server.build_settings()["headers"]["Content-Security-Policy"]
    assert re.findall(r"sha256-[^']+", policy) == [f"sha256-{digest}"]


def test_a_report_is_escaped() -> None:
    shown = take_away("reply", "<script>alert(1)</script> \"'", "It")
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_what_it_ships_is_one_cell_and_loads_from_nowhere_else() -> None:
    notebook = json.loads(server.NOTEBOOK.read_text("utf-8"))
    (cell,) = notebook["cells"]
    assert cell["outputs"] == []
    for path in [*server.HERE.glob("static/*"), *server.HERE.glob("template/*")]:
        assert "//" not in path.read_text("utf-8").replace("\n// ", "\n").replace("  // ", "  ")


@pytest.mark.parametrize(
    ("asked", "port", "opens", "said"),
    [
        (8866, 8866, True, ["If no page opens, open it yourself. Ctrl+C here ends it."]),
        (8866, 8866, False, ["Open it in a browser. Ctrl+C here ends it."]),
        (8866, 8867, False, ["Port 8866 is taken: it is on 8867 instead.", "Open it in a browser"]),
    ],
)
def test_it_says_where_it_is_and_how_it_ends(
    asked: int, port: int, opens: bool, said: list[str]
) -> None:
    lines = cli.greeting("ADDRESS", asked, port, opens=opens)
    assert "The doctor's page is on ADDRESS" in lines
    assert len(lines) == len(said) + 1
    for sentence in said:
        assert sentence in "\n".join(lines)


def test_the_browser_is_not_started_with_the_token_among_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody on the machine sees those."""
    opened: list[str] = []
    monkeypatch.setattr(cli.webbrowser, "open", opened.append)
    cli.open_browser("http://127.0.0.1:1/?token=secret", tmp_path).join(5)
    file = tmp_path / "open.html"
    assert opened == [file.as_uri()]
    assert "secret" not in opened[0]
    assert "url=http://127.0.0.1:1/?token=secret" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_voila_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def serve(*_: object, **__: object) -> None:
        raise ModuleNotFoundError(name="voila")

    monkeypatch.setattr(cli, "serve", serve)
    assert cli.main([]) == 1
    assert "python3 walkthrough.py doctor" in capsys.readouterr().err


def test_trouble_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cli, "serve", full)
    assert cli.main(["--port", "0"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("The doctor's page could not be started: ")
    assert len(told.splitlines()) == 1


def test_the_command_line_knows_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["doctor", "--help"])
    assert ended.value.code == 0
    assert "--no-browser" in capsys.readouterr().out
