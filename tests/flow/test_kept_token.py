"""Requests that are signed with a kept token: repeated where it was dead, and nowhere else."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.flow.keeping import Keeping, at_once, calling, make_keeping
from tests.unit.loopback import Loopback, http
from zoho_helpers.data_centers import ZOHO, takes_tokens
from zoho_helpers.errors import RefreshPaused, RefusedError, TokenEndpointError
from zoho_helpers.file_store import FileStore
from zoho_helpers.kept_token import KeptToken
from zoho_helpers.practice.products import DEAD, PRODUCTS, SCOPE, Product
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.refusals import judge_refusal
from zoho_helpers.token_keeper import TokenKeeper

ORG, USER = "/crm/v8/org", "/crm/v8/users?type=CurrentUser"


class Steady:
    """A steady clock that goes on when a test says so."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def keeping(practice: PracticeControl, tmp_path: Path) -> Keeping:
    return make_keeping(practice, FileStore(tmp_path / "token.json"))


def get(session: requests.Session, keeping: Keeping, path: str = ORG) -> requests.Response:
    return session.get(keeping.control.url + path, timeout=10)


def test_a_request_is_signed_and_goes_through(keeping: Keeping) -> None:
    session = calling(keeping.keeper())
    assert [get(session, keeping).status_code for _ in range(3)] == [200] * 3
    assert keeping.refreshes() == 0


def test_a_dead_token_is_replaced_and_the_request_repeated_once(keeping: Keeping) -> None:
    session = calling(keeping.keeper())
    get(session, keeping)
    keeping.control.advance(3601)
    reply = get(session, keeping)
    assert reply.status_code == 200
    assert [old.status_code for old in reply.history] == [401]
    assert keeping.refreshes() == 1


def test_fifty_threads_with_a_dead_token_get_one_refresh(keeping: Keeping) -> None:
    keeper = keeping.keeper()
    keeper.access_token()
    keeping.control.advance(3601)
    session = calling(keeper)
    replies = at_once(50, lambda: get(session, keeping).status_code)
    assert replies == [200] * 50
    assert keeping.refreshes() == 1


def test_what_is_still_refused_after_a_refresh_is_returned(keeping: Keeping) -> None:
    """A token of another data center is dead there, however new; it is not refreshed for ever."""
    steady = Steady()
    session = calling(keeping.keeper(steady=steady))
    for _ in range(20):
        assert get(session, keeping, f"/eu{ORG}").status_code == 401
    assert keeping.refreshes() == 1
    steady.at += 61
    assert get(session, keeping, f"/eu{ORG}").status_code == 401
    steady.at += 61
    assert get(session, keeping, f"/eu{ORG}").status_code == 401
    assert keeping.refreshes() == 2, "each time a token must be four times as old"
    assert get(session, keeping).status_code == 200


def test_a_missing_scope_is_no_reason_to_refresh(keeping: Keeping) -> None:
    session = calling(keeping.keeper())
    reply = get(session, keeping, USER)
    assert (reply.status_code, reply.json()["code"]) == (401, "OAUTH_SCOPE_MISMATCH")
    assert keeping.refreshes() == 0


BOOKS, ANALYTICS = "/books/v3/organizations", "/analyticsapi/restapi/v2/orgs"


@pytest.mark.parametrize("path", [BOOKS, ANALYTICS])
def test_where_it_could_be_the_scope_it_is_tried_once_for_each_token(
    keeping: Keeping, path: str
) -> None:
    """Books' 57 and Analytics' 8535 mean both."""
    steady = Steady()
    session = calling(keeping.keeper(steady=steady))
    assert get(session, keeping, path).status_code == 401
    assert keeping.refreshes() == 0, "the token was just issued"
    steady.at += 61
    for _ in range(20):
        assert get(session, keeping, path).status_code == 401
    assert keeping.refreshes() == 1
    steady.at += 61
    assert get(session, keeping, path).status_code == 401
    steady.at += 180
    assert get(session, keeping, path).status_code == 401
    assert keeping.refreshes() == 2


@pytest.mark.parametrize("scope", ["ZohoBooks.settings.READ"])
def test_where_it_could_be_the_scope_and_was_the_token_it_helps(
    practice: PracticeControl, tmp_path: Path, scope: str
) -> None:
    keeping = make_keeping(practice, FileStore(tmp_path / "token.json"), scope)
    steady = Steady()
    session = calling(keeping.keeper(steady=steady))
    assert get(session, keeping, BOOKS).status_code == 200
    for _ in range(3):
        keeping.control.advance(3601)
        steady.at += 300
        assert get(session, keeping, BOOKS).status_code == 200
    assert keeping.refreshes() == 3


def test_a_dead_token_that_cannot_be_replaced_is_a_typed_error(keeping: Keeping) -> None:
    session = calling(keeping.keeper())
    get(session, keeping)
    keeping.control.as_user("disconnect", client_id=keeping.client.client_id)
    with pytest.raises(TokenEndpointError) as caught:
        get(session, keeping)
    assert '"invalid_code"' in caught.value.evidence
    with pytest.raises(RefreshPaused):
        get(session, keeping)
    assert keeping.refreshes() == 1


def test_a_doubtful_refusal_that_cannot_be_settled_is_returned(keeping: Keeping) -> None:
    steady = Steady()
    session = calling(keeping.keeper(steady=steady))
    get(session, keeping)
    keeping.control.configure(refreshes_per_window=0)
    steady.at += 61
    assert get(session, keeping, BOOKS).status_code == 401
    assert get(session, keeping).status_code == 200, "the token is used on"


# Bodies

SENT = b"what is sent " * 1000


BODIES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "bytes": {"data": SENT},
    "text": {"data": SENT.decode()},
    "a form": {"data": {"a": "1", "b": "2"}},
    "json": {"json": {"a": 1}},
    "several parts": {"files": {"upload": ("name", SENT)}},
    "bytes as a file": {"data": io.BytesIO(SENT)},
}


class Api:
    """An API that says of the first token that it is dead, and keeps what it got."""

    def __init__(self, refusal: bytes) -> None:
        self.refusal, self.bodies = refusal, list[bytes]()
        self.first = ""

    def __call__(self, request: bytes) -> Iterator[bytes]:
        head, _, body = request.partition(b"\r\n\r\n")
        token = head.partition(b"oauthtoken ")[2].split(b"\r\n")[0].decode()
        self.first = self.first or token
        self.bodies.append(body)
        yield http('{"ok": true}') if token != self.first else self.refusal


DEAD_REPLY = http('{"code":"INVALID_TOKEN"}', status=401)


def at_home(keeping: Keeping, api: Loopback) -> TokenKeeper:
    """A keeper that takes a test's API for a host of practice Zoho's."""
    keeper = keeping.keeper()
    keeper.centers = {**keeper.centers, "api": replace(ZOHO["us"], api_domain=api.url)}
    return keeper


@pytest.mark.parametrize("body", BODIES)
def test_what_is_repeated_has_the_same_body(keeping: Keeping, body: str) -> None:
    api = Api(DEAD_REPLY)
    with Loopback(api) as server:
        session = calling(at_home(keeping, server))
        reply = session.post(f"{server.url}/upload", timeout=10, **BODIES[body])
    assert reply.json() == {"ok": True}
    first, second = api.bodies
    assert first == second
    assert keeping.refreshes() == 1
    assert first == SENT or body not in ("bytes", "text", "bytes as a file")


def test_a_file_is_sent_again_from_where_it_stood(keeping: Keeping, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"skipped " + SENT)
    api = Api(DEAD_REPLY)
    with (tmp_path / "file").open("rb") as file, Loopback(api) as server:
        file.seek(8)
        session = calling(at_home(keeping, server))
        assert session.post(f"{server.url}/upload", data=file, timeout=10).json() == {"ok": True}
    assert api.bodies == [SENT, SENT]


def a_generator(folder: Path) -> Iterator[bytes]:
    yield SENT


def a_pipe(folder: Path) -> Any:
    reading, writing = os.pipe()
    os.write(writing, SENT)
    os.close(writing)
    return os.fdopen(reading, "rb")


class ClosesItself(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if not data:
            self.close()
        return data


@pytest.mark.parametrize("stream", [a_generator, a_pipe, lambda folder: ClosesItself(SENT)])
def test_what_cannot_be_sent_twice_is_not_repeated(
    keeping: Keeping, tmp_path: Path, stream: Any
) -> None:
    """Nor sent without its body. Its caller sees the 401; the next call has a new token."""
    api = Api(DEAD_REPLY)
    with Loopback(api) as server:
        session = calling(at_home(keeping, server))
        headers = {"Content-Length": str(len(SENT))}
        with contextlib.closing(stream(tmp_path)) as body:
            reply = session.post(f"{server.url}/upload", data=body, headers=headers, timeout=10)
        assert reply.status_code == 401
        assert len(api.bodies) == 1
        assert keeping.refreshes() == 0
        assert session.post(f"{server.url}/upload", data=SENT, timeout=10).status_code == 200


def test_a_success_is_not_read_before_its_caller_does(keeping: Keeping) -> None:
    with Loopback(http(SENT)) as server:
        session = calling(at_home(keeping, server))
        with session.get(f"{server.url}/download", stream=True, timeout=10) as reply:
            assert reply._content is False  # type: ignore[attr-defined]
            assert reply.raw.read() == SENT


# Where it goes


@pytest.mark.parametrize(
    ("url", "takes"),
    [
        ("https://www.zohoapis.eu/crm/v8/org", True),
        ("https://desk.zoho.com.au/api/v1/tickets", True),
        ("https://www.zohoapis.ca/books/v3", True),
        ("https://mail.zohocloud.ca/api/accounts", True),
        ("https://DESK.zoho.in:443/api", True),
        ("http://www.zohoapis.eu/crm/v8/org", False),
        ("https://www.zohoapis.eu:8443/crm", False),
        ("https://zoho.com.example/api", False),
        ("https://notzoho.com/api", False),
        ("https://www.zohoapis.evil/api", False),
        ("https://accounts.zoho.com@evil.example/", False),
        ("https://evil.example\\.zoho.com/", False),
        ("https://evil.example/.zoho.com", False),
        ("https://[::1", False),
        ("https://www.zohoapis.eu:99999/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_hosts_that_may_get_a_token(url: str, takes: bool) -> None:
    assert takes_tokens(ZOHO, url) is takes


def test_to_a_stranger_nothing_is_sent(keeping: Keeping) -> None:
    with Loopback(http("{}")) as stranger:
        session = calling(keeping.keeper())
        with pytest.raises(RefusedError, match="no host of Zoho's"):
            session.get(f"{stranger.url}/", timeout=10)
        assert stranger.requests == []


def test_a_stranger_that_was_named_gets_it() -> None:
    auth = KeptToken(TokenKeeperStub(), hosts=("SDPonDemand.ManageEngine.com",))  # type: ignore[arg-type]
    request = requests.Request("GET", "https://sdpondemand.manageengine.com/api", auth=auth)
    assert request.prepare().headers["Authorization"] == "Zoho-oauthtoken told"


class TokenKeeperStub:
    centers = ZOHO

    def access_token(self) -> Secret:
        return Secret("told")


def test_a_redirect_does_not_take_the_token_elsewhere(keeping: Keeping) -> None:
    """Nor does a stranger's 401 make us send it one."""
    with Loopback(http('{"code":"INVALID_TOKEN"}', status=401)) as stranger:
        away = http("", status=302, headers=[f"Location: {stranger.url}/"])
        with Loopback(away) as server:
            reply = calling(at_home(keeping, server)).get(f"{server.url}/", timeout=10)
        assert reply.status_code == 401
        assert len(stranger.requests) == 1
        assert b"oauthtoken" not in stranger.requests[0]
    assert keeping.refreshes() == 0


def test_zohos_time_is_taken_from_an_apis_reply(keeping: Keeping) -> None:
    """A token that another process got is judged by it, whatever this machine's clock says."""
    first = keeping.keeper().refresh()
    now = [first.created_at + 3000]
    keeper = keeping.keeper(now=lambda: now[0], steady=Steady())
    assert keeper.access_token() == first.access_token
    assert keeper.age_of(first.access_token) == pytest.approx(3000)
    get(calling(keeper), keeping)
    assert keeper.age_of(first.access_token) == pytest.approx(0, abs=1.1)


# What refusals say


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)
def test_each_products_refusals_are_told_apart_as_far_as_they_can_be(product: Product) -> None:
    """Against practice Zoho's table, which was gathered for itself."""
    dead, scope = product.answer(DEAD), product.answer(SCOPE)

    def judged(answer: Any) -> str:
        return judge_refusal(answer.status, json.dumps(dict(answer.body)).encode())

    alike = (dead.status, dead.body) == (scope.status, scope.body)
    if dead.status == 401:
        assert judged(dead) in (("doubtful",) if alike else ("dead", "doubtful"))
    if not alike:
        assert judged(scope) == "alive"


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (401, b'{"code":"INVALID_TOKEN"}', "dead"),
        (401, b'[2,{"errorCode":"INVALID_OAUTHTOKEN"}]', "dead"),
        (401, b'{"code":57,"message":"You are not authorized"}', "doubtful"),
        (401, b'{"data":{"errorCode":8535},"summary":"INVALID_OAUTHTOKEN"}', "doubtful"),
        (401, b'{"code":"OAUTH_SCOPE_MISMATCH","details":{}}', "alive"),
        (401, b"<html>Zoho Creator - Error Page</html>", "doubtful"),
        (401, b"", "doubtful"),
        (401, b"\xff\xfe", "doubtful"),
        (401, b"[" * 100_000, "doubtful"),
        (400, b'{"code":"INVALID_TOKEN"}', "alive"),
        (403, b'{"code":"NO_PERMISSION"}', "alive"),
        (200, b'{"code":57}', "alive"),
    ],
)
def test_refusals(status: int, body: bytes, verdict: str) -> None:
    assert judge_refusal(status, body) == verdict
