"""What the tests of the ways share: kits of every data center, and values that nobody expects."""

from __future__ import annotations

from hypothesis import strategies as st

from zoho_helpers.data_centers import ZOHO, DataCenter, practice_data_centers
from zoho_helpers.handover.kit import Kit
from zoho_helpers.redaction import Secret
from zoho_helpers.services import CHECK_CALLS, DEFAULT_SCOPES
from zoho_helpers.settings import Client

CENTERS = [*ZOHO.values(), *practice_data_centers("http://127.0.0.1:8757").values()]

CANARY = "canary-of-the-client-secret"

AWKWARD = st.text(
    st.one_of(
        st.sampled_from("\"'`$%!^&|<>()[]{}\\;:,=+*?~# \t\n\r@/-.\u2018\u2019\u201c\u201d"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=40,
)
"""Whatever can be in an environment variable: all but NUL and half of a surrogate pair."""


def kit_of(center: DataCenter, secret: str = CANARY, check: str = "crm-user") -> Kit:
    """Return a kit as the reader's settings would fill it."""
    client = Client("1000.MINE", Secret(secret), "http://127.0.0.1:8758/callback?a=1&b=2")
    return Kit(
        center,
        client,
        DEFAULT_SCOPES,
        check=CHECK_CALLS[check],
        practice=center.accounts_url.startswith("http:"),
    )
