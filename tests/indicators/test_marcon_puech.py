"""Marcon-Puech M and m."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.marcon_puech import marcon_puech
from milieu.indicators.points import neighbours
from milieu.indicators.points.pairs import distance
from milieu.indicators.points.places import at_distances, on_globe, on_plane

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
        radii = np.array(RADII)
        strips = neighbours.strips_of(some, places.position, radii, bandwidth)
        arguments = (some, strips, np.arange(20.0), places.position, places.distances)
        compiled, plain = np.zeros((2, 6, 6))
        neighbours.add_neighbours(*arguments, radii, bandwidth, compiled)
        neighbours.add_neighbours.py_func(*arguments, radii, bandwidth, plain)
        assert_allclose(plain, compiled)


def by_all_pairs(gaps, firms, radii, jobs):
    """The formula, with the matrix of distances."""
    industry = np.isin(np.arange(len(gaps)), firms)
    out = []
    for radius in radii:
        near = (gaps <= radius) & ~np.eye(len(gaps), dtype=bool)
        around = near[firms] @ jobs
        with np.errstate(invalid="ignore"):
            share = (near[firms] @ (jobs * industry)) / around
        expected = (jobs[industry].sum() - jobs[firms]) / (jobs.sum() - jobs[firms])
        out.append(share[around > 0].sum() / expected[around > 0].sum())
    return np.array(out)


def on_a_lattice(random):
    return on_plane(*random.integers(0, 12, (2, 80)) * 1.0)  # doubled points, gaps equal to radii


def on_a_fine_lattice(random):
    return on_plane(*(random.integers(0, 12, (2, 80)) * 0.1 + 6000))  # rounded gaps near radii


def on_the_globe(random):
    return on_globe(random.uniform(170, 190, 80), random.uniform(-89, 89, 80))


@pytest.mark.parametrize(
    ("make", "unit"), [(on_a_lattice, 1.0), (on_a_fine_lattice, 0.1), (on_the_globe, 700.0)]
)
@pytest.mark.parametrize("seed", range(4))
def test_looking_at_near_places_only_gives_what_all_pairs_give(make, unit, seed):
    random = np.random.default_rng(seed)
    places = make(random)
    gaps = np.array(
        [[distance(i, j, places.position, places.distances) for j in range(80)] for i in range(80)]
    )
    firms, jobs = random.choice(80, 25, replace=False), random.integers(1, 9, 80).astype(float)
    for radii in ([unit], [unit, 2 * unit, 5 * unit]):
        m = marcon_puech(places, firms, radii, jobs, draws=40)
        assert_allclose(m.value, by_all_pairs(gaps, firms, radii, jobs), rtol=1e-12)


def test_places_at_one_point_are_neighbors_at_radius_zero():
    """Four firms at each of two points, two and none of them of the industry: M = (1/3)/(1/7)."""
    m = marcon_puech(on_plane([0] * 4 + [5] * 4, [1] * 8), [0, 1], [0.0, 1.0], draws=40)
    assert_allclose(m.value, [7 / 3, 7 / 3])
    assert_array_equal(m.lonely, 0)


def test_an_industry_without_jobs_has_no_value():
    m = marcon_puech(scattered(30), [0, 1, 2], RADII, [0.0] * 3 + [1.0] * 27, draws=40)
    assert np.isnan(m.value).all()


MEASURE = """
import re, sys
import numpy as np
from milieu.indicators.marcon_puech import marcon_puech
from milieu.indicators.points.pairs import distance
from milieu.indicators.points.places import on_plane

places = on_plane(*np.random.default_rng(0).uniform(0, 500, (2, int(sys.argv[1]))))
m = marcon_puech(places, np.arange(0, len(places), 10), [0.1], draws=40, threads=2)
assert np.isfinite(m.value).all()
print(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
"""


@pytest.mark.parametrize(
    ("places", "most_gb"), [(300_000, 0.5), pytest.param(10_000_000, 2.0, marks=pytest.mark.slow)]
)
def test_memory_grows_with_the_places_not_with_their_pairs(places, most_gb):
    if not Path("/proc/self/status").exists():
        pytest.skip("the system does not tell the peak of memory")
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, str(places)], check=True, capture_output=True, text=True
    )
    assert int(ran.stdout) * 1024 < most_gb * 1e9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"radii": [2.0, 1.0]}, "rising numbers"),
        ({"radii": []}, "rising numbers"),
        ({"bandwidth": -1.0}, "at least 0"),
        ({"draws": 3}, "at least 40"),
        ({"radii": [1.0, np.nan]}, "rising numbers"),
        ({"firms": [1]}, "at least two"),
        ({"firms": [1, 1]}, "names a place twice"),
        ({"jobs": np.full(30, -1.0)}, r"jobs\[0\]: is -1"),
        ({"jobs": np.full(30, np.nan)}, r"jobs\[0\]: is nan"),
        ({"jobs": np.zeros(30)}, "fewer than two firms with jobs"),
    ],
)
def test_says_what_is_wrong(options, message):
    given = {"places": scattered(30), "firms": [1, 2], "radii": RADII} | options
    with pytest.raises(UserError, match=message):
        marcon_puech(**given)
