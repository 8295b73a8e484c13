"""Groups of industries from the study's own figures, and clusters of these groups."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from milieu.clusters.benchmark_categories import benchmark_categories
from milieu.clusters.declare import Surroundings
from milieu.clusters.linkage_groups import linkage_groups, linkages_of
from milieu.core.cells import published
from tests.clusters.made_up import INDUSTRIES, made_up_country

COUNTRY = made_up_country()
CELLS = COUNTRY.cells
LINKAGES = linkages_of(CELLS.jobs, CELLS)
BEST = LINKAGES.grouping(2.0, 12.0)


def test_industries_planted_in_the_same_regions_are_one_group():
    for pair in range(6):
        first, second = 2 * pair, 2 * pair + 1
        assert BEST.group[first] == BEST.group[second]
        assert (BEST.group == BEST.group[first]).sum() == 2
    assert BEST.score == 1


def test_planted_pairs_stay_together_in_redrawn_nations_and_noise_does_not():
    stability = LINKAGES.stability(BEST, draws=10)
    assert (stability[:12] > 0.9).all()
    assert np.nanmean(stability[12:]) < np.nanmean(stability[:12])
    assert np.nanmin(stability) >= 0 and np.nanmax(stability) <= 1
    assert_array_equal(stability, LINKAGES.stability(BEST, draws=10))


def test_clusters_are_those_of_the_benchmark_rule_with_the_groups_as_categories():
    found = linkage_groups(CELLS.jobs, CELLS, Surroundings())
    groups = {"own": LINKAGES.names(BEST)}
    same = benchmark_categories(
        CELLS.jobs, CELLS, Surroundings(categories=groups), least_quotient=1.5
    )
    assert_array_equal(found.label, same.label)
    assert_array_equal(found.strength, same.strength)
    assert set(found.names) == {""}


def test_linkages_that_are_given_are_taken_and_others_are_not_made(monkeypatch):
    jobs = np.random.default_rng(0).permuted(CELLS.jobs, axis=0)  # in which nothing is together
    given = linkage_groups(jobs, CELLS, Surroundings(linkages=LINKAGES))
    names = {"own": LINKAGES.names(BEST)}
    same = benchmark_categories(jobs, CELLS, Surroundings(categories=names), least_quotient=1.5)
    assert_array_equal(given.label, same.label)
    own = linkage_groups(jobs, CELLS, Surroundings())
    assert not np.array_equal(given.label, own.label)


def test_a_group_is_called_after_its_industry_with_most_jobs():
    names = LINKAGES.names(BEST)
    total = CELLS.jobs.sum(axis=0)
    assert names[0] == names[1] == INDUSTRIES[int(total[:2].argmax())]


def test_rows_that_are_no_places_and_columns_that_do_not_count_are_left_out():
    jobs = np.vstack([CELLS.jobs, 1e6 * np.arange(24.0)])
    more = published(2016, (*CELLS.regions, "*"), CELLS.industries, jobs, np.ones(jobs.shape))
    place = np.array([r != "*" for r in more.regions])
    counted = np.arange(24) != 3
    some = linkages_of(jobs, more, place, counted)
    assert INDUSTRIES[3] not in some.industries
    assert_array_equal(some.jobs, np.delete(CELLS.jobs, 3, axis=1))


def test_sizes_of_groups_are_kept_and_a_grouping_is_made_once():
    few, many = LINKAGES.grouping(2.0, 12.0), LINKAGES.grouping(8.0, 12.0)
    assert many.group.max() + 1 <= 3 < few.group.max() + 1
    assert LINKAGES.grouping(2.0, 12.0) is few


@pytest.mark.parametrize("industries", [1, 2, 3])
def test_few_industries_make_no_groups_and_no_clusters(industries):
    jobs = CELLS.jobs[:, :industries]
    few = published(2016, CELLS.regions, CELLS.industries[:industries], jobs)
    assert linkages_of(jobs, few).grouping(2.0, 12.0) is None
    assert len(linkage_groups(jobs, few, Surroundings())) == 0


def test_without_establishments_jobs_alone_tell():
    unknown = replace(CELLS, establishments=np.full(CELLS.jobs.shape, np.nan))
    linkages = linkages_of(CELLS.jobs, unknown)
    assert linkages.establishments is None
    assert linkages.grouping(2.0, 12.0).score > 0.9


def test_groups_of_american_counties_are_surer_than_chance(shared_data):
    """Three-digit industries of New York's counties in 2014, as published; hidden cells are 0."""
    import pandas as pd

    table = pd.read_csv(shared_data / "ny_qcew_2000_2014" / "panel.csv", dtype={"naics": str})
    table = table[(table.area_type == "County") & (table.year == 2014)]
    table = table[table.naics.str.fullmatch(r"\d{3}")]
    wide = table.pivot_table(index="area", columns="naics", values=["emp", "estabs"]).fillna(0)
    jobs, plants = wide["emp"].to_numpy(float), wide["estabs"].to_numpy(float)
    cells = published(2014, tuple(wide.index), tuple(wide["emp"].columns), jobs, plants)
    linkages = linkages_of(jobs, cells)
    best = linkages.grouping(2.0, 12.0)
    stability = linkages.stability(best, draws=5)
    sizes = np.bincount(best.group)[best.group]
    chance = (sizes - 1) / (len(sizes) - 1)  # of two being in a group of these sizes
    assert np.nanmean(stability) > 3 * chance[sizes > 1].mean()
