"""K-density, by pairs and by grid."""

import subprocess
import sys
import tracemalloc
from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.k_density import k_density
from milieu.indicators.points import bands, draws, grid, pairs
from milieu.indicators.points.kernel import Smoothing, silverman_bandwidth
from milieu.indicators.points.places import at_distances, on_globe, on_plane

SITES = 4000
PATTERNS = ("mixed", "uniform", "postcodes", "tight_cities")


def pattern(name, sites=SITES, seed=5):
    """Coordinates within 300 km; the cities of the last are a tenth of a bandwidth wide."""
    random = np.random.default_rng(seed)
    if name == "uniform":
        return on_plane(*random.uniform(0, 300, (2, sites)))
    if name == "postcodes":
        return on_plane(*random.uniform(0, 300, (2, 400))[:, random.integers(0, 400, sites)])
    spread = {"mixed": 12.0, "tight_cities": 0.8}[name]
    cities = random.uniform(0, 300, (2, 25))[:, random.integers(0, 25, sites)]
    xy = cities + random.normal(0, spread, (2, sites))
    if name == "mixed":
        country = random.random(sites) < 0.4
        xy[:, country] = random.uniform(0, 300, (2, country.sum()))
    return on_plane(*xy)


def some_firms(number, sites=SITES, seed=9):
    return np.random.default_rng(seed).choice(sites, number, replace=False).astype(np.int32)


def curves(result):
    return np.vstack((result.density, *result.local_band, *result.global_band))


@pytest.mark.parametrize("exact", [True, False])
def test_integrates_to_one_over_all_distances(exact):
    """The convention: reflected at 0 and summed over unordered pairs; others find 2 or 1/2."""
    k = k_density(pattern("mixed"), some_firms(400), draws=40, farthest=500, exact=exact)
    assert np.trapezoid(k.density, k.distances) == pytest.approx(1, abs=0.01)
    assert np.trapezoid(k.null_mean, k.distances) == pytest.approx(1, abs=0.01)


def test_is_the_formula_for_three_firms_by_hand():
    k = k_density(
        on_plane([0, 3, 0, 9], [0, 0, 4, 9]),
        [0, 1, 2],
        jobs=[1, 2, 3],
        draws=40,
        bandwidth=1.0,
        farthest=6.0,
    )
    d = k.distances[50]
    assert d == 3.0
    normal = lambda u: np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi)  # noqa: E731
    by_hand = sum(
        weight * (normal(d - length) + normal(d + length))
        for weight, length in ((1 * 2, 3.0), (1 * 3, 4.0), (2 * 3, 5.0))
    )
    assert k.density[50] == pytest.approx(by_hand / 11, rel=2e-4)


def test_bandwidth_is_silvermans_rule_by_hand():
    """Quartiles 2 and 8: 6 / 1.34 = 4.478 is below the standard deviation; 0.9 x 4.478 / 5^0.2."""
    assert silverman_bandwidth(np.array([1.0, 2, 4, 8, 16]), 5) == pytest.approx(2.92075, abs=5e-6)


@pytest.mark.parametrize("name", PATTERNS)
def test_the_grid_is_within_its_error_bound_of_all_pairs(name):
    places, firms = pattern(name), some_firms(800)
    jobs = np.random.default_rng(1).integers(1, 60, 800).astype(float)
    smoothing = Smoothing(6.0, np.linspace(0, 150, 151))
    exact = pairs.density_by_pairs(places, firms, jobs, smoothing)
    binned = pairs.Pairs(places, jobs, smoothing).density(firms)
    assert_allclose(binned, exact, atol=2e-4 * exact.max())
    for cell in (3.0, 1.5):
        gridded = grid.Gridded(
            grid.grid_of(places.plane, cell, smoothing.farthest), jobs, smoothing
        )
        assert np.abs(gridded.density(firms) - exact).max() <= gridded.error(firms)


def test_the_grid_is_made_finer_until_it_is_precise_or_pairs_are_fewer_than_cells():
    places = pattern("uniform")
    k = k_density(places, some_firms(2500), draws=60)
    assert k.precise
    assert 0 < k.cell < k.bandwidth / 2
    assert k_density(places, some_firms(150), draws=60).cell == 0
    assert k_density(places, some_firms(150), draws=60, bandwidth=1e-3).cell == 0


def test_points_and_their_matrix_of_distances_give_the_same():
    places, firms = pattern("mixed", sites=300), some_firms(80, sites=300)
    gaps = places.position[:, None] - places.position[None]
    matrix = at_distances(np.sqrt((gaps**2).sum(axis=2)))
    by_points, by_matrix = (k_density(p, firms, draws=60, seed=2) for p in (places, matrix))
    assert_allclose(curves(by_points), curves(by_matrix), rtol=1e-9)
    assert by_points.bandwidth == pytest.approx(by_matrix.bandwidth)


def test_degrees_give_great_circles_by_pairs_and_nearly_so_on_the_plane():
    random = np.random.default_rng(3)
    places = on_globe(random.uniform(7, 18, SITES), random.uniform(37, 46, SITES))
    firms = some_firms(500)
    exact, plane = (k_density(places, firms, draws=40, exact=e) for e in (True, False))
    assert 0.0005 < plane.plane_error < 0.003
    assert exact.plane_error == exact.cell == 0
    assert_allclose(plane.density, exact.density, atol=0.02 * exact.density.max())


def test_great_circle_from_paris_to_new_york():
    """2.3522 E 48.8566 N to 74.0060 W 40.7128 N: 5,837 km on the sphere."""
    places = on_globe([2.3522, -74.0060], [48.8566, 40.7128])
    assert pairs.distance(0, 1, places.position, places.distances) == pytest.approx(5837, abs=1)


@pytest.mark.parametrize("east", [0.0, 179.5])
def test_the_plane_keeps_distances_within_its_error_also_across_the_date_line(east):
    random = np.random.default_rng(4)
    longitude = (east + random.uniform(-6, 6, 200) + 180) % 360 - 180
    places = on_globe(longitude, random.uniform(40, 52, 200))
    flat = on_plane(*places.plane.T)
    firms = np.arange(200, dtype=np.int32)
    ratio = pairs.some_distances(flat, firms) / pairs.some_distances(places, firms)
    assert np.abs(ratio - 1).max() <= places.plane_error < 0.01


def test_places_all_around_the_globe_go_by_pairs_only():
    places = on_globe([0, 90, 180, -90, 0, 5], [0, 0, 0, 0, 80, -80])
    assert k_density(places, [0, 1, 2, 4], draws=40).cell == 0
    with pytest.raises(UserError, match="no grid"):
        k_density(places, [0, 1, 2, 4], draws=40, exact=False)


@pytest.mark.parametrize("exact", [True, False])
def test_clustered_firms_are_localized_and_evenly_laid_ones_dispersed(exact):
    side = np.arange(60.0)
    x, y = (c.ravel() for c in np.meshgrid(side, side))
    places = on_plane(x, y)
    near = np.flatnonzero((x < 14) & (y < 14))
    k = k_density(places, near, draws=100, exact=exact)
    assert k.localization_index > 0.3
    assert k.localization[0] > 0
    assert not k.dispersion.any()
    even = np.flatnonzero((x % 6 == 0) & (y % 6 == 0))
    k = k_density(places, even, draws=100, bandwidth=1.0, exact=exact)
    assert not k.localization[:5].any()
    if not k.localization.any():
        assert k.dispersion_index > 0
    assert (k.density[:5] < k.global_band.low[:5]).all()


@pytest.mark.parametrize("exact", [True, False])
def test_does_not_change_with_the_unit_of_jobs_the_place_of_the_map_or_a_turn(exact):
    places, firms = pattern("mixed"), some_firms(200)
    jobs = np.random.default_rng(1).integers(1, 60, 200).astype(float)
    options = {"draws": 40, "cell": None if exact else 0.5, "exact": exact, "bandwidth": 5.0}
    base = curves(k_density(places, firms, jobs, **options))
    x, y = places.plane.T
    close = {"rtol": 1e-6, "atol": 1e-9} if exact else {"atol": 0.01 * base.max()}
    for moved, weights in (
        (places, jobs * 1000),
        (on_plane(x + 1000, y - 500), jobs),
        (on_plane(y, -x), jobs),
    ):
        assert_allclose(curves(k_density(moved, firms, weights, **options)), base, **close)


def test_equal_jobs_are_the_same_as_none():
    places, firms = pattern("mixed"), some_firms(400)
    with_jobs = k_density(places, firms, np.full(400, 7.0), draws=40)
    assert_allclose(curves(with_jobs), curves(k_density(places, firms, draws=40)), rtol=1e-5)


def test_firms_at_one_point_count_as_many():
    places = on_plane([0, 0, 0, 30, 60, 90], [0, 0, 0, 0, 0, 1])
    k = k_density(places, [0, 1, 2], draws=40, bandwidth=2.0)
    assert k.distances[np.argmax(k.density)] == 0
    with pytest.raises(UserError, match="Give a bandwidth"):
        k_density(places, [0, 1, 2], draws=40)


@pytest.mark.parametrize("exact", [True, False])
def test_the_seed_decides_and_the_number_of_threads_does_not(exact):
    places, firms = pattern("mixed"), some_firms(350)

    def run(**options):
        return k_density(places, firms, draws=45, exact=exact, cell=2.0, **options)

    one = run(seed=3, threads=1)
    for threads in (2, 3, 7):
        assert_array_equal(curves(one), curves(run(seed=3, threads=threads)))
    assert (run(seed=4).null_mean != one.null_mean).any()
    assert np.isfinite(run(seed=-1).null_mean).all()


def test_the_global_band_holds_the_share_of_curves_that_it_says():
    lines = np.random.default_rng(1).normal(size=(200, 30)).cumsum(axis=1)
    for inside in (0.5, 0.9, 0.95):
        band = bands.global_band(lines, inside)
        held = ((lines >= band.low) & (lines <= band.high)).all(axis=1)
        assert inside <= held.mean() <= inside + 0.03
    local = bands.local_band(lines)
    assert (local.low >= band.low).all()
    assert (local.high <= band.high).all()


def test_the_global_band_is_the_widened_local_percentile_where_no_curves_tie():
    """Parallel curves leave one by one: 95 % of 100 are those from the 3rd (or 4th) to the 97th."""
    lines = np.arange(100.0)[:, None] + np.zeros(5)
    band = bands.global_band(lines, 0.96)
    assert_array_equal(band.low, 2.0)
    assert_array_equal(band.high, 97.0)


def test_under_the_null_curves_lie_wholly_inside_the_global_band_in_95_percent_of_cases():
    """400 industries drawn at random; binomial 99.9 % range of 95 % is 91 to 98 %."""
    places = pattern("mixed", sites=1000)
    k = k_density(places, some_firms(40, 1000), draws=600, bandwidth=8.0)
    smoothing = Smoothing(8.0, k.distances)
    way = pairs.Pairs(places, np.ones(40), smoothing)
    fresh = np.array([way.drawn_density(77, draw) for draw in range(400)])
    inside = ((fresh >= k.global_band.low) & (fresh <= k.global_band.high)).all(axis=1).mean()
    assert 0.91 <= inside <= 0.98
    local = (fresh >= k.local_band.low) & (fresh <= k.local_band.high)
    assert local.mean() == pytest.approx(0.9, abs=0.03)


@given(seed=st.integers(0, 2**63), number=st.integers(2, 30), sites=st.integers(30, 60))
@settings(max_examples=30, deadline=None)
def test_draws_take_no_place_twice_and_leave_no_trace(seed, number, sites):
    order, swaps = np.arange(sites, dtype=np.int32), np.empty(number, np.int32)
    drawn = np.empty(number, np.int32)
    draws.draw_places(np.uint64(seed), np.uint64(1), order, swaps, drawn)
    assert len(set(drawn)) == number
    assert drawn.min() >= 0
    assert drawn.max() < sites
    assert_array_equal(order, np.arange(sites))


def test_draws_are_those_of_a_shuffle_that_swaps_one_place_after_the_other():
    order, swaps, drawn = (np.arange(n, dtype=np.int32) for n in (500, 120, 120))
    for draw in range(5):
        draws.draw_places(np.uint64(3), np.uint64(draw), order, swaps, drawn)
        key, deck = draws.key_of(np.uint64(3), np.uint64(draw)), list(range(500))
        for turn in range(120):
            number = draws.uniform(np.uint64(key), np.uint64(turn + 1))
            other = turn + int(number * (500 - turn))
            deck[turn], deck[other] = deck[other], deck[turn]
        assert_array_equal(drawn, deck[:120])


def test_draws_take_every_place_equally_often_at_every_turn():
    order, swaps, drawn = (np.arange(n, dtype=np.int32) for n in (8, 3, 3))
    counts = np.zeros((3, 8))
    for draw in range(8000):
        draws.draw_places(np.uint64(11), np.uint64(draw), order, swaps, drawn)
        counts[range(3), drawn] += 1
    assert (((counts - 1000) ** 2 / 1000).sum(axis=1) < 24.3).all()  # chi-squared, 7, p = .001


def test_compiled_and_plain_python_agree():
    places, firms = pattern("mixed", sites=60), some_firms(12, sites=60)
    jobs = np.arange(1.0, 13.0)
    nowhere = np.empty((0, 0))
    cell_of = np.arange(60, dtype=np.int32) % 7
    for function, arguments, out in (
        (pairs.bin_pairs, (firms, jobs, places.position, nowhere, 2.0), np.zeros(80)),
        (pairs.sampled_distances, (firms, places.position, nowhere), np.zeros(40)),
        (grid.fill, (cell_of, firms, jobs), np.zeros(7, np.float32)),
        (grid.fold, (np.ones((4, 9), np.float32), 3.3, 2.0), np.zeros(15)),
    ):
        plain = out.copy()
        function(*arguments, out)
        with np.errstate(over="ignore"):
            function.py_func(*arguments, plain)
        assert_allclose(plain, out, rtol=1e-6)
        assert out.any()
    compiled, plain = np.empty(12, np.int32), np.empty(12, np.int32)
    with np.errstate(over="ignore"):
        for function, out in ((draws.draw_places, compiled), (draws.draw_places.py_func, plain)):
            order, swaps = np.arange(60, dtype=np.int32), np.empty(12, np.int32)
            function(np.uint64(5), np.uint64(6), order, swaps, out)
        assert draws.key_of.py_func(np.uint64(5), np.uint64(6)) == draws.key_of(
            np.uint64(5), np.uint64(6)
        )
        assert draws.uniform.py_func(np.uint64(77777777771), np.uint64(3)) == draws.uniform(
            np.uint64(77777777771), np.uint64(3)
        )
    assert_array_equal(compiled, plain)


def test_importing_it_does_not_wait_for_compiled_code():
    program = (
        "import sys; import milieu.indicators.k_density, milieu.indicators.marcon_puech;"
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_memory_does_not_grow_with_the_pairs():
    """200,000 sites and 20,000 firms: 200 million pairs in less than 150 MB."""
    random = np.random.default_rng(0)
    places = on_plane(*random.uniform(0, 300, (2, 200_000)))
    tracemalloc.start()
    k_density(places, some_firms(20_000, 200_000), draws=40, cell=1.0, bandwidth=2.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150e6


MEASURE = """
import re, sys
import numpy as np
from milieu.indicators.k_density import k_density
from milieu.indicators.points.places import on_plane

places = on_plane(*np.random.default_rng(0).uniform(0, 500, (2, int(sys.argv[1]))))
k = k_density(places, np.arange(0, len(places), 10), draws=40, threads=2)
assert k.cell > 0 and np.isfinite(k.density).all()
print(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
"""


@pytest.mark.parametrize(
    ("places", "most_gb"), [(1_000_000, 0.6), pytest.param(10_000_000, 2.0, marks=pytest.mark.slow)]
)
def test_all_of_it_stays_within_memory_in_a_process_of_its_own(places, most_gb):
    """A tenth of the places are firms: 5e11 pairs at most. Everything counts, also the imports."""
    if not Path("/proc/self/status").exists():
        pytest.skip("the system does not tell the peak of memory")
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, str(places)], check=True, capture_output=True, text=True
    )
    assert int(ran.stdout) * 1024 < most_gb * 1e9


@pytest.mark.parametrize("exact", [True, False])
def test_every_place_given_twice_changes_the_pairs_at_distance_zero_only(exact):
    """Of the pairs of 2n doubled firms, n (n - 1) / 2 are counted four times, n lie at 0."""
    once, number = pattern("mixed"), 300
    firms = some_firms(number)
    twice = on_plane(*np.vstack((once.plane, once.plane)).T)
    options = {"bandwidth": 5.0, "farthest": 100.0, "draws": 40, "exact": exact}
    if not exact:
        options["cell"] = 1.0
    one = k_density(once, firms, **options)
    both = k_density(twice, np.concatenate((firms, firms + SITES)), **options)
    at_zero = 2 * np.exp(-((one.distances / 5.0) ** 2) / 2) / (5.0 * np.sqrt(2 * np.pi))
    pairs_once = number * (number - 1) / 2
    expected = (4 * pairs_once * one.density + number * at_zero) / (4 * pairs_once + number)
    assert_allclose(both.density, expected, atol=5e-4 * expected.max())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: on_globe([45.0, 41.0], [-122.0, 12.0]), "look swapped"),
        (lambda: on_globe([450_000.0, 2.0], [5_000_000.0, 3.0]), "not meters"),
        (lambda: on_plane([1.0, np.nan], [2.0, 3.0]), r"x_km\[1\]: is nan"),
        (lambda: on_plane([1.0, 2.0], [2.0, np.inf]), r"y_km\[1\]: is inf"),
        (lambda: on_globe([1.0, 2.0], [np.nan, 3.0]), r"latitude\[0\]: is nan"),
        (lambda: on_plane([1.0, 2.0], [2.0]), "in the same order"),
        (lambda: at_distances([[0.0, 1.0], [2.0, 0.0]]), "same both ways"),
        (lambda: at_distances([[0.0, -1.0], [-1.0, 0.0]]), "finite number >= 0"),
        (lambda: at_distances([[0.0, 1.0, 2.0]]), "as many rows as columns"),
    ],
)
def test_says_what_is_wrong_with_places(make, message):
    with pytest.raises(UserError, match=message):
        make()


@pytest.mark.parametrize(
    ("firms", "options", "message"),
    [
        ([3], {}, "at least two"),
        ([3, 3], {}, "names a place twice"),
        ([3, 10], {}, "number of a place, 0 to 9"),
        ([1, 2], {"jobs": [1.0, -2.0]}, r"jobs\[1\]: is -2"),
        ([1, 2], {"jobs": [1.0, np.nan]}, r"jobs\[1\]: is nan"),
        ([1, 2], {"jobs": [1.0, 0.0]}, "fewer than two firms with jobs"),
        ([1, 2], {"jobs": [0.0, 0.0]}, "fewer than two firms with jobs"),
        ([1, 2], {"jobs": [1.0, np.inf]}, r"jobs\[1\]: is inf"),
        ([], {}, "has 0 firms"),
        ([1.0, np.nan], {}, r"firms\[1\]: is nan, but it must be the number of a place"),
        ([1, 3e9], {}, r"firms\[1\]: is 3e\+09"),
        ([1, 2.5], {}, r"firms\[1\]: is 2.5"),
        ([1, 2, 5], {"bandwidth": np.nan}, "must be above 0"),
        ([1, 2], {"jobs": [1.0]}, "one number for each firm"),
        ([1, 2, 5], {"draws": 10}, "at least 40"),
        ([1, 2, 5], {"bandwidth": 0.0}, "must be above 0"),
        ([1, 2, 5], {"exact": False, "bandwidth": 1e-4}, "larger bandwidth"),
    ],
)
def test_says_what_is_wrong_with_firms(firms, options, message):
    places = on_plane(np.arange(10.0) ** 2, np.arange(10.0))
    with pytest.raises(UserError, match=message):
        k_density(places, firms, **options)


def test_too_many_firms_for_pairs_are_refused():
    places = replace(pattern("uniform", sites=30_000), plane=np.empty((0, 2)))
    with pytest.raises(UserError, match="too many to go through all their pairs"):
        k_density(places, np.arange(25_000))


def test_no_result_is_unknown():
    k = k_density(pattern("postcodes"), some_firms(400), draws=40)
    for part in astuple(k):
        assert np.isfinite(np.asarray(part)).all()
