import numpy as np
import pytest

from milieu.twin.exam.facts.productivity_persistence import productivity_persistence
from tests.twin.exam.made_up import crowd


def autoregressive(random, persistence, firms=500, years=60):
    levels = [random.normal(0, 1, firms)]
    spread = np.sqrt(1 - persistence**2)
    for _ in range(years - 1):
        levels.append(persistence * levels[-1] + random.normal(0, spread, firms))
    return np.array(levels)


@pytest.mark.parametrize("persistence", [0.0, 0.7, 0.95])
def test_finds_the_coefficient_of_an_autoregression(persistence):
    """20,000 pairs: an error of sqrt((1 - r^2) / 20,000), .005 at .7."""
    levels = autoregressive(np.random.default_rng(1), persistence)
    trend = 0.03 * np.arange(60)[:, None] + np.random.default_rng(2).normal(0, 1, (60, 1))
    found = productivity_persistence(crowd(levels + trend, "log_productivity"))
    assert found == pytest.approx(persistence, abs=4 * np.sqrt((1 - persistence**2) / 20_000))


def test_a_transitory_part_lowers_it():
    """Half of the variance lasts forever and half is drawn each year: 1/2."""
    random = np.random.default_rng(3)
    levels = random.normal(0, 1, 500) + random.normal(0, 1, (60, 500))
    found = productivity_persistence(crowd(levels, "log_productivity"))
    assert found == pytest.approx(0.5, abs=0.08)


def test_is_unknown_with_few_pairs_or_equal_firms():
    levels = np.random.default_rng(4).normal(0, 1, (60, 4))
    assert np.isnan(productivity_persistence(crowd(levels, "log_productivity")))
    assert np.isnan(productivity_persistence(crowd(np.ones((60, 50)), "log_productivity")))
