import numpy as np

from milieu.clusters.benchmark_categories import benchmark_categories
from milieu.clusters.declare import Surroundings
from milieu.core.cells import published

AROUND = Surroundings(categories={"benchmark": ("Furniture", "Furniture", "", "Fishing")})
INDUSTRIES = ("3371", "3372", "4451", "1141")
# eight regions of 10,000 jobs; furniture strong in the first two, fishing in the last
FURNITURE = np.array([3_000, 2_000, 600, 500, 400, 300, 200, 100.0])
FISHING = np.array([50.0] * 7 + [900])
JOBS = np.column_stack((FURNITURE / 2, FURNITURE / 2, 10_000 - FURNITURE - FISHING, FISHING))


def find(jobs=JOBS, establishments=None, **thresholds):
    known = None if establishments is None else np.asarray(establishments, float)
    cells = published(2016, tuple("abcdefgh"), INDUSTRIES, jobs, known)
    return benchmark_categories(jobs, cells, AROUND, **thresholds)


def test_related_industries_of_a_region_are_one_cluster():
    found = find()
    expected = np.full(JOBS.shape, -1)
    expected[0, :2], expected[1, :2], expected[7, 3] = 0, 1, 2
    np.testing.assert_array_equal(found.label, expected)
    assert found.names == ("Furniture", "Furniture", "Fishing")


def test_only_the_top_share_of_regions_is_strong():
    assert (find(top_share=0.125).label[1] == -1).all()
    assert (find(top_share=0.5).label[2, :2] == -1).all()  # its quotient is below 1


def test_one_industry_of_several_is_not_enough():
    lone = JOBS.copy()
    lone[0, 0], lone[0, 1] = 3_000, 0
    assert (find(lone).label[0] == -1).all()
    assert (find(lone, least_industries=1).label[0, :2] == [0, -1]).all()


def test_too_few_establishments_are_not_strong_and_unknown_ones_do_not_bind():
    few = np.full(JOBS.shape, 20.0)
    few[0] = 1
    assert (find(establishments=few).label[0] == -1).all()
    few[0] = np.nan
    assert (find(establishments=few).label[0, :2] == 0).all()


def test_industries_without_a_category_count_in_the_reference_only():
    assert (find().label[:, 2] == -1).all()
    bigger = JOBS.copy()
    bigger[2:, 2] *= 3  # the strong regions become more specialized, nothing else
    by_quotient = {"top_share": 1.0, "bottom_share": 0.0, "least_jobs": 0.0}
    assert (find(bigger, **by_quotient).strength > find(**by_quotient).strength)[:2].all()
