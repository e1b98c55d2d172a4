"""The doctor's tables are well made, and each rule needs what it says that it needs."""

from __future__ import annotations

import re
from types import MappingProxyType

import pytest

from tests.unit.test_doctor_signs import EXAMPLES
from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.customer_check import VERDICTS
from zoho_helpers.doctor.diagnosis import EXPOSED, diagnose, judge
from zoho_helpers.doctor.facts import Fact, Facts
from zoho_helpers.doctor.probe_facts import DERIVED
from zoho_helpers.doctor.questions import QUESTIONS
from zoho_helpers.doctor.ranking import UNDECIDED
from zoho_helpers.doctor.rule import CERTAIN, CERTAINTIES, Rule
from zoho_helpers.doctor.rules import RULES
from zoho_helpers.doctor.values import DAMAGES, EMPTY, MISUSES, MISWRITTEN

OTHER_TAGS = {
    "reply:no-refresh-token", "reply:access-token", "reply:refresh-token", "grant:other",
    "grant:authorization_code", "grant:refresh_token", "grant:client_credentials",
    "sent:offline", "sent:online", "sent:prompt", "sent:no-prompt", "sent:no-access_type",
    "sent:curl", "sent:callback", "sent:authorize-url", "sent:token-endpoint",
    "sent:unquoted-address", "sent:odd-redirect-uri", 
    "sent:address-as-token", "sent:implicit", "sent:zoho.ca",
    "sent:scope-with-blanks", "sent:unknown-service", "shows:credential",
    "header:bearer", "header:zoho-oauthtoken", "header:zoho-authtoken",
    "derived:other-product", "derived:many-refreshes", "derived:hour-after-token",
    "derived:old-code",
    "vendor:center-not-enabled", "vendor:redirect-not-registered",
    "derived:accounts-differ-from-told", "derived:api-differs-from-told",
    "derived:scope-not-asked", "derived:scope-not-granted",
    "derived:accounts-differ", "derived:api-differs", "derived:several-centers",
    "derived:worked-then-dead", "sent:redirect-unencoded", "sent:device-endpoint",
    "sent:id-not-found", "header:other", "sent:redirect-encoded-twice", "status:200",
    "accounts:ca", "api-host:us", "calls:crm", "status:500", "status:502",
    "status:503", "status:504", "status:400", "status:401", "status:403", "status:404",
    "status:405", "derived:several-homes",
    "accounts:us", "home:eu", "home:us",
    "answered:centers-agree", "answered:hosts-agree", "answered:never-worked",
    "known:old-code", "known:fresh-code", "known:worked-for-long", "known:browser-client",
    "known:data-center", "derived:accounts-agree",
}  # fmt: skip
PROBE_TAGS = {f"probe:{name}" for name in (*DERIVED, *(f"{name}:us" for name in VERDICTS))}
VALUES = set(MISUSES.values()) | set(DAMAGES) | set(EMPTY) | set(MISWRITTEN) | {
    "value:code-sent-twice", "value:of-another-grant", "value:redirect-differs",
    "value:client-id-of-an-example", "value:e-mail-as-client-id",
    "value:client-id-as-secret", "value:secret-as-client-id",
    "missing:authorization", "missing:client_secret", "missing:refresh_token",
    "missing:redirect_uri", "missing:grant_type",
}  # fmt: skip
TAGS = set(EXAMPLES) | OTHER_TAGS | VALUES | PROBE_TAGS


def facts_of(*tags: str) -> Facts:
    return Facts("description", MappingProxyType({tag: Fact(tag) for tag in tags}))


def a_tag(tag: str) -> str:
    """A tag that fits a term of a rule."""
    return next(name for name in sorted(TAGS) if name.startswith(tag.rstrip("*")))


def needed(rule: Rule) -> list[str]:
    terms = [term for term in rule.when.split() if not term.startswith("!")]
    return [a_tag(term.split("|")[0]) for term in terms]


def forbidden(rule: Rule) -> list[str]:
    terms = [term[1:] for term in rule.when.split() if term.startswith("!")]
    return [a_tag(tag) for term in terms for tag in term.split("|")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_needs_what_it_says(rule: Rule) -> None:
    """It matches what it names, and not where one of these is missing or one too many."""
    tags = needed(rule)
    assert rule.matches(facts_of(*tags))
    assert rule.evidence(facts_of(*tags))
    for tag in forbidden(rule):
        assert not rule.matches(facts_of(*tags, tag)), tag
    assert not rule.matches(facts_of())


def test_the_rules_are_well_made() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    for rule in RULES:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
        assert rule.cause in CAUSES
        assert rule.certainty in CERTAINTIES
        assert rule.because.endswith(".")
        for tag in re.split(r"[ |]", rule.when.replace("!", "")):
            assert any(name.startswith(tag.rstrip("*")) for name in TAGS), tag


def test_every_cause_has_a_rule_and_says_what_to_do() -> None:
    spoken_for = {rule.cause for rule in (*RULES, UNDECIDED, EXPOSED)}
    assert spoken_for == set(CAUSES)
    for cause in CAUSES.values():
        for text in (cause.means, cause.fix, cause.check):
            assert text.endswith("."), cause.id
        assert cause.source


def test_a_rule_comes_first_for_something() -> None:
    """No rule is in vain: with what it needs, its cause is among what is found."""
    for rule in RULES:
        found = judge(facts_of(*needed(rule))).findings
        assert rule.cause in [finding.cause.id for finding in found]


def test_certain_is_never_said_of_two_causes() -> None:
    for rule in RULES:
        findings = judge(facts_of(*needed(rule))).findings
        assert sum(finding.certainty == CERTAIN for finding in findings) <= 1, rule.id


def test_the_questions_are_well_made() -> None:
    for question in QUESTIONS:
        assert question.asks.endswith("?")
        assert len(question.answers) > 1
        assert set(question.answers.values()) <= TAGS
        for tag in question.answers.values():
            settled = [tag.startswith(known.rstrip("*")) for known in question.settled_by]
            assert any(settled), "an answer settles it"


@pytest.mark.parametrize(
    ("paste", "context", "cause", "certainty"),
    [
        ('{"error":"invalid_client_secret"}', "", "wrong_client_secret", "certain"),
        ('{"error":"invalid_redirect_uri"}', "", "redirect_uri_mismatch", "certain"),
        ("Invalid OAuth Scope - Scope does not exist", "", "scope_name_invalid", "certain"),
        ('{"code":"OAUTH_SCOPE_MISMATCH"}', "", "scope_missing", "certain"),
        ('{"code":"NO_PERMISSION"}', "", "user_has_no_permission", "certain"),
        ('{"error":"invalid_code"}', "exchange of the code", "code_expired_or_used", "likely"),
        (
            "grant_type=refresh_token\n\n{'error': 'invalid_code'}",
            "",
            "refresh_token_revoked_or_evicted",
            "likely",
        ),
        ("https://a.example/cb?error=access_denied", "", "user_denied_consent", "likely"),
        ("no refresh token", "access_type=offline", "refresh_token_missing_no_reconsent", "likely"),
        ("INVALID_TOKEN", "worked for an hour", "access_token_expired", "likely"),
        ("lovely weather", "", "other", "possible"),
        # Numbers of orders, ports and years are no codes of Zoho's.
        ("order 7301 of client 6024 in zoho since 2401", "", "other", "possible"),
        ('{"errorCode":7301} from zoho', "", "user_has_no_permission", "certain"),
        # An endpoint that is named as the account's own is none that was called.
        (
            '{"error":"invalid_client"} of accounts.zoho.com',
            "made at api-console.zoho.in",
            "wrong_data_centre",
            "likely",
        ),
        # What somebody says of an error, and what may be another service's, is less than certain.
        ("my redirect uri passed does not match, zoho says", "", "redirect_uri_mismatch", "likely"),
        ("ECONNREFUSED 127.0.0.1:5432 in the zoho job", "", "network_or_tls", "likely"),
        ("accounts.zoho.eu: ENOTFOUND", "", "network_or_tls", "certain"),
    ],
)
def test_what_the_doctor_says(paste: str, context: str, cause: str, certainty: str) -> None:
    first = diagnose(paste, context).findings[0]
    assert (first.cause.id, first.certainty) == (cause, certainty)
