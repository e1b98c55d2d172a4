"""Which value stands in which parameter: the same one in two places, a damaged one, none at all.

Zoho's codes, access tokens and refresh tokens look alike, so what a value is shows only by where it
was first seen: in a redirect, or in a token reply. Values are compared, and never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote_plus

Found = Iterator[tuple[str, int, int]]


class Seen(NamedTuple):
    """A value where it stands: its name and its place."""

    name: str
    value: str
    start: int
    end: int


_NAMES = "code|grant_token|refresh_?token|access_?token|client_?id|client_?secret"
_NAMED = re.compile(
    rf"(?<![a-z])(?P<name>{_NAMES})['\"\]]{{0,3}}\s{{0,3}}(?:=>|[=:])\s{{0,3}}['\"]?"
    r"(?P<value>[^\s'\"&<>\])}{,;]{8,400})",
    re.I,
)
_HEADER = re.compile(r"\b(?:Zoho-oauthtoken|Bearer)[ +](?P<value>[^\s'\"&<>\])}{,;]{8,400})", re.I)
_WHOLE = re.compile(
    r"100\d\.[0-9a-f]{6,80}\.[0-9a-f]{6,80}|100\d\.[0-9a-f]{4}(?:…|\.\.\.)[0-9a-f]{4}"
)
_CLIENT_ID = re.compile(r"1000\.[0-9A-Z]{20,40}")
_PLACEHOLDER = re.compile(r"(?:1000\.)?[<{\[]?(?:your|my|example|changeme|placeholder)", re.I)
_CLIENT_SECRET = re.compile(r"[0-9a-f]{40,44}")


def read_values(text: str) -> Found:
    """Yield what the values of a paste show, as tags with places."""
    seen = sorted(_seen(text), key=lambda one: one.start)
    yield from _misused(seen)
    yield from _swapped(seen)
    for tag, pattern in (*EMPTY.items(), *MISWRITTEN.items()):
        for match in pattern.finditer(text):
            yield tag, match.start(), match.end()
    for one in seen:
        for tag, pattern in DAMAGES.items():
            if pattern.match(one.value) and one.name not in ("client_id", "client_secret"):
                yield tag, one.start, one.end


def _seen(text: str) -> Iterator[Seen]:
    for match in _NAMED.finditer(text):
        name = _STANDARD.get(match["name"].lower(), match["name"].lower())
        yield Seen(name, match["value"], match.start(), match.end())
    for match in _HEADER.finditer(text):
        yield Seen("header", match["value"], match.start(), match.end())


_STANDARD = {
    "grant_token": "code",
    "refreshtoken": "refresh_token",
    "accesstoken": "access_token",
    "clientid": "client_id",
    "clientsecret": "client_secret",
}

MISUSES: Mapping[tuple[str, str], str] = {
    ("refresh_token", "code"): "value:refresh-token-as-code",
    ("code", "refresh_token"): "value:code-as-refresh-token",
    ("access_token", "refresh_token"): "value:access-token-as-refresh-token",
    ("refresh_token", "header"): "value:refresh-token-as-access-token",
    ("refresh_token", "access_token"): "value:refresh-token-as-access-token",
    ("code", "header"): "value:code-as-access-token",
    ("code", "access_token"): "value:code-as-access-token",
}
"""Where a value was seen first, and where it was sent later."""


def _misused(seen: Sequence[Seen]) -> Found:
    first: dict[str, str] = {}
    for one in seen:
        if not _WHOLE.fullmatch(one.value):
            continue
        born = first.setdefault(one.value, one.name)
        tag = MISUSES.get((born, one.name))
        if tag:
            yield tag, one.start, one.end


def _swapped(seen: Sequence[Seen]) -> Found:
    for one in seen:
        if one.name == "client_secret" and _CLIENT_ID.fullmatch(one.value):
            yield "value:client-id-as-secret", one.start, one.end
        if one.name == "client_id" and _CLIENT_SECRET.fullmatch(one.value):
            yield "value:secret-as-client-id", one.start, one.end
        if one.name == "client_id" and _PLACEHOLDER.match(one.value):
            yield "value:client-id-of-an-example", one.start, one.end
        if one.name == "client_id" and "@" in one.value:
            yield "value:e-mail-as-client-id", one.start, one.end


DAMAGES: Mapping[str, re.Pattern[str]] = {
    "value:no-prefix": re.compile(r"[0-9a-f]{32}\.[0-9a-f]{32}$"),
    "value:cut": re.compile(r"1000\.(?:[0-9a-f]{8,31}|[0-9a-f]{32}(?:\.[0-9a-f]{0,31})?)$"),
    "value:too-long": re.compile(r"1000\.[0-9a-z]{32}\.[0-9a-z]{33,200}$"),
    "value:quoted": re.compile(r"%22|%27|[\\`]"),
    "value:encoded-twice": re.compile(r"1000(?:%25|%252E)"),
    "value:blank": re.compile(
        r"(?:%20|\+|%0A){0,9}1000\.[0-9a-f.]{1,90}(?:%0A|%0D|%20|\+)|(?:%20|\+|%0A){1,9}1000\."
    ),
    "value:encrypted": re.compile(r"gAAAAA"),
}
"""How the value of a token looks that is no whole, plain token."""

_NOTHING = r"(?:undefined|null|none|nil|nan|\[object Object\])?"
EMPTY: Mapping[str, re.Pattern[str]] = {
    "value:empty-client-id": re.compile(
        rf"[?&'\"\s_]client_id=['\"]?{_NOTHING}['\"]?(?=[&'\"\s]|$)", re.I
    ),
    "value:empty-refresh-token": re.compile(
        rf"[?&'\"\s]refresh_token={_NOTHING}(?=[&'\"\s]|$)(?![^\n]{{0,60}}store has)", re.I
    ),
    "value:empty-access-token": re.compile(
        rf"\b(?:Zoho-oauthtoken|Authorization:? ?['\"]?:? ?['\"]?Bearer)[ +]{{1,3}}{_NOTHING}"
        r"(?=['\",\r\n]|$)(?!['\"]\s{0,3}[+.&%])",
        re.I,
    ),
}
"""A parameter or header without its value, or with what a program writes for nothing."""

MISWRITTEN: Mapping[str, re.Pattern[str]] = {
    "value:prefix-without-blank": re.compile(
        r"Zoho-oauthtoken(?:\$?\{|1000\.|:\s?(?:1000\.|[$<{]))|Zoho-oauthtoken['\"]\s{0,3}(?:\.\s{0,3}\$\w|\+\s{0,3}(?!SPACE)\w)",
        re.I,
    ),
    "value:token-in-the-address": re.compile(r"[?&]authtoken=1000\.", re.I),
    "value:misspelt-header": re.compile(
        r"\b(?:Authorisation|Authorizaton|Autorization|Authorization-Token)['\"]?\s{0,2}[:=]>?\s{0,2}"
        r"['\"]?(?:Zoho-oauthtoken|Bearer)\b",
        re.I,
    ),
    "value:address-of-a-page": re.compile(
        r"/oauth/v2/auth\?[^\s'\"<>]{0,600}?&amp;\w{3,20}=", re.I
    ),
}
"""A header or an address that is put together wrongly."""


REQUIRED: Mapping[str, frozenset[str]] = {
    "authorization_code": frozenset({"client_id", "client_secret", "code", "redirect_uri"}),
    "refresh_token": frozenset({"client_id", "client_secret", "refresh_token"}),
    "client_credentials": frozenset({"client_id", "client_secret", "scope"}),
}
"""grant_type -> what must be sent besides. Source: Zoho's pages of each grant.

A self client sends no redirect_uri, and one with PKCE may send no secret.
"""

GRANTED_BY = {"authorization_code": "code", "refresh_token": "refresh_token"}
"""grant_type -> the parameter that it is about."""

_FORM = re.compile(
    r"[\w-]{1,40}=[^&\s'\"<>]{0,200}(?:&(?:amp;)?[\w-]{1,40}=[^&\s'\"<>]{0,200}){1,14}"
)
_PIECES = re.compile(
    r"(?:\s-d|--data[\w-]{0,12}|\s-F|--form)[ =]\$?['\"]?"
    r"(?P<name>[\w-]{1,40})=(?P<value>[^\s'\"&]{0,600})"
)
_TOKEN_PATH = re.compile(r"/oauth/v2/token\b(?!/)", re.I)
_CURL = re.compile(r"\bcurl\b", re.I)


def read_requests(text: str) -> Found:
    """Yield what a token request lacks, where all of it is shown, and a code that is sent again."""
    exchanged: dict[str, int] = {}
    for start, end, sent in _requests(text):
        code = sent.get("code", "")
        if code in exchanged and _ANSWER.search(text, exchanged[code], start):
            yield "value:code-sent-twice", start, end
        if _WHOLE.fullmatch(code):
            exchanged.setdefault(code, end)
        grant = sent.get("grant_type", "")
        for name in sorted(REQUIRED.get(grant, frozenset()) - sent.keys()):
            yield f"missing:{name}", start, end
        given = GRANTED_BY.get(grant, "")
        others = set(GRANTED_BY.values()) - {given}
        if given and given not in sent and others & sent.keys():
            yield "value:of-another-grant", start, end
        if not grant and {"client_id", "client_secret"} <= sent.keys():
            yield "missing:grant_type", start, end


_ANSWER = re.compile(r"access_token|\berror\b|HTTP/[\d.]{1,3} \d{3}|\bstatus\b", re.I)
_ADDRESS = re.compile(r"https?(?:://|%3A%2F%2F)[^\s'\"<>&,;)]{4,300}", re.I)
_REDIRECT = re.compile(
    rf"\bredirect_ur[il]['\"]?\s{{0,2}}(?:=>|[=:])\s{{0,2}}['\"]?({_ADDRESS.pattern})", re.I
)


def redirect_uris(text: str) -> set[str]:
    """Return the redirect URIs of the requests in a text."""
    return {unquote_plus(match[1]).rstrip(".`") for match in _REDIRECT.finditer(text)}


def redirect_differs(text: str) -> bool:
    """Say whether a redirect URI that is sent stands beside one that differs by a trifle.

    That is its scheme, a slash at its end, `www.` or the case of its letters.
    """
    sent = redirect_uris(text)
    if not sent:  # most texts: every passage of a log comes here
        return False
    known = {unquote_plus(match[0]).rstrip(".`") for match in _ADDRESS.finditer(text)}
    bare = {_bare(uri) for uri in sent}
    return any(_bare(uri) in bare for uri in known - sent)


def _bare(uri: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", uri.lower()).rstrip("/")


_API_CALL = re.compile(
    r"\bcurl\b[^\n]{0,300}?(?:zohoapis\.|\.zoho(?:cloud)?\.[a-z.]{2,6}/)"
    r"|^(?:[<>*] )?(?:GET|POST|PUT|DELETE) \S{1,300} HTTP/[\d.]{1,3}\r?\n"
    r"(?:[<>*] )?[A-Za-z-]{2,30}: ",
    re.M,
)
_ACCOUNTS = re.compile(r"/oauth/v[23]/|/oauth/serverinfo", re.I)
_CREDENTIAL = re.compile(r"authorization|oauthtoken|authtoken|bearer", re.I)


def read_headers(text: str) -> Found:
    """Yield that a call of an API, which is shown with its headers, has no credential."""
    call = _API_CALL.search(text)
    if call and not _ACCOUNTS.search(text) and not _CREDENTIAL.search(text):
        yield "missing:authorization", call.start(), call.end()


def _requests(text: str) -> Iterator[tuple[int, int, Mapping[str, str]]]:
    for match in _FORM.finditer(text):
        pairs = (part.partition("=") for part in re.split("&(?:amp;)?", match[0]))
        sent = {name: unquote_plus(value) for name, _, value in pairs}
        if "grant_type" in sent or _TOKEN_PATH.search(
            text, max(0, match.start() - 80), match.start()
        ):
            yield match.start(), match.end(), sent
    if _CURL.search(text) and _TOKEN_PATH.search(text):
        pieces = list(_PIECES.finditer(text))
        sent = {piece["name"]: piece["value"] for piece in pieces}
        if len(sent) > 1 and "&" not in text[pieces[0].start() : pieces[-1].end()]:
            yield pieces[0].start(), pieces[-1].end(), sent
