"""Intervals of values that rest on hidden cells."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from milieu.core.errors import UserError
from milieu.core.interval import Interval, exact

NONE = np.zeros(3, np.int32)


def test_tells_width_and_the_share_of_truths_inside():
    interval = Interval(np.array([0.0, 1, 2]), np.array([1.0, 1, 3]), np.array([2.0, 1, 5]), NONE)
    assert_array_equal(interval.width, [2, 0, 3])
    assert_array_equal(interval.holds(np.array([2.0, 2, np.nan])), [True, False, False])
    assert interval.covered(np.array([2.0, 2, np.nan])) == 0.5


def test_a_value_that_does_not_exist_has_no_range_and_is_allowed():
    nothing = np.full(3, np.nan)
    assert np.isnan(Interval(nothing, nothing, nothing, NONE).width).all()
    assert np.isnan(exact(nothing).covered(np.ones(3)))


def test_an_exact_value_has_no_width_and_hides_nothing():
    interval = exact(np.array([1.0, 2.0]))
    assert_array_equal(interval.width, 0)
    assert_array_equal(interval.hidden, 0)
    assert interval.share == 1


def test_a_part_is_chosen_as_in_an_array():
    assert exact(np.arange(4.0))[1:3].value.tolist() == [1, 2]


def test_refuses_a_value_outside_its_range():
    with pytest.raises(UserError, match=r"Interval\[1\]: the value 7 is not between 1 and 5"):
        Interval(np.array([1.0, 1]), np.array([1.0, 7]), np.array([5.0, 5]), NONE[:2])


def test_refuses_different_shapes_and_a_share_that_is_none():
    with pytest.raises(UserError, match="different shapes"):
        Interval(np.zeros(2), np.zeros(3), np.zeros(3), NONE)
    with pytest.raises(UserError, match="share is 80"):
        Interval(np.zeros(3), np.zeros(3), np.zeros(3), NONE, share=80)
