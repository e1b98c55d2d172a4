"""What unit tests share: how hypothesis runs, and a user who may read nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest

NOBODY = 65534


def pytest_configure(config: pytest.Config) -> None:
    """The same examples in every run, so that a red test is red again; more of them on request."""
    examples = 3000 if config.getoption("--soak") else 100
    hypothesis.settings.register_profile(
        "unit", max_examples=examples, deadline=None, derandomize=True, database=None
    )
    hypothesis.settings.load_profile("unit")
    # Nobody's proxy stands between these tests and loopback.
    for name in [name for name in os.environ if name.lower() in ("http_proxy", "all_proxy")]:
        del os.environ[name]


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Run as a user whom file modes hold back; root, as in containers, reads everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
