"""A practice Zoho inside a program of yours: for the tests of whatever talks to Zoho."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

_SECONDS = 10.0
_TOKEN_PATH = "/oauth/v2/token"  # noqa: S105


class RunningZoho:
    """A practice Zoho that runs, as a test sees it.

    Attributes:
        url: Its address, and the accounts server and `api_domain` of the data center `us`.
        key: What opens its control plane, for programs of yours in other languages.
    """

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self.key = key

    def __repr__(self) -> str:
        return f"RunningZoho({self.url!r})"

    def accounts_url(self, data_center: str = "us") -> str:
        """Return the accounts server of a data center; it is the `api_domain`, too."""
        return self.url if data_center == "us" else f"{self.url}/{data_center}"

    def control(self, method: str, name: str, body: dict[str, Any] | None = None) -> Any:
        """Send a request to the control plane and return its JSON answer.

        Args:
            method: `GET` or `POST`.
            name: Such as `clock` or `as-user`.
            body: What to send with a POST.

        Raises:
            ValueError: Practice Zoho refuses it; the text says why.
        """
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=_SECONDS)
        with contextlib.closing(connection):
            sent = json.dumps(body) if body is not None else None
            connection.request(method, f"/practice/{name}", sent, {"X-Practice-Key": self.key})
            reply = connection.getresponse()
            answer = json.loads(reply.read())
        if reply.status != 200:
            raise ValueError(answer["error"])
        return answer

    def client(self, *redirect_uris: str, **fields: Any) -> dict[str, Any]:
        """Register a client and return its record, with `client_id` and `client_secret`.

        Args:
            redirect_uris: None of them makes a self client, if `fields` name no other type.
            fields: As for `POST /practice/clients`, such as `data_center` or `multi_dc`.
        """
        usual: dict[str, Any] = {"name": "Test", "homepage_url": "http://127.0.0.1"}
        usual["client_type"] = "server" if redirect_uris else "self"
        body = {**usual, "redirect_uris": list(redirect_uris), **fields}
        return dict(self.control("POST", "clients", body))

    def accept(self, url: str, user: str = "") -> dict[str, str]:
        """Open an authorization URL as the user and press Accept.

        Args:
            url: The authorization URL that your program made.
            user: Data center of the user's account; empty for the one of the URL.

        Returns:
            The parameters that the redirect carries, such as `code`.

        Raises:
            ValueError: Zoho shows an error page instead.
        """
        return self._answer("accept", url, user)

    def reject(self, url: str, user: str = "") -> dict[str, str]:
        """Press Reject instead; see `accept`."""
        return self._answer("reject", url, user)

    def _answer(self, do: str, url: str, user: str) -> dict[str, str]:
        seen = self.control("POST", "as-user", {"do": do, "url": url, "user": user})
        if not seen["location"]:
            heading = seen["body"].partition("<h1>")[2].partition("</h1>")[0]
            raise ValueError(f"Zoho shows a page instead of a redirect: {heading}.")
        parts = urlsplit(seen["location"])
        return dict(parse_qsl(parts.query or parts.fragment))

    def code(self, client: dict[str, Any], scope: str) -> str:
        """Return a code for a client, as if its user had consented to offline access.

        Args:
            client: What `client` returned.
            scope: Scopes, with commas between them.
        """
        id = client["client_id"]
        if client["client_type"] == "self":
            made = self.as_user("self-client-code", client_id=id, scope=scope)
            return str(made["code"])
        asked = {
            "response_type": "code",
            "client_id": id,
            "redirect_uri": client["redirect_uris"][0],
            "scope": scope,
            "access_type": "offline",
            "prompt": "consent",
        }
        center = self.accounts_url(client["data_center"])
        return self.accept(f"{center}/oauth/v2/auth?{urlencode(asked)}")["code"]

    def as_user(self, do: str, **details: Any) -> Any:
        """Do what the user would do in a browser: `disconnect`, `change-password`, ..."""
        return self.control("POST", "as-user", {"do": do, **details})

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self.control("POST", "clock", {"advance_seconds": seconds})

    def settings(self, **values: Any) -> None:
        """Change settings; the table of behaviors names them."""
        self.control("POST", "settings", values)

    def next_reply(self, name: str) -> None:
        """Order a one-shot reply, such as `outage`."""
        self.control("POST", "next-reply", {"name": name})

    def reset(self) -> None:
        """Forget everything."""
        self.control("POST", "reset", {})

    def journal(self, path: str = "", **parameters: str) -> list[dict[str, Any]]:
        """Return what was asked and answered, oldest first, with secrets masked.

        Args:
            path: Only requests to this path; empty for all.
            parameters: Only requests with these parameters, such as `grant_type`.
        """
        return [
            entry
            for entry in self.control("GET", "journal")
            if path in ("", entry["path"]) and parameters.items() <= entry["parameters"].items()
        ]

    def assert_refreshed(self, times: int = 1) -> None:
        """Fail unless the token endpoint was asked so often for a refresh."""
        found = self.journal(_TOKEN_PATH, grant_type="refresh_token")
        assert len(found) == times, self._told(f"{len(found)} refreshes, not {times}")  # noqa: S101

    def assert_no_errors(self) -> None:
        """Fail if any request was refused."""
        bad = [
            item for item in self.journal() if item["status"] >= 400 or '"error"' in item["reply"]
        ]
        assert not bad, self._told(f"{len(bad)} requests were refused")  # noqa: S101

    def _told(self, what: str) -> str:
        return f"{what}. What practice Zoho saw:\n{self.story()}"

    def story(self) -> str:
        """Return the journal as text, a line for each request, with the true reasons."""
        return "\n".join(
            f"{item['at']} {item['method']} {item['path']} {item['data_center']} "
            f"{item['status']} {item['reason']}"
            for item in self.journal()
        )


@contextlib.contextmanager
def practice_zoho(**options: Any) -> Iterator[RunningZoho]:
    """Run a practice Zoho in a thread of this program, as long as the `with` block lasts.

    Args:
        options: Those of `server.Options`, such as `seed` or `freeze`. The port is a free one.

    Yields:
        What runs.

    Raises:
        CannotStart: The port or the state file cannot be used, or Tornado is missing.
        ValueError: An option is not valid.
    """
    from zoho_helpers.practice.state_file import CannotStart

    try:
        from zoho_helpers.practice.server import Options, PracticeZoho
    except ImportError as error:
        what = f"Practice Zoho needs the package {error.name}"
        raise CannotStart(f"{what}: pip install 'zoho-helpers[practice]'") from None
    practice = PracticeZoho(Options(**{"port": 0, **options}))
    ended = asyncio.Event()
    thread = threading.Thread(
        target=lambda: asyncio.run(practice.serve(ended)), name="practice Zoho", daemon=True
    )
    thread.start()
    try:
        yield RunningZoho(practice.url, practice.key)
    finally:
        ended.set()
        thread.join()
