"""`python -m zoho_helpers probe`: what it says beforehand, what it answers, what it never shows."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import KEY
from tests.unit.made_up import make_token, piece_survives
from zoho_helpers import __main__ as command
from zoho_helpers.doctor import customer_check, probe_cli, probes
from zoho_helpers.opening import attempt
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.session import Session
from zoho_helpers.settings import save_settings
from zoho_helpers.token_file import Stored


class Desk:
    """A practice session, and the command that is run beside it."""

    def __init__(self, session: Session, capsys: pytest.CaptureFixture[str]) -> None:
        self.session = session
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        practice = self.session.practice
        assert practice
        environ = {
            "ZOHO_HOME": str(self.session.home.folder),
            "ZOHO_PRACTICE_URL": practice.url,
            "ZOHO_PRACTICE_KEY": KEY,
        }
        code = probe_cli.main([*words, "--profile", "practice"], environ)
        return (code, *self._capsys.readouterr())

    @property
    def practice(self) -> PracticeControl:
        assert self.session.practice
        return self.session.practice

    def get_token(self) -> None:
        self.session.register("Mine", "http://127.0.0.1", self.session.settings.redirect_uri)
        self.session.paste(self.session.accept_in_browser(self.session.authorize()))
        self.session.exchange()

    @property
    def secrets(self) -> list[str]:
        token, settings = self.session.token, self.session.settings
        assert token
        assert token.refresh_token
        assert settings.client_secret
        held = (settings.client_secret, token.refresh_token, token.access_token)
        return [secret.reveal() for secret in held]


@pytest.fixture
def desk(session: Session, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(session, capsys)


def test_all_that_costs_nothing(desk: Desk) -> None:
    """Without a name, everything but the refresh runs; what is well is said to be well."""
    desk.get_token()
    code, out, err = desk.run("--yes")
    assert code == 0
    assert "what would be sent where. Nothing was sent yet." in err
    assert "one of the ten refreshes" not in err
    assert "certain: This data center knows the client id." in out
    assert out.endswith("Nothing wrong was found by these probes.\n\n")
    assert [s for s in desk.secrets if piece_survives(s, out + err)] == []


def test_a_refresh_is_named_and_costs_what_it_says(desk: Desk) -> None:
    desk.get_token()
    before = desk.practice.state()["access_tokens_alive"]
    code, out, err = desk.run("refresh", "--yes")
    assert (code, desk.practice.state()["access_tokens_alive"]) == (0, before + 1)
    assert "counts as one of the ten refreshes" in err
    assert "Scopes: AaaServer.profile.READ ZohoCRM.users.READ ZohoCRM.org.READ." in out


def test_the_cause_follows(desk: Desk) -> None:
    desk.get_token()
    desk.practice.advance(3601)
    code, out, _ = desk.run("refresh", "access", "--yes")
    assert code == 0
    assert "# What is wrong\n\n## 1. The access token is older than an hour" in out
    code, out, _ = desk.run("refresh", "access", "--yes", "--json")
    data = json.loads(out)
    assert list(data) == ["results", "kind", "facts", "findings", "ask"]
    assert data["kind"] == "check_result"
    assert data["findings"][0]["rule"] == "probe-access-expired"
    assert data["results"][0]["verdict"] == "refresh-alive"


def test_another_data_center_and_product(desk: Desk) -> None:
    desk.get_token()
    code, out, _ = desk.run("client", "--data-center", "eu", "--yes", "--json")
    assert (code, json.loads(out)["findings"][0]["cause"]) == (0, "wrong_data_centre")
    begun = len(desk.practice.journal())
    desk.run("access", "--product", "crm-org", "--yes")
    paths = [entry["path"] for entry in desk.practice.journal()[begun:]]
    assert [path for path in paths if path.startswith("/crm")] == ["/crm/v8/org"]


def test_it_asks_before_it_sends(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.get_token()
    begun = len(desk.practice.journal())
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    code, out, err = desk.run("client")
    assert (code, out) == (2, "")
    assert "so it needs a terminal; --yes skips that." in err
    monkeypatch.setattr(customer_check, "agreed", lambda: False)
    code, out, err = desk.run("client")
    assert (code, out) == (1, "")
    assert err.endswith("Nothing was sent.\n")
    code, out, _ = desk.run("--list")
    assert code == 0
    assert all(probe.asks in out for probe in customer_check.PROBES.values())
    assert len(desk.practice.journal()) == begun


def test_what_it_cannot_do_is_one_sentence(desk: Desk) -> None:
    code, out, err = desk.run()
    assert (code, out) == (2, "")
    assert err.startswith("There is nothing to probe: this profile has no client and no token.")
    code, _, err = desk.run("refresh", "--yes")
    assert code == 2
    assert err.startswith(
        "The probe 'refresh' needs a client id and a client secret and a refresh token of this"
    )
    with pytest.raises(SystemExit):
        desk.run("revoke")


def test_the_refresh_token_of_another_client_is_not_tried(desk: Desk) -> None:
    desk.get_token()
    desk.session.register("Other", "http://127.0.0.1", desk.session.settings.redirect_uri)
    code, _, err = desk.run("refresh", "--yes")
    assert code == 2
    assert "needs a refresh token of this client" in err


def test_what_there_is_to_probe(desk: Desk) -> None:
    """Tokens are tried where they are from, unless another data center is named."""
    desk.get_token()
    session = desk.session
    session.store.save(Stored(make_token(data_center="eu", client_id=session.settings.client_id)))
    inputs = probes.inputs_of(session)
    assert (inputs.data_center, inputs.token_center, inputs.product) == ("us", "eu", "crm-user")
    assert probes.inputs_of(session, "in", "crm-org").token_center == "in"
    assert probes.inputs_of(session, "in", "crm-org").product == "crm-org"
    assert inputs.redirect_uri == session.settings.redirect_uri
    save_settings(session.home, replace(session.settings, client_type="self"))
    assert probes.inputs_of(session).redirect_uri == "", "a self client has none"


def test_the_session_that_was_there_stays(desk: Desk) -> None:
    """The new access token of a probe is not kept: programs go on with the one they have."""
    desk.get_token()
    before = desk.secrets
    desk.run("refresh", "--yes")
    assert desk.secrets == before
    assert attempt(desk.session.check, "crm-org")


def test_the_customers_file_is_printed_as_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOHO_HOME", "/nowhere")
    assert command.main(["probe", "--customer-check"]) == 0
    printed = capsys.readouterr().out
    assert printed == Path(customer_check.__file__).read_text("utf-8")
    names: dict[str, Any] = {"__name__": "customer_check"}
    exec(compile(printed, "customer_check.py", "exec"), names)
    assert names["VERSION"] == customer_check.VERSION
