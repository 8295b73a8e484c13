"""Simulations of how often an interval holds the truth, or a chance is small under its null.

Every simulation draws samples from a world whose truth is known and returns one share per sample,
so that the Monte Carlo error is that of samples, not of cells, which hang together within one.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array, kron

from milieu.clusters.false_discovery import discoveries
from milieu.clusters.local_moran import chance_of_neighbours, lags
from milieu.indicators.core_periphery import core_periphery, rewired
from milieu.indicators.ellison_glaeser import ellison_glaeser_of_plants
from milieu.indicators.external_link_share import external_link_share
from milieu.indicators.getis_ord import getis_ord
from milieu.indicators.location_quotient import location_quotient
from milieu.indicators.location_quotient_bootstrap import location_quotient_bootstrap
from milieu.indicators.location_quotient_interval import location_quotient_interval
from milieu.indicators.moran import moran
from milieu.indicators.shrunken_rate import shrunken_rate
from milieu.indicators.spread import spread
from milieu.indicators.standardized_location_quotient import bootstrap_cut, standardization

from .strategies import cells_with_hidden


@dataclass(frozen=True)
class Share:
    """A share of what was simulated, with its Monte Carlo standard error."""

    value: float
    error: float

    def near(self, nominal: float, points: float = 0.02) -> bool:
        """Return whether it is within the points of the nominal share, as far as can be told."""
        return abs(self.value - nominal) <= points + 2 * self.error

    def at_most(self, most: float) -> bool:
        return self.value <= most + 2 * self.error

    def at_least(self, least: float) -> bool:
        return self.value >= least - 2 * self.error


def share_of(by_sample) -> Share:
    """Return the mean of the shares of all samples, NaN where a sample had nothing to count."""
    known = np.asarray(by_sample, float)
    known = known[~np.isnan(known)]
    return Share(float(known.mean()), float(known.std(ddof=1) / np.sqrt(len(known))))


def mean_where(held, where) -> float:
    return float(held[where].mean()) if where.any() else np.nan


def grid(side: int) -> csr_array:
    """Regions on a square, neighbors where they share a side."""
    line = diags_array([np.ones(side - 1)] * 2, offsets=[-1, 1], shape=(side, side))
    return csr_array(kron(line, eye_array(side)) + kron(eye_array(side), line))


def truth_of(expected):
    return location_quotient(np.asarray(expected, float))


def workers(samples: int, *, level: float = 0.95, plant: int = 1, seed: int = 0) -> Share:
    """LQ interval of workers; jobs of a whole nation drawn at once, in lots of `plant`.

    Cells with at least ten expected jobs, of 12 regions and 6 industries of very uneven size.
    """
    random = np.random.default_rng(seed)
    expected = np.outer(random.lognormal(8, 1, 12), random.dirichlet(np.full(6, 0.7)))
    expected *= random.lognormal(0, 0.5, expected.shape)
    chance, total = expected / expected.sum(), int(expected.sum()) // plant
    truth, shown = truth_of(expected), expected >= 10
    held = []
    for _ in range(samples):
        jobs = random.multinomial(total, chance.ravel()).reshape(expected.shape) * float(plant)
        low, high = location_quotient_interval(jobs, level=level)
        held.append(mean_where((low <= truth) & (truth <= high), shown))
    return share_of(held)


@dataclass(frozen=True)
class Lumpy:
    """A nation of plants: 30 regions, 7 industries of half to 40 expected plants in a cell.

    deviation   of the logarithm of plant sizes; 1 to 1.3 is that of real plants
    apart       deviation of the logarithm of the mean size of a cell from that of its industry
    giants      share of the cells whose plants are thrice as large
    """

    deviation: float = 1.0
    apart: float = 0.0
    giants: float = 0.0
    seed: int = 0

    def world(self, random):
        """Expected plants and the scale of their sizes, of each cell."""
        shape = (30, 7)
        plants = np.exp(random.uniform(np.log(0.5), np.log(40), shape))
        scale = np.exp(random.normal(0, self.apart, shape))
        scale[random.random(shape) < self.giants] *= 3
        return plants, scale * np.array([5, 10, 20, 10, 10, 40, 10])

    def sample(self, random, plants, scale):
        """Jobs, region and industry of each plant."""
        number = random.poisson(plants)
        region, industry = np.repeat(
            np.indices(number.shape).reshape(2, -1), number.ravel(), axis=1
        )
        jobs = scale[region, industry] * np.exp(random.normal(0, self.deviation, len(region)))
        return jobs, region, industry


def plants(
    samples: int,
    world: Lumpy,
    *,
    own_sizes: bool,
    fewest: float = 0.5,
    most: float = 41,
    only_giants: bool = False,
    level: float = 0.95,
) -> Share:
    """LQ interval of plants, in cells with that many expected plants."""
    random = np.random.default_rng(world.seed)
    expected, scale = world.world(random)
    truth = truth_of(expected * scale)
    shown = (expected >= fewest) & (expected <= most)
    if only_giants:
        shown &= scale > 2 * np.median(scale, axis=0)
    held = []
    for number in range(samples):
        drawn = world.sample(random, expected, scale)
        low, high = location_quotient_bootstrap(
            *drawn,
            shape=truth.shape,
            own_sizes=own_sizes,
            level=level,
            resamples=299,
            seed=number,
            threads=1,
        )
        held.append(mean_where((low <= truth) & (truth <= high), shown))
    return share_of(held)


def workers_of_plants(samples: int, world: Lumpy) -> Share:
    """LQ interval of workers, though jobs come in plants."""
    random = np.random.default_rng(world.seed)
    expected, scale = world.world(random)
    truth, held = truth_of(expected * scale), []
    for _ in range(samples):
        jobs, region, industry = world.sample(random, expected, scale)
        cells = np.zeros(truth.shape)
        np.add.at(cells, (region, industry), jobs)
        low, high = location_quotient_interval(cells)
        held.append(((low <= truth) & (truth <= high)).mean())
    return share_of(held)


def own_plants_only(samples: int, world: Lumpy) -> Share:
    """The usual bootstrap: all plants drawn again, each cell from its own, percentile interval."""
    random = np.random.default_rng(world.seed)
    expected, scale = world.world(random)
    truth, held = truth_of(expected * scale), []
    size = truth.size
    for _ in range(samples):
        jobs, region, industry = world.sample(random, expected, scale)
        cell = region * truth.shape[1] + industry
        again = [
            location_quotient(
                np.bincount(cell, jobs * random.poisson(1, len(jobs)), size).reshape(truth.shape)
            )
            for _ in range(200)
        ]
        low, high = np.nanquantile(again, (0.025, 0.975), axis=0)
        there = np.bincount(cell, minlength=size).reshape(truth.shape) > 0
        held.append(mean_where((low <= truth) & (truth <= high), there))
    return share_of(held)


def empty_cells(samples: int, *, by_plants: bool, above: float, seed: int = 0) -> Share:
    """Share of samples in which an empty cell's upper bound lies below the truth.

    above   true chance of a unit (worker or plant) over the exact bound of 40 units: above 1 the
            bound is too low each time that the cell is empty, below 1 never
    """
    random = np.random.default_rng(seed)
    units, nation, elsewhere = 40, 4000, 800
    chance = above * (1 - 0.025 ** (1 / units))
    region = np.repeat([0, 1], [units, nation])
    truth = chance / ((chance * units + elsewhere) / (nation + units))
    missed = []
    for _ in range(samples):
        here = random.random(units) < chance
        if here.any():
            missed.append(0.0)
            continue
        industry = np.r_[here.astype(int), np.arange(nation) < elsewhere]
        jobs = np.zeros((2, 2))
        np.add.at(jobs, (region, industry), 1)
        if by_plants:
            high = location_quotient_bootstrap(
                np.ones(len(region)), region, industry, resamples=100
            ).high
        else:
            high = location_quotient_interval(jobs).high
        missed.append(float(high[0, 1] < truth))
    return share_of(missed)


def rates(samples: int, *, level: float, units: int = 400, seed: int = 0) -> Share:
    """Range of a shrunken rate: true rates are gamma, events Poisson."""
    random, held = np.random.default_rng(seed), []
    for _ in range(samples):
        exposure = np.ceil(random.lognormal(2, 1.5, units))
        truth = random.gamma(2.0, 0.2, units)
        found = shrunken_rate(random.poisson(truth * exposure).astype(float), exposure, level)
        held.append(((found.low <= truth) & (truth <= found.high)).mean())
    return share_of(held)


def values_at_random(random, shape, lopsided: bool):
    return random.lognormal(0, 1, shape) if lopsided else random.normal(size=shape)


def moran_rejects(samples: int, *, chance: float, lopsided: bool = False, seed: int = 0) -> Share:
    """Share of maps of random values in which Moran's p is at most that."""
    random, around = np.random.default_rng(seed), grid(8)
    p = moran(values_at_random(random, (64, samples), lopsided), around).p
    return share_of(p <= chance)


def getis_ord_rejects(
    samples: int, *, chance: float, lopsided: bool = False, seed: int = 0
) -> Share:
    """Share of regions of random maps in which the p of Gi* is at most that."""
    random, around = np.random.default_rng(seed), grid(8)
    p = getis_ord(values_at_random(random, (64, samples), lopsided), around).p
    return share_of((p <= chance).mean(axis=0))


def getis_ord_discovers(
    samples: int, *, rate: float, lopsided: bool = False, seed: int = 0
) -> Share:
    """Share of random maps with any discovery: all are false, so this is the false share."""
    random, around = np.random.default_rng(seed), grid(8)
    p = getis_ord(values_at_random(random, (64, samples), lopsided), around).p
    return share_of(discoveries(p, rate).any(axis=0))


def local_moran_discovers(
    samples: int, *, rate: float, lopsided: bool = False, seed: int = 0
) -> Share:
    """The same for the chances of local Moran, on which hot spots rest."""
    random, around = np.random.default_rng(seed), grid(8)
    values = values_at_random(random, (64, samples), lopsided)
    return share_of(discoveries(chance_of_neighbours(lags(values, around)), rate).any(axis=0))


def ellison_glaeser_rejects(samples: int, *, beyond: float, plants: int, seed: int = 0) -> Share:
    """Share of industries, whose plants choose regions at random, with a z above that."""
    random = np.random.default_rng(seed)
    regions = random.lognormal(10, 1, 50)
    number = 250  # industries at a time
    z = []
    for _ in range(samples // number):
        industry = np.repeat(np.arange(number), plants)
        jobs = np.exp(random.normal(2, 1.2, len(industry)))
        region = random.choice(50, len(industry), p=regions / regions.sum())
        total = regions / regions.sum() * jobs.sum() * 100  # plants are a small part of all jobs
        z.append(ellison_glaeser_of_plants(jobs, region, total, industry).z)
    return share_of(np.concatenate(z) > beyond)


def link_share_rejects(samples: int, *, chance: float, part: str, seed: int = 0) -> Share:
    """Share of random networks in which a group looks that open, or closed."""
    random, low = np.random.default_rng(seed), []
    for number in range(samples):
        one = random.integers(0, 60, 150)
        other = (one + random.integers(1, 60, 150)) % 60
        found = external_link_share(one, other, np.arange(60) // 20, permutations=99, seed=number)
        low.append(float(getattr(found, part)[0] <= chance))
    return share_of(low)


def core_rejects(samples: int, *, chance: float, seed: int = 0) -> Share:
    """Share of networks drawn from the null, that of given numbers of links, with such a p."""
    random, low = np.random.default_rng(seed), []
    firms = 20
    attraction = random.lognormal(0, 0.7, firms)  # hubs
    product = np.outer(attraction, attraction)
    for number in range(samples):
        upper = np.triu(random.random((firms, firms)) < 0.15 * product / product.mean(), 1)
        linked = rewired(upper | upper.T, random)
        low.append(float(core_periphery(linked.astype(float), draws=19, seed=number).p <= chance))
    return share_of(low)


def quotients_beyond_the_cut(samples: int, *, lognormal: bool, seed: int = 0) -> Share:
    """Share of regions beyond 1.96 standard deviations, above or below."""
    random, beyond = np.random.default_rng(seed), []
    for _ in range(samples):
        drawn = random.lognormal(0, 1, 100) if lognormal else random.normal(1, 0.2, 100)
        small = 1e4 * np.maximum(drawn, 0.01)
        score = standardization(np.column_stack([small, 1e8 - small])).score[:, 0]
        beyond.append((np.abs(score) > 1.96).mean())
    return share_of(beyond)


def beyond_the_bootstrap_cut(samples: int, *, regions: int, seed: int = 0) -> Share:
    """Share of all regions, not only of those sampled, above the cut of very skewed scores."""
    random, beyond = np.random.default_rng(seed), []
    for number in range(samples):
        scores = random.exponential(size=(regions, 1)) - 1
        cut = bootstrap_cut(scores, resamples=99, seed=number)[0]
        beyond.append(np.exp(-(cut + 1)))
    return share_of(beyond)


def hidden_cells(samples: int, *, share: float, seed: int = 0) -> Share:
    """Range over draws of hidden cells: the truth is one more draw of the same kind."""
    random, held = np.random.default_rng(seed), []
    for number in range(samples):
        estimate = np.ceil(random.lognormal(3, 1, (8, 5)))
        hidden = random.random(estimate.shape) < 0.3
        cells = cells_with_hidden(estimate, hidden, draws=60, seed=number)
        truth = estimate.copy()
        truth[hidden] *= np.exp(random.normal(0, 0.5, int(hidden.sum())))
        quotient, found = location_quotient(truth), spread(location_quotient, cells, share=share)
        inside = (found.low <= quotient) & (quotient <= found.high)
        held.append(mean_where(inside, hidden))
    return share_of(held)
