import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from milieu.clusters.specialization import (
    categories,
    each_industry,
    known,
    national_shares,
    quotients,
    top_share_floor,
)


def test_unknown_cells_are_left_out_of_totals():
    jobs = np.array([[np.nan, 10.0], [5.0, 5.0]])
    np.testing.assert_array_equal(known(jobs), [[0, 10], [5, 5]])
    np.testing.assert_allclose(national_shares(jobs), [[0, 2 / 3], [1, 1 / 3]])
    np.testing.assert_allclose(quotients(jobs), [[0, 4 / 3], [2, 2 / 3]])


def test_no_jobs_anywhere_have_no_quotient():
    assert np.isnan(quotients(np.zeros((2, 2)))).all()


def test_categories_are_sorted_and_industries_without_one_are_the_rest():
    groups = categories(["b", "", "a", "b"])
    assert groups.names == ("a", "b")
    np.testing.assert_array_equal(groups.industries, [1, 2])
    jobs = np.array([[1.0, 10, 2, 3], [4, 20, 5, 6]])
    np.testing.assert_array_equal(groups.total(jobs), [[2, 4], [5, 10]])
    # region 1: 2 of 16 jobs, nation 7 of 51
    np.testing.assert_allclose(groups.quotients(jobs)[0, 0], (2 / 16) / (7 / 51))
    spread = groups.spread(np.array([[True, False], [False, True]]))
    np.testing.assert_array_equal(spread, [[False, False, True, False], [True, False, False, True]])


def test_each_industry_stands_for_itself():
    jobs = np.array([[1.0, 2.0], [3.0, 5.0]])
    groups = each_industry(("x", "y"))
    np.testing.assert_array_equal(groups.total(jobs), jobs)
    np.testing.assert_allclose(groups.quotients(jobs), quotients(jobs))


def test_the_top_tenth_of_thirty_are_three():
    values = np.arange(31.0)[:, None]  # zero does not count
    assert top_share_floor(values, 0.1) == [28]
    assert top_share_floor(values, 0.001) == [30]
    assert top_share_floor(np.zeros((4, 1)), 0.1) == [np.inf]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.floats(0.01, 1))
def test_at_least_the_share_is_at_or_above_the_floor(values, share):
    column = np.array(values)[:, None]
    positive = (column > 0).sum()
    above = (column >= top_share_floor(column, share)[0]).sum()
    assert above >= share * positive - 1e-6
