"""The environment variables that rendered requests read their secrets from."""

from __future__ import annotations

ACCESS_TOKEN, CLIENT_SECRET = "ZOHO_ACCESS_TOKEN", "ZOHO_CLIENT_SECRET"


def variable_for(name: str) -> str:
    """Return the variable for a secret parameter: `code_verifier` becomes `ZOHO_CODE_VERIFIER`."""
    return f"ZOHO_{name.upper()}"
