"""How addresses, parameters, headers and tokens look in a paste: patterns and lists."""

from __future__ import annotations

import re
from collections.abc import Mapping

from zoho_helpers.data_centers import ZOHO

ENDINGS: Mapping[str, str] = {
    center.api_domain.partition("zohoapis.")[2]: location for location, center in ZOHO.items()
}
"""Ending of a host -> data center."""
_LONGEST_FIRST = "|".join(re.escape(one) for one in sorted(ENDINGS, key=len, reverse=True))
ENDING = rf"(?P<ending>{_LONGEST_FIRST})(?![\w-]|\.[a-z])"
ACCOUNTS = re.compile(rf"\baccounts\.zoho(?:cloud)?\.{ENDING}", re.I)
API = re.compile(
    rf"\b(?:www\.|sandbox\.|developer\.)?zohoapis\.{ENDING}"
    rf"|(?<![\w-])(?!accounts|www|help|docs)[a-z]{{3,16}}\.zoho(?:cloud)?\."
    rf"{ENDING.replace('?P<ending>', '?P<other>')}",
    re.I,
)
TOLD = re.compile(
    rf"(?:(?<![\w-])location=|['\"]location['\"]\s{{0,2}}(?:=>|:)\s{{0,2}}['\"])(?P<location>{'|'.join(ZOHO)})\b"
    r"|\b(?:accounts-server|api_domain)\b['\"\]]{0,3}\s{0,2}(?:=>|[=:]|is|was)?\s{0,2}['\"]?https?(?::|%3A)(?://|%2F%2F)"
    rf"[\w.-]{{0,40}}?zoho(?:apis|cloud)?\.{ENDING}",
    re.I,
)
HOMES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "eu": r"\bEU\b|\b[Ee]urope(?!/)",
        "in": r"\bIndian?\b|\bIN (?:account|user|data|DC)\b",
        "us": r"\bUSA?? (?:account|user|customer|data|DC|region)\b|\bUnited States\b|\bAmerican\b",
        "au": r"\bAustralian?\b|\bAU (?:account|user|data|DC)\b",
        "jp": r"\bJapan(?:ese)?\b|\bJP (?:account|user|data|DC)\b",
        "ca": r"\bCanad(?:a|ian)\b",
        "sa": r"\bSaudi\b",
        "uk": r"\bUK (?:account|user|data|DC)\b|\bBritish\b|\bUnited Kingdom\b",
        "cn": r"\bChin(?:a|ese) (?:account|user|data|DC)\b",
        "ae": r"\bUAE\b|\bEmirates\b|\bDubai\b",
        "sg": r"\bSingapore\b",
        "elsewhere": r"\b[Nn]on-US\b|\boutside (?:of )?(?:the )?(?:US|India|EU|Europe)\b|\bnot (?:in )?the US\b",
    }.items()
}
PAIR = re.compile(
    r"(?<![\w-])(?P<name>grant_type|access_type|prompt|response_type|redirect_uri|scope|refresh_token"
    r"|access_token|code)(?P<quote>['\"\]]{0,3})\s{0,3}(?:=>|[=:])\s{0,3}(?P<opened>['\"]?)(?P<value>[^\s'\"&<>\])}]{0,400})",
    re.I,
)
SIGNED_IN_AT = re.compile(
    r"\b(?:opens?|browser|account|log(?:ged|s)? ?in(?:to)?|sign(?:ed|s)? ?in(?:to)?|login|we use|i use|our org\w{0,20})\b[^\n]{0,30}"
    rf"\b(?:crm|books|desk|people|inventory|invoice|one|mail|projects|creator|analytics|recruit|sign|workdrive|bigin)\.zoho(?:cloud)?\.{ENDING}(?!/api|/restapi)"
    rf"|\bapi-console\.zoho(?:cloud)?\.{ENDING.replace('?P<ending>', '?P<console>')}",
    re.I,
)
"""Where somebody sees that he is: the address of a product in the browser, or of the console."""
SPACED_SCOPE = re.compile(
    r"\bscope=['\"]?[A-Za-z]{1,40}(?:\.\w{1,60}){1,4}(?:%20|\+| )[A-Za-z0-9]{1,40}\.\w{1,60}", re.I
)
STATUS = re.compile(
    r"(?:\bHTTP/[\d.]{1,3} |\bstatus(?:[_ ]?code)?['\"]?\s{0,2}[:=]?\s{0,2}|\bHTTP(?: code| status)? |"
    r"\bresponse '?|\bcode: |\berror |\banswer(?:s|ed)? (?:with )?|\breturn(?:s|ed)? |(?:->|→|=>) |: |`|^)(?P<status>[2345]\d\d)\b(?!\d|[.,]\d)",
    re.I | re.M,
)
HEADER = re.compile(
    r"\b(?P<scheme>Bearer|Zoho-oauthtoken|Zoho-authtoken)[ \t+]{1,20}(?!instead|token\b|or\b|and\b|with\b)['\"]?\s{0,2}[.+]?\s{0,2}[\w$<{.]",
    re.I,
)
OTHER_HEADER = re.compile(
    r"\bAuthorization['\"]?\s{0,2}[:=]>?\s{0,2}['\"]?(?!Bearer|Zoho-oauthtoken|Zoho-authtoken|Basic)(?:[\w-]{2,24} )?[`$<{]{0,2}"
    r"(?:100\d\.|oauthtoken|access_?token\b|token\b)|['\"]Zoho-oauthtoken['\"]\s{0,2}(?::|=>)",
    re.I,
)
AUTHORIZE = re.compile(r"/oauth/v2/(?:org/)?auth\?(?P<query>[^\s'\"<>]{0,4000})", re.I)
CALLBACK = re.compile(r"[?&]code=[^&\s]{8,400}|[?&]error=access_denied", re.I)
EXPOSED = re.compile(
    r"\b100\d\.[0-9a-f]{32}\.[0-9a-f]{32}\b|\bsecret\W{1,6}[0-9a-f]{40,44}\b"
    r"|\bclient_?secret\W{1,6}[0-9a-f]{40,44}\b|\b(?:JSESSIONID|iamcsr|_iamadt|_iambdt)=\w"
    r"|\(cookies of a browser that was signed in were left out",
    re.I,
)
CURL = re.compile(r"\bcurl\b\s{1,20}\S", re.I)
UNQUOTED = re.compile(
    r"\bcurl\b[^\n]{0,400}\s(?<!['\"])https?://[^\s'\"?]{0,400}\?[^\s'\"&]{0,2000}&", re.I
)
ODD_REDIRECT = re.compile(
    r"\bredirect_uri\b['\"\]]{0,3}\s{0,3}(?:=>|[=:])\s{0,3}['\"]?(?:urn|oob|localhost|www\.|\w{1,60}$|\*)",
    re.I,
)
STACK = re.compile(r"\bTraceback\b|\bException\b|^[ \t]{1,40}at |#0 ", re.M)

SERVICES = [
    "AaaServer",
    "ZohoCRM",
    "ZohoBigin",
    "ZohoRecruit",
    "ZohoBooks",
    "ZohoInvoice",
    "ZohoInventory",
    "ZohoSubscriptions",
    "ZohoExpense",
    "ZohoProjects",
    "ZohoSprints",
    "ZohoCreator",
    "ZohoAnalytics",
    "ZohoMail",
    "ZOHOPEOPLE",
    "ZohoCampaigns",
    "ZohoSign",
    "ZohoCliq",
    "ZohoSheet",
    "ZohoWriter",
    "ZohoPC",
    "ZohoCalendar",
    "ZohoMeeting",
    "ZohoFiles",
    "ZohoSearch",
    "ZohoBugTracker",
    "ZohoPayroll",
    "ZohoFSM",
    "ZohoShow",
    "ZohoVault",
    "ZohoContracts",
    "ZohoCommerce",
    "Desk",
    "WorkDrive",
    "SalesIQ",
    "Site24x7",
    "SDPOnDemand",
    "zohobookings",
    "ZohoCatalyst",
    "QuickML",
    "ZohoAssist",
    "ZohoLens",
    "ZohoBackstage",
]
KNOWN_SERVICES = {name.lower(): name for name in SERVICES}
SCOPE_NAME = re.compile(
    r"\b(?P<service>(?:Zoho|ZOHO|zoho)[A-Za-z]{2,16})(?:\.\w{1,60}){1,3}"
    r"\.(?:ALL|READ|CREATE|UPDATE|DELETE|WRITE|all|read|create|update|delete)\b"
)

SHAPES: Mapping[str, re.Pattern[str]] = {
    "sent:callback": CALLBACK,
    "sent:curl": CURL,
    "sent:unquoted-address": UNQUOTED,
    "sent:odd-redirect-uri": ODD_REDIRECT,
    "sent:address-as-token": re.compile(
        r"\b(?:Bearer|Zoho-oauthtoken)[ \t+]{1,20}(?:https?:|\S{0,60}[?&]code=)", re.I
    ),
    "sent:zoho.ca": re.compile(r"\b[a-z]{3,16}\.zoho\.ca\b", re.I),
    "shows:credential": EXPOSED,
    "sent:implicit": re.compile(
        r"\bresponse_type['\"]?\s{0,2}[=:]\s{0,2}['\"]?(?:id_token )?token\b|\bimplicit (?:flow|grant)\b",
        re.I,
    ),
    "header:other": OTHER_HEADER,
    "sent:redirect-encoded-twice": re.compile(r"\bredirect_uri=[^&\s]{0,60}%25(?:3A|2F)", re.I),
    "sent:redirect-unencoded": re.compile(r"\bredirect_uri=https?://[^&\s%]{1,200}\?", re.I),
    "sent:device-endpoint": re.compile(r"/oauth/v3/device/", re.I),
    "sent:id-not-found": re.compile(
        r"/(?:accounts|organizations?|portals?|workspaces?|orgs?|views)/\d{5,20}\S{0,80}[ \t]{0,3}(?:->|→|:|=>|is|gives|answers)?[ \t]{0,3}"
        r"(?:HTTP )?(?:404|400|403|500)\b",
        re.I,
    ),
    "sent:token-endpoint": re.compile(r"/oauth/v2/token(?!/revoke)", re.I),
    "sent:no-prompt": re.compile(
        r"\bno prompt\b|\bwithout prompt\b|\bprompt\b.{0,20}\b(?:missing|not)\b"
    ),
    "sent:no-access_type": re.compile(
        r"\b(?:no|without) access_type\b|\baccess_type\b.{0,30}\b(?:missing|not sent|not set|online)\b"
    ),
}

_PRODUCTS = "crm|bigin|recruit|books|invoice|inventory|projects|people|desk|workdrive|sign"
PRODUCT_SCOPE = re.compile(rf"\b(?:Zoho)?(?P<service>{_PRODUCTS})\.\w{{1,60}}\.[\w*]{{1,60}}", re.I)
PRODUCT_PATH = re.compile(rf"(?:/(?P<product>{_PRODUCTS})/(?:api/)?v\d)", re.I)
