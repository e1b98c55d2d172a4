"""States that a client and its tokens can be in at practice Zoho, and what the probes find there.

The same cases go through both ways that a probe can travel: over the project's transport, and by
the customer's file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.flow.practice_wire import REDIRECT_URI, Wire
from zoho_helpers.data_centers import ZOHO

Known = dict[str, str]
Found = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Case:
    """One state.

    Attributes:
        make: Brings practice Zoho into it; returns the inputs by their names.
        probes: Which to run.
        found: Probe and data center -> verdict.
        cause: What the doctor says first; `other` where nothing is wrong.
        certainty: How sure it is.
    """

    make: Callable[[Wire], Known]
    probes: tuple[str, ...]
    found: Found
    cause: str = "other"
    certainty: str = "likely"

    @property
    def name(self) -> str:
        return self.make.__name__.strip("_")


CASES: list[Case] = []


def case(
    probes: str, found: Found, cause: str = "other", certainty: str = "likely"
) -> Callable[[Callable[[Wire], Known]], Callable[[Wire], Known]]:
    """Add a case."""

    def mark(make: Callable[[Wire], Known]) -> Callable[[Wire], Known]:
        CASES.append(Case(make, tuple(probes.split()), found, cause, certainty))
        return make

    return mark


def known(client: dict[str, Any], **more: str) -> Known:
    usual = {name: client[name] for name in ("client_id", "client_secret")}
    return {**usual, "redirect_uri": REDIRECT_URI, **more}


def granted(wire: Wire, **changes: Any) -> tuple[dict[str, Any], Known]:
    """A client whose user agreed, and its inputs with the tokens."""
    client = wire.register()
    tokens = wire.grant(client, **changes)
    return client, known(
        client, access_token=tokens["access_token"], refresh_token=tokens["refresh_token"]
    )


def in_all(verdict: str, **others: str) -> Found:
    return {("client", center): others.get(center, verdict) for center in ZOHO}


ALL = "client secret redirect refresh access"


@case(
    ALL,
    {
        **in_all("client-unknown", us="client-known"),
        ("secret", "us"): "secret-right",
        ("redirect", "us"): "redirect-accepted",
        ("refresh", "us"): "refresh-alive",
        ("access", "us"): "access-alive",
    },
)
def all_is_well(wire: Wire) -> Known:
    return granted(wire)[1]


@case(
    "client secret redirect refresh",
    {
        **in_all("client-unknown"),
        ("secret", "us"): "not-sent",
        ("redirect", "us"): "client-unknown",
        ("refresh", "us"): "not-sent",
    },
    "client_not_found",
)
def unknown_client(wire: Wire) -> Known:
    id = "1000.PRACTICE" + "N0SUCH" * 3 + "XYZ0"
    secret = "00c0ffee" + "ab" * 17
    return known(
        {"client_id": id, "client_secret": secret},
        refresh_token=f"1000.00c0ffee{'fe' * 12}.{'5b' * 16}",
    )


@case(
    "client secret",
    {**in_all("client-unknown", eu="client-known"), ("secret", "us"): "not-sent"},
    "wrong_data_centre",
)
def client_of_another_data_center(wire: Wire) -> Known:
    return known(wire.at("eu").register())


@case("secret", {("secret", "us"): "not-sent"}, "wrong_data_centre")
def client_of_another_data_center_and_no_other_asked(wire: Wire) -> Known:
    return known(wire.at("eu").register())


@case(
    "client secret",
    {
        **in_all("client-unknown", us="client-known", eu="client-known"),
        ("secret", "eu"): "secret-right",
    },
)
def enabled_in_two_data_centers(wire: Wire) -> Known:
    client = wire.register(data_centers=["eu"])
    secret = client["secrets"]["eu"]
    return known({**client, "client_secret": secret}, data_center="eu")


@case("secret", {("secret", "eu"): "secret-wrong"}, "wrong_client_secret")
def secret_of_the_other_data_center(wire: Wire) -> Known:
    client = wire.register(data_centers=["eu"])
    return known(client, data_center="eu")


@case(
    "secret refresh",
    {("secret", "us"): "secret-wrong", ("refresh", "us"): "secret-wrong"},
    "wrong_client_secret",
)
def wrong_secret(wire: Wire) -> Known:
    return {**granted(wire)[1], "client_secret": "00c0ffee" + "ba" * 17}


@case("redirect", {("redirect", "us"): "redirect-refused"}, "redirect_uri_mismatch", "certain")
def redirect_not_registered(wire: Wire) -> Known:
    return {**known(wire.register()), "redirect_uri": f"{REDIRECT_URI}/"}


@case("redirect", {("redirect", "us"): "redirect-accepted"})
def redirect_registered_and_agreed_before(wire: Wire) -> Known:
    """A second consent would be given at once, and a code with it, if it were not asked for."""
    return granted(wire)[1]


@case("refresh", {("refresh", "us"): "refresh-dead"}, "refresh_token_revoked_or_evicted")
def refresh_token_revoked(wire: Wire) -> Known:
    inputs = granted(wire)[1]
    wire.post("/oauth/v2/token/revoke", {"token": inputs["refresh_token"]})
    return inputs


@case("refresh", {("refresh", "us"): "refresh-dead"}, "refresh_token_revoked_or_evicted")
def refresh_token_pushed_out(wire: Wire) -> Known:
    wire.control.configure(refresh_tokens_kept=2)
    client, inputs = granted(wire)
    for _ in range(2):
        wire.grant(client)
    return inputs


@case("refresh", {("refresh", "us"): "throttled"}, "too_many_token_requests", "certain")
def too_many_refreshes(wire: Wire) -> Known:
    client, inputs = granted(wire)
    for _ in range(10):
        wire.refresh(client, inputs["refresh_token"])
    return inputs


@case("refresh", {("refresh", "eu"): "refresh-elsewhere"}, "wrong_data_centre")
def refresh_token_of_another_data_center(wire: Wire) -> Known:
    client = wire.register(data_centers=["eu"], same_credentials=True)
    tokens = wire.grant(client)
    return known(client, refresh_token=tokens["refresh_token"], data_center="eu")


@case(
    "refresh access",
    {("refresh", "us"): "refresh-alive", ("access", "us"): "access-dead"},
    "access_token_expired",
)
def access_token_too_old(wire: Wire) -> Known:
    inputs = granted(wire)[1]
    wire.control.advance(3601)
    return inputs


@case("access", {("access", "eu"): "access-dead"}, "access_token_expired")
def access_token_of_another_data_center(wire: Wire) -> Known:
    return {**granted(wire)[1], "data_center": "eu"}


@case("access", {("access", "us"): "access-scope"}, "scope_missing", "certain")
def scope_not_granted(wire: Wire) -> Known:
    return {**granted(wire, scope="ZohoCRM.users.READ")[1], "product": "crm-org"}


@case("access", {("access", "us"): "access-alive"})
def scope_of_the_last_call_only(wire: Wire) -> Known:
    return granted(wire, scope="ZohoCRM.org.READ")[1]


@case("access", {("access", "us"): "access-alive"})
def scope_of_none_of_the_calls(wire: Wire) -> Known:
    """It is alive all the same, and nobody asked for one of these products."""
    return granted(wire, scope="ZohoBooks.settings.READ")[1]


@case("access", {("access", "us"): "access-permission"}, "user_has_no_permission", "certain")
def user_without_permission(wire: Wire) -> Known:
    inputs = granted(wire)[1]
    wire.control.configure(users_may_use_apis=False)
    return {**inputs, "product": "crm-org"}


@case("access", {("access", "us"): "html"}, "network_or_tls")
def a_page_instead_of_data(wire: Wire) -> Known:
    inputs = granted(wire)[1]
    wire.control.next_reply("html-error-page")
    return inputs


@case("secret", {("secret", "us"): "outage"}, "zoho_service_outage")
def out_of_order(wire: Wire) -> Known:
    inputs = known(wire.register())
    wire.control.next_reply("outage")
    return inputs


@case("secret", {("secret", "us"): "broken"}, "network_or_tls")
def far_too_long(wire: Wire) -> Known:
    inputs = known(wire.register())
    wire.control.next_reply("huge")
    return inputs


@case("secret refresh", {("secret", "us"): "unclear", ("refresh", "us"): "unclear"})
def cut_off(wire: Wire) -> Known:
    """One question is behind both: what was asked once is not asked again."""
    inputs = granted(wire)[1]
    wire.control.next_reply("cut-off")
    return inputs
