"""From a stream of bytes to the passages of it that have a sign, each of bounded size."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from zoho_helpers.doctor.scan import Find, names_zoho
from zoho_helpers.doctor.stamps import look_for_stamp

REACH = 4_000
"""Bytes on either side of a sign within which its passage lies."""
_NEAR = 250
"""Bytes on either side of a sign within which Zoho is named, where the sign is no code of its."""
MOST_UNPACKED = 2_000_000_000
"""Bytes that a compressed log is unpacked to; what comes after is not read."""
_PIECE = 1 << 20
_GZIP = b"\x1f\x8b"


class Passage(NamedTuple):
    """A line with a sign, from the line above it that has a time to before the next that has.

    Attributes:
        stamp: What looks like its time; None where no line above has one within reach.
        text: Its bytes; of a line that is longer than the reach, those around the sign.
        sign: The sign itself.
    """

    stamp: re.Match[str] | None
    text: bytes
    sign: bytes


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Return the same in UTF-8, unpacked where gzip compressed it, in pieces of bounded size.

    A damaged file is read as far as it goes. UTF-16, as PowerShell writes it, begins with a mark.
    """
    source = iter(chunks)
    first = next(source, b"")
    while 0 < len(first) < 4 and (more := next(source, b"")):
        first += more
    if _is_utf16(first):
        for text in codecs.iterdecode(chain([first], source), "utf-16", "replace"):
            yield text.encode("utf-8", "replace")
        return
    if not first.startswith(_GZIP):
        yield first
        yield from source
        return
    left = MOST_UNPACKED
    for piece in _gunzipped(first, source):
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


def _is_utf16(start: bytes) -> bool:
    """Say whether it has the mark, and a letter such as ours after it."""
    return (start.startswith(codecs.BOM_UTF16_LE) and start[3:4] == b"\0") or (
        start.startswith(codecs.BOM_UTF16_BE) and start[2:3] == b"\0"
    )


def _gunzipped(packed: bytes, source: Iterator[bytes]) -> Iterator[bytes]:
    unpack = zlib.decompressobj(wbits=31)
    while packed or (packed := next(source, b"")):
        try:
            yield unpack.decompress(packed, _PIECE)
        except zlib.error:
            return
        packed = unpack.unconsumed_tail
        if unpack.eof:  # rotated logs are put one behind the other
            packed, unpack = unpack.unused_data, zlib.decompressobj(wbits=31)


def passages(chunks: Iterable[bytes], find: Find) -> Iterator[Passage]:
    """Yield the passages of a stream that have a sign of Zoho's, in order, none of them twice.

    A sign is Zoho's by an underscore in it, as in `INVALID_TOKEN`; others, such as `timed out`,
    only where Zoho or a token is named beside it.
    """
    done = 0
    for start, text, look_from, look_to in _windows(chunks):
        done, others, timeless_to = max(look_from, done - start), 0, 0
        for sign_from, sign_to in find(text):
            if sign_from >= look_to:
                break
            is_code = b"_" in text[sign_from:sign_to]
            if sign_from < (done if is_code else max(done, others)):
                continue
            if not is_code and not names_zoho(text[max(0, sign_from - _NEAR) : sign_to + _NEAR]):
                others = sign_to + _NEAR // 2
                continue
            reach = min(sign_to, sign_from + REACH)
            passage, end = _around(text, sign_from, reach, timeless_to)
            if passage.stamp is None:
                timeless_to = end + 1
            if is_code or names_zoho(passage.text):
                done = end
                yield passage
        done += start


def _windows(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes, int, int]]:
    """Yield where each piece of the stream starts, its bytes, and which of them are its own.

    Before and after these are those of its neighbours, so that a passage is whole in one piece.
    """
    start, kept, own = 0, b"", 0
    for chunk in chunks:
        text = kept + chunk
        if len(text) < own + 2 * REACH:
            kept = text
            continue
        yield start, text, own, len(text) - REACH
        cut = len(text) - 2 * REACH
        start, kept, own = start + cut, text[cut:], REACH
    yield start, kept, own, len(kept)


def _around(text: bytes, sign_from: int, sign_to: int, timeless_to: int) -> tuple[Passage, int]:
    """Return the passage around a sign, and where it ends; no time stands before `timeless_to`."""
    lowest, highest = max(0, sign_from - REACH), min(len(text), sign_from + REACH)
    line_from = text.rfind(b"\n", lowest, sign_from) + 1 or lowest
    line_to = _line_end(text, sign_to, highest)
    begin, stamp = line_from, _stamp(text, line_from, line_to)
    while stamp is None and begin > max(lowest, timeless_to):
        above = text.rfind(b"\n", lowest, begin - 1) + 1 or lowest
        stamp, begin = _stamp(text, above, begin), above
    end = line_to
    while end < highest and stamp:
        # Times of one log mostly begin alike; this saves a closer look.
        if text.startswith(text[begin : begin + 4], end + 1):
            break
        below = _line_end(text, end + 1, highest)
        if _stamp(text, end + 1, below):
            break
        end = below
    if stamp is None:
        begin = line_from
    return Passage(stamp, text[begin:end], text[sign_from:sign_to]), end


def _line_end(text: bytes, at: int, highest: int) -> int:
    end = text.find(b"\n", at, highest)
    return highest if end < 0 else end


def _stamp(text: bytes, start: int, end: int) -> re.Match[str] | None:
    return look_for_stamp(text[start:end].decode("utf-8", "replace"))
