"""From an input-output table to the positions of its industries."""

import pytest

from milieu.study.adding import Reading
from milieu.study.study import Study

TABLE = """table,row,column,value,row_kind,column_kind
small,farms,farms,0,industry,industry
small,farms,mills,60,industry,industry
small,mills,farms,0,industry,industry
small,mills,mills,0,industry,industry
small,farms,households,40,industry,final_demand
small,mills,households,100,industry,final_demand
small,wages,farms,100,value_added,industry
small,wages,mills,40,value_added,industry
"""


def test_farms_that_sell_to_mills_are_further_from_final_use(tmp_path):
    file = tmp_path / "small.csv"
    file.write_text(TABLE, encoding="utf-8")
    study = Study.create(tmp_path / "s")
    study.add("long_table", [file], reading=Reading(table="input_output"))
    states = {o.step: o.state for o in study.build()}
    assert states["value_chain"] == "done"
    rows = {row["industry"]: row for row in study.table("value_chain").to_pylist()}
    # farms: 40 of 100 go to final use at once, 60 through mills: 1 + 0.6 steps
    assert rows["farms"]["upstreamness"] == pytest.approx(1.6)
    assert rows["mills"]["upstreamness"] == pytest.approx(1.0)
    # mills: 60 of 100 are farms' products: 1 + 0.6 steps from primary inputs
    assert rows["mills"]["downstreamness"] == pytest.approx(1.6)
    assert rows["mills"]["output_multiplier"] == pytest.approx(1.6)
    assert rows["farms"]["output_multiplier"] == pytest.approx(1.0)


def test_a_table_without_industries_says_so_and_stops_no_build(tmp_path):
    file = tmp_path / "small.csv"
    file.write_text(TABLE.replace(",industry", ",other"), encoding="utf-8")
    study = Study.create(tmp_path / "s")
    study.add("long_table", [file], reading=Reading(table="input_output"))
    list(study.build())
    (row,) = study.table("value_chain").to_pylist()
    assert row["industry"] is None
    assert "no industry both buys and sells" in row["note"]


def test_germany_1995_comes_in_and_its_published_linkages_come_out(shared_data, tmp_path):
    study = Study.create(tmp_path / "s")
    study.add("input_output", [shared_data / "input_output" / "germany_1995_6sector.csv"])
    list(study.build())
    rows = study.table("value_chain").to_pandas()
    published = [1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782]
    assert sorted(rows.backward_linkage.round(4)) == sorted(published)
