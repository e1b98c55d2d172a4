#!/usr/bin/env python3
"""Check an OAuth client of Zoho and its tokens; print a result that can be sent on.

    python3 customer_check.py --list    what can be checked, what it sends, what it counts against
    python3 customer_check.py           say what would be sent where, ask, send, print the result

This file stands alone: it needs Python 3.8 or newer and nothing else. What it checks it reads from
the environment, never from the command line; what is not set is not checked:

    ZOHO_CLIENT_ID  ZOHO_CLIENT_SECRET  ZOHO_REDIRECT_URI  ZOHO_REFRESH_TOKEN  ZOHO_ACCESS_TOKEN
    ZOHO_DATA_CENTER (us where it is not set)

To set one in a terminal, without a trace of a secret in its history:

    macOS, Linux:          read -rs ZOHO_CLIENT_SECRET; export ZOHO_CLIENT_SECRET
    Windows (PowerShell):  $env:ZOHO_CLIENT_SECRET = Read-Host

The result has no secret, no client id, no address and no text of a reply in it: only the names of
checks, data centers and known errors, and HTTP statuses. Proxies of the environment are used.
Exit code: 0 where the checks ran, 1 where you said no, 2 where it could not begin.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import ssl
import sys
import threading
import urllib.request
from collections.abc import Callable, Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from typing import TypeAlias

    Centers: TypeAlias = Mapping[str, Any]  # each has `accounts_url` and `api_domain`
    Plan: TypeAlias = "Generator[Ask, Reply, list[ProbeResult]]"

VERSION = 1
HEADING = f"Zoho token check, version {VERSION}"
MARK = "zoho_token_check"
"""First key of the block that a program reads."""
MOST_BYTES, SECONDS = 1_000_000, 20.0
"""Of one reply, and for one request with its reply."""


class Center(NamedTuple):
    """The two servers of a data center that are asked."""

    accounts_url: str
    api_domain: str


class Call(NamedTuple):
    """A read-only API call: on which server, where, and the scope that it needs."""

    host: str
    path: str
    scope: str


CENTERS: Mapping[str, Center] = {
    "us": Center("https://accounts.zoho.com", "https://www.zohoapis.com"),
    "eu": Center("https://accounts.zoho.eu", "https://www.zohoapis.eu"),
    "in": Center("https://accounts.zoho.in", "https://www.zohoapis.in"),
    "au": Center("https://accounts.zoho.com.au", "https://www.zohoapis.com.au"),
    "jp": Center("https://accounts.zoho.jp", "https://www.zohoapis.jp"),
    "ca": Center("https://accounts.zohocloud.ca", "https://www.zohoapis.ca"),
    "sa": Center("https://accounts.zoho.sa", "https://www.zohoapis.sa"),
    "uk": Center("https://accounts.zoho.uk", "https://www.zohoapis.uk"),
    "cn": Center("https://accounts.zoho.com.cn", "https://www.zohoapis.com.cn"),
    "ae": Center("https://accounts.zoho.ae", "https://www.zohoapis.ae"),
    "sg": Center("https://accounts.zoho.sg", "https://www.zohoapis.sg"),
}
CALLS: Mapping[str, Call] = {
    "user-info": Call("accounts_url", "/oauth/user/info", "AaaServer.profile.READ"),
    "crm-user": Call("api_domain", "/crm/v8/users?type=CurrentUser", "ZohoCRM.users.READ"),
    "crm-org": Call("api_domain", "/crm/v8/org", "ZohoCRM.org.READ"),
}
SCOPE = re.compile(
    r"(?:AaaServer|(?:Zoho|ZOHO|zoho)[A-Za-z]{2,16}|Desk|WorkDrive|SalesIQ|Site24x7|SDPOnDemand|QuickML)"
    r"(?:\.[A-Za-z]{1,40}){1,4}"
)
"""Scopes that may stand in the result: those of a Zoho product, and letters only after it."""

# A made-up value has the length of a real one and no digit of its shape.
MADE_UP_CODE = f"1000.{'made-up-for-a-check'.ljust(32, 'x')}.{'x' * 32}"
MADE_UP_SECRET = "made-up-for-a-check".ljust(42, "x")


# What a check is


class Inputs(NamedTuple):
    """What is checked. Empty for what is not known; secrets are only ever passed on."""

    client_id: str = ""
    client_secret: Any = ""
    redirect_uri: str = ""
    refresh_token: Any = ""
    access_token: Any = ""
    data_center: str = "us"
    token_data_center: str = ""
    product: str = ""

    @property
    def token_center(self) -> str:
        """Where the tokens are from: the client's data center unless another one is known."""
        return self.token_data_center or self.data_center


class Ask(NamedTuple):
    """One request. Its address never holds a secret."""

    method: str
    url: str
    form: tuple[tuple[str, Any], ...] = ()
    access_token: Any = ""


class Reply(NamedTuple):
    """What came back; `failed` says why nothing did."""

    status: int | None = None
    body: str = ""
    location: str = ""
    failed: str = ""


class ProbeResult(NamedTuple):
    """What one probe found in one data center.

    Attributes:
        probe: Its name.
        data_center: Which one was asked.
        here: Whether that is the one that the client or token is used with.
        status: HTTP status; None where nobody answered.
        error: The error as a word of `ERRORS`, `other` for one that is none; empty for none.
        verdict: A name of `VERDICTS`.
        scopes: What a refresh says is granted, as far as it is known.
    """

    probe: str
    data_center: str
    here: bool
    status: int | None
    error: str
    verdict: str
    scopes: tuple[str, ...] = ()


class Probe(NamedTuple):
    """One check, in words and as a plan.

    Attributes:
        name: Its name.
        asks: What it answers.
        sends: What it sends.
        counts: What that counts against.
        never: What it never does.
        assumes: What is taken for granted of Zoho, and not documented.
        needs: Which inputs it cannot do without.
        on_request: Whether it runs only if it is named.
        addresses: Where it sends that, at most.
        plan: Yields each request, gets its reply, and returns what it found.
    """

    name: str
    asks: str
    sends: str
    counts: str
    never: str
    assumes: str
    needs: tuple[str, ...]
    on_request: bool
    addresses: Callable[[Inputs, Centers], list[str]]
    plan: Callable[[Inputs, Centers], Plan]


# What answers mean

LIKELY, CERTAIN, POSSIBLE = "likely", "certain", "possible"
VERDICTS: Mapping[str, tuple[str, str]] = {
    "client-known": (LIKELY, "This data center knows the client id."),
    "client-unknown": (LIKELY, "This data center does not know the client id."),
    "secret-right": (LIKELY, "The client secret is the one of this client here."),
    "secret-wrong": (LIKELY, "The client secret is not the one of this client here."),
    "not-sent": (CERTAIN, "Not sent, since this data center does not seem to know the client id."),
    "redirect-accepted": (POSSIBLE, "The redirect URI was not refused."),
    "redirect-refused": (CERTAIN, "The redirect URI is not a registered one."),
    "refresh-alive": (CERTAIN, "The refresh token works."),
    "refresh-dead": (LIKELY, "The refresh token does not work: wrong, revoked, or pushed out."),
    "refresh-elsewhere": (LIKELY, "The refresh token seems to be of another data center."),
    "throttled": (CERTAIN, "Zoho gives no more tokens for now: wait ten minutes."),
    "access-alive": (CERTAIN, "The access token works."),
    "access-dead": (LIKELY, "The access token does not work here: too old, or of elsewhere."),
    "access-scope": (CERTAIN, "The access token works, but has not the scope of this call."),
    "access-permission": (CERTAIN, "The access token works, but its user may not use this API."),
    "slow": (CERTAIN, "No answer came in time."),
    "unreachable": (CERTAIN, "The server could not be reached."),
    "tls": (CERTAIN, "The connection could not be secured: a certificate was refused."),
    "proxy": (CERTAIN, "The proxy in between did not let the request through."),
    "broken": (CERTAIN, "The answer was no HTTP, or broke off."),
    "html": (CERTAIN, "A web page came where something else was expected."),
    "outage": (CERTAIN, "The server answered with a status of 500 or more."),
    "unclear": (POSSIBLE, "The answer is none that this check knows."),
}
"""Verdict -> how sure it is at Zoho itself, and what it means."""
FAILURES = ("slow", "unreachable", "tls", "proxy", "broken")

_MEANINGS: Mapping[str, Mapping[str, str]] = {
    "client": {
        "invalid-client": "client-unknown",
        "invalid-client-secret": "client-known",
        "invalid-code": "client-known",
        "invalid-redirect-uri": "client-known",
    },
    "secret": {
        "invalid-client": "client-unknown",
        "invalid-client-secret": "secret-wrong",
        "invalid-code": "secret-right",
        "invalid-redirect-uri": "secret-right",
    },
    "redirect": {"invalid-client": "client-unknown", "invalid-redirect-uri": "redirect-refused"},
    "refresh": {
        "invalid-client": "refresh-elsewhere",
        "invalid-client-secret": "secret-wrong",
        "invalid-code": "refresh-dead",
    },
    "access": {
        "invalid-token": "access-dead",
        "invalid-oauthtoken": "access-dead",
        "authentication-failure": "access-dead",
        "oauth-scope-mismatch": "access-scope",
        "invalid-oauthscope": "access-scope",
        "no-permission": "access-permission",
    },
}
"""Probe -> error, as `error_of` spells it -> verdict."""
_THROTTLED = "access-denied"
ERRORS = {_THROTTLED, "invalid-oauth-scope", "other"}.union(*_MEANINGS.values())
"""Zoho's errors in small letters with hyphens, so that nobody takes them for the answer itself."""


def error_of(reply: Reply) -> str:
    """Return the error of a reply as a word of `ERRORS`; `other` if unknown, empty for none."""
    data = _data(reply)
    if data is None:
        found = re.search(
            r"invalid (redirect ur[il]|client|oauth scope)\b", reply.body[:50_000], re.I
        )
        said = found.group(0).replace("URL", "uri").replace("url", "uri") if found else ""
    else:
        named = [data.get(name) for name in ("error", "code", "cause")]
        said = next((str(name) for name in named if name and name != "SUCCESS"), "")
    word = re.sub(r"[ _]", "-", said.lower())
    if word == _THROTTLED and " " not in said:  # ACCESS_DENIED of an API is another thing
        return "other"
    return word if word in ERRORS or not word else "other"


def _data(reply: Reply) -> dict[str, Any] | None:
    try:
        data = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def verdict_of(probe: str, reply: Reply) -> str:
    """Say what a refusal means to a probe; `unclear` where it means nothing that is known."""
    error = error_of(reply)
    if reply.failed:
        return reply.failed if reply.failed in FAILURES else "broken"
    if error == _THROTTLED:
        return "throttled"
    if error in _MEANINGS[probe]:
        return _MEANINGS[probe][error]
    if _data(reply) is None:
        is_page = re.match(r"\s*<(?:!doctype|html)", reply.body, re.I)
        return "outage" if (reply.status or 0) >= 500 else "html" if is_page else "unclear"
    return "unclear"


def _result(
    probe: str, center: str, here: str, reply: Reply, verdict: str, scopes: tuple[str, ...] = ()
) -> ProbeResult:
    return ProbeResult(
        probe, center, center == here, reply.status, error_of(reply), verdict, scopes
    )


def known_scopes(said: Any) -> tuple[str, ...]:
    """Return the scopes of a token reply, those that name a service that is known."""
    names = re.split(r"[\s,]+", said) if isinstance(said, str) else []
    return tuple(name for name in names if SCOPE.fullmatch(name))[:40]


# The plans. Each yields requests and gets replies; none knows how they travel.


def _token_url(centers: Centers, center: str) -> str:
    return f"{centers[center].accounts_url}/oauth/v2/token"


def _made_up(inputs: Inputs, centers: Centers, center: str, secret: Any = MADE_UP_SECRET) -> Ask:
    form = (
        ("grant_type", "authorization_code"),
        ("client_id", inputs.client_id),
        ("client_secret", secret),
        ("code", MADE_UP_CODE),
    )
    return Ask("POST", _token_url(centers, center), form)


def _client(inputs: Inputs, centers: Centers) -> Plan:
    here, found = inputs.data_center, []
    for center in sorted(centers, key=lambda name: name != here):
        reply = yield _made_up(inputs, centers, center)
        found.append(_result("client", center, here, reply, verdict_of("client", reply)))
    return found


def _known(probe: str, inputs: Inputs, centers: Centers, center: str) -> Plan:
    """Return nothing where a data center knows the client id; what came instead where not."""
    reply = yield _made_up(inputs, centers, center)
    verdict = verdict_of("client", reply)
    if verdict == "client-known":
        return []
    verdict = "not-sent" if verdict == "client-unknown" else verdict
    return [_result(probe, center, center, reply, verdict)]


def _secret(inputs: Inputs, centers: Centers) -> Plan:
    here = inputs.data_center
    refused = yield from _known("secret", inputs, centers, here)
    if refused:
        return refused
    reply = yield _made_up(inputs, centers, here, inputs.client_secret)
    return [_result("secret", here, here, reply, verdict_of("secret", reply))]


def _refresh(inputs: Inputs, centers: Centers) -> Plan:
    center = inputs.token_center
    refused = yield from _known("refresh", inputs, centers, center)
    if refused:
        return refused
    form = (
        ("grant_type", "refresh_token"),
        ("client_id", inputs.client_id),
        ("client_secret", inputs.client_secret),
        ("refresh_token", inputs.refresh_token),
    )
    reply = yield Ask("POST", _token_url(centers, center), form)
    data = _data(reply) or {}
    if data.get("access_token") and not data.get("error"):
        scopes = known_scopes(data.get("scope"))
        return [_result("refresh", center, center, reply, "refresh-alive", scopes)]
    return [_result("refresh", center, center, reply, verdict_of("refresh", reply))]


def _redirect(inputs: Inputs, centers: Centers) -> Plan:
    here = inputs.data_center
    query = {
        "response_type": "code",
        "client_id": inputs.client_id,
        "redirect_uri": inputs.redirect_uri,
        "scope": CALLS["user-info"].scope,
        "access_type": "online",
        # Whoever agreed before is asked again, so that no code can come of it.
        "prompt": "consent",
    }
    reply = yield Ask("GET", f"{_authorize_url(centers, here)}?{urlencode(query)}")
    accepted = _is_sent_on(reply, inputs, centers) or _is_form(reply)
    verdict = "redirect-accepted" if accepted else verdict_of("redirect", reply)
    return [_result("redirect", here, here, reply, verdict)]


def _authorize_url(centers: Centers, center: str) -> str:
    return f"{centers[center].accounts_url}/oauth/v2/auth"


def _is_sent_on(reply: Reply, inputs: Inputs, centers: Centers) -> bool:
    """Say whether it leads on to a sign-in at Zoho, or to the redirect URI."""
    if reply.status not in (301, 302, 303, 307, 308):
        return False
    known = {_origin(center.accounts_url) for center in centers.values()}
    is_relative = reply.location.startswith("/") and not reply.location.startswith("//")
    return (
        is_relative
        or _origin(reply.location) in known
        or reply.location.startswith(inputs.redirect_uri)
    )


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def _is_form(reply: Reply) -> bool:
    """Say whether it is the page that asks for consent or a sign-in."""
    found = re.search(r"<form\b[^>]{0,400}\baction=.?[^>]{0,200}(?:consent|signin)", reply.body)
    return reply.status == 200 and found is not None


def _access(inputs: Inputs, centers: Centers) -> Plan:
    center = inputs.token_center
    for url in _api_urls(inputs, centers):
        reply = yield Ask("GET", url, access_token=inputs.access_token)
        data = _data(reply) or {}
        failed = not data or error_of(reply) or data.get("status") == "error"
        verdict = verdict_of("access", reply) if failed or reply.status != 200 else "access-alive"
        if verdict != "access-scope":
            break
        if not inputs.product:
            # Only a token that lives is told that its scope is missing.
            verdict = "access-alive"
    return [_result("access", center, center, reply, verdict)]


def _api_urls(inputs: Inputs, centers: Centers) -> list[str]:
    calls = [CALLS[inputs.product]] if inputs.product else list(CALLS.values())
    return [getattr(centers[inputs.token_center], call.host) + call.path for call in calls]


PROBES: Mapping[str, Probe] = {
    probe.name: probe
    for probe in (
        Probe(
            name="client",
            asks="Which data centers know this client id?",
            sends="the client id, a made-up secret and a made-up code",
            counts="one refused token request at each data center; no refresh, no code",
            never="sends a secret or a token",
            assumes="Zoho looks at the client id first and says invalid_client only of one that it "
            "does not know there.",
            needs=("client_id",),
            on_request=False,
            addresses=lambda inputs, centers: [_token_url(centers, name) for name in centers],
            plan=_client,
        ),
        Probe(
            name="secret",
            asks="Is this the secret of this client, in its data center?",
            sends="first the same as `client`; then, only if the client id is known there, the "
            "client id, the client secret and a made-up code",
            counts="two refused token requests; no refresh, no code",
            never="sends the secret to a data center that does not know the client id",
            assumes="Zoho looks at the secret before it looks at the code.",
            needs=("client_id", "client_secret"),
            on_request=False,
            addresses=lambda inputs, centers: [_token_url(centers, inputs.data_center)],
            plan=_secret,
        ),
        Probe(
            name="redirect",
            asks="Is this redirect URI registered?",
            sends="the client id and the redirect URI, as an authorization request for one scope",
            counts="one page; nobody is signed in, so that neither consent nor code can come of it",
            never="signs in, agrees to anything, or goes where it is sent on",
            assumes="Zoho looks at the redirect URI before it asks anybody to sign in, and says so "
            "in English.",
            needs=("client_id", "redirect_uri"),
            on_request=False,
            addresses=lambda inputs, centers: [_authorize_url(centers, inputs.data_center)],
            plan=_redirect,
        ),
        Probe(
            name="refresh",
            asks="Does the refresh token work, and which scopes has it?",
            sends="first the same as `client`; then, only if the client id is known there, the "
            "client id, the client secret and the refresh token",
            counts="one of the ten refreshes in ten minutes; the new access token may push out the "
            "oldest one of this refresh token (10 to 30 are kept, Zoho's pages differ)",
            never="keeps or shows the new access token, or revokes one",
            assumes="Zoho says invalid_code of a refresh token that is dead or not this client's.",
            needs=("client_id", "client_secret", "refresh_token"),
            on_request=True,
            addresses=lambda inputs, centers: [_token_url(centers, inputs.token_center)],
            plan=_refresh,
        ),
        Probe(
            name="access",
            asks="Does the access token work, and what does the API answer?",
            sends="the access token, in the header of a call that only reads",
            counts="one API call; up to three where no product is named",
            never="changes anything, or prints what was read",
            assumes="The errors of these calls are those of Zoho's pages and of dated reports.",
            needs=("access_token",),
            on_request=False,
            addresses=_api_urls,
            plan=_access,
        ),
    )
}
"""Every probe. None of them spends a code or revokes anything."""


def ready(inputs: Inputs) -> list[str]:
    """Return the probes whose inputs are there, without those that run on request only."""
    return [name for name in PROBES if not PROBES[name].on_request and not missing(name, inputs)]


def missing(name: str, inputs: Inputs) -> list[str]:
    """Return the inputs that a probe needs and that are not there."""
    return [need for need in PROBES[name].needs if not getattr(inputs, need)]


def run(
    names: Iterable[str], inputs: Inputs, centers: Centers, send: Callable[[Ask], Reply]
) -> list[ProbeResult]:
    """Run probes; what was asked once is not asked again."""
    answered: dict[Ask, Reply] = {}
    found: list[ProbeResult] = []
    for name in names:
        plan = PROBES[name].plan(inputs, centers)
        try:
            ask = next(plan)
            while True:
                if ask not in answered:
                    answered[ask] = send(ask)
                ask = plan.send(answered[ask])
        except StopIteration as end:
            found.extend(end.value)
    return found


# What is said


def tell(name: str, inputs: Inputs, centers: Centers) -> list[str]:
    """Say what a probe would send, where, and what that counts against, before it does."""
    probe = PROBES[name]
    rows = (("asks", probe.asks), ("sends", probe.sends), ("counts as", probe.counts))
    where = [f"  {'to':<10}{url}" for url in probe.addresses(inputs, centers)]
    told = [f"  {label:<10}{text}" for label, text in rows]
    return [
        name,
        *told,
        *where,
        f"  {'never':<10}{probe.never}",
        f"  {'assumes':<10}{probe.assumes}",
    ]


def as_text(results: Iterable[ProbeResult], practice: bool = False) -> str:
    """Return the results for people and, as the last line, for a program."""
    lines = [f"{HEADING}: the result. Nothing secret is in it; send all of it on.", ""]
    results = list(results)
    for one in results:
        status = f"HTTP {one.status}" if one.status else "no answer"
        seen = f"{one.probe:<9} {one.data_center:<3} {status:<10}"
        lines.append(f"{seen} {in_words(one, practice)}")
    return "\n".join([*lines, "", "For the program that reads it:", as_block(results)])


def in_words(result: ProbeResult, practice: bool) -> str:
    """Return a result as a sentence, with how sure it is.

    Args:
        result: The result.
        practice: Whether practice Zoho answered, whose order of checks is known.
    """
    sure, means = VERDICTS[result.verdict]
    sure = CERTAIN if practice and sure == LIKELY else sure
    scopes = f" Scopes: {' '.join(result.scopes)}." if result.scopes else ""
    return f"{sure}: {means}{scopes}"


def as_block(results: Iterable[ProbeResult]) -> str:
    """Return the results as one line of JSON. No blank is in it, so that mail may wrap it."""
    rows = [one._asdict() for one in results]
    return json.dumps({MARK: VERSION, "results": rows}, separators=(",", ":"))


def say_beforehand(names: Iterable[str], inputs: Inputs, centers: Centers) -> str:
    """Return all that would be sent where."""
    told = ["\n".join(tell(name, inputs, centers)) for name in names]
    return "\n\n".join([f"{HEADING}: what would be sent where. Nothing was sent yet.", *told])


# How requests travel


class _AsItIs(urllib.request.HTTPErrorProcessor):
    """Takes every answer as it is: no redirect is followed, no status is an exception."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response

    https_response = http_response


def send(ask: Ask, seconds: float = SECONDS, use_proxy: bool = True) -> Reply:
    """Send one request and read its reply, within bounds of time and size.

    Args:
        ask: The request.
        seconds: For all of it, from the look-up of the name to the last byte.
        use_proxy: False for a server on this machine.
    """
    box: list[Reply] = []
    # Some of it knows no time limit, such as the look-up of a name. So it is left behind.
    work = threading.Thread(
        target=lambda: box.append(_exchange(ask, seconds, use_proxy)), daemon=True
    )
    work.start()
    work.join(seconds)
    return box[0] if box else Reply(failed="slow")


def _exchange(ask: Ask, seconds: float, use_proxy: bool) -> Reply:
    handlers: list[Any] = [
        _AsItIs,
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
    ]
    handlers += [] if use_proxy else [urllib.request.ProxyHandler({})]
    headers = {
        "Accept": "application/json, text/html",
        "Accept-Language": "en",
        "User-Agent": f"zoho-token-check/{VERSION}",
    }
    if ask.access_token:
        headers["Authorization"] = f"Zoho-oauthtoken {ask.access_token}"
    body = urlencode(ask.form).encode() if ask.form else None
    request = urllib.request.Request(ask.url, body, headers, method=ask.method)  # noqa: S310 - ours
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=seconds) as reply:
            data = reply.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES:
                return Reply(reply.status, failed="broken")
            location = reply.headers.get("Location", "")
            return Reply(reply.status, data.decode("utf-8", "replace"), location)
    except Exception as error:
        # Its text can hold addresses and passwords of proxies, so that only its kind is told.
        return Reply(failed=_why(error))


def _why(error: Any) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLError):
        return "tls"
    if isinstance(reason, TimeoutError) or "timed out" in str(reason):
        return "slow"
    if "Tunnel connection failed" in str(reason):
        return "proxy"
    if isinstance(reason, http.client.HTTPException) or not isinstance(reason, OSError):
        return "broken"
    return "unreachable"


# The command line


class CannotBegin(Exception):
    """Something is missing or wrong; the text says what."""


def practice_centers(url: str) -> Centers:
    """Return the data centers of a practice Zoho on this machine: `us` at its root, `eu` at `/eu`.

    Raises:
        CannotBegin: It is no address on this machine.
    """
    if not re.fullmatch(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?/?", url):
        raise CannotBegin("--practice takes an address on this machine: http://127.0.0.1:8757")
    root = url.rstrip("/")
    bases = {name: root if name == "us" else f"{root}/{name}" for name in CENTERS}
    return {name: Center(base, base) for name, base in bases.items()}


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line. No secret is ever an argument."""
    parser = argparse.ArgumentParser(
        prog=os.path.basename(sys.argv[0] or "customer_check.py"),
        description="Check an OAuth client of Zoho and its tokens; print a result to send on.",
        epilog="Reads ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET, ZOHO_REDIRECT_URI, ZOHO_REFRESH_TOKEN, "
        "ZOHO_ACCESS_TOKEN and ZOHO_DATA_CENTER from the environment.",
    )
    add = parser.add_argument
    add("--list", action="store_true", help="say what can be checked, and send nothing")
    add("--only", action="append", choices=list(PROBES), help="this check; may be repeated")
    add("--data-center", choices=list(CENTERS), help="instead of ZOHO_DATA_CENTER")
    add("--product", choices=list(CALLS), default="", help="the API call that `access` makes")
    add("--yes", action="store_true", help="send without asking")
    add("--seconds", type=float, default=SECONDS, help="time limit of each request (default: 20)")
    add("--practice", metavar="URL", help="ask a practice Zoho on this machine instead")
    return parser


def inputs_from(environ: Mapping[str, str], args: argparse.Namespace) -> Inputs:
    """Read what is to be checked.

    Raises:
        CannotBegin: A value cannot be right. It is not repeated.
    """
    given = {
        name: environ.get(f"ZOHO_{name.upper()}", "").strip()
        for name in Inputs._fields
        if name not in ("token_data_center", "product")
    }
    for name, value in given.items():
        if not re.fullmatch(r"[\x21-\x7e]{0,2000}", value):
            raise CannotBegin(
                f"ZOHO_{name.upper()} holds a blank or a letter that cannot be right."
            )
    given["data_center"] = (args.data_center or given["data_center"] or "us").lower()
    if given["data_center"] not in CENTERS:
        raise CannotBegin(f"ZOHO_DATA_CENTER is none of {', '.join(CENTERS)}.")
    return Inputs(product=args.product, **given)


def chosen(only: list[str] | None, inputs: Inputs) -> list[str]:
    """Return which probes to run.

    Raises:
        CannotBegin: One was named that lacks an input, or nothing is there to be checked.
    """
    for name in only or []:
        lacking = [f"ZOHO_{need.upper()}" for need in missing(name, inputs)]
        if lacking:
            raise CannotBegin(f"{name} needs {' and '.join(lacking)} in the environment.")
    names = [name for name in PROBES if name in only] if only else ready(inputs)
    if not names:
        raise CannotBegin("There is nothing to check: set ZOHO_CLIENT_ID or ZOHO_ACCESS_TOKEN.")
    return names


def agreed(question: str = "Send this? [y/N] ") -> bool:
    """Ask on the terminal.

    Raises:
        CannotBegin: There is none.
    """
    if not sys.stdin or not sys.stdin.isatty():
        raise CannotBegin("This asks before it sends, so it needs a terminal; --yes skips that.")
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def check(arguments: list[str], environ: Mapping[str, str]) -> int:
    """Say what would be sent, ask, send it, print the result; return the exit code."""
    args = build_parser().parse_args(arguments)
    centers = practice_centers(args.practice) if args.practice else CENTERS
    inputs = inputs_from(environ, args)
    if args.list:
        print(say_beforehand(PROBES, inputs, centers))
        return 0
    names = chosen(args.only, inputs)
    sys.stderr.write(say_beforehand(names, inputs, centers) + "\n\n")
    if not args.yes and not agreed():
        sys.stderr.write("Nothing was sent.\n")
        return 1
    found = run(names, inputs, centers, lambda ask: send(ask, args.seconds, not args.practice))
    print(as_text(found, practice=bool(args.practice)))
    return 0


def main(arguments: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """Do it, and never show a traceback."""
    try:
        return check(arguments, environ)
    except CannotBegin as error:
        sys.stderr.write(f"{error}\n")
    except (KeyboardInterrupt, BrokenPipeError):
        sys.stderr.write("\nStopped.\n")
    except Exception as error:
        # Its text could hold anything, so that only its kind is told.
        sys.stderr.write(f"Something unexpected went wrong ({type(error).__name__}).\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
