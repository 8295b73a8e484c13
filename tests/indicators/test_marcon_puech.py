import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.marcon_puech import marcon_puech
from milieu.indicators.points import neighbours
from milieu.indicators.points.places import at_distances, on_plane

RADII = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]


def scattered(places=300, seed=1):
    return on_plane(*np.random.default_rng(seed).uniform(0, 30, (2, places)))


def test_three_firms_on_a_line_by_hand():
    """Firms at 0, 1, 2, 10 with 1, 2, 3, 4 jobs; the industry is at 0 and 2.

    Within 1: around 0 lie 2 jobs, none of the industry; around 2 the same. M = 0.
    Within 2: around 0 lie 2 + 3, of which 3; around 2 lie 1 + 2, of which 1.
    Expected (4 - 1)/(10 - 1) + (4 - 3)/(10 - 3).
    """
    m = marcon_puech(
        on_plane([0, 1, 2, 10], [0, 0, 0, 0]), [0, 2], [0.5, 1.0, 2.0, 50.0], [1, 2, 3, 4], draws=40
    )
    expected = 3 / 9 + 1 / 7
    assert_allclose(m.value, [np.nan, 0, (3 / 5 + 1 / 3) / expected, 1])
    assert_array_equal(m.lonely, [2, 0, 0, 0])


def test_a_lonely_firm_is_left_out_of_both_sums():
    m = marcon_puech(on_plane([0, 1, 2, 90], [0] * 4), [0, 3], [1.0, 5.0], draws=40)
    assert_array_equal(m.lonely, [1, 1])
    assert_allclose(m.value, [0, 0])


def test_all_firms_within_reach_give_one():
    places = scattered()
    jobs = np.random.default_rng(3).integers(1, 90, 300)
    assert_allclose(marcon_puech(places, np.arange(50), [99.0], jobs, draws=40).value, 1)


@pytest.mark.parametrize("bandwidth", [0.0, 2.0])
def test_a_cluster_stands_out_and_a_random_label_does_not(bandwidth):
    places = scattered()
    corner = np.flatnonzero((places.plane < 10).all(axis=1))
    m = marcon_puech(places, corner, RADII, draws=100, bandwidth=bandwidth)
    assert (m.value[:3] > m.global_band.high[:3]).all()
    chance = np.random.default_rng(8).choice(300, len(corner), replace=False)
    m = marcon_puech(places, chance, RADII, draws=100, bandwidth=bandwidth)
    assert (m.value <= m.global_band.high).all()
    assert (m.value >= m.global_band.low).all()


def test_points_and_distances_the_unit_of_jobs_and_threads_do_not_matter():
    places = scattered(120)
    gaps = np.sqrt(((places.plane[:, None] - places.plane[None]) ** 2).sum(axis=2))
    jobs, firms = np.random.default_rng(3).integers(1, 90, 120), np.arange(0, 120, 5)

    def run(at=places, scale=1, threads=1):
        m = marcon_puech(at, firms, RADII, jobs * scale, draws=40, threads=threads)
        return np.vstack((m.value, *m.local_band, *m.global_band))

    assert_array_equal(run(), run(threads=3))
    assert_allclose(run(), run(scale=1000))
    assert_allclose(run(), run(at=at_distances(gaps)))


def test_the_density_is_the_formula():
    places, firms = scattered(40), np.arange(10, dtype=np.int32)
    m = marcon_puech(places, firms, [3.0, 6.0], bandwidth=1.5, draws=40)
    gaps = np.sqrt(((places.plane[:, None] - places.plane[None]) ** 2).sum(axis=2))
    for radius, value in zip(m.radii, m.value, strict=True):
        near = np.exp(-(((gaps - radius) / 1.5) ** 2) / 2) * ~np.eye(40, dtype=bool)
        share = near[:10, :10].sum(axis=1) / near[:10].sum(axis=1)
        assert value == pytest.approx(share.sum() / (10 * 9 / 39), rel=1e-5)


def test_compiled_and_plain_python_agree():
    places, some = scattered(20), np.arange(6, dtype=np.int32)
    for bandwidth in (0.0, 2.0):
        arguments = (some, some, np.arange(20.0), places.position, places.distances)
        compiled, plain = np.zeros((2, 6, 6))
        radii = np.array(RADII)
        neighbours.add_neighbours(*arguments, radii, bandwidth, compiled)
        neighbours.add_neighbours.py_func(*arguments, radii, bandwidth, plain)
        assert_allclose(plain, compiled)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"radii": [2.0, 1.0]}, "rising numbers"),
        ({"radii": []}, "rising numbers"),
        ({"bandwidth": -1.0}, "at least 0"),
        ({"draws": 3}, "at least 40"),
        ({"firms": [1]}, "at least two"),
        ({"jobs": np.full(30, -1.0)}, r"jobs\[0\]: is -1"),
    ],
)
def test_says_what_is_wrong(options, message):
    given = {"places": scattered(30), "firms": [1, 2], "radii": RADII} | options
    with pytest.raises(UserError, match=message):
        marcon_puech(**given)
