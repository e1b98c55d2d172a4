"""How a value stands in a command: one function for each shell.

bash keeps anything in single quotes. The shells of Windows do not: Windows PowerShell 5.1 hands a
double quote on to a program unescaped, later ones escape it; cmd expands % inside quotes and cannot
hold a line end; and curl.exe splits its own command line again. So what goes to curl there is made
of characters that mean nothing to any of them, and a value with others is percent-encoded.

Sources: about_Quoting_Rules and about_Parsing at https://learn.microsoft.com/powershell/,
https://learn.microsoft.com/windows/win32/api/shellapi/nf-shellapi-commandlinetoargvw, and the
measured rules of cmd at https://stackoverflow.com/questions/4094699.
"""

from __future__ import annotations

import re
import shlex
from urllib.parse import quote

_PLAIN = re.compile(r"[A-Za-z0-9 _.,:;=@/?&+*~()#{}-]*")


def is_plain(text: str) -> bool:
    """Say whether text means the same to cmd, PowerShell and `CommandLineToArgvW` in quotes."""
    return bool(_PLAIN.fullmatch(text))


def bash(text: str) -> str:
    """Return text as one word of bash."""
    return shlex.quote(text)


def powershell(argument: str) -> str:
    """Return a plain argument, or one with %, as a string of PowerShell."""
    return f"'{_checked(argument)}'"


def cmd(argument: str, *, batch: bool) -> str:
    """Return a plain argument, or one with %, in quotes for cmd.

    Args:
        argument: What curl is to receive.
        batch: True for a batch file, where % is written twice. At the prompt there is no way to
            write it but once, and it stays unless a variable of that name is there.
    """
    text = _checked(argument)
    return '"' + (text.replace("%", "%%") if batch else text) + '"'


def form_option(name: str, value: str) -> tuple[str, str]:
    """Return curl's option and argument for a body parameter, safe in the shells of Windows."""
    if is_plain(value):
        return "--data-urlencode", f"{name}={value}"
    return "--data", f"{name}={quote(value, safe='')}"


def _checked(argument: str) -> str:
    if not is_plain(argument.replace("%", "")):
        raise ValueError("This argument has to be percent-encoded before it stands in a command.")
    return argument
