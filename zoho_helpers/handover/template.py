"""Files with marked places: `templates/NAME.tmpl`, where `«name»` stands for a value.

Whoever fills a place quotes the value for the language that it stands in (`quoting`). What is
filled in is not looked at again, so a value that looks like a mark stays as it is.
"""

from __future__ import annotations

import re
from importlib import resources

_PLACE = re.compile("«([a-z_]+)»")


def template_text(name: str) -> str:
    """Return a file of `templates/` as it stands, with its marks."""
    return (resources.files("zoho_helpers.handover") / "templates" / name).read_text("utf-8")


def fill(template: str, **values: str) -> str:
    """Return the text of a template with its places filled.

    Args:
        template: Name of the file in `templates/`, without `.tmpl`.
        values: The text for each place. All must be given, and none besides.
    """
    text = template_text(f"{template}.tmpl")
    if {*_PLACE.findall(text)} != {*values}:
        raise ValueError(f"{template} has other places than {', '.join(values)}.")
    return _PLACE.sub(lambda place: values[place[1]], text)
