"""The redirect: step 5 of the flow, the answer to an authorization request (RFC 6749 §4.1.2).

Reads what the reader copied from the browser, and checks that it answers *this* request and names
one of Zoho's servers. Pure, nothing is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from zoho_helpers.authorization import AuthorizationRequest
from zoho_helpers.data_centers import DataCenter, find_by_accounts_server
from zoho_helpers.errors import InputError, forget_locals
from zoho_helpers.redaction import Secret, mask, mask_mapping, mask_text, mask_url

_TOKEN_SHAPE = re.compile(r"100\d\.[0-9A-Za-z]+\.[0-9A-Za-z]+")
_BARE_QUERY = re.compile(r"[&\w.%-]+=")
"""How one begins; further on it can hold an address, that of the accounts server."""
_DEFAULT_PORT = re.compile(r"^(http://[^/]*):80(?=/|$)|^(https://[^/]*):443(?=/|$)")
_RETURN = "Go back to 02_authorize and open the authorization URL again."


@dataclass(frozen=True)
class AuthorizationResponse:
    """What the redirect brought.

    Attributes:
        code: The authorization code, Zoho's "grant token". Single use, dies within minutes.
        data_center: Where to exchange it: the center that the redirect names.
        received: What was pasted, name by name, for showing: secrets are masked. Empty for a bare
            code.
    """

    code: Secret
    data_center: DataCenter
    received: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@forget_locals
def parse_authorization_response(
    pasted: str,
    *,
    centers: Mapping[str, DataCenter],
    home_center: DataCenter,
    request: AuthorizationRequest | None,
    refresh_token: Secret | None = None,
) -> AuthorizationResponse:
    """Read what the reader copied from the browser: the whole URL, its query, or the bare code.

    Args:
        pasted: As copied: with or without scheme, quotes, blanks, a trailing `&`.
        centers: The data centers that may be answered from.
        home_center: Data center of the client: meant where the redirect names none.
        request: The request this answers; None for a self client's code, which answers none.
        refresh_token: The stored one, to notice when it was pasted instead; None where none is.

    Raises:
        InputError: It is something else, or does not belong to this request; `reason` says which.
        RefusedError: It names an accounts server that is not Zoho's.
    """
    text = _tidy(pasted)
    if not text:
        raise _wrong(
            "empty", "Nothing was pasted.", "Paste the address, or the code, and press again."
        )
    values = _read_parameters(text)
    _check_not_a_token(text, values or {}, refresh_token)
    if values is None:
        return AuthorizationResponse(_check_bare_code(text, request), home_center)
    _check_not_a_request(text, values)
    _check_redirect_target(text, request)
    # A refusal gives nothing away, and Zoho's own sample of one carries no state.
    if "error" in values:
        raise _denied(values["error"])
    if request:
        _check_state(values.get("state", ""), request.state)
    if not values.get("code"):
        raise _wrong(
            "code-missing",
            "There is no code in what you pasted.",
            "Copy the whole address bar after Zoho sent you back; it has code= in it.",
        )
    center = _named_center(values, centers, home_center)
    # The names were read from the last to the first, so that the first of a repeated one counts.
    received = tuple((name, str(value)) for name, value in mask_mapping(values).items())[::-1]
    return AuthorizationResponse(_check_code(values["code"]), center, received)


def _wrong(reason: str, what: str, fix: str) -> InputError:
    return InputError(what, fix, reason=reason, field="redirect")


def _tidy(pasted: str) -> str:
    text = "".join(pasted.split())
    return text.strip("\"'`<>\u201c\u201d\u2018\u2019\u200b\ufeff")


def _read_parameters(text: str) -> dict[str, str] | None:
    """Return the query parameters, or None for a bare code. The first of a repeated name counts."""
    if "=" not in text and "?" not in text and "://" not in text:
        return None
    try:
        parts = urlsplit(f"?{text}" if _BARE_QUERY.match(text) else text)
        query = parts.query or (parts.fragment if "=" in parts.fragment else "")
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise _wrong(
            "unreadable", "What you pasted cannot be read as an address.", _RETURN
        ) from None
    return dict(reversed(pairs))


def _check_not_a_request(text: str, values: Mapping[str, str]) -> None:
    if "response_type" in values or "/oauth/v2/auth" in text.partition("?")[0]:
        raise _wrong(
            "authorize-url-pasted",
            "That is the authorization URL, the one you open.",
            "Open it in a browser, press Accept, and copy the address you are sent to.",
        )


def _check_not_a_token(text: str, values: Mapping[str, str], refresh_token: Secret | None) -> None:
    """A refresh token has the shape of a code: only its name, or knowing it, tells them apart."""
    code = values.get("code", text)
    known = refresh_token is not None and Secret(code) == refresh_token
    named = "refresh_token" in text or "access_token" in text
    if known or (named and "code" not in values):
        raise _wrong(
            "token-pasted",
            "That is a token, not a code: a code is what you exchange to get tokens.",
            "You already have what this step is for. Go on with 05_refresh_the_token, "
            "or open the authorization URL again for a new code.",
        )


def _check_redirect_target(text: str, request: AuthorizationRequest | None) -> None:
    """A whole URL must point at our redirect URI; a bare query string names no target."""
    target = text.partition("?")[0].partition("#")[0]
    if request is None or not target or _BARE_QUERY.match(text):
        return
    wanted = request.redirect_uri.partition("?")[0]
    # A browser may drop the scheme or a last slash, drops the scheme's own port, and writes the
    # host in small letters.
    full = wanted.lower().rstrip("/")
    meant = {full, _DEFAULT_PORT.sub(r"\1\2", full)}
    if target.lower().rstrip("/") not in meant | {uri.partition("://")[2] for uri in meant}:
        raise _wrong(
            "other-address",
            f"That address begins {mask_url(target)[:60]!r}, but your redirect URI is {wanted!r}.",
            "Copy the address that Zoho sent you back to after you pressed Accept.",
        )


def _check_state(found: str, expected: str) -> None:
    if not found:
        raise _wrong(
            "state-missing",
            "The redirect carries no state, so it may not answer your request.",
            f"{_RETURN} Paste the whole address, not a part of it.",
        )
    if found != expected:
        raise _wrong(
            "state-mismatch",
            f"The state is {mask(found)!r}, but this flow sent {mask(expected)!r}.",
            "This redirect belongs to another attempt, or somebody else made it. " + _RETURN,
        )


def _denied(error: str) -> InputError:
    if error == "access_denied":
        return _wrong(
            "access-denied",
            "Consent was refused: Zoho answered error=access_denied.",
            f"{_RETURN} Then press Accept. Asking for fewer scopes can help a wary administrator. "
            "If you did press Accept: the eleventh code in ten minutes is answered like this, too.",
        )
    return _wrong(
        "authorization-error",
        f"Zoho sent an error instead of a code: {mask_text(error)[:60]!r}.",
        _RETURN,
    )


def _named_center(
    values: Mapping[str, str], centers: Mapping[str, DataCenter], home_center: DataCenter
) -> DataCenter:
    if values.get("accounts-server"):
        return find_by_accounts_server(centers, values["accounts-server"])
    return centers.get(values.get("location", "").lower(), home_center)


def _check_code(code: str) -> Secret:
    if not re.fullmatch(r"[!-~]{8,512}", code):
        raise _wrong(
            "code-damaged",
            "The code in what you pasted is cut off or damaged.",
            "Copy it again, whole: it begins with 1000. and has two dots.",
        )
    return Secret(code)


def _check_bare_code(code: str, request: AuthorizationRequest | None) -> Secret:
    if request is not None and request.code_verifier is None:
        # Nothing ties a bare code to this reader: it could be an attacker's (RFC 6749 §10.12).
        raise _wrong(
            "bare-code-unbound",
            "A code by itself cannot be checked: it brings no state, and PKCE is switched off.",
            "Paste the whole address that Zoho sent you back to.",
        )
    if not _TOKEN_SHAPE.fullmatch(code):
        raise _wrong(
            "code-damaged",
            f"{mask(code[:120])!r} does not look like one of Zoho's codes.",
            "It begins with 1000. and has two dots. Copy it whole, or paste the whole address.",
        )
    return Secret(code)
