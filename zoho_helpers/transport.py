"""The thin edge: sends one `WireRequest` and reads one reply, within bounds.

Before anything leaves, two rules are checked: the host is one of this profile's data centers, and
no value of one profile goes to the other's servers.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from zoho_helpers.data_centers import DataCenter
from zoho_helpers.errors import RefusedError, TransportError, forget_locals
from zoho_helpers.redaction import mask_url
from zoho_helpers.transcript import Transcript, WireReply, WireRequest

CONNECT_SECONDS, READ_SECONDS, WHOLE_REPLY_SECONDS = 10, 20, 40
MAX_REPLY_BYTES = 1_000_000

_USED_UP = "A code that was being exchanged may be used up: get a new one."

_PRACTICE = re.compile(r"1000\.00c0ffee|1000\.PRACTICE|00c0ffee[0-9a-f]{34}(?![0-9a-f])")
_CREDENTIAL = re.compile(r"100\d\.[0-9a-f]{32}\.[0-9a-f]{32}|1000\.[0-9A-Z]{30}|[0-9a-f]{40,44}")


def _keep_headers_out(record: logging.LogRecord) -> bool:
    """Drop what a server put into headers that urllib3 cannot read, and logs."""
    if "headers" in str(record.msg):
        record.msg, record.args, record.exc_info = "Failed to parse headers", (), None
    return True


logging.getLogger("urllib3.connection").addFilter(_keep_headers_out)


class Transport:
    """Sends requests of one profile and keeps their transcript.

    Args:
        centers: The data centers of the profile. No other host is ever called.
        live: True for Zoho itself, False for practice Zoho.
        transcript: Gets every round trip, masked.
    """

    def __init__(
        self,
        centers: Mapping[str, DataCenter],
        *,
        live: bool,
        transcript: Transcript,
    ) -> None:
        self.transcript = transcript
        self._live = live
        self._origins = {
            _origin(url)
            for center in centers.values()
            for url in (center.accounts_url, center.api_domain)
        }
        self._http = self._new_session()

    @forget_locals
    def send(self, request: WireRequest) -> WireReply:
        """Send the request and return the reply, whatever its status. Redirects are not followed.

        Raises:
            RefusedError: A rule stopped it; nothing was sent.
            TransportError: Nobody answered in time, or the reply is too large or not text.
        """
        self._check(request)
        try:
            reply = self._exchange(request)
        except TransportError as error:
            self.transcript.record(request, error)
            raise
        self.transcript.record(request, reply)
        return reply

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        # Practice Zoho is on this machine: a proxy or a .netrc has no business in between.
        session.trust_env = self._live
        # An explicit auth keeps requests from adding a password of the user's .netrc.
        session.auth = _no_auth
        self._process = os.getpid()
        return session

    def _session(self) -> requests.Session:
        """Return the session of this process: two that share a connection mix up their replies."""
        if self._process != os.getpid():
            self._http = self._new_session()
        return self._http

    def _check(self, request: WireRequest) -> None:
        if _origin(request.url) not in self._origins:
            raise RefusedError(
                f"{mask_url(request.url).partition('?')[0][:80]!r} is on no host of this profile.",
                "Nothing was sent. Requests go to Zoho's own data centers"
                + (" only." if self._live else ", and in practice to practice Zoho, only."),
                reason="host-unknown",
            )
        refuse_other_profile(_values(request), live=self._live)

    def _exchange(self, request: WireRequest) -> WireReply:
        headers = {"Accept": "application/json"}
        if request.revealed_authorization:
            headers["Authorization"] = request.revealed_authorization
        host = urlsplit(request.url).netloc
        try:
            response = self._session().request(
                request.method,
                request.url,
                data=request.revealed_form or None,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            )
        except requests.exceptions.SSLError:
            raise TransportError(
                f"{host} could not prove who it is (its certificate was refused).",
                "Nothing secret was sent. Check the machine's clock and any proxy in between.",
                reason="certificate",
            ) from None
        except requests.exceptions.Timeout:
            raise _slow(host) from None
        except requests.exceptions.ProxyError:
            raise TransportError(
                f"The proxy between you and {host} did not let the request through.",
                "Check HTTPS_PROXY in your environment, or ask whoever runs the proxy.",
                reason="proxy",
            ) from None
        except (requests.exceptions.RequestException, UnicodeError) as error:
            # The exception's own text can hold the URL and its query, so it is not repeated.
            raise _no_answer(host, error, self._live) from None
        except OSError:
            raise TransportError(
                "The file with trusted certificates is missing.",
                "Nothing was sent. Check the variables REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE.",
                reason="no-certificates",
            ) from None
        with response:
            body = _read(response, host)
        content_type = response.headers.get("Content-Type", "")
        location, date = (response.headers.get(name, "") for name in ("Location", "Date"))
        return WireReply(
            response.status_code, content_type, body, request.secrets, location=location, date=date
        )


def refuse_other_profile(values: Iterable[str], *, live: bool) -> None:
    """Refuse values of the other profile, judged by their shape.

    Args:
        values: What is about to be used.
        live: Whether it is about to be used at Zoho itself.

    Raises:
        RefusedError: One of them is a practice value in live, or a live one in practice.
    """
    if any(_is_practice(value) if live else _is_live(value) for value in values):
        this, other = ("live", "practice") if live else ("practice", "live")
        raise RefusedError(
            f"A {other} value was about to be used in the {this} profile.",
            "Nothing was sent. Register or enter the client of this profile in 01_register_client.",
            reason="profiles-mixed",
        )


def _is_practice(value: str) -> bool:
    return _PRACTICE.search(value) is not None


def _is_live(value: str) -> bool:
    return not _is_practice(value) and _CREDENTIAL.fullmatch(value) is not None


def _values(request: WireRequest) -> list[str]:
    """Everything that the request carries besides its address."""
    plain = [value for value in request.form.values() if isinstance(value, str)]
    plain += [request.basic[0]] if request.basic else []
    return plain + [secret.reveal() for secret in request.secrets]


def _read(response: requests.Response, host: str) -> str:
    """Read the body within its bounds of size and time."""
    status, received = response.status_code, bytearray()
    try:
        for chunk in _chunks(response, host):
            received += chunk
            if len(received) > MAX_REPLY_BYTES:
                raise TransportError(
                    f"{host} sent more than {MAX_REPLY_BYTES // 1000:,} kB, so reading stopped.",
                    "A token reply has under 1 kB. This is not the server you meant.",
                    reason="reply-too-large",
                    http_status=status,
                )
        return received.decode("utf-8")
    except urllib3.exceptions.HTTPError:
        raise TransportError(
            f"{host} broke off in the middle of its answer (HTTP {status}).",
            f"Try again in a minute. {_USED_UP}",
            reason="reply-cut-off",
            http_status=status,
        ) from None
    except UnicodeDecodeError:
        raise TransportError(
            f"{host} answered HTTP {status} with bytes that are not UTF-8 text.",
            "Wait a minute and try again. If it stays so, something stands between you and Zoho.",
            reason="reply-not-text",
            http_status=status,
        ) from None


def _chunks(response: requests.Response, host: str) -> Iterator[bytes]:
    """Yield the body as it arrives; `iter_content` would wait until a chunk is full."""
    deadline = time.monotonic() + WHOLE_REPLY_SECONDS
    try:
        while chunk := response.raw.read1(16_384, decode_content=True):
            yield chunk
            if time.monotonic() > deadline:
                raise _slow(host)
    except urllib3.exceptions.ReadTimeoutError:
        raise _slow(host) from None


def _slow(host: str) -> TransportError:
    return TransportError(
        f"{host} took too long to answer.",
        f"Try again in a minute. {_USED_UP}",
        reason="timeout",
    )


def _no_answer(host: str, error: Exception, live: bool) -> TransportError:
    restart = "Practice Zoho has stopped: run the set-up cell again, which starts it anew."
    if error.args and isinstance(error.args[0], urllib3.exceptions.ProtocolError):
        # The connection was there and broke, so the request may have arrived.
        again = "Try again in a minute." if live else restart
        return TransportError(
            f"{host} was reached but gave no HTTP answer.",
            f"{again} {_USED_UP}",
            reason="reply-missing",
        )
    again = "Check your network connection, then press the button again." if live else restart
    return TransportError(f"{host} did not answer.", again, reason="unreachable")


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _origin(url: str) -> str:
    """Return scheme, host and port; empty for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()
