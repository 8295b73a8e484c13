"""Any long table, with real statistics where they lie."""

import pytest

from milieu.core.contracts import CONTRACTS
from milieu.sources.long_table import long_table
from tests.sources.taking import rows, take_one, write


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda contract: contract.name)
def test_every_table_can_be_taken_in_by_its_own_names(contract, tmp_path):
    samples = {"text": "a", "number": "1.5", "count": "2", "integer": "2", "year": "2016",
               "flag": "true", "date": "2016-12-31"}  # fmt: skip
    names = ",".join(field.name for field in contract.fields)
    cells = ",".join(samples[field.kind] for field in contract.fields)
    intake = take_one(write(tmp_path, f"{names}\n{cells}\n"), table=contract.name)
    assert (intake.table, intake.count, intake.problem) == (contract.name, 1, "")


def test_employment_is_the_table_unless_another_is_named(tmp_path):
    path = write(tmp_path, "REGION,Industry,year,jobs\na,b,2016,3\n")
    assert take_one(path).table == "employment"


def test_counties_of_new_york_are_taken_in_whole(shared_data, tmp_path):
    intake = _taken(
        shared_data / "ny_qcew_2000_2014" / "panel.csv",
        tmp_path,
        where={"area_type": "County"},
        mapping={
            "region": "area",
            "industry": "naics",
            "jobs": "emp",
            "establishments": "estabs",
            "wages": "total_wages_usd",
        },
    )
    assert intake.count + intake.left_out == 117_458
    assert intake.quarantined == 0
    found = rows(intake, "region", "industry", "year", "jobs", "wages")
    assert ("Albany County", "00", 2000, 230_961, 8_267_212_779) in found


def test_state_of_new_york_has_its_published_jobs(shared_data, tmp_path):
    """The state's total in 2000 is 8,471,278; apparel fell from 65,182 to 18,451 by 2014."""
    mapping = {"region": "area", "industry": "naics", "jobs": "emp"}
    path = shared_data / "ny_qcew_2000_2014" / "panel.csv"
    intake = _taken(path, tmp_path, where={"area_type": "State"}, mapping=mapping)
    jobs = {(industry, year): n for industry, year, n in rows(intake, "industry", "year", "jobs")}
    assert (jobs["00", 2000], jobs["315", 2000], jobs["315", 2014]) == (8_471_278, 65_182, 18_451)


def test_counties_of_the_united_states_are_taken_in_whole(shared_data, tmp_path):
    intake = _taken(
        shared_data / "us_qcew_2016" / "county_naics6.parquet",
        tmp_path,
        mapping={
            "region": "area_fips",
            "industry": "industry_code",
            "establishments": "estabs",
            "jobs": "emp",
        },
        constants={"year": "2016"},
    )
    assert (intake.count, intake.quarantined, intake.left_out) == (892_396, 0, 0)


def _taken(path, folder, **wishes):
    """Take in a file that lies where nothing may be written."""
    from milieu.sources.engine.intake import take_in

    (intake,) = take_in(long_table, path, folder, **wishes)
    return intake
