"""Clusters in years in which the rule does not find them."""

import numpy as np

from milieu.clusters.declare import Found
from milieu.core.cells import published
from milieu.study.histories import followed
from milieu.study.matrices import Slice

REGIONS, INDUSTRIES = ("east", "west"), ("boats", "ropes", "bread")


def year_of(year, jobs):
    table = np.array(jobs, float)
    everywhere = np.ones(len(REGIONS), bool), np.ones(len(INDUSTRIES), bool)
    return Slice("county", published(year, REGIONS, INDUSTRIES, table), table, table, *everywhere)


def labels(*rows):
    return np.array(rows, np.int32)


NOTHING = labels((-1, -1, -1), (-1, -1, -1))
SLICES = [year_of(2000 + number, [[500, 70, 900], [40, 30, 950]]) for number in range(3)]
FOUND = [
    Found(labels((0, 0, -1), (-1, -1, -1)), ("boats of the east",), np.ones(1)),
    Found(NOTHING, (), np.ones(0)),
    Found(labels((0, -1, -1), (0, -1, -1)), ("boats everywhere",), np.ones(1)),
]
IDS = [("one",), (), ("two",)]


def jobs_of(years):
    return {
        name: float(jobs)
        for year in years
        for name, jobs in zip(year.ids, year.figures.jobs, strict=True)
    }


def test_two_clusters_that_shared_a_cell_are_both_followed_with_its_jobs():
    years = followed(1, SLICES, FOUND, IDS)
    assert jobs_of(years) == {"one": 570, "two": 540}
    assert not any(year.found for year in years)


def test_clusters_that_share_no_cell_are_followed_side_by_side():
    apart = [FOUND[0], FOUND[1], Found(labels((-1, -1, -1), (0, 0, -1)), ("west",), np.ones(1))]
    (year,) = followed(1, SLICES, apart, IDS)
    assert jobs_of([year]) == {"one": 570, "two": 70}


def test_a_cluster_is_followed_in_the_cells_of_the_nearest_year():
    later = Found(labels((0, -1, -1), (-1, -1, -1)), ("boats of the east",), np.ones(1))
    ids = [("one",), ("one",), ()]
    found = [FOUND[0], later, FOUND[1]]
    assert jobs_of(followed(2, SLICES, found, ids)) == {"one": 500}


def test_nothing_is_followed_where_all_are_found():
    assert followed(0, SLICES[:1], FOUND[:1], IDS[:1]) == []
