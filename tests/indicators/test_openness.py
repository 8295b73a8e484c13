"""E-I index."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.openness import openness

from .strategies import jobs_matrices


def test_equals_values_worked_out_by_hand():
    found = openness(np.array([[3.0, 0.0, 5.0, 0.0]]), np.array([[1.0, 2.0, 0.0, 0.0]]))
    assert_allclose(found, [[0.5, -1, 1, np.nan]])


@given(jobs_matrices())
def test_turns_its_sign_with_inside_and_outside_and_has_no_unit(external):
    internal = external[::-1]
    found = openness(external, internal)
    assert_allclose(openness(internal, external), -found)
    assert_allclose(openness(3 * external, 3 * internal), found)


def test_unknown_stays_unknown_and_wrong_numbers_are_refused():
    assert np.isnan(openness(np.array([np.nan, 1.0]), np.array([1.0, np.nan]))).all()
    with pytest.raises(UserError, match="at least 0"):
        openness(np.array([[-1.0]]), np.array([[1.0]]))
    with pytest.raises(UserError, match="internal_links"):
        openness(np.ones((2, 2)), np.ones((2, 3)))
