"""Effects on clusters and costs, from outcomes made by hand."""

import numpy as np
import pytest

from milieu.policy.experiment_effects import (
    EVERYWHERE,
    OTHER,
    TREATED,
    costs,
    effects,
    places_of,
    year_index,
)
from milieu.twin.outcomes import OUTCOMES

RUNS, YEARS, CLUSTERS = 12, 4, 4
NOISE = np.random.default_rng(2).normal(0, 1, (RUNS, 1, 1, 1))


def outcomes(**changes):
    """Return outcomes alike in both cases, with what is added in B to those named."""
    values = {name: np.tile(100 + NOISE, (1, 2, YEARS, CLUSTERS)) for name in OUTCOMES}
    for name, added in changes.items():
        values[name][:, 1] += added
    return values


def in_cluster(cluster, amount):
    added = np.zeros((RUNS, YEARS, CLUSTERS))
    added[..., cluster] = amount
    return added


def of(found, outcome, place):
    return next(one for one in found if (one.outcome, one.place) == (outcome, place))


def test_a_year_of_a_policy_is_a_whole_one():
    assert [year_index(start, 1) for start in (0, 4, 5, 8)] == [0, 1, 2, 2]
    assert year_index(8, 5) == 6


def test_places_are_those_treated_the_others_and_all_with_elsewhere():
    assert places_of(4, (1,)) == {TREATED: [1], OTHER: [2, 3], EVERYWHERE: [0, 1, 2, 3]}
    assert places_of(3, (1, 2)) == {TREATED: [1, 2], EVERYWHERE: [0, 1, 2]}


def test_jobs_that_merely_move_are_gained_here_lost_there_and_the_same_everywhere():
    moved = in_cluster(1, 8.0) + in_cluster(2, -8.0)
    found = effects(outcomes(jobs=moved), [1], 4, [2])
    assert of(found, "jobs", TREATED).estimate.found == "higher"
    assert of(found, "jobs", TREATED).estimate.difference == pytest.approx(8)
    assert of(found, "jobs", OTHER).estimate.difference == pytest.approx(-8)
    assert of(found, "jobs", EVERYWHERE).estimate.difference == pytest.approx(0, abs=1e-9)
    assert of(found, "firms", TREATED).estimate.found == "the same"
    assert len(found) == 3 * len(OUTCOMES)


def test_shares_of_several_clusters_are_weighed_and_those_of_the_year_alone_count():
    values = outcomes(quality=in_cluster(1, 0.4))
    values["sales"][..., 1], values["sales"][..., 2] = 300.0, 100.0
    values["quality"][:, 1, 1] = -5.0  # another year
    (one,) = [e for e in effects(values, [1, 2], 4, [2]) if (e.outcome, e.place) == (
        "quality", TREATED)]  # fmt: skip
    assert one.estimate.difference == pytest.approx(0.3)


def test_costs_by_hand():
    """Spending 30 a year from year 1 on; after three years 6 jobs more, and 2 patents a year."""
    added = {"spending": in_cluster(1, 30.0), "jobs": in_cluster(1, 6.0)}
    added["patents"] = in_cluster(1, 2.0) + 0.01 * NOISE[:, 0]
    for cost in added.values():
        cost[:, 0] = 0
    found = costs(outcomes(**added), [1], 4, [3])
    jobs, patents = of(found, "jobs", TREATED), of(found, "patents", TREATED)
    assert (jobs.money.difference, jobs.gained.difference) == (pytest.approx(90), pytest.approx(6))
    assert (jobs.found, jobs.each.value) == ("known", pytest.approx(15))
    assert patents.gained.difference == pytest.approx(6, abs=0.05)
    assert patents.each.low < patents.each.value < patents.each.high
    nothing = of(found, "value_added", TREATED)
    assert nothing.found == "not distinguishable" and np.isnan(nothing.each.value)


def test_money_spent_anywhere_is_charged_to_what_is_gained_here():
    added = {"spending": in_cluster(1, 10.0) + in_cluster(2, 5.0), "jobs": in_cluster(1, 3.0)}
    assert of(costs(outcomes(**added), [1], 0, [1]), "jobs", TREATED).each.value == pytest.approx(5)


def test_a_cost_is_not_told_where_the_gain_may_be_zero_or_there_is_less():
    random = np.random.default_rng(4).normal(0, 1, (RUNS, YEARS))
    unsure = np.zeros((RUNS, YEARS, CLUSTERS))
    unsure[..., 1] = random
    added = {"spending": in_cluster(1, 30.0), "jobs": unsure, "patents": in_cluster(1, -1.0)}
    found = costs(outcomes(**added), [1], 4, [3])
    assert of(found, "jobs", TREATED).found == "not distinguishable"
    assert of(found, "patents", TREATED).found == "less of it"
    assert np.isnan(of(found, "patents", TREATED).each.value)
