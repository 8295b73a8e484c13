"""Every way of finding clusters keeps the same promises; a new one joins by existing."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import block_diag, csr_array

from milieu.clusters.declare import METHODS, Method, Surroundings
from milieu.core.cells import published
from milieu.core.errors import UserError
from tests.clusters.made_up import Country, as_sets, made_up_country, reordered

COUNTRY = made_up_country()
every_method = pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))
SMALL = {  # floors at which the small made-up country has clusters whatever its scale
    "least_jobs": 0.0,
    "least_establishments": 0.0,
}


def find(method: Method, country: Country = COUNTRY, **thresholds: float):
    return method.find(country.cells.jobs, country.cells, country.surroundings, **thresholds)


@every_method
def test_a_method_says_where_it_comes_from_and_every_threshold_is_explained(method):
    assert method.version and method.title and method.source
    assert set(method.needs) <= {"neighbours", "categories"}
    for threshold in method.defaults:
        assert threshold in method.about


@every_method
def test_the_grid_names_the_thresholds_and_holds_their_defaults(method):
    assert set(method.grid) == set(method.defaults)
    for name, values in method.grid.items():
        assert method.defaults[name] in values
        assert list(values) == sorted(set(values))
    parameters = list(inspect.signature(method.find).parameters)
    assert parameters[:3] == ["jobs", "cells", "surroundings"]


@every_method
def test_labels_are_numbered_without_gaps_and_described(method):
    found = find(method)
    assert found.label.shape == COUNTRY.cells.jobs.shape
    assert found.label.dtype == np.int32
    assert sorted(set(found.label.ravel().tolist()) | {-1}) == list(range(-1, len(found)))
    assert len(found.names) == len(found.strength) == len(found) > 0
    assert (found.strength >= 1 - 1e-9).all()
    assert (COUNTRY.cells.jobs[found.label >= 0] > 0).all()


@every_method
def test_finding_twice_finds_the_same_and_changes_nothing_given(method):
    before = COUNTRY.cells.jobs.copy()
    first, second = find(method), find(method)
    np.testing.assert_array_equal(first.label, second.label)
    np.testing.assert_array_equal(first.strength, second.strength)
    np.testing.assert_array_equal(before, COUNTRY.cells.jobs)


@every_method
def test_planted_clusters_are_found(method):
    inside = find(method).label >= 0
    jobs, planted = COUNTRY.cells.jobs, COUNTRY.planted
    recall = jobs[planted & inside].sum() / jobs[planted].sum()
    precision = jobs[planted & inside].sum() / jobs[inside].sum()
    assert recall >= 0.9
    assert precision >= 0.7


@every_method
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_regions_and_industries_does_not_matter(method, seed):
    random = np.random.default_rng(seed)
    regions, industries = COUNTRY.cells.jobs.shape
    other = reordered(COUNTRY, random.permutation(regions), random.permutation(industries))
    mine, theirs = find(method), find(method, other)
    assert as_sets(COUNTRY.cells, mine.label) == as_sets(other.cells, theirs.label)
    np.testing.assert_allclose(np.sort(mine.strength), np.sort(theirs.strength))


@every_method
@settings(max_examples=8, deadline=None)
@given(power=st.integers(-6, 6))
def test_without_floors_of_size_only_proportions_matter(method, power):
    floors = {k: v for k, v in SMALL.items() if k in method.defaults}
    jobs = COUNTRY.cells.jobs * 2.0**power
    scaled = method.find(jobs, COUNTRY.cells, COUNTRY.surroundings, **floors)
    np.testing.assert_array_equal(find(method, **floors).label, scaled.label)


@every_method
def test_an_empty_region_changes_nothing(method):
    cells, surroundings = COUNTRY.cells, COUNTRY.surroundings
    jobs = np.vstack([cells.jobs, np.zeros((1, cells.jobs.shape[1]))])
    firms = np.vstack([cells.establishments, np.zeros((1, cells.jobs.shape[1]))])
    more = published(2016, (*cells.regions, "empty"), cells.industries, jobs, firms)
    with_island = {
        rule: csr_array(block_diag([w, np.zeros((1, 1))]))
        for rule, w in surroundings.neighbours.items()
    }
    found = method.find(jobs, more, Surroundings(with_island, surroundings.categories))
    np.testing.assert_array_equal(found.label[:-1], find(method).label)
    assert (found.label[-1] == -1).all()


@every_method
@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1), (1, 4), (4, 1), (3, 3)])
@pytest.mark.parametrize("value", [0.0, 1.0, 1e6, np.nan])
def test_tiny_studies_are_answered_without_a_crash(method, shape, value):
    jobs = np.full(shape, value)
    codes = tuple(map(str, range(shape[0]))), tuple(map(str, range(shape[1])))
    cells = published(2000, *codes, jobs)
    touching = csr_array(1.0 - np.eye(shape[0]))
    around = Surroundings({"contiguity": touching}, {"one": ("field",) * shape[1]})
    found = method.find(jobs, cells, around)
    assert found.label.shape == shape
    if not value > 0:
        assert len(found) == 0


@every_method
def test_an_unknown_cell_is_in_no_cluster_and_leaves_the_others_alone(method):
    jobs = COUNTRY.cells.jobs.copy()
    jobs[100, 20:] = np.nan  # a region without a planted cluster
    found = method.find(jobs, COUNTRY.cells, COUNTRY.surroundings)
    assert (found.label[np.isnan(jobs)] == -1).all()
    assert len(found) > 0


@every_method
def test_what_a_method_cannot_do_without_is_asked_for(method):
    cells = COUNTRY.cells
    assert method.lacks(Surroundings()) == method.needs
    assert method.lacks(COUNTRY.surroundings) == ()
    if not method.needs:
        assert len(method.find(cells.jobs, cells, Surroundings())) > 0
        return
    with pytest.raises(UserError, match=method.name):
        method.find(cells.jobs, cells, Surroundings())
