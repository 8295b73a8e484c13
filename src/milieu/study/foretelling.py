"""Foretelling: forecasts of a study's sums from any year, and how good earlier ones were."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix
from milieu.outlook.forecast import foresee, quantiles_of
from milieu.outlook.panel import LEAST_YEARS, last_known
from milieu.outlook.scores import (
    LEVELS,
    RANGES,
    Scores,
    asked_levels,
    mean_yearly_change,
    score,
    size_thirds,
    weighted_mean,
)
from milieu.store.arrow import or_null
from milieu.study.foreseen import CLUSTER, UNITS, Foreseen

HORIZONS = 5  # years ahead
ORIGINS = 5  # earlier years from which forecasts are made again, and drawn beside today's
THIRDS = ("smallest", "middle", "largest")
BANDS = ("low_50", "high_50", "low_80", "high_80", "low_95", "high_95")  # as scores.RANGES asks
Row = dict[str, Any]


@dataclass(frozen=True)
class Foretold:
    """Quantiles of a study's sums from one year.

    quantiles   at the levels of `asked_levels`, shape (levels, sums, horizons); NaN where a sum
                is not foreseen
    notes       for each sum why it is not foreseen, or what of it is not; "" where all is
    """

    one: Foreseen
    origin: int
    quantiles: NDArray[np.floating]
    notes: tuple[str, ...]

    @property
    def actual(self) -> Matrix:
        """Return what came in the years after the origin, shape (sums, horizons)."""
        later = self.one.panel.years > self.origin
        return self.one.actual[:, later][:, : self.quantiles.shape[2]]

    def rows(self, *, only: str = "") -> Iterator[Row]:
        """Yield one row for each sum and year; `only`: sums of this kind."""
        sums = self.one.sums
        for at, (of, code, why) in enumerate(zip(sums.of, sums.code, self.notes, strict=True)):
            if only and of != only:
                continue
            for ahead in range(self.quantiles.shape[2]):
                yield {
                    "of": of,
                    "code": code,
                    "measure": self.one.measure,
                    "origin": self.origin,
                    "year": self.origin + ahead + 1,
                    **_bands(self.quantiles[:, at, ahead]),
                    "unit": UNITS[self.one.measure],
                    "note": why,
                }

    def past_rows(self) -> Iterator[Row]:
        """Yield the rows of clusters with what came."""
        sums = zip(self.one.sums.of, self.one.sums.code, strict=True)
        actual = dict(zip(sums, self.actual, strict=True))
        for row in self.rows(only=CLUSTER):
            came = actual[row["of"], row["code"]][row["year"] - self.origin - 1]
            if row["value"] is None or np.isnan(came):
                continue
            inside = bool(row["low_80"] <= came <= row["high_80"])
            del row["unit"], row["note"]
            yield {**row, "actual": float(came), "inside": inside}

    def scores(self) -> Scores:
        """Return the scores against what came."""
        return score(self.quantiles, self.actual, self._scale)

    def naive_scores(self) -> Scores:
        """Return the scores of the forecast 'as today', with the steps of the past as its spread.

        The quantiles are the last value plus the normal quantiles of a random walk.
        """
        from scipy.special import ndtri

        known = self.one.actual[:, self.one.panel.years <= self.origin]
        squares = np.diff(known, axis=1) ** 2
        there = np.isfinite(squares)
        mean = np.where(there, squares, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
        step = np.sqrt(mean)
        ahead = np.sqrt(np.arange(1, self.quantiles.shape[2] + 1))
        wide = step[:, None] * ahead
        walk = known[:, -1:, None] + wide[:, :, None] * ndtri(asked_levels())
        return score(np.maximum(np.moveaxis(walk, 2, 0), 0), self.actual, self._scale)

    @property
    def _scale(self) -> NDArray[np.float64]:
        return mean_yearly_change(self.one.actual[:, self.one.panel.years <= self.origin])


def foretell(one: Foreseen, origin: int, horizons: int = HORIZONS, *, seed: int = 0) -> Foretold:
    """Return the forecast of a measure's sums with what was known until a year.

    A cluster is foreseen if all its cells are. Of an industry, a region or the nation the cells
    that can not be foreseen are taken as they were last known.
    """
    panel = one.panel.until(origin)
    outlook = foresee(panel, horizons, seed=seed)
    steady = last_known(panel.values)
    steady = np.where(np.isnan(steady), one.latest, steady)[:, None, None]
    filled = np.where(np.isnan(outlook.by_series), steady, outlook.by_series)
    quantiles, notes = [], []
    for of, at in zip(one.sums.of, one.sums.series, strict=True):
        unforeseen = [outlook.reasons[part] for part in at if outlook.reasons[part]]
        whole = of == CLUSTER or len(unforeseen) == len(at)
        parts = (outlook.by_series if whole else filled)[at]
        quantiles.append(quantiles_of(parts.sum(axis=0, dtype=np.float64), asked_levels()))
        notes.append(_note(unforeseen, len(at), whole=whole))
    return Foretold(one, origin, np.stack(quantiles, axis=1), tuple(notes))


def _note(unforeseen: Sequence[str], parts: int, *, whole: bool) -> str:
    """Return why a sum is not foreseen, or how many of its parts are taken as they are."""
    if not unforeseen:
        return ""
    if whole:
        return unforeseen[0]
    return f"{len(unforeseen):,} of {parts:,} cells are taken as they are: {unforeseen[0]}, ..."


def origins(one: Foreseen) -> list[int]:
    """Return the last years from which a forecast can be made again and checked."""
    years = one.panel.years
    return [int(y) for y in years[LEAST_YEARS - 1 : -1]][-ORIGINS:]


def earlier(one: Foreseen, *, seed: int = 0) -> list[Foretold]:
    """Return the forecasts of the last years, each with what was known then."""
    last = int(one.panel.years[-1])
    return [foretell(one, y, min(HORIZONS, last - y), seed=seed) for y in origins(one)]


def record_rows(told: Sequence[Foretold]) -> Iterator[Row]:
    """Yield how good the forecasts of clusters were, by horizon and by size."""
    if not told:
        return
    one = told[0].one
    clusters = np.array([of == CLUSTER for of in one.sums.of])
    third = size_thirds(one.actual[clusters])
    ours = [_part(t.scores(), clusters) for t in told]
    naive = [_part(t.naive_scores(), clusters) for t in told]
    for horizon in range(HORIZONS):
        for size, kept in [("all", third >= 0), *((n, third == k) for k, n in enumerate(THIRDS))]:
            row = _record(ours, naive, horizon, kept)
            if row["forecasts"]:
                yield {"measure": one.measure, "horizon": horizon + 1, "size": size, **row}


def _part(scores: Scores, kept: NDArray[np.bool_]) -> Scores:
    return Scores(scores.crps[kept], scores.error[kept], scores.inside[:, kept])


def _record(
    ours: Sequence[Scores], naive: Sequence[Scores], horizon: int, kept: NDArray[np.bool_]
) -> Row:
    reaching = [k for k, s in enumerate(ours) if s.crps.shape[1] > horizon]

    def mean(scores: Sequence[Scores], name: str) -> float:
        values = [getattr(scores[k], name)[kept, horizon] for k in reaching]
        return weighted_mean(np.concatenate(values)[:, None]) if values else np.nan

    inside = [
        np.concatenate([ours[k].inside[r][kept, horizon] for k in reaching] or [np.zeros(0)])
        for r in range(len(RANGES))
    ]
    figures = {
        "crps_ratio": mean(ours, "crps") / mean(naive, "crps"),
        "mase": mean(ours, "error"),
        "mase_naive": mean(naive, "error"),
        **{
            f"cover_{100 * share:.0f}": weighted_mean(held[:, None])
            for share, held in zip(RANGES, inside, strict=True)
        },
    }
    return {
        "forecasts": int(np.isfinite(inside[0]).sum()),
        **{name: or_null(value) for name, value in figures.items()},
    }


def _bands(quantiles: NDArray[np.floating]) -> Row:
    ends = quantiles[len(LEVELS) :]
    bands = {name: or_null(float(value)) for name, value in zip(BANDS, ends, strict=True)}
    return {"value": or_null(float(quantiles[len(LEVELS) // 2])), **bands}
