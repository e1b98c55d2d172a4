"""What the journal says about one request: what the client saw, beside the true reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import unquote

from zoho_helpers.practice import pages
from zoho_helpers.practice.replies import HTML, Reply, Request
from zoho_helpers.redaction import (
    is_secret_name,
    mask,
    mask_headers,
    mask_mapping,
    mask_text,
    mask_url,
    mask_value,
)

SHOWN = 1000
"""Characters of a reply, and of each parameter, that the journal keeps."""
PARAMETERS = 50
"""Parameters of a request that it keeps."""
_SHORT = 200
_SHORTEST_SECRET = 4
"""What is shorter stands in any text by chance."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def journal_entry(
    request: Request, reply: Reply, now: float, secrets: Iterable[str] = ()
) -> dict[str, Any]:
    """Return one entry. Nothing in it is secret, whatever the client put where.

    Args:
        request: What was asked. Of its headers only Authorization is known here.
        reply: What was answered.
        now: POSIX seconds of practice Zoho's clock.
        secrets: What a page may show that has no shape to know it by.
    """
    headers = {"Authorization": request.authorization} if request.authorization else {}
    return {
        "at": _moment(int(now)),
        "method": request.method,
        "path": _masked_path(request.path)[:SHOWN],
        "data_center": request.data_center,
        "parameters": _parameters(request),
        "headers": {name: value[:SHOWN] for name, value in mask_headers(headers).items()},
        "status": reply.status,
        "reply": _shown(reply, secrets),
        "reason": _masked(reply.reason[: 2 * SHOWN])[:SHOWN],
    }


def _parameters(request: Request) -> dict[str, str]:
    values = request.parameters
    if len(values) > PARAMETERS:
        kept = dict(list(values.items())[:PARAMETERS])
        values = {**kept, "…": f"{len(values) - PARAMETERS} more parameters"}
    masked = mask_mapping(values) if "value" in values else _masked_pairs(values)
    return {name[:SHOWN]: str(value)[:SHOWN] for name, value in masked.items()}


def _masked_pairs(values: Mapping[str, Any]) -> dict[str, Any]:
    """Mask values as `mask_mapping` does, where none of them depends on another."""
    return dict(_masked_pair(name, value) for name, value in values.items())


def _masked_pair(name: str, value: Any) -> tuple[str, Any]:
    shown, is_secret = _masked_name(name) if len(name) <= _SHORT else (mask_text(name), False)
    if isinstance(value, str):
        return shown, mask_value(name, value) if is_secret else _masked(value)
    return shown, mask_mapping({name: value})[shown] if is_secret else value


# To look for secrets in a text takes longer than to answer, and what clients send repeats.


@lru_cache(maxsize=8)
def _moment(now: int) -> str:
    return datetime.fromtimestamp(now, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _masked(text: str) -> str:
    return _masked_short(text) if len(text) <= _SHORT else mask_text(text)


@lru_cache(maxsize=2048)
def _masked_short(text: str) -> str:
    return mask_text(text)


@lru_cache(maxsize=256)
def _masked_path(path: str) -> str:
    """Mask a path without its percent signs: behind them a secret has another shape."""
    for _ in range(3):
        path = unquote(path)
    return mask_text(path)


@lru_cache(maxsize=1024)
def _masked_name(name: str) -> tuple[str, bool]:
    return mask_text(name), is_secret_name(name)


def _shown(reply: Reply, secrets: Iterable[str]) -> str:
    if reply.location:
        return mask_url(reply.location)
    body = reply.body
    if isinstance(body, bytes):
        body = body.decode("utf-8", "backslashreplace")
    if reply.content_type == HTML:
        body = pages.main_part(body)
        for secret in secrets:
            if len(secret) >= _SHORTEST_SECRET:
                body = body.replace(escape(secret), mask(secret))
    elif len(body) <= SHOWN:
        flat = _flat_json(body)
        if flat is not None:
            return _encode(_masked_pairs(flat))
    return mask_text(body[: 2 * SHOWN])[:SHOWN]


def _flat_json(text: str) -> dict[str, Any] | None:
    """Return a JSON object of texts and numbers, such as a token reply; None for other text."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_flat = isinstance(data, dict) and not any(
        isinstance(value, (dict, list)) for value in data.values()
    )
    return data if is_flat and "value" not in data else None
