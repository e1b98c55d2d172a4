"""The practice users: one in each data center, called by its location such as `eu`."""

from __future__ import annotations

from zoho_helpers.data_centers import ZOHO

FIRST_NAME, LAST_NAME = "Robin", "Practice"
NAME = f"{FIRST_NAME} {LAST_NAME}"
COMPANY = "Practice & Sons"


def user_number(location: str) -> int:
    """Return a user's number, Zoho's ZUID."""
    return 6_000_000 + 100 * list(ZOHO).index(location)


def organization_number(location: str) -> int:
    """Return the number of a user's organization, Zoho's zsoid or organization id."""
    return user_number(location) + 1


def email(location: str) -> str:
    """Return a user's e-mail address; no such host exists."""
    return f"robin@practice-{location}.example"
