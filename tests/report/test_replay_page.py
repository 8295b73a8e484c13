"""The replay: each year as it was told then, against what came."""

from pathlib import Path

import pytest

from milieu.core.errors import UserError
from milieu.report.replay_page import write_replay
from tests.report.made_up_foresight import with_foresight
from tests.report.page import Page
from tests.report.small_study import made
from tests.report.test_document import EVIL


def replayed(folder: Path, *, clusters: int = 3, name: str = "A small study") -> Page:
    tables = with_foresight(made(folder / "small", clusters=clusters)).tables
    file = write_replay(
        tables["stages"],
        tables["outlook_past"],
        folder / "replay.html",
        study=name,
        names={"apparel-1": f"Apparel in {name}"},
        source="Source: by hand.",
        made_up=True,
    )
    return Page(file.read_text("utf-8"))


def test_each_cluster_has_its_stages_as_said_then_and_its_forecasts(tmp_path: Path):
    page = replayed(tmp_path)
    names = [[f.attrs["data-figure"] for f in page.all("figure", within=a)]
             for a in page.all("article")]  # fmt: skip
    assert names == [["then", "film"], ["then", "film"], ["then"]]
    assert [h.text for h in page.all("h2")][:2] == ["Apparel in A small study", "apparel-2"]
    then = page.all("tbody", within=page.all("article")[0])[0]
    first = [cell.text for cell in page.all("td", within=page.all("tr", within=then)[0])]
    assert first[:3] == ["2000", "not enough evidence", "–"] and first[-1] == "growth"


def test_the_record_counts_what_the_tables_show(tmp_path: Path):
    page = replayed(tmp_path, clusters=1)
    stages, film = (page.all("tbody", within=f)[0] for f in page.all("figure"))
    rows = [[c.text for c in page.all("td", within=row)] for row in page.all("tr", within=film)]
    inside = sum(row[5] == "yes" for row in rows)
    shown = page.all("main")[0].text
    assert f"Of its own {len(rows)} earlier forecasts, {inside} ended in range" in shown
    told = [[c.text for c in page.all("td", within=row)] for row in page.all("tr", within=stages)]
    named = [row for row in told[:-1] if row[1] != "not enough evidence"]
    right = sum(row[1] == row[-1] for row in named)
    assert f"{right} of {len(named)} stages named in their own year" in shown
    assert 0 < right < len(named) and 0 < inside < len(rows)


def test_nothing_to_replay_is_said(tmp_path: Path):
    file = write_replay([], [], tmp_path / "replay.html", study="A small study")
    page = Page(file.read_text("utf-8"))
    assert "Nothing can be replayed" in page.all("main")[0].text
    assert "made up" not in file.read_text("utf-8").lower()


def test_rows_that_are_of_no_cluster_are_left_out(tmp_path: Path):
    tables = with_foresight(made(tmp_path / "small", clusters=1)).tables
    nation = [{**row, "of": "nation"} for row in tables["outlook_past"]]
    file = write_replay([], nation, tmp_path / "replay.html", study="A small study")
    assert not Page(file.read_text("utf-8")).all("article")


def test_it_calls_no_address_and_runs_no_name(tmp_path: Path):
    page = replayed(tmp_path, clusters=1, name=EVIL)
    assert len(page.all("script")) == 1
    for element in page.elements:
        assert not {"src", "srcset", "action", "data"} & set(element.attrs)
        assert element.attrs.get("href", "#").startswith(("#", "data:,"))


def test_a_folder_that_is_not_there_is_answered_with_what_to_do(tmp_path: Path):
    with pytest.raises(UserError, match="where you may write"):
        write_replay([], [], tmp_path / "no" / "replay.html", study="A small study")
