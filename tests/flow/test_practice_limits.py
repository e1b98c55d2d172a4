"""How many of what in how long, and what ends with a client or a user."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flow.practice_wire import (
    INVALID_CODE,
    Wire,
    depends_on,
    granted,
    shows,
)
from zoho_helpers.errors import PracticeError
from zoho_helpers.practice.registration import MOST_CLIENTS

THROTTLED = "You have made too many requests continuously. Please try again after some time."


@shows("codes-per-window", "codes-window")
def test_an_eleventh_code_in_ten_minutes(wire: Wire) -> None:
    client, other = wire.register(), wire.register()
    for _ in range(10):
        assert "code" in wire.accept(client)
        wire.control.advance(10)
    came = wire.accept(client)
    assert came == {"error": "access_denied", "state": "a state / with ? and &"}
    assert wire.reason() == "too many codes in ten minutes"
    assert "code" in wire.accept(other)
    wire.control.advance(499)
    assert "error" in wire.accept(client), "the first is 599 seconds old"
    wire.control.advance(1)
    assert "code" in wire.accept(client)
    assert "error" in wire.accept(client), "the second is not ten minutes old yet"


@depends_on("codes_per_window", by_default=10, value=2, then=2)
def codes_that_come(wire: Wire) -> Any:
    client = wire.register()
    return sum("code" in wire.accept(client) for _ in range(12))


@depends_on("codes_window_seconds", by_default=False, value=60, then=True)
def code_a_minute_after_ten(wire: Wire) -> Any:
    client = wire.register()
    for _ in range(10):
        wire.accept(client)
    wire.control.advance(60)
    return "code" in wire.accept(client)


@shows("codes-counted-by")
def test_codes_are_counted_for_each_client(wire: Wire) -> None:
    """Two users share the ten of a client."""
    client = wire.register(multi_dc=True)
    for user in ("us", "eu") * 5:
        assert "code" in wire.accept(client, user=user)
    assert wire.accept(client, user="eu")["error"] == "access_denied"


@depends_on("codes_counted_by_user", by_default=5, value=True, then=10)
def codes_for_a_second_user(wire: Wire) -> Any:
    client = wire.register(multi_dc=True)
    for _ in range(5):
        wire.accept(client, user="us")
    return sum("code" in wire.accept(client, user="eu") for _ in range(11))


def without_code_limit(wire: Wire) -> dict[str, Any]:
    wire.control.configure(codes_per_window=100)
    return wire.register(multi_dc=True)


@shows("refresh-tokens-per-window", "refresh-tokens-window")
def test_an_eleventh_refresh_token_in_ten_minutes(wire: Wire) -> None:
    client = without_code_limit(wire)
    for _ in range(10):
        wire.grant(client)
    code = wire.accept(client)["code"]
    reply = wire.exchange(client, code)
    assert (reply.status_code, reply.json()["error_description"]) == (400, THROTTLED)
    assert wire.control.state()["refresh_tokens_alive"] == 10
    assert "access_token" in wire.grant(client, access_type="online"), "no refresh token, no limit"
    europe = {**client, "client_secret": client["secrets"]["eu"]}
    code = wire.accept(client, user="eu")["code"]
    assert "refresh_token" in wire.at("eu").exchange(europe, code).json(), "another user"
    wire.control.advance(599)
    assert not granted(wire.exchange(client, wire.accept(client)["code"]))
    wire.control.advance(1)
    assert "refresh_token" in wire.grant(client)


@depends_on("refresh_tokens_per_window", by_default=10, value=3, then=3)
def refresh_tokens_that_come(wire: Wire) -> Any:
    client = without_code_limit(wire)
    codes = [wire.accept(client)["code"] for _ in range(12)]
    return sum("refresh_token" in wire.exchange(client, code).json() for code in codes)


@depends_on("refresh_tokens_window_seconds", by_default=False, value=60, then=True)
def refresh_token_a_minute_after_ten(wire: Wire) -> Any:
    client = without_code_limit(wire)
    for _ in range(10):
        wire.grant(client)
    wire.control.advance(60)
    code = wire.accept(client)["code"]
    return "refresh_token" in wire.exchange(client, code).json()


@depends_on("refresh_tokens_push_out", by_default=True, value=False, then=THROTTLED)
def third_refresh_token_where_two_are_kept(wire: Wire) -> Any:
    wire.control.configure(refresh_tokens_kept=2)
    client = wire.register()
    first, _ = (wire.grant(client)["refresh_token"] for _ in range(2))
    reply = wire.exchange(client, wire.accept(client)["code"]).json()
    if "refresh_token" in reply:
        return wire.refresh(client, first).text == INVALID_CODE
    assert "access_token" in wire.refresh(client, first).json()
    return reply["error_description"]


@shows("living-kept")
def test_no_more_is_kept_than_fits(wire: Wire) -> None:
    """Tokens that live are forgotten at last, the oldest first; clients are refused."""
    client = self_client(wire)
    tokens = [organization_token(wire, client) for _ in range(30)]
    assert all(wire.call("/oauth/user/info", token).ok for token in tokens)
    assert wire.control.state()["settings"]["living_kept"] == 10_000
    wire.control.configure(living_kept=20)
    tokens.append(organization_token(wire, client))
    alive = [wire.call("/oauth/user/info", token).ok for token in tokens]
    assert alive == [False] * 13 + [True] * 18
    for _ in range(MOST_CLIENTS - 1):
        wire.register()
    with pytest.raises(PracticeError, match="keeps 1,000 clients: delete one first"):
        wire.register()
    wire.control.as_user("delete-client", client_id=client["client_id"])
    wire.register()


def self_client(wire: Wire) -> dict[str, Any]:
    return wire.register(client_type="self", name="Self")


def organization_token(wire: Wire, client: dict[str, Any]) -> str:
    grant = {"grant_type": "client_credentials", "scope": "AaaServer.profile.READ"}
    return str(wire.token(client, **grant).json()["access_token"])


@depends_on("living_kept", by_default=5, value=4, then=3)
def tokens_alive_of_five(wire: Wire) -> Any:
    client = self_client(wire)
    for _ in range(5):
        organization_token(wire, client)
    return wire.control.state()["access_tokens_alive"]


@shows("client-deleted")
@pytest.mark.parametrize("by", ["console", "control"])
def test_what_ends_with_a_deleted_client(wire: Wire, by: str) -> None:
    client, other = wire.register(), wire.register()
    tokens, theirs = wire.grant(client), wire.grant(other)
    if by == "console":
        page = wire.post("/console", {"do": "delete", "client_id": client["client_id"]})
        assert "is deleted, and all its tokens" in page.text
    else:
        said = wire.control.as_user("delete-client", client_id=client["client_id"])
        assert said == {"refresh_tokens_ended": 1}
    assert wire.refresh(client, tokens["refresh_token"]).json() == {"error": "invalid_client"}
    assert wire.call("/crm/v8/org", tokens["access_token"]).status_code == 401
    assert wire.reason() == "access token client deleted"
    assert wire.ask(client).status_code == 400
    assert granted(wire.refresh(other, theirs["refresh_token"]))
    assert wire.call("/crm/v8/org", theirs["access_token"]).ok


@shows("user-removed")
def test_what_ends_with_a_removed_user(wire: Wire) -> None:
    client = wire.register(multi_dc=True)
    tokens = wire.grant(client)
    assert wire.control.as_user("remove-user") == {"refresh_tokens_ended": 1}
    assert wire.refresh(client, tokens["refresh_token"]).text == INVALID_CODE
    page = wire.ask(client)
    assert 'value="us"' not in page.text, "nobody to consent there"
    assert 'value="eu"' in page.text
    assert wire.press(page, "accept", user="us").status_code == 400
    assert wire.reason() == "the user was removed"


@shows("user-takes-back")
def test_a_new_password_ends_tokens_only_if_that_is_ticked(wire: Wire) -> None:
    client = wire.register()
    token = wire.grant(client)["refresh_token"]
    wire.control.as_user("change-password", terminate_tokens=False)
    assert "access_token" in wire.refresh(client, token).json()
    wire.control.as_user("change-password")
    assert wire.refresh(client, token).text == INVALID_CODE
