"""A scenario in the twin: asked once a year or every quarter, anew or going on."""

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.policy.acting import Acting, figures
from milieu.policy.observed import FIGURES
from milieu.twin.observe import CLUSTER_QUARTER, Run
from milieu.twin.run import run
from milieu.twin.start import Setting
from tests.policy.made import PLACES, measure, parsed

GUARANTEE = 6
WHEN = '{ indicator = "reputation", below = 0.3, until = 0.5, delay_quarters = 2 }'
NOTHING = np.zeros(0)


def seen(reputation, quarters):
    """Return a run of two clusters with the same reputation, as known before a quarter."""
    clusters = np.zeros((len(reputation), 2), CLUSTER_QUARTER)
    clusters["reputation"] = np.array(reputation)[:, None]
    return Run(**(dict.fromkeys(Run._fields, NOTHING) | {"clusters": clusters[:quarters]}))


COURSE = [0.4, 0.4, 0.2, 0.2, 0.4, 0.6, 0.6, 0.6, 0.4, 0.1, 0.1, 0.1]


def asked(acting, quarters):
    return {t: acting.doses(t, seen(COURSE, t))[0, GUARANTEE] for t in quarters}


def test_figures_are_those_that_the_twin_keeps():
    assert set(FIGURES) <= set(CLUSTER_QUARTER.names)
    assert figures(seen(COURSE, 3))["reputation"].shape == (3, 2)


def test_a_trigger_sees_what_was_known_by_the_end_of_the_quarter_before_less_its_delay():
    found = asked(Acting(parsed(measure(when=WHEN)), PLACES), range(12))
    assert [t for t, dose in found.items() if dose] == [5, 6, 7]


def test_who_is_asked_once_a_year_gives_the_same_as_who_is_asked_each_quarter():
    scenario = parsed(measure(when=WHEN))
    always = asked(Acting(scenario, PLACES), range(12))
    assert asked(Acting(scenario, PLACES), range(0, 12, 3)) == {t: always[t] for t in (0, 3, 6, 9)}
    assert asked(Acting(scenario, PLACES), [7]) == {7: always[7]}


def test_a_run_that_begins_anew_meets_the_same_policy():
    acting = Acting(parsed(measure(when=WHEN)), PLACES)
    assert asked(acting, range(8)) == asked(acting, range(8))


def test_a_scenario_may_begin_in_the_middle_of_a_run():
    acting = Acting(parsed(measure()), PLACES, begins=4)
    assert asked(acting, range(6)) == {0: 0, 1: 0, 2: 0, 3: 0, 4: 1, 5: 1}


def test_a_stage_needs_somebody_who_observes_it():
    scenario = parsed(measure(when='{ stage = "decline", delay_quarters = 0 }'))
    with pytest.raises(UserError, match="no observed figure 'decline'"):
        asked(Acting(scenario, PLACES), [3])

    def stages(run):
        return {"decline": np.full(run.clusters.shape, 0.9)}

    assert asked(Acting(scenario, PLACES, observe=stages), [0, 1]) == {0: 0, 1: 1}


@pytest.mark.slow  # the twin is compiled first
def test_a_run_of_the_twin_takes_a_scenario_and_spends_on_it_where_and_when_it_says():
    setting = Setting(clusters=3, firms=5, quarters=12)
    scenario = parsed(measure("external_linkage", begin="2027", places='["north"]'))
    spent = run(setting, seed=1, policy=Acting(scenario, ("elsewhere", *PLACES)))
    cost = spent.clusters["spending"]
    assert (cost[4:, 1] >= 4).all()
    assert cost[:4].sum() == 0 and cost[:, [0, 2]].sum() == 0
