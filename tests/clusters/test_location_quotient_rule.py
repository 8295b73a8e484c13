import numpy as np

from milieu.clusters.declare import Surroundings
from milieu.clusters.location_quotient_rule import location_quotient_rule
from milieu.core.cells import published

JOBS = np.array([[400.0, 600.0], [100.0, 8_900.0]])  # quotients 8 and .63; .22 and 1.04


def find(establishments=None, **thresholds):
    known = None if establishments is None else np.array(establishments, float)
    cells = published(2016, ("A", "B"), ("331", "332"), JOBS, known)
    return location_quotient_rule(JOBS, cells, Surroundings(), **thresholds)


def test_a_specialized_cell_of_some_size_is_a_cluster_by_itself():
    found = find()
    np.testing.assert_array_equal(found.label, [[0, -1], [-1, -1]])
    assert found.names == ("",)


def test_the_strength_is_the_ratio_to_the_floor_that_binds():
    # quotient 8 / 1.5, jobs 400 / 250 = 1.6, share of nation .8 / .005
    np.testing.assert_allclose(find().strength, [1.6])
    np.testing.assert_allclose(find(least_jobs=0).strength, [8 / 1.5])


def test_each_floor_binds():
    assert len(find(least_quotient=8.1)) == 0
    assert len(find(least_jobs=401)) == 0
    assert len(find(least_national_share=0.81)) == 0
    assert len(find([[4, 9], [9, 9]])) == 0


def test_unknown_establishments_bind_nothing():
    assert len(find([[np.nan, 9], [9, 9]])) == 1
