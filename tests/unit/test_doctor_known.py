"""What people know besides: the table, what it brings, and what the doctor makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.test_doctor_rules import TAGS
from zoho_helpers import __main__ as command
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.doctor.diagnosis import diagnose
from zoho_helpers.doctor.known import KNOWN, known_tags
from zoho_helpers.errors import InputError

REFUSED_CODE = '{"error":"invalid_code"}'
REFUSED_REFRESH = 'grant_type=refresh_token {"error":"invalid_code"}'
REFUSED_CLIENT = 'https://accounts.zoho.com/oauth/v2/token {"error":"invalid_client"}'
DEAD = '{"code":"INVALID_TOKEN"}'


def test_the_table_is_well_made() -> None:
    for known in KNOWN:
        names = [choice.name for choice in known.choices]
        assert len({*names}) == len(names) > 1
        for choice in known.choices:
            assert {tag for tag in choice.tags if not tag.startswith("home:")} <= TAGS
            assert choice.tags
    assert [choice.name for choice in KNOWN[0].choices] == list(ZOHO)


def test_a_choice_brings_its_facts_and_none_brings_nothing() -> None:
    assert known_tags({"code_age": "old", "last_worked": ""}) == ("known:old-code",)
    assert known_tags({"data_center": "ca"}) == ("home:ca", "known:data-center")
    assert known_tags({}) == ()


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"code_age": "ancient"}, "'ancient' is no code age. Use one of: fresh, old."),
        ({"shoe_size": "9"}, "'9' is no shoe size. Use one of: none: there is no such field."),
    ],
)
def test_what_is_not_in_the_table_is_a_sentence(known: dict[str, str], said: str) -> None:
    with pytest.raises(InputError) as caught:
        known_tags(known)
    assert str(caught.value) == said
    assert caught.value.field == next(iter(known))


@pytest.mark.parametrize(
    ("paste", "known", "first", "near_miss"),
    [
        # What is known, the rule that then comes first, and what takes that away again.
        (REFUSED_CODE, {"code_age": "old"}, "code-known-to-be-old", {"client_type": "self"}),
        (REFUSED_CODE, {"code_age": "fresh"}, "fresh-code-used-before", {"code_age": "old"}),
        (REFUSED_CODE, {"last_worked": "long"}, "refresh-token-that-worked", {"last_worked": ""}),
        (
            REFUSED_REFRESH,
            {"last_worked": "never"},
            "refresh-token-that-never-worked",
            {"last_worked": "long"},
        ),
        (REFUSED_CLIENT, {"last_worked": "long"}, "client-that-worked", {"last_worked": "never"}),
        (REFUSED_CLIENT, {"data_center": "us"}, "client-unknown-at-home", {"data_center": "eu"}),
        (DEAD, {"last_worked": "never"}, "token-that-never-worked", {"last_worked": "hour"}),
        (
            "no refresh token in the reply",
            {"client_type": "mobile"},
            "browser-client-without-refresh-token",
            {"client_type": "server"},
        ),
    ],
)
def test_what_is_known_decides(
    paste: str, known: dict[str, str], first: str, near_miss: dict[str, str]
) -> None:
    assert diagnose(paste, known=known).findings[0].rules[0].id == first
    assert diagnose(paste).findings[0].rules[0].id != first
    assert diagnose(paste, known=known | near_miss).findings[0].rules[0].id != first


@pytest.mark.parametrize(
    ("paste", "known", "cause", "rule"),
    [
        (REFUSED_CODE, {"code_age": "fresh"}, "wrong_data_centre", "fresh-code-of-another-center"),
        (
            REFUSED_REFRESH,
            {"last_worked": "never"},
            "token_truncated_or_whitespace",
            "refresh-token-that-was-damaged",
        ),
        (DEAD, {"last_worked": "never"}, "wrong_auth_header", "header-that-never-worked"),
        (
            REFUSED_CODE,
            {"client_type": "javascript"},
            "client_type_wrong",
            "browser-client-perhaps",
        ),
    ],
)
def test_what_is_known_brings_a_second_cause(
    paste: str, known: dict[str, str], cause: str, rule: str
) -> None:
    def rules(diagnosis) -> list[str]:
        return [rule.id for one in diagnosis.shown if one.cause.id == cause for rule in one.rules]

    assert rule in rules(diagnose(paste, known=known))
    assert rule not in rules(diagnose(paste))


def test_a_known_home_is_no_suspicion_but_is_compared() -> None:
    """A country that is named in passing is a hint; one that was asked for is a plain fact."""
    home = {"data_center": "eu"}
    hint = "dead-and-a-country"
    for found, is_hint in (
        (diagnose(f"European user {DEAD}"), True),
        (diagnose(DEAD, known=home), False),
    ):
        assert is_hint == any(rule.id == hint for one in found.findings for rule in one.rules)
    assert diagnose(DEAD, known=home).findings[0].cause.id == "access_token_expired"
    found = diagnose(f"https://www.zohoapis.com/crm/v8/users {DEAD}", known=home)
    assert found.findings[0].rules[0].id == "other-center-of-the-api"


def test_the_home_that_is_known_wins_over_a_country_that_is_spoken_of() -> None:
    facts = diagnose(f"a colleague in Europe says {REFUSED_CLIENT}", known={"data_center": "us"})
    assert [tag for tag in facts.facts.found if tag.startswith("home:")] == ["home:us"]
    assert not facts.facts.has("derived:accounts-differ")


def test_the_command_line_takes_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "reply.json"
    file.write_text(REFUSED_CODE)
    options = ["--data-center", "eu", "--client-type", "server", "--last-worked", "never"]
    assert command.main(["diagnose", str(file), "--json", "--code-age", "old", *options]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["findings"][0]["rule"] == "code-known-to-be-old"
    assert data["facts"]["known"] == ["data-center", "old-code"]
    assert data["facts"]["home"] == ["eu"]
    with pytest.raises(SystemExit) as ended:
        command.main(["diagnose", str(file), "--code-age", "ancient"])
    assert ended.value.code == 2
    assert "invalid choice: 'ancient'" in capsys.readouterr().err
