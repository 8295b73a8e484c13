"""The oracle is esda; the analytic chance is checked against plain permutations."""

import warnings

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import pearson3

from milieu.clusters.local_moran import chance_of_neighbours, lags, local_moran, upper_tail
from milieu.clusters.neighbours import nearest


def place(regions=80, seed=4):
    random = np.random.default_rng(seed)
    neighbours = nearest(random.uniform(5, 15, regions), random.uniform(45, 55, regions), 5)
    return random, neighbours


def test_values_are_those_of_esda():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        esda, libpysal = pytest.importorskip("esda"), pytest.importorskip("libpysal")
        random, neighbours = place()
        values = random.lognormal(0, 1, (80, 3))
        graph = libpysal.weights.WSP(neighbours.tocsr()).to_W(silence_warnings=True)
        for column in values.T:
            theirs = esda.Moran_Local(column, graph, transformation="r", permutations=0)
            mine = local_moran(column[:, None], neighbours)[:, 0]
            np.testing.assert_allclose(mine, theirs.Is, rtol=1e-10)


def test_three_regions_in_a_row_by_hand():
    """z = (-2, 0, 2), lags (0, 0, 0), then z = (-1, -1, 2): lags (-1, .5, -1), scale 2/6."""
    row = csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0.0]]))
    values = np.array([[1.0, 0.0], [3.0, 0.0], [5.0, 3.0]])
    expected = [[0, 1 / 3], [0, -1 / 6], [0, -2 / 3]]
    np.testing.assert_allclose(local_moran(values, row), expected, atol=1e-15)


def test_islands_unknown_values_and_constant_columns_are_unknown():
    row = csr_array(np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0.0]]))
    values = np.array([[1.0, 7], [2, 7], [np.nan, 7], [4, 7]])
    index = local_moran(values, row)
    np.testing.assert_array_equal(np.isnan(index[:, 0]), [False, False, True, True])
    assert np.isnan(index[:, 1]).all()


def test_unknown_values_are_as_if_the_region_were_not_there():
    random, neighbours = place()
    values = random.normal(size=(80, 1))
    values[:10] = np.nan
    rest = neighbours[10:][:, 10:]
    for function in (local_moran, lambda v, w: chance_of_neighbours(lags(v, w))):
        np.testing.assert_allclose(
            function(values, neighbours)[10:], function(values[10:], rest), equal_nan=True
        )


@pytest.mark.parametrize("skew", [0.3, 1.0])
def test_the_chance_is_close_to_that_of_permutations(skew):
    random, neighbours = place(60, 5)
    values = random.lognormal(0, skew, (60, 1))
    chance = chance_of_neighbours(lags(values, neighbours))[:, 0]
    tested = np.flatnonzero((chance < 1) & (chance > 0.005))
    assert len(tested) >= 10
    for region in tested:
        near = neighbours[[region]].indices
        others = np.delete(values[:, 0], region)
        order = random.random((20_000, len(others))).argpartition(len(near), axis=1)
        drawn = others[order[:, : len(near)]].mean(axis=1)
        counted = (drawn >= values[near, 0].mean()).mean()
        # 4 standard errors of the count and 15 % for the shape of the tail
        slack = 4 * np.sqrt(counted * (1 - counted) / 20_000) + 0.15 * counted + 0.003
        assert abs(chance[region] - counted) < slack


def test_the_tail_is_that_of_pearson_iii():
    height = np.array([-0.5, 0.0, 1.0, 3.0, 6.0])
    for skewness in (0.05, 0.5, 2.0):
        expected = pearson3.sf(height, skewness)
        mine = upper_tail(height, np.full(5, skewness))
        np.testing.assert_allclose(mine, expected, rtol=1e-6)


def test_chances_of_random_values_are_uniform():
    random, neighbours = place(400, 6)
    values = random.lognormal(0, 0.7, (400, 60))
    chance = chance_of_neighbours(lags(values, neighbours))
    above = values > values.mean(axis=0)
    for level in (0.01, 0.05, 0.2):
        assert (chance[above] <= level).mean() == pytest.approx(level, rel=0.25)
