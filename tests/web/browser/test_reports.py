"""Reports: asked for on a page, watched, taken home."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.browser.seeing import LONG

pytestmark = pytest.mark.xdist_group("browser")


def test_a_report_on_a_cluster_is_asked_for_and_works_without_a_network(
    server, visit, browser, tmp_path, screens
):
    one = server.clusters("small")[0]
    page = visit(f"/s/small/c/{one['id']}")
    page.get_by_role("link", name="Report", exact=True).first.click()
    assert page.locator("#cluster").input_value() == one["name"]
    page.locator("#format").select_option("html")
    page.get_by_role("button", name="Write the report").click()
    expect(page.locator(".badge").first).to_have_text("done", timeout=LONG)
    with page.expect_download() as file:
        page.locator(".results a[download]", has_text=re.compile("html$")).first.click()
    kept = tmp_path / "report.html"
    file.value.save_as(kept)
    assert opened_offline(browser, kept, screens) == one["name"]


def opened_offline(browser, file: Path, screens) -> str:
    """Open a report as one would at home, and return of which cluster it tells."""
    context = browser.new_context(offline=True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(file.as_uri())
    screens(page, "report-html")
    outside = [url for url in asked if url.startswith("http")]
    title = page.locator("h1").first.inner_text()
    context.close()
    assert not outside
    return str(title)


@pytest.mark.slow
def test_a_report_as_pdf_is_taken_home(server, visit):
    page = visit("/s/small/report")
    page.locator("#format").select_option("pdf")
    page.get_by_role("button", name="Write the report").click()
    expect(page.locator(".badge").first).to_have_text("done", timeout=LONG)
    with page.expect_download() as file:
        page.locator(".results a[download]", has_text=re.compile("pdf$")).first.click()
    assert Path(file.value.path()).read_bytes().startswith(b"%PDF-")
