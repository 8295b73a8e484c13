"""Clusters that everybody knows are found in official statistics."""

import numpy as np
import pandas as pd
import pytest

from milieu.clusters.benchmark_categories import benchmark_categories
from milieu.clusters.declare import Surroundings
from milieu.clusters.figures import figures
from milieu.clusters.identity import identities
from milieu.clusters.location_quotient_rule import location_quotient_rule
from milieu.clusters.overlap import snapshot
from milieu.clusters.stars import stars
from milieu.core.cells import published


def as_cells(table, year, region, industry, jobs, establishments):
    """Cells of the rows of a table; what is not in it is not known."""
    wide = table.pivot(index=region, columns=industry, values=[jobs, establishments])
    return published(
        year,
        tuple(wide[jobs].index),
        tuple(wide[jobs].columns),
        wide[jobs].to_numpy(float),
        wide[establishments].to_numpy(float),
    )


@pytest.fixture(scope="module")
def counties(shared_data):
    table = pd.read_parquet(shared_data / "us_qcew_2016" / "county_naics4.parquet")
    return as_cells(table[~table.suppressed], 2016, "area_fips", "industry_code", "emp", "estabs")


@pytest.fixture(scope="module")
def new_york(shared_data):
    table = pd.read_csv(shared_data / "ny_qcew_2000_2014" / "panel.csv", dtype={"naics": str})
    table = table[(table.area_type == "County") & (table.level.astype(str) == "3")]
    return [
        as_cells(rows, int(year), "area", "naics", "emp", "estabs")
        for year, rows in table.groupby("year")
    ]


@pytest.mark.parametrize("rule", [location_quotient_rule, stars])
def test_elkhart_makes_recreational_vehicles(counties, rule):
    found = rule(counties.jobs, counties, Surroundings())
    elkhart = found.label[counties.regions.index("18039"), counties.industries.index("3362")]
    assert elkhart >= 0
    seen = figures(counties, found)
    assert seen.quotient[elkhart] > 100
    assert seen.establishments[elkhart] == 84
    assert seen.jobs[elkhart] == pytest.approx(26_636, abs=1)


def test_silicon_valley_is_strong_by_benchmark_definition(counties, shared_data):
    path = shared_data / "cluster_definitions" / "us_benchmark_naics_to_cluster.csv"
    table = pd.read_csv(path, dtype=str)
    traded = table[table.traded_local.str.lower() == "traded"]
    most = traded.groupby(traded.naics.str[:4]).cluster.agg(lambda names: names.mode()[0])
    categories = tuple(most.get(code, "") for code in counties.industries)
    around = Surroundings(categories={"benchmark": categories})
    found = benchmark_categories(counties.jobs, counties, around)
    santa_clara = found.label[counties.regions.index("06085")]
    names = {found.names[n] for n in santa_clara[santa_clara >= 0]}
    assert any("Information Technology" in name for name in names)


def test_new_york_apparel_keeps_its_id_while_it_shrinks(new_york):
    snapshots = []
    for cells in new_york:
        found = location_quotient_rule(cells.jobs, cells, Surroundings())
        snapshots.append(snapshot(cells, found))
    result = identities(snapshots)
    ids = set()
    for one, names in zip(snapshots, result.ids, strict=True):
        label = one.label[one.regions.index("New York County"), one.industries.index("315")]
        assert label >= 0, f"not found in {one.year}"
        ids.add(names[label])
    assert [one.year for one in snapshots] == list(range(2000, 2015))
    assert ids == {"315-new-york-county"}
    assert [e.kind for e in result.events if e.cluster == "315-new-york-county"] == ["first seen"]
    assert np.mean([len(names) for names in result.ids]) > 20
