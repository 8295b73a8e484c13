import numpy as np
import pytest

from milieu.twin.exam.curves import CURVES
from tests.twin.exam.made_up import ordinary


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_every_curve_has_rising_doses_from_none_and_an_outcome_in_a_run(curve):
    doses = np.array(curve.doses)
    assert doses[0] == 0 and (np.diff(doses) > 0).all() and len(doses) >= 5
    assert curve.lever.count(".") == 1 and curve.source
    assert np.isfinite(curve.outcome(ordinary(np.random.default_rng(1))))
