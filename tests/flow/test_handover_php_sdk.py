"""The files for Zoho's PHP SDK, run on a stand-in for the SDK's public classes, not on the SDK."""

from __future__ import annotations

import csv
import json
import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.needs import need
from zoho_helpers.data_centers import ZOHO, practice_data_centers
from zoho_helpers.handover import php_sdk
from zoho_helpers.handover.files import save_files
from zoho_helpers.handover.kit import Kit
from zoho_helpers.redaction import Secret
from zoho_helpers.services import DEFAULT_SCOPES
from zoho_helpers.settings import Client

STAND_IN = Path(__file__).with_name("php_sdk") / "autoload.php"
CLIENT = Client("1000.ID", Secret("the-secret"), "http://127.0.0.1:8758/callback")
COLUMNS = "id,user_name,client_id,client_secret,refresh_token,access_token,grant_token,expiry_time"
SDK_KNOWS = ("us", "eu", "in", "cn", "au", "jp", "ca", "sa")


def kit_of(location: str, practice: bool = False) -> Kit:
    centers = practice_data_centers("http://127.0.0.1:8757") if practice else ZOHO
    token = Secret("1000.the.token")
    return Kit(centers[location], CLIENT, DEFAULT_SCOPES, refresh_token=token, practice=practice)


class Run:
    """One run of `php zoho.php`, with any warning of PHP an error.

    Attributes:
        folder: The folder that it ran in.
        code: Its exit code.
        said: What it printed.
        calls: What it asked of the SDK.
    """

    def __init__(self, folder: Path, kit: Kit, scenario: str = "good") -> None:
        need("php")
        self.folder = folder
        save_files(folder, php_sdk.files_for(kit), overwrite=True)
        (folder / "vendor").mkdir(exist_ok=True)
        shutil.copy(STAND_IN, folder / "vendor")
        command = ["php", "-d", "error_reporting=-1", "-d", "display_errors=stderr", "zoho.php"]
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            env={**os.environ, "SCENARIO": scenario},
        )
        self.code, self.said = done.returncode, done.stdout + done.stderr
        assert "Warning" not in self.said
        assert "Deprecated" not in self.said
        self.calls: list[list[Any]] = json.loads((folder / "calls.json").read_text())


def test_the_sdk_is_started_with_the_settings_and_asked_once(tmp_path: Path) -> None:
    run = Run(tmp_path, kit_of("eu"))
    store = str(tmp_path / "sdk_tokens.txt")
    config = {"sslVerification": True, "connectionTimeout": 5, "timeout": 20}
    given = {"clientId": "1000.ID", "clientSecret": "the-secret", "refreshToken": "1000.the.token"}
    assert (run.code, run.said) == (0, "Practice Ltd\n")
    assert run.calls == [
        ["OAuthBuilder", {**given, "findUser": False}],
        ["FileStore", store, {"mode": "600", "locked": True}],
        ["initialize", "EU", {**config, "updateAPIDomain": True}],
        ["generateToken"],
        ["getOrganization"],
    ]


@pytest.mark.parametrize("practice", [False, True])
@pytest.mark.parametrize("location", ZOHO)
def test_it_goes_to_the_readers_data_center(location: str, practice: bool, tmp_path: Path) -> None:
    kit = kit_of(location, practice)
    _, environment, config = Run(tmp_path, kit).calls[2]
    if practice or location not in SDK_KNOWS:
        assert environment == [kit.center.api_domain, kit.center.token_url, kit.center.api_domain]
        assert config["updateAPIDomain"] is False, "or it would follow a reply out of there"
    else:
        assert environment == location.upper()


def test_the_token_file_is_closed_to_others_and_in_the_sdks_columns(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        run = Run(tmp_path, kit_of("eu"))
    finally:
        os.umask(old)
    for name in ("sdk_tokens.txt", "sdk_tokens.txt.lock", "config.php"):
        assert stat.S_IMODE((run.folder / name).stat().st_mode) == 0o600
    header, row = csv.reader((run.folder / "sdk_tokens.txt").read_text().splitlines())
    assert ",".join(header).startswith(COLUMNS)
    assert f"    {','.join(header)}\n" in (run.folder / "HISTORY.md").read_text()
    assert row[header.index("refresh_token")] == "1000.the.token"


def test_a_store_that_is_there_is_kept(tmp_path: Path) -> None:
    first = Run(tmp_path, kit_of("eu"))
    kept = (first.folder / "sdk_tokens.txt").read_text()
    second = Run(tmp_path, kit_of("eu"))
    assert (second.folder / "sdk_tokens.txt").read_text().startswith(kept)


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ("invalid_code", "The refresh token is wrong"),
        ("invalid_client", "does not know the client id"),
        ("invalid_client_secret", "client secret does not belong"),
        ("Access Denied", "wait ten minutes"),
        ("refused", "ZohoCRM.org.READ"),
        ("a web page", "Try again in a few minutes"),
        ("could not send the-secret with 1000.the.token", "(secret) with (secret)"),
    ],
)
def test_an_error_says_what_to_do_and_no_secret(tmp_path: Path, scenario: str, said: str) -> None:
    run = Run(tmp_path, kit_of("eu"), scenario)
    assert (run.code, said in run.said) == (1, True), run.said
    assert "the-secret" not in run.said
    assert "1000.the.token" not in run.said
    assert "Stack trace" not in run.said


def test_it_names_the_sdk_and_every_extension_that_it_needs() -> None:
    files = {file.name: file.text for file in php_sdk.files_for(kit_of("eu"))}
    assert json.loads(files["composer.json"])["require"] == {
        "php": ">=8.1",
        "ext-curl": "*",
        "ext-json": "*",
        "ext-mbstring": "*",
        "zohocrm/php-sdk-8.0": "^5.0",
    }
