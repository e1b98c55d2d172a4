"""Words that may be shown whatever was pasted: the protocol's, Zoho's, and plain English ones.

None of them can be a credential, and a few of them in a row say nothing about a person. Most come
from the doctor's own patterns: a word that tells something must be shown to be marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zoho_helpers.data_centers import ZOHO
from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.scopes import NEEDS
from zoho_helpers.doctor.shapes import SERVICES
from zoho_helpers.doctor.signs import API_ERRORS, ERROR_PAGES, PROGRAM_ERRORS, TOKEN_ERRORS
from zoho_helpers.doctor.words import SAID

_PROTOCOL = """
http https www get post put delete patch head options host accept content type length encoding json
xml html text plain application form urlencoded charset utf server date connection close keep alive
authorization bearer basic zoho oauthtoken authtoken access refresh token tokens code grant id
client secret redirect uri url scope scopes state prompt consent login offline online response
location accounts api domain expires in sec sec error description status failure success message
details errors summary title data null none true false undefined nan object ok bad request
unauthorized forbidden not found too many requests internal gateway service unavailable moved
permanently temporarily redirect oauth v auth revoke serverinfo user info userinfo org organization
organizations crm books desk mail projects people recruit creator analytics inventory invoice sign
workdrive cliq campaigns bigin expense sheet writer calendar billing subscriptions sprints
curl php python node java ruby go csharp dotnet traceback exception fatal warning notice debug trace
most recent call last file line module stack at raise throw thrown uncaught caused by
"""

_ENGLISH = """
a an the and or but if then else when while for from to of on with without into out over under up
down again still it its we our you your they their he she his her this that these those there here
is are was were be been being has have had do does did done can could will would should may might
must get gets got getting give gives given return returns returned send sends sent receive received
see seen show shows shown use uses used using try tries tried call calls called make makes made
work works worked working stop stops stopped fail fails failed failing start starts started run runs
after before since until during every each once twice first second third time times hour hours
minute minutes day days week weeks month always never sometimes only also just even same other
said says tell tells told ask asks asked add adds create creates change changes changed set sets
save saves saved store stores stored read reads write writes load loads find finds look looks need
needs want wants know known think same side part page pages file files folder line lines log logs
app apps program server client customer user account setting settings value values key keys name
names field fields list test tests check checks after before because although still yet already
again back own whole half full last next little much such very quite really
another new old different wrong right missing empty invalid valid expired unknown please help why
what which who how where yes no none any some all both more most less few many one two three
"""

_PLAIN_WORD = re.compile(r"(?<!\\)[A-Za-z]{2,}")


def _spelled(pattern: str) -> Iterator[str]:
    """Yield the words that a regular expression spells out."""
    without_groups = re.sub(r"\?P?[:<!=]\w*>?|\\[a-zA-Z]|\{[\d,]*\}", " ", pattern)
    yield from (word.lower() for word in _PLAIN_WORD.findall(without_groups))


def _vocabulary() -> Iterator[str]:
    yield from _PROTOCOL.split()
    yield from _ENGLISH.split()
    for sign in (*TOKEN_ERRORS, *ERROR_PAGES, *API_ERRORS, *PROGRAM_ERRORS, *SAID):
        yield from _spelled(sign.pattern.pattern)
    for pattern, groups in NEEDS:
        yield from _spelled(pattern)
        yield from _spelled(" ".join(groups))
    for service in SERVICES:
        yield service.lower()
    for cause in CAUSES:
        yield from cause.split("_")
    yield from ("all", "read", "create", "update", "delete", "write", "profile", "fullaccess")


WORDS = frozenset(_vocabulary())
"""Words in lower case."""

_CODES = re.compile(r"(?<![\w.{,])\d{1,4}(?![\w}])")
CODES = frozenset(
    {
        *(code for sign in API_ERRORS for code in _CODES.findall(sign.pattern.pattern)),
        *(str(status) for status in (200, 201, 204, 301, 302, 303, 307, 308, 400, 401, 403, 404)),
        *(str(status) for status in (405, 429, 500, 502, 503, 504, 3600)),
        *map(str, range(13)),
    }
)
"""Numbers: HTTP's, those of Zoho's APIs, and small ones."""

_PRODUCT_HOSTS = (
    *("accounts", "www", "api-console", "desk", "mail", "crm", "books", "people", "projects"),
    *("projectsapi", "recruit", "creator", "analytics", "analyticsapi", "inventory", "invoice"),
    *("sign", "workdrive", "cliq", "campaigns", "sheet", "writer", "calendar", "sprintsapi"),
)


def _hosts() -> Iterator[str]:
    for center in ZOHO.values():
        ending = center.api_domain.partition("zohoapis.")[2]
        yield from (f"{name}.zohoapis.{ending}" for name in ("www", "sandbox", "developer"))
        yield f"zohoapis.{ending}"
        home = center.accounts_url.partition("accounts.")[2]
        yield from (f"{name}.{home}" for name in _PRODUCT_HOSTS)
        yield home
    yield from (f"{name}.zoho.ca" for name in _PRODUCT_HOSTS)


HOSTS = frozenset(_hosts())
"""Hosts of Zoho's own, in lower case."""
