"""Core and periphery, and the null that keeps the numbers of links."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import minimize

from milieu.core.errors import UserError
from milieu.indicators.core_periphery import core_periphery, rewired
from milieu.indicators.networks.swaps import swap_ends


def random_network(seed, firms=24, share=0.15):
    random = np.random.default_rng(seed)
    upper = np.triu(random.random((firms, firms)) < share, 1)
    return (upper | upper.T).astype(float)


def with_core(seed, core=8):
    links = random_network(seed)
    links[:core, :core] = 1
    np.fill_diagonal(links, 0)
    return links


def test_a_star_fits_but_its_hub_explains_it():
    star = np.zeros((6, 6))
    star[0, 1:] = star[1:, 0] = 1
    found = core_periphery(star, draws=5)
    assert_allclose(found.fit, core_periphery(star, draws=0).fit)
    assert found.coreness[0] == 1 and (found.coreness[1:] < 0.5).all()
    assert found.p == 1, "no other network has these numbers of links"


def test_a_complete_core_without_any_other_link_fits_perfectly():
    links = np.zeros((7, 7))
    links[:4, :4] = 1
    np.fill_diagonal(links, 0)
    found = core_periphery(links, draws=0)
    assert_allclose(found.fit, 1, atol=1e-6)
    assert_allclose(found.coreness, [1, 1, 1, 1, 0, 0, 0], atol=1e-3)
    assert np.isnan(found.p)


def test_the_fit_is_the_correlation_with_the_products_and_no_random_guess_beats_it():
    links = with_core(2)
    found = core_periphery(links, draws=0)
    pairs = np.triu_indices(len(links), 1)

    def fit(c):
        return np.corrcoef(links[pairs], np.outer(c, c)[pairs])[0, 1]

    assert_allclose(fit(found.coreness), found.fit, atol=1e-9)
    random = np.random.default_rng(0)
    near = np.clip(found.coreness + random.normal(0, 0.05, (300, len(links))), 0, 1)
    guesses = np.vstack([near, random.random((300, len(links)))])
    assert max(fit(c) for c in guesses) <= found.fit + 1e-6
    # a search that works out its own slopes finds nothing better from there
    own = minimize(lambda c: -fit(c), found.coreness, bounds=[(0, 1)] * len(links))
    assert -own.fun <= found.fit + 1e-5


def test_a_planted_core_is_told_from_hubs_and_a_random_network_has_none():
    planted = core_periphery(with_core(1), draws=19)
    assert planted.p == 0.05
    assert set(np.argsort(-planted.coreness)[:8]) == set(range(8))
    chance = [core_periphery(random_network(seed), draws=9).p for seed in range(3, 7)]
    assert max(chance) > 0.2


def test_rewiring_keeps_every_number_of_links_and_moves_most():
    linked = random_network(0, firms=40) > 0
    drawn = rewired(linked, np.random.default_rng(1))
    assert_array_equal(drawn.sum(axis=1), linked.sum(axis=1))
    assert_array_equal(drawn, drawn.T)
    assert not drawn.diagonal().any()
    kept = (drawn & linked).sum() / linked.sum()
    assert kept < 0.4


def test_compiled_and_plain_swaps_agree():
    linked = random_network(3) > 0
    one, other = (ends.astype(np.int32) for ends in np.nonzero(np.triu(linked)))
    random = np.random.default_rng(2)
    picks = random.integers(0, len(one), (200, 2), dtype=np.int32)
    turned = random.random(200) < 0.5
    plain, compiled = linked.copy(), linked.copy()
    swap_ends.py_func(plain, one.copy(), other.copy(), picks, turned)
    swap_ends(compiled, one.copy(), other.copy(), picks, turned)
    assert_array_equal(plain, compiled)
    assert not np.array_equal(plain, linked)


def test_the_order_of_firms_does_not_matter():
    links = with_core(4)
    order = np.random.default_rng(5).permutation(len(links))
    one, other = (
        core_periphery(network, draws=0) for network in (links, links[np.ix_(order, order)])
    )
    assert_allclose(other.fit, one.fit, atol=1e-5)
    assert_allclose(other.coreness, one.coreness[order], atol=0.02)


def test_where_no_fit_exists_it_is_nan():
    for links in (np.zeros((4, 4)), 1 - np.eye(4), np.zeros((0, 0)), 1 - np.eye(2)):
        assert np.isnan(core_periphery(links).fit)
    unknown = random_network(1)
    unknown[0, 1] = unknown[1, 0] = np.nan
    assert np.isnan(core_periphery(unknown).coreness).all()


def test_one_sided_links_and_weights_with_a_null_are_refused():
    with pytest.raises(UserError, match="symmetric"):
        core_periphery(np.triu(np.ones((3, 3))))
    weighted = 2 * random_network(0)
    with pytest.raises(UserError, match="weights"):
        core_periphery(weighted)
    assert_allclose(
        core_periphery(weighted, draws=0).fit, core_periphery(weighted / 2, draws=0).fit, atol=1e-5
    )
