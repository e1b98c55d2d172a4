"""Programs that no Python package brings: php, node, curl, bash.

Where one is missing, a test that needs it is left out and says so; with
`WALKTHROUGH_PROGRAMS=required` it fails, as where every change is checked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache

import pytest

_COMES_WITH = {"php": "php-cli and php-curl", "node": "nodejs", "curl": "curl", "bash": "bash"}


def need(*programs: str) -> None:
    """Leave the test out, or fail it, where one of these is missing."""
    for program in programs:
        if not _is_there(program):
            what = f"This test needs {program}: install {_COMES_WITH[program]}."
            if os.environ.get("WALKTHROUGH_PROGRAMS") == "required":
                pytest.fail(what)
            pytest.skip(what)


@cache
def _is_there(program: str) -> bool:
    if not shutil.which(program):
        return False
    if program != "php":
        return True
    command = ["php", "-r", 'exit(extension_loaded("curl") ? 0 : 1);']
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
