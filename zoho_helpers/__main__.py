"""The command line: `python -m zoho_helpers WORD`; the words stand in a table below."""

from __future__ import annotations

import importlib
import io
import os
import sys

USAGE = """python -m zoho_helpers WORD ...

  practice   run practice Zoho, a Zoho of your own on this machine (--help tells its options)
  token      get, show, check, refresh or revoke a token
  handover   write files to use the same client elsewhere: PHP, Postman, an SDK, ...
  diagnose   say what is wrong, from a reply, log, command or address that you paste
  probe      ask Zoho itself what is wrong, after saying what is sent where
  explain    what a cause that diagnose named, or an error text, means
  doctor     open the token doctor's page in a browser, for those who want no notebook
  lab        start JupyterLab on your own copies of the notebooks
"""

_WORDS = {
    "practice": ("zoho_helpers.practice.cli", "main"),
    "token": ("zoho_helpers.token_cli", "main"),
    "handover": ("zoho_helpers.handover.cli", "main"),
    "diagnose": ("zoho_helpers.doctor.cli", "main"),
    "probe": ("zoho_helpers.doctor.probe_cli", "main"),
    "explain": ("zoho_helpers.doctor.cli", "explain_main"),
    "doctor": ("zoho_helpers.doctor_page.cli", "main"),
    "lab": ("zoho_helpers.lab", "main"),
}


def main(arguments: list[str]) -> int:
    """Run one of the words and return the exit code."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if word not in _WORDS:
        asked = word in ("-h", "--help")
        print(USAGE, file=sys.stdout if asked else sys.stderr, end="")
        return 0 if asked else 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # terminals of Windows lack some characters
            stream.reconfigure(errors="replace")
    # Each word brings in only what it needs: practice needs Tornado, token does not.
    module, function = _WORDS[word]
    try:
        code = int(getattr(importlib.import_module(module), function)(rest))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
