"""Without a script everything can still be found, read, tried, brought in and watched."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.browser.addresses import address_of
from tests.web.browser.seeing import until
from tests.web.browser.test_visit import of_2012

pytestmark = pytest.mark.xdist_group("browser")
PLAIN = {"java_script_enabled": False}


def test_the_filters_of_the_atlas_work_without_a_script(visit):
    page = visit("/s/made-up", **PLAIN)
    page.locator("select[name=stage]").select_option("decline")
    page.locator(".atlas-filters button").click()
    expect(page.locator(".found strong")).to_have_text("2 of 12 clusters")
    expect(page.locator(".clusters-list tbody tr")).to_have_count(2)


def test_a_cluster_is_read_without_a_script(server, visit):
    page = visit(address_of("cluster", server), **PLAIN)
    expect(page.locator(".verdict")).to_contain_text("Most probably in")
    assert page.locator("main figure svg:visible").count() > 5
    assert page.locator("button.explore:visible").count() == 0  # it would do nothing
    page.locator("figure summary", has_text="Table").first.click()
    expect(page.locator("figure table").first).to_be_visible()


def test_a_policy_is_tried_and_stopped_by_the_labs_buttons_without_a_script(server, visit):
    page = visit(address_of("lab", server), **PLAIN)
    page.locator("#ask input[type=number][name^='i.']:visible").first.fill("2")
    page.locator("#ask button.show").click()
    expect(page).to_have_url(re.compile("do="))
    page.get_by_role("button", name="Run it").click()
    page.locator("#under-way").get_by_role("button", name="Stop").click()
    until(page, lambda: page.get_by_role("button", name="Go on").count() == 1)
    expect(page.locator("#under-way")).to_have_text(re.compile("topped"))


def test_files_are_brought_in_without_a_script(own_visit, tmp_path):
    page = own_visit("/s/small/add", **PLAIN)
    page.locator("#files").set_input_files(of_2012(tmp_path))
    page.get_by_role("button", name="Look at them").click()
    page.locator("#source").select_option("long_table")
    page.get_by_role("button", name="Go on").click()
    mapped = {"region": "Place", "industry": "Branch", "jobs": "People", "establishments": "Firms"}
    for ours, theirs in mapped.items():
        page.locator(f"[name='map.{ours}']").select_option(theirs)
    page.get_by_role("button", name="Check every row").click()
    expect(page.locator("h1")).to_have_text("80 rows fit, 2 do not")
    page.get_by_role("button", name="Take in 80 rows").click()
    expect(page).to_have_url(re.compile("/done$"))
    page.get_by_role("link", name="Watch the task").click()
    until(page, lambda: page.locator(".badge").first.inner_text() == "done")


def test_the_tasks_of_a_study_are_read_and_asked_for_without_a_script(visit):
    page = visit("/s/small/tasks", **PLAIN)
    page.locator("select[name=until]").select_option(index=1)
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.locator("h1")).to_have_text(re.compile("^Build up to"))
    until(page, lambda: page.locator(".badge").first.inner_text() == "done")
    page.locator(".crumbs a").last.click()
    expect(page.locator("li.task h2").first).to_have_text(re.compile("^Build up to"))
