import numpy as np
import pytest

from milieu.twin.exam.facts.size_variance_slope import size_variance_slope, variance_slope
from tests.twin.exam.made_up import crowd


@pytest.mark.parametrize("slope", [0.0, -0.2, -0.5])
def test_finds_the_slope_of_known_draws_within_its_sampling_error(slope):
    """A class of 5,000 has an error of ln s.d. of 1 %; sizes spread over 12 s.d. of about 1."""
    random = np.random.default_rng(1)
    sizes = random.normal(0, 1, 60_000)
    rates = random.normal(0, 0.2 * np.exp(slope * sizes))
    assert variance_slope(sizes, rates) == pytest.approx(slope, abs=0.012 + 0.03 * abs(slope))


def test_finds_the_slope_in_a_run_and_takes_common_booms_away():
    random = np.random.default_rng(2)
    sizes = [random.normal(0, 2, 800)]
    for _ in range(59):
        spread = 0.15 * np.exp(-0.2 * sizes[-1])
        pulled = 0.9 * sizes[-1] + random.normal(0, 0.3)
        sizes.append(pulled + random.normal(0, spread))
    found = size_variance_slope(crowd(np.array(sizes), "log_sales"))
    assert -0.25 < found < -0.1


def test_laplace_rates_give_the_same_slope():
    random = np.random.default_rng(3)
    sizes = random.normal(0, 1, 60_000)
    rates = random.laplace(0, 1, 60_000) * np.exp(-0.2 * sizes)
    assert variance_slope(sizes, rates) == pytest.approx(-0.2, abs=0.03)


def test_a_change_of_units_changes_nothing():
    random = np.random.default_rng(4)
    sizes, rates = random.normal(0, 1, 1000), random.normal(0, 1, 1000)
    assert variance_slope(sizes + 9, rates * 3) == pytest.approx(variance_slope(sizes, rates))


def test_is_unknown_without_spread_or_sizes_or_firms():
    rates = np.random.default_rng(5).normal(0, 1, 1200)
    assert np.isnan(variance_slope(np.arange(1200.0), np.zeros(1200)))
    assert np.isnan(variance_slope(np.zeros(1200), rates))
    assert np.isnan(size_variance_slope(crowd(np.zeros((60, 8)), "log_sales")))
