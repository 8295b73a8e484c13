"""Relatedness density."""

import numpy as np
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from milieu.indicators.proximity import proximity, specialized
from milieu.indicators.relatedness_density import density, relatedness_density
from milieu.indicators.spread import drawn_scores, spread

from .strategies import cells_with_hidden, jobs_matrices

AT_HOME = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 0, 1]], np.float32)


def test_equals_densities_worked_out_by_hand():
    # nearness of the first to the second 2/3, to the third 1/3, of the second to the third 1/2
    near = proximity(AT_HOME, diagonal=False).astype(np.float32)
    expected = [
        [2 / 3, 4 / 7, 1],  # (2/3) / (2/3 + 1/3); (2/3) / (2/3 + 1/2); both neighbors
        [0, 4 / 7, 2 / 5],
        [1, 1, 1],
        [1 / 3, 3 / 7, 0],
    ]
    assert_allclose(density(AT_HOME, near), expected, rtol=1e-6)


def by_definition(jobs, diagonal):
    at_home = specialized(jobs).astype(float)
    near = np.nan_to_num(proximity(at_home, diagonal))
    with np.errstate(invalid="ignore", divide="ignore"):
        out = (at_home @ near) / near.sum(axis=0)
    out[jobs.sum(axis=1) == 0] = np.nan
    return out


@given(jobs_matrices())
def test_equals_the_definition_with_and_without_the_diagonal(jobs):
    for diagonal in (False, True):
        found = relatedness_density(jobs, diagonal=diagonal)
        assert_allclose(found, by_definition(jobs, diagonal), atol=1e-6)


@given(jobs_matrices(least=1))
def test_does_not_depend_on_unit_and_order_nor_on_empty_regions(jobs):
    found = relatedness_density(jobs)
    assert_allclose(relatedness_density(jobs * 4), found, atol=1e-6)
    assert_allclose(relatedness_density(jobs[::-1, ::-1]), found[::-1, ::-1], atol=1e-6)
    with_empty = relatedness_density(np.vstack([jobs, 0 * jobs[:2]]))
    assert_allclose(with_empty[: len(jobs)], found, atol=1e-6)
    assert np.isnan(with_empty[len(jobs) :]).all()


def test_an_industry_without_jobs_is_nan_and_changes_no_other():
    jobs = np.random.default_rng(3).integers(1, 100, (9, 5)).astype(float)
    more = np.column_stack([jobs, np.zeros(9)])
    found = relatedness_density(more)
    assert_array_equal(np.isnan(found[:, 5]), True)
    assert_allclose(found[:, :5], relatedness_density(jobs), atol=1e-6)


def test_an_unknown_cell_makes_all_unknown():
    jobs = np.ones((3, 3))
    jobs[1, 1] = np.nan
    assert np.isnan(relatedness_density(jobs)).all()


def test_the_range_over_draws_looks_at_all_industries_together():
    random = np.random.default_rng(6)
    jobs = np.ceil(random.lognormal(1, 1.5, (300, 200)))  # more than is drawn at a time
    cells = cells_with_hidden(jobs, random.random(jobs.shape) < 0.3, draws=5)
    found = spread(relatedness_density, cells, share=1.0)
    draws = np.array(list(drawn_scores(relatedness_density, cells)))
    assert_allclose(found.low, np.minimum(draws.min(axis=0), found.value), atol=1e-6)
    assert_allclose(found.high, np.maximum(draws.max(axis=0), found.value), atol=1e-6)
