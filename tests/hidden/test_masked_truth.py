"""Promises of methods.md on hidden cells, held on cells hidden on purpose."""

import pytest

from tests.hidden.masked_truth import CLASSES, masked_truth
from tests.hidden.us_2016 import LEVELS

ERROR_LIMITS = {"naics3": 0.29, "naics4": 0.26, "naics6": 0.26}
NEVER_CALIBRATED_SEEDS = (1, 2, 3)


def test_six_states_keep_the_promises_roughly(new_england):
    """Few cells, so the bands are wider by two standard errors of a share than nationwide."""
    truth = masked_truth(new_england, seed=1, intensity=0.5)
    assert truth.bounded_share() >= 0.999
    for level in ("naics4", "naics6"):
        where = new_england.county_cells(level)[truth.cells]
        error = truth.error(truth.value, where)
        assert error <= 0.29
        assert error <= 0.5 * truth.error(truth.plain, where)
    assert 0.74 <= truth.coverage(0.8) <= 0.86
    assert 0.92 <= truth.coverage(0.95) <= 0.98


@pytest.mark.slow
@pytest.mark.parametrize("seed", NEVER_CALIBRATED_SEEDS)
def test_the_nation_keeps_the_promises(united_states, seed):
    truth = masked_truth(united_states, seed)
    assert truth.bounded_share() >= 0.999
    for level in LEVELS[2:]:
        where = united_states.county_cells(level)[truth.cells]
        error = truth.error(truth.value, where)
        assert error <= ERROR_LIMITS[level]
        assert error <= 0.5 * truth.error(truth.plain, where)
    assert 0.77 <= truth.coverage(0.8) <= 0.83
    assert 0.93 <= truth.coverage(0.95) <= 0.97
    for group in range(len(CLASSES)):
        assert 0.74 <= truth.coverage(0.8, truth.group == group) <= 0.86
        assert 0.91 <= truth.coverage(0.95, truth.group == group) <= 0.99


@pytest.mark.slow
def test_ranges_of_the_nation_hold_where_establishments_are_unknown(united_states):
    truth = masked_truth(united_states, seed=1, forget_counts=True)
    assert truth.bounded_share() >= 0.999
    assert 0.77 <= truth.coverage(0.8) <= 0.90
    assert 0.93 <= truth.coverage(0.95) <= 0.99
