import numpy as np
import pytest

from milieu.twin.exam.facts.size_tail_exponent import size_tail_exponent, tail_exponent
from tests.twin.exam.made_up import crowd


@pytest.mark.parametrize("exponent", [1.0, 1.3])
def test_finds_the_exponent_of_pareto_draws_within_its_sampling_error(exponent):
    """Eight cross-sections of 2,000 firms: an error of exponent sqrt(2 / 200 / 8) = .035."""
    random = np.random.default_rng(1)
    log_sales = random.exponential(1 / exponent, (60, 2000))
    found = size_tail_exponent(crowd(log_sales, "log_sales"))
    assert found == pytest.approx(exponent, abs=4 * exponent * (2 / 200 / 8) ** 0.5)


@pytest.mark.parametrize(("firms", "bias"), [(200, 0.04), (500, 0.01), (1000, 0.0)])
def test_has_little_bias_and_the_published_error_in_small_tails(firms, bias):
    """Error sqrt(2 / tail) of Gabaix and Ibragimov (2011); without the 1/2 bias is −.06 or more."""
    random = np.random.default_rng(2)
    found = [tail_exponent(random.exponential(1.0, firms)) for _ in range(2000)]
    error = (20 / firms) ** 0.5
    assert np.mean(found) == pytest.approx(1 + bias, abs=4 * error / 2000**0.5)
    assert np.std(found) == pytest.approx(error, rel=0.08)


def test_looks_only_at_the_largest_tenth():
    random = np.random.default_rng(3)
    sizes = np.sort(random.exponential(1.0, 1000))
    crushed = np.concatenate([np.full(890, sizes[0]), sizes[890:]])
    assert tail_exponent(crushed) == tail_exponent(sizes)


def test_a_change_of_units_changes_nothing():
    sizes = np.random.default_rng(4).exponential(1.0, 500)
    assert tail_exponent(sizes + 7.0) == pytest.approx(tail_exponent(sizes))


def test_log_normal_sizes_of_small_spread_do_not_pass():
    sizes = np.random.default_rng(5).normal(0, 0.5, 5000)
    assert tail_exponent(sizes) > 2


def test_is_unknown_with_fewer_than_20_firms_in_the_tail_or_with_equal_firms():
    assert np.isnan(tail_exponent(np.random.default_rng(6).exponential(1.0, 199)))
    assert np.isnan(tail_exponent(np.zeros(1000)))


def test_firms_whose_sales_are_not_known_are_left_out():
    sizes = np.random.default_rng(7).exponential(1.0, (60, 600))
    gone = sizes.copy()
    gone[:, 300:] = np.nan
    found = size_tail_exponent(crowd(gone, "log_sales"))
    assert found == pytest.approx(size_tail_exponent(crowd(sizes[:, :300], "log_sales")))
