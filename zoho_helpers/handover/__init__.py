"""The same request in other hands: rendered as a cURL command and as Python.

Both come from one `WireRequest`, the one that was sent. Secrets are read from environment variables
instead of standing in the command.
"""

from zoho_helpers.handover.curl import render_curl
from zoho_helpers.handover.python import render_python

__all__ = ["render_curl", "render_python"]
