"""Standardized location quotient."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.location_quotient import location_quotient
from milieu.indicators.standardized_location_quotient import (
    CUT,
    bootstrap_cut,
    standardization,
    standardized_location_quotient,
)

REGIONS = 60


def two_industries(quotients: np.ndarray) -> np.ndarray:
    """A small industry with nearly the given quotients, in regions of equal size."""
    small = 10_000 * quotients / quotients.mean()
    return np.column_stack([small, 1_000_000 - small])


def test_is_the_distance_from_the_mean_in_standard_deviations():
    jobs = two_industries(np.random.default_rng(0).normal(1, 0.2, REGIONS))
    quotient = location_quotient(jobs)[:, 0]
    expected = (quotient - quotient.mean()) / quotient.std(ddof=1)
    result = standardization(jobs)
    assert not result.logged[0]
    assert_allclose(result.score[:, 0], expected, rtol=1e-9)


def test_takes_logarithms_if_the_quotients_are_not_normal():
    jobs = two_industries(np.random.default_rng(0).lognormal(0, 1, REGIONS))
    logarithm = np.log(location_quotient(jobs)[:, 0])
    result = standardization(jobs)
    assert result.logged[0]
    assert_allclose(
        result.score[:, 0], (logarithm - logarithm.mean()) / logarithm.std(ddof=1), rtol=1e-9
    )


def test_keeps_normality_in_about_95_of_100_normal_samples():
    random = np.random.default_rng(2)
    samples = np.column_stack([random.normal(1, 0.1, REGIONS) for _ in range(1000)])
    rejected = standardization(np.column_stack([samples, 1e5 - samples.sum(axis=1)])).logged
    assert_allclose(rejected[:1000].mean(), 0.05, atol=0.02)


def test_refuses_fewer_than_ten_regions_and_says_so():
    jobs = np.ones((30, 2))
    jobs[:, 1] = np.arange(30) + 1.0
    jobs[9:, 0] = 0
    result = standardization(jobs)
    assert np.isnan(result.score[:, 0]).all()
    assert result.reason[0] == "only 9 regions have jobs in the industry; at least 10 needed"
    assert result.reason[1] == ""


def test_refuses_an_industry_spread_as_all_others():
    result = standardization(np.ones((12, 2)))
    assert np.isnan(result.score).all()
    assert result.reason == ("all regions have the same quotient",) * 2


def test_leaves_out_regions_without_jobs():
    jobs = two_industries(np.random.default_rng(0).normal(1, 0.2, REGIONS))
    jobs[:5, 0] = 0
    score = standardized_location_quotient(jobs)
    assert_array_equal(np.isnan(score[:, 0]), np.arange(REGIONS) < 5)
    assert_allclose(np.nanmean(score[:, 0]), 0, atol=1e-12)
    assert_allclose(np.nanstd(score[:, 0], ddof=1), 1)


def test_does_not_depend_on_the_unit_or_the_order_of_regions():
    jobs = np.random.default_rng(4).lognormal(3, 1, (40, 5))
    score = standardized_location_quotient(jobs)
    assert_allclose(standardized_location_quotient(jobs * 3), score, atol=1e-9)
    assert_allclose(standardized_location_quotient(jobs[::-1]), score[::-1], atol=1e-9)


def test_bootstrap_cut_is_near_the_normal_one_for_normal_scores_and_higher_for_skewed_ones():
    random = np.random.default_rng(5)
    scores = np.column_stack([random.normal(size=4000), random.exponential(size=4000) - 1])
    normal, skewed = bootstrap_cut(scores, resamples=200)
    assert_allclose(normal, CUT, atol=0.1)
    assert_allclose(skewed, -np.log(0.025) - 1, atol=0.2)


def test_bootstrap_cut_is_the_same_for_the_same_seed_and_nan_for_few_regions():
    scores = np.random.default_rng(6).normal(size=(30, 2))
    scores[5:, 1] = np.nan
    first = bootstrap_cut(scores, resamples=50, seed=1)
    assert_array_equal(first, bootstrap_cut(scores, resamples=50, seed=1))
    assert first[0] != bootstrap_cut(scores, resamples=50, seed=2)[0]
    assert np.isnan(first[1])


def test_bootstrap_cut_refuses_a_level_that_is_none():
    with pytest.raises(UserError, match="level: is 95"):
        bootstrap_cut(np.zeros((20, 1)), level=95)
