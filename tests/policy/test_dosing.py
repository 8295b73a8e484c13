"""Doses: within dates and places, when a trigger says so, without flicker."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.core.errors import UserError
from milieu.policy.declare import instruments
from milieu.policy.dosing import Dosing
from milieu.policy.schedule import Measure
from milieu.policy.triggers import Trigger
from tests.policy.made import PLACES, measure, parsed

NAMES = [one.name for one in instruments()]
GUARANTEE = NAMES.index("loan_guarantee")
START = 4 * 2026


def course(scenario, observed, places=PLACES):
    """Return doses of the guarantee, (quarters, places); `observed`: a list of mappings."""
    dosing = scenario.dosing(places)
    return np.array([dosing(t, seen)[:, GUARANTEE] for t, seen in enumerate(observed)])


def seen(name, *values):
    return [{name: np.full(len(PLACES), value, float)} for value in values]


def test_a_dose_is_its_intensity_within_dates_and_places_and_zero_elsewhere():
    scenario = parsed(measure(intensity="0.5", begin='"2026Q2"', to='"2026Q3"', places='["south"]'))
    found = course(scenario, [{}] * 5)
    np.testing.assert_array_equal(found, [[0, 0], [0, 0.5], [0, 0.5], [0, 0], [0, 0]])
    doses = scenario.dosing(PLACES)(1, {})
    assert doses.shape == (2, 20) and doses.sum() == 0.5


def test_before_and_after_the_scenario_nothing_is_in_force():
    dosing = parsed(measure()).dosing(PLACES)
    assert dosing(-4, {}).sum() == 0
    assert dosing(0, {}).sum() == 2
    assert dosing(40, {}).sum() == 0


def test_elsewhere_gets_nothing_unless_it_is_named():
    everywhere = parsed(measure()).dosing(("elsewhere", "north"))
    np.testing.assert_array_equal(everywhere(0, {})[:, GUARANTEE], [0, 1])
    named = parsed(measure(places='["elsewhere"]'), places=None).dosing(("elsewhere", "north"))
    np.testing.assert_array_equal(named(0, {})[:, GUARANTEE], [1, 0])


def test_a_trigger_sees_what_happened_only_after_its_delay():
    scenario = parsed(measure(when='{ stage = "decline", delay_quarters = 2 }'))
    found = course(scenario, seen("decline", 0.9, 0.0, 0.0, 0.0))
    np.testing.assert_array_equal(found[:, 0], [0, 0, 1, 0])


def test_a_trigger_does_not_flap_between_its_two_thresholds():
    scenario = parsed(measure(when='{ stage = "decline", at_least = 0.5, delay_quarters = 0 }'))
    found = course(scenario, seen("decline", 0.45, 0.5, 0.45, 0.51, 0.41, 0.39, 0.45))
    np.testing.assert_array_equal(found[:, 0], [0, 1, 1, 1, 1, 0, 0])


def test_a_figure_that_falls_below_starts_a_measure_until_it_has_recovered():
    when = '{ indicator = "reputation", below = 0.3, until = 0.5, delay_quarters = 0 }'
    found = course(parsed(measure(when=when)), seen("reputation", 0.4, 0.3, 0.5, 0.51, 0.4))
    np.testing.assert_array_equal(found[:, 0], [0, 1, 1, 0, 0])


def test_both_thresholds_must_hold():
    when = '{ indicator = "reputation", above = 0.3, below = 0.5, delay_quarters = 0 }'
    found = course(parsed(measure(when=when)), seen("reputation", 0.2, 0.4, 0.53, 0.6, 0.53))
    np.testing.assert_array_equal(found[:, 0], [0, 1, 1, 0, 0])


def test_what_is_unknown_begins_nothing_and_ends_nothing():
    scenario = parsed(measure(when='{ stage = "decline", delay_quarters = 0 }'))
    found = course(scenario, seen("decline", np.nan, 0.9, np.nan, 0.1, np.nan))
    np.testing.assert_array_equal(found[:, 0], [0, 1, 1, 0, 0])
    assert scenario.dosing(PLACES)(0, {}).sum() == 0


def test_places_switch_each_for_itself():
    dosing = parsed(measure(when='{ stage = "decline", delay_quarters = 0 }')).dosing(PLACES)
    doses = dosing(0, {"decline": np.array([0.9, 0.1])})
    np.testing.assert_array_equal(doses[:, GUARANTEE], [1, 0])


def test_what_was_observed_before_the_start_counts():
    dosing = parsed(measure(when='{ stage = "decline", delay_quarters = 4 }')).dosing(PLACES)
    dosing(-4, {"decline": np.array([0.9, 0.1])})
    np.testing.assert_array_equal(dosing(0, {})[:, GUARANTEE], [1, 0])


def test_where_two_stages_overlap_the_stronger_holds():
    both = '", at_least = 0.3, delay_quarters = 0 }'
    scenario = parsed(
        measure(intensity="2", when='{ stage = "growth' + both)
        + measure(intensity="1", when='{ stage = "maturity' + both)
    )
    dosing = scenario.dosing(PLACES)
    stages = {"growth": np.array([0.4, 0.1]), "maturity": np.array([0.6, 0.9])}
    np.testing.assert_array_equal(dosing(0, stages)[:, GUARANTEE], [2, 1])


def test_each_run_has_a_memory_of_its_own():
    scenario = parsed(measure(when='{ stage = "decline", delay_quarters = 0 }'))
    one, other = scenario.dosing(PLACES), scenario.dosing(PLACES)
    assert one(0, {"decline": np.array([0.9, 0.9])}).sum() == 2
    assert other(0, {"decline": np.array([0.45, 0.45])}).sum() == 0


def test_later_changes_of_what_was_given_change_nothing():
    scenario = parsed(measure(when='{ stage = "decline", delay_quarters = 1 }'))
    dosing, values = scenario.dosing(PLACES), np.array([0.9, 0.9])
    dosing(0, {"decline": values})
    values[:] = 0
    assert dosing(1, {"decline": values}).sum() == 2


def test_a_figure_that_nobody_observes_and_quarters_that_go_back_are_refused():
    dosing = parsed(measure(when='{ stage = "decline" }')).dosing(PLACES)
    with pytest.raises(UserError, match="no observed figure 'decline'"):
        dosing(0, {"growth": np.zeros(2)})
    dosing(1, {})
    with pytest.raises(ValueError, match="quarter 1 comes after quarter 1"):
        dosing(1, {})
    with pytest.raises(ValueError, match="observed shape"):
        dosing(2, {"decline": np.zeros(3)})


def test_a_place_that_the_run_does_not_have_is_answered_with_the_nearest():
    scenario = parsed(measure(places='["north"]'))
    with pytest.raises(UserError, match=r"no place 'north'\. Did you mean 'norht'"):
        scenario.dosing(("norht",))


triggers = st.builds(
    lambda least, gap, delay: Trigger("decline", above=least, keep_above=least - gap, delay=delay),
    st.floats(0.1, 1),
    st.floats(0, 0.1),
    st.integers(0, 6),
)
schedules = st.lists(
    st.builds(
        lambda name, intensity, begin, length, places, when: Measure(
            name, intensity, START + begin, START + begin + length, places, None, when
        ),
        st.sampled_from(NAMES),
        st.floats(0, 3),
        st.integers(0, 20),
        st.integers(0, 20),
        st.sampled_from([(), ("north",), ("north", "south")]),
        st.none() | triggers,
    ),
    max_size=4,
)
courses = st.lists(
    st.lists(st.floats(0, 1) | st.just(np.nan), min_size=2, max_size=2), min_size=1, max_size=45
)


@given(schedules, courses)
def test_doses_are_never_negative_never_above_what_is_planned_and_never_outside_dates(
    schedule, values
):
    dosing = Dosing(schedule, START, PLACES)
    for quarter, row in enumerate(values):
        doses = dosing(quarter, {"decline": np.array(row)})
        assert np.isfinite(doses).all() and (doses >= 0).all()
        for column, name in enumerate(NAMES):
            for place, label in enumerate(PLACES):
                planned = [
                    m.intensity
                    for m in schedule
                    if m.instrument == name
                    and m.first <= START + quarter <= m.last
                    and (not m.places or label in m.places)
                ]
                assert doses[place, column] in (0.0, *planned)


@given(triggers, courses)
def test_what_comes_later_changes_no_dose_and_a_wider_band_never_switches_more_often(
    trigger, values
):
    def states(one, rows):
        dosing = Dosing(
            [Measure("incubator", 1.0, START, START + 50, (), None, one)], START, PLACES
        )
        return np.array([dosing(t, {"decline": np.array(r)}).sum(1) for t, r in enumerate(rows)])

    whole = states(trigger, values)
    half = len(values) // 2 or 1
    np.testing.assert_array_equal(states(trigger, values[:half]), whole[:half])
    narrow = Trigger("decline", trigger.above, keep_above=trigger.above, delay=trigger.delay)
    flips = [np.abs(np.diff(s, axis=0)).sum() for s in (whole, states(narrow, values))]
    assert flips[0] <= flips[1]
