"""What practice Zoho knows: reproducible, kept whole in a file, and never growing."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoho_helpers.practice import state as module
from zoho_helpers.practice.console import make_self_client_code
from zoho_helpers.practice.journal import journal_entry
from zoho_helpers.practice.records import AccessToken, RefreshToken
from zoho_helpers.practice.registration import register_client
from zoho_helpers.practice.replies import Request, json_reply
from zoho_helpers.practice.state import (
    DEAD_KEPT,
    JOURNAL_LENGTH,
    MANY,
    Clock,
    State,
    dump_state,
    load_state,
)
from zoho_helpers.practice.state_file import AlreadyRuns, StateFile

NOW = 1_700_000_000.0


def used_state(seed: int = 1) -> State:
    """A state with something of everything in it."""
    state = State(seed=seed)
    state.clock.freeze(NOW)
    client = register_client(state, name="Self", client_type="self", multi_dc=True)
    code = make_self_client_code(state, client.client_id, "openid,ZohoCRM.users.READ", 3)
    state.refresh_tokens["r"] = RefreshToken("r", client.client_id, "us", code.scopes, NOW)
    state.access_tokens["a"] = AccessToken("a", "r", client.client_id, "us", [], NOW, 3600)
    state.consents["x us"] = ["openid"]
    state.next_replies.append("outage")
    state.settings["code_seconds"] = 60
    request = Request("GET", "/", "us", "http://127.0.0.1:8757", {})
    state.record(journal_entry(request, json_reply({}), NOW))
    return state


def test_a_state_comes_back_whole() -> None:
    state = used_state()
    assert load_state(dump_state(state)) == state
    assert "\n" not in dump_state(state)


def test_a_setting_that_an_older_file_lacks_has_its_default() -> None:
    data = json.loads(dump_state(used_state()))
    del data["settings"]["token_error_status"]
    assert load_state(json.dumps(data)).settings["token_error_status"] == 200


@given(st.data())
def test_a_damaged_state_is_a_value_error(data: st.DataObject) -> None:
    text = dump_state(used_state())
    cut = data.draw(st.integers(0, len(text) - 1))
    for damaged in (text[:cut], text.replace('"seed"', '"sead"'), f"[{text}]", "null", "{}"):
        with pytest.raises(ValueError, match=r"\w"):
            load_state(damaged)


@given(st.integers(0, 2**64))
def test_one_seed_gives_one_sequence(seed: int) -> None:
    def draw(state: State) -> list[str]:
        return [state.new_token(), state.new_client_id(), state.new_secret(), state.new_text(7)]

    first = draw(State(seed=seed))
    assert draw(State(seed=seed)) == first
    assert draw(State(seed=seed + 1)) != first
    token, id, secret, text = first
    assert re.fullmatch(r"1000\.00c0ffee[0-9a-f]{24}\.[0-9a-f]{32}", token)
    assert re.fullmatch(r"1000\.PRACTICE[0-9A-Z]{22}", id)
    assert re.fullmatch(r"00c0ffee[0-9a-f]{34}", secret)
    assert re.fullmatch(r"[0-9A-Za-z]{7}", text)


def test_the_clock_stands_moves_and_runs() -> None:
    clock = Clock()
    assert abs(clock.now() - time.time()) < 60
    clock.freeze(NOW)
    clock.advance(5)
    assert clock.now() == NOW + 5
    clock.freeze(None)
    assert abs(clock.now() - time.time()) < 60, "running again, nothing added"


def test_the_journal_keeps_the_newest() -> None:
    state = State(seed=1)
    for number in range(JOURNAL_LENGTH + 5):
        state.record({"number": number})
    assert [entry["number"] for entry in state.journal] == [*range(5, JOURNAL_LENGTH + 5)]


def test_of_many_tokens_the_living_and_the_newest_dead_stay() -> None:
    state = State(seed=1)
    state.clock.freeze(NOW)
    tokens = state.access_tokens
    for number in range(MANY):
        alive = number in (0, 7)
        tokens[str(number)] = AccessToken(
            "t", "", "c", "us", [], NOW if alive else NOW - 9000, 3600
        )
    state.forget_dead()
    assert len(tokens) == MANY, "not so many yet"
    tokens["one more"] = AccessToken("t", "", "c", "us", [], NOW, 3600)
    state.forget_dead()
    kept = [str(number) for number in range(MANY - DEAD_KEPT, MANY)]
    assert list(tokens) == ["0", "7", *kept, "one more"]


def test_living_refresh_tokens_are_never_forgotten() -> None:
    state = State(seed=1)
    for number in range(MANY + 50):
        state.refresh_tokens[str(number)] = RefreshToken("t", "c", "us", [], NOW)
    state.forget_dead()
    assert len(state.refresh_tokens) == MANY + 50


# The file.


def test_a_state_file_is_held_by_one(tmp_path: Path) -> None:
    path = tmp_path / "new" / "state.json"
    file = StateFile(path)
    assert file.load() is None
    with pytest.raises(AlreadyRuns, match="Another practice Zoho keeps its state in state"):
        StateFile(path)
    file.save(dump_state(used_state()))
    file.close()
    again = StateFile(path)
    assert again.load() == used_state()
    again.close()
    assert sorted(item.name for item in path.parent.iterdir()) == ["state.json", "state.json.lock"]


def test_a_save_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    file = StateFile(path)
    file.save(dump_state(used_state()))

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        file.save(dump_state(State(seed=2)))
    file.close()
    assert load_state(path.read_text()) == used_state()
    assert len(list(tmp_path.iterdir())) == 2, "and nothing half written lies about"


def test_a_state_file_may_lie_elsewhere(tmp_path: Path) -> None:
    """A link to it is followed, not replaced by a file."""
    link, elsewhere = tmp_path / "state.json", tmp_path / "elsewhere"
    elsewhere.touch()
    link.symlink_to(elsewhere)
    file = StateFile(link)
    file.save(dump_state(used_state()))
    file.close()
    assert link.is_symlink()
    assert load_state(elsewhere.read_text()) == used_state()


def test_the_limits_fit_each_other() -> None:
    assert module.MANY > module.DEAD_KEPT > 0
