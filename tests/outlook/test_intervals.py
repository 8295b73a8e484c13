import numpy as np
from numpy.testing import assert_allclose

from milieu.outlook.intervals import FREEDOM_SHARE, PRIOR_ORIGINS, common_part, freedom_of


def test_far_horizons_have_fewer_independent_origins_and_so_heavier_tails():
    freedom = freedom_of(20, 5)
    assert (np.diff(freedom) < 0).all() and (freedom > PRIOR_ORIGINS).all()
    assert_allclose(freedom[0] - PRIOR_ORIGINS, 20 * FREEDOM_SHARE)
    assert_allclose(freedom[4] - PRIOR_ORIGINS, 20 * FREEDOM_SHARE / 5)


def test_a_single_residual_of_an_origin_is_not_taken_for_a_common_shock():
    missed = np.array([8.0, -5.0, 6.0])
    common, left = common_part(missed, np.array([1, 2, 3]))
    assert_allclose(common, 0)
    assert_allclose(left, missed)


def test_what_many_series_have_in_common_is_found_and_taken_out():
    random = np.random.default_rng(0)
    shocks = np.array([2.0, -1.5, 1.0, -2.0])
    origin = np.repeat(np.arange(4), 200)
    common, left = common_part(shocks[origin] + random.normal(0, 1, 800), origin)
    assert_allclose(common, shocks, atol=0.25)
    assert abs(left.mean()) < 0.1
