import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from milieu.twin.exam.links import demeaned, link, links, settled_pairs
from tests.twin.exam.made_up import run


def test_follows_firms_by_hand():
    """Firm 5 stands in years 0 to 2, firm 6 comes in year 1 and leaves after it, 7 comes last."""
    made = run(3, year=[2, 0, 1, 1, 2], firm=[5, 5, 6, 5, 7])
    found = links(made)
    assert set(zip(found.before.tolist(), found.after.tolist(), strict=True)) == {(1, 3), (3, 0)}
    assert sorted(found.entered.tolist()) == [2, 4]
    assert found.left.tolist() == [2]


def test_a_gap_of_a_year_is_a_leaving_and_a_coming():
    found = link(run(4, year=[0, 2], firm=[1, 1]).firm_years, 4)
    assert len(found.before) == 0
    assert found.entered.tolist() == [1]
    assert found.left.tolist() == [0, 1]


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 2**64 - 1)), max_size=40))
def test_every_record_is_followed_or_leaves_or_stands_last(cells):
    year = np.array([y for y, _ in cells], dtype=np.int32)
    firm = np.array([f for _, f in cells], dtype=np.uint64)
    made = run(6, year=year, firm=firm)
    found = link(made.firm_years, 6)
    ends = np.flatnonzero(year == 5)
    assert sorted([*found.before, *found.left, *ends]) == list(range(len(cells)))
    starts = np.flatnonzero(year == 0)
    assert sorted([*found.after, *found.entered, *starts]) == list(range(len(cells)))
    assert (year[found.after] == year[found.before] + 1).all()
    assert (firm[found.after] == firm[found.before]).all()


def test_pairs_begin_when_the_year_ends_in_year_20_and_are_known_at_both_ends():
    sales = np.arange(25.0)
    sales[23] = np.nan
    made = run(25, year=np.arange(25), firm=np.ones(25), log_sales=sales)
    start, end, year = settled_pairs(made, "log_sales")
    assert year.tolist() == [20, 21, 22]
    assert start.tolist() == [19, 20, 21]
    assert end.tolist() == [20, 21, 22]


def test_a_year_mean_is_taken_from_its_own_year():
    values, year = np.array([1.0, 3.0, 10.0]), np.array([4, 4, 7])
    assert demeaned(values, year).tolist() == [-1.0, 1.0, 0.0]
