"""States that do not flicker."""

import numpy as np

from milieu.lifecycle.alarms.lock_in import lock_in
from milieu.lifecycle.alarms.states import states

YEARS = np.arange(2010, 2020)


def run(*chances):
    probability = np.array([chances])
    state, since = states(probability, YEARS[: len(chances)], lock_in)
    return state[0].tolist(), since[0].tolist()


def test_an_alarm_stands_until_the_probability_falls_below_its_lower_point():
    state, since = run(0.1, 0.72, 0.55, 0.65, 0.45, 0.1)
    assert state == ["none", "alarm", "alarm", "alarm", "watch", "none"]
    assert since[1:5] == [2011, 2011, 2011, 2014] and np.isnan(since[5])


def test_what_lies_between_the_points_is_no_alarm_unless_it_was_one():
    assert run(0.55, 0.65, 0.55)[0] == ["watch"] * 3


def test_two_years_without_evidence_are_bridged_and_three_are_not():
    nan = np.nan
    state, since = run(0.8, nan, nan, 0.6)
    assert state == ["alarm", "cannot tell", "cannot tell", "alarm"]
    assert since[3] == 2010
    assert run(0.8, nan, nan, nan, 0.6)[0][-1] == "watch"
