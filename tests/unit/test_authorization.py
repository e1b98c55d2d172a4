"""The authorization request is complete, holds no secret, and is what Zoho will take."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from tests.unit.made_up import (
    CLIENT_ID,
    REDIRECT_URI,
    STATE,
    VERIFIER,
    make_request,
    piece_survives,
)
from zoho_helpers.authorization import code_challenge
from zoho_helpers.errors import InputError
from zoho_helpers.redaction import Secret

REQUEST = make_request()


def test_every_parameter_stands_in_the_url():
    request = make_request(
        scopes=("ZohoCRM.users.READ", " AaaServer.profile.READ "),
        access_type="offline",
        prompt="consent",
    )
    address, _, query = request.url.partition("?")
    assert address == "https://accounts.zoho.com/oauth/v2/auth"
    assert dict(parse_qsl(query)) == {
        "scope": "ZohoCRM.users.READ,AaaServer.profile.READ",
        "client_id": CLIENT_ID,
        "response_type": "code",
        "access_type": "offline",
        "redirect_uri": REDIRECT_URI,
        "state": STATE,
        "prompt": "consent",
        "code_challenge": code_challenge(Secret(VERIFIER)),
        "code_challenge_method": "S256",
    }
    # Zoho takes scopes joined by commas; readers see them as they are.
    assert "scope=ZohoCRM.users.READ,AaaServer.profile.READ&" in query


def test_the_url_holds_no_secret():
    assert not piece_survives(VERIFIER, REQUEST.url)
    assert VERIFIER not in repr(REQUEST)


@pytest.mark.parametrize(
    ("changes", "absent"),
    [
        ({"prompt": None}, {"prompt"}),
        ({"prompt": ""}, {"prompt"}),
        ({"code_verifier": None}, {"code_challenge", "code_challenge_method"}),
    ],
)
def test_what_is_switched_off_is_left_out(changes, absent):
    assert {*REQUEST.parameters} - {*make_request(**changes).parameters} == absent


def test_the_challenge_is_that_of_rfc_7636():
    """Its appendix B."""
    verifier = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert code_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"client_id": "  "}, "client_id"),
        ({"scopes": ()}, "scope"),
        ({"scopes": (" ", "")}, "scope"),
        ({"scopes": ("users",)}, "scope"),
        ({"scopes": ("ZohoCRM.users.READ,ZohoCRM.org.READ",)}, "scope"),
        ({"scopes": ("ZohoCRM.users.READ", "Zoho CRM.users")}, "scope"),
        ({"access_type": "forever"}, "access_type"),
        ({"state": "short"}, "state"),
        ({"code_verifier": Secret("v" * 42)}, "code_verifier"),
        ({"code_verifier": Secret("v" * 129)}, "code_verifier"),
        ({"code_verifier": Secret("v" * 50 + "+")}, "code_verifier"),
        ({"code_verifier": Secret("v" * 50 + "\u00e9")}, "code_verifier"),
        ({"redirect_uri": "127.0.0.1:8758/callback"}, "redirect_uri"),
        ({"redirect_uri": f"{REDIRECT_URI}#here"}, "redirect_uri"),
    ],
)
def test_what_zoho_would_refuse_is_refused_here(changes, field):
    with pytest.raises(InputError) as caught:
        make_request(**changes)
    assert caught.value.field == field
    assert caught.value.fix


@pytest.mark.parametrize(
    "scope", ["openid", "email", "profile", "ZohoBooks.fullaccess.all", "A.b_c.D"]
)
def test_the_scopes_that_zoho_knows_pass(scope):
    assert make_request(scopes=(scope,)).scopes == (scope,)
