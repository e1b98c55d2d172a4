"""Spot the bug: mistakes that tutorials and public libraries make, each run on practice Zoho.

Each exercise is two functions, one with the mistake and one without. Both run on a session of their
own, whose client and tokens are practice Zoho's. What they return is shown, so it is masked.

The mistakes are those of section E of the field's survey: secrets in an address, a refresh token
lost at the first refresh, one region for everybody, no state, HTTP 200 taken for success, and a
token file that everybody can read.
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

import requests

from zoho_helpers.authorization import AuthorizationRequest
from zoho_helpers.errors import InputError
from zoho_helpers.opening import catch_up
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import mask_mapping, mask_url
from zoho_helpers.session import Session
from zoho_helpers.transcript import HEADER_PREFIX, display

Run = Callable[[Session], str]
SECONDS = 20


@dataclass(frozen=True)
class Exercise:
    """One mistake.

    Attributes:
        id: Its name.
        asks: What to look for, as a question.
        wrong: Code with the mistake.
        explains: What the mistake is and what it costs.
        right: The same without it.
    """

    id: str
    asks: str
    wrong: Run
    explains: str
    right: Run


def source_of(run: Run) -> str:
    """Return the code of one side of an exercise."""
    return dedent(inspect.getsource(run)).rstrip()


def run_exercise(session: Session, id: str) -> tuple[str, str]:
    """Run both sides of an exercise on practice Zoho; return what comes of each, masked.

    Args:
        session: One that is there to be broken.
        id: Of `EXERCISES`.

    Raises:
        InputError: The session is live, or there is no such exercise.
    """
    if session.live:
        raise InputError("Exercises run on practice Zoho only.", "Switch to practice first.")
    if id not in EXERCISES:
        raise InputError(f"There is no exercise {id[:40]!r}.", f"Known: {', '.join(EXERCISES)}.")
    catch_up(session, "token")
    exercise = EXERCISES[id]
    return display(exercise.wrong(session)), display(exercise.right(session))


def _form(session: Session, **more: str) -> dict[str, str]:
    """Return a refresh request's parameters, or those of another grant."""
    client = session.client
    names = {"client_id": client.client_id, "client_secret": client.client_secret.reveal()}
    refresh = {"grant_type": "refresh_token", "refresh_token": session.refresh_token.reveal()}
    return {**names, **(more or refresh)}


def _post(url: str, form: Mapping[str, str]) -> dict[str, str]:
    reply = requests.post(url, data=form, timeout=SECONDS, allow_redirects=False)
    found: dict[str, str] = reply.json()
    return found


def _shown(data: Mapping[str, object]) -> str:
    return json.dumps(mask_mapping(data), indent=2, ensure_ascii=False)


# Each pair below is shown as it stands here.


def secret_in_the_address(session: Session) -> str:
    """Ask for a new access token."""
    url, parameters = session.data_center.token_url, _form(session)
    reply = requests.post(url, params=parameters, timeout=SECONDS)
    return f"The address in every log on the way: {mask_url(str(reply.url))}"


def secret_in_the_body(session: Session) -> str:
    """Ask for a new access token."""
    url, parameters = session.data_center.token_url, _form(session)
    reply = requests.post(url, data=parameters, timeout=SECONDS)
    return f"The address in every log on the way: {mask_url(str(reply.url))}"


def store_the_reply(session: Session) -> str:
    """Refresh, and keep what came."""
    stored = {"refresh_token": session.refresh_token.reveal()}
    stored = _post(session.data_center.token_url, _form(session))
    return f"Stored: {_shown(stored)}"


def store_beside_what_there_is(session: Session) -> str:
    """Refresh, and keep what came."""
    stored = {"refresh_token": session.refresh_token.reveal()}
    stored |= _post(session.data_center.token_url, _form(session))
    return f"Stored: {_shown(stored)}"


def one_region_for_everybody(session: Session) -> str:
    """Exchange the code of a user in Europe."""
    redirect = _consent(session, user="eu")
    token_url = session.centers["us"].token_url
    form = _form(session, grant_type="authorization_code", code=redirect["code"])
    form["redirect_uri"] = session.client.redirect_uri
    return _shown(_post(token_url, form))


def the_region_that_the_redirect_names(session: Session) -> str:
    """Exchange the code of a user in Europe."""
    redirect = _consent(session, user="eu")
    known = {center.accounts_url: center for center in session.centers.values()}
    token_url = known[redirect["accounts-server"]].token_url  # no other host is ever called
    form = _form(session, grant_type="authorization_code", code=redirect["code"])
    form["redirect_uri"] = session.client.redirect_uri
    return _shown(_post(token_url, form))


def any_callback_will_do(session: Session) -> str:
    """Take the code that came to the redirect URI."""
    session.authorize(pkce=False)
    redirect = _consent(session, request=_somebody_elses(session))
    return f"Accepted the code {_shown({'code': redirect['code']})} of a stranger's consent"


def only_the_callback_that_was_asked_for(session: Session) -> str:
    """Take the code that came to the redirect URI."""
    asked = session.authorize(pkce=False)
    redirect = _consent(session, request=_somebody_elses(session))
    if redirect["state"] != asked.state:
        return "Refused: this is no answer to what was asked. Start the sign-in again."
    return f"Accepted the code {_shown({'code': redirect['code']})}"


def a_good_status_is_success(session: Session) -> str:
    """Refresh with a token that was revoked, and call the API."""
    form = _form(session, grant_type="refresh_token", refresh_token="1000.dead")  # noqa: S106
    reply = requests.post(session.data_center.token_url, data=form, timeout=SECONDS)
    if reply.ok:
        token = reply.json().get("access_token")
        return f"HTTP {reply.status_code}, so the next call says: {HEADER_PREFIX} {token}"
    return "The refresh failed."


def an_access_token_is_success(session: Session) -> str:
    """Refresh with a token that was revoked, and call the API."""
    form = _form(session, grant_type="refresh_token", refresh_token="1000.dead")  # noqa: S106
    reply = requests.post(session.data_center.token_url, data=form, timeout=SECONDS)
    said = reply.json()
    if "access_token" in said:
        return "Refreshed."
    return f"HTTP {reply.status_code}, but Zoho says {said['error']}: ask the user to consent again"


def a_file_for_everybody(session: Session) -> str:
    """Keep the refresh token in a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "token.json")
        path.write_text(session.refresh_token.reveal())
        path.chmod(0o777)
        return f"Mode of the file: {path.stat().st_mode & 0o777:04o}"


def a_file_for_its_owner(session: Session) -> str:
    """Keep the refresh token in a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "token.json")
        # Private from birth: a file that is closed afterwards was open for a moment.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(session.refresh_token.reveal())
        return f"Mode of the file: {path.stat().st_mode & 0o777:04o}"


# What they lean on.


def _consent(
    session: Session, user: str = "us", request: AuthorizationRequest | None = None
) -> dict[str, str]:
    """Return what the redirect brings after a user has pressed Accept."""
    if session.practice is None:
        raise InputError("Exercises run on practice Zoho only.")
    if user != "us":
        _enable_everywhere(session, session.practice)
    url = (request or session.authorize(pkce=False)).url
    seen = session.practice.as_user("accept", url=url, user=user)
    query = parse_qs(urlsplit(str(seen["location"])).query)
    return {name: values[0] for name, values in query.items()}


def _enable_everywhere(session: Session, practice: PracticeControl) -> None:
    """Register a client that is enabled in every data center, with one secret for all."""
    redirect_uri = session.client.redirect_uri
    client = practice.register_client(
        name="Everywhere",
        homepage_url="http://127.0.0.1:8758",
        redirect_uris=[redirect_uri],
        multi_dc=True,
        same_credentials=True,
    )
    session.use_client(client["client_id"], client["client_secret"], redirect_uri)


def _somebody_elses(session: Session) -> AuthorizationRequest:
    """Return a request that was built in another browser, with a state of its own."""
    pending = session.pending
    request = session.authorize(pkce=False)
    if pending:
        session.take_up(pending)
    return request


_ROWS = (
    Exercise(
        "secrets-in-the-address",
        "Where do the client secret and the refresh token travel?",
        secret_in_the_address,
        "params= puts them into the address. Addresses stand in the logs of proxies and servers, "
        "in histories and in error reports. In the body they stand in none of these.",
        secret_in_the_body,
    ),
    Exercise(
        "refresh-token-overwritten",
        "What is stored after the first refresh?",
        store_the_reply,
        "A refresh reply has no refresh token, so the only one is gone. It works for one more "
        "hour; then the user has to consent again.",
        store_beside_what_there_is,
    ),
    Exercise(
        "region-ignored",
        "Which accounts server knows the code of a user in Europe?",
        one_region_for_everybody,
        "Each data center has an accounts server of its own. The redirect names the user's as "
        "accounts-server. It is looked up in a list, since a forged redirect could name any host.",
        the_region_that_the_redirect_names,
    ),
    Exercise(
        "state-missing",
        "Whose consent is it that comes to the redirect URI?",
        any_callback_will_do,
        "Anybody can send a browser to your redirect URI with a code of their own account. Then "
        "your user works in a stranger's account without knowing. The state is what you asked "
        "with: only an answer that brings it back is the answer.",
        only_the_callback_that_was_asked_for,
    ),
    Exercise(
        "status-trusted",
        "What does the next call of the API send?",
        a_good_status_is_success,
        "Zoho answers a refused refresh with HTTP 200. Only a body that has an access_token is a "
        "success; everything else is looked at for its error.",
        an_access_token_is_success,
    ),
    Exercise(
        "file-for-everybody",
        "Who can read the refresh token?",
        a_file_for_everybody,
        "0777 lets every user of the machine read and replace it. 0600 from the moment it is made "
        "lets its owner only.",
        a_file_for_its_owner,
    ),
)
EXERCISES: Mapping[str, Exercise] = MappingProxyType({row.id: row for row in _ROWS})
"""Name -> exercise."""
