"""The thin HTTP face of practice Zoho, on Tornado, which JupyterLab brings along."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import json
import logging
import re
import string
import time
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import tornado.web
from tornado.httputil import format_timestamp
from tornado.iostream import StreamClosedError

from zoho_helpers.practice import authorize, control, dashboard
from zoho_helpers.practice.journal import journal_entry
from zoho_helpers.practice.listening import is_loopback
from zoho_helpers.practice.replies import HTML, ControlError, Reply, Request
from zoho_helpers.practice.routes import PAGES_WITH_FORMS, handle, split_data_center

if TYPE_CHECKING:
    from zoho_helpers.practice.server import PracticeZoho

_log = logging.getLogger(__name__)

_REFUSALS: Mapping[int, str] = {
    400: "Practice Zoho cannot read this request.",
    403: "Refused: the request came from another site, or under a name that is not practice "
    "Zoho's own. Use the address that it printed at its start.",
    405: "This address does not take requests of this method.",
    500: "Practice Zoho made a mistake of its own; its journal has the requests that led to it.",
}
PROOF_FIELD = "form_token"
"""Field of each form of ours: a page elsewhere cannot know its value."""
_FORM = re.compile('<form method="post"[^>]*>')
_ORGANIZATION = (
    "orgId",
    "ZANALYTICS-ORGID",
    *(f"X-com-zoho-{name}-organizationid" for name in ("books", "invoice", "inventory")),
    "X-com-zoho-subscriptions-organizationid",
)
"""Headers that name the organization: Desk's, Analytics', and those of Books and its family."""
_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "frame-ancestors 'none'",
    # Nothing about us reaches the redirect URI; our own forms still say where they come from.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_DASHBOARD_POLICY = f"{_HEADERS['Content-Security-Policy']}; script-src 'self'; connect-src 'self'"


def make_app(practice: PracticeZoho) -> tornado.web.Application:
    """Return the Tornado application. It logs no request, since an address can hold a code."""
    return tornado.web.Application(
        [
            (r"/practice/hello", _HelloHandler),
            (r"/practice/(.+)", _ControlHandler),
            (r".*", _ZohoHandler),
        ],
        log_function=lambda handler: None,
        practice=practice,
    )


class _Handler(tornado.web.RequestHandler):
    """What both faces share: whose request may be answered at all."""

    practice: PracticeZoho

    def initialize(self) -> None:
        self.practice = self.settings["practice"]

    def prepare(self) -> None:
        if not self._is_known(self.request.host.lower()):
            # A foreign name that resolves to loopback: somebody's page reaching in.
            raise tornado.web.HTTPError(403)
        self.practice.last_request = time.monotonic()

    def _is_known(self, host: str) -> bool:
        return self.practice.knows(host)

    def compute_etag(self) -> None:
        return None

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in _HEADERS.items():
            self.set_header(name, value)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        said = _REFUSALS.get(status_code, f"Practice Zoho answers HTTP {status_code}.")
        self._send_json({"error": said})

    def _send_json(self, answer: Any) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(answer))

    def log_exception(self, kind: Any, value: Any, trace: Any) -> None:
        """Say where a mistake of ours is, without the values that were in play."""
        expected = (tornado.web.HTTPError, StreamClosedError)  # refused, or the client hung up
        if kind is not None and not issubclass(kind, expected):
            at = traceback.extract_tb(trace)[-1]
            _log.error("A request failed: %s in %s, line %s", kind.__name__, at.name, at.lineno)


class _LocalHandler(_Handler):
    def prepare(self) -> None:
        super().prepare()
        if not is_loopback(self.request.remote_ip or ""):
            self.set_status(403)
            self._send_json({"error": "The control plane answers only the machine it runs on."})


class _HelloHandler(_LocalHandler):
    """Proves knowledge of the control key to who has not sent it yet, and need not."""

    def get(self) -> None:
        # The address that was asked is part of it: who passes this on from another one proves
        # nothing about that one.
        said = f"{self.get_query_argument('nonce')}http://{self.request.host.lower()}"
        proof = hmac.new(self.practice.key.encode(), said.encode(), "sha256")
        self._send_json({"proof": proof.hexdigest()})


class _ControlHandler(_LocalHandler):
    def prepare(self) -> None:
        super().prepare()
        key = self.request.headers.get("X-Practice-Key", "")
        if not self._finished and not hmac.compare_digest(key.encode(), self.practice.key.encode()):
            self.set_status(401)
            self._send_json({"error": "The header X-Practice-Key is missing or wrong."})

    def get(self, name: str) -> None:
        self._answer(name, {})

    def post(self, name: str) -> None:
        try:
            body = json.loads(self.request.body or b"{}")
        except (ValueError, RecursionError):
            body = None
        self._answer(name, body)
        self.practice.save_soon()

    def _answer(self, name: str, body: Any) -> None:
        practice, method = self.practice, self.request.method or "GET"
        try:
            if not isinstance(body, dict):
                raise ControlError("Send a JSON object.")
            if (method, name) == ("POST", "reset"):
                practice.reset()
                answer: Any = {"status": "reset"}
            else:
                answer = control.handle_control(method, name, body, practice.state, practice.url)
        except ValueError as error:
            self.set_status(400)
            answer = {"error": str(error)}
        self._send_json(answer)


class _ZohoHandler(_Handler):
    def _is_known(self, host: str) -> bool:
        # A proxy brings the browser here, but nobody to the control plane.
        return super()._is_known(host) or self.practice.knows_proxy(host)

    async def _any(self) -> None:
        practice = self.practice
        request = self._request()
        if request.path in PAGES_WITH_FORMS and not self._from_here():
            raise tornado.web.HTTPError(403)
        reply = self._auto_accepted(request) or handle(request, practice.state)
        if request.path not in dashboard.HANDLERS:
            shown = practice.state.secrets_on_pages() if reply.content_type == HTML else ()
            now = practice.state.clock.now()
            practice.state.record(journal_entry(request, reply, now, shown))
        practice.save_soon()
        if reply.delay:
            await asyncio.sleep(reply.delay)
        self.set_status(reply.status)
        self.set_header("Content-Type", reply.content_type)
        self.set_header("Date", format_timestamp(practice.state.clock.now()))
        if reply.location:
            # A header takes ASCII only; what is encoded already stays as it is.
            self.set_header("Location", quote(reply.location, safe=string.punctuation))
        if request.path in dashboard.HANDLERS:
            self.set_header("Content-Security-Policy", _DASHBOARD_POLICY)
        await self.finish(self._with_form_token(reply))

    get = head = post = put = patch = delete = options = _any

    def _request(self) -> Request:
        own, path = self.practice.address_for(self.request.host.lower()), self.request.path
        location, path = split_data_center(path.removeprefix(self.practice.public.path))
        authorization = self.request.headers.get("Authorization", "")
        return Request(
            method=self.request.method or "GET",
            path=path,
            data_center=location,
            base_url=own if location == "us" else f"{own}/{location}",
            parameters={
                name: values[0].decode("utf-8", "replace")
                for name, values in self.request.arguments.items()
                if name != PROOF_FIELD
            },
            basic=_basic(authorization),
            authorization=authorization,
            organization=next(filter(None, map(self.request.headers.get, _ORGANIZATION)), ""),
        )

    def _auto_accepted(self, request: Request) -> Reply | None:
        is_consent = request.path in ("/oauth/v2/auth", "/oauth/v2/org/auth")
        if not self.practice.options.auto_accept or not is_consent:
            return None
        reply = handle(request, self.practice.state)
        if reply.reason == "consent page":
            return authorize.accept(request, self.practice.state, request.data_center)
        return reply

    def _with_form_token(self, reply: Reply) -> str | bytes:
        """Put into each form what only a page of ours can know."""
        if reply.content_type != HTML or not isinstance(reply.body, str):
            return reply.body
        field = f'<input type="hidden" name="{PROOF_FIELD}" value="{self.practice.form_token}">'
        return _FORM.sub(rf"\g<0>{field}", reply.body)

    def _from_here(self) -> bool:
        """Say whether a form was sent from a page of ours, or by a program that is no browser."""
        origin = self.request.headers.get("Origin", "")
        site = self.request.headers.get("Sec-Fetch-Site", "none")
        if self.request.method == "GET":
            return True
        if not origin and "Sec-Fetch-Site" not in self.request.headers:
            return True
        found = self.get_argument(PROOF_FIELD, "")
        if not hmac.compare_digest(found.encode(), self.practice.form_token.encode()):
            return False
        if origin in ("", "null"):
            # A browser that keeps the origin back still tells, unforgeably, whether it is ours.
            return site == "same-origin" or (not origin and site == "none")
        return self.practice.is_own_origin(origin)


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        id, colon, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (id, secret) if colon else None
