"""The doctor's page over real HTTP: whom it answers, what it serves, what a browser may do."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
from websocket import WebSocket, WebSocketBadStatusException, create_connection

from tests.flow.doctor_page_process import DoctorPage
from zoho_helpers.doctor_page.server import MOST_PAGES


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoctorPage]:
    """The page as its reader starts it."""
    running = DoctorPage(tmp_path_factory.mktemp("tmp"))
    yield running
    assert running.end() == 0
    assert len(running.lines) == 2, "".join(running.lines)


class Reader:
    """A browser that has opened the page.

    Attributes:
        browser: With its cookies.
        shown: What it got.
        kernel: Id of the page's kernel.
    """

    def __init__(self, page: DoctorPage) -> None:
        self._page, self.browser = page, requests.Session()
        self.shown = self.browser.get(page.address, timeout=60)
        assert self.shown.status_code == 200
        found = re.search(r'"kernelId": "([\w-]+)"', self.shown.text)
        assert found
        self.kernel = found[1]

    @property
    def cookie(self) -> str:
        """Its cookies, as a header has them."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.browser.cookies)

    def post_end(self, headers: dict[str, str] | None = None, **data: str) -> int:
        """Ask for the end of the kernel; return the status."""
        url = f"{self._page.url}voila/api/shutdown/{self.kernel}"
        return self.browser.post(url, data=data, headers=headers, timeout=20).status_code

    def go(self) -> int:
        """Do what the page does as it goes."""
        return self.post_end(_xsrf=self.browser.cookies["_xsrf"])


@pytest.fixture
def reader(page: DoctorPage) -> Iterator[Reader]:
    """A reader who leaves again."""
    reader = Reader(page)
    yield reader
    reader.go()
    reader.browser.close()


PATHS = [
    "", "tree", "lab", "login", "voila/tree", "voila/files/doctor.ipynb", "voila/files/x.png",
    "voila/render/doctor.ipynb", "voila/api/contents", "api", "api/contents", "api/kernels",
    "api/sessions", "api/terminals", "files/doctor.ipynb", "page/page.css", "voila/static/voila.js",
    "voila/templates/lab/static/voila.js", "voila/labextensions/x.js", "voila/query/1-1-1-1-1",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", ["", "?token=", "?token=guessed"])
def test_a_stranger_gets_one_sentence(page: DoctorPage, path: str, token: str) -> None:
    refused = requests.get(f"{page.url}{path}{token}", timeout=10, allow_redirects=False)
    assert refused.status_code == 403
    assert refused.text == (
        "This page is for whoever started it: open the address that the terminal shows.\n"
    )
    assert "Set-Cookie" not in refused.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", ["", "api/kernels", "voila/api/shutdown/1-1-1-1-1"])
def test_a_stranger_can_start_and_end_nothing(page: DoctorPage, method: str, path: str) -> None:
    refused = requests.request(method, page.url + path, timeout=10)
    assert refused.status_code in (403, 405) or (method, path[:5]) == ("OPTIONS", "voila")


@pytest.mark.parametrize("path", [path for path in PATHS[1:] if "static" not in path])
def test_with_the_token_there_is_still_no_more_than_the_page(page: DoctorPage, path: str) -> None:
    key = {"Authorization": f"token {page.token}"}
    found = requests.get(page.url + path, headers=key, timeout=10, allow_redirects=False)
    assert found.status_code == (200 if path == "page/page.css" else 404)


@pytest.mark.parametrize("path", ["page/../server.py", "page/..%2fserver.py", "page//etc/passwd"])
def test_no_path_leads_out_of_the_folder(page: DoctorPage, path: str) -> None:
    request = requests.Request("GET", page.url, headers={"Authorization": f"token {page.token}"})
    prepared = request.prepare()
    prepared.url = page.url + path  # as it stands, not tidied up
    with requests.Session() as browser:
        assert browser.send(prepared, timeout=10).status_code in (403, 404)


def test_another_hosts_name_for_this_machine_is_refused(page: DoctorPage) -> None:
    """As when a page on the web lets its own name lead to 127.0.0.1."""
    headers = {"Host": "attacker.example", "Authorization": f"token {page.token}"}
    assert requests.get(page.url, headers=headers, timeout=10).status_code == 403


def test_the_page_shows_no_source_and_loads_from_nowhere_else(reader: Reader) -> None:
    text, headers = reader.shown.text, reader.shown.headers
    assert "page_form" not in text
    assert re.findall(r"https?://[^\s\"'<]+", text) == []
    policy = dict(row.split(" ", 1) for row in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert "unsafe-inline" not in policy["script-src"]
    assert "unsafe-eval" not in policy["script-src"]
    assert policy["frame-ancestors"] == "'none'"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in headers["Cache-Control"]
    cookies = reader.shown.raw.headers.getlist("Set-Cookie")
    assert {cookie.partition("-")[0].partition("=")[0] for cookie in cookies} == {
        "username",
        "_xsrf",
    }
    assert all("SameSite=Strict" in cookie for cookie in cookies)


def test_the_cookie_is_enough_and_another_sites_request_is_not(
    page: DoctorPage, reader: Reader
) -> None:
    assert reader.browser.get(f"{page.url}page/page.js", timeout=10).status_code == 200
    assert reader.post_end() == 403, "without the page's own word"
    stranger = {"Origin": "http://attacker.example"}
    assert reader.post_end(stranger, _xsrf=reader.browser.cookies["_xsrf"]) == 404
    kernel = reader.browser.get(f"{page.url}api/kernels/{reader.kernel}", timeout=10)
    assert kernel.json()["id"] == reader.kernel


def test_the_page_ends_its_kernel_as_it_goes(page: DoctorPage) -> None:
    reader = Reader(page)
    assert reader.go() == 204
    with reader.browser as browser:
        gone = browser.get(f"{page.url}api/kernels/{reader.kernel}", timeout=10)
    assert gone.status_code == 404


def test_there_is_an_end_to_how_many_are_open(page: DoctorPage) -> None:
    readers = [Reader(page) for _ in range(MOST_PAGES)]
    refused = requests.get(page.address, timeout=10)
    for reader in readers:
        reader.go()
        reader.browser.close()
    assert refused.status_code == 503
    assert refused.text == "8 of these pages are open. Close one, wait a minute, and reload.\n"


def talk(page: DoctorPage, kernel: str, **options: Any) -> WebSocket:
    """Talk to a kernel as the page does."""
    url = f"{page.url.replace('http', 'ws')}api/kernels/{kernel}/channels?session_id=test"
    options = {"suppress_origin": True, "timeout": 30} | options
    return create_connection(url, **options)


@pytest.mark.parametrize("site", ["", "http://attacker.example"])
def test_a_stranger_cannot_talk_to_the_kernel(page: DoctorPage, reader: Reader, site: str) -> None:
    """Nor can another site from within the reader's own browser, cookie and all."""
    another_site = {"cookie": reader.cookie, "origin": site, "suppress_origin": False}
    with pytest.raises(WebSocketBadStatusException) as refused:
        talk(page, reader.kernel, **(another_site if site else {}))
    assert refused.value.status_code == 403


def message(kind: str, content: dict[str, Any]) -> str:
    header = {"msg_id": kind, "msg_type": kind, "session": "test", "username": "", "version": "5.3"}
    rest = {"parent_header": {}, "metadata": {}, "buffers": [], "channel": "shell"}
    return json.dumps({"header": header, "content": content, **rest})


def test_the_browser_cannot_run_code(page: DoctorPage, reader: Reader, tmp_path: Path) -> None:
    """Not even its reader's: it speaks to widgets only."""
    mark = tmp_path / "it-ran"
    code = f"open({str(mark)!r}, 'w').close()"
    replies: list[str] = []
    with closing(talk(page, reader.kernel, cookie=reader.cookie)) as socket:
        socket.send(message("execute_request", {"code": code, "silent": False}))
        socket.send(message("kernel_info_request", {}))
        while "kernel_info_reply" not in replies:
            replies.append(json.loads(socket.recv())["header"]["msg_type"])
    assert "execute_reply" not in replies
    assert not mark.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_order_and_leaves_nothing(tmp_path: Path, number: int) -> None:
    running = DoctorPage(tmp_path)
    with Reader(running).browser:
        assert running.end(number) == 0
    assert len(running.lines) == 2, running.lines
    assert list(tmp_path.iterdir()) == []
