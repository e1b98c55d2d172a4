"""From a file that somebody dropped to its text, or a sentence that says why there is none."""

from __future__ import annotations

import codecs

from zoho_helpers.errors import InputError

MOST_MEGABYTES = 5
"""Of one file in a form: it travels through the browser and the kernel in one piece."""
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = str.maketrans(dict.fromkeys({*range(32)} - {*b"\t\n\f\r\x1b"}))
"""What a text has hardly any of. The escape character is none of it: it colors logs."""
_MOST_CONTROL = 0.01
_AS_TEXT = "Save it as text, a log, a HAR, JSON or HTML, or paste what it says."


def text_of(content: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark (as PowerShell writes), or Windows'.

    Raises:
        InputError: It is empty, too large, or no text.
    """
    if len(content) > MOST_MEGABYTES * 1_000_000:
        raise _refused(
            f"The file has {len(content) / 1_000_000:.1f} MB, and {MOST_MEGABYTES} MB is the most "
            "that can be read here.",
            "In a terminal, python -m zoho_helpers diagnose FILE takes any size.",
            "file-too-large",
        )
    if not content.strip():
        raise _refused("The file is empty.", "Choose another one.", "file-empty")
    try:
        text = _decoded(content)
    except UnicodeDecodeError:
        text = "\0"
    readable = text.translate(_CONTROL)
    if len(text) - len(readable) > _MOST_CONTROL * len(text):
        raise _refused("The file is no text, so it cannot be read.", _AS_TEXT, "file-not-text")
    return readable


def _decoded(content: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _refused(what: str, fix: str, reason: str) -> InputError:
    return InputError(what, fix, reason=reason)
