import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.clusters.events import Event
from milieu.clusters.identity import identities
from milieu.clusters.overlap import Snapshot

REGIONS, INDUSTRIES = ("R1", "R2", "R3", "R4"), ("10", "20")
JOBS = np.array([[400.0, 40], [300, 30], [200, 20], [100, 10]])


def years(*labels, jobs=JOBS):
    """One year for each text of eight digits, row by row; "." is no cluster."""
    return [
        Snapshot(
            2000 + n,
            REGIONS,
            INDUSTRIES,
            np.array([-1 if c == "." else int(c) for c in text], np.int32).reshape(4, 2),
            jobs,
        )
        for n, text in enumerate(labels)
    ]


def kinds(result, cluster):
    return [(e.year, e.kind, e.other) for e in result.events if e.cluster == cluster]


def test_a_cluster_keeps_the_id_of_its_largest_cell_when_it_first_appeared():
    result = identities(years("..0.....", "0.0.....", "..0.0..."))
    # the second year adds a larger region, the third drops it again
    assert result.ids == (("10-r2",), ("10-r2",), ("10-r2",))
    assert result.events == (Event(2000, "10-r2", "first seen"),)


def test_births_and_deaths_have_dates():
    result = identities(years("........", "0.......", "........", "........", "........"))
    assert kinds(result, "10-r1") == [(2001, "birth", ""), (2002, "death", "")]


@pytest.mark.parametrize("missing", [1, 2])
def test_a_pause_of_two_years_does_not_cost_the_id(missing):
    result = identities(years("0.......", *["........"] * missing, "0......."))
    assert result.ids[-1] == ("10-r1",)
    events = [(2000, "first seen", ""), (2001, "pause", ""), (2001 + missing, "return", "")]
    assert kinds(result, "10-r1") == events


def test_after_three_years_it_is_another_cluster():
    result = identities(years("0.......", "........", "........", "........", "0......."))
    assert result.ids[-1] == ("10-r1-2",)
    assert kinds(result, "10-r1")[-1] == (2001, "death", "")
    assert kinds(result, "10-r1-2") == [(2004, "birth", "")]


def test_too_short_an_absence_at_the_end_is_missing_not_dead():
    result = identities(years("0.......", "........", "........"))
    assert kinds(result, "10-r1")[-1] == (2001, "missing", "")


def test_a_merger_says_into_which_cluster():
    result = identities(years("0.1.....", "0.0....."))
    assert result.ids[1] == ("10-r1",)
    assert kinds(result, "10-r2") == [(2000, "first seen", ""), (2001, "merger", "10-r1")]


def test_a_split_says_from_which_cluster():
    result = identities(years("0.0.....", "0.1....."))
    assert result.ids[1] == ("10-r1", "10-r2")
    assert kinds(result, "10-r2") == [(2001, "split", "10-r1")]


def test_little_overlap_is_not_identity():
    result = identities(years("......0.", "0.....0."))  # 100 of 500 jobs
    assert result.ids[1] == ("10-r1",)
    # all of the small one became part of the new one
    assert kinds(result, "10-r4")[-1] == (2001, "merger", "10-r1")


def test_codes_that_look_alike_get_different_ids():
    label = np.array([[0, 1]], np.int32)
    one = Snapshot(2000, ("R",), ("1.1", "1-1"), label, np.ones((1, 2)))
    assert identities([one]).ids == (("1-1-r-2", "1-1-r"),)


def test_no_years_and_no_clusters_are_answered():
    assert identities([]).ids == ()
    assert identities(years("........")).ids == ((),)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_ids_do_not_depend_on_rows_columns_or_cluster_numbers(seed):
    random = np.random.default_rng(seed)
    regions, industries = tuple(f"r{n}" for n in range(9)), tuple(f"i{n}" for n in range(5))
    plain, shuffled, renamed = [], [], []
    for year in range(6):
        jobs = random.integers(1, 9, (9, 5)).astype(float)
        raw = random.integers(-4, 6, (9, 5))
        label = np.where(raw < 0, -1, np.unique(raw, return_inverse=True)[1].reshape(raw.shape))
        label = np.where(raw < 0, -1, label - np.unique(raw[raw < 0]).size).astype(np.int32)
        rows, columns = random.permutation(9), random.permutation(5)
        names = random.permutation(label.max() + 1).astype(np.int32)
        at = np.ix_(rows, columns)
        plain.append(Snapshot(year, regions, industries, label, jobs))
        codes = tuple(regions[n] for n in rows), tuple(industries[n] for n in columns)
        other = np.where(label >= 0, names[label], -1).astype(np.int32)
        shuffled.append(Snapshot(year, *codes, other[at], jobs[at]))
        renamed.append(names)
    mine, theirs = identities(plain), identities(shuffled)
    assert mine.events == theirs.events
    for ids, others, names in zip(mine.ids, theirs.ids, renamed, strict=True):
        assert ids == tuple(others[n] for n in names)
        assert len(set(ids)) == len(ids)
