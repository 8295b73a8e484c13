"""Lessons of the past: at earlier origins, what was known and what came after."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.outlook.features import features
from milieu.outlook.growth import national_drift
from milieu.outlook.past import Past
from milieu.outlook.theta import theta_changes

FIRST = 4
"""Known years from which on a year serves as an origin to learn from; assumption O4."""
FADE = 0.96
"""Weight of an origin against the one a year later; assumption O4."""
MOST_ROWS = 30_000
"""Pairs of series and origin to learn from; more are thinned evenly by size."""


@dataclass(frozen=True)
class View:
    """What can be known at an origin, a row for each pair of series and origin.

    features    shape (rows, features)
    theta       change by the theta method in volatilities, shape (rows, horizons)
    drift       the nation's yearly drift on the stabilized scale, shape (rows,)
    lately      the nation's last change, the same
    sigma       volatility as known then, the same
    """

    features: Matrix
    theta: Matrix
    drift: Vector
    lately: Vector
    sigma: Vector


@dataclass(frozen=True)
class Lessons:
    """Views at earlier origins with what came after.

    came        change of z from the origin in volatilities, shape (rows, horizons), NaN unknown
    nation      the nation's part of it, the same
    series      position of the series, origin its year's, weight by recency, each (rows,)
    sigma_now   volatility as known at the end
    last        position of the last year
    """

    view: View
    came: Matrix
    nation: Matrix
    series: NDArray[np.intp]
    origin: NDArray[np.intp]
    weight: Vector
    sigma_now: Vector
    last: int


@dataclass(frozen=True)
class Known:
    """All that the members need of a past, for every series and year."""

    past: Past
    sigma: Matrix
    features: Matrix
    theta: Matrix
    drift: Vector

    def view(self, series: NDArray[np.intp], origin: NDArray[np.intp]) -> View:
        """Return the views of pairs of series and origin."""
        sigma = self.sigma[series, origin]
        return View(
            self.features[series, origin],
            self.theta[series, origin] / sigma[:, None],
            self.drift[origin],
            self.past.common[origin],
            sigma,
        )


def knowledge(past: Past, sigma: Matrix, horizons: int) -> Known:
    """Return what the members need; sigma is the volatility as known in each year."""
    return Known(
        past,
        sigma,
        features(past, sigma),
        theta_changes(past, horizons),
        national_drift(past.common),
    )


def lessons(known: Known, horizons: int) -> Lessons:
    """Return the rows to learn from: origins with FIRST known years and a year known after it."""
    past = known.past
    may = past.known & (past.since >= min(FIRST, past.level.shape[1] - 2))
    may[:, -1] = False
    may &= np.isfinite(known.sigma)
    keep = thinned(past.level[:, -1], int(may.sum()))
    series, origin = np.nonzero(may & keep[:, None])
    view = known.view(series, origin)
    came, nation = what_came(past, series, origin, horizons)
    end = past.level.shape[1] - 1
    return Lessons(
        view,
        came / view.sigma[:, None],
        nation / view.sigma[:, None],
        series,
        origin,
        FADE ** (end - 1 - origin),
        known.sigma[series, -1],
        end,
    )


def thinned(size: Vector, rows: int) -> NDArray[np.bool_]:
    """Return which series to learn from: all, or evenly chosen along their size."""
    keep = np.ones(len(size), np.bool_)
    if rows <= MOST_ROWS:
        return keep
    wanted = max(int(len(size) * MOST_ROWS / rows), 1)
    keep[:] = False
    order = np.argsort(size, kind="stable")
    keep[order[np.linspace(0, len(size) - 1, wanted).round().astype(np.intp)]] = True
    return keep


def what_came(
    past: Past, series: NDArray[np.intp], origin: NDArray[np.intp], horizons: int
) -> tuple[Matrix, Matrix]:
    """Return changes of z after the origins and the nation's, NaN beyond a break or the end."""
    came = np.full((len(series), horizons), np.nan)
    nation = np.zeros((len(series), horizons))
    total = past.common.cumsum()
    last = past.level.shape[1] - 1
    for h in range(1, horizons + 1):
        then = np.minimum(origin + h, last)
        fits = (origin + h <= last) & past.known[series, then]
        fits &= past.breaks[series, then] == past.breaks[series, origin]
        change = past.level[series, then] - past.level[series, origin]
        came[:, h - 1] = np.where(fits, change, np.nan)
        nation[:, h - 1] = total[then] - total[origin]
    return came, nation
