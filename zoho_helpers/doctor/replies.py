"""What support can send to a customer as it is: one reply for each cause.

A reply is the long form of what `causes.py` says, for somebody who is no expert, and claims nothing
that does not stand there or in the fact tables. Its sources are those of the cause. What no page of
Zoho says is in `assumed`, for support alone: it is not sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

NEVER = (
    "Never send us a client secret, a code or a token. Replace each of them by XXX before you "
    "send anything."
)
"""Ends every reply."""

_CONSENT_AGAIN = (
    "Let the user consent again, with `access_type=offline` and `prompt=consent` in the "
    "authorization URL."
)
_REFRESH = (
    "Send a POST to `/oauth/v2/token` of your accounts server with `grant_type=refresh_token`, "
    "`refresh_token`, `client_id` and `client_secret`."
)
_HEADER = "Send the header `Authorization: Zoho-oauthtoken`, then a space, then the access token."
_WHICH_SERVER = "Which accounts server does the request go to?"
_WHICH_CALL = "Which product and which call is it (method and path, without the token)?"
_WHICH_LIBRARY = "Which library do you use, in which version, and on which version of its language?"


@dataclass(frozen=True)
class Reply:
    """What to send for one cause.

    Attributes:
        cause: The cause's id.
        tell: What happened, in one or two sentences.
        do: The steps, each a short sentence.
        ask: What settles it, or is needed to go on.
        assumed: What in it no page of Zoho says; empty for nothing. Not sent.
    """

    cause: str
    tell: str
    do: tuple[str, ...]
    ask: tuple[str, ...]
    assumed: str = ""


_ROWS = (
    Reply(
        "scope_missing",
        "The token works, but it was not granted the scope that this call needs. A scope is a "
        "permission that the user agrees to on Zoho's page.",
        (
            "Look up which scope the call needs, on the API page of the product.",
            "Add it to `scope` in the authorization URL, after a comma.",
            _CONSENT_AGAIN,
            "Store the new refresh token in place of the old one. A refresh of the old one never "
            "adds a scope.",
        ),
        (_WHICH_CALL, "What does `scope` say in the token reply?"),
    ),
    Reply(
        "wrong_data_centre",
        "Zoho keeps accounts in several data centers, and each has an accounts server of its own. "
        "The request went to one that does not hold this account.",
        (
            "Sign in to Zoho in the browser and read how the address ends, such as .com, .eu or "
            ".in.",
            "Start the authorization at the data center where your client is registered.",
            "Read `location` and `accounts-server` in the redirect: they name the user's data "
            "center.",
            "Send the token requests to the accounts server that is named there. It has to be one "
            "of Zoho's.",
            "Use the client secret of that data center: by default each has its own.",
        ),
        (
            _WHICH_SERVER,
            "How does the address end when the user is signed in to Zoho?",
            "In which data center was the client registered?",
        ),
    ),
    Reply(
        "access_token_expired",
        "An access token works for one hour. This one is older, or was replaced by a newer one, "
        "and nothing renewed it.",
        (
            _REFRESH,
            "Use the `access_token` of the reply from then on.",
            "Keep the refresh token: the reply brings no new one.",
            "Let the program do this before the hour is over, in one place for all processes.",
        ),
        (
            "When was the token issued, and when did the call fail?",
            "Does the same call work right after a refresh?",
        ),
    ),
    Reply(
        "sdk_bug_missing_field",
        "The library stumbles over an answer of Zoho, or hides what the answer says.",
        (
            "Send the same token request with curl and look at the raw reply.",
            "If the reply has `error`, go by that error instead of the library's message.",
            "If the reply has `access_token`, update the library to its newest version.",
            "If it still fails, send this one request yourself, without the library.",
        ),
        (
            _WHICH_LIBRARY,
            "What is the whole message, with its stack trace?",
            "Which fields does the raw reply have (names only)?",
        ),
    ),
    Reply(
        "org_id_missing_or_wrong",
        "The token is good. The organization in the request is missing, old, or not one of this "
        "user's organizations.",
        (
            "Call the product's list of organizations with the same token.",
            "Take the id of one of these organizations.",
            "Send it where the API page of the product says: for Books as `organization_id`, for "
            "Desk in the header `orgId`, for Analytics in `ZANALYTICS-ORGID`.",
            "With `grant_type=client_credentials` send `soid`: the service, a dot, and the id.",
        ),
        (
            _WHICH_CALL,
            "Where in the request does the id stand, and under which name?",
            "Is the id among those that the list of organizations shows for this token?",
        ),
    ),
    Reply(
        "code_expired_or_used",
        "The code from the redirect works once, and only for a minute or two. This one was too old "
        "or had been used before.",
        (
            "Get a new code: open the authorization URL again, or for a self client the Generate "
            "Code tab of the API console.",
            "Exchange it within a minute, with `grant_type=authorization_code`.",
            "Exchange it only once. Make sure that no reload and no retry sends it again.",
            "Store the refresh token of the reply, and refresh with it from then on.",
        ),
        (
            "How much time passed between the redirect and the exchange?",
            "Can anything send the exchange twice, such as a reload, a retry or a second server?",
        ),
    ),
    Reply(
        "too_many_token_requests",
        "Zoho gives ten new access tokens in ten minutes for one refresh token. Then it refuses "
        "more for the rest of the ten minutes.",
        (
            "Stop all token requests for ten minutes.",
            "Keep each access token for its hour, instead of asking for one before each call.",
            "Keep it in one place that all processes share, and let only one of them refresh.",
            "After a refusal wait before the next try. Do not retry in a loop.",
        ),
        (
            "How many token requests did you send in the last ten minutes?",
            "How many processes or servers use the same refresh token?",
        ),
    ),
    Reply(
        "wrong_auth_header",
        "The token is sent with a word before it that this product does not take, or in the wrong "
        "place.",
        (
            _HEADER,
            "Do not send the token in the URL.",
            "Repeat the call with the same token.",
            "If the product wants a key of its own, use that key instead of an OAuth token.",
        ),
        ("How does the Authorization header begin, up to the token?", _WHICH_CALL),
    ),
    Reply(
        "api_domain_wrong",
        "The token belongs to one data center, and the call went to the API of another. There it "
        "counts as invalid.",
        (
            "Read `api_domain` in the token reply.",
            "Send the call to that address.",
            "If the product has a host of its own, such as desk.zoho.com, use the one with the "
            "same ending as `api_domain`.",
            "For Canada, use www.zohoapis.ca, or a product's own host that ends in zohocloud.ca.",
        ),
        (
            "What does `api_domain` say in the token reply?",
            "Which host does the failing call use?",
        ),
    ),
    Reply(
        "other",
        "What we have so far does not show what is wrong. With a little more we can tell.",
        (
            "Send the failing request once more.",
            "Keep its address, its `grant_type` if it has one, the HTTP status, and the whole "
            "answer.",
            "Replace every secret, code and token in it by XXX, and send it to us.",
        ),
        (
            "Did it work before, and what changed since then?",
            _WHICH_CALL,
            _WHICH_LIBRARY,
        ),
    ),
    Reply(
        "redirect_uri_mismatch",
        "The redirect URI in the request is not, character by character, one that is registered "
        "for your client.",
        (
            "Open your client in the API console and copy its Authorized Redirect URI.",
            "Put it into `redirect_uri` of the authorization URL, encoded once.",
            "Send the same `redirect_uri` when you exchange the code.",
            "Compare scheme, host, port, path, and the slash at the end.",
            "If your address is not in the console, add it there. It must begin with http:// or "
            "https://.",
        ),
        (
            "Which `redirect_uri` does the request send?",
            "Which redirect URIs are registered in the console?",
        ),
    ),
    Reply(
        "refresh_token_revoked_or_evicted",
        "The refresh token no longer works. It was revoked, or ended with a new password, or was "
        "pushed out: Zoho keeps twenty for each user and client.",
        (
            _CONSENT_AGAIN,
            "Store the new refresh token in place of the old one.",
            "Let each user consent once, not at every start: a new consent can push out the "
            "oldest token.",
            "Use one client for development and another for production.",
        ),
        (
            "Did the user change the password, or revoke access under Connected Apps?",
            "How often did this user consent to this client?",
            "Was the client deleted or registered anew?",
        ),
    ),
    Reply(
        "client_not_found",
        "The accounts server that was asked does not know this client id.",
        (
            "Open the API console of the data center where you registered the client.",
            "Copy the client id from the Client Secret tab.",
            "Compare it with `client_id` in the request. Look for blanks and for a cut end.",
            "Send the request to the accounts server of that data center.",
        ),
        (
            _WHICH_SERVER,
            "In which data center was the client registered?",
            "Is the client still listed in the console?",
        ),
    ),
    Reply(
        "refresh_token_missing_offline",
        "Zoho sends a refresh token only where the authorization URL asks for offline access. This "
        "one did not ask.",
        (
            "Add `access_type=offline` and `prompt=consent` to the authorization URL.",
            "Let the user consent again.",
            "Exchange the new code, and store the refresh token of the reply.",
        ),
        (
            "What is the whole authorization URL?",
            "Which fields does the token reply have (names only)?",
        ),
    ),
    Reply(
        "refresh_token_missing_no_reconsent",
        "Zoho sends a refresh token the first time that a user consents to your client. This user "
        "had consented before.",
        (
            "Look whether the refresh token of the first time is still stored. It works without a "
            "new consent.",
            "If it is lost, add `prompt=consent` to the authorization URL, beside "
            "`access_type=offline`.",
            "Let the user consent once more.",
            "Store the refresh token of the reply at once, and keep it.",
        ),
        (
            "What is the whole authorization URL?",
            "Did this user consent to this client before?",
        ),
    ),
    Reply(
        "scope_name_invalid",
        "One of the scopes in the request does not exist, or two of them run into each other. One "
        "bad scope fails the whole request.",
        (
            "Compare each scope with the API page of its product, letter by letter.",
            "Separate the scopes by commas, without blanks.",
            "Give each scope in full, such as `ZohoCRM.modules.READ`: service, group, operation.",
            "If it still fails, ask for one scope at a time to find the bad one.",
        ),
        ("Which scopes does the authorization URL ask for?", _WHICH_SERVER),
    ),
    Reply(
        "wrong_client_secret",
        "The client secret does not belong to this client id in this data center.",
        (
            "Open your client in the API console, at the Client Secret tab.",
            "Copy the client id and the secret together from there.",
            "Take the secret of the data center that the request goes to: by default each has its "
            "own.",
            "Look for blanks, quotes and line ends around the secret where you keep it.",
        ),
        (
            _WHICH_SERVER,
            "Is the client enabled in several data centers?",
            "Were id and secret copied from the same client?",
        ),
    ),
    Reply(
        "html_response_wrong_host",
        "A web page came back where data was expected. The address is not that of the API.",
        (
            "Open the address in a browser and read the title of the page.",
            "Send token requests as POST to `/oauth/v2/token` of an accounts server.",
            "Send API calls to the host and path that stand on the product's API page.",
        ),
        (
            "Which address and which method does the request use?",
            "What are the HTTP status and the title of the page that came back?",
        ),
    ),
    Reply(
        "token_store_permission",
        "The program could not store the token, or could not read it back.",
        (
            "Find the file, folder or store where the program keeps its token.",
            "Give the program a place that it can write, and that nobody else can read.",
            "If the library wants the file to exist, create it. The old PHP SDK does.",
            "Write a file there as the user that runs the program, to make sure.",
        ),
        (
            "What is the whole message, with the path in it?",
            "As which user does the program run, and on what kind of machine?",
        ),
    ),
    Reply(
        "error_body_ignored",
        "Zoho answered the token request with HTTP 200 and an error in the body. The program took "
        "that for success.",
        (
            "Print the body of the token reply.",
            "Look for `access_token`: only that means success, whatever the HTTP status is.",
            "If there is `error` instead, go by its value.",
            "Change the program so that it stops there and shows the error.",
        ),
        (
            "What is the value of `error` in the token reply?",
            "Which `grant_type` did the request send?",
        ),
    ),
    Reply(
        "wrong_grant_type",
        "The `grant_type` of the token request does not fit what is sent with it.",
        (
            "To exchange a code, send `grant_type=authorization_code` and `code`.",
            "To refresh, send `grant_type=refresh_token` and `refresh_token`.",
            "For a self client without a user, send `grant_type=client_credentials` and `scope`.",
        ),
        (
            "Which `grant_type` does the request send?",
            "Which other parameters does it send (names only)?",
        ),
    ),
    Reply(
        "multi_dc_disabled",
        "The client is good, but it is not enabled in the data center of this user.",
        (
            "Open the client in the API console, at the Settings tab.",
            "Turn on the data center of the user.",
            "Use the secret of that data center there, or tick Use the same OAuth credentials for "
            "all data centers.",
            "If the client belongs to somebody else, ask its owner to do this.",
            "For users in China, register a client in China: it is not part of this list.",
        ),
        (
            "In which data center is the user's account?",
            "Does it work for users of the client's own data center?",
        ),
    ),
    Reply(
        "user_has_no_permission",
        "The token and its scope are right. The profile or role of the Zoho user does not allow "
        "this call.",
        (
            "Find out which user consented.",
            "Ask an administrator to allow API access for that user's profile or role.",
            "Or let a user who may do this consent, and use that user's token.",
        ),
        (
            _WHICH_CALL,
            "Which profile or role does the user have?",
            "Does the call work with the token of an administrator?",
        ),
    ),
    Reply(
        "token_truncated_or_whitespace",
        "What was sent is not the whole token. It was cut, put in quotes, encrypted, or has blanks "
        "in it.",
        (
            "Check the shape of the token: it begins with 1000, and has 70 characters and two "
            "dots.",
            "Remove quotes, blanks and line ends around it.",
            "If it is stored encrypted, decrypt it before you send it.",
            "If a part of a refresh token is lost, let the user consent again with "
            "`access_type=offline` and `prompt=consent`.",
        ),
        (
            "How many characters and how many dots does the value have?",
            "Where is it stored, and is it encrypted there?",
        ),
    ),
    Reply(
        "user_denied_consent",
        "The user pressed Reject on Zoho's page, so no access was given.",
        (
            "Tell the user why the access is needed.",
            "Open the authorization URL again, and let the user press Accept.",
            "If nobody pressed Reject, wait ten minutes. Too many codes in ten minutes are refused "
            "in the same way.",
        ),
        (
            "Did the user press Reject?",
            "How often was the authorization URL opened in the last ten minutes?",
        ),
    ),
    Reply(
        "network_or_tls",
        "The program could not reach Zoho. The connection failed or hung before anything was "
        "answered.",
        (
            "Go to the machine that sends the request.",
            "Fetch `/oauth/serverinfo` of the accounts server there, with curl.",
            "If that fails, look at the machine's DNS, proxy and firewall.",
            "If the message speaks of a certificate, look at the machine's certificates.",
        ),
        (
            "What does curl say on that machine, word by word?",
            "Is there a proxy or a firewall on the way?",
        ),
    ),
    Reply(
        "client_not_in_offline_mode",
        "The library has a refresh token, but is not told to use it. So it asks for a code again.",
        (
            "Look for an offline or refresh mode in the configuration of the library.",
            "Turn it on, and give the library the stored refresh token.",
            "Start the program again. It should no longer ask for a code.",
        ),
        (_WHICH_LIBRARY, "How is the library configured, without its secrets?"),
    ),
    Reply(
        "token_store_user_mismatch",
        "The token is stored under another name than the one that the program looks for.",
        (
            "Open the token store and read the name under which the token stands. It is often an "
            "e-mail address.",
            "Compare it with the name in the program's configuration, letter by letter.",
            "Use the same name in both places.",
            "If nothing is stored, get a new code and exchange it once.",
        ),
        (
            _WHICH_LIBRARY,
            "Does it keep tokens in a file or in a database?",
            "Are the two names equal, capital letters included?",
        ),
    ),
    Reply(
        "no_token_sent",
        "The call reached Zoho without a token.",
        (
            _HEADER,
            "Do not put the token into the URL: it does not count there.",
            "Print the headers as the program sends them, and see that this one is among them.",
        ),
        (
            "Which headers does the program send (names only)?",
            "Is the variable that holds the token empty?",
            _WHICH_CALL,
        ),
    ),
    Reply(
        "oidc_token_validation",
        "The sign-in library does not take Zoho's tokens. Zoho's access tokens are no JWTs, and "
        "its id_token names its key in a header of its own.",
        (
            "Let the library check the id_token, and never the access token.",
            "Decode the header of the id_token and look for `key_id`.",
            "Set the library to allow the header `key_id`.",
        ),
        (
            _WHICH_LIBRARY,
            "What is the whole message?",
            "Which fields does the header of the id_token have (names only)?",
        ),
    ),
    Reply(
        "refresh_token_used_as_code",
        "A refresh token was sent in the parameter `code`. The two look alike and are easily mixed "
        "up.",
        (
            "Send the refresh token as `refresh_token`, with `grant_type=refresh_token`.",
            "Take `code` out of that request.",
            "Use `code` only for what a redirect or the API console gave you as a code.",
        ),
        (
            "Which parameters does the request send (names only)?",
            "Where does the value of `code` come from?",
        ),
    ),
    Reply(
        "self_client_vs_server_client",
        "The client is of the wrong kind for this. A self client has no redirect URI, and a "
        "server-based client has no codes in the API console.",
        (
            "Look at the type of your client in the API console.",
            "If users consent in a browser, register a server-based client with your redirect URI.",
            "If nobody does, use a self client and the codes of its Generate Code tab.",
            "Use the id and secret of that client in every request.",
        ),
        (
            "Which type has the client in the console?",
            "Does a user consent in a browser, or does the program work for your own account only?",
        ),
    ),
    Reply(
        "client_type_wrong",
        "The type of the client in the API console does not fit the way in which it asks for "
        "tokens.",
        (
            "Look at the type of your client in the API console.",
            "Choose the type that fits: server-based, client-based, mobile, non-browser, or self "
            "client.",
            "Register a client of that type by hand, in the console.",
            "In the authorization URL send `response_type=code`, or `response_type=token` for a "
            "client-based one.",
        ),
        (
            "Which type has the client in the console?",
            "Where does the program run: on a server, in a web page, on a phone, on a device?",
        ),
    ),
    Reply(
        "url_encoding_broken",
        "A value in the request was lost or changed, because it was encoded twice or not at all.",
        (
            "Take the address as it was sent, and decode it.",
            "Compare each parameter with what you meant to send.",
            "Encode each value once, and never the whole address.",
        ),
        (
            "What is the whole address as it was sent?",
            "Which part of the program encodes the values?",
        ),
    ),
    Reply(
        "account_inactive",
        "The account, trial or subscription of this product is not active, so the call is refused.",
        (
            "Open the product in a browser as the user who consented.",
            "If it says that the trial or subscription ended, renew it.",
            "If this user never used the product, sign in to it once.",
            "Repeat the call.",
        ),
        (_WHICH_CALL, "What does the product show in the browser for this user?"),
    ),
    Reply(
        "clock_skew",
        "The program reckons wrongly when the token expires. Its clock is off, or it takes seconds "
        "for milliseconds.",
        (
            "Compare the clock of the machine with the Date header of an answer from Zoho.",
            "Set the clock if the two differ.",
            "Read `expires_in` as seconds. Only where `expires_in_sec` stands beside it, it is in "
            "milliseconds.",
        ),
        (
            "What do the machine's clock and the Date header say at the same moment?",
            "Which moment of expiry does the program store for a new token?",
        ),
    ),
    Reply(
        "access_token_saved_as_refresh_token",
        "A refresh brought a new access token, and the program stored it over the refresh token.",
        (
            _CONSENT_AGAIN,
            "Store the access token and the refresh token in two places.",
            "After a refresh, replace the access token only.",
        ),
        (
            "What does the program store after a refresh, and in which place?",
            "Does the stored refresh token change with each refresh?",
        ),
    ),
    Reply(
        "code_used_as_access_token",
        "The code of the redirect was sent to the API. It is no token: it is exchanged for one.",
        (
            "Send a POST to `/oauth/v2/token` of your accounts server with "
            "`grant_type=authorization_code`, `code`, `client_id`, `client_secret` and "
            "`redirect_uri`.",
            "Do so within two minutes, and once: a code works a single time.",
            "Send the `access_token` of the reply to the API.",
        ),
        (
            "Does the program send a token request after the user has consented?",
            _WHICH_CALL,
        ),
    ),
    Reply(
        "refresh_token_used_as_access_token",
        "The refresh token itself was sent to the API. It only serves to get access tokens.",
        (
            _REFRESH,
            "Send the `access_token` of the reply to the API.",
            "Send the refresh token to the accounts server only.",
        ),
        (
            "Which stored value does the program put into the Authorization header?",
            _WHICH_CALL,
        ),
    ),
    Reply(
        "auth_header_lost_on_redirect",
        "The call was redirected to another host, and the HTTP client left the Authorization "
        "header behind. It does so to protect the token.",
        (
            "Send the call once without following redirects.",
            "Read `Location` in the answer, and make sure that it names a host of Zoho.",
            "Call that host at once from then on.",
        ),
        ("Which address does the program call?", "What does `Location` say in the answer?"),
    ),
    Reply(
        "zoho_service_outage",
        "The fault seems to be on Zoho's side.",
        (
            "Look at status.zoho.com.",
            "Try the same with another account and another client, to make sure.",
            "Wait, and try again with growing pauses.",
        ),
        (
            "Since when does it fail, and for how many accounts?",
            "In which data center are these accounts?",
            "What are the HTTP status and the answer?",
        ),
    ),
    Reply(
        "wrong_token_identity",
        "The token is good, but it speaks for somebody else than this call wants.",
        (
            "Ask `/oauth/user/info` of the accounts server whose token it is. This needs the scope "
            "`AaaServer.profile.READ`.",
            "For a user's data, let that user consent.",
            "For an organization's data, use a self client with `grant_type=client_credentials`.",
        ),
        (_WHICH_CALL, "For whom should the call act: a user, or the organization?"),
    ),
    Reply(
        "app_callback_bug",
        "Zoho did its part and sent the user back. Then the application's own callback failed.",
        (
            "Look into the application's log at the moment of the callback.",
            "Get a new code and exchange it by hand, to see that Zoho's reply is fine.",
            "Repair what the log names.",
        ),
        (
            "What does the application's log say at that moment?",
            "Which parameters does the redirect carry (names only)?",
        ),
    ),
    Reply(
        "shell_quoting_broken",
        "The command line cut the command, so that not all parameters were sent.",
        (
            "Put the whole address in double quotes.",
            "On Windows, write the command on one line, without backslashes at the ends.",
            "Print the command with echo, and see that it is whole.",
            "If it exchanges a code, get a new code before you run it again.",
        ),
        (
            "Which system and which shell do you use?",
            "What is the command, with every secret in it replaced?",
        ),
    ),
    Reply(
        "code_used_as_refresh_token",
        "A code was sent in the parameter `refresh_token`. A code has to be exchanged first.",
        (
            "Get a new code.",
            "Send it as `code`, with `grant_type=authorization_code`, within a minute.",
            "Store the refresh token of the reply, and use that one to refresh.",
        ),
        (
            "Where does the value of `refresh_token` come from?",
            "Which parameters does the request send (names only)?",
        ),
    ),
    Reply(
        "params_not_form_encoded",
        "The token endpoint reads a form. The body of this request is none, such as JSON, or it is "
        "missing.",
        (
            "Send the parameters as a form, as your HTTP library does for form fields.",
            "Send `Content-Type: application/x-www-form-urlencoded` with it, or form-data.",
            "Print the body as it is sent, and see that `grant_type` is in it.",
        ),
        (
            "Which Content-Type does the request send?",
            "How does the program build the body?",
        ),
    ),
    Reply(
        "consumer_app_blocked",
        "An administrator of the organization blocked the app for its users.",
        (
            "Ask an administrator of the organization to allow the app.",
            "Then let the user consent again.",
            "To make sure, try with a user of another organization.",
        ),
        (
            "What does the page or the redirect say, word by word?",
            "Does it work for users of another organization?",
        ),
    ),
    Reply(
        "state_mismatch",
        "The answer from Zoho does not belong to the request that this browser sent. It came from "
        "another browser, too late, or from somebody else.",
        (
            "Start again from the application, not from an old link.",
            "Finish in the same browser in which you started.",
            "Compare `state` in the authorization URL and in the redirect: they must be equal.",
        ),
        (
            "Did you start and finish in the same browser, and under the same host name?",
            "How much time passed between the two?",
        ),
    ),
    Reply(
        "wrong_product_endpoint",
        "The host or the path of the call belongs to another Zoho product, or to none.",
        (
            "Open the API page of the product that you mean.",
            "Copy host and path from there, with the version.",
            "Keep the ending of the data center. Desk, Mail, Recruit and Projects have hosts of "
            "their own, not `api_domain`.",
        ),
        (_WHICH_CALL, "On which page did you find the address?"),
    ),
    Reply(
        "refresh_token_overwritten",
        "A refresh brings no new refresh token, and the program stored this nothing over the old "
        "one.",
        (
            _CONSENT_AGAIN,
            "Store the refresh token of the reply.",
            "Change the program so that it keeps the old refresh token where a reply has none.",
        ),
        (
            "Is the stored refresh token empty now?",
            "What does the program store after a refresh?",
        ),
    ),
    Reply(
        "browser_cors_blocked",
        "A web page called the token endpoint, and the browser does not let it read the answer.",
        (
            "Send token requests from your server, and keep the client secret there.",
            "Or register a client-based application, which gets its token in the redirect with "
            "`response_type=token`.",
            "If the secret was in the page, treat it as exposed and replace it.",
        ),
        (
            "Which address does the page call?",
            "What does the browser's console say, word by word?",
        ),
    ),
    Reply(
        "credential_exposed",
        "A working secret or token stood in what was sent or published. Treat it as known to "
        "others, even when the text is gone.",
        (
            "Revoke the refresh token first, which ends its access tokens. The user can do it: "
            "Zoho account, Sessions, Connected Apps, Revoke Access.",
            "Or send a POST to `/oauth/v2/revoke/token` of the accounts server with `token`, and "
            "HTTP Basic of client id and secret.",
            "Make a new client secret in the API console, for each data center where the client is "
            "enabled.",
            "If the console offers none, delete the client, which ends all its refresh tokens, and "
            "register another.",
            "Replace the old secret wherever it is used.",
            _CONSENT_AGAIN,
            "Ask an administrator to look for calls and changes since the text was published that "
            "nobody of yours made.",
            "Remove the text from where it stands, copies and version history included.",
        ),
        (
            "What was exposed: a client secret, a code, an access token or a refresh token?",
            "Where did it stand, since when, and who could read it?",
            "Which of the steps are done?",
        ),
        "No page of Zoho that was read says that the console makes a new secret for a client that "
        "exists, or what a product's logs show. Both ways to revoke, and that a deleted client's "
        "refresh tokens end, are documented.",
    ),
)

REPLIES: Mapping[str, Reply] = MappingProxyType({row.cause: row for row in _ROWS})
"""Every reply, by its cause's id."""


ANSWERED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        _WHICH_SERVER: ("accounts:*",),
        _WHICH_CALL: ("calls:*",),
        "How does the Authorization header begin, up to the token?": ("header:*",),
        "Which scopes does the authorization URL ask for?": ("scope-of:*",),
        "How does the address end when the user is signed in to Zoho?": ("home:*", "told:*"),
        "In which data center was the client registered?": ("probe:client-known:*",),
        "Which redirect URIs are registered in the console?": ("vendor:redirect-not-registered",),
        "When was the token issued, and when did the call fail?": ("derived:hour-after-token",),
    }
)
"""Question -> facts of which each answers it."""


def reply_markdown(
    cause: str,
    greeting: str = "Hello,",
    asks: tuple[str, ...] | None = None,
    first: str = "",
) -> str:
    """Return the reply for a cause, ready to be sent, as Markdown.

    Args:
        cause: The cause's id.
        greeting: Its first line; empty for none.
        asks: What to ask; None for all that the table has.
        first: What is said before anything else; empty for nothing.
    """
    reply = REPLIES[cause]
    steps = [f"{number}. {step}" for number, step in enumerate(reply.do, 1)]
    asked = reply.ask if asks is None else asks
    lines = [greeting, ""] if greeting else []
    lines += [first, ""] if first else []
    lines += [reply.tell, "", "What to do:", "", *steps, ""]
    if asked:
        lines += ["To help you further, we need to know:", "", *(f"- {one}" for one in asked), ""]
    return "\n".join([*lines, NEVER, ""])
