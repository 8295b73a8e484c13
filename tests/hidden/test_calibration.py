import numpy as np
from numpy.testing import assert_allclose

from milieu.hidden.calibration import (
    FEWEST_CELLS,
    SHARES,
    UNKNOWN_CLASS,
    Evidence,
    gather_evidence,
    kinds_and_levels,
    measure_width_factors,
    needed_factors,
    sums_of_fewest,
)
from milieu.hidden.draws import laid_quantiles
from tests.hidden.tables import nation

RAW = np.exp(np.random.default_rng(4).standard_normal((61, 3)) + 4)


def test_a_truth_on_the_edge_of_a_range_needs_the_factor_one():
    value = np.median(RAW, axis=0)
    for s, share in enumerate(SHARES):
        edge = np.quantile(RAW, 0.5 + share / 2, axis=0)
        assert_allclose(needed_factors(RAW, value, edge)[:, s], 1, rtol=0.02)


def test_draws_widened_by_the_needed_factor_just_reach_the_truth():
    value, truth = np.array([50.0, 60, 70]), np.array([200.0, 20, 90])
    needed = needed_factors(RAW, value, truth)
    jobs = RAW.astype(np.float32)
    same_for_all_shares = np.repeat(needed[:, 1:2], 3, axis=1)
    ends = np.zeros(3), np.full(3, 1e9), np.array([0.1, 0.9])
    low, high = laid_quantiles(jobs, value, same_for_all_shares, SHARES, *ends)
    assert_allclose(np.where(truth > value, high, low), truth, rtol=0.03)


def made_up(group: int, needed: np.ndarray) -> Evidence:
    codes = np.zeros(len(needed), np.int32)
    return Evidence(codes, codes, codes + group, np.column_stack([needed] * 3), codes)


def test_factors_are_the_quantiles_of_what_was_needed():
    needed = np.linspace(0, 2, 201)
    lines = measure_width_factors([made_up(c, needed) for c in range(6)])
    assert_allclose(lines[1], [0, 0, 1, 201, 1.0, 1.6, 1.9])


def test_unknown_counts_and_the_fewest_never_get_less_than_known_ones():
    narrow, wide = np.full(FEWEST_CELLS, 0.5), np.full(FEWEST_CELLS, 1.5)
    evidence = [made_up(c, wide if c == 1 else narrow) for c in range(6)]
    lines = {int(line[2]): line[4:] for line in measure_width_factors(evidence)[:6]}
    assert_allclose(lines[0], 1.5)
    assert_allclose(lines[3], 0.5)
    assert_allclose(lines[UNKNOWN_CLASS], 1.5)


def test_kinds_tell_lowest_regions_from_those_of_the_first_hierarchy():
    kind, level = kinds_and_levels(nation(np.ones((2, 2))))
    assert kind.tolist() == [1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert level.reshape(3, 3)[1:].tolist() == [[1, 0, 0], [1, 0, 0]]


def test_sums_of_the_fewest_have_several_parts_of_one_or_two_establishments():
    counts = np.array([[1.0, 2.0], [1.0, 9.0]])
    sums = sums_of_fewest(nation(np.ones((2, 2)), counts=counts)).reshape(3, 3)
    assert sums[1, 0]
    assert sums.sum() == 1


def test_evidence_of_real_states_has_no_class_of_fewest_without_sums(new_england):
    published = new_england.publication
    everything = np.ones(published.n, bool)
    evidence = gather_evidence(published, everything, 5, intensity=0.3, draws=12)
    lowest = evidence.group == 0
    assert sums_of_fewest(published)[evidence.cell[lowest]].all()
    assert len(evidence.needed) == len(evidence.cell) > 500
    assert (~published.hidden[evidence.cell]).all()
