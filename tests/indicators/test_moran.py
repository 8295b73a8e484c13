import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.sparse import csr_array

from milieu.core.errors import UserError
from milieu.indicators.moran import moran


def example(table, column, neighbours):
    """A column and the neighbors of an example that `libpysal` brings along."""
    libpysal = pytest.importorskip("libpysal")
    path = libpysal.examples.get_path
    values = np.array(libpysal.io.open(path(table)).by_col(column), float)
    return values, csr_array(libpysal.io.open(path(neighbours)).read().sparse)


def ring(regions):
    return csr_array(np.roll(np.eye(regions), 1, axis=0) + np.roll(np.eye(regions), -1, axis=0))


def test_matches_homicides_around_saint_louis_1988_to_1993():
    """The manual of esda prints I 0.244 and p .00027147862770937614."""
    result = moran(*example("stl_hom.txt", "HR8893", "stl.gal"))
    assert_allclose(result.value, 0.244, atol=5e-4)
    assert_allclose(result.p, 0.00027147862770937614, rtol=1e-9)


def test_matches_sudden_infant_deaths_in_north_carolina_1974():
    """The manual of esda prints I 0.248 and p .0001158330781489969."""
    result = moran(*example("sids2.dbf", "SIDR74", "sids2.gal"))
    assert_allclose(result.value, 0.248, atol=5e-4)
    assert_allclose(result.p, 0.0001158330781489969, rtol=1e-9)


def test_agrees_with_esda_on_made_up_values():
    esda = pytest.importorskip("esda")
    weights = pytest.importorskip("libpysal.weights")
    random = np.random.default_rng(2)
    points, values = random.uniform(0, 100, (60, 2)), random.gamma(2, 3, 60)
    theirs_w = weights.KNN.from_array(points, k=4)
    theirs = esda.Moran(values, theirs_w, permutations=0)
    ours = moran(values, csr_array(theirs_w.sparse))
    assert_allclose(ours.value, theirs.I)
    assert_allclose(ours.deviation, theirs.seI_norm)
    assert_allclose(ours.p, theirs.p_norm)


def test_is_minus_one_where_neighbors_alternate_and_positive_on_a_slope():
    assert_allclose(moran(np.array([1.0, -1] * 4), ring(8)).value, -1)
    assert moran(np.sin(np.arange(12) / 2), ring(12)).p < 0.05


def test_unknown_regions_are_not_on_the_map():
    values = np.random.default_rng(1).normal(size=9)
    hole = values.copy()
    hole[8] = np.nan
    kept = csr_array(ring(9).toarray()[:8, :8])
    assert_allclose(moran(hole, ring(9)).z, moran(values[:8], kept).z)


def test_has_no_value_for_constants_unknowns_and_no_neighbors():
    for values, around in (
        (np.full(5, 0.1), ring(5)),
        (np.full(5, np.nan), ring(5)),
        (np.arange(5.0), csr_array((5, 5))),
    ):
        assert np.isnan(moran(values, around)).all()


def test_columns_and_units_do_not_matter():
    values = np.random.default_rng(1).normal(size=(9, 2))
    both = moran(values, ring(9))
    assert_allclose(both.z[1], moran(values[:, 1] * 7 - 3, ring(9)).z[0])


def test_says_what_is_wrong():
    with pytest.raises(UserError, match="in the order of the neighbors"):
        moran(np.arange(4.0), ring(5))
