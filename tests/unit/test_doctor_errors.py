"""The table of error texts: each shows what it says, and the rules know what it can mean."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.diagnosis import diagnose
from zoho_helpers.doctor.error_causes import answers_of, errors_of, leads_of
from zoho_helpers.doctor.error_lookup import errors_in, find_error, nearest_names
from zoho_helpers.doctor.error_texts import ERROR_TEXTS, GROUPS, ErrorText
from zoho_helpers.doctor.facts import gather_facts
from zoho_helpers.doctor.signs import API_ERRORS, ERROR_PAGES, TOKEN_ERRORS
from zoho_helpers.practice.products import PRODUCTS
from zoho_helpers.practice.replies import THROTTLED

each_row = pytest.mark.parametrize("row", ERROR_TEXTS.values(), ids=lambda row: row.id)


def causes_of(id: str) -> list[str]:
    return [lead.cause.id for lead in leads_of(id)]


@each_row
def test_an_error_text_shows_its_tags(row: ErrorText) -> None:
    assert row.tags
    found = gather_facts(row.text).found
    assert [tag for tag in row.tags if tag not in found] == []
    for text in row.also:
        assert any(tag in gather_facts(text).found for tag in row.tags), text


@pytest.mark.parametrize("tag", [sign.tag for sign in (*TOKEN_ERRORS, *ERROR_PAGES, *API_ERRORS)])
def test_every_answer_of_zoho_that_the_doctor_knows_has_a_text(tag: str) -> None:
    assert [row.id for row in ERROR_TEXTS.values() if tag in row.tags]


KNOWN_ANSWERS = [
    (product.name, trouble, json.dumps(answer.body))
    for product in PRODUCTS
    for trouble, answer in product.troubles.items()
    if answer.grade != "assumed"
]


@pytest.mark.parametrize(("product", "trouble", "body"), KNOWN_ANSWERS)
def test_every_answer_of_practice_zoho_that_is_no_guess_has_a_text(
    product: str, trouble: str, body: str
) -> None:
    assert errors_in(body), (product, trouble)


def test_the_refusal_of_an_eleventh_refresh_has_a_text() -> None:
    (row,) = errors_in(json.dumps(dict(THROTTLED)))
    assert row.id == "you-have-made-too-many-requests-continuously"


@each_row
def test_an_error_text_has_causes(row: ErrorText) -> None:
    causes = causes_of(row.id)
    assert causes
    assert "other" not in causes
    assert len(set(causes)) == len(causes)


@each_row
def test_page_and_doctor_say_the_same_first(row: ErrorText) -> None:
    assert diagnose(row.text).findings[0].cause.id == causes_of(row.id)[0]


@each_row
def test_each_answer_leads_to_a_cause_of_the_text_and_tells_something(row: ErrorText) -> None:
    told = answers_of(row.id)
    assert {one.finding.cause.id for one in told} <= set(causes_of(row.id))
    first = causes_of(row.id)[0]
    for question in {one.question.id for one in told}:
        leads_to = {one.finding.cause.id for one in told if one.question.id == question}
        assert leads_to - {first}, "a question whose answers change nothing is not asked"


def test_the_table_is_well_made() -> None:
    assert len(ERROR_TEXTS) == sum(map(len, GROUPS.values())), "no id stands twice"
    assert not set(ERROR_TEXTS) & set(CAUSES), "one word names one thing"
    for row in ERROR_TEXTS.values():
        assert row.symptom.endswith(".")
        assert not row.by.endswith(".")
        assert row.source
        assert not row.source.endswith(".")


@pytest.mark.parametrize(
    ("id", "answer", "cause"),
    [
        ("invalid_code", "authorization_code", "code_expired_or_used"),
        ("invalid_code", "refresh_token", "refresh_token_revoked_or_evicted"),
        ("invalid_code", "no", "wrong_data_centre"),
        ("invalid_client", "another one", "wrong_grant_type"),
        ("invalid_token", "Bearer", "wrong_auth_header"),
        ("authentication_failure", "there is none", "no_token_sent"),
    ],
)
def test_what_an_answer_tells(id: str, answer: str, cause: str) -> None:
    assert cause in [one.finding.cause.id for one in answers_of(id) if one.answer == answer]


def test_what_would_be_said_of_any_text_tells_nothing() -> None:
    """A Bearer header is a cause of its own, but no cause of a trial that has expired."""
    assert answers_of("your-trial-has-expired") == ()
    assert causes_of("your-trial-has-expired") == ["account_inactive"]


def test_what_is_certain_stands_alone() -> None:
    assert causes_of("oauth_scope_mismatch") == ["scope_missing"]


def test_the_way_back() -> None:
    mostly, sometimes = errors_of("wrong_data_centre")
    assert "invalid_client" in [row.id for row in mostly]
    assert "invalid_code" in [row.id for row in sometimes]
    for cause in CAUSES:
        for row in [row for rows in errors_of(cause) for row in rows]:
            assert cause in causes_of(row.id)


# Finding one


@each_row
def test_an_error_text_is_found_by_all_its_names(row: ErrorText) -> None:
    for words in (row.id, row.heading, row.text, *row.also):
        assert find_error(words) is row, words
        assert find_error(f'"{words.upper()}"') is row, words


@each_row
def test_an_error_text_is_found_in_a_log(row: ErrorText) -> None:
    assert errors_in(f"2026-11-02 ERROR calling it:\n{row.text}\ndone")[0] is row


def test_a_word_is_found_whole_only() -> None:
    assert errors_in("invalid_codec") == ()
    assert [row.id for row in errors_in("invalid_client_secret")] == ["invalid_client_secret"]
    assert errors_in("") == ()


def test_what_could_be_several_is_none_and_names_them() -> None:
    assert find_error("access denied") is None
    assert set(nearest_names("access denied")) >= {
        "you-have-made-too-many-requests-continuously",
        "zeptomail-serr_157",
    }


@given(st.text())
def test_any_words_are_looked_up(words: str) -> None:
    assert find_error(words) is None or re.search(r"\w", words)
    assert set(nearest_names(words)) <= {*CAUSES, *ERROR_TEXTS}
