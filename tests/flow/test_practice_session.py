"""The whole client against practice Zoho: the flow, what goes wrong in it, and how it is told."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.flow.practice_process import KEY, Process, wait_until
from tests.flow.practice_wire import Wire
from tests.unit.loopback import Loopback, http
from zoho_helpers.errors import (
    InputError,
    PracticeError,
    TokenEndpointError,
    TransportError,
    WalkthroughError,
)
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret
from zoho_helpers.services import CHECK_CALLS
from zoho_helpers.session import Session
from zoho_helpers.settings import DEFAULT_REDIRECT_URI, PRACTICE, Home

NAME, HOMEPAGE = "My client", "http://127.0.0.1:8758"


def register(session: Session) -> Session:
    session.register(NAME, HOMEPAGE, DEFAULT_REDIRECT_URI)
    return session


def with_code(session: Session, **asked: str | None) -> Session:
    """Walk up to a code in hand."""
    register(session)
    session.paste(session.accept_in_browser(session.authorize(**asked)))  # type: ignore[arg-type]
    return session


def with_token(session: Session, **asked: str | None) -> Session:
    """Walk up to tokens."""
    with_code(session, **asked).exchange()
    return session


def control_of(session: Session) -> PracticeControl:
    assert session.practice
    return session.practice


def reason(session: Session) -> str:
    return str(control_of(session).journal()[-1]["reason"])


@pytest.mark.parametrize("old_endpoint", [False, True])
def test_the_flow_from_end_to_end(session: Session, old_endpoint: bool) -> None:
    client = session.register(NAME, HOMEPAGE, DEFAULT_REDIRECT_URI)
    assert client.client_id in control_of(session).state()["clients"]
    redirect = session.accept_in_browser(session.authorize())
    response = session.paste(f' "{redirect}" ')
    assert response.data_center == session.data_center
    assert session.code_seconds_left() == 120

    token = session.exchange()
    assert token.refresh_token
    assert token.seconds_left(session.now()) == 3600
    assert token.api_domain == control_of(session).url
    assert all(session.check(name).ok for name in CHECK_CALLS)

    control_of(session).advance(3601)
    assert session.check("crm-user").error == "INVALID_TOKEN"
    newer = session.refresh()
    assert newer.access_token != token.access_token
    assert newer.refresh_token == token.refresh_token, "Zoho sends none: the old one is kept"
    assert session.token == newer
    assert session.check("crm-user").ok

    session.revoke(old_endpoint=old_endpoint)
    assert session.token is None
    endpoint = "/oauth/v2/token/revoke" if old_endpoint else "/oauth/v2/revoke/token"
    assert control_of(session).journal()[-1]["path"] == endpoint
    assert control_of(session).state()["access_tokens_alive"] == 0


def test_each_data_center_wants_its_own_secret(session: Session) -> None:
    """A client that is enabled in other data centers, and a user whose account is in one."""
    client = Wire(control_of(session)).register(multi_dc=True)
    session.use_client(client["client_id"], client["client_secret"], DEFAULT_REDIRECT_URI)
    url = session.authorize().url
    redirect = control_of(session).as_user("accept", url=url, user="eu")["location"]
    assert session.paste(redirect).data_center.location == "eu"
    with pytest.raises(TokenEndpointError, match="data center") as caught:
        session.exchange()
    assert caught.value.error == "invalid_client_secret"
    session.use_client(client["client_id"], client["secrets"]["eu"], DEFAULT_REDIRECT_URI)
    assert session.exchange().data_center == "eu"
    assert session.refresh().data_center == "eu"
    assert session.check("crm-org").ok
    assert {entry["data_center"] for entry in control_of(session).journal()} == {"eu"}


def test_a_self_client_from_end_to_end(session: Session) -> None:
    client = control_of(session).register_client(name="Self Client", client_type="self")
    session.use_client(client["client_id"], client["client_secret"], "", "self")
    made = control_of(session).as_user(
        "self-client-code", client_id=client["client_id"], scope="ZohoCRM.org.READ", minutes=10
    )
    session.paste(made["code"])
    assert session.exchange().refresh_token
    assert session.check("crm-org").ok
    assert session.check("crm-user").error == "OAUTH_SCOPE_MISMATCH"


def test_rejected(session: Session) -> None:
    register(session)
    url = session.authorize().url
    with pytest.raises(InputError, match="Consent was refused") as caught:
        session.paste(control_of(session).as_user("reject", url=url)["location"])
    assert caught.value.reason == "access-denied"


@pytest.mark.parametrize(
    "asked", [{"access_type": "online"}, {"access_type": "online", "prompt": None}]
)
def test_online_access_brings_no_refresh_token(
    session: Session, asked: dict[str, str | None]
) -> None:
    with_token(session, **asked)
    assert session.token
    assert session.token.refresh_token is None
    assert session.check("crm-user").ok
    with pytest.raises(InputError, match="access_type=offline") as caught:
        session.refresh()
    assert caught.value.reason == "no-refresh-token"


def test_a_second_consent_without_prompt_brings_no_new_refresh_token(session: Session) -> None:
    first = with_token(session).refresh_token
    session.paste(session.accept_in_browser(session.authorize(prompt=None)))
    assert session.exchange().refresh_token == first, "and the first is not lost"


def test_a_wrong_secret(session: Session) -> None:
    with_code(session)
    session.use_client(session.client.client_id, f"00c0ffee{'0' * 34}", DEFAULT_REDIRECT_URI)
    error = refused(session.exchange)
    assert error.error == "invalid_client_secret"
    assert "Copy it again from the API console" in error.fix


def test_a_slash_too_many_in_the_redirect_uri(session: Session) -> None:
    """At the exchange; the authorization endpoint notices it too, with a page of its own."""
    with_code(session)
    client = session.client
    session.use_client(client.client_id, client.client_secret.reveal(), DEFAULT_REDIRECT_URI + "/")
    assert refused(session.exchange).error == "invalid_redirect_uri"
    page = Wire(control_of(session)).get(
        session.authorize().url.removeprefix(session.data_center.accounts_url)
    )
    assert "Invalid Redirect Uri" in page.text


def test_a_code_used_twice(session: Session) -> None:
    with_code(session)
    pending = session.pending
    assert pending
    session.exchange()
    session.take_up(pending)
    error = refused(session.exchange)
    assert (error.error, error.http_status) == ("invalid_code", 200)
    assert "used before" in error.fix
    assert reason(session) == "code used before"
    assert session.token, "the tokens that it brought are still there"


def test_a_code_that_grew_too_old(session: Session) -> None:
    with_code(session)
    control_of(session).advance(121)
    assert session.code_seconds_left() == 0
    assert refused(session.exchange).error == "invalid_code"
    assert reason(session) == "code too old"


def test_an_eleventh_refresh(session: Session) -> None:
    with_token(session)
    for _ in range(10):
        session.refresh()
    error = refused(session.refresh)
    assert (error.error, error.http_status) == ("Access Denied", 400)
    assert error.error_description
    assert error.error_description.startswith("You have made too many requests")
    control_of(session).advance(600)
    assert session.refresh()


def test_a_refresh_token_that_was_pushed_out(session: Session) -> None:
    with_token(session)
    control_of(session).configure(refresh_tokens_kept=1)
    session.accept_in_browser(session.authorize())
    Wire(control_of(session)).grant(
        {
            "client_id": session.client.client_id,
            "client_secret": session.client.client_secret.reveal(),
        }
    )
    error = refused(session.refresh)
    assert error.error == "invalid_code"
    assert "pushed out" in error.fix
    assert session.token


def test_a_token_revoked_twice(session: Session) -> None:
    with_token(session)
    control_of(session).as_user("disconnect", client_id=session.client.client_id)
    for old_endpoint in (False, True):
        with pytest.raises(TokenEndpointError, match=r"not revoked \(HTTP 400\)"):
            session.revoke(old_endpoint=old_endpoint)
    assert session.token, "it is not forgotten before it is revoked"


def refused(action: Callable[[], object]) -> TokenEndpointError:
    with pytest.raises(TokenEndpointError) as caught:
        action()
    return caught.value


# What cannot be caused, and what happens to practice Zoho itself.


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("html-error-page", "HTTP 200 with an HTML page, not a JSON object"),
        ("outage", "HTTP 503 with an HTML page, not a JSON object"),
        ("empty", "HTTP 200 with an empty body"),
        ("cut-off", "HTTP 200 with text"),
        ("not-utf8", "not UTF-8 text"),
        ("huge", "sent more than 1,000 kB"),
    ],
)
def test_a_reply_that_is_no_reply_is_one_sentence_and_costs_nothing(
    session: Session, name: str, said: str
) -> None:
    before = with_token(session).token
    control_of(session).next_reply(name)
    with pytest.raises(TransportError, match=said):
        session.refresh()
    assert session.token == before
    assert session.refresh()


def test_milliseconds_are_not_taken_for_seconds(session: Session) -> None:
    with_token(session)
    control_of(session).next_reply("expires-in-milliseconds")
    assert session.refresh().seconds_left(session.now()) == 3600


def stranger_at(port: int, answer: bytes) -> Loopback:
    """Another program, on a port that was somebody else's."""
    stranger = Loopback(answer)
    stranger._listening.close()
    stranger._listening = socket.create_server(("127.0.0.1", port))
    return stranger


posix = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")


@posix
def test_practice_zoho_is_killed_and_its_port_taken(tmp_path: Path) -> None:
    """In the middle of a refresh; then a stranger sits where it was."""
    with Process("--port", "0", "--key", KEY) as process:
        session = Session(Home(PRACTICE, tmp_path), process.control)
        before = with_token(session).token
        process.control.next_reply("slow")
        errors: list[WalkthroughError] = []

        def refresh() -> None:
            with pytest.raises(TransportError) as caught:
                session.refresh()
            errors.append(caught.value)

        thread = threading.Thread(target=refresh)
        thread.start()
        wait_until(lambda: reason(session) == "canned: slow")
        process.end(signal.SIGKILL)
        thread.join(10)
        (error,) = errors
        assert str(error) == (
            f"{urlsplit(process.url).netloc} was reached but gave no HTTP answer. Practice Zoho "
            "has stopped: run the set-up cell again, which starts it anew. A code that was being "
            "exchanged may be used up: get a new one."
        )
        assert session.token == before

    port = urlsplit(process.url).port
    assert port
    with stranger_at(port, http("<html>Something else</html>", content_type="text/html")) as other:
        assert other.url == process.url
        with pytest.raises(TransportError, match="with an HTML page, not a JSON object"):
            session.refresh()
        with pytest.raises(PracticeError, match="does not answer"):
            session.now()
    with stranger_at(port, http('{"now": "soon"}')):
        with pytest.raises(PracticeError, match="does not know the key of your practice Zoho"):
            session.now()
        with pytest.raises(TokenEndpointError, match="neither a token nor an error"):
            session.refresh()
    assert session.token == before
    assert before
    assert isinstance(before.refresh_token, Secret)
