import numpy as np
import pytest

from milieu.twin.exam.facts.growth_shape import growth_shape, subbotin_shape
from tests.twin.exam.made_up import crowd


def subbotin(random, b, count):
    """Draws of shape b: |x|^b is gamma-distributed with shape 1/b."""
    return random.choice([-1, 1], count) * random.gamma(1 / b, 1.0, count) ** (1 / b)


@pytest.mark.parametrize(("b", "error"), [(0.7, 0.006), (1.0, 0.009), (1.5, 0.016), (2.0, 0.024)])
def test_finds_the_shape_of_known_draws_within_its_sampling_error(b, error):
    """40,000 rates; errors are standard deviations over 200 samples."""
    found = subbotin_shape(subbotin(np.random.default_rng(1), b, 40_000))
    assert found == pytest.approx(b, abs=4 * error)


@pytest.mark.parametrize(
    ("b", "draw"),
    [(1.0, lambda random, shape: random.laplace(0, 0.2, shape)),
     (2.0, lambda random, shape: random.normal(0, 0.2, shape))],
)  # fmt: skip
def test_tells_laplace_from_normal_growth_in_a_run(b, draw):
    """Growth around a common boom of each year, which is taken away."""
    random = np.random.default_rng(2)
    growth = draw(random, (60, 800)) + random.normal(0, 0.3, (60, 1))
    found = growth_shape(crowd(np.cumsum(growth, axis=0), "log_sales"))
    assert found == pytest.approx(b, abs=0.03 * b**1.5 + 0.02)


def test_the_likelihood_is_that_of_the_density():
    """The shape found is the best on a grid of densities written out and integrated."""
    rates = np.random.default_rng(3).laplace(0, 1, 3000)
    rates -= np.median(rates)
    grid = np.linspace(-60, 60, 400_001)

    def log_likelihood(b):
        a = np.mean(np.abs(rates) ** b) ** (1 / b)
        mass = np.trapezoid(np.exp(-(np.abs(grid / a) ** b) / b), grid)
        return np.mean(-(np.abs(rates / a) ** b) / b) - np.log(mass)

    shapes = np.linspace(0.8, 1.3, 51)
    best = shapes[np.argmax([log_likelihood(b) for b in shapes])]
    assert subbotin_shape(rates) == pytest.approx(best, abs=0.011)


def test_a_change_of_scale_or_place_changes_nothing():
    rates = np.random.default_rng(4).laplace(0, 1, 2000)
    assert subbotin_shape(3 * rates + 5) == pytest.approx(subbotin_shape(rates), rel=1e-3)


def test_rates_that_are_exactly_zero_count_as_near():
    rates = np.random.default_rng(5).normal(0, 1, 4000)
    held = np.where(np.arange(4000) % 2, rates, 0.0)
    assert subbotin_shape(held) < 0.5 * subbotin_shape(rates)


def test_is_unknown_without_growth_or_with_too_few_firms():
    assert np.isnan(subbotin_shape(np.zeros(100)))
    assert np.isnan(growth_shape(crowd(np.zeros((60, 5)), "log_sales")))
