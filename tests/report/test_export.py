"""Exports: the same rows in every format, and no formula in any."""

import csv
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from milieu.core.errors import UserError
from milieu.report.export import write

NASTY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", 'a "quoted", name']
ROWS = pa.table({"name": NASTY, "jobs": [-1.5, 0.1 + 0.2, None, 1e9, 3.0, 4.0, 5.0, 6.0]})


def test_csv_and_excel_carry_no_formulas(tmp_path):
    write(ROWS, "csv", tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as lines:
        texts = [row["name"] for row in csv.DictReader(lines)]
    assert not any(text.startswith(("=", "+", "-", "@", "\t", "\r")) for text in texts)
    write(ROWS, "xlsx", tmp_path / "rows.xlsx")
    for row in load_workbook(tmp_path / "rows.xlsx").active.iter_rows(min_row=2):
        assert row[0].data_type == "s"
        assert not row[0].value.startswith(("=", "+", "-", "@"))


def test_a_column_named_like_a_formula_is_harmless_too(tmp_path):
    write(pa.table({"=1+1": [1]}), "csv", tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_text(encoding="utf-8").startswith("'=1+1")


def test_numbers_come_out_as_numbers(capsys):
    write(ROWS, "csv", None)
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["jobs"] for row in rows][:4] == ["-1.5", "0.3", "", "1000000000"]


def test_json_and_parquet_hold_the_text_as_it_is(tmp_path, capsys):
    write(ROWS, "json", None)
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == NASTY
    write(ROWS, "parquet", tmp_path / "rows.parquet")
    assert pq.read_table(tmp_path / "rows.parquet").equals(ROWS)


def test_no_rows_are_still_a_table(capsys):
    write(ROWS.slice(0, 0), "json", None)
    assert json.loads(capsys.readouterr().out) == []
    write(ROWS.slice(0, 0), "csv", None)
    assert capsys.readouterr().out == "name,jobs\n"


def test_the_screen_shows_some_rows_and_says_how_many_more(capsys):
    write(pa.table({"n": list(range(100))}), "table", None)
    assert "60 more rows" in capsys.readouterr().out


def test_a_binary_format_asks_for_a_file_and_an_unknown_one_for_a_known():
    with pytest.raises(UserError, match="--output"):
        write(ROWS, "xlsx", None)
    with pytest.raises(UserError, match="Did you mean 'parquet'"):
        write(ROWS, "parqet", None)
