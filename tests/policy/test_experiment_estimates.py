"""Differences and ratios over paired runs, by hand, by formula, and how often ranges are right."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import t as student

from milieu.policy.experiment_estimates import (
    FEWEST,
    difference,
    differences,
    ratio,
    ratios,
)

RUNS = np.arange(12.0)


def test_a_difference_by_hand():
    a = np.array([1.0, 2.0, 3.0, 4.0])
    found = difference(a, a + np.array([1.0, -1.0, 0.0, 2.0]))
    assert (found.mean_a, found.mean_b, found.difference) == (2.5, 3.0, 0.5)
    assert (found.share_above, found.share_equal) == (0.5, 0.25)
    assert found.error == pytest.approx(np.sqrt(5 / 3) / 2)
    apart = a.var(ddof=1) + np.array([2.0, 1.0, 3.0, 6.0]).var(ddof=1)
    assert found.unpaired_error == pytest.approx(np.sqrt(apart / 4))
    assert found.times_smaller == pytest.approx(np.sqrt(apart / (5 / 3)))
    assert np.isnan(found.low) and found.found == "cannot tell"  # four pairs are too few


def test_a_sure_difference_is_found_and_one_that_never_shows_is_the_same():
    assert difference(RUNS, RUNS + 1 + 0.01 * RUNS).found == "higher"
    assert difference(RUNS, RUNS - 1 - 0.01 * RUNS).found == "lower"
    assert difference(RUNS, RUNS[::-1]).found == "cannot tell"
    same = difference(RUNS, RUNS)
    assert same.found == "the same" and (same.low, same.high) == (0, 0)
    assert same.times_smaller == np.inf


def test_where_one_run_of_many_differs_nothing_can_be_said():
    b = np.zeros(100)
    b[7] = 1000.0
    found = difference(np.zeros(100), b)
    assert found.found == "cannot tell" and found.share_equal == 0.99
    assert found.low < 0 < found.high


def test_unknown_outcomes_are_left_out_with_their_pair():
    a, b = RUNS.copy(), RUNS + 1
    a[0], b[1] = np.nan, np.nan
    found = difference(a, b)
    assert (found.runs, found.left_out) == (10, 2)
    assert found.mean_a == RUNS[2:].mean()
    nothing = difference(np.full(5, np.nan), RUNS[:5])
    assert nothing.runs == 0 and np.isnan(nothing.difference)
    assert nothing.found == "cannot tell"


@given(st.integers(0, 2**32 - 1), st.floats(-100, 100))
@settings(max_examples=25, deadline=None)
def test_a_constant_added_to_b_moves_the_difference_and_its_range_by_as_much(seed, shift):
    random = np.random.default_rng(seed)
    a, b = random.normal(size=(2, 20))
    before, after = difference(a, b), difference(a, b + shift)
    for name in ("difference", "low", "high"):
        assert_allclose(getattr(after, name), getattr(before, name) + shift, atol=1e-9)
    assert_allclose(after.error, before.error, atol=1e-12)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_to_exchange_a_and_b_turns_the_sign(seed):
    a, b = np.random.default_rng(seed).normal(size=(2, 20))
    one, other = difference(a, b), difference(b, a)
    assert_allclose(
        [one.difference, one.low, one.high], [-other.difference, -other.high, -other.low]
    )
    assert one.share_above == pytest.approx(1 - other.share_above)
    assert one.unpaired_error == pytest.approx(other.unpaired_error)


def test_pairing_shrinks_the_error_as_the_formula_of_correlated_normals_says():
    """Var(b - a) = 2 s^2 (1 - r), unpaired 2 s^2: errors in the ratio 1 / sqrt(1 - r)."""
    random = np.random.default_rng(1)
    both = random.multivariate_normal([0, 0], [[1, 0.96], [0.96, 1]], size=3_000)
    assert difference(*both.T).times_smaller == pytest.approx(5, rel=0.06)


@pytest.mark.parametrize(
    ("draw", "mean", "least"),
    [
        (lambda random, n: random.normal(0.3, 1, n), 0.3, 0.92),
        (lambda random, n: random.standard_t(2.5, n) + 0.3, 0.3, 0.92),
        (lambda random, n: random.lognormal(0, 1.5, n), np.exp(1.125), 0.85),
    ],
    ids=["normal", "student 2.5", "lognormal 1.5"],
)
def test_ranges_hold_the_true_mean_even_of_heavy_tailed_effects(draw, mean, least):
    random, cases = np.random.default_rng(3), 200
    found = [difference(np.zeros(100), draw(random, 100)) for _ in range(cases)]
    assert least <= sum(one.low <= mean <= one.high for one in found) / cases <= 0.99


def fieller(over, under, sure=0.95):
    """Return the range of a ratio of means by Fieller (1954), a formula of its own."""
    n = len(over)
    critical = student.ppf((1 + sure) / 2, n - 1)
    (vx, vxy), (_, vy) = np.cov(over, under) / n
    mx, my = over.mean(), under.mean()
    a, b, c = my**2 - critical**2 * vy, mx * my - critical**2 * vxy, mx**2 - critical**2 * vx
    root = np.sqrt(b**2 - a * c)
    return (b - root) / a, (b + root) / a


def test_the_range_of_a_ratio_is_that_of_fieller_where_means_are_normal():
    random = np.random.default_rng(5)
    under = random.normal(10, 8, 300)
    over = 3 * under + random.normal(20, 15, 300)
    found = ratio(over, under)
    assert found.value == pytest.approx(over.mean() / under.mean())
    low, high = fieller(over, under)
    assert found.low == pytest.approx(low, abs=0.1 * (high - low))
    assert found.high == pytest.approx(high, abs=0.1 * (high - low))
    low, high = fieller(over, under, 0.8)
    assert found.low_80 == pytest.approx(low, abs=0.1 * (high - low))
    assert found.high_80 == pytest.approx(high, abs=0.1 * (high - low))


def test_a_ratio_is_not_told_where_what_is_below_may_be_zero():
    random = np.random.default_rng(5)
    assert np.isnan(ratio(random.normal(10, 1, 50), random.normal(0, 1, 50)).value)
    assert np.isnan(ratio(np.ones(50), np.zeros(50)).value)
    assert np.isnan(ratio(np.ones(FEWEST - 1), np.ones(FEWEST - 1)).value)
    assert ratio(np.ones(FEWEST), 2 * np.ones(FEWEST)).value == 0.5


def outcomes(seed, runs=24, columns=7):
    """Return two sets of outcomes, some of them unknown, one below that may be zero, one still."""
    random = np.random.default_rng(seed)
    over, under = random.normal(5, 2, (2, runs, columns))
    under[:, 1] -= 5
    over[:, 2] = under[:, 2]
    over[random.random(runs) < 0.2, 3] = np.nan
    under[:, 4] = np.nan
    over[: runs - FEWEST + 1, 5] = np.nan  # one run too few
    return over, under


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_many_at_once_are_told_as_each_by_itself(seed):
    over, under = outcomes(seed)
    for many, one in ((differences, difference), (ratios, ratio)):
        together = many(over, under)
        alone = [one(over[:, at], under[:, at]) for at in range(over.shape[1])]
        assert len(together) == over.shape[1]
        for a, b in zip(together, alone, strict=True):
            assert_allclose(list(vars(a).values()), list(vars(b).values()), rtol=1e-9, atol=1e-12)


def test_each_of_many_is_what_its_own_columns_say():
    over, under = outcomes(1)
    told = ratios(over, under)
    assert [np.isfinite(one.value) for one in told] == [True, False, True, True, False, False, True]
    assert (told[2].value, told[2].low, told[2].high) == pytest.approx((1, 1, 1))
    assert told[0].value == pytest.approx(over[:, 0].mean() / under[:, 0].mean())
    apart = differences(over, under)
    assert apart[2].found == "the same"
    assert (apart[4].runs, apart[4].left_out) == (0, 24)
    assert (apart[5].runs, apart[5].left_out) == (FEWEST - 1, 24 - FEWEST + 1)
    assert np.isnan(apart[5].low) and np.isfinite(apart[5].difference)
