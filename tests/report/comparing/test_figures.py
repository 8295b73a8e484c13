"""The figures of a comparison: charts, words and tables from the same rows, all drawn."""

from collections.abc import Iterator
from pathlib import Path

import altair as alt
import pytest

from milieu.lifecycle.stage import STAGES
from milieu.report.comparing.jobs_figures import first_of_all
from milieu.report.comparing.page import Comparison, comparison
from milieu.report.drawing import Drawings, svg_of
from milieu.report.figures.lettered import LANE, lettered
from milieu.report.strokes import is_plain
from tests.report.comparing.rows import compared


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return comparison(compared(tmp_path_factory.mktemp("study"), 1, 2, 3, 4, 5, 6))


def charts(made: Comparison) -> Iterator[object]:
    for figure in (*made.figures, *made.singles):
        for chart in figure.charts.values():
            yield chart()


def test_every_chart_fits_the_schema_and_is_drawn_without_vega(made: Comparison):
    for picture in charts(made):
        alt.LayerChart.from_dict(picture.specification(), validate=True)
        assert is_plain(picture)
        assert "NaN" not in svg_of(picture)


def test_every_figure_has_a_table_a_command_and_an_alternative(made: Comparison):
    assert {one.name for one in made.figures} == {
        "indicators",
        "jobs",
        "indexed",
        "stages",
        "peers",
    }
    for one in made.figures:
        assert one.rows and one.command.count("milieu show") == 6, one.name
        assert all(len(row) == len(one.columns) for row in one.rows), one.name
        assert one.alt.endswith("Table follows."), one.name


def test_each_row_has_a_dot_for_each_cluster_that_is_known(made: Comparison):
    for measure, single in zip(made.measures, made.singles, strict=True):
        svg = svg_of(single.charts["any"]())
        known = [one.letter for one in measure.figures if one.ends]
        assert all(f">{letter}</text>" in svg for letter in known), measure.name


def test_the_table_says_what_the_chart_says(made: Comparison):
    for measure, row in zip(made.measures, made.indicators.rows, strict=True):
        assert row[0] == measure.label
        assert row[2:] == tuple(one.amount.spoken for one in measure.figures)


def test_jobs_are_indexed_to_the_first_year_that_all_have(made: Comparison):
    base = first_of_all(made.compared.ones)
    figure = next(one for one in made.jobs if one.name == "indexed")
    row = next(row for row in figure.rows if row[0] == str(base))
    assert all(cell.startswith("100") for cell in row[1:])


def test_bars_and_texts_of_one_row_are_kept_off_each_other():
    marks = [
        {
            "letter": letter,
            "low": 1.0,
            "value": 2.0,
            "high": 3.0,
            "status": "estimated",
            "text": "2",
        }
        for letter in "ABC"
    ]
    row = {"label": "x", "note": "", "ends": (0.0, 4.0), "said": ("0", "4"), "reference": None,
           "referred": "", "marks": marks}  # fmt: skip
    one, three = (lettered([{**row, "marks": marks[:n]}], width=800).height for n in (1, 3))
    assert three - one == 2 * LANE


def test_a_figure_whose_bar_reaches_the_edge_stands_beside_its_dot():
    mark = {"letter": "C", "low": 0.1, "value": 2.0, "high": 4.0, "status": "estimated",
            "text": "2.0"}  # fmt: skip
    row = {"label": "x", "note": "", "ends": (0.0, 4.0), "said": ("0", "4"), "reference": None,
           "referred": "", "marks": [mark]}  # fmt: skip
    layers = lettered([row], width=800).layers
    drawn = [row for layer in layers for row in layer.rows if set(row) == {"x", "y", "text"}]
    (letter,) = [one for one in drawn if one["text"] == "C"]
    said = {one["x"] for one in drawn if one["text"] == "2.0"}
    assert said and all(letter["x"] < x < letter["x"] + 20 for x in said)


def test_the_legend_of_the_stages_names_all_that_can_be_seen(made: Comparison):
    figure = made.stages
    assert figure is not None
    shown = {stage for one in made.compared.ones for row in one.stages for stage in STAGES
             if (row[f"{stage}_today"] or 0.0) > 0.02}  # fmt: skip
    assert {mark.removeprefix("tile ") for mark, _ in figure.legend} == {str(s) for s in shown}


def test_a_comparison_of_nothing_known_shows_nothing(tmp_path: Path):
    found = comparison(compared(tmp_path, 6, count=6))
    assert found.topics == []
    with Drawings() as drawings:
        found.begin(drawings)
    assert all(figure.drawings for figure in found.figures)
