"""The questions that tell causes apart, and which one to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        id: Its name.
        asks: What to ask.
        answers: Each answer, and the fact that it brings.
        settled_by: Facts of which one makes it needless, `a:*` for any that begins so.
        unusual: Answers that hardly anybody gives; they do not make a question worth asking.
        asked_of: Facts of which one must be known for it to make sense; empty for any.
    """

    id: str
    asks: str
    answers: Mapping[str, str]
    settled_by: tuple[str, ...]
    asked_of: tuple[str, ...] = ()
    unusual: tuple[str, ...] = ()


_CALLS = ("api:*", "status:401", "status:403", "api-host:*", "calls:*", "said:expires")

QUESTIONS = (
    Question(
        "grant-type",
        "Which grant_type did the failing token request send?",
        MappingProxyType(
            {
                "authorization_code": "grant:authorization_code",
                "refresh_token": "grant:refresh_token",
                "another one": "grant:other",
            }
        ),
        ("grant:*",),
        ("error:*", "program:no-access-token", "sent:token-endpoint"),
        ("another one",),
    ),
    Question(
        "data-center",
        "Has the accounts server that was asked the same ending as the address that the user sees "
        "when signed in to Zoho?",
        MappingProxyType(
            {"no": "derived:accounts-differ", "yes, the same": "answered:centers-agree"}
        ),
        ("derived:accounts-differ", "answered:centers-agree"),
    ),
    Question(
        "api-host",
        "Has the API's host the same ending as the api_domain of the token reply?",
        MappingProxyType({"no": "derived:api-differs", "yes": "answered:hosts-agree"}),
        ("derived:api-differs", "answered:hosts-agree"),
        _CALLS,
    ),
    Question(
        "age",
        "Did the same thing work before, and stop about an hour later?",
        MappingProxyType({"yes": "said:worked-a-while", "no, never": "answered:never-worked"}),
        ("said:worked-a-while", "answered:never-worked", "known:worked-for-long"),
        (*_CALLS, "error:*"),
    ),
    Question(
        "consent",
        "What did the authorization URL ask for?",
        MappingProxyType(
            {
                "no access_type=offline": "sent:no-access_type",
                "offline, but no prompt=consent": "sent:no-prompt",
                "both": "sent:prompt",
            }
        ),
        ("sent:no-access_type", "sent:no-prompt", "sent:prompt"),
        (
            *("reply:no-refresh-token", "said:no-refresh-token", "said:worked-a-while"),
            *("said:sign-in-again", "program:refresh-token-required", "sent:authorize-url"),
        ),
    ),
    Question(
        "fresh",
        "Does the call fail with a token that is a minute old, too?",
        MappingProxyType({"yes": "said:fresh-token", "no": "said:worked-a-while"}),
        ("said:fresh-token", "said:worked-a-while"),
        _CALLS,
    ),
    Question(
        "header",
        "How does the Authorization header of the failing call begin?",
        MappingProxyType(
            {
                "Bearer": "header:bearer",
                "Zoho-oauthtoken": "header:zoho-oauthtoken",
                "there is none": "said:no-token",
            }
        ),
        ("header:*", "said:no-token"),
        _CALLS,
    ),
)
"""Every question, in the order in which equally good ones are asked."""
