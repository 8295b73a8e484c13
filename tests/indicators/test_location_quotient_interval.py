"""Interval of the location quotient."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.location_quotient import location_quotient
from milieu.indicators.location_quotient_interval import location_quotient_interval

from .strategies import jobs_matrices

SIZES = np.array([2000, 5000, 10_000, 20_000, 100_000])  # jobs of five regions


def coverage(share: np.ndarray, plant: int = 1, samples: int = 3000, level: float = 0.95):
    """Share of samples in which the interval holds the truth, jobs chosen in lots of `plant`."""
    random = np.random.default_rng(1)
    truth = share / (SIZES @ share / SIZES.sum())
    held = np.zeros(len(SIZES))
    for _ in range(samples):
        jobs = random.binomial(SIZES // plant, share) * plant
        low, high = location_quotient_interval(
            np.column_stack([jobs, SIZES - jobs]).astype(float), level=level
        )
        held += (low[:, 0] <= truth) & (truth <= high[:, 0])
    return held / samples


def test_equals_the_delta_method_worked_out_by_hand():
    jobs = np.array([[10.0, 30.0], [10.0, 50.0]])
    variance = 0.75 / 10 + 0.8 / 20 - 2 * 0.75 / 20
    low, high = location_quotient_interval(jobs)
    assert_allclose(low[0, 0], 1.25 * np.exp(-1.959964 * np.sqrt(variance)), rtol=1e-6)
    assert_allclose(high[0, 0], 1.25 * np.exp(1.959964 * np.sqrt(variance)), rtol=1e-6)


def test_a_cell_without_jobs_has_the_exact_binomial_upper_bound():
    jobs = np.array([[0.0, 40.0], [20.0, 40.0]])
    low, high = location_quotient_interval(jobs)
    assert low[0, 0] == 0
    p = high[0, 0] * 0.2
    assert_allclose((1 - p) ** 40, 0.025)  # no job among 40 has just the chance of one tail


def test_a_single_region_is_as_the_nation_for_certain():
    low, high = location_quotient_interval(np.array([[3.0, 5.0]]))
    assert_allclose(low, 1)
    assert_allclose(high, 1)


@pytest.mark.parametrize("rate", [0.005, 0.01, 0.05, 0.2])
def test_covers_the_truth_within_two_points_if_workers_choose_one_by_one(rate):
    """From ten expected jobs a cell on, up to tens of thousands."""
    share = rate * np.array([1, 2, 0.5, 1.5, 1])
    assert_allclose(coverage(share), 0.95, atol=0.02)


def test_covers_the_truth_within_two_points_at_another_level():
    assert_allclose(coverage(np.full(5, 0.02), level=0.8), 0.8, atol=0.02)


def test_is_no_narrower_than_promised_where_only_a_few_jobs_are_expected():
    """One to eight expected jobs: the exact bound of empty cells makes it cautious instead."""
    few = [coverage(np.full(5, jobs / 2000), samples=1500)[0] for jobs in (1, 2, 4, 6, 8)]
    assert 0.935 < min(few) <= max(few) < 0.985


def test_fails_if_workers_come_in_plants():
    """Plants of 20 jobs: the interval is sqrt(20) times too narrow and holds one time in three."""
    assert coverage(np.full(5, 0.05), plant=20, samples=1000).max() < 0.45


@given(jobs_matrices())
def test_holds_the_quotient_and_exists_where_it_does(jobs):
    quotient = location_quotient(jobs)
    low, high = location_quotient_interval(jobs)
    exists = ~np.isnan(quotient)
    assert_array_equal(~np.isnan(low), exists)
    assert np.all((low <= quotient * (1 + 1e-12))[exists])
    assert np.all((quotient <= high * (1 + 1e-12))[exists])


@given(jobs_matrices(least=1))
def test_narrows_as_all_jobs_grow(jobs):
    low, high = location_quotient_interval(jobs)
    low_more, high_more = location_quotient_interval(jobs * 4)
    assert np.all(low_more >= low * (1 - 1e-9))
    assert np.all(high_more <= high * (1 + 1e-9))


def test_refuses_a_level_that_is_none():
    with pytest.raises(UserError, match="level: is 95"):
        location_quotient_interval(np.ones((2, 2)), level=95)
