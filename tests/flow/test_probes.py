"""Probes against practice Zoho in every state: what they find, and what they leave as it was."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.flow.live_zoho import Authority, LiveZoho
from tests.flow.practice_wire import REDIRECT_URI, Wire, granted
from tests.flow.probe_cases import CASES, Case, Known
from tests.unit.loopback import Loopback, as_json, http
from tests.unit.made_up import piece_survives
from zoho_helpers import transport as transport_module
from zoho_helpers.data_centers import ZOHO, practice_data_centers
from zoho_helpers.doctor import customer_check, probes
from zoho_helpers.doctor.customer_check import PROBES, Ask, Inputs, ProbeResult, Reply
from zoho_helpers.doctor.diagnosis import diagnose
from zoho_helpers.practice.replies import THROTTLED, json_reply, redirect_reply
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.transcript import Transcript
from zoho_helpers.transport import Transport

FILE = Path(customer_check.__file__)
SECRETS = ("client_secret", "refresh_token", "access_token")


def doctor_probes(url: str, names: Any, known: Known) -> tuple[ProbeResult, ...]:
    """Run probes over the project's transport."""
    centers = practice_data_centers(url)
    send = Transport(centers, live=False, transcript=Transcript()).send
    wrapped = {name: Secret(v) if name in SECRETS else v for name, v in known.items()}
    return probes.run(names, Inputs(**wrapped), centers, send)


def customer_runs(
    *arguments: str, environ: dict[str, str], isolated: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run the customer's file by itself: no environment of Python, no installed packages."""
    alone = ["-I", "-S"] if isolated else []
    return subprocess.run(
        [sys.executable, *alone, str(FILE), *arguments],
        capture_output=True,
        text=True,
        env=environ,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


def environ_of(known: Known) -> dict[str, str]:
    names = [name for name in known if name != "product"]
    return {f"ZOHO_{name.upper()}": known[name] for name in names}


def arguments_of(case: Case, known: Known, url: str) -> list[str]:
    only = [word for name in case.probes for word in ("--only", name)]
    product = ["--product", known["product"]] if "product" in known else []
    return ["--yes", "--practice", url, *only, *product]


def found(results: Any) -> dict[tuple[str, str], str]:
    return {(one.probe, one.data_center): one.verdict for one in results}


def alive(control: PracticeControl) -> dict[str, int]:
    """What somebody's production would miss."""
    state = control.state()
    return {name: state[name] for name in ("codes", "refresh_tokens_alive", "access_tokens_alive")}


@pytest.fixture
def waiting(wire: Wire) -> tuple[dict[str, Any], str]:
    """Another client with a code in hand, which no probe may spend."""
    other = wire.register(name="Other")
    return other, wire.accept(other)["code"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_probes_find(wire: Wire, case: Case) -> None:
    """Over the project's transport: verdicts, cause, and all that was alive still is."""
    known = case.make(wire)
    before = alive(wire.control)
    results = doctor_probes(wire.control.url, case.probes, known)
    assert found(results) == case.found
    refreshed = sum(one.verdict == "refresh-alive" for one in results)
    before["access_tokens_alive"] += refreshed
    assert alive(wire.control) == before
    first = probes.diagnose_results(results).findings[0]
    assert first.cause.id == case.cause, first.rules
    assert case.cause == "other" or first.certainty == case.certainty


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_the_customers_file_finds(wire: Wire, case: Case) -> None:
    """Alone, without any package: the same verdicts, and its output leads to the same cause."""
    known = case.make(wire)
    ran = customer_runs(*arguments_of(case, known, wire.control.url), environ=environ_of(known))
    assert ran.returncode == 0, ran.stderr
    block = json.loads(ran.stdout.splitlines()[-1])
    assert found(ProbeResult(**row) for row in block["results"]) == case.found
    diagnosis = diagnose(ran.stdout)
    assert diagnosis.facts.kind == "check_result"
    assert diagnosis.findings[0].cause.id == case.cause
    results = [ProbeResult(**row) for row in block["results"]]
    tags = {*probes.facts_of(results), "kind:check_result"}
    assert set(diagnosis.facts.found) == tags, "nothing else is read out of its words"
    everything = ran.stdout + ran.stderr
    hidden = [value for name, value in known.items() if name in (*SECRETS, "client_id")]
    assert [value for value in hidden if piece_survives(value, everything)] == []
    assert "@" not in everything


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_secret_is_in_an_address(wire: Wire, case: Case) -> None:
    """And only addresses are asked that were told beforehand."""
    known = case.make(wire)
    sent: list[Ask] = []

    def keep(ask: Ask) -> Reply:
        sent.append(ask)
        return customer_check.send(ask, use_proxy=False)

    inputs, centers = Inputs(**known), practice_data_centers(wire.control.url)
    customer_check.run(case.probes, inputs, centers, keep)
    addresses = " ".join(ask.url for ask in sent)
    hidden = [value for name, value in known.items() if name in SECRETS]
    assert [value for value in hidden if piece_survives(value, addresses)] == []
    told = "\n".join(line for name in case.probes for line in probes.tell(name, inputs, centers))
    for ask in sent:
        is_authorize = ask.url.partition("?")[0].endswith("/auth")
        assert (ask.url.partition("?")[0] if is_authorize else ask.url) in told.split()
    if "access" not in case.probes:
        assert all(not ask.access_token for ask in sent)
    if "refresh" not in case.probes:
        assert "refresh_token" not in [value for ask in sent for _, value in ask.form]


def test_the_true_reasons_are_those_that_the_probes_conclude(wire: Wire) -> None:
    """Practice Zoho's journal, which no client sees, has what was really checked."""
    client = wire.register()
    begun = len(wire.control.journal())
    doctor_probes(wire.control.url, ["secret"], {**_known(client), "client_secret": "x" * 42})
    reasons = [entry["reason"] for entry in wire.control.journal()[begun:]]
    assert reasons == ["wrong or missing client secret"] * 2


def _known(client: dict[str, Any]) -> Known:
    return {name: client[name] for name in ("client_id", "client_secret")}


def test_a_secret_is_not_sent_to_a_data_center_that_does_not_know_the_client(wire: Wire) -> None:
    client = wire.at("eu").register()
    known = {**_known(client), "refresh_token": f"1000.00c0ffee{'fe' * 12}.{'5b' * 16}"}
    sent: list[Ask] = []

    def keep(ask: Ask) -> Reply:
        sent.append(ask)
        return customer_check.send(ask, use_proxy=False)

    centers = practice_data_centers(wire.control.url)
    customer_check.run(["client", "secret", "refresh"], Inputs(**known), centers, keep)
    values = [value for ask in sent for _, value in ask.form]
    assert client["client_secret"] not in values
    assert known["refresh_token"] not in values
    assert len(sent) == len(ZOHO), "what was asked once is not asked again"


def test_no_code_is_spent_and_no_token_pushed_out(
    wire: Wire, waiting: tuple[dict[str, Any], str]
) -> None:
    """Not even where the next access token would push one out: a refresh is never run unasked."""
    wire.control.configure(access_tokens_active=1)
    client = wire.register()
    tokens = wire.grant(client)
    code = wire.accept(client)["code"]
    known = {**_known(client), "redirect_uri": REDIRECT_URI, **_tokens(tokens)}
    inputs = Inputs(**known)
    names = probes.choose([], inputs)
    assert names == ["client", "secret", "redirect", "access"]
    doctor_probes(wire.control.url, names, known)
    assert wire.call("/crm/v8/org", tokens["access_token"]).status_code == 200
    other, others_code = waiting
    assert granted(wire.exchange(client, code))
    assert granted(wire.exchange(other, others_code))


def _tokens(reply: dict[str, Any]) -> Known:
    return {name: reply[name] for name in ("access_token", "refresh_token")}


def test_the_scopes_of_a_refresh_are_told(wire: Wire) -> None:
    client = wire.register()
    known = {**_known(client), **_tokens(wire.grant(client, scope="ZohoCRM.org.READ"))}
    (result,) = doctor_probes(wire.control.url, ["refresh"], known)
    assert result.scopes == ("ZohoCRM.org.READ",)
    assert "Scopes: ZohoCRM.org.READ." in customer_check.as_text([result])


# When no answer comes


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"http://127.0.0.1:{listening.getsockname()[1]}"


ME: Known = {"client_id": "1000.PRACTICE" + "A1B2C3" * 3 + "XYZ0", "client_secret": "x" * 42}


def test_nobody_is_there() -> None:
    url = closed_port()
    (result,) = doctor_probes(url, ["secret"], ME)
    assert (result.verdict, result.status) == ("unreachable", None)
    ran = customer_runs("--yes", "--practice", url, "--only", "secret", environ=environ_of(ME))
    assert (ran.returncode, ran.stderr.count("\n\n")) == (0, 2)
    assert diagnose(ran.stdout).findings[0].cause.id == "network_or_tls"


def test_an_answer_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is closed without a word, and one that is held open without one."""
    with Loopback(lambda request: []) as server:
        (result,) = doctor_probes(server.url, ["secret"], ME)
        assert result.verdict == "broken"
        assert customer_check.send(Ask("GET", server.url), use_proxy=False).failed == "broken"
    monkeypatch.setattr(transport_module, "READ_SECONDS", 0.2)
    held = Loopback(lambda request: [b"" for _ in [held.over.wait(30)]])
    with held:
        (result,) = doctor_probes(held.url, ["secret"], ME)
    assert result.verdict == "slow"


def test_an_answer_that_never_ends_is_left_after_its_time() -> None:
    """A byte now and then keeps every read alive, so that the limit is one on the whole."""

    def drip(request: bytes) -> Iterator[bytes]:
        yield http(b"", length=100)
        for _ in range(100):
            server.over.wait(0.05)
            yield b" "

    server = Loopback(drip)
    with server:
        reply = customer_check.send(Ask("GET", server.url), seconds=0.3, use_proxy=False)
    assert reply == Reply(failed="slow")


def test_an_answer_without_end_is_left_after_its_size() -> None:
    def pour(request: bytes) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
        while not server.over.is_set():
            yield b" " * 65536

    server = Loopback(pour)
    with server:
        reply = customer_check.send(Ask("GET", server.url), use_proxy=False)
    assert reply.failed == "broken"


def test_a_redirect_is_not_followed() -> None:
    with Loopback(as_json({})) as elsewhere:
        moved = http(b"", status=302, headers=[f"Location: {elsewhere.url}/x"])
        with Loopback(moved) as server:
            reply = customer_check.send(Ask("GET", server.url), use_proxy=False)
        assert (reply.status, reply.location) == (302, f"{elsewhere.url}/x")
        assert elsewhere.requests == []


def test_a_redirect_to_elsewhere_says_nothing_of_the_redirect_uri() -> None:
    with Loopback(http(b"", status=302, headers=["Location: https://a.example/login"])) as server:
        known = {**ME, "redirect_uri": REDIRECT_URI}
        assert found(doctor_probes(server.url, ["redirect"], known)) == {
            ("redirect", "us"): "unclear"
        }


# At Zoho's own host names, behind a proxy


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def live(authority: Authority, tmp_path: Path) -> Iterator[tuple[LiveZoho, dict[str, str]]]:
    """Zoho, and the environment in which a customer reaches it."""
    bundle = tmp_path / "ca.pem"
    authority.ca.cert_pem.write_to_path(str(bundle))
    with LiveZoho(authority) as zoho:
        yield zoho, {"HTTPS_PROXY": zoho.url, "SSL_CERT_FILE": str(bundle)}
    assert zoho.refused == []
    assert zoho.errors == []


def test_the_customers_file_at_zohos_own_host_names(
    live: tuple[LiveZoho, dict[str, str]],
) -> None:
    """Through the proxy of the environment, with certificates checked, in every data center."""
    zoho, environ = live
    client = zoho.register(redirect_uris=[REDIRECT_URI], data_center="ca")
    environ |= {"ZOHO_CLIENT_ID": client.client_id, "ZOHO_CLIENT_SECRET": client.secrets["ca"]}
    environ |= {"ZOHO_REDIRECT_URI": REDIRECT_URI}
    ran = customer_runs("--yes", environ=environ)
    assert ran.returncode == 0, ran.stderr
    assert diagnose(ran.stdout).findings[0].cause.id == "wrong_data_centre"
    assert len({seen.host for seen in zoho.seen}) == len(ZOHO)
    assert client.secrets["ca"] not in [seen.form.get("client_secret") for seen in zoho.seen]
    zoho.seen.clear()
    ran = customer_runs("--yes", "--data-center", "ca", environ=environ)
    assert [line for line in ran.stdout.splitlines() if line.startswith("secret")] == [
        "secret    ca  HTTP 200   likely: The client secret is the one of this client here."
    ]
    assert diagnose(ran.stdout).findings[0].cause.id == "other"


def test_an_answer_of_any_status_is_taken_as_it_is(
    live: tuple[LiveZoho, dict[str, str]],
) -> None:
    zoho, environ = live
    environ |= environ_of(ME)
    zoho.replies.append(json_reply(THROTTLED, status=400))
    assert '"throttled"' in customer_runs("--yes", "--only", "secret", environ=environ).stdout
    zoho.replies.append(redirect_reply("https://accounts.zoho.eu/oauth/v2/token", "moved"))
    ran = customer_runs("--yes", "--only", "secret", environ=environ)
    assert '"status":302' in ran.stdout
    assert [seen.host for seen in zoho.seen] == ["accounts.zoho.com"] * 2


def test_a_certificate_that_nobody_vouches_for(live: tuple[LiveZoho, dict[str, str]]) -> None:
    zoho, environ = live
    stranger = Path(environ["SSL_CERT_FILE"])
    trustme.CA().cert_pem.write_to_path(str(stranger))
    environ |= {"ZOHO_CLIENT_ID": ME["client_id"], "ZOHO_CLIENT_SECRET": "x" * 42}
    ran = customer_runs("--yes", "--only", "secret", environ=environ)
    assert '"verdict":"tls"' in ran.stdout
    assert zoho.seen == []


def test_a_proxy_that_says_no() -> None:
    with Loopback(http(b"", status=407)) as proxy:
        user = proxy.url.replace("http://", "http://jo:pass-of-jo@")
        environ = {"HTTPS_PROXY": user, **environ_of(ME)}
        ran = customer_runs("--yes", "--only", "secret", environ=environ)
    assert '"verdict":"proxy"' in ran.stdout
    assert "pass-of-jo" not in ran.stdout + ran.stderr
    assert diagnose(ran.stdout).findings[0].cause.id == "network_or_tls"


# Beginning


def test_without_a_name_all_runs_that_costs_nothing(wire: Wire) -> None:
    """And practice Zoho on this machine is reached past any proxy."""
    client = wire.register()
    known = {**_known(client), **_tokens(wire.grant(client)), "redirect_uri": REDIRECT_URI}
    environ = environ_of(known) | {"http_proxy": closed_port(), "HTTP_PROXY": closed_port()}
    ran = customer_runs("--yes", "--practice", wire.control.url, environ=environ)
    rows = json.loads(ran.stdout.splitlines()[-1])["results"]
    names = list(dict.fromkeys(row["probe"] for row in rows))
    assert names == ["client", "secret", "redirect", "access"]
    assert all(row["status"] == 200 for row in rows)


@pytest.mark.parametrize(
    ("arguments", "environ", "said"),
    [
        ([], {}, "There is nothing to check: set ZOHO_CLIENT_ID or ZOHO_ACCESS_TOKEN."),
        (["--only", "refresh"], {}, "refresh needs ZOHO_CLIENT_ID and ZOHO_CLIENT_SECRET and"),
        ([], {"ZOHO_CLIENT_ID": "a b"}, "ZOHO_CLIENT_ID holds a blank or a letter"),
        ([], {"ZOHO_DATA_CENTER": "mars"}, "ZOHO_DATA_CENTER is none of us, eu"),
        (["--practice", "http://a.example"], {}, "--practice takes an address on this machine"),
        ([], {"ZOHO_ACCESS_TOKEN": "x"}, "it needs a terminal; --yes skips that."),
    ],
)
def test_it_does_not_begin_without_what_it_needs(
    arguments: list[str], environ: dict[str, str], said: str
) -> None:
    ran = customer_runs(*arguments, environ=environ)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX's")
@pytest.mark.parametrize(("typed", "code"), [(b"n\n", 1), (b"\n", 1), (b"y\n", 0)])
def test_it_asks_first(wire: Wire, typed: bytes, code: int) -> None:
    client = wire.register()
    begun = len(wire.control.journal())
    ours, theirs = os.openpty()
    arguments = [sys.executable, "-I", "-S", str(FILE), "--practice", wire.control.url]
    process = subprocess.Popen(
        [*arguments, "--only", "secret"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ_of(_known(client)),
    )
    os.write(ours, typed)
    out, err = process.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == code
    assert "Send this? [y/N]" in err
    assert (len(wire.control.journal()) > begun) is (code == 0)
    assert ("secret-right" in out) is (code == 0)


def test_a_list_of_all_sends_nothing() -> None:
    ran = customer_runs("--list", environ={})
    assert ran.returncode == 0
    for probe in PROBES.values():
        for text in (probe.name, probe.asks, probe.sends, probe.counts, probe.never, probe.assumes):
            assert text in ran.stdout
    assert all(f"{center.accounts_url}/oauth/v2/token" in ran.stdout for center in ZOHO.values())


def test_a_defect_of_its_own_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(customer_check, "run", lambda *arguments: 1 / 0)
    assert customer_check.main(["--yes"], environ_of(ME)) == 2
    assert capsys.readouterr().err.endswith(
        "Something unexpected went wrong (ZeroDivisionError).\n"
    )
