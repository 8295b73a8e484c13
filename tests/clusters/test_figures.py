from dataclasses import fields, replace

import numpy as np
import pytest

from milieu.clusters.declare import METHODS, Found
from milieu.clusters.figures import figures, ranks
from milieu.core.cells import HiddenDraws, published
from tests.clusters.made_up import made_up_country

JOBS = np.array([[600.0, 200, 200], [300, 100, 600], [100, 700, 8_200]])
FIRMS = np.array([[6.0, 4, 9], [3, np.nan, 9], [1, 7, 9]])
# cluster 0: two regions, first industry; cluster 1: first region, second industry
LABEL = np.array([[0, 1, -1], [0, -1, -1], [-1, -1, -1]], np.int32)
FOUND = Found(LABEL, ("", ""), np.ones(2))


def cells(drawn=None):
    plain = published(2016, ("A", "B", "C"), ("1", "2", "3"), JOBS, FIRMS)
    hidden = np.zeros(JOBS.shape, bool)
    hidden[1, 0] = True
    low, high = np.where(hidden, 50, JOBS), np.where(hidden, 500, JOBS)
    one = replace(plain, hidden=hidden, low=low, high=high)
    if drawn is None:
        return one
    at = np.array([1], np.int32), np.array([0], np.int32)
    return replace(one, draws=HiddenDraws(*at, np.array(drawn, np.float32)[:, None]))


def test_figures_by_hand():
    seen = figures(cells([100, 200, 300, 400, 450]), FOUND, list_length=1)
    np.testing.assert_array_equal(seen.jobs, [900, 200])
    np.testing.assert_array_equal(seen.jobs_least, [650, 200])
    np.testing.assert_array_equal(seen.jobs_most, [1_100, 200])
    np.testing.assert_allclose(seen.jobs_low, [740, 200])  # the tenth of 700, 800, ...
    np.testing.assert_allclose(seen.jobs_high, [1_030, 200])
    np.testing.assert_array_equal(seen.hidden_cells, [1, 0])
    np.testing.assert_array_equal(seen.cells, [2, 1])
    np.testing.assert_array_equal(seen.establishments, [9, 4])
    # cluster 0: 900 of 2,000 jobs in A and B, nation 1,000 of 11,000
    np.testing.assert_allclose(seen.quotient, [(900 / 2_000) / (1_000 / 11_000), 2.2])
    np.testing.assert_allclose(seen.national_share, [0.9, 0.2])
    np.testing.assert_array_equal(seen.rank, [1, 2])
    np.testing.assert_array_equal(seen.in_list, [1, 0])


def test_unknown_establishments_stay_unknown():
    label = LABEL.copy()
    label[1, 1] = 1
    assert np.isnan(figures(cells([1]), Found(label, ("", ""), np.ones(2))).establishments[1])


def test_a_ranking_that_hidden_cells_decide_is_given_as_a_probability():
    one = cells([300, 300, 300, 3_000_000])  # once the whole nation is in cluster 0
    seen = figures(one, FOUND, list_length=1)
    np.testing.assert_allclose(seen.in_list, [0.75, 0.25])


def test_without_draws_of_hidden_cells_ranges_are_unknown_but_bounds_are_not():
    seen = figures(cells(), FOUND)
    assert np.isnan([seen.jobs_low, seen.jobs_high, seen.quotient_low, seen.in_list]).all()
    np.testing.assert_array_equal(seen.jobs_least, [650, 200])


def test_without_hidden_cells_the_range_is_the_value():
    seen = figures(published(2016, ("A", "B", "C"), ("1", "2", "3"), JOBS), FOUND, 1)
    np.testing.assert_array_equal(seen.jobs_low, seen.jobs_high)
    np.testing.assert_array_equal(seen.quotient_low, seen.quotient)
    np.testing.assert_array_equal(seen.in_list, [1, 0])


@pytest.mark.parametrize("name", METHODS)
def test_a_range_holds_its_value_for_every_way_of_finding(name):
    country = made_up_country()
    hidden = country.cells.jobs < 60
    row, column = (at.astype(np.int32) for at in np.nonzero(hidden))
    random = np.random.default_rng(1)
    drawn = country.cells.jobs[hidden] * random.lognormal(0, 0.5, (9, hidden.sum()))
    draws = HiddenDraws(row, column, drawn.astype(np.float32))
    one = replace(country.cells, hidden=hidden, draws=draws)
    found = METHODS[name].find(one.jobs, one, country.surroundings)
    seen = figures(one, found, list_length=3)
    for low, value, high in (
        (seen.jobs_low, seen.jobs, seen.jobs_high),
        (seen.quotient_low, seen.quotient, seen.quotient_high),
    ):
        assert ((low <= value) & (value <= high)).all()
    assert ((seen.in_list >= 0) & (seen.in_list <= 1)).all()
    assert seen.in_list.sum() == pytest.approx(3, abs=0.5)


def test_no_clusters_have_no_figures():
    nothing = Found(np.full(JOBS.shape, -1, np.int32), (), np.zeros(0))
    seen = figures(cells([1, 2]), nothing)
    for one in fields(seen):
        assert one.name == "list_length" or len(getattr(seen, one.name)) == 0


def test_equals_share_the_better_rank_and_the_unknown_come_last():
    np.testing.assert_array_equal(ranks(np.array([2.0, 5.0, np.nan, 5.0])), [3, 1, 4, 1])
