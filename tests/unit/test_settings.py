"""The `.env`: read as it is, closed to others, and never one that git would publish."""

from __future__ import annotations

import os
import stat
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI
from zoho_helpers.errors import InputError, StoreError
from zoho_helpers.redaction import Secret
from zoho_helpers.services import DEFAULT_SCOPES
from zoho_helpers.settings import (
    DEFAULT_REDIRECT_URI,
    LIVE,
    PRACTICE,
    Client,
    Home,
    Settings,
    check_redirect_uri,
    find_home,
    find_project,
    load_settings,
    parse_settings,
    save_settings,
    split_scopes,
)

FILLED = Settings(
    data_center="eu",
    client_id=CLIENT_ID,
    client_secret=Secret(CLIENT_SECRET),
    redirect_uri=REDIRECT_URI,
    scopes=("ZohoCRM.users.READ", "ZohoCRM.org.READ"),
    access_type="online",
)

posix_only = pytest.mark.skipif(os.name != "posix", reason="file modes mean nothing on Windows")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(LIVE, tmp_path)


def load(home: Home, text: str | bytes) -> Settings:
    home.env_file.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_settings(home)


# Reading


def test_a_file_that_is_not_there_counts_as_empty(home):
    assert load_settings(home) == Settings()
    assert not home.env_file.exists()


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("ZOHO_CLIENT_SECRET=abc", "abc"),
        ("ZOHO_CLIENT_SECRET='abc'", "abc"),
        ('ZOHO_CLIENT_SECRET="abc"', "abc"),
        ("ZOHO_CLIENT_SECRET = abc ", "abc"),
        ("export ZOHO_CLIENT_SECRET=abc", "abc"),
        ("ZOHO_CLIENT_SECRET=abc # the newest", "abc"),
        ("ZOHO_CLIENT_SECRET='a#b'", "a#b"),
        # Interpolation would change a secret behind the reader's back.
        ("ZOHO_CLIENT_SECRET=a${HOME}b", "a${HOME}b"),
        ("ZOHO_CLIENT_SECRET='a${ZOHO_CLIENT_ID}b'", "a${ZOHO_CLIENT_ID}b"),
        ("ZOHO_CLIENT_SECRET=a$HOME", "a$HOME"),
        ("ZOHO_CLIENT_SECRET=first\nZOHO_CLIENT_SECRET=last", "last"),
        ("# a comment\n\nZOHO_CLIENT_SECRET=abc", "abc"),
        ("not a line of such a file\nZOHO_CLIENT_SECRET=abc", "abc"),
        ("ZOHO_CLIENT_SECRET=", None),
        ("ZOHO_CLIENT_SECRET", None),
        ("ZOHO_CLIENT_SECRET=''", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["", "with BOM"])
def test_a_secret_is_read_as_it_was_written(home, line, secret, newline, start):
    text = (start + line + "\n").replace("\n", newline)
    settings = load(home, text)
    assert (settings.client_secret and settings.client_secret.reveal()) == secret


def test_everything_in_the_file_is_read(home):
    text = f"""
    ZOHO_DATA_CENTER = EU
    ZOHO_CLIENT_TYPE = self
    ZOHO_CLIENT_ID = {CLIENT_ID}
    ZOHO_CLIENT_SECRET = "{CLIENT_SECRET}"
    ZOHO_REDIRECT_URI = https://h.example/cb
    ZOHO_SCOPES = ZohoCRM.users.READ, ZohoCRM.org.READ
    ZOHO_ACCESS_TYPE = online
    ANOTHER = thing
    """
    assert load(home, text) == replace(
        FILLED, client_type="self", redirect_uri="https://h.example/cb"
    )


@pytest.mark.parametrize(
    ("values", "reason", "field"),
    [
        ({"ZOHO_DATA_CENTER": "mars"}, "data-center-unknown", "data_center"),
        ({"ZOHO_CLIENT_TYPE": "mobile"}, "client-type-unknown", "client_type"),
        ({"ZOHO_ACCESS_TYPE": "forever"}, "access-type-unknown", "access_type"),
        ({"ZOHO_REDIRECT_URI": "localhost"}, "redirect-uri-invalid", "redirect_uri"),
    ],
)
def test_a_value_that_cannot_be_right_is_named(values, reason, field):
    with pytest.raises(InputError) as caught:
        parse_settings(values)
    assert (caught.value.reason, caught.value.field) == (reason, field)
    assert repr(*values.values()) in caught.value.what


@pytest.mark.parametrize("name", ["ZOHO_ACCESS_TYPE", "ZOHO_REDIRECT_URI", "ZOHO_DATA_CENTER"])
def test_a_secret_in_the_wrong_line_is_not_shown(name):
    with pytest.raises(InputError) as caught:
        parse_settings({name: CLIENT_SECRET})
    assert CLIENT_SECRET[:12] not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (Settings(), "client-id-missing"),
        (Settings(client_secret=Secret(CLIENT_SECRET)), "client-id-missing"),
        (Settings(client_id=CLIENT_ID), "client-secret-missing"),
    ],
)
def test_a_half_filled_file_says_what_is_missing(settings, reason):
    with pytest.raises(InputError) as caught:
        _ = settings.client
    assert caught.value.reason == reason
    assert "ZOHO_CLIENT_" in caught.value.fix


def test_a_self_client_has_no_redirect_uri():
    assert FILLED.client == Client(CLIENT_ID, Secret(CLIENT_SECRET), REDIRECT_URI, "server")
    assert replace(FILLED, client_type="self").client.redirect_uri == ""


@pytest.mark.parametrize(
    ("profile", "data_center"), [(LIVE, "in"), (PRACTICE, "eu")], ids=[LIVE, PRACTICE]
)
def test_a_variable_of_the_environment_wins_in_live_only(tmp_path, profile, data_center):
    """Or a live value would enter the practice profile by itself."""
    home = Home(profile, tmp_path)
    home.env_file.write_text("ZOHO_DATA_CENTER=eu")
    assert load_settings(home, {"ZOHO_DATA_CENTER": "in"}).data_center == data_center


def test_the_profiles_share_no_file(tmp_path):
    live, practice = Home(LIVE, tmp_path), Home(PRACTICE, tmp_path)
    assert not {live.env_file, live.token_file} & {practice.env_file, practice.token_file}
    save_settings(live, FILLED)
    assert load_settings(practice) == Settings()


# Files that cannot be read or written


def broken_by(home: Home) -> StoreError:
    with pytest.raises(StoreError) as caught:
        load_settings(home)
    assert home.env_file.name in caught.value.what
    assert caught.value.fix
    return caught.value


@posix_only
def test_a_directory_in_its_place_is_left_as_it_is(home):
    home.env_file.mkdir(mode=0o755)
    assert broken_by(home).reason == "env-unreadable"
    assert mode(home.env_file) == 0o755


@posix_only
def test_a_file_that_may_not_be_read_says_so(home, request):
    home.env_file.write_text("ZOHO_CLIENT_ID=x")
    home.env_file.chmod(0o000)
    request.getfixturevalue("unprivileged")
    error = broken_by(home)
    assert error.reason == "env-unreadable"
    assert "Permission denied" in error.what


@pytest.mark.parametrize(
    "data", [b"\xff\xfeZ\x00", b"ZOHO_CLIENT_ID=\xe9"], ids=["utf-16", "latin-1"]
)
def test_a_file_in_another_encoding_says_so(home, data):
    home.env_file.write_bytes(data)
    assert broken_by(home).reason == "env-not-text"
    with pytest.raises(StoreError) as caught:
        save_settings(home, FILLED)
    assert caught.value.reason == "env-unwritable"
    assert home.env_file.read_bytes() == data


@posix_only
def test_a_folder_that_may_not_be_written_says_so(tmp_path, request):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    request.getfixturevalue("unprivileged")
    with pytest.raises(StoreError) as caught:
        save_settings(Home(LIVE, folder), FILLED)
    assert caught.value.reason == "env-unwritable"


# Modes


@posix_only
@pytest.mark.parametrize("before", [0o644, 0o666, 0o640, 0o604])
def test_an_older_open_file_is_closed_when_it_is_read(home, before):
    home.env_file.write_text("ZOHO_CLIENT_ID=x")
    home.env_file.chmod(before)
    load_settings(home)
    assert mode(home.env_file) == 0o600


@posix_only
@pytest.mark.parametrize("before", [None, 0o644])
@pytest.mark.parametrize("profile", [LIVE, PRACTICE])
def test_a_saved_file_is_closed(tmp_path, before, profile):
    home = Home(profile, tmp_path / "new")
    if before:
        home.folder.mkdir()
        home.env_file.write_text("A=b\n")
        home.env_file.chmod(before)
    umask = os.umask(0)
    try:
        save_settings(home, FILLED)
    finally:
        os.umask(umask)
    assert mode(home.env_file) == 0o600
    assert before or mode(home.folder) == 0o700


@posix_only
def test_a_file_that_its_owner_made_stricter_stays_so(home):
    home.env_file.write_text("ZOHO_CLIENT_ID=x")
    home.env_file.chmod(0o400)
    load_settings(home)
    assert mode(home.env_file) == 0o400


# Saving


def test_what_is_saved_is_what_is_loaded(home):
    save_settings(home, FILLED)
    assert load_settings(home) == FILLED
    save_settings(home, Settings())
    assert load_settings(home) == Settings()


typed = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=1)


@given(client_id=typed, secret=typed, path=st.text("abc'\"\\${}%-", max_size=8))
def test_any_value_survives_saving_and_loading(client_id, secret, path):
    settings = replace(
        FILLED,
        client_id=client_id,
        client_secret=Secret(secret),
        redirect_uri=f"http://127.0.0.1:8758/{path}",
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Home(PRACTICE, Path(folder))
        save_settings(home, settings)
        assert load_settings(home) == settings


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        (
            "# mine\nOTHER='x y'\n\nexport B=c # d\n",
            ["# mine", "OTHER='x y'", "", "export B=c # d"],
        ),
        ("OTHER=1", ["OTHER=1"]),
        ("OTHER=${HOME}\r\n# two\r\n", ["OTHER=${HOME}", "# two"]),
        ("ZOHO_CLIENT_ID=old\n# below\n", ["# below"]),
        ("not a line\nC=d\n", ["not a line", "C=d"]),
    ],
)
def test_saving_keeps_the_other_lines(home, before, kept):
    home.env_file.write_bytes(before.encode())
    save_settings(home, FILLED)
    after = home.env_file.read_text()
    assert [line for line in after.splitlines() if "ZOHO_" not in line] == kept
    assert after.count("ZOHO_CLIENT_ID=") == 1
    assert load_settings(home) == FILLED


def test_saving_leaves_no_other_file(home):
    save_settings(home, FILLED)
    assert [path.name for path in home.folder.iterdir()] == [".env"]


# Git


def git(folder: Path, *command: str) -> None:
    # A hook that runs these tests may have pointed git at its own repository.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True, env=environ)


@pytest.fixture
def repository(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    git(home.folder, "init", "--quiet")
    home.env_file.write_text("ZOHO_CLIENT_ID=x\n")
    return home


@pytest.mark.parametrize("act", [load_settings, lambda home: save_settings(home, FILLED)])
def test_a_file_that_git_tracks_is_refused(repository, act):
    """It would be published with the next push."""
    git(repository.folder, "add", ".env")
    with pytest.raises(StoreError) as caught:
        act(repository)
    assert caught.value.reason == "env-tracked"
    assert "git rm --cached .env" in caught.value.fix
    assert repository.env_file.read_text() == "ZOHO_CLIENT_ID=x\n"


def test_a_file_that_git_does_not_track_is_read(repository):
    git(repository.folder, "add", "--intent-to-add", "--dry-run", ".env")
    assert load_settings(repository).client_id == "x"


def test_without_git_nothing_is_tracked(home, monkeypatch):
    monkeypatch.setenv("PATH", str(home.folder))
    assert load(home, "ZOHO_CLIENT_ID=x").client_id == "x"


# Small things


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("a.b,c.d", ("a.b", "c.d")),
        ("a.b c.d", ("a.b", "c.d")),
        (" a.b ,\n c.d,, a.b ", ("a.b", "c.d")),
        ("", ()),
        (" , ", ()),
    ],
)
def test_scopes_are_split_at_commas_and_blanks(text, scopes):
    assert split_scopes(text) == scopes


def test_no_scopes_means_the_usual_ones():
    assert parse_settings({"ZOHO_SCOPES": " "}).scopes == DEFAULT_SCOPES


@pytest.mark.parametrize(
    "uri",
    [DEFAULT_REDIRECT_URI, "https://h.example", " http://localhost:1/x?y=z ", "http://[::1]:9/"],
)
def test_a_redirect_uri_may_be_any_web_address(uri):
    assert check_redirect_uri(uri) == uri.strip()


@pytest.mark.parametrize(
    "uri",
    ["", "127.0.0.1:8758/x", "localhost", "ftp://h.example", "http://", "http:///x", "https://h x",
     "http://h.example:99999/", "http://h.example:x/", "http://[::1", "https://h.example/#x",
     "javascript:alert(1)", "http://h.example/a\nb"],
)  # fmt: skip
def test_what_zohos_console_would_refuse_is_refused(uri):
    with pytest.raises(InputError) as caught:
        check_redirect_uri(uri)
    assert caught.value.reason == "redirect-uri-invalid"


@pytest.mark.parametrize(
    ("profile", "environ", "folder"),
    [
        (LIVE, {}, "."),
        (PRACTICE, {}, ".walkthrough"),
        (LIVE, {"ZOHO_HOME": "{tmp}/x"}, "x"),
        (PRACTICE, {"ZOHO_HOME": "{tmp}/x"}, "x"),
        (PRACTICE, {"ZOHO_HOME": ""}, ".walkthrough"),
    ],
)
@pytest.mark.parametrize("start", [".", "notebooks", "workbook/deep"])
def test_files_live_at_the_projects_top_wherever_one_starts(
    tmp_path, profile, environ, folder, start
):
    (tmp_path / "walkthrough.py").touch()
    (tmp_path / start).mkdir(parents=True, exist_ok=True)
    environ = {name: value.format(tmp=tmp_path) for name, value in environ.items()}
    home = find_home(profile, environ, tmp_path / start)
    assert home == Home(profile, (tmp_path / folder).resolve())


def test_outside_of_a_project_files_live_where_one_starts(tmp_path):
    assert find_project(tmp_path) == tmp_path.resolve()


@pytest.mark.parametrize("profile", ["", "Live", "production"])
def test_there_are_two_profiles_only(tmp_path, profile):
    with pytest.raises(InputError) as caught:
        find_home(profile, {}, tmp_path)
    assert (caught.value.reason, caught.value.field) == ("profile-unknown", "profile")


def test_settings_show_no_secret():
    assert CLIENT_SECRET not in repr(FILLED)
    assert CLIENT_SECRET not in repr(FILLED.client)
