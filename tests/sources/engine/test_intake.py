"""Taking files in: what comes out is what the file says, and every row is accounted for."""

import gzip
import hashlib
import zipfile
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from milieu.core.contracts import CONTRACTS
from milieu.core.errors import UserError
from milieu.sources.declare import Column, Layout, Source
from tests.sources.taking import (
    HEADER,
    leftovers,
    panel,
    quarantine,
    rows,
    take,
    take_one,
    write,
)


def test_rows_have_exactly_the_columns_of_the_contract_and_the_file(tmp_path):
    intake = take_one(panel(tmp_path, "01001,10,2016,7,41.5"))
    described = duckdb.execute(f"DESCRIBE FROM read_parquet('{intake.rows}')").fetchall()
    expected = [(f.name, f.sql_type) for f in CONTRACTS["employment"].fields]
    assert [(name, kind) for name, kind, *_ in described] == [*expected, ("file", "VARCHAR")]


def test_codes_keep_their_leading_zeros_and_empty_cells_stay_unknown(tmp_path):
    intake = take_one(panel(tmp_path, "01001,0111,2016,7,", "01003,0111,2016,0,0"))
    found = rows(intake, "region", "industry", "year", "establishments", "jobs")
    assert found == [("01001", "0111", 2016, 7.0, None), ("01003", "0111", 2016, 0.0, 0.0)]


def test_file_is_the_start_of_the_checksum_of_what_was_given(tmp_path):
    path = panel(tmp_path, "a,b,2016,1,2")
    intake = take_one(path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (intake.raw.sha256, intake.raw.size) == (sha256, path.stat().st_size)
    assert rows(intake, "file") == [(sha256[:12],)]


def test_first_and_last_line_are_those_of_the_file(tmp_path):
    intake = take_one(panel(tmp_path, "a,b,2016,1,2", "", "a,b,2017,1,2"))
    assert (intake.first_line, intake.last_line) == (2, 4)


def test_a_misfit_is_reported_as_one_sentence_that_says_where_what_and_why(tmp_path):
    intake = take_one(panel(tmp_path, "a,b,2016,1,2", "a,b,2017,1,-4"))
    assert intake.problem == (
        "panel.csv, line 3: jobs is -4, but it must be at least 0 (region=a, industry=b, year=2017)"
    )


def test_rows_in_quarantine_show_the_row_as_it_stands_in_the_file(tmp_path):
    intake = take_one(panel(tmp_path, 'a,"b ""c""",2016,1,-4'))
    text = duckdb.execute(f"SELECT row_text, table_name FROM '{intake.quarantine}'").fetchone()
    assert text == ('a,"b ""c""",2016,1,-4', "employment")


def test_columns_that_are_not_taken_are_told(tmp_path):
    path = write(tmp_path, "region,industry,year,jobs,note\na,b,2016,1,x\n")
    assert take_one(path).ignored == ("note",)


def test_where_leaves_rows_out_and_counts_them(tmp_path):
    path = write(tmp_path, "kind,region,industry,year,jobs\nA,a,b,2016,1\nB,a,b,2016,2\n")
    intake = take_one(path, where={"kind": "B"})
    assert (intake.count, intake.quarantined, intake.left_out) == (1, 0, 1)
    assert rows(intake, "jobs") == [(2.0,)]


def test_rows_that_where_leaves_out_are_not_checked(tmp_path):
    path = write(tmp_path, "kind,region,industry,year,jobs\nA,,b,2016,x\nB,a,b,2016,2\n")
    intake = take_one(path, where={"kind": "B"})
    assert (intake.count, intake.quarantined, intake.left_out) == (1, 0, 1)


def test_columns_are_mapped_and_constants_set(tmp_path):
    path = write(tmp_path, "Area,Branch,Workers\na,b,12\n")
    mapping = {"region": "Area", "industry": "branch", "jobs": "Workers"}
    intake = take_one(path, mapping=mapping, constants={"year": "2016"})
    assert rows(intake, "region", "industry", "year", "jobs") == [("a", "b", 2016, 12.0)]


def test_a_year_may_be_written_as_a_number_with_a_zero_fraction(tmp_path):
    assert rows(take_one(panel(tmp_path, "a,b,2016.0,1,1")), "year") == [(2016,)]


def test_numbers_may_be_in_scientific_notation(tmp_path):
    assert rows(take_one(panel(tmp_path, "a,b,2016,1,1.5e3")), "jobs") == [(1500.0,)]


def test_spaces_around_values_are_cut_off_also_those_of_word_processors(tmp_path):
    intake = take_one(panel(tmp_path, " a ,\u00a0b\u202f, 2016 ,1 , 2"))
    assert rows(intake, "region", "industry", "year", "jobs") == [("a", "b", 2016, 2.0)]


def test_names_that_look_like_formulas_are_kept_as_text(tmp_path):
    path = write(tmp_path, "region,name\na,=HYPERLINK(x)\nb,+49\nc,@home\n")
    intake = take_one(path, table="regions")
    assert rows(intake, "name") == [("=HYPERLINK(x)",), ("+49",), ("@home",)]


def test_line_breaks_inside_quotes_do_not_move_the_lines_that_follow(tmp_path):
    path = write(tmp_path, 'region,industry,year,jobs,note\na,b,1,1,"two\nlines"\na,b,2,1,x\n')
    assert [(line, column) for line, column, *_ in quarantine(take_one(path))] == [
        (2, "year"),
        (4, "year"),
    ]


@pytest.mark.parametrize("sign", [";", "\t", "|", ","])
def test_the_delimiter_is_recognised(tmp_path, sign):
    text = f"{HEADER}\nDe Panne,b,2016,1,2\nGent,b,2016,1,2\n".replace(",", sign)
    assert rows(take_one(write(tmp_path, text)), "region", "jobs") == [("De Panne", 2), ("Gent", 2)]


def test_the_delimiter_can_be_said(tmp_path):
    text = "region:industry:year:jobs\na:b:2016:5\n"
    assert rows(take_one(write(tmp_path, text), delimiter=":"), "jobs") == [(5,)]


def test_decimal_comma_and_points_between_thousands_are_recognised(tmp_path):
    text = "region;industry;year;jobs\na;b;2016;1.234,5\na;b;2017;7\na;b;2018;12.000\n"
    assert rows(take_one(write(tmp_path, text)), "jobs") == [(1234.5,), (7,), (12000,)]


def test_commas_between_thousands_are_recognised_where_the_decimal_sign_is_a_point(tmp_path):
    text = 'region,industry,year,jobs\na,b,2016,"1,234.5"\na,b,2017,"12,000"\n'
    assert rows(take_one(write(tmp_path, text)), "jobs") == [(1234.5,), (12000,)]


def test_decimal_comma_can_be_said(tmp_path):
    text = 'region,industry,year,jobs\na,b,2016,"12,5"\n'
    assert rows(take_one(write(tmp_path, text), decimal=","), "jobs") == [(12.5,)]


def test_a_point_stays_a_fraction_where_the_user_says_so(tmp_path):
    text = "region;industry;year;jobs\na;b;2016;1.234\n"
    assert rows(take_one(write(tmp_path, text), decimal="."), "jobs") == [(1.234,)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_understood(tmp_path, end):
    text = end.join([HEADER, "a,b,2016,1,2", "a,b,2017,1,3", ""])
    assert rows(take_one(write(tmp_path, text)), "jobs") == [(2,), (3,)]


def test_mixed_line_ends_are_understood(tmp_path):
    text = f"{HEADER}\r\na,b,2016,1,2\na,b,2017,1,3\r\n"
    assert rows(take_one(write(tmp_path, text)), "jobs") == [(2,), (3,)]


def test_the_last_line_needs_no_line_end(tmp_path):
    assert take_one(write(tmp_path, f"{HEADER}\na,b,2016,1,2")).count == 1


def test_a_file_without_line_end_after_a_long_line_is_read(tmp_path):
    assert take_one(panel(tmp_path, "a,b,2016,1,2," + "")).count == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_byte_order_marks_are_understood(tmp_path, encoding):
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path = write(tmp_path, f"{mark}{HEADER}\nZürich,b,2016,1,2\n", encoding=encoding)
    assert rows(take_one(path), "region") == [("Zürich",)]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "gb18030"])
def test_an_encoding_can_be_said(tmp_path, encoding):
    path = write(tmp_path, f"{HEADER}\nZürich,b,2016,1,2\n", encoding=encoding)
    assert rows(take_one(path, encoding=encoding), "region") == [("Zürich",)]


def test_gz_is_unpacked(tmp_path):
    path = tmp_path / "panel.csv.gz"
    path.write_bytes(gzip.compress(panel(tmp_path, "a,b,2016,1,2").read_bytes()))
    assert take_one(path).count == 1


def test_every_table_in_a_zip_is_read_and_papers_beside_them_are_not(tmp_path):
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2016/a.csv", f"{HEADER}\na,b,2016,1,2\n")
        archive.writestr("2017/b.csv", f"{HEADER}\na,b,2017,1,-3\na,b,2018,1,3\n")
        archive.writestr("read_me.pdf", b"%PDF-1.4")
        archive.writestr("__MACOSX/._a.csv", b"\0\0")
    intake = take_one(path)
    assert (intake.count, intake.quarantined) == (2, 1)
    assert rows(intake, "year") == [(2016,), (2018,)]
    assert "both.zip/2017/b.csv, line 2" in intake.problem


def test_a_key_in_two_tables_of_one_zip_is_found(tmp_path):
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", f"{HEADER}\na,b,2016,1,2\n")
        archive.writestr("b.csv", f"{HEADER}\na,b,2016,1,3\n")
    intake = take_one(path)
    assert (intake.count, intake.quarantined) == (0, 2)


def _workbook(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, cells in sheets:
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(row)
    book.save(path)
    return path


NAMES: list[object] = HEADER.split(",")


def test_the_first_sheet_of_a_workbook_is_read(tmp_path):
    cells = [NAMES, ["01001", "10", 2016, 1, 2.5], ["01003", "10", 2016.0, 1, "=1+1"]]
    intake = take_one(_workbook(tmp_path / "book.xlsx", ("one", cells), ("two", [["x"]])))
    found = rows(intake, "region", "year", "jobs")
    assert found == [("01001", 2016, 2.5), ("01003", 2016, None)]  # no stored value: not computed


def test_another_sheet_can_be_named(tmp_path):
    two = [NAMES, ["a", "b", 2016, 1, 2], ["a", "b", 2017, 1, -1]]
    intake = take_one(_workbook(tmp_path / "b.xlsx", ("one", [["x"]]), ("two", two)), sheet="two")
    assert intake.count == 1
    assert quarantine(intake) == [(3, "jobs", "-1", "at least 0")]


def _parquet(path: Path, query: str) -> Path:
    duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def test_parquet_is_read_with_its_types(tmp_path):
    query = "SELECT '01' AS region, '10' AS industry, 2016 AS year, 2.5 AS jobs, true AS suppressed"
    intake = take_one(_parquet(tmp_path / "p.parquet", query))
    found = rows(intake, "region", "year", "jobs", "suppressed")
    assert found == [("01", 2016, 2.5, True)]


def test_parquet_with_numbers_as_text_is_read(tmp_path):
    query = "SELECT 'a' AS region, 'b' AS industry, '2016' AS year, '2.5' AS jobs"
    assert rows(take_one(_parquet(tmp_path / "p.parquet", query)), "jobs") == [(2.5,)]


def test_misfits_in_parquet_have_the_number_of_their_row(tmp_path):
    query = (
        "SELECT 'a' AS region, 'b' AS industry, 2010 + i AS year, 1 - i AS jobs FROM range(3) t(i)"
    )
    intake = take_one(_parquet(tmp_path / "p.parquet", query))
    assert quarantine(intake) == [(3, "jobs", "-1", "at least 0")]
    text = duckdb.execute(f"SELECT row_text FROM '{intake.quarantine}'").fetchone()
    assert text == ("a\tb\t2012\t-1",)


def test_codes_as_numbers_with_fractions_are_refused_in_parquet(tmp_path):
    query = "SELECT 1.5::DOUBLE AS region, 'b' AS industry, 2016 AS year, 1 AS jobs"
    with pytest.raises(UserError, match=r"p\.parquet: column region holds double.*leading zeros"):
        take(_parquet(tmp_path / "p.parquet", query))


def test_a_source_can_have_a_reader_of_its_own(tmp_path):
    layout = Layout(
        "regions",
        (Column("region", ("id",)), Column("name", ("title",))),
        reader=lambda path: ({"id": word, "title": word * 2} for word in path.read_text().split()),
        suffixes=(".words",),
    )
    source = Source("words", "Words", "nobody", "none", (layout,))
    intake = take_one(write(tmp_path, "a b c", "my.words"), source)
    assert rows(intake, "region", "name") == [("a", "aa"), ("b", "bb"), ("c", "cc")]


def test_a_wide_file_is_reshaped_before_it_is_checked(tmp_path):
    layout = Layout(
        "employment",
        (Column("region", ("geo",)), Column("industry", ("nace",)), Column("year", sql="year"),
         Column("jobs", sql="jobs")),
        signature=("geo", "nace"),
        reshape="""SELECT * FROM (UNPIVOT (FROM {raw}) ON COLUMNS('^[0-9]{4}$')
                   INTO NAME year VALUE jobs)""",
    )  # fmt: skip
    source = Source("wide", "Wide", "nobody", "none", (layout,))
    intake = take_one(write(tmp_path, "geo,nace,2015,2016\nA,C,1,2\nB,C,3,x\n"), source)
    assert sorted(rows(intake, "region", "year", "jobs")) == [
        ("A", 2015, 1), ("A", 2016, 2), ("B", 2015, 3)]  # fmt: skip
    assert quarantine(intake) == [(3, "jobs", "x", "a number")]


def test_what_is_written_lies_in_scratch_and_nothing_else(tmp_path):
    path = panel(tmp_path, "a,b,2016,1,2", "a,b,2017,1,-2")
    intake = take_one(path)
    written = {intake.rows.name, intake.quarantine.name if intake.quarantine else ""}
    assert set(leftovers(tmp_path)) == written


def test_progress_is_told_until_it_is_done(tmp_path):
    told: list[float] = []
    take_one(panel(tmp_path, "a,b,2016,1,2"), progress=lambda what, share: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0
