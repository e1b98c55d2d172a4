#!/usr/bin/env python3
"""Walk Zoho's OAuth 2.0 flow on your own machine.

python3 walkthrough.py            start: practice Zoho, and JupyterLab at the first notebook
python3 walkthrough.py doctor     open the token doctor's page: paste whatever you have, get the
                                  cause; no notebook, and nothing else is started
python3 walkthrough.py test ...   run the tests; further words go to pytest, such as
                                  --soak (the long runs at full length) or -k NAME
python3 walkthrough.py --help     show this text

The first start makes .venv beside this file and installs into it what requirements.txt names,
with uv where it is on the PATH, otherwise with venv and pip. Later starts install nothing.
"""
# This file uses old syntax only and no type hints, so that a Python that is too old can read it
# far enough to say so in one sentence.
# ruff: noqa: UP032, UP036, RUF005

import sys

if sys.version_info < (3, 10):
    sys.exit(
        "The walkthrough needs Python 3.10 or newer, and this is Python {}.{}. Install a newer one "
        "and start it with that, for example: python3.13 walkthrough.py".format(*sys.version_info)
    )

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
#: Written last: a .venv without it is unfinished.
MARKER = VENV / "walkthrough.json"
STATE = ROOT / ".walkthrough"
LOG = STATE / "install.log"

#: What each set of packages comes from; the last file is the one to install.
SETS = {
    "run": ("pyproject.toml", "constraints.txt", "requirements.txt"),
    "dev": ("pyproject.toml", "constraints.txt", "requirements.txt", "requirements-dev.txt"),
}
PYTHON_VERSION = "{}.{}".format(*sys.version_info)
DISK_FULL = "The disk is full. Make room, about 500 MB, and start again."

#: What an installer or the system says, and what that means for the reader. First match wins.
TROUBLES = {
    r"No space left on|not enough space on|[Qq]uota exceeded|os error 112\b": DISK_FULL,
    r"ensurepip is not\s+available|No module named '?(venv|ensurepip)\b": (
        "This Python cannot make a virtual environment. On Debian and Ubuntu install its package "
        "(sudo apt install python{}-venv), anywhere else uv, and start again."
    ).format(PYTHON_VERSION),
    r"CERTIFICATE_VERIFY_FAILED|invalid peer certificate|UnknownIssuer": (
        "The certificate of the package index is not trusted here, as happens behind a company "
        "proxy. Set SSL_CERT_FILE and PIP_CERT to the proxy's certificate file and start again."
    ),
    r"name resolution|getaddrinfo failed|nodename nor servname|establish a new connection"
    r"|error sending request|dns error|tcp connect error|ProxyError|tunnel error"
    r"|ConnectTimeout|Read timed out|operation timed out|are you offline|from versions: none": (
        "The packages could not be fetched: no network, or a proxy is in the way. Connect, or set "
        "HTTPS_PROXY to your proxy, and start again."
    ),
    r"Read-only file system|Permission denied|Access is denied|os error (5|13|30)\b": (
        "This folder cannot be written to, or another program has its .venv open. Close JupyterLab "
        "if it is running, or copy the project to a folder of your own, and start again."
    ),
}


class Trouble(Exception):
    """What went wrong and what to do, as sentences for the reader."""


def main(words):
    """Do what the words of the command line ask for; return the exit code."""
    if words[:1] in (["--help"], ["-h"]):
        say(__doc__)
        return 0
    word = words[0] if words else ""
    if word not in ("", "doctor", "test"):
        complain("It knows no {!r}, only doctor, test and --help, or nothing.".format(word))
        return 1
    try:
        ensure_installed("dev" if word == "test" else "run")
        return test(words[1:]) if word == "test" else start(word or "lab", words[1:])
    except Trouble as trouble:
        complain(str(trouble))
    except OSError as error:
        complain(explain(str(error)) or "That failed: {}.".format(error))
    except KeyboardInterrupt:
        complain("\nStopped. Start again to go on.")
        return 130
    return 1


def start(word, arguments):
    """Hand over to a word of the package: practice Zoho and JupyterLab, or the doctor's page."""
    return hand_over(["-m", "zoho_helpers", word] + arguments, dict(os.environ))


def test(arguments):
    """Hand over to pytest, away from the settings of whoever runs it."""
    environ = {name: os.environ[name] for name in os.environ if not name.startswith("ZOHO_")}
    return hand_over(["-m", "pytest"] + arguments, environ)


def hand_over(arguments, environ):
    """Become the Python of .venv; where there is no exec, run it and return its exit code."""
    command = [str(PYTHON)] + arguments
    # As `activate` does, so that a terminal in JupyterLab finds the same Python.
    environ["VIRTUAL_ENV"] = str(VENV)
    environ["PATH"] = os.pathsep.join([str(PYTHON.parent), environ.get("PATH", os.defpath)])
    os.chdir(ROOT)
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], command, environ)
    child = subprocess.Popen(command, env=environ)
    while True:
        # Ctrl+C reaches the child too: it is the one to end.
        with contextlib.suppress(KeyboardInterrupt):
            return child.wait()


def ensure_installed(which):
    """Make .venv and install a set of packages into it, unless that has been done already."""
    wanted = fingerprint(which)
    if installed_sets().get(which) == wanted:
        return
    with only_one_at_a_time():
        sets = installed_sets()  # again: another start may just have done it
        if sets.get(which) == wanted:
            return
        uv = shutil.which("uv")
        LOG.write_bytes(b"")
        if not sets or not (uv or has_pip()):
            make_venv(uv)
            sets = {}
        # Without its marker an interrupted update counts as unfinished, too.
        MARKER.unlink(missing_ok=True)
        install(uv, SETS[which][-1])
        write_marker(dict(sets, **{which: wanted}))


def fingerprint(which):
    """Return a hash of the files that a set of packages is made from."""
    digest = hashlib.sha256()
    for name in SETS[which]:
        if not (ROOT / name).exists():
            raise Trouble("{} is missing here. Get the whole project again.".format(name))
        content = (ROOT / name).read_bytes()
        digest.update("{} {}\n".format(name, len(content)).encode() + content)
    return digest.hexdigest()


def installed_sets():
    """Return {set: fingerprint} of a whole and living .venv of this Python; {} for any other."""
    try:
        marker = json.loads(MARKER.read_text(encoding="utf-8"))
        whole = marker["python"] == PYTHON_VERSION and marker["root"] == str(ROOT)
        return marker["sets"] if whole and python_lives() else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def python_lives():
    """Tell whether the Python that .venv was made from is still on this machine."""
    home = re.search(r"(?m)^home *= *(.+)$", (VENV / "pyvenv.cfg").read_text(encoding="utf-8"))
    return home is not None and Path(home.group(1).strip()).is_dir() and PYTHON.exists()


def has_pip():
    """Tell whether .venv holds pip: one that uv made does not."""
    return any(VENV.glob("[Ll]ib/**/site-packages/pip/__main__.py"))


def write_marker(sets):
    """Note, in one move, that .venv is whole and what it holds."""
    marker = json.dumps({"python": PYTHON_VERSION, "root": str(ROOT), "sets": sets})
    half = MARKER.with_suffix(".new")
    half.write_text(marker, encoding="utf-8")
    os.replace(half, MARKER)


def make_venv(uv):
    """Make .venv anew, from this Python."""
    python = sys.executable
    if Path(sys.prefix).resolve() == VENV:  # it is about to go away
        python = os.path.realpath(getattr(sys, "_base_executable", python))
    with progress("Making .venv "):
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
        run([uv, "venv", "--python", python, VENV] if uv else [python, "-m", "venv", VENV])


def install(uv, requirements):
    """Install a requirements file and this project into .venv."""
    # What gets imported is compiled then, sooner than all of it now; unless that is forbidden.
    now = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    if uv:
        command = [uv, "pip", "install", "--python", PYTHON] + ["--compile-bytecode"] * now
    else:
        command = [PYTHON, "-m", "pip", "install"] + ["--no-compile"] * (not now)
    with progress("Installing {} with {} ".format(requirements, "uv" if uv else "pip")):
        run(command + ["-r", requirements, "-c", "constraints.txt", "-e", "."])


def run(command):
    """Run an installer with its output in the log.

    Raises:
        Trouble: It failed; says why, or shows the last lines of its output.
    """
    # A `user = true` in somebody's pip settings cannot work in .venv; nobody answers questions.
    environ = dict(os.environ, PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    with LOG.open("ab") as log:
        begin = log.tell()
        streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT}
        code = subprocess.call(command, cwd=ROOT, env=environ, **streams)
    if code:
        output = LOG.read_bytes()[begin:].decode("utf-8", "replace")
        raise Trouble("{}\nAll it said: {}".format(explain(output) or show_tail(output), LOG))


def explain(output):
    """Return what an output means for the reader; empty where it is nothing known."""
    for pattern, meaning in TROUBLES.items():
        if re.search(pattern, output):
            return meaning
    # venv keeps to itself why pip could not be unpacked.
    return DISK_FULL if shutil.disk_usage(ROOT).free < 2**20 else ""


def show_tail(output):
    """Return the last lines of an installer's output, for a failure that nobody foresaw."""
    tail = "\n".join(output.rstrip().splitlines()[-12:])
    return "The installer failed. Mend what it says and start again:\n" + tail


@contextlib.contextmanager
def only_one_at_a_time():
    """Hold a lock, so that two starts at once do not make one .venv over the other."""
    STATE.mkdir(mode=0o700, exist_ok=True)
    with (STATE / "install.lock").open("w") as file:
        if not take_lock(file):
            say("Another start is installing: waiting for it.\n")
            while not take_lock(file):
                time.sleep(0.2)
        yield


def take_lock(file):
    """Lock the file until it is closed; return False where another process holds it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        pass  # Some network file systems know no locks: go on without one.
    return True


@contextlib.contextmanager
def progress(what):
    """Print what is being done, and how long it took once it is."""
    say(what + "... ")
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say("\n")
        raise
    say("done in {:.0f} s\n".format(time.monotonic() - began))


def say(text):
    """Print at once, even half a line."""
    sys.stdout.write(text)
    sys.stdout.flush()


def complain(text):
    """Print a sentence about trouble."""
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
