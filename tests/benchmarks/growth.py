"""What a million tokens cost: memory, and the time of a request then, beside that at a thousand."""

from __future__ import annotations

from tests.benchmarks.load import form_request, measure
from tests.benchmarks.servers import PRACTICE_ZOHO, UNLIMITED, memory_mib, started
from tests.flow.practice_process import KEY
from tests.flow.practice_wire import Wire
from zoho_helpers.practice_control import PracticeControl
from zoho_helpers.redaction import Secret

TOKENS = 1_000_000
FIRST = 1000
CLIENTS = 8
ROUNDS = 5


def main() -> None:
    """Issue them once by refreshing, and once all alive, by client credentials."""
    for grant in ("refresh_token", "client_credentials"):
        with started(PRACTICE_ZOHO) as running:
            control = PracticeControl(running.base, Secret(KEY))
            control.configure(refreshes_per_window=UNLIMITED)
            url = f"{running.base}/oauth/v2/token"
            request = form_request(url, _form(Wire(control), grant))
            _issue(url, request, FIRST)
            before, small = _milliseconds(url, request), memory_mib(running.pid)
            _issue(url, request, TOKENS)
            after, large = _milliseconds(url, request), memory_mib(running.pid)
        print(f"{grant}: {small:.0f} MiB and {before:.3f} ms a request at {FIRST:,} tokens,")
        print(f"  {large:.0f} MiB and {after:.3f} ms at {TOKENS:,}: ratio {after / before:.2f}")


def _form(wire: Wire, grant: str) -> dict[str, str]:
    fields = {} if grant == "refresh_token" else {"client_type": "self", "name": "Self"}
    client = wire.register(**fields)
    form = {name: client[name] for name in ("client_id", "client_secret")}
    if grant == "refresh_token":
        token = wire.grant(client)["refresh_token"]
        return {**form, "grant_type": grant, "refresh_token": token}
    return {**form, "grant_type": grant, "scope": "AaaServer.profile.READ"}


def _issue(url: str, request: bytes, many: int) -> None:
    measure(url, request, CLIENTS, seconds=3600.0, most=many)


def _milliseconds(url: str, request: bytes) -> float:
    """Return the time of a request; the best of several rounds, since others use this machine."""
    rates = [measure(url, request, 1, seconds=1.0).per_second for _ in range(ROUNDS)]
    return 1000 / max(rates)
