"""Other people's OAuth clients on practice Zoho, none of them changed for it: who can do what.

    python -m tests.clients.table FOLDER

FOLDER is where `nox -s clients` put the clients: `python/` and `node_modules/`. It prints the table
and ends with 1 if a cell differs from what stands here. A cell is what the client made of Zoho's
answer, beside the requests that reached practice Zoho: what a client cannot do is a cell, too.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from tests.clients.generated import PROGRAMS as PROGRAMS_OF_WAYS
from tests.clients.generated import tried as tried_as_made
from tests.clients.postman import kit_for
from tests.clients.run import WRONG_CODE, Cell, Program, Trial
from tests.flow.practice_process import KEY, Process
from tests.flow.practice_wire import Wire
from zoho_helpers.handover.ways import files_for

PROGRAMS = Path(__file__).parent / "programs"
NONCE = "n-of-this-sign-in"

_TOKEN, _CRM = "/oauth/v2/token", "/crm/v8/users: ok"
_ISSUED = (f"{_TOKEN}: tokens issued",)
_WRONG_CODE, _WRONG_SECRET = f"{_TOKEN}: no such code", f"{_TOKEN}: wrong or missing client secret"
_THROTTLED = (f"{_TOKEN}: refresh limit reached",)
_USER = "robin@practice-us.example"
_BOTH, _ACCESS, _SILENT = "access token and refresh token", "access token", "no error, no token"

USUAL: Mapping[str, Cell] = {
    "exchange": Cell(_BOTH, _ISSUED),
    "user info": Cell(_USER, ("/oauth/user/info: ok",)),
    "refresh": Cell(_BOTH, _ISSUED),
    "revoke": Cell("revoked", ("/oauth/v2/revoke/token: refresh_token revoked",)),
    "wrong code": Cell("error: *invalid_code*", (_WRONG_CODE,)),
    "wrong secret": Cell("error: *invalid_client_secret*", (_WRONG_SECRET,)),
    "throttled": Cell("error: *Access Denied*", _THROTTLED),
    "throttled, HTTP 200": Cell("error: *Access Denied*", _THROTTLED),
}
"""Column -> what most clients do."""

_NO_TOKEN = 'error: *"access_token" property must be a string'
_SIGNED_IN = Cell(
    f"signed in {_USER}",
    (
        "/.well-known/openid-configuration: ok",
        *_ISSUED,
        "/oauth/v2/keys: ok",
        "/oauth/v2/userinfo: ok",
    ),
)


class Client(NamedTuple):
    """A client, what runs its program, and what it does otherwise than most."""

    name: str
    program: str
    differs: Mapping[str, Cell]


CLIENTS = (
    Client(
        "zohocrmsdk8-0",
        "zoho_sdk.py",
        {
            "user info": Cell(_USER, (_CRM,)),
            # With a file as its store it finds nothing to revoke, and sends nothing.
            "revoke": Cell("revoke() is False", _ISSUED),
        },
    ),
    Client(
        "@zohocrm/nodejs-sdk-8.0",
        "zoho_sdk.mjs",
        {
            "user info": Cell(_USER, (_CRM,)),
            # It fails before it would send anything.
            "revoke": Cell("error: *CreateListFromArrayLike*", _ISSUED),
        },
    ),
    Client("requests-oauthlib", "with_requests_oauthlib.py", {}),
    Client("Authlib", "with_authlib.py", {}),
    Client(
        "simple-oauth2",
        "simple_oauth2.mjs",
        {
            "user info": Cell("not offered, only expired refresh revoke revokeAll toJSON", ()),
            "refresh": Cell(_ACCESS, _ISSUED),
            # Trouble that comes with HTTP 200 is none to it.
            "wrong code": Cell(_SILENT, (_WRONG_CODE,)),
            "wrong secret": Cell(_SILENT, (_WRONG_SECRET,)),
            "throttled, HTTP 200": Cell(_SILENT, _THROTTLED),
        },
    ),
    Client(
        "openid-client",
        "openid_client.mjs",
        {
            "user info": Cell('error: *"sub" property must be a string', USUAL["user info"].asks),
            "refresh": Cell(_ACCESS, _ISSUED),
            "revoke": Cell("revoked", ("/oauth/v2/token/revoke: token revoked",)),
            "wrong code": Cell(_NO_TOKEN, (_WRONG_CODE,)),
            "wrong secret": Cell(_NO_TOKEN, (_WRONG_SECRET,)),
            "throttled, HTTP 200": Cell(_NO_TOKEN, _THROTTLED),
            # Zoho's header names no `kid`; this client takes the key if there is only one.
            "sign-in": _SIGNED_IN,
            "sign-in, standard header": _SIGNED_IN,
            "revoke at the current endpoint": Cell(
                "error: *invalid_client",
                ("/oauth/v2/revoke/token: client not signed in by HTTP Basic",),
            ),
            # It encodes the dot of a client id as %2E, as RFC 6749 wants it of HTTP Basic.
            "the same with HTTP Basic": Cell(
                "error: *invalid_client", ("/oauth/v2/revoke/token: wrong id or secret",)
            ),
            # Zoho's device flow wants a grant_type at its first step, which RFC 8628 does not send.
            "device by RFC 8628": Cell(
                'error: *"device_code" property must be a string',
                ("/oauth/v3/device/code: grant_type is not device_request",),
            ),
        },
    ),
    Client("Newman, with our Postman collection", "with_newman.mjs", {}),
    Client("curl", "with_curl.py", {"refresh": Cell(_ACCESS, _ISSUED)}),
    Client("PHP's curl", "with_php.php", {"refresh": Cell(_ACCESS, _ISSUED)}),
)


def _throttled(trial: Trial, status: int) -> Cell:
    trial.wire.control.configure(throttle_status=status)
    cell = trial.do("refresh", refresh_token=trial.exhausted())
    trial.wire.control.configure(throttle_status=400)
    return cell


def _wrong_code(trial: Trial) -> Cell:
    given = trial.consent()
    wrong = given["redirected"].replace(given["code"], WRONG_CODE)
    return trial.do("exchange", code=WRONG_CODE, redirected=wrong)


def _sign_in(trial: Trial, standard: bool) -> Cell:
    trial.wire.control.configure(standard_id_token_header=standard)
    given = trial.consent(scope="openid,email,profile", nonce=NONCE)
    return trial.do("sign-in", nonce=NONCE, **given)


def _device(trial: Trial) -> Cell:
    device = trial.wire.control.register_client(
        name="Box", homepage_url="http://a.example", client_type="device"
    )
    named = {name: device[name] for name in ("client_id", "client_secret")}
    return trial.do("device by RFC 8628", scope="AaaServer.profile.READ", **named)


TRIALS: Mapping[str, Callable[[Trial], Cell]] = {
    "exchange": lambda trial: trial.do("exchange", **trial.consent()),
    "user info": lambda trial: trial.do("user info"),
    "refresh": lambda trial: trial.do("refresh"),
    "wrong code": _wrong_code,
    "wrong secret": lambda trial: trial.do(
        "exchange", **trial.consent(), client_secret="not the secret"
    ),
    "throttled": lambda trial: _throttled(trial, 400),
    "throttled, HTTP 200": lambda trial: _throttled(trial, 200),
    "sign-in": lambda trial: _sign_in(trial, standard=False),
    "sign-in, standard header": lambda trial: _sign_in(trial, standard=True),
    "device by RFC 8628": _device,
    "revoke at the current endpoint": lambda trial: trial.do("revoke at the current endpoint"),
    "the same with HTTP Basic": lambda trial: trial.do("the same with HTTP Basic"),
    "revoke": lambda trial: trial.do("revoke"),
}
"""What is tried, in this order: who revoked has nothing left to try with."""


def command(program: str, folder: Path) -> list[str]:
    """Return what starts a program: of Python without the packages of these tests."""
    starts = {".py": [sys.executable, "-S"], ".mjs": ["node"], ".php": ["php"]}
    return [*starts[Path(program).suffix], str(folder / "programs" / program)]


def tried(client: Client, folder: Path, practice: Process) -> dict[str, Cell]:
    """Run every trial that has a cell for this client."""
    practice.control.reset()
    program = Program(command(client.program, folder), folder / "python")
    trial = Trial(program, Wire(practice.control))
    return {name: do(trial) for name, do in TRIALS.items() if name in USUAL | dict(client.differs)}


def differences(client: Client, found: Mapping[str, Cell]) -> Iterator[str]:
    """Yield a line for each cell that is not as it stands above."""
    for name, expected in {**USUAL, **client.differs}.items():
        cell = found[name]
        if not fits(expected, cell):
            yield f"{client.name}, {name}:\n  expected {expected}\n  found    {cell}"


def generated(folder: Path, practice: Process) -> Iterator[tuple[list[str], str]]:
    """Yield a row for each trial of the files that `handover` makes, and what is wrong with it."""
    for made in PROGRAMS_OF_WAYS:
        practice.control.reset()
        for name, expected, cell in tried_as_made(made, folder, Wire(practice.control)):
            differs = f"{made.program}, {name}:\n  expected {expected}\n  found    {cell}"
            yield [made.program, name, cell.says], "" if fits(expected, cell) else differs


def fits(expected: Cell, cell: Cell) -> bool:
    """Say whether a cell is as it should be; `*` in an expectation stands for any text."""
    return fnmatchcase(cell.says, expected.says) and cell.asks == expected.asks


def line(cells: list[str]) -> str:
    """Return a line of the table; a long cell is cut."""
    return "| " + " | ".join(cell.replace("|", "\\|")[:72] for cell in cells) + " |"


def main(folder: Path) -> int:
    """Try every client, print what came of it, and return the exit code."""
    shutil.copytree(PROGRAMS, folder / "programs", dirs_exist_ok=True)
    print(line(["client", *USUAL]), line(["---"] * (len(USUAL) + 1)), sep="\n")
    cells, wrong, others = 0, [], [line(["client", "tried besides", "outcome"]), line(["---"] * 3)]
    with (
        tempfile.TemporaryDirectory() as home,
        Process("--port", "0", "--key", KEY, "--home", home) as practice,
    ):
        collection, _ = files_for("postman", kit_for(practice.url, check="user-info"))
        (folder / "programs" / collection.name).write_text(collection.text)
        for client in CLIENTS:
            found = tried(client, folder, practice)
            print(line([client.name, *(found[name].says for name in USUAL)]), flush=True)
            besides = [(name, cell.says) for name, cell in found.items() if name not in USUAL]
            others += [line([client.name, *both]) for both in besides]
            wrong += differences(client, found)
            cells += len(found)
        others += ["", line(["files of handover", "tried", "outcome"]), line(["---"] * 3)]
        for row, differs in generated(folder, practice):
            others.append(line(row))
            wrong += [differs] if differs else []
            cells += 1
    print("", *others, "", *wrong, f"{cells} cells, {len(wrong)} not as expected.", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
