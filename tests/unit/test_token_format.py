"""The file format: what is written is read, older files are brought up to date, nothing is lost."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import CODE, NOW, make_request, make_token
from zoho_helpers.errors import StoreError
from zoho_helpers.file_store import FileStore
from zoho_helpers.redaction import Secret
from zoho_helpers.refresh_log import RefreshLog
from zoho_helpers.token_document import FORMAT_VERSION, MIGRATIONS, Document, parse_document
from zoho_helpers.token_file import Pending, Stored
from zoho_helpers.token_format import dump_stored, parse_stored

words = st.text(min_size=1, max_size=20)
moments = st.floats(0, 4_000_000_000)
secrets = words.map(Secret)
tokens = st.builds(
    make_token,
    access_token=secrets,
    refresh_token=st.none() | secrets,
    created_at=moments,
    expires_at=moments,
    scopes=st.lists(st.from_regex(r"[A-Za-z.]{1,10}", fullmatch=True), max_size=3).map(tuple),
    api_domain=st.none() | words,
    data_center=st.sampled_from(["us", "eu", "ca"]),
    client_id=words,
    issued_at=st.none() | moments,
)
logs = st.builds(
    RefreshLog,
    sent=st.lists(moments, max_size=10).map(tuple),
    failures=st.integers(0, 100),
    paused_until=moments,
    error=st.text(max_size=50),
    throttled=st.booleans(),
)
pending = st.builds(
    Pending, st.none() | st.just(make_request()), st.none() | secrets, st.just("eu"), moments
)
stored = st.builds(
    Stored, st.none() | tokens, st.none() | pending, st.lists(tokens, max_size=2).map(tuple), logs
)


@given(st.dictionaries(st.text(max_size=20), stored, max_size=4))
def test_what_is_written_is_read(kept: dict[str, Stored]) -> None:
    document = Document()
    for name, item in kept.items():
        document = document.with_part(name, dump_stored(item))
    read = parse_document(document.text())
    found = {name: parse_stored(part) for name, part in read.parts().items()}
    assert found == {name: item for name, item in kept.items() if item != Stored()}
    assert {name: parse_stored(read.part(name)) for name in kept} == kept
    assert read.text() == document.text()
    assert json.loads(read.text()).get("named", {}).keys() == {*found} - {""}


@given(st.dictionaries(st.text(max_size=9), stored, max_size=3), st.text(max_size=9), stored)
def test_a_change_under_one_name_leaves_the_others(
    kept: dict[str, Stored], name: str, newer: Stored
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = FileStore(Path(folder) / "token.json")
        for other, item in kept.items():
            store.save(item, other)
        store.save(newer, name)
        wanted = {**kept, name: newer}
        assert store.load_all() == {key: item for key, item in wanted.items() if item != Stored()}


FIRST_VERSION = {
    "format_version": 1,
    "access_token": "an access token",
    "refresh_token": "a refresh token",
    "created_at": NOW,
    "expires_at": NOW + 3600,
    "scope": "ZohoCRM.users.READ",
    "api_domain": "https://www.zohoapis.eu",
    "data_center": "eu",
    "client_id": "1000.X",
    "pending": {"request": None, "code": CODE, "data_center": "eu", "received_at": NOW},
    "earlier": [
        {
            "access_token": "an older one",
            "refresh_token": "its refresh token",
            "created_at": NOW - 10,
            "expires_at": NOW + 3590,
            "scope": "",
            "api_domain": None,
            "data_center": "us",
            "client_id": "1000.Y",
        }
    ],
}


def test_a_file_of_the_first_version_is_read_and_brought_up_to_date(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "token.json")
    store.path.write_text(json.dumps(FIRST_VERSION))
    first = store.load()
    assert first.token
    assert first.token.refresh_token == Secret("a refresh token")
    assert first.pending == Pending(None, Secret(CODE), "eu", NOW)
    assert [token.refresh_token for token in first.earlier] == [Secret("its refresh token")]
    assert json.loads(store.path.read_text())["format_version"] == 1, "reading changes nothing"
    store.change(lambda stored: stored)
    assert json.loads(store.path.read_text())["format_version"] == FORMAT_VERSION
    assert store.load() == first


@given(stored)
def test_any_file_of_the_first_version_is_read(item: Stored) -> None:
    """It had no log, no names and no time of Zoho's."""
    data = dump_stored(item)
    data.pop("refreshes", None)
    for part in [data, *data.get("earlier", [])]:
        part.pop("issued_at", None)
    found = parse_stored(parse_document(json.dumps({"format_version": 1} | data)).part(""))
    assert (found.pending, found.refreshes) == (item.pending, RefreshLog())
    assert (
        found.token is None
        or item.token is None
        or (found.token.refresh_token == item.token.refresh_token)
    )


def test_there_is_a_way_up_from_each_version() -> None:
    assert [*MIGRATIONS] == [*range(1, FORMAT_VERSION)]
    for version, migrate in MIGRATIONS.items():
        assert migrate({"format_version": version})["format_version"] == version + 1


def test_a_token_that_is_damaged_keeps_only_its_own_name_from_working(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "token.json")
    for name in ("", "robin", "kim"):
        store.save(Stored(make_token()), name)
    data = json.loads(store.path.read_text())
    data["named"]["robin"]["created_at"] = "long ago"
    store.path.write_text(json.dumps(data))
    with pytest.raises(StoreError, match="damaged"):
        store.load("robin")
    with pytest.raises(StoreError, match="damaged"):
        store.save(Stored(), "robin")
    store.change(lambda item: item.trying_refresh(NOW), "kim")
    assert store.load("kim").refreshes.sent == (NOW,)
    assert json.loads(store.path.read_text())["named"]["robin"]["created_at"] == "long ago"


@pytest.mark.parametrize("named", [[], "text", 1, {"robin": []}, {"robin": 1}])
def test_names_of_another_shape_are_damage(tmp_path: Path, named: Any) -> None:
    store = FileStore(tmp_path / "token.json")
    store.path.write_text(json.dumps({"format_version": 2, "named": named}))
    with pytest.raises(StoreError, match="damaged"):
        store.load("robin")


def test_one_token_a_line(tmp_path: Path) -> None:
    """So that a file with many can be looked at."""
    store = FileStore(tmp_path / "token.json")
    for number in range(3):
        store.save(Stored(make_token()), f"user{number}")
    lines = store.path.read_text().splitlines()
    assert len([line for line in lines if line.startswith('    "user')]) == 3


@pytest.mark.parametrize("moment", [-1e12, -1.0, 5e9, 1e300, float("inf")])
def test_a_clock_that_is_wrong_by_ages_makes_no_file_that_cannot_be_read(
    tmp_path: Path, moment: float
) -> None:
    store = FileStore(tmp_path / "token.json")
    token = make_token(created_at=moment, expires_at=moment + 3600, issued_at=moment)
    store.save(Stored(token).trying_refresh(moment))
    assert store.load().refresh_token_in_hand == token.refresh_token


LAYOUTS = [{}, {"indent": 0}, {"indent": 1}, {"indent": 2}, {"indent": 4}, {"indent": "\t"},
           {"separators": (",", ":")}, {"indent": 2, "ensure_ascii": False},
           {"indent": 2, "sort_keys": True}]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
@given(
    kept=st.dictionaries(st.text(max_size=9), stored, max_size=3), end=st.sampled_from(["", "\n"])
)
def test_a_file_that_somebody_laid_out_anew_is_read_the_same(
    layout: dict[str, Any], kept: dict[str, Stored], end: str
) -> None:
    """Such as an editor, or jq."""
    document = Document()
    for name, item in kept.items():
        document = document.with_part(name, dump_stored(item))
    read = parse_document(json.dumps(json.loads(document.text()), **layout) + end)
    assert {name: parse_stored(read.part(name)) for name in kept} == kept
    changed = parse_document(read.with_part("robin", {"a": 1}).text())
    assert {name: changed.part(name) for name in kept if name != "robin"} == {
        name: dump_stored(item) for name, item in kept.items() if name != "robin"
    }


def test_a_line_that_somebody_spaced_anew_is_found_and_not_doubled() -> None:
    document = Document().with_part("robin", {"a": 1}).with_part("kim", {"a": 2})
    text = document.text().replace('"robin": {', '"robin" : {')
    read = parse_document(text)
    assert read.part("robin") == {"a": 1}
    assert read.with_part("robin", {"a": 3}).parts() == {"robin": {"a": 3}, "kim": {"a": 2}}
    assert parse_document(read.with_part("robin", {}).text()).parts() == {"kim": {"a": 2}}


def test_a_file_with_names_cut_off_at_any_byte_is_neither_used_nor_overwritten(
    tmp_path: Path,
) -> None:
    store = FileStore(tmp_path / "token.json")
    for name in ("", "robin", "kim"):
        store.save(Stored(make_token()), name)
    whole = store.path.read_bytes()
    for length in [*range(0, len(whole) - 20, 7), *range(len(whole) - 20, len(whole))]:
        store.path.write_bytes(whole[:length])
        for act in (store.load_all, lambda: store.load("kim"), lambda: store.save(Stored(), "kim")):
            with pytest.raises(StoreError):
                act()
        assert store.path.read_bytes() == whole[:length]
