"""Ellison-Glaeser index: concentration beyond that of a few large plants."""

from typing import NamedTuple

import numpy as np

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import (
    Range,
    cells_of,
    checked,
    codes_of,
    parts_of,
    ratio,
    regional_shares,
)

SLACK_SHARE = 1e-6  # by which jobs may miss the bands: rounding only


class EllisonGlaeser(NamedTuple):
    """The index and what it is made of, shape (industries,).

    gamma        excess concentration; 0 as if plants had chosen regions at random
    raw          G, concentration of the jobs before plant sizes are taken into account
    herfindahl   H, concentration of the jobs on plants
    variance     of G if plants had chosen at random; NaN without the plants' fourth powers
    z            standard deviations by which G exceeds its mean under random choice; as sums of
                 squares are lopsided it exceeds 1.645 in 6 to 7 of 100 industries whose plants
                 chose at random (normal: 5), 1.96 in 4 to 5 (2.5) and 2.326 in 3 (1)
    """

    gamma: Vector
    raw: Vector
    herfindahl: Vector
    variance: Vector
    z: Vector


class PlantSizes(NamedTuple):
    """Concentration of an industry on plants, z their shares of its jobs, shape (industries,).

    herfindahl   H = sum z^2
    fourth       sum z^4
    """

    herfindahl: Vector
    fourth: Vector


@indicator(
    of="industry",
    unit="index",
    source="Ellison and Glaeser (1997), Journal of Political Economy 105(5)",
    part="gamma",
)
def ellison_glaeser(
    jobs: Matrix,
    herfindahl: Vector,
    region_total: Vector | None = None,
    fourth: Vector | None = None,
) -> EllisonGlaeser:
    """Return how much more concentrated an industry is than randomly placed plants would be.

    gamma = [G - (1 - sum x^2) H] / [(1 - sum x^2)(1 - H)],  G = sum_r (s - x)^2
    Var G = 2 {H^2 [sum x^2 - 2 sum x^3 + (sum x^2)^2]
               - sum z^4 [sum x^2 - 4 sum x^3 + 3 (sum x^2)^2]}

    jobs           persons employed, shape (regions, industries), all >= 0
    herfindahl     H, sum of squared plant shares, shape (industries,), 0 to 1
    region_total   all jobs of each region, shape (regions,); without it the sums of the rows
    fourth         sum of the plant shares to the fourth power, shape (industries,), if known
    return         NaN where the industry has no jobs, a cell of it or H is unknown, H is 1 (one
                   plant alone says nothing about choice), or a single region has all jobs
    raises         UserError if a number is negative, a shape is wrong, or H or fourth exceeds 1
    """
    jobs = cells_of(jobs)
    shape = (jobs.shape[1],)
    herfindahl = checked(herfindahl, "herfindahl", shape, most=1)
    fourth = np.full(shape, np.nan) if fourth is None else checked(fourth, "fourth", shape, most=1)
    parts_of(fourth, herfindahl, ("fourth", "herfindahl"))
    s, x = regional_shares(jobs, region_total)
    room = 1 - (x**2).sum()
    raw = ((s - x) ** 2).sum(axis=0)
    gamma = ratio(ratio(raw, room) - herfindahl, 1 - herfindahl)
    variance = _null_variance(herfindahl, fourth, x)
    return EllisonGlaeser(
        gamma, raw, herfindahl, variance, ratio(raw - room * herfindahl, np.sqrt(variance))
    )


def _null_variance(herfindahl: Vector, fourth: Vector, x: Matrix) -> Vector:
    square, cube = (x**2).sum(), (x**3).sum()
    pairs = herfindahl**2 * (square - 2 * cube + square**2)
    singles = fourth * (square - 4 * cube + 3 * square**2)
    return np.asarray(np.maximum(2 * (pairs - singles), 0))


def ellison_glaeser_of_plants(
    plant_jobs: Vector,
    plant_region: Codes,
    region_total: Vector,
    plant_industry: Codes | None = None,
) -> EllisonGlaeser:
    """Return the index from single plants.

    plant_jobs       persons employed in each plant, all >= 0
    plant_region     its region, numbered from 0 in the order of region_total
    region_total     all jobs of each region, those of other industries included
    plant_industry   its industry, numbered from 0; without it all belong to one industry
    return           shape (industries,), as ellison_glaeser
    raises           UserError if lengths differ, a code is unknown, or plants exceed their region
    """
    plant_jobs = checked(plant_jobs, "plant_jobs", (None,))
    number = len(plant_jobs)
    region_total = checked(region_total, "region_total", (None,))
    region = codes_of(plant_region, "plant_region", number, below=len(region_total))
    one = np.zeros(number, np.int32)
    industry = one if plant_industry is None else codes_of(plant_industry, "plant_industry", number)
    sizes = plant_sizes(plant_jobs, industry)
    jobs = np.zeros((len(region_total), len(sizes.herfindahl)))
    np.add.at(jobs, (region, industry), plant_jobs)
    return ellison_glaeser(jobs, sizes.herfindahl, region_total, sizes.fourth)


def plant_sizes(plant_jobs: Vector, plant_industry: Codes) -> PlantSizes:
    """Return the concentration of each industry on its plants; NaN where it has no jobs."""
    plant_jobs = checked(plant_jobs, "plant_jobs", (None,))
    industry = codes_of(plant_industry, "plant_industry", len(plant_jobs))
    share = ratio(plant_jobs, np.bincount(industry, plant_jobs)[industry])
    square, fourth = (np.bincount(industry, share**power) for power in (2, 4))
    return PlantSizes(square.astype(np.float64), fourth.astype(np.float64))


def herfindahl_bounds(plants: Matrix, band_low: Vector, band_high: Vector, jobs: Vector) -> Range:
    """Return the lowest and the highest H that the numbers of plants by size allow.

    lowest    plants as equal as the bands let them be: sizes clip(m, band_low, band_high) with m
              such that they add up to the jobs (exact for sizes that need not be whole numbers)
    highest   jobs beyond the bands' lower ends go to the largest bands first; at most one plant's
              contribution is overstated, so it is never too low

    plants      number of plants, shape (industries, bands)
    band_low    smallest size of each band in jobs, ascending
    band_high   largest size of each band; np.inf for the open band
    jobs        jobs of each industry, shape (industries,)
    return      shape (industries,), 0 to 1; NaN where plants or jobs are unknown or 0
    raises      UserError if the jobs do not fit the bands
    """
    plants = checked(plants, "plants", (None, None))
    band_low = checked(band_low, "band_low", (plants.shape[1],))
    jobs = checked(jobs, "jobs", (len(plants),))
    least = plants @ band_low
    # an open band can not hold more than all jobs that the other plants leave
    band_high = np.minimum(np.asarray(band_high, float), (band_low + (jobs - least)[:, None]))
    most = (plants * band_high).sum(axis=1)
    bad = (least > jobs + SLACK_SHARE * jobs) | (most < jobs - SLACK_SHARE * jobs)
    if bad.any():
        first = int(np.argmax(bad))
        raise UserError(
            f"is {jobs[first]:g}, but the plants' sizes add up to {least[first]:g} to "
            f"{most[first]:g}",
            where=f"jobs[{first}]",
            next="Check that jobs and numbers of plants are of the same industry and year.",
        )
    low = _most_equal(plants, band_low, band_high, jobs)
    return Range(low, np.maximum(low, _least_equal(plants, band_low, band_high, jobs)))


def _most_equal(plants: Matrix, low: Vector, high: Matrix, jobs: Vector) -> Vector:
    """Return H with sizes clip(m, low, high), m found by halving."""
    below, above = np.zeros(len(jobs)), np.nan_to_num(jobs)
    for _ in range(100):  # halvings: beyond the precision of the numbers
        middle = (below + above) / 2
        size = np.clip(middle[:, None], low, np.maximum(high, low))
        short = (plants * size).sum(axis=1) < jobs
        below, above = np.where(short, middle, below), np.where(short, above, middle)
    size = np.clip(above[:, None], low, np.maximum(high, low))
    return ratio((plants * size**2).sum(axis=1), jobs**2)


def _least_equal(plants: Matrix, low: Vector, high: Matrix, jobs: Vector) -> Vector:
    """Return H with the jobs beyond the lower ends given to the largest bands first."""
    left = np.maximum(jobs - plants @ low, 0)
    squares = plants @ low**2
    for band in np.argsort(-low, kind="stable"):
        room = np.where(plants[:, band] > 0, plants[:, band] * (high[:, band] - low[band]), 0)
        taken = np.minimum(left, room)
        squares = squares + taken * (high[:, band] + low[band])  # the chord of the square
        left = left - taken
    return np.minimum(ratio(squares, jobs**2), 1.0)


def ellison_glaeser_bounds(
    jobs: Matrix,
    herfindahl_low: Vector,
    herfindahl_high: Vector,
    region_total: Vector | None = None,
) -> Range:
    """Return the lowest and the highest gamma that the bounds of H allow, shape (industries,).

    gamma moves in one direction as H grows (down if G < 1 - sum x^2, else up), so the extremes lie
    at the bounds of H. NaN where either does not exist; jobs and region_total as ellison_glaeser.
    """
    ends = [
        ellison_glaeser(jobs, herfindahl, region_total).gamma
        for herfindahl in (herfindahl_low, herfindahl_high)
    ]
    return Range(np.minimum(*ends), np.maximum(*ends))
