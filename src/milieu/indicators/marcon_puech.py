"""Marcon-Puech M: how much more of an industry lies around its own firms than of all firms."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.inputs import Range, ratio
from milieu.indicators.points.places import Places, jobs_of, places_of

FEWEST_DRAWS = 40  # two draws beyond either end of a local band of 5 to 95 %


@dataclass(frozen=True)
class MarconPuech:
    """M of an industry and of random draws of its label; arrays by radius.

    radii         km
    value         M (or m); 1 where the industry is as frequent around its firms as everywhere, 2
                  where twice as frequent; NaN where no firm has a neighbor
    lonely        number of the industry's firms without a neighbor, left out at that radius
    local_band    5 and 95 % quantiles of the draws at each radius alone
    global_band   band in which 95 % of the draws lie wholly, where all of them exist
    """

    radii: Vector
    value: Vector
    lonely: Vector
    local_band: Range
    global_band: Range


def marcon_puech(
    places: Places,
    firms: ArrayLike,
    radii: ArrayLike,
    jobs: ArrayLike | None = None,
    *,
    bandwidth: float = 0.0,
    draws: int = 1000,
    seed: int = 0,
    threads: int | None = None,
) -> MarconPuech:
    """Return M, or its density m, of an industry at each radius, against random labels.

    M(r) = sum_i (W_S[i, r] / W[i, r]) / sum_i ((W_S - w_i) / (W - w_i)), i the industry's firms

    with W_S[i, r] the jobs of the industry's other firms within r of firm i, W[i, r] those of all
    other firms, W_S and W all jobs of the industry and of the place. A firm without a neighbor is
    left out of both sums and counted. m(r) takes, in place of jobs within r, jobs at r: weighted
    with a Gaussian of the distance from r. The null moves the label of the industry to as many
    firms drawn from all, which keep their places and their jobs.

    places      of all firms of all industries, from `on_plane`, `on_globe` or `at_distances`
    firms       numbers of the places of the industry's firms, shape (firms,), at least 2
    radii       km, rising, at least one, all >= 0
    jobs        weight of each firm of all industries, shape (places,), >= 0; without it 1 each
    bandwidth   km, of m; 0 for M
    draws       from the null, at least 40
    seed        the same seed gives the same draws whatever the number of threads
    threads     without it one for each core
    raises      UserError if fewer than two firms, or a number is out of range

    The time grows with places x neighbors within the last radius once, and firms x such firms in
    every draw (x all of them where only distances are known); memory with places x radii. Marcon
    and Puech (2010), Journal of Economic Geography 10(5); m: Lang, Marcon and Puech (2020), Annals
    of Regional Science 64.
    """
    from milieu.indicators.points import bands  # compiled code takes half a second to load

    firms = places_of(firms, len(places))
    weights = jobs_of(jobs, len(places))
    radii = _radii_of(radii)
    _check_options(bandwidth, draws)
    workers = threads or os.cpu_count() or 1
    count = _Count(places, weights, radii, bandwidth, workers)
    value, lonely = count.of(firms)
    curves = _drawn(count, len(firms), draws, seed, workers)
    exists = ~np.isnan(curves).any(axis=0)
    band = [np.full((2, len(radii)), np.nan) for _ in range(2)]
    if exists.any():
        for rows, of in zip(band, (bands.local_band, bands.global_band), strict=True):
            rows[:, exists] = of(curves[:, exists])
    return MarconPuech(radii, value, lonely, Range(*band[0]), Range(*band[1]))


class _Count:
    """M for any firms taken as the industry; what lies around each place is counted once."""

    def __init__(
        self, places: Places, weights: Vector, radii: Vector, bandwidth: float, threads: int
    ) -> None:
        from milieu.indicators.points import neighbours  # compiled

        self.weights, self.around = weights, neighbours.around
        self.options = ((places.position, places.distances), radii, bandwidth)
        self.strips_of = partial(
            neighbours.strips_of, position=places.position, radii=radii, bandwidth=bandwidth
        )
        everywhere = self.strips_of(np.arange(len(places), dtype=np.int32))
        self.all = np.empty((len(places), len(radii)))

        def count(some: Codes) -> None:
            self.all[some] = neighbours.around(some, everywhere, weights, *self.options)

        with ThreadPoolExecutor(threads) as pool:  # neighbors together, who need the same places
            list(pool.map(count, np.array_split(everywhere.places, threads)))

    def of(self, firms: Codes) -> tuple[Vector, Vector]:
        """Return M and the number of firms without a neighbor at each radius."""
        strips = self.strips_of(firms)
        firms = strips.places  # neighbors together again
        own, weights = self.weights[firms], self.weights
        share = ratio(self.around(firms, strips, weights, *self.options), self.all[firms])
        expected = ratio(own.sum() - own, weights.sum() - own)[:, None]
        lonely = np.isnan(share)
        value = ratio(np.nansum(share, axis=0), np.where(lonely, 0.0, expected).sum(axis=0))
        return value, lonely.sum(axis=0).astype(np.float64)


def _drawn(count: _Count, firms: int, draws: int, seed: int, threads: int) -> Matrix:
    """Return M of each draw, shape (draws, radii)."""
    from milieu.indicators.points.neighbours import Labels

    curves = np.empty((draws, count.all.shape[1]))
    seed %= 2**64

    def fill(start: int) -> None:
        labels = Labels(len(count.all), firms)
        for draw in range(start, draws, threads):
            curves[draw] = count.of(labels.draw(seed, draw))[0]

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, range(threads)))
    return curves


def _radii_of(radii: ArrayLike) -> Vector:
    array = np.asarray(radii, dtype=np.float64)
    good = array.ndim == 1 and len(array) > 0 and bool(np.isfinite(array).all())
    if not good or array[0] < 0 or (np.diff(array) <= 0).any():
        raise UserError(
            "are not rising numbers of at least 0", where="radii", next="Give them in order, in km."
        )
    return array


def _check_options(bandwidth: float, draws: int) -> None:
    if not 0 <= bandwidth < np.inf:
        raise UserError(
            f"is {bandwidth:g}, but it must be at least 0",
            where="bandwidth",
            next="Give 0 for M, or kilometers for m.",
        )
    if draws < FEWEST_DRAWS:
        raise UserError(
            f"is {draws}, but bands need at least {FEWEST_DRAWS}", where="draws", next="Give 1000."
        )
