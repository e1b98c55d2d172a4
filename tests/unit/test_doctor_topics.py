"""What words and facts say beside the rules: they order causes, and make none likely."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doctor_topics import LEARNED, features_of_case
from tests.unit.test_doctor_rules import TAGS
from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.diagnosis import diagnose, judge
from zoho_helpers.doctor.facts import NO_FACTS, gather_facts
from zoho_helpers.doctor.lookalikes import LOOKALIKES
from zoho_helpers.doctor.ranking import ALIKE, TOLD, ranked
from zoho_helpers.doctor.rule import CERTAINTIES, POSSIBLE, Rule
from zoho_helpers.doctor.topics import (
    ALWAYS,
    FILE,
    MOST_CHARACTERS,
    Table,
    features_of,
    topic_scores,
    written,
)

TEXT = FILE.read_text("utf-8")
TABLE = Table(TEXT)
NOISE = "corporate proxy, firewall, VPN, DNS and a TLS certificate; the connection hangs, a timeout"


def test_the_table_is_well_made() -> None:
    assert TABLE[ALWAYS].adds.keys() <= LEARNED
    for name, feature in TABLE.items():
        assert re.fullmatch(r"\*|[^\W\d_]{2,6}|[a-z-]+:[\w.-]+", name), name
        assert feature.adds.keys() <= TABLE[ALWAYS].adds.keys()


def test_each_tag_in_it_is_one_of_a_fact() -> None:
    kinds = {"home", "accounts", "api-host", "told", "token-at", "scope-of", "calls", "kind"}
    kinds |= {"status", "missing"}
    tags = {name for name in TABLE if ":" in name and name.partition(":")[0] not in kinds}
    assert tags - TAGS - {"named:zoho"} == set(), "learn anew: nox -s doctor-topics"


def test_the_table_can_be_read_again() -> None:
    assert written(TABLE) == TEXT
    assert len(TABLE) == len(TEXT.splitlines()) - 1


def test_lookalikes_are_well_made() -> None:
    assert set(LOOKALIKES) == set(CAUSES)
    for cause, alike in LOOKALIKES.items():
        assert cause not in alike
        assert set(alike) <= set(CAUSES)


@pytest.mark.parametrize(
    ("told", "cause"),
    [
        ("behind the corporate proxy and its firewall every request hangs", "network_or_tls"),
        ("the VARCHAR column truncates the token", "token_truncated_or_whitespace"),
        ("after each deploy the container has lost the folder", "token_store_permission"),
        ("Spring Security wants the jwks of the OIDC issuer", "oidc_token_validation"),
        ("Nach einer Stunde ist der Token abgelaufen", "access_token_expired"),
    ],
)
def test_words_go_with_a_cause(told: str, cause: str) -> None:
    scores = topic_scores(gather_facts(told).features)
    assert max(scores, key=lambda name: scores[name]) == cause


def test_forms_of_a_word_count_as_the_same() -> None:
    assert features_of("Refreshing", ()) == features_of("refreshed", ()) == {"refres"}


def test_ids_and_pages_say_nothing() -> None:
    assert features_of("1000.ab12cd.ef34 a9proxy", ()) == frozenset()
    assert features_of("<HTML>proxy</html>", ["kind:error_page"]) == frozenset()


def test_a_case_is_learned_as_it_is_read() -> None:
    case = {"artefact": '{"error":"invalid_code"}', "context": "behind a proxy", "product": "CRM"}
    features = features_of_case(case)
    assert {"error:invalid_code", "behind", "proxy", "crm"} <= features


def test_words_fill_up_what_rules_leave_open() -> None:
    told = "Zoho answers, and then our callback controller shows a blank page"
    found = diagnose(told).findings
    assert "app_callback_bug" in {finding.cause.id for finding in found}
    assert TOLD in found[0].rules
    assert found[0].certainty == "possible"
    assert len(found) == 3


def test_words_do_not_overrule_what_zoho_answered() -> None:
    reply = '{"error":"invalid_code"} grant_type=refresh_token'
    noisy = diagnose(reply, NOISE).findings[0]
    assert (noisy.cause.id, noisy.certainty) == ("refresh_token_revoked_or_evicted", "likely")


def test_what_is_certain_leaves_no_room_for_words() -> None:
    certain = diagnose('{"error":"invalid_redirect_uri"}', NOISE).findings
    assert certain[0].certainty == "certain"
    assert not [finding for finding in certain if {TOLD, ALIKE} & {*finding.rules}]


def test_what_zoho_was_asked_leaves_no_room_for_words() -> None:
    facts = gather_facts(NOISE, tags=["probe:secret-right:us"])
    assert not [one for one in judge(facts).findings if {TOLD, ALIKE} & {*one.rules}]


def test_no_finding_is_surer_than_the_one_above_it() -> None:
    found = diagnose(
        '{"error":"unsupported_grant_type"} Unexpected token < <!DOCTYPE', NOISE
    ).findings
    places = [CERTAINTIES.index(finding.certainty) for finding in found]
    assert places == sorted(places)


def test_the_words_of_a_machine_say_nothing() -> None:
    sent = "POST /oauth/v2/token HTTP/1.1\nHost: accounts.zoho.com\n\nrefresh offline consent"
    assert gather_facts(sent).features == frozenset()
    assert "proxy" in gather_facts(sent, "behind a proxy").features


def test_an_answer_counts_like_a_fact_of_the_paste() -> None:
    facts = gather_facts("Zoho refuses the token").with_tag("header:bearer")
    assert "header:bearer" in facts.features
    assert NO_FACTS.with_tag("header:bearer").features == frozenset()


def test_a_cause_that_no_report_had_is_no_likelier_for_it() -> None:
    unheard = CAUSES.keys() - TABLE[ALWAYS].adds.keys()
    assert unheard == {"code_used_as_access_token", "credential_exposed"}
    told = "code_used_as_access_token is one of Zoho's causes that no report of ours ever had"
    rules = {
        cause: [Rule(f"of-{cause}", cause, POSSIBLE, "named:zoho", "It is so.")]
        for cause in ("code_used_as_access_token", "scope_missing")
    }
    found = ranked(rules, gather_facts(f"Zoho: {told}, the scope is missing"))
    assert found[0].cause.id == "scope_missing"


@given(st.text(max_size=300))
def test_any_text_has_scores(told: str) -> None:
    scores = topic_scores(features_of(told, ()))
    assert scores.keys() <= CAUSES.keys()
    assert all(score <= 0 for score in scores.values())


def test_of_enough_features_the_likelihoods_add_up_and_few_say_less() -> None:
    told = " ".join(name for name in TABLE if name.isalpha())[:200]
    assert sum(map(math.exp, topic_scores(features_of(told, ())).values())) == pytest.approx(1)
    few, many = (topic_scores(features_of(words, ())) for words in ("offline", told))
    assert min(few.values()) > min(many.values())


def test_a_long_text_is_not_read_to_its_end() -> None:
    assert features_of("x " * MOST_CHARACTERS + "firewall", ()) == frozenset()
