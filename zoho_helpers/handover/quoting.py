"""Any value as a literal of another language: it comes out as that value, never as code."""

from __future__ import annotations

import json


def python_string(value: str) -> str:
    """Return a Python string literal on one line."""
    return json.dumps(value) if value.isascii() and value.isprintable() else ascii(value)


def js_string(value: str) -> str:
    """Return a JavaScript string literal on one line, all of it ASCII."""
    return json.dumps(value)
