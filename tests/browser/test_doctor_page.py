"""The doctor's page in a real browser, started as its reader starts it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.flow.doctor_page_process import DoctorPage

NASTY = '<img src=x onerror="window.ran=1"><script>window.ran=2</script>'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoctorPage]:
    running = DoctorPage(tmp_path_factory.mktemp("tmp"))
    yield running
    running.end()


@pytest.fixture
def doctor(served: DoctorPage, page: Page) -> Iterator[Page]:
    """The page, opened, with whatever it asks of other machines counted as a failure."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served.address)
    expect(page.locator(".press-doctor")).to_be_visible()
    expect(page.locator("#loading")).to_have_count(0)
    own = re.compile(rf"{served.url}|data:|blob:")
    assert [url for url in asked if not own.match(url)] == []
    yield page
    # The browser is closed without a word; a page that is left ends its kernel, of which there
    # are only so many.
    page.goto("about:blank")


def find(page: Page, paste: str) -> None:
    page.get_by_label("What you have").fill(paste)
    page.get_by_role("button", name="Find the cause").click()


def drop(page: Page, name: str, content: str) -> None:
    """Drop a file on the page, as from a folder."""
    page.evaluate(
        """([name, content]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([content], name));
            for (const type of ["dragover", "drop"])
                document.body.dispatchEvent(
                    new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true}));
        }""",
        [name, content],
    )
    expect(page.locator(".widget-upload")).to_contain_text("(1)")


def test_a_case_is_pasted_asked_about_and_settled(doctor: Page) -> None:
    assert "token" not in doctor.url, "nobody looks over a shoulder and reads it there"
    expect(doctor.get_by_role("heading", name="Token doctor")).to_be_visible()
    find(doctor, '{"error":"invalid_code"}')
    expect(doctor.locator(".out-doctor")).to_contain_text("The code was exchanged before")
    expect(doctor.get_by_label("What you have")).to_have_value("")
    doctor.get_by_role("button", name="refresh_token").click()
    expect(doctor.locator(".out-doctor p").first).to_contain_text("The refresh token is dead")


def test_what_is_known_besides_is_chosen(doctor: Page) -> None:
    doctor.get_by_label("Account's data center").select_option("United States (zoho.com)")
    find(doctor, 'https://accounts.zoho.com/oauth/v2/token {"error":"invalid_client"}')
    first = doctor.locator(".out-doctor p").first
    expect(first).to_contain_text("client_not_found")


def test_a_file_is_dropped_and_another_is_chosen(doctor: Page) -> None:
    drop(doctor, f"{NASTY}.log", '{"code":"OAUTH_SCOPE_MISMATCH"}')
    doctor.get_by_role("button", name="Find the cause").click()
    expect(doctor.locator(".out-doctor")).to_contain_text("scope_missing")
    expect(doctor.locator(".widget-upload")).to_contain_text("(0)")
    with doctor.expect_file_chooser() as chooser:
        doctor.locator(".widget-upload").click()
    chooser.value.set_files({"name": "a.zip", "mimeType": "", "buffer": b"PK\3\4\0\0\0\0"})
    expect(doctor.locator(".widget-upload")).to_contain_text("(1)")
    doctor.get_by_role("button", name="Find the cause").click()
    expect(doctor.locator(".out-doctor")).to_contain_text("The file is no text")


def test_a_file_that_is_too_large_is_a_sentence(doctor: Page) -> None:
    """And the page lives on: the file is larger than what a kernel is sent otherwise."""
    drop(doctor, "big.log", "x" * 12_000_000)
    doctor.get_by_role("button", name="Find the cause").click()
    expect(doctor.locator(".out-doctor")).to_contain_text("The file has 12.0 MB")
    find(doctor, '{"error":"invalid_code"}')
    expect(doctor.locator(".out-doctor")).to_contain_text("code_expired_or_used")


def test_nothing_that_is_pasted_runs_or_shows(doctor: Page) -> None:
    doctor.get_by_label("What you know besides").fill(NASTY)
    find(doctor, f'{NASTY} {{"error":"invalid_code"}} {NASTY}')
    out = doctor.locator(".out-doctor")
    expect(out).to_contain_text("code_expired_or_used")
    assert out.locator("img, script").count() == 0
    assert doctor.evaluate("window.ran") is None
    # Nor would it if it got into the page: that is what its policy is for.
    doctor.evaluate("html => document.querySelector('.out-doctor').innerHTML = html", NASTY)
    doctor.wait_for_function("document.querySelector('.out-doctor img')?.complete")
    assert doctor.evaluate("window.ran") is None


def test_the_report_is_copied_and_saved(doctor: Page) -> None:
    doctor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    find(doctor, '{"error":"invalid_redirect_uri"}')
    doctor.get_by_role("button", name="Copy the report").click()
    expect(doctor.get_by_role("button", name="Copied")).to_be_visible()
    copied = doctor.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("# What is wrong\n\n## 1. The redirect URI is not")
    with doctor.expect_download() as download:
        doctor.get_by_role("link", name="Save the report as a file").click()
    assert download.value.suggested_filename == "token-doctor-report.md"
    assert download.value.path().read_text() == copied


def test_reloading_and_leaving_ends_the_kernel(served: DoctorPage, doctor: Page) -> None:
    def kernel() -> str:
        config = doctor.locator("#jupyter-config-data").text_content() or ""
        found = re.search(r'"kernelId": "([\w-]+)"', config)
        assert found
        return found[1]

    first = kernel()
    doctor.reload()
    expect(doctor.locator(".press-doctor")).to_be_visible()
    assert kernel() != first
    url = f"{served.url}api/kernels/{first}"
    expect(doctor).not_to_have_url(url)
    doctor.wait_for_function("async url => (await fetch(url)).status === 404", arg=url)


def test_it_fits_a_phone(doctor: Page) -> None:
    doctor.set_viewport_size({"width": 400, "height": 800})
    find(doctor, '{"error":"invalid_code"}')
    expect(doctor.locator(".out-doctor")).to_contain_text("code_expired_or_used")
    wide = doctor.evaluate("document.documentElement.scrollWidth")
    assert wide <= 400


def test_another_user_gets_nothing(served: DoctorPage, page: Page) -> None:
    for path in ("", "tree", "voila/files/doctor.ipynb", "api/contents", "page/page.js"):
        answer = page.goto(served.url + path)
        assert answer
        assert answer.status == 403
        expect(page.locator("body")).to_have_text(
            "This page is for whoever started it: open the address that the terminal shows."
        )
