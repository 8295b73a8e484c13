import numpy as np
import pytest

from milieu.twin.exam.facts.productivity_dispersion import percentile_ratio, productivity_dispersion
from tests.twin.exam.made_up import crowd

TENTHS = 2 * 1.2815515655446004  # standard deviations between the 10 and 90 % of a normal


def test_finds_the_ratio_of_normal_logarithms():
    """A quantile at .1 of 1,000 firms has an error of .054 s.d.; eight years, two ends: .027."""
    draws = np.random.default_rng(1).normal(2, 0.25, (60, 1000))
    found = np.log(productivity_dispersion(crowd(draws, "log_productivity")))
    assert found == pytest.approx(0.25 * TENTHS, abs=4 * 0.027 * 0.25)


def test_equal_firms_give_one_and_eleven_steps_are_read_off():
    assert percentile_ratio(np.zeros(100)) == 1.0
    assert np.log(percentile_ratio(np.repeat(np.arange(11.0), 5))) == pytest.approx(8.0)


def test_is_unknown_with_fewer_than_50_firms():
    assert np.isnan(percentile_ratio(np.arange(49.0)))
