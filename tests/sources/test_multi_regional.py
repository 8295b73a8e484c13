"""Tables of several countries, as their publishers lay them out, become the same tidy rows."""

import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.sources.engine.intake import Intake
from milieu.sources.multi_regional import multi_regional, write_table
from tests.sources.taking import leftovers, rows, take_one, write

# pymrio's test system calls the kinds of final use by their full names, the OECD by these
OECD = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "P33", "DISC")
ICIO = """\
V1,AUS_A,AUS_B,NZL_A,NZL_B,AUS_HFCE,NZL_HFCE,AUS_INVNT,NZL_INVNT,OUT
AUS_A,1,2,0,3,4,5,-1,0,14
AUS_B,0,0,0,0,0,0,0,0,0
NZL_A,2,0,1,1,1,2,0,0,7
NZL_B,3,0,2,1,1,3,0,1,11
TLS,1,0,0,1,0,0,0,0,2
VA,7,-2,4,5,0,0,0,0,14
OUT,14,0,7,11,6,10,-1,1,48
"""


@pytest.fixture
def pymrio() -> Any:
    return pytest.importorskip("pymrio", reason='needs pymrio: pip install "milieu[io]"')


@pytest.fixture
def system(pymrio) -> Any:
    """pymrio's own small world: six regions with eight sectors and seven kinds of final use."""
    return pymrio.load_test()


def matrix(intake: Intake, row_kind: str, column_kind: str) -> dict[tuple[str, str], float]:
    found = duckdb.execute(
        f'SELECT "row", "column", value FROM read_parquet(\'{intake.rows}\')'
        f" WHERE row_kind = '{row_kind}' AND column_kind = '{column_kind}'"
    )
    return {(row, column): value for row, column, value in found.fetchall()}


def assert_is_the_test_system(intake: Intake, system: Any) -> None:
    """Every flow of the system is there under its own name, and rows and columns add up."""
    assert (intake.quarantined, intake.left_out) == (0, 0)
    names = [f"{region}_{sector}" for region, sector in system.Z.index]
    z = matrix(intake, "industry", "industry")
    assert len(z) == len(names) ** 2
    assert_allclose([[z[r, c] for c in names] for r in names], system.Z.to_numpy())
    y = matrix(intake, "industry", "final_demand")
    sold = [sum(y[r, c] for r, c in y if r == name) for name in names]
    assert_allclose(sold, system.Y.sum(axis=1).to_numpy())
    output, paid = matrix(intake, "industry", "output"), matrix(intake, "value_added", "industry")
    x = np.array([output[name, "output"] for name in names])
    assert_allclose(x, system.Z.sum(axis=1).to_numpy() + np.array(sold))
    added = np.array([value for (_, name) in [(0, n) for n in names]
                      for (_, column), value in paid.items() if column == name])  # fmt: skip
    assert_allclose(added, system.factor_inputs.F.to_numpy()[0])
    assert {(row, country) for row, country in rows(intake, "row", "row_country") if country} == {
        (name, name.split("_")[0]) for name in names
    }
    finals = set(rows(intake, "column", "column_country"))
    assert {country for column, country in finals if column not in ("output",)} == {
        f"reg{number}" for number in range(1, 7)
    }


def write_icio(system: Any, path: Path) -> Path:
    """Write the system as the OECD does: one square with taxes, value added and output."""
    short = dict(zip(system.Y.columns.get_level_values(1).unique(), OECD, strict=True))
    buyers = [*system.Z.columns, *((region, short[kind]) for region, kind in system.Y.columns)]
    flows = np.hstack([system.Z.to_numpy(), system.Y.to_numpy()])
    n, uses = system.Z.shape[0], system.Y.shape[1]
    with path.open("w") as out:
        out.write(",".join(["V1", *("_".join(buyer) for buyer in buyers), "OUT"]) + "\n")
        for label, line in zip(system.Z.index, flows, strict=True):
            out.write(",".join(["_".join(label), *map(repr, line.tolist()), "0"]) + "\n")
        paid = system.factor_inputs.F.to_numpy()[0].tolist()
        out.write(",".join(["TLS", *["0"] * (n + uses + 1)]) + "\n")
        out.write(",".join(["VA", *map(repr, paid), *["0"] * (uses + 1)]) + "\n")
        out.write(",".join(["OUT", *["0"] * (n + uses + 1)]) + "\n")
    return path


# OECD --------------------------------------------------------------------------------------------


def test_oecd_file_gives_every_flow(system, tmp_path):
    intake = take_one(write_icio(system, tmp_path / "ICIO2021_2018.csv"), multi_regional)
    assert_is_the_test_system(intake, system)
    assert set(rows(intake, "table", "year", "unit")) == {("ICIO2021_2018", 2018, "Million USD")}


def test_oecd_zip_is_opened(pymrio, tmp_path):
    with zipfile.ZipFile(tmp_path / "ICIO2021.zip", "w") as archive:
        archive.writestr("ICIO2021_2017.csv", ICIO)
        archive.writestr("ICIO2021_2018.csv", ICIO)
    intake = take_one(tmp_path / "ICIO2021.zip", multi_regional)
    assert {year for (year,) in rows(intake, "year")} == {2017, 2018}


def test_industry_without_output_stays_with_its_zeros(pymrio, tmp_path):
    intake = take_one(write(tmp_path, ICIO, "ICIO2021_2018.csv"), multi_regional)
    assert matrix(intake, "industry", "output") == {
        ("AUS_A", "output"): 14, ("AUS_B", "output"): 0,
        ("NZL_A", "output"): 7, ("NZL_B", "output"): 11,
    }  # fmt: skip
    assert matrix(intake, "industry", "industry")["AUS_B", "AUS_B"] == 0
    assert matrix(intake, "value_added", "industry")["VA", "AUS_B"] == -2
    assert matrix(intake, "taxes", "industry")["TLS", "AUS_A"] == 1
    assert matrix(intake, "industry", "final_demand")["AUS_A", "AUS_INVNT"] == -1


def test_file_that_is_no_such_table_is_refused_in_words(pymrio, tmp_path):
    with pytest.raises(UserError, match=r"panel\.csv: this is no table of the OECD") as refused:
        take_one(write(tmp_path, "a,b\n1,2\n"), multi_regional)
    assert "input_output" in str(refused.value)


# EXIOBASE ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True])
def test_exiobase_folder_or_zip_becomes_one_file_that_is_added(system, tmp_path, packed):
    """EXIOBASE 3 is laid out as pymrio saves a system: Z.txt, Y.txt, folders of accounts."""
    published = tmp_path / "IOT_2011_ixi"
    system.save_all(published)
    if packed:
        published = Path(shutil.make_archive(str(published), "zip", published))
    intake = take_one(write_table(published, tmp_path / "IOT_2011_ixi.parquet"), multi_regional)
    assert_is_the_test_system(intake, system)
    assert set(rows(intake, "table", "year", "unit")) == {("IOT_2011_ixi", 2011, "Mill USD")}


@pytest.mark.parametrize("top", ["", "IOT_2011_ixi", "download/IOT_2011_ixi"])
def test_exiobase_zip_is_read_as_a_whole(system, tmp_path, top):
    """As published all lies in one folder of the zip; what lies beside it is left out."""
    published = tmp_path / "published"
    system.save_all(published / top)
    (published / "readme.txt").write_text("see the papers", encoding="utf-8")
    packed = Path(shutil.make_archive(str(tmp_path / "IOT_2011_ixi"), "zip", published))
    intake = take_one(packed, multi_regional)
    assert_is_the_test_system(intake, system)
    assert set(rows(intake, "table", "year", "unit")) == {("IOT_2011_ixi", 2011, "Mill USD")}
    assert leftovers(tmp_path) == [Path(intake.rows).name]


def test_a_part_of_exiobase_is_answered_with_what_to_add(tmp_path):
    with zipfile.ZipFile(tmp_path / "IOT_2011_ixi.zip", "w") as archive:
        archive.writestr("IOT_2011_ixi/metadata.json", "{}")
        archive.writestr("IOT_2011_ixi/A.txt", "region\tAT\tAT\n")
    with pytest.raises(UserError, match=r"IOT_2011_ixi\.zip/.*Add its zip or folder"):
        take_one(tmp_path / "IOT_2011_ixi.zip", multi_regional)


def test_a_zip_that_only_looks_like_exiobase_is_refused_in_words(pymrio, tmp_path):
    with zipfile.ZipFile(tmp_path / "IOT_2011_ixi.zip", "w") as archive:
        archive.writestr("Y.txt", "region\tAT\n")
    with pytest.raises(UserError, match="IOT_2011_ixi: this is no table of the OECD"):
        take_one(tmp_path / "IOT_2011_ixi.zip", multi_regional)


def test_files_of_a_whole_zip_may_not_be_written_elsewhere(tmp_path):
    with zipfile.ZipFile(tmp_path / "IOT_2011_ixi.zip", "w") as archive:
        archive.writestr("Y.txt", "region\tAT\n")
        archive.writestr("../evil.txt", "x")
    with pytest.raises(UserError, match="wants to write outside its folder"):
        take_one(tmp_path / "IOT_2011_ixi.zip", multi_regional)
    assert not list(tmp_path.parent.glob("**/evil.txt"))


@pytest.mark.parametrize("kept", [("A", "x"), ("A",)])
def test_exiobase_flows_come_from_coefficients_where_only_these_are_shipped(
    pymrio, system, tmp_path, kept
):
    x = pymrio.calc_x(system.Z, system.Y)
    frames = {"A": pymrio.calc_A(system.Z, x), "x": x}
    published = tmp_path / "IOT_2011_ixi"
    shipped = system.copy()
    shipped.Z = None
    for name in kept:
        setattr(shipped, name, frames[name])
    shipped.save_all(published)
    intake = take_one(write_table(published, tmp_path / "t.parquet"), multi_regional)
    assert_is_the_test_system(intake, system)


# WIOD --------------------------------------------------------------------------------------------

# Head rows and head columns are code, name, country and number; notes stand in the corner
WIOD = """\
Intercountry Input-Output Table 2011||||||||||
||||||||||
(industry-by-industry)||||AtB|P|AtB|P|||||
(millions of US$)||||Farms|Homes|Farms|Homes|Households|Stocks|Households|Stocks|Total
||||USA|USA|ROM|ROM|USA|USA|ROM|ROM|
||||c1|c35|c1|c35|c37|c42|c37|c42|
AtB|Farms|USA|c1|1|2|0|3|4|-1|5|0|14
P|Homes|USA|c35|0|0|0|0|0|0|0|0|0
AtB|Farms|ROM|c1|2|0|1|1|1|0|2|0|7
P|Homes|ROM|c35|3|0|2|1|1|0|3|1|11
|Total intermediate consumption|TOT|r60|6|2|3|5|6|-1|10|1|
|Taxes less subsidies on products|TOT|r61|1|0|0|1|0|0|0|0|
|Value added at basic prices|TOT|r64|6|-2|4|5|0|0|0|0|
|International Transport Margins|TOT|r65|1|0|0|0|0|0|0|0|
|Output at basic prices|TOT|r69|14|0|7|11|6|-1|10|1|
"""


def test_workbook_of_wiod_is_read(pymrio, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for line in WIOD.splitlines():
        cells = line.split("|")
        numeric = [float(cell) if cell.lstrip("-").isdigit() else cell or None for cell in cells]
        book.active.append(numeric)
    book.save(tmp_path / "wiot11_row_sep12.xlsx")
    intake = take_one(tmp_path / "wiot11_row_sep12.xlsx", multi_regional)
    assert set(rows(intake, "table", "year", "unit")) == {
        ("wiot11_row_sep12", 2011, "millions of US$")
    }
    flows = matrix(intake, "industry", "industry")
    assert (flows["USA_AtB", "ROU_P"], flows["ROU_P", "USA_AtB"]) == (3, 3)
    assert matrix(intake, "industry", "output")["USA_P", "output"] == 0
    assert matrix(intake, "industry", "final_demand")["USA_AtB", "USA_c42"] == -1
    assert matrix(intake, "taxes", "industry")["Taxes less subsidies on products", "ROU_P"] == 1
    margins = matrix(intake, "imports", "industry")
    assert margins["International Transport Margins", "USA_AtB"] == 1


# Without pymrio ----------------------------------------------------------------------------------


def test_missing_pymrio_is_answered_with_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pymrio", None)
    with pytest.raises(UserError, match=r"pip install \"milieu\[io\]\""):
        take_one(write(tmp_path, ICIO, "ICIO2021_2018.csv"), multi_regional)


def test_table_that_was_written_before_needs_no_pymrio(tmp_path, monkeypatch):
    import pyarrow as pa
    import pyarrow.parquet as pq

    monkeypatch.setitem(sys.modules, "pymrio", None)
    cells = {
        "row": ["AT_x", "DE_x"], "unit": ["EUR", "EUR"], "row_kind": ["industry", "industry"],
        "column": ["DE_x", "DE_x"], "column_kind": ["industry", "industry"], "value": [1.5, None],
    }  # fmt: skip
    pq.write_table(pa.table(cells), tmp_path / "world_2000.parquet")
    intake = take_one(tmp_path / "world_2000.parquet", multi_regional)
    assert rows(intake, "row", "row_country", "column_country", "value", "year") == [
        ("AT_x", "AT", "DE", 1.5, 2000),
        ("DE_x", "DE", "DE", None, 2000),
    ]
