import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from milieu.outlook.stabilizing import Stabilizer, stabilizer


@given(st.floats(0, 1e7), st.floats(1e-3, 1e3))
def test_back_undoes_the_scale(value, corner):
    scale = Stabilizer(corner)
    there = np.array([[value]])
    assert_allclose(scale.back(scale(there)), there, rtol=1e-9, atol=1e-9 * corner)


def test_far_above_the_corner_a_change_is_one_of_the_logarithm():
    z = Stabilizer(1.0)(np.array([[1e6, 1.1e6]]))
    assert_allclose(z[0, 1] - z[0, 0], np.log(1.1), rtol=1e-5)


def test_zero_stays_zero_and_below_zero_comes_back_as_zero():
    scale = Stabilizer(2.0)
    assert scale(np.zeros((1, 1)))[0, 0] == 0
    assert scale.back(np.array([[-3.0]]))[0, 0] == 0


def test_poisson_counts_have_their_noise_evened_and_the_corner_moves_with_the_unit():
    random = np.random.default_rng(1)
    counts = random.poisson(np.geomspace(1, 60, 200)[:, None], (200, 15)).astype(float)
    scale = stabilizer(counts)
    z = scale(counts)
    noise = np.diff(z, axis=1).std(axis=1)
    raw = np.diff(np.log(counts + 0.5), axis=1).std(axis=1)
    assert np.ptp(np.log(noise[[20, 180]])) < np.ptp(np.log(raw[[20, 180]]))
    assert_allclose(stabilizer(1000 * counts).corner, 1000 * scale.corner)


def test_a_panel_of_zeros_has_a_scale():
    assert stabilizer(np.zeros((3, 5))).corner > 0
