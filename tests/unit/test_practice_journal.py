"""Nothing secret gets into the journal, whatever a client puts where."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import ACCESS, CLIENT_SECRET, CODE, REFRESH, piece_survives
from zoho_helpers.practice import pages
from zoho_helpers.practice.journal import SHOWN, journal_entry
from zoho_helpers.practice.replies import Reply, Request, json_reply, page_reply, redirect_reply

NOW = 1_795_348_800.0
SHAPED = (CLIENT_SECRET, CODE, ACCESS, REFRESH)
OK = json_reply({})


def entry(reply: Reply = OK, **changes: object) -> dict[str, object]:
    values = {
        "method": "POST",
        "path": "/oauth/v2/token",
        "data_center": "eu",
        "base_url": "http://127.0.0.1:8757/eu",
        "parameters": {},
        **changes,
    }
    return journal_entry(Request(**values), reply, NOW)  # type: ignore[arg-type]


def test_what_an_entry_has() -> None:
    reply = json_reply({"error": "invalid_code"}, reason="code too old")
    parameters = {"grant_type": "authorization_code", "code": CODE}
    assert entry(reply, parameters=parameters) == {
        "at": "2026-11-22T12:00:00Z",
        "method": "POST",
        "path": "/oauth/v2/token",
        "data_center": "eu",
        "parameters": {"grant_type": "authorization_code", "code": "1000.00c0…dede"},
        "headers": {},
        "status": 200,
        "reply": '{"error":"invalid_code"}',
        "reason": "code too old",
    }


@pytest.mark.parametrize("secret", SHAPED)
@given(around=st.tuples(st.sampled_from(["", " ", "/", "="]), st.sampled_from(["", " ", "&", '"'])))
def test_a_secret_is_masked_wherever_it_stands(secret: str, around: tuple[str, str]) -> None:
    text = f"{around[0]}{secret}{around[1]}"
    for made in (
        entry(path=f"/{text}"),
        entry(parameters={"state": text}),
        entry(parameters={text: "x"}),
        entry(authorization=f"Zoho-oauthtoken {text}"),
        entry(authorization=text),
        entry(json_reply({"access_token": secret, "odd": text})),
        entry(page_reply(pages.error(text, text))),
        entry(redirect_reply(f"http://a.example/?code={secret}&", "accepted")),
        entry(json_reply({}, reason=f"no such scope: {text}")),
        entry(Reply(200, text.encode())),
    ):
        assert not piece_survives(secret, json.dumps(made), 20)


@pytest.mark.parametrize(
    "name", ["client_secret", "code_verifier", "token", "refresh_token", "code"]
)
def test_a_secret_of_any_shape_is_masked_by_its_name(name: str) -> None:
    secret = "somebody's own: no shape of ours"
    assert secret not in json.dumps(entry(parameters={name: secret}))
    whole = json.dumps({name: secret, "grant_type": "x"})
    assert secret not in json.dumps(entry(parameters={whole: ""})), "a JSON body sent as a form"


def test_long_things_are_cut() -> None:
    made = entry(Reply(200, "x" * 9999), parameters={"state": "y" * 9999, "z" * 9999: ""})
    assert len(str(made["reply"])) == SHOWN
    assert len(json.dumps(made)) < 4 * SHOWN
