"""Krugman index of specialization."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.krugman_specialization import krugman_specialization

from .strategies import jobs_matrices

JOBS = np.array([[30.0, 10.0], [10.0, 10.0], [0.0, 40.0]])


def test_equals_the_differences_worked_out_by_hand_for_each_reference():
    # structure of the first region 3/4, 1/4; nation 4/10, 6/10; others pooled 1/6, 5/6;
    # plain mean of the others (1/2 + 0)/2 = 1/4, 3/4
    assert_allclose(krugman_specialization(JOBS, "all")[0], 0.7)
    assert_allclose(krugman_specialization(JOBS, "others")[0], 7 / 6)
    assert_allclose(krugman_specialization(JOBS, "average_of_others")[0], 1.0)


def test_reaches_two_where_two_regions_have_nothing_in_common():
    jobs = np.array([[5.0, 0.0], [0.0, 9.0]])
    for reference in ("others", "average_of_others"):
        assert_allclose(krugman_specialization(jobs, reference), 2)


@pytest.mark.parametrize("reference", ["all", "others", "average_of_others"])
@given(jobs=jobs_matrices())
def test_does_not_depend_on_unit_and_order_nor_on_empty_regions(reference, jobs):
    index = krugman_specialization(jobs, reference)
    assert_allclose(krugman_specialization(jobs * 3, reference), index, atol=1e-12)
    assert_allclose(krugman_specialization(jobs[::-1], reference)[::-1], index, atol=1e-12)
    wider = np.vstack([jobs, 0 * jobs[:1]])
    assert_allclose(krugman_specialization(wider, reference)[:-1], index, atol=1e-12)
    known = index[~np.isnan(index)]
    assert np.all((known >= 0) & (known <= 2 + 1e-12))


def test_a_region_alone_has_no_others():
    alone = np.array([[5.0, 5.0]])
    assert_allclose(krugman_specialization(alone), 0)
    assert np.isnan(krugman_specialization(alone, "others")).all()
    assert np.isnan(krugman_specialization(alone, "average_of_others")).all()


def test_answers_a_misspelt_reference_with_the_nearest_one():
    with pytest.raises(UserError, match="Did you mean 'others'"):
        krugman_specialization(JOBS, "other")
