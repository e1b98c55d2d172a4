"""Tokens are made and ended here, whatever flow they come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zoho_helpers.practice.records import AccessToken, RefreshToken
from zoho_helpers.practice.replies import Reply, Request, json_reply
from zoho_helpers.practice.state import State

PUSHED_OUT = "pushed out by a newer one"
OPENID_SCOPES = frozenset({"openid", "email", "profile"})


@dataclass(frozen=True)
class Grant:
    """What somebody was granted: who may act for whom, and how far.

    Attributes:
        client_id: The client.
        user: Data center of the practice user whom the tokens speak for.
        scopes: What they open.
        instance_level: They stay when the user is removed.
        organization: Of client credentials, the one they are bound to; 0 for the user's own.
        prefix: Of new tokens, `1004` for a device's.
    """

    client_id: str
    user: str
    scopes: list[str]
    instance_level: bool = False
    organization: int = 0
    prefix: str = "1000"


def new_refresh_token(state: State, grant: Grant) -> RefreshToken:
    """Make a refresh token; the oldest of this client and user end if there are too many."""
    alive = living_refresh_tokens(state, grant.client_id, grant.user)
    for token in alive[: max(0, len(alive) + 1 - state.settings["refresh_tokens_kept"])]:
        end_refresh_token(state, token, PUSHED_OUT)
    new = RefreshToken(
        token=state.new_token(grant.prefix),
        client_id=grant.client_id,
        user=grant.user,
        scopes=list(grant.scopes),
        issued_at=state.clock.now(),
        instance_level=grant.instance_level,
    )
    state.refresh_tokens[new.token] = new
    return new


def living_refresh_tokens(state: State, client_id: str, user: str) -> list[RefreshToken]:
    """Return those of a client and user that work, oldest first."""
    return [
        token
        for token in state.refresh_tokens.values()
        if (token.client_id, token.user, token.ended) == (client_id, user, "")
    ]


def new_access_token(state: State, grant: Grant, parent: RefreshToken | None) -> AccessToken:
    """Make an access token.

    Args:
        state: Gets the token.
        grant: What it opens.
        parent: The refresh token that it ends with, None for online access. If it has too many
            access tokens, the oldest end.
    """
    now = state.clock.now()
    if parent:
        _make_room(state, parent, now)
    new = AccessToken(
        token=state.new_token(grant.prefix),
        refresh_token=parent.token if parent else "",
        client_id=grant.client_id,
        user=grant.user,
        scopes=list(grant.scopes),
        issued_at=now,
        lifetime=state.settings["access_token_seconds"],
        organization=grant.organization,
        instance_level=grant.instance_level,
    )
    state.access_tokens[new.token] = new
    if parent:
        parent.access_tokens.append(new.token)
    state.forget_dead()
    return new


def token_reply(
    request: Request, access: AccessToken, refresh_token: str = "", id_token: str = ""
) -> Reply:
    """Return the token reply; refresh token and id token only where they are not empty."""
    data: dict[str, str | int] = {"access_token": access.token}
    if refresh_token:
        data["refresh_token"] = refresh_token
    data |= {
        "scope": " ".join(access.scopes),
        "api_domain": request.base_url,
        "token_type": "Bearer",
        "expires_in": int(access.lifetime),
    }
    if id_token:
        data["id_token"] = id_token
    return json_reply(data, reason="tokens issued")


def _make_room(state: State, parent: RefreshToken, now: float) -> None:
    """End the oldest access tokens of a refresh token, so that one more fits in."""
    alive = [token for token in _children(state, parent) if token.is_alive(now)]
    surplus = max(0, len(alive) + 1 - state.settings["access_tokens_active"])
    for token in alive[:surplus]:
        token.ended = PUSHED_OUT
    parent.access_tokens = [token.token for token in alive[surplus:]]


def _children(state: State, parent: RefreshToken) -> Iterable[AccessToken]:
    known = state.access_tokens
    return [known[token] for token in parent.access_tokens if token in known]


def end_refresh_token(state: State, token: RefreshToken, why: str) -> None:
    """End a refresh token and the access tokens made from it."""
    token.ended = why
    for access in _children(state, token):
        access.ended = access.ended or why


def end_tokens(
    state: State,
    why: str,
    *,
    client_id: str | None = None,
    user: str | None = None,
    instance_level: bool = True,
) -> int:
    """End all tokens of a client, of a user, or of both; return how many refresh tokens ended.

    Args:
        state: Whose consents without a token are forgotten, too.
        why: For the journal.
        client_id: Whose; None for every client's.
        user: Data center of the practice user; None for everybody's.
        instance_level: Whether those end that an administrator consented to.
    """

    def is_meant(token: RefreshToken | AccessToken) -> bool:
        is_theirs = client_id in (None, token.client_id) and user in (None, token.user)
        return is_theirs and not token.ended and (instance_level or not token.instance_level)

    ended = [token for token in state.refresh_tokens.values() if is_meant(token)]
    for token in ended:
        end_refresh_token(state, token, why)
    for whose in dict.fromkeys((token.client_id, token.user) for token in ended):
        forget_consent_without_tokens(state, *whose)
    _end_waiting(state, client_id, user, instance_level)
    for access in state.access_tokens.values():
        if is_meant(access):
            access.ended = why
    return len(ended)


def _end_waiting(
    state: State, client_id: str | None, user: str | None, instance_level: bool
) -> None:
    """End codes and what devices wait for, which would become tokens yet."""
    for code in list(state.codes.values()):
        is_theirs = client_id in (None, code.client_id) and user in (None, code.user)
        if is_theirs and (instance_level or not code.instance_level):
            del state.codes[code.code]
    for grant in list(state.device_grants.values()):
        if client_id in (None, grant.client_id) and (user is None or user == grant.user):
            del state.device_grants[grant.device_code]


def forget_client(state: State, client_id: str) -> None:
    """Forget what users granted to a client, and how often it asked."""
    _forget_consents(state, client_id)
    for key in [key for key in state.windows if client_id in key.split(" ")]:
        del state.windows[key]


def _forget_consents(state: State, client_id: str) -> None:
    for key in [key for key in state.consents if key.partition(" ")[0] == client_id]:
        del state.consents[key]


def disconnect(state: State, client_id: str) -> int:
    """End all that users granted to a client; return how many refresh tokens that were."""
    _forget_consents(state, client_id)
    return end_tokens(state, "app disconnected by the user", client_id=client_id)


def forget_consent_without_tokens(state: State, client_id: str, user: str) -> None:
    """Let the user be asked again once no refresh token of this client and user is alive."""
    if not living_refresh_tokens(state, client_id, user):
        state.consents.pop(f"{client_id} {user}", None)
