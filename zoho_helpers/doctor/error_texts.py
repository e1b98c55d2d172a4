"""Every error text that people meet, as one table: who says it, how it looks, which signs it shows.

The texts are of the fact tables that `signs.py` was made from. Where Zoho's words could not be
confirmed the source says so: then the code is sure, the words beside it are not. What a text can
mean is not said here; `error_causes.py` asks the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_OAUTH = "https://www.zoho.com/accounts/protocol/oauth/"
_AUTHORIZE = _OAUTH + "web-apps/authorization.html"
_TOKEN = _OAUTH + "web-apps/access-token.html"
_REFRESH = _OAUTH + "web-apps/access-token-expiry.html"
_K43 = "https://help.zoho.com/portal/en/community/topic/kaizen-43-tokens-and-limitations"
_POLLING = _OAUTH + "devices/polling-request.html"
_RFC = "https://www.rfc-editor.org/rfc/rfc6749"
_CRM_OAS = "https://github.com/zoho/crm-oas"
_ANALYTICS = "https://github.com/zoho/analytics-okf, authentication.md"
_OLD_PHP = "https://github.com/zoho/zcrm-php-sdk"
_PROBES = "Dated probes published in public code; no page of Zoho gives it"
_CODE = "Public code, undated; no page of Zoho gives it"
_REPORTS = "Reports in public issue threads; no page of Zoho gives it"
_PROGRAM = "The words of the program itself, in public issue threads"


@dataclass(frozen=True)
class ErrorText:
    """One error text.

    Attributes:
        id: Its address on the page, as GitHub makes it from the heading. It never changes.
        heading: How the page calls it.
        text: The text as people see it, whole.
        by: Who says it.
        symptom: What people see, in one sentence.
        tags: The facts that the doctor reads in it and that make it what it is.
        source: Where that is said.
        also: The same in other words, as Zoho or libraries put it.
        key: The piece by which it is known in a longer paste; empty where that is the heading.
    """

    id: str
    heading: str
    text: str
    by: str
    symptom: str
    tags: tuple[str, ...]
    source: str
    also: tuple[str, ...] = ()
    key: str = ""


_ENDPOINT = "the token endpoint, `/oauth/v2/token`"
_TOKEN_ERRORS = (
    ErrorText(
        "invalid_code",
        "invalid_code",
        '{"error":"invalid_code"}',
        _ENDPOINT,
        "An exchange or a refresh brings this instead of tokens, mostly with HTTP 200.",
        ("error:invalid_code",),
        f"{_TOKEN} and {_REFRESH}",
        also=("invalid code response from zoho",),
    ),
    ErrorText(
        "invalid_client",
        "invalid_client",
        '{"error":"invalid_client"}',
        _ENDPOINT,
        "Id and secret look right, and still no token comes; the status is HTTP 200.",
        ("error:invalid_client",),
        f"{_TOKEN}; the status: a dated probe in public code",
        also=("Map(error -> invalid_client)",),
    ),
    ErrorText(
        "invalid_client_secret",
        "invalid_client_secret",
        '{"error":"invalid_client_secret"}',
        _ENDPOINT,
        "The token endpoint knows the client id and refuses the secret beside it.",
        ("error:invalid_client_secret",),
        _TOKEN,
    ),
    ErrorText(
        "invalid_redirect_uri",
        "invalid_redirect_uri",
        '{"error":"invalid_redirect_uri"}',
        _ENDPOINT,
        "Consent went well, and the exchange of the code is refused.",
        ("error:invalid_redirect_uri",),
        _TOKEN,
        also=("redirect_uri_mismatch",),
    ),
    ErrorText(
        "you-have-made-too-many-requests-continuously",
        "You have made too many requests continuously",
        '{"error_description":"You have made too many requests continuously. '
        'Please try again after some time.","error":"Access Denied","status":"failure"}',
        _ENDPOINT,
        "Refreshes worked a moment ago; now each one brings this, with HTTP 400 or 200.",
        ("error:throttled",),
        f"{_REFRESH} has the limit, {_K43} the status 200; the body and 400: logs in public code",
    ),
    ErrorText(
        "missing_org_info",
        "missing_org_info",
        '{"error":"missing_org_info"}',
        _ENDPOINT,
        "A self client asks with grant_type=client_credentials and gets this instead of a token.",
        ("error:missing_org_info",),
        _OAUTH + "self-client/client-credentials-flow.html",
    ),
    ErrorText(
        "general_error",
        "general_error",
        '{"error":"general_error"}',
        _ENDPOINT,
        "A refresh fails with this although the same values work elsewhere.",
        ("error:general_error",),
        _CODE,
    ),
    ErrorText(
        "invalid_grant",
        "invalid_grant",
        '{"error":"invalid_grant"}',
        "OAuth libraries and proxies in front of Zoho: it is the standard's word, not Zoho's",
        "A library reports invalid_grant where Zoho itself would say invalid_code.",
        ("error:invalid_grant",),
        f"{_RFC}#section-5.2; no page of Zoho has this code",
    ),
    ErrorText(
        "unsupported_grant_type",
        "unsupported_grant_type",
        '{"error":"unsupported_grant_type"}',
        "OAuth libraries and proxies in front of Zoho: it is the standard's word, not Zoho's",
        "A library or proxy does not take the grant_type; Zoho itself says invalid_client.",
        ("error:unsupported_grant_type",),
        f"{_RFC}#section-5.2; no page of Zoho has this code",
        also=("invalid_grant_type",),
    ),
    ErrorText(
        "invalid-client-credentials",
        "Invalid client credentials",
        "Error: Invalid client credentials.",
        "programs that put Zoho's invalid_client into words of their own",
        "A program says that id or secret is wrong, without Zoho's own answer.",
        ("error:invalid_client", "said:secret"),
        _REPORTS,
    ),
)

_DEVICES = (
    ErrorText(
        "invalid_scope",
        "invalid_scope",
        '{"error":"invalid_scope"}',
        "the device endpoint, `/oauth/v3/device/code`, and OAuth libraries",
        "A device asks for a code and is refused because of its scopes.",
        ("error:invalid_scope",),
        _CODE,
    ),
    ErrorText(
        "other_dc",
        "other_dc",
        '{"error":"other_dc","user_location":"eu"}',
        "the device endpoint, `/oauth/v3/device/token`",
        "A device polls for its tokens and is told that the user lives elsewhere.",
        ("error:other_dc",),
        f"{_POLLING} and {_OAUTH}multi-dc.html",
    ),
)

_ERROR_PAGE = "the authorization page, `/oauth/v2/auth`"
_PAGES = (
    ErrorText(
        "invalid-redirect-uri",
        "Invalid Redirect Uri",
        "Invalid Redirect Uri\nRedirect URI passed does not match with the one configured",
        _ERROR_PAGE,
        "Instead of the consent page the browser shows this; nothing comes back to the program.",
        ("page:redirect",),
        f"{_AUTHORIZE}; the second line: public reports",
        also=("Redirect URI passed does not match with the one configured",),
    ),
    ErrorText(
        "invalid-client",
        "Invalid Client",
        "Invalid Client\nClient ID passed does not exist",
        _ERROR_PAGE,
        "Instead of the consent page the browser shows this; for other users it may work.",
        ("page:client",),
        f"{_AUTHORIZE}; the second line: public reports",
        also=(
            "Invalid Client ID",
            "Client ID passed does not exist",
            "The transmitted client ID does not exist",
            "Client non valide",
        ),
        key="client id passed does not exist",
    ),
    ErrorText(
        "scope-does-not-exist",
        "Scope does not exist",
        "Invalid OAuth Scope\nScope does not exist",
        _ERROR_PAGE,
        "Instead of the consent page the browser shows this, whichever of the scopes is wrong.",
        ("page:scope-unknown", "page:scope"),
        f"{_AUTHORIZE}; the second line: dated reports",
    ),
    ErrorText(
        "invalid-oauth-scope",
        "Invalid OAuth Scope",
        "Invalid OAuth Scope",
        "the authorization page, and the APIs of Projects, People and Sprints",
        "The page or the answer has this heading and nothing more.",
        ("page:scope", "api:scope", "said:scope"),
        f"{_AUTHORIZE}; the APIs: public code",
        also=("Invalid oauthscope", "Invalid scope", "Invalid scopes"),
    ),
    ErrorText(
        "invalid-response-type",
        "Invalid response type",
        "Invalid response type",
        _ERROR_PAGE,
        "Instead of the consent page the browser shows this.",
        ("page:response-type",),
        _AUTHORIZE,
    ),
    ErrorText(
        "access_denied",
        "access_denied",
        "https://app.example/callback?error=access_denied",
        "the redirect back to the redirect URI",
        "The browser comes back with an error instead of a code.",
        ("error:access_denied",),
        f"https://www.zoho.com/fsm/developer/help/api/auth-request.html and {_AUTHORIZE}",
    ),
)

_CRM = "the APIs of CRM, Bigin and Recruit"
_FINANCE = "the APIs of Books, Invoice, Inventory and Billing"
_DESK = "the API of Desk"
_APIS = (
    ErrorText(
        "invalid_token",
        "INVALID_TOKEN",
        '{"code":"INVALID_TOKEN","details":{},"message":"invalid oauth token","status":"error"}',
        _CRM,
        "Calls worked and are now HTTP 401, or the first call with a new token is.",
        ("api:dead",),
        _CRM_OAS,
        also=("invalid oauth token",),
    ),
    ErrorText(
        "authentication_failure",
        "AUTHENTICATION_FAILURE",
        '{"code":"AUTHENTICATION_FAILURE","details":{},'
        '"message":"Authentication failed","status":"error"}',
        _CRM,
        "The call is HTTP 401 as if no token had been sent.",
        ("api:no-header", "api:dead"),
        f"{_CRM_OAS}; also of an expired token: https://github.com/rikas/zoho_hub/pull/34",
    ),
    ErrorText(
        "oauth_scope_mismatch",
        "OAUTH_SCOPE_MISMATCH",
        '{"code":"OAUTH_SCOPE_MISMATCH","details":{},'
        '"message":"invalid oauth scope to access this URL","status":"error"}',
        _CRM,
        "The token works for some calls, and this one is HTTP 401.",
        (
            "api:scope",
            "api:scope-code",
        ),
        _CRM_OAS,
        also=("invalid oauth scope to access this URL",),
    ),
    ErrorText(
        "no_permission",
        "NO_PERMISSION",
        '{"code":"NO_PERMISSION","details":{"permissions":["Crm_Implied_Api_Access"]},'
        '"message":"permission denied","status":"error"}',
        _CRM,
        "Token and scope are accepted, and the call is HTTP 403.",
        ("api:permission",),
        _CODE,
        also=("Crm_Implied_Api_Access",),
    ),
    ErrorText(
        "invalid_url_pattern",
        "INVALID_URL_PATTERN",
        '{"code":"INVALID_URL_PATTERN","details":{},'
        '"message":"Please check if the URL trying to access is a correct one","status":"error"}',
        _CRM,
        "The call is HTTP 404 although the token is good.",
        ("api:path",),
        _CODE,
    ),
    ErrorText(
        "books-code-57",
        "Books code 57",
        '{"code":57,"message":"You are not authorized to perform this operation"}',
        _FINANCE,
        "The call is HTTP 401, with the same words for a dead token and for a missing scope.",
        ("api:books-57", "api:dead"),
        f"{_PROBES}; for a missing scope: public code",
        also=("You are not authorized to perform this operation",),
        key="code 57",
    ),
    ErrorText(
        "books-code-14",
        "Books code 14",
        '{"code":14,"message":"Invalid value passed for authtoken."}',
        f"{_FINANCE}, and of Site24x7",
        "The call is HTTP 401 as if no token had been sent.",
        ("api:no-header", "api:dead"),
        f"{_PROBES}; the words: public code",
        also=("Invalid value passed for authtoken",),
        key="code 14",
    ),
    ErrorText(
        "books-code-6041",
        "Books code 6041",
        '{"code":6041,"message":"This user is not associated with the CompanyID/CompanyName."}',
        _FINANCE,
        "The token is good, and the call with this organization_id is refused.",
        ("api:organization",),
        _CODE,
        key="code 6041",
    ),
    ErrorText(
        "invoice-code-9017",
        "Invoice code 9017",
        '{"code":9017,"message":"This user is not associated with any organization."}',
        "the API of Invoice",
        "The token is good, and the user has no organization in this product.",
        ("api:organization",),
        _CODE,
        key="code 9017",
    ),
    ErrorText(
        "desk-invalid_oauth",
        "Desk INVALID_OAUTH",
        '{"errorCode":"INVALID_OAUTH","message":"The OAuth Token you provided is invalid."}',
        _DESK,
        "The call is HTTP 401.",
        ("api:dead",),
        _PROBES,
        also=("The OAuth Token you provided is invalid.",),
        key="invalid_oauth",
    ),
    ErrorText(
        "desk-unauthorized",
        "Desk UNAUTHORIZED",
        '{"errorCode":"UNAUTHORIZED",'
        '"message":"You are not authenticated to perform this operation."}',
        _DESK,
        "The call is HTTP 401 as if no token had been sent.",
        ("api:no-header",),
        _PROBES,
        also=("You are not authenticated to perform this operation.",),
        key="you are not authenticated to perform this operation",
    ),
    ErrorText(
        "desk-scope_mismatch",
        "Desk SCOPE_MISMATCH",
        '{"errorCode":"SCOPE_MISMATCH","message":"The OAuth Token lacks the scope."}',
        _DESK,
        "The token works for some calls, and this one is HTTP 403.",
        (
            "api:scope",
            "api:scope-code",
        ),
        f"{_CODE}; the words are not known, only the code",
        key="scope_mismatch",
    ),
    ErrorText(
        "oauth_org_mismatch",
        "OAUTH_ORG_MISMATCH",
        '{"errorCode":"OAUTH_ORG_MISMATCH",'
        '"message":"The OAuthToken is not valid for specified organization."}',
        _DESK,
        "The token is good, and the call with this orgId is HTTP 403.",
        ("api:organization",),
        _CODE,
        also=("The OAuthToken is not valid for specified organization.",),
    ),
    ErrorText(
        "invalid_oauthtoken",
        "INVALID_OAUTHTOKEN",
        '{"data":{"errorCode":"INVALID_OAUTHTOKEN"},'
        '"status":{"code":401,"description":"Invalid Access"}}',
        "the APIs of Mail, Calendar and Projects; some CRM pages name it, too",
        "The call is HTTP 401.",
        ("api:dead",),
        f"{_PROBES}; Projects: public code",
    ),
    ErrorText(
        "invalid_ticket",
        "INVALID_TICKET",
        '{"data":{"errorCode":"INVALID_TICKET"},'
        '"status":{"code":400,"description":"Invalid Input"}}',
        "the APIs of Mail, Calendar and WorkDrive",
        "The call is HTTP 400 (WorkDrive: 500, with F000) as if no token had been sent.",
        ("api:no-header", "api:dead"),
        f"{_PROBES}; WorkDrive: public code",
        also=("F000 INVALID_TICKET",),
    ),
    ErrorText(
        "invalid_oauthscope",
        "INVALID_OAUTHSCOPE",
        '{"response":"error","cause":"INVALID_OAUTHSCOPE"}',
        "the user info of Accounts, `/oauth/user/info`, and the APIs of Creator, Sign and Mail",
        "The token is good, and this call is refused.",
        (
            "api:scope",
            "api:scope-code",
        ),
        f"{_OAUTH}use-access-token.html; the products: public code",
    ),
    ErrorText(
        "analytics-8535",
        "Analytics 8535",
        '{"status":"failure","summary":"INVALID_OAUTHTOKEN",'
        '"data":{"errorCode":8535,"errorMessage":"INVALID_OAUTHTOKEN"}}',
        "the API of Analytics",
        "The call is HTTP 401, with one code for a dead token, a missing scope and another data "
        "center.",
        ("api:dead",),
        _ANALYTICS,
        key="8535",
    ),
    ErrorText(
        "analytics-8518",
        "Analytics 8518",
        '{"status":"failure","summary":"INVALID_TICKET",'
        '"data":{"errorCode":8518,"errorMessage":"INVALID_TICKET"}}',
        "the API of Analytics",
        "The call is HTTP 400 as if no token had been sent.",
        ("api:no-header", "api:dead"),
        _PROBES,
        key="8518",
    ),
    ErrorText(
        "analytics-8083",
        "Analytics 8083",
        '{"status":"failure","summary":"ORGID_NOT_PRESENT",'
        '"data":{"errorCode":8083,"errorMessage":"ORGID_NOT_PRESENT"}}',
        "the API of Analytics",
        "The call is HTTP 400: it has no ZANALYTICS-ORGID header.",
        ("api:organization",),
        f"{_PROBES}; the words are not known, only the code",
        key="8083",
    ),
    ErrorText(
        "analytics-7301",
        "Analytics 7301",
        '{"status":"failure","summary":"NO_PERMISSION",'
        '"data":{"errorCode":7301,"errorMessage":"NO_PERMISSION"}}',
        "the API of Analytics",
        "Token and scope are accepted, and the call is HTTP 403.",
        ("api:permission",),
        f"{_PROBES}; the words are not known, only the code",
        key="7301",
    ),
    ErrorText(
        "creator-1030",
        "Creator 1030",
        '{"code":1030,"message":"Authorization Failure. '
        'The access token is either invalid or has expired."}',
        "the API of Creator",
        "The call is HTTP 401, for a dead token and for none.",
        ("api:dead",),
        "https://www.zoho.com/creator/help/api/v2.1/status-codes.html",
        key="1030",
    ),
    ErrorText(
        "creator-2945",
        "Creator 2945",
        '{"code":2945,"description":"INVALID_OAUTHSCOPE"}',
        "the API of Creator",
        "The token works for some calls, and this one is refused.",
        (
            "api:scope",
            "api:scope-number",
            "api:scope-code",
        ),
        _CODE,
        key="2945",
    ),
    ErrorText(
        "sign-9041",
        "Sign 9041",
        '{"code":9041,"message":"INVALID_OAUTHTOKEN","status":"failure"}',
        "the API of Sign",
        "The call is HTTP 401.",
        ("api:dead",),
        _PROBES,
        key="9041",
    ),
    ErrorText(
        "sign-9031",
        "Sign 9031",
        '{"code":9031,"message":"INVALID_TICKET","status":"failure"}',
        "the API of Sign",
        "The call is HTTP 401 as if no token had been sent.",
        ("api:no-header", "api:dead"),
        f"{_PROBES}; the words are not known, only the code",
        key="9031",
    ),
    ErrorText(
        "sign-9040",
        "Sign 9040",
        '{"code":9040,"message":"INVALID_OAUTHSCOPE","status":"failure"}',
        "the API of Sign",
        "The token works for some calls, and this one is refused.",
        (
            "api:scope",
            "api:scope-number",
            "api:scope-code",
        ),
        f"{_CODE}; the words are not known, only the code",
        key="9040",
    ),
    ErrorText(
        "sheet-2401",
        "Sheet 2401",
        '{"error_message":"Valid [OAUTHTOKEN] is required for processing the request.",'
        '"error_code":2401}',
        "the API of Sheet",
        "The call is HTTP 401, for a dead token and for none.",
        ("api:dead",),
        _PROBES,
        key="2401",
    ),
    ErrorText(
        "oauthtoken_scope_invalid",
        "oauthtoken_scope_invalid",
        '{"code":"oauthtoken_scope_invalid","message":"Invalid OAuth scope"}',
        "the API of Cliq",
        "The call is HTTP 401, sometimes although the token reply named the scope.",
        (
            "api:scope",
            "api:scope-code",
        ),
        f"{_PROBES}; the words are not known, only the code",
    ),
    ErrorText(
        "sprints-7601",
        "Sprints 7601",
        '{"code":7601,"message":"Invalid oauthscope","status":"failed"}',
        "the API of Sprints",
        "The call is HTTP 401 although the token is good.",
        ("api:scope",),
        _PROBES,
        key="7601",
    ),
    ErrorText(
        "sprints-740114",
        "Sprints 7401.14",
        '{"code":"7401.14","status":"failed"}',
        "the API of Sprints",
        "The call is HTTP 401 although token and scope are right.",
        ("api:permission",),
        _PROBES,
        key="7401 14",
    ),
    ErrorText(
        "people-7218",
        "People 7218",
        '{"response":{"message":"Error occurred","errors":'
        '{"code":7218,"message":"Invalid OAuth Scope"},"status":1}}',
        "the API of People",
        "The token is good, and this call is refused.",
        ("api:scope", "api:scope-number"),
        _CODE,
        key="7218",
    ),
    ErrorText(
        "workdrive-f7003",
        "WorkDrive F7003",
        '{"errors":[{"id":"F7003","title":"Invalid OAuth token."}]}',
        "the API of WorkDrive",
        "The call is HTTP 401.",
        ("api:dead",),
        f"{_CODE}; the words are not known, only the code",
        key="f7003",
    ),
    ErrorText(
        "workdrive-f7004",
        "WorkDrive F7004",
        '{"errors":[{"id":"F7004"}]}',
        "the API of WorkDrive",
        "The token is good, and this call is refused.",
        ("api:scope",),
        _CODE,
        key="f7004",
    ),
    ErrorText(
        "api-endpoint-not-found",
        "API endpoint not found",
        '{"message":"API endpoint not found"}',
        "the gateway at `www.zohoapis.com` and its sisters",
        "The call is HTTP 404 although the product has this path, such as Recruit or Projects.",
        ("api:path",),
        _PROBES,
    ),
    ErrorText(
        "url_rule_not_configured",
        "URL_RULE_NOT_CONFIGURED",
        '{"data":{"errorCode":"URL_RULE_NOT_CONFIGURED"},'
        '"status":{"code":404,"description":"Invalid Input"}}',
        "the APIs of Projects and Mail",
        "The call is HTTP 404, or HTTP 400 in Projects, which says it of a missing scope, too.",
        ("api:path-or-scope",),
        _CODE,
    ),
    ErrorText(
        "zaaid",
        "ZAAID",
        "You are trying to access the API of the BU team. "
        "Please pass the BU's ZAAID in the request.",
        "the API of Site24x7",
        "The token is good, and the call wants the number of a business unit.",
        ("api:organization",),
        "https://github.com/svenstaro/site24x7_exporter/issues/366",
        also=("Please pass the BU's ZAAID in the request.",),
    ),
    ErrorText(
        "zeptomail-serr_157",
        "ZeptoMail SERR_157",
        '{"error":{"code":"TM_4001","details":[{"code":"SERR_157",'
        '"message":"Invalid API Token found"}],"message":"Access Denied"}}',
        "the API of ZeptoMail",
        "Mail is not sent; the answer is HTTP 401 although the OAuth token is new.",
        ("api:other-key",),
        _CODE,
        also=("Invalid API Token found",),
        key="serr_157",
    ),
    ErrorText(
        "parameters-are-in-wrong-format",
        "Parameters are in wrong format",
        "The parameters are in wrong format",
        "APIs of several products",
        "The call is refused before anything is said of the token.",
        ("api:format",),
        f"{_REPORTS}; the words differ from product to product",
        also=("Extra parameter found",),
    ),
    ErrorText(
        "your-trial-has-expired",
        "Your trial has expired",
        "Your trial has expired.",
        "pages and APIs of several products",
        "The call is refused for the account or subscription, not for the token.",
        ("api:inactive",),
        f"{_REPORTS}; the words differ from product to product",
        also=("Your subscription has expired", "ACCOUNT_INACTIVE"),
    ),
    ErrorText(
        "zoho-creator-error-page",
        "Zoho Creator error page",
        "<html><head><title>Zoho Creator - Error Page</title></head>",
        "the API of Bookings",
        "The call is HTTP 400 or 401 with a web page where JSON should be.",
        ("program:html",),
        _PROBES,
        key="zoho creator error page",
    ),
)

_PROGRAMS = (
    ErrorText(
        "invalid-token-error",
        "INVALID TOKEN ERROR",
        "SDKException: INVALID TOKEN ERROR - invalid_code",
        "Zoho's SDKs for the CRM, which put Zoho's own error after it",
        "The SDK asked for a token and reports what the token endpoint said instead.",
        ("error:invalid_code",),
        "https://github.com/zoho/zohocrm-python-sdk-8.0",
    ),
    ErrorText(
        "keyerror-access_token",
        "KeyError: access_token",
        "KeyError: 'access_token'",
        "programs in Python; others say the same in their own words",
        "The program fails right after it asked for a token, whose reply had HTTP 200.",
        ("program:no-access-token",),
        _PROGRAM,
        also=(
            'Undefined array key "access_token"',
            "Cannot read properties of undefined (reading 'access_token')",
            "The response from the token server was missing the field access_token",
            "(missing_token) Missing access token parameter.",
        ),
    ),
    ErrorText(
        "unexpected-token-in-json",
        "Unexpected token in JSON",
        "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
        "programs in JavaScript",
        "The program wanted JSON and got a web page.",
        ("program:not-json",),
        _PROGRAM,
        also=("Unexpected token < in JSON at position 0",),
        key="unexpected token",
    ),
    ErrorText(
        "expecting-value-line-1-column-1",
        "Expecting value: line 1 column 1",
        "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        "programs in Python",
        "The program wanted JSON and got a web page or nothing.",
        ("program:not-json",),
        _PROGRAM,
        also=("JSONDecodeError", "invalid character '<' looking for beginning of value"),
    ),
    ErrorText(
        "zoho-accounts-page-instead-of-json",
        "Zoho Accounts page instead of JSON",
        "<html><head><title>Zoho Accounts</title>",
        "Zoho's web servers, where a request does not reach the token endpoint or an API",
        "Where JSON was expected there is a page of Zoho Accounts.",
        ("program:html",),
        _REPORTS,
        key="title zoho accounts title",
    ),
    ErrorText(
        "no-tokens-exist-for-the-given-user-identifier",
        "No Tokens exist for the given user-identifier",
        "No Tokens exist for the given user-identifier,Please generate and try again",
        "the old PHP SDK (zcrmsdk)",
        "Tokens were made before, and the SDK does not find them.",
        ("program:no-tokens-for-user",),
        f"{_OLD_PHP}; https://github.com/asciisd/zoho/issues/2",
    ),
    ErrorText(
        "retrieving-tokens-from-persistence",
        "Retrieving tokens from persistence",
        "Exception in retrieving tokens from persistence",
        "SDKs that keep tokens in a file or database",
        "The SDK cannot read its token store.",
        ("said:persistence",),
        _REPORTS,
    ),
    ErrorText(
        "passing-null-to-parameter-1",
        "Passing null to parameter 1",
        "Exception::__construct(): Passing null to parameter #1 ($message) of type string is "
        "deprecated in SDKException.php",
        "Zoho's PHP SDK 2.1 under PHP 8",
        "The SDK fails while it reports another failure, whose text is lost.",
        ("program:deprecated-null",),
        "https://github.com/asciisd/zoho-v3/issues/11",
    ),
    ErrorText(
        "grantcodenotsetexception",
        "GrantCodeNotSetException",
        "Weble\\ZohoClient\\Exception\\GrantCodeNotSetException in OAuthClient.php",
        "the PHP client weble/zohoclient",
        "A refresh token is configured, and the library asks for a code all the same.",
        ("program:grant-code-not-set",),
        "https://github.com/Weble/ZohoBooksApi/issues/60",
    ),
    ErrorText(
        "refreshtoken-is-required",
        "refreshToken is required",
        "Problem in node 'HTTP Request'\nrefreshToken is required",
        "n8n",
        "The connection works for an hour and then asks for a refresh token that it never got.",
        ("program:refresh-token-required",),
        "https://github.com/n8n-io/n8n/issues/18037",
        also=("no refresh token",),
    ),
    ErrorText(
        "failed-to-open-stream-permission-denied",
        "failed to open stream: Permission denied",
        "fopen(zcrm_oauthtokens.txt): failed to open stream: Permission denied",
        "PHP, mostly under the old PHP SDK",
        "The token arrives, and the program cannot write or read the file that keeps it.",
        ("program:permission",),
        f"{_PROGRAM}; the file's name: {_OLD_PHP}",
        also=("EACCES", "Read-only file system"),
    ),
    ErrorText(
        "unsupportedheadererror",
        "UnsupportedHeaderError",
        "joserfc.errors.UnsupportedHeaderError: unsupported_header: "
        "Unsupported {'key_id'} in header",
        "joserfc, a JWT library for Python",
        "Sign-in with Zoho goes well until the id_token is checked.",
        ("program:jose",),
        "https://github.com/Syslifters/sysreptor/issues/663",
        also=("Unable to find a signing key that matches", "Not enough segments", "jwt malformed"),
    ),
    ErrorText(
        "mismatching_state",
        "mismatching_state",
        "mismatching_state: CSRF Warning! State not equal in request and response.",
        "OAuth libraries for Python",
        "The user consented, and the library refuses the redirect.",
        ("program:state",),
        _PROGRAM,
        also=("CSRF Warning! State not equal in request and response.", "Invalid state"),
    ),
    ErrorText(
        "blocked-by-cors-policy",
        "blocked by CORS policy",
        "Access to fetch at 'https://accounts.zoho.com/oauth/v2/token' from origin "
        "'https://app.example' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' "
        "header is present on the requested resource.",
        "the browser, in its console",
        "A web page asks for a token, and the browser does not hand over the answer.",
        ("program:cors",),
        _PROGRAM,
    ),
    ErrorText(
        "curl-error-28",
        "cURL error 28",
        "cURL error 28: Connection timed out",
        "cURL and everything built on it",
        "The request hangs, and then nothing has come.",
        ("program:network",),
        _PROGRAM,
        also=(
            "ETIMEDOUT",
            "Read timed out",
            "ECONNREFUSED",
            "ECONNRESET",
            "Could not resolve host",
        ),
    ),
    ErrorText(
        "curl-error-60",
        "cURL error 60",
        "cURL error 60: SSL certificate problem: unable to get local issuer certificate",
        "cURL and everything built on it",
        "The connection ends at once because of a certificate.",
        ("program:network",),
        _PROGRAM,
    ),
    ErrorText(
        "is-not-recognized-as-an-internal-or-external-command",
        "is not recognized as an internal or external command",
        "curl -X POST https://accounts.zoho.com/oauth/v2/token?grant_type=refresh_token&client_id=x\n"
        "'client_id' is not recognized as an internal or external command",
        "the command prompt of Windows",
        "A curl command is copied, and Windows takes its parameters for commands.",
        ("said:cut-command", "sent:curl"),
        _PROGRAM,
    ),
)

ENDPOINT = "From the token endpoint"
DEVICES = "From the device endpoints"
BROWSER = "In the browser, on the way to consent and back"
APIS = "From the APIs"
PROGRAMS = "From SDKs, libraries and other programs"
GROUPS: Mapping[str, tuple[ErrorText, ...]] = MappingProxyType(
    {
        ENDPOINT: _TOKEN_ERRORS,
        DEVICES: _DEVICES,
        BROWSER: _PAGES,
        APIS: _APIS,
        PROGRAMS: _PROGRAMS,
    }
)
"""Every error text, by where people meet it."""

ERROR_TEXTS: Mapping[str, ErrorText] = MappingProxyType(
    {row.id: row for rows in GROUPS.values() for row in rows}
)
"""Every error text, by its id."""
