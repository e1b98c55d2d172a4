"""No request, however malformed, breaks practice Zoho or makes it tell a secret.

2,000 requests, or 50,000 with `--soak`.
"""

from __future__ import annotations

import contextlib
import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import KEY
from tests.flow.practice_wire import REDIRECT_URI, Wire
from zoho_helpers.practice.behaviours import DEFAULTS
from zoho_helpers.practice.control import ACTIONS
from zoho_helpers.practice.products import PRODUCTS
from zoho_helpers.practice.routes import PATHS

PREFIXES = ("", "/eu", "/cn", "/us", "/xx")
API_PATHS = [f"/{item.host}{item.path}" if item.host else item.path for item in PRODUCTS]
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH")
NAMES = [
    "grant_type",
    "code",
    "client_id",
    "client_secret",
    "redirect_uri",
    "refresh_token",
    "scope",
    "response_type",
    "access_type",
    "prompt",
    "state",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "token",
    "token_type",
    "soid",
    "user_code",
    "enhance_token",
    "answer",
    "user",
    "do",
    "value",
    "minutes",
    "name",
    "nonce",
    "organization_id",
]
VALUES = [
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "device_request",
    "device_token",
    "code",
    "token",
    "offline",
    "consent",
    "S256",
    "plain",
    "accept",
    "update_scopes",
    "update_scopes_token",
    "generate-code",
    "delete",
    "data-centers",
    "show-code",
    "advance",
    "revoke",
    "AaaServer.profile.READ,ZohoCRM.org.READ",
    "openid",
    "us",
    "eu",
    REDIRECT_URI,
]
SERVER_ERRORS = ("/auth", "/org/auth", "/auth/refresh", "/consent", "/workdrive/api/v1/users/me")
"""Paths that answer 500 because Zoho does."""


class Fuzzed:
    """A practice Zoho with one of everything in it, and a connection that is kept."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        client = wire.register(multi_dc=True)
        tokens = wire.grant(client)
        code = wire.accept(client)["code"]
        own = wire.register(client_type="self", name="Self")
        self.ids = [client["client_id"], own["client_id"]]
        self.secrets = [client["client_secret"], own["client_secret"], code]
        self.secrets += [tokens["access_token"], tokens["refresh_token"]]
        self.connection = http.client.HTTPConnection(urlsplit(wire.base).netloc, timeout=10)

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        try:
            self.connection.request(method, path, body, headers)
            reply = self.connection.getresponse()
            return reply.status, reply.read().decode("utf-8", "replace")
        except (http.client.HTTPException, ConnectionError):
            self.connection.close()  # it hung up on what is no HTTP
            return 0, ""


@pytest.fixture
def fuzzed(wire: Wire) -> Iterator[Fuzzed]:
    fuzzed = Fuzzed(wire)
    with contextlib.closing(fuzzed.connection):
        yield fuzzed


def examples(config: pytest.Config, number: int) -> settings:
    times = 25 if config.getoption("--soak") else 1
    return settings(
        max_examples=number * times,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


TEXT = st.text(max_size=30) | st.sampled_from(["", "\0", "\r\n", "%", "%zz", "9" * 400, "[]"])


def test_no_request_to_zoho_breaks_it_or_makes_it_tell(
    fuzzed: Fuzzed, pytestconfig: pytest.Config, caplog: pytest.LogCaptureFixture
) -> None:
    value = st.sampled_from([*VALUES, *fuzzed.ids, *fuzzed.secrets]) | TEXT
    pairs = st.lists(st.tuples(st.sampled_from(NAMES) | TEXT | value, value), max_size=8)
    path = st.sampled_from([*PATHS, *API_PATHS]) | st.builds("/{}".format, value)
    schemes = st.sampled_from(["Bearer ", "Zoho-oauthtoken ", "Basic ", "", "Token "])
    headers = st.dictionaries(
        st.sampled_from(["Authorization", "orgId", "Origin", "Sec-Fetch-Site", "Cookie", "X-A"]),
        st.builds(str.__add__, schemes, value).map(lambda text: quote(text, safe=" -_.,:/=")),
        max_size=3,
    )
    kinds = st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "application/json",
            "text/plain",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "a/b; charset=klingon",
        ]
    )

    @examples(pytestconfig, 1600)
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        where = quote(data.draw(st.sampled_from(PREFIXES)) + data.draw(path), safe="/%")
        query = urlencode(data.draw(pairs), errors="replace")
        body = urlencode(data.draw(pairs), errors="replace").encode() or data.draw(
            st.binary(max_size=50)
        )
        sent = {"Content-Type": data.draw(kinds), **data.draw(headers)}
        status, _ = fuzzed.send(data.draw(st.sampled_from(METHODS)), f"{where}?{query}", body, sent)
        assert status < 500 or where.endswith(SERVER_ERRORS), where

    ask()
    shown = json.dumps(fuzzed.wire.control.journal()) + fuzzed.wire.get("/").text + caplog.text
    assert [secret for secret in [*fuzzed.secrets, KEY] if secret in shown] == []
    assert "A request failed" not in caplog.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
CONTROL_NAMES = [
    "advance_seconds",
    "freeze",
    "name",
    "homepage_url",
    "redirect_uris",
    "client_type",
    "data_center",
    "data_centers",
    "multi_dc",
    "client_id",
    "client_secret",
    "do",
    "url",
    "user",
    "scope",
    "minutes",
    "length",
    "user_code",
    "terminate_tokens",
] + [name for name in DEFAULTS if not name.endswith("_status")]


def test_no_control_request_breaks_it(
    fuzzed: Fuzzed, pytestconfig: pytest.Config, caplog: pytest.LogCaptureFixture
) -> None:
    likely: st.SearchStrategy[Any] = st.sampled_from(
        [
            "accept",
            "reject",
            "disconnect",
            "device-approve",
            "remove-user",
            "self-client-code",
            f"{fuzzed.wire.base}/oauth/v2/auth?client_id={fuzzed.ids[0]}",
            "us",
            "eu",
            *fuzzed.ids,
        ]
    )
    bodies = st.dictionaries(st.sampled_from(CONTROL_NAMES) | TEXT, JSON | likely, max_size=5)
    names = st.sampled_from([name for _, name in ACTIONS] + ["reset", "nothing", ""])

    @examples(pytestconfig, 400)
    @given(method=st.sampled_from(["GET", "POST"]), name=names, body=bodies | JSON)
    def ask(method: str, name: str, body: Any) -> None:
        headers = {"X-Practice-Key": KEY, "Content-Type": "application/json"}
        sent = json.dumps(body).encode()
        status, text = fuzzed.send(method, f"/practice/{name}", sent, headers)
        assert status in (200, 400, 404), (name, text)
        assert name in ("journal", "behaviours") or KEY not in text

    ask()
    assert "A request failed" not in caplog.text
