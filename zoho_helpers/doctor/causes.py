"""Every cause the doctor can name: what it means, what to do, and how to make sure.

The ids are the vocabulary of support reports; a new one is added only where none of these fits.
Sources were read in November 2026; where one is named as a thread or log, no page of Zoho says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_OAUTH = "https://www.zoho.com/accounts/protocol/oauth/"
_AUTHORIZE = _OAUTH + "web-apps/authorization.html"
_TOKEN = _OAUTH + "web-apps/access-token.html"
_REFRESH = _OAUTH + "web-apps/access-token-expiry.html"
_MULTI_DC = _OAUTH + "multi-dc.html"
_USE = _OAUTH + "use-access-token.html"
_SETUP = _OAUTH + "oauth-setup.html"
_KB = (
    "https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/"
    "will-the-refresh-tokens-expire"
)
_K43 = "https://help.zoho.com/portal/en/community/topic/kaizen-43-tokens-and-limitations"
_RFC = "https://www.rfc-editor.org/rfc/rfc6749"
_REPORTS = "Reports in public issue threads; no page of Zoho says it"


@dataclass(frozen=True)
class Cause:
    """One cause.

    Attributes:
        id: Its name, as in `findings[].cause`.
        means: What is wrong, in one sentence.
        fix: What to do about it.
        check: What settles whether it is this.
        source: Where that is said.
    """

    id: str
    means: str
    fix: str
    check: str
    source: str


_ROWS = (
    Cause(
        "scope_missing",
        "The token is good, but it was not granted the scope that this call needs.",
        "Add the scope to the authorization URL and let the user consent again. A refresh never "
        "adds one.",
        "Compare the `scope` of the token reply with what the API's page asks for.",
        _OAUTH + "incremental-authorization.html",
    ),
    Cause(
        "wrong_data_centre",
        "The authorize or token request went to another data center than the account's own.",
        "Open the authorization URL where the client is registered. Send the token request to the "
        "accounts server that the redirect names, if it is one of Zoho's: it has the ending that "
        "the user sees in the browser.",
        "Read location= in the redirect, or the ending of the address when the user is signed in.",
        _MULTI_DC,
    ),
    Cause(
        "access_token_expired",
        "The access token is older than an hour, or was replaced, and nobody refreshed it.",
        "Refresh it with the refresh token, keep both, and do so before the hour is over.",
        "Refresh by hand: if the same call works with the new token, it was this.",
        _REFRESH,
    ),
    Cause(
        "sdk_bug_missing_field",
        "The SDK or library breaks on a valid answer, or hides what Zoho said.",
        "Look at the raw reply of the token endpoint, update the library, or send that one "
        "request yourself.",
        "Send the same request with curl: if the reply is fine, it is the library.",
        _REPORTS,
    ),
    Cause(
        "org_id_missing_or_wrong",
        "The organization in the request is missing, old, or not one of this user's.",
        "List the organizations that the token can see, and send the id of one of them in the "
        "parameter or header that this product wants.",
        "Call the product's list of organizations with the same token.",
        "https://www.zoho.com/books/api/v3/introduction/",
    ),
    Cause(
        "code_expired_or_used",
        "The code was exchanged before, or is too old: it works once, for a minute or two.",
        "Get a new code and exchange it at once, and only once. Keep the refresh token from then "
        "on.",
        "Get a fresh code and exchange it within a minute.",
        _AUTHORIZE,
    ),
    Cause(
        "too_many_token_requests",
        "Zoho refuses more tokens for now: ten refreshes in ten minutes is all that it allows.",
        "Wait ten minutes without asking. Then keep each access token for its hour, in one place "
        "that all processes share.",
        "Count the token requests of the last ten minutes.",
        _REFRESH,
    ),
    Cause(
        "wrong_auth_header",
        "The Authorization header has another prefix than this product takes.",
        "Send `Authorization: Zoho-oauthtoken` and the access token.",
        "Repeat the call with that header and the same token.",
        _USE,
    ),
    Cause(
        "api_domain_wrong",
        "The API call went to another data center's host than the token is for.",
        "Use the api_domain of the token reply, or the product's own host with the same ending.",
        "Compare the ending of the host with that of api_domain.",
        _MULTI_DC,
    ),
    Cause(
        "other",
        "What is here does not decide what the cause is.",
        "Get the whole reply of the failing request, with its address and its grant_type.",
        "Send that request again and keep status, headers and body.",
        _REPORTS,
    ),
    Cause(
        "redirect_uri_mismatch",
        "The redirect URI is not, to the character, one that is registered, or Zoho takes none "
        "like it.",
        "Copy it from the API console, slash at the end included, and send the same one in both "
        "requests.",
        "Put the URI that is sent beside the one in the console.",
        _AUTHORIZE,
    ),
    Cause(
        "refresh_token_revoked_or_evicted",
        "The refresh token is dead: revoked, ended by a new password, or pushed out by the limit "
        "of twenty for each user and client.",
        "Let the user consent again with access_type=offline and prompt=consent. Keep clients for "
        "development and production apart.",
        "Look in the user's Connected Apps, and ask how often somebody consented to this client.",
        _KB,
    ),
    Cause(
        "client_not_found",
        "The accounts server that was asked does not know this client id.",
        "Copy the client id from the API console of the data center where it was registered.",
        "Open the authorization URL with this id at the other data centers.",
        _AUTHORIZE,
    ),
    Cause(
        "refresh_token_missing_offline",
        "There is no refresh token because access_type=offline was not asked for.",
        "Add access_type=offline and prompt=consent to the authorization URL and consent again.",
        "Look for access_type in the authorization URL.",
        _AUTHORIZE,
    ),
    Cause(
        "refresh_token_missing_no_reconsent",
        "There is no refresh token because the user had consented before: it comes the first time "
        "only.",
        "Add prompt=consent to the authorization URL, consent once more, and keep what comes.",
        "Look for prompt=consent in the authorization URL.",
        _AUTHORIZE,
    ),
    Cause(
        "scope_name_invalid",
        "One of the scopes asked for does not exist, or they run into each other. One is enough "
        "to fail all.",
        "Check each name against the product's page, part them with commas, and try them one by "
        "one.",
        "Ask for one scope at a time.",
        _AUTHORIZE,
    ),
    Cause(
        "wrong_client_secret",
        "The client secret is not the one of this client id in this data center.",
        "Copy id and secret together from the API console; each data center has a secret of its "
        "own.",
        "Compare both with the console's Client Secret tab.",
        _TOKEN,
    ),
    Cause(
        "html_response_wrong_host",
        "A web page came back where JSON was expected: the address is not that of the API.",
        "Correct host and path; token requests go to /oauth/v2/token of an accounts server.",
        "Open the address and read its title.",
        _REPORTS,
    ),
    Cause(
        "token_store_permission",
        "The token could not be kept or read: a file, folder or store is closed to the program.",
        "Give the program a place of its own that it can write, and nobody else can read.",
        "Write a file there as the same user.",
        _REPORTS,
    ),
    Cause(
        "error_body_ignored",
        "The token endpoint answered HTTP 200 with an error in the body, and the program went on.",
        "Look for access_token in the body; the status says nothing.",
        "Print the body of the token reply.",
        _TOKEN,
    ),
    Cause(
        "wrong_grant_type",
        "The grant_type does not fit the request.",
        "Send authorization_code with a code, refresh_token with a refresh token.",
        "Read grant_type in the request as it was sent.",
        _TOKEN,
    ),
    Cause(
        "multi_dc_disabled",
        "The client is good, but not enabled in the user's data center.",
        "Enable that data center in the API console, Settings, Multi-DC, and use its own secret.",
        "Let a user of the client's own data center try.",
        _MULTI_DC,
    ),
    Cause(
        "user_has_no_permission",
        "Token and scope are right; the user's profile or role forbids the call.",
        "Let an administrator allow API access for the profile, or consent as another user.",
        "Call it with the token of an administrator.",
        _REPORTS,
    ),
    Cause(
        "token_truncated_or_whitespace",
        "What was sent is not the whole, plain token: cut, quoted, encrypted, or with blanks.",
        "Send the token from its 1000. to its last character, without quotes and line ends.",
        "Count: a token has 70 characters and two dots.",
        _REPORTS,
    ),
    Cause(
        "user_denied_consent",
        "The user pressed Reject on the consent page.",
        "Say why the access is needed, and let them try again.",
        "Ask the user.",
        "https://www.zoho.com/fsm/developer/help/api/auth-request.html",
    ),
    Cause(
        "network_or_tls",
        "The connection to Zoho fails or hangs before anything is answered.",
        "Look at proxy, firewall, DNS and certificates of the machine that sends the request.",
        "Fetch /oauth/serverinfo of the accounts server with curl on that machine.",
        _REPORTS,
    ),
    Cause(
        "client_not_in_offline_mode",
        "The library has a refresh token but is not told to use it, so it asks for a code.",
        "Switch the library to its offline or refresh mode.",
        "Look for that option in its configuration.",
        _REPORTS,
    ),
    Cause(
        "token_store_user_mismatch",
        "The token is stored under another user or key than the one that it is looked up by.",
        "Use the same e-mail address or key in both places.",
        "Open the store and compare the key with the configured one.",
        "https://github.com/zoho/zcrm-php-sdk",
    ),
    Cause(
        "no_token_sent",
        "The call carried no credential at all.",
        "Send the Authorization header; an access token in the URL does not count.",
        "Print the headers as they are sent.",
        _USE,
    ),
    Cause(
        "oidc_token_validation",
        "An OpenID Connect or JWT library does not take Zoho's tokens.",
        "Zoho's access tokens are no JWTs, and its id_token names its key by key_id: let the "
        "library allow that header.",
        "Decode the header of the id_token.",
        _OAUTH + "sign-in-using-zoho.html",
    ),
    Cause(
        "refresh_token_used_as_code",
        "A refresh token was sent in the parameter code.",
        "Send it as refresh_token, with grant_type=refresh_token.",
        "Compare the value of code with the stored refresh token.",
        _REFRESH,
    ),
    Cause(
        "self_client_vs_server_client",
        "A self client is used where a server-based client is wanted, or the other way round.",
        "Without a redirect use a self client and its console codes; with one, a server-based "
        "client.",
        "Look at the client's type in the API console.",
        _OAUTH + "self-client/overview.html",
    ),
    Cause(
        "client_type_wrong",
        "The type of the client in the API console does not fit the flow.",
        "Register a client of the type that the flow needs.",
        "Look at the client's type in the API console.",
        _SETUP,
    ),
    Cause(
        "url_encoding_broken",
        "A parameter was lost or changed by the encoding of the URL.",
        "Encode each value once, and only the values.",
        "Decode the URL and compare each parameter.",
        _RFC,
    ),
    Cause(
        "account_inactive",
        "The account, trial or subscription of the product is not active.",
        "Renew it, or sign in to the product once with this user.",
        "Open the product in the browser as this user.",
        _REPORTS,
    ),
    Cause(
        "clock_skew",
        "The program reckons wrongly when the token expires: the clock, or seconds for "
        "milliseconds.",
        "Set the clock; expires_in is in seconds unless expires_in_sec stands beside it.",
        "Compare the machine's clock with the Date header of a reply.",
        "https://github.com/zoho/zohocrm-python-sdk-8.0",
    ),
    Cause(
        "access_token_saved_as_refresh_token",
        "The access token that a refresh brought was stored over the refresh token.",
        "Store them apart, and never write what a refresh returns over the refresh token. Consent "
        "again once.",
        "Compare the stored refresh token with the last access token.",
        _REFRESH,
    ),
    Cause(
        "code_used_as_access_token",
        "The authorization code itself was sent to the API; it was never exchanged for a token.",
        "Exchange the code at the token endpoint first, then send the access_token of the reply.",
        "Compare the value in the Authorization header with the code of the redirect.",
        _TOKEN,
    ),
    Cause(
        "refresh_token_used_as_access_token",
        "The refresh token itself was sent to the API.",
        "Exchange it for an access token first, with grant_type=refresh_token.",
        "Compare what is sent with the stored refresh token.",
        _REFRESH,
    ),
    Cause(
        "auth_header_lost_on_redirect",
        "The HTTP client followed a redirect to another host and left the Authorization header "
        "behind.",
        "Call the final host at once.",
        "Call it without following redirects and read Location.",
        _REPORTS,
    ),
    Cause(
        "zoho_service_outage",
        "The fault is on Zoho's side.",
        "Look at Zoho's status page, wait, and try again with growing pauses.",
        "Try the same with another account and another client.",
        "https://status.zoho.com",
    ),
    Cause(
        "wrong_token_identity",
        "The token is good, but speaks for somebody else than this call wants.",
        "Get a token for that identity: a user's by consent, an organization's by client "
        "credentials.",
        "Ask /oauth/user/info whose token it is.",
        _OAUTH + "self-client/client-credentials-flow.html",
    ),
    Cause(
        "app_callback_bug",
        "Zoho did its part; the application's own callback failed afterwards.",
        "Look into the application's log at the moment of the callback.",
        "Exchange the next code by hand.",
        _REPORTS,
    ),
    Cause(
        "shell_quoting_broken",
        "The shell cut the command, so that not all parameters were sent.",
        "Put the address in double quotes, and on Windows everything on one line.",
        "Let the shell print the command with echo.",
        _REPORTS,
    ),
    Cause(
        "code_used_as_refresh_token",
        "A code was sent in the parameter refresh_token.",
        "Exchange the code with grant_type=authorization_code; what comes back has the refresh "
        "token.",
        "Compare the value with the code of the redirect.",
        _REFRESH,
    ),
    Cause(
        "params_not_form_encoded",
        "The body of the token request is not a form, or is missing.",
        "Send application/x-www-form-urlencoded or form-data, not JSON.",
        "Print Content-Type and body as they are sent.",
        _REFRESH,
    ),
    Cause(
        "consumer_app_blocked",
        "An administrator blocked the app for the organization.",
        "Ask the administrator to allow it.",
        "Try with a user of another organization.",
        _REPORTS,
    ),
    Cause(
        "state_mismatch",
        "The state that came back is not the one that was sent: another browser, too late, or "
        "forged.",
        "Start again from the application, in one browser, and finish there.",
        "Compare state in the authorization URL and in the redirect.",
        _RFC,
    ),
    Cause(
        "wrong_product_endpoint",
        "Host or path belong to another Zoho product, or to none.",
        "Copy host and path from this product's API page; api_domain is not every product's host.",
        "Compare the address with that page.",
        _MULTI_DC,
    ),
    Cause(
        "refresh_token_overwritten",
        "The stored refresh token was replaced by nothing, because a refresh brings none.",
        "Keep the old refresh token when the reply has no new one. Consent again once.",
        "Look whether the stored refresh token is empty.",
        _REFRESH,
    ),
    Cause(
        "browser_cors_blocked",
        "The token endpoint was called from a web page, and the browser blocks that.",
        "Send token requests from a server, or use a client-based application.",
        "Look at the browser's console for CORS.",
        _REPORTS,
    ),
    Cause(
        "credential_exposed",
        "A working secret or token stands in what was pasted or published.",
        "Revoke the token, make a new secret in the API console, and take the text down.",
        "Search the place where it was published for the masked ends.",
        _OAUTH + "revoke-refresh-token.html",
    ),
)

CAUSES: Mapping[str, Cause] = MappingProxyType({row.id: row for row in _ROWS})
"""Every cause, by its id."""
