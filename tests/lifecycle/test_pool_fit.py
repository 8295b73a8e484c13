"""The fit of the pool: what it costs to be biased, and what kinds gain by being badly said."""

import numpy as np
from numpy.testing import assert_allclose

from milieu.lifecycle import pool_fit
from milieu.lifecycle.pool_fit import Sample, fit, log_score, plain, robust_fit
from milieu.lifecycle.scores import stage_calibration_error
from milieu.lifecycle.stacking import Pool, names_of_features, pool, prior_pool


def two_kinds(size=1000):
    """Cluster-years of two kinds told apart by little, of which the second is rare."""
    draw = np.random.default_rng(4)
    kinds = (draw.random(size) < 0.1).astype(np.int64)
    chances = np.where(kinds[:, None] == 0, [0.1, 0.6, 0.2, 0.1], [0.1, 0.1, 0.6, 0.2])
    stages = (draw.random(size)[:, None] > np.cumsum(chances, axis=1)).sum(axis=1)
    found = 0.05 * draw.normal(size=(size, len(names_of_features())))
    found[:, 0] = 1
    found[:, 1] = kinds + draw.normal(size=size)
    return Sample(found, stages, np.ones(size), kinds, np.ones(size, bool))


def error_of(of, by, kind):
    at = of.kinds == kind
    return stage_calibration_error(pool(of.found[at], by), of.stages[at])


def test_the_slope_of_the_cost_is_that_of_differences():
    draw = np.random.default_rng(1)
    of, score = two_kinds(40), draw.normal(size=(40, 4))

    def chances(scores):
        return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)

    slope = pool_fit._cost(of, chances(score))[1]
    for row, stage in ((3, 1), (20, 2)):
        step = np.zeros(score.shape)
        step[row, stage] = 1e-5
        costs = [pool_fit._cost(of, chances(score + sign * step))[0] for sign in (1, -1)]
        assert_allclose((costs[0] - costs[1]) / 2e-5, slope[row, stage], rtol=1e-5)


def test_the_worst_kind_is_better_calibrated_after_the_rounds(monkeypatch):
    monkeypatch.setattr(pool_fit, "STEPS", 15)
    monkeypatch.setattr(pool_fit, "STEPS_AGAIN", 10)
    of = two_kinds()
    once, robust = fit(of, 10.0, steps=15), robust_fit(of, 10.0)
    assert error_of(of, robust, 1) < 0.9 * error_of(of, once, 1)


def test_a_price_on_bias_brings_a_rare_kind_nearer_to_what_is_seen():
    of = two_kinds()
    unpriced = fit(plain(of.found, of.stages), 10.0, steps=15)
    assert error_of(of, fit(of, 10.0, steps=15), 1) < error_of(of, unpriced, 1)


def test_the_log_score_of_nothing_known_is_that_of_four_equal_chances():
    found = np.zeros((5, len(names_of_features())))
    assert_allclose(log_score(found, np.arange(5) % 4, Pool(prior_pool(), np.zeros(5))), np.log(4))
