"""The `.env`: read as it is, closed to others, and never one that git would publish."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI
from zoho_helpers import files, settings
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
    refuse_if_tracked,
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


def test_a_variable_of_another_name_is_not_zohos(home):
    names = ["CLIENT_ID", "CLIENT_SECRET", "DATA_CENTER", "ACCESS_TYPE", "SCOPES", "XZOHO_SCOPES"]
    assert load(home, "".join(f"{name}=other\n" for name in names)) == Settings()


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
        ("\ufeffZOHO_CLIENT_ID=old\nOTHER=1\n", ["OTHER=1"]),
    ],
)
def test_saving_keeps_the_other_lines(home, before, kept):
    home.env_file.write_bytes(before.encode())
    save_settings(home, FILLED)
    after = home.env_file.read_text("utf-8")
    assert [line for line in after.splitlines() if "ZOHO_" not in line] == kept
    assert after.count("ZOHO_CLIENT_ID=") == 1
    assert load_settings(home) == FILLED


def test_saving_leaves_no_other_file(home):
    save_settings(home, FILLED)
    assert [path.name for path in home.folder.iterdir()] == [".env"]


@posix_only
def test_a_link_to_the_file_is_followed(home, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "mine"
    elsewhere.write_text("OTHER=1\n")
    home.env_file.symlink_to(elsewhere)
    save_settings(home, FILLED)
    assert home.env_file.is_symlink()
    assert elsewhere.read_text().startswith("OTHER=1\nZOHO_DATA_CENTER='eu'\n")
    assert mode(elsewhere) == 0o600
    assert load_settings(home) == FILLED


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """Let writing fail at a size, as it does on a disk that is full."""
    import resource

    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, kept[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)


@posix_only
@pytest.mark.parametrize("room", [-1000, 0, 1, 30, 60, 100])
def test_a_disk_that_fills_up_leaves_the_old_file_whole(home, room):
    """And not a new client id beside an old secret."""
    old = Settings(client_id="old", client_secret=Secret("old"))
    save_settings(home, old)
    before = home.env_file.read_bytes()
    longer = replace(FILLED, client_id="new" * 20, client_secret=Secret("new" * 20))
    size = max(0, len(before) + room)
    with files_no_longer_than(size), pytest.raises(StoreError) as caught:
        save_settings(home, longer)
    assert caught.value.reason == "env-unwritable"
    assert os.strerror(errno.EFBIG) in caught.value.what
    assert home.env_file.read_bytes() == before
    assert [path.name for path in home.folder.iterdir()] == [".env"]


# Git

ROOT = Path(__file__).parents[2]


def git(folder: Path, *command: str) -> str:
    # A hook that runs these tests may have pointed git at its own repository.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *command], cwd=folder, check=True, capture_output=True, text=True, env=environ
    )
    return done.stdout


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
    assert caught.value.reason == "file-tracked"
    assert "git rm --cached .env" in caught.value.fix
    assert repository.env_file.read_text() == "ZOHO_CLIENT_ID=x\n"


def test_a_file_that_git_does_not_track_is_read(repository):
    git(repository.folder, "add", "--intent-to-add", "--dry-run", ".env")
    assert load_settings(repository).client_id == "x"


def test_a_token_file_that_git_tracks_is_refused(repository):
    repository.token_file.write_text("{}")
    refuse_if_tracked(repository.token_file)
    git(repository.folder, "add", "token.json")
    with pytest.raises(StoreError, match="so your secrets would be published"):
        refuse_if_tracked(repository.token_file)


@posix_only
def test_a_link_into_a_repository_is_refused(repository, tmp_path_factory):
    git(repository.folder, "add", ".env")
    home = Home(LIVE, tmp_path_factory.mktemp("elsewhere"))
    home.env_file.symlink_to(repository.env_file)
    with pytest.raises(StoreError, match="tracked by git"):
        load_settings(home)


@pytest.mark.parametrize("tracked", [True, False])
def test_a_repository_of_another_owner_is_asked_too(repository, monkeypatch, tracked):
    """Git keeps silent about it at first, which must not count as untracked."""
    if tracked:
        git(repository.folder, "add", ".env")
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own switch for such tests
    silent = subprocess.run(["git", "status"], cwd=repository.folder, capture_output=True)
    assert silent.returncode == 128
    if tracked:
        with pytest.raises(StoreError, match="tracked by git"):
            load_settings(repository)
    else:
        assert load_settings(repository).client_id == "x"


@posix_only
def test_no_program_of_the_repository_is_run(repository):
    """Its settings may be somebody else's, and name a program."""
    program, trace = repository.folder / "monitor", repository.folder / "was-run"
    program.write_text(f"#!/bin/sh\ntouch '{trace}'\n")
    program.chmod(0o700)
    git(repository.folder, "config", "core.fsmonitor", str(program))
    git(repository.folder, "status")
    assert trace.exists()
    trace.unlink()
    load_settings(repository)
    assert not trace.exists()


def test_a_repository_that_is_damaged_does_not_count_as_untracked(repository):
    (repository.folder / ".git" / "index").write_bytes(b"x" * 100)
    with pytest.raises(StoreError) as caught:
        load_settings(repository)
    assert caught.value.reason == "tracked-unknown"
    assert "Run git status" in caught.value.fix


def test_a_folder_that_is_not_there_yet_is_not_tracked(home):
    refuse_if_tracked(home.folder / "new" / ".env")


KILLED = """
import os, signal, sys
from pathlib import Path
import dotenv
from zoho_helpers.settings import LIVE, Home, Settings, save_settings

where, calls, left = sys.argv[2], int(sys.argv[3]), int(sys.argv[3])
module = dotenv if where == "set_key" else os
real = getattr(module, where)

def kill(*arguments):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)

setattr(module, where, kill)
save_settings(Home(LIVE, Path(sys.argv[1])), Settings(client_id="new"))
"""


@posix_only
@pytest.mark.parametrize(
    ("where", "calls"), [("set_key", 1), ("set_key", 4), ("replace", 1), ("replace", 3),
                         ("replace", 8), ("fsync", 1)],
)  # fmt: skip
def test_a_kill_leaves_the_old_file_and_nothing_that_git_would_add(repository, where, calls):
    shutil.copy(ROOT / ".gitignore", repository.folder)
    command = [sys.executable, "-c", KILLED, str(repository.folder), where, str(calls)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True)
    assert (ended.returncode, ended.stderr) == (-signal.SIGKILL, b"")
    assert repository.env_file.read_text() == "ZOHO_CLIENT_ID=x\n"
    git(repository.folder, "add", "--all")
    assert git(repository.folder, "ls-files") == ".gitignore\n"


@pytest.mark.parametrize(
    ("name", "ignored"),
    [
        (".env", True),
        (".env.old", True),
        (".env.example", False),
        ("..env.abc.tmp", True),
        (".tmp_abc", True),
        ("token.json", True),
        ("token.json.lock", True),
        (".token.json.abc.tmp", True),
        ("README.md", False),
    ],
)
def test_git_is_told_to_leave_secrets_out(repository, name, ignored):
    shutil.copy(ROOT / ".gitignore", repository.folder)
    (repository.folder / name).touch()
    git(repository.folder, "add", "--all")
    assert (name not in git(repository.folder, "ls-files").split()) == ignored


def test_without_git_nothing_is_tracked(home, monkeypatch):
    monkeypatch.setenv("PATH", str(home.folder))
    assert load(home, "ZOHO_CLIENT_ID=x").client_id == "x"


# Small things


def test_the_files_own_helpers_are_found_here_too():
    assert settings.close_to_others is files.close_to_others
    assert settings.make_private_folder is files.make_private_folder


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
