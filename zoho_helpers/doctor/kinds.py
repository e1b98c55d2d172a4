"""What a paste is: a curl command, a reply, a log, a description."""

from __future__ import annotations

import re
from collections.abc import Collection

from zoho_helpers.doctor.shapes import AUTHORIZE, CURL, STACK


def kind_of(text: str, tags: Collection[str]) -> str:
    """Return what a paste is, such as `token_response`.

    Args:
        text: The paste.
        tags: The facts that stand in it.
    """
    body = text.strip()
    is_word = len(body.split(maxsplit=1)) == 1
    is_address = is_word and body.startswith(("http://", "https://"))
    tests = (
        ("check_result", any(tag.startswith("probe:") for tag in tags)),
        ("curl", bool(CURL.search(body))),
        (
            "http",
            bool(re.match(r"(?:[<>*] )?(?:POST|GET) \S+(?: HTTP/|\r?\n)|HTTP/[\d.]+ \d", body)),
        ),
        ("authorize_url", is_address and bool(AUTHORIZE.search(body))),
        ("redirect_url", is_word and bool(re.search(r"[?&](?:code|error)=", body))),
        ("sdk_exception", bool(STACK.search(body))),
        ("error_page", "<html" in body.lower() or any(tag.startswith("page:") for tag in tags)),
        ("token_response", any(tag.startswith(("error:", "reply:")) for tag in tags)),
        ("api_response", any(tag.startswith("api:") for tag in tags)),
        ("log", "\n" in body and bool(re.search(r"\b\d\d:\d\d|\bERROR\b|\bstatus", body))),
    )
    return next((kind for kind, is_it in tests if is_it), "description")
