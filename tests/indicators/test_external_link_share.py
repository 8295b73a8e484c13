"""External link share with its permutation test."""

from itertools import permutations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.external_link_share import external_link_share

# firms 0 to 2 are one group, 3 and 4 the other; a triangle, a pair and one link between
ONE, OTHER = np.array([0, 0, 1, 3, 2]), np.array([1, 2, 2, 4, 3])
GROUP = np.array([0, 0, 0, 1, 1])


def test_equals_shares_counted_by_hand():
    found = external_link_share(ONE, OTHER, GROUP, permutations=9)
    assert_allclose(found.share, [1 / 4, 1 / 2])
    weighted = external_link_share(ONE, OTHER, GROUP, np.array([1.0, 1, 1, 1, 3]), permutations=9)
    assert_allclose(weighted.share, [3 / 6, 3 / 4])


def test_chances_come_near_those_of_all_permutations():
    shares = []
    for dealt in permutations(GROUP.tolist()):
        group = np.array(dealt)
        ends = group[ONE], group[OTHER]
        touching = (ends[0] == 0) | (ends[1] == 0)
        shares.append((touching & (ends[0] != ends[1])).sum() / touching.sum())
    found = external_link_share(ONE, OTHER, GROUP, permutations=4000)
    shares = np.array(shares)
    assert_allclose(found.expected[0], shares.mean(), atol=0.02)
    assert_allclose(found.p_open[0], (shares >= 0.25 - 1e-9).mean(), atol=0.03)
    assert_allclose(found.p_closed[0], (shares <= 0.25 + 1e-9).mean(), atol=0.03)


def test_a_closed_group_is_found_and_a_random_one_is_not():
    random = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], 20)
    one, other = random.integers(0, 60, (2, 300))
    keep = one != other
    chance = external_link_share(one[keep], other[keep], group)
    assert (chance.p_open > 0.01).all() and (chance.p_closed > 0.01).all()
    inside = keep & ((group[one] == group[other]) | (random.random(300) < 0.3))
    closed = external_link_share(one[inside], other[inside], group)
    assert (closed.p_closed <= 0.01).all() and (closed.p_open > 0.9).all()


def test_the_chance_is_even_where_links_are_random():
    """Of 200 random networks about a tenth have a chance of at most 0.1."""
    random = np.random.default_rng(1)
    low = 0
    for seed in range(200):
        one = random.integers(0, 30, 60)
        other = (one + random.integers(1, 30, 60)) % 30
        found = external_link_share(one, other, np.arange(30) // 10, permutations=99, seed=seed)
        low += found.p_closed[0] <= 0.1
    assert low <= 32  # 20 expected, standard deviation 4.2


def test_the_order_and_direction_of_links_do_not_matter_and_a_seed_repeats():
    found = external_link_share(ONE, OTHER, GROUP, permutations=50, seed=4)
    turned = external_link_share(OTHER[::-1], ONE[::-1], GROUP, permutations=50, seed=4)
    for one, other in zip(found, turned, strict=True):
        assert_allclose(one, other)


def test_what_is_observed_counts_as_one_of_the_permutations_so_no_chance_is_zero():
    found = external_link_share(ONE, OTHER, GROUP, permutations=1)
    for chance in (found.p_open, found.p_closed):
        assert set(chance.tolist()) <= {0.5, 1.0}


def test_a_group_without_links_is_nan():
    found = external_link_share(np.array([0]), np.array([1]), np.array([0, 0, 1]), permutations=20)
    assert_array_equal(np.isnan(found.share), [False, True])
    assert_array_equal(np.isnan(found.p_open), [False, True])
    empty = external_link_share(np.array([]), np.array([]), np.array([0, 1]), permutations=5)
    assert np.isnan(np.array(empty)).all()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"other_end": [1, 2, 1, 4, 3]}, "other_end"),
        ({"other_end": [1, 2, 2, 4, 9]}, "other_end"),
        ({"weight": [1, 1, np.nan, 1, 1]}, "weight"),
        ({"weight": [1, 1, -1, 1, 1]}, "weight"),
        ({"permutations": 0}, "permutations"),
    ],
)
def test_what_is_no_network_is_refused(changed, word):
    given = {"one_end": ONE, "other_end": OTHER, "group": GROUP} | changed
    with pytest.raises(UserError, match=word):
        external_link_share(**given)
