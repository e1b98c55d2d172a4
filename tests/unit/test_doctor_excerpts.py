"""An excerpt marks what tells, and is made of words that are known to be harmless."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import ACCESS, CLIENT_SECRET, REFRESH, piece_survives
from zoho_helpers.doctor.excerpts import Line, excerpt
from zoho_helpers.doctor.facts import gather_facts
from zoho_helpers.doctor.harmless import CODES, HOSTS, WORDS


def shown(lines: tuple[Line, ...]) -> str:
    """Lines as text, what tells in [[brackets]]."""
    return "\n".join(
        "".join(f"[[{piece.text}]]" if piece.telling else piece.text for piece in line.pieces)
        for line in lines
    )


def seen(paste: str, *tags: str) -> str:
    facts = gather_facts(paste)
    return shown(excerpt(facts, tags or tuple(facts.found)))


@pytest.mark.parametrize(
    ("paste", "tag", "expected"),
    [
        ('{"error":"invalid_code"}', "error:invalid_code", '{"error":"[[invalid_code]]"}'),
        (
            "POST https://accounts.zoho.eu/oauth/v2/token\ncode=x",
            "accounts:eu",
            "POST https://[[accounts.zoho.eu]]/oauth/v2/token",
        ),
        (
            "jo@shop.example got HTTP 401 for org 60062031469 at 10.1.2.3",
            "status:401",
            "«e-mail» got HTTP [[401]] for org «id» at «address»",
        ),
        (
            f"Authorization: Bearer {ACCESS}; x",
            "header:bearer",
            "Authorization: [[Bearer «token»]];",
        ),
        (
            "Jane Miller said: invalid_client from shop.example",
            "error:invalid_client",
            "… said: [[invalid_client]] from …",
        ),
        (
            "scope=ZohoCRM.modules.ALL&id=1 OAUTH_SCOPE_MISMATCH",
            "api:scope",
            "scope=ZohoCRM.modules.ALL&id=1 [[OAUTH_SCOPE_MISMATCH]]",
        ),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIx.c2ln jwt malformed", "program:no-jwt",
         "«id token» [[jwt malformed]]"),
        ("login with code7Zoho or 2code: invalid_code", "error:invalid_code",
         "login with … or …: [[invalid_code]]"),
        ("/crm/v8/users oauth2 HTTP 401", "status:401", "/crm/v8/users oauth2 HTTP [[401]]"),
        ('{"password": "zoho client code", "error":"invalid_code"}', "error:invalid_code",
         '{"password":«hidden»", "error":"[[invalid_code]]"}'),
        ("password=client&user=x user: zoho invalid_code", "error:invalid_code",
         "password=«hidden»&user=… user: zoho [[invalid_code]]"),
        ("ask client@token or @zoho: invalid_code", "error:invalid_code",
         "ask «e-mail» or …zoho: [[invalid_code]]"),
    ],
)  # fmt: skip
def test_what_tells_is_marked_and_the_rest_is_masked(paste: str, tag: str, expected: str) -> None:
    assert seen(paste, tag) == expected


def test_lines_have_their_numbers() -> None:
    facts = gather_facts("one\ntwo invalid_code\nthree HTTP 401")
    lines = excerpt(facts, ["error:invalid_code", "status:401"])
    assert [line.number for line in lines] == [2, 3]


def test_what_was_said_beside_the_paste_has_no_line() -> None:
    facts = gather_facts("x", "invalid_code of jo@shop.example")
    assert excerpt(facts, ["error:invalid_code", "no:such"]) == ()


ALLOWED = re.compile(
    r"«[a-z -]+»|…|\[\[|\]\]|[ \t]|[!-/:-?\[-`{-~]|\n|(?:oauth2|http2|x509|v[1-9])\b|[A-Za-z]+|\d+"
)  # fmt: skip


def is_harmless(text: str) -> bool:
    for host in sorted(HOSTS, key=len, reverse=True):
        text = re.sub(re.escape(host), " ", text, flags=re.I)
    parts = ALLOWED.findall(text)
    assert "".join(parts) == text, "nothing else is in it"
    words = [part for part in parts if part.isalpha()]
    numbers = [part for part in parts if part[0].isdigit()]
    return all(word.lower() in WORDS for word in words) and all(one in CODES for one in numbers)


TELLING = st.sampled_from(
    ['{"error":"invalid_code"}', " HTTP 401 ", "INVALID_TOKEN", "invalid_client", "Bearer "]
)


@given(st.lists(st.one_of(TELLING, st.text(max_size=40)), max_size=8).map("".join))
def test_only_harmless_words_come_out(paste: str) -> None:
    assert is_harmless(seen(paste)), seen(paste)


@pytest.mark.parametrize("secret", [ACCESS, REFRESH, CLIENT_SECRET, "eyJhbGciOi.eyJzdWIi.c2ln"])
@given(before=st.text(max_size=12), after=st.text(max_size=12))
def test_no_secret_comes_out_wherever_it_stands(secret: str, before: str, after: str) -> None:
    for paste in (
        f"{before}{secret}{after} invalid_code",
        f'{{"error":"invalid_code","x":"{before}{secret}{after}"}}',
        f"invalid_code\tAuthorization: Bearer {before}{secret}{after}",
    ):
        assert not piece_survives(secret, seen(paste), 8)


def test_a_long_line_is_shown_around_what_tells() -> None:
    text = shown(excerpt(gather_facts("get " * 900 + "invalid_code" + " get" * 900),
                         ["error:invalid_code"]))  # fmt: skip
    assert "[[invalid_code]]" in text
    assert len(text) < 200
