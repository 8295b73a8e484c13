"""Symmetric location quotient."""

import numpy as np
from hypothesis import given
from numpy.testing import assert_allclose

from milieu.indicators.location_quotient import location_quotient
from milieu.indicators.symmetric_location_quotient import symmetric_location_quotient

from .strategies import jobs_matrices


def test_puts_three_times_and_a_third_equally_far_from_zero():
    jobs = np.array([[3.0, 1.0], [1.0, 3.0]])
    triple = symmetric_location_quotient(jobs, np.array([4.0, 4.0]), np.array([16.0, 48.0]), 64)
    assert_allclose(triple[0, 0], 0.5)  # quotient 3
    third = symmetric_location_quotient(jobs, np.array([4.0, 4.0]), np.array([48.0, 16.0]), 64)
    assert_allclose(third[0, 1], 0.0)  # quotient 1
    assert_allclose(third[1, 0], -0.5)  # quotient 1/3


def test_is_minus_one_without_jobs():
    assert symmetric_location_quotient(np.array([[0.0, 2.0], [3.0, 1.0]]))[0, 0] == -1


@given(jobs_matrices())
def test_keeps_the_order_of_the_location_quotient(jobs):
    quotient = location_quotient(jobs)
    exists = ~np.isnan(quotient)
    order = np.argsort(quotient[exists])
    assert np.all(np.diff(symmetric_location_quotient(jobs)[exists][order]) >= -1e-12)
