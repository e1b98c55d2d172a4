"""The token endpoint, both revocation endpoints, and the APIs that check a token."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.flow.practice_wire import (
    INVALID_CLIENT,
    INVALID_CODE,
    REDIRECT_URI,
    SCOPE,
    Wire,
    depends_on,
    granted,
    shows,
)

Client = dict[str, Any]
CENTERS = ("us", "eu", "in", "au", "jp", "ca", "sa", "uk", "cn", "ae", "sg")

THROTTLED = (
    '{"error_description":"You have made too many requests continuously. Please try again after '
    'some time.","error":"Access Denied","status":"failure"}'
)
FRESH = re.compile(r"1000\.00c0ffee[0-9a-f]{24}\.[0-9a-f]{32}")


@pytest.fixture
def client(wire: Wire) -> Client:
    return wire.register()


@shows("token-reply", "token-shape", "api-domain-own")
def test_the_reply_to_an_exchange_byte_by_byte(wire: Wire, client: Client) -> None:
    reply = wire.exchange(client, wire.accept(client)["code"])
    access, refresh = FRESH.findall(reply.text)
    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.text == (
        f'{{"access_token":"{access}","refresh_token":"{refresh}",'
        '"scope":"AaaServer.profile.READ ZohoCRM.users.READ ZohoCRM.org.READ",'
        f'"api_domain":"{wire.base}","token_type":"Bearer","expires_in":3600}}'
    )


@shows("token-reply", "refresh-keeps-token")
def test_the_reply_to_a_refresh_byte_by_byte(wire: Wire, client: Client) -> None:
    refresh_token = wire.grant(client, scope="openid ZohoCRM.org.READ")["refresh_token"]
    for _ in range(2):
        reply = wire.refresh(client, refresh_token)
        (access,) = FRESH.findall(reply.text)
        assert reply.text == (
            f'{{"access_token":"{access}","scope":"openid ZohoCRM.org.READ",'
            f'"api_domain":"{wire.base}","token_type":"Bearer","expires_in":3600}}'
        )


@shows("code-single-use", "errors-with-200")
def test_a_code_works_once(wire: Wire, client: Client) -> None:
    code = wire.accept(client)["code"]
    assert wire.exchange(client, code).json()["access_token"]
    reply = wire.exchange(client, code)
    assert (reply.status_code, reply.text) == (200, INVALID_CODE)
    assert wire.reason() == "code used before"


@shows("code-life")
def test_a_code_dies_after_two_minutes(wire: Wire, client: Client) -> None:
    early, late = wire.accept(client)["code"], wire.accept(client)["code"]
    wire.control.advance(119)
    assert wire.exchange(client, early).json()["access_token"]
    wire.control.advance(1)
    assert wire.exchange(client, late).text == INVALID_CODE
    assert wire.reason() == "code too old"


Change = Callable[[Client, str], dict[str, str]]
WRONG_EXCHANGES: dict[str, tuple[dict[str, str], str, str]] = {
    "client-id": ({"client_id": "1000.UNKNOWN"}, "invalid_client", "no such client id"),
    "no-client-id": ({"client_id": ""}, "invalid_client", "no such client id"),
    "secret": ({"client_secret": "0" * 42}, "invalid_client_secret", "wrong or missing"),
    "no-secret": ({"client_secret": ""}, "invalid_client_secret", "wrong or missing"),
    "slash": ({"redirect_uri": REDIRECT_URI + "/"}, "invalid_redirect_uri", "not the redirect_uri"),
    "no-uri": ({"redirect_uri": ""}, "invalid_redirect_uri", "not the redirect_uri of the code"),
    "code": ({"code": "1000.00c0ffee.0"}, "invalid_code", "no such code"),
    "no-code": ({"code": ""}, "invalid_code", "no such code"),
    "grant-type": ({"grant_type": "offline"}, "invalid_client", "no such grant_type"),
    "other-grant": ({"grant_type": "refresh_token"}, "invalid_code", "no such refresh token"),
}


@shows("error-names", "errors-with-200", "grant-type-unknown", "redirect-uri-exact")
@pytest.mark.parametrize("name", WRONG_EXCHANGES)
def test_an_exchange_that_is_refused(wire: Wire, client: Client, name: str) -> None:
    changes, error, reason = WRONG_EXCHANGES[name]
    code = wire.accept(client)["code"]
    usual = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
    reply = wire.token(client, **{**usual, **changes})
    assert (reply.status_code, reply.text) == (200, f'{{"error":"{error}"}}')
    assert wire.reason().startswith(reason)
    assert wire.token(client, **usual).json()["access_token"], "the code was not used up"


def test_a_code_of_another_client_is_no_code(wire: Wire, client: Client) -> None:
    code = wire.accept(wire.register())["code"]
    assert wire.exchange(client, code).text == INVALID_CODE
    assert wire.reason() == "code of another client"


@shows("order-of-checks")
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (("client_id", "client_secret", "code", "redirect_uri"), "invalid_client"),
        (("client_secret", "code", "redirect_uri"), "invalid_client_secret"),
        (("code", "redirect_uri"), "invalid_code"),
        (("redirect_uri",), "invalid_redirect_uri"),
    ],
)
def test_the_first_of_several_mistakes_is_named(
    wire: Wire, client: Client, wrong: tuple[str, ...], error: str
) -> None:
    code = wire.accept(client)["code"]
    values = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
    reply = wire.token(client, **{**values, **dict.fromkeys(wrong, "x")})
    assert reply.json() == {"error": error}


@shows("grant-type-missing")
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_the_token_endpoint_takes_post_only(wire: Wire, client: Client, method: str) -> None:
    code = wire.accept(client)["code"]
    values = {**client_values(client), "grant_type": "authorization_code", "code": code}
    reply = requests.request(
        method, f"{wire.base}/oauth/v2/token", params=values, timeout=10, allow_redirects=False
    )
    assert reply.status_code == 400
    assert reply.headers["Content-Type"] == "text/html;charset=UTF-8"
    assert wire.reason() == "wrong method"
    assert wire.exchange(client, code).json()["access_token"]


@shows("grant-type-missing")
def test_without_a_grant_type_there_is_no_json(wire: Wire, client: Client) -> None:
    reply = wire.token(client, code="x")
    assert reply.status_code == 400
    assert "<h1>Bad Request</h1>" in reply.text


def client_values(client: Client) -> dict[str, str]:
    return {name: client[name] for name in ("client_id", "client_secret")}


@shows("parameters-anywhere")
@pytest.mark.parametrize("way", ["query", "urlencoded", "multipart", "basic", "mixed"])
def test_every_way_in_which_zoho_takes_parameters(wire: Wire, client: Client, way: str) -> None:
    rest = {
        "grant_type": "authorization_code",
        "code": wire.accept(client)["code"],
        "redirect_uri": REDIRECT_URI,
    }
    values = {**client_values(client), **rest}
    pair = (client["client_id"], client["client_secret"])
    sent: dict[str, dict[str, Any]] = {
        "query": {"params": values},
        "urlencoded": {"data": values},
        "multipart": {"files": {name: (None, value) for name, value in values.items()}},
        "basic": {"data": rest, "auth": pair},
        "mixed": {"data": client_values(client), "params": rest},
    }
    assert wire.post("/oauth/v2/token", **sent[way]).json()["access_token"]
    assert client["client_secret"] not in json.dumps(wire.control.journal())


@shows("basic-wins")
def test_basic_counts_more_than_the_body(wire: Wire, client: Client) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": wire.grant(client)["refresh_token"]}
    right, wrong = client["client_secret"], "wrong"
    for by_basic, in_body, works in ((right, wrong, True), (wrong, right, False)):
        body = {**form, "client_id": client["client_id"], "client_secret": in_body}
        pair = (client["client_id"], by_basic)
        assert granted(wire.post("/oauth/v2/token", body, auth=pair)) == works


@shows("json-body")
def test_json_is_not_one_of_them(wire: Wire, client: Client) -> None:
    values = {**client_values(client), "grant_type": "authorization_code", "code": "x"}
    assert wire.post("/oauth/v2/token", json=values).status_code == 400
    # curl -d sends it as a form of one long name; that must not reach the journal in clear.
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert wire.post("/oauth/v2/token", json.dumps(values), headers=form).status_code == 400
    assert client["client_secret"] not in json.dumps(wire.control.journal())


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !", "Basic bm9jb2xvbg==", "Basic /w==", "Digest x"]
)
def test_a_header_that_is_no_basic_counts_for_nothing(wire: Wire, header: str) -> None:
    values = {"grant_type": "refresh_token", "refresh_token": "x"}
    reply = wire.post("/oauth/v2/token", values, headers={"Authorization": header})
    assert reply.text == INVALID_CLIENT


def refreshed_by_encoded_basic(wire: Wire) -> requests.Response:
    client = wire.register()
    encoded = (client["client_id"].replace(".", "%2E"), client["client_secret"])
    form = {"grant_type": "refresh_token", "refresh_token": wire.grant(client)["refresh_token"]}
    return wire.post("/oauth/v2/token", form, auth=encoded)


@shows("basic-as-it-stands")
def test_http_basic_is_taken_as_it_stands(wire: Wire) -> None:
    assert refreshed_by_encoded_basic(wire).text == INVALID_CLIENT


@depends_on("basic_is_form_encoded", by_default=False, value=True, then=True)
def encoded_basic_works(wire: Wire) -> Any:
    return granted(refreshed_by_encoded_basic(wire))


VERIFIER = "verifier-.~_" * 5
S256 = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@shows("pkce")
@pytest.mark.parametrize(
    ("challenge", "method", "verifier", "works"),
    [
        (S256, "S256", VERIFIER, True),
        (VERIFIER, "plain", VERIFIER, True),
        (VERIFIER, "", VERIFIER, True),
        (S256, "S256", VERIFIER + "x", False),
        (S256, "S256", "", False),
        (S256, "S256", S256, False),
        (S256, "", VERIFIER, False),
        (VERIFIER, "plain", "", False),
        (VERIFIER, "plain", "é" * 50, False),
        ("", "", VERIFIER, True),
    ],
)
def test_pkce(
    wire: Wire, client: Client, challenge: str, method: str, verifier: str, works: bool
) -> None:
    answer = wire.accept(client, code_challenge=challenge, code_challenge_method=method)
    reply = wire.exchange(client, answer["code"], code_verifier=verifier)
    assert ("access_token" in reply.json()) == works
    if not works:
        assert reply.text == INVALID_CODE
        right = VERIFIER if method else challenge  # without a method it is plain
        assert granted(wire.exchange(client, answer["code"], code_verifier=right))


@shows("self-client-code")
def test_a_self_client_needs_no_redirect_uri(wire: Wire) -> None:
    client = wire.register(client_type="self", name="Self Client", redirect_uris=[])
    for minutes, lives in ((None, 180), (3, 180), (5, 300), (7, 420), (10, 600)):
        made = wire.control.as_user(
            "self-client-code", client_id=client["client_id"], scope=SCOPE, minutes=minutes
        )
        assert made["seconds"] == lives
        wire.control.advance(lives - 1)
        reply = wire.token(client, grant_type="authorization_code", code=made["code"])
        assert reply.json()["refresh_token"]


# Refreshing.


@shows("refresh-limit", "refresh-limit-status")
def test_the_eleventh_refresh_is_refused_for_the_rest_of_ten_minutes(
    wire: Wire, client: Client
) -> None:
    mine, other = (wire.grant(client)["refresh_token"] for _ in range(2))
    for _ in range(10):
        assert granted(wire.refresh(client, mine))
        wire.control.advance(30)
    reply = wire.refresh(client, mine)
    assert (reply.status_code, reply.text) == (400, THROTTLED)
    assert wire.reason() == "refresh limit reached"
    assert granted(wire.refresh(client, other)), "each refresh token has a limit of its own"
    wire.control.advance(299)
    assert wire.refresh(client, mine).text == THROTTLED
    wire.control.advance(1)
    assert wire.refresh(client, mine).json()["access_token"]


@shows("refresh-limit-hammering")
def test_hammering_does_not_make_the_wait_longer(wire: Wire, client: Client) -> None:
    token = wire.grant(client)["refresh_token"]
    wire.control.configure(refreshes_per_window=1)
    assert granted(wire.refresh(client, token))
    for _ in range(5):
        wire.control.advance(100)
        assert wire.refresh(client, token).text == THROTTLED
    wire.control.advance(100)
    assert granted(wire.refresh(client, token))


def test_an_exchange_is_no_refresh(wire: Wire, client: Client) -> None:
    wire.control.configure(refreshes_per_window=1)
    for _ in range(3):
        assert wire.grant(client)


@shows("refresh-tokens-kept", "refresh-tokens-push-out")
def test_the_twenty_first_refresh_token_ends_the_oldest(wire: Wire) -> None:
    client, other = wire.register(multi_dc=True), wire.register()
    bystanders = [wire.grant(other)["refresh_token"]]
    oldest = wire.grant(client)
    kept = []
    for _ in range(19):
        wire.control.advance(75)  # or there were too many in ten minutes
        kept.append(wire.grant(client)["refresh_token"])
    assert granted(wire.refresh(client, oldest["refresh_token"]))
    europe = {**client, "client_secret": client["secrets"]["eu"]}
    code = wire.accept(client, user="eu")["code"]
    assert granted(wire.at("eu").exchange(europe, code)), "of another user"

    assert granted(wire.refresh(client, oldest["refresh_token"]))
    wire.control.advance(75)
    wire.grant(client)
    assert wire.refresh(client, oldest["refresh_token"]).text == INVALID_CODE
    assert wire.reason() == "refresh token pushed out by a newer one"
    assert wire.call("/crm/v8/org", oldest["access_token"]).json()["code"] == "INVALID_TOKEN"
    assert all(granted(wire.refresh(client, token)) for token in kept)
    assert all(granted(wire.refresh(other, token)) for token in bystanders)


@shows("access-tokens-active")
def test_the_eleventh_access_token_ends_the_oldest(wire: Wire, client: Client) -> None:
    first = wire.grant(client)
    tokens = [first["access_token"]]
    for _ in range(9):
        tokens.append(wire.refresh(client, first["refresh_token"]).json()["access_token"])
    assert [alive(wire, token) for token in tokens] == [True] * 10
    tokens.append(wire.refresh(client, first["refresh_token"]).json()["access_token"])
    assert [alive(wire, token) for token in tokens] == [False] + [True] * 10


def alive(wire: Wire, access_token: str) -> bool:
    return wire.call("/oauth/user/info", access_token).status_code == 200


@pytest.mark.parametrize("kind", ["access_token", "code", "nothing"])
def test_what_is_no_refresh_token_is_an_invalid_code(wire: Wire, client: Client, kind: str) -> None:
    code = wire.accept(client)["code"]
    held = {"code": code, "nothing": "", **wire.grant(client)}
    assert wire.refresh(client, held[kind]).text == INVALID_CODE
    other = wire.register()
    assert wire.refresh(other, held["refresh_token"]).text == INVALID_CODE
    assert wire.reason() == "refresh token of another client"


# Using a token.


@shows("access-token-life")
def test_an_access_token_lives_an_hour(wire: Wire, client: Client) -> None:
    token = wire.grant(client)["access_token"]
    wire.control.advance(3599)
    assert alive(wire, token)
    wire.control.advance(1)
    assert not alive(wire, token)
    assert wire.reason() == "access token too old"


USER_INFO, USERS, ORG = "/oauth/user/info", "/crm/v8/users?type=CurrentUser", "/crm/v8/org"


@shows("api-answers")
@pytest.mark.parametrize("scheme", ["Zoho-oauthtoken", "Bearer", "zoho-OAUTHTOKEN"])
def test_what_the_apis_answer(wire: Wire, client: Client, scheme: str) -> None:
    token = wire.grant(client)["access_token"]
    info = wire.call(USER_INFO, token, scheme).json()
    assert list(info) == ["First_Name", "Email", "Last_Name", "Display_Name", "ZUID"]
    assert isinstance(info["ZUID"], int)
    (user,) = wire.call(USERS, token, scheme).json()["users"]
    assert user["email"] == info["Email"]
    (org,) = wire.call(ORG, token, scheme).json()["org"]
    assert org["company_name"] == "Practice & Sons"


@pytest.mark.parametrize("location", CENTERS)
def test_each_data_center_has_a_user_of_its_own(wire: Wire, location: str) -> None:
    wire = wire.at(location)
    tokens = wire.grant(wire.register(), prompt="")
    assert tokens["api_domain"] == wire.base
    info = wire.call(USER_INFO, tokens["access_token"]).json()
    assert info["Email"] == f"robin@practice-{location}.example"


@shows("api-answers")
@pytest.mark.parametrize("path", [USERS, ORG, "/crm/v2/org", "/crm/v7/users"])
def test_the_crm_names_its_troubles_apart(wire: Wire, client: Client, path: str) -> None:
    good = wire.grant(client, scope="ZohoCRM.users.ALL,ZohoCRM.org.READ")["access_token"]
    poor = wire.grant(client, scope="ZohoCRM.modules.ALL")["access_token"]
    assert wire.call(path, good).ok
    for header, code, message in (
        (None, "AUTHENTICATION_FAILURE", "Authentication failed"),
        (good, "AUTHENTICATION_FAILURE", "Authentication failed"),
        (f"Zoho-authtoken {good}", "AUTHENTICATION_FAILURE", "Authentication failed"),
        ("Bearer ", "AUTHENTICATION_FAILURE", "Authentication failed"),
        (f"Bearer {good}x", "INVALID_TOKEN", "invalid oauth token"),
        (f"Bearer {poor}", "OAUTH_SCOPE_MISMATCH", "invalid oauth scope to access this URL"),
    ):
        reply = wire.get(path, headers={"Authorization": header} if header else {})
        expected = {"code": code, "details": {}, "message": message, "status": "error"}
        assert (reply.status_code, list(reply.json().items())) == (401, list(expected.items()))


@shows("api-answers")
def test_user_info_names_its_troubles_apart(wire: Wire, client: Client) -> None:
    poor = wire.grant(client, scope="ZohoCRM.users.READ")
    for token, cause, reason in (
        ("x", "INVALID_OAUTHTOKEN", "no such access token"),
        (poor["refresh_token"], "INVALID_OAUTHTOKEN", "that is a refresh token"),
        (poor["access_token"], "INVALID_OAUTHSCOPE", "scope missing: AaaServer.profile.READ"),
    ):
        reply = wire.call(USER_INFO, token)
        assert (reply.status_code, reply.text) == (401, f'{{"response":"error","cause":"{cause}"}}')
        assert wire.reason() == reason
    assert wire.get(USER_INFO).json()["cause"] == "INVALID_OAUTHTOKEN"
    assert wire.reason() == "no usable Authorization header"


@shows("api-answers")
def test_a_mistyped_crm_path(wire: Wire) -> None:
    for path in ("/crm/v8/user", "/crm/v9/org", "/crm/org"):
        reply = wire.get(path)
        assert reply.status_code == 404
        assert reply.json()["code"] == "INVALID_URL_PATTERN"


@shows("server-info", "api-domain-own")
def test_the_list_of_data_centers(wire: Wire) -> None:
    for asked in (wire, wire.at("jp")):
        reply = asked.get("/oauth/serverinfo")
        data = reply.json()
        assert list(data) == ["result", "locations"]
        assert data["result"] == "success"
        assert set(data["locations"]) == set(CENTERS) - {"cn"}
        assert data["locations"]["us"] == wire.base
        assert data["locations"]["ca"] == f"{wire.base}/ca"


@shows("api-domain-own")
def test_it_calls_itself_as_it_was_called(wire: Wire, client: Client) -> None:
    named = Wire(wire.control)
    named.base = wire.base.replace("127.0.0.1", "localhost")
    answer = named.accept(client)
    assert answer["accounts-server"] == named.base
    assert named.exchange(client, answer["code"]).json()["api_domain"] == named.base


# Revoking.

REVOKE, OLD_REVOKE = "/oauth/v2/revoke/token", "/oauth/v2/token/revoke"


def revoke(wire: Wire, client: Client, token: str, **values: str) -> requests.Response:
    pair = (client["client_id"], client["client_secret"])
    return wire.post(REVOKE, {"token": token, **values}, auth=pair)


@shows("revoke", "revoke-forgets-consent")
@pytest.mark.parametrize("old", [False, True])
def test_revoking_a_refresh_token_ends_its_access_tokens(
    wire: Wire, client: Client, old: bool
) -> None:
    mine, other = wire.grant(client), wire.grant(client)
    access = wire.refresh(client, mine["refresh_token"]).json()["access_token"]
    token = mine["refresh_token"]
    reply = wire.post(OLD_REVOKE, {"token": token}) if old else revoke(wire, client, token)
    assert (reply.status_code, reply.text) == (200, '{"status":"success"}')
    assert wire.refresh(client, token).text == INVALID_CODE
    assert wire.reason() == "refresh token revoked"
    assert [alive(wire, item) for item in (mine["access_token"], access)] == [False, False]
    assert alive(wire, other["access_token"])
    assert wire.ask(client, prompt="").status_code == 302, "the other one still stands"
    assert revoke(wire, client, other["refresh_token"]).ok
    assert wire.ask(client, prompt="").status_code == 200


@shows("revoke")
@pytest.mark.parametrize("old", [False, True])
def test_revoking_an_access_token_ends_that_one(wire: Wire, client: Client, old: bool) -> None:
    mine = wire.grant(client)
    token = mine["access_token"]
    sent = {"token": token, "token_type": "access_token"}
    reply = wire.post(OLD_REVOKE, sent) if old else revoke(wire, client, **sent)
    assert reply.text == '{"status":"success"}'
    assert not alive(wire, token)
    assert granted(wire.refresh(client, mine["refresh_token"]))


@shows("revoke-failure", "revoke")
def test_what_the_current_endpoint_does_not_revoke(wire: Wire, client: Client) -> None:
    tokens, other = wire.grant(client), wire.register()
    refresh, access = tokens["refresh_token"], tokens["access_token"]
    refused = (400, '{"error":"invalid_token"}')
    for who, token, kind in (
        (client, "1000.x.y", "refresh_token"),
        (client, "", "refresh_token"),
        (client, access, "refresh_token"),
        (client, refresh, "access_token"),
        (client, refresh, "id_token"),
        (other, refresh, "refresh_token"),
    ):
        reply = revoke(wire, who, token, token_type=kind)
        assert (reply.status_code, reply.text) == refused
    refused = (400, INVALID_CLIENT)
    body = {"token": refresh, **client_values(client)}
    assert read(wire.post(REVOKE, body)) == refused, "the client signs in by Basic only"
    assert read(revoke(wire, {**client, "client_secret": "x"}, refresh)) == refused
    assert read(revoke(wire, {**client, "client_id": "x"}, refresh)) == refused
    assert read(revoke(wire.at("eu"), client, refresh)) == refused
    assert read(revoke(wire, client, refresh)) == (200, '{"status":"success"}')
    assert read(revoke(wire, client, refresh)) == (400, '{"error":"invalid_token"}')


def read(reply: requests.Response) -> tuple[int, str]:
    return reply.status_code, reply.text


@shows("revoke-failure")
def test_what_the_old_endpoint_does_not_revoke_is_html(wire: Wire, client: Client) -> None:
    token = wire.grant(client)["refresh_token"]
    for where, value in ((wire, "1000.x.y"), (wire, ""), (wire.at("eu"), token)):
        reply = where.post(OLD_REVOKE, {"token": value})
        assert reply.status_code == 400
        assert reply.text.startswith("<!doctype html>")
    assert wire.post(f"{OLD_REVOKE}?token={token}").ok, "the query will do"
    assert wire.post(OLD_REVOKE, {"token": token}).status_code == 400


@shows("revoke-failure")
def test_a_token_that_is_too_old_cannot_be_revoked(wire: Wire, client: Client) -> None:
    token = wire.grant(client)["access_token"]
    wire.control.advance(3600)
    assert revoke(wire, client, token, token_type="access_token").status_code == 400
    assert wire.post(OLD_REVOKE, {"token": token}).status_code == 400


@shows("revoke-where")
def test_the_current_endpoint_revokes_wherever_the_client_is_enabled(wire: Wire) -> None:
    client = wire.register(multi_dc=True)
    europe = {**client, "client_secret": client["secrets"]["eu"]}
    code = wire.accept(client, user="eu")["code"]
    token = wire.at("eu").exchange(europe, code).json()["refresh_token"]
    assert revoke(wire, client, token).ok
    assert wire.at("eu").refresh(europe, token).text == INVALID_CODE


@shows("user-takes-back")
def test_the_user_takes_the_consent_back(wire: Wire) -> None:
    client, other = wire.register(), wire.register()
    mine, online, theirs = wire.grant(client), wire.grant(client, access_type=""), wire.grant(other)
    ended = wire.control.as_user("disconnect", client_id=client["client_id"])
    assert ended == {"refresh_tokens_ended": 1}
    assert wire.refresh(client, mine["refresh_token"]).text == INVALID_CODE
    assert wire.reason() == "refresh token app disconnected by the user"
    assert not alive(wire, online["access_token"])
    assert alive(wire, theirs["access_token"])
    assert wire.ask(client, prompt="").status_code == 200


@shows("user-takes-back")
def test_a_new_password_ends_the_tokens_of_all_clients_of_the_user(wire: Wire) -> None:
    here = [wire.register() for _ in range(2)]
    tokens = [wire.grant(client)["refresh_token"] for client in here]
    europe = wire.at("eu").register()
    there = wire.at("eu").grant(europe)["refresh_token"]
    assert wire.control.as_user("change-password") == {"refresh_tokens_ended": 2}
    for client, token in zip(here, tokens, strict=True):
        assert wire.refresh(client, token).text == INVALID_CODE
    assert granted(wire.at("eu").refresh(europe, there))
    assert wire.control.as_user("change-password", user="eu") == {"refresh_tokens_ended": 1}
