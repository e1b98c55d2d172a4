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
        "invalid_code, and ZOHO_CRM_REFRESH_TOKEN is set",
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
    "token_store_permission": (
        "Zoho: after each deploy it is disconnected",
        "Después de cada despliegue se pierde el refresh token de Zoho",
    ),
    "wrong_auth_header": (
        '$h = "Authorization: Zoho-oauthtoken" . $token; {"code":"INVALID_TOKEN"}',
        'f"Zoho-oauthtoken{token}" {"code":"INVALID_TOKEN"}',
        '\'Zoho-oauthtoken\' + token {"code":"INVALID_TOKEN"}',
        "Zoho-oauthtoken1000.00c0ffee answers INVALID_TOKEN",
        "Zoho-oauthtoken: 1000.00c0ffee answers INVALID_TOKEN",
        'https://www.zohoapis.com/books/v3/users?authtoken=1000.00c0ffee {"code":14}',
    ),
    "no_token_sent": (
        'Authorisation: Zoho-oauthtoken 1000.00c0ffee at www.zohoapis.eu, {"code":14}',
    ),
    "user_has_no_permission": ('Zoho Books: works for the owner, for a clerk it is {"code":57}',),
    "sdk_bug_missing_field": ("n8n, Zoho CRM: Invalid URL: undefined/crm/v2/leads",),
    "too_many_token_requests": (
        "KeyError: 'access_token' of Zoho; ten minutes later it works again",
        "12 pods, status 400 of accounts.zoho.eu/oauth/v2/token",
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
    ("said", "cause"),
    [
        # A header that was refused is wrong; one beside another trouble may be right.
        ('{"Authorization": token} {"code":"INVALID_TOKEN"}', "wrong_auth_header"),
        ('Authorization: Zoho-authtoken abc {"code":"INVALID_TOKEN"}', "wrong_auth_header"),
        ('{"Authorization": token} Zoho Books {"code":6024}', "org_id_missing_or_wrong"),
        ("Zoho-authtoken before, Zoho-oauthtoken now: INVALID_TOKEN after an hour", ""),
        # What a person says of places and programs leaves room for other causes.
        ("Europe/Berlin accounts.zoho.com/oauth/v2/token invalid_code", ""),
        ("We are in India. POST https://accounts.zoho.com/oauth/v2/token invalid_code", ""),
        ("Google login: InvalidStateException in Laravel; Zoho login works fine", ""),
        ("invoice F7004 was paid, Zoho Books", ""),
        ("Invalid scopes are refused by Zoho", ""),
        ('Zoho Creator {"code":2945,"description":"GET is not a valid method"}', ""),
        ('Zoho Creator {"code":2945,"description":"INVALID_OAUTHSCOPE"}', "scope_missing"),
    ],
)
def test_certain_is_said_only_where_nothing_else_explains_it(said: str, cause: str) -> None:
    certain = [one.cause.id for one in diagnose(said).findings if one.certainty == "certain"]
    assert certain == ([cause] if cause else [])


@pytest.mark.parametrize(
    "beside",
    [
        "Since we upgraded the PHP SDK library the Zoho sign-in fails.",
        "cURL error 60: SSL certificate problem",
        "a colleague says it worked yesterday, perhaps the firewall or the proxy",
    ],
)
def test_what_zoho_answered_counts_more_than_what_is_said_beside_it(beside: str) -> None:
    first = diagnose('{"error":"invalid_scope"}', beside).findings[0]
    assert (first.cause.id, first.certainty) == ("scope_name_invalid", "likely")


@pytest.mark.parametrize(
    "said", ["Zoho", "zoho 403", "Zoho CRM hello", "I like Zoho very much, thank you."]
)
def test_of_little_nothing_is_made(said: str) -> None:
    assert diagnose(said).findings[0].cause.id == "other"


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
