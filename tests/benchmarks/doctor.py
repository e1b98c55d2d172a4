"""The token doctor: a small case, a log of 100 MB beside `grep`, and how time grows with length."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.doctor_score import read_cases, told_in
from tests.unit.test_doctor_signs import EXAMPLES
from zoho_helpers.doctor.diagnosis import diagnose
from zoho_helpers.doctor.scan import SIGNATURES, loosened

LOG_BYTES = 100_000_000
ROUNDS = 5
SUSPECTS = 12
LENGTH = 10_000
"""Characters of the shorter of two texts that tell how time grows."""


def main(cases: Path | None) -> None:
    """Print all figures."""
    pastes = [(shown, "", "") for shown, _ in EXAMPLES.values()]
    if cases:
        pastes = [told_in(case) for case in read_cases([cases])]
    times = [_best(lambda paste=paste: diagnose(*paste)) for paste in pastes]
    median, worst = statistics.median(times), max(times)
    print(f"{len(pastes)} cases: median {1000 * median:.2f} ms, worst {1000 * worst:.2f} ms")
    with tempfile.TemporaryDirectory() as folder:
        _measure_log(Path(folder) / "app.log")
    _measure_growth()


def _best(action: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def _measure_log(file: Path) -> None:
    """Print the time of the doctor and of grep for the same signatures, and their memory."""
    write_log(file)
    patterns = file.with_suffix(".txt")
    patterns.write_bytes("|".join(map(for_grep, SIGNATURES)).encode("latin-1", "replace"))
    grep = ["grep", "-aicE", "-f", str(patterns), str(file)]
    doctor = [sys.executable, "-m", "zoho_helpers", "diagnose", str(file)]
    runs = [(_run(grep), _run(doctor)) for _ in range(ROUNDS)]
    for name, which in (("grep -aiE", 0), ("diagnose", 1)):
        seconds, processor, mib = (min(run[which][at] for run in runs) for at in range(3))
        print(f"{name:10} {seconds:.2f} s, {processor:.2f} s of processor, {mib:.0f} MiB")
    ratios = [statistics.median(run[1][at] / run[0][at] for run in runs) for at in (0, 1)]
    print(f"ratio {ratios[0]:.1f}, of processor {ratios[1]:.1f} (medians of {ROUNDS} rounds)")


def for_grep(signature: str) -> str:
    """Return a signature as grep's extended expressions have it; it matches the same or more."""
    text = loosened(signature).replace("(?:", "(").replace(r"[^\n]", ".")
    return text.replace(r"\s", "[[:space:]]").replace(r"\d", "[0-9]")


_RUN = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def _run(command: list[str]) -> list[float]:
    """Run a program; return seconds, those of processor, and MiB at most.

    A child of a big process counts as big as that at first, so a small one starts it. It reads
    what comes: grep stops at the first line where nobody does.
    """
    run = [sys.executable, "-c", _RUN, *command]
    told = subprocess.run(
        run, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, check=True
    )
    return [float(figure) for figure in told.stdout.split()]


def write_log(file: Path) -> None:
    """Write a log of an application that talks to Zoho now and then, and mostly to others."""
    chance = random.Random(7)
    at = datetime(2026, 11, 1, tzinfo=timezone.utc)
    written = 0
    with file.open("w", encoding="ascii") as out:
        while written < LOG_BYTES:
            at += timedelta(milliseconds=chance.randint(5, 1500))
            line = _line(chance, at)
            written += out.write(line)


def _line(chance: random.Random, at: datetime) -> str:
    make = chance.choices(list(_LINES), list(_LINES.values()))[0]
    return f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03} {make(chance)}\n"


def _page(chance: random.Random) -> str:
    status = chance.choice([200, 200, 200, 304, 302, 404, 500])
    path = f"/products/{chance.randint(1, 99_999)}?page={chance.randint(1, 9)}"
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"
    return (
        f'INFO 10.0.{chance.randint(0, 255)}.7 "GET {path} HTTP/1.1" {status} '
        f'{chance.randint(100, 99_999)} "https://shop.example/" "{agent}"'
    )


def _order(chance: random.Random) -> str:
    return (
        f"INFO [worker-{chance.randint(1, 16)}] app.orders: order {chance.randint(10**4, 10**5)} "
        f"priced in {chance.randint(1, 900)} ms for customer {_hex(chance, 12)}, cache hit"
    )


def _session(chance: random.Random) -> str:
    return f"WARN [worker-3] app.session: csrf token renewed for {_hex(chance, 16)}"


def _mail(chance: random.Random) -> str:
    return f"ERROR [worker-3] app.mail: smtp read timed out after {chance.randint(1, 60)} s"


def _call(chance: random.Random) -> str:
    id = chance.randint(10**17, 10**18)
    took = chance.randint(50, 900)
    return f"INFO [sync] GET https://www.zohoapis.eu/crm/v8/Contacts/{id} 200 in {took} ms"


def _refresh(chance: random.Random) -> str:
    reply = f'{{"access_token":"1000.{_hex(chance, 32)}.{_hex(chance, 32)}","expires_in":3600}}'
    return f"DEBUG [sync] POST https://accounts.zoho.eu/oauth/v2/token refresh_token\n{reply}"


def _dead(chance: random.Random) -> str:
    answer = '{"code":"INVALID_TOKEN","details":{},"message":"invalid oauth token"}'
    return f"ERROR [sync] {answer} HTTP/1.1 401 request {_hex(chance, 12)}"


def _scope(chance: random.Random) -> str:
    frame = f'  File "/srv/app/sync.py", line {chance.randint(1, 400)}, in pull'
    answer = '{"code":"OAUTH_SCOPE_MISMATCH","details":{}}'
    return f"ERROR [sync] {answer}\nTraceback (most recent call last):\n{frame}\nZohoError: no"


def _hex(chance: random.Random, digits: int) -> str:
    return f"{chance.getrandbits(4 * digits):0{digits}x}"


_LINES = {
    **{_page: 60, _order: 34, _session: 2, _mail: 0.2},
    **{_call: 3, _refresh: 0.3, _dead: 0.3, _scope: 0.2},
}
"""What a line may be, and how many of a hundred are."""


def _measure_growth() -> None:
    """Print how much longer a text of twice the length takes, for runs of each sign's pieces.

    Those that seem worst are measured again, longer: others use this machine, too.
    """
    pieces = {word for shown, not_shown in EXAMPLES.values() for word in (shown, not_shown)}
    pieces |= {" ", "\n", "\\", "a", "1", '"', "curl http://?", "code= "}
    factors = {piece: _growth(piece, ROUNDS) for piece in sorted(pieces)}
    median = statistics.median(factors.values())
    suspects = sorted(pieces, key=lambda piece: -factors[piece])[:SUSPECTS]
    worst, piece = max((_growth(piece, 4 * ROUNDS), piece) for piece in suspects)
    print(f"twice the length takes {median:.2f} times as long, at worst {worst:.2f} ({piece!r})")


def _growth(piece: str, rounds: int) -> float:
    text = piece * (2 * LENGTH // len(piece) + 1)
    short = _best(lambda: diagnose(text[:LENGTH]), rounds)
    return _best(lambda: diagnose(text[: 2 * LENGTH]), rounds) / short
