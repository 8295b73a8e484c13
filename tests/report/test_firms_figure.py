"""Firms on a map: summed, and few of them are not told."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from milieu.report.cluster_figures import Known
from milieu.report.figures.marks import Picture
from milieu.report.firms_figure import FEW, firms_figure, firms_map
from milieu.report.reading import clusters
from milieu.report.strokes import is_plain
from tests.report.small_study import Names, made

ONE = clusters(made(Path("study"), clusters=1).session())[0]
KNOWN = Known(ONE, (), (), Names({}, {}), "the nation", "Source: a file.", "study")


def firm(longitude: float, latitude: float, jobs: float | None = 10.0) -> dict[str, float | None]:
    return {"longitude": longitude, "latitude": latitude, "jobs": jobs}


def test_squares_hold_the_jobs_of_their_firms_and_few_firms_are_not_told():
    crowd = [firm(10.0, 50.0, 5.0)] * 4
    figure = firms_figure(KNOWN, [*crowd, firm(11.0, 51.0, 900.0)], "Source: firms.")
    assert [row[1:] for row in figure.rows] == [("4", "20"), (f"under {FEW}", "–")]
    assert "900" not in str(figure.rows) + figure.alt


def test_firms_without_a_place_are_counted():
    figure = firms_figure(KNOWN, [firm(10.0, 50.0)] * 3 + [firm(None, None)], "")
    assert "1 firm has no known place" in figure.how
    assert firms_figure(KNOWN, [firm(None, None)], "") is None


def test_where_no_jobs_can_be_told_the_figure_says_so():
    figure = firms_figure(KNOWN, [firm(10.0, 50.0), firm(11.0, 51.0)], "")
    assert figure.how == (
        f"2 firms in 2 places: a ring each. Nowhere are there {FEW} or more, so no jobs are shown."
    )


def test_the_borders_of_the_regions_lie_under_the_firms():
    square = [[9, 49], [12, 49], [12, 52], [9, 52], [9, 49]]
    shape = json.dumps({"type": "Polygon", "coordinates": [square]})
    figure = firms_figure(KNOWN, [firm(10.0, 50.0), firm(11.0, 51.0)], "", [shape])
    drawn = figure.charts["narrow"]()
    assert drawn.layers[0].look["type"] == "geoshape" and is_plain(drawn)
    assert drawn.layers[0].rows[0]["geometry"]["type"] == "Polygon"


@given(
    some.lists(
        some.tuples(some.floats(-179, 179), some.floats(-80, 80), some.floats(0, 1e5)),
        min_size=1, max_size=60,
    )
)  # fmt: skip
def test_any_places_are_drawn_within_the_map_and_no_job_is_lost(places):
    firms = [firm(*place) for place in places]
    figure = firms_figure(KNOWN, firms, "")
    drawn: Picture = figure.charts["wide"]()
    assert is_plain(drawn) and drawn.height > 100
    squares = figure.charts["wide"].args[0]
    assert sum(square["firms"] for square in squares) == len(firms)
    for layer in drawn.layers[:-2]:
        for row in layer.rows:
            assert -1 <= row["x"] <= drawn.width + 1 and -1 <= row["y"] <= drawn.height + 1
    assert firms_map
