"""What keeps a token fresh, ours and others, each in a program of its own.

    python -m tests.benchmarks.keepers NAME URL STORE threads | process | added

All begin with a token that has expired (`added`: that is fresh), kept in a file. `threads` and
`process` say that they are ready and wait for a line. Then `threads` prints the seconds in which
fifty threads are answered, `process` makes one request, and `added` prints the microseconds that a
request takes more than with bare `requests`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import threading
import time
import timeit
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

THREADS = 50
CLIENT = ("1000.BENCH", "0" * 42)
REFRESH = f"1000.{'a' * 32}.{'b' * 32}"
OLD = f"1000.{'c' * 32}.{'d' * 32}"

Get = Callable[[str], Any]


class Prepared:
    """Where the contender finds its token, and what it talks to.

    Attributes:
        url: Of the server.
        store: The file that it keeps its token in.
        expires_at: When the token that it begins with ends.
        adapter: What its sessions send with.
    """

    def __init__(self, url: str, store: Path, fresh: bool, adapter: BaseAdapter) -> None:
        self.url, self.store, self.adapter = url, store, adapter
        self.expires_at = time.time() + (3600 if fresh else -60)

    @property
    def token_url(self) -> str:
        return f"{self.url}/oauth/v2/token"

    def session(self, session: requests.Session) -> Get:
        """Send with our adapter."""
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, self.adapter)
        return lambda url: session.get(url, timeout=30)

    def load(self) -> dict[str, Any]:
        """Read the token file, as programs do that look after it themselves."""
        if not self.store.exists():
            token = {"access_token": OLD, "refresh_token": REFRESH, "token_type": "Bearer"}
            return {**token, "expires_at": self.expires_at, "expires_in": 3600}
        return dict(json.loads(self.store.read_text()))

    def save(self, token: Mapping[str, Any]) -> None:
        self.store.write_text(json.dumps({"refresh_token": REFRESH, **token}))


def ours(given: Prepared) -> Get:
    from zoho_helpers.data_centers import practice_data_centers
    from zoho_helpers.file_store import FileStore
    from zoho_helpers.kept_token import KeptToken
    from zoho_helpers.redaction import Secret
    from zoho_helpers.settings import Client
    from zoho_helpers.token_file import Stored
    from zoho_helpers.token_keeper import TokenKeeper
    from zoho_helpers.tokens import Token
    from zoho_helpers.transcript import Transcript
    from zoho_helpers.transport import Transport

    centers, store = practice_data_centers(given.url), FileStore(given.store)
    end = given.expires_at
    token = Token(Secret(OLD), Secret(REFRESH), end - 3600, end, (), None, "us", CLIENT[0])
    store.change(lambda stored: stored if stored.token else Stored(token))
    client = Client(CLIENT[0], Secret(CLIENT[1]), "")
    send = Transport(centers, live=True, transcript=Transcript()).send
    keeper = TokenKeeper(store, send, centers, client)
    session = requests.Session()
    session.auth = KeptToken(keeper)
    global access_token
    access_token = keeper.access_token
    return given.session(session)


access_token: Callable[[], object] | None = None


def requests_oauthlib(given: Prepared) -> Get:
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    from requests_oauthlib import OAuth2Session

    client = {"client_id": CLIENT[0], "client_secret": CLIENT[1]}
    session = OAuth2Session(
        CLIENT[0],
        token={**given.load(), "expires_in": given.expires_at - time.time()},
        auto_refresh_url=given.token_url,
        auto_refresh_kwargs=client,
        token_updater=given.save,
    )
    return given.session(session)


def authlib(given: Prepared) -> Get:
    from authlib.integrations.requests_client import OAuth2Session

    session = OAuth2Session(
        *CLIENT,
        token=given.load(),
        token_endpoint=given.token_url,
        token_endpoint_auth_method="client_secret_post",
        update_token=lambda token, **ignored: given.save(token),
    )
    return given.session(session)


def google_auth(given: Prepared) -> Get:
    from google.auth.transport.requests import AuthorizedSession
    from google.oauth2.credentials import Credentials

    token = given.load()
    expiry = datetime.fromtimestamp(token["expires_at"], timezone.utc).replace(tzinfo=None)
    credentials = Credentials(
        token["access_token"], REFRESH, token_uri=given.token_url, client_id=CLIENT[0],
        client_secret=CLIENT[1], expiry=expiry,
    )  # fmt: skip
    return given.session(AuthorizedSession(credentials))


def requests_oauth2client(given: Prepared) -> Get:
    from requests_oauth2client import BearerToken, OAuth2AccessTokenAuth, OAuth2Client

    token = given.load()
    expires_at = datetime.fromtimestamp(token["expires_at"], timezone.utc)
    session = requests.Session()
    session.auth = OAuth2AccessTokenAuth(
        client=OAuth2Client(token_endpoint=given.token_url, client_id=CLIENT[0],
                            client_secret=CLIENT[1], testing=True),
        token=BearerToken(access_token=token["access_token"], refresh_token=REFRESH,
                          expires_at=expires_at),
    )  # fmt: skip
    return given.session(session)


def zohocrmsdk(given: Prepared) -> Get:
    from zohocrmsdk.src.com.zoho.api.authenticator.oauth_token import OAuthToken
    from zohocrmsdk.src.com.zoho.api.authenticator.store import FileStore
    from zohocrmsdk.src.com.zoho.crm.api.dc import DataCenter
    from zohocrmsdk.src.com.zoho.crm.api.initializer import Initializer

    token = OAuthToken(client_id=CLIENT[0], client_secret=CLIENT[1], refresh_token=REFRESH,
                       find_user=False)  # fmt: skip
    place = DataCenter.Environment(given.url, given.token_url, given.url)
    Initializer.initialize(place, token, store=FileStore(str(given.store)))
    head = "id,user_name,client_id,client_secret,refresh_token,access_token,grant_token,"
    row = f"1,,{CLIENT[0]},{CLIENT[1]},{REFRESH},{OLD},,{int(given.expires_at * 1000)},,"
    given.store.write_text(f"{head}expiry_time,redirect_uri,api_domain\n{row}{given.url}\n")
    session = requests.Session()
    given.session(session)

    def get(url: str) -> Any:
        headers = {"Authorization": f"Zoho-oauthtoken {token.get_token()}"}
        return session.get(url, headers=headers, timeout=30)

    return get


def bare_requests(given: Prepared) -> Get:
    """No token at all: what fifty threads take for their requests alone."""
    return given.session(requests.Session())


CONTENDERS: Mapping[str, Callable[[Prepared], Get]] = {
    "bare requests": bare_requests,
    "ours": ours,
    "requests-oauthlib": requests_oauthlib,
    "Authlib": authlib,
    "google-auth": google_auth,
    "requests_oauth2client": requests_oauth2client,
    "zohocrmsdk8-0": zohocrmsdk,
}


class Canned(BaseAdapter):
    """Answers at once, so that what remains is the cost on this side."""

    def send(self, request: requests.PreparedRequest, **ignored: Any) -> requests.Response:  # type: ignore[override]
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, request.url or ""
        response.raw = io.BytesIO(b"{}")
        return response

    def close(self) -> None:
        pass


def at_once(get: Get, url: str) -> None:
    """Print the seconds from the start of fifty threads' requests until the last is answered."""
    start, done = threading.Barrier(THREADS + 1), list[Any]()

    def run() -> None:
        start.wait()
        with contextlib.suppress(Exception):
            done.append(get(url))

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    print(json.dumps({"seconds": took, "answered": len(done)}))


def added(get: Get, bare: Get, url: str) -> None:
    """Print what a request costs more than a bare one, in turns; others only make it slower."""
    for each in (get, bare):
        each(url)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(25):
        for at, each in enumerate((get, bare)):
            times[at].append(timeit.timeit(lambda each=each: each(url), number=300) / 300)
    cost = {"added": 1e6 * (min(times[0]) - min(times[1]))}
    if access_token:
        calls = [timeit.timeit(access_token, number=100_000) / 100_000 for _ in range(9)]
        cost["access_token"] = 1e6 * min(calls)
    print(json.dumps(cost))


def main(name: str, url: str, store: str, action: str) -> None:
    adapter = Canned() if action == "added" else HTTPAdapter(pool_maxsize=THREADS)
    given = Prepared(url, Path(store), action == "added", adapter)
    get = CONTENDERS[name](given)
    if action == "added":
        added(get, bare_requests(given), f"{url}/api")
        return
    bare_requests(given)(f"{url}/api")  # the first request of a program is slower than others
    print("ready", flush=True)
    sys.stdin.readline()
    if action == "threads":
        at_once(get, f"{url}/api")
    elif action == "tokens" and access_token:
        at_once(lambda url: access_token(), url)
    else:
        print(json.dumps({"answered": get(f"{url}/api").status_code == 200}))


if __name__ == "__main__":
    main(*sys.argv[1:])
