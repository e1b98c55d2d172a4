"""Each sign has a text that shows it and one, close by, that does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoho_helpers.doctor.facts import MOST_CHARACTERS, gather_facts
from zoho_helpers.doctor.signs import API_ERRORS, ERROR_PAGES, PROGRAM_ERRORS, TOKEN_ERRORS
from zoho_helpers.doctor.words import SAID

SIGNS = (*TOKEN_ERRORS, *ERROR_PAGES, *API_ERRORS, *PROGRAM_ERRORS, *SAID)

EXAMPLES = {
    "error:invalid_code": ('{"error":"invalid_code"}', "invalid_codec"),
    "error:invalid_client_secret": ("{error: 'invalid_client_secret'}", "invalid_client_secrets"),
    "error:invalid_client": ('log: {\\"error\\":\\"invalid_client\\"}', "invalid_client_secret"),
    "error:invalid_redirect_uri": ("error => invalid_redirect_uri", "redirect_uri=x"),
    "error:invalid_scope": ('{"error":"invalid_scope"}', "a scope"),
    "error:invalid_grant": ('{"error":"invalid_grant"}', "grant"),
    "error:unsupported_grant_type": ("unsupported_grant_type", "grant_type"),
    "error:general_error": ('{"error":"general_error"}', "a general error"),
    "error:missing_org_info": ('{"error":"missing_org_info"}', "org info"),
    "error:access_denied": ("https://a.example/cb?error=access_denied", "access_denied"),
    "error:other_dc": ('{"error":"other_dc"}', "other dc"),
    "error:throttled": (
        '{"error_description":"Demasiadas solicitudes","error":"Acceso","status":"failure"}',
        '{"error_description":"x","error":"y","status":"success"}',
    ),
    "page:client": ("<h1>Invalid Client</h1>", "invalid_client_secret"),
    "page:redirect": ("Invalid Redirect Uri", "redirect uri"),
    "page:scope": ("Invalid OAuth Scope", "invalid oauth scope to access this URL"),
    "page:scope-unknown": ("Scope does not exist", "the page does not exist"),
    "page:response-type": ("Invalid response type", "response type"),
    "api:dead": ('{"code":"INVALID_TOKEN"}', '{"code":"INVALID_DATA"}'),
    "api:no-header": ('{"errorCode":"INVALID_TICKET"}', "ticket"),
    "api:scope-number": ('{"code":2945}', '{"code":29450}'),
    "api:scope-code": ('{"code":"INVALID_OAUTHSCOPE"}', "invalid oauth scope"),
    "api:scope": ('{"code":"OAUTH_SCOPE_MISMATCH"}', "scope=ZohoCRM.users.READ"),
    "api:books-57": ('{"code":57,"message":"x"}', '{"code":570}'),
    "api:organization": ('{"errorCode":"OAUTH_ORG_MISMATCH"}', "organization"),
    "api:permission": ('{"code":"NO_PERMISSION"}', "permission"),
    "api:path": ('{"code":"INVALID_URL_PATTERN"}', "url pattern"),
    "api:other-key": ("Invalid API Token found (SERR_157)", "SERR_1"),
    "api:format": ("the parameters are in wrong format", "a format"),
    "api:inactive": ("your trial has expired", "trial"),
    "program:no-access-token": ("KeyError: 'access_token'", "access_token=1"),
    "program:not-json": ("Unexpected token '<'", "Unexpected token"),
    "program:html": ("<!DOCTYPE html><html>", "html"),
    "program:no-tokens-for-user": ("No Tokens exist for the given user", "no user"),
    "program:grant-code-not-set": ("GrantCodeNotSetException", "grant code"),
    "program:refresh-token-required": ("refreshToken is required", "refreshToken: x"),
    "program:jose": ("joserfc.errors.UnsupportedHeaderError", "header"),
    "program:deprecated-null": ("Passing null to parameter #1", "null"),
    "program:permission": ("failed to open stream: Permission denied", "stream"),
    "program:network": ("cURL error 28: timed out", "curl"),
    "program:cors": ("blocked by CORS policy", "policy"),
    "program:cors-blocked": ("has been blocked by CORS policy: No", "a CORS policy"),
    "program:no-connection": ("cURL error 28: Operation timed out", "cURL error 3"),
    "program:no-such-host": ("getaddrinfo ENOTFOUND www.zohoapis.example", "a host was found"),
    "program:shell": (
        "'client_id' is not recognized as an internal or external command,",
        "it is not recognized",
    ),
    "program:no-jwt": ("JsonWebTokenError: jwt malformed", "a jwt"),
    "program:token-file-closed": (
        "[Errno 13] Permission denied: '/var/app/zoho_tokens.json'",
        "Permission denied: '/var/app/log.txt'",
    ),
    "program:database": ('relation "zoho_tokens" does not exist', "the relation"),
    "said:quota": ("API access blocked since threshold limit exceeded", "a threshold"),
    "said:not-enabled": ("the client is not enabled for that region", "the client is enabled"),
    "said:client-credentials": ("a token of client_credentials", "credentials"),
    "program:no-field": ("KeyError: 'expires_in_sec'", "KeyError: 'color'"),
    "program:undefined-host": ("https://undefined/crm/v8/users", "the host is undefined"),
    "program:headers-in-body": (
        "axios.post(url, { subject, headers: { Authorization: t } })",
        "axios.post(url, data)",
    ),
    "said:some-customers": ("our American customers authorize fine", "our customers"),
    "said:our-app": ("our marketplace app", "an app"),
    "said:static-token": ("I paste the token in the parameter", "the token"),
    "said:later": ("the job in the night", "the job"),
    "said:sign-in-again": ("users must sign in again", "users sign in"),
    "said:removed": ("he removed a few apps from the list", "he has apps"),
    "said:other-call-works": ("other endpoints work, with 200", "an endpoint"),
    "said:typed-id": ("I typed the id from a photo", "the id"),
    "said:center-right": ("the region is definitely right", "the region"),
    "said:stale-id": ("it was recreated, and the ids are in a file", "the ids"),
    "said:many-consents": ("we tested the login all afternoon", "the login"),
    "said:lists-no-refresh-token": (
        "it has access_token, scope, expires_in",
        "it has access_token, expires_in, refresh_token",
    ),
    "said:access-denied": ("it says Access Denied", "access"),
    "api:path-or-scope": ('{"code":"URL_RULE_NOT_CONFIGURED"}', "a rule"),
    "said:other-address": ("only the preview deployments fail", "the deployments"),
    "said:mixed-users": ("customer B sees contacts of customer A", "a customer"),
    "said:wrong-data": ("it is the sample data", "the data"),
    "program:fetch-failed": ("TypeError: Failed to fetch", "it failed"),
    "said:error-page": ("no consent page comes", "a page"),
    "said:refresh-word": ("our refresh fails", "our flow"),
    "program:breaks": ("Call to undefined method X::y()", "a call to a method"),
    "said:api-domain": ("use the api_domain", "a domain"),
    "said:lost-since-start": ("after each deploy it is disconnected", "after each deploy it works"),
    "said:silent-store": ("saving the file fails silently", "saving the file"),
    "said:local-address": ("http://localhost:8080", "the local host"),
    "program:state": ("state mismatch", "state=abc"),
    "program:blocked": ("this app is blocked by your admin", "app"),
    "said:worked-a-while": ("it works for an hour", "it works"),
    "said:expires": ("the token expires", "the token"),
    "said:not-refreshed": ("it does not refresh", "it will refresh"),
    "said:no-refresh-token": ("it doesn't return a refresh token", "it returns a refresh token"),
    "said:consented-before": ("the second time", "the time"),
    "said:offline-sent": ("access_type=offline", "access_type=online"),
    "said:password": ("the user changed the password", "the user"),
    "said:revoked": ("it was revoked", "it was made"),
    "said:evicted": ("only 20 refresh tokens are kept", "20 users"),
    "said:too-often": ("rate limit", "a limit"),
    "said:heals": ("ten minutes later it works", "ten minutes later it fails"),
    "said:many-workers": ("24 Celery workers", "a worker"),
    "said:kind-of-a-value": ("as an integer it fails, as a string it works", "a string of words"),
    "said:organizations": ("several organizations", "an organization"),
    "said:permission": ("his profile lacks API access", "his profile"),
    "said:same-elsewhere": ("the same call works in Postman", "Postman"),
    "said:fresh-token": ("the token refreshes successfully", "the token"),
    "said:self-client": ("a self client", "a client"),
    "said:server-client": ("server-based application", "server"),
    "said:encrypted": ("it is stored encrypted", "it is stored"),
    "said:cut": ("a trailing newline in the token", "a token"),
    "said:overwritten": ("the refresh token becomes null", "the refresh token"),
    "said:body-ignored": ("it returns 200 with an error body", "it returns 200"),
    "said:bearer": ("Bearer", "bear"),
    "said:no-scheme": ("the header has the bare access token", "the token is in the header"),
    "said:zoho-prefix": ("Zoho-oauthtoken", "oauthtoken"),
    "said:redirects": ("redirecting 'a' to 'https://www.a.example'", "direct"),
    "said:redirect-uri": ("the redirect URI", "the direct URI"),
    "said:windows-shell": ("in the command prompt", "in the prompt"),
    "said:backslash-lines": ("curl x \\\n -d y", "curl x -d y"),
    "said:new-client": ("we made a new client", "we have a client"),
    "said:built-in-client": ("the built-in client id", "the client id"),
    "said:secret": ("bad credentials", "credentials"),
    "said:data-center": ("another data centre", "another center"),
    "said:scope": ("the scopes", "the scoop"),
    "said:scope-wrong": ("a misspelled scope", "a scope"),
    "said:scope-lacks": ("it needs another scope", "another scope"),
    "said:outage": ("service unavailable", "service"),
    "said:callback-fails": ("the callback fails", "the callback"),
    "said:clock": ("expires_in is in milliseconds", "expires_in"),
    "said:json-body": ("JSON.stringify(form)", "form"),
    "said:no-token": ("Bearer undefined", "Bearer x"),
    "said:denied": ("the user denied access", "the user"),
    "said:offline-mode": ("offlineMode()", "mode()"),
    "said:store": ("the file is not writable, permission", "the file"),
    "said:user-key": ("another e-mail address", "an e-mail"),
    "said:library": ("the SDK crashes", "the program"),
    "said:code-again": ("every time it starts", "it starts"),
    "said:code": ("the authorization code", "the code"),
    "said:refresh-grant": ("grant_type=refresh_token", "grant_type=x"),
    "said:user-info": ("the userinfo endpoint", "the user"),
    "said:other-identity": ("it needs an admin token", "an admin"),
    "said:cut-command": ("'scope' is not recognized as an internal command", "a command"),
    "said:encoding": ("double encoded", "double"),
    "said:js-client": ("a JavaScript client", "a script"),
    "said:wrong-product": ("it connects to inventory", "it connects"),
    "said:saved-access": ("refresh_token = access_token", "refresh_token = x"),
    "said:sent-as-access": ("the refresh token as the access token", "the refresh token"),
    "said:refresh-as-code": ("code=$refresh_token", "code=$x"),
    "said:code-as-refresh": ("refresh_token=$code", "refresh_token=$x"),
    "said:updated": ("since we upgraded the library", "the library"),
    "said:in-browser": ("our React app", "our app"),
    "said:refreshed-once": ("the first refresh works, later ones fail", "the first refresh"),
    "said:persistence": ("Exception while retrieving tokens from persistence", "persistent"),
    "said:registration-fails": ("Couldn't register with Zoho", "register"),
}


def test_each_sign_has_examples_and_each_example_a_sign() -> None:
    assert {sign.tag for sign in SIGNS} == set(EXAMPLES)
    assert len({sign.tag for sign in SIGNS}) == len(SIGNS)


@pytest.mark.parametrize("tag", EXAMPLES)
def test_a_sign_is_seen_where_it_is_and_nowhere_else(tag: str) -> None:
    shows, near_miss = EXAMPLES[tag]
    fact = gather_facts(shows).found.get(tag)
    assert fact is not None
    assert 0 <= fact.start < fact.end <= len(shows)
    assert tag not in gather_facts(near_miss).found
    assert gather_facts("x", shows).found[tag].start == -1, "said beside it, it has no place"


@pytest.mark.parametrize(
    ("paste", "tags"),
    [
        ("POST https://accounts.zoho.com.au/oauth/v2/token", {"accounts:au"}),
        ("https://accounts.zohocloud.ca/oauth/v2/auth", {"accounts:ca"}),
        ("GET https://www.zohoapis.in/crm/v8/org", {"api-host:in"}),
        ("https://desk.zoho.eu/api/v1/tickets", {"api-host:eu"}),
        ("https://a.example/cb?code=1000.abcdefgh.x&location=in", {"told:in", "sent:callback"}),
        ("accounts-server=https%3A%2F%2Faccounts.zoho.eu&", {"told:eu"}),
        ('{"access_token":"1000.a.b","api_domain":"https://www.zohoapis.jp"}', {"told:jp"}),
        ("grant_type=authorization_code&code=x", {"grant:authorization_code"}),
        ("'grant_type' => 'refresh_token'", {"grant:refresh_token"}),
        ('"grant_type": "offline"', {"grant:other"}),
        ("/oauth/v2/auth?scope=a&response_type=code", {"sent:no-access_type", "sent:no-prompt"}),
        ("/oauth/v2/auth?access_type=offline&prompt=consent", {"sent:offline", "sent:prompt"}),
        ('{"access_token":"1000.a.b","expires_in":3600}', {"reply:no-refresh-token"}),
        ("[access_token] => 1000.a.b", {"reply:access-token"}),
        ("Authorization: Bearer 1000.a.b", {"header:bearer"}),
        ("HTTP/1.1 401 Unauthorized", {"status:401"}),
        ("status_code: 403, url: x", {"status:403"}),
        ("scope=ZohoPeople.forms.READ", {"sent:unknown-service"}),
        ("redirect_uri=urn:ietf:wg:oauth:2.0:oob", {"sent:odd-redirect-uri"}),
        ("redirect_uri=https://a.example/cb?x=1&y=2", {"sent:redirect-unencoded"}),
        ("POST /oauth/v3/device/code", {"sent:device-endpoint"}),
        ("GET /api/accounts/123456/messages -> 404", {"sent:id-not-found", "status:404"}),
        ("'Zoho-authtoken '.$t", {"header:zoho-authtoken"}),
        ('headers={"Zoho-oauthtoken": token}', {"header:other"}),
        ("response_type=token&client_id=x", {"sent:implicit"}),
        ("Books opens at https://books.zoho.in/app/1", {"home:in"}),
        ("an Indian account at accounts.zoho.com", {"derived:accounts-differ"}),
        ("location=eu, then https://www.zohoapis.com/crm", {"derived:api-differs"}),
        ("ZohoBooks.invoices.READ", {"scope-of:books"}),
        ("GET /invoice/v3/invoices", {"calls:invoice"}),
        ("ZohoBooks.invoices.READ for /invoice/v3/invoices", {"derived:other-product"}),
    ],
)
def test_what_a_paste_shows(paste: str, tags: set[str]) -> None:
    assert tags <= set(gather_facts(paste).found)


@pytest.mark.parametrize(
    ("paste", "kind"),
    [
        ('{"error":"invalid_code"}', "token_response"),
        ('{"code":"INVALID_TOKEN"}', "api_response"),
        ("https://a.example/cb?code=1000.a.b&location=us", "redirect_url"),
        ("https://accounts.zoho.com/oauth/v2/auth?scope=x", "authorize_url"),
        ("curl -X POST https://accounts.zoho.com/oauth/v2/token", "curl"),
        ("Traceback (most recent call last):\n  x", "sdk_exception"),
        ("<html><h1>Invalid Client</h1></html>", "error_page"),
        ("12:01 ERROR no answer\n12:02 again", "log"),
        ("no refresh token comes back", "description"),
    ],
)
def test_what_a_paste_is(paste: str, kind: str) -> None:
    assert gather_facts(paste).kind == kind


@given(st.text(max_size=2000), st.text(max_size=200))
def test_any_text_can_be_read(paste: str, context: str) -> None:
    for fact in gather_facts(paste, context).found.values():
        assert fact.start <= fact.end <= len(paste)


def test_what_comes_after_very_much_is_not_read() -> None:
    assert "error:invalid_code" in gather_facts("x" * 1000 + " invalid_code").found
    assert "error:invalid_code" not in gather_facts("x" * MOST_CHARACTERS + " invalid_code").found
