"""Secrets that mask themselves, and masks for everything that might hold one.

Zoho's credentials have shapes: `1000.<32 hex>.<32 hex>` for codes and tokens (device clients begin
`1004.`), 40 to 44 hex digits for client secrets. Masking goes by shape and by the name that stands
beside a value, so that it also holds for text which nobody parsed.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

SECRET_NAMES = frozenset(
    {
        "access_token",
        "authorization",
        "client_secret",
        "code",
        "code_verifier",
        "cookie",
        "device_code",
        "enhance_token",
        "id_token",
        "password",
        "proxy-authorization",
        "refresh_token",
        "secret",
        "set-cookie",
        "token",
        "user_code",
        "x-practice-key",
    }
)
"""Names of parameters, JSON keys and headers whose values are never shown (lower case)."""

_SCHEMES = ("zoho-oauthtoken", "zoho-authtoken", "bearer", "basic")
_NOTHING = frozenset({"null", "none", "nil", "undefined", "true", "false"})

_TOKEN = re.compile(
    # A client id is public. It can begin with hex digits, but has 30 capitals and one dot.
    r"(?!1000\.[0-9A-Z]{30}(?!\.?[0-9A-Za-z]))100\d\.[0-9A-Fa-f]{8,}(?:\.[0-9A-Fa-f]*)*"
)
_HEX_SECRET = re.compile(r"[0-9A-Fa-f]{40,}")
_PLAIN = r"[0-9A-Za-z._~-]"
_MASKED = re.compile(rf"(?:100\d\.)?(?:{_PLAIN}{{4}}…{_PLAIN}{{4}}|…)")
_KEEPS_ENDS = re.compile(rf"{_PLAIN}{{24,}}")
# What else stands under the name `code`: 57, 7401.14, SUCCESS, INVALID_TOKEN, invalid_client.
_ERROR_CODE = re.compile(
    r"-?\d{1,5}(?:\.\d{1,3})?|[A-Z]{2,40}|(?:[A-Za-z]{1,20}_){1,4}[A-Za-z]{1,20}"
)

# Text may be quoted and encoded several times over: JSON in JSON, a URL in a URL, HTML.
# Eight times over at most: longer runs would be read again from each of their characters.
_QUOTE = (
    r"(?:\\{0,255}[\"']|\\{1,255}u002[27]|&quot;|&apos;|&\#(?:0?3[49]|x2[27]);|%(?:25){0,8}2[27])"
)
_EQUALS = r"(?:=|%(?:25)*3D|&\#(?:61|x3D);|\\+u003d)"
_COLON = r"(?::|=(?:>|&gt;|\\+u003e)|%(?:25)*3A)"
_BLANKS = r"(?:[ \t]|%(?:25)*20)*"
_SPACE = r"(?:\s|%(?:25)*20)*"
_END = r"(?:[\s&\"'<>,;{}()[\]]|%(?:25)*2[0267]|\\{1,255}u002[267])"
_SPELLED = "|".join(sorted(map(re.escape, SECRET_NAMES), key=len, reverse=True))
_SPELLED = _SPELLED.replace("_", "[_ -]?")
_NAME = (
    r"(?:(?<![a-z0-9])|(?<=%[0-9a-f]{2})|(?<=\\[nrt])|(?<=25[0-9a-f]{2})|(?<=u00[0-9a-f]{2}))"
    rf"(?<!error[_-])(?<!status[_-])(?P<name>{_SPELLED})"
)
_LINK = rf"""{_QUOTE}?\]?(?:
    {_SPACE}(?:{_EQUALS}|{_COLON}){_SPACE}(?:string\(\d+\)\s*)?  # JSON, Python, PHP's var_dump
    | ;s:\d+:                                                  # PHP's serialize
    | (?:,\s*{_QUOTE}value{_QUOTE}|\s+value)\s*[:=]\s*         # HAR; <input name= value=>
)"""
_NAMED_QUOTED = re.compile(
    # The pair of a Python list has a comma where others have a link.
    rf"(?P<pair>\(\\*[\"'])?{_NAME}(?:(?(pair)\\*[\"'],\s*|{_LINK})[bu]?)"
    rf"(?P<quote>{_QUOTE})(?P<value>.*?)(?P<end>(?<!\\)(?P=quote)|\Z)",
    re.S | re.I | re.X,
)
_NAMED_BARE = re.compile(
    rf"{_NAME}{_QUOTE}?\]?(?:{_EQUALS}|{_BLANKS}{_COLON}{_BLANKS}|[ \t]+=[ \t]+)"
    rf"(?![bu][\"'])(?P<value>(?:(?!{_END}).)+)",
    re.I,
)
_ANY_SCHEME = "|".join(_SCHEMES)
_HEADER_LINE = re.compile(
    rf"(?i)((?:authorization|cookie)\s*:(?!\s*(?:{_ANY_SCHEME})\b)[ \t]*)([^\r\n\"'<]+)"
)
_SCHEME = re.compile(rf"(?i)\b((?:{_ANY_SCHEME})(?:[\s+]+|%(?:25)*20))([^\s\"'&<,;]+)")
_USERINFO = re.compile(r"(?<=://)[^/\s@\"'<>]+(?=@)")


class Secret:
    """A string that shows itself only to those who ask with `reveal()`.

    It is masked in repr, str, format, tracebacks and logs, and refuses to be pickled or copied
    into anything that writes.

    Args:
        value: The credential itself, or another `Secret`.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str | Secret) -> None:
        if not isinstance(value, (str, Secret)):
            raise TypeError("A Secret holds text.")
        self._value: str = value.reveal() if isinstance(value, Secret) else value

    def reveal(self) -> str:
        """Return the credential itself. The caller sends or stores it, and shows it to nobody."""
        return self._value

    def __str__(self) -> str:
        return mask(self._value)

    def __repr__(self) -> str:
        return f"Secret({mask(self._value)})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        mine, theirs = (item._value.encode("utf-8", "surrogatepass") for item in (self, other))
        return hmac.compare_digest(mine, theirs)

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("A Secret is not pickled or copied: reveal() it where it is sent.")


def mask(value: str) -> str:
    """Return a form of `value` that can be told apart from others but not used.

    Zoho's tokens keep four digits at each end (`1000.00c0…9f3a`), long secrets likewise; what is
    shorter than 24 characters, or holds others than letters, digits and `._~-`, is hidden whole.
    """
    if _MASKED.fullmatch(value):
        return value
    prefix = re.match(r"100\d\.", value)
    head = prefix[0] if prefix else ""
    rest = value[len(head) :]
    if _KEEPS_ENDS.fullmatch(rest):
        return f"{head}{rest[:4]}…{rest[-4:]}"
    return f"{head}…" if rest else head


def is_secret_name(name: str) -> bool:
    """Say whether values of this parameter, key or header are hidden, however it is spelled."""
    return re.fullmatch(_SPELLED, name, re.I) is not None


def mask_mapping(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy with the values of secret names masked, at any depth.

    So are names that are secrets themselves, and the pairs of a HAR file (`name`, `value`).
    """
    shown = {mask_text(str(key)): _mask_item(str(key), value) for key, value in values.items()}
    if "value" in values and isinstance(values.get("name"), str):
        shown["value"] = _mask_item(values["name"], values["value"])
    return shown


def mask_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with credentials masked; a known scheme of an Authorization header stays."""
    return {mask_text(name): _mask_item(name, value) for name, value in headers.items()}


def mask_url(url: str) -> str:
    """Return the URL with secret query and fragment values masked and no user:password part."""
    try:
        parts = urlsplit(mask_text(url))
    except ValueError:
        return mask_text(url)
    host = parts.netloc.rpartition("@")[2]
    fragment = mask_form(parts.fragment) if "=" in parts.fragment else parts.fragment
    query = mask_form(parts.query)
    return mask_text(urlunsplit((parts.scheme, host, parts.path, query, fragment)))


def mask_form(encoded: str) -> str:
    """Return an urlencoded string with its secret values masked; order and the rest stay."""
    return mask_text("&".join(map(_mask_pair, encoded.split("&"))))


def _mask_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    plain = unquote_plus(name)
    if not equals or not is_secret_name(plain):
        return pair
    shown = quote(mask_value(plain, unquote_plus(value)), safe="")
    return f"{name}={shown.replace('%E2%80%A6', '…')}"


def mask_json(text: str) -> str:
    """Return JSON on one line with secret values masked; text that is no JSON is masked as text."""
    try:
        data = json.loads(text)
        return json.dumps(_mask_item("", data), ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        return mask_text(text)


def mask_text(text: str) -> str:
    """Return free text (logs, HTML, commands, dumps) with everything that looks secret masked."""
    text = _HEADER_LINE.sub(r"\1…", text)
    for pattern in (_NAMED_QUOTED, _NAMED_BARE):
        text = pattern.sub(_mask_match, text)
    text = _SCHEME.sub(lambda m: f"{m[1]}{mask(m[2])}", text)
    text = _USERINFO.sub("…", text)
    text = _TOKEN.sub(lambda m: mask(m[0]), text)
    return _HEX_SECRET.sub(lambda m: mask(m[0]), text)


def _mask_match(match: re.Match[str]) -> str:
    start, end = (edge - match.start() for edge in match.span("value"))
    whole = match[0]
    return whole[:start] + mask_value(match["name"], match["value"]) + whole[end:]


def mask_value(name: str, value: str) -> str:
    """Mask what stands under a secret name, but leave what is no secret there, such as `null`."""
    error = name.lower() == "code" and _ERROR_CODE.fullmatch(value.rstrip(".)"))
    if error or value.lower() in _NOTHING or value.lower() in _SCHEMES:
        return value
    scheme, blank, credential = value.partition(" ")
    if blank and scheme.lower() in _SCHEMES:
        return f"{scheme} {mask(credential)}"
    return mask(value)


def _mask_item(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return mask_mapping(value)
    if isinstance(value, (list, tuple)):
        return [_mask_item(name, item) for item in value]
    if isinstance(value, Secret):
        return str(value)
    if isinstance(value, str):
        return mask_value(name, value) if is_secret_name(name) else mask_text(value)
    if isinstance(value, (int, float)) and is_secret_name(name):
        shown = mask_value(name, str(value))
        return value if shown == str(value) else shown
    return value
