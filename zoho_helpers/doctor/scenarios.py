"""Troubles that practice Zoho can be put into, as one table.

Each is a row: steps that end in the request that fails, and steps that repair it and end in the
same request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import unescape
from types import MappingProxyType
from typing import Any

from zoho_helpers.errors import InputError
from zoho_helpers.opening import attempt
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.session import Session
from zoho_helpers.token_file import Stored

Step = Callable[[Session], Any]


@dataclass(frozen=True)
class Scenario:
    """One trouble that can be played, on a session that has a client.

    Attributes:
        cause: What it is.
        sets_up: What is done, in one sentence.
        fails: Does it, and sends the request that fails. Returns what a browser saw, as text;
            what went over the wire is in the session's transcript.
        repairs: The repair, in one sentence.
        works: Does it, and sends the request again.
    """

    cause: str
    sets_up: str
    fails: Step
    repairs: str
    works: Step


# Steps.


def _do(*steps: Step) -> Step:
    """Return the steps as one, which returns what the last returns."""

    def step(session: Session) -> Any:
        return [one(session) for one in steps][-1]

    return step


def _practice(session: Session) -> PracticeControl:
    if session.practice is None:
        raise InputError("This is no practice session.")
    return session.practice


def _get_code(session: Session) -> None:
    session.paste(session.accept_in_browser(session.authorize()))


def _exchange(session: Session) -> Any:
    return attempt(session.exchange)


def _refresh(session: Session) -> Any:
    return attempt(session.refresh)


def _call(session: Session) -> Any:
    return attempt(session.check, "crm-org")


_get_token = _do(_get_code, _exchange)


def _authorize(**asked: Any) -> Step:
    """Return a step that consents, exchanges the code, and shows the URL that was opened."""

    def step(session: Session) -> str:
        request = session.authorize(**asked)
        session.paste(session.accept_in_browser(request))
        attempt(session.exchange)
        return f"GET {request.url}"

    return step


def _open(answer: str = "accept", **asked: Any) -> Step:
    """Return a step that opens the authorization URL, and shows the page or the redirect."""

    def step(session: Session) -> str:
        request = session.authorize(**asked)
        seen = _practice(session).as_user(answer, url=request.url)
        return f"GET {request.url}\n\n{seen['location'] or _words_of(seen['body'])}"

    return step


def _words_of(page: str) -> str:
    """Return what somebody reads on a page: the practice Zoho's own, which are well formed."""
    body = page.partition("<main>")[2].partition("</main>")[0] or page
    words = unescape(re.sub(r"<[^<>]{1,400}>", "\n", body))
    return "\n".join(line.strip() for line in words.splitlines() if line.strip())


def _wait(seconds: int) -> Step:
    return lambda session: _practice(session).advance(seconds)


def _user(deed: str) -> Step:
    return lambda session: _practice(session).as_user(deed, client_id=session.client.client_id)


def _set(**settings: Any) -> Step:
    return lambda session: _practice(session).configure(**settings)


def _play(reply: str) -> Step:
    return lambda session: _practice(session).next_reply(reply)


def _stored(**changes: Callable[[Session], Any]) -> Step:
    """Return a step that changes what the token file holds."""

    def step(session: Session) -> None:
        values = {name: make(session) for name, make in changes.items()}

        def changed(stored: Stored) -> Stored:
            return replace(stored, token=replace(stored.token_in_hand, **values))

        session.change_stored(changed)

    return step


def _exchange_in(location: str) -> Step:
    def step(session: Session) -> None:
        pending = session.stored.code_in_hand
        session.take_up(replace(pending, data_center=location))

    return step


def _with_secret(session: Session) -> None:
    session.use_client(session.client.client_id, "00c0ffee" + "0" * 34, session.client.redirect_uri)


def _redirect_to(ending: str) -> Step:
    def step(session: Session) -> None:
        client = session.client
        secret = client.client_secret.reveal() if client.client_secret else ""
        address = client.redirect_uri.removesuffix("/elsewhere") + ending
        session.use_client(client.client_id, secret, address)

    return step


def _register(session: Session) -> None:
    session.register("Mended", "http://127.0.0.1:8758", session.client.redirect_uri)


def _access_token(session: Session) -> Secret:
    return session.stored.token_in_hand.access_token


def _cut_token(session: Session) -> Secret:
    return Secret(session.refresh_token.reveal()[:-5])


def _same_code_again(session: Session) -> Any:
    pending = session.stored.code_in_hand
    attempt(session.exchange)
    session.take_up(pending)
    return attempt(session.exchange)


_ROWS = (
    Scenario(
        "code_expired_or_used",
        "A code is fetched, exchanged, and sent a second time.",
        _do(_get_code, _same_code_again),
        "A new code is fetched and exchanged once.",
        _get_token,
    ),
    Scenario(
        "refresh_token_revoked_or_evicted",
        "A token is fetched, and the user takes the consent back under Connected Apps.",
        _do(_get_token, _user("disconnect"), _refresh),
        "The user consents again, and the new refresh token is used.",
        _do(_get_token, _refresh),
    ),
    Scenario(
        "too_many_token_requests",
        "One refresh token is refreshed eleven times within ten minutes.",
        _do(_get_token, *[_refresh] * 11),
        "Practice Zoho's clock moves on by ten minutes; then one refresh is sent.",
        _do(_wait(601), _refresh),
    ),
    Scenario(
        "wrong_data_centre",
        "A code of the United States is exchanged at the accounts server of Europe.",
        _do(_get_code, _exchange_in("eu"), _exchange),
        "A new code is exchanged at the accounts server that the redirect names.",
        _get_token,
    ),
    Scenario(
        "wrong_client_secret",
        "A token is fetched, then the client secret is replaced by another one.",
        _do(_get_token, _with_secret, _refresh),
        "A client is registered, and its own secret is used.",
        _do(_register, _get_token, _refresh),
    ),
    Scenario(
        "client_not_found",
        "A token is fetched, and the client is deleted in the console.",
        _do(_get_token, _user("delete-client"), _refresh),
        "A client is registered, and a token is fetched for it.",
        _do(_register, _get_token, _refresh),
    ),
    Scenario(
        "redirect_uri_mismatch",
        "The authorization URL is opened with a redirect URI that is not registered.",
        _do(_redirect_to("/elsewhere"), _open()),
        "It is opened with the registered one.",
        _do(_redirect_to(""), _open()),
    ),
    Scenario(
        "scope_name_invalid",
        "The authorization URL asks for a scope that does not exist.",
        _open(scopes=("ZohoCRM.everything.PLEASE",)),
        "It asks for one that does.",
        _open(scopes=("ZohoCRM.users.READ",)),
    ),
    Scenario(
        "user_denied_consent",
        "The user presses Reject on the consent page.",
        _open("reject"),
        "The user presses Accept.",
        _open(),
    ),
    Scenario(
        "refresh_token_missing_offline",
        "The authorization URL asks for online access, and the code is exchanged.",
        _authorize(access_type="online", prompt=None),
        "It asks for offline access, with prompt=consent.",
        _authorize(access_type="offline", prompt="consent"),
    ),
    Scenario(
        "refresh_token_missing_no_reconsent",
        "The user consents, and then again without prompt=consent.",
        _do(_get_token, _authorize(prompt=None)),
        "The authorization URL asks with prompt=consent.",
        _authorize(prompt="consent"),
    ),
    Scenario(
        "access_token_expired",
        "A token is fetched, and practice Zoho's clock moves on by an hour.",
        _do(_get_token, _wait(3601), _call),
        "The access token is refreshed, and the API called again.",
        _do(_refresh, _call),
    ),
    Scenario(
        "scope_missing",
        "A token is fetched for the users' scope, and the organization is asked for.",
        _do(_authorize(scopes=("ZohoCRM.users.READ",)), _call),
        "The user consents to both scopes.",
        _do(_authorize(scopes=("ZohoCRM.users.READ", "ZohoCRM.org.READ")), _call),
    ),
    Scenario(
        "user_has_no_permission",
        "A token is fetched, and the user's profile loses its API access.",
        _do(_get_token, _set(users_may_use_apis=False), _call),
        "The profile gets its API access back.",
        _do(_set(users_may_use_apis=True), _call),
    ),
    Scenario(
        "access_token_saved_as_refresh_token",
        "A token is fetched, and its access token is stored as the refresh token.",
        _do(_get_token, _stored(refresh_token=_access_token), _refresh),
        "The user consents again, and the refresh token of the reply is stored.",
        _do(_get_token, _refresh),
    ),
    Scenario(
        "token_truncated_or_whitespace",
        "A token is fetched, and the stored refresh token loses its last five characters.",
        _do(
            _get_token,
            _stored(refresh_token=_cut_token),
            _refresh,
        ),
        "The user consents again, and the whole refresh token is stored.",
        _do(_get_token, _refresh),
    ),
    Scenario(
        "refresh_token_overwritten",
        "A token is fetched, and the stored refresh token is replaced by nothing.",
        _do(_get_token, _stored(refresh_token=lambda session: None), _refresh),
        "The user consents again; from now on an empty value never replaces a refresh token.",
        _do(_get_token, _refresh),
    ),
    Scenario(
        "api_domain_wrong",
        "A token of the United States is sent to the API of Europe.",
        _do(_get_token, _stored(data_center=lambda session: "eu"), _call),
        "It is sent to the api_domain of the token reply.",
        _do(_stored(data_center=lambda session: "us"), _call),
    ),
    Scenario(
        "html_response_wrong_host",
        "A token is fetched, and a web page answers the next refresh.",
        _do(_get_token, _play("html-error-page"), _refresh),
        "The request is sent to the accounts server itself.",
        _refresh,
    ),
    Scenario(
        "zoho_service_outage",
        "A token is fetched, and the next refresh is answered with 503.",
        _do(_get_token, _play("outage"), _refresh),
        "The request is sent again, later.",
        _refresh,
    ),
)

SCENARIOS: Mapping[str, Scenario] = MappingProxyType({row.cause: row for row in _ROWS})
"""Cause -> how it is played."""
