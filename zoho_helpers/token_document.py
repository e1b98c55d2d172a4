"""The text of a token file, of this version or an older one, with one token or many.

The token without a name stands at the top, as the first version had it, the others in `named`, one
a line. So one of ten thousand is read and replaced without parsing the others. A file that somebody
laid out anew is parsed whole, and written so again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

FORMAT_VERSION = 2

Part = dict[str, Any]
Migration = Callable[[Part], Part]

MIGRATIONS: Mapping[int, Migration] = MappingProxyType(
    {
        # Version 1 had one token. What 2 added may be missing: names, the log, Zoho's time.
        1: lambda data: data | {"format_version": 2},
    }
)
"""What makes a file of one version one of the next."""

_OPEN, _CLOSE = ',\n  "named": {\n', "\n  }\n}"


class UnknownVersion(Exception):
    """The file is of a version that this program does not know; the only argument names it."""


@dataclass(frozen=True)
class Document:
    """A token file of which only what is asked for is parsed.

    Attributes:
        own: What stands under no name; empty where nothing does.
        rows: What stands under names: a line `"name": {...}` for each, with commas between.
    """

    own: Part = field(default_factory=dict)
    rows: str = ""

    def part(self, name: str) -> Part:
        """Return what stands under a name; an empty object where nothing does.

        Raises:
            ValueError: It is damaged. Other names may be whole.
        """
        if not name:
            return self.own
        span = self._span(name)
        part: Part = self._named().get(name, {}) if span is None else self._row(*span)
        return part

    def parts(self) -> dict[str, Part]:
        """Return all that stands in the file, by name.

        Raises:
            TypeError, ValueError: It is damaged.
        """
        return ({"": self.own} if self.own else {}) | self._named()

    def with_part(self, name: str, part: Part) -> Document:
        """Return the document with something else under a name; none is there if it is empty."""
        if not name:
            return Document(part, self.rows)
        span = self._span(name)
        if span is None or not part:
            named = self._named()
            named.pop(name, None)
            return Document(self.own, _as_rows(named | ({name: part} if part else {})))
        start, end = span
        return Document(self.own, self.rows[:start] + json.dumps(part) + self.rows[end:])

    def text(self) -> str:
        """Return the file."""
        text = json.dumps({"format_version": FORMAT_VERSION} | self.own, indent=2)
        return text[:-2] + _OPEN + self.rows + _CLOSE if self.rows else text

    def _span(self, name: str) -> tuple[int, int] | None:
        """Return where in the rows a name's object begins and ends."""
        begin = f"    {json.dumps(name)}: "
        at = 0 if self.rows.startswith(begin) else self.rows.find(f"\n{begin}") + 1
        if not at and not self.rows.startswith(begin):
            return None
        end = self.rows.find("\n", at)
        return at + len(begin), len(self.rows) if end < 0 else end - 1

    def _row(self, start: int, end: int) -> Part:
        part: Part = json.loads(self.rows[start:end])
        return part

    def _named(self) -> dict[str, Part]:
        named: dict[str, Part] = json.loads(f"{{{self.rows}}}")
        return named


def parse_document(text: str) -> Document:
    """Read a token file and bring it up to date. What stands under the names is not looked at.

    Raises:
        UnknownVersion: It was written by a newer program.
        LookupError, RecursionError, TypeError, ValueError: It is of another shape.
    """
    start = text.find(_OPEN)
    rows = text[start + len(_OPEN) : -len(_CLOSE)] if start >= 0 and text.endswith(_CLOSE) else ""
    if _is_as_written(rows):
        return Document(_up_to_date(json.loads(text[:start] + "\n}")), rows)
    data = _up_to_date(json.loads(text))
    return Document(data, _as_rows(data.pop("named", {})))


def _is_as_written(rows: str) -> bool:
    """Say whether each line is a name with its object."""
    lines = rows.count("\n")
    return (
        rows.startswith('    "')
        and rows.endswith("}")
        and rows.count('\n    "') == rows.count("},\n") == lines
    )


def _as_rows(named: Mapping[str, Part]) -> str:
    return ",\n".join(f"    {json.dumps(name)}: {json.dumps(part)}" for name, part in named.items())


def _up_to_date(data: Any) -> Part:
    """Return what stands at the top of a file, of this version; the version itself left out."""
    version = data["format_version"]
    if not isinstance(data, dict) or not isinstance(data.get("named", {}), dict):
        raise TypeError
    while version != FORMAT_VERSION:
        migrate = MIGRATIONS.get(version) if type(version) is int else None
        if migrate is None:
            raise UnknownVersion(version)
        data = migrate(data)
        version = data["format_version"]
    return {name: value for name, value in data.items() if name != "format_version"}
