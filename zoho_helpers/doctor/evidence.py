"""From what was pasted to text that can be read: files that wrap requests in JSON are unwrapped.

A HAR file, a Postman export and an SDK's token store hold what other pastes show plainly. Each is
written out as the requests and replies that are in it, so that all that follows reads one kind of
text. Cookies, and hosts that have nothing to do with Zoho, are dropped here.
"""

from __future__ import annotations

import base64
import binascii
import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

MOST_WRAPPED = 12_000_000
"""Characters of a wrapped file; a longer one is read as plain text."""
_MOST_BODY, _MOST_ENTRIES = 4_000, 20_000
COOKIES_DROPPED = "(cookies of a browser that was signed in were left out here)"
"""Stands for the cookies of a HAR file, which are credentials, too."""
_HEADERS = frozenset({"authorization", "content-type", "location", "retry-after"})


@dataclass(frozen=True)
class Evidence:
    """What there is to read.

    Attributes:
        kind: `har`, `postman`, `token_store` or `env`; empty for text that shows itself.
        text: The text.
    """

    kind: str
    text: str


def may_be_wrapped(start: bytes) -> bool:
    """Say whether a file may be one that wraps requests, from how it begins."""
    head = start[:4_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] == b"{" and any(
        name in head for name in (b'"log"', b'"item"', b'"_postman', b'"values"')
    )


def read_evidence(paste: str) -> Evidence:
    """Unwrap a paste, whatever it is; text that wraps nothing comes back as it is."""
    body = paste.lstrip("\ufeff \t\r\n")
    if body[:1] in ("{", "[") and len(body) <= MOST_WRAPPED:
        data = _json(body)
        for kind, reader in _WRAPPED.items():
            text = reader(data)
            if text is not None:
                return Evidence(kind, text)
    if _STORE_HEAD.match(body):
        return Evidence("token_store", _store(body))
    return Evidence("env" if _is_env(body) else "", paste)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _at(data: Any, *path: str | int) -> Any:
    """Return what stands at a path of JSON; None where there is nothing."""
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, list):
        yield from (item for item in data if isinstance(item, Mapping))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


# HAR: https://w3c.github.io/web-performance/specs/HAR/Overview.html


def _har(data: Any) -> str | None:
    entries = _at(data, "log", "entries")
    if not isinstance(entries, list):
        return None
    entries = entries[:_MOST_ENTRIES]
    written = [text for text in map(_har_entry, _objects(entries)) if text]
    cookies = any(_at(entry, "request", "cookies") for entry in _objects(entries))
    return "\n\n".join([*written, *([COOKIES_DROPPED] if cookies and written else [])])


def _har_entry(entry: Mapping[str, Any]) -> str:
    url, status = _text(_at(entry, "request", "url")), _at(entry, "response", "status")
    content = _at(entry, "response", "content")
    if not _concerns_zoho(url):
        return ""
    return _written(
        f"{_text(entry.get('startedDateTime'))} {_text(_at(entry, 'request', 'method'))} {url}",
        _fields(_at(entry, "request", "headers"), "name", _HEADERS),
        _har_body(_at(entry, "request", "postData")),
        f"HTTP/1.1 {status}" if isinstance(status, int) and status > 0 else "no answer: blocked",
        _fields(_at(entry, "response", "headers"), "name", _HEADERS),
        _decoded(content),
    )


def _concerns_zoho(url: str) -> bool:
    """Say whether an address is Zoho's, or the redirect that brings a code or an error."""
    return bool(re.search(r"zoho|[?&](?:code|error)=", url[:4000], re.I))


def _har_body(posted: Any) -> str:
    form = "&".join(_pair(one, "name") for one in _objects(_at(posted, "params")))
    return form or _text(_at(posted, "text"))


def _decoded(content: Any) -> str:
    text = _text(_at(content, "text"))
    if _at(content, "encoding") != "base64":
        return text
    try:
        return base64.b64decode(text[: 2 * _MOST_BODY], validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _written(first: str, *rest: str) -> str:
    return "\n".join([first.strip(), *(part[:_MOST_BODY] for part in rest if part)])


def _fields(listed: Any, key: str, only: Iterable[str]) -> str:
    pairs = ((_text(one.get(key)), _text(one.get("value"))) for one in _objects(listed))
    return "\n".join(f"{name}: {value}" for name, value in pairs if name.lower() in only)


def _pair(one: Mapping[str, Any], key: str) -> str:
    value = quote(_text(one.get("value")), safe="{}%,.:/", errors="replace")
    return f"{_text(one.get(key))}={value}"


# Postman: https://schema.postman.com (collection v2), and the environments that it exports.


def _postman(data: Any) -> str | None:
    if isinstance(_at(data, "item"), list) and isinstance(_at(data, "info"), Mapping):
        variables = _fields(_at(data, "variable"), "key", _Everything())
        return "\n\n".join(filter(None, [variables, *_items(data["item"], depth=0)]))
    if isinstance(_at(data, "values"), list) and "_postman_variable_scope" in data:
        return _fields(data["values"], "key", _Everything())
    return None


class _Everything(frozenset[str]):
    """Holds every name."""

    def __contains__(self, name: object) -> bool:
        return True


_DEEPEST = 20


def _items(items: Any, depth: int) -> Iterator[str]:
    for item in _objects(items):
        if depth < _DEEPEST:
            yield from _items(item.get("item"), depth + 1)
        if isinstance(item.get("request"), Mapping):
            yield _postman_request(item["request"])
        for reply in _objects(item.get("response")):
            yield _written(f"HTTP/1.1 {reply.get('code')}", _text(reply.get("body")))


def _postman_request(request: Mapping[str, Any]) -> str:
    address, body = request.get("url"), request.get("body")
    url = _text(address) or _text(_at(address, "raw"))
    used = [one for mode in ("urlencoded", "formdata") for one in _objects(_at(body, mode))]
    form = "&".join(_pair(one, "key") for one in used if not one.get("disabled"))
    return _written(
        f"{_text(request.get('method'))} {url}",
        _fields(request.get("header"), "key", _HEADERS),
        form or _text(_at(body, "raw")),
    )


# Token stores of Zoho's SDKs: CSV with a head since their version 2; and this project's own file.

_STORE_HEAD = re.compile(r"id,user_?(?:name|mail),[\w,]{0,200}refresh_token[\w,]{0,200}\r?\n", re.I)
_STORE_NAMES = (
    *("user_name", "user_mail", "client_id", "refresh_token", "access_token", "grant_token"),
    *("expiry_time", "redirect_url", "redirect_uri", "api_domain"),
)
_OWN_NAMES = ("access_token", "refresh_token", "scope", "api_domain")
_MOST_ROWS = 50


def _store(text: str) -> str:
    """Return each stored token as `name=value` lines; an empty value says that it is missing."""
    rows = csv.DictReader(text[: _MOST_BODY * _MOST_ROWS].replace("\0", "").splitlines())
    lines: list[str] = []
    for _, row in zip(range(_MOST_ROWS), _readable(rows), strict=False):
        lines += [f"{name}={row.get(name) or ''}" for name in _STORE_NAMES if name in row]
        lines += _lacking(row)
    return "\n".join(lines)


def _lacking(stored: Mapping[str, Any]) -> list[str]:
    return [] if stored.get("refresh_token") else ["the store has no refresh token"]


def _readable(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    try:
        yield from rows
    except csv.Error:  # a field without an end
        return


def _own_store(data: Any) -> str | None:
    tokens = [item for item in _own_tokens(data) if {"access_token", "expires_at"} <= item.keys()]
    lines: list[str] = []
    for token in tokens[:_MOST_ROWS]:
        lines += [f"{name}={_text(token.get(name))}" for name in _OWN_NAMES]
        lines += _lacking(token)
    return "\n".join(lines) if lines else None


def _own_tokens(data: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the token at the top of the file, and those that have names."""
    if isinstance(data, Mapping):
        yield data
        named = data.get("named")
        yield from _objects([*named.values()] if isinstance(named, Mapping) else None)


_WRAPPED: Mapping[str, Callable[[Any], str | None]] = {
    "har": _har,
    "postman": _postman,
    "token_store": _own_store,
}

_SETTING = re.compile(r"^(?:export )?[A-Z][A-Z0-9_]{2,60}=", re.M)


def _is_env(text: str) -> bool:
    """Say whether it is a file of settings that name Zoho or its parameters."""
    lines = [line for line in text[:_MOST_BODY].splitlines() if line.strip(" #")]
    settings = [line for line in lines if _SETTING.match(line)]
    named = re.search(r"ZOHO|CLIENT_ID|REFRESH_TOKEN", "\n".join(settings))
    return bool(named) and 2 * len(settings) > len(lines)


# What all readers read.


def plain_text(text: str) -> str:
    r"""Return the text with plain quotes, each character where it was: `\"` is ` "`."""
    for written, plain in (('\\"', ' "'), ("&quot;", '     "'), ("\\u0022", '     "'), ("“", '"')):
        text = text.replace(written, plain)
    return _without_programs(text.replace("”", '"'))


def _without_programs(text: str) -> str:
    """Return a page with blanks for its styles and scripts, which say nothing."""
    for name in ("style", "script"):
        start = text.find(f"<{name}")
        while start >= 0:
            end = text.find(f"</{name}", start)
            end = len(text) if end < 0 else end
            text = text[:start] + " " * (end - start) + text[end:]
            start = text.find(f"<{name}", end)
    return text
