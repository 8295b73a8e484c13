"""Krugman index of concentration."""

import numpy as np
from numpy.testing import assert_allclose

from milieu.indicators.hoover import hoover
from milieu.indicators.krugman_concentration import krugman_concentration

JOBS = np.array([[30.0, 10.0, 0.0], [10.0, 10.0, 40.0]])


def test_equals_the_differences_worked_out_by_hand_for_each_reference():
    # first industry 3/4, 1/4 over regions; all jobs 4/10, 6/10; others 1/6, 5/6; mean 1/4, 3/4
    assert_allclose(krugman_concentration(JOBS, "all")[0], 0.7)
    assert_allclose(krugman_concentration(JOBS, "others")[0], 7 / 6)
    assert_allclose(krugman_concentration(JOBS, "average_of_others")[0], 1.0)


def test_is_twice_the_hoover_index_against_all_jobs():
    assert_allclose(krugman_concentration(JOBS), 2 * hoover(JOBS))
