"""Draws the flow as SVG files: `python notebooks/images/draw_flow.py`.

`flow-0.svg` shows the whole flow; `flow-1.svg` to `flow-6.svg` mark one step with "you are here".
The last step has two rows.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

WIDTH, TOP, STEP = 900, 62, 62
ACTORS = {"browser": ("You, in a browser", 120), "program": ("Your program", 340)}
ACTORS |= {"accounts": ("Zoho Accounts", 580), "api": ("Zoho API", 800)}
ASKED, GIVEN = "name, homepage, redirect URI", "client ID, client secret"
STEPS = (
    ("1 Register a client", "browser", "accounts", ASKED, GIVEN),
    ("2 Authorize", "program", "browser", "authorization URL", ""),
    ("3 Accept, paste the code", "browser", "accounts", "Accept", "redirect with the code"),
    ("4 Exchange", "program", "accounts", "code, client secret", "access token, refresh token"),
    ("5 Refresh", "program", "accounts", "refresh token, client secret", "new access token"),
    ("6 Use the token,", "program", "api", "access token", "data"),
    ("   then revoke it", "program", "accounts", "refresh token", ""),
)  # fmt: skip
LAST = 6
INK, SOFT, GREEN, PALE, HALO = "#1d2b2a", "#5a6b69", "#17695f", "#fff3d6", "#fffdf8"


def text(x: float, y: float, words: str, *, size: int = 14, fill: str = INK, **more: str) -> str:
    """Return a line of text."""
    more = {"paint_order": "stroke", "stroke": HALO, "stroke_width": "5"} | more
    extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{extra}>{escape(words)}</text>'


def arrow(start: int, end: int, y: float, words: str, color: str, dashed: bool) -> str:
    """Return an arrow between two lifelines with words above it."""
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    head = 9 if end > start else -9
    middle = (start + end) / 2
    return (
        f'<line x1="{start}" y1="{y}" x2="{end}" y2="{y}" stroke="{color}" stroke-width="2"{dash}/>'
        f'<path d="M{end} {y} l{-head} -5 v10 z" fill="{color}"/>'
        + text(middle, y - 5, words, size=13, fill=color, text_anchor="middle")
    )


def draw(here: int) -> str:
    """Return the diagram with step `here` marked; 0 marks none."""
    height = TOP + STEP * len(STEPS) + 16
    title = f"You are here: {STEPS[here - 1][0]}" if here else "The flow in six steps"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 200} {height}" '
        f'width="{WIDTH + 200}" height="{height}" role="img" '
        'font-family="system-ui, sans-serif">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH + 200}" height="{height}" fill="#fff"/>',
    ]
    for number, step in enumerate(STEPS, 1):
        if number == here:
            rows = len(STEPS) - LAST + 1 if here == LAST else 1
            parts.append(_mark(TOP + STEP * (number - 1), rows * STEP - 4))
        parts.append(text(16, TOP + STEP * (number - 1) + 36, step[0], font_weight="600"))
    for name, x in ACTORS.values():
        x += 200
        parts.append(
            f'<line x1="{x}" y1="40" x2="{x}" y2="{height - 8}" stroke="#cfdad8" stroke-width="2"/>'
        )
        parts.append(
            text(x, 28, name, size=15, fill=GREEN, text_anchor="middle", font_weight="700")
        )
    for number, (_, source, target, out, back) in enumerate(STEPS, 1):
        parts += _arrows(number, here, ACTORS[source][1] + 200, ACTORS[target][1] + 200, out, back)
    return "\n".join([*parts, "</svg>", ""])


def _mark(y: float, height: float) -> str:
    return (
        f'<rect x="4" y="{y}" width="{WIDTH + 192}" height="{height}" rx="8" fill="{PALE}" '
        f'stroke="#e0a526"/>' + text(16, y + 16, "You are here", size=11, fill="#8a5a00")
    )


def _arrows(number: int, here: int, start: int, end: int, out: str, back: str) -> list[str]:
    y = TOP + STEP * (number - 1)
    color = GREEN if here in (0, min(number, LAST)) else SOFT
    first = arrow(start, end, y + (24 if back else 38), out, color, False)
    return [first, arrow(end, start, y + 50, back, color, True)] if back else [first]


if __name__ == "__main__":
    for step in range(LAST + 1):
        (Path(__file__).parent / f"flow-{step}.svg").write_text(draw(step), "utf-8")
