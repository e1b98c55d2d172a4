"""Each store keeps the contract that TOKEN_STORE.md tells; the keyring's holds no secret itself."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import zoho_helpers
from tests.unit.made_up import ACCESS, CODE, NOW, REFRESH, VERIFIER, make_request, make_token
from tests.unit.store_contract import StoreContract, some
from zoho_helpers.errors import InputError, StoreError
from zoho_helpers.file_store import FileStore
from zoho_helpers.keyring_store import SERVICE, KeyringStore, open_store, system_keyring
from zoho_helpers.redaction import Secret
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, Home
from zoho_helpers.token_file import Pending, Stored
from zoho_helpers.token_store import MemoryStore, TokenStore

ROOT = Path(__file__).parents[2]
PAGE = Path(zoho_helpers.__file__).with_name("TOKEN_STORE.md")
FULL = Stored(
    make_token(),
    Pending(make_request(), Secret(CODE), "eu", NOW),
    (make_token(refresh_token=Secret("an earlier one")),),
)


class TestFile(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> FileStore:
        return FileStore(tmp_path / "token.json")


class TestMemory(StoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()


class Ring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.locked = False

    def _check(self, service: str) -> None:
        assert service == SERVICE
        if self.locked:
            raise RuntimeError(f"locked: {self.entries}")

    def get_password(self, service: str, username: str) -> str | None:
        self._check(service)
        return self.entries.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check(service)
        self.entries[username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check(service)
        del self.entries[username]


class TestKeyring(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> KeyringStore:
        return KeyringStore(tmp_path / "token.json", Ring())


# The keyring's


def test_the_secrets_are_in_the_keyring_and_not_in_the_file(tmp_path: Path) -> None:
    ring = Ring()
    store = KeyringStore(tmp_path / "token.json", ring)
    store.save(FULL)
    assert store.load() == FULL
    secrets = {ACCESS, REFRESH, CODE, VERIFIER, "an earlier one"}
    assert set(ring.entries.values()) == secrets
    text = store.path.read_text()
    assert [secret for secret in secrets if secret in text] == []
    assert "ZohoCRM.users.READ" in text, "what is no secret can be read there"
    assert max(len(f"{name}{value}".encode("utf-16-le")) for name, value in ring.entries.items()) \
        < 2560, "Windows takes no larger ones"  # fmt: skip


def test_what_is_no_longer_named_leaves_the_keyring(tmp_path: Path) -> None:
    ring = Ring()
    store = KeyringStore(tmp_path / "token.json", ring)
    store.save(some(1))
    store.save(some(1), "its twin")
    store.save(some(2))
    assert set(ring.entries.values()) == {"access 1", "refresh 1", "access 2", "refresh 2"}
    store.save(Stored(), "its twin")
    store.save(Stored())
    assert ring.entries == {}


def test_a_keyring_that_is_locked_is_a_sentence_without_secrets(tmp_path: Path) -> None:
    ring = Ring()
    store = KeyringStore(tmp_path / "token.json", ring)
    store.save(some(1))
    before = store.path.read_bytes()
    ring.locked = True
    for act in (store.load, lambda: store.save(some(2))):
        with pytest.raises(StoreError) as caught:
            act()
        assert caught.value.reason == "keyring-failed"
        assert "access 1" not in str(caught.value)
    assert store.path.read_bytes() == before


def test_another_users_file_names_what_this_keyring_has_not(tmp_path: Path) -> None:
    KeyringStore(tmp_path / "token.json", Ring()).save(some(1))
    with pytest.raises(StoreError, match="does not have a secret"):
        KeyringStore(tmp_path / "token.json", Ring()).load()


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(StoreError, match=r"pip install 'zoho-helpers\[keyring\]'") as caught:
        system_keyring()
    assert caught.value.reason == "keyring-missing"


def test_without_a_backend_it_says_what_else_there_is(tmp_path: Path) -> None:
    pytest.importorskip("keyring")
    program = "from zoho_helpers.keyring_store import *\ntry: system_keyring()\n"
    program += "except StoreError as error: print(error)"
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    assert "no keyring that can be used" in said
    assert "use the token file" in said


def test_a_plain_file_is_taken_over(tmp_path: Path) -> None:
    plain, ring = FileStore(tmp_path / "token.json"), Ring()
    plain.save(FULL)
    plain.save(some(1), "robin")
    store = KeyringStore(plain.path, ring)
    assert store.load_all() == {"": FULL, "robin": some(1)}
    assert ring.entries == {}
    for name in ("", "robin"):
        store.change(lambda stored: stored, name)
    assert store.load_all() == {"": FULL, "robin": some(1)}
    assert [secret for secret in ring.entries.values() if secret in plain.path.read_text()] == []


def test_a_file_whose_secrets_are_elsewhere_is_not_taken_for_a_plain_one(tmp_path: Path) -> None:
    """Or the names of the secrets would be sent to Zoho."""
    KeyringStore(tmp_path / "token.json", Ring()).save(some(1), "robin")
    plain = FileStore(tmp_path / "token.json")
    for act in (lambda: plain.load("robin"), plain.load_all, lambda: plain.save(some(2))):
        with pytest.raises(StoreError, match="ZOHO_TOKEN_STORE=keyring") as caught:
            act()
        assert caught.value.reason == "token-file-elsewhere"


@pytest.mark.parametrize("kind", ["", "file", " FILE "])
def test_the_usual_store_is_the_file(tmp_path: Path, kind: str) -> None:
    assert type(open_store(tmp_path / "token.json", kind)) is FileStore


def test_the_keyring_is_a_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoho_helpers.keyring_store.system_keyring", Ring)
    session = Session(Home(LIVE, tmp_path), None, {"ZOHO_TOKEN_STORE": "keyring"})
    session.store.save(some(1))
    assert session.token == some(1).token
    assert "access 1" not in session.store.path.read_text()


def test_another_kind_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'vault'"):
        open_store(tmp_path / "token.json", "vault")


# The page


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)


def test_the_pages_store_has_the_protocols_methods() -> None:
    space: dict[str, object] = {}
    exec(blocks()[0], space)
    theirs = space["PostgresStore"]
    for name in ("load", "load_all", "change", "alone"):
        asked = [*inspect.signature(getattr(TokenStore, name)).parameters.values()]
        given = [*inspect.signature(getattr(theirs, name)).parameters.values()]
        assert [(item.name, item.default) for item in given] == [
            (item.name, item.default) for item in asked
        ]


@pytest.mark.parametrize("block", blocks())
def test_the_pages_imports_are_there(block: str) -> None:
    lines = [ast.unparse(node) for node in ast.parse(block).body
             if isinstance(node, (ast.Import, ast.ImportFrom))]  # fmt: skip
    exec("\n".join(lines), {})
    assert lines


def test_the_page_names_files_that_are_there() -> None:
    found = re.findall(r"`(tests/[\w/]+\.py)`", PAGE.read_text("utf-8"))
    assert found
    assert [name for name in found if not (ROOT / name).exists()] == []
