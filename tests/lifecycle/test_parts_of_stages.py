"""The parts of the stage model, each by an example that can be checked by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from milieu.lifecycle import growth_curves as curves_module
from milieu.lifecycle.changepoints import changepoints
from milieu.lifecycle.emissions import DEFAULT_EMISSIONS, student_t
from milieu.lifecycle.evidence import drawdown, evidence, yearly_growth
from milieu.lifecycle.gort_klepper import gort_klepper, phase_rate
from milieu.lifecycle.growth_curves import growth_curves
from milieu.lifecycle.hidden_markov import DEFAULTS, read
from milieu.lifecycle.learning import learn
from milieu.lifecycle.level_shifts import level_shifts
from milieu.lifecycle.pool_fit import fit, plain
from milieu.lifecycle.scores import (
    brier_score,
    calibration_error,
    decline_delays,
    ranked_probability_score,
)
from milieu.lifecycle.shake_out_years import shake_out_years
from milieu.lifecycle.simulated import GENERATORS
from milieu.lifecycle.simulated.worlds import turned, worlds
from milieu.lifecycle.stacking import Pool, names_of_features, parts, pool, prior_pool
from milieu.lifecycle.trajectories import Trajectories

BUDDING, GROWTH, MATURITY, DECLINE = range(4)
NAN = np.nan


def known(**measures):
    rows = {name: np.array([values], float) for name, values in measures.items()}
    years = 2000 + np.arange(len(next(iter(measures.values()))))
    return Trajectories(("a",), years, rows)


def test_growth_across_a_gap_is_the_yearly_mean():
    growth, span = yearly_growth(np.array([[100.0, NAN, NAN, 200.0, 100.0]]))
    assert_allclose(growth[0, 3:], [np.log(2) / 3, -np.log(2)])
    assert span[0].tolist() == [1, 1, 2, 3, 1]
    assert np.isnan(growth[0, :3]).all()


def test_zero_has_no_growth():
    growth, _ = yearly_growth(np.array([[10.0, 0.0, 10.0]]))
    assert np.isnan(growth[0, 1])


def test_drawdown_is_zero_at_a_high_and_forgets_after_six_years():
    jobs = np.array([[100.0, 50, 50, 50, 50, 50, 50, 50, 50]])
    low = drawdown(jobs, np.zeros(jobs.shape, bool))[0]
    assert_allclose(low[1:7], np.log(2))
    assert_allclose(low[7:], 0, atol=1e-12)


def test_student_t_is_that_of_scipy():
    from scipy.stats import t

    x = np.linspace(-3, 3, 7)
    assert_allclose(student_t(x, np.array(0.5)), t(4, scale=0.5).logpdf(x))


def test_a_closing_plant_is_no_level_shift_where_firms_are_known():
    jobs = [5000, 5000, 5000, 5000, 3000, 3000]
    firms = [80, 81, 80, 80, 79, 79]
    assert not level_shifts(known(jobs=jobs, firms=firms)).any()


def test_jobs_and_firms_that_jump_together_are_a_level_shift():
    jobs = [5000, 5000, 5000, 5000, 3000, 3000]
    firms = [80, 81, 80, 80, 45, 46]
    assert np.flatnonzero(level_shifts(known(jobs=jobs, firms=firms))).tolist() == [4]


def test_steady_fast_growth_is_no_level_shift():
    jobs = 1000 * np.exp(0.3 * np.arange(8))
    assert not level_shifts(known(jobs=jobs)).any()


def test_growth_curves_read_a_logistic_life():
    time = np.arange(-14, 26)
    log = -np.logaddexp(0, -time / 4.0)
    growth = np.diff(log)[None, :]
    said = growth_curves(growth, np.full(growth.shape, 0.01))[0].argmax(axis=1)
    assert said[2] == BUDDING
    assert said[20] == GROWTH
    assert said[-1] == MATURITY


def test_growth_curves_read_a_long_fall():
    growth = np.full((1, 15), -0.06)
    said = growth_curves(growth, np.full(growth.shape, 0.01))
    assert said[0, -1].argmax() == DECLINE


def test_compiled_growth_curves_are_those_of_plain_python(monkeypatch):
    growth = np.array([[0.05, 0.04, NAN, -0.02]])
    noise = np.full(growth.shape, 0.02)
    compiled = growth_curves(growth, noise, smooth=True)
    for name in ("weigh", "share_out"):
        monkeypatch.setattr(curves_module, name, getattr(curves_module, name).py_func)
    assert_allclose(growth_curves(growth, noise, smooth=True), compiled)


def test_changepoints_find_a_break_within_two_years():
    growth = np.r_[np.full(10, 0.06), np.full(4, -0.06)][None, :]
    said = changepoints(growth, np.full(growth.shape, 0.015))[0].argmax(axis=1)
    assert said[9] == GROWTH
    assert said[11] == DECLINE


def test_gort_klepper_splits_entry_from_shake_out():
    entry = np.array([[0.1, 0.12, 0.09, 0.11, -0.1, -0.12, -0.11, -0.09]])
    assert_allclose(phase_rate(entry), entry[0, 4:].mean())
    said = gort_klepper(entry)[0]
    assert said[3].argmax() == GROWTH
    assert said[-1, DECLINE] < 0.5  # firms that leave need not mean decline
    assert_allclose(said[0], 0.25)  # too few years


def test_shake_out_needs_output_that_holds():
    firms = [100, 90, 80, 70, 60, 50]
    grows, falls = np.arange(100, 160, 10), np.arange(160, 100, -10)
    jobs = [1000] * 6
    assert shake_out_years(known(jobs=jobs, firms=firms, output=grows))[0, 3:].all()
    assert not shake_out_years(known(jobs=jobs, firms=firms, output=falls)).any()


def test_learning_leaves_budding_alone_and_moves_towards_the_data():
    panel = GENERATORS["clean switches"](200, 15, np.random.default_rng(1)).trajectories
    learnt = learn(evidence(panel)).emissions["jobs"]
    default = DEFAULT_EMISSIONS["jobs"]
    assert learnt.mean[BUDDING] == default.mean[BUDDING]
    assert learnt.scale[BUDDING] == default.scale[BUDDING]
    assert abs(learnt.mean[DECLINE] + 0.065) < abs(default.mean[DECLINE] + 0.065)


def test_learning_from_one_cluster_hardly_moves():
    jobs = 1000 * np.exp(0.1 * np.arange(10))
    learnt = learn(evidence(known(jobs=jobs))).emissions["jobs"]
    assert_allclose(learnt.mean, DEFAULT_EMISSIONS["jobs"].mean, atol=0.002)


def test_pool_learns_what_its_prior_gets_wrong():
    draw = np.random.default_rng(1)
    stages = draw.integers(0, 4, 4000)
    found = 0.3 * draw.normal(size=(4000, len(names_of_features())))
    found[:, 1:5] += np.eye(4)[(stages + 1) % 4]
    fitted = fit(plain(found, stages), 1.0)
    right = pool(found, fitted).argmax(axis=1) == stages
    before = pool(found, Pool(prior_pool(), np.zeros(5))).argmax(axis=1) == stages
    assert right.mean() > 0.6 > before.mean()


def test_draws_of_one_history_show_its_misfit_once():
    """Sixty copies of a history are no sixty clusters with a shock in common."""
    jobs = 1000 * np.exp(np.cumsum(np.repeat([0.1, -0.1], 8)))
    copies = Trajectories(
        tuple(str(k) for k in range(60)), 2000 + np.arange(16), {"jobs": np.tile(jobs, (60, 1))}
    )
    found = evidence(copies)
    reading = read(found, DEFAULTS)
    alone = evidence(known(jobs=jobs))
    once = parts(alone, read(alone, DEFAULTS)).context[0]
    assert_allclose(parts(found, reading, draws_of_one=True).context[0], once, atol=1e-9)
    assert parts(found, reading).context[0, 0, 4] > 0.1 + once[0, 4]


def test_scores_by_hand():
    sure, split = np.array([0.0, 1, 0, 0]), np.array([0.5, 0.5, 0, 0])
    true = np.array(GROWTH)
    assert ranked_probability_score(sure, true) == 0
    assert_allclose(ranked_probability_score(split, true), 0.25 / 3)
    assert_allclose(ranked_probability_score(np.array([0, 0, 0, 1.0]), true), 2 / 3)
    assert_allclose(brier_score(split, true), 0.5)


def test_calibration_error_by_hand():
    said = np.array([0.85] * 10)
    assert_allclose(calibration_error(said, np.arange(10) < 6), 0.25)


def test_delay_counts_from_the_first_year_of_decline():
    stages = np.array([[1, 1, 3, 3, 3, 3]])
    chances = np.zeros((1, 6, 4))
    chances[0, 3:, DECLINE] = 1
    assert decline_delays(chances, stages).tolist() == [1.0]
    assert decline_delays(0 * chances, stages).tolist() == [4.0]


def test_worlds_differ_from_panel_to_panel_and_repeat_by_seed():
    panels = [worlds(80, 20, np.random.default_rng([9, k])) for k in range(12)]
    again = worlds(80, 20, np.random.default_rng([9, 11]))
    assert (panels[-1].stages == again.stages).all()
    shares = [(panel.stages == DECLINE).mean() for panel in panels]
    restless = [np.nanstd(np.diff(np.log(p.trajectories["jobs"]), axis=1)) for p in panels]
    assert max(shares) > 2 * min(shares)
    assert max(restless) > 1.5 * min(restless)
    assert len({panel.trajectories.has("nation_jobs") for panel in panels}) == 2


def test_growth_that_turns_slowly_keeps_its_mean_and_an_abrupt_one_its_stages():
    trend = np.repeat([[0.06, -0.06]], 10, axis=1).reshape(1, 20)
    stages = np.where(trend > 0, GROWTH, DECLINE)
    for seed in range(20):
        smooth, read = turned(trend, stages, np.random.default_rng(seed))
        assert smooth.shape == read.shape == trend.shape
        assert_allclose(smooth[0, [0, -1]], [0.06, -0.06])
        if (smooth == trend).all():
            assert (read == stages).all()


@pytest.mark.parametrize("name", list(GENERATORS))
def test_every_generator_makes_panels_with_all_stages_and_repeats_by_seed(name):
    once = GENERATORS[name](200, 25, np.random.default_rng(3))
    again = GENERATORS[name](200, 25, np.random.default_rng(3))
    assert (once.stages == again.stages).all()
    assert set(np.unique(once.stages)) == {0, 1, 2, 3}
    jobs = once.trajectories["jobs"]
    assert np.nanmin(jobs) >= 1
    change = np.diff(np.log(jobs), axis=1)
    medians = [np.nanmedian(change[once.stages[:, 1:] == stage]) for stage in (1, 2, 3)]
    assert medians[0] > medians[1] > medians[2]
