"""The edge: nothing leaves for a wrong host or profile, and each trouble is one clear error."""

from __future__ import annotations

import gzip
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import requests
import trustme
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.loopback import Loopback, as_json, http
from tests.unit.made_up import (
    ACCESS,
    CLIENT_ID,
    CLIENT_SECRET,
    CODE,
    REFRESH,
    VERIFIER,
    piece_survives,
    plant,
)
from tests.unit.test_data_centers import LOOK_ALIKES
from zoho_helpers import transport as module
from zoho_helpers.data_centers import ZOHO, practice_data_centers
from zoho_helpers.errors import RefusedError, TransportError
from zoho_helpers.redaction import Secret
from zoho_helpers.transcript import Transcript, WireRequest
from zoho_helpers.transport import Transport, refuse_other_profile

LIVE = plant()
GZIP = "Content-Encoding: gzip"


def make_transport(url: str, *, live: bool = False) -> Transport:
    return Transport(practice_data_centers(url), live=live, transcript=Transcript())


@pytest.fixture
def echo() -> Iterator[Loopback]:
    with Loopback(as_json({"ok": True})) as server:
        yield server


# What may leave


FOREIGN = {*LOOK_ALIKES, "https://api-console.zoho.com", "https://zoho.com"}
# These differ from an accounts server, but are on hosts that may be called.
FOREIGN -= {"https://accounts.zoho.com/evil", "https://www.zohoapis.com"}


@pytest.mark.parametrize("url", sorted(FOREIGN))
def test_only_hosts_of_the_profile_are_called(url):
    """The loopback guard of the test run would raise something else if a packet had left."""
    live = Transport(ZOHO, live=True, transcript=Transcript())
    with pytest.raises(RefusedError) as caught:
        live.send(WireRequest("POST", f"{url}/oauth/v2/token", {"a": "b"}))
    assert caught.value.reason == "host-unknown"
    assert live.transcript.round_trips == []


@given(st.text() | st.from_regex(r"http://127\.0\.0\.1:8757[@:.\\].{0,30}", fullmatch=True))
def test_no_other_text_is_taken_for_one_of_them(url):
    transport = make_transport("http://127.0.0.1:8757")
    with pytest.raises(RefusedError):
        transport.send(WireRequest("POST", url))


def test_practice_calls_practice_zoho_only(echo):
    transport = make_transport("http://127.0.0.1:1")
    for url in (echo.url, "https://accounts.zoho.com", echo.url.replace("http:", "https:")):
        with pytest.raises(RefusedError):
            transport.send(WireRequest("POST", f"{url}/oauth/v2/token", {"a": "b"}))
    assert echo.requests == []


def test_a_refusal_shows_the_address_without_what_is_in_it():
    transport = make_transport("http://127.0.0.1:1")
    with pytest.raises(RefusedError) as caught:
        transport.send(WireRequest("GET", f"https://robin:hunter2@h.example/x?code={CODE}"))
    assert "'https://h.example/x'" in caught.value.what
    assert "hunter2" not in str(caught.value)


PLACES: dict[str, Callable[[str], WireRequest]] = {
    "form": lambda value: WireRequest("POST", "/oauth/v2/token", {"x": Secret(value)}),
    "plain form": lambda value: WireRequest("POST", "/oauth/v2/token", {"x": value}),
    "header": lambda value: WireRequest("GET", "/crm/v8/org", access_token=Secret(value)),
    "basic id": lambda value: WireRequest("POST", "/x", basic=(value, Secret("y"))),
    "basic secret": lambda value: WireRequest("POST", "/x", basic=("y", Secret(value))),
}
LIVE_VALUES = (
    LIVE.client_id,
    LIVE.client_secret,
    LIVE.code,
    LIVE.access_token,
    LIVE.refresh_token,
    "0" * 40,
    "1004." + LIVE.code.partition(".")[2],
)
PRACTICE_VALUES = (CLIENT_ID, CLIENT_SECRET, CODE, ACCESS, REFRESH)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("live", "foreign", "own"),
    [(False, LIVE_VALUES, PRACTICE_VALUES), (True, PRACTICE_VALUES, LIVE_VALUES)],
    ids=["a live value in practice", "a practice value in live"],
)
def test_the_profiles_never_mix(echo, place, live, foreign, own):
    transport = make_transport(echo.url, live=live)
    for value in foreign:
        request = PLACES[place](value)
        with pytest.raises(RefusedError) as caught:
            transport.send(replace(request, url=echo.url + request.url))
        assert caught.value.reason == "profiles-mixed"
        assert not piece_survives(value, str(caught.value))
    assert echo.requests == []
    assert transport.transcript.round_trips == []
    for value in own:
        request = PLACES[place](value)
        transport.send(replace(request, url=echo.url + request.url))
    assert len(echo.requests) == len(own)


@pytest.mark.parametrize("value", ["", "robin", "0" * 39, "00c0ffe", VERIFIER, "http://x/?a=b"])
@pytest.mark.parametrize("live", [True, False])
def test_values_of_no_profile_are_nobodys(value, live):
    refuse_other_profile([value], live=live)


# What is sent


def test_parameters_travel_in_the_body_and_nothing_secret_in_the_url(echo):
    form = {
        "code": Secret(CODE),
        "code_verifier": Secret(VERIFIER),
        "redirect_uri": "http://x/?a=b",
    }
    make_transport(echo.url).send(WireRequest("POST", f"{echo.url}/oauth/v2/token", form))
    head, _, body = echo.requests[0].decode().partition("\r\n\r\n")
    assert head.startswith("POST /oauth/v2/token HTTP/1.1\r\n")
    assert "Content-Type: application/x-www-form-urlencoded" in head
    assert "Authorization" not in head
    assert body == f"code={CODE}&code_verifier={VERIFIER}&redirect_uri=http%3A%2F%2Fx%2F%3Fa%3Db"


def test_an_access_token_travels_in_zohos_own_header(echo):
    request = WireRequest("GET", f"{echo.url}/crm/v8/org?a=b", access_token=Secret(ACCESS))
    make_transport(echo.url).send(request)
    head = echo.requests[0].decode()
    assert head.startswith("GET /crm/v8/org?a=b HTTP/1.1\r\n")
    assert f"\r\nAuthorization: Zoho-oauthtoken {ACCESS}\r\n" in head


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status):
    """They could carry the body, with the client secret in it, to anywhere."""
    with Loopback(http(status=status, headers=["Location: /oauth/v2/token"])) as server:
        request = WireRequest("POST", f"{server.url}/x", {"a": "b"})
        assert make_transport(server.url).send(request).status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize("live", [True, False])
def test_a_netrc_is_not_used(echo, tmp_path, monkeypatch, live):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login robin password hunter2")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    requests.get(echo.url, timeout=5)
    assert b"Authorization: Basic" in echo.requests.pop(), "requests uses it, or this shows nothing"
    make_transport(echo.url, live=live).send(WireRequest("POST", echo.url, {"a": "b"}))
    assert b"Authorization" not in echo.requests.pop()


@pytest.mark.parametrize(("live", "used"), [(True, True), (False, False)], ids=["live", "practice"])
def test_a_proxy_stands_between_us_and_zoho_only(echo, monkeypatch, live, used):
    monkeypatch.setenv("http_proxy", echo.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with Loopback(as_json({})) as zoho:
        make_transport(zoho.url, live=live).send(WireRequest("GET", f"{zoho.url}/x"))
    assert len(echo.requests) == used


# What comes back


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (http('{"a":1}'), 200, '{"a":1}'),
        (http('{"error":"invalid_code"}', status=400), 400, '{"error":"invalid_code"}'),
        (http("<html>", status=503, content_type="text/html"), 503, "<html>"),
        (http(""), 200, ""),
        (http("é…".encode()), 200, "é…"),
        (http(gzip.compress(b"{}", mtime=0), headers=[GZIP]), 200, "{}"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
            200,
            "{}",
        ),
        (b"HTTP/1.1 200 OK\r\n\r\n{}", 200, "{}"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
        (http("x" * 1_000_000), 200, "x" * 1_000_000),
    ],
    ids=[
        "json",
        "error",
        "html",
        "empty",
        "utf-8",
        "gzip",
        "chunked",
        "until closed",
        "204",
        "long",
    ],
)
def test_a_reply_is_handed_on_whatever_its_status(answer, status, body):
    """What it means is for others to say."""
    with Loopback(answer) as server:
        transport = make_transport(server.url)
        reply = transport.send(WireRequest("GET", f"{server.url}/x"))
    assert (reply.status, reply.body) == (status, body)
    assert transport.transcript.last
    assert transport.transcript.last.status == status


def silent(server: Loopback) -> Iterator[bytes]:
    server.over.wait(5)
    yield b""


def stalled(server: Loopback) -> Iterator[bytes]:
    yield http("x", length=9)
    yield from silent(server)


def dripping(server: Loopback) -> Iterator[bytes]:
    """Send a byte now and then, so that no single wait is long."""
    yield http(length=500)
    for _ in range(100):
        yield b"x"
        server.over.wait(0.02)


TROUBLES: dict[str, tuple[bytes | Callable[[Loopback], Iterator[bytes]], str, int | None]] = {
    "says nothing": (silent, "timeout", None),
    "stops in the middle": (stalled, "timeout", None),
    "drips": (dripping, "timeout", None),
    "hangs up at once": (b"", "reply-missing", None),
    "speaks no HTTP": (b"220 mail.example ESMTP\r\n", "reply-missing", None),
    "hangs up early": (http("x", length=99), "reply-cut-off", 200),
    "hangs up in a chunk": (
        b"HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nx",
        "reply-cut-off",
        500,
    ),
    "lies about gzip": (http("plain", headers=[GZIP]), "reply-cut-off", 200),
    "is huge": (http("x" * 1_000_001), "reply-too-large", 200),
    "is huge when unpacked": (
        http(gzip.compress(b"x" * 30_000_000), headers=[GZIP]),
        "reply-too-large",
        200,
    ),
    "is not UTF-8": (http(b'{"error":"\xff"}', status=502), "reply-not-text", 502),
}


@pytest.mark.parametrize("case", TROUBLES)
def test_each_trouble_is_one_clear_error(case, monkeypatch):
    answer, reason, status = TROUBLES[case]
    monkeypatch.setattr(module, "READ_SECONDS", 0.3)
    monkeypatch.setattr(module, "WHOLE_REPLY_SECONDS", 0.4)
    script = [answer] if isinstance(answer, bytes) else None
    with Loopback(lambda request: script or answer(server)) as server:
        transport = make_transport(server.url)
        request = WireRequest("POST", f"{server.url}/x?visible=in-the-url", {"code": Secret(CODE)})
        with pytest.raises(TransportError) as caught:
            transport.send(request)
    error = caught.value
    assert (error.reason, error.http_status) == (reason, status)
    assert "127.0.0.1" in error.what
    assert error.fix
    # requests writes the query into its own texts, and urllib3 the address.
    assert "visible" not in str(error)
    assert error.__context__ is None
    assert transport.transcript.last
    assert transport.transcript.last.reply_text == str(error)


def test_each_trouble_has_a_sentence_of_its_own():
    reasons = {reason for _, reason, _ in TROUBLES.values()}
    assert reasons == {
        "timeout",
        "reply-missing",
        "reply-cut-off",
        "reply-too-large",
        "reply-not-text",
    }


@pytest.mark.parametrize("live", [True, False])
def test_who_hangs_up_after_the_request_may_have_used_the_code_up(live):
    """To press the button again with the same code can only fail then."""
    with Loopback(b"") as server:
        request = WireRequest("POST", f"{server.url}/x", {"a": "b"})
        with pytest.raises(TransportError) as caught:
            make_transport(server.url, live=live).send(request)
    assert len(server.requests) == 1
    assert caught.value.reason == "reply-missing"
    assert "may be used up: get a new one" in caught.value.fix
    assert ("set-up cell" in caught.value.fix) is not live


@pytest.mark.parametrize(("live", "advice"), [(True, "network connection"), (False, "set-up cell")])
def test_where_nobody_listens_the_advice_is_the_profiles(live, advice):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(TransportError) as caught:
        make_transport(url, live=live).send(WireRequest("GET", f"{url}/x"))
    assert caught.value.reason == "unreachable"
    assert advice in caught.value.fix
    assert "used up" not in caught.value.fix, "nothing arrived"


def test_a_server_that_cannot_prove_who_it_is_gets_nothing():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with Loopback(as_json({}), tls) as server, pytest.raises(TransportError) as caught:
        make_transport(server.url).send(WireRequest("POST", f"{server.url}/x", {"a": "b"}))
    assert caught.value.reason == "certificate"
    assert server.requests == []


def test_a_value_that_no_header_can_hold_is_an_error_too(echo):
    request = WireRequest("GET", f"{echo.url}/x", access_token=Secret("a\r\nX: y"))
    with pytest.raises(TransportError):
        make_transport(echo.url).send(request)
