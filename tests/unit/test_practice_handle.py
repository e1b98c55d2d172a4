"""The whole of practice Zoho as one pure function: whatever is asked, it answers, and in shape."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice.console import make_self_client_code
from zoho_helpers.practice.registration import register_client
from zoho_helpers.practice.replies import CANNED, HTML, JSON, Reply, Request
from zoho_helpers.practice.routes import _HANDLERS, handle, split_data_center
from zoho_helpers.practice.state import State, dump_state, load_state

NOW = 1_700_000_000.0
URI = "http://127.0.0.1:8758/callback"
BASE = "http://127.0.0.1:8757"


def request(
    method: str, path: str, values: Mapping[str, str] | None = None, authorization: str = ""
) -> Request:
    return Request(method, path, "us", BASE, values or {}, None, authorization)


def fresh() -> State:
    """A state with a server-based client `1000.A` (secret `s`) and a self client `1000.B`."""
    state = State(seed=1)
    state.clock.freeze(NOW)
    known = {"client_secret": "s", "name": "A", "homepage_url": "http://a.example"}
    register_client(state, client_id="1000.A", redirect_uris=[URI], **known)
    register_client(state, client_id="1000.B", client_type="self", **known)
    return state


def tokens(state: State) -> dict[str, str]:
    """Walk the flow of the self client and return the token reply."""
    code = make_self_client_code(state, "1000.B", "ZohoCRM.users.READ").code
    form = {"grant_type": "authorization_code", "client_id": "1000.B", "client_secret": "s"}
    reply = handle(request("POST", "/oauth/v2/token", {**form, "code": code}), state)
    return dict(json.loads(reply.body))


ASKED = ["client_id", "client_secret", "grant_type", "code", "refresh_token", "token", "scope"]
ASKED += ["redirect_uri", "response_type", "access_type", "prompt", "state", "code_verifier"]
ASKED += ["code_challenge", "code_challenge_method", "answer", "user", "client_type", "minutes"]
ASKED += ["name", "homepage_url", "multi_dc", "token_type", "type"]
SAID = ["1000.A", "1000.B", "s", "authorization_code", "refresh_token", "code", "offline", "us"]
SAID += [URI, "ZohoCRM.users.READ", "consent", "accept", "self", "self-code", "S256", "5", "eu"]


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD"]),
    path=st.sampled_from(sorted(_HANDLERS)) | st.text(max_size=20).map("/".__add__),
    location=st.sampled_from(sorted(ZOHO)),
    values=st.dictionaries(
        st.sampled_from(ASKED) | st.text(max_size=5), st.sampled_from(SAID) | st.text(max_size=20)
    ),
    basic=st.none() | st.tuples(st.sampled_from(SAID), st.text(max_size=5)),
    authorization=st.text(max_size=20) | st.just("Bearer x"),
)
def test_whatever_is_asked_it_answers(
    method: str,
    path: str,
    location: str,
    values: dict[str, str],
    basic: tuple[str, str] | None,
    authorization: str,
) -> None:
    state = fresh()
    asked = Request(method, path, location, f"{BASE}/{location}", values, basic, authorization)
    reply = handle(asked, state)
    check_shape(reply)
    assert load_state(dump_state(state)) == state


def check_shape(reply: Reply) -> None:
    assert reply.status in (200, 302, 400, 401, 404, 500)
    assert reply.reason
    assert isinstance(reply.body, str)
    assert (reply.status == 302) == bool(reply.location)
    if reply.content_type == JSON:
        assert "\n" not in reply.body, "Zoho's PHP SDK parses the last line"
        assert reply.body == json.dumps(json.loads(reply.body), separators=(",", ":"))
    else:
        assert reply.content_type == HTML


@given(code=st.text(max_size=90), secret=st.text(max_size=50), verifier=st.text(max_size=130))
def test_guessing_gets_nobody_a_token(code: str, secret: str, verifier: str) -> None:
    state = fresh()
    form = {"client_id": "1000.A", "client_secret": secret, "code": code, "redirect_uri": URI}
    for grant_type in ("authorization_code", "refresh_token"):
        values = {
            **form,
            "grant_type": grant_type,
            "refresh_token": code,
            "code_verifier": verifier,
        }
        assert "access_token" not in str(
            handle(request("POST", "/oauth/v2/token", values), state).body
        )


@given(st.lists(st.sampled_from(["wait", "refresh", "revoke", "consent"]), max_size=40))
def test_limits_hold_whatever_the_order(deeds: list[str]) -> None:
    state = fresh()
    form = {"client_id": "1000.B", "client_secret": "s", "grant_type": "refresh_token"}
    newest = tokens(state)["refresh_token"]
    for deed in deeds:
        values = {**form, "refresh_token": newest, "token": newest}
        if deed == "wait":
            state.clock.advance(200)
        elif deed == "refresh":
            handle(request("POST", "/oauth/v2/token", values), state)
        elif deed == "revoke":
            handle(request("POST", "/oauth/v2/token/revoke", values), state)
        else:
            newest = tokens(state)["refresh_token"]
    now = state.clock.now()
    living = [token for token in state.refresh_tokens.values() if token.is_alive(now)]
    assert len(living) <= 20
    for token in state.refresh_tokens.values():
        opened = [
            item for item in state.access_tokens.values() if item.refresh_token == token.token
        ]
        alive = [item for item in opened if item.is_alive(now)]
        assert len(alive) <= (10 if token.is_alive(now) else 0)
        assert token.refreshes <= 10


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ("us", "/")),
        ("", ("us", "/")),
        ("/oauth/v2/token", ("us", "/oauth/v2/token")),
        ("/eu/oauth/v2/token", ("eu", "/oauth/v2/token")),
        ("/eu", ("eu", "")),
        ("/eu/", ("eu", "/")),
        ("/us/oauth", ("us", "/us/oauth")),
        ("/EU/oauth", ("us", "/EU/oauth")),
        ("/eux/oauth", ("us", "/eux/oauth")),
        ("//eu/oauth", ("us", "//eu/oauth")),
        ("/cn/crm/v8/org", ("cn", "/crm/v8/org")),
    ],
)
def test_the_data_center_stands_first_in_the_path(path: str, expected: tuple[str, str]) -> None:
    assert split_data_center(path) == expected


@pytest.mark.parametrize("name", CANNED)
def test_each_canned_reply_is_played_once(name: str) -> None:
    state = fresh()
    state.next_replies.append(name)
    asked = request("GET", "/oauth/serverinfo")
    first, second = handle(asked, state), handle(asked, state)
    assert first.body == CANNED[name].body
    assert first.reason == f"canned: {name}"
    assert "locations" in str(second.body)


@pytest.mark.parametrize("path", ["", "/", "/console", "/favicon.ico"])
def test_a_look_at_a_page_uses_up_no_canned_reply(path: str) -> None:
    state = fresh()
    state.next_replies.append("empty")
    handle(request("GET", path), state)
    assert state.next_replies == ["empty"]


def test_granted_operations() -> None:
    """`ALL` covers the others of its group, upper or lower case; nothing else covers anything."""
    for granted, covers in (
        ("ZohoCRM.users.READ", True),
        ("ZohoCRM.users.ALL", True),
        ("ZohoCRM.users.all", True),
        ("ZohoCRM.users.CREATE", False),
        ("ZohoCRM.org.READ", False),
        ("ZohoCRM.modules.ALL", False),
    ):
        state = fresh()
        code = make_self_client_code(state, "1000.B", granted).code
        form = {"grant_type": "authorization_code", "client_id": "1000.B", "client_secret": "s"}
        reply = handle(request("POST", "/oauth/v2/token", {**form, "code": code}), state)
        token = json.loads(reply.body)["access_token"]
        answer = handle(request("GET", "/crm/v8/users", None, f"Bearer {token}"), state)
        assert (answer.status == 200) == covers
