"""Stages of clusters: what they say, what they never say, and what they answer to bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.lifecycle.simulated import GENERATORS
from milieu.lifecycle.stages import Stages, stages
from milieu.lifecycle.trajectories import Trajectories

BUDDING, GROWTH, MATURITY, DECLINE = range(4)
NAN = float("nan")


def of(*rows, **others) -> Trajectories:
    """Trajectories of jobs from 2000 on, one row for each cluster."""
    jobs = np.array(rows, float)
    names = tuple(f"cluster {k}" for k in range(len(jobs)))
    known = {"jobs": jobs} | {name: np.array(values, float) for name, values in others.items()}
    return Trajectories(names, 2000 + np.arange(jobs.shape[1]), known)


def steady(rate, years=12, start=5000.0):
    return np.round(start * np.exp(rate * np.arange(years)))


def last(read: Stages, cluster=0):
    return str(read.named()[cluster, -1])


def test_a_cluster_that_grows_stands_still_or_shrinks_is_called_so():
    read = stages(of(steady(0.06), steady(0.0), steady(-0.06)))
    assert [last(read, k) for k in range(3)] == ["growth", "maturity", "decline"]


def test_a_switch_from_growth_to_decline_is_called_within_two_years():
    jobs = np.concatenate(
        [steady(0.06, 10), steady(0.06, 10)[-1] * np.exp(-0.06 * np.arange(1, 7))]
    )
    named = stages(of(jobs)).named()[0]
    assert named[9] == "growth"
    assert "decline" in named[10:12]


def test_probabilities_are_probabilities():
    panel = GENERATORS["noisy abrupt switches"](40, 15, np.random.default_rng(1)).trajectories
    read = stages(panel)
    for chances in (read.filtered, read.smoothed):
        assert_allclose(chances.sum(axis=2), 1)
        assert (chances >= 0).all()
    assert (read.years_in_stage > 0).all()


def test_in_the_last_year_what_is_seen_today_is_what_is_seen_then():
    """Nothing has come after, so the stage that is named is the likeliest of those shown."""
    panel = GENERATORS["noisy abrupt switches"](40, 15, np.random.default_rng(2)).trajectories
    read = stages(panel)
    assert (read.smoothed[:, -1] == read.filtered[:, -1]).all()
    assert (read.named()[:, -1] == read.named(smoothed=True)[:, -1]).all()
    assert not np.allclose(read.smoothed[:, -2], read.filtered[:, -2])


def test_a_year_uses_nothing_later():
    """With the same parameters, what comes later changes no filtered probability."""
    from milieu.lifecycle.hidden_markov import DEFAULTS

    panel = GENERATORS["noisy abrupt switches"](30, 16, np.random.default_rng(2)).trajectories
    until = panel.until(int(panel.years[9]))
    whole, part = stages(panel, parameters=DEFAULTS), stages(until, parameters=DEFAULTS)
    # The pool's misfit is pooled over the study; it alone may move a probability a little.
    assert np.abs(whole.filtered[:, :10] - part.filtered).max() < 0.12
    assert np.abs(whole.filtered[:, :10] - part.filtered).mean() < 0.02
    for name in ("level_shift", "shake_out"):
        assert (getattr(whole, name)[:, :10] == getattr(part, name)).all()


def test_the_hidden_markov_filter_is_the_same_to_the_last_digit_whatever_comes_later():
    from milieu.lifecycle.evidence import evidence
    from milieu.lifecycle.hidden_markov import DEFAULTS, read

    panel = GENERATORS["gradual"](20, 16, np.random.default_rng(2)).trajectories
    whole = read(evidence(panel), DEFAULTS).filtered[:, :10]
    part = read(evidence(panel.until(int(panel.years[9]))), DEFAULTS).filtered
    assert_allclose(whole, part, atol=1e-12)


def test_one_year_is_not_enough_and_the_reason_says_so():
    read = stages(of([500.0]))
    assert last(read) == "not enough evidence"
    assert read.reason[0, 0] == "one year is known, and growth needs two"


def test_all_hidden_is_not_enough_and_the_reason_says_so():
    read = stages(of([NAN] * 6))
    assert not read.enough.any()
    assert "all are hidden or missing" in read.reason[0, -1]


def test_firms_alone_name_no_stage():
    """American tyre makers fell from 274 to 23 while output grew: firms must not mean decline."""
    read = stages(of([NAN] * 10, firms=[np.round(274 * np.exp(-0.1 * np.arange(10)))]))
    assert not read.enough.any()
    assert "only firms are known" in read.reason[0, -1]


def test_a_cluster_without_jobs_is_gone_and_not_in_decline():
    read = stages(of([400, 380, 390, 300, 200, 0.0, 0.0]))
    assert read.reason[0, -1] == "there are no jobs left"
    assert "no jobs in 2005, 2006" in " ".join(read.notes[0])


def test_a_gap_is_bridged_and_noted():
    jobs = steady(-0.07, 12)
    jobs[4:7] = NAN
    read = stages(of(jobs))
    assert last(read) == "decline"
    assert "jobs are unknown in 2004, 2005, 2006" in read.notes[0][0]


def test_a_series_that_stopped_is_named_no_more():
    jobs = np.concatenate([steady(0.06, 8), [NAN] * 4])
    read = stages(of(jobs))
    assert read.reason[0, -1] == "no growth is known of the last 3 years"


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_jump_in_one_year_is_flagged_and_neither_growth_nor_decline(factor):
    jobs = np.array([5000, 5020, 4990, 5010, 5000, 4995, 5005, 5010, 4990, 5000], float)
    jobs[6:] *= factor
    read = stages(of(jobs))
    assert np.flatnonzero(read.level_shift[0]).tolist() == [6]
    assert (read.named()[0, 3:] == "maturity").all()
    assert "levels jump in 2006" in read.notes[0][0]


def test_a_duplicated_year_is_refused():
    with pytest.raises(UserError, match="each year once"):
        Trajectories(("a",), np.array([2000, 2001, 2001]), {"jobs": np.ones((1, 3))})


def test_negative_jobs_are_refused_with_cluster_and_year():
    with pytest.raises(UserError, match=r"jobs of cluster 0: is -4 in 2001.*at least 0"):
        stages(of([5, -4, 6.0]))


def test_output_decides_where_jobs_are_unknown():
    output = [np.exp(-0.08 * np.arange(12)) * 1e6]
    assert last(stages(of([NAN] * 12, output=output))) == "decline"


def test_more_measures_make_the_stages_better():
    """Output, firms, wages, patents and variety of noisy clusters, scored against the truth."""
    from milieu.lifecycle.scores import ranked_probability_score
    from milieu.lifecycle.simulated import jobs_alone, jobs_and_output

    full = GENERATORS["noisy abrupt switches"](150, 16, np.random.default_rng(5))
    scores = [
        ranked_probability_score(stages(p.trajectories).filtered, p.stages)[:, 3:].mean()
        for p in (jobs_alone(full), jobs_and_output(full), full)
    ]
    assert scores[1] < 0.9 * scores[0]
    assert scores[2] < scores[1]


def test_the_chance_to_leave_is_not_shown_while_it_is_not_calibrated():
    from milieu.lifecycle.calibration import weights

    read = stages(of(steady(0.05)))
    assert np.isnan(read.leave_within_3).all() == (weights().leave is None)


def test_what_a_stage_rests_on_is_listed():
    read = stages(of(steady(0.05), steady(0.02), output=[steady(0.05), [NAN] * 12]))
    assert "output" in read.used[0]
    assert "output" not in read.used[1]


@settings(max_examples=15, deadline=None)
@given(some.lists(some.one_of(some.none(), some.integers(0, 10**6)), min_size=1, max_size=12))
def test_any_series_of_counts_gets_probabilities_or_a_reason(counts):
    read = stages(of([NAN if count is None else float(count) for count in counts]))
    assert np.isfinite(read.filtered).all()
    assert ((read.reason == "") == read.enough).all()
