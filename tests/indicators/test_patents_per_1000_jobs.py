"""Patents per 1,000 jobs."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.patents_per_1000_jobs import patents_per_1000_jobs


def test_counts_on_a_thousand_jobs_and_does_not_exist_without_jobs():
    rate = patents_per_1000_jobs(np.array([[1.5, 2.0]]), np.array([[500.0, 0.0]]))
    assert_array_equal(rate, [[3.0, np.nan]])


def test_refuses_arrays_of_different_shapes():
    with pytest.raises(UserError, match="jobs: has shape"):
        patents_per_1000_jobs(np.ones((2, 2)), np.ones((2, 3)))
