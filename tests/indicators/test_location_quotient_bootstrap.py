"""Interval of the location quotient from plants; how often it holds: test_interval_coverage.py."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import gamma

from milieu.core.errors import UserError
from milieu.indicators.location_quotient import location_quotient
from milieu.indicators.location_quotient_bootstrap import location_quotient_bootstrap
from milieu.indicators.location_quotient_interval import location_quotient_interval
from milieu.indicators.resampling import plants as kernels

SHAPE = (5, 3)


@st.composite
def some_plants(draw, most_regions=5):
    """Plants of whole jobs, a few without any, in up to five regions and three industries."""
    number = draw(st.integers(1, 40))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    jobs = np.floor(random.lognormal(1, 1.2, number))
    jobs[0] += 1
    regions = draw(st.integers(1, most_regions))
    return jobs, random.integers(0, regions, number), random.integers(0, 3, number)


def jobs_of(jobs, region, industry):
    cells = np.zeros(SHAPE)
    np.add.at(cells, (region, industry), jobs)
    return cells


def interval(plants, **options):
    return location_quotient_bootstrap(*plants, **{"shape": SHAPE, "resamples": 100} | options)


def test_equals_the_exact_poisson_limits_for_plants_of_one_size_in_a_large_nation():
    """The cell's plants alone are uncertain then: gamma quantiles of k and k + 1 (Garwood 1936)."""
    counts = np.array([[4, 3, 1, 2000], [1000, 1000, 1000, 3000]])
    region, industry = np.repeat(np.indices(counts.shape).reshape(2, -1), counts.ravel(), axis=1)
    low, high = location_quotient_bootstrap(
        np.full(len(region), 70.0), region, industry, resamples=4000
    )
    quotient = location_quotient(counts * 70.0)
    k = counts[0, :3]
    assert_allclose((low / quotient)[0, :3], gamma.ppf(0.025, k) / k, rtol=0.1)
    assert_allclose((high / quotient)[0, :3], gamma.ppf(0.975, k + 1) / k, rtol=0.05)


def test_a_cell_without_plants_has_the_exact_binomial_bound_of_plants():
    """Ten plants of 10 jobs in the region, none of 30 jobs as the industry has elsewhere."""
    jobs = np.array([10.0] * 10 + [30, 30] + [10] * 4)
    region = np.array([0] * 10 + [1] * 6)
    industry = np.array([1] * 10 + [0, 0] + [1] * 4)
    low, high = location_quotient_bootstrap(jobs, region, industry)
    share = 1 - 0.025 ** (1 / 10)
    assert_allclose((1 - share) ** 10, 0.025)  # no plant among ten has the chance of one tail
    here = share * 30 / (share * 30 + (1 - share) * 10)
    assert low[0, 0] == 0
    assert_allclose(high[0, 0], here / (60 / 200))


def test_with_plants_of_one_job_it_is_close_to_the_interval_of_workers():
    cells = np.array([[40, 160], [30, 370], [130, 670]])
    region, industry = np.repeat(np.indices(cells.shape).reshape(2, -1), cells.ravel(), axis=1)
    low, high = location_quotient_bootstrap(np.ones(len(region)), region, industry, resamples=4000)
    one, other = location_quotient_interval(cells.astype(float))
    assert_allclose(np.log(low), np.log(one), atol=0.06)
    assert_allclose(np.log(high), np.log(other), atol=0.06)


def with_a_large_plant(size):
    """One plant of that size and 2,000 of 10 jobs, of which region 0 has 49 in other industries."""
    region = np.r_[0, np.repeat(0, 49), np.arange(1951) % 40 + 1]
    industry = np.r_[0, np.arange(49) % 2 + 1, np.arange(1951) % 3]
    return np.r_[size, np.full(2000, 10.0)], region, industry


def test_a_single_large_plant_is_less_certain_than_its_workers_look():
    plants = with_a_large_plant(500.0)
    low, high = location_quotient_bootstrap(*plants)
    cells = np.zeros((41, 3))
    np.add.at(cells, plants[1:], plants[0])
    worker_low, worker_high = location_quotient_interval(cells)
    assert np.log(high[0, 0] / low[0, 0]) > 5 * np.log(worker_high[0, 0] / worker_low[0, 0])
    quotient = location_quotient(cells)[0, 0]
    assert low[0, 0] < 0.5 * quotient < 0.9 * quotient < worker_low[0, 0]


def test_a_single_region_is_as_the_nation_for_certain():
    low, high = location_quotient_bootstrap([3.0, 5, 9], [0, 0, 0], [0, 1, 1])
    assert_allclose(low, 1)
    assert_allclose(high, 1)


@given(some_plants())
@settings(max_examples=40, deadline=None)
def test_holds_the_quotient_and_exists_where_it_does(plants):
    quotient = location_quotient(jobs_of(*plants))
    low, high = interval(plants)
    exists = ~np.isnan(quotient)
    assert_array_equal(~np.isnan(low), exists)
    assert_array_equal(~np.isnan(high), exists)
    assert np.all((low <= quotient * (1 + 1e-12))[exists])
    assert np.all((quotient <= high * (1 + 1e-12))[exists])
    assert np.all(low[exists] >= 0)
    assert not np.isinf(high).any()


@given(some_plants(), st.sampled_from([0.5, 0.8, 0.9]))
@settings(max_examples=20, deadline=None)
def test_a_higher_level_never_has_a_narrower_interval(plants, level):
    inner, outer = interval(plants, level=level), interval(plants, level=0.95)
    assert np.all((outer.low <= inner.low) | np.isnan(outer.low))
    assert np.all((outer.high >= inner.high * (1 - 1e-12)) | np.isnan(outer.high))


@given(some_plants())
@settings(max_examples=20, deadline=None)
def test_depends_neither_on_the_unit_nor_on_the_names_of_places_and_industries(plants):
    jobs, region, industry = plants
    low, high = interval(plants)
    for other, ends in (
        ((jobs * 4, region, industry), (low, high)),
        ((jobs, 4 - region, industry), (low[::-1], high[::-1])),
        ((jobs, region, 2 - industry), (low[:, ::-1], high[:, ::-1])),
    ):
        for again, first in zip(interval(other), ends, strict=True):
            assert_allclose(again, first, rtol=1e-9)


@given(some_plants(most_regions=4))
@settings(max_examples=20, deadline=None)
def test_regions_and_plants_without_jobs_change_no_other(plants):
    jobs, region, industry = plants
    wider = np.r_[jobs, 0.0], np.r_[region, 4], np.r_[industry, 1]
    for again, first in zip(interval(wider), interval(plants), strict=True):
        assert np.isnan(again[4]).all()
        assert_allclose(again, first, rtol=1e-9)


def test_the_seed_decides_and_the_number_of_threads_does_not():
    random = np.random.default_rng(1)
    plants = random.lognormal(2, 1, 300), random.integers(0, 5, 300), random.integers(0, 3, 300)
    one = interval(plants, seed=3, threads=1)
    for threads in (2, 3):
        assert_array_equal(np.array(one), np.array(interval(plants, seed=3, threads=threads)))
    assert (interval(plants, seed=4).low != one.low).any()
    assert np.isfinite(interval(plants, seed=-1).low).all()


def test_the_sizes_of_the_nation_alone_give_a_large_plant_a_narrower_interval():
    """The plant is then taken for one of 500 in the industry, or for many small ones."""
    own, nation = (
        location_quotient_bootstrap(*with_a_large_plant(150.0), own_sizes=own)
        for own in (True, False)
    )
    assert own.low[0, 0] < nation.low[0, 0]
    assert nation.high[0, 0] < own.high[0, 0]


def test_compiled_and_plain_python_agree():
    random = np.random.default_rng(2)
    plant, jobs = np.arange(20, dtype=np.int32), random.lognormal(2, 1, 20)
    place, goals = random.integers(0, 3, 20).astype(np.int32), np.sort(random.uniform(0, 90, 6))
    sums, times = np.zeros((2, 4, 3)), np.zeros((2, 2, 4, 6))
    with np.errstate(over="ignore"):
        for k, way in enumerate((lambda kernel: kernel, lambda kernel: kernel.py_func)):
            seed = np.uint64(7)
            way(kernels.add_weighted)(seed, 2, plant, jobs, place, sums[k])
            way(kernels.first_passages)(seed, 2, jobs, goals, *times[k])
    assert_allclose(sums[0], sums[1])
    assert_allclose(times[0], times[1])
    assert (times[0, 0] <= times[0, 1]).all()


def test_unknown_jobs_of_a_plant_make_all_unknown_and_no_jobs_at_all_have_no_quotient():
    assert np.isnan(interval(([1.0, np.nan], [0, 1], [0, 1]))).all()
    assert np.isnan(interval(([0.0, 0.0], [0, 1], [0, 1]))).all()
    assert location_quotient_bootstrap([], [], []).low.shape == (0, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"plant_jobs": [1.0, -2.0]}, r"plant_jobs\[1\]: is -2"),
        ({"plant_jobs": [1.0, np.inf]}, r"plant_jobs\[1\]: is inf"),
        ({"plant_region": [0, 0.5]}, r"plant_region\[1\]"),
        ({"plant_region": [0]}, "plant_region: has shape"),
        ({"plant_industry": [0, 7], "shape": SHAPE}, r"plant_industry\[1\]: is 7"),
        ({"level": 95}, "level: is 95"),
        ({"resamples": 9}, "resamples: is 9.*at least 100"),
    ],
)
def test_says_what_is_wrong(options, message):
    given = {"plant_jobs": [1.0, 2.0], "plant_region": [0, 1], "plant_industry": [0, 1]}
    with pytest.raises(UserError, match=message):
        location_quotient_bootstrap(**given | options)


def test_importing_it_does_not_wait_for_compiled_code():
    code = (
        "import sys, milieu.indicators.location_quotient_bootstrap; print('numba' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


@pytest.mark.slow
def test_a_hundred_thousand_plants_take_seconds_and_little_memory():
    """3,000 regions and 100 industries; 6 s of processor time and 0.1 GB measured."""
    import time
    import tracemalloc

    random = np.random.default_rng(0)
    region = np.minimum(random.pareto(1, 100_000) * 60, 2999).astype(int)
    plants = np.ceil(random.lognormal(2.3, 1.2, 100_000)), region, random.integers(0, 100, 100_000)
    location_quotient_bootstrap(*(part[:500] for part in plants), resamples=100)  # compiled
    tracemalloc.start()
    start = time.process_time()
    low, _ = location_quotient_bootstrap(*plants, shape=(3000, 100))
    assert time.process_time() - start < 60
    assert tracemalloc.get_traced_memory()[1] < 1e9
    tracemalloc.stop()
    assert (low > 0).sum() > 10_000
