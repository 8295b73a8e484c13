"""Economic base multiplier and its bias from coarse industries."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.base_multiplier import aggregation_bias, base_multiplier

from .strategies import jobs_matrices


def test_equals_jobs_per_basic_job_worked_out_by_hand():
    # half of the nation's jobs lie in each industry, so 50 of 100 are needed in either region
    jobs = np.array([[80.0, 20.0], [20.0, 80.0]])
    assert_allclose(base_multiplier(jobs), 100 / 30)


def test_takes_the_nation_as_given():
    # the nation has 1 in 10 jobs in the industry: 10 needed, 40 basic
    jobs = np.array([[50.0]])
    found = base_multiplier(jobs, np.array([100.0]), np.array([1000.0]), 10_000.0)
    assert_allclose(found, 100 / 40)


def test_a_region_like_the_nation_has_no_multiplier():
    jobs = np.outer([1.0, 2.0, 7.0], [3.0, 5.0, 0.1])
    assert np.isnan(base_multiplier(jobs)).all()
    assert np.isnan(base_multiplier(np.array([[3.0, 4.0]]))).all()


@given(jobs_matrices())
def test_does_not_depend_on_unit_and_order_nor_on_empty_regions(jobs):
    found = base_multiplier(jobs)
    assert_allclose(base_multiplier(jobs * 3), found)
    assert_allclose(base_multiplier(jobs[::-1, ::-1]), found[::-1])
    assert_allclose(base_multiplier(np.vstack([jobs, 0 * jobs]))[: len(jobs)], found)


@given(jobs_matrices())
def test_coarser_industries_never_lower_it(jobs):
    found = aggregation_bias(jobs, np.arange(jobs.shape[1]) // 2)
    there = ~np.isnan(found.bias)
    assert (found.bias[there] >= 1 - 1e-9).all()
    assert_allclose(found.fine, base_multiplier(jobs))


def test_bias_is_the_surplus_that_cancels_within_a_group():
    # industries 0 and 1 are one group: the first region's surplus of 30 and deficit of 10 leave 20
    jobs = np.array([[80.0, 40.0, 80.0], [20.0, 60.0, 120.0]])
    found = aggregation_bias(jobs, np.array([0, 0, 1]))
    assert_allclose(found.fine, 200 / 30)
    assert_allclose(found.coarse, 200 / 20)
    assert_allclose(found.bias, 1.5)


def test_an_unknown_cell_is_unknown_and_a_negative_one_refused():
    assert np.isnan(base_multiplier(np.array([[np.nan, 1.0], [1.0, 2.0]]))).all()
    with pytest.raises(UserError, match="at least 0"):
        base_multiplier(np.array([[-1.0, 1.0], [1.0, 2.0]]))
