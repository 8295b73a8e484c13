"""The figures of a study's structure: as many marks as rows, true words, or nothing."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from milieu.report.document import write_report
from milieu.report.drawing import specification, svg_of
from milieu.report.figure import Figure
from milieu.report.figures.plot import runs
from milieu.report.figures.springs import laid_out, spanning
from milieu.report.look import color
from milieu.report.structure_figures import structure_figures
from milieu.report.surroundings import Surroundings
from tests.report.page import Page
from tests.report.small_study import SmallStudy, made
from tests.report.structure import INDUSTRIES, proximity, with_structure
from tests.report.test_document import EVIL

NEW = ("lorenz", "k-density", "product-space", "hot-spots", "value-chain")


def figures(study: SmallStudy) -> dict[str, Figure]:
    with study.session() as session:
        around = Surroundings(
            session, study.names, lambda table: f"from {table}", "small", "", frozenset({"315"})
        )
        return {figure.name: figure for figure in structure_figures(around)}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Figure]]:
    folder = tmp_path_factory.mktemp("structure")
    yield figures(with_structure(made(folder / "small", years=(2013, 2014))))


def layers(figure: Figure, screen: str = "wide") -> list[dict[str, Any]]:
    """Return the layers of a chart, each with its look and rows."""
    specified = specification(figure.charts[screen]())
    return [
        {**layer["mark"], "rows": _rows(specified, layer["data"])} for layer in specified["layer"]
    ]


def _rows(specified: dict[str, Any], data: dict[str, Any]) -> list[dict[str, Any]]:
    rows = data["values"] if "values" in data else specified["datasets"][data["name"]]
    return list(rows)


def drawn(figure: Figure, **look: Any) -> list[dict[str, Any]]:
    """Return the rows of all layers with this look."""
    return [
        row
        for layer in layers(figure)
        if all(layer.get(k) == v for k, v in look.items())
        for row in layer["rows"]
    ]


def test_each_table_with_rows_has_its_figure(shown: dict[str, Figure]):
    assert tuple(shown) == NEW
    for figure in shown.values():
        assert "20" in figure.title and figure.how and figure.source.startswith("from ")
        assert figure.alt.endswith("Table follows.") and ": " in figure.alt
        assert figure.command.startswith("milieu show small ")
        assert all(len(row) == len(figure.columns) for row in figure.rows)


@pytest.mark.parametrize("name", NEW)
@pytest.mark.parametrize("screen", ["wide", "narrow"])
def test_each_is_a_small_drawing(shown: dict[str, Figure], name: str, screen: str):
    svg = svg_of(shown[name].charts[screen]())
    assert "NaN" not in svg and "undefined" not in svg
    assert len(svg) < 40_000


def test_lorenz_curves_follow_the_cells(tmp_path: Path):
    """Jobs 0, 10, 30 of 100 each: a Gini of 2/3 x (1 - 0.25) = 1/2."""
    study = made(tmp_path / "small", clusters=3, years=(2014,))
    study.tables["indicators"] = study.tables["indicators"][:1]
    study.tables["cells"] = [
        {
            "level": "county",
            "region": f"36{n:03}",
            "industry": industry,
            "year": 2014,
            "jobs": count,
            "jobs_low": low,
            "jobs_high": high,
        }
        for n, (inside, low, high) in enumerate(((0, 0, 0), (10, 10, 10), (None, 20, 40)))
        for industry, count, low, high in (
            ("315", inside, low, high),
            ("334", 100 - (low + high) / 2, None, None),
        )
    ]
    figure = figures(study)["lorenz"]
    curve = drawn(figure, type="line", color=color("middle"))
    assert len(curve) == len(figure.rows) == 4
    percent = [tuple(cell.replace("\xa0", " ") for cell in row[1:]) for row in figure.rows]
    assert percent == [
        ("0", "0 %", "0 %"),
        ("1", "33 %", "0 %"),
        ("2", "67 %", "25 %"),
        ("3", "100 %", "100 %"),
    ]
    assert "1 cell known as a range only" in figure.how
    assert "Gini 0.71 (0.68 to 0.75)" in figure.alt
    assert "half of its jobs are in regions with 22.2\xa0% of all jobs" in figure.alt


def test_no_more_than_six_curves_are_drawn_the_most_uneven_first(tmp_path: Path):
    study = made(tmp_path / "small", years=(2014,))
    first = study.tables["indicators"][0]
    cells = [row for row in study.tables["cells"] if row["level"] == "county"]
    for at, code in enumerate(INDUSTRIES[10:18]):
        study.tables["indicators"].append({**first, "industry": code, "value": 0.9 - at / 100})
        study.tables["cells"] += [{**c, "industry": code} for c in cells if c["industry"] == "315"]
    rows = figures(study)["lorenz"].rows
    assert list(dict.fromkeys(row[0] for row in rows)) == INDUSTRIES[10:16]


def test_k_density_says_at_which_distances_firms_are_near(shown: dict[str, Figure]):
    figure = shown["k-density"]
    line = drawn(figure, type="line")
    assert len(line) == len(figure.rows)
    assert "1 of 5 industries localized" in figure.alt
    assert "Apparel manufacturing localized at 0 to 40 km" in figure.alt
    assert len({row[0] for row in figure.rows}) == 4
    assert len(drawn(figure, type="area")) == 2 * len(figure.rows)
    assert len(drawn(figure, type="rule", stroke=color("ink"))) == 1
    nearer = [float(row[1]) for row in figure.rows if row[5] == "nearer"]
    assert max(nearer) == 40


def test_stretches_are_those_without_a_gap():
    marked = [(0.0, True), (1.0, True), (2.0, False), (3.0, True), (4.0, False)]
    assert runs(marked) == [(0.0, 1.0), (3.0, 3.0)]
    assert runs([(1.0, False), (2.0, True), (5.0, True)]) == [(2.0, 5.0)]
    assert runs([]) == []


def test_the_product_space_draws_a_line_for_each_row_and_a_circle_for_each_industry(
    shown: dict[str, Figure],
):
    figure = shown["product-space"]
    assert len(drawn(figure, type="rule")) == len(figure.rows) <= 2 * len(INDUSTRIES)
    assert len(drawn(figure, type="point")) == len(INDUSTRIES)
    (cluster,) = drawn(figure, type="point", fill=color("middle"))
    assert cluster["label"] == "Apparel manufacturing"
    named = {row["text"] for row in drawn(figure, type="text")}
    assert len(named) <= 12 and "Apparel manufacturing" in named
    assert "Clusters of the study in Apparel manufacturing" in figure.alt
    assert {cell for row in figure.rows for cell in (row[0], row[2])} >= {"Computers"}


def test_a_pair_given_both_ways_is_one_link_and_large_networks_stay_small(tmp_path: Path):
    study = made(tmp_path / "small", years=(2014,))
    pairs = proximity([f"{n:04}" for n in range(400)])
    both = [{**pair, "industry": pair["other"], "other": pair["industry"]} for pair in pairs]
    study.tables["proximity"] = pairs + both
    figure = figures(study)["product-space"]
    assert len({frozenset((row[0], row[2])) for row in figure.rows}) == len(figure.rows) == 320
    assert len(drawn(figure, type="point")) == 160
    assert "Left out: 240 smaller industries" in figure.how
    assert sum(len(svg_of(c())) for c in figure.charts.values()) < 150_000


def test_the_layout_is_the_same_at_every_run_and_joins_what_is_linked():
    links = [(a, a + 1) for a in range(9)] + [(a, a + 1) for a in range(10, 19)]
    places = laid_out(20, links)
    np.testing.assert_array_equal(places, laid_out(20, links))
    assert places.min() == 0 and places.max() == 1
    linked = np.mean([math.dist(places[a], places[b]) for a, b in links])
    every = np.mean([math.dist(a, b) for a in places for b in places])
    assert linked < 0.5 * every
    assert np.isfinite(laid_out(1, [])).all()


def test_the_spanning_tree_takes_the_first_links_that_join():
    assert spanning(4, [(0, 1), (1, 2), (0, 2), (2, 3)]) == [0, 1, 3]


def test_the_map_shows_the_industry_with_most_discoveries(shown: dict[str, Figure]):
    figure = shown["hot-spots"]
    assert "Apparel manufacturing" in figure.title
    filled = [row for layer in layers(figure) if layer.get("fill") and layer["type"] == "geoshape"
              for row in layer["rows"]]  # fmt: skip
    assert len(filled) == len(figure.rows) == 6
    outlined = drawn(figure, type="geoshape", stroke=color("ink"))
    assert len(outlined) == sum(row[4] != "no" for row in figure.rows) == 3
    assert [row[4] for row in figure.rows] == ["hot spot", "hot spot", *["no"] * 3, "cold spot"]
    assert "2 regions in hot spots, highest County 1 and County 2; 1 region in cold" in figure.alt
    assert ("tile outlined", "discovery") in figure.legend


@pytest.mark.parametrize(("keep", "mark"), [("point", "point"), ("nothing", "list")])
def test_without_geometry_the_map_has_dots_and_without_coordinates_it_is_a_list(
    keep: str, mark: str, tmp_path: Path
):
    study = with_structure(made(tmp_path / "small", years=(2014,)))
    for region in study.tables["regions"]:
        region["geometry"] = "{not a geometry"
        if keep == "nothing":
            region["longitude"] = None
    study.tables["regions"][1]["latitude"] = None
    figure = figures(study)["hot-spots"]
    assert not drawn(figure, type="geoshape")
    assert len(drawn(figure, type="point")) == len(figure.rows)
    if mark == "point":
        assert len(figure.rows) == 5 and "not drawn: 1 region" in figure.how
        assert len(drawn(figure, type="point", stroke=color("ink"))) == 2
    else:
        assert len(figure.rows) == 6 and "stand in a list" in figure.how
        assert figure.alt.startswith("Dots") and not figure.legend


def test_the_value_chain_is_that_of_the_newest_table(shown: dict[str, Figure]):
    figure = shown["value-chain"]
    assert figure.title.endswith("input-output table austria 2010")
    circles = [row for row in drawn(figure, type="point") if "area" in row]
    assert len(circles) == len(figure.rows) == 29
    assert "Not known for 1 industry." in figure.how
    steps = [float(row[2]) for row in figure.rows]
    assert steps == sorted(steps, reverse=True)
    assert f"farthest from final use is {figure.rows[0][0]} with {figure.rows[0][2]}" in figure.alt
    assert [row["label"] for row in circles if row["cluster"]] == ["Apparel manufacturing"]


def test_empty_tables_leave_no_trace(tmp_path: Path):
    study = made(tmp_path / "small", clusters=1, years=(2014,))
    study.tables["indicators"] = []
    assert not figures(study)
    page = Page(write_report(study, tmp_path / "report.html").read_text("utf-8"))
    assert not page.all("section", id="indicators") and not page.all("a", href="#indicators")
    study.missing = ("k_density", "proximity", "spatial", "value_chain", "cells")
    assert not figures(study)


def test_the_report_shows_them_among_the_indicators_and_never_runs_a_name(tmp_path: Path):
    study = with_structure(made(tmp_path / "small", clusters=3, years=(2014,)), regions=3)
    study.names = type(study.names)(
        {f"36{n:03}": EVIL.format(n) for n in range(1, 4)}, dict.fromkeys(INDUSTRIES, EVIL)
    )
    study.tables["value_chain"][-2]["table"] = "<script>alert('x')</script>_2031"
    text = write_report(study, tmp_path / "report.html").read_text("utf-8")
    page = Page(text)
    (section,) = page.all("section", id="indicators")
    there = [f.attrs["data-figure"] for f in page.all("figure", within=section)]
    assert there[:5] == list(NEW)
    assert "<script>alert" not in text and len(page.all("script")) == 1
    for figure in page.all("figure", within=section)[:5]:
        assert page.all("svg", within=figure) and page.all("td", within=figure)
        assert "<script>alert('x')" in figure.text
        (source,) = page.all("p", within=figure, class_="source")
        assert "milieu show small" in source.text
