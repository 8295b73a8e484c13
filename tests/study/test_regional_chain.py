"""From an input-output table of the nation to value chains inside its regions."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from milieu.core.codes import INDUSTRY_SCHEMES
from milieu.indicators.input_output import inverse_of
from milieu.indicators.regional_coefficients import (
    cluster_shares,
    regional_by_flegg,
    regional_output_multiplier,
    regional_upstreamness,
)
from milieu.study.adding import Reading
from milieu.study.steps import regional_chain
from milieu.study.study import Study
from milieu.study.table_industries import table_industry_of
from tests.study.part import build_part
from tests.study.small import INDUSTRIES, REGIONS, jobs_of, make_study

# Two industries of the table as the BEA codes them; 313, 335 and 336 belong to neither
FLOWS = np.array([[10.0, 60.0], [30.0, 20.0]])
IMPORTS, ADDED = np.array([20.0, 10.0]), np.array([90.0, 60.0])
OUTPUT = np.array([150.0, 150.0])
CODES = ("311FT", "334")
PARTS = {"311FT": ("311", "312"), "334": ("334",)}
MEASURES = (
    "upstreamness",
    "output_multiplier",
    "regional_input_share",
    "value_added_share",
    "other_value_added_share",
    "outside_share",
)


def cells(country="", abroad=""):
    """The table's cells; with countries each code has its country before it."""
    name = "{}_{}".format if country else lambda _, code: code
    for i, row in enumerate(CODES):
        for j, column in enumerate(CODES):
            yield name(country, row), name(country, column), FLOWS[i, j], "industry", "industry"
        rest = OUTPUT[i] - FLOWS[i].sum()
        yield name(country, row), f"{country}households", rest, "industry", "final_demand"
        if abroad:
            yield name(abroad, row), name(country, row), IMPORTS[i], "industry", "industry"
            yield name(abroad, row), name(abroad, row), 7.0, "industry", "industry"
        else:
            yield "imports", row, IMPORTS[i], "imports", "industry"
        yield "wages", name(country, row), ADDED[i], "value_added", "industry"


def write_table(file, rows, country=""):
    lines = ["table,row,column,value,row_kind,column_kind,row_country,column_country"]
    for row, column, value, kind, buyer in rows:
        countries = [n.split("_")[0] if k == "industry" and country else ""
                     for n, k in ((row, kind), (column, buyer))]  # fmt: skip
        lines.append(",".join(["small", row, column, str(value), kind, buyer, *countries]))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def built(tmp_path, rows=None, country=""):
    """A study without hidden cells; its regions are counties so that their country is known."""
    study = make_study(tmp_path, hide=False)
    file = write_table(tmp_path / "small.csv", rows or cells(), country)
    study.add("long_table", [file], reading=Reading(table="input_output"))
    build_part(study, "cells", "clusters", "regional_chain")
    return study


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    return built(tmp_path_factory.mktemp("chain"))


def by_table(region, year):
    return np.array([
        sum(jobs_of(REGIONS.index(region), INDUSTRIES.index(c), year) for c in PARTS[code])
        for code in CODES
    ], float)  # fmt: skip


def nation(year):
    return sum(by_table(region, year) for region in REGIONS)


def test_multipliers_of_a_region_are_those_of_its_flegg_coefficients(study):
    rows = study.table("regional_chain", region="North", year=2001).to_pylist()
    here, there = by_table("North", 2001), nation(2001)
    a = FLOWS / OUTPUT
    regional = regional_by_flegg(a, here, there)
    low, high = regional_output_multiplier(a, here, there)
    output = OUTPUT * here / there
    (row,) = [row for row in rows if row["industry"] == "311FT"]
    assert row["output_multiplier"] == pytest.approx(inverse_of(regional).sum(axis=0)[0])
    assert row["output_multiplier_low"] == pytest.approx(low[0])
    assert row["output_multiplier_high"] == pytest.approx(high[0])
    assert row["output_multiplier_low"] < row["output_multiplier_high"]
    assert row["upstreamness"] == pytest.approx(regional_upstreamness(regional, output)[0])
    assert row["regional_input_share"] == pytest.approx(
        regional[:, 0].sum() / (FLOWS[:, 0].sum() + IMPORTS[0]) * OUTPUT[0]
    )
    assert row["location_quotient"] == pytest.approx(
        (here[0] / here.sum()) / (there[0] / there.sum())
    )


def test_shares_of_an_industry_are_the_cluster_shares_of_it_alone(study):
    here, there = by_table("North", 2000), nation(2000)
    regional = regional_by_flegg(FLOWS / OUTPUT, here, there)
    alone = np.array([True, False])
    expected = cluster_shares(regional, ADDED / OUTPUT, OUTPUT * here / there, alone)
    rows = study.table("regional_chain", region="North", year=2000, industry="311FT").to_pylist()
    (row,) = rows
    assert_allclose([row[m] for m in MEASURES[3:]], expected)
    assert sum(row[m] for m in MEASURES[3:]) == pytest.approx(1)
    made = inverse_of(regional)[:, 0]
    assert row["foreign_share"] == pytest.approx(IMPORTS / OUTPUT @ made)
    assert row["foreign_share"] < row["outside_share"]


def test_a_cluster_has_a_row_in_its_main_region_and_its_own_shares(study):
    rows = study.table("regional_chain", cluster="311-north").to_pylist()
    assert {(row["region"], row["year"]) for row in rows} == {
        ("North", y) for y in range(2000, 2003)
    }
    here, there = by_table("North", 2002), nation(2002)
    regional = regional_by_flegg(FLOWS / OUTPUT, here, there)
    expected = cluster_shares(
        regional, ADDED / OUTPUT, OUTPUT * here / there, np.array([True, False])
    )
    (row,) = [row for row in rows if row["year"] == 2002]
    assert row["industry"] is None
    assert_allclose([row[m] for m in MEASURES[3:]], expected)


def test_every_range_holds_its_value_and_only_strong_or_clustered_industries_are_there(study):
    rows = study.table("regional_chain").to_pandas()
    for measure in MEASURES:
        assert (rows[f"{measure}_low"] <= rows[measure] + 1e-12).all()
        assert (rows[measure] <= rows[f"{measure}_high"] + 1e-12).all()
    weak = rows[rows.cluster.isna() & (rows.location_quotient < 1)]
    listed = study.table("clusters").to_pandas()
    assert set(weak.region) <= set(listed.regions)
    assert rows.note.str.contains("of the jobs are in the table's industries").all()
    assert 0 < len(rows) < 3 * len(REGIONS) * (len(CODES) + 2)


def test_a_table_of_many_countries_gives_the_part_of_the_studys_own(tmp_path, study):
    text = (make_study(tmp_path / "one", hide=False).folder / "study.toml").read_text()
    assert "fips" in text  # the nation of the American template
    rows = list(cells("USA", "CAN"))
    here = built(tmp_path / "two", rows, "USA").table("regional_chain").to_pandas()
    alone = study.table("regional_chain").to_pandas()
    assert len(here) == len(alone)
    for name in ("output_multiplier", "foreign_share", "outside_share"):
        assert_allclose(here[name], alone[name], equal_nan=True)
    assert set(here.industry.dropna()) == set(CODES)


def test_a_table_of_other_countries_says_whose_is_wanted(tmp_path):
    rows = list(cells("FRA", "CAN"))
    (row,) = built(tmp_path, rows, "FRA").table("regional_chain").to_pylist()
    assert "of its 2 countries none is the study's" in row["note"]
    assert row["region"] is None


def test_a_table_of_other_codes_says_that_nothing_matches(tmp_path):
    names = dict(zip(CODES, ("farms", "mills"), strict=True))
    rows = [tuple(names.get(x, x) for x in cell) for cell in cells()]
    (row,) = built(tmp_path, rows).table("regional_chain").to_pylist()
    assert "codes do not match" in row["note"]


def test_without_rows_of_value_added_there_are_multipliers_but_no_shares(tmp_path):
    rows = [cell for cell in cells() if cell[3] != "value_added"]
    found = built(tmp_path, rows).table("regional_chain").to_pandas()
    assert found.output_multiplier.notna().all()
    assert found.value_added_share.isna().all()


def test_of_many_regions_those_of_clusters_and_the_last_year_come_first(tmp_path, monkeypatch):
    monkeypatch.setattr(regional_chain, "FEWEST_PLACES", 3)
    monkeypatch.setattr(regional_chain, "MOST_PRODUCTS", 1)
    found = built(tmp_path)
    rows = found.table("regional_chain").to_pandas()
    assert set(rows.year) == {2002}
    assert len(set(rows.region)) == 3
    assert set(rows.region) <= set(found.table("clusters").to_pandas().regions)
    assert rows.note.str.contains("3 of 30 regions and years").all()


@pytest.mark.parametrize(
    ("scheme", "study_code", "table_code"),
    [
        ("naics", "3114", "311FT"),
        ("naics", "3361", "31-33"),
        ("naics", "5413", "5412OP"),
        ("nace", "C101", "CPA_C10-12"),
        ("nace", "C13", "D13T15"),
        ("nace", "A01", "A01_02"),
        ("nace", "D35", "D"),
        ("plain", "a12", "a1"),
    ],
)
def test_industries_find_their_place_in_tables_of_other_spellings(scheme, study_code, table_code):
    scheme = INDUSTRY_SCHEMES[scheme]
    assert table_industry_of([study_code], ["99", table_code], scheme).tolist() == [1]


def test_an_industry_above_those_of_the_table_has_no_place_in_it():
    assert table_industry_of(["311", "9"], ["3111", "3112"], INDUSTRY_SCHEMES["naics"]).max() < 0
