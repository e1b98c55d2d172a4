"""Values as PHP source, and templates of PHP files filled with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from zoho_helpers.handover.template import template_text

Value = str | int | bool | Sequence["Value"] | Mapping[str, "Value"]

_PLACE = re.compile(r"'\{\{(\w+)\}\}'")


def php_string(value: str) -> str:
    """Return a PHP string literal that is this text, whatever stands in it.

    Printable ASCII stands as it is, in single quotes, where PHP knows two escapes only. Other text
    is written as the bytes of its UTF-8, so that the file reads the same in every editor.
    """
    if value.isascii() and value.isprintable():
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    return '"' + "".join(f"\\x{byte:02x}" for byte in value.encode()) + '"'


def php_value(value: Value, indent: str = "") -> str:
    """Return plain data as PHP source; lists and mappings become arrays, one entry a line.

    Args:
        value: The data.
        indent: What stands before the line that the value begins on.
    """
    if isinstance(value, str):
        return php_string(value)
    if isinstance(value, int):
        return str(value).lower()
    if isinstance(value, Mapping):
        rows = [f"{php_string(k)} => {php_value(v, indent + '    ')}" for k, v in value.items()]
    else:
        rows = [php_value(item, indent + "    ") for item in value]
    return "[\n" + "".join(f"{indent}    {row},\n" for row in rows) + f"{indent}]"


def fill_php(template: str, places: Mapping[str, str]) -> str:
    """Return a template with PHP source in its places.

    A place is written `'{{name}}'` and is replaced with its quotes, so that a template is a whole
    PHP file, too. What is put into a place is not looked at again.

    Args:
        template: Name below `templates/`.
        places: Name -> PHP source.

    Raises:
        KeyError: The template has a place that is not among them.
    """
    return _PLACE.sub(lambda found: places[found[1]], template_text(template))
