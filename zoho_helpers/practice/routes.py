"""Which path leads where: the whole of practice Zoho's public face as one pure function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import (
    apis,
    authorize,
    console,
    dashboard,
    device,
    enhance,
    oidc,
    pages,
    revoke,
    token,
)
from zoho_helpers.practice.replies import (
    CANNED,
    Reply,
    Request,
    bad_request,
    page_reply,
    redirect_reply,
)
from zoho_helpers.practice.state import State

Handler = Callable[[Request, State], Reply]


def _add_slash(request: Request, state: State) -> Reply:
    """`/eu` is `/eu/`, or the links of its page would lead to another data center."""
    return redirect_reply(f"{request.data_center}/", "slash added")


_HANDLERS: Mapping[str, tuple[tuple[str, ...], Handler]] = {
    "": (("GET",), _add_slash),
    "/console": (("GET", "POST"), console.handle_console),
    "/oauth/v2/auth": (("GET",), authorize.handle_authorize),
    "/oauth/v2/consent": (("POST",), authorize.handle_consent),
    "/oauth/v2/org/auth": (("GET",), authorize.handle_authorize),
    "/oauth/v2/org/consent": (("POST",), authorize.handle_consent),
    "/oauth/v2/auth/refresh": (("GET",), authorize.handle_authorize),
    "/oauth/v2/auth/consent": (("POST",), authorize.handle_consent),
    "/oauth/v2/token": (("POST",), token.handle_token),
    "/oauth/v2/revoke/token": (("POST",), revoke.handle_revoke),
    "/oauth/v2/token/revoke": (("POST",), revoke.handle_old_revoke),
    "/oauth/serverinfo": (("GET",), apis.handle_server_info),
    **dashboard.HANDLERS,
    **device.HANDLERS,
    **enhance.HANDLERS,
    **oidc.HANDLERS,
}
"""Path, the methods it takes, and who answers."""

PATHS = tuple(_HANDLERS)
"""Every path but those of the products."""

PAGES_WITH_FORMS = (
    "/dashboard",
    "/console",
    "/oauth/v2/consent",
    "/oauth/v2/org/consent",
    "/oauth/v2/auth/consent",
    "/oauth/v2/token/consent",
    "/oauth/v3/device",
)
"""Paths that act for the user, so a form on somebody else's page must not reach them."""

_WITHOUT_CANNED = ("", "/console", *dashboard.HANDLERS)
"""Pages for a person: a look at them, or the browser's own requests, use up no canned reply."""


def _not_found() -> Reply:
    line = "Practice Zoho has nothing at this address."
    return page_reply(pages.error("Not Found", line), status=404, reason="no such path")


def split_data_center(path: str) -> tuple[str, str]:
    """Split `/eu/oauth/v2/token` into `eu` and `/oauth/v2/token`; no prefix means `us`."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return (first, f"{slash}{rest}") if first in ZOHO and first != "us" else ("us", path or "/")


def handle(request: Request, state: State) -> Reply:
    """Answer one request: a canned reply if one was ordered, else the real behavior."""
    path = request.path
    methods, handler = _HANDLERS.get(path, ((), None))
    is_known = handler or (state.next_replies and apis.check_call(path))
    if state.next_replies and is_known and path not in _WITHOUT_CANNED:
        name = state.next_replies.pop(0)
        return replace(CANNED[name], reason=f"canned: {name}")
    if handler is None:
        return apis.handle_api(request, state) or _not_found()
    if request.method not in methods:
        return bad_request("wrong method")
    return handler(request, state)
