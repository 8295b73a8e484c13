"""Hoover index."""

import numpy as np
from hypothesis import given
from numpy.testing import assert_allclose

from milieu.indicators.hoover import hoover

from .strategies import jobs_matrices


def test_equals_the_share_that_has_to_move_worked_out_by_hand():
    # industry 1/4, 3/4 over two regions with half of all jobs each
    jobs = np.array([[10.0], [30.0]])
    assert_allclose(hoover(jobs, np.array([100.0, 100.0])), 0.25)


def test_is_zero_for_an_industry_spread_as_all_jobs():
    assert_allclose(hoover(np.array([[1.0, 2.0], [3.0, 6.0]])), 0, atol=1e-15)


@given(jobs_matrices())
def test_does_not_depend_on_unit_and_order_nor_on_empty_regions(jobs):
    index = hoover(jobs)
    assert_allclose(hoover(jobs * 3), index, atol=1e-12)
    assert_allclose(hoover(jobs[::-1]), index, atol=1e-12)
    assert_allclose(hoover(np.vstack([jobs, 0 * jobs[:1], 0 * jobs[:1]])), index, atol=1e-12)


@given(jobs_matrices(least=1))
def test_merging_two_regions_never_raises_it_and_changes_nothing_if_they_are_alike(jobs):
    merged = np.vstack([jobs[:1] + jobs[1:2], jobs[2:]])
    assert np.all(hoover(merged) <= hoover(jobs) + 1e-12)
    alike = np.vstack([jobs[:1] / 4, jobs[:1] * 3 / 4, jobs[1:]])
    assert_allclose(hoover(alike), hoover(jobs), atol=1e-12)
