import numpy as np
from scipy.sparse import csr_array

from milieu.clusters.declare import Surroundings
from milieu.clusters.hot_spots import hot_spots
from milieu.core.cells import published
from tests.clusters.made_up import as_sets, made_up_country

COUNTRY = made_up_country()


def find(jobs=COUNTRY.cells.jobs, around=COUNTRY.surroundings, **thresholds):
    return hot_spots(jobs, COUNTRY.cells, around, **thresholds)


def test_a_cluster_spans_the_borders_of_regions():
    sizes = sorted(len(cluster) for cluster in as_sets(COUNTRY.cells, find().label))
    assert len(sizes) == 12  # six places, two industries each
    assert sizes[0] >= 9


def test_one_industry_makes_one_hot_spot():
    label = find().label
    for number in range(label.max() + 1):
        assert len(set(np.nonzero(label == number)[1])) == 1


def test_specialized_regions_strewn_at_random_are_no_hot_spot():
    random = np.random.default_rng(3)
    strewn = COUNTRY.cells.jobs[random.permutation(len(COUNTRY.cells.jobs))]
    assert len(find(strewn)) <= 1


def test_an_island_is_never_hot():
    around = Surroundings({"none": COUNTRY.surroundings.neighbours["nearest_4"] * 0})
    assert len(find(around=around)) == 0


def test_too_few_jobs_are_left_out_and_the_others_are_renumbered():
    found = find()
    sizes = np.bincount(found.label[found.label >= 0], COUNTRY.cells.jobs[found.label >= 0])
    again = find(least_jobs=float(np.median(sizes)))
    assert 0 < len(again) < len(found)
    assert again.label.max() == len(again) - 1


def test_every_member_is_specialized():
    cells = COUNTRY.cells
    expected = cells.jobs.sum(1, keepdims=True) * cells.jobs.sum(0) / cells.jobs.sum()
    inside = find(least_quotient=1.5).label >= 0
    assert (cells.jobs[inside] >= 1.5 * expected[inside]).all()


def test_two_regions_are_too_few_to_say():
    jobs = np.array([[900.0, 100.0], [100.0, 900.0]])
    cells = published(2016, ("A", "B"), ("1", "2"), jobs)
    around = Surroundings({"contiguity": csr_array(np.array([[0, 1], [1, 0.0]]))})
    assert len(hot_spots(jobs, cells, around)) == 0
