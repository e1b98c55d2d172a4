"""Words that go with a cause order what rules leave open, and never overrule them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.diagnosis import ALIKE, TOLD, diagnose
from zoho_helpers.doctor.lookalikes import LOOKALIKES
from zoho_helpers.doctor.topics import MOST_CHARACTERS, RARITY, TOPICS, topic_scores


def test_the_tables_are_well_made() -> None:
    assert set(TOPICS) <= set(CAUSES)
    words = {word for listed in TOPICS.values() for word in listed.split()}
    assert set(RARITY) <= words
    for word in words:
        assert re.fullmatch(r"[^\s*]+\*?", word)
        assert word == word.lower()
    assert set(LOOKALIKES) == set(CAUSES)
    for cause, alike in LOOKALIKES.items():
        assert cause not in alike
        assert set(alike) <= set(CAUSES)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("behind a corporate proxy, the firewall", "network_or_tls"),
        ("the VARCHAR column truncates", "token_truncated_or_whitespace"),
        ("docker volume is read-only", "token_store_permission"),
        ("keycloak wants the jwks of the issuer", "oidc_token_validation"),
    ],
)
def test_words_go_with_a_cause(text: str, cause: str) -> None:
    scores = topic_scores(text)
    assert max(scores, key=lambda name: scores[name]) == cause


def test_a_rare_word_says_more_than_a_common_one() -> None:
    assert (
        topic_scores("regenerated")["wrong_client_secret"]
        > topic_scores("id")["wrong_client_secret"]
    )


def test_words_fill_up_what_rules_leave_open() -> None:
    found = diagnose("Zoho: our proxy, VPN and firewall", "").findings
    assert found[0].cause.id in ("network_or_tls", "other")
    assert any(TOLD in finding.rules for finding in found)
    assert len(found) == 3


def test_words_never_overrule_what_is_likelier() -> None:
    noise = " ".join(word.rstrip("*") for word in TOPICS["network_or_tls"].split())
    plain = diagnose('{"error":"invalid_code"} grant_type=refresh_token')
    noisy = diagnose('{"error":"invalid_code"} grant_type=refresh_token', noise)
    assert noisy.findings[0].cause.id == plain.findings[0].cause.id
    certain = diagnose('{"error":"invalid_redirect_uri"}', noise).findings
    assert certain[0].certainty == "certain"
    assert not [finding for finding in certain if {TOLD, ALIKE} & {*finding.rules}]


@given(st.text(max_size=300))
def test_any_text_has_scores(text: str) -> None:
    for cause, score in topic_scores(text).items():
        assert cause in CAUSES
        assert score > 0


def test_a_long_text_is_not_read_to_its_end() -> None:
    assert topic_scores("x " * MOST_CHARACTERS + "firewall") == {}
