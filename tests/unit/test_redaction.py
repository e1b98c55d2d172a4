"""Masks: no credential survives in any text that people paste, log, dump or send."""

from __future__ import annotations

import copy
import html
import json
import logging
import pickle
import pprint
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.made_up import ACCESS, CLIENT_ID, CLIENT_SECRET, REFRESH, VERIFIER, piece_survives
from zoho_helpers.redaction import (
    Secret,
    is_secret_name,
    mask,
    mask_form,
    mask_headers,
    mask_json,
    mask_mapping,
    mask_text,
    mask_url,
)

HEX = "0123456789abcdef"
UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

parts_of_32 = st.text(HEX, min_size=32, max_size=32)
tokens = st.builds("{}.{}.{}".format, st.sampled_from(["1000", "1004"]), parts_of_32, parts_of_32)
client_secrets = st.text(HEX, min_size=40, max_size=44)
verifiers = st.text(UNRESERVED, min_size=43, max_size=128)
shaped = tokens | client_secrets
"""Known by their shape, whatever stands beside them."""

surroundings = st.text(st.characters(exclude_characters=HEX + HEX.upper()), max_size=40)


def escaped(value: object, times: int) -> str:
    """JSON in JSON in JSON: what logs of logs look like."""
    for _ in range(times):
        value = json.dumps(value)
    return str(value)


def encoded(value: str, times: int) -> str:
    for _ in range(times):
        value = quote(value, safe="")
    return value


# Ways in which a value stands somewhere, beside its name.
NAMED: dict[str, Callable[[str, str], str]] = {
    "json": lambda name, value: json.dumps({name: value}),
    "json, compact": lambda name, value: json.dumps({name: value}, separators=(",", ":")),
    "json in json": lambda name, value: escaped({name: value}, 2),
    "json in json in json": lambda name, value: escaped({name: value}, 3),
    "json with hex quotes": lambda name, value: f"\\u0022{name}\\u0022:\\u0022{value}\\u0022",
    "json, cut off": lambda name, value: f'{{"{name}":"{value}',
    "gson": lambda name, value: f"{name}\\u003d{value}\\u0026x\\u003d1",
    "query": lambda name, value: f"https://h.example/p?{urlencode({'a': 1, name: value})}&b=2#end",
    "form, one a line": lambda name, value: f"a=1\n&{name}={value}\n&b=2",
    "url in a url": lambda name, value: f"https://h.example/?u={encoded(f'?{name}={value}&b', 1)}",
    "url in a url in a url": lambda name, value: f"u={encoded(f'a=b&{name}={value}&c', 2)}",
    "percent-encoded json": lambda name, value: encoded(json.dumps({name: value}), 1),
    "header": lambda name, value: f"Host: h.example\r\n{name}: {value}\r\nAccept: */*",
    "header, no blank": lambda name, value: f"{name}:{value}",
    "curl": lambda name, value: f"curl -d '{name}={value}' -d \"{name}={value}\" https://h.example",
    "html attribute": lambda name, value: f'<input name="{name}" value="{value}">',
    "html entities": lambda name, value: f"<td>{html.escape(json.dumps({name: value}))}</td>",
    "html, equals escaped": lambda name, value: f"{name}&#x3D;{value}&amp;a&#x3D;b",
    "html text": lambda name, value: f"<b>{name}: {value}</b>",
    "har": lambda name, value: json.dumps({"name": name, "value": value}),
    "python dict": lambda name, value: repr({name: value}),
    "python pairs": lambda name, value: repr([("a", "b"), (name, value)]),
    "python bytes": lambda name, value: f"{name}={value.encode()!r}",
    "python dataclass": lambda name, value: f"Token({name}={value!r}, expires_at=1)",
    "php print_r": lambda name, value: f"Array\n(\n    [{name}] => {value}\n)\n",
    "php print_r in html": lambda name, value: f"[{name}] =&gt; {value}",
    "php var_dump": lambda name, value: f'["{name}"]=>\n  string({len(value)}) "{value}"',
    "php var_export": lambda name, value: f"array (\n  '{name}' => '{value}',\n)",
    "php serialize": lambda name, value: (
        f's:{len(name)}:"{name}";s:{len(value)}:"{value}";s:1:"a";i:1;'
    ),
    "log": lambda name, value: f"2026-11-22 INFO refreshed {name}={value}, took 3 ms",
    "yaml": lambda name, value: f"zoho:\n  {name}: {value}\n",
    ".env": lambda name, value: f"ZOHO_{name.upper()}='{value}'\nA=b\n",
}

# Ways in which a value stands somewhere by itself.
BARE: dict[str, Callable[[str], str]] = {
    "alone": str,
    "path": lambda value: f"https://h.example/{value}/x",
    "authorization": lambda value: f"Authorization: Zoho-oauthtoken {value}",
    "other scheme": lambda value: f"> authorization: Token {value}\r\n> accept: */*",
    "bearer, encoded": lambda value: f"h=Bearer%20{value}&x=1",
    "cookie": lambda value: f"Cookie: a=b; session={value}; c=d\r\n",
    "html attribute": lambda value: f"<a href='/x?y={value}' data-t=\"{value}\">",
    "newline, escaped": lambda value: f"reply:\\n{value}\\r\\n",
    "list": lambda value: json.dumps([value, [value]]),
    "key": lambda value: json.dumps({value: None}),
    "csv": lambda value: f"1,user,{value},2\n",
    "unknown name, encoded": lambda value: f"grant%3D{value}%26x",
    "unknown name, hex escape": lambda value: f"grant\\u003d{value}\\u0026x",
    "user and password": lambda value: f"proxy http://robin:{value}@h.example:3128/ refused",
}

FEWER = settings().max_examples // 10
"""Examples for each of many ways."""

MASKS = (mask_text, mask_json, mask_url, mask_form)


@pytest.mark.parametrize("way", BARE)
@settings(max_examples=FEWER)
@given(secret=shaped, before=surroundings, after=surroundings)
def test_what_has_a_credentials_shape_survives_nowhere(way, secret, before, after):
    # A word character beside it would make it another word.
    text = f"{before} {BARE[way](secret)} {after}"
    for masked in (masker(text) for masker in MASKS):
        assert not piece_survives(secret, masked)


@pytest.mark.parametrize("way", NAMED)
@settings(max_examples=FEWER)
@given(
    name=st.sampled_from(["code_verifier", "Code-Verifier", "refresh_token", "client_secret"]),
    secret=shaped | verifiers,
)
def test_what_stands_under_a_secret_name_survives_nowhere(way, name, secret):
    """Also where it has no shape, as a PKCE verifier."""
    text = NAMED[way](name, secret)
    for masked in (masker(text) for masker in MASKS):
        assert not piece_survives(secret, masked)


standing_alone = st.builds(lambda way, value: way(value), st.sampled_from([*BARE.values()]), shaped)
standing_beside_its_name = st.builds(
    lambda way, value: way("code", value), st.sampled_from([*NAMED.values()]), shaped
)
full_of_marks = st.text("code=:\"'\\…%&; >{}[]()10.abBearer\n")


@given(standing_alone | standing_beside_its_name | full_of_marks | st.text())
def test_masking_what_is_masked_changes_nothing(text):
    for masker in (mask, *MASKS):
        once = masker(text)
        assert masker(once) == once


@given(st.text() | tokens | verifiers)
def test_a_mask_keeps_at_most_eight_characters(value):
    assert len(mask(value).replace("…", "").removeprefix("1000.").removeprefix("1004.")) <= 8


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        (ACCESS, "1000.00c0…cece"),
        ("1004." + "ab12" * 8, "1004.ab12…ab12"),
        (CLIENT_SECRET, "00c0…1f1f"),
        ("x" * 24, "xxxx…xxxx"),
        ("x" * 23, "…"),
        ("1000.short", "1000.…"),
        ("1000.", "1000."),
        ("", ""),
        ("1000.00c0…cece", "1000.00c0…cece"),
        ("…", "…"),
        ("0123456789…0123456789", "…"),
        ("with blanks and more than that", "…"),
    ],
)
def test_a_mask_tells_long_values_apart_and_hides_short_ones(value, masked):
    assert mask(value) == masked


@pytest.mark.parametrize(
    "text",
    [
        '{"code":"INVALID_TOKEN","details":{},"message":"invalid oauth token","status":"error"}',
        '{"code":57,"message":"You are not authorized to perform this operation"}',
        '{"error":"invalid_code"}',
        "error_code=invalid_client",
        "Error code: 7401.14",
        f"https://accounts.zoho.eu/oauth/v2/auth?response_type=code&client_id={CLIENT_ID}",
        # A client id that begins with hex digits is still no token.
        "1000.ABCDEF0123ABCDEFGHIJKLMNOPQRST is the client id.",
        '{"refresh_token":null}',
        "refresh_token: None",
        "grant_type=authorization_code&redirect_uri=http://127.0.0.1:8758/callback",
        "Zoho saw no usable token in the Authorization header.",
        "expires_in=3600",
    ],
)
def test_what_is_no_secret_stays_readable(text):
    """A mask over Zoho's error codes would hide the very thing that the reader looks for."""
    assert mask_text(text) == text
    assert mask_json(text) == text


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("access_token", True),
        ("Client-Secret", True),
        ("refreshToken", True),
        ("refreshtoken", True),
        ("AUTHORIZATION", True),
        ("Set-Cookie", True),
        ("client_id", False),
        ("token_type", False),
        ("scope", False),
        ("", False),
    ],
)
def test_names_of_secrets_are_known_in_every_spelling(name, secret):
    assert is_secret_name(name) is secret


def test_mappings_are_masked_at_any_depth():
    masked = mask_mapping(
        {
            "list": [{"password": "hunter2"}, ({"code": ACCESS},)],
            "code": "INVALID_TOKEN",
            "password": 123456789,
            "token": {"inner": "kept", "access_token": Secret(ACCESS)},
            ACCESS: 1,
            "headers": [{"name": "Cookie", "value": "a=b"}, {"name": "Accept", "value": "*/*"}],
            "n": None,
        }
    )
    assert masked == {
        "list": [{"password": "…"}, [{"code": "1000.00c0…cece"}]],
        "code": "INVALID_TOKEN",
        "password": "…",
        "token": {"inner": "kept", "access_token": "1000.00c0…cece"},
        "1000.00c0…cece": 1,
        "headers": [{"name": "Cookie", "value": "…"}, {"name": "Accept", "value": "*/*"}],
        "n": None,
    }


@pytest.mark.parametrize(
    ("name", "value", "masked"),
    [
        ("Authorization", f"Zoho-oauthtoken {ACCESS}", "Zoho-oauthtoken 1000.00c0…cece"),
        ("authorization", "Basic " + "QWxh" * 10, "Basic QWxh…QWxh"),
        ("Authorization", ACCESS, "1000.00c0…cece"),
        ("Authorization", f"{ACCESS} trailing", "1000.…"),
        ("Cookie", "a=b; c=d", "…"),
        ("X-Practice-Key", "k" * 22, "…"),
        ("Referer", f"http://h.example/?code={ACCESS}", "http://h.example/?code=1000.00c0…cece"),
        ("Accept", "application/json", "application/json"),
    ],
)
def test_headers_keep_what_is_no_credential(name, value, masked):
    assert mask_headers({name: value}) == {name: masked}


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        (f"http://h.example/cb?state=s&code={ACCESS}&", "http://h.example/cb?state=s&code=1000.00c0…cece&"),
        ("https://robin:hunter2@h.example/x", "https://h.example/x"),
        (f"https://h.example/#access_token={ACCESS}", "https://h.example/#access_token=1000.00c0…cece"),
        (f"https://h.example/{CLIENT_SECRET}", "https://h.example/00c0…1f1f"),
        (f"http://[::1?code={ACCESS}", "http://[::1?code=1000.00c0…cece"),
        ("https://h.example/?code=abc%20def", "https://h.example/?code=…"),
    ],
)  # fmt: skip
def test_urls_keep_everything_but_their_secrets(url, masked):
    assert mask_url(url) == masked


@pytest.mark.parametrize("text", ["[" * 20_000, '{"a":' * 10_000, "9" * 5000, "{", "\ud800"])
def test_json_that_cannot_be_parsed_is_masked_as_text(text):
    assert mask_json(f"{text} code={ACCESS}") == mask_text(f"{text} code={ACCESS}")


LONG = {
    "name": "code" * 25_000,
    "name and blanks": "code" + " " * 100_000,
    "names and blanks": "code  " * 20_000,
    "backslashes": "code" + "\\" * 100_000,
    "names and backslashes": ("code" + "\\" * 50) * 4_000,
    "open quotes": 'code="' * 20_000,
    "open quotes of two kinds": "code='\\\"" * 25_000,
    "entities": "code&quot;" * 25_000,
    "percent": "code" + "%25" * 35_000,
    "schemes": "Bearer " * 15_000,
    "scheme and pluses": "Basic" + "+" * 100_000,
    "headers": "Cookie: " * 15_000,
    "header and blanks": "Cookie" + " " * 100_000 + "x",
    "hex": "abcdef0123" * 20_000,
    "nearly a secret": ("a" * 39 + "-") * 5_000,
    "dots": "1000." + "abcdef01." * 25_000,
    "users": "://u:" * 20_000,
    "pairs": "('code','" * 25_000,
    "har": 'code","value"' * 15_000,
    "underscores": '"code":' + "a_" * 100_000,
}


def test_long_texts_take_no_longer_than_their_length():
    """Each kind doubles back on some pattern. A quadratic one would need hours, not seconds."""
    program = "import sys; from zoho_helpers.redaction import mask_text as m\nfor t in {}: m(t)"
    subprocess.run(
        [sys.executable, "-c", program.format("eval(sys.stdin.read())")],
        input=repr([*LONG.values()]),
        text=True,
        check=True,
        timeout=120,
    )


# Secret

SHOWN: dict[str, Callable[[Secret], str]] = {
    "str": str,
    "repr": repr,
    "format": lambda secret: f"{secret} {secret!r} {secret!s} {secret:>80} {secret:.200}",
    "percent": lambda secret: "%s %r" % (secret, secret),  # noqa: UP031
    "str.format": lambda secret: "{0} {0!r}".format(secret),  # noqa: UP032
    "in a list": lambda secret: str([secret, {"a": secret}]),
    "pprint": lambda secret: pprint.pformat({"a": [secret]}),
    "log": lambda secret: logging.makeLogRecord({"msg": "%s", "args": (secret,)}).getMessage(),
    "dir": lambda secret: repr({name: str(getattr(secret, name)) for name in ("__doc__",)}),
}


@pytest.mark.parametrize("way", SHOWN)
@pytest.mark.parametrize("value", [ACCESS, CLIENT_SECRET, VERIFIER, "hunter2"])
def test_a_secret_shows_itself_to_nobody(way, value):
    assert value not in SHOWN[way](Secret(value))


@pytest.mark.parametrize(
    "write", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps], ids=lambda f: f.__qualname__
)
def test_a_secret_refuses_whatever_would_write_it(write):
    with pytest.raises(TypeError) as caught:
        write(Secret(ACCESS))
    assert ACCESS not in str(caught.value)


def test_a_secret_is_given_to_those_who_ask():
    assert Secret(ACCESS).reveal() == ACCESS
    assert Secret(Secret(ACCESS)).reveal() == ACCESS


def test_secrets_are_compared_by_value_and_with_secrets_only():
    assert Secret(ACCESS) == Secret(ACCESS)
    assert Secret(ACCESS) != Secret(REFRESH)
    assert Secret(ACCESS) != ACCESS
    assert len({Secret(ACCESS), Secret(ACCESS)}) == 1
    assert Secret("\ud800") == Secret("\ud800")
    assert bool(Secret("x")) is True
    assert bool(Secret("")) is False
