"""Who gains and who loses, from firms made by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.policy.experiment_firms import COUNTED, GROUPS, firm_counts, firm_effects
from milieu.twin.observe import FIRM_YEAR, Run

NOTHING = np.zeros(0)
START, YEAR = 4, 1  # grouped at the end of year 0, compared at the end of year 1


def firm(year, identity, **values):
    row = np.zeros(1, FIRM_YEAR)
    usual = {"cluster": 1, "jobs": 5.0, "age": 2.0, "log_sales": 1.0}
    for name, value in {"year": year, "firm": identity, **usual, **values}.items():
        row[name] = value
    return row


def a_run(*rows):
    whole = np.concatenate(rows) if rows else np.zeros(0, FIRM_YEAR)
    return Run(**(dict.fromkeys(Run._fields, NOTHING) | {"firm_years": whole}))


def counted(a, b, where=(1,)):
    """Return counts by group and name."""
    counts = firm_counts((a, b), where, START, [YEAR])[0]
    return {
        group: dict(zip(COUNTED, row, strict=True))
        for (_, group), row in zip(GROUPS, counts, strict=True)
    }


BEFORE = (
    firm(0, 9, jobs=9.9),
    firm(0, 2, jobs=10.0, age=5.0, tier=1),
    firm(0, 5, jobs=300.0, age=25.0, tier=3),
    firm(0, 7, cluster=2),
    firm(0, 1, cluster=0),
)


def test_firms_are_matched_by_identity_whatever_their_order_and_grouped_as_they_were_before():
    a = a_run(*BEFORE, firm(1, 2), firm(1, 5), firm(1, 7), firm(1, 9), firm(1, 1))
    b = a_run(
        *BEFORE[::-1],
        firm(1, 9, log_sales=1.5, jobs=7.0),
        firm(1, 7, log_sales=0.8),
        firm(1, 5, log_productivity=0.1, jobs=500.0),
        firm(1, 2, log_sales=1.005),
        firm(1, 1),
    )
    found = counted(a, b)
    assert found["under 10 jobs"] == {
        **dict.fromkeys(COUNTED, 0.0),
        **{"firms": 1, "both": 1, "gain": 1, "log_sales": 0.5, "jobs": 2.0},
    }
    assert found["10 to 49 jobs"]["gain"] == 0  # half a percent is not noticed
    assert found["250 or more"]["jobs"] == 495.0
    assert found["brand and standards"]["log_productivity"] == pytest.approx(0.1)
    assert found["treated clusters"]["firms"] == 3
    assert found["other clusters"]["lose"] == 1
    assert found["elsewhere"]["both"] == 1


def test_a_firm_that_lives_under_one_of_them_only_is_saved_or_closed():
    a, b = a_run(*BEFORE, firm(1, 2)), a_run(*BEFORE, firm(1, 9))
    found = counted(a, b)["treated clusters"]
    assert (found["saved"], found["closed"], found["both"]) == (1, 1, 0)
    assert found["log_sales"] == 0


def test_aided_is_who_had_a_grant_under_b_since_the_policy_began():
    later = (firm(1, 2), firm(1, 5))
    a = a_run(*BEFORE, firm(1, 2, aided=3.0), *later[1:])
    b = a_run(*BEFORE[:2], firm(0, 5, aided=1.0), firm(1, 2), firm(1, 5, aided=2.0))
    found = counted(a, b)
    assert found["aided"]["firms"] == 1 and found["not aided"]["firms"] == 2
    b = a_run(*BEFORE, *later)
    assert counted(a, b)["aided"]["firms"] == 0


def test_firms_that_come_later_and_worlds_without_firms_change_nothing():
    a, b = a_run(*BEFORE, firm(1, 2)), a_run(*BEFORE, firm(1, 2), firm(1, 77, jobs=1000.0))
    assert counted(a, b)["treated clusters"]["jobs"] == 0
    empty = firm_counts((a_run(), a_run()), (1,), START, [YEAR])
    assert empty.shape == (1, len(GROUPS), len(COUNTED)) and (empty == 0).all()
    none_left = counted(a_run(*BEFORE), a_run(*BEFORE))["treated clusters"]
    assert (none_left["firms"], none_left["both"], none_left["saved"]) == (3, 0, 0)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_every_firm_is_in_one_group_of_each_kind_and_has_one_fate(seed):
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 60))
    rows = np.zeros(3 * n, FIRM_YEAR)
    rows["year"], rows["firm"] = np.repeat([0, 1, 1], n), np.tile(random.permutation(10 * n)[:n], 3)
    for name, top in (("cluster", 4), ("tier", 4), ("jobs", 400), ("age", 30)):
        rows[name] = random.integers(0, top, 3 * n)
    rows["aided"] = random.integers(0, 2, 3 * n)
    rows["log_sales"] = random.normal(0, 0.02, 3 * n)
    lives = random.random(3 * n) < 0.7
    a, b = rows[:n], rows[: 2 * n][n:][lives[n : 2 * n]]
    c = rows[2 * n :][lives[2 * n :]]
    counts = firm_counts((a_run(a, b), a_run(a, c)), (1, 2), START, [YEAR])[0]
    for kind in ("jobs", "age", "tier", "aid"):
        rows_of_kind = [k for k, (by, _) in enumerate(GROUPS) if by == kind]
        treated = counts[[group for _, group in GROUPS].index("treated clusters")]
        np.testing.assert_allclose(counts[rows_of_kind].sum(axis=0), treated, atol=1e-9)
    everyone = counts[[k for k, (by, _) in enumerate(GROUPS) if by == "place"]].sum(axis=0)
    of = dict(zip(COUNTED, everyone, strict=True))
    assert of["firms"] == n
    gone = n - of["both"] - of["saved"] - of["closed"]
    assert 0 <= gone <= n and of["gain"] + of["lose"] <= of["both"]


def test_shares_are_of_all_firms_and_changes_of_those_that_live_under_both():
    counts = np.zeros((12, 1, len(GROUPS), len(COUNTED)))
    counts[:, 0, 0] = [10, 8, 4, 2, 1, 1, 0.8, 0.4, 16]
    first = firm_effects(counts, [5])[0]
    assert (first.by, first.group, first.year) == ("jobs", "under 10 jobs", 5)
    shares = (first.gain.value, first.lose.value, first.saved.value, first.closed.value)
    assert shares == (0.4, 0.2, 0.1, 0.1)
    assert (first.log_sales.value, first.jobs.value) == (pytest.approx(0.1), 2)
    empty = firm_effects(counts, [5])[1]
    assert empty.firms == 0 and np.isnan(empty.gain.value)
