"""What notebook 08 shows: one request in every way, mistakes to spot, and the form."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import KEY
from tests.flow.test_handover import requests_of, variables_of
from tests.needs import need
from zoho_helpers import forms
from zoho_helpers.errors import InputError
from zoho_helpers.handover import exercises
from zoho_helpers.handover.exercises import EXERCISES, run_exercise, source_of
from zoho_helpers.handover.node import render_node
from zoho_helpers.handover.php import render_php
from zoho_helpers.handover.postman import render_postman
from zoho_helpers.handover.renderings import DIFFERENCES, RENDERINGS
from zoho_helpers.handover.ways import WAYS
from zoho_helpers.opening import catch_up
from zoho_helpers.redaction import Secret
from zoho_helpers.session import Session
from zoho_helpers.settings import LIVE, Home
from zoho_helpers.transcript import WireRequest

REQUESTS = ("exchange", "refresh", "revoke", "old revoke", "check")


def run_php(text: str, environ: dict[str, str], folder: Path) -> None:
    (folder / "request.php").write_text(text)
    _run(["php", "-d", "error_reporting=E_ALL", "request.php"], environ, folder)


def run_node(text: str, environ: dict[str, str], folder: Path) -> None:
    (folder / "request.mjs").write_text(text)
    _run(["node", "request.mjs"], environ, folder)


def _run(command: list[str], environ: dict[str, str], folder: Path) -> None:
    need(command[0])
    done = subprocess.run(command, env=environ, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stdout


PROGRAMS: dict[str, tuple[Callable[[WireRequest], str], Callable[..., None]]] = {
    "PHP": (render_php, run_php),
    "Node": (render_node, run_node),
}


@pytest.mark.parametrize("way", PROGRAMS)
@pytest.mark.parametrize("name", REQUESTS)
def test_it_sends_the_same_as_we_do(session: Session, tmp_path: Path, way: str, name: str) -> None:
    render, run = PROGRAMS[way]
    catch_up(session, "token")
    request = requests_of(session)[name]
    session.transport.send(request)
    values = dict(zip(variables_of(request), map(Secret.reveal, request.secrets), strict=False))
    run(render(request), {**os.environ, **values}, tmp_path)
    assert session.practice is not None
    ours, theirs = session.practice.journal()[-2:]
    for key in ("method", "path", "data_center", "parameters", "headers"):
        assert theirs[key] == ours[key]


@pytest.mark.parametrize("name", REQUESTS)
def test_postmans_request_has_the_same_parameters(session: Session, name: str) -> None:
    catch_up(session, "token")
    request = requests_of(session)[name]
    data = json.loads(render_postman(request))
    assert (data["method"], data["url"]) == (request.method, request.url)
    form = {one["key"]: one["value"] for one in data.get("body", {}).get("urlencoded", [])}
    assert list(form) == list(request.form)
    assert (data["auth"]["type"] == "basic") is (request.basic is not None)
    assert bool(data["header"]) is (request.access_token is not None)


@pytest.mark.parametrize("rendering", RENDERINGS, ids=lambda rendering: rendering.name)
@pytest.mark.parametrize("name", REQUESTS)
def test_no_secret_stands_in_any_way(session: Session, rendering: Any, name: str) -> None:
    catch_up(session, "token")
    request = requests_of(session)[name]
    text = rendering.render(request)
    assert not any(secret.reveal() in text for secret in request.secrets)
    assert all(getattr(rendering, field) for _, field in DIFFERENCES)


OUTCOMES = {
    "secrets-in-the-address": ("client_secret=", "/oauth/v2/token$"),
    "refresh-token-overwritten": ('"access_token"', '"refresh_token"'),
    "region-ignored": ('"error": "invalid_client"', '"access_token"'),
    "state-missing": ("Accepted the code", "Refused: this is no answer"),
    "status-trusted": ("Zoho-oauthtoken None", "Zoho says invalid_code"),
    "file-for-everybody": ("0777", "0600"),
}


def test_each_exercise_has_its_outcome() -> None:
    assert set(OUTCOMES) == set(EXERCISES)


@pytest.mark.parametrize("id", EXERCISES)
def test_a_mistake_shows_and_its_repair_works(session: Session, id: str) -> None:
    wrong, right = run_exercise(session, id)
    shows, works = OUTCOMES[id]
    assert re.search(shows, wrong)
    assert re.search(works, right)
    assert not re.search(works, wrong)
    token, secret = session.token, session.client.client_secret
    for value in (secret, token.access_token if token else None, session.refresh_token):
        assert value is None or value.reveal() not in wrong + right


@pytest.mark.parametrize("id", EXERCISES)
def test_an_exercise_shows_its_own_code(id: str) -> None:
    exercise = EXERCISES[id]
    wrong, right = source_of(exercise.wrong), source_of(exercise.right)
    assert wrong.startswith(f"def {exercise.wrong.__name__}(")
    assert wrong != right
    # The two say the same of themselves: the code alone has to tell.
    assert exercise.wrong.__doc__ == exercise.right.__doc__
    assert exercise.asks.endswith("?")
    assert len(wrong.splitlines()) <= 12


def test_exercises_are_for_practice(tmp_path: Path, session: Session) -> None:
    live = Session(Home(LIVE, tmp_path), None, {})
    with pytest.raises(InputError, match="practice Zoho only"):
        run_exercise(live, "state-missing")
    with pytest.raises(InputError, match=r"There is no exercise 'x'\. Known: secrets"):
        run_exercise(session, "x")
    with pytest.raises(InputError, match="practice Zoho only"):
        exercises._consent(live)


def test_the_panel_of_an_exercise(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    assert session.practice is not None
    monkeypatch.setenv("ZOHO_PRACTICE_URL", session.practice.url)
    monkeypatch.setenv("ZOHO_PRACTICE_KEY", KEY)
    panel = forms.exercise("status-trusted")
    assert "def a_good_status_is_success" in panel.html
    assert panel.html.index("<details>") < panel.html.index("def an_access_token_is_success")
    assert panel.text.startswith("What does the next call of the API send? HTTP 200")


def test_the_form_saves_and_does_not_overwrite(session: Session) -> None:
    catch_up(session, "token")
    form = forms.HandoverForm(session)
    files = form.submit(way="postman", folder="mine")
    folder = session.home.folder / "mine"
    assert sorted(path.name for path in folder.iterdir()) == sorted(file.name for file in files)
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
    shown = form.show(files)
    assert "which holds secrets" in shown
    assert session.refresh_token.reveal() not in shown
    with pytest.raises(InputError, match="is there already; nothing was written"):
        form.submit(way="postman", folder="mine")
    form.submit(way="postman", folder="mine", overwrite=True)
    with pytest.raises(InputError, match="The folder has no name"):
        form.submit(folder=" ")


@pytest.mark.parametrize("way", WAYS)
def test_each_way_can_be_looked_at_without_its_secrets(session: Session, way: str) -> None:
    catch_up(session, "token")
    panel = forms.files_shown(session, way)
    secret = session.client.client_secret
    assert secret is not None
    for value in (secret, session.refresh_token):
        assert value.reveal() not in panel.html
    assert panel.html.count("<details>") == panel.text.count(", ") + 1


def test_the_ways_side_by_side(session: Session) -> None:
    catch_up(session, "token")
    panel = forms.side_by_side(session, "refresh")
    assert panel.text.split(", ")[-1] == "Postman"
    assert "<mark>ZOHO_CLIENT_SECRET</mark>" in panel.html
    assert "<mark>{{client-secret}}</mark>" in panel.html
