"""Writes the table of behaviors as a page: `nox -s docs`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from zoho_helpers.practice.behaviours import BEHAVIOURS, Behaviour
from zoho_helpers.practice.pages import text

PAGE = Path(__file__).with_name("BEHAVIORS.md")


def render() -> str:
    """Return the page as Markdown."""
    counts = {grade: 0 for grade in ("documented", "observed", "assumed")}
    for row in BEHAVIOURS:
        counts[row.grade] += 1
    said = ", ".join(f"{number} {grade}" for grade, number in counts.items())
    rows = "\n".join(map(_row, BEHAVIOURS))
    return text("behaviors.md").format(count=len(BEHAVIOURS), grades=said, rows=rows)


def _row(row: Behaviour) -> str:
    setting = f"`{row.setting}` = {row.default}" if row.setting else ""
    source = re.sub(r"https://[^\s;,]+", lambda found: f"<{found[0]}>", row.source)
    cells = (f"`{row.id}`", row.does, f"**{row.grade}**, {row.date}: {source}", setting)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} | `{row.test}` |"


def main() -> int:
    """Write the page."""
    PAGE.write_text(render(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
