"""Which path leads where: the whole of practice Zoho's public face as one pure function."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.practice import apis, authorize, console, pages, token
from zoho_helpers.practice.replies import CANNED, Reply, Request, page_reply
from zoho_helpers.practice.state import State

Handler = Callable[[Request, State], Reply]


def _home(request: Request, state: State) -> Reply:
    now, life = state.clock.now(), state.settings["access_token_seconds"]
    alive = sum(
        not item.ended and now < item.issued_at + life for item in state.access_tokens.values()
    )
    return page_reply(pages.home(len(state.clients), alive, len(state.journal)))


_HANDLERS: Mapping[str, tuple[tuple[str, ...], Handler]] = {
    "/": (("GET",), _home),
    "/console": (("GET", "POST"), console.handle_console),
    "/oauth/v2/auth": (("GET",), authorize.handle_authorize),
    "/oauth/v2/consent": (("POST",), authorize.handle_consent),
    "/oauth/v2/token": (("GET", "POST", "PUT", "DELETE"), token.handle_token),
    "/oauth/v2/revoke/token": (("POST",), token.handle_revoke),
    "/oauth/v2/token/revoke": (("POST",), token.handle_old_revoke),
    "/oauth/serverinfo": (("GET",), apis.handle_server_info),
    "/oauth/user/info": (("GET",), apis.handle_user_info),
    "/crm/v8/users": (("GET",), apis.handle_crm_users),
    "/crm/v8/org": (("GET",), apis.handle_crm_org),
}
"""Path, the methods it takes, and who answers. The token endpoint refuses methods itself."""

PAGES_WITH_FORMS = ("/console", "/oauth/v2/consent")
"""Paths that act for the user, so a form on somebody else's page must not reach them."""


def split_data_center(path: str) -> tuple[str, str]:
    """Split `/eu/oauth/v2/token` into `eu` and `/oauth/v2/token`; no prefix means `us`."""
    first, _, rest = path.lstrip("/").partition("/")
    return (first, f"/{rest}") if first in ZOHO and first != "us" else ("us", path or "/")


def handle(request: Request, state: State) -> Reply:
    """Answer one request: a canned reply if one was ordered, else the real behavior."""
    if state.next_replies:
        name = state.next_replies.pop(0)
        reply = CANNED[name]
        return Reply(
            reply.status, reply.body, reply.content_type, f"canned: {name}", "", reply.delay
        )
    path = request.path.rstrip("/") or "/"
    methods, handler = _HANDLERS.get(path, ((), None))
    if handler is None:
        return page_reply(pages.error("Not Found", ""), status=404, reason="no such path")
    if request.method not in methods:
        return page_reply(pages.error("Bad Request", ""), status=400, reason="wrong method")
    return handler(request, state)
