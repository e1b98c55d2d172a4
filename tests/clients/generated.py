"""The files that `handover` makes for other people's clients, run unchanged on practice Zoho.

A cell is what the program said, beside the requests that reached practice Zoho.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from tests.clients.run import Cell
from tests.flow.handover_programs import (
    Ran,
    environment,
    practice_kit,
    run,
    run_consent,
    save_way,
)
from tests.flow.practice_wire import Wire
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.handover.calls import calls
from zoho_helpers.handover.crm_sdk import addresses
from zoho_helpers.handover.kit import Kit
from zoho_helpers.redaction import Secret
from zoho_helpers.settings import Client

_TOKEN, _ORG = "/oauth/v2/token", "/crm/v8/org: ok"
_ISSUED = f"{_TOKEN}: tokens issued"
_WORKS = "*It works.*Practice & Sons*"
WRONG_REFRESH_TOKEN = f"1000.00c0ffee{'0' * 24}.00c0ffee{'0' * 24}"

USUAL: Mapping[str, Cell] = {
    "first call": Cell(_WORKS, (_ISSUED, _ORG)),
    "refresh, as the model sends it": Cell("the same parameters", ()),
    "store": Cell("refresh token kept, access token new, 0600", ()),
    "second call": Cell(_WORKS, (_ORG,)),
    "after an hour": Cell(_WORKS, (_ISSUED, _ORG)),
    "store after an hour": Cell("refresh token kept, access token new, 0600", ()),
    "wrong refresh token": Cell("*invalid_code*", (f"{_TOKEN}: no such refresh token",)),
    "wrong secret": Cell("*invalid_client_secret*", (f"{_TOKEN}: wrong or missing client secret",)),
    "missing scope": Cell(
        "*OAUTH_SCOPE_MISMATCH*",
        (_ISSUED, "/crm/v8/org: scope missing: ZohoCRM.org.READ"),
    ),
}
"""Column -> what a generated program does."""


class Generated(NamedTuple):
    """A program of a way.

    Attributes:
        way: The way that it is a file of.
        program: Its name.
        store: The file with its tokens.
        more: What it does besides the usual.
    """

    way: str
    program: str
    store: str
    more: Mapping[str, Cell]


_CONSENT = {
    "consent": Cell(_WORKS, (_ISSUED, _ORG)),
    "exchange, as the model sends it": Cell("the same parameters", ()),
    "consent, as the model asks for it": Cell("the same parameters", ()),
    "self client": Cell(_WORKS, (_ISSUED, _ORG)),
    "state of somebody else": Cell("*The state is not the one that was sent*", ()),
}
_EVERYWHERE = {"every data center": Cell("the addresses of all 11", ())}

PROGRAMS = (
    Generated("python-sdk", "zoho_sdk.py", "zoho_sdk_tokens.csv", _EVERYWHERE),
    Generated("node-sdk", "zoho_sdk.mjs", "zoho_sdk_tokens.csv", _EVERYWHERE),
    *(
        Generated("python", program, "zoho_secrets.json", _CONSENT)
        for program in ("with_requests.py", "with_requests_oauthlib.py", "with_authlib.py")
    ),
)


class Trial:
    """One generated program, in a folder of its own, with a client of its own.

    Args:
        made: The program.
        wire: Practice Zoho.
        packages: Folder of the Python and the Node clients.
        folder: Where files may be made; below the Node clients, or Node would not find them.
    """

    def __init__(self, made: Generated, wire: Wire, packages: Path, folder: Path) -> None:
        self._made, self._wire, self._folder = made, wire, folder
        self.kit = practice_kit(wire)
        self._environ = environment(PYTHONPATH=str(packages / "python"), HOME=str(folder))
        self._home = self._save("own", self.kit)
        self._before = ""

    def _save(self, name: str, kit: Kit) -> Path:
        return save_way(self._made.way, kit, self._folder / name)

    @property
    def _command(self) -> list[str]:
        starts = {".py": [sys.executable, "-S"], ".mjs": ["node"]}
        return [*starts[Path(self._made.program).suffix], self._made.program]

    @property
    def _store(self) -> str:
        return (self._home / self._made.store).read_text("utf-8")

    def _cell(self, do: Callable[[], Ran]) -> Cell:
        """Run something; return what it said and who was asked, if no secret was shown."""
        before = len(self._wire.control.journal())
        said = " ".join(do().said.split())
        assert self.kit.refresh_token
        for secret in (self.kit.client.client_secret, self.kit.refresh_token):
            assert secret.reveal() not in said
        asked = self._wire.control.journal()[before:]
        return Cell(said, tuple(f"{one['path']}: {one['reason']}" for one in asked))

    def call(self, name: str = "own", kit: Kit | None = None) -> Cell:
        """Start the program; in a folder of that name, for another kit."""
        folder = self._save(name, kit) if kit else self._home
        return self._cell(lambda: run(self._command, folder, self._environ))

    def store(self) -> Cell:
        """Say what became of the store."""
        assert self.kit.refresh_token
        kept = "kept" if self.kit.refresh_token.reveal() in self._store else "lost"
        tokens = set(re.findall(r"1000\.[0-9a-f]+\.[0-9a-f]+", self._store))
        tokens -= {self.kit.refresh_token.reveal()}
        new = "new" if tokens and not any(token in self._before for token in tokens) else "missing"
        mode = stat.S_IMODE(os.stat(self._home / self._made.store).st_mode)
        self._before = self._store
        return Cell(f"refresh token {kept}, access token {new}, 0{mode:o}", ())

    def after_an_hour(self) -> Cell:
        """Move the expiry in the store into the past: these programs go by the machine's clock."""
        aged = re.sub(r"\b1[789]\d{8}(?:\d{3}|\.\d+)", "1", self._store)
        assert aged != self._store
        (self._home / self._made.store).write_text(aged, "utf-8")
        return self.call()

    def same_as_model(self, call_id: str) -> Cell:
        """Compare the newest token request with what the model of the flow says."""
        sent = [one for one in self._wire.control.journal() if one["path"] == _TOKEN][-1]
        request = next(call.request for call in calls(self.kit) if call.id == call_id)
        assert f"{self._wire.base}{sent['path']}" == request.url
        model = {
            name: sent["parameters"].get(name) if isinstance(value, Secret) else value
            for name, value in request.form.items()
        }
        same = model == sent["parameters"]
        return Cell("the same parameters" if same else f"{sent['parameters']}, not {model}", ())

    def consent(self, change: Callable[[str], str] = str) -> Cell:
        """Start the program, press Accept for it, and hand it the address that this leads to."""

        def accept(url: str) -> str:
            return change(str(self._wire.control.as_user("accept", url=url)["location"]))

        command = [*self._command, "consent"]
        return self._cell(lambda: run_consent(command, self._home, self._environ, accept))

    def same_authorization(self) -> Cell:
        """Compare the address that the program shows with the model's, state apart."""
        module = Path(self._made.program).stem
        code = f"import {module}; print({module}.authorization_url('state-of-this-test'))"
        ran = run([*self._command[:-1], "-c", code], self._home, self._environ)
        model = next(call.request.url for call in calls(self.kit) if call.id == "authorize")
        shown, meant = (dict(parse_qsl(urlsplit(url.strip()).query)) for url in (ran.said, model))
        same = shown == {**meant, "state": "state-of-this-test"}
        return Cell("the same parameters" if same else ran.said, ())

    def self_client(self) -> Cell:
        """Paste a code of the API console into the program, for a client without redirect URI."""
        control = self._wire.control
        record = control.register_client(name="Self Client", client_type="self")
        client = Client(record["client_id"], Secret(record["client_secret"]), "", "self")
        kit = replace(self.kit, client=client, refresh_token=None)
        scope = ",".join(kit.scopes)
        made = control.as_user("self-client-code", client_id=client.client_id, scope=scope)
        folder = self._save("self-client", kit)
        command = [*self._command, "consent"]
        return self._cell(lambda: run(command, folder, self._environ, made["code"]))

    def missing_scope(self) -> Cell:
        """Start it with a refresh token that was granted for something else."""
        client = self.kit.client
        record = {"client_id": client.client_id, "client_secret": client.client_secret.reveal()}
        granted = self._wire.grant(record, scope="AaaServer.profile.READ")
        token = Secret(granted["refresh_token"])
        return self.call("missing-scope", replace(self.kit, refresh_token=token))

    def every_data_center(self) -> Cell:
        """Let the SDK say where it would send requests, for each data center; nothing is sent."""
        kits = {name: replace(self.kit, center=ZOHO[name], practice=False) for name in ZOHO}
        for name, kit in kits.items():
            self._save(name, kit)
        ran = run([*self._command[:-1], *_told(self._made)], self._folder, self._environ)
        found = json.loads(ran.said)
        wrong = [name for name in kits if found[name] != [*addresses(kits[name])]]
        return Cell(f"wrong in {wrong}" if wrong else f"the addresses of all {len(found)}", ())


_PYTHON_PLACES = """
import importlib.util, json
def load(name):
    spec = importlib.util.spec_from_file_location(name, f"{name}/zoho_sdk.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    place = module.ENVIRONMENT
    return [place.url, place.accounts_url, place.file_upload_url]
print(json.dumps({name: load(name) for name in NAMES}))
"""
_NODE_PLACES = """
const told = {};
for (const name of NAMES) {
  const { environment } = await import(`${process.cwd()}/${name}/zoho_sdk.mjs`);
  told[name] = [environment.getUrl(), environment.getAccountsUrl(), environment.getFileUploadUrl()];
}
console.log(JSON.stringify(told));
"""


def _told(made: Generated) -> Sequence[str]:
    names = json.dumps([*ZOHO])
    if made.program.endswith(".py"):
        return ["-c", _PYTHON_PLACES.replace("NAMES", names)]
    return ["--input-type=module", "-e", _NODE_PLACES.replace("NAMES", names)]


def _of_somebody_else(location: str) -> str:
    return location.replace("state=", "state=x")


def _wrong_secret(trial: Trial) -> Cell:
    client = replace(trial.kit.client, client_secret=Secret("not the secret"))
    return trial.call("wrong-secret", replace(trial.kit, client=client))


def _wrong_refresh_token(trial: Trial) -> Cell:
    kit = replace(trial.kit, refresh_token=Secret(WRONG_REFRESH_TOKEN))
    return trial.call("wrong-token", kit)


TRIALS: Mapping[str, Callable[[Trial], Cell]] = {
    "first call": lambda trial: trial.call(),
    "refresh, as the model sends it": lambda trial: trial.same_as_model("refresh"),
    "store": lambda trial: trial.store(),
    "second call": lambda trial: trial.call(),
    "after an hour": lambda trial: trial.after_an_hour(),
    "store after an hour": lambda trial: trial.store(),
    "wrong refresh token": _wrong_refresh_token,
    "wrong secret": _wrong_secret,
    "missing scope": lambda trial: trial.missing_scope(),
    "every data center": lambda trial: trial.every_data_center(),
    "state of somebody else": lambda trial: trial.consent(_of_somebody_else),
    "consent, as the model asks for it": lambda trial: trial.same_authorization(),
    "consent": lambda trial: trial.consent(),
    "exchange, as the model sends it": lambda trial: trial.same_as_model("exchange"),
    "self client": lambda trial: trial.self_client(),
}
"""What is tried, in this order."""


def tried(made: Generated, packages: Path, wire: Wire) -> Iterator[tuple[str, Cell, Cell]]:
    """Yield the name of each trial of a program, what is expected, and what came of it."""
    expected = {**USUAL, **made.more}
    with tempfile.TemporaryDirectory(dir=packages) as folder:
        trial = Trial(made, wire, packages, Path(folder))
        for name, do in TRIALS.items():
            if name in expected:
                yield name, expected[name], do(trial)
