import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.sparse import csr_array
from scipy.stats import norm

from milieu.core.errors import UserError
from milieu.indicators.getis_ord import getis_ord

POINTS = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)])
VALUES = np.array([2, 3, 3.2, 5, 8, 7])


def within(points, threshold):
    gaps = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    return csr_array(((gaps <= threshold) & (gaps > 0)).astype(float))


def ring(regions):
    return csr_array(np.roll(np.eye(regions), 1, axis=0) + np.roll(np.eye(regions), -1, axis=0))


def test_matches_the_six_points_of_the_manual_of_esda():
    z = getis_ord(VALUES, within(POINTS, 15)).z
    assert_allclose(z, [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331])


def test_symmetric_values_have_the_chance_of_the_normal_distribution():
    z, p = getis_ord(np.arange(30.0), ring(30))
    assert_allclose(p, 2 * norm.sf(np.abs(z)))


@pytest.mark.parametrize("sign", [1, -1])
def test_lopsided_values_have_the_chance_that_shuffling_them_gives(sign):
    random = np.random.default_rng(3)
    values = sign * random.exponential(size=60)
    shuffled = random.permuted(np.tile(values, (60_000, 1)), axis=1)[:, :3].sum(axis=1)
    found = getis_ord(values, ring(60))
    for place in np.argsort(-sign * found.z)[:8]:  # on the long side
        sums = values[(place + np.array([-1, 0, 1])) % 60].sum()
        exact = 2 * min((shuffled <= sums).mean(), (shuffled >= sums).mean())
        assert exact / 1.5 < found.p[place] < 1.5 * exact
    normal = 2 * norm.sf(np.abs(found.z))
    short = sign * found.z < 0
    assert_allclose(found.p[short], normal[short])
    assert found.p.min() > 2 * normal[np.argmin(found.p)]


def test_agrees_with_esda_on_made_up_values():
    getisord = pytest.importorskip("esda.getisord")
    weights = pytest.importorskip("libpysal.weights")
    random = np.random.default_rng(2)
    points, values = random.uniform(0, 100, (60, 2)), random.gamma(2, 3, 60)
    theirs = getisord.G_Local(
        values,
        weights.DistanceBand(points, threshold=30),
        transform="B",
        star=True,
        permutations=0,
    )
    assert_allclose(getis_ord(values, within(points, 30)).z, theirs.Zs, rtol=1e-9)


@given(
    values=st.lists(st.integers(0, 50), min_size=7, max_size=7).filter(lambda v: len(set(v)) > 1),
    scale=st.floats(0.1, 100),
    shift=st.floats(-100, 100),
)
@settings(max_examples=50)
def test_the_unit_and_the_zero_of_the_values_do_not_matter(values, scale, shift):
    x = np.array(values, float)
    assert_allclose(getis_ord(x * scale + shift, ring(7)).z, getis_ord(x, ring(7)).z, atol=1e-6)


def test_each_column_stands_on_its_own():
    both = np.column_stack((VALUES, VALUES[::-1]))
    z = getis_ord(both, within(POINTS, 15)).z
    assert z.shape == (6, 2)
    assert_allclose(z[:, 1], getis_ord(VALUES[::-1], within(POINTS, 15)).z)


def test_islands_unknown_values_and_constants_have_no_value():
    touches = within(POINTS, 15)
    alone = csr_array(touches.toarray() * (np.arange(6) > 0) * (np.arange(6) > 0)[:, None])
    assert np.isnan(getis_ord(VALUES, alone).z[0])
    unknown = VALUES.copy()
    unknown[5] = np.nan
    result = getis_ord(unknown, touches)
    assert np.isnan(result.z[5])
    assert np.isnan(result.p[5])
    assert_allclose(result.z[:5], getis_ord(VALUES[:5], touches[:5][:, :5]).z)
    for nothing in (np.full(6, 0.1), np.full(6, np.nan)):
        assert np.isnan(getis_ord(nothing, touches).z).all()


def test_the_diagonal_does_not_matter():
    touches = within(POINTS, 15)
    own = csr_array(touches + csr_array(np.eye(6)))
    assert_allclose(getis_ord(VALUES, own).z, getis_ord(VALUES, touches).z)


def test_says_what_is_wrong():
    with pytest.raises(UserError, match="in the order of the neighbors"):
        getis_ord(VALUES[:5], within(POINTS, 15))
    with pytest.raises(UserError, match="is infinite"):
        getis_ord([1, np.inf, 2], ring(3))
