"""Race to the bottom."""

import numpy as np

from milieu.lifecycle.alarms import Cells, alarms, sentence
from milieu.lifecycle.alarms.planted import FATES, planted
from milieu.lifecycle.alarms.planted.fates import MIX
from tests.lifecycle.alarms.made import YEARS, one_cluster, ramp

NATION = {
    f"nation_{m}": np.full(YEARS, v)
    for m, v in {"unit_value": 100.0, "wage": 30.0, "margin": 0.15}.items()
}
RACE = {
    "output": np.exp(ramp(5.0, 0.06)),
    "unit_value": 100 * np.exp(ramp(0.0, -0.06)),
    "wage": 30 * np.exp(ramp(0.0, -0.03)),
    "margin": ramp(0.15, -0.02),
}


def race(cells=None, **known):
    name = "race_to_the_bottom"
    return alarms(one_cluster(**NATION | known), cells, [name])[name]


def test_more_volume_for_lower_prices_wages_and_margins_raises_an_alarm():
    table = race(**RACE)
    assert table.state[0, 5] == "none"
    assert table.state[0, -1] == "alarm"
    assert table.worse_count[0, -1] == 4


def test_prices_that_fall_because_work_gets_better_are_no_race():
    better = RACE | {"wage": 30 * np.exp(ramp(0.0, 0.02)), "margin": ramp(0.15, 0.005)}
    assert set(race(**better).state[0]) <= {"none", "cannot tell"}


def test_a_nation_that_falls_as_much_is_no_race():
    nation = {f"nation_{m}": RACE[m] for m in ("unit_value", "wage", "margin")}
    assert set(race(**RACE | nation).state[0]) <= {"none", "cannot tell"}


def test_jobs_stand_in_for_volume_where_output_is_unknown():
    known = RACE | {"jobs": np.exp(ramp(7.0, 0.05)), "output": np.full(YEARS, np.nan)}
    table = race(**known)
    assert table.state[0, -1] == "alarm"
    assert abs(table.sign("jobs").now[0, -1] / known["jobs"][-1] - 1) < 0.02


def test_jobs_and_wages_alone_do_not_tell():
    table = race(jobs=np.exp(ramp(7.0, 0.05)), wage=RACE["wage"])
    assert "Needed besides: unit values here and in the nation or margins here" in sentence(
        table, 0
    )


def test_a_change_of_mix_is_not_taken_for_falling_wages():
    """Two members with steady wages, of which the badly paid one takes over."""
    share = np.clip(ramp(0.2, 0.08), 0, 0.95)
    jobs = np.stack([1000 * (1 - share), 1000 * share])
    pay = np.repeat([[40.0], [20.0]], YEARS, axis=1)
    mean = (jobs * pay).sum(axis=0) / jobs.sum(axis=0)
    known = RACE | {"wage": mean}
    cells = Cells(np.array([0, 0], np.int32), jobs, pay)
    assert race(**known).state[0, -1] == "alarm"
    told = race(cells, **known)
    assert "alarm" not in told.state
    assert not told.sign("wage").worse[0, -1]
    assert abs(told.sign("wage").now[0, -1] * 30 / mean[0] - 1) < 1e-9  # as in the first year


def test_known_members_cut_the_false_alarms_of_changing_mixes():
    made = planted(11, 3000)
    split = np.unique(made.cells.cluster)
    mixing = split[made.fate[split] == FATES.index(MIX)]
    name = "race_to_the_bottom"
    counts = [
        (alarms(made.known, cells, [name])[name].state[mixing] == "alarm").any(axis=1).sum()
        for cells in (None, made.cells)
    ]
    assert len(mixing) > 70
    assert counts[1] < counts[0] / 2


def test_hidden_cells_make_a_wage_less_sure():
    table, unsure = race(**RACE), race(**RACE, jobs_log_spread=np.full(YEARS, 0.2))
    assert unsure.sign("wage").probability[0, -1] < table.sign("wage").probability[0, -1]
    width = [t.sign("wage").high - t.sign("wage").low for t in (table, unsure)]
    assert width[1][0, -1] > 2 * width[0][0, -1]
