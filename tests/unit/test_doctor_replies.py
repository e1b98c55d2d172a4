"""What support sends and what the pages say: whole, plain, and with no parameter made up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.error_texts import ERROR_TEXTS
from zoho_helpers.doctor.replies import NEVER, REPLIES, Reply, reply_markdown

MOST_WORDS = 30
BRITISH = re.compile(
    r"\b\w*(?:centre|behaviour|colour|organis|authoris|recognis|cancell?ed by|licence|whilst"
    r"|favour|analys(?:e|ing))\w*",
    re.I,
)
WRITTEN = {
    "grant_type", "grant_type=authorization_code", "grant_type=refresh_token",
    "grant_type=client_credentials", "code", "refresh_token", "access_token", "client_id",
    "client_secret", "redirect_uri", "scope", "soid", "state", "token", "error",
    "access_type=offline", "prompt=consent", "response_type=code", "response_type=token",
    "location", "accounts-server", "api_domain", "expires_in", "expires_in_sec", "key_id",
    "organization_id", "orgId", "ZANALYTICS-ORGID", "Location",
    "Authorization: Zoho-oauthtoken", "Content-Type: application/x-www-form-urlencoded",
    "/oauth/v2/token", "/oauth/v2/revoke/token", "/oauth/serverinfo", "/oauth/user/info",
    "ZohoCRM.modules.READ", "AaaServer.profile.READ",
}  # fmt: skip
"""Every parameter, header, path and scope that a reply may name: those of the fact tables."""

each_reply = pytest.mark.parametrize("reply", REPLIES.values(), ids=lambda reply: reply.cause)


def texts_of(reply: Reply) -> Iterator[str]:
    yield from (reply.tell, *reply.do, *reply.ask)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?:])\s+", text)


def mistakes_in(text: str) -> list[str]:
    """Return what makes a text hard to read, or not ours."""
    long = [one for one in sentences(text) if len(one.split()) > MOST_WORDS]
    return long + re.findall(r"!|\bplease\b|\betc\b", text, re.I) + BRITISH.findall(text)


def test_every_cause_has_a_reply() -> None:
    assert list(REPLIES) == list(CAUSES), "in the same order, so that one finds them"


@each_reply
def test_a_reply_tells_and_asks_and_says_what_to_do(reply: Reply) -> None:
    assert 1 <= len(re.findall(r"[.](?:\s|$)", reply.tell)) <= 2
    assert 2 <= len(reply.do) <= 8
    assert 1 <= len(reply.ask) <= 3
    for text in (reply.tell, *reply.do):
        assert text.endswith("."), text
    for question in reply.ask:
        assert question.endswith("?") or question.endswith(")?"), question


@each_reply
def test_a_reply_is_plain(reply: Reply) -> None:
    assert [found for text in texts_of(reply) for found in mistakes_in(text)] == []
    assert mistakes_in(reply.assumed) == []


@each_reply
def test_a_reply_makes_no_parameter_up(reply: Reply) -> None:
    named = {name for text in texts_of(reply) for name in re.findall(r"`([^`]+)`", text)}
    assert named <= WRITTEN
    for text in texts_of(reply):
        outside = re.sub(r"`[^`]+`", "", text).replace("id_token", "")
        assert "_" not in outside, "a parameter stands in backticks"
        assert text.count("`") % 2 == 0


@pytest.mark.parametrize("row", ERROR_TEXTS.values(), ids=lambda row: row.id)
def test_an_error_texts_own_words_are_plain(row) -> None:
    assert mistakes_in(row.symptom) == []
    assert mistakes_in(row.by) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Send it.", []),
        (" ".join(["word"] * 31) + ".", [" ".join(["word"] * 31) + "."]),
        ("Please send it!", ["Please", "!"]),
        ("The data centre.", ["centre"]),
        ("Its behaviour, authorised.", ["behaviour", "authorised"]),
    ],
)
def test_what_is_not_plain_would_be_seen(text: str, found: list[str]) -> None:
    assert mistakes_in(text) == found


@each_reply
def test_a_reply_never_asks_for_a_secret(reply: Reply) -> None:
    sent = reply_markdown(reply.cause)
    assert sent.endswith(f"\n{NEVER}\n")
    for question in reply.ask:
        assert not re.search(r"\b(?:send|paste|give) us\b", question)


def test_a_reply_as_it_is_sent() -> None:
    assert reply_markdown("no_token_sent", greeting="Dear Ms. Doe,").splitlines()[:6] == [
        "Dear Ms. Doe,",
        "",
        "The call reached Zoho without a token.",
        "",
        "What to do:",
        "",
    ]
    assert reply_markdown("no_token_sent", greeting="").startswith("The call reached")
    assert "\n1. Send the header `Authorization: Zoho-oauthtoken`" in reply_markdown(
        "no_token_sent"
    )


def test_what_to_do_about_an_exposed_credential() -> None:
    """Revoke while the old secret still works, then replace, then look, then take the text down."""
    steps = " ".join(REPLIES["credential_exposed"].do)
    order = ["Revoke", "new client secret", "Replace", "consent again", "look for", "Remove"]
    places = [steps.index(word) for word in order]
    assert places == sorted(places)
    assert "No page of Zoho" in REPLIES["credential_exposed"].assumed


@each_reply
def test_a_reply_names_what_the_short_form_names(reply: Reply) -> None:
    """The parameters with a value that `fix` names are in the steps, too: they do not part ways."""
    short = set(re.findall(r"\b(?:grant_type|access_type|prompt)=\w+", CAUSES[reply.cause].fix))
    assert short <= set(re.findall(r"\w+=\w+", " ".join(reply.do)))
