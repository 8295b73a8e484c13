import numpy as np

from milieu.clusters.labels import each_cell, each_group, margin, members


def test_members_lie_side_by_side_and_add_up():
    label = np.array([[1, -1, 0], [1, 0, -1]], np.int32)
    of = members(label, 2)
    np.testing.assert_array_equal(of.cluster, [0, 0, 1, 1])
    np.testing.assert_array_equal(of.row, [0, 1, 0, 1])
    np.testing.assert_array_equal(of.total(np.array([1.0, 2.0, 3.0, 4.0])), [3, 7])
    np.testing.assert_array_equal(of.count(np.array([True, False, True, True])), [1, 2])


def test_each_cell_is_numbered_in_order():
    inside = np.array([[True, False], [True, True]])
    np.testing.assert_array_equal(each_cell(inside), [[0, -1], [1, 2]])


def test_groups_are_numbered_in_the_order_of_their_numbers():
    inside = np.array([[True, True], [False, True]])
    group = np.array([[7, 3], [3, 7]])
    np.testing.assert_array_equal(each_group(inside, group), [[1, 0], [-1, 1]])


def test_the_margin_is_that_of_the_threshold_that_binds():
    quotient, jobs = np.array([4.0, 3.0, 2.0]), np.array([300.0, np.nan, 100.0])
    np.testing.assert_allclose(margin((quotient, 2.0), (jobs, 200.0)), [1.5, 1.5, 0.5])
    np.testing.assert_allclose(margin((quotient, 0.0)), [1, 1, 1])
