"""The files for Zoho's Python and Node SDKs and for Python libraries: what stands in them."""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import ACCESS, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, REFRESH
from zoho_helpers.data_centers import ZOHO, practice_data_centers
from zoho_helpers.errors import InputError, StoreError
from zoho_helpers.handover import node_sdk, python_libraries, python_sdk
from zoho_helpers.handover.calls import calls
from zoho_helpers.handover.crm_sdk import UPLOAD_URLS, addresses, place_of
from zoho_helpers.handover.files import File, save_files
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.quoting import js_string, python_string
from zoho_helpers.handover.template import fill
from zoho_helpers.redaction import Secret
from zoho_helpers.services import DEFAULT_SCOPES
from zoho_helpers.settings import Client

CLIENT = Client(CLIENT_ID, Secret(CLIENT_SECRET), REDIRECT_URI)
KIT = Kit(
    center=ZOHO["eu"],
    client=CLIENT,
    scopes=DEFAULT_SCOPES,
    refresh_token=Secret(REFRESH),
    access_token=Secret(ACCESS),
)
SELF = replace(KIT, client=Client(CLIENT_ID, Secret(CLIENT_SECRET), "", "self"))
MODULES = {
    module.__name__.rpartition(".")[2]: module
    for module in (python_sdk, node_sdk, python_libraries)
}
PINS = Path(__file__).parents[1] / "clients"

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
CODE_LIKE = "' \" \\ \\' ${x} `x` %s {0} «store» */ # ü 💥 \"\"\" ''' </script> 1e3 null a,b \0"
AWKWARD = ANY_TEXT | st.sampled_from([*CODE_LIKE.split(" "), "\n", "\r", "\u2028"])


def text_of(files: tuple[File, ...], name: str) -> str:
    return next(file.text for file in files if file.name == name)


def kit_with(**values: str) -> Kit:
    """Return a kit with other values in its client, and as its refresh token."""
    refresh = values.pop("refresh_token", REFRESH)
    if "client_secret" in values:
        values["client_secret"] = Secret(values["client_secret"])  # type: ignore[assignment]
    return replace(KIT, client=replace(CLIENT, **values), refresh_token=Secret(refresh))


# What all of them have in common


@pytest.mark.parametrize("kit", [KIT, SELF], ids=["server", "self"])
@pytest.mark.parametrize("name", MODULES)
def test_secrets_stand_in_the_private_file_only(name: str, kit: Kit) -> None:
    files = MODULES[name].files_for(kit)
    private = [file for file in files if file.private]
    assert len(private) == 1
    assert CLIENT_SECRET in private[0].text
    assert REFRESH in private[0].text
    shared = "".join(file.text for file in files if not file.private)
    assert not any(secret in shared for secret in (CLIENT_SECRET, REFRESH, ACCESS))


@pytest.mark.parametrize("name", MODULES)
def test_every_file_is_for_its_owner_alone(name: str, tmp_path: Path) -> None:
    paths = save_files(tmp_path / "new" / "folder", MODULES[name].files_for(KIT))
    assert {path.name for path in paths} == {file.name for file in MODULES[name].files_for(KIT)}
    assert os.name != "posix" or {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX")
def test_a_closed_folder_is_a_sentence(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    files = python_sdk.files_for(KIT)
    request.getfixturevalue("unprivileged")
    for folder in (closed, closed / "below"):
        with pytest.raises(StoreError, match="cannot be written: Permission denied"):
            save_files(folder, files)


@pytest.mark.parametrize("kit", [KIT, SELF], ids=["server", "self"])
@pytest.mark.parametrize("name", MODULES)
def test_programs_can_be_read_and_compiled(name: str, kit: Kit) -> None:
    for file in MODULES[name].files_for(kit):
        assert max(map(len, file.text.splitlines())) <= 100 or file.private
        assert not re.search("[«»]", file.text), file.name
        if file.name.endswith(".py"):
            compile(file.text, file.name, "exec")


@pytest.mark.parametrize("name", MODULES)
def test_the_next_steps_name_files_that_are_there(name: str) -> None:
    names = {file.name for file in MODULES[name].files_for(KIT)}
    named = set(re.findall(r"\b\w+\.(?:py|mjs|txt)\b", " ".join(MODULES[name].NEXT)))
    assert named
    assert named <= names


def test_the_pins_are_those_that_the_clients_are_tried_with() -> None:
    tried = (PINS / "requirements.txt").read_text("utf-8").splitlines()
    for module in (python_sdk, python_libraries):
        pins = text_of(module.files_for(KIT), "requirements.txt").splitlines()[1:]
        assert pins
        assert [pin for pin in pins if pin not in tried] == []
    package = json.loads(text_of(node_sdk.files_for(KIT), "package.json"))
    tried_with = json.loads((PINS / "package.json").read_text("utf-8"))["dependencies"]
    assert package["dependencies"].items() <= tried_with.items()


def test_a_template_wants_all_of_its_places_and_no_others() -> None:
    for values in ({}, {"store": "x", "more": "y"}):
        with pytest.raises(ValueError, match="has other places"):
            fill("zoho_sdk.py", **values)


# Quoting


@given(AWKWARD)
def test_a_python_literal_is_the_value_on_one_line(value: str) -> None:
    literal = python_string(value)
    assert ast.literal_eval(literal) == value
    assert len(literal.splitlines()) == 1
    assert literal.isascii()


@given(AWKWARD)
def test_a_javascript_literal_is_the_value_on_one_line(value: str) -> None:
    literal = js_string(value)
    assert json.loads(literal) == value
    assert len(literal.splitlines()) == 1
    assert literal.isascii()


# The SDKs' token stores


def python_row(kit: Kit, path: Path) -> dict[str, str]:
    """Read the store as the SDK does: as CSV, from a file opened as text."""
    path.write_bytes(python_sdk.token_store(kit).encode())
    with path.open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    assert len(rows) == 1
    return dict(zip(head, rows[0], strict=True))


def node_row(kit: Kit, _: Path) -> dict[str, str]:
    """Read the store as the SDK does: split at line breaks and commas, nothing unquoted."""
    head, row, end = (line.split(",") for line in node_sdk.token_store(kit).split("\n"))
    assert end == [""]
    return dict(zip(head, row, strict=True))


READ: dict[str, Callable[[Kit, Path], dict[str, str]]] = {"python": python_row, "node": node_row}
NINTH = {"python": "redirect_uri", "node": "redirect_url"}


@pytest.mark.parametrize("sdk", READ)
def test_the_store_has_the_columns_of_the_sdk(sdk: str, tmp_path: Path) -> None:
    row = READ[sdk](KIT, tmp_path / "store")
    assert row == {
        "id": "1",
        "user_name": "",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "refresh_token": REFRESH,
        # None yet, so that the first call refreshes.
        "access_token": "",
        "grant_token": "",
        "expiry_time": "",
        NINTH[sdk]: REDIRECT_URI,
        "api_domain": "https://www.zohoapis.eu",
    }
    assert list(row)[8] == NINTH[sdk]


@pytest.mark.parametrize("sdk", READ)
@given(data=st.data())
def test_the_store_gives_back_any_value_or_refuses_it(
    sdk: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    names = ("client_id", "client_secret", "refresh_token")
    values = {name: data.draw(AWKWARD, name) for name in names}
    path = tmp_path_factory.getbasetemp() / "any-store"
    signs = {"python": "\r\0", "node": ",\n"}[sdk]
    if any(sign in value for sign in signs for value in values.values()):
        with pytest.raises(InputError, match="would change"):
            READ[sdk](kit_with(**values), path)
    else:
        row = READ[sdk](kit_with(**values), path)
        assert {name: row[name] for name in names} == values


@pytest.mark.parametrize(
    ("module", "field", "value", "said"),
    [
        (python_sdk, "refresh_token", "a\rb", "Your refresh token has a carriage return in it"),
        (python_sdk, "client_id", "a\0b", "Your client id has a zero byte in it"),
        (node_sdk, "client_secret", "hidden,part", "Your client secret has a comma in it"),
        (node_sdk, "client_secret", "a\nb", "Your client secret has a line break in it"),
        (node_sdk, "redirect_uri", "http://a.example/,", "Your redirect uri has a comma in it"),
    ],
)
def test_what_a_store_would_change_is_a_sentence(
    module: Any, field: str, value: str, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        module.files_for(kit_with(**{field: value}))
    assert str(caught.value).startswith(said)
    assert caught.value.field == field
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("module", [python_sdk, node_sdk])
def test_without_a_refresh_token_there_is_nothing_to_seed(module: Any) -> None:
    with pytest.raises(InputError, match="no refresh token"):
        module.files_for(replace(KIT, refresh_token=None))


def test_the_access_token_goes_to_the_table_s_host_and_not_to_what_a_reply_named() -> None:
    kit = replace(KIT, api_domain="https://www.zohoapis.example")
    for module in (python_sdk, node_sdk):
        assert not any("zohoapis.example" in file.text for file in module.files_for(kit))


# Data centers


@pytest.mark.parametrize("location", ZOHO)
@pytest.mark.parametrize(
    ("module", "name", "build"),
    [
        (python_sdk, "zoho_sdk.py", "DataCenter.Environment"),
        (node_sdk, "zoho_sdk.mjs", "DataCenter.setEnvironment"),
    ],
    ids=["python", "node"],
)
def test_every_data_center_has_an_environment(
    module: Any, name: str, build: str, location: str
) -> None:
    center = ZOHO[location]
    program = text_of(module.files_for(replace(KIT, center=center)), name)
    own_class = f"{location.upper()}DataCenter.PRODUCTION()"
    if location in UPLOAD_URLS and (name, location) != ("zoho_sdk.mjs", "sa"):
        assert f"= {own_class}" in program
        assert build not in program
    else:
        found = re.search(rf"= {re.escape(build)}\((.*?)\)", program, re.S)
        assert found
        upload = UPLOAD_URLS.get(location, center.api_domain)
        assert ast.literal_eval(f"[{found[1]}]") == [center.api_domain, center.token_url, upload]
        assert own_class not in program
        assert f"no name for the data center of {center.country}" in program
    documented = location in UPLOAD_URLS
    assert ("Zoho documents no such server there" in program) is not documented


@pytest.mark.parametrize("location", ZOHO)
def test_in_practice_every_address_is_practice_zoho_s(location: str) -> None:
    centers = practice_data_centers("http://127.0.0.1:8757")
    kit = replace(KIT, center=centers[location], practice=True)
    assert all(url.startswith("http://127.0.0.1:8757") for url in addresses(kit))
    for module, name in ((python_sdk, "zoho_sdk.py"), (node_sdk, "zoho_sdk.mjs")):
        program = text_of(module.files_for(kit), name)
        assert "https://" not in program
        assert "Practice Zoho: API, token endpoint" in program


@given(AWKWARD)
def test_addresses_are_quoted(url: str) -> None:
    center = replace(ZOHO["uk"], api_domain=url)
    place = place_of(replace(KIT, center=center), (), "build", python_string)
    call = ast.parse(place.expression, mode="eval").body
    assert isinstance(call, ast.Call)
    given_urls = [ast.literal_eval(argument) for argument in call.args]
    assert given_urls == [url, center.token_url, UPLOAD_URLS.get("uk", url)]


# Python libraries


def settings_of(kit: Kit) -> dict[str, Any]:
    """Run the shared module as a program would import it."""
    scope: dict[str, Any] = {"__file__": __file__, "__name__": "zoho_settings"}
    exec(python_libraries.settings(kit), scope)
    return scope


@pytest.mark.parametrize("location", ZOHO)
def test_the_programs_send_what_the_model_says_to_every_data_center(location: str) -> None:
    kit = replace(KIT, center=ZOHO[location])
    flow = {call.id: call.request for call in calls(kit)}
    ours = settings_of(kit)
    assert ours["TOKEN_URL"] == flow["exchange"].url == flow["refresh"].url
    assert ours["CHECK_URL"] == flow["check"].url
    assert flow["authorize"].url.startswith(ours["AUTHORIZE_URL"] + "?")
    assert ours["SCOPE"] == ",".join(DEFAULT_SCOPES)
    assert ours["CLIENT_ID"] == flow["exchange"].form["client_id"]
    assert ours["REDIRECT_URI"] == flow["exchange"].form["redirect_uri"]
    assert ours["ON_THIS_MACHINE"] is False


def test_a_self_client_has_no_redirect_uri_and_asks_for_no_consent() -> None:
    ours = settings_of(SELF)
    assert ours["REDIRECT_URI"] is None
    assert (ours["SCOPE"], ours["ZOHO_PARAMETERS"]) == (None, {})
    assert next(iter(calls(SELF))).id == "exchange"


@given(AWKWARD, AWKWARD)
def test_awkward_settings_are_values_and_no_code(client_id: str, path: str) -> None:
    center = replace(ZOHO["eu"], accounts_url=f"https://a.example/{path}")
    kit = replace(SELF, client=replace(SELF.client, client_id=client_id), center=center)
    tree = ast.parse(python_libraries.settings(kit))
    values = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    assert ast.literal_eval(values["CLIENT_ID"]) == client_id
    assert ast.literal_eval(values["ACCOUNTS_URL"]) == center.accounts_url


@given(AWKWARD, AWKWARD)
def test_awkward_secrets_come_back_from_the_private_file(secret: str, token: str) -> None:
    kit = kit_with(client_secret=secret, refresh_token=token or "x")
    kept = json.loads(python_libraries.secrets(kit))
    assert kept == {"client_secret": secret, "refresh_token": token or "x"}


def test_without_a_refresh_token_the_private_file_has_none() -> None:
    assert list(json.loads(python_libraries.secrets(replace(KIT, refresh_token=None)))) == [
        "client_secret"
    ]


@pytest.mark.parametrize(
    ("name", "traps"),
    [
        ("with_requests.py", "HTTP 200; params=; timeout; Zoho-oauthtoken"),
        (
            "with_requests_oauthlib.py",
            "HTTP Basic; joined by blanks; OAUTHLIB_INSECURE_TRANSPORT; Bearer; no refresh token; "
            "HTTP 200; Scope has changed",
        ),
        (
            "with_authlib.py",
            "HTTP Basic; joined by blanks; Bearer; no refresh token; HTTP 200",
        ),
    ],
)
def test_each_program_names_its_library_s_traps(name: str, traps: str) -> None:
    text = text_of(python_libraries.files_for(KIT), name)
    assert [trap for trap in traps.split("; ") if trap not in text] == []
