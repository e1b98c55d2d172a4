"""The generated Python programs on practice Zoho, and literals that Node reads.

What needs other packages than `requests` runs in `tests/clients`.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.conftest import KEY
from tests.flow.handover_programs import (
    Ran,
    environment,
    practice_kit,
    run,
    run_consent,
    save_way,
)
from tests.flow.practice_wire import Wire
from tests.needs import need
from zoho_helpers.handover import python_libraries
from zoho_helpers.handover.calls import calls
from zoho_helpers.handover.from_session import kit_of
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.quoting import js_string
from zoho_helpers.opening import catch_up
from zoho_helpers.redaction import Secret
from zoho_helpers.session import Session
from zoho_helpers.settings import Client
from zoho_helpers.token_endpoint import build_refresh_request

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "with_requests.py"]
AWKWARD = "a b&c=d%e\"f'g$h\\i`j;k#l+ü\n«store»💥"


def call(folder: Path) -> Ran:
    return run(PROGRAM, folder, environment())


def consent(folder: Path, wire: Wire, change: Any = str) -> Ran:
    def accept(url: str) -> str:
        return str(change(wire.control.as_user("accept", url=url)["location"]))

    return run_consent([*PROGRAM, "consent"], folder, environment(), accept)


def kept(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "zoho_secrets.json").read_text("utf-8")))


def secrets_of(kit: Kit) -> list[str]:
    assert kit.refresh_token
    return [kit.client.client_secret.reveal(), kit.refresh_token.reveal()]


@pytest.fixture
def kit(wire: Wire) -> Kit:
    return practice_kit(wire)


@pytest.fixture
def folder(kit: Kit, tmp_path: Path) -> Path:
    return save_way("python", kit, tmp_path / "out")


def test_it_refreshes_once_and_calls(wire: Wire, kit: Kit, folder: Path) -> None:
    before = len(wire.control.journal())
    first, second = call(folder), call(folder)
    assert (first.code, first.said.partition("\n")[0]) == (0, "It works.")
    assert second == first
    asked = [(one["path"], one["reason"]) for one in wire.control.journal()[before:]]
    check = ("/crm/v8/org", "ok")
    assert asked == [("/oauth/v2/token", "tokens issued"), check, check]
    assert not any(secret in first.said for secret in secrets_of(kit))


def test_it_keeps_the_refresh_token_for_its_owner_alone(kit: Kit, folder: Path) -> None:
    call(folder)
    assert kit.refresh_token
    assert kept(folder)["refresh_token"] == kit.refresh_token.reveal()
    assert kept(folder)["access_token"]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.is_file()}
    assert os.name != "posix" or modes == {0o600}


def test_it_sends_what_the_model_says(wire: Wire, kit: Kit, folder: Path) -> None:
    assert kit.refresh_token
    call(folder)
    theirs = wire.control.journal()[-2:]
    request = build_refresh_request(kit.center, kit.client, kit.refresh_token)
    form = {
        name: value.reveal() if isinstance(value, Secret) else value
        for name, value in request.form.items()
    }
    wire.post("/oauth/v2/token", form)
    access_token = kept(folder)["access_token"]
    check = next(one.request.url for one in calls(kit) if one.id == "check")
    wire.call(check.removeprefix(wire.base), access_token)
    for key in ("method", "path", "parameters", "headers"):
        assert [one[key] for one in theirs] == [one[key] for one in wire.control.journal()[-2:]]


def test_consent_brings_a_new_refresh_token(wire: Wire, kit: Kit, tmp_path: Path) -> None:
    folder = save_way("python", replace(kit, refresh_token=None), tmp_path / "new")
    said = call(folder)
    assert (said.code, said.said) == (
        1,
        "There is no refresh token yet. Run: python with_requests.py consent\n",
    )
    before = len(wire.control.journal())
    ran = consent(folder, wire)
    assert ran.code == 0, ran.said
    assert "It works." in ran.said
    paths = [one["path"] for one in wire.control.journal()[before:]]
    assert paths[-2:] == ["/oauth/v2/token", "/crm/v8/org"]
    assert kept(folder)["refresh_token"]
    assert kept(folder)["refresh_token"] not in ran.said
    sent = wire.control.journal()[-2]["parameters"]
    model = next(one.request.form for one in calls(kit) if one.id == "exchange")
    assert {*sent} == {*model}
    for name in ("grant_type", "client_id", "redirect_uri"):
        assert sent[name] == model[name]


def test_a_self_client_pastes_its_code(wire: Wire, tmp_path: Path) -> None:
    record = wire.control.register_client(name="Self Client", client_type="self")
    client = Client(record["client_id"], Secret(record["client_secret"]), "", "self")
    kit = replace(practice_kit(wire), client=client, refresh_token=None)
    folder = save_way("python", kit, tmp_path / "self")
    made = wire.control.as_user(
        "self-client-code", client_id=client.client_id, scope=",".join(kit.scopes)
    )
    ran = run([*PROGRAM, "consent"], folder, environment(), made["code"])
    assert ran.code == 0, ran.said
    assert "It works." in ran.said
    assert made["code"] not in ran.said
    assert "redirect_uri" not in wire.control.journal()[-2]["parameters"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda url: url.replace("state=", "state=x"), "The state is not the one that was sent"),
        (lambda url: url.replace("state=", "s="), "The state is not the one that was sent"),
        (lambda url: url.replace("code=", "error="), "There is no code. Zoho says"),
        (
            lambda url: url.replace("accounts-server=", "accounts-server=https://evil.example&x="),
            "This account lives in another data center",
        ),
    ],
)
def test_a_redirect_that_is_not_the_answer_sends_nothing(
    wire: Wire, folder: Path, change: Any, said: str
) -> None:
    def exchanges() -> int:
        return [one["path"] for one in wire.control.journal()].count("/oauth/v2/token")

    before = exchanges()
    ran = consent(folder, wire, change)
    assert ran.code == 1
    assert said in ran.said
    assert exchanges() == before


@pytest.mark.parametrize("status", [200, 400])
def test_an_error_is_seen_whatever_the_status(wire: Wire, kit: Kit, tmp_path: Path, status: int):
    wire.control.configure(throttle_status=status)
    assert kit.refresh_token
    record = {
        "client_id": kit.client.client_id,
        "client_secret": kit.client.client_secret.reveal(),
    }
    for _ in range(10):
        wire.refresh(record, kit.refresh_token.reveal())
    folder = save_way("python", kit, tmp_path / "throttled")
    assert call(folder) == (1, "Zoho refused with 'Access Denied'.\n")
    assert kept(folder) == {
        "client_secret": kit.client.client_secret.reveal(),
        "refresh_token": kit.refresh_token.reveal(),
    }


def test_a_page_and_silence_are_sentences(wire: Wire, kit: Kit, folder: Path, tmp_path: Path):
    wire.control.next_reply("html-error-page")
    page = call(folder)
    assert page.code == 1
    assert page.said.startswith("Zoho answered HTTP ")
    nobody = replace(kit.center, accounts_url="http://127.0.0.1:9")
    silent = call(save_way("python", replace(kit, center=nobody), tmp_path / "silent"))
    assert silent == (1, "There is no usable answer from Zoho: ConnectionError.\n")


def test_programs_that_start_at_once_refresh_once(wire: Wire, folder: Path) -> None:
    before = len(wire.control.journal())
    with ThreadPoolExecutor(4) as pool:
        assert {ran.code for ran in pool.map(lambda _: call(folder), range(4))} == {0}
    paths = [one["path"] for one in wire.control.journal()[before:]]
    assert paths.count("/oauth/v2/token") == 1
    assert paths.count("/crm/v8/org") == 4


def test_awkward_secrets_arrive_as_they_are(wire: Wire, kit: Kit, tmp_path: Path) -> None:
    client = replace(kit.client, client_secret=Secret(AWKWARD))
    folder = save_way(
        "python", replace(kit, client=client, refresh_token=Secret(AWKWARD)), tmp_path
    )
    assert call(folder).said == "Zoho refused with 'invalid_client_secret'.\n"
    theirs = wire.control.journal()[-1]
    form = {"grant_type": "refresh_token", "client_id": client.client_id}
    wire.post("/oauth/v2/token", {**form, "client_secret": AWKWARD, "refresh_token": AWKWARD})
    assert theirs["parameters"] == wire.control.journal()[-1]["parameters"]


def test_node_reads_every_literal_as_its_value() -> None:
    need("node")
    values = [chr(code) for code in range(0x300)] + ["\u2028\u2029\ufeff", "💥", "\\u0041"]
    values += [AWKWARD, "${process.exit(1)}", "`", "*/", "//", "</script>", "'\"'", "\\", ""]
    program = f"console.log(JSON.stringify([{','.join(map(js_string, values))}]))"
    done = subprocess.run(
        ["node", "--input-type=module"], input=program, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == values


def test_the_authorization_url_has_the_model_s_parameters(kit: Kit, folder: Path) -> None:
    program = "import with_requests as w; print(w.authorization_url('the state'))"
    ran = run([sys.executable, "-c", program], folder, environment())
    ours = next(one.request.url for one in calls(kit) if one.id == "authorize")
    sent, model = (dict(parse_qsl(urlsplit(url.strip()).query)) for url in (ran.said, ours))
    assert sent.pop("state") == "the state"
    assert model.pop("state")
    assert sent == model


def test_the_program_with_the_keeper_works(session: Session, tmp_path: Path) -> None:
    """It refreshes a token whose hour is over, for itself and for whoever comes after."""
    catch_up(session, "token")
    assert session.practice is not None
    session.practice.advance(3601)
    text = python_libraries.keeper(kit_of(session))
    environ = {**os.environ, "ZOHO_HOME": str(session.home.folder)}
    environ |= {"ZOHO_PRACTICE_URL": session.practice.url, "ZOHO_PRACTICE_KEY": KEY}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", text], env=environ, capture_output=True, text=True, cwd=ROOT
        )
        assert done.stdout.startswith("It works."), done.stderr
    grants = [one["parameters"].get("grant_type") for one in session.practice.journal()]
    assert grants.count("refresh_token") == 1
