"""A whole visit: find a cluster, read it, try a policy, bring data, watch work, take reports."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.study.small import rows
from tests.web.browser.addresses import address_of
from tests.web.browser.seeing import LONG, until
from tests.web.browser.serving import Server

pytestmark = pytest.mark.xdist_group("browser")


def test_a_reader_finds_a_cluster_reads_its_stage_and_sees_it_beside_a_peer(server, visit, screens):
    page = visit("/")
    page.get_by_role("link", name="Written by hand").last.click()
    page.locator(".atlas-filters [name=search]").fill("apparel")
    page.locator("select[name=stage]").select_option("growth")
    page.locator(".atlas-filters button").click()
    expect(page.locator(".found strong")).to_have_text(re.compile("of 12 clusters"))
    page.locator(".clusters-list tbody a").first.click()
    id = page.url.rsplit("/", 1)[1]
    said = server.ask(f"/api/v1/s/made-up/c/{id}")["words"]["verdict"][0]
    assert page.locator(".verdict").inner_text().strip() == said
    assert "growth" in said
    screens(page, "visit-cluster")
    page.get_by_role("link", name="Compare", exact=True).last.click()
    page.locator("summary", has_text="Whom else").click()
    page.locator("main a.chip.add:visible").first.click()
    expect(page.locator("h1")).to_have_text(re.compile("^[2-9] clusters side by side"))
    assert page.locator("figure").count() > 2
    screens(page, "visit-compare")


def test_a_policy_is_tried_watched_stopped_and_saved(server, visit, screens):
    page = visit(address_of("lab", server))
    sliders = page.locator("#ask input[type=range]:visible")
    sliders.nth(0).focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#answer .lead")).to_have_text(re.compile("quick estimate|runs are"))
    stop = page.locator("#under-way").get_by_role("button", name="Stop")
    expect(stop).to_be_visible(timeout=LONG)  # runs begin by themselves after a rest
    first = page.url
    keep = page.get_by_role("button", name="Stop and keep these")
    expect(keep).to_be_visible(timeout=LONG)
    expect(page.locator(".far strong")).to_have_text(re.compile(r"\d+ of 400 paired runs"))
    expect(page.locator("#under-way .held")).to_have_text(re.compile(r"hold \d+ of them so far"))
    left = page.locator("#under-way .far span").inner_text().strip()
    assert re.fullmatch(r"(· about \d+ (seconds|minutes?) left)?", left)  # one way of saying it
    assert page.locator("#answer figure.fan svg").count() >= 3
    assert "In the model" in page.locator("#answer .lead").inner_text()
    screens(page, "visit-lab-runs")
    keep.click()
    expect(page.locator("#under-way")).to_have_text(re.compile("stopped"), timeout=LONG)
    assert page.locator("#answer figure.fan svg").count() >= 3
    given_up(page)
    page.goto(first)
    saved(page, "Hands and heads")
    screens(page, "visit-lab-saved")


def given_up(page: Page) -> None:
    """Try something else and stop it before anything came of it."""
    page.locator("#ask input[type=number][name^='i.']:visible").nth(1).fill("1")
    button = page.locator("#under-way").get_by_role("button", name="Stop")
    expect(button).to_be_visible(timeout=LONG)
    button.click()
    expect(page.locator("#under-way")).to_have_text(re.compile("topped"), timeout=LONG)


def saved(page: Page, name: str) -> None:
    """Save what is tried, and find it where scenarios are kept."""
    page.locator("#saving [name=name]").fill(name)
    page.get_by_role("button", name="Save scenario").click()
    expect(page.locator("h1")).to_have_text(name)
    page.get_by_role("link", name="All scenarios").click()
    expect(page.locator("main h2").first).to_have_text(name)
    with page.expect_download() as file:
        page.locator("main a[download]").first.click()
    assert "[[" in Path(file.value.path()).read_text(encoding="utf-8")


def test_two_readers_see_each_others_finished_tasks(server, visit, screens):
    here, there = visit("/s/small/tasks"), visit("/s/small/tasks", locale="zh-CN")
    before = there.locator("li.task").count()
    here.get_by_role("button", name="Build", exact=True).click()
    expect(here.locator(".badge").first).to_have_text("done", timeout=LONG)
    there.reload()  # the list alone does not ask again while nothing is under way
    expect(there.locator("li.task")).to_have_count(before + 1)
    expect(there.locator(".badge").first).to_have_text("已完成", timeout=LONG)
    assert there.locator("li.task h2 a").first.get_attribute("href") in here.url
    screens(there, "visit-tasks-zh")


def test_a_file_with_errors_is_mapped_mended_taken_in_and_built(own_visit, tmp_path, screens):
    page = own_visit("/s/small")
    assert "Data up to 2011" in page.locator("main").inner_text()
    page.goto("/s/small/add")
    page.locator("#files").set_input_files(of_2012(tmp_path))
    page.get_by_role("button", name="Look at them").click()
    expect(page.locator("main table")).to_be_visible()
    page.locator("#source").select_option("long_table")
    page.get_by_role("button", name="Go on").click()
    page.locator("[name='map.jobs']").select_option("Remark")
    for ours, theirs in (("region", "Place"), ("industry", "Branch"), ("year", "Year")):
        page.locator(f"[name='map.{ours}']").select_option(theirs)
    page.locator("form.mapping button").click()
    expect(page.locator("h1")).to_have_text(re.compile("not"))
    screens(page, "visit-upload-wrong")
    page.get_by_role("link", name="Mend the columns").first.click()
    expect(page.locator("#jobs .mistake")).to_be_visible()
    page.locator("[name='map.jobs']").select_option("People")
    page.locator("[name='map.establishments']").select_option("Firms")
    page.locator("form.mapping button").click()
    expect(page.locator("h1")).to_have_text("80 rows fit, 2 do not")
    expect(page.locator(".misfits tbody tr")).to_have_count(2)
    screens(page, "visit-upload-check")
    page.get_by_role("button", name="Take in 80 rows").click()
    expect(page).to_have_url(re.compile("/done$"))
    taken_in(page)
    built(page)
    screens(page, "visit-atlas-newer")


def of_2012(folder: Path) -> Path:
    """Write the office's next year, with two rows that can not be."""
    file = folder / "office.csv"
    lines = ["Place;Branch;Year;People;Firms;Remark"]
    lines += [";".join(map(str, row)) + ";as counted" for row in rows((2012,))]
    lines += ["North;311;2012;-7;3;", "North;312;2012;many;3;"]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def taken_in(page: Page) -> None:
    """Wait until the rows are in, and see those that did not fit in quarantine."""
    page.get_by_role("link", name="Watch the task").click()
    expect(page.locator(".badge").first).to_have_text("done", timeout=LONG)
    page.goto("/s/small/data")
    expect(page.locator("main")).to_contain_text(re.compile("quarantine", re.IGNORECASE))
    page.goto("/s/small/data/quarantine")
    expect(page.locator("main")).to_contain_text("2 rows")
    expect(page.locator("main")).to_contain_text("many")
    page.goto("/s/small")
    expect(page.locator(".stale")).to_be_visible()


def built(page: Page) -> None:
    """Build from the hint that results are older than the data, and see the newer year."""
    page.locator(".stale a").click()
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.locator(".badge").first).to_have_text("done", timeout=LONG)
    page.goto("/s/small")
    until(page, lambda: page.locator(".stale").count() == 0)  # while it is read, the one before
    expect(page.locator("main")).to_contain_text("Data up to 2012")


def test_a_chart_is_explored_live_under_the_strict_policy_and_read_by_arrow_keys(server, visit):
    page = visit(address_of("cluster", server))
    name = page.locator("figure:has(button.explore:visible)").first.get_attribute("data-figure")
    figure = page.locator(f"figure[data-figure='{name}']")
    figure.get_by_role("button", name="Explore").click()
    expect(figure.locator(".live svg")).to_be_visible(timeout=LONG)
    assert figure.locator(".live svg path").count() > 5
    live = figure.locator(".live")
    live.focus()
    page.keyboard.press("ArrowRight")
    cells = figure.locator(".behind table tbody tr").first.locator("th, td").all_inner_texts()
    read = figure.locator(".read").inner_text()
    assert all(cell.strip() in read for cell in cells if cell.strip())


def test_the_language_changes_words_and_not_numbers(server, visit, screens):
    page = visit(address_of("cluster", server))
    english = numbers(page)
    page.locator(".languages:visible a[lang^=zh]").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    assert numbers(page) == english
    page.goto("/s/made-up")  # and it stays
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    screens(page, "visit-atlas-zh")


def numbers(page: Page) -> list[str]:
    """Return the numbers of the four cards at the top, and of all tables behind figures."""
    texts = page.locator(".numbers strong, main figure .behind td.n").all_text_contents()
    return [re.sub(r"[^\d.]", "", text) for text in texts if re.search(r"\d", text)]


def test_a_server_that_is_killed_says_what_was_interrupted_and_resume_finishes_it(
    own_server: Server, own_visit, screens
):
    id = own_server.clusters("small")[0]["id"]
    page = own_visit("/s/small/tasks", locale="en-US")
    task = own_server.submit("small", "experiment", cluster=id, do="training:1", runs=32)
    page.goto(f"/s/small/tasks/{task}")
    expect(page.locator("progress")).to_be_visible(timeout=LONG)
    page.goto("about:blank")
    own_server.kill()
    own_server.start()
    page.goto(f"/s/small/tasks/{task}")
    expect(page.locator(".badge").first).to_have_text("interrupted", timeout=LONG)
    screens(page, "visit-interrupted")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".badge").first).to_have_text("done", timeout=LONG)
    assert page.locator("a[download]", has_text="effects.csv").count() == 1
