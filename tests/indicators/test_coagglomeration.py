"""Coagglomeration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.coagglomeration import coagglomeration, pairwise_coagglomeration
from milieu.indicators.ellison_glaeser import ellison_glaeser

from .strategies import jobs_matrices

# two industries together in the first region, a third in the second, half of all jobs in each
JOBS = np.array([[10.0, 30.0, 0.0], [0.0, 0.0, 20.0]])
TOTAL = np.array([100.0, 100.0])


def test_equals_pairs_worked_out_by_hand():
    # s - x is (1/2, -1/2) or its opposite; 1 - sum x^2 is 1/2
    assert_allclose(
        pairwise_coagglomeration(JOBS, TOTAL), [[1, 1, -1], [1, 1, -1], [-1, -1, 1]], atol=1e-15
    )


def test_a_group_is_the_mean_of_its_pairs_weighted_by_jobs():
    # weights 1/6, 1/2, 1/3: pairs 1/12, 1/18, 1/6 of which the last two are apart
    expected = (1 / 12 - 1 / 18 - 1 / 6) / (1 / 12 + 1 / 18 + 1 / 6)
    assert_allclose(coagglomeration(JOBS, np.array([0, 0, 0]), TOTAL), [expected])


def test_plant_sizes_cancel_in_the_formula_of_ellison_and_glaeser_1997():
    """Any Herfindahl index gives the same as the formula with H and gamma written out."""
    random = np.random.default_rng(1)
    jobs = random.integers(1, 500, (12, 5)).astype(float)
    total = jobs.sum(axis=1) + random.integers(0, 900, 12)
    h = random.uniform(0.05, 0.6, 5)
    gamma = ellison_glaeser(jobs, h, total).gamma
    x, w = total / total.sum(), jobs.sum(axis=0) / jobs.sum()
    raw = ((jobs.sum(axis=1) / jobs.sum() - x) ** 2).sum()
    written_out = raw / (1 - (x**2).sum()) - (w**2 * h).sum() - (w**2 * gamma * (1 - h)).sum()
    expected = written_out / (1 - (w**2).sum())
    assert_allclose(coagglomeration(jobs, np.zeros(5, int), total), [expected])


def test_industries_that_follow_all_jobs_are_neither_together_nor_apart():
    jobs = np.outer([1.0, 2.0, 5.0], [3.0, 4.0])
    assert_allclose(pairwise_coagglomeration(jobs), 0, atol=1e-15)


@given(jobs_matrices(least=1), st.randoms(use_true_random=False))
def test_does_not_depend_on_unit_and_order_nor_on_empty_regions(jobs, random):
    pairs = pairwise_coagglomeration(jobs)
    assert_allclose(pairwise_coagglomeration(jobs * 7), pairs, atol=1e-9)
    assert_allclose(pairwise_coagglomeration(np.vstack([jobs, 0 * jobs])), pairs, atol=1e-9)
    rows = random.sample(range(len(jobs)), len(jobs))
    columns = random.sample(range(jobs.shape[1]), jobs.shape[1])
    shuffled = pairwise_coagglomeration(jobs[np.ix_(rows, columns)])
    assert_allclose(shuffled, pairs[np.ix_(columns, columns)], atol=1e-9)
    assert_allclose(pairs, pairs.T, atol=1e-12)


def test_what_does_not_exist_is_nan():
    jobs = np.array([[1.0, 2.0, 0.0, np.nan], [4.0, 1.0, 0.0, 3.0]])
    pairs = pairwise_coagglomeration(jobs, np.array([20.0, 20.0]))
    assert np.isnan(pairs[2:]).all() and np.isfinite(pairs[:2, :2]).all()
    group = np.array([0, 0, 0, 1])
    found = coagglomeration(jobs, group, np.array([20.0, 20.0]))
    assert np.isfinite(found[0]), "an industry without jobs is left out"
    assert np.isnan(found[1]), "one industry alone is no pair"
    assert np.isnan(pairwise_coagglomeration(np.array([[1.0, 2.0]]))).all(), "one region"
    unknown = coagglomeration(jobs[:, [0, 3]], np.array([0, 0]), np.array([20.0, 20.0]))
    assert np.isnan(unknown).all()


def test_a_negative_number_is_refused():
    with pytest.raises(UserError, match="at least 0"):
        pairwise_coagglomeration(np.array([[1.0, -1.0], [1.0, 1.0]]))
