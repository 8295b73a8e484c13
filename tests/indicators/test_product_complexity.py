"""Product complexity index."""

import numpy as np
from numpy.testing import assert_allclose

from milieu.indicators.economic_complexity import economic_complexity
from milieu.indicators.product_complexity import product_complexity
from milieu.indicators.proximity import specialized


def made_up(seed=0):
    return np.random.default_rng(seed).lognormal(2, 1.5, (30, 12))


def test_is_the_mean_complexity_of_the_regions_at_home_in_the_industry():
    """Standardized; this is the equation that defines both indices together."""
    jobs = made_up()
    at_home = specialized(jobs).astype(float)
    mean = at_home.T @ economic_complexity(jobs).complexity / at_home.sum(axis=0)
    found = product_complexity(jobs)
    assert_allclose((mean - mean.mean()) / mean.std(), found, atol=1e-9)


def test_does_not_depend_on_unit_and_order():
    jobs = made_up(1)
    found = product_complexity(jobs)
    assert_allclose(product_complexity(jobs * 8), found, atol=1e-8)
    assert_allclose(product_complexity(jobs[::-1, ::-1]), found[::-1], atol=1e-8)


def test_an_industry_without_jobs_is_nan_and_changes_no_other():
    jobs = made_up(2)
    found = product_complexity(np.column_stack([jobs, np.zeros(30)]))
    assert np.isnan(found[-1])
    assert_allclose(found[:-1], product_complexity(jobs), atol=1e-8)
