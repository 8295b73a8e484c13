import numpy as np
import pytest

from milieu.twin.exam.facts.patent_concentration import patent_concentration, top_share
from tests.twin.exam.made_up import crowd


def test_counts_the_top_tenth_by_hand():
    stock = np.array([50.0] * 5 + [1.0] * 25 + [0.0] * 25)
    assert top_share(stock) == pytest.approx(250 / 275)


def test_a_pareto_stock_of_exponent_three_halves_has_the_share_of_its_lorenz_curve():
    """The top tenth of a Pareto of exponent a holds .1^(1 - 1/a), cut at a large value."""
    quantiles = (np.arange(200_000) + 0.5) / 200_000
    stock = (1 - quantiles) ** (-1 / 1.5)
    assert top_share(stock) == pytest.approx(0.1 ** (1 / 3), abs=0.01)


def test_exponential_stocks_have_a_third_in_the_top_tenth():
    """.1 (1 + ln 10) = .330; eight years of 1,000 firms have an error of .003."""
    draws = np.random.default_rng(1).exponential(1, (60, 1000))
    assert patent_concentration(crowd(draws, "patents")) == pytest.approx(0.330, abs=0.012)


def test_is_unknown_without_patents_or_with_few_firms():
    assert np.isnan(top_share(np.zeros(100)))
    assert np.isnan(top_share(np.ones(49)))
    assert np.isnan(patent_concentration(crowd(np.zeros((60, 100)), "patents")))
