"""QCEW files as the Bureau of Labor Statistics lays them out, with made-up figures."""

import csv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from milieu.core.errors import UserError
from milieu.sources.qcew import qcew
from tests.sources.taking import quarantine, rows, take, take_one

MEASURES = (
    "annual_avg_estabs",
    "annual_avg_emplvl",
    "total_annual_wages",
    "taxable_annual_wages",
    "annual_contributions",
    "annual_avg_wkly_wage",
    "avg_annual_pay",
)
KEY = ("area_fips", "own_code", "industry_code", "agglvl_code", "size_code", "year", "qtr")
TITLES = ("area_title", "own_title", "industry_title", "agglvl_title", "size_title")
SINGLEFILE = (
    *KEY,
    "disclosure_code",
    *MEASURES,
    "lq_disclosure_code",
    *(f"lq_{name}" for name in MEASURES),
    "oty_disclosure_code",
    *(f"oty_{name}_{end}" for name in MEASURES for end in ("chg", "pct_chg")),
)
BY_AREA = (*KEY, *TITLES, *SINGLEFILE[len(KEY) :])
BY_AREA = tuple(f"{name}_count" if name == MEASURES[0] else name for name in BY_AREA)
QUARTERLY = (
    *KEY,
    "disclosure_code",
    "qtrly_estabs",
    "month1_emplvl",
    "month2_emplvl",
    "month3_emplvl",
    "total_qtrly_wages",
)
USUAL = {"own_code": "5", "size_code": "0", "year": "2016", "qtr": "A", "agglvl_code": "78"}


def write_qcew(path: Path, columns: Sequence[str], cells: Sequence[Mapping[str, object]]) -> Path:
    """Write rows as the office does: names and codes in quotes, figures without."""
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(
            stream, columns, restval="", extrasaction="ignore", quoting=csv.QUOTE_NONNUMERIC
        )
        writer.writeheader()
        writer.writerows({**USUAL, **each} for each in cells)
    return path


def cell(area: str, industry: str, jobs: float = 10, **more: object) -> dict[str, object]:
    """Return a cell of an annual file."""
    figures = {"annual_avg_emplvl": jobs, "total_annual_wages": jobs * 9}
    figures |= {"annual_avg_estabs": 2, "annual_avg_estabs_count": 2}
    return {"area_fips": area, "industry_code": industry, **figures, **more}


def quarter(number: int, jobs: tuple[object, object, object], **more: object) -> dict[str, object]:
    """Return a cell of a quarterly file with the jobs of its three months."""
    months = {f"month{n}_emplvl": each for n, each in enumerate(jobs, start=1)}
    figures = {"qtrly_estabs": 4, "total_qtrly_wages": 100, "qtr": str(number), **months}
    return {"area_fips": "01001", "industry_code": "3111", **figures, **more}


def test_singlefile_has_its_columns_once():
    assert len(SINGLEFILE) == len(set(SINGLEFILE)) == 38


def test_private_cells_of_an_annual_file_are_taken(tmp_path):
    cells = [cell("01001", "10", 100), cell("01001", "31-33", 60), cell("01001", "311", 6.5)]
    intake = take_one(write_qcew(tmp_path / "2016.csv", SINGLEFILE, cells), qcew)
    found = rows(intake, "region", "industry", "year", "establishments", "jobs", "wages")
    assert found == [
        ("01001", "10", 2016, 2, 100, 900),
        ("01001", "31-33", 2016, 2, 60, 540),
        ("01001", "311", 2016, 2, 6.5, 58.5),
    ]
    assert rows(intake, "suppressed") == [(False,)] * 3


def test_hidden_cells_are_unknown_and_not_zero_while_their_establishments_are_known(tmp_path):
    cells = [cell("01001", "3111", 0, disclosure_code="N"), cell("01001", "3112", 0)]
    intake = take_one(write_qcew(tmp_path / "2016.csv", SINGLEFILE, cells), qcew)
    found = rows(intake, "establishments", "jobs", "wages", "suppressed", "flags")
    assert found == [(2, None, None, True, "N"), (2, 0, 0, False, None)]


def test_other_owners_sizes_and_supersectors_are_left_out_so_that_nothing_counts_twice(tmp_path):
    cells = [
        cell("01001", "10"),
        cell("01001", "101"),
        cell("01001", "1013"),
        cell("01001", "10", own_code="0"),
        cell("01001", "10", own_code="1"),
        cell("01001", "10", size_code="3"),
    ]
    intake = take_one(write_qcew(tmp_path / "2016.csv", SINGLEFILE, cells), qcew)
    assert (intake.count, intake.quarantined, intake.left_out) == (1, 0, 5)


def test_another_ownership_can_be_asked_for(tmp_path):
    cells = [cell("01001", "10", 5), cell("01001", "10", 7, own_code="0")]
    path = write_qcew(tmp_path / "2016.csv", SINGLEFILE, cells)
    assert rows(take_one(path, qcew, constants={"ownership": "0"}), "jobs") == [(7,)]


def test_names_of_areas_and_industries_come_from_by_area_files(tmp_path):
    areas = {
        "US000": "U.S. TOTAL",
        "01000": "Alabama -- Statewide",
        "01001": "Autauga County, Alabama",
        "C1018": "Abilene, TX MSA",
        "CS104": "Albany-Schenectady, NY CSA",
        "USCMS": "U.S. Combined Statistical Areas (combined)",
    }
    names = {"10": "Total, all industries", "31-33": "Manufacturing", "3111": "Animal food"}
    cells = [
        cell(area, industry, area_title=title, industry_title=name)
        for area, title in areas.items()
        for industry, name in names.items()
    ]
    path = write_qcew(tmp_path / "by_area.csv", BY_AREA, cells)
    found = {intake.table: intake for intake in take(path, qcew)}
    assert set(found) == {"employment", "regions", "industries"}
    assert rows(found["employment"], "establishments") == [(2,)] * 18
    assert sorted(rows(found["regions"], "region", "name", "level", "parent")) == sorted(
        (area, title, level, parent)
        for (area, title), level, parent in zip(
            areas.items(),
            ("country", "state", "county", "metropolitan_area", "combined_area", "country_part"),
            (None, "US000", "01000", "US000", "US000", "US000"),
            strict=True,
        )
    )
    assert sorted(rows(found["industries"], "scheme", "industry", "name", "parent", "digits")) == [
        ("naics", "10", "Total, all industries", None, 0),
        ("naics", "31-33", "Manufacturing", "10", 2),
        ("naics", "3111", "Animal food", "311", 4),
    ]
    for intake in found.values():
        assert intake.count + intake.quarantined + intake.left_out == len(cells)


def test_an_area_with_two_names_is_named_in_the_quarantine_once_for_each_name(tmp_path):
    cells = [
        cell("01001", code, area_title=title, industry_title=code)
        for code, title in (("10", "Autauga"), ("11", "Autauga"), ("21", "Otauga"))
    ]
    path = write_qcew(tmp_path / "by_area.csv", BY_AREA, cells)
    regions = next(intake for intake in take(path, qcew) if intake.table == "regions")
    assert (regions.count, regions.quarantined, regions.left_out) == (0, 2, 1)
    assert [line for line, *_ in quarantine(regions)] == [2, 4]


def test_sectors_of_several_numbers_contain_their_industries(tmp_path):
    codes = ("321", "44-45", "452", "492", "5221", "52")
    cells = [cell("01001", c, area_title="A", industry_title=c) for c in codes]
    found = {i.table: i for i in take(write_qcew(tmp_path / "a.csv", BY_AREA, cells), qcew)}
    assert dict(rows(found["industries"], "industry", "parent")) == {
        "321": "31-33",
        "44-45": "10",
        "452": "44-45",
        "492": "48-49",
        "5221": "522",
        "52": "10",
    }


def test_four_quarters_are_averaged_over_twelve_months(tmp_path):
    cells = [quarter(n, (3 * n, 3 * n + 1, 3 * n + 2)) for n in (1, 2, 3, 4)]
    intake = take_one(write_qcew(tmp_path / "q.csv", QUARTERLY, cells), qcew)
    found = rows(intake, "year", "establishments", "jobs", "wages", "suppressed")
    assert found == [(2016, 4, sum(range(3, 15)) / 12, 400, False)]


def test_four_quarters_may_come_in_one_zip(tmp_path):
    path = tmp_path / "2016.zip"
    with zipfile.ZipFile(path, "w") as archive:
        whole = [quarter(n, (1, 1, 1)) for n in (1, 2, 3, 4)]
        archive.write(write_qcew(tmp_path / "q.csv", QUARTERLY, whole), "2016.q1-q4.csv")
    assert rows(take_one(path, qcew), "jobs") == [(1,)]


def test_a_quarter_without_the_cell_had_no_jobs_in_it(tmp_path):
    cells = [quarter(n, (12, 12, 12)) for n in (1, 2, 3, 4)]
    cells += [quarter(n, (12, 12, 12), industry_code="3112") for n in (1, 2, 3)]
    intake = take_one(write_qcew(tmp_path / "q.csv", QUARTERLY, cells), qcew)
    assert dict(rows(intake, "industry", "jobs")) == {"3111": 12, "3112": 9}


def test_a_year_with_a_hidden_quarter_is_hidden(tmp_path):
    cells = [quarter(n, (1, 1, 1), disclosure_code="N" if n == 2 else "") for n in (1, 2, 3, 4)]
    intake = take_one(write_qcew(tmp_path / "q.csv", QUARTERLY, cells), qcew)
    found = rows(intake, "establishments", "jobs", "wages", "suppressed", "flags")
    assert found == [(4, None, None, True, "N")]


def test_a_single_quarter_is_refused_with_the_way_out(tmp_path):
    path = write_qcew(tmp_path / "q1.csv", QUARTERLY, [quarter(1, (1, 2, 3))])
    with pytest.raises(UserError, match=r"q1\.csv: .*four quarters.*--set quarter=1"):
        take(path, qcew)


def test_a_single_quarter_stands_for_the_year_where_the_user_says_so(tmp_path):
    path = write_qcew(tmp_path / "q.csv", QUARTERLY, [quarter(1, (1, 2, 3)), quarter(2, (9, 9, 9))])
    intake = take_one(path, qcew, constants={"quarter": "1"})
    assert rows(intake, "establishments", "jobs", "wages") == [(4, 2, None)]


@pytest.mark.parametrize("odd", ["many", "-3"])
def test_a_month_that_is_no_count_does_not_vanish_in_the_average(tmp_path, odd):
    cells = [quarter(n, (1, odd if n == 3 else 1, 1)) for n in (1, 2, 3, 4)]
    path = write_qcew(tmp_path / "q.csv", QUARTERLY, cells)
    ((line, column, found, _),) = quarantine(take_one(path, qcew))
    assert (line, column, found) == (2, "jobs", odd)


def test_a_quarter_that_is_there_twice_does_not_count_twice(tmp_path):
    cells = [quarter(n, (1, 1, 1)) for n in (1, 2, 3, 4, 4)]
    path = write_qcew(tmp_path / "q.csv", QUARTERLY, cells)
    ((_, column, found, _),) = quarantine(take_one(path, qcew))
    assert (column, found) == ("jobs", "5 rows for 4 quarters")


def test_a_file_of_another_office_is_refused_with_what_was_found_and_expected(tmp_path):
    path = write_qcew(tmp_path / "x.csv", ("area", "industry_code", "year"), [])
    path.write_text("area,own,industry_code,year\n1,2,3,4\n")
    with pytest.raises(UserError) as refusal:
        take(path, qcew)
    said = str(refusal.value)
    assert said.startswith("x.csv: this is not a file of Quarterly Census of Employment")
    assert "found area, own, industry_code" in said
    assert "expected area_fips, own_code" in said
    assert "--map ours=theirs" in said


def test_misfits_in_an_annual_file_are_named(tmp_path):
    cells = [cell("01001", "10"), cell("01001", "11", -5), cell("", "21"), cell("01001", "10", 11)]
    intake = take_one(write_qcew(tmp_path / "2016.csv", SINGLEFILE, cells), qcew)
    assert [(line, column) for line, column, *_ in quarantine(intake)] == [
        (2, "region, industry, year"),
        (3, "jobs"),
        (4, "region"),
        (5, "region, industry, year"),
    ]
    assert intake.count == 0
