"""Words, the table behind a figure, the API's rows and the command line give the same numbers."""

import csv
import io
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.web.browser.serving import Server

pytestmark = pytest.mark.xdist_group("browser")
SAMPLE = (("made-up", 0), ("made-up", 5), ("small", 0), ("small", 3))


@pytest.mark.parametrize(("study", "number"), SAMPLE)
def test_a_cluster_has_one_set_of_numbers_wherever_it_is_read(study, number, server, visit):
    one = server.clusters(study)[number]
    said = server.ask(f"/api/v1/s/{study}/c/{one['id']}")
    page = visit(f"/s/{study}/c/{one['id']}")
    verdict = said["words"]["verdict"][0]
    assert page.locator(".verdict").inner_text().strip() == verdict
    assert agrees(page.locator(".numbers strong").first.inner_text(), said["cluster"]["jobs"])
    assert chance_in(verdict) == chance_in_atlas(page, study, one)
    if study == "small":  # the other has no draws, from which the lab begins
        page.goto(f"/s/{study}/lab/{one['id']}")
        assert chance_in(page.locator("#subheading").inner_text()) == chance_in(verdict)


def agrees(card: str, jobs: dict[str, Any]) -> bool:
    """Return whether a card shows the API's text, or a range around it where no value is known."""
    if jobs["value"] is not None:
        return card.strip() == jobs["text"]
    low, high = (float(end.replace(",", "")) for end in card.split(" to "))
    return 0.8 * jobs["low"] <= low <= jobs["low"] <= jobs["high"] <= high <= 1.2 * jobs["high"]


def chance_in(text: str) -> str:
    """Return the first probability that is said, empty if there is none."""
    found = re.search(r"(?:over |under )?\d+\s%", text)
    return found.group() if found else ""


def chance_in_atlas(page: Page, study: str, one: dict[str, Any]) -> str:
    """Return the probability of the stage that the list of clusters shows."""
    page.goto(f"/s/{study}")
    row = page.locator(".clusters-list tr", has=page.locator(f"a[href$='/{one['id']}']"))
    return chance_in(row.locator("td").first.inner_text())


@pytest.mark.parametrize("study", ["made-up", "small"])
def test_the_rows_behind_a_figure_are_those_of_its_download_and_its_command(study, server, visit):
    one = server.clusters(study)[0]
    page = visit(f"/s/{study}/c/{one['id']}")
    folder = next(folder for folder in server.studies if folder.name == study)
    compared = 0
    for figure in page.locator("main figure:has(.behind a[download]:visible)").all()[:4]:
        link = figure.locator(".behind > a[download]:visible")
        address, promised = link.get_attribute("href"), link.inner_text()
        command = figure.locator("details:has(> summary:text-is('Same by command')) > code")
        downloaded = str(server.ask(address or ""))
        assert downloaded == typed(command.last.text_content() or "", folder)
        rows = list(csv.DictReader(io.StringIO(downloaded)))
        assert re.sub(r"[^\d]", "", promised) == str(len(rows)), (address, promised)
        compared += len(rows)
    assert compared > 10


def typed(command: str, folder: Path) -> str:
    """Return what a command prints as CSV."""
    words = [*shlex.split(command.strip()), "--format", "csv"]
    assert words[:2] == ["milieu", "show"], command
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_list_of_clusters_shows_what_the_table_of_clusters_holds(server: Server, visit):
    page = visit("/s/small?sort=-jobs")
    table = str(server.ask("/api/v1/s/small/data/clusters?format=csv"))
    held = {row["cluster"]: row for row in csv.DictReader(io.StringIO(table))}
    listed = page.locator(".clusters-list tbody tr").all()
    assert len(listed) == len(held) == 6
    for row in listed:
        id = (row.locator("a").first.get_attribute("href") or "").rsplit("/", 1)[1]
        shown = row.locator("td.n").first.inner_text().split()[0].replace(",", "")
        assert float(shown) == pytest.approx(float(held[id]["jobs"]), rel=0.05)
