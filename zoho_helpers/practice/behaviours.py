"""What practice Zoho does and how we know: one table.

Grades: `documented` in a Zoho page or Zoho's own SDK source, `observed` by others on the live
service and dated, `assumed` by us where nothing could be found. Where sources disagree the value is
a setting. Nobody on this project could call the live service; pages were read in November 2026.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from zoho_helpers.practice.products import PRODUCTS

READ = "2026-11"
_OAUTH = "https://www.zoho.com/accounts/protocol/oauth/"
_KB_REFRESH = (
    "https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/"
    "will-the-refresh-tokens-expire"
)
_KAIZEN = "https://help.zoho.com/portal/en/community/topic/"


@dataclass(frozen=True)
class Behaviour:
    """One thing that practice Zoho does.

    Attributes:
        id: Its name in notebooks, journal and tests.
        does: What it does, in one sentence.
        grade: `documented`, `observed` or `assumed`.
        source: Where that is said; for `assumed`, why we chose so.
        test: The test that shows it, as `module::name` in `tests/flow`.
        date: Year and month in which the source was read, or the observation made.
        setting: Name of the setting that changes it; empty for none.
        default: The setting's value.
    """

    id: str
    does: str
    grade: str
    source: str
    test: str
    date: str = READ
    setting: str = ""
    default: Any = None


BEHAVIOURS = (
    Behaviour(
        "console-fields",
        "Every client but a self client is registered with a name and a homepage URL, most with "
        "redirect URIs, a client-based one with JavaScript domains; a wrong field is refused with "
        "the console's own words.",
        "documented",
        _KAIZEN + "kaizen-4-troubleshooting-oauth2-0",
        test="test_practice_console::test_a_client_is_registered_with_the_three_fields",
    ),
    Behaviour(
        "redirect-uri-exact",
        "The redirect URI must equal a registered one, character by character.",
        "observed",
        _OAUTH
        + "web-apps/authorization.html says the same URI as registered; reports add: exactly",
        test="test_practice_authorize::test_a_request_that_zoho_refuses",
    ),
    Behaviour(
        "authorize-error-pages",
        "A wrong client id, redirect URI, scope or response type gives an error page and no "
        "redirect.",
        "observed",
        _OAUTH + "web-apps/authorization.html names the headings; the second lines are reported",
        test="test_practice_authorize::test_a_request_that_zoho_refuses",
    ),
    Behaviour(
        "authorize-error-status",
        "Those error pages come with HTTP 400, a wrong response type with 500.",
        "assumed",
        _OAUTH + "web-apps/authorization.html gives the 500; no source gives the others' status",
        test="test_practice_authorize::test_a_request_that_zoho_refuses",
        setting="authorize_error_status",
        default=400,
    ),
    Behaviour(
        "scope-names",
        "A scope exists if it is made like Zoho's: a service, one to three groups, an operation, "
        "which is read in any case.",
        "assumed",
        "Zoho's pages give this grammar; a list of all scopes is not public.",
        test="test_practice_authorize::test_a_request_that_zoho_refuses",
    ),
    Behaviour(
        "scope-services",
        "Its service is one that begins with Zoho, or one of a list, and is read as it is spelled.",
        "assumed",
        "Our list, from Zoho's API pages: a service that is missing on it may well exist.",
        test="test_practice_authorize::test_which_services_have_scopes",
        setting="any_service_has_scopes",
        default=False,
    ),
    Behaviour(
        "one-bad-scope-fails-all",
        "One scope that does not exist fails the whole request.",
        "observed",
        "Public reports of 'Scope does not exist'",
        test="test_practice_authorize::test_a_request_that_zoho_refuses",
    ),
    Behaviour(
        "redirect-names-data-center",
        "The redirect carries location and accounts-server, and ends in &.",
        "observed",
        _OAUTH + "multi-dc/client-authorization.html; the trailing & is reported",
        test="test_practice_authorize::test_accept_leads_to_the_redirect_uri_with_a_code",
    ),
    Behaviour(
        "multi-data-center",
        "A client can be enabled in other data centers, China apart, with a secret in each unless "
        "the console is told to use the same credentials for all; then "
        "a user there consents at the client's own center and is named in the redirect, and the "
        "code is exchanged at theirs.",
        "documented",
        _OAUTH + "multi-dc.html",
        test="test_practice_authorize::test_a_user_of_another_data_center_is_named_in_the_redirect",
    ),
    Behaviour(
        "state-echoed",
        "The state comes back unchanged on the redirect.",
        "documented",
        "https://www.zoho.com/inventory/api/v1/oauth/",
        test="test_practice_authorize::test_accept_leads_to_the_redirect_uri_with_a_code",
    ),
    Behaviour(
        "denial",
        "Reject leads to the redirect URI with error=access_denied and the state.",
        "documented",
        "https://www.zoho.com/fsm/developer/help/api/auth-request.html; that the state comes "
        "along is assumed",
        test="test_practice_authorize::test_reject_leads_to_the_redirect_uri_with_access_denied",
    ),
    Behaviour(
        "consent-remembered",
        "Who consented before to all that is asked is sent on without a page, unless "
        "prompt=consent asks again.",
        "documented",
        _OAUTH + "web-apps/authorization.html",
        test="test_practice_authorize::test_who_consented_is_not_asked_again",
    ),
    Behaviour(
        "refresh-token-first-time",
        "A refresh token comes with access_type=offline, and after the first time only with "
        "prompt=consent.",
        "documented",
        _OAUTH + "web-apps/authorization.html",
        test="test_practice_authorize::test_when_a_refresh_token_comes",
    ),
    Behaviour(
        "code-life",
        "A code dies two minutes after it was issued. Other Zoho pages say 60 seconds or three "
        "minutes.",
        "documented",
        _OAUTH + "web-apps/authorization.html",
        test="test_practice_token::test_a_code_dies_after_two_minutes",
        setting="code_seconds",
        default=120,
    ),
    Behaviour(
        "self-client-code",
        "A self client's code is made in the console, needs no redirect URI, and lives 3, 5, 7 or "
        "10 minutes.",
        "documented",
        _OAUTH + "self-client/authorization-code-flow.html",
        test="test_practice_console::test_a_self_client_gets_its_codes_in_the_console",
        setting="self_client_code_minutes",
        default=3,
    ),
    Behaviour(
        "code-single-use",
        "A code works once; the second time it is invalid_code.",
        "documented",
        _OAUTH + "web-apps/access-token.html",
        test="test_practice_token::test_a_code_works_once",
    ),
    Behaviour(
        "errors-with-200",
        "An error of the token endpoint is a bare JSON object with HTTP 200.",
        "observed",
        "A dated probe of both grants with a made-up client id, and replies quoted in "
        "https://github.com/asciisd/zoho/issues/18",
        test="test_practice_token::test_a_code_works_once",
        date="2026-10",
        setting="token_error_status",
        default=200,
    ),
    Behaviour(
        "order-of-checks",
        "The token endpoint checks the client id, then the secret, then the grant.",
        "assumed",
        "Undocumented; one probe suggests that the client id comes first.",
        test="test_practice_token::test_the_first_of_several_mistakes_is_named",
    ),
    Behaviour(
        "error-names",
        "A missing or wrong secret is invalid_client_secret; another redirect URI than the code's "
        "is invalid_redirect_uri.",
        "documented",
        _OAUTH + "web-apps/access-token.html",
        test="test_practice_token::test_an_exchange_that_is_refused",
    ),
    Behaviour(
        "grant-type-missing",
        "A token request without grant_type, or one that is not a POST, is HTTP 400 without JSON.",
        "documented",
        _OAUTH + "web-apps/access-token.html",
        test="test_practice_token::test_the_token_endpoint_takes_post_only",
    ),
    Behaviour(
        "grant-type-unknown",
        "An unknown grant_type is answered invalid_client.",
        "documented",
        _OAUTH + "web-apps/access-token.html",
        test="test_practice_token::test_an_exchange_that_is_refused",
    ),
    Behaviour(
        "pkce",
        "A code that was asked for with a challenge needs its verifier; without it, or with "
        "another, it is invalid_code.",
        "assumed",
        _OAUTH + "mobile-applications.html documents PKCE; what a wrong verifier gives is not said",
        test="test_practice_token::test_pkce",
    ),
    Behaviour(
        "parameters-anywhere",
        "Parameters are read from the query, a urlencoded or a multipart body; client id and "
        "secret also from HTTP Basic.",
        "documented",
        _OAUTH + "web-apps/access-token-expiry.html",
        test="test_practice_token::test_every_way_in_which_zoho_takes_parameters",
    ),
    Behaviour(
        "json-body",
        "A body that is no form, such as JSON, is not read: HTTP 400 without JSON.",
        "assumed",
        "Zoho's pages name query, form-data and urlencoded bodies, and no other.",
        test="test_practice_token::test_json_is_not_one_of_them",
    ),
    Behaviour(
        "basic-wins",
        "Where client id and secret stand in HTTP Basic as well as in the body, Basic counts.",
        "assumed",
        "No source says which of the two counts.",
        test="test_practice_token::test_basic_counts_more_than_the_body",
    ),
    Behaviour(
        "basic-as-it-stands",
        "Client id and secret in HTTP Basic are taken as they stand. RFC 6749 has them encoded "
        "like a form, which some clients do down to the dot of a client id.",
        "assumed",
        "No Zoho page encodes them, and none says that they could be.",
        test="test_practice_token::test_http_basic_is_taken_as_it_stands",
        setting="basic_is_form_encoded",
        default=False,
    ),
    Behaviour(
        "token-reply",
        "A token reply is one line of JSON with no line end: access_token, refresh_token, scope "
        "(parted by blanks), api_domain, token_type Bearer, expires_in in seconds.",
        "observed",
        "Dated public replies; " + _OAUTH + "web-apps/access-token.html leaves scope out",
        test="test_practice_token::test_the_reply_to_an_exchange_byte_by_byte",
    ),
    Behaviour(
        "token-shape",
        "Codes and tokens are 1000., 32 hex digits, a dot, 32 more; ids 1000. and 30 capitals or "
        "digits; secrets 42 hex digits. Those made here say so: 00c0ffee, PRACTICE.",
        "documented",
        _OAUTH + "web-apps/access-token.html and samples; the mark is our choice",
        test="test_practice_console::test_a_client_is_registered_with_the_three_fields",
    ),
    Behaviour(
        "access-token-life",
        "An access token lives one hour.",
        "documented",
        _OAUTH + "web-apps/access-token.html",
        test="test_practice_token::test_an_access_token_lives_an_hour",
        setting="access_token_seconds",
        default=3600,
    ),
    Behaviour(
        "refresh-keeps-token",
        "A refresh answers a new access token and no refresh token: the old one stays valid.",
        "documented",
        _OAUTH + "web-apps/access-token-expiry.html",
        test="test_practice_token::test_the_reply_to_a_refresh_byte_by_byte",
    ),
    Behaviour(
        "refresh-limit",
        "Ten refreshes in ten minutes for each refresh token; the eleventh is refused for the rest "
        "of the ten minutes.",
        "documented",
        _OAUTH + "web-apps/access-token-expiry.html",
        test="test_practice_token::test_the_eleventh_refresh_is_refused_for_the_rest_of_ten_minutes",
        setting="refreshes_per_window",
        default=10,
    ),
    Behaviour(
        "refresh-limit-status",
        "That refusal comes with HTTP 400. An official forum post says 200.",
        "observed",
        "A production log; " + _KAIZEN + "kaizen-43-tokens-and-limitations says 200",
        test="test_practice_token::test_the_eleventh_refresh_is_refused_for_the_rest_of_ten_minutes",
        setting="throttle_status",
        default=400,
    ),
    Behaviour(
        "refresh-limit-hammering",
        "Refreshes that are refused meanwhile do not make the wait longer. One report says that "
        "they do.",
        "documented",
        _OAUTH + "web-apps/access-token-expiry.html: for the rest of the ten minutes",
        test="test_practice_token::test_hammering_does_not_make_the_wait_longer",
        setting="hammering_extends_lockout",
        default=False,
    ),
    Behaviour(
        "refresh-tokens-kept",
        "Twenty refresh tokens are kept for each user and client; one more ends the oldest and its "
        "access tokens.",
        "documented",
        _KAIZEN + "kaizen-43-tokens-and-limitations",
        test="test_practice_token::test_the_twenty_first_refresh_token_ends_the_oldest",
        setting="refresh_tokens_kept",
        default=20,
    ),
    Behaviour(
        "access-tokens-active",
        "Ten access tokens of a refresh token are alive at once; one more ends the oldest. Other "
        "Zoho pages say 15 or 30.",
        "documented",
        _OAUTH + "token-limits.html",
        test="test_practice_token::test_the_eleventh_access_token_ends_the_oldest",
        date="2026-10",
        setting="access_tokens_active",
        default=10,
    ),
    Behaviour(
        "wrong-data-center",
        "A data center where the client is not enabled, or that is not the user's, answers "
        "invalid_client.",
        "documented",
        _OAUTH + "web-apps/access-token.html",
        test="test_practice_authorize::test_a_data_center_that_does_not_know_the_client",
    ),
    Behaviour(
        "revoke",
        "Revoking a refresh token ends its access tokens; the current endpoint wants the client by "
        "HTTP Basic, a client-based one without its secret; the old endpoint wants nobody.",
        "documented",
        _OAUTH + "revoke-refresh-token.html",
        test="test_practice_token::test_revoking_a_refresh_token_ends_its_access_tokens",
    ),
    Behaviour(
        "revoke-failure",
        "A token that cannot be revoked is HTTP 400: JSON at the current endpoint, HTML at the old "
        "one.",
        "observed",
        "The old one was probed; the body of the current one is assumed",
        test="test_practice_token::test_what_the_current_endpoint_does_not_revoke",
    ),
    Behaviour(
        "revoke-where",
        "The current endpoint revokes in every data center where the client is enabled. The CRM's "
        "pages say: only in the user's.",
        "assumed",
        _OAUTH + "revoke-refresh-token.html says where the app is registered, which we take to "
        "mean every data center where it is enabled",
        test="test_practice_token::test_the_current_endpoint_revokes_wherever_the_client_is_enabled",
        setting="revoke_at_the_users",
        default=False,
    ),
    Behaviour(
        "revoke-forgets-consent",
        "After its last refresh token is revoked, a client has to ask the user again.",
        "assumed",
        "No source says what becomes of the consent.",
        test="test_practice_token::test_revoking_a_refresh_token_ends_its_access_tokens",
    ),
    Behaviour(
        "client-types",
        "Five types of client, each with its own flow: another type's response_type is Invalid "
        "Client, and a device's id begins 1004.",
        "documented",
        _OAUTH + "web-apps/authorization.html blames a wrong response_type for Invalid Client",
        test="test_practice_clients::test_each_type_of_client_has_its_own_flow",
    ),
    Behaviour(
        "mobile-pkce",
        "A mobile client without a code_challenge gets an error page. Apps registered before PKCE "
        "became mandatory are exempt.",
        "assumed",
        _OAUTH + "mobile-applications.html documents the duty; what a request without it is "
        "answered is not said",
        test="test_practice_clients::test_a_mobile_app_has_to_use_pkce",
        setting="mobile_needs_pkce",
        default=True,
    ),
    Behaviour(
        "implicit",
        "A client-based application gets an access token in the fragment of the redirect, with "
        "expires_in, location and api_domain, and never a refresh token.",
        "documented",
        _OAUTH + "js-apps/access-token.html; that the state comes along is assumed",
        test="test_practice_clients::test_a_page_gets_its_token_in_the_fragment",
    ),
    Behaviour(
        "implicit-renewal",
        "/oauth/v2/auth/refresh gives such an application a new access token without a page, if "
        "the user allowed that for the session; otherwise the user is asked again.",
        "documented",
        _OAUTH + "js-apps/access-expiry.html",
        test="test_practice_clients::test_a_page_renews_its_token_while_the_session_lasts",
    ),
    Behaviour(
        "instance-level",
        "/oauth/v2/org/auth is the consent of an administrator for the whole organization: its "
        "tokens stay when that user is removed.",
        "documented",
        _OAUTH + "instance-level-oauth.html",
        test="test_practice_clients::test_what_an_administrator_granted_outlives_him",
    ),
    Behaviour(
        "client-credentials",
        "A self client gets an access token and no refresh token for its scopes; where a service "
        "has organizations, without the right soid it is missing_org_info.",
        "documented",
        _OAUTH + "self-client/client-credentials-flow.html; that all services but Accounts have "
        "organizations, and what other mistakes are answered, is assumed",
        test="test_practice_clients::test_a_self_client_acts_for_its_organization",
    ),
    Behaviour(
        "device-codes",
        "A device gets a user code and a device code that live five minutes; interval and "
        "expires_in are in milliseconds.",
        "documented",
        _OAUTH + "devices/initiation-request.html",
        test="test_practice_device::test_a_device_gets_its_codes",
        setting="device_code_seconds",
        default=300,
    ),
    Behaviour(
        "device-polling",
        "Until the user answers, a device is told authorization_pending, and slow_down when it "
        "asks twice in 30 seconds, though interval said five. Then tokens, access_denied, or "
        "expired.",
        "documented",
        _OAUTH + "devices/polling-request.html",
        test="test_practice_device::test_a_device_polls_until_its_user_answers",
        setting="device_poll_seconds",
        default=30,
    ),
    Behaviour(
        "device-other-dc",
        "When the user's account is in another data center, the device is told other_dc and the "
        "user_location, and fetches its tokens there.",
        "documented",
        _OAUTH + "multi-dc.html and devices/polling-request.html",
        test="test_practice_device::test_a_user_of_another_data_center",
    ),
    Behaviour(
        "device-errors",
        "An error of the device endpoints is JSON with HTTP 200; a scope that does not exist is "
        "invalid_scope, a device code that was used invalid_code.",
        "assumed",
        "Public code takes them for 200 and tests for invalid_scope; no dated observation.",
        test="test_practice_device::test_what_a_device_is_refused",
        setting="device_error_status",
        default=200,
    ),
    Behaviour(
        "device-page",
        "The user types the code at /oauth/v3/device, sees who asks for what, and accepts or "
        "rejects; a code that is not known, too old or answered is refused in a sentence.",
        "assumed",
        _OAUTH + "devices/initiation-request.html names the page; its words are ours",
        test="test_practice_device::test_the_page_for_the_devices_user",
    ),
    Behaviour(
        "scope-enhancement",
        "With a ticket from /oauth/v2/token/scopeenhance a user is asked for more scopes at "
        "/oauth/v2/token/addextrascope; the refresh token has them from then on, access tokens "
        "made before do not.",
        "documented",
        _OAUTH + "incremental-auth/scope-enhance-request.html",
        test="test_practice_enhance::test_a_refresh_token_gets_more_scopes",
    ),
    Behaviour(
        "scope-enhancement-answers",
        "The redirect carries status=success, or error=access_denied; the ticket works once and "
        "lives ten minutes; a wrong request gets an error page.",
        "assumed",
        "Zoho's pages do not say what the redirect carries, nor how long the ticket lives.",
        test="test_practice_enhance::test_a_ticket_works_once_and_not_for_long",
        setting="enhance_token_seconds",
        default=600,
    ),
    Behaviour(
        "openid-connect",
        "openid, email and profile bring an id_token with the exchange of a code, signed RS256, "
        "with at_hash and the nonce; there are discovery, keys and user info.",
        "observed",
        _OAUTH + "sign-in-using-zoho.html; the paths of keys and user info and the list of claims "
        "are from public code",
        test="test_practice_oidc::test_a_jose_library_verifies_the_id_token",
    ),
    Behaviour(
        "openid-user-info",
        "OpenID Connect's user info answers invalid_token with 401, and insufficient_scope with "
        "403.",
        "assumed",
        "RFC 6750 has these; what Zoho answers is not known.",
        test="test_practice_oidc::test_user_info_tells_the_same",
    ),
    Behaviour(
        "id-token-header",
        "The header of an id_token names its key by key_id and says typ JWS: joserfc refuses that, "
        "PyJWT's key client finds no key for it, npm jose takes the key while there is but one.",
        "documented",
        "https://www.zoho.com/accounts/help/user-authentication.html; joserfc's refusal of a live "
        "one: https://github.com/Syslifters/sysreptor/issues/663",
        test="test_practice_oidc::test_zohos_header_has_no_kid",
        setting="standard_id_token_header",
        default=False,
    ),
    Behaviour(
        "discovery",
        "The discovery document names the endpoints, and that the one for revoking wants HTTP "
        "Basic.",
        "assumed",
        "Zoho has such a document; what stands in it beyond the endpoints is not known.",
        test="test_practice_oidc::test_discovery",
    ),
    Behaviour(
        "id-token-key",
        "The signing key is made when it is first needed and kept with the state: it alone does "
        "not come from the seed.",
        "assumed",
        "Our choice: a key that everybody can compute signs nothing.",
        test="test_practice_oidc::test_the_key_stays_over_a_restart",
    ),
    Behaviour(
        "codes-per-window",
        "Ten codes in ten minutes for each client, those of a self client apart; one more is "
        "access_denied. Zoho Projects says: four.",
        "documented",
        "https://www.zoho.com/crm/developer/docs/api/v8/token-validity.html",
        test="test_practice_limits::test_an_eleventh_code_in_ten_minutes",
        setting="codes_per_window",
        default=10,
    ),
    Behaviour(
        "codes-window",
        "So many codes are counted in ten minutes. Zoho Projects says: in one.",
        "documented",
        "https://www.zoho.com/crm/developer/docs/api/v8/token-validity.html; otherwise "
        "https://www.zoho.com/projects/help/rest-api/faq/oauth.html",
        test="test_practice_limits::test_an_eleventh_code_in_ten_minutes",
        setting="codes_window_seconds",
        default=600,
    ),
    Behaviour(
        "codes-counted-by",
        "Codes are counted for each client, whoever the user is. A newer Zoho page counts for "
        "each user.",
        "documented",
        "https://www.zoho.com/crm/developer/docs/api/v8/token-validity.html; otherwise "
        + _OAUTH
        + "token-limits.html, as it was read in October 2026",
        test="test_practice_limits::test_codes_are_counted_for_each_client",
        setting="codes_counted_by_user",
        default=False,
    ),
    Behaviour(
        "refresh-tokens-per-window",
        "Ten new refresh tokens in ten minutes for each user and client; one more exchange is "
        "answered like an eleventh refresh. Other Zoho pages say: five.",
        "documented",
        _KAIZEN + "kaizen-43-tokens-and-limitations; the answer is assumed",
        test="test_practice_limits::test_an_eleventh_refresh_token_in_ten_minutes",
        setting="refresh_tokens_per_window",
        default=10,
    ),
    Behaviour(
        "refresh-tokens-window",
        "So many refresh tokens are counted in ten minutes. Other Zoho pages say: in one.",
        "documented",
        _KAIZEN + "kaizen-43-tokens-and-limitations; otherwise "
        "https://www.zoho.com/fsm/developer/help/api/refresh-token.html",
        test="test_practice_limits::test_an_eleventh_refresh_token_in_ten_minutes",
        setting="refresh_tokens_window_seconds",
        default=600,
    ),
    Behaviour(
        "refresh-tokens-push-out",
        "A twenty-first refresh token takes the place of the oldest. Zoho Projects says that it is "
        "refused with Access Denied.",
        "documented",
        _KB_REFRESH + "; otherwise https://www.zoho.com/projects/help/rest-api/faq/oauth.html",
        test="test_practice_token::test_the_twenty_first_refresh_token_ends_the_oldest",
        setting="refresh_tokens_push_out",
        default=True,
    ),
    Behaviour(
        "request-bounds",
        "More than 100 scopes, a scope over 200 characters, a nonce over 512 or a challenge over "
        "128 get an error page; a body over 1 MB is not read, and of what a user granted to a "
        "client the newest 500 scopes are remembered.",
        "assumed",
        "Our choice: practice Zoho must not fill the memory of your machine.",
        test="test_practice_review::test_what_is_too_much_is_refused",
    ),
    Behaviour(
        "foreign-requests",
        "A request under a name that is not its own, and a form of another site, is HTTP 403.",
        "assumed",
        "Our choice: a page elsewhere must not act on your machine.",
        test="test_practice_security::test_a_foreign_host_is_refused",
    ),
    Behaviour(
        "living-kept",
        "Of each kind of code and token the newest 10,000 are kept, and a thousand clients: an "
        "older token is forgotten, one more client refused.",
        "assumed",
        "Our choice: practice Zoho must not fill the memory of your machine.",
        test="test_practice_limits::test_no_more_is_kept_than_fits",
        setting="living_kept",
        default=10_000,
    ),
    Behaviour(
        "client-deleted",
        "Deleting a client ends all its tokens; its id is invalid_client from then on.",
        "documented",
        _KB_REFRESH,
        test="test_practice_limits::test_what_ends_with_a_deleted_client",
    ),
    Behaviour(
        "user-removed",
        "When a user is removed from the organization, what they granted ends, and they can grant "
        "nothing more.",
        "documented",
        _OAUTH + "instance-level-oauth.html; that the consent page refuses them is assumed",
        test="test_practice_limits::test_what_ends_with_a_removed_user",
    ),
    Behaviour(
        "user-takes-back",
        "Revoke Access under Connected Apps ends every token of a client; a new password ends "
        "every token of the user if Terminate all API tokens is ticked.",
        "documented",
        _KB_REFRESH,
        test="test_practice_token::test_the_user_takes_the_consent_back",
    ),
    Behaviour(
        "server-info",
        "/oauth/serverinfo lists the data centers; China is not among them.",
        "observed",
        "Public code that reads it; ae and sg since 2026-10",
        test="test_practice_token::test_the_list_of_data_centers",
        date="2026-10",
    ),
    Behaviour(
        "api-answers",
        "The CRM names a missing header, a dead token, a missing scope and a mistyped path apart; "
        "user info a dead token and a missing scope.",
        "documented",
        "https://github.com/zoho/crm-oas and " + _OAUTH + "use-access-token.html",
        test="test_practice_token::test_what_the_apis_answer",
    ),
    *(
        Behaviour(
            f"api-{product.name}",
            product.does,
            product.grade,
            product.source,
            test="test_practice_apis::test_what_each_product_answers",
        )
        for product in PRODUCTS
    ),
    Behaviour(
        "api-request",
        "A check call takes Zoho-oauthtoken, in any case, and Bearer where the product does; "
        "another method than its own is HTTP 400 without JSON.",
        "assumed",
        "Which prefixes a product takes is documented or reported; what a wrong method is answered "
        "is not known",
        test="test_practice_apis::test_methods",
    ),
    Behaviour(
        "scope-covers",
        "A scope is covered by itself, by ALL in its last place, and by its service's "
        "fullaccess.all, in any case.",
        "assumed",
        "Zoho's product pages list these scopes; how they are compared is not said",
        test="test_practice_apis::test_what_covers_a_scope",
    ),
    Behaviour(
        "api-hosts",
        "A product that does not follow api_domain is found under its host's name, such as "
        "/desk; on the wrong host it is the gateway's 404.",
        "observed",
        "Field reports of 404 from www.zohoapis.com; that the host became a path is our choice",
        test="test_practice_apis::test_a_product_on_the_wrong_host",
    ),
    Behaviour(
        "api-organization",
        "Where a product is told the organization by a header or organization_id, another one "
        "than the user's is refused; Analytics wants it for all but the list of organizations.",
        "assumed",
        "Undated public code has Desk's OAUTH_ORG_MISMATCH and Books' 6041; what Analytics says "
        "to a wrong one is not known",
        test="test_practice_apis::test_a_wrong_organization",
    ),
    Behaviour(
        "api-permission",
        "A good token whose user may not use the product's API is refused: by the CRM's family, "
        "Sprints, Analytics, Desk and Campaigns in their own way, by others as for a missing "
        "scope.",
        "assumed",
        "Field reports of NO_PERMISSION with Crm_Implied_Api_Access, of 7401.14 and of 7301; "
        "of the other products nothing was found",
        test="test_practice_apis::test_a_user_without_permission",
        setting="users_may_use_apis",
        default=True,
    ),
    Behaviour(
        "api-domain-own",
        "api_domain and accounts-server are practice Zoho's own address, as it was asked, so that "
        "no client walks out of practice.",
        "assumed",
        "Our choice: Zoho answers its own hosts here.",
        test="test_practice_token::test_the_reply_to_an_exchange_byte_by_byte",
    ),
    Behaviour(
        "dashboard",
        "A page at the root shows what is alive, the limits and the journal, and has buttons for "
        "the clock, for what the user may do, and for canned replies.",
        "assumed",
        "Our choice: Zoho has no such page.",
        test="test_practice_dashboard::test_the_dashboard_shows_what_is_alive",
    ),
    Behaviour(
        "canned-replies",
        "What cannot be caused can be played once: an outage, an HTML page, an empty, cut off, "
        "huge or slow reply.",
        "assumed",
        "Our choice, for tests.",
        test="test_practice_control::test_a_canned_reply_is_played_once",
    ),
)
"""Every behavior of practice Zoho."""

DEFAULTS: dict[str, Any] = {row.setting: row.default for row in BEHAVIOURS if row.setting}
"""Settings and their defaults."""


def behaviour(id: str) -> Behaviour:
    """Return a row by its id."""
    return next(row for row in BEHAVIOURS if row.id == id)


def table() -> list[dict[str, Any]]:
    """Return the table as plain data, for `GET /practice/behaviours`."""
    return [asdict(row) for row in BEHAVIOURS]
