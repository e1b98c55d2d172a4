"""Killed without warning, practice Zoho starts again with the last state that was whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.flow.practice_process import KEY, Process, wait_until_saved
from tests.flow.practice_wire import Wire, granted
from zoho_helpers.practice.state import load_state
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")

DIES_AT = """
import os, signal, sys
from pathlib import Path
from zoho_helpers.practice import cli

where, armed = sys.argv[1], Path(sys.argv[2])
fdopen, fsync, replace = os.fdopen, os.fsync, os.replace

def die():
    if armed.exists():
        os.kill(os.getpid(), signal.SIGKILL)

class Halved:
    def __init__(self, file):
        self.file = file
    def __enter__(self):
        return self
    def __exit__(self, *error):
        self.file.close()
    def __getattr__(self, name):
        return getattr(self.file, name)
    def write(self, text):
        self.file.write(text[: len(text) // 2])
        self.file.flush()
        die()
        self.file.write(text[len(text) // 2 :])

if where == "half written":
    os.fdopen = lambda handle, mode="r", **named: (
        Halved(fdopen(handle, mode, **named)) if mode == "w" else fdopen(handle, mode, **named))
if where == "written":
    os.fsync = lambda handle: (die(), fsync(handle))
if where == "on the disk":
    os.replace = lambda old, new: (die(), replace(old, new))
cli.main(sys.argv[3:])
"""


@pytest.mark.parametrize("where", ["half written", "written", "on the disk"])
def test_killed_in_the_middle_of_a_save(tmp_path: Path, where: str) -> None:
    folder = tmp_path / "state"
    file, armed = folder / "state.json", tmp_path / "armed"
    options = ["--port", "0", "--key", KEY, "--state-file", str(file)]
    with subprocess.Popen(
        [sys.executable, "-c", DIES_AT, where, str(armed), *options],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        control = control_at(process.stdout.readline().split()[-1])
        Wire(control).register(name="Saved")
        wait_until_saved(file, '"Saved"')
        armed.touch()
        Wire(control).register(name="Lost")
        assert process.wait(10) == -signal.SIGKILL
        control.close()
    left = sorted(item.name for item in folder.iterdir())
    assert len(left) == 3, "the state, its lock, and what was being written"

    with Process(*options) as again:
        names = [client.name for client in load_state(file.read_text()).clients.values()]
        assert names == ["Saved"]
        assert again.end() == 0
        assert again.errors == ""
    assert sorted(item.name for item in folder.iterdir()) == ["state.json", "state.json.lock"]


def control_at(url: str) -> PracticeControl:
    return PracticeControl(url, Secret(KEY))


def test_killed_at_any_moment(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Ten times, or 200 with --soak: what was saved once is never lost."""
    file, random_moment = tmp_path / "state.json", random.Random(8757)
    client, refresh_token, saved = {}, "", 0
    for _ in range(200 if pytestconfig.getoption("--soak") else 10):
        with Process("--port", "0", "--key", KEY, "--state-file", file) as process:
            wire = Wire(process.control)
            if not client:
                client = wire.register(name="First")
                refresh_token = wire.grant(client)["refresh_token"]
                wait_until_saved(file, refresh_token)
            wire.control.advance(600)  # or the refreshes were too many
            assert granted(wire.refresh(client, refresh_token))
            for _ in range(4):
                wire.register()
            time.sleep(random_moment.uniform(0, 0.6))
            assert process.end(signal.SIGKILL) == -signal.SIGKILL
            assert process.errors == "", "nothing was damaged at its start"
        before, saved = saved, len(load_state(file.read_text()).clients)
        assert saved >= before
    assert saved > 1
