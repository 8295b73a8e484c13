import numpy as np
from scipy.stats import false_discovery_control

from milieu.clusters.false_discovery import discoveries


def test_example_of_benjamini_and_hochberg_1995():
    """Fifteen tests of their section 3.2: four are believed at .05."""
    chance = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    chance += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    believed = discoveries(np.array(chance)[:, None], 0.05)[:, 0]
    np.testing.assert_array_equal(believed, [True] * 4 + [False] * 11)


def test_agrees_with_scipy_column_by_column():
    chance = np.random.default_rng(1).beta(0.4, 2, (200, 5))
    expected = np.column_stack([false_discovery_control(c) <= 0.1 for c in chance.T])
    np.testing.assert_array_equal(discoveries(chance, 0.1), expected)


def test_what_was_not_tested_neither_counts_nor_is_believed():
    chance = np.array([[0.04], [np.nan], [np.nan]])
    np.testing.assert_array_equal(discoveries(chance, 0.05)[:, 0], [True, False, False])
    assert not discoveries(np.full((3, 2), np.nan), 0.05).any()
