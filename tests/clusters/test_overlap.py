import numpy as np
import pytest

from milieu.clusters.overlap import Snapshot, aligned, best_mutual, overlap


def year(label, jobs, number=2000, regions=("A", "B"), industries=("1", "2")):
    return Snapshot(number, regions, industries, np.array(label, np.int32), np.array(jobs, float))


def test_overlap_by_hand():
    """Shared is the cell of 100 and 140 jobs (120); either is 120 + 40 + 20."""
    then = year([[0, 0], [-1, -1]], [[100, 60], [10, 0]])
    now = year([[0, -1], [0, -1]], [[140, 20], [30, 0]])
    pairs = overlap(then, now)
    assert pairs.jaccard.tolist() == pytest.approx([120 / 180])
    assert pairs.of_earlier.tolist() == pytest.approx([120 / 160])
    assert pairs.of_later.tolist() == pytest.approx([120 / 140])


def test_a_cluster_that_shrinks_in_place_is_wholly_itself():
    label = [[0, 0], [-1, -1]]
    pairs = overlap(year(label, [[100, 60], [0, 0]]), year(label, [[10, 6], [0, 0]]))
    assert pairs.jaccard.tolist() == [1.0]


def test_years_are_put_on_the_same_rows_and_columns():
    one = year([[0, -1], [-1, 1]], [[5, 6], [7, np.nan]], 2000, ("B", "A"), ("2", "1"))
    other = year([[0]], [[9]], 2001, ("C",), ("2",))
    first, second = aligned([one, other])
    assert first.regions == second.regions == ("A", "B", "C")
    np.testing.assert_array_equal(first.label, [[1, -1], [-1, 0], [-1, -1]])
    np.testing.assert_array_equal(first.jobs, [[0, 7], [6, 5], [0, 0]])
    np.testing.assert_array_equal(second.label, [[-1, -1], [-1, -1], [-1, 0]])


def test_only_each_others_best_match():
    then = year([[0, 0], [1, 1]], [[60, 40], [50, 50]])
    now = year([[0, 0], [0, 1]], [[60, 40], [50, 50]])
    keys = [("1", "A"), ("1", "B")]
    pairs = overlap(then, now)
    assert best_mutual(pairs, 0.3, keys, keys) == [(0, 0), (1, 1)]
    assert best_mutual(pairs, 0.6, keys, keys) == [(0, 0)]


def test_some_clusters_keep_their_numbers():
    one = year([[0, 1], [2, -1]], [[1, 1], [1, 1]])
    np.testing.assert_array_equal(one.only([2, 0]).label, [[0, -1], [2, -1]])
    assert one.only([]).clusters == 0
