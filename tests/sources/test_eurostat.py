"""Eurostat's two text formats become one row per region, industry and year."""

import gzip
from pathlib import Path
from typing import Any

import duckdb
import pytest

from milieu.core.errors import UserError
from milieu.sources.engine.addresses import addresses, file_name
from milieu.sources.engine.intake import Intake, take_in
from milieu.sources.eurostat import eurostat

Row = dict[str, Any]

SDMX = """\
DATAFLOW,LAST UPDATE,freq,nace_r2,indic_sb,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS
ESTAT:SBS_R_NUTS06_R2(1.0),14/03/24 23:00:00,A,C14,V11210,ITI1,2019,4123,,
ESTAT:SBS_R_NUTS06_R2(1.0),14/03/24 23:00:00,A,C14,V13320,ITI1,2019,512.3,e,
ESTAT:SBS_R_NUTS06_R2(1.0),14/03/24 23:00:00,A,C14,V16110,ITI1,2019,31500,b,
ESTAT:SBS_R_NUTS06_R2(1.0),14/03/24 23:00:00,A,C14,V91290,ITI1,2019,1.2,,
ESTAT:SBS_R_NUTS06_R2(1.0),14/03/24 23:00:00,A,C14,V16110,ITI1,2020,,c,
ESTAT:SBS_R_NUTS06_R2(1.0),14/03/24 23:00:00,A,C14,V11210,ITI1,2020,4001,,
ESTAT:SBS_R_NUTS06_R2(1.0),14/03/24 23:00:00,A,C15,V16110,ITI1,2019,,,C
ESTAT:SBS_R_NUTS06_R2(1.0),14/03/24 23:00:00,A,C15,V16110,ITI1,2020,,,F
ESTAT:SBS_R_NUTS06_R2(1.0),14/03/24 23:00:00,A,C15,V16110,ITI2,2019,:,,
ESTAT:SBS_R_NUTS06_R2(1.0),14/03/24 23:00:00,A,C15,V16110,ITI2,2020,0,,
"""

TSV = (
    "freq,nace_r2,indic_sb,geo\\TIME_PERIOD\t2019 \t2020 \n"
    "A,C14,V11210,ITI1\t4123 \t4001 \n"
    "A,C14,V13320,ITI1\t512.3 e\t: \n"
    "A,C14,V16110,ITI1\t31500 b\t: c\n"
    "A,C14,V91290,ITI1\t1.2 \t0.3 \n"
    "A,C15,V16110,ITI1\t: c\t: \n"
    "A,C15,V16110,ITI2\t: \t0 \n"
)

EXPECTED = {
    ("ITI1", "C14", 2019): (4123, 31500, 512_300_000, False, "b e"),
    ("ITI1", "C14", 2020): (4001, None, None, True, "c"),
    ("ITI1", "C15", 2019): (None, None, None, True, "c"),
    ("ITI1", "C15", 2020): (None, None, None, False, None),
    ("ITI2", "C15", 2019): (None, None, None, False, None),
    ("ITI2", "C15", 2020): (None, 0, None, False, None),
}


def taken(tmp_path: Path, name: str, text: str, **more: Any) -> Intake:
    file = tmp_path / name
    if name.endswith(".gz"):
        file.write_bytes(gzip.compress(text.encode()))
    else:
        file.write_text(text, "utf-8")
    (intake,) = take_in(eurostat, file, tmp_path / "scratch", **more)
    return intake


def cells(intake: Intake) -> dict[tuple[str, str, int], tuple[Any, ...]]:
    found = duckdb.execute(
        "SELECT region, industry, year, establishments, jobs, wages, suppressed, flags"
        f" FROM read_parquet('{intake.rows}')"
    ).fetchall()
    return {row[:3]: row[3:] for row in found}


@pytest.mark.parametrize("name", ["sbs.csv", "sbs.csv.gz"])
def test_sdmx_csv_gives_one_row_per_cell_with_hidden_ones_marked(tmp_path, name):
    intake = taken(tmp_path, name, SDMX)
    expected = {
        **EXPECTED,
        ("ITI1", "C15", 2019): (None, None, None, True, "C"),
        ("ITI1", "C15", 2020): (None, None, None, False, "F"),
    }
    assert cells(intake) == expected
    assert (intake.quarantined, intake.left_out) == (0, 1)


@pytest.mark.parametrize("name", ["sbs.tsv", "sbs.tsv.gz"])
def test_tsv_with_years_as_columns_gives_the_same(tmp_path, name):
    intake = taken(tmp_path, name, TSV)
    assert cells(intake) == EXPECTED
    assert intake.quarantined == 0


def test_confidential_wages_do_not_hide_published_jobs(tmp_path):
    text = "freq,nace_r2,indic_sb,geo\\TIME_PERIOD\t2019 \nA,C14,V16110,AT11\t5 \n"
    text += "A,C14,V13320,AT11\t: c\n"
    assert cells(taken(tmp_path, "sbs.tsv", text)) == {
        ("AT11", "C14", 2019): (None, 5, None, False, "c")
    }


def test_codes_used_since_2021_are_known(tmp_path):
    text = (
        "DATAFLOW,LAST UPDATE,freq,indic_sbs,nace_r2,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
        "ESTAT:SBS_R_NUTS2021(1.0),1/2/25,A,LOC_NR,C14,AT11,2022,7,\n"
        "ESTAT:SBS_R_NUTS2021(1.0),1/2/25,A,EMP_LOC_NR,C14,AT11,2022,90,p\n"
        "ESTAT:SBS_R_NUTS2021(1.0),1/2/25,A,WAGE_LOC_MEUR,C14,AT11,2022,2.05,\n"
    )
    assert cells(taken(tmp_path, "sbs.csv", text)) == {
        ("AT11", "C14", 2022): (7, 90, 2_050_000, False, "p")
    }


def test_other_indicators_can_be_named(tmp_path):
    text = SDMX.replace("V16110", "V16130")
    intake = taken(tmp_path, "sbs.csv", text, constants={"jobs_indicator": "V16130"})
    assert cells(intake)["ITI1", "C14", 2019][1] == 31500


def test_size_classes_other_than_the_total_are_left_out(tmp_path):
    text = (
        "DATAFLOW,freq,size_emp,indic_sbs,nace_r2,geo,TIME_PERIOD,OBS_VALUE\n"
        "X,A,TOTAL,EMP_NR,C14,AT,2022,90\nX,A,0-9,EMP_NR,C14,AT,2022,30\n"
    )
    intake = taken(tmp_path, "sbs.csv", text)
    assert cells(intake)["AT", "C14", 2022][1] == 90
    assert intake.left_out == 1


def test_second_number_for_a_cell_is_reported_and_not_chosen_from(tmp_path):
    text = SDMX + SDMX.splitlines()[3].replace("31500", "99") + "\n"
    intake = taken(tmp_path, "sbs.csv", text)
    assert ("ITI1", "C14", 2019) not in cells(intake) or intake.quarantined
    assert intake.quarantined >= 1


@pytest.mark.parametrize(("old", "new"), [(",31500,", ",-4,"), (",31500,", ",many,")])
def test_impossible_number_goes_to_quarantine(tmp_path, old, new):
    intake = taken(tmp_path, "sbs.csv", SDMX.replace(old, new))
    assert intake.quarantined == 1
    assert intake.problem.startswith("sbs.csv, line 4: jobs is ")
    assert ("ITI1", "C14", 2019) not in cells(intake)


def test_line_of_a_tsv_is_the_line_of_the_file(tmp_path):
    intake = taken(tmp_path, "sbs.tsv", TSV.replace("31500", "-4"))
    assert intake.problem.startswith("sbs.tsv, line 4: jobs is -4, but it must be at least 0")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nace_r2,indic_sb,time\\geo\tAT11 \nC14,V16110,2019\t5 \n", "must be such as 'freq,nace"),
        ("freq,nace_r2,indic_sb,geo\\TIME_PERIOD\t2019-Q1 \nQ,C14,V1,AT\t5 \n", "with years"),
        (TSV[: TSV.index("\t: \t0")], "sbs.tsv, line 7: 4 cells, but there must be 6"),
        ("", "empty"),
    ],
)
def test_tsv_of_another_shape_or_cut_off_is_refused(tmp_path, text, says):
    with pytest.raises(UserError, match=says):
        taken(tmp_path, "sbs.tsv", text)


def test_address_asks_for_the_data_set_and_names_the_file():
    (address,) = addresses(eurostat, {"dataset": "sbs_r_nuts2021"})
    assert address.endswith("/data/sbs_r_nuts2021?format=SDMX-CSV&compressed=true")
    assert file_name(address) == "sbs_r_nuts2021.csv.gz"
    with pytest.raises(UserError, match="needs the option 'dataset': code of the data set"):
        addresses(eurostat, {})
