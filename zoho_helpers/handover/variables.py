"""The environment variables that rendered requests read their secrets from."""

from __future__ import annotations

from zoho_helpers.transcript import WireRequest

ACCESS_TOKEN, CLIENT_SECRET = "ZOHO_ACCESS_TOKEN", "ZOHO_CLIENT_SECRET"


def variable_for(name: str) -> str:
    """Return the variable for a secret parameter: `code_verifier` becomes `ZOHO_CODE_VERIFIER`."""
    return f"ZOHO_{name.upper()}"


def variables_of(request: WireRequest) -> list[str]:
    """Return the variables that a rendering of this request reads, in order."""
    from zoho_helpers.redaction import Secret

    names = [
        variable_for(name) for name, value in request.form.items() if isinstance(value, Secret)
    ]
    names += [ACCESS_TOKEN] if request.access_token else []
    return names + ([CLIENT_SECRET] if request.basic else [])
