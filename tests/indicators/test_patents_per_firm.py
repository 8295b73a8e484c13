"""Patents per firm."""

import numpy as np
from numpy.testing import assert_array_equal

from milieu.indicators.patents_per_firm import patents_per_firm


def test_divides_patents_by_firms_and_does_not_exist_without_firms():
    rate = patents_per_firm(np.array([[1.5, 0.0, np.nan]]), np.array([[3.0, 0.0, 4.0]]))
    assert_array_equal(rate, [[0.5, np.nan, np.nan]])
