"""Life cycle, alarms, peers and outlook in the report: words, charts and tables agree."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from milieu.report.document import write_report
from milieu.report.overview import Overview
from milieu.report.reading import clusters
from milieu.study.foresight_results import FORESIGHT
from milieu.study.results import RESULTS
from tests.report.made_up_foresight import with_foresight
from tests.report.page import Page
from tests.report.small_study import SmallStudy, made
from tests.report.test_document import EVIL, written

NEW = ("course", "position", "signs-lock_in", "signs-race_to_the_bottom", "film", "peers",
       "survival", "outlook-firms", "record", "stages")  # fmt: skip
KEYS = {"cluster", "year", "of", "code", "measure", "origin", "event", "years_after", "alarm",
        "sign", "rank", "peer", "peer_year", "horizon", "size", "state", "stage"}  # fmt: skip
DRAWN = {"stages", "alarms", "alarm_signs", "peers", "peer_survival", "outlook", "outlook_past",
         "outlook_record"}  # fmt: skip
P = "\u00a0%"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> SmallStudy:
    return with_foresight(made(tmp_path_factory.mktemp("foresight") / "small"))


@pytest.fixture(scope="module")
def report(study: SmallStudy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    yield written(study, tmp_path_factory.mktemp("report"))[1]


def article(page: Page, n: int) -> Any:
    return page.all("article", id=f"c-apparel-{n}")[0]


def figure(page: Page, n: int, name: str) -> Any:
    return page.all("figure", within=article(page, n), **{"data-figure": name})[0]


def cells(page: Page, within: Any, at: int = 0) -> list[list[str]]:
    """Return the body of a table of a figure: as it stands there, the first is 0."""
    table = page.all("table", within=within)[at]
    rows = page.all("tr", within=page.all("tbody", within=table)[0])
    return [[e.text for e in page.all("td", within=row)] for row in rows]


def texts(page: Page, within: Any) -> list[str]:
    """Return the texts in the first drawing of a figure."""
    return [one["text"] for one in marks(page, within) if one["tag"] == "text"]


def marks(page: Page, within: Any) -> list[dict[str, str]]:
    """Return the marks of a figure's first drawing."""
    return page.marks(page.all("div", within=within, class_="drawing ")[0])


def words(page: Page, n: int) -> str:
    return str(page.all("div", within=article(page, n), class_="verdict-words")[0].text)


def test_every_figure_has_a_title_words_a_table_and_a_source(report: Page):
    found = set()
    for one in report.all("figure"):
        name = one.attrs["data-figure"]
        if name in NEW:
            found.add(name)
            (described,) = report.all("div", within=one, role="img")
            drawings = report.all("div", within=described)
            assert [d.attrs["class"] for d in drawings] in (
                ["drawing wide", "drawing narrow"],
                ["drawing any"],
            )
            assert described.attrs["aria-label"].endswith("Table follows.")
            assert all(report.all("svg", within=d) for d in drawings)
            assert report.all("td", within=one)
            assert "New York Labor Office" in report.all("p", within=one, class_="source")[0].text
    assert found == set(NEW)


def test_commands_name_results_and_columns_that_there_are(report: Page):
    commands = {e.text for e in report.all("code") if e.text.startswith("milieu show small ")}
    named = {command.split()[3] for command in commands}
    assert named >= DRAWN
    for command in commands:
        if (name := command.split()[3]) in RESULTS:
            columns = {f.name for f in RESULTS[name].fields}
            assert set(re.findall(r"--only (\w+)=", command)) <= columns


def test_stage_in_words_in_ribbon_in_position_and_in_table_is_the_same(report: Page):
    for n in (1, 2, 4):
        stage, share = re.search(
            rf"Most probably in (\w+)(?: again)? since \d+: (\d+{P})", words(report, n)
        ).groups()  # type: ignore[union-attr]
        course = figure(report, n, "course")
        assert f"{stage} {share}" in texts(report, course)
        last = cells(report, course)[-1]
        names = ["budding", "growth", "maturity", "decline"]
        assert last[0] == "2014" and last[1 + names.index(stage)] == share and last[5] == stage
        assert [stage, share] in [row[:2] for row in cells(report, figure(report, n, "position"))]
        assert share in texts(report, figure(report, n, "position"))
        listed = report.all("tr", within=report.all("table", id="cluster-table")[0])[n]
        assert listed.attrs["data-stage"] == stage and share in listed.text


def test_forecast_in_words_in_fan_and_in_table_is_the_same(report: Page):
    for n in (1, 2, 4):
        low, high, middle = re.search(
            rf"Jobs in 2020: ([\d,]+) to ([\d,]+) \(80{P} range\), middle ([\d,]+)\.",
            words(report, n),
        ).groups()  # type: ignore[union-attr]
        course = figure(report, n, "course")
        assert {f"{high} (80 %)", low, f"{middle} middle"} <= set(texts(report, course))
        last = cells(report, course, 1)[-1]
        assert last[:3] == ["2020", middle, f"{low} to {high}"] and last[4] == "forecast of 2014"


def test_the_record_in_words_is_that_of_the_table(report: Page):
    assert "31 of 40 such forecasts ended in range; 32 is ideal." in words(report, 1)
    rows = cells(report, figure(report, 1, "record"))
    assert ["6", "all", "40", f"50{P}", f"78{P}", f"95{P}"] in [row[:6] for row in rows]
    own = cells(report, figure(report, 1, "film"))
    inside = sum(row[5] == "yes" for row in own)
    assert f"Of its own {len(own)} earlier forecasts, {inside} ended in range" in (
        figure(report, 1, "film").text
    )


def test_as_many_filled_triangles_as_words_say_signs_are_worse(report: Page):
    signs = figure(report, 1, "signs-lock_in")
    worse = [row for row in cells(report, signs) if row[-1] == "worse"]
    assert "Lock-in alarm since 2011: 4 of 5 signs worse." in words(report, 1)
    assert len(worse) == 4 and len(cells(report, signs)) == 5
    filled = [one for one in marks(report, signs) if one.get("fill") == "var(--alarm)"]
    assert len(filled) == 4


def test_rings_are_the_forecasts_that_the_table_calls_outside(report: Page):
    film = figure(report, 1, "film")
    rings = [one for one in marks(report, film) if one.get("stroke") == "var(--alarm)"]
    assert len(rings) == sum(row[5] == "no" for row in cells(report, film)) > 0


def test_too_little_evidence_is_a_dashed_box_with_what_would_suffice(report: Page):
    assert "5 years are known, 8 are needed: 3 more would do." in words(report, 3)
    stages = figure(report, 3, "stages")
    assert "not enough evidence" in texts(report, stages)
    assert any(one.get("stroke-dasharray") == "4,3" for one in marks(report, stages))
    assert {row[1] for row in cells(report, stages)} == {"–"}
    assert "Jobs: no forecast." in words(report, 3)
    assert report.all("div", within=article(report, 3), class_="warning cannot-tell")


def test_the_history_stands_where_no_fan_shows_the_same_line(report: Page):
    assert not report.all("figure", within=article(report, 1), **{"data-figure": "history"})
    assert report.all("figure", within=article(report, 3), **{"data-figure": "history"})
    assert report.all("figure", within=article(report, 6), **{"data-figure": "history"})


def test_a_cluster_of_which_nothing_is_known_has_the_page_of_before(report: Page):
    names = [f.attrs["data-figure"] for f in report.all("figure", within=article(report, 6))]
    assert not set(names) & set(NEW) and "robustness" in names


def test_the_front_page_counts_clusters_by_stage_and_alarm(report: Page, study: SmallStudy):
    (table,) = report.all("table", class_="stages")
    rows = [[c.text for c in report.all("td", within=r)] for r in report.all("tr", within=table)]
    assert [row[0] for row in rows[1:]] == ["0", "2", "0", "1", "3"]
    assert [row[2:] for row in rows[1:]] == [
        ["0", "0"],
        ["0", "△ 1"],
        ["0", "0"],
        ["▲ 1", "0"],
        ["0", "0"],
    ]
    main = report.all("main")[0].text
    assert "2 in growth and 1 in decline. 3 clusters have not enough evidence." in main
    assert (
        "Lock-in in 1 cluster. 2 clusters under watch. "
        "Cannot be told: efficiency trap in 5 of 6." in main
    )
    with study.session() as session:
        overview = Overview(session, clusters(session))
    assert sum(row.clusters for row in overview.rows) == 6
    assert [row.alarm for row in overview.rows] == [0, 0, 0, 1, 0]


def test_without_such_results_the_report_says_nothing_of_them(tmp_path: Path):
    plain = made(tmp_path / "small", clusters=2, years=(2013, 2014))
    empty, _ = written(plain, tmp_path)
    plain.missing = tuple(result.name for result in FORESIGHT)
    missing, page = written(plain, tmp_path)
    assert missing == empty
    shown = page.all("main")[0].text.lower()
    assert not any(word in shown for word in ("stage", "alarm", "outlook", "forecast", "peers"))


def test_stages_alone_or_outlook_alone_are_enough(tmp_path: Path):
    for kept, name in (("stages", "stages"), ("outlook", "outlook"), ("alarms", "history")):
        study = with_foresight(made(tmp_path / "small", clusters=1, years=(2013, 2014)))
        for result in FORESIGHT:
            if result.name != kept:
                study.tables[result.name] = []
        _, page = written(study, tmp_path)
        assert page.all("figure", **{"data-figure": name}), kept


def test_names_are_never_run(tmp_path: Path):
    study = with_foresight(made(tmp_path / "small", clusters=1, years=range(2005, 2015), name=EVIL))
    for table, column in (("alarm_signs", "sign"), ("stages", "note"), ("peer_survival", "event"),
                          ("alarms", "sentence"), ("outlook_record", "size")):  # fmt: skip
        for row in study.tables[table]:
            row[column] = EVIL
    text, page = written(study, tmp_path)
    assert len(page.all("script")) == 1 and "<script>alert" not in text
    assert page.all("article")[0].text.count("<script>alert('x')</script>") > 10


@pytest.mark.parametrize(("years", "lost"), [(1, 0.0), (9, 0.3), (9, 1.0)])
def test_whatever_is_unknown_the_page_is_written_and_says_so(
    years: int, lost: float, tmp_path: Path
):
    import random

    chance = random.Random(3)
    study = with_foresight(made(tmp_path / "small", clusters=1, years=range(2000, 2000 + years)))
    for result in FORESIGHT:
        for row in study.tables[result.name]:
            for column in [c for c in row if c not in KEYS]:
                row[column] = None if chance.random() < lost else row[column]
    _, page = written(study, tmp_path)
    shown = page.all("main")[0].text
    assert not re.search(r"\b(None|nan|NaN|undefined)\b", shown)


def test_the_same_rows_give_the_same_bytes(tmp_path: Path):
    study = with_foresight(made(tmp_path / "small", clusters=1, years=range(2007, 2015)))
    first = write_report(study, tmp_path / "a.html").read_bytes()
    assert write_report(study, tmp_path / "b.html").read_bytes() == first
