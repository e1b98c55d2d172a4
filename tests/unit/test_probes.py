"""Probes without a network: the file that stands alone, what answers mean, results in pastes."""

from __future__ import annotations

import ast
import json
import sys
import textwrap
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import ACCESS, CLIENT_SECRET, REFRESH, piece_survives
from zoho_helpers.data_centers import ZOHO, practice_data_centers
from zoho_helpers.doctor import customer_check, probes
from zoho_helpers.doctor.customer_check import (
    CALLS,
    CENTERS,
    ERRORS,
    PROBES,
    SCOPE,
    VERDICTS,
    Ask,
    Inputs,
    ProbeResult,
    Reply,
    as_block,
    as_text,
    error_of,
    known_scopes,
    practice_centers,
)
from zoho_helpers.doctor.diagnosis import diagnose, judge
from zoho_helpers.doctor.facts import gather_facts
from zoho_helpers.doctor.probe_facts import DERIVED, facts_of
from zoho_helpers.doctor.shapes import SERVICES
from zoho_helpers.errors import TransportError
from zoho_helpers.redaction import Secret
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.transcript import WireReply, WireRequest
from zoho_helpers.transport import refuse_other_profile

SOURCE = Path(customer_check.__file__).read_text("utf-8")

# The file stands alone


def test_its_tables_are_the_projects() -> None:
    """It can import nothing, so it has copies; this is what keeps them the same."""
    assert list(CENTERS) == list(ZOHO)
    for name, center in ZOHO.items():
        assert CENTERS[name] == (center.accounts_url, center.api_domain)
    assert list(CALLS) == list(CHECK_CALLS)
    for name, call in CHECK_CALLS.items():
        assert CALLS[name] == (call.host, call.path, call.scope)
    url = "http://127.0.0.1:8757"
    for name, center in practice_data_centers(url).items():
        assert practice_centers(f"{url}/")[name] == (center.accounts_url, center.api_domain)
    assert [name for name in SERVICES if not SCOPE.fullmatch(f"{name}.a.READ")] == []


def test_it_is_python_3_8_and_of_the_standard_library() -> None:
    tree = ast.parse(SOURCE, feature_version=(3, 8))
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(f"{'.' * node.level}{node.module}")
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
    assert SOURCE.isascii(), "a terminal may know no more"


@pytest.mark.parametrize("live", [True, False])
def test_what_is_made_up_is_taken_for_nobodys(live: bool) -> None:
    """Neither profile's rule stops it, and no shape of a real credential is in it."""
    values = [customer_check.MADE_UP_CODE, customer_check.MADE_UP_SECRET]
    refuse_other_profile(values, live=live)
    assert [len(value) for value in values] == [70, 42]


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1",
        "http://10.0.0.1",
        "http://127.0.0.1@a.example",
        "http://127.0.0.1/x",
        "",
    ],
)
def test_practice_is_on_this_machine(url: str) -> None:
    with pytest.raises(customer_check.CannotBegin):
        practice_centers(url)


@pytest.mark.parametrize("probe", PROBES.values(), ids=lambda probe: probe.name)
def test_a_probe_says_what_it_does(probe: customer_check.Probe) -> None:
    assert probe.asks.endswith("?")
    assert probe.assumes.endswith(".")
    assert all((probe.sends, probe.counts, probe.never))
    assert set(probe.needs) <= set(Inputs._fields)
    told = probes.tell(probe.name, Inputs(), ZOHO)
    assert any("https://" in line for line in told)


def test_only_a_refresh_waits_to_be_named() -> None:
    assert [name for name in PROBES if PROBES[name].on_request] == ["refresh"]
    every = Inputs("id", "secret", "uri", "refresh", "access")
    assert customer_check.ready(every) == [name for name in PROBES if name != "refresh"]
    assert customer_check.ready(Inputs(access_token="x")) == ["access"]
    assert customer_check.ready(Inputs()) == []


# What answers mean

ACCOUNTS = ZOHO["us"].accounts_url


def says(error: str, status: int = 200) -> Reply:
    return Reply(status, json.dumps({"error": error}))


THROTTLE = json.dumps(
    {"error_description": "Too many.", "error": "Access Denied", "status": "failure"}
)
KNOWN = says("invalid_client_secret")


@pytest.mark.parametrize(
    ("probe", "replies", "verdict", "error"),
    [
        ("secret", [says("invalid_client")], "not-sent", "invalid-client"),
        ("secret", [KNOWN, says("invalid_code")], "secret-right", "invalid-code"),
        ("secret", [says("invalid_code"), says("invalid_code")], "secret-right", "invalid-code"),
        ("secret", [KNOWN, KNOWN], "secret-wrong", "invalid-client-secret"),
        (
            "secret",
            [KNOWN, says("invalid_redirect_uri")],
            "secret-right",
            "invalid-redirect-uri",
        ),
        ("secret", [KNOWN, Reply(400, THROTTLE)], "throttled", "access-denied"),
        ("secret", [Reply(200, THROTTLE)], "throttled", "access-denied"),
        ("secret", [Reply(200, '{"error":"access_denied"}')], "unclear", "other"),
        ("secret", [KNOWN, says("jo@shop.example said no")], "unclear", "other"),
        ("secret", [Reply(200, "<html>Sign in to the network")], "html", ""),
        ("secret", [Reply(503, "<html>")], "outage", ""),
        ("secret", [Reply(200, "[]")], "unclear", ""),
        ("secret", [Reply(200, "[" * 100_000)], "unclear", ""),
        ("secret", [Reply(failed="tls")], "tls", ""),
        ("secret", [Reply(failed="never heard of")], "broken", ""),
        ("refresh", [says("invalid_client")], "not-sent", "invalid-client"),
        ("refresh", [KNOWN, says("invalid_code")], "refresh-dead", "invalid-code"),
        ("refresh", [KNOWN, says("invalid_client")], "refresh-elsewhere", "invalid-client"),
        ("refresh", [KNOWN, KNOWN], "secret-wrong", "invalid-client-secret"),
        ("refresh", [KNOWN, Reply(400, THROTTLE)], "throttled", "access-denied"),
        ("refresh", [KNOWN, Reply(200, '{"access_token":"x"}')], "refresh-alive", ""),
        (
            "refresh",
            [KNOWN, Reply(200, '{"access_token":"x","error":"invalid_code"}')],
            "refresh-dead",
            "invalid-code",
        ),
        ("redirect", [Reply(302, "", f"{ACCOUNTS}/signin?x=y")], "redirect-accepted", ""),
        ("redirect", [Reply(302, "", "/signin?x=y")], "redirect-accepted", ""),
        ("redirect", [Reply(302, "", "https://a.example/cb?x=y")], "redirect-accepted", ""),
        ("redirect", [Reply(302, "", "https://b.example/login")], "unclear", ""),
        ("redirect", [Reply(302, "", "//b.example/login")], "unclear", ""),
        ("redirect", [Reply(302, "", "https://[")], "unclear", ""),
        ("redirect", [Reply(302)], "unclear", ""),
        (
            "redirect",
            [Reply(200, '<html><form method="post" action="/signin/v2">')],
            "redirect-accepted",
            "",
        ),
        ("redirect", [Reply(200, '<html><form action="/buy-wifi">')], "html", ""),
        (
            "redirect",
            [Reply(200, "<html><h1>Invalid Redirect Uri</h1>")],
            "redirect-refused",
            "invalid-redirect-uri",
        ),
        (
            "redirect",
            [Reply(400, "<html><h1>Invalid Client</h1>")],
            "client-unknown",
            "invalid-client",
        ),
        (
            "redirect",
            [Reply(400, "<html><h1>Invalid OAuth Scope</h1>")],
            "html",
            "invalid-oauth-scope",
        ),
        ("access", [Reply(200, '{"users":[]}')], "access-alive", ""),
        ("access", [Reply(200, '{"code":"SUCCESS"}')], "access-alive", ""),
        ("access", [Reply(200, '{"users":[],"status":"error"}')], "unclear", ""),
        ("access", [Reply(200, "")], "unclear", ""),
        ("access", [Reply(401, '{"code":"INVALID_TOKEN"}')], "access-dead", "invalid-token"),
        (
            "access",
            [Reply(401, '{"code":"AUTHENTICATION_FAILURE"}')],
            "access-dead",
            "authentication-failure",
        ),
        ("access", [Reply(401, '{"code":57}')], "unclear", "other"),
        (
            "access",
            [Reply(401, '{"cause":"INVALID_OAUTHSCOPE"}'), Reply(200, '{"users":[]}')],
            "access-alive",
            "",
        ),
    ],
)
def test_what_an_answer_means(probe: str, replies: list[Reply], verdict: str, error: str) -> None:
    inputs = Inputs("id", "s", "https://a.example/cb", "r", "a")
    left = list(replies)
    (found,) = customer_check.run([probe], inputs, ZOHO, lambda ask: left.pop(0))
    assert (found.verdict, found.error, left) == (verdict, error, [])
    assert found.verdict in VERDICTS


def test_a_product_that_is_named_is_the_only_one_asked() -> None:
    inputs = Inputs(access_token="a", product="crm-org")
    refused = Reply(401, '{"code":"OAUTH_SCOPE_MISMATCH"}')
    asked: list[Ask] = []
    (found,) = customer_check.run(
        ["access"], inputs, ZOHO, lambda ask: asked.append(ask) or refused
    )
    assert found.verdict == "access-scope"
    assert [ask.url for ask in asked] == [CHECK_CALLS["crm-org"].url(ZOHO["us"])]


def test_tokens_are_tried_where_they_are_from() -> None:
    """A user's account may be in another data center than the one where the client is."""
    inputs = Inputs("id", "s", "", "r", "a", data_center="us", token_data_center="eu")
    asked: list[Ask] = []

    def answer(ask: Ask) -> Reply:
        asked.append(ask)
        return says("invalid_client_secret")

    customer_check.run(["refresh", "access"], inputs, ZOHO, answer)
    assert {ask.url.partition("/o")[0] for ask in asked} == {ZOHO["eu"].accounts_url}


def test_the_authorization_request_can_bring_nothing() -> None:
    """No refresh token is asked for, and whoever agreed before is asked again."""
    asked: list[Ask] = []
    inputs = Inputs("an id", redirect_uri="https://a.example/cb?x=1&y=2")
    customer_check.run(
        ["redirect"], inputs, ZOHO, lambda ask: asked.append(ask) or Reply(302, "", "/signin")
    )
    (ask,) = asked
    assert (ask.method, ask.form, ask.access_token) == ("GET", (), "")
    assert dict(parse_qsl(urlsplit(ask.url).query)) == {
        "response_type": "code",
        "client_id": "an id",
        "redirect_uri": "https://a.example/cb?x=1&y=2",
        "scope": "AaaServer.profile.READ",
        "access_type": "online",
        "prompt": "consent",
    }


def test_scopes_that_are_none_are_left_out() -> None:
    said = f"ZohoCRM.org.READ,Desk.tickets.ALL jo@shop.example {REFRESH} Nobody.knows.IT ZohoX"
    assert known_scopes(said) == ("ZohoCRM.org.READ", "Desk.tickets.ALL")
    assert known_scopes(None) == ()
    assert len(known_scopes("ZohoCRM.org.READ " * 1000)) == 40


@given(st.text())
def test_no_text_of_a_reply_gets_into_a_result(text: str) -> None:
    for reply in (Reply(200, text), says(text), Reply(302, text, text)):
        assert error_of(reply) in {"", *ERRORS}
        for name in PROBES:
            results = customer_check.run(
                [name],
                Inputs("id", "s", "https://a.example", "r", "a"),
                ZOHO,
                lambda ask, r=reply: r,
            )
            for one in results:
                assert one.verdict in VERDICTS
                assert one.error in {"", *ERRORS}


# The doctor's side


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [
        ("certificate", "tls"),
        ("no-certificates", "tls"),
        ("proxy", "proxy"),
        ("timeout", "slow"),
        ("unreachable", "unreachable"),
        ("reply-cut-off", "broken"),
    ],
)
def test_no_answer_is_a_result(reason: str, verdict: str) -> None:
    def fail(request: WireRequest) -> WireReply:
        raise TransportError("It broke.", reason=reason)

    (found,) = probes.run(["secret"], Inputs("id", Secret("s")), ZOHO, fail)
    assert found.verdict == verdict
    assert probes.diagnose_results([found]).findings[0].cause.id == "network_or_tls"


def test_secrets_stay_wrapped_up_to_the_transport() -> None:
    inputs = Inputs("id", Secret(CLIENT_SECRET), "", Secret(REFRESH), Secret(ACCESS))
    assert not any(piece_survives(s, repr(inputs)) for s in (CLIENT_SECRET, REFRESH, ACCESS))
    seen: list[WireRequest] = []

    def keep(request: WireRequest) -> WireReply:
        seen.append(request)
        return WireReply(200, "", '{"error":"invalid_client_secret"}')

    probes.run(["secret", "refresh", "access"], inputs, ZOHO, keep)
    assert {secret.reveal() for request in seen for secret in request.secrets} == {
        CLIENT_SECRET,
        REFRESH,
        ACCESS,
    }
    for request in seen:
        assert not any(piece_survives(s, repr(request)) for s in (CLIENT_SECRET, REFRESH, ACCESS))


# What follows from results


def result(probe: str, verdict: str, center: str = "us", here: bool = True) -> ProbeResult:
    return ProbeResult(probe, center, here, 200, "", verdict)


EVERYWHERE = [result("client", "client-unknown", name, name == "us") for name in ZOHO]


@pytest.mark.parametrize(
    ("results", "derived"),
    [
        ([], set()),
        ([result("client", "client-known")], set()),
        ([result("client", "client-known", "eu", False)], {"client-elsewhere"}),
        ([result("client", "client-unknown", "eu", False)], set()),
        ([result("client", "client-unknown")], {"client-not-here"}),
        ([result("secret", "not-sent")], {"client-not-here"}),
        (EVERYWHERE, {"client-not-here", "client-nowhere"}),
        (
            [*EVERYWHERE[:-1], result("client", "slow", "sg", False)],
            {"client-not-here"},
        ),
        ([result("client", "slow", "cn", False)], set()),
        ([result("client", "slow")], {"no-answer"}),
        ([result("access", "html")], {"page-in-between"}),
        ([result("access", "outage")], {"outage-here"}),
    ],
)
def test_what_follows(results: list[ProbeResult], derived: set[str]) -> None:
    tags = facts_of(results)
    assert {tag for tag in tags if tag.count(":") == 1} == {f"probe:{name}" for name in derived}
    assert derived <= set(DERIVED)
    assert len(set(tags)) == len(tags)


def test_how_sure_a_result_is() -> None:
    """Zoho's order of checks is not documented; practice Zoho's is known."""
    found = result("client", "client-known")
    assert customer_check.in_words(found, practice=False).startswith("likely: ")
    assert customer_check.in_words(found, practice=True).startswith("certain: ")
    unclear = result("client", "unclear")
    assert customer_check.in_words(unclear, practice=True).startswith("possible: ")


# Results in a paste

RESULTS = [
    ProbeResult("client", "eu", False, 200, "invalid-client-secret", "client-known"),
    ProbeResult("client", "us", True, 200, "invalid-client", "client-unknown"),
    ProbeResult("refresh", "us", True, 200, "", "refresh-alive", ("ZohoCRM.org.READ",)),
]
SHOWN = as_text(RESULTS)
TAGS = set(facts_of(RESULTS))


def quoted(text: str) -> str:
    return "\n".join(f"> > {line}" for line in text.splitlines())


def hard_wrapped(text: str, width: int, sign: str = "\n") -> str:
    return "\n".join(
        sign.join(line[at : at + width] for at in range(0, max(1, len(line)), width))
        for line in text.splitlines()
    )


PASTES = {
    "as it is": SHOWN,
    "the block alone": as_block(RESULTS),
    "in a mail": f"Hi, this is what it says:\n\n{SHOWN}\n\nThanks, Jo",
    "quoted": quoted(SHOWN),
    "wrapped": hard_wrapped(SHOWN, 72),
    "wrapped narrowly": hard_wrapped(SHOWN, 31),
    "wrapped, then quoted": quoted(hard_wrapped(SHOWN, 60)),
    "quoted, then wrapped": hard_wrapped(quoted(SHOWN), 60),
    "by a mail server": hard_wrapped(SHOWN, 75, "=\r\n"),
    "of Windows": SHOWN.replace("\n", "\r\n"),
    "with hard blanks": hard_wrapped(SHOWN, 72, "\u00a0\n\u00a0"),
    "with a word processor's quotes": SHOWN.replace('"', "\u201d"),
    "in HTML": SHOWN.replace('"', "&quot;").replace("\n", "<br>\n"),
    "in a string": json.dumps({"body": SHOWN}),
    "pretty": SHOWN.replace(as_block(RESULTS), json.dumps(json.loads(as_block(RESULTS)), indent=2)),
    "indented": textwrap.indent(SHOWN, "\t"),
    "twice": f"{SHOWN}\n{SHOWN}",
    "with all that was on the screen": customer_check.say_beforehand(PROBES, Inputs(), ZOHO)
    + f"\n\nSend this? [y/N] y\n{SHOWN}",
}


@pytest.mark.parametrize("name", PASTES)
def test_the_block_is_found(name: str) -> None:
    """And its words are not taken for what somebody says, nor for an answer of Zoho's."""
    facts = gather_facts(PASTES[name])
    assert {tag for tag in facts.found if tag.startswith("probe:")} == TAGS
    assert set(facts.found) == {*TAGS, "kind:check_result"}
    first = judge(facts).findings[0]
    assert (first.cause.id, first.rules[0].id) == ("wrong_data_centre", "probe-client-elsewhere")


def test_where_it_stands_and_what_stands_beside_it() -> None:
    facts = gather_facts(f"It worked for an hour.\n{SHOWN}\nThen INVALID_TOKEN")
    assert {"said:worked-a-while", "api:dead"} <= set(facts.found)
    fact = facts.found["probe:client-not-here"]
    paste = f"It worked for an hour.\n{SHOWN}\nThen INVALID_TOKEN"
    assert paste[fact.start : fact.end].startswith('{"zoho_token_check":1')
    assert paste[fact.start : fact.end].endswith("}")
    beside = gather_facts("", context=SHOWN)
    assert set(beside.found) >= TAGS
    assert "said:data-center" not in beside.found


def test_so_many_blocks_are_none() -> None:
    facts = gather_facts('{"zoho_token_check"' * 10 + SHOWN)
    assert [tag for tag in facts.found if tag.startswith("probe:")] == []


def test_rows_before_the_cut_are_read() -> None:
    cut = SHOWN[: SHOWN.rindex('{"probe"') + 20]
    assert "probe:client-not-here" in gather_facts(cut).found
    assert "probe:refresh-alive:us" not in gather_facts(cut).found


@pytest.mark.parametrize("word", sorted({*ERRORS, *VERDICTS}))
def test_its_words_are_no_signs_by_themselves(word: str) -> None:
    """Where the block cannot be read, its errors must not pass for Zoho's answers."""
    kinds = ("error:", "api:", "page:", "program:")
    assert [tag for tag in gather_facts(f'"error":"{word}"').found if tag.startswith(kinds)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"probe": "nobody"},
        {"probe": ["client"]},
        {"data_center": "mars"},
        {"verdict": "client-known:eu"},
        {"error": "made up"},
        {"error": []},
        {"here": "yes"},
        {"more": 1},
        {"verdict": None},
    ],
)
def test_what_is_not_of_its_words_is_not_read(change: dict[str, object]) -> None:
    rows = [one._asdict() for one in RESULTS]
    block = json.dumps({"zoho_token_check": 1, "results": [rows[0] | change]})
    assert [tag for tag in gather_facts(block).found if tag.startswith("probe:")] == []


@given(st.text(max_size=300), st.integers(0, len(SHOWN)), st.integers(0, len(SHOWN)))
def test_any_paste_with_pieces_of_it_is_read_without_fail(text: str, start: int, end: int) -> None:
    facts = gather_facts(SHOWN[:start] + text + SHOWN[end:])
    for tag in facts.found:
        if tag.startswith("probe:"):
            verdict = tag.split(":")[1]
            assert verdict in VERDICTS or verdict in DERIVED
        fact = facts.found[tag]
        assert fact.start <= fact.end


def test_a_log_is_diagnosed_beside_the_result() -> None:
    found = diagnose(f'{{"error":"invalid_redirect_uri"}}\n\n{SHOWN}').findings
    assert [finding.cause.id for finding in found[:2]] == [
        "redirect_uri_mismatch",
        "wrong_data_centre",
    ]
