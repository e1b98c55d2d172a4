"""Probes that ask Zoho itself, on request only: the doctor's way to settle a doubt.

What each asks and what its answer means stands in `customer_check.py`, which stands alone. Here the
same plans travel over this project's transport, with secrets that mask themselves and hosts from
the profile's list only. What a probe concludes stays likely at Zoho, whose order of checks is not
documented; practice Zoho's is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from zoho_helpers.data_centers import DataCenter, find_by_location
from zoho_helpers.doctor import customer_check
from zoho_helpers.doctor.customer_check import PROBES, Ask, Inputs, ProbeResult, Reply
from zoho_helpers.doctor.diagnosis import Diagnosis, judge
from zoho_helpers.doctor.facts import Fact, Facts
from zoho_helpers.doctor.probe_facts import facts_of as facts_of
from zoho_helpers.errors import InputError, TransportError, forget_locals
from zoho_helpers.services import first_check
from zoho_helpers.session import Session
from zoho_helpers.transcript import WireReply, WireRequest

_FAILED: Mapping[str, str] = MappingProxyType(
    {
        "certificate": "tls",
        "no-certificates": "tls",
        "proxy": "proxy",
        "timeout": "slow",
        "unreachable": "unreachable",
    }
)
"""Reason of a `TransportError` -> verdict; any other is `broken`."""

_NEEDED: Mapping[str, str] = MappingProxyType(
    {
        "client_id": "a client id",
        "client_secret": "a client secret",
        "redirect_uri": "a redirect URI, which a self client has not",
        "refresh_token": "a refresh token of this client",
        "access_token": "an access token",
    }
)


def inputs_of(session: Session, data_center: str = "", product: str = "") -> Inputs:
    """Return what there is to probe in a profile. Sends nothing; secrets stay wrapped.

    Args:
        session: Whose settings and token.
        data_center: Asked instead of the profile's; empty for that.
        product: Row of `services.CHECK_CALLS`; empty for the first that the scopes cover.

    Raises:
        InputError: There is no such data center.
        StoreError: The settings or the token cannot be read.
    """
    settings, token = session.settings, session.token
    asked = find_by_location(session.centers, data_center or settings.data_center).location
    inputs = Inputs(
        client_id=settings.client_id,
        client_secret=settings.client_secret or "",
        redirect_uri="" if settings.client_type == "self" else settings.redirect_uri,
        data_center=asked,
        product=product,
    )
    if token is None:
        return inputs
    # Another client's refresh token would be refused, and be taken for a dead one.
    is_ours = token.client_id == settings.client_id
    return inputs._replace(
        refresh_token=(is_ours and token.refresh_token) or "",
        access_token=token.access_token,
        token_data_center=data_center or token.data_center,
        product=product or first_check(token.scopes) or "",
    )


def choose(names: Sequence[str], inputs: Inputs) -> list[str]:
    """Return the probes to run: those named, else all whose inputs are there.

    A refresh is only ever one of those named.

    Raises:
        InputError: One lacks an input, or there is nothing to probe.
    """
    for name in names:
        lacking = [_NEEDED[need] for need in customer_check.missing(name, inputs)]
        if lacking:
            raise InputError(
                f"The probe {name!r} needs {' and '.join(lacking)}, and this profile has none.",
                "Register a client in 01_register_client; get a token in 02_authorize to 04.",
                reason="probe-lacks-input",
                field="probe",
            )
    chosen = list(dict.fromkeys(names)) or customer_check.ready(inputs)
    if not chosen:
        raise InputError(
            "There is nothing to probe: this profile has no client and no token.",
            "Register a client in 01_register_client, or get a token with token get. Without "
            "--profile practice, the profile is live.",
            reason="nothing-to-probe",
        )
    return chosen


def tell(name: str, inputs: Inputs, centers: Mapping[str, DataCenter]) -> list[str]:
    """Say, a line each, what a probe would send, where, and what that counts against."""
    return customer_check.tell(name, inputs, centers)


@forget_locals
def run(
    names: Iterable[str],
    inputs: Inputs,
    centers: Mapping[str, DataCenter],
    send: Callable[[WireRequest], WireReply],
) -> tuple[ProbeResult, ...]:
    """Run probes. What could not be reached is a result, too.

    Args:
        names: Names of `PROBES`; a refresh counts as one of ten in ten minutes.
        inputs: What is probed.
        centers: Data centers of the profile.
        send: The profile's transport.

    Raises:
        RefusedError: A rule stopped it before that request was sent.
    """
    return tuple(customer_check.run(names, inputs, centers, lambda ask: _ask(send, ask)))


def _ask(send: Callable[[WireRequest], WireReply], ask: Ask) -> Reply:
    request = WireRequest(ask.method, ask.url, dict(ask.form), ask.access_token or None)
    try:
        reply = send(request)
    except TransportError as error:
        return Reply(error.http_status, failed=_FAILED.get(error.reason, "broken"))
    return Reply(reply.status, reply.body, reply.location)


def diagnose_results(results: Sequence[ProbeResult]) -> Diagnosis:
    """Say what results speak for."""
    tags = [*facts_of(results), "kind:check_result"]
    return judge(Facts("check_result", MappingProxyType({tag: Fact(tag) for tag in tags})))


def is_fault(diagnosis: Diagnosis) -> bool:
    """Say whether a diagnosis names a cause at all."""
    return diagnosis.findings[0].cause.id != "other"


__all__ = [
    "PROBES",
    "Inputs",
    "ProbeResult",
    "choose",
    "diagnose_results",
    "facts_of",
    "inputs_of",
    "is_fault",
    "run",
    "tell",
]
