"""County Business Patterns as the Census Bureau lays them out, with made-up figures."""

import csv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from milieu.core.errors import UserError
from milieu.sources.county_business_patterns import BANDS, county_business_patterns, year_of_name
from tests.sources.taking import quarantine, rows, take, take_one

BANDS_OLD = (
    *("n1_4", "n5_9", "n10_19", "n20_49", "n50_99", "n100_249", "n250_499", "n500_999", "n1000"),
    *("n1000_1", "n1000_2", "n1000_3", "n1000_4"),
)
PLACE = ("fipstate", "fipscty", "naics")
FIGURES = ("emp_nf", "emp", "qp1_nf", "qp1", "ap_nf", "ap", "est")
OLD = (*PLACE, "empflag", *FIGURES, *BANDS_OLD, "censtate", "cencty")
NEW = (*PLACE, *FIGURES, "n<5", *BANDS_OLD[1:])
FOUND = ("establishments", "jobs", "jobs_low", "jobs_high", "wages", "suppressed", "flags")


def write_cbp(
    path: Path, columns: Sequence[str], *cells: Mapping[str, object], capitals: bool = False
) -> Path:
    """Write rows as the office does; some years have the names of columns in capitals."""
    names = [name.upper() if capitals else name for name in columns]
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        for cell in cells:
            full = {"fipstate": "01", "fipscty": "001", "naics": "------", "est": 1, **cell}
            bands = "N" if columns is NEW else 0
            writer.writerow([full.get(c, bands if c.startswith("n") else "") for c in columns])
    return path


def taken(path: Path, **wishes: object):
    """Take a file in."""
    return take_one(path, county_business_patterns, **wishes)


def test_codes_become_those_of_the_other_federal_office(tmp_path):
    codes = (
        "------",
        "31----",
        "44----",
        "48----",
        "52----",
        "311///",
        "3362//",
        "31111/",
        "311111",
    )
    path = write_cbp(tmp_path / "cbp16co.txt", OLD, *({"naics": c, "emp": 5} for c in codes))
    found = [code for (code,) in rows(taken(path), "industry")]
    assert found == ["10", "31-33", "44-45", "48-49", "52", "311", "3362", "31111", "311111"]


def test_counties_are_five_digits_also_where_zeros_were_lost(tmp_path):
    path = write_cbp(tmp_path / "cbp16co.txt", OLD, {"fipstate": "1", "fipscty": "1", "emp": 5})
    assert rows(taken(path), "region", "year") == [("01001", 2016)]


def test_a_published_cell_has_its_jobs_and_its_payroll_in_dollars(tmp_path):
    cell = {"emp_nf": "G", "emp": 30, "ap_nf": "H", "ap": 1200, "est": 4, "n5_9": 4}
    path = write_cbp(tmp_path / "cbp16co.txt", OLD, cell)
    assert rows(taken(path), *FOUND) == [(4, 30, None, None, 1_200_000, False, "G")]


def test_a_hidden_cell_of_older_years_has_the_bounds_of_its_flag(tmp_path):
    for flag, (low, high) in BANDS.items():
        folder = tmp_path / flag
        folder.mkdir()
        cell = {"empflag": flag, "emp_nf": "D", "emp": 0, "ap_nf": "D", "ap": 0, "n1000_4": 400}
        found = rows(taken(write_cbp(folder / "cbp16co.txt", OLD, cell)), *FOUND)
        assert found == [(1, None, max(low, 2_000_000), high, None, True, f"{flag} D")]


def test_sizes_of_establishments_make_the_bounds_of_a_flag_tighter(tmp_path):
    cell = {"empflag": "B", "emp_nf": "D", "emp": 0, "est": 4, "n1_4": 1, "n10_19": 3}
    path = write_cbp(tmp_path / "cbp16co.txt", OLD, cell)
    assert rows(taken(path), "jobs_low", "jobs_high") == [(30, 61)]


def test_a_hidden_cell_without_flag_has_the_bounds_of_its_sizes(tmp_path):
    sizes = {name: 0 for name in NEW if name.startswith("n") and name != "naics"}
    cell = {"emp_nf": "D", "emp": 0, "est": 5, **sizes, "n<5": 3, "n20_49": 2}
    path = write_cbp(tmp_path / "cbp18co.txt", NEW, cell)
    assert rows(taken(path), "jobs", "jobs_low", "jobs_high") == [(None, 40, 110)]


def test_sizes_that_are_left_out_bound_from_below_only(tmp_path):
    cell = {"emp_nf": "D", "emp": 0, "est": 5, "n20_49": 2}
    path = write_cbp(tmp_path / "cbp18co.txt", NEW, cell)
    assert rows(taken(path), "jobs_low", "jobs_high") == [(40, None)]


def test_establishments_of_more_than_five_thousand_have_no_upper_bound(tmp_path):
    cell = {"emp_nf": "D", "emp": 0, "n1000": 1, "n1000_4": 1}
    path = write_cbp(tmp_path / "cbp16co.txt", OLD, cell)
    assert rows(taken(path), "jobs_low", "jobs_high") == [(5000, None)]


def test_payroll_may_be_hidden_where_jobs_are_not(tmp_path):
    cell = {"emp_nf": "G", "emp": 30, "ap_nf": "S", "ap": 0}
    path = write_cbp(tmp_path / "cbp16co.txt", OLD, cell)
    assert rows(taken(path), "jobs", "wages", "suppressed") == [(30, None, False)]


def test_names_of_columns_may_be_in_capitals(tmp_path):
    path = write_cbp(tmp_path / "CBP15CO.TXT", OLD, {"emp": 30}, capitals=True)
    assert rows(taken(path), "year", "jobs") == [(2015, 30)]


@pytest.mark.parametrize(
    ("name", "year"),
    [("cbp16co.txt", "2016"), ("cbp98co.txt", "1998"), ("CBP00CO.zip/cbp00co.txt", "2000")],
)
def test_the_year_stands_in_the_name(name, year):
    assert year_of_name(name) == {"year": year}


def test_the_year_stands_in_the_name_inside_a_zip(tmp_path):
    inner = write_cbp(tmp_path / "cbp17co.txt", OLD, {"emp": 30})
    path = tmp_path / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "cbp17co.txt")
    assert rows(taken(path), "year") == [(2017,)]


def test_the_year_can_be_set(tmp_path):
    path = write_cbp(tmp_path / "counties.txt", OLD, {"emp": 30})
    assert rows(taken(path, constants={"year": "2012"}), "year") == [(2012,)]


def test_a_file_without_a_year_is_refused_with_the_way_out(tmp_path):
    path = write_cbp(tmp_path / "counties.txt", OLD, {"emp": 30})
    with pytest.raises(UserError, match=r"counties\.txt: no column for year.*--set year=2016"):
        take(path, county_business_patterns)


def test_a_size_that_is_no_count_is_found_out(tmp_path):
    cells = ({"emp_nf": "D", "emp": 0, "n5_9": "x"}, {"naics": "11----", "emp": "y", "ap": "z"})
    path = write_cbp(tmp_path / "cbp16co.txt", OLD, *cells)
    assert quarantine(taken(path)) == [
        (2, "jobs_low", "x", "a number"),
        (3, "jobs", "y", "a number"),
    ]


def test_payroll_that_is_no_number_is_found_out(tmp_path):
    path = write_cbp(tmp_path / "cbp16co.txt", OLD, {"emp": 1, "ap": "z"})
    assert quarantine(taken(path)) == [(2, "wages", "z", "a number")]
