"""Square tables come in cell by cell, with what each row and column is told by its name."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.sources.engine.intake import Intake, take_in
from milieu.sources.input_output import input_output
from tests.sources.taking import quarantine, rows, take_one, write

FOLDER = "input_output"

SQUARE = """\
,Food,Steel,Households,Exports,Total
food,1,2,3,4,10
steel,5,6,-1,,10
Imports,0,1,,,1
Value added,4,1,,,5
Output,10,10,,,
"""


def published(shared_data: Path, scratch: Path, name: str, **constants: str) -> Intake:
    """Take in a file that lies where nothing may be written."""
    (intake,) = take_in(input_output, shared_data / FOLDER / name, scratch, constants=constants)
    assert (intake.quarantined, intake.left_out) == (0, 0)
    return intake


def kinds(intake: Intake, side: str) -> dict[str, set[str]]:
    found = defaultdict(set)
    for name, kind in rows(intake, side, f"{side}_kind"):
        found[kind].add(name)
    return dict(found)


def sums(intake: Intake, side: str, condition: str) -> dict[str, float]:
    """Return the sum of the cells that fulfil a condition, by row or column."""
    found = duckdb.execute(
        f"SELECT \"{side}\", sum(value) FROM read_parquet('{intake.rows}')"
        f" WHERE {condition} GROUP BY ALL"
    )
    return dict(found.fetchall())


def assert_rows_add_up(intake: Intake, output: str, rounding: float) -> None:
    """Sales to industries, final users and abroad are output, as the table itself says."""
    sold = sums(
        intake,
        "row",
        "row_kind = 'industry' AND column_kind IN ('industry', 'final_demand', 'exports')",
    )
    made = sums(intake, "row", f"row_kind = 'industry' AND \"column\" = '{output}'")
    assert sold.keys() == made.keys()
    assert_allclose([sold[name] for name in made], list(made.values()), atol=rounding)


def assert_columns_add_up(intake: Intake, rounding: float) -> None:
    """Goods from here and abroad, taxes on products and value added are output."""
    inputs = "'industry', 'imports', 'taxes', 'value_added'"
    used = sums(intake, "column", f"column_kind = 'industry' AND row_kind IN ({inputs})")
    made = sums(intake, "column", "column_kind = 'industry' AND row_kind = 'output'")
    assert used.keys() == made.keys()
    assert_allclose([used[name] for name in made], list(made.values()), atol=rounding)


# Published tables --------------------------------------------------------------------------------


def test_table_of_germany_1995_adds_up_in_rows_and_columns(shared_data, tmp_path):
    """Beutel (2008), Eurostat manual; the file rounds one total to 1,079,400 for 1,079,446."""
    intake = published(shared_data, tmp_path, "germany_1995_6sector.csv", unit="million EUR")
    assert_rows_add_up(intake, "total_final_use", 46)
    assert_columns_add_up(intake, 4)
    assert len(kinds(intake, "row")["industry"]) == 6
    assert kinds(intake, "column")["industry"] == kinds(intake, "row")["industry"]
    assert set(rows(intake, "table", "year", "unit")) == {
        ("germany_1995_6sector", 1995, "million EUR")
    }


def test_table_of_the_netherlands_2000_adds_up_without_the_of_which_column(shared_data, tmp_path):
    intake = published(
        shared_data,
        tmp_path,
        "netherlands_2000_6sector.csv",
        total="final_consumption_households",
    )
    assert_rows_add_up(intake, "total_use", 2)
    assert_columns_add_up(intake, 2)
    assert kinds(intake, "row")["value_added"] == {"value_added_bp"}


def test_table_of_germany_2009_has_its_columns_called_by_the_codes_of_its_rows(
    shared_data, tmp_path
):
    """UN manual; columns are called Agriculture, ... and rows CPA_A, ..."""
    intake = published(
        shared_data,
        tmp_path,
        "germany_2009_un_manual.csv",
        labels="prod_na_lab, numeric_label, quadrant, iotables_row",
        industries="6",
    )
    assert_rows_add_up(intake, "total_output_bp", 4)
    assert_columns_add_up(intake, 4)
    cells = {(row, column): value for row, column, value in rows(intake, "row", "column", "value")}
    assert cells["CPA_A", "CPA_B-E"] == 20
    assert cells["CPA_B-E", "inventory_change"] == -58


def test_leather_table_knows_the_country_of_every_row_and_column(shared_data, tmp_path):
    """Package decompr: three countries with three industries each."""
    intake = published(shared_data, tmp_path, "leather_icio_3x3.csv", separator=".")
    assert_rows_add_up(intake, "OUTPUT", 1e-6)
    countries = set(rows(intake, "row", "row_country"))
    assert ("Turkey_Textile_and_Leather", "Turkey") in countries
    assert len(countries) == 9
    final = {(c, k) for c, k, kind in rows(intake, "column", "column_country", "column_kind")
             if kind == "final_demand"}  # fmt: skip
    assert final == {(f"FD_{name}", name) for name in ("Argentina", "Germany", "Turkey")}


def test_use_table_of_croatia_2010_comes_in_long_and_adds_up_by_product(shared_data, tmp_path):
    intake = published(shared_data, tmp_path, "croatia_2010_use_kn_thousand.csv")
    assert intake.count == 6724
    used = sums(
        intake,
        "row",
        "row_kind = 'product' AND column_kind IN ('industry', 'final_demand', 'exports')",
    )
    total = sums(intake, "row", "row_kind = 'product' AND \"column\" = 'TU'")
    assert len(total) == 65
    assert_allclose([used[name] for name in total], list(total.values()), atol=1)


# By hand -----------------------------------------------------------------------------------------


def test_names_tell_what_rows_and_columns_are(tmp_path):
    intake = take_one(write(tmp_path, SQUARE, "iot.csv"), input_output)
    assert kinds(intake, "row") == {
        "industry": {"food", "steel"},
        "imports": {"Imports"},
        "value_added": {"Value added"},
        "output": {"Output"},
    }
    assert kinds(intake, "column") == {
        "industry": {"food", "steel"},
        "final_demand": {"Households"},
        "exports": {"Exports"},
        "total": {"Total"},
    }


def test_what_an_industry_sells_stays_unknown_where_it_is_empty(tmp_path):
    intake = take_one(write(tmp_path, SQUARE, "iot.csv"), input_output)
    cells = {(row, column): value for row, column, value in rows(intake, "row", "column", "value")}
    assert cells["steel", "Exports"] is None
    assert ("Imports", "Exports") not in cells


def test_industry_without_output_stays(tmp_path):
    text = "who,a,b,fd_x,output\na,1,0,1,2\nb,0,0,0,0\n"
    intake = take_one(write(tmp_path, text, "iot.csv"), input_output)
    assert [r for r in rows(intake, "row", "column", "value") if r[:2] == ("b", "output")] == [
        ("b", "output", 0)
    ]


def test_kinds_can_be_said(tmp_path):
    text = SQUARE.replace("Households", "Army").replace("Imports,", "Sea freight,")
    wishes = {"final_demand": "army", "imports": "Sea freight, Air freight"}
    intake = take_one(write(tmp_path, text, "iot.csv"), input_output, constants=wishes)
    assert kinds(intake, "column")["final_demand"] == {"Army"}
    assert kinds(intake, "row")["imports"] == {"Sea freight"}


def test_column_of_unknown_name_is_not_taken_for_final_demand(tmp_path):
    intake = take_one(write(tmp_path, SQUARE.replace("Households", "Army")), input_output)
    assert kinds(intake, "column")["other"] == {"Army"}


def test_column_called_unit_gives_the_unit_of_each_row(tmp_path):
    text = "who,unit,a,output\na,EUR,1,2\njobs,persons,3,\n"
    intake = take_one(write(tmp_path, text, "iot.csv"), input_output)
    assert set(rows(intake, "row", "unit")) == {("a", "EUR"), ("jobs", "persons")}


def test_excel_sheet_is_read_too(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for line in SQUARE.splitlines():
        cells = line.split(",")
        book.active.append([cells[0], *(float(c) if c[-1:].isdigit() else c for c in cells[1:])])
    book.save(tmp_path / "iot_2015.xlsx")
    intake = take_one(tmp_path / "iot_2015.xlsx", input_output)
    assert ("steel", "Households", -1.0, 2015) in rows(intake, "row", "column", "value", "year")


@pytest.mark.parametrize("wrong", ["many", "1.2.3"])
def test_cell_that_is_no_number_goes_to_quarantine_with_its_line(tmp_path, wrong):
    path = write(tmp_path, SQUARE.replace("5,6,", f"5,{wrong},"), "iot.csv")
    intake = take_one(path, input_output)
    assert quarantine(intake) == [(3, "value", wrong, "a number")]
    assert intake.problem.startswith(f"iot.csv, line 3: value is {wrong}, but it must be a number")
    assert "row=steel, column=steel" in intake.problem


def test_row_that_is_there_twice_goes_to_quarantine(tmp_path):
    intake = take_one(write(tmp_path, SQUARE + "steel,9,9,9,9,9\n", "iot.csv"), input_output)
    assert intake.quarantined
    assert 9.0 not in {value for (value,) in rows(intake, "value")}


@pytest.mark.parametrize(
    ("text", "constants", "message"),
    [
        ("x,a,b\nc,1,2\nd,3,4\n", {}, "no row has the name of a column"),
        (SQUARE, {"names": "code"}, "no column is called 'code'"),
        (SQUARE, {"industries": "six"}, "six is no number of industries"),
    ],
)
def test_table_whose_industries_are_not_found_is_refused(
    tmp_path, text: str, constants: dict[str, Any], message: str
):
    with pytest.raises(UserError, match=message):
        take_one(write(tmp_path, text), input_output, constants=constants)
