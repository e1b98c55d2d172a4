"""The listener takes the one answer to this flow, on loopback, and forgets about it."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from zoho_helpers import redirect_listener
from zoho_helpers.errors import InputError, RefusedError
from zoho_helpers.redirect_listener import RedirectListener, loopback_parts

CODE = "1000.code.of-this-flow"
GOOD = f"/callback?state=s&code={CODE}&"


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


FAMILIES = [(socket.AF_INET, "127.0.0.1"), *[(socket.AF_INET6, "::1")] * has_ipv6()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    for family, host in FAMILIES:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                probe.listen()
            except OSError:
                return False
    return True


class Catch:
    """A listener, what it handed on, and how it ended."""

    def __init__(self, host: str = "127.0.0.1", path: str = "/callback", lifetime: float = 60):
        self.seen: list[str] = []
        self.ended: list[bool] = []
        self.over = threading.Event()
        self.port = free_port()
        self.listener = RedirectListener(
            f"http://{host}:{self.port}{path}", self.accept, on_end=self.end, lifetime=lifetime
        )

    def accept(self, url: str) -> None:
        self.seen.append(url)
        if "state=s&" not in url:
            raise InputError("The state is <b>another</b>.", reason="state-mismatch")

    def end(self, caught: bool) -> None:
        self.ended.append(caught)
        self.over.set()

    def get(
        self, target: str, host: str | None = None, at: str = "127.0.0.1", method: str = "GET"
    ) -> tuple[int, str, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection(at, self.port, timeout=10)
        connection.putrequest(method, target, skip_host=True)
        if host != "":
            connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        connection.endheaders()
        with connection.getresponse() as reply:
            found = reply.status, reply.read().decode(), reply.headers
        connection.close()
        return found


@pytest.fixture
def catch() -> Iterator[Catch]:
    catch = Catch()
    yield catch
    catch.listener.stop()


def test_the_whole_url_is_handed_on_and_that_is_all(catch):
    status, page, _ = catch.get(GOOD)
    assert status == 200
    assert "Code caught" in page
    assert catch.listener.wait(10) is True
    assert catch.over.wait(10)
    assert catch.seen == [f"http://127.0.0.1:{catch.port}{GOOD}"]
    assert catch.ended == [True]
    assert is_free(catch.port)


@pytest.mark.parametrize(("family", "at"), FAMILIES)
def test_both_halves_of_loopback_are_held(catch, family, at):
    """Whichever of them the browser chooses, nobody else sits there."""
    with pytest.raises(OSError, match="in use"):
        socket.create_server((at, catch.port), family=family)
    assert catch.get(GOOD, at=at)[0] == 200


def test_nobody_but_this_machine_can_reach_it(catch):
    addresses = [server.server_address[0] for server in catch.listener._servers]
    assert addresses == [at for _, at in FAMILIES]


@pytest.mark.parametrize(
    "target",
    ["/", "/callback/", "/Callback", "/callback2", "/x/callback", "/callback/../callback",
     "/%63allback", "/callback;a=b", "http://127.0.0.1/callback", "*", "/favicon.ico"],
)  # fmt: skip
def test_another_path_is_answered_and_nothing_more(catch, target):
    assert catch.get(f"{target}?state=s&code={CODE}")[0] == 404
    assert catch.seen == []
    assert catch.get(GOOD)[0] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost:{port}", "",
     "127.0.0.1:{port}.evil.example", "user@127.0.0.1:{port}"],
)  # fmt: skip
def test_another_host_is_answered_and_nothing_more(catch, host):
    """A site that makes its name point at 127.0.0.1 could read what it gets (DNS rebinding)."""
    assert catch.get(GOOD, host.format(port=catch.port))[0] == 403
    assert catch.seen == []
    assert catch.get(GOOD)[0] == 200


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", *["[::1]"] * has_ipv6()])
def test_each_name_of_loopback_can_be_the_redirect_uri(host):
    catch = Catch(host, path="")
    try:
        assert catch.get(f"/?state=s&code={CODE}", f"{host.lower()}:{catch.port}")[0] == 200
        assert urlsplit(catch.seen[0]).port == catch.port
    finally:
        catch.listener.stop()


@pytest.mark.parametrize("written", ["127.0.0.1:80", "127.0.0.1", "127.0.0.1:080"])
@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1", 200), ("127.0.0.1:80", 200), ("127.0.0.1:8080", 403), ("127.0.0.1:x", 403),
     ("127.0.0.1:0", 403), ("u@127.0.0.1", 403), ("localhost", 403), ("127.0.0.1/x", 403),
     ("[::1", 403), ("", 403)],
)  # fmt: skip
def test_browsers_leave_port_80_out(written, host, status, monkeypatch):
    bind = redirect_listener._bind_both
    asked: list[int] = []
    port = free_port()

    def elsewhere(wanted, handler):
        """Port 80 is not for everybody to bind, so it is stood in for."""
        asked.append(wanted)
        return bind(port, handler)

    catch = Catch()
    catch.listener.stop()
    monkeypatch.setattr(redirect_listener, "_bind_both", elsewhere)
    catch.listener = RedirectListener(f"http://{written}/callback", catch.accept)
    catch.port = port
    try:
        assert catch.get(GOOD, host)[0] == status
    finally:
        catch.listener.stop()
    assert asked == [80]
    assert catch.seen == [f"http://{written}{GOOD}"] * (status == 200)


def test_a_wrong_answer_does_not_use_it_up(catch):
    for _ in range(3):
        status, page, _ = catch.get("/callback?state=x&code=y")
        assert status == 400
        assert "That was not it" in page
    assert catch.listener.caught is False
    assert catch.get(GOOD)[0] == 200
    assert catch.listener.wait(10) is True


@pytest.mark.parametrize("error", [InputError("No."), RefusedError("No.")])
def test_a_refused_answer_does_not_use_it_up_either(error):
    def accept(url: str) -> None:
        raise error

    listener = RedirectListener(f"http://127.0.0.1:{free_port()}/", accept)
    try:
        host = listener._parts.netloc
        assert listener.answer("/?code=x", host)[0] == 400
        assert listener.caught is False
    finally:
        listener.stop()


def test_it_is_good_for_one_answer(catch):
    host = f"127.0.0.1:{catch.port}"
    replies: list[int] = []
    threads = [
        threading.Thread(target=lambda: replies.append(catch.listener.answer(GOOD, host)[0]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replies) == [200] + [410] * 7
    assert len(catch.seen) == 1


def test_its_time_is_limited():
    catch = Catch(lifetime=0.05)
    assert catch.over.wait(10)
    assert catch.listener.wait(0) is False
    assert catch.ended == [False]
    assert is_free(catch.port)
    assert catch.listener.answer(GOOD, f"127.0.0.1:{catch.port}")[0] == 410
    assert catch.seen == []


def test_it_can_be_stopped_twice(catch):
    catch.listener.stop()
    catch.listener.stop()
    assert catch.ended == [False]
    assert is_free(catch.port)


@pytest.mark.parametrize("target", [GOOD, "/callback?state=x&code=<script>alert(1)</script>", "/x"])
def test_no_page_keeps_the_code_where_others_can_find_it(catch, target):
    """Not in a cache, not in the history, not in what the next page learns, not on the page."""
    _, page, headers = catch.get(target.replace("<", "%3C").replace(">", "%3E"))
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert 'history.replaceState(null, "", location.pathname)' in page
    assert CODE not in page
    assert "<script>alert" not in page


def test_a_page_shows_messages_as_text(catch):
    """Zoho's words and the reader's stand in some of them."""
    _, page, _ = catch.get("/callback?state=x")
    assert "The state is &lt;b&gt;another&lt;/b&gt;." in page


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "OPTIONS"])
def test_only_get_is_taken(catch, method):
    assert catch.get(GOOD, method=method)[0] == 501
    assert catch.seen == []


def test_who_says_nothing_holds_nobody_up(catch):
    with socket.create_connection(("127.0.0.1", catch.port)):
        assert catch.get(GOOD)[0] == 200


def noise(catch: Catch, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", catch.port)) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1024):
            pass


def test_nothing_is_logged(catch, capfd, caplog):
    """By default the request line, code and all, would appear below the reader's cell."""
    caplog.set_level(logging.DEBUG)
    for data in (b"", b"\x16\x03\x01", b"GET\r\n\r\n", b"GET /" + b"x" * 70_000, b"\r\n"):
        noise(catch, data)
    catch.get("/other?code=secret")
    catch.get(GOOD)
    catch.over.wait(10)
    assert capfd.readouterr() == ("", "")
    assert caplog.text == ""


def test_a_mistake_of_ours_ends_nothing_and_prints_nothing(capfd):
    def accept(url: str) -> None:
        raise KeyError(url)

    catch = Catch()
    catch.listener._accept = accept
    try:
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            catch.get(GOOD)
        catch.listener._accept = catch.accept
        assert catch.get(GOOD)[0] == 200
    finally:
        catch.listener.stop()
    assert capfd.readouterr() == ("", "")


# Where it cannot listen


@pytest.mark.parametrize(("family", "at"), FAMILIES)
def test_a_taken_port_is_said_and_nothing_is_held(family, at):
    with socket.socket(family) as other:
        other.bind((at, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError) as caught:
            RedirectListener(f"http://127.0.0.1:{port}/x", print)
    assert (caught.value.reason, caught.value.field) == ("port-taken", "redirect_uri")
    assert str(port) in caught.value.what
    assert "Paste the address instead" in caught.value.fix
    assert is_free(port)


REDIRECT_URIS: list[tuple[str, str]] = [
    ("https://127.0.0.1:8758/callback", "not-loopback"),
    ("http://192.0.2.1:8758/callback", "not-loopback"),
    ("http://h.example/callback", "not-loopback"),
    ("http://0.0.0.0:8758/callback", "not-loopback"),
    ("http://127.0.0.1.evil.example:8758/", "not-loopback"),
    ("http://localhost@evil.example:8758/", "not-loopback"),
    ("https://oauth.pstmn.io/v1/browser-callback", "not-loopback"),
    ("http://127.0.0.1:99999/", "redirect-uri-invalid"),
    ("http://[::1/", "redirect-uri-invalid"),
    ("127.0.0.1:8758/callback", "redirect-uri-invalid"),
    ("", "redirect-uri-invalid"),
]


@pytest.mark.parametrize("start", [loopback_parts, lambda uri: RedirectListener(uri, print)])
@pytest.mark.parametrize(("redirect_uri", "reason"), REDIRECT_URIS)
def test_a_redirect_uri_that_is_not_here_is_said(
    start: Callable[[str], object], redirect_uri, reason
):
    with pytest.raises(InputError) as caught:
        start(redirect_uri)
    assert (caught.value.reason, caught.value.field) == (reason, "redirect_uri")
    assert caught.value.fix
