from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from milieu.clusters.declare import METHODS, Method, Surroundings
from milieu.clusters.location_quotient_rule import location_quotient_rule
from milieu.clusters.robustness import (
    Variant,
    definition_share,
    definitions,
    existence,
    same_codes,
)
from milieu.core.cells import HiddenDraws, published
from tests.clusters.made_up import made_up_country

COUNTRY = made_up_country()
BASE = Variant("base", COUNTRY.cells, COUNTRY.surroundings)
RULE = METHODS["location_quotient_rule"]


def small_rule(**grid) -> Method:
    return replace(RULE, grid=grid)


def test_the_share_by_hand():
    """Quotient 1.67: a cluster at floors of 1.25 and 1.5, not at 2 and 3; 1.29: at 1.25 only."""
    jobs = np.array([[1_250.0, 1_250], [250, 2_250]])
    cells = published(2016, ("A", "B"), ("1", "2"), jobs)
    found = location_quotient_rule(jobs, cells, Surroundings(), least_quotient=1.25)
    grid = small_rule(least_quotient=(1.25, 1.5, 2.0, 3.0))
    share = definition_share(grid, cells, found, [Variant("", cells, Surroundings())])
    np.testing.assert_allclose(share, [0.5, 0.25])


@pytest.mark.parametrize("name", METHODS)
def test_shares_are_from_0_to_1_and_planted_clusters_are_robust(name):
    method = METHODS[name]
    found = method.find(COUNTRY.cells.jobs, COUNTRY.cells, COUNTRY.surroundings)
    share = definition_share(method, COUNTRY.cells, found, [BASE])
    assert ((share >= 0) & (share <= 1)).all()
    assert share.mean() > 0.5


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000), st.integers(1, 12))
def test_a_share_counts_definitions(seed, most):
    country = made_up_country(side=6, seed=seed, planted=2, spread=False)
    found = RULE.find(country.cells.jobs, country.cells, country.surroundings)
    base = Variant("", country.cells, country.surroundings)
    share = definition_share(RULE, country.cells, found, [base], most)
    np.testing.assert_allclose(share * most, np.round(share * most), atol=1e-9)
    assert ((share >= 0) & (share <= 1)).all()


def test_without_another_look_robustness_is_unknown():
    found = RULE.find(COUNTRY.cells.jobs, COUNTRY.cells, COUNTRY.surroundings)
    assert np.isnan(definition_share(RULE, COUNTRY.cells, found, [])).all()


def test_a_large_grid_is_sampled_and_always_the_same_way():
    assert len(definitions(RULE, [BASE], most=1_000)) == 48
    first, again = (definitions(RULE, [BASE, BASE], most=50) for _ in range(2))
    assert len(first) == 50
    assert [d.thresholds for d in first] == [d.thresholds for d in again]


def test_each_rule_of_neighbors_is_a_definition_of_its_own():
    neighbours = COUNTRY.surroundings.neighbours["nearest_4"]
    two = Surroundings({"nearest_4": neighbours, "nobody": neighbours * 0})
    method = replace(METHODS["hot_spots"], grid={"least_quotient": (1.25,)})
    found = method.find(COUNTRY.cells.jobs, COUNTRY.cells, two)
    grid = definitions(method, [Variant("", COUNTRY.cells, two)])
    assert [list(d.surroundings.neighbours) for d in grid] == [["nearest_4"], ["nobody"]]
    share = definition_share(method, COUNTRY.cells, found, [Variant("", COUNTRY.cells, two)])
    np.testing.assert_allclose(share, 0.5)


def test_another_level_of_industries_is_compared_through_the_crosswalk():
    cells = COUNTRY.cells
    three = tuple(sorted({code[:3] for code in cells.industries}))
    up = np.array([[float(code[:3] == c) for c in three] for code in cells.industries])
    coarse = published(2016, cells.regions, three, cells.jobs @ up, cells.establishments @ up)
    variant = Variant("3 digits", coarse, COUNTRY.surroundings, csr_array(up))
    found = RULE.find(cells.jobs, cells, COUNTRY.surroundings)
    again = RULE.find(coarse.jobs, coarse, COUNTRY.surroundings)
    share = definition_share(small_rule(least_quotient=(1.5,)), cells, found, [variant])
    column = {code: n for n, code in enumerate(three)}
    for cluster, (row, industry) in enumerate(np.argwhere(found.label >= 0)):
        inside = again.label[row, column[cells.industries[industry][:3]]] >= 0
        assert share[cluster] == float(inside)


def test_a_year_with_other_regions_is_matched_by_code():
    cells = COUNTRY.cells
    order = np.arange(len(cells.regions))[::-1][:-1]  # reversed, and the first region is not there
    other = published(
        2015,
        tuple(cells.regions[n] for n in order),
        cells.industries[::-1],
        cells.jobs[order][:, ::-1],
    )
    found = RULE.find(cells.jobs, cells, COUNTRY.surroundings)
    grid = small_rule(least_quotient=(1.5,))
    share = definition_share(grid, cells, found, [Variant("2015", other, Surroundings())])
    first = np.argwhere(found.label >= 0)[:, 0] == 0
    assert first.any() and (share[first] == 0).all() and (share[~first] > 0.9).mean() > 0.9


def test_codes_without_a_counterpart_belong_to_nothing():
    expected = [[0, 1], [0, 0], [1, 0]]
    np.testing.assert_array_equal(same_codes(("a", "b", "c"), ("c", "a")).toarray(), expected)


def hidden_country(jobs_drawn):
    """Two cells of which the first is hidden and drawn; its estimate makes it a cluster."""
    jobs = np.array([[600.0, 400.0], [100.0, 8_900.0]])
    cells = published(2016, ("A", "B"), ("1", "2"), jobs)
    at = np.zeros(1, np.int32)
    draws = HiddenDraws(at, at, np.array(jobs_drawn, np.float32)[:, None])
    return replace(cells, hidden=np.array([[True, False], [False, False]]), draws=draws)


def test_existence_is_the_share_of_draws_in_which_it_is_found():
    cells = hidden_country([600, 300, 200, 0])  # below 250 jobs it is no cluster
    found = RULE.find(cells.jobs, cells, Surroundings())
    np.testing.assert_allclose(existence(RULE, cells, found, Surroundings()), [0.5])
    assert existence(RULE, cells, found, Surroundings(), most=2).tolist() == [0.5]  # 600 and 0


def test_existence_is_under_the_thresholds_given():
    cells = hidden_country([600, 300, 200, 0])
    found = RULE.find(cells.jobs, cells, Surroundings())
    sure = existence(RULE, cells, found, Surroundings(), {"least_jobs": 100.0})
    np.testing.assert_allclose(sure, [0.75])


def test_existence_is_certain_without_hidden_cells_and_unknown_without_draws():
    found = RULE.find(COUNTRY.cells.jobs, COUNTRY.cells, COUNTRY.surroundings)
    assert (existence(RULE, COUNTRY.cells, found, COUNTRY.surroundings) == 1).all()
    undrawn = replace(COUNTRY.cells, hidden=COUNTRY.cells.jobs < 20)
    assert np.isnan(existence(RULE, undrawn, found, COUNTRY.surroundings)).all()
