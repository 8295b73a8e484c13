"""Lock-in."""

import numpy as np

from milieu.lifecycle.alarms import alarms, sentence
from tests.lifecycle.alarms.made import one_cluster, ramp

NARROWING = {
    "external_link_share": ramp(0.5, -0.03),
    "buyer_concentration": ramp(0.1, 0.03),
    "technology_similarity": ramp(0.3, 0.03),
    "related_variety": ramp(2.5, -0.1),
    "related_entry_share": ramp(0.4, -0.03),
}


def lock_in(**known):
    return alarms(one_cluster(**known), only=["lock_in"])["lock_in"]


def test_a_cluster_that_narrows_on_all_sides_raises_an_alarm_within_six_years():
    table = lock_in(**NARROWING)
    assert table.state[0, 5] == "none"
    assert table.state[0, -1] == "alarm"
    assert 2012 <= table.since[0, -1] <= 2017  # narrowing began in 2012
    assert table.worse_count[0, -1] == table.known_count[0, -1] == 5


def test_one_kind_that_worsens_is_no_lock_in():
    steady = {name: np.full(15, values[0]) for name, values in NARROWING.items()}
    merger = steady | {k: NARROWING[k] for k in ("buyer_concentration", "external_link_share")}
    assert "alarm" not in lock_in(**merger).state


def test_without_one_of_the_three_kinds_it_says_what_is_lacking():
    known = {k: NARROWING[k] for k in ("technology_similarity", "related_variety")}
    table = lock_in(**known)
    assert set(table.state[0]) == {"cannot tell"}
    assert table.sign("related_variety").worse[0, -1]  # what there is can still be seen
    assert sentence(table, 0) == (
        "Lock-in: cannot tell. Known: likeness of the firms' technologies, related variety. "
        "Needed besides: the share of ties that leave the cluster or the concentration of buyers; "
        "and where entrants come from or births of firms here and in the nation; each in 4 of the "
        "last 6 years, this one or the last among them."
    )


def test_entry_against_the_nation_stands_in_where_origins_are_unknown():
    entry = {"entry_rate": ramp(0.1, -0.006), "nation_entry_rate": np.full(15, 0.1)}
    unknown = {"related_entry_share": np.full(15, np.nan)}
    weaker = lock_in(**NARROWING | entry | unknown)
    better = lock_in(**NARROWING | entry)
    assert weaker.state[0, -1] == "alarm"
    assert weaker.sign("entry_rate").worse[0, -1]
    assert not better.sign("entry_rate").known[0, -1]
    assert "a weaker sign" in weaker.sign("entry_rate").sign.label


def test_gaps_of_two_years_in_six_are_bridged():
    holed = {name: values.copy() for name, values in NARROWING.items()}
    for values in holed.values():
        values[[10, 12]] = np.nan
    assert lock_in(**holed).state[0, -1] == "alarm"
