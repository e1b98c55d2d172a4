"""The bash file walks the flow on practice Zoho, and its journal says what was sent."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings

from tests.flow.practice_wire import Wire
from tests.needs import need
from tests.unit.handover import AWKWARD, CENTERS, kit_of
from zoho_helpers.data_centers import practice_data_centers
from zoho_helpers.handover.calls import Call, calls
from zoho_helpers.handover.commands import SH, files_for
from zoho_helpers.handover.files import save_files
from zoho_helpers.handover.kit import Kit
from zoho_helpers.opening import catch_up
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.services import DEFAULT_SCOPES
from zoho_helpers.session import Session
from zoho_helpers.settings import Client
from zoho_helpers.transcript import WireRequest

AWKWARD_URI = "http://127.0.0.1:8758/callback?a=1&b='\"$HOME`id`\\%25+x"
AWKWARD_SECRET = "a b&c=d%e\"f'g$h\\i`j;k#l+ü"

FUNCTIONS = {
    "exchange": "zoho_exchange",
    "refresh": "zoho_refresh",
    "check": "zoho_check",
    "revoke": "zoho_revoke",
    "revoke-old": "zoho_revoke_old",
    "serverinfo": "zoho_serverinfo",
}


@pytest.fixture(autouse=True)
def programs() -> None:
    need("bash", "curl")


class Shell:
    """A bash that has sourced the file, a new one for each thing to do."""

    def __init__(self, folder: Path, kit: Kit) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        save_files(folder, files_for(kit))

    def do(
        self, program: str, typed: str = "", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in it; `typed` comes in as a person would type it."""
        home = {name: value for name, value in os.environ.items() if name[:5] != "ZOHO_"}
        return subprocess.run(
            ["bash", "-c", f"source ./{SH}\n{program}"],
            input=typed,
            cwd=self.folder,
            env={**home, "LC_ALL": "C.UTF-8", **variables},
            capture_output=True,
            text=True,
            timeout=60,
        )


def kit_on(practice: PracticeControl, location: str, client: Client) -> Kit:
    center = practice_data_centers(practice.url)[location]
    return replace(kit_of(center), client=client, scopes=DEFAULT_SCOPES)


def registered(practice: PracticeControl, location: str = "us") -> Kit:
    fields = Wire(practice, location).register(redirect_uris=[AWKWARD_URI])
    client = Client(fields["client_id"], Secret(fields["client_secret"]), AWKWARD_URI)
    return kit_on(practice, location, client)


WALK = """
zoho_secret <<<"$SECRET" && zoho_authorize >asked && tail -n 1 asked
read -r back
zoho_exchange <<<"$back" && zoho_refresh && zoho_check && zoho_save
ZOHO_REFRESH_TOKEN= && zoho_load && zoho_refresh && zoho_revoke
zoho_refresh
"""


def walk(shell: Shell, kit: Kit, practice: PracticeControl) -> tuple[int, str, str]:
    """Walk from consent to the end of the token; say yes in between."""
    process = subprocess.Popen(
        ["bash", "-c", f"source ./{SH}\n{WALK}"],
        cwd=shell.folder,
        env={**os.environ, "SECRET": kit.client.client_secret.reveal()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    # zoho_secret ends the line that it asked on.
    assert process.stdout.readline() == "\n"
    back = practice.as_user("accept", url=process.stdout.readline().strip())["location"]
    said, wrong = process.communicate(f"{back}\n", timeout=60)
    return process.returncode, said, wrong


@pytest.mark.parametrize("location", ["us", "eu"])
def test_from_consent_to_the_end_of_the_token(practice, tmp_path, location):
    kit = registered(practice, location)
    shell = Shell(tmp_path, kit)
    code, said, wrong = walk(shell, kit, practice)
    journal = practice.journal()
    asked = [
        (one["method"], one["path"], one["reason"]) for one in journal if one["path"][:2] != "/p"
    ]
    token = ("POST", "/oauth/v2/token", "tokens issued")
    assert asked[-6:] == [
        token,
        token,
        ("GET", "/crm/v8/users", "ok"),
        token,
        ("POST", "/oauth/v2/revoke/token", "refresh_token revoked"),
        ("POST", "/oauth/v2/token", "no such refresh token"),
    ]
    # The last refresh is one that cannot work: Zoho says so with HTTP 200.
    assert (code, wrong) == (1, "Zoho answered invalid_code with HTTP 200.\n")
    assert "The access token works." in said
    assert "1000." not in said
    assert stat.S_IMODE((tmp_path / "zoho-refresh-token").stat().st_mode) == 0o600


def test_a_token_that_was_kept_is_replaced_by_one_that_only_i_can_read(practice, tmp_path):
    shell = Shell(tmp_path, registered(practice))
    file = tmp_path / "zoho-refresh-token"
    file.write_text("old")
    file.chmod(0o644)
    shell.do("zoho_save", ZOHO_REFRESH_TOKEN="new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o600)


# The same parameters as ours


def filled(request: WireRequest, values: Mapping[str, str]) -> WireRequest:
    """Put real secrets where the stand-ins are."""

    def real(secret: Secret) -> Secret:
        return Secret(values[secret.reveal().strip("()")])

    form = {n: real(v) if isinstance(v, Secret) else v for n, v in request.form.items()}
    return replace(
        request,
        form=form,
        access_token=real(request.access_token) if request.access_token else None,
        basic=(request.basic[0], real(request.basic[1])) if request.basic else None,
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_sends_what_we_send(session: Session, tmp_path: Path, name: str) -> None:
    catch_up(session, "token")
    assert session.practice is not None
    assert session.token is not None
    client = replace(session.client, client_secret=Secret(AWKWARD_SECRET))
    kit = replace(kit_on(session.practice, "us", client), scopes=session.token.scopes)
    values = dict.fromkeys(["client_secret", "code", "refresh_token"], AWKWARD_SECRET)
    values["access_token"] = session.token.access_token.reveal()
    call: Call = next(call for call in calls(kit) if call.id == name)
    session.transport.send(filled(call.request, values))
    typed = f"{client.redirect_uri}?state=ours&code={quote(AWKWARD_SECRET, safe='')}&\n"
    variables = {f"ZOHO_{key.upper()}": value for key, value in values.items()}
    Shell(tmp_path / "files", kit).do(FUNCTIONS[name], typed, ZOHO_STATE="ours", **variables)
    ours, theirs = session.practice.journal()[-2:]
    for key in ("method", "path", "data_center", "parameters", "headers"):
        assert theirs[key] == ours[key]


# What is refused


BACK = f"{AWKWARD_URI}&state=ours&code=1000.x.y"


@pytest.mark.parametrize(
    ("typed", "state", "says"),
    [
        (BACK, "theirs", "The state is not the one that was sent"),
        (BACK, "", "The state is not the one that was sent"),
        (BACK.replace("ours", ""), "", "The state is not the one that was sent"),
        (f"{BACK}&accounts-server=https%3A%2F%2Fzoho.evil.example", "ours", "none of Zoho's"),
        (f"{BACK}&accounts-server=https%3A%2F%2Faccounts.zoho.com%20x", "ours", "none of Zoho's"),
    ],
)
def test_an_answer_that_is_not_ours_sends_nothing(practice, tmp_path, typed, state, says):
    shell = Shell(tmp_path, registered(practice))
    before = len(practice.journal())
    done = shell.do("zoho_exchange", f"{typed}\n", ZOHO_STATE=state, ZOHO_CLIENT_SECRET="s")
    assert (done.returncode, len(practice.journal())) == (1, before)
    assert says in done.stderr


def test_the_token_request_goes_to_the_data_center_that_the_redirect_names(practice, tmp_path):
    kit = registered(practice)
    typed = f"{BACK}&accounts-server={quote(f'{practice.url}/in', safe='')}&\n"
    Shell(tmp_path, kit).do("zoho_exchange", typed, ZOHO_STATE="ours", ZOHO_CLIENT_SECRET="s")
    assert practice.journal()[-1]["data_center"] == "in"


def test_an_api_domain_of_somebody_else_does_not_get_the_access_token(practice, tmp_path):
    shell = Shell(tmp_path, registered(practice))
    body = '{"access_token":"t","api_domain":"https://evil.example"}\n200'
    done = shell.do(f"zoho_take '{body}' && echo $ZOHO_API_DOMAIN")
    assert done.stdout.split("\n")[1] == practice.url


def test_no_list_of_processes_shows_a_secret(tmp_path):
    shell = Shell(tmp_path, kit_of(CENTERS[0]))
    names = ("CLIENT_SECRET", "REFRESH_TOKEN", "ACCESS_TOKEN")
    secrets = {f"ZOHO_{name}": f"canary-{name}" for name in names}
    words = "curl() { printf '%s\\n' \"$@\"; } >>words"
    everything = "\n".join([words, *FUNCTIONS.values()])
    shell.do(everything, "http://a.example/?state=s&code=canary\n", ZOHO_STATE="s", **secrets)
    said = (tmp_path / "words").read_text()
    assert said.count("--data-urlencode") >= 10
    assert "canary" not in said


# Whatever is in a value


SPY = """
curl() {
  local word
  for word in "$@"; do
    case $word in
      *@/dev/fd/*) printf '%s=' "${word%%@*}"; cat "${word#*@}" ;;
      *) printf %s "$word" ;;
    esac
    printf '\\0'
  done >sent
}
zoho_exchange
"""


def as_redirect_uri(text: str) -> str:
    """Return a redirect URI with as much of a text in it as one can have."""
    return "http://a.example/?" + re.sub(r"[\s#]", "", text)


@settings(max_examples=40, deadline=None)
@given(secret=AWKWARD, setting=AWKWARD)
def test_every_value_reaches_curl_as_itself(tmp_path_factory, secret, setting):
    shell = Shell(tmp_path_factory.mktemp("files"), kit_of(CENTERS[0]))
    client = Client("1000.MINE", Secret("unused"), as_redirect_uri(setting))
    save_files(shell.folder, files_for(replace(kit_of(CENTERS[0]), client=client)), overwrite=True)
    typed = f"http://a.example/?state=ours&code={quote(secret.rstrip(), safe='')}\n"
    done = shell.do(SPY, typed, ZOHO_STATE="ours", ZOHO_CLIENT_SECRET=secret)
    assert "command not found" not in done.stderr
    sent = (shell.folder / "sent").read_bytes().decode().split("\0")
    assert f"client_secret={secret}" in sent
    assert f"code={secret.rstrip()}" in sent
    assert f"redirect_uri={client.redirect_uri}" in sent
