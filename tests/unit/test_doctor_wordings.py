"""How people say the same thing: plain tickets, in many wordings, lead to the same cause."""

from __future__ import annotations

import pytest

from zoho_helpers.doctor import diagnose
from zoho_helpers.doctor.diagnosis import best_question
from zoho_helpers.doctor.ticket import ticket_of

WORDINGS = {
    "refresh_token_revoked_or_evicted": (
        "invalid_code since this morning, our refresh fails",
        "our refresh does not work any more, it says invalid_code",
        "can't refresh: invalid_code",
        "invalid_code on refresh",
        "the refresh token gives invalid_code",
        "refreshing the token fails with invalid_code, nothing was changed",
        "token refresh failed: {'error': 'invalid_code'}",
    ),
    "wrong_data_centre": (
        "invalid_client on refresh since we moved to the EU",
        "our German customer gets invalid_client at accounts.zoho.com",
    ),
    "client_not_found": (
        "Everything worked until yesterday, today the customer gets invalid_client on refresh",
        "invalid_client; the refresh worked for months",
    ),
    "access_token_expired": (
        "works for an hour, then 401",
        "after 60 minutes every call says INVALID_TOKEN",
        "each morning INVALID_TOKEN, a new token by hand helps, it expired",
    ),
    "refresh_token_missing_offline": (
        "we get an access token but no refresh token",
        "the reply does not contain a refresh_token",
    ),
    "too_many_token_requests": (
        "You have made too many requests continuously. Please try again after some time.",
        "Access Denied when several workers refresh at the same time",
    ),
}


@pytest.mark.parametrize(
    ("cause", "said"), [(cause, said) for cause, rows in WORDINGS.items() for said in rows]
)
def test_plain_tickets(cause: str, said: str) -> None:
    findings = diagnose(said).findings
    assert findings[0].cause.id == cause, [(one.cause.id, one.rules[0].id) for one in findings]


@pytest.mark.parametrize(
    "said", [said for rows in WORDINGS.values() for said in rows] + ["invalid_client", "401"]
)
def test_a_question_is_asked_only_where_its_answers_differ(said: str) -> None:
    asked = best_question(diagnose(said))
    if asked:
        usual = {cause for answer, cause in asked[1].items() if answer not in asked[0].unusual}
        assert len(usual) > 1


def test_a_reason_names_the_data_centers() -> None:
    found = diagnose("location=in; POST https://accounts.zoho.com/oauth/v2/token invalid_client")
    assert "names the data center (in), and the request went to another (us)" in (
        " ".join(found.findings[0].because)
    )
    assert "{" not in " ".join(found.findings[0].because)


def test_what_the_paste_answers_is_not_asked() -> None:
    asks = ticket_of(diagnose("invalid_client in Europe")).ask
    assert "Which accounts server does the request go to?" in asks
    asks = ticket_of(diagnose("https://accounts.zoho.com says invalid_client in Europe")).ask
    assert "Which accounts server does the request go to?" not in asks


def test_a_secret_that_was_sent_is_answered_first() -> None:
    secret = "00c0ffee" + "1f" * 17
    for paste in (f"client secret: {secret} invalid_code", '{"log":{"entries":[{"request":{"url":'
                  '"https://accounts.zoho.eu/","cookies":[{"name":"a","value":"b"}]},"response":'
                  '{"status":200,"content":{"text":"invalid_code"}}}]}}'):  # fmt: skip
        ticket = ticket_of(diagnose(paste))
        assert ticket.reply.startswith("Hello,\n\nA secret stands in what you sent us.")
        assert secret not in ticket.reply


def test_an_american_account_is_not_abroad() -> None:
    found = diagnose("INVALID_TOKEN", "signs in at crm.zoho.com")
    assert "outside the United States" not in str([one.because for one in found.findings])
