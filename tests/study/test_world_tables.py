"""Tables of many countries, added as their publishers ship them, and what a build makes of them."""

import shutil
from pathlib import Path

import pytest

from milieu.core.errors import UserError
from milieu.sources.engine.unpacking import pack_whole
from milieu.study.study import Study
from tests.sources.test_multi_regional import ICIO, WIOD, write_icio
from tests.study.part import build_part

SECTORS = 8  # of pymrio's small world, in each of its six regions


@pytest.fixture
def system():
    return pytest.importorskip("pymrio", reason="tables of many countries").load_test()


@pytest.fixture
def study(tmp_path) -> Study:
    return Study.create(tmp_path / "study")


def positions(study):
    build_part(study, "value_chain")
    return study.table("value_chain").to_pandas()


@pytest.mark.parametrize("packed", [True, False])
def test_exiobase_is_added_as_it_is_published_and_gets_positions(system, study, tmp_path, packed):
    published = tmp_path / "IOT_2011_ixi"
    system.save_all(published)
    if packed:
        published = Path(shutil.make_archive(str(published), "zip", published))
    (added,) = study.add("multi_regional", [published])
    assert (added.file, added.table, added.quarantined) == (
        "IOT_2011_ixi.zip", "input_output", 0,
    )  # fmt: skip
    (again,) = study.add("multi_regional", [published])
    assert again.known_already
    assert len(list((study.folder / "raw").iterdir())) == 1
    found = positions(study)
    assert len(found) == 6 * SECTORS
    assert (found.upstreamness >= 1).all()
    assert set(found.table) == {"IOT_2011_ixi"}


def test_icio_of_the_oecd_and_the_same_world_from_exiobase_have_the_same_positions(
    system, study, tmp_path
):
    study.add("multi_regional", [write_icio(system, tmp_path / "ICIO2021_2018.csv")])
    system.save_all(tmp_path / "IOT_2018_ixi")
    study.add("multi_regional", [tmp_path / "IOT_2018_ixi"])
    found = positions(study).pivot_table(
        index="industry", columns="table", values=["upstreamness", "output_multiplier"]
    )
    assert len(found) == 6 * SECTORS
    for measure in ("upstreamness", "output_multiplier"):
        assert found[measure]["ICIO2021_2018"].tolist() == pytest.approx(
            found[measure]["IOT_2018_ixi"].tolist()
        )


def test_workbook_of_wiod_is_added(system, study, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    idle = "P|Homes|USA|c35|0|0|0|0|0|0|0|0|0"  # buys but sells nothing, which has no position
    assert idle in WIOD
    for line in WIOD.replace(idle, "P|Homes|USA|c35|0|0|0|0|5|0|0|0|5").splitlines():
        cells = line.split("|")
        book.active.append([float(c) if c.lstrip("-").isdigit() else c or None for c in cells])
    book.save(tmp_path / "wiot11_row_sep12.xlsx")
    (added,) = study.add("multi_regional", [tmp_path / "wiot11_row_sep12.xlsx"])
    assert (added.table, added.quarantined) == ("input_output", 0)
    assert set(positions(study).industry) == {"USA_AtB", "USA_P", "ROU_AtB", "ROU_P"}


def test_tables_of_several_years_stand_side_by_side(system, study, tmp_path):
    files = [tmp_path / f"ICIO2021_{year}.csv" for year in (2017, 2018)]
    for file in files:
        file.write_text(ICIO, encoding="utf-8")
    study.add("multi_regional", files)
    assert set(positions(study).table) == {"ICIO2021_2017", "ICIO2021_2018"}


def test_a_folder_of_other_files_is_no_table(study, tmp_path):
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match="this is a folder"):
        study.add("multi_regional", [folder])
    with pytest.raises(UserError, match="this is a folder"):
        study.add("long_table", [folder])


def test_the_same_folder_gives_the_same_zip(tmp_path):
    for name in ("one", "two"):
        for file in ("Y.txt", "satellite/F.txt"):
            place = tmp_path / name / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("1\n", encoding="utf-8")
    one, two = (pack_whole(tmp_path / n, ("y.txt",), tmp_path / f"{n}.zip") for n in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert pack_whole(tmp_path / "one" / "satellite", ("Y.txt",), tmp_path / "no.zip") is None
