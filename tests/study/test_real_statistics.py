"""Whole studies on real statistics: New York 2000-2014 and the United States of 2016."""

import pytest

from milieu.study.study import Study

NEW_YORK = {
    "region": "area",
    "industry": "naics",
    "year": "year",
    "jobs": "emp",
    "establishments": "estabs",
    "wages": "total_wages_usd",
}
US = {"region": "area_fips", "industry": "industry_code", "establishments": "estabs", "jobs": "emp"}
US_FILES = (
    *(f"county_{level}" for level in ("sector", "naics3", "naics4", "naics6")),
    *(f"state_{level}" for level in ("sector", "naics3", "naics4", "naics6")),
    *(f"msa_{level}" for level in ("naics4", "naics6")),
)


@pytest.fixture(scope="module")
def new_york(shared_data, tmp_path_factory) -> Study:
    study = Study.create(tmp_path_factory.mktemp("ny") / "ny", template="us")
    panel = shared_data / "ny_qcew_2000_2014" / "panel.csv"
    study.add("long_table", [panel], map=NEW_YORK, where={"area_type": "County"})
    states = {o.step: o.state for o in study.build()}
    assert {states[s] for s in ("cells", "clusters", "indicators", "relatedness")} == {"done"}
    assert states["value_chain"] == "skipped"
    return study


def test_new_york_counts_every_job_once(new_york):
    with new_york.session() as session:
        total = dict(
            session.execute(
                "SELECT year, sum(jobs) FROM employment WHERE industry = '00' GROUP BY year"
            ).fetchall()
        )
        cells = dict(
            session.execute(
                "SELECT year, sum(coalesce(d.jobs, c.jobs)) FROM cells c "
                "LEFT JOIN _draws d USING (level, region, industry, year) GROUP BY year"
            ).fetchall()
        )
    assert total.keys() == cells.keys()
    for year, jobs in total.items():
        assert cells[year] == pytest.approx(jobs, rel=0.002)


def test_apparel_in_new_york_county_is_a_cluster_in_long_decline(new_york):
    (row,) = new_york.table("clusters", cluster="315-new-york-county").to_pylist()
    assert row["name"] == "Apparel manufacturing in New York County"
    assert (row["first_year"], row["last_year"]) == (2000, 2014)
    assert row["peak_year"] == 2000
    assert row["change_since_peak"] < -0.65


def test_the_decline_of_kodak_shows_in_monroe_county(new_york):
    chemicals = new_york.table("cluster_years", cluster="325-monroe-county").to_pandas()
    jobs = chemicals.set_index("year").jobs
    assert jobs[2000] > 20_000
    assert jobs[2014] < 0.2 * jobs[2000]
    (machinery,) = new_york.table("clusters", cluster="333-monroe-county").to_pylist()
    assert machinery["change_since_peak"] < -0.5


def test_government_makes_no_clusters_but_counts_in_totals(new_york):
    industries = new_york.table("clusters").to_pandas().industries
    assert not industries.str.startswith(("92", "95", "99")).any()


def united_states(folder, place, names) -> Study:
    """Private industries, and all jobs covered as the base of quotients, as the BLS takes it."""
    study = Study.create(place / "us", template="us")
    files = [folder / f"{name}.parquet" for name in names]
    added = study.add("long_table", files, map=US, set={"year": "2016"})
    if names == US_FILES:
        assert sum(a.rows for a in added) == 2_020_128
    base = {name: theirs for name, theirs in US.items() if name != "industry"}
    study.add(
        "long_table",
        [folder / "area_totals.parquet"],
        map=base,
        where={"ownership": "total_covered"},
        set={"year": "2016", "industry": "covered"},
    )
    return study


def test_known_american_clusters_are_in_the_atlas_with_their_intervals(shared_data, tmp_path):
    """Without the 6-digit industries, so that it is quick; all levels are in the slow test."""
    names = tuple(name for name in US_FILES if "naics6" not in name)
    study = united_states(shared_data / "us_qcew_2016", tmp_path, names)
    list(study.build(until="clusters"))
    check_known_clusters(study, within=0.03)


def check_known_clusters(study: Study, within: float) -> None:
    """Elkhart's trailers at about 197 and Hickory's furniture at about 54, BLS 2016."""
    for cluster, quotient in (("3362-18039", 197), ("3371-c2586", 54)):
        (row,) = study.table("clusters", cluster=cluster).to_pylist()
        assert row["location_quotient"] == pytest.approx(quotient, rel=within)
        assert row["location_quotient_low"] <= row["location_quotient"]
        assert row["location_quotient"] <= row["location_quotient_high"]


@pytest.mark.slow
def test_the_united_states_of_2016_with_all_levels(shared_data, tmp_path):
    study = united_states(shared_data / "us_qcew_2016", tmp_path, US_FILES)
    list(study.build())
    check_known_clusters(study, within=0.02)
    cells = study.table("cells", level="county").to_pandas()
    assert 0.55 < (cells.status != "published").mean() < 0.70
    assert (cells.least <= cells.most).all()
