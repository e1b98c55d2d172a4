"""A client of practice Zoho that shares nothing with ours: plain requests, as curl would send them.

`shows` ties a test to the row of the behaviors table that it demonstrates, and `depends_on` a value
that a client sees to the setting that changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl, urlsplit

import requests

from zoho_helpers.practice_control import PracticeControl

REDIRECT_URI = "http://127.0.0.1:8758/callback"
SCOPE = "AaaServer.profile.READ,ZohoCRM.users.READ,ZohoCRM.org.READ"
INVALID_CODE = '{"error":"invalid_code"}'
INVALID_CLIENT = '{"error":"invalid_client"}'

SHOWN: dict[str, list[str]] = {}
"""Row of the behaviors table -> the tests that show it, as `module::name`."""

Test = TypeVar("Test", bound=Callable[..., None])
Outcome = TypeVar("Outcome", bound=Callable[["Wire"], Any])


class Change(NamedTuple):
    """What a client sees with a setting's default, another value, and what it sees then."""

    outcome: Callable[[Wire], Any]
    by_default: Any
    value: Any
    then: Any


OUTCOMES: dict[str, Change] = {}
"""Setting -> what it changes."""


def depends_on(setting: str, *, by_default: Any, value: Any, then: Any) -> Callable[..., Outcome]:
    """Say what a function sees with a setting's default, and what `then` with another value."""

    def mark(outcome: Outcome) -> Outcome:
        assert setting not in OUTCOMES
        OUTCOMES[setting] = Change(outcome, by_default, value, then)
        return outcome

    return mark


def shows(*rows: str) -> Callable[[Test], Test]:
    """Say which rows of the behaviors table a test demonstrates."""

    def mark(test: Test) -> Test:
        for row in rows:
            module = test.__module__.rpartition(".")[2]
            SHOWN.setdefault(row, []).append(f"{module}::{test.__name__}")
        return test

    return mark


class Page(HTMLParser):
    """What a browser makes of a page: its tags, its words, and its forms ready to be sent."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.forms: list[dict[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        if tag == "input" and values.get("type") != "checkbox":
            self.forms[-1][values["name"]] = values.get("value", "")
        if tag == "select":
            self.forms[-1][values["name"]] = ""
            self._select = values["name"]
        if tag == "option" and not self.forms[-1][self._select]:
            self.forms[-1][self._select] = values.get("value", "")

    def handle_data(self, data: str) -> None:
        self.words += data


class Wire:
    """Talks to one data center of a practice Zoho.

    Attributes:
        control: Its control plane.
        base: Address of the data center's servers.
    """

    def __init__(self, control: PracticeControl, location: str = "us") -> None:
        self.control = control
        self._location = location
        self.base = control.url if location == "us" else f"{control.url}/{location}"
        self._http = requests.Session()
        self._http.trust_env = False

    def at(self, location: str) -> Wire:
        """The same practice Zoho, in another data center."""
        return Wire(self.control, location)

    def get(self, path: str, **named: Any) -> requests.Response:
        return self._http.get(self.base + path, allow_redirects=False, timeout=10, **named)

    def post(self, path: str, data: Any = None, **named: Any) -> requests.Response:
        return self._http.post(self.base + path, data, allow_redirects=False, timeout=10, **named)

    def register(self, **fields: Any) -> dict[str, Any]:
        """Register a server-based client and return its record."""
        usual = {
            "name": "Mine",
            "homepage_url": "http://a.example",
            "redirect_uris": [REDIRECT_URI],
            "data_center": self._location,
        }
        return self.control.register_client(**{**usual, **fields})

    def ask(self, client: Mapping[str, Any], **changes: str) -> requests.Response:
        """Open the authorization URL in a browser that shows what comes, page or redirect."""
        return self.get("/oauth/v2/auth", params=authorization(client, **changes))

    def answer(self, page: requests.Response, answer: str, **changes: str) -> dict[str, str]:
        """Press a button of the consent page; return the parameters of the redirect."""
        reply = self.press(page, answer, **changes)
        assert reply.status_code == 302, reply.text
        return redirected(reply)

    def press(self, page: requests.Response, answer: str, **changes: str) -> requests.Response:
        """Press a button of the consent page; return what comes, whatever it is."""
        assert page.status_code == 200, page.text
        form = Page(page.text).forms[0] | {"answer": answer} | changes
        return self.post("/oauth/v2/consent", form)

    def accept(self, client: Mapping[str, Any], user: str = "", **changes: str) -> dict[str, str]:
        """Ask, press Accept where a page comes, and return the parameters of the redirect."""
        reply = self.ask(client, **changes)
        if reply.status_code == 302:
            return redirected(reply)
        return self.answer(reply, "accept", **({"user": user} if user else {}))

    def exchange(self, client: Mapping[str, Any], code: str, **changes: str) -> requests.Response:
        """Send the access token request; an empty value leaves a parameter out."""
        usual = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
        return self.token(client, **{**usual, **changes})

    def refresh(
        self, client: Mapping[str, Any], refresh_token: str, **changes: str
    ) -> requests.Response:
        """Send the refresh request."""
        return self.token(
            client, **{"grant_type": "refresh_token", "refresh_token": refresh_token, **changes}
        )

    def token(self, client: Mapping[str, Any], **values: str) -> requests.Response:
        """Send a request to the token endpoint, with the client's id and secret."""
        form = {"client_id": client["client_id"], "client_secret": client["client_secret"]} | values
        return self.post("/oauth/v2/token", {name: value for name, value in form.items() if value})

    def grant(self, client: Mapping[str, Any], **changes: str) -> dict[str, Any]:
        """Walk from consent to tokens; return the token reply."""
        reply = self.exchange(client, self.accept(client, **changes)["code"])
        assert "access_token" in reply.json(), reply.text
        return dict(reply.json())

    def call(
        self, path: str, access_token: str, scheme: str = "Zoho-oauthtoken"
    ) -> requests.Response:
        """Call an API with an access token."""
        return self.get(path, headers={"Authorization": f"{scheme} {access_token}"})

    def reason(self) -> str:
        """The true reason of the newest reply, from the journal."""
        return str(self.control.journal()[-1]["reason"])


def authorization(client: Mapping[str, Any], **changes: str) -> dict[str, str]:
    """The parameters of an authorization request; an empty value leaves one out."""
    usual = {
        "client_id": client["client_id"],
        "response_type": "code",
        "redirect_uri": REDIRECT_URI,
        "scope": SCOPE,
        "access_type": "offline",
        "prompt": "consent",
        "state": "a state / with ? and &",
    }
    return {name: value for name, value in {**usual, **changes}.items() if value}


def granted(reply: requests.Response) -> bool:
    """Whether a token reply has a token: the HTTP status does not tell."""
    return "access_token" in reply.json()


def redirected(reply: requests.Response) -> dict[str, str]:
    """The parameters that a redirect carries, in their order."""
    return dict(parse_qsl(urlsplit(reply.headers["Location"]).query))
