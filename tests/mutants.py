"""Plants one fault at a time in a copy of the project and names the test that fails.

Run it with `nox -s mutants`, and with words of a fault's name for that one alone. A fault that no
test notices makes this program fail.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parent.parent
OPTIONS = ("-x", "-q", "-n0", "-p", "no:cacheprovider", "tests/flow", "tests/unit")


class Fault(NamedTuple):
    """One fault: what it is, and the text that it replaces in a file of the package."""

    what: str
    file: str
    old: str
    new: str


FAULTS = (
    Fault(
        "a code never dies",
        "practice/records.py",
        "return not self.used and now < self.issued_at + self.lifetime",
        "return not self.used",
    ),
    Fault("a code works twice", "practice/token.py", "    code.used = True\n", ""),
    Fault(
        "a refresh answers a refresh token",
        "practice/token.py",
        "return token_reply(request, new_access_token(state, grant, token))",
        "return token_reply(request, new_access_token(state, grant, token), token.token)",
    ),
    Fault(
        "an eleventh refresh works",
        "practice/token.py",
        "    if token.refreshes < state",
        "    if token.refreshes <= state",
    ),
    Fault(
        "a refresh token's end leaves its access tokens alive",
        "practice/issue.py",
        "        access.ended = access.ended or why\n",
        "        pass\n",
    ),
    Fault(
        "a wrong client secret is taken",
        "practice/token.py",
        "return secret is not None and hmac",
        "return secret is not None or hmac",
    ),
    Fault(
        "practice Zoho forgets to check the PKCE verifier",
        "practice/token.py",
        "    if not code.code_challenge:\n",
        "    if True:\n",
    ),
    Fault(
        "an access token outlives its hour",
        "practice/records.py",
        "return not self.ended and now < self.issued_at + self.lifetime",
        "return not self.ended",
    ),
    Fault(
        "an eleventh code comes in ten minutes",
        "practice/limits.py",
        "    if len(recent) >= most:",
        "    if len(recent) > most:",
    ),
    Fault(
        "a device polls as often as it likes",
        "practice/device.py",
        "        if before and now",
        "        if not before and now",
    ),
    Fault(
        "an administrator's grant ends with him",
        "practice/issue.py",
        "(instance_level or not token.instance_level)",
        "True",
    ),
    Fault(
        "a page's token stands in the query",
        "practice/authorize.py",
        "{values['redirect_uri']}#{fragment}",
        "{values['redirect_uri']}?{fragment}",
    ),
    Fault(
        "client credentials need no organization",
        "practice/token.py",
        "    if has_many and (",
        "    if False and (",
    ),
    Fault(
        "an enhance token works again and again",
        "practice/enhance.py",
        "    ticket.used = True\n",
        "",
    ),
    Fault(
        "the state is not checked",
        "redirect.py",
        "        _check_state(values.get",
        "        (lambda *_: None)(values.get",
    ),
    Fault(
        "an accounts server that is not on the list is followed",
        "redirect.py",
        "return find_by_accounts_server(centers, values",
        "return centers.get(values.get('location', ''), home_center) or str(values",
    ),
    Fault(
        "the code goes to the client's data center instead of the user's",
        "redirect.py",
        "    center = _named_center(values, centers, home_center)\n",
        "    center = home_center\n",
    ),
    Fault(
        "the old refresh token is dropped",
        "token_file.py",
        "        token = token.keeping_refresh_token_of(self.token)\n",
        "",
    ),
    Fault(
        "the token file is readable by others",
        "files.py",
        "        os.replace(name, path)\n",
        "        os.chmod(name, 0o644)\n        os.replace(name, path)\n",
    ),
    Fault(
        "an error with HTTP 200 counts as success",
        "token_endpoint.py",
        'if token and isinstance(token, str) and not data.get("error"):',
        "if reply.status == 200:",
    ),
    Fault(
        "who waited for a refresh sends one, too",
        "token_keeper.py",
        "            if not self._take(stored):\n",
        "            if True:\n",
    ),
    Fault(
        "processes refresh without a lock",
        "token_keeper.py",
        "        with self.store.alone(self.name, seconds):\n",
        "        if True:\n",
    ),
    Fault(
        "a token is renewed only when it is dead",
        "token_keeper.py",
        "min(self._leeway, token.lifetime / 4)",
        "0",
    ),
    Fault(
        "a failing renewal takes the old token away",
        "token_keeper.py",
        "            if not self._lives():\n                raise\n",
        "            raise\n",
    ),
    Fault(
        "a refresh is not written down before it is sent",
        "token_keeper.py",
        "        self.store.change(lambda stored: stored.trying_refresh(now()), self.name)\n",
        "",
    ),
    Fault(
        "a keeper overwrites what was exchanged meanwhile",
        "token_file.py",
        "            return self\n        return self.with_token(token)\n",
        "            pass\n        return self.with_token(token)\n",
    ),
    Fault(
        "an eleventh refresh is sent",
        "refresh_log.py",
        "        if len(recent) >= REFRESHES:",
        "        if len(recent) > REFRESHES:",
    ),
    Fault(
        "a throttled keeper asks on",
        "refresh_log.py",
        "        if self.throttled and self._pause(now):",
        "        if False:",
    ),
    Fault(
        "a missing scope makes a refresh",
        "refusals.py",
        '    if status != 401:\n        return "alive"\n',
        '    if status == 401:\n        return "dead"\n',
    ),
    Fault(
        "a token that was just issued is doubted",
        "kept_token.py",
        'JUST_ISSUED_SECONDS if verdict == "doubtful" else 0.0',
        "0.0",
    ),
    Fault(
        "a stream is sent again without its body",
        "kept_token.py",
        "        return False\n    return True\n",
        "        request.body = None\n    return True\n",
    ),
    Fault(
        "the token goes to any host",
        "kept_token.py",
        "        if origin not in self._hosts and not takes_tokens",
        "        if False and not takes_tokens",
    ),
    Fault(
        "a clock that was set back makes an old token young",
        "zoho_clock.py",
        "0.0 if age < -CLOCKS_DIFFER_SECONDS else max",
        "max",
    ),
    Fault(
        "the keyring's file holds the secrets",
        "keyring_store.py",
        "            return KEYRING_MARK + name\n",
        "            return secret\n",
    ),
    Fault(
        "secrets travel in the URL",
        "transport.py",
        "data=request.revealed_form or None,",
        "params=request.revealed_form or None,",
    ),
    Fault(
        "a secret is logged",
        "transport.py",
        "        host = urlsplit(request.url).netloc\n",
        "        host = urlsplit(request.url).netloc\n"
        "        __import__('logging').getLogger().debug('%s', request.revealed_form)\n",
    ),
    Fault(
        "a live value may go to practice Zoho",
        "transport.py",
        "return not _is_practice(value) and _CREDENTIAL.fullmatch(value) is not None",
        "return False",
    ),
    Fault(
        "redirects are followed",
        "transport.py",
        "allow_redirects=False",
        "allow_redirects=True",
    ),
    Fault(
        "a typed secret stays in the form",
        "forms/form.py",
        'self._inputs[field.name].value = ""',
        "pass",
    ),
    Fault(
        "the listener takes any path",
        "redirect_listener.py",
        'if target.partition("?")[0] != (self._parts.path or "/"):',
        "if False:",
    ),
)


def plant(fault: Fault, folder: Path) -> None:
    """Copy the project and put the fault in; its place must be there exactly once."""
    for name in ("zoho_helpers", "tests", "notebooks"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / name, folder / name, ignore=ignored)
    for path in PROJECT.iterdir():
        if path.is_file() and path.name not in (".env", "token.json"):
            shutil.copy(path, folder)
    path = folder / "zoho_helpers" / fault.file
    text = path.read_text("utf-8")
    if fault.old not in text:
        raise SystemExit(f"{fault.file} has changed: {fault.old!r} is not in it.")
    path.write_text(text.replace(fault.old, fault.new), "utf-8")


def noticed_by(fault: Fault) -> str:
    """Return the first test that fails with the fault in place; empty for none."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as name:
        folder = Path(name)
        plant(fault, folder)
        left_out = ["test_walkthrough", "test_lab", "test_notebook_world", "test_package"]
        run = subprocess.run(
            [sys.executable, "-m", "pytest", *OPTIONS, *(f"--ignore-glob=*{t}*" for t in left_out)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": name},
            capture_output=True,
            text=True,
            check=False,
        )
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.M)
    return found[1] if found else ""


def main(words: list[str]) -> int:
    """Print a table of faults and tests; fail if a fault goes unnoticed."""
    faults = [fault for fault in FAULTS if not words or any(w in fault.what for w in words)]
    missed = 0
    print("| fault | noticed by |\n| --- | --- |")
    with ThreadPoolExecutor(2) as pool:
        for fault, test in zip(faults, pool.map(noticed_by, faults), strict=True):
            print(f"| {fault.what} | {test or 'NOBODY'} |", flush=True)
            missed += not test
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
