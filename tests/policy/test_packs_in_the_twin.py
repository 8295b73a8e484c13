"""The founding cases in the twin: does a mechanism do what is said of it?

Each pack from scratch, the mechanism switched off and on, the same chances. Where the twin does not
show what is said, the test says so too.
"""

from functools import cache

import numpy as np
import pytest

from milieu.policy.acting import Acting
from milieu.policy.experiment_estimates import difference
from milieu.policy.packs import pack_file, packs
from milieu.policy.reading import read_scenario
from milieu.twin.ensemble import Case, ensemble
from milieu.twin.outcomes import yearly
from milieu.twin.start import Setting

RUNS, YEARS, PLACES = 50, 20, 13
ALL_MEASURES = "all measures"
RISES = [
    ("hsinchu", "spin-offs from institutes", "jobs"),
    ("hsinchu", "spin-offs from institutes", "productivity"),
    ("hsinchu", "the planned park", "jobs"),
    ("hsinchu", "the planned park", "firms"),
    ("hsinchu", ALL_MEASURES, "jobs"),
    ("bangalore", "multinationals", "jobs"),
    ("bangalore", "talent", "jobs"),
    ("bangalore", "talent", "firms"),
    ("bangalore", "links overseas", "productivity"),
    ("bangalore", ALL_MEASURES, "jobs"),
]


def observe(runs):
    return {name: values[:, :, 1] for name, values in yearly(runs).items()}


@cache
def found(name):
    """Outcomes of the named place with the pack whole, then with each explanation switched off."""
    whole = read_scenario(pack_file(name))
    scenarios = [whole, *(whole.without(one) for one in whole.explanations)]
    places = ("elsewhere", name, *(f"place {k}" for k in range(2, PLACES)))
    cases = [
        Case(
            one.name, Setting(PLACES, quarters=4 * YEARS, parameters=one.world), Acting(one, places)
        )
        for one in scenarios
    ]
    nothing = Case("nothing", Setting(PLACES, quarters=4 * YEARS, parameters=whole.world))
    values = ensemble([*cases, nothing], RUNS, seed=11, observe=observe).values
    return [one.name for one in whole.explanations] + [ALL_MEASURES], values


def effect(name, explanation, outcome):
    names, values = found(name)
    off = names.index(explanation) + 1
    return difference(values[outcome][:, off, -1], values[outcome][:, 0, -1])


@pytest.mark.parametrize(("name", "explanation", "outcome"), RISES)
def test_what_is_said_to_explain_a_case_raises_the_outcome_of_its_place(name, explanation, outcome):
    assert effect(name, explanation, outcome).found == "higher"


def test_links_overseas_bring_no_jobs_and_fewer_firms_in_the_twin():
    """The theory says more; the twin's firms learn more each, and fewer of them live."""
    jobs, firms = (effect("bangalore", "links overseas", one) for one in ("jobs", "firms"))
    assert jobs.found == "cannot tell" or abs(jobs.difference) < 0.05 * jobs.mean_a
    assert firms.found == "lower"


def test_the_vertical_division_of_labor_hardly_moves_one_place_among_others():
    """It lowers costs everywhere in the industry, so the place's own share hardly changes."""
    jobs = effect("hsinchu", "vertical division of labor", "jobs")
    assert abs(jobs.difference) < 0.05 * jobs.mean_a


def test_measures_of_a_pack_are_taken_at_its_place_alone():
    for name in packs():
        scenario = read_scenario(pack_file(name))
        places = ("elsewhere", name, "other")
        doses = scenario.dosing(places)(8, {})
        assert doses[1].sum() > 0
        assert doses[[0, 2]].sum() == 0


def test_money_is_spent_at_the_place_and_nowhere_else():
    _, values = found("hsinchu")
    assert (values["spending"][:, 0].sum(axis=1) > 0).all()
    assert np.all(values["spending"][:, -1] == 0)
