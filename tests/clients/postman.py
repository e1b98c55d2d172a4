"""The Postman collection on practice Zoho, run by Newman with no hand on it.

    python -m tests.clients.postman FOLDER

FOLDER is where `nox -s clients` put `node_modules/`, and tests.clients.table the programs. It
prints a line for each run, and ends with 1 if one went otherwise than it stands here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.clients.run import SECONDS
from tests.flow.practice_process import KEY, Process
from zoho_helpers.data_centers import practice_data_centers
from zoho_helpers.handover.files import save_files
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.postman import COLLECTION, ENVIRONMENT
from zoho_helpers.handover.ways import files_for
from zoho_helpers.redaction import Secret
from zoho_helpers.services import CHECK_CALLS, DEFAULT_SCOPES
from zoho_helpers.settings import Client

CLIENT_ID = "1000.OF.SOMEBODY"
# What a body, a header, JSON, JavaScript or Postman itself could take for something else.
CLIENT_SECRET = "a'b&c=d%25\"e\\g$h`j;k#l+m<n>{o}/p?q*r"
REDIRECT_URI = "http://127.0.0.1:8758/callback?a=1&b=%20+c"

AUTHORIZE, EXCHANGE = "Ask the user for consent", "Exchange the code for tokens"
REFRESH, REVOKE_OLD = "Get a new access token", "End the refresh token, at the older endpoint"

_ASKED, _EXCHANGED = "/oauth/v2/auth: accepted", "/oauth/v2/token: tokens issued"
_BACK = f"{REDIRECT_URI}&state=ours&code=1000.x.y"


class Run(NamedTuple):
    """One run of the collection.

    Attributes:
        name: What it is.
        says: What Newman's output has in it; a run that ends well says nothing particular.
        asks: Path and true reason of each request that reached practice Zoho.
        only: The requests that are sent; none for all.
        variables: What the environment has otherwise than our file.
        accepts: Whether the user accepts at once.
        location: The data center.
    """

    name: str
    says: str
    asks: tuple[str, ...]
    only: tuple[str, ...] = ()
    variables: Mapping[str, str] = {}
    accepts: bool = True
    location: str = "us"


_WHOLE = (
    _ASKED,
    _EXCHANGED,
    _EXCHANGED,
    "/crm/v8/users: ok",
    "/oauth/v2/revoke/token: refresh_token revoked",
    "/oauth/serverinfo: ok",
)

RUNS = (
    Run("from consent to the end of the token", "", _WHOLE),
    Run("the same in Europe", "", _WHOLE, location="eu"),
    Run(
        "the older endpoint by itself",
        "",
        (_ASKED, _EXCHANGED, "/oauth/v2/token/revoke: token revoked"),
        only=(AUTHORIZE, EXCHANGE, REVOKE_OLD),
    ),
    Run(
        "an error with HTTP 200",
        'answered the error "invalid_client_secret" with HTTP 200',
        (_ASKED, "/oauth/v2/token: wrong or missing client secret"),
        variables={"client-secret": "wrong"},
    ),
    Run(
        "nobody has accepted",
        "Copy the whole address",
        ("/oauth/v2/auth: consent page",),
        accepts=False,
    ),
    Run(
        "a state of somebody else",
        "The state is not the one that was sent",
        (),
        only=(EXCHANGE,),
        variables={"state": "theirs", "redirected": _BACK},
    ),
    Run(
        "an accounts server of somebody else",
        "The accounts server in the address is none of Zoho's",
        (),
        only=(EXCHANGE,),
        variables={
            "state": "ours",
            "redirected": f"{_BACK}&accounts-server=https%3A%2F%2Faccounts.zoho.com.evil.example",
        },
    ),
    Run(
        "the user said no",
        "The consent ended with access_denied",
        (),
        only=(EXCHANGE,),
        variables={"state": "ours", "redirected": f"{REDIRECT_URI}&error=access_denied"},
    ),
    Run("nothing to refresh with", "There is no refresh token", (), only=(REFRESH,)),
)


def kit_for(practice_url: str, location: str = "us", check: str = "crm-user") -> Kit:
    """Return what the collection is filled with."""
    client = Client(CLIENT_ID, Secret(CLIENT_SECRET), REDIRECT_URI)
    center = practice_data_centers(practice_url)[location]
    return Kit(center, client, DEFAULT_SCOPES, check=CHECK_CALLS[check], practice=True)


def newman(packages: Path, folder: Path, run: Run) -> tuple[int, str]:
    """Let Newman run the collection of a folder; return its exit code and what it said."""
    command = [str(packages / "node_modules" / ".bin" / "newman"), "run", COLLECTION]
    command += ["--environment", ENVIRONMENT, "--color", "off", "--timeout-request", "20000"]
    command += ["--reporter-cli-no-summary"]
    command += [word for name in run.only for word in ("--folder", name)]
    for name, value in run.variables.items():
        command += ["--env-var", f"{name}={value}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS)
    return done.returncode, " ".join(done.stdout.split())


def difference(packages: Path, run: Run) -> str:
    """Run it on a practice Zoho of its own; say what is not as expected, or nothing."""
    with tempfile.TemporaryDirectory() as place:
        options = ["--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET]
        options += ["--redirect-uri", REDIRECT_URI, *(["--auto-accept"] if run.accepts else [])]
        with Process("--port", "0", "--key", KEY, "--home", place, *options) as practice:
            save_files(Path(place), files_for("postman", kit_for(practice.url, run.location)))
            code, said = newman(packages, Path(place), run)
            asks = tuple(f"{one['path']}: {one['reason']}" for one in practice.control.journal())
    if CLIENT_SECRET in said:
        return "Newman's output shows the client secret"
    as_expected = code == bool(run.says) and run.says in said and asks == run.asks
    return "" if as_expected else f"it ended with {code}, asked {asks}, and said {said[-1500:]}"


def check_schema(packages: Path) -> str:
    """Hold the collection against Postman's schema; return what is wrong, or nothing."""
    text = files_for("postman", kit_for("http://127.0.0.1:8757"))[0].text
    command = ["node", str(packages / "programs" / "postman_schema.mjs")]
    broken = json.dumps({**json.loads(text), "item": [{"request": 5}]})
    refused = subprocess.run(command, input=broken, capture_output=True, text=True)
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if refused.returncode != 1 or not refused.stdout:
        return f"a broken collection was not refused: {refused.stdout}{refused.stderr}"
    return f"{done.stdout}{done.stderr}" if done.returncode else ""


def main(packages: Path) -> int:
    """Make every run, print what came of it, and return the exit code."""
    found = check_schema(packages)
    print(f"Postman's schema: {found or 'followed'}")
    wrong = ["the schema"] if found else []
    for run in RUNS:
        found = difference(packages, run)
        print(f"{run.name}: {found or 'as expected'}", flush=True)
        wrong += [run.name] if found else []
    print(*wrong, f"{len(RUNS)} runs in Newman, {len(wrong)} not as expected.", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
