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
        "set-cookie",
        "token",
        "x-practice-key",
    }
)
"""Names of parameters, JSON keys and headers whose values are never shown (lower case)."""

_NAMES = "|".join(sorted(map(re.escape, SECRET_NAMES), key=len, reverse=True))
_SPELLED = _NAMES.replace("_", "[_-]?")
_QUOTE = r"(?:\\*[\"']|&quot;|&\#0?39;|&\#x27;|%22)"
_TOKEN = re.compile(r"(?<![0-9A-Za-z])100\d\.[0-9A-Fa-f]{8,}(?:\.[0-9A-Fa-f]*)?")
_HEX_SECRET = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{40,44}(?![0-9A-Fa-f])")
_MASKED = re.compile(r"(?:100\d\.)?(?:[^…]{4}…[^…]{4}|…)")
_SCHEME = re.compile(
    r"(?i)\b(Zoho-oauthtoken|Zoho-authtoken|Bearer|Basic)([\s+]+|%20)([^\s\"'&<,;]+)"
)
_NAMED_QUOTED = re.compile(
    rf"(?i)(?<![a-z0-9])((?:{_SPELLED}){_QUOTE}?\s*(?:=>|[:=])\s*)({_QUOTE})(.*?)(?:(\2)|$)", re.S
)
_NAMED_BARE = re.compile(
    rf"(?i)(?<![a-z0-9])((?:{_SPELLED})(?:{_QUOTE})?(?:=|%3D|\s*=>\s*|\s*:\s+|\s+=\s+))"
    r"((?:(?!&quot;|&#|%26)[^\s&\"'<>,;}])+)"
)


class Secret:
    """A string that shows itself only to those who ask with `reveal()`.

    It is masked in repr, str, format, tracebacks and logs, and refuses to be pickled or copied
    into anything that writes.

    Args:
        value: The credential itself, or another `Secret`.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str | Secret) -> None:
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
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("A Secret is not pickled or copied: reveal() it where it is sent.")


def mask(value: str) -> str:
    """Return a form of `value` that can be told apart from others but not used.

    Zoho's tokens keep four digits at each end (`1000.00c0…9f3a`), long secrets likewise; anything
    shorter than 24 characters is hidden whole.
    """
    if _MASKED.fullmatch(value):
        return value
    prefix = re.match(r"100\d\.", value)
    head = prefix[0] if prefix else ""
    rest = value[len(head) :]
    if len(rest) < 24:
        return f"{head}…" if rest else head
    return f"{head}{rest[:4]}…{rest[-4:]}"


def is_secret_name(name: str) -> bool:
    """Say whether values of this parameter, key or header are hidden."""
    return name.lower() in SECRET_NAMES


def mask_named(name: str, value: str) -> str:
    """Return a value as it may be shown under its name.

    Zoho's APIs call their error codes `code` too: `INVALID_TOKEN` or `57` stays readable.
    """
    if not is_secret_name(name):
        return mask_text(value)
    return value if _is_error_code(value) else mask(value)


def mask_mapping(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy with the values of secret names masked, at any depth."""
    return {key: _mask_item(key, value) for key, value in values.items()}


def mask_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with credentials masked; the scheme of an Authorization header stays."""
    shown = {}
    for name, value in headers.items():
        scheme, space, credential = value.partition(" ")
        if name.lower() == "authorization" and space:
            shown[name] = f"{scheme} {mask(credential)}"
        else:
            shown[name] = mask_named(name, value)
    return shown


def mask_url(url: str) -> str:
    """Return the URL with secret query and fragment values masked and no user:password part."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    query, fragment = mask_form(parts.query), parts.fragment
    fragment = mask_form(fragment) if "=" in fragment else mask_text(fragment)
    return urlunsplit((parts.scheme, host, mask_text(parts.path), query, fragment))


def mask_form(encoded: str) -> str:
    """Return an urlencoded string with its secret values masked; order and the rest stay."""
    pairs = []
    for pair in encoded.split("&"):
        name, equals, value = pair.partition("=")
        if equals and is_secret_name(unquote_plus(name)):
            value = quote(mask_named(unquote_plus(name), unquote_plus(value)), safe="….")
        pairs.append(f"{name}{equals}{mask_text(value)}")
    return "&".join(pairs)


def mask_json(text: str) -> str:
    """Return JSON on one line with secret values masked; text that is no JSON is masked as text."""
    try:
        data = json.loads(text)
    except ValueError:
        return mask_text(text)
    return json.dumps(_mask_item("", data), ensure_ascii=False, separators=(",", ":"))


def mask_text(text: str) -> str:
    """Return free text (logs, HTML, commands, dumps) with everything that looks secret masked."""
    text = _NAMED_QUOTED.sub(
        lambda m: m[0] if _is_error_code(m[3]) else f"{m[1]}{m[2]}{mask(m[3])}{m[4] or ''}", text
    )
    text = _NAMED_BARE.sub(
        lambda m: m[0] if _is_scheme(m[2]) or _is_error_code(m[2]) else f"{m[1]}{mask(m[2])}", text
    )
    text = _SCHEME.sub(lambda m: m[0] if "…" in m[3] else f"{m[1]}{m[2]}{mask(m[3])}", text)
    text = _TOKEN.sub(lambda m: mask(m[0]), text)
    return _HEX_SECRET.sub(lambda m: mask(m[0]), text)


def _is_error_code(value: str) -> bool:
    return re.fullmatch(r"[A-Z]+(?:_[A-Z]+)+|\d{1,6}", value) is not None


def _is_scheme(word: str) -> bool:
    return word.lower() in {"zoho-oauthtoken", "zoho-authtoken", "bearer", "basic"}


def _mask_item(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return mask_mapping(value)
    if isinstance(value, list):
        return [_mask_item(name, item) for item in value]
    if isinstance(value, Secret):
        return str(value)
    if isinstance(value, str):
        return mask_named(name, value)
    return value
