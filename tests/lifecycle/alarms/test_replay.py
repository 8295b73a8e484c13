"""The record of alarms, measured anew."""

import csv

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from milieu.lifecycle.alarms.composite import Calibration, bent, calibration_of, fitted, logistic
from milieu.lifecycle.alarms.declare import ALARMS
from milieu.lifecycle.alarms.planted import FATES, World, planted
from milieu.lifecycle.alarms.record import TABLE, record_of, stored_records
from milieu.lifecycle.alarms.replay import area_under_curve, calibrated, replayed


@pytest.fixture(scope="module")
def fresh():
    return {(r.alarm, r.signs, r.years): r for r in replayed(range(20_000, 20_003))}


@pytest.mark.parametrize("name", ["lock_in", "race_to_the_bottom"])
def test_planted_fates_are_told_from_everything_else(fresh, name):
    assert fresh[name, "all", "all"].curve >= 0.85


@pytest.mark.parametrize("name", ALARMS)
def test_the_printed_record_is_that_of_fresh_clusters(fresh, name):
    new = fresh[name, "all", "all"]
    old = next(r for r in stored_records() if (r.alarm, r.signs) == (name, "all"))
    chance = 2 * (old.false_share * (1 - old.false_share) / new.alarms) ** 0.5  # few sets here
    assert abs(new.false_share - old.false_share) <= 0.03 + chance
    assert abs(new.said - new.held) <= 0.03 + chance
    assert abs(new.hit_share - old.hit_share) <= 0.04
    assert abs(new.lead - old.lead) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("start", [30_000, 40_000, 50_000])
def test_the_record_holds_on_many_fresh_clusters(start):
    stored = {(r.alarm, r.signs, r.years): r for r in stored_records()}
    for new in replayed(range(start, start + 30)):
        if new.alarms >= 1500:
            old = stored[new.alarm, new.signs, new.years]
            assert abs(new.false_share - old.false_share) <= 0.03


def test_a_world_with_weaker_signs_is_harder():
    easy, hard = (
        {r.alarm: r for r in replayed([7], world=w) if r.signs == "all"}
        for w in (World(), World(noise=1.5, signs=0.5))
    )
    for name in ALARMS:
        assert hard[name].hit_share < easy[name].hit_share
        assert hard[name].curve < easy[name].curve


def test_area_under_the_curve_is_mann_and_whitneys():
    random = np.random.default_rng(2)
    without, with_it = random.integers(0, 9, 50) * 1.0, random.integers(3, 12, 30) * 1.0
    u = mannwhitneyu(with_it, without).statistic
    assert area_under_curve(without, with_it) == pytest.approx(u / 1500)
    assert np.isnan(area_under_curve(without, with_it[:0]))


def test_a_fit_recovers_the_weights_that_made_the_cases():
    random = np.random.default_rng(4)
    features = np.column_stack([np.ones(40_000), random.normal(size=(40_000, 2))])
    truth = np.array([-1.0, 0.8, 1.5])
    happened = random.random(40_000) < logistic(features, truth)
    assert fitted(features, happened) == pytest.approx(truth, abs=0.06)


def test_a_line_without_bends_leaves_the_odds_as_they_are():
    calibration = Calibration(np.array([1.0]), np.array([0.0, 1, 0, 0, 0]))
    assert calibration.probability(np.array([[0.0], [np.nan]]))[0] == 0.5
    assert bent(np.array([1.0]))[0].tolist() == [1, 1, 3, 1, 0]


def test_a_calibration_comes_out_about_the_same_from_few_other_clusters():
    found = calibrated([60], [61])
    made = planted(62, 500)
    for name in ALARMS:
        kinds = slice(1, 1 + len(ALARMS[name].kinds))
        assert found[name].weights[kinds] == pytest.approx(
            calibration_of(ALARMS[name]).weights[kinds], abs=0.35
        )
    assert made.known.shape == (500, 20)


def test_rare_sorts_of_alarms_are_told_with_the_record_of_all():
    assert record_of("efficiency_trap", False, False).signs == "all"
    assert record_of("lock_in", True, True).signs == "many"
    with TABLE.open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == len(stored_records())


def test_planted_clusters_are_the_same_for_the_same_seed_and_know_their_truth():
    one, other, third = planted(3, 300), planted(3, 300), planted(4, 300)
    np.testing.assert_array_equal(one.known["jobs"], other.known["jobs"])
    assert not np.array_equal(one.fate, third.fate)
    for name in ALARMS:
        assert not (one.under_way(name) & one.quiet(name)).any()
        assert one.under_way(name).any(axis=1).sum() == (one.fate == FATES.index(name)).sum()


def test_the_planted_shares_are_those_of_the_world():
    made = planted(3, 20_000, 8, World(share=0.05))
    for name in ALARMS:
        assert (made.fate == FATES.index(name)).mean() == pytest.approx(0.05, abs=0.006)
