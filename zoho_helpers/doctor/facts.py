"""From a paste to facts: what was said, asked and answered, and where in the paste that stands.

Facts are tags, so that a rule can name those that it needs:

    error:invalid_code       an answer of the accounts server        page:scope    its error page
    api:dead                 an answer of a product's API            status:401
    grant:refresh_token      a grant_type that was sent              sent:offline, sent:no-prompt
    reply:access-token       a token reply has it                    reply:no-refresh-token
    accounts:us, api-host:us which data centers were asked, token-at:us for a token
    told:in, home:eu         the right one, as Zoho or a person says it
    header:bearer            prefix of the Authorization header      program:cors  a program's words
    said:worked-a-while      what people say                         kind:curl     what the paste is
    known:old-code           what they chose in a form               answered:...  to a question
    scope-of:crm             whose scopes are named                  calls:books   and whose API
    probe:client-known:eu    what a check found when it asked Zoho
    value:cut                a token that is no whole one, or stands where another belongs
    missing:client_secret    what a token request lacks
    named:zoho               Zoho is named, or a code such as invalid_client
    derived:...              what follows from several of these
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import unquote

from zoho_helpers.doctor.derived import derived_facts
from zoho_helpers.doctor.evidence import plain_text, read_evidence
from zoho_helpers.doctor.kinds import kind_of
from zoho_helpers.doctor.probe_facts import around_check_results, check_results
from zoho_helpers.doctor.scopes import read_scopes
from zoho_helpers.doctor.shapes import (
    ACCOUNTS,
    API,
    AUTHORIZE,
    ENDINGS,
    HEADER,
    HOMES,
    KNOWN_SERVICES,
    PAIR,
    PRODUCT_PATH,
    PRODUCT_SCOPE,
    SCOPE_NAME,
    SHAPES,
    SIGNED_IN_AT,
    SPACED_SCOPE,
    STATUS,
    TOLD,
)
from zoho_helpers.doctor.signs import API_ERRORS, ERROR_PAGES, PROGRAM_ERRORS, TOKEN_ERRORS
from zoho_helpers.doctor.timeline import Event, blocks, derived_from_times
from zoho_helpers.doctor.topics import features_of
from zoho_helpers.doctor.values import read_headers, read_requests, read_values, redirect_differs
from zoho_helpers.doctor.words import SAID

MOST_CHARACTERS = 200_000
"""Of one paste, unwrapped; what comes after is not read."""


@dataclass(frozen=True)
class Fact:
    """One fact.

    Attributes:
        tag: Its name.
        start: Where in the paste it stands; -1 where it does not.
        end: Where that ends.
    """

    tag: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True)
class Facts:
    """All that is known about one case.

    Attributes:
        kind: What the paste is, such as `token_response` or `curl`.
        found: Each fact by its tag.
        text: What was read, in which the places are; shown to nobody as it is.
        features: What `topics.py` goes by; empty where nobody told anything.
    """

    kind: str
    found: Mapping[str, Fact]
    text: str = field(default="", repr=False)
    features: frozenset[str] = field(default=frozenset(), repr=False)

    def has(self, tag: str) -> bool:
        """Say whether a fact is known; a tag that ends in `*` stands for all that begin so."""
        if tag.endswith("*"):
            return any(name.startswith(tag[:-1]) for name in self.found)
        return tag in self.found

    def with_tag(self, tag: str) -> Facts:
        """Return the same with one more fact, which was answered."""
        found = MappingProxyType({**self.found, tag: Fact(tag)})
        return replace(self, found=found, features=self.features and self.features | {tag})


NO_FACTS = Facts("description", MappingProxyType({}))


def gather_facts(
    paste: str,
    context: str = "",
    product: str = "",
    tags: Iterable[str] = (),
    times: Collection[str] | None = None,
) -> Facts:
    """Read a paste and what was said beside it.

    Args:
        paste: What somebody pasted, of any kind.
        context: What they know besides.
        product: Zoho product, if it was said.
        tags: Facts that they know for sure; see `known.py`. A home among them is the only one,
            whatever country the paste speaks of.
        times: What the times of a whole log show, of which the paste is a part; None to look for
            times in the paste.
    """
    evidence = read_evidence(paste)
    text = evidence.text[:MOST_CHARACTERS]
    plain, beside = plain_text(text), plain_text(f"{context}\n{product}"[:MOST_CHARACTERS])
    found: dict[str, Fact] = {}
    for reader in _READERS:
        for tag, start, end in reader(plain):
            found.setdefault(tag, Fact(tag, start, end))
        for tag, _, _ in reader(beside):
            found.setdefault(tag, Fact(tag))
    if redirect_differs(f"{plain}\n{beside}"):
        found["value:redirect-differs"] = Fact("value:redirect-differs")
    if product:
        found.setdefault("named:zoho", Fact("named:zoho"))
    _add_known(found, [*tags])
    for tag, shows_at in list(derived_facts(found)):
        place = found.get(shows_at, Fact(tag))
        found.setdefault(tag, Fact(tag, place.start, place.end))
    for tag in _from_times(text) if times is None else times:
        found.setdefault(tag, Fact(tag))
    kind = evidence.kind or kind_of(text, found)
    found[f"kind:{kind}"] = Fact(f"kind:{kind}")
    told = beside if kind in _OF_MACHINES else f"{plain} {beside}"
    return Facts(kind, MappingProxyType(found), text, features_of(told, found))


_OF_MACHINES = ("check_result", "http")
"""Kinds of pastes whose words nobody chose."""


def _add_known(found: dict[str, Fact], tags: list[str]) -> None:
    if any(tag.startswith("home:") for tag in tags):
        for guessed in [tag for tag in found if tag.startswith("home:")]:
            del found[guessed]
    found.update((tag, Fact(tag)) for tag in tags)


Found = Iterator[tuple[str, int, int]]


def _first(patterns: Iterable[tuple[str, re.Pattern[str]]], text: str) -> Found:
    """Yield each tag whose pattern is in the text, where it is first."""
    for tag, pattern in patterns:
        match = pattern.search(text)
        if match:
            yield tag, match.start(), match.end()


_ZOHO = re.compile(r"zoho|\b100\d\.[\da-f]|oauth/v[23]/|[a-z]_[a-z]", re.I)


def _names_zoho(text: str) -> Found:
    yield from _first([("named:zoho", _ZOHO)], text)


def _signs(text: str) -> Found:
    return _first((*TOKEN_ERRORS, *ERROR_PAGES, *API_ERRORS, *PROGRAM_ERRORS, *SAID), text)


def _places(text: str) -> Found:
    homes = [*SIGNED_IN_AT.finditer(text)]
    for match in homes:
        ending = match["ending"] or match["console"]
        yield f"home:{ENDINGS[ending.lower()]}", match.start(), match.end()
    for kind, pattern in (("accounts", ACCOUNTS), ("api-host", API)):
        for match in pattern.finditer(text):
            ending = match["ending"] or match["other"]
            is_told = re.search(
                r"(?:accounts-server|api_domain)(?:\W{1,12}|\W(?:is|was)\W)(?:https?\W{1,12})?$",
                text[max(0, match.start() - 40) : match.start()],
                re.I,
            )
            is_home = any(home.start() < match.end() <= home.end() for home in homes)
            if not is_told and not is_home:
                yield f"{kind}:{ENDINGS[ending.lower()]}", match.start(), match.end()
                if text.startswith("/oauth/v2/token", match.end()):
                    yield f"token-at:{ENDINGS[ending.lower()]}", match.start(), match.end()
    for match in TOLD.finditer(text):
        place = match["location"] or ENDINGS[match["ending"].lower()]
        yield f"told:{place.lower()}", match.start(), match.end()
    yield from _first(((f"home:{name}", said) for name, said in HOMES.items()), text)


def _parameters(text: str) -> Found:
    for match in PAIR.finditer(text):
        name, value = match["name"].lower(), unquote(match["value"]).lower().rstrip("`.,;:")
        for tag in _parameter_tags(name, value):
            yield tag, match.start(), match.end()
        is_text = bool(match["quote"] and match["opened"]) and value not in _NOTHING
        if name == "refresh_token" and (is_text or value.startswith("1000.")):
            yield "reply:refresh-token", match.start(), match.end()
    yield from _first([("sent:scope-with-blanks", SPACED_SCOPE)], text)


GRANT_TYPES = frozenset(
    {
        *("authorization_code", "refresh_token", "client_credentials"),
        *("device_request", "device_token", "update_scopes_token", "implicit"),
    }
)
"""Those that Zoho knows. Source: its pages of each flow."""


_NOTHING = frozenset({"", "null", "none", "undefined"})


def _parameter_tags(name: str, value: str) -> Iterator[str]:
    if name == "grant_type" and value:
        yield f"grant:{value if value in GRANT_TYPES else 'other'}"
    if name == "access_type" and value in ("offline", "online"):
        yield f"sent:{value}"
    if name == "prompt" and "consent" in value:
        yield "sent:prompt"
    if name == "access_token" and value not in _NOTHING:
        yield "reply:access-token"


def _requests(text: str) -> Found:
    for match in STATUS.finditer(text):
        yield f"status:{match['status']}", match.start("status"), match.end("status")
    for match in HEADER.finditer(text):
        yield f"header:{match['scheme'].lower()}", match.start(), match.end()
    authorize = AUTHORIZE.search(text)
    if authorize:
        yield "sent:authorize-url", authorize.start(), authorize.end()
        query = authorize["query"].lower()
        for name, tag in (("access_type=", "sent:no-access_type"), ("prompt=", "sent:no-prompt")):
            is_whole = query and not query.endswith(("&", "=", "..."))
            if is_whole and name.rstrip("=") not in text.lower():
                yield tag, authorize.start(), authorize.end()
    yield from _first(SHAPES.items(), text)


def _scopes(text: str) -> Found:
    for match in SCOPE_NAME.finditer(text):
        service = match["service"]
        known = KNOWN_SERVICES.get(service.lower())
        if known is None or known != service:
            yield "sent:unknown-service", match.start(), match.end()


def _products(text: str) -> Found:
    """The products whose scopes are named, and those whose API is called."""
    for match in PRODUCT_SCOPE.finditer(text):
        yield f"scope-of:{match['service'].lower()}", match.start(), match.end()
    for match in PRODUCT_PATH.finditer(text):
        yield f"calls:{match['product'].lower()}", match.start(), match.end()


_READERS: tuple[Callable[[str], Found], ...] = (
    check_results,
    *map(
        around_check_results,
        (
            *(_names_zoho, _signs, _places, _parameters, _requests, _scopes, _products),
            *(read_values, read_requests, read_headers, read_scopes),
        ),
    ),
)


def _from_times(text: str) -> Iterator[str]:
    """Yield what the times of a log show; nothing for what is none."""
    log = blocks(text)
    if len(log) > 1:
        events = [Event(block.at, frozenset(_event_tags(block.text))) for block in log]
        yield from derived_from_times(events)


def _event_tags(text: str) -> Iterator[str]:
    plain = plain_text(text)
    found = (_first((*TOKEN_ERRORS, *API_ERRORS), plain), _parameters(plain), _requests(plain))
    yield from (tag for tags in found for tag, _, _ in tags)
