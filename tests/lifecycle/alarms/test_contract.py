"""What every alarm keeps, by being in its folder."""

import numpy as np
import pytest

from milieu.lifecycle.alarms import alarms, sentence
from milieu.lifecycle.alarms.composite import BENDS, calibration_of, feature_names
from milieu.lifecycle.alarms.declare import ALARMS
from milieu.lifecycle.alarms.planted import planted
from milieu.lifecycle.alarms.record import stored_records
from milieu.lifecycle.alarms.tables import ALARM, CANNOT_TELL, NONE, STATES, WATCH
from milieu.lifecycle.trajectories import Trajectories

MADE = planted(5, 150, 16)
TABLES = alarms(MADE.known, MADE.cells)
every_alarm = pytest.mark.parametrize("name", ALARMS)


def same(one: Trajectories, change) -> Trajectories:
    return one.with_measures(**{name: change(v) for name, v in one.known.items()})


@every_alarm
def test_is_declared_in_a_file_of_its_name_with_its_source(name):
    alarm = ALARMS[name]
    module = __import__(f"milieu.lifecycle.alarms.{name}", fromlist=[name])
    assert getattr(module, name) is alarm
    assert alarm.source and alarm.label
    assert 0 < alarm.watch_at < alarm.keep_at < alarm.alarm_at < 1


@every_alarm
def test_says_a_known_state_and_a_probability_exactly_where_it_can_tell(name):
    table = TABLES[name]
    assert table.state.shape == table.probability.shape == MADE.known.shape
    assert set(np.unique(table.state)) <= set(STATES)
    told = np.isfinite(table.probability)
    assert told.any() and not told.all()
    assert np.array_equal(table.state == CANNOT_TELL, ~told)
    assert ((table.probability[told] >= 0) & (table.probability[told] <= 1)).all()


@every_alarm
def test_states_lie_on_the_right_side_of_the_operating_points(name):
    table = TABLES[name]
    alarm, chance = table.alarm, table.probability
    assert (chance[table.state == ALARM] >= alarm.keep_at).all()
    assert (chance[table.state == WATCH] < alarm.alarm_at).all()
    assert (chance[table.state == NONE] < alarm.watch_at).all()


@every_alarm
def test_an_alarm_or_watch_stands_since_a_year_no_later_than_now(name):
    table = TABLES[name]
    standing = np.isin(table.state, (ALARM, WATCH))
    assert np.isfinite(table.since[standing]).all()
    assert (table.since <= table.years)[standing].all()
    assert np.isnan(table.since[table.state == NONE]).all()


@every_alarm
def test_ranges_hold_what_they_are_about_and_are_unknown_together(name):
    for sign in TABLES[name].signs:
        known = sign.known
        assert known.any()
        for part in (sign.then, sign.now, sign.low, sign.high, sign.threshold):
            assert np.array_equal(np.isfinite(part), known)
        assert (sign.low <= sign.high)[known].all()
        middle = ((sign.low <= sign.now) & (sign.now <= sign.high))[known]
        assert middle.all()
        beyond = sign.now > sign.threshold
        if sign.sign.worse_when == "falling":
            beyond = sign.now < sign.threshold
        assert beyond[sign.worse].all()


@every_alarm
def test_what_comes_later_changes_nothing_that_was_said(name):
    year = 2011
    before = alarms(MADE.known.until(year), None, [name])[name]
    after = alarms(MADE.known, None, [name])[name]
    upto = before.state.shape[1]
    assert np.array_equal(before.state, after.state[:, :upto])
    np.testing.assert_allclose(before.probability, after.probability[:, :upto], rtol=1e-9)


@every_alarm
def test_more_of_a_bad_sign_never_lowers_the_probability(name):
    calibration = calibration_of(ALARMS[name])
    features = feature_names(ALARMS[name])
    kinds = [
        weight
        for f, weight in zip(features, calibration.weights, strict=True)
        if f in ALARMS[name].kinds
    ]
    assert len(kinds) == len(ALARMS[name].kinds) and min(kinds) > 0
    slopes = np.cumsum(calibration.bends[1:])
    assert len(slopes) == len(BENDS) + 1 and (slopes > 0).all()


@every_alarm
def test_a_sentence_is_made_for_every_cluster_and_year(name):
    table = TABLES[name]
    for cluster in range(0, 150, 7):
        for year in (0, 5, -1):
            words = sentence(table, cluster, year)
            assert words.startswith(table.alarm.label + ": ") and "nan" not in words


@every_alarm
def test_has_a_record(name):
    lines = {(r.signs, r.years) for r in stored_records() if r.alarm == name}
    assert ("all", "all") in lines and len(lines) == 5


@every_alarm
def test_nothing_known_at_all_is_told_as_such(name):
    hidden = same(MADE.known, lambda values: np.full_like(values, np.nan))
    table = alarms(hidden, None, [name])[name]
    assert (table.state == CANNOT_TELL).all()
    words = sentence(table, 0)
    assert "Known: nothing. Needed besides: " in words
    assert "4 of the last 6 years" in words


@every_alarm
def test_zeros_everywhere_are_no_alarm_and_no_crash(name):
    table = alarms(same(MADE.known, np.zeros_like), None, [name])[name]
    assert not (table.state == ALARM).any()
    assert not np.isinf(table.probability).any()


@every_alarm
def test_a_series_of_one_year_says_how_many_years_it_takes(name):
    table = alarms(MADE.known.until(2001), None, [name])[name]
    assert (table.state == CANNOT_TELL).all()
    assert "There is 1 year of figures, and a trend needs 4." in sentence(table, 3)


@every_alarm
def test_constant_figures_raise_no_alarm(name):
    flat = same(MADE.known, lambda values: np.full_like(values, 0.3))
    table = alarms(flat, None, [name])[name]
    assert not np.isin(table.state, (ALARM, WATCH)).any()
    assert sum(sign.worse.sum() for sign in table.signs) == 0


def test_an_alarm_that_does_not_exist_is_answered_with_the_nearest():
    with pytest.raises(Exception, match="Did you mean 'lock_in'"):
        alarms(MADE.known, None, ["lockin"])
