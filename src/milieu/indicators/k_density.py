"""K-density: at which distances the firms of an industry are nearer to each other than chance."""

import os
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from milieu.core.arrays import Vector
from milieu.core.errors import UserError
from milieu.indicators.inputs import Range
from milieu.indicators.points.places import Places, jobs_of, places_of

PRECISION = 0.2  # null standard deviations that the grid may be off
FEWEST_DRAWS = 40  # two draws beyond either end of a local band of 5 to 95 %


@dataclass(frozen=True)
class KDensity:
    """K of an industry and of random draws of as many firms; arrays by distance.

    distances      km (or the unit of the matrix of distances), evenly spaced from 0
    density        K, per km
    null_mean      mean of the draws, per km
    null_deviation their standard deviation, per km
    local_band     5 and 95 % quantiles of the draws at each distance alone
    global_band    band in which 95 % of the draws lie wholly
    localization   how far K lies above the global band, else 0
    dispersion     how far K lies below it, else 0; 0 everywhere if localized anywhere
    bandwidth      km
    cell           km, side of the cells of the grid; 0 if from all pairs
    error          how far K may be off at most because of the grid, per km; 0 if from all pairs
    plane_error    largest relative error of a distance because of the projection; 0 if none
    """

    distances: Vector
    density: Vector
    null_mean: Vector
    null_deviation: Vector
    local_band: Range
    global_band: Range
    localization: Vector
    dispersion: Vector
    bandwidth: float
    cell: float
    error: float
    plane_error: float

    @property
    def localization_index(self) -> float:
        """Return localization added up over all distances, a share of pairs."""
        return float(np.trapezoid(self.localization, self.distances))

    @property
    def dispersion_index(self) -> float:
        """Return dispersion added up over all distances, a share of pairs."""
        return float(np.trapezoid(self.dispersion, self.distances))

    @property
    def precise(self) -> bool:
        """Return whether the grid is off by at most 0.2 of the median null standard deviation."""
        return bool(self.error <= PRECISION * np.median(self.null_deviation))


def k_density(
    places: Places,
    firms: ArrayLike,
    jobs: ArrayLike | None = None,
    *,
    draws: int = 1000,
    seed: int = 0,
    farthest: float | None = None,
    bandwidth: float | None = None,
    cell: float | None = None,
    exact: bool | None = None,
    threads: int | None = None,
) -> KDensity:
    """Return the density of distances between the firms of an industry, against random draws.

    K(d) = 1/(h sum_{i<j} e_i e_j) sum_{i<j} e_i e_j [f((d - d_ij)/h) + f((d + d_ij)/h)]

    with f the standard normal density. The second term reflects it at 0, where distances end, so
    that K integrates to 1 over all d >= 0. Published codes that sum over ordered pairs, or reflect
    without adding up, differ by a factor of 2. The null draws as many places as there are firms
    from all occupied places, without replacement, and sets the firms' jobs down there.

    places      of all firms of all industries, one each, from `on_plane`, `on_globe` or
                `at_distances`; several may lie at one point
    firms       numbers of the places of the industry's firms, shape (firms,), at least 2
    jobs        weight e of each firm, shape (firms,), >= 0; without it every firm counts once
    draws       from the null, at least 40
    seed        the same seed gives the same draws whatever the number of threads
    farthest    longest distance of K, km; without it the median distance of all places
    bandwidth   h, km; without it Silverman's rule on the distances of the firms
    cell        km; without it h/2, halved until `precise` or until there are too many cells
    exact       True for all pairs, False for the grid; without it the grid, but pairs where they
                are fewer than the cells, or where no plane keeps distances to within 2 %
    threads     without it one for each core
    raises      UserError if fewer than two firms, if a number is out of range, if there are too
                many pairs or cells

    Firms beyond the border are not seen: near it K is too low for the industry and for the draws
    alike (Duranton and Overman 2005, Review of Economic Studies 72(4)).
    """
    from milieu.indicators.points import bands, ways  # compiled code takes half a second to load

    firms = places_of(firms, len(places))
    jobs = jobs_of(jobs, len(firms))
    _check_options(draws, farthest, bandwidth, cell)
    smoothing = ways.smoothing_of(places, firms, farthest, bandwidth)
    workers = threads or os.cpu_count() or 1
    way = ways.way_of(places, firms, jobs, smoothing, cell, exact, seed, workers)
    density, curves = way.density(firms), ways.drawn(way, draws, seed, workers)
    local, band = bands.local_band(curves), bands.global_band(curves)
    localization = np.maximum(density - band.high, 0.0)
    dispersion = np.maximum(band.low - density, 0.0) * (not localization.any())
    return KDensity(
        smoothing.distances,
        density,
        curves.mean(axis=0),
        curves.std(axis=0, ddof=1),
        local,
        band,
        localization,
        dispersion,
        smoothing.bandwidth,
        way.cell,
        way.error(firms),
        places.plane_error if way.cell else 0.0,
    )


def _check_options(
    draws: int, farthest: float | None, bandwidth: float | None, cell: float | None
) -> None:
    if draws < FEWEST_DRAWS:
        raise UserError(
            f"is {draws}, but bands need at least {FEWEST_DRAWS}", where="draws", next="Give 1000."
        )
    named = {"farthest": farthest, "bandwidth": bandwidth, "cell": cell}
    for name, value in named.items():
        if value is not None and not 0 < value < np.inf:
            raise UserError(
                f"is {value:g}, but it must be above 0", where=name, next="Leave it out."
            )
