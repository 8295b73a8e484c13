"""The track record: forecasts as they would have been made in earlier years, and what came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.core.errors import UserError
from milieu.outlook.forecast import DRAWS, HORIZONS, foresee
from milieu.outlook.panel import LEAST_YEARS, Panel, last_known
from milieu.outlook.scores import (
    Scores,
    asked_levels,
    mean_yearly_change,
    score,
    size_thirds,
    weighted_mean,
)

SHOWN = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Levels of the past forecasts kept for charts: the ends of 95, 80 and 50 % and the middle."""
THIRDS = ("smallest", "middle", "largest")
ALL = "all"

Forecaster = Callable[[Panel, int], NDArray[np.floating]]
"""Gives quantiles at `asked_levels` of a panel, for so many horizons."""


@dataclass(frozen=True)
class Record:
    """How good forecasts of one horizon and third of size were.

    horizon         years ahead; 0 for all together
    third           "smallest", "middle", "largest" or "all"
    number          forecasts whose truth is known
    crps            mean scaled CRPS, each series alike
    against_naive   crps over that of "as this year, and as uncertain as past changes", less 1
    mase            mean absolute error of the middle over the mean yearly change
    mase_naive      the same of "as this year"
    crps_weighted   crps with series weighted by their size
    cover_50        share of truths inside the 50 % range; cover_80 and cover_95 the same
    """

    horizon: int
    third: str
    number: int
    crps: float
    against_naive: float
    mase: float
    mase_naive: float
    crps_weighted: float
    cover_50: float
    cover_80: float
    cover_95: float


@dataclass(frozen=True)
class PastForecasts:
    """Forecasts made from one origin.

    quantiles   at SHOWN, shape (7, series, horizons), NaN where a series was not foreseen
    actual      what came, shape (series, horizons), NaN unknown
    """

    origin: int
    years: NDArray[np.int64]
    quantiles: NDArray[np.float32]
    actual: Matrix


@dataclass(frozen=True)
class Backtest:
    """Track record and past forecasts."""

    records: tuple[Record, ...]
    past: tuple[PastForecasts, ...]


@dataclass(frozen=True)
class Scored:
    """Scores of one origin with the weights and thirds of its series."""

    scores: Scores
    naive: Scores
    weight: Vector
    third: NDArray[np.int8]


def backtest(
    panel: Panel,
    origins: Sequence[int] | None = None,
    horizons: int = HORIZONS,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> Backtest:
    """Return the track record over rolling origins: from each one only what was known then.

    origins     years of the panel with a year after them; by default the last five with at least
                LEAST_YEARS years up to them
    Raises UserError if an origin is not such a year.
    """
    chosen = default_origins(panel) if origins is None else list(origins)
    scored, past = [], []
    for origin in chosen:
        known = panel.until(check_origin(panel, origin))
        ahead = min(horizons, int(panel.years[-1]) - origin)
        actual = panel.values[:, known.values.shape[1] :][:, :ahead]
        outlook = foresee(known, ahead, draws=draws, seed=seed)
        quantiles = outlook.quantiles(np.concatenate([asked_levels(), SHOWN]))
        scored.append(score_origin(known, quantiles[: -len(SHOWN)], actual, horizons))
        years = np.arange(origin + 1, origin + ahead + 1)
        past.append(PastForecasts(origin, years, quantiles[-len(SHOWN) :], actual))
    return Backtest(tuple(records_of(scored, horizons)) if scored else (), tuple(past))


def default_origins(panel: Panel) -> list[int]:
    """Return the last five years from which a backtest can start; maybe none."""
    fit = panel.years[LEAST_YEARS - 1 : -1]
    return [int(year) for year in fit[-5:]]


def check_origin(panel: Panel, origin: int) -> int:
    """Return the origin; UserError if no year of the panel comes after it, or it is not in it."""
    if origin not in panel.years[:-1]:
        raise UserError(
            f"{origin} is not a year of the panel with another one after it",
            where="origins",
            next=f"Take years from {panel.years[0]} to {panel.years[-1] - 1}.",
        )
    return origin


def score_origin(
    known: Panel, quantiles: NDArray[np.floating], actual: Matrix, horizons: int
) -> Scored:
    """Return the scores of one origin, horizons without a truth filled up with NaN."""
    scale = mean_yearly_change(known.values)
    naive = naive_quantiles(known.values, actual.shape[1])
    where = np.isfinite(quantiles[0])  # both are scored on the same series
    naive = np.where(where, naive, np.nan)
    return Scored(
        filled(score(quantiles, actual, scale), horizons),
        filled(score(naive, actual, scale), horizons),
        np.nan_to_num(last_known(known.values)),
        size_thirds(known.values),
    )


def naive_quantiles(values: Matrix, horizons: int) -> NDArray[np.float64]:
    """Return "as this year" with a normal range from the series' own changes, not below 0.

    q = x + s sqrt(h) z_q, s the root mean square of the known yearly changes.
    Shape (levels, series, horizons).
    """
    from scipy.special import ndtri  # a command-line start would pay for it

    change = np.diff(values, axis=1)
    known = np.isfinite(change)
    square = np.where(known, change, 0) ** 2
    spread = np.sqrt(square.sum(axis=1) / np.maximum(known.sum(axis=1), 1))
    root = np.sqrt(np.arange(1, horizons + 1))
    z = ndtri(asked_levels())[:, None, None]
    quantiles: NDArray[np.float64] = np.maximum(
        last_known(values)[:, None] + spread[:, None] * root * z, 0
    )
    return quantiles


def filled(scores: Scores, horizons: int) -> Scores:
    """Return scores with NaN for the horizons that have none."""
    more = horizons - scores.crps.shape[1]

    def wider(table: Matrix) -> Matrix:
        return np.pad(table, [(0, 0)] * (table.ndim - 1) + [(0, more)], constant_values=np.nan)

    return Scores(wider(scores.crps), wider(scores.error), wider(scores.inside))


def records_of(scored: Sequence[Scored], horizons: int) -> list[Record]:
    """Return the records of every horizon and third, and of all together (horizon 0)."""
    crps, naive, error, naive_error = (
        np.concatenate(tables)
        for tables in zip(
            *((s.scores.crps, s.naive.crps, s.scores.error, s.naive.error) for s in scored),
            strict=True,
        )
    )
    inside = np.concatenate([s.scores.inside for s in scored], axis=1)
    weight = np.concatenate([s.weight for s in scored])
    third = np.concatenate([s.third for s in scored])
    rows = []
    for horizon in range(horizons + 1):
        ahead = slice(None) if horizon == 0 else slice(horizon - 1, horizon)
        for name in (ALL, *THIRDS):
            use = np.ones(len(third), np.bool_) if name == ALL else third == THIRDS.index(name)
            mine, theirs = crps[use][:, ahead], naive[use][:, ahead]
            known = np.isfinite(mine) & np.isfinite(theirs)
            mine, theirs = np.where(known, mine, np.nan), np.where(known, theirs, np.nan)
            level, plain = weighted_mean(mine), weighted_mean(theirs)
            rows.append(
                Record(
                    horizon,
                    name,
                    int(known.sum()),
                    level,
                    level / plain - 1 if plain > 0 else np.nan,
                    weighted_mean(error[use][:, ahead]),
                    weighted_mean(naive_error[use][:, ahead]),
                    weighted_mean(mine, weight[use]),
                    *(weighted_mean(part[use][:, ahead]) for part in inside),
                )
            )
    return rows
