"""Runs that begin from a study: what is told is there, what is not told is in balance."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.core.errors import UserError
from milieu.twin.beginnings import ages, sizes, spread_of
from milieu.twin.from_study import (
    ELSEWHERE,
    MOST_ELSEWHERE,
    Place,
    assumptions,
    from_places,
    limited,
)
from milieu.twin.run import run
from milieu.twin.start import begin

LARGE, SMALL, FEW = Place("large", 900, 16_000), Place("small", 60, 1500), Place("few", 12, 700)
REST = Place(ELSEWHERE, 1500, 30_000, entry_rate=0.08)
PLACES = (LARGE, SMALL, FEW)


def setting(quarters=8, rest=REST, places=PLACES, **changes):
    return from_places(places, rest, quarters=quarters, **changes)


@cache
def runs():
    return [run(setting(), 3, replicate, firms=False) for replicate in range(8)]


def chances(firms, seed=1):
    return np.random.default_rng(seed).random((firms, 3))


@settings(max_examples=50, deadline=None)
@given(
    firms=st.integers(1, 300),
    mean=st.floats(1.1, 500),
    smallest=st.floats(0.5, 50),
    seed=st.integers(0, 9),
)
def test_sizes_add_up_and_none_lies_below_the_minimum_scale(firms, mean, smallest, seed):
    total = mean * smallest * firms
    sold = sizes(spread_of(chances(firms, seed), SMALL), total, smallest)
    assert sold.sum() == pytest.approx(total)
    assert (sold >= smallest * (1 - 1e-6)).all()


def test_sizes_of_many_firms_follow_a_pareto_law_above():
    """Mean 5 times the smallest: the tail of exp(b e) has the exponent 1/b, on a log-log line."""
    sold = np.sort(sizes(spread_of(chances(20_000), LARGE), 5.0 * 20_000, 1.0))[::-1][:2000]
    rank = np.arange(1, 2001) - 0.5
    slope, _ = np.polyfit(np.log(sold), np.log(rank), 1)
    b = np.log(sold[199] / sold[1999]) / np.log(10)
    assert -slope == pytest.approx(1 / b, rel=0.1)
    assert 1.2 < -slope < 1.6


def test_where_firms_are_known_sizes_and_ages_are_spread_as_theirs():
    known = Place("known", 400, 8000, sizes=(1, 2, 4, 8, 400), ages=(2.0, 3.0, 30.0))
    sold = sizes(spread_of(chances(400), known), 8000 / 0.35, 1.0)
    unknown = sizes(spread_of(chances(400), SMALL), 8000 / 0.35, 1.0)
    assert sold.max() / np.median(sold) != pytest.approx(unknown.max() / np.median(unknown))
    years = ages(chances(400)[:, 2], known) / 4
    assert years.min() >= 1.9
    assert years.max() <= 30


def test_ages_are_those_that_births_at_a_rate_lead_to():
    years = ages(chances(20_000)[:, 2], Place("young", 20_000, 1e5, entry_rate=0.2)) / 4
    assert years.mean() == pytest.approx(5, abs=0.2)
    assert ages(chances(20_000)[:, 2], SMALL).mean() / 4 == pytest.approx(10, abs=0.35)


def test_a_run_begins_with_the_firms_and_jobs_that_the_study_tells():
    first = runs()[0].clusters[0]
    assert list(first["firms"]) == [p.firms for p in (REST, *PLACES)]
    assert first["jobs"] == pytest.approx([p.jobs for p in (REST, *PLACES)], rel=1e-3)
    assert first["log_wage"] == pytest.approx(0, abs=1e-3)


def test_without_policy_jobs_and_firms_stay_within_a_few_percent_for_a_year():
    for name in ("jobs", "firms"):
        course = np.array([one.clusters[name][:4] / one.clusters[name][0] for one in runs()])
        assert np.abs(course.mean(axis=0) - 1).max() < 0.06, name


def test_hidden_states_differ_from_run_to_run_and_what_is_told_does_not():
    a, b = runs()[0].clusters[0], runs()[1].clusters[0]
    assert (a["homogeneity"][1:] != b["homogeneity"][1:]).all()
    assert (a["firms"] == b["firms"]).all()


def test_the_same_run_begins_the_same_in_every_scenario():
    plain = begin(setting(), 3, 0)
    other = begin(setting(parameters={"graft.outside": 0.4, "market.quality_weight": 1.5}), 3, 0)
    for name in plain.firms._fields:
        mine, theirs = getattr(plain.firms, name), getattr(other.firms, name)
        assert mine.tobytes() == theirs.tobytes(), name
    assert plain.world.tobytes() == other.world.tobytes()
    again = run(setting(), 3, 0, firms=False)
    assert again.clusters.tobytes() == runs()[0].clusters.tobytes()


def test_draws_of_a_place_do_not_depend_on_how_many_firms_others_have():
    more = Place("small", 61, 1500)
    mine = begin(setting(), 3, 0).firms
    theirs = begin(setting(places=(LARGE, more, FEW)), 3, 0).firms
    assert (mine.age[mine.cluster == 3] == theirs.age[theirs.cluster == 3]).all()


def test_elsewhere_may_be_empty_and_is_never_larger_than_can_be_run():
    alone = run(setting(4, Place(ELSEWHERE, 0, 0.0)), 1, 0, firms=False)
    assert alone.clusters["firms"][0, 0] == 0
    assert np.isfinite(alone.clusters["jobs"]).all()
    cut = limited(Place(ELSEWHERE, 50_000, 1e6))
    assert (cut.firms, cut.jobs) == (MOST_ELSEWHERE, 1e6 * MOST_ELSEWHERE / 50_000)


def test_what_is_assumed_is_said():
    said = " ".join(assumptions(PLACES, Place(ELSEWHERE, 50_000, 1e6)))
    for words in ("balance", "Pareto", "large, small, few", "50,000", "not known"):
        assert words in said
    told = tuple(Place(p.name, p.firms, p.jobs, 0.1, (1.0,) * 10) for p in PLACES)
    assert "Pareto" not in " ".join(assumptions(told, REST))


@pytest.mark.parametrize("name", ["world.demand_start", "labor_and_land.talent_start"])
def test_what_the_study_tells_can_not_be_changed_by_a_scenario(name):
    with pytest.raises(UserError, match="follows from the study"):
        setting(parameters={name: 1000.0})


def test_a_place_without_firms_is_refused():
    with pytest.raises(UserError, match="nothing is known to be there: empty"):
        setting(places=(LARGE, Place("empty", 0, 0.0)))
    with pytest.raises(UserError, match="no cluster"):
        setting(places=())


def test_shocks_of_a_scenario_come_on_top_of_wages_that_rise():
    plain, shocked = setting(), setting(demand_shocks={2: -0.5})
    apart = [shocked.demand_shocks[q] - plain.demand_shocks[q] for q in range(8)]
    assert apart == [0, 0, -0.5, 0, 0, 0, 0, 0]
