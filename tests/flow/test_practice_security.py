"""Who may ask practice Zoho, what a hostile page can make of it, and what garbage does to it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from tests.flow.practice_process import KEY, Process, serving
from tests.flow.practice_wire import REDIRECT_URI, Page, Wire, authorization, shows
from zoho_helpers.errors import PracticeError
from zoho_helpers.practice.routes import PAGES_WITH_FORMS
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret

PUBLIC = "https://hub.example/user/robin/proxy/8757"
FORM = {
    "client_type": "server",
    "name": "Mine",
    "homepage_url": "http://a.example",
    "redirect_uri": REDIRECT_URI,
}


@shows("foreign-requests")
@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:PORT", 200),
        ("localhost:PORT", 200),
        ("LOCALHOST:PORT", 200),
        ("[::1]:PORT", 200),
        ("evil.example:PORT", 403),
        ("evil.example", 403),
        ("127.0.0.1", 403),
        ("127.0.0.1:1", 403),
        ("localhost.evil.example:PORT", 403),
        ("0.0.0.0:PORT", 403),
    ],
)
def test_a_foreign_host_is_refused(wire: Wire, host: str, status: int) -> None:
    """A page whose name was made to resolve to loopback must not reach in."""
    host = host.replace("PORT", str(urlsplit(wire.base).port))
    for path in ("/", "/oauth/serverinfo", "/practice/state"):
        reply = wire.get(path, headers={"Host": host, "X-Practice-Key": "test-key"})
        assert reply.status_code == status
        if status == 403:
            assert reply.json()["error"].startswith("Refused: the request came from another site")


OWN, OTHER = "http://127.0.0.1:PORT", "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),  # curl
        ({"Origin": OWN}, True),
        ({"Origin": OWN, "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://localhost:PORT"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True),  # keeps its referrer back
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "null", "Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "null", "Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": OTHER}, False),
        ({"Origin": OTHER, "Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://127.0.0.1:PORT"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "://"}, False),
        ({"Origin": "file://"}, False),
    ],
)
def test_forms_of_other_sites_are_refused(
    wire: Wire, headers: dict[str, str], passes: bool
) -> None:
    port = str(urlsplit(wire.base).port)
    headers = {name: value.replace("PORT", port) for name, value in headers.items()}
    client = wire.register()
    consent = Page(wire.ask(client).text).forms[0] | {"answer": "accept"}
    proof = {"form_token": consent["form_token"]}
    for where in (wire, wire.at("eu")):
        reply = where.post("/console", FORM | proof, headers=headers)
        assert reply.status_code == (200 if passes else 403)
        assert ("Client Secret" in reply.text) == passes
    reply = wire.post("/oauth/v2/consent", consent, headers=headers)
    assert reply.status_code == (302 if passes else 403)
    assert wire.control.state()["codes"] == (1 if passes else 0)
    for path in ("/console/", "/oauth/v2/consent/", "//console", "/console%2F"):
        assert wire.post(path, FORM, headers=headers).status_code == 404, "no other way in"


@pytest.mark.parametrize("proof", [{}, {"form_token": ""}, {"form_token": "guessed"}])
@pytest.mark.parametrize(
    "headers", [{"Origin": OWN}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
@pytest.mark.parametrize("path", PAGES_WITH_FORMS)
def test_a_browsers_form_has_to_come_from_a_page_of_ours(
    wire: Wire, path: str, headers: dict[str, str], proof: dict[str, str]
) -> None:
    """Beside the origin: whoever could fake that still cannot read one of our pages."""
    port = str(urlsplit(wire.base).port)
    headers = {name: value.replace("PORT", port) for name, value in headers.items()}
    reply = wire.post(path, {"do": "advance", "value": "token", **proof}, headers=headers)
    assert reply.status_code == 403
    assert reply.json()["error"].startswith("Refused")


def test_what_proves_a_form_stands_in_no_journal(wire: Wire) -> None:
    form = Page(wire.get("/console").text).forms[0]
    wire.post("/console", form)
    assert len(form["form_token"]) > 20
    assert form["form_token"] not in str(wire.control.journal())


def test_what_every_answer_says_to_a_browser(wire: Wire) -> None:
    client = wire.register()
    for reply in (
        wire.get("/"),
        wire.get("/nothing"),
        wire.ask(client),
        wire.press(wire.ask(client), "accept"),
        wire.get("/practice/state"),
        wire.get("/", headers={"Host": "evil.example"}),
    ):
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
        assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Referrer-Policy"] == "same-origin"
        assert "Server" not in reply.headers
        assert "Access-Control-Allow-Origin" not in reply.headers


NASTY = [
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=x>",
    '" autofocus onfocus="alert(1)',
    "</textarea></title></style><script>alert(1)</script>",
]


def is_harmless(page: Page) -> bool:
    """No tag and no attribute came in that our own pages do not have."""
    bad = {"script", "img", "iframe", "svg"} & set(page.tags)
    return not bad and not {name for name in page.attributes if name.startswith("on")}


@pytest.mark.parametrize("text", NASTY)
def test_what_a_client_sends_is_text_on_the_consent_page(wire: Wire, text: str) -> None:
    uri = f"http://a.example/?x={text.replace(' ', '')}"
    client = wire.register(redirect_uris=[REDIRECT_URI, uri])
    plain = Page(wire.ask(client).text)
    for name in ("state", "prompt", "access_type", "code_challenge", "login_hint", text):
        page = Page(wire.ask(client, **{name: text}).text)
        assert set(page.tags) == set(plain.tags)
        assert is_harmless(page)
        assert page.forms[0][name] == text
    page = Page(wire.ask(client, redirect_uri=uri).text)
    assert set(page.tags) == set(plain.tags)
    assert uri in page.words


@pytest.mark.parametrize("text", NASTY)
def test_what_is_typed_is_text_in_the_console(wire: Wire, text: str) -> None:
    for name in ("name", "homepage_url", "redirect_uri", "client_id", "scope", "minutes"):
        page = Page(wire.post("/console", {**FORM, name: text}).text)
        assert is_harmless(page)
    uri = f"http://a.example/?x={text.replace(' ', '')}"
    page = Page(wire.post("/console", {**FORM, "redirect_uri": uri}).text)
    assert uri in page.words
    assert is_harmless(page)


@pytest.mark.parametrize("text", NASTY)
def test_error_pages_repeat_nothing_that_was_sent(wire: Wire, text: str) -> None:
    client = wire.register()
    for name in ("client_id", "redirect_uri", "scope", "response_type"):
        assert text not in wire.ask(client, **{name: text}).text
    assert text not in wire.get(f"/{text}").text


def test_a_proxy_brings_the_browser_but_not_the_control_plane() -> None:
    with serving(public_url=PUBLIC + "/") as practice:
        wire = Wire(PracticeControl(practice.url, Secret(KEY)))
        host = {"Host": "hub.example"}
        origin = {**host, "Origin": "https://hub.example"}
        client = wire.register(multi_dc=True)
        for path in ("/", "/user/robin/proxy/8757/console", "/user/robin/proxy/8757/eu/console"):
            assert wire.get(path, headers=host).status_code == 200
        proof = {"form_token": Page(wire.get("/console").text).forms[0]["form_token"]}
        assert wire.post("/console", FORM | proof, headers=origin).ok
        plain = {**host, "Origin": "http://hub.example"}
        assert wire.post("/console", FORM | proof, headers=plain).status_code == 403

        page = wire.get("/eu/oauth/v2/auth", params=authorization(client), headers=host)
        assert 'action="consent"' in page.text, "relative: it is right behind the proxy too"
        form = Page(page.text).forms[0] | {"answer": "accept"}
        reply = wire.post("/eu/oauth/v2/consent", form, headers=origin)
        server = f"{practice.url}/eu".replace(":", "%3A").replace("/", "%2F")
        assert f"accounts-server={server}&" in reply.headers["Location"], "where programs find it"
        key = {"X-Practice-Key": KEY}
        assert wire.get("/practice/state", headers={**host, **key}).status_code == 403
        assert wire.get("/user/robin/proxy/8757/practice/state", headers=key).status_code == 404


# Garbage, sent to a process of its own, whose standard error stays empty.


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    arguments = ["--client-id", "x", "--client-secret", "a-secret-that-nobody-shows"]
    with Process("--port", "0", "--key", KEY, *arguments) as process:
        yield process
        assert process.end() == 0
        assert process.errors == ""


def raw(process: Process, request: bytes) -> bytes:
    """Send bytes as they are and return all that comes back."""
    address = ("127.0.0.1", urlsplit(process.url).port or 0)
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request.replace(b"HOST", urlsplit(process.url).netloc.encode()))
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        return answer


TOKEN = b"POST /oauth/v2/token HTTP/1.1\r\nHost: HOST\r\n"
GARBAGE = {
    "no http": b"\x00\x01\x02\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "no host": b"GET / HTTP/1.0\r\n\r\n",
    "bad version": b"GET / HTTP/9.9\r\nHost: HOST\r\n\r\n",
    "null in the path": b"GET /\x00 HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "bad escape": b"GET /%zz?%zz=%zz HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "bad escape at the control plane": b"GET /practice/%ff HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "no utf-8": b"GET /oauth/v2/auth?client_id=%ff%fe HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "unknown method": b"BREW / HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "bad length": TOKEN + b"Content-Length: x\r\n\r\n",
    "negative length": TOKEN + b"Content-Length: -1\r\n\r\n",
    "cut off": TOKEN + b"Content-Length: 100\r\n\r\ngrant_type=",
    "too large": TOKEN + b"Content-Length: 2000000\r\n\r\n",
    "bad chunk": TOKEN + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "bad multipart": TOKEN + b"Content-Type: multipart/form-data; boundary=x\r\n"
    b"Content-Length: 9\r\n\r\n--x\r\nabcd",
    "multipart without boundary": TOKEN + b"Content-Type: multipart/form-data\r\n"
    b"Content-Length: 2\r\n\r\nxx",
    "unknown charset": TOKEN + b"Content-Type: application/x-www-form-urlencoded; charset=klingon"
    b"\r\nContent-Length: 3\r\n\r\na=b",
    "many fields": TOKEN + b"Content-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 40000\r\n\r\n" + b"a=b&" * 10_000,
    "long header": b"GET / HTTP/1.1\r\nHost: HOST\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
    "encoded body": TOKEN + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    "wrong basic": TOKEN + b"Authorization: Basic \xff\xff\r\nContent-Length: 0\r\n\r\n",
    "wrong key": b"GET /practice/state HTTP/1.1\r\nHost: HOST\r\nX-Practice-Key: \xff\r\n\r\n",
    "control without json": b"POST /practice/reset HTTP/1.1\r\nHost: HOST\r\nX-Practice-Key: "
    + KEY.encode()
    + b"\r\nContent-Length: 1\r\n\r\n{",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_gets_an_error_or_nothing(process: Process, name: str) -> None:
    answer = raw(process, GARBAGE[name])
    status = answer.partition(b" ")[2][:3]
    assert status in (b"", b"400", b"401", b"403", b"404", b"405", b"431"), answer[:200]
    assert b"Traceback" not in answer
    assert b"a-secret" not in answer
    assert Wire(process.control).get("/").ok, "and it goes on serving"


def test_a_body_that_is_too_large_is_not_read(process: Process) -> None:
    before = len(process.control.journal())
    # It hangs up in the middle of so much, which the sender may notice before the answer.
    try:
        status = requests.post(
            f"{process.url}/oauth/v2/token", b"x" * 20_000_000, timeout=10
        ).status_code
    except requests.ConnectionError:
        status = 400
    assert status == 400
    assert len(process.control.journal()) == before


def test_its_pages_do_not_tell_a_clients_secret(process: Process) -> None:
    wire = Wire(process.control)
    wire.token({"client_id": "x", "client_secret": "a-secret-that-nobody-shows"}, grant_type="x")
    wire.get("/?client_secret=a-secret-that-nobody-shows")
    told = json.dumps([wire.control.journal(), wire.control.state(), wire.get("/console").text])
    assert "a-secret" not in told


def test_a_mistake_of_its_own_shows_no_stack_and_no_value(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*arguments: object) -> None:
        raise RuntimeError("a-secret-that-nobody-shows")

    with serving() as practice:
        monkeypatch.setattr("zoho_helpers.practice.face.handle", stumble)
        monkeypatch.setattr("zoho_helpers.practice.face.control.handle_control", stumble)
        wire = Wire(PracticeControl(practice.url, Secret(KEY)))
        reply = wire.get("/oauth/v2/auth?code=a-secret-that-nobody-shows")
        assert reply.status_code == 500
        assert reply.json()["error"].startswith("Practice Zoho made a mistake of its own")
        with pytest.raises(PracticeError, match="made a mistake of its own"):
            wire.control.now()
    assert "A request failed: RuntimeError in stumble" in caplog.text
    assert "a-secret" not in caplog.text
    assert "Traceback" not in caplog.text
