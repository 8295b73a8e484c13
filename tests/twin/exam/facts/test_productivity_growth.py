import numpy as np
import pytest

from milieu.twin.exam.facts.productivity_growth import productivity_growth
from tests.twin.exam.made_up import run


def test_is_the_yearly_growth_of_the_frontier_after_the_first_ten_years():
    made = run(60)
    made.world["frontier"] = np.where(np.arange(240) < 40, 5.0, 5.0 + 0.006 * np.arange(-39, 201))
    assert productivity_growth(made) == pytest.approx(0.024)


def test_is_unknown_in_runs_of_ten_years_or_less():
    assert np.isnan(productivity_growth(run(10)))
    assert np.isnan(productivity_growth(run(0)))
