"""What every token store must do, as tests.

Subclass `StoreContract` and give it the fixture `store`.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.made_up import NOW, make_token
from zoho_helpers.errors import StoreError
from zoho_helpers.redaction import Secret
from zoho_helpers.token_file import Stored
from zoho_helpers.token_store import TokenStore

NAMES = ["", "robin", "robin/books", "ünï@exämple.com", "named", 'quote " and \\ back', "a\nb", " "]


def some(number: int) -> Stored:
    """A token that is told apart from others by its number, with a log of refreshes."""
    token = make_token(
        access_token=Secret(f"access {number}"), refresh_token=Secret(f"refresh {number}")
    )
    return Stored(token).trying_refresh(NOW + number)


class StoreContract:
    def test_nothing_is_kept_at_first(self, store: TokenStore) -> None:
        assert store.load() == store.load("robin") == Stored()
        assert store.load_all() == {}

    def test_what_is_changed_is_loaded(self, store: TokenStore) -> None:
        for number, name in enumerate(NAMES):
            assert store.change(lambda stored, at=number: some(at), name) == some(number)
        kept = {name: some(number) for number, name in enumerate(NAMES)}
        assert store.load_all() == kept
        assert {name: store.load(name) for name in NAMES} == kept

    def test_a_change_sees_what_is_kept_and_leaves_the_others(self, store: TokenStore) -> None:
        for number, name in enumerate(NAMES):
            store.change(lambda stored, at=number: some(at), name)
        for number, name in enumerate(NAMES):
            seen = []
            store.change(lambda stored, seen=seen: seen.append(stored) or stored, name)
            assert seen == [some(number)]
        assert store.load_all() == {name: some(number) for number, name in enumerate(NAMES)}

    def test_an_empty_one_forgets_the_name(self, store: TokenStore) -> None:
        for name in ("", "robin", "kim"):
            store.change(lambda stored: some(1), name)
        for name in ("", "robin"):
            store.change(lambda stored: Stored(), name)
        assert list(store.load_all()) == ["kim"]

    def test_a_change_that_fails_changes_nothing(self, store: TokenStore) -> None:
        store.change(lambda stored: some(1))

        def fail(stored: Stored) -> Stored:
            raise KeyError

        with pytest.raises(KeyError):
            store.change(fail)
        assert store.load() == some(1)
        assert store.change(lambda stored: some(2)) == some(2), "and nothing is locked for ever"

    def test_no_change_is_lost(self, store: TokenStore) -> None:
        """Twenty at once write down a refresh each; the log has room for ten."""
        store.change(lambda stored: replace(some(0), earlier=()))

        def add(number: int) -> None:
            store.change(lambda stored: replace(stored, earlier=(*stored.earlier, extra(number))))

        threads = [threading.Thread(target=add, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = {token.client_id for token in store.load().earlier}
        assert found == {f"client {number}" for number in range(20)}

    def test_one_at_a_time_is_alone_with_a_name(self, store: TokenStore) -> None:
        with store.alone("robin"):
            with pytest.raises(StoreError) as caught, store.alone("robin", 0):
                pass
            assert caught.value.reason == "token-busy"
            assert "'robin'" in caught.value.what
        with store.alone("robin", 0):
            pass

    def test_alone_ends_with_an_error(self, store: TokenStore) -> None:
        with pytest.raises(KeyError), store.alone():
            raise KeyError
        with store.alone("", 0):
            pass

    def test_whoever_is_alone_loads_and_changes(self, store: TokenStore) -> None:
        with store.alone():
            store.change(lambda stored: some(1))
            assert store.load() == some(1)

    def test_who_waits_gets_in(self, store: TokenStore) -> None:
        got_in: list[Any] = []

        def wait() -> None:
            with store.alone("", 30):
                got_in.append(store.load())

        with store.alone():
            thread = threading.Thread(target=wait)
            thread.start()
            store.change(lambda stored: some(1))
            assert got_in == []
        thread.join(30)
        assert got_in == [some(1)]


def extra(number: int) -> Any:
    return make_token(client_id=f"client {number}", refresh_token=Secret(f"extra {number}"))
