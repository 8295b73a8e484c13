"""Regions from tables and maps: codes, levels, borders in degrees."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box, mapping, shape

from milieu.core.errors import UserError
from milieu.sources.engine.intake import Intake, take_in
from milieu.sources.regions import read_map, regions

Json = dict[str, Any]

# The example of the TopoJSON specification (section 1.1), quantized, with ids added
SPECIFIED = {
    "type": "Topology",
    "transform": {
        "scale": [0.0005000500050005, 0.00010001000100010001],
        "translate": [100, 0],
    },
    "objects": {
        "example": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Point", "id": "dot", "coordinates": [4000, 5000]},
                {"type": "LineString", "id": "line", "arcs": [0]},
                {"type": "Polygon", "id": "square", "arcs": [[1]]},
            ],
        }
    },
    "arcs": [
        [[4000, 0], [1999, 9999], [2000, -9999], [2000, 9999]],
        [[0, 0], [0, 9999], [2000, 0], [0, -9999], [-2000, 0]],
    ],
}


def feature(code: str, geometry: Json | None, **properties: Any) -> Json:
    return {"type": "Feature", "id": code, "properties": properties, "geometry": geometry}


def collection(*features: Json) -> Json:
    return {"type": "FeatureCollection", "features": list(features)}


def square(west: float, south: float, side: float = 1) -> Json:
    return dict(mapping(box(west, south, west + side, south + side)))


def taken(tmp_path: Path, content: Json | str, name: str = "map.geojson", **more: Any) -> Intake:
    file = tmp_path / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    (intake,) = take_in(regions, file, tmp_path / "scratch", **more)
    return intake


def rows(intake: Intake) -> list[dict[str, Any]]:
    query = duckdb.execute(f"SELECT * FROM read_parquet('{intake.rows}') ORDER BY region")
    names = [column[0] for column in query.description or []]
    return [dict(zip(names, row, strict=True)) for row in query.fetchall()]


def test_table_of_regions(tmp_path):
    text = (
        "region,name,level,parent,metropolitan_area,longitude,latitude,area_km2\n"
        '01003,"Baldwin County, Alabama",county,01000,C1930,-87.7,30.7,4117\n'
    )
    (row,) = rows(taken(tmp_path, text, "regions.csv"))
    assert row["region"] == "01003" and row["name"] == "Baldwin County, Alabama"
    assert (row["parent"], row["metropolitan_area"], row["level"]) == ("01000", "C1930", "county")
    assert (row["longitude"], row["latitude"], row["area_km2"]) == (-87.7, 30.7, 4117)


def test_areas_of_the_bureau_of_labor_statistics_are_regions(tmp_path, shared_data):
    (intake,) = take_in(regions, shared_data / "us_qcew_2016" / "areas.csv", tmp_path)
    levels = [row["level"] for row in rows(intake)]
    assert (intake.quarantined, levels.count("state"), levels.count("county")) == (0, 51, 3222)


def test_map_gives_codes_names_levels_borders_and_centroids(tmp_path):
    austria = feature("x", square(16, 48), NUTS_ID="AT13", NUTS_NAME="Wien", LEVL_CODE=2)
    (row,) = rows(taken(tmp_path, collection(austria)))
    assert (row["region"], row["name"], row["level"]) == ("AT13", "Wien", "nuts2")
    assert (row["longitude"], row["latitude"]) == (16.5, 48.5)
    assert shape(json.loads(row["geometry"])).equals(box(16, 48, 17, 49))


def test_id_of_the_feature_is_the_code_and_any_property_can_be_mapped(tmp_path):
    one = feature("01003", square(0, 0), NAME10="Baldwin", STATE="01")
    (row,) = rows(taken(tmp_path, collection(one), mapping={"name": "NAME10", "parent": "STATE"}))
    assert (row["region"], row["name"], row["parent"]) == ("01003", "Baldwin", "01")


def test_centroid_that_the_map_gives_is_kept(tmp_path):
    one = feature("a", square(0, 0), Longitude=0.25, latitude=None)
    (row,) = rows(taken(tmp_path, collection(one)))
    assert (row["longitude"], row["latitude"]) == (0.25, 0.5)


def test_properties_that_only_some_regions_have_are_kept(tmp_path):
    both = collection(feature("a", square(0, 0)), feature("b", square(1, 0), name="Bee"))
    assert [row["name"] for row in rows(taken(tmp_path, both))] == [None, "Bee"]


def test_ring_that_crosses_itself_is_mended(tmp_path):
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    (row,) = rows(taken(tmp_path, collection(feature("bow", bow))))
    mended = shape(json.loads(row["geometry"]))
    assert mended.is_valid and mended.area == pytest.approx(2)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]},
        {"type": "Polygon", "coordinates": "none"},
        {"type": "Polygon"},
        {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
        {"type": "Spiral", "coordinates": [0, 0]},
    ],
)
def test_border_that_cannot_be_mended_goes_to_quarantine(tmp_path, broken):
    both = collection(feature("bad", broken), feature("good", square(0, 0)))
    intake = taken(tmp_path, both)
    assert [row["region"] for row in rows(intake)] == ["good"]
    assert intake.quarantined == 1 and "geometry is" in intake.problem


def test_projected_map_is_one_clear_error(tmp_path):
    far = feature("AT13", square(4_780_000, 2_800_000, 20_000))
    with pytest.raises(UserError) as caught:
        taken(tmp_path, collection(far))
    assert str(caught.value) == (
        "map.geojson: region 1 reaches to (4,800,000, 2,820,000), which are not degrees. "
        "The map is projected: export it as longitude and latitude (EPSG:4326)."
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"type": "FeatureColl', "no whole JSON file"),
        ("[" * 100_000, "no whole JSON file"),
        ("[1, 2]", "is no map"),
        ('{"type": "Feature Class"}', "its type is 'Feature Class'"),
        ('{"type": "FeatureCollection"}', "not built as its format asks"),
        ('{"type": "FeatureCollection", "features": [7]}', "not built as its format asks"),
        ('{"type": "FeatureCollection", "features": []}', "no region in this map"),
        ('{"type": "Topology", "arcs": [], "objects": {"a": 1}}', "not built as its format asks"),
        (
            '{"type": "Topology", "arcs": [[[0, 0], [1, 0]], [[1, 1], [0, 0]]],'
            ' "objects": {"a": {"type": "Polygon", "arcs": [[0, 1]]}}}',
            "arc 1 does not begin where",
        ),
    ],
)
def test_file_that_is_no_map_is_refused(tmp_path, content, says):
    with pytest.raises(UserError, match=says):
        taken(tmp_path, content)


def test_decodes_the_example_of_the_topojson_specification(tmp_path):
    """The specification prints the point as 102, 0.5 and the square from 100, 0 to 101, 1."""
    intake = taken(tmp_path, SPECIFIED, "map.topojson")
    dot, area = rows(intake)
    assert (dot["longitude"], dot["latitude"]) == pytest.approx((102, 0.5), abs=5e-4)
    assert shape(json.loads(area["geometry"])).bounds == pytest.approx((100, 0, 101, 1), abs=5e-4)
    assert area["level"] == "example"
    assert intake.quarantined == 1  # a line is no region


def test_border_shared_in_a_topology_is_the_same_from_both_sides(tmp_path):
    """Two squares with the arc between them; the second walks it backwards."""
    topology = {
        "type": "Topology",
        "arcs": [
            [[1, 0], [1, 1]],
            [[1, 1], [0, 1], [0, 0], [1, 0]],
            [[1, 0], [2, 0], [2, 1], [1, 1]],
            [[0.2, 0.2], [0.2, 0.4], [0.4, 0.4], [0.2, 0.2]],
        ],
        "objects": {
            "counties": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1], [3]], "properties": {"id": "west"}},
                    {"type": "MultiPolygon", "arcs": [[[~0, 2]]], "properties": {"id": "east"}},
                    {"type": None, "properties": {"id": "nowhere"}},
                ],
            }
        },
    }
    intake = taken(tmp_path, topology, "map.json")
    east, west = (shape(json.loads(row["geometry"])) for row in rows(intake))
    assert (west.area, east.area) == (pytest.approx(1 - 0.02), 1)
    assert west.intersection(east).length == 1
    assert intake.quarantined == 1


corners = st.tuples(st.integers(-170, 170), st.integers(-80, 80), st.integers(1, 9))


@given(st.lists(corners, min_size=1, max_size=5))
def test_every_square_comes_back_from_a_map_as_it_was(tmp_path_factory, places):
    file = tmp_path_factory.mktemp("maps") / "map.geojson"
    file.write_text(
        json.dumps(collection(*(feature(str(n), square(*p)) for n, p in enumerate(places))))
    )
    for (west, south, side), row in zip(places, read_map(file), strict=True):
        assert shape(json.loads(row["geometry"])).equals(
            box(west, south, west + side, south + side)
        )
        assert float(row["longitude"]) == west + side / 2
