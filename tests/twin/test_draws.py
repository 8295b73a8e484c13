"""Quality of the random numbers, addressed as the twin addresses them."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from milieu.twin import draws
from milieu.twin.compiling import compiled

SHORT, LONG = 200_000, 20_000_000
WAYS = ("quarters", "events", "identities", "replicates", "seeds")
LEAST = 1e-4  # p-value; with fixed seeds a test either always passes or never


@compiled
def fill_bits(keys, identities, quarters, events, out):
    for k in range(len(out)):
        address = draws.address_of(identities[k], quarters[k])
        out[k] = draws.bits_at(keys[k], address + np.uint64(events[k]))


@compiled
def fill_normals(key, identities, out):
    for k in range(len(out)):
        out[k] = draws.normal(key, draws.address_of(identities[k], 7), draws.SHOCK)


@compiled
def fill_poisson(mean, chances, out):
    for k in range(len(out)):
        out[k] = draws.poisson(mean, chances[k])


def bits(way: str, count: int, seed: int = 1) -> NDArray[np.uint64]:
    """Return bits of addresses that follow each other in one way and stay in all others."""
    numbers = np.arange(count)
    keys = np.full(count, draws.key_of(seed, 0), np.uint64)
    identities = np.full(count, draws.mixed(np.uint64(seed)), np.uint64)
    quarters, events = np.full(count, 5), np.full(count, draws.SHOCK)
    if way == "quarters":
        quarters = numbers
    elif way == "events":
        quarters, events = numbers // 128, numbers % 128
    elif way == "identities":
        identities = np.arange(1, count + 1, dtype=np.uint64)  # worse than hashes, which they are
    elif way == "replicates":
        keys = keys_of(np.full(count, seed, np.uint64), numbers.astype(np.uint64))
    else:
        keys = keys_of(numbers.astype(np.uint64), np.full(count, 3, np.uint64))
    out = np.zeros(count, np.uint64)
    fill_bits(keys, identities, quarters, events, out)
    return out


def keys_of(seeds: NDArray[np.uint64], replicates: NDArray[np.uint64]) -> NDArray[np.uint64]:
    out = np.zeros(len(seeds), np.uint64)
    fill_keys(seeds, replicates, out)
    return out


@compiled
def fill_keys(seeds, replicates, out):
    for k in range(len(out)):
        out[k] = draws.run_key(seeds[k], replicates[k])


def chances(way: str, count: int, seed: int = 1) -> NDArray[np.float64]:
    return (bits(way, count, seed) >> draws.TO_UNIT).astype(np.float64) * draws.UNIT


@pytest.mark.parametrize("way", WAYS)
def test_uniforms_are_uniform(way):
    check_uniform(chances(way, SHORT))


@pytest.mark.slow
@pytest.mark.parametrize(("way", "seed"), list(itertools.product(WAYS, (1, 2, 3))))
def test_uniforms_are_uniform_over_millions(way, seed):
    check_uniform(chances(way, LONG, seed))


def check_uniform(sample: NDArray[np.float64]) -> None:
    assert sample.min() >= 0
    assert sample.max() < 1
    assert stats.kstest(sample, "uniform").pvalue > LEAST
    cells = np.bincount((sample * 1000).astype(int), minlength=1000)
    assert stats.chisquare(cells).pvalue > LEAST
    lowest = np.bincount((sample * 2**53).astype(np.int64) % 256, minlength=256)
    assert stats.chisquare(lowest).pvalue > LEAST


@pytest.mark.parametrize("way", WAYS)
def test_numbers_that_follow_each_other_are_not_correlated(way):
    check_serial(chances(way, SHORT))


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_numbers_that_follow_each_other_are_not_correlated_over_millions(way):
    check_serial(chances(way, LONG))


def check_serial(sample: NDArray[np.float64]) -> None:
    centered = (sample - 0.5) * np.sqrt(12)
    for lag in (1, 2, 3, 4, 8, 13, 128):
        z = (centered[lag:] * centered[:-lag]).mean() * np.sqrt(len(sample) - lag)
        assert abs(z) < 4.5, lag
    pairs = (sample[0::2] * 32).astype(int) * 32 + (sample[1::2] * 32).astype(int)
    assert stats.chisquare(np.bincount(pairs, minlength=1024)).pvalue > LEAST


def test_no_two_ways_are_correlated():
    """Quarters, events, identities, replicates and seeds side by side, and neighboring firms."""
    samples = [chances(way, SHORT) for way in WAYS]
    samples += [chances("quarters", SHORT, seed) for seed in (2, 3, 4)]
    table = np.corrcoef(samples)
    off = table[~np.eye(len(samples), dtype=bool)]
    assert np.abs(off).max() * np.sqrt(SHORT) < 4.5


@pytest.mark.parametrize("way", WAYS)
def test_64_bits_hardly_ever_collide_and_32_bits_as_often_as_they_should(way):
    """Among n numbers of 32 bits n^2 / 2^33 pairs collide: 4.7 of 200,000."""
    sample = bits(way, SHORT)
    assert len(np.unique(sample)) == SHORT
    for half in (sample >> np.uint64(32), sample & np.uint64(0xFFFFFFFF)):
        collided = SHORT - len(np.unique(half))
        assert stats.poisson.sf(collided - 1, SHORT**2 / 2**33) > LEAST


@pytest.mark.parametrize("of", ["address", "key"])
def test_one_bit_of_address_or_key_changes_each_bit_half_of_the_time(of):
    random = np.random.default_rng(3)
    count = 2_000
    keys = np.array([draws.key_of(int(s), 0) for s in range(count)], np.uint64)
    places = random.integers(0, 2**63, count).astype(np.uint64)
    zeros = np.zeros(count, np.int64)
    before, after = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    fill_bits(keys, places, zeros, zeros, before)
    for bit in range(1 if of == "key" else 0, 64):  # keys are odd
        flip = np.uint64(1 << bit)
        if of == "key":
            fill_bits(keys ^ flip, places, zeros, zeros, after)
        else:
            fill_bits(keys, places ^ flip, zeros, zeros, after)
        changed = np.unpackbits((before ^ after).view(np.uint8)).reshape(count, 64)
        assert abs(changed.mean() - 0.5) * np.sqrt(count * 64 * 4) < 5, bit
        assert (np.abs(changed.mean(0) - 0.5) * np.sqrt(count * 4)).max() < 5.5, bit


def test_keys_of_runs_are_odd_and_differ():
    keys = {int(draws.key_of(s, r)) for s in range(60) for r in range(60)}
    assert len(keys) == 3600
    assert all(key % 2 for key in keys)


def normals(count: int) -> NDArray[np.float64]:
    out = np.zeros(count)
    fill_normals(draws.key_of(11, 4), np.arange(1, count + 1, dtype=np.uint64), out)
    return out


def test_normals_have_the_moments_of_a_normal():
    check_moments(normals(SHORT))


@pytest.mark.slow
def test_normals_have_the_moments_and_tails_of_a_normal_over_millions():
    sample = normals(LONG)
    check_moments(sample)
    for bound in (2, 3, 4, 5):
        for side in (sample, -sample):
            beyond, expected = (side > bound).sum(), LONG * stats.norm.sf(bound)
            assert abs(beyond - expected) < 4.5 * np.sqrt(expected), bound


def check_moments(sample: NDArray[np.float64]) -> None:
    n = len(sample)
    for power, moment in ((1, 0), (2, 1), (3, 0), (4, 3), (6, 15)):
        spread = np.sqrt((np.prod(np.arange(1, 2 * power, 2)) - moment**2) / n)
        assert abs((sample**power).mean() - moment) < 4.5 * spread + 2e-4 * moment, power
    assert stats.kstest(sample, "norm").pvalue > LEAST


def test_the_normal_quantile_is_near_the_exact_one_and_rises():
    """Straight pieces between 2,048 knots, exact in the outer 16 of them at each end."""
    grid = np.concatenate([np.linspace(0, 1, 20_001)[1:-1], [1e-15, 1e-9, 1 - 1e-9, 1 - 1e-15]])
    grid = np.unique(grid)
    found = np.array([quantile(chance) for chance in grid])
    assert np.abs(found - stats.norm.ppf(grid)).max() < 2e-4
    far = (grid < 16 / 2048) | (grid > 1 - 16 / 2048)
    np.testing.assert_allclose(found[far], stats.norm.ppf(grid[far]), rtol=1e-12)
    assert (np.diff(found) >= 0).all()


def quantile(chance: float) -> float:
    place = chance * draws.KNOTS
    knot = int(place)
    if draws.TAIL <= knot < draws.KNOTS - draws.TAIL:
        step = draws.NORMAL[knot + 1] - draws.NORMAL[knot]
        return float(draws.NORMAL[knot] + (place - knot) * step)
    return float(draws.far_normal(chance))


@pytest.mark.parametrize("mean", [0.01, 0.4, 3.0, 20.0])
def test_a_poisson_count_is_the_exact_quantile(mean):
    sample = chances("identities", 20_000)
    out = np.zeros(len(sample))
    fill_poisson(mean, sample, out)
    exact = stats.poisson.ppf(sample, mean)
    assert (out == np.maximum(exact, 0)).mean() > 0.9999  # but for rounding at a step
    assert np.abs(out - exact).max() <= 1


def test_a_count_stops_at_200():
    assert draws.poisson(150.0, 1 - 2**-53) <= 200
    assert draws.poisson(2000.0, 0.5) == 200


def test_numbers_of_a_block_are_those_drawn_one_by_one(small_run):
    twin = small_run
    for event in (draws.SHOCK, draws.IDEA):
        draws.uniforms(twin, event, 0, 100)
        addresses = [np.uint64(draws.address_of(one, 0)) for one in twin.firms.identity[:100]]
        one_by_one = [draws.uniform(twin.key, place, event) for place in addresses]
        np.testing.assert_array_equal(twin.chance[:100], one_by_one)
        draws.normals(twin, event, 0, 100)
        one_by_one = [draws.normal(twin.key, place, event) for place in addresses]
        np.testing.assert_array_equal(twin.chance[:100], one_by_one)


def test_places_below_a_bound_are_chosen_in_their_order(small_run):
    draws.uniforms(small_run, draws.MOVE, 0, 100)
    found = draws.choose_below(small_run, 0.3, 100)
    expected = np.flatnonzero(small_run.chance[:100] < 0.3)
    np.testing.assert_array_equal(small_run.chosen[:found], expected)


@pytest.fixture
def small_run():
    from milieu.twin.start import Setting, begin

    return begin(Setting(clusters=4, firms=25, quarters=4), 1, 0)


def test_compiled_and_plain_functions_agree():
    random = np.random.default_rng(5)
    with np.errstate(over="ignore"):  # 64 bits are meant to wrap
        for _ in range(200):
            key = draws.key_of(int(random.integers(2**31)), 1)
            place = np.uint64(random.integers(0, 2**63))
            y = draws.bits_at.py_func(key, place)
            assert y == draws.bits_at(key, place)
            assert draws.mixed.py_func(place) == draws.mixed(place)
            chance = float(np.uint64(y) >> draws.TO_UNIT) * draws.UNIT
            assert draws.uniform(key, place, 0) == chance
            assert draws.far_normal.py_func(chance / 130) == draws.far_normal(chance / 130)
            plain = draws.poisson.py_func(2.5, chance)
            assert plain == draws.poisson(2.5, chance)
