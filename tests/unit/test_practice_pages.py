"""Whatever a client or a person puts where, a page shows it as text and as nothing else."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoho_helpers.practice import console_pages, pages
from zoho_helpers.practice.behaviours import DEFAULTS
from zoho_helpers.practice.console_pages import Shown
from zoho_helpers.practice.records import Client
from zoho_helpers.practice.scopes import split_scopes, unknown_scope

NASTY = st.sampled_from(
    ["<script>", "</title>", '"', "'", "&lt;", "&", "$name", "$$", "${style}", "{0}", "\\1", "<!--"]
)
TEXT = st.lists(NASTY | st.text(max_size=5), max_size=6).map("".join)


class Parsed(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.values += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def consent(text: str) -> str:
    parameters = {"redirect_uri": text, "state": text}
    return pages.consent(text, [text], parameters, [(text, text)], offline=True)


def console(text: str) -> str:
    shown = Shown(typed=typed(text), made={text: text}, more={text: text})
    return console_pages.clients(text, [client(text)], shown)


def typed(text: str) -> dict[str, str]:
    names = ("name", "homepage_url", "redirect_uri", "scope", "minutes")
    return {**dict.fromkeys(names, text), "client_type": "server"}


def client(text: str) -> Client:
    return Client(text, text, "self", text, [text], "us", {"us": text}, [text])


def client_page(text: str) -> str:
    shown = Shown(typed=typed(text), made={text: text}, more={text: text})
    return console_pages.client(client(text), ["eu"], {text: text}, text, shown)


def refusal(text: str) -> str:
    return console_pages.clients("us", [], Shown(message=text))


def deed(text: str) -> str:
    return console_pages.clients("us", [], Shown(done=text))


PAGES: dict[str, Callable[[str], str]] = {
    "consent": consent,
    "console": console,
    "client": client_page,
    "refusal": refusal,
    "deed": deed,
    "error": lambda text: pages.error(text, text, text),
}


@pytest.mark.parametrize("name", PAGES)
@given(text=TEXT)
def test_a_value_never_becomes_a_tag(name: str, text: str) -> None:
    page, plain = Parsed(PAGES[name](f"x{text}")), Parsed(PAGES[name]("plain text"))
    assert page.tags == plain.tags
    assert page.text.count(f"x{text}") >= plain.text.count("plain text") > 0


@given(name=TEXT.filter(bool), value=TEXT)
def test_parameters_come_through_the_form_as_they_were(name: str, value: str) -> None:
    page = pages.consent("A", ["openid"], {"redirect_uri": "x", name: value}, [], offline=False)
    values = Parsed(page).values
    assert (name in values and value in values) or name in ("answer", "user")


def test_the_answer_and_the_user_are_not_carried_over() -> None:
    values = {"redirect_uri": "x", "answer": "accept", "user": "eu"}
    page = pages.consent("A", ["openid"], values, [("us", "Robin")], offline=False)
    assert page.count('name="answer"') == 2, "the two buttons"
    assert page.count('name="user"') == 1, "the choice"


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("ZohoCRM.users.READ", "Read users in Zoho CRM"),
        ("ZohoCRM.modules.leads.ALL", "Read and change modules leads in Zoho CRM"),
        ("ZohoBooks.fullaccess.all", "Read and change fullaccess in Zoho Books"),
        ("AaaServer.profile.READ", "Read profile in Zoho Accounts"),
        ("Desk.tickets.CREATE", "Create tickets in Desk"),
        ("openid", "Know your sign-in"),
        ("email", "Know your email"),
    ],
)
def test_scopes_in_words(scope: str, words: str) -> None:
    assert pages.scope_words(scope) == words


@given(TEXT)
def test_scopes_are_parted_by_commas_or_blanks(text: str) -> None:
    scopes = split_scopes(text)
    assert len(scopes) == len(set(scopes))
    assert all(scope and "," not in scope and not any(map(str.isspace, scope)) for scope in scopes)
    assert unknown_scope(scopes, DEFAULTS) in [*scopes, None]
    assert split_scopes("a,b, c\td,a") == ["a", "b", "c", "d"]


@pytest.mark.parametrize("width", [70])
def test_the_journal_gets_what_a_page_says(width: int) -> None:
    page = pages.error("Heading", "Line")
    assert pages.main_part(page).startswith("<h1>Heading</h1>\n<p>Line</p>")
    assert len(pages.main_part(page)) < width
    assert pages.main_part("no page of ours") == "no page of ours"
