"""Practice Zoho in other people's tests: the context manager and the pytest fixture."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests

from zoho_helpers.practice import RunningZoho, practice_zoho

REDIRECT_URI = "http://127.0.0.1:8758/callback"
SCOPE = "ZohoCRM.org.READ"


def exchange(zoho: RunningZoho, client: dict[str, str], code: str) -> dict[str, str]:
    form = {
        "grant_type": "authorization_code",
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "redirect_uri": REDIRECT_URI,
        "code": code,
    }
    return dict(requests.post(f"{zoho.url}/oauth/v2/token", form, timeout=10).json())


def refresh(zoho: RunningZoho, client: dict[str, str], token: str) -> None:
    form = {
        "grant_type": "refresh_token",
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "refresh_token": token,
    }
    requests.post(f"{zoho.url}/oauth/v2/token", form, timeout=10)


def test_a_practice_zoho_for_a_with_block() -> None:
    with practice_zoho(seed=1, freeze="2026-11-22T12:00:00Z") as zoho:
        client = zoho.client(REDIRECT_URI)
        tokens = exchange(zoho, client, zoho.code(client, SCOPE))
        zoho.assert_refreshed(0)
        zoho.assert_no_errors()
        refresh(zoho, client, tokens["refresh_token"])
        zoho.assert_refreshed()
        refresh(zoho, client, "1000.x.y")
        with pytest.raises(AssertionError, match="2 refreshes, not 1") as caught:
            zoho.assert_refreshed(times=1)
        assert "no such refresh token" in str(caught.value)
        assert tokens["refresh_token"] not in str(caught.value)
        with pytest.raises(AssertionError, match="1 requests were refused"):
            zoho.assert_no_errors()
        assert client["client_secret"] not in repr(zoho) + zoho.story()
        url = zoho.url
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
    assert "practice Zoho" not in [thread.name for thread in threading.enumerate()]


def test_two_at_once_and_each_with_options() -> None:
    with practice_zoho(seed=1) as one, practice_zoho(seed=1, key="mine") as two:
        assert one.url != two.url
        assert two.key == "mine"
        first, second = one.client(REDIRECT_URI), two.client(REDIRECT_URI)
        assert first["client_id"] == second["client_id"], "the same seed"
        assert one.code(first, SCOPE) == two.code(second, SCOPE)


def test_the_clock_settings_replies_and_the_user() -> None:
    with practice_zoho() as zoho:
        client, own = zoho.client(REDIRECT_URI, multi_dc=True), zoho.client()
        code = zoho.code(client, SCOPE)
        zoho.advance(121)
        assert exchange(zoho, client, code) == {"error": "invalid_code"}
        zoho.settings(token_error_status=400)
        assert "access_token" in exchange(zoho, own, zoho.code(own, SCOPE))
        zoho.next_reply("outage")
        assert requests.get(f"{zoho.url}/oauth/serverinfo", timeout=10).status_code == 503
        zoho.as_user("disconnect", client_id=client["client_id"])
        assert zoho.accounts_url("eu") == f"{zoho.url}/eu"
        with pytest.raises(ValueError, match="There is no 'nonsense'"):
            zoho.settings(nonsense=1)
        zoho.reset()
        assert zoho.journal() == []


def test_accept_reject_and_an_error_page() -> None:
    with practice_zoho() as zoho:
        client = zoho.client(REDIRECT_URI, multi_dc=True)
        asked = f"response_type=code&client_id={client['client_id']}&redirect_uri={REDIRECT_URI}"
        url = f"{zoho.url}/oauth/v2/auth?{asked}&scope={SCOPE}&state=a"
        assert zoho.accept(url, user="eu")["location"] == "eu"
        assert zoho.reject(f"{url}&prompt=consent") == {"error": "access_denied", "state": "a"}
        with pytest.raises(ValueError, match="Invalid Client"):
            zoho.accept(url.replace(client["client_id"], "1000.X"))


def test_importing_it_starts_nothing_and_brings_no_server() -> None:
    program = "import sys, zoho_helpers.practice; print('tornado' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"


CONFTEST = 'pytest_plugins = ["zoho_helpers.practice.pytest_plugin"]\n'
TESTS = """
import requests


def test_one(zoho):
    client = zoho.client("http://127.0.0.1:1/cb")
    assert zoho.code(client, "ZohoCRM.org.READ").startswith("1000.00c0ffee")
    zoho.advance(100)


def test_two_starts_empty(zoho):
    assert zoho.journal() == []
    assert zoho.control("GET", "clock")["now"] == 1767268800
    requests.get(zoho.url + "/crm/v8/org", timeout=10)
    zoho.assert_no_errors()


def test_without_it():
    assert True
"""


@pytest.mark.parametrize("workers", [[], ["-p", "xdist", "-n", "2"]], ids=["alone", "xdist"])
def test_the_fixture_in_somebodys_tests(tmp_path: Path, workers: list[str]) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_theirs.py").write_text(TESTS)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *workers],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 2 passed" in run.stdout, run.stdout + run.stderr
    assert "1 requests were refused" in run.stdout
    assert "Journal of practice Zoho" in run.stdout
    assert "GET /crm/v8/org us 401 no usable Authorization header" in run.stdout
