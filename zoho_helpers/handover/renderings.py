"""One request in every way, side by side, and what differs between the ways.

Sources: the manuals of curl (--data-urlencode, --location), requests (redirection and history), PHP
(http_build_query, CURLOPT_FOLLOWLOCATION), the Fetch standard (redirect), and Postman (settings).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zoho_helpers.handover.commands import render_bash, render_cmd, render_powershell
from zoho_helpers.handover.node import render_node
from zoho_helpers.handover.php import render_php
from zoho_helpers.handover.postman import render_postman
from zoho_helpers.handover.python import render_python
from zoho_helpers.transcript import WireRequest


@dataclass(frozen=True)
class Rendering:
    """One way to write a request down.

    Attributes:
        name: For a person.
        render: Makes the text. Secrets in it are variables.
        secrets_from: Where the values of secrets come from.
        encodes: What percent-encodes the parameters.
        redirects: Whether it follows a redirect if nobody says otherwise.
        error_200: What it makes of an error with HTTP 200.
    """

    name: str
    render: Callable[[WireRequest], str]
    secrets_from: str
    encodes: str
    redirects: str
    error_200: str


RENDERINGS = (
    Rendering(
        "cURL, bash",
        render_bash,
        "the environment, put in by bash",
        "--data-urlencode",
        "no",
        "prints it, exit code 0",
    ),
    Rendering(
        "cURL, PowerShell",
        render_powershell,
        "the environment, read by curl itself",
        "--expand-data with a function of curl",
        "no",
        "prints it, exit code 0",
    ),
    Rendering(
        "cURL, cmd",
        render_cmd,
        "the environment, read by curl itself",
        "--expand-data with a function of curl",
        "no",
        "prints it, exit code 0",
    ),
    Rendering(
        "Python, requests",
        render_python,
        "os.environ",
        "requests, for data=",
        "yes, also with the body for 307 and 308",
        "reply.ok is True",
    ),
    Rendering(
        "PHP, cURL",
        render_php,
        "getenv()",
        "http_build_query()",
        "no",
        "curl_exec() returns it",
    ),
    Rendering(
        "Node, fetch",
        render_node,
        "process.env",
        "URLSearchParams",
        "yes, unless redirect: 'error'",
        "reply.ok is true",
    ),
    Rendering(
        "Postman",
        render_postman,
        "an environment, type secret",
        "Postman, for urlencoded bodies",
        "yes, unless switched off",
        "green, unless a test looks at the body",
    ),
)
"""Every way to write one request down."""

DIFFERENCES = (
    ("secrets come from", "secrets_from"),
    ("parameters are encoded by", "encodes"),
    ("follows redirects", "redirects"),
    ("an error with HTTP 200", "error_200"),
)
"""What differs, and where a rendering has it."""
