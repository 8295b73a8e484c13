"""patenting firm share."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.patenting_firm_share import patenting_firm_share


def test_divides_by_all_firms_and_does_not_exist_without_firms():
    share = patenting_firm_share(np.array([[2.0, 0.0, 0.0]]), np.array([[8.0, 5.0, 0.0]]))
    assert_array_equal(share, [[0.25, 0.0, np.nan]])


def test_refuses_more_firms_than_there_are():
    with pytest.raises(
        UserError, match=r"patenting_firms\[0, 1\]: is 3, more than its total, firms 2"
    ):
        patenting_firm_share(np.array([[1.0, 3.0]]), np.array([[2.0, 2.0]]))
