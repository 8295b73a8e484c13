"""From an input-output table to the positions of its industries."""

import pytest

from milieu.core.errors import UserError
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


def test_a_table_without_industries_is_one_clear_error(tmp_path):
    file = tmp_path / "small.csv"
    file.write_text(TABLE.replace(",industry", ",other"), encoding="utf-8")
    study = Study.create(tmp_path / "s")
    study.add("long_table", [file], reading=Reading(table="input_output"))
    with pytest.raises(UserError, match="no industry both buys and sells"):
        list(study.build())
