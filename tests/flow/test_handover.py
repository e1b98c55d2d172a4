"""The renderings of a request do what the request does: practice Zoho's journal is the judge."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.needs import need
from zoho_helpers import token_endpoint
from zoho_helpers.api_call import build_api_request
from zoho_helpers.handover import render_curl, render_python
from zoho_helpers.handover.variables import ACCESS_TOKEN, CLIENT_SECRET, variable_for
from zoho_helpers.opening import catch_up
from zoho_helpers.redaction import Secret
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.session import Session
from zoho_helpers.transcript import WireRequest

AWKWARD = Secret("a b&c=d%e\"f'g$h\\i`j;k#l+ü")


def requests_of(session: Session) -> dict[str, WireRequest]:
    center, client = session.data_center, session.client
    assert session.token is not None
    return {
        "exchange": token_endpoint.build_exchange_request(center, client, AWKWARD, AWKWARD),
        "refresh": token_endpoint.build_refresh_request(center, client, session.refresh_token),
        "revoke": token_endpoint.build_revoke_request(center, client, AWKWARD),
        "old revoke": token_endpoint.build_old_revoke_request(center, AWKWARD),
        "check": build_api_request(center, session.token, CHECK_CALLS["crm-user"]),
    }


def variables_of(request: WireRequest) -> list[str]:
    """Return the variables that a rendering of this request reads, in the order of its secrets."""
    secret = [name for name, value in request.form.items() if isinstance(value, Secret)]
    names = [*map(variable_for, secret), *([ACCESS_TOKEN] if request.access_token else [])]
    return [*names, *([CLIENT_SECRET] if request.basic else [])]


def run_bash(text: str, environ: dict[str, str]) -> None:
    subprocess.run(["bash", "-c", text + " --silent"], env=environ, check=True, capture_output=True)


def run_python(text: str, environ: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", text], env=environ, check=True, capture_output=True)


RUNS = {"cURL": (render_curl, run_bash), "Python": (render_python, run_python)}


@pytest.mark.parametrize("way", RUNS)
@pytest.mark.parametrize("name", ["exchange", "refresh", "revoke", "old revoke", "check"])
def test_it_sends_the_same_as_we_do(session: Session, way: str, name: str) -> None:
    render: Callable[[WireRequest], str]
    render, run = RUNS[way]
    if way == "cURL":
        need("bash", "curl")
    catch_up(session, "token")
    request = requests_of(session)[name]
    text = render(request)
    assert not any(secret.reveal() in text for secret in request.secrets)
    session.transport.send(request)
    values = dict(zip(variables_of(request), map(Secret.reveal, request.secrets), strict=False))
    run(text, {**os.environ, **values})
    assert session.practice is not None
    ours, theirs = session.practice.journal()[-2:]
    for key in ("method", "path", "data_center", "parameters", "headers"):
        assert theirs[key] == ours[key]
