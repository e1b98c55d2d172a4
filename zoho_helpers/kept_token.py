"""The `requests` way to use a kept token: always fresh, and one more try where it was dead.

For one request, `requests.get(url, auth=KeptToken(keeper))`; for all of a session,
`session.auth = KeptToken(keeper)`.
"""

from __future__ import annotations

import functools
from typing import Any

import requests
from requests.auth import AuthBase
from requests.exceptions import UnrewindableBodyError
from requests.utils import rewind_body

from zoho_helpers.data_centers import takes_tokens
from zoho_helpers.errors import RefusedError, WalkthroughError
from zoho_helpers.redaction import Secret, mask_url
from zoho_helpers.refusals import Verdict, judge_refusal
from zoho_helpers.token_keeper import TokenKeeper
from zoho_helpers.transcript import HEADER_PREFIX

JUST_ISSUED_SECONDS = 60.0
"""A token younger than this is not what a doubtful refusal is about."""

_LONGEST_PATIENCE = 3600.0


class KeptToken(AuthBase):
    """Signs requests with a keeper's token, and repeats one whose token turned out to be dead.

    A request is repeated once, with a new token, where the reply says that the token is dead. Where
    the product says the same of a missing scope (Books, Analytics), that is tried once for each
    token and not for one just issued; each time that a new token did not help, a token has to be
    four times as old before it is tried again. A request whose body cannot be sent a second time is
    never repeated: its caller gets the 401.

    Args:
        keeper: Has the token.
        hosts: More hosts that may get it, such as `sdpondemand.manageengine.com`. Zoho's are known.
    """

    def __init__(self, keeper: TokenKeeper, hosts: tuple[str, ...] = ()) -> None:
        self._keeper = keeper
        self._hosts = {f"https://{host.lower()}" for host in hosts}
        self._patience = 0.0
        self._checked: set[str] = set()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request.

        Raises:
            RefusedError: It goes to a host that is not Zoho's.
            WalkthroughError: There is no token that lives; see `TokenKeeper.access_token`.
        """
        origin = _origin(request.url or "")
        if origin not in self._checked:
            self._refuse_stranger(origin)
        token = self._keeper.access_token()
        request.headers["Authorization"] = f"{HEADER_PREFIX} {token.reveal()}"
        request.hooks["response"].append(functools.partial(self._answered, token, origin))
        return request

    def _refuse_stranger(self, origin: str) -> None:
        if origin not in self._hosts and not takes_tokens(self._keeper.centers, origin):
            raise RefusedError(
                f"{mask_url(origin)[:80]!r} is no host of Zoho's.",
                "Nothing was sent: it would have received your access token. If it takes Zoho's "
                "tokens, name it: KeptToken(keeper, hosts=(...,)).",
                reason="host-unknown",
            )
        self._checked.add(origin)

    def _answered(
        self, token: Secret, origin: str, response: requests.Response, **options: Any
    ) -> requests.Response:
        self._keeper.hear(response.headers)
        if response.status_code != 401 or _origin(response.request.url or "") != origin:
            return response
        verdict = _judge(response)
        if verdict == "alive" or self._is_too_young(token, verdict):
            return response
        if not _can_be_sent_again(response.request):
            return response
        try:
            newer = self._keeper.replace(token, doubtful=verdict == "doubtful")
        except WalkthroughError:
            if verdict == "doubtful":
                return response
            raise
        again = _repeat(response, newer, options)
        self._learn(_judge(again))
        return again

    def _is_too_young(self, token: Secret, verdict: Verdict) -> bool:
        least = JUST_ISSUED_SECONDS if verdict == "doubtful" else 0.0
        return self._keeper.age_of(token) < max(least, self._patience)

    def _learn(self, verdict: Verdict) -> None:
        """Note whether a new token helped."""
        if verdict == "alive":
            self._patience = 0.0
        else:
            self._patience = min(max(JUST_ISSUED_SECONDS, 4 * self._patience), _LONGEST_PATIENCE)


def _judge(response: requests.Response) -> Verdict:
    # The body of a success may be a download that its caller means to read piece by piece.
    return judge_refusal(401, response.content) if response.status_code == 401 else "alive"


def _origin(url: str) -> str:
    """Return scheme and host of an address that `requests` has prepared."""
    return "/".join(url.split("/", 3)[:3]).lower()


def _can_be_sent_again(request: requests.PreparedRequest) -> bool:
    """Say whether the body is there as it was; a file is wound back to where it began."""
    if request.body is None or isinstance(request.body, (bytes, str)):
        return True
    try:
        rewind_body(request)
    except (UnrewindableBodyError, OSError, ValueError):  # a generator, a pipe, a closed file
        return False
    return True


def _repeat(
    response: requests.Response, token: Secret, options: dict[str, Any]
) -> requests.Response:
    """Send a request again with another token, on the connection that it went over."""
    response.close()
    request = response.request.copy()
    request.headers["Authorization"] = f"{HEADER_PREFIX} {token.reveal()}"
    again: requests.Response = response.connection.send(request, **options)
    again.history.append(response)
    again.request = request
    return again
