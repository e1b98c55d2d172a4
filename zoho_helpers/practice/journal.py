"""What the journal says about one request: what the client saw, beside the true reason."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from zoho_helpers.practice import pages
from zoho_helpers.practice.replies import HTML, Reply, Request
from zoho_helpers.redaction import mask_headers, mask_mapping, mask_text, mask_url

SHOWN = 1000
"""Characters of a reply that the journal keeps."""


def journal_entry(request: Request, reply: Reply, now: float) -> dict[str, Any]:
    """Return one entry. Nothing in it is secret, whatever the client put where.

    Args:
        request: What was asked. Of its headers only Authorization is known here.
        reply: What was answered.
        now: POSIX seconds of practice Zoho's clock.
    """
    headers = {"Authorization": request.authorization} if request.authorization else {}
    return {
        "at": datetime.fromtimestamp(now, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "method": request.method,
        "path": mask_text(request.path),
        "data_center": request.data_center,
        "parameters": _parameters(request),
        "headers": mask_headers(headers),
        "status": reply.status,
        "reply": _shown(reply),
        "reason": mask_text(reply.reason),
    }


def _parameters(request: Request) -> dict[str, str]:
    masked = mask_mapping(request.parameters)
    return {name[:SHOWN]: str(value)[:SHOWN] for name, value in masked.items()}


def _shown(reply: Reply) -> str:
    if reply.location:
        return mask_url(reply.location)
    body = reply.body
    if isinstance(body, bytes):
        body = body.decode("utf-8", "backslashreplace")
    if reply.content_type == HTML:
        body = pages.main_part(body)
    return mask_text(body[: 2 * SHOWN])[:SHOWN]
