"""What was dropped becomes text, or a sentence that says why not."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoho_helpers.doctor.file_text import MOST_MEGABYTES, text_of
from zoho_helpers.errors import InputError
from zoho_helpers.opening import attempt

REPLY = '{"error":"invalid_code"} für Jürgen'


@pytest.mark.parametrize(
    "content",
    [
        REPLY.encode(),
        REPLY.encode("utf-8-sig"),
        REPLY.encode("utf-16"),  # PowerShell's > writes it
        b"\xfe\xff" + REPLY.encode("utf-16-be"),
        REPLY.encode("cp1252"),
    ],
)
def test_text_is_read_in_what_it_was_written(content: bytes) -> None:
    assert text_of(content) == REPLY


def test_colors_and_a_stray_control_character_do_no_harm() -> None:
    log = "\x1b[31mERROR\x1b[0m invalid_code\r\n" * 20
    assert text_of(log.encode() + b"\0") == log


@pytest.mark.parametrize(
    ("content", "reason", "said"),
    [
        (b"", "file-empty", "The file is empty."),
        (b" \r\n", "file-empty", "The file is empty."),
        (gzip.compress(REPLY.encode() * 9, mtime=0), "file-not-text", "The file is no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file-not-text", "The file is no text"),
        (bytes(range(256)), "file-not-text", "The file is no text"),
        (b"\xff\xfe\x00", "file-not-text", "The file is no text"),  # half a character
        (b"x" * 5_000_001, "file-too-large", "The file has 5.0 MB, and 5 MB is the most"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(content: bytes, reason: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        text_of(content)
    assert caught.value.reason == reason
    assert caught.value.what.startswith(said)
    assert caught.value.fix.endswith(".")


def test_the_largest_is_read_and_a_larger_one_is_told_where_it_can_be() -> None:
    assert len(text_of(b"x" * MOST_MEGABYTES * 1_000_000)) == 5_000_000
    with pytest.raises(InputError, match="python -m zoho_helpers diagnose FILE takes any size"):
        text_of(b"x" * 7_300_000)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_text_or_a_sentence(content: bytes) -> None:
    found = attempt(lambda: text_of(content))
    assert found.fix if isinstance(found, InputError) else "\0" not in found
