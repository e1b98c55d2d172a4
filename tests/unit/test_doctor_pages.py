"""The doctor's two pages are current, and every address on them is real and stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zoho_helpers.doctor import documents, report
from zoho_helpers.doctor.causes import CAUSES
from zoho_helpers.doctor.error_lookup import page_of_error
from zoho_helpers.doctor.error_texts import ERROR_TEXTS

ROOT = Path(__file__).parents[2]
PAGES = {file.name: file.read_text("utf-8") for file in (documents.FILE, documents.ERRORS_FILE)}
GIVEN_OUT = Path(__file__).with_name("doctor_addresses.txt")
"""Every address that ever was on a page. A line may be added; one that is taken away breaks links
that people have."""


def slug(heading: str) -> str:
    """Return the address that GitHub gives to a heading that stands once on its page."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def headings(page: str) -> list[str]:
    outside_code = re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S)
    return re.findall(r"^#{1,6} (.+)$", outside_code, re.M)


ADDRESSES = {
    f"{name}#{slug(heading)}" for name, page in PAGES.items() for heading in headings(page)
}


def test_the_pages_are_current() -> None:
    assert PAGES["CAUSES.md"] == documents.render(), "run `nox -s docs` to write it anew"
    assert PAGES["ERRORS.md"] == documents.render_errors(), "run `nox -s docs` to write it anew"


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_no_address_stands_twice(page: str) -> None:
    slugs = [slug(heading) for heading in headings(page)]
    assert sorted(set(slugs)) == sorted(slugs), "GitHub would add a number to the second"


def test_what_is_given_out_as_an_address_is_one() -> None:
    given = [report.page_of(id) for id in CAUSES] + [page_of_error(id) for id in ERROR_TEXTS]
    for address in given:
        page, _, anchor = address.partition("#")
        assert (ROOT / page).is_file()
        assert f"{Path(page).name}#{anchor}" in ADDRESSES


def test_an_error_texts_id_is_what_github_makes_of_its_heading() -> None:
    assert {row.id: slug(row.heading) for row in ERROR_TEXTS.values()} == {
        id: id for id in ERROR_TEXTS
    }


@pytest.mark.parametrize(
    ("heading", "address"),
    [
        ("wrong_data_centre", "wrong_data_centre"),
        ("KeyError: access_token", "keyerror-access_token"),
        ("Sprints 7401.14", "sprints-740114"),
        ("Zoho's OAuth, and", "zohos-oauth-and"),
        ("a - b", "a---b"),
    ],
)
def test_how_github_makes_an_address(heading: str, address: str) -> None:
    assert slug(heading) == address


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", PAGES[name])
    assert links
    for link in links:
        page, _, anchor = link.partition("#")
        assert page in ("", *PAGES)
        assert not anchor or f"{page or name}#{anchor}" in ADDRESSES, link


def test_every_part_is_in_the_index_of_its_page() -> None:
    for name, rows in (("CAUSES.md", CAUSES), ("ERRORS.md", ERROR_TEXTS)):
        index = PAGES[name].partition("\n## ")[0]
        assert [id for id in rows if f"](#{id}) |" not in index] == []


def test_causes_and_error_texts_link_to_each_other() -> None:
    """Whoever comes from one page finds the way back."""
    to_errors = parts(PAGES["CAUSES.md"], r"ERRORS\.md#([\w-]+)")
    to_causes = parts(PAGES["ERRORS.md"], r"CAUSES\.md#(\w+)")
    pairs = {(error, cause) for cause, errors in to_errors.items() for error in errors}
    assert pairs == {(error, cause) for error, causes in to_causes.items() for cause in causes}


def parts(page: str, link: str) -> dict[str, set[str]]:
    """Return the links of each part by its address."""
    found = re.split(r"^## (.+)$", page, flags=re.M)[1:]
    return {
        slug(heading): set(re.findall(link, text))
        for heading, text in zip(found[::2], found[1::2], strict=True)
    }


def test_an_address_stays() -> None:
    given_out = set(GIVEN_OUT.read_text("utf-8").split())
    assert given_out - ADDRESSES == set(), "people have links to these: give them back"
    assert ADDRESSES - given_out == set(), f"add these to {GIVEN_OUT.name}"
