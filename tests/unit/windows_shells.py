"""What becomes of a command in cmd, in PowerShell, in curl.exe's own start, and in curl.

Only as much of each as our commands use; anything else is an error, since it would be code.

Sources: cmd: the phases measured at https://stackoverflow.com/questions/4094699 (percent signs at
https://stackoverflow.com/questions/7970719). PowerShell: about_Parsing and about_Quoting_Rules at
https://learn.microsoft.com/powershell/; what it hands to programs: about_Preference_Variables,
PSNativeCommandArgumentPassing. Programs: the page of CommandLineToArgvW at
https://learn.microsoft.com/windows/win32/api/shellapi/. curl: --variable at
https://curl.se/docs/manpage.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, quote_plus

SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b"


class Code(Exception):
    """A shell would take something in the command for its own."""


# cmd


def cmd_line(text: str, environ: Mapping[str, str], *, batch: bool) -> str:
    """Return the command line that cmd starts a program with."""
    lines = re.split(r"\r?\n", text)
    return _special("\n".join(_percent(line, environ, batch) for line in lines))


def _percent(line: str, environ: Mapping[str, str], batch: bool) -> str:
    """Expand variables, a line at a time: what is in them is read again by what comes next."""
    done = ""
    while line:
        first, rest = line[0], line[1:]
        named = re.match(r"([^%:]+)%", rest)
        if first != "%":
            done, line = done + first, rest
        elif batch and rest[:1] == "%":
            done, line = done + "%", rest[1:]
        elif batch and rest[:1] in {*"0123456789*"}:
            raise Code("an argument of the batch file")
        elif named and named[1] in environ:
            done, line = done + environ[named[1]], rest[named.end() :]
        elif batch and named:
            line = rest[named.end() :]
        else:
            done, line = done + ("" if batch else "%"), rest
    return done


def _special(text: str) -> str:
    """Take carets and line ends as cmd does; quotes stay, since the program reads those."""
    done, quoted, at = "", False, 0
    while at < len(text):
        letter = text[at]
        if letter == '"':
            quoted = not quoted
        elif letter == "\n":
            raise Code("a line end: what follows would be a command of its own")
        elif not quoted and letter == "^":
            at += 2 if text[at + 1 : at + 2] == "\n" else 1
            letter = text[at : at + 1]
        elif not quoted and letter in "&|<>()":
            raise Code(letter)
        done, at = done + letter, at + 1
    return done


# PowerShell


def powershell_words(text: str, variables: Mapping[str, str] | None = None) -> list[str]:
    """Return the words of one command; `($Name + 'text')` is the only expression it knows."""
    words, at = [], 0
    while at < len(text):
        if text[at] == " " or text.startswith("`\n", at):
            at += 1 if text[at] == " " else 2
            continue
        expression = re.match(r"\(\$(\w+) \+ ", text[at:])
        if expression:
            word, length = _single_quoted(text[at + expression.end() :])
            word = (variables or {})[expression[1]] + word
            length += expression.end() + 1
            if text[at + length - 1 : at + length] != ")":
                raise Code("an expression of another kind")
        elif text[at] in SINGLE_QUOTES:
            word, length = _single_quoted(text[at:])
        else:
            bare = re.match(r"[A-Za-z0-9.-]+", text[at:])
            if not bare:
                raise Code(text[at])
            word, length = bare[0], bare.end()
        if text[at + length : at + length + 1] not in ("", " "):
            raise Code("a word that goes on behind its quotes")
        words, at = [*words, word], at + length
    return words


def _single_quoted(text: str) -> tuple[str, int]:
    """Read a string in single quotes, straight or curly; two of them stand for one."""
    word, at = "", 1
    while True:
        if at >= len(text):
            raise Code("an open string")
        if text[at] in SINGLE_QUOTES:
            if text[at + 1 : at + 2] not in {*SINGLE_QUOTES}:
                return word, at + 1
            at += 1
        word, at = word + text[at], at + 1


def handed_on_by_5(words: list[str]) -> str:
    """Return the command line of Windows PowerShell 5.1: quotes around blanks, nothing escaped."""
    return " ".join(f'"{word}"' if re.search(r"\s", word) or not word else word for word in words)


def handed_on_by_7(words: list[str]) -> str:
    """Return the command line of PowerShell 7.3 and newer, escaped as programs read it."""
    escaped = [
        re.sub(r'(\\*)("|$)', lambda m: m[1] * 2 + m[2].replace('"', '\\"'), w) for w in words
    ]
    pairs = zip(words, escaped, strict=True)
    return " ".join(f'"{done}"' if re.search(r'[\s"]', word) else word for word, done in pairs)


# A program's start


def arguments(line: str) -> list[str]:
    """Split a command line as CommandLineToArgvW does."""
    found: list[str] = []
    word, quoted, started, at = "", False, False, 0
    while at < len(line):
        slashes = re.match(r'(\\*)"', line[at:])
        if slashes:
            count = len(slashes[1])
            word += "\\" * (count // 2)
            if count % 2:
                word += '"'
            elif quoted and line[at + count + 1 : at + count + 2] == '"':
                word, at = word + '"', at + 1
            else:
                quoted = not quoted
            started, at = True, at + count + 1
        elif line[at] in " \t" and not quoted:
            found += [word] if started else []
            word, started, at = "", False, at + 1
        else:
            word, started, at = word + line[at], True, at + 1
    return [*found, word] if started else found


# curl


class Sent:
    """The request that curl makes of its arguments.

    Attributes:
        method: As it is sent.
        url: As it is sent.
        form: Pairs of the body, decoded.
        header: The Authorization header, or None.
        user: Id and password of HTTP Basic with a colon between, or None.
    """

    def __init__(self, words: list[str], environ: Mapping[str, str]) -> None:
        self.method, self.url, self.header, self.user = "", "", None, None
        self._variables: dict[str, str] = {}
        self._environ = environ
        body: list[str] = []
        for option, text in zip(words[::2], words[1::2], strict=True):
            if option == "--variable":
                self._variables[text[1:]] = environ[text[1:]] if text[0] == "%" else ""
            elif option == "--request":
                self.method = text
            elif option == "--url":
                self.url = text
            elif option == "--expand-header":
                self.header = self._expanded(text).removeprefix("Authorization: ")
            elif option == "--expand-user":
                self.user = self._expanded(text)
            elif option == "--expand-data":
                body.append(self._expanded(text))
            elif option == "--data":
                body.append(text)
            elif option == "--data-urlencode":
                name, _, value = text.partition("=")
                body.append(f"{name}={quote_plus(value)}")
            else:
                raise Code(option)
        self.form = parse_qsl("&".join(body), keep_blank_values=True)
        self.method = self.method or ("POST" if body else "GET")

    def _expanded(self, text: str) -> str:
        def value(found: re.Match[str]) -> str:
            plain = self._variables[found[1]]
            return quote(plain, safe="") if found[2] else plain

        return re.sub(r"\{\{(\w+)(:url)?\}\}", value, text)
