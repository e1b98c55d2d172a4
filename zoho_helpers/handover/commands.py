"""Each request as a curl command: for bash, PowerShell and cmd, one by one and as files of them.

In the shells of Windows curl itself reads the secrets from the environment (`--variable`, curl 8.3
and newer), so no shell ever sees them: whatever is in a secret, nothing can take it for code, and
it stands in no list of processes. The bash file gets there with `name@<(...)`, which older curls
know, too.

Source: https://curl.se/docs/manpage.html, --variable and --data-urlencode.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from textwrap import wrap
from urllib.parse import quote

from zoho_helpers.errors import InputError
from zoho_helpers.handover import shell_quoting
from zoho_helpers.handover.calls import STATE, Call, calls
from zoho_helpers.handover.curl import render_curl
from zoho_helpers.handover.files import File
from zoho_helpers.handover.hosts import centers_of, is_api_call, path_of
from zoho_helpers.handover.kit import Kit
from zoho_helpers.handover.template import template_text
from zoho_helpers.handover.variables import ACCESS_TOKEN, CLIENT_SECRET, variable_for
from zoho_helpers.redaction import Secret
from zoho_helpers.transcript import HEADER_PREFIX, WireRequest

SH, PS1, CMD = "zoho-oauth.sh", "zoho-oauth.ps1", "zoho-oauth.cmd"

Options = Iterator[tuple[str, str]]

render_bash = render_curl


def render_powershell(request: WireRequest) -> str:
    """Return the command for PowerShell, one option a line.

    Raises:
        InputError: The client id has characters that no command of Windows can hold.
    """
    return _windows_command(request, "curl.exe", shell_quoting.powershell, " `\n  ")


def render_cmd(request: WireRequest) -> str:
    """Return the command for the prompt of cmd, one option a line.

    Raises:
        InputError: The client id has characters that no command of Windows can hold.
    """
    return _windows_command(request, "curl", partial(shell_quoting.cmd, batch=False), " ^\n  ")


def _windows_command(
    request: WireRequest, program: str, quoted: Callable[[str], str], line_end: str
) -> str:
    options = _windows_options(request, variable_for)
    words = [f"{option} {quoted(text)}" for option, text in options]
    return line_end.join([program, *words])


def files_for(kit: Kit) -> tuple[File, ...]:
    """Return the commands as a file for each shell. None has a secret in it.

    Raises:
        InputError: The client id has characters that no command of Windows can hold.
    """
    found = calls(kit)
    return (
        File(SH, _filled(SH, _bash_values(kit, found))),
        File(PS1, _filled(PS1, _powershell_values(kit, found))),
        # cmd looks for its labels in files with the line ends of Windows.
        File(CMD, _filled(CMD, _cmd_values(kit, found)).replace("\n", "\r\n")),
    )


def _windows_options(
    request: WireRequest, variable: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Yield curl's options, each with its argument; the secrets are variables of curl's own."""
    secret = {n: variable(n) for n, value in request.form.items() if isinstance(value, Secret)}
    names = [*secret.values(), *([CLIENT_SECRET] if request.basic else [])]
    for name in dict.fromkeys([*names, *([ACCESS_TOKEN] if request.access_token else [])]):
        yield "--variable", f"%{name}"
    if request.method != "GET" and not request.form:
        yield "--request", request.method
    if request.access_token:
        yield "--expand-header", f"Authorization: {HEADER_PREFIX} {{{{{ACCESS_TOKEN}}}}}"
    if request.basic:
        yield "--expand-user", f"{_plain_id(request.basic[0])}:{{{{{CLIENT_SECRET}}}}}"
    for parameter, value in request.form.items():
        if isinstance(value, Secret):
            yield "--expand-data", f"{parameter}={{{{{secret[parameter]}:url}}}}"
        else:
            yield shell_quoting.form_option(parameter, value)
    yield "--url", quote(request.url, safe="%:/?=&,+*~#;@")


def _plain_id(client_id: str) -> str:
    # HTTP Basic has no encoding of its own, so here an id cannot be percent-encoded.
    if not re.fullmatch(r"[\w.~-]+", client_id, re.ASCII):
        raise InputError(
            "The client id has characters that no command of Windows can hold.",
            "Zoho's ids are letters, digits and a dot: compare it with the API console.",
            reason="client-id-not-plain",
            field="client_id",
        )
    return client_id


def _bash_options(request: WireRequest) -> Iterator[tuple[str, str]]:
    """Yield curl's options as bash writes them; the secrets come out of pipes."""
    if request.access_token:
        yield "--header", f"@<(printf 'Authorization: {HEADER_PREFIX} %s' \"${ACCESS_TOKEN}\")"
    if request.basic:
        yield "--header", f"@<(zoho_basic {shell_quoting.bash(request.basic[0])})"
    for name, value in request.form.items():
        if isinstance(value, Secret):
            yield "--data-urlencode", f'{name}@<(printf %s "${_file_variable(name)}")'
        else:
            yield "--data-urlencode", shell_quoting.bash(f"{name}={value}")


def _file_variable(name: str) -> str:
    # What is revoked is the refresh token, there under the same name as elsewhere in the file.
    return variable_for("refresh_token" if name == "token" else name)


def _bash_values(kit: Kit, found: tuple[Call, ...]) -> dict[str, str]:
    def url(call: Call) -> str:
        host = "$ZOHO_API_DOMAIN" if is_api_call(call, kit) else "$ZOHO_ACCOUNTS_URL"
        return f'"{host}"{shell_quoting.bash(path_of(call, kit))}'

    def command(call: Call) -> str:
        options = [f"{option} {text}" for option, text in _bash_options(call.request)]
        return _lines([*options, url(call)], " \\")

    values = {call.id: command(call) for call in found} | _teachings(found, "# ")
    values |= _servers(kit, shell_quoting.bash)
    consent = _consent(found)
    return values | {
        "authorize": url(consent).replace(STATE, "'\"$ZOHO_STATE\"'") if consent else "''",
        "self-client": "" if kit.client.redirect_uri else "yes",
    }


def _powershell_values(kit: Kit, found: tuple[Call, ...]) -> dict[str, str]:
    quoted = shell_quoting.powershell

    def url(call: Call) -> str:
        host = "$ZohoApiDomain" if is_api_call(call, kit) else "$ZohoAccountsUrl"
        return f"({host} + {quoted(path_of(call, kit))})"

    def command(call: Call) -> str:
        *options, _ = _windows_options(call.request, _file_variable)
        words = [f"{option} {quoted(text)}" for option, text in options]
        return _lines([*words, f"--url {url(call)}"], " `")

    values = {call.id: command(call) for call in found} | _teachings(found, "# ")
    values |= _servers(kit, quoted)
    consent = _consent(found)
    return values | {
        "authorize": url(consent).replace(STATE, "' + $ZohoState + '") if consent else "''",
        "self-client": "$false" if kit.client.redirect_uri else "$true",
    }


def _cmd_values(kit: Kit, found: tuple[Call, ...]) -> dict[str, str]:
    def quoted(text: str) -> str:
        return shell_quoting.cmd(text, batch=True)

    def command(call: Call) -> str:
        options = _windows_options(call.request, _file_variable)
        return _lines([f"{option} {quoted(text)}" for option, text in options], " ^")

    values = {call.id: command(call) for call in found} | _teachings(found, "rem ")
    values |= {f"ask-{call.id}": _questions(call.request) for call in found}
    consent = _consent(found)
    if not consent:
        ask = 'set /p "ZOHO_CODE=Code of the API console, tab Generate Code: "'
        return values | {"consent": ask}
    values["authorize"] = quoted(consent.request.url).replace(STATE, "%ZOHO_STATE%")
    values["accounts-server"] = quoted(quote(kit.center.accounts_url, safe=""))
    return values | {"consent": _filled("zoho-oauth-consent.cmd", values).rstrip()}


def _servers(kit: Kit, quoted: Callable[[str], str]) -> dict[str, str]:
    """Return the reader's own servers, and all to which a redirect may send a program."""
    centers = centers_of(kit).values()
    return {
        "accounts-url": quoted(kit.center.accounts_url),
        "api-domain": quoted(kit.api_domain or kit.center.api_domain),
        "accounts-servers": _lines([quoted(center.accounts_url) for center in centers], ""),
        "api-domains": _lines([quoted(center.api_domain) for center in centers], ""),
    }


def _consent(found: tuple[Call, ...]) -> Call | None:
    return next((call for call in found if call.id == "authorize"), None)


def _questions(request: WireRequest) -> str:
    """Return the lines that ask for what is not in the environment yet."""
    names = [
        variable[1:]
        for option, variable in _windows_options(request, _file_variable)
        if option == "--variable" and variable != "%ZOHO_CODE"
    ]
    lines = [f'if not defined {name} set /p "{name}={name}: "' for name in names]
    return "\n".join(lines)


def _teachings(found: tuple[Call, ...], comment: str) -> dict[str, str]:
    texts = {call.id: f"\n{comment}".join(wrap(call.teaches, 96)) for call in found}
    texts.setdefault("authorize", "A self client asks for no consent.")
    return {f"{name}-teaches": text for name, text in texts.items()}


def _lines(words: list[str], end: str) -> str:
    return f"{end}\n".join(f"    {word}" for word in words)


def _filled(name: str, values: Mapping[str, str]) -> str:
    """Return a template with each `@name@` in it replaced, once: a value is not looked at again."""
    return re.sub(r"@([a-z-]+)@", lambda found: values[found[1]], template_text(name))
