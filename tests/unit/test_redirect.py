"""Whatever is pasted: the answer to this request is read, and all else is refused by name."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_up import (
    ACCESS,
    CODE,
    REDIRECT_URI,
    REFRESH,
    STATE,
    VERIFIER,
    make_request,
    piece_survives,
)
from tests.unit.test_data_centers import LOOK_ALIKES
from zoho_helpers.authorization import AuthorizationRequest
from zoho_helpers.data_centers import ZOHO
from zoho_helpers.errors import InputError, RefusedError, WalkthroughError
from zoho_helpers.redaction import Secret
from zoho_helpers.redirect import AuthorizationResponse, parse_authorization_response

REQUEST = make_request()
WITHOUT_PKCE = make_request(code_verifier=None)
QUERY = f"state={STATE}&code={CODE}&location=us&accounts-server=https%3A%2F%2Faccounts.zoho.com"
REDIRECT = f"{REDIRECT_URI}?{QUERY}&"
"""As Zoho sends it: a hyphen in accounts-server, and a trailing `&`."""


def parse(
    pasted: str,
    request: AuthorizationRequest | None = REQUEST,
    refresh_token: Secret | None = None,
) -> AuthorizationResponse:
    return parse_authorization_response(
        pasted,
        centers=ZOHO,
        home_center=ZOHO["us"],
        request=request,
        refresh_token=refresh_token,
    )


# What belongs to the request


@pytest.mark.parametrize(
    "pasted",
    [
        REDIRECT,
        REDIRECT.rstrip("&"),
        REDIRECT.removeprefix("http://"),
        f'  "{REDIRECT}"\n',
        f"'{REDIRECT}'",
        f"<{REDIRECT}>",
        f"`{REDIRECT}`",
        f"\u201c{REDIRECT}\u201d",
        f"\ufeff{REDIRECT}\u200b",
        # A terminal or a mail broke the line.
        f"{REDIRECT[:60]}\n    {REDIRECT[60:]}",
        REDIRECT.replace("http://127.0.0.1", "HTTP://127.0.0.1"),
        f"{REDIRECT_URI}/?{QUERY}",
        f"?{QUERY}",
        QUERY,
        f"{QUERY}&",
        f"code={CODE}&state={STATE}",
        f"{REDIRECT_URI}#{QUERY}",
        f"{REDIRECT}code=second&state=second",
        CODE,
        f' "{CODE}" \n',
    ],
)
def test_the_answer_is_read_however_it_was_copied(pasted):
    assert parse(pasted) == AuthorizationResponse(Secret(CODE), ZOHO["us"])


@pytest.mark.parametrize("host", ["localhost:8758", "LocalHost:8758", "[::1]:8758"])
@pytest.mark.parametrize("path", ["", "/", "/callback", "/Callback/"])
def test_a_redirect_uri_is_recognized_as_a_browser_shows_it(host, path):
    request = make_request(redirect_uri=f"http://{host}{path}")
    shown = f"http://{host.lower()}{path or '/'}?{QUERY}"
    assert parse(shown, request).code == Secret(CODE)
    assert parse(shown.removeprefix("http://"), request).code == Secret(CODE)


@pytest.mark.parametrize(
    ("redirect_uri", "shown", "is_it"),
    [
        ("http://localhost:80/callback", "http://localhost/callback", True),
        ("http://localhost:80/callback", "http://localhost:80/callback", True),
        ("http://localhost:80/callback", "localhost/callback", True),
        ("http://localhost:80", "http://localhost/", True),
        ("https://h.example:443/callback", "https://h.example/callback", True),
        ("http://localhost:8080/callback", "http://localhost/callback", False),
        ("http://localhost:443/callback", "http://localhost/callback", False),
        ("https://h.example:80/callback", "https://h.example/callback", False),
        ("http://localhost/a:80/callback", "http://localhost/a/callback", False),
        ("http://localhost:8758/a=b", "http://localhost:8758/a=b", True),
        ("http://localhost:8758/a=b", "http://localhost:8758/a=c", False),
    ],
)
def test_browsers_drop_the_port_that_the_scheme_means(redirect_uri, shown, is_it):
    expected = contextlib.nullcontext() if is_it else pytest.raises(InputError, match="begins")
    with expected:
        assert parse(f"{shown}?{QUERY}", make_request(redirect_uri=redirect_uri)).code


@pytest.mark.parametrize(
    ("extra", "location"),
    [
        ("", "us"),
        ("&location=eu", "eu"),
        ("&location=EU", "eu"),
        ("&location=mars", "us"),
        ("&accounts-server=https://accounts.zoho.in", "in"),
        ("&accounts-server=https%3A%2F%2Faccounts.zoho.in%2F", "in"),
        ("&accounts-server=HTTPS://ACCOUNTS.ZOHO.IN", "in"),
        ("&accounts-server=https://accounts.zohocloud.ca&location=ca", "ca"),
        # Where both are there, the address is what counts.
        ("&accounts-server=https://accounts.zoho.in&location=eu", "in"),
    ],
)
def test_the_code_is_exchanged_where_the_redirect_says(extra, location):
    assert parse(f"code={CODE}&state={STATE}{extra}").data_center.location == location


def test_a_self_clients_code_answers_no_request():
    assert parse(CODE, request=None).code == Secret(CODE)
    assert parse(f"code={CODE}", request=None).code == Secret(CODE)


# What does not


AUTHORIZE = REQUEST.url
TOKEN_REPLY = f'{{"access_token":"{ACCESS}","api_domain":"https://www.zohoapis.com"}}'

REFUSED: Mapping[str, tuple[str, AuthorizationRequest | None, str]] = {
    "nothing": ("", REQUEST, "empty"),
    "blanks and quotes": (' "" \n', REQUEST, "empty"),
    "wrong state": (REDIRECT.replace(STATE, "x" * 32), REQUEST, "state-mismatch"),
    "state cut off": (REDIRECT.replace(STATE, STATE[:-1]), REQUEST, "state-mismatch"),
    "state in capitals": (REDIRECT.replace(STATE, STATE.upper()), REQUEST, "state-mismatch"),
    "no state": (f"{REDIRECT_URI}?code={CODE}", REQUEST, "state-missing"),
    "empty state": (f"code={CODE}&state=", REQUEST, "state-missing"),
    "refused": (f"{REDIRECT_URI}?error=access_denied&state={STATE}", REQUEST, "access-denied"),
    # Zoho's own sample of a refusal carries no state.
    "refused, no state": (f"{REDIRECT_URI}?error=access_denied", REQUEST, "access-denied"),
    "refused, no request": ("?error=access_denied", None, "access-denied"),
    "another error": (f"?error=invalid_scope&state={STATE}", REQUEST, "authorization-error"),
    "authorize URL": (AUTHORIZE, REQUEST, "authorize-url-pasted"),
    "its address": ("https://accounts.zoho.eu/oauth/v2/auth", REQUEST, "authorize-url-pasted"),
    "its query": (AUTHORIZE.partition("?")[2], REQUEST, "authorize-url-pasted"),
    "authorize URL, self client": (AUTHORIZE, None, "authorize-url-pasted"),
    "refresh token": (REFRESH, REQUEST, "token-pasted"),
    "refresh token as code": (f"code={REFRESH}&state={STATE}", REQUEST, "token-pasted"),
    "refresh token, self client": (REFRESH, None, "token-pasted"),
    "named token": (f"refresh_token={ACCESS}", REQUEST, "token-pasted"),
    "token reply": (TOKEN_REPLY, REQUEST, "token-pasted"),
    "bare code, no PKCE": (CODE, WITHOUT_PKCE, "bare-code-unbound"),
    "code without its tail": (CODE.rpartition(".")[0], REQUEST, "code-damaged"),
    "code without 1000.": (CODE.partition(".")[2], REQUEST, "code-damaged"),
    "a word": ("hello", REQUEST, "code-damaged"),
    "a sentence": ("I pressed Accept and nothing happened", REQUEST, "code-damaged"),
    "code of five characters": (f"code=abcde&state={STATE}", REQUEST, "code-damaged"),
    "code with a blank": (f"code=1000.abc%20def&state={STATE}", REQUEST, "code-damaged"),
    "no code": (f"{REDIRECT_URI}?state={STATE}", REQUEST, "code-missing"),
    "empty code": (f"{REDIRECT_URI}?code=&state={STATE}", REQUEST, "code-missing"),
    "sign-in page": ("https://accounts.zoho.com/signin?x=1", REQUEST, "other-address"),
    "another site": (f"https://evil.example/callback?{QUERY}", REQUEST, "other-address"),
    "another site, = in its path": (f"http://h.example/x=y?{QUERY}", REQUEST, "other-address"),
    "without its scheme": (f"h.example/x=y?{QUERY}", REQUEST, "other-address"),
    "= in our path": (f"{REDIRECT_URI}/x=y?{QUERY}", REQUEST, "other-address"),
    "https for http": (REDIRECT.replace("http:", "https:"), REQUEST, "other-address"),
    "another port": (REDIRECT.replace("8758", "8759"), REQUEST, "other-address"),
    "our address as user": (f"http://127.0.0.1:8758@h.example/?{QUERY}", REQUEST, "other-address"),
    "path only": (f"/callback?{QUERY}", REQUEST, "other-address"),
    "not an address": ("http://[::1?code=1", REQUEST, "unreadable"),
    "too many fields": ("&".join(f"a{i}=1" for i in range(60)), REQUEST, "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_each_mistake_gets_a_message_of_its_own(case):
    pasted, request, reason = REFUSED[case]
    with pytest.raises(InputError) as caught:
        parse(pasted, request, Secret(REFRESH))
    error = caught.value
    assert (error.reason, error.field) == (reason, "redirect")
    assert error.what.endswith(".")
    assert error.fix.endswith(".")
    for secret in (CODE, REFRESH, ACCESS, STATE, VERIFIER):
        assert not piece_survives(secret, str(error))


def test_different_mistakes_read_differently():
    said: dict[str, set[str]] = {}
    for pasted, request, reason in REFUSED.values():
        with pytest.raises(InputError) as caught:
            parse(pasted, request, Secret(REFRESH))
        said.setdefault(reason, set()).add(caught.value.what)
    whats = [what for group in said.values() for what in group]
    assert len(whats) == len({*whats})


@pytest.mark.parametrize("server", [url for url in LOOK_ALIKES if url])
def test_an_accounts_server_that_is_not_zohos_is_refused(server):
    pasted = f"{REDIRECT_URI}?code={CODE}&state={STATE}&accounts-server={quote(server, safe='')}"
    with pytest.raises(RefusedError) as caught:
        parse(pasted)
    assert caught.value.reason == "accounts-server-unknown"


def test_a_wrong_state_is_found_before_anything_else_is_believed():
    """Or an attacker's redirect could tell its own errors apart."""
    with pytest.raises(InputError) as caught:
        parse(f"code={CODE}&state={'x' * 32}&accounts-server=https://evil.example")
    assert caught.value.reason == "state-mismatch"


@pytest.mark.parametrize(
    ("pasted", "shown"),
    [
        (f"?error=invalid_scope&state={STATE}", "'invalid_scope'"),
        ("https://h.example/x?y=1", "'https://h.example/x'"),
        ("https://robin:hunter2@h.example/x?y=1", "'https://h.example/x'"),
        (f"state={'abcd' * 8}&code={CODE}", "'abcd…abcd'"),
    ],
)
def test_a_message_names_the_value_that_it_is_about(pasted, shown):
    with pytest.raises(InputError) as caught:
        parse(pasted)
    assert shown in caught.value.what


# For any text


any_text = st.text(st.characters(), max_size=200)
likely_text = st.text(st.sampled_from("code=&?#:/@[]%1000.abstehrzo \"'\ud800"), max_size=80)
requests = st.sampled_from([REQUEST, WITHOUT_PKCE, None])


@given(
    pasted=any_text
    | likely_text
    | st.builds("{}?{}".format, st.just(REDIRECT_URI), likely_text)
    | st.builds("{}&accounts-server={}".format, st.just(QUERY.partition("&loc")[0]), any_text),
    request=requests,
    known=st.none() | st.just(Secret(REFRESH)),
)
def test_any_text_is_read_or_refused(pasted, request, known):
    """No paste may end in a traceback."""
    with contextlib.suppress(WalkthroughError):
        assert parse(pasted, request, known).code


codes = st.builds("1000.{}.{}".format, *[st.text("0123456789abcdef", min_size=32, max_size=32)] * 2)
paths = st.text(st.sampled_from("abc-_~/%20"), max_size=12).map(lambda path: f"/{path}")


@given(
    code=codes,
    path=paths,
    state=st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=16),
    location=st.sampled_from([*ZOHO]),
    order=st.permutations(["code", "state", "location", "accounts-server"]),
    dress=st.sampled_from(["{}", "{}&", '"{}"', " {}\n", "<{}&>"]),
)
def test_what_was_built_is_what_is_read(code, path, state, location, order, dress):
    """The round trip: the server echoes our state and names its data center, in any order."""
    request = make_request(redirect_uri=f"http://127.0.0.1:8758{path}", state=state)
    asked = dict(parse_qsl(urlsplit(request.url).query))
    answer = {
        "code": code,
        "state": asked["state"],
        "location": location,
        "accounts-server": ZOHO[location].accounts_url,
    }
    query = urlencode({name: answer[name] for name in order})
    response = parse(dress.format(f"{asked['redirect_uri']}?{query}"), request)
    assert response == AuthorizationResponse(Secret(code), ZOHO[location])


def test_what_was_pasted_can_be_shown_in_its_order_and_masked():
    received = parse(REDIRECT).received
    assert [name for name, _ in received] == ["state", "code", "location", "accounts-server"]
    assert CODE not in str(received)
