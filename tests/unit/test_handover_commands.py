"""Commands for cmd and PowerShell ask for the same as we do, whatever is in a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.handover import AWKWARD, CANARY, CENTERS, kit_of
from tests.unit.windows_shells import (
    Code,
    Sent,
    arguments,
    cmd_line,
    handed_on_by_5,
    handed_on_by_7,
    powershell_words,
)
from zoho_helpers.errors import InputError
from zoho_helpers.handover import render_curl, shell_quoting
from zoho_helpers.handover.calls import STATE, calls
from zoho_helpers.handover.commands import (
    CMD,
    PS1,
    SH,
    files_for,
    render_bash,
    render_cmd,
    render_powershell,
)
from zoho_helpers.handover.kit import Kit
from zoho_helpers.redaction import Secret
from zoho_helpers.settings import Client
from zoho_helpers.token_endpoint import build_exchange_request, build_revoke_request
from zoho_helpers.transcript import WireRequest

# A variable of the reader's own, and one whose name stands behind a percent sign of a command.
OTHERS = {"PATH": "C:\\Windows", "ZOHO_OTHER": '" & calc & "'}


def by_cmd(text: str, environ: Mapping[str, str]) -> list[str]:
    return arguments(cmd_line(text, environ, batch=False))


def by_powershell_5(text: str, environ: Mapping[str, str]) -> list[str]:
    return arguments(handed_on_by_5(powershell_words(text)))


def by_powershell_7(text: str, environ: Mapping[str, str]) -> list[str]:
    return arguments(handed_on_by_7(powershell_words(text)))


SHELLS = {
    "cmd": (render_cmd, by_cmd),
    "Windows PowerShell 5.1": (render_powershell, by_powershell_5),
    "PowerShell 7.3": (render_powershell, by_powershell_7),
}


def assert_same(sent: Sent, request: WireRequest) -> None:
    assert (sent.method, sent.url) == (request.method, request.url)
    assert sent.form == [*request.revealed_form.items()]
    token, basic = request.access_token, request.basic
    assert sent.header == (f"Zoho-oauthtoken {token.reveal()}" if token else None)
    assert sent.user == (f"{basic[0]}:{basic[1].reveal()}" if basic else None)


@pytest.mark.parametrize("shell", SHELLS)
@given(secret=AWKWARD, setting=AWKWARD)
def test_every_value_reaches_curl_as_itself(shell, secret, setting):
    render: Callable[[WireRequest], str]
    render, parse = SHELLS[shell]
    client = Client(setting, Secret(secret), setting)
    request = build_exchange_request(CENTERS[0], client, Secret(secret), Secret(secret))
    names = ("CLIENT_SECRET", "CODE", "CODE_VERIFIER")
    environ = {**OTHERS, **{f"ZOHO_{name}": secret for name in names}}
    program, *words = parse(render(request), environ)
    assert program in ("curl", "curl.exe")
    assert_same(Sent(words, environ), request)


@pytest.mark.parametrize("shell", SHELLS)
@given(secret=AWKWARD)
def test_a_secret_for_http_basic_reaches_curl_as_itself(shell, secret):
    render, parse = SHELLS[shell]
    client = Client("1000.MINE", Secret(secret), "")
    request = build_revoke_request(CENTERS[0], client, Secret(secret))
    environ = {**OTHERS, "ZOHO_CLIENT_SECRET": secret, "ZOHO_TOKEN": secret}
    assert_same(Sent(parse(render(request), environ)[1:], environ), request)


@pytest.mark.parametrize("render", [render_cmd, render_powershell])
def test_an_id_that_http_basic_could_not_carry_is_refused(render):
    client = Client('1000."MINE', Secret(CANARY), "")
    with pytest.raises(InputError, match="no command of Windows"):
        render(build_revoke_request(CENTERS[0], client, Secret("t")))


def test_the_command_for_bash_is_the_one_that_the_notebooks_show():
    assert render_bash is render_curl


@given(st.text(max_size=20))
def test_what_counts_as_plain_is_nothing_to_any_shell(text):
    if not shell_quoting.is_plain(text):
        return
    for batch in (True, False):
        assert arguments(cmd_line(shell_quoting.cmd(text, batch=batch), {}, batch=batch)) == [text]
    assert powershell_words(shell_quoting.powershell(text)) == [text]


@pytest.mark.parametrize(
    "quoted", [lambda t: shell_quoting.cmd(t, batch=True), shell_quoting.powershell]
)
@pytest.mark.parametrize("text", ['a"b', "a'b", "a\nb", "a\\", "a!b", "a^b", "ü", "a\u2019b"])
def test_what_is_not_plain_has_to_be_encoded_first(quoted, text):
    with pytest.raises(ValueError, match="percent-encoded"):
        quoted(text)


# The files


ZOHO = [center for center in CENTERS if center.accounts_url.startswith("https:")]


def text_of(kit: Kit, name: str) -> str:
    return next(file.text for file in files_for(kit) if file.name == name).replace("\r\n", "\n")


def commands_of(text: str, start: str) -> list[str]:
    """Return the commands of a file: from a start to the line that is not continued."""
    pattern = re.escape(start) + r"[^\n]*[`^]\n(?:[^\n]*[`^]\n)*[^\n]*"
    return [found.removeprefix(start) for found in re.findall(pattern, text)]


def values_for(request: WireRequest) -> dict[str, str]:
    names = ("client_secret", "code", "refresh_token", "access_token")
    return {f"ZOHO_{name.upper()}": f"({name})" for name in names}


@pytest.mark.parametrize("center", CENTERS, ids=lambda center: center.accounts_url)
def test_the_batch_file_sends_what_we_send(center):
    kit = kit_of(center)
    found = commands_of(text_of(kit, CMD), "%ZOHO_CURL%")
    requests = [call.request for call in calls(kit) if call.id != "authorize"]
    for command, request in zip(found, requests, strict=True):
        command = re.sub(r"^ --output [\w.-]+", "", command)
        environ = {**OTHERS, **values_for(request)}
        words = arguments(cmd_line(command, environ, batch=True))
        assert_same(Sent(words, environ), request)


@pytest.mark.parametrize("center", CENTERS, ids=lambda center: center.accounts_url)
@pytest.mark.parametrize("handed_on", [handed_on_by_5, handed_on_by_7])
def test_the_powershell_file_sends_what_we_send(center, handed_on):
    kit = kit_of(center)
    found = commands_of(text_of(kit, PS1), "& $ZohoCurl @ZohoOptions")
    requests = [call.request for call in calls(kit) if call.id != "authorize"]
    hosts = {"ZohoAccountsUrl": center.accounts_url, "ZohoApiDomain": center.api_domain}
    for command, request in zip(found, requests, strict=True):
        whole = command.removesuffix(")") if command.endswith("))") else command
        words = arguments(handed_on(powershell_words(whole, hosts)))
        assert_same(Sent(words, values_for(request)), request)


@pytest.mark.parametrize("center", CENTERS, ids=lambda center: center.accounts_url)
def test_the_consent_is_asked_for_with_a_state_made_at_that_moment(center):
    kit = kit_of(center)
    url = calls(kit)[0].request.url.replace(STATE, "fresh")
    start = re.search(r'^start "" (".*")$', text_of(kit, CMD), re.MULTILINE)
    assert start
    assert arguments(cmd_line(start[1], {"ZOHO_STATE": "fresh"}, batch=True)) == [url]
    shown = re.search(r"^    (\(.*state=.*)$", text_of(kit, PS1), re.MULTILINE)
    assert shown
    joined = shown[1].replace("' + $ZohoState + '", "fresh")
    assert powershell_words(joined, {"ZohoAccountsUrl": center.accounts_url}) == [url]


def test_no_file_has_a_secret():
    kit = kit_of(CENTERS[0])
    kit = replace(kit, refresh_token=Secret("canary-r"), access_token=Secret("canary-a"))
    assert not any("canary" in file.text or file.private for file in files_for(kit))


@pytest.mark.parametrize("name", [SH, PS1, CMD])
def test_the_files_are_ascii_and_filled(name):
    text = text_of(kit_of(CENTERS[0]), name)
    assert text.isascii()
    assert re.findall(r"@[a-z]+(?:-[a-z]+)*@", text) == []


def test_the_batch_file_has_the_line_ends_in_which_cmd_finds_its_labels():
    batch = files_for(kit_of(CENTERS[0]))[2]
    assert batch.text.count("\n") == batch.text.count("\r\n") > 50


@pytest.mark.parametrize("name", [SH, PS1, CMD])
def test_a_self_client_is_asked_for_the_code_of_the_console(name):
    kit = kit_of(CENTERS[0])
    kit = replace(kit, client=Client("1000.MINE", Secret(CANARY), "", "self"))
    text = text_of(kit, name)
    assert "API console, tab Generate Code" in text
    assert "/oauth/v2/auth" not in text


# The parsers themselves must be able to say no.


@pytest.mark.parametrize(
    ("line", "batch", "words"),
    [
        ('curl "a&b" c', True, ["curl", "a&b", "c"]),
        ('curl "%%A%%" "%A%"', True, ["curl", "%A%", "1"]),
        ('curl "%B%" 50% x', True, ["curl", "", "50", "x"]),
        ('curl "%B%" "%A%" 50%', False, ["curl", "%B%", "1", "50%"]),
        ("curl ^\n  a ^& b", True, ["curl", "a", "&", "b"]),
        ('curl "^"', True, ["curl", "^"]),
    ],
)
def test_cmd_is_read_as_it_was_measured(line, batch, words):
    assert arguments(cmd_line(line, {"A": "1"}, batch=batch)) == words


@pytest.mark.parametrize("line", ["curl a&b", 'curl "%A%"', "curl (a)", 'curl "a\nb"', "curl %1"])
def test_cmd_would_take_it_for_code(line):
    with pytest.raises(Code):
        cmd_line(line, {"A": 'x" & calc & "'}, batch=True)


@pytest.mark.parametrize(
    "line", ["curl a;b", "curl $x", "curl 'a", "curl 'a'b", "curl 'a\u2019; b"]
)
def test_powershell_would_take_it_for_code(line):
    with pytest.raises(Code):
        powershell_words(line)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('a "b c" d', ["a", "b c", "d"]),
        (r'a "b\"c" d', ["a", 'b"c', "d"]),
        (r'"a\\" b\c', ["a\\", r"b\c"]),
        ('a""b ""', ["ab", ""]),
    ],
)
def test_a_program_splits_its_line_as_the_page_says(line, words):
    assert arguments(line) == words


def test_windows_powershell_loses_a_double_quote_and_later_ones_do_not():
    words = ["curl", 'a "b" c']
    assert arguments(handed_on_by_5(words)) != words
    assert arguments(handed_on_by_7(words)) == words
