"""Years of a run: snapshots at their ends, and series made smooth."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Vector
from milieu.twin.exam.run import Records, Run, years
from milieu.twin.observe import QUARTERS

SETTLED = 20  # years before firms are measured: the first firms are a choice, assumption E1
FOUNDED = 10  # years before entry, exit and growth are measured, assumption E1
EVERY = 5  # years between two cross-sections, so that they are not the same firms again
SMOOTH = 5  # years of the moving mean over counts, assumption E2


def year_ends(quarterly: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the last quarter of each whole year, shape (years, ...)."""
    return np.asarray(quarterly[QUARTERS - 1 :: QUARTERS], dtype=np.float64)


def cluster_years(run: Run, field: str) -> NDArray[np.float64]:
    """Return a measure of the clusters at year ends without elsewhere, (years, clusters - 1)."""
    return year_ends(run.clusters[field][:, 1:])


def cross_sections(run: Run, field: str) -> list[Vector]:
    """Return the known values of a firms' measure at the end of every 5th year from year 20."""
    records: Records = run.firm_years
    chosen = range(SETTLED, years(run), EVERY)
    sections = (records[field][records["year"] == year] for year in chosen)
    return [np.asarray(s[np.isfinite(s)], dtype=np.float64) for s in sections]


def firms_by_year(run: Run) -> Vector:
    """Return the number of firms at the end of each year, elsewhere included, (years,)."""
    return np.bincount(run.firm_years["year"], minlength=years(run)).astype(np.float64)


def smooth(series: Vector, width: int = SMOOTH) -> Vector:
    """Return the centered moving mean; at both ends over the years that there are, same shape."""
    if len(series) == 0:
        return series
    around = min(width // 2, len(series) - 1)
    total = np.concatenate([[0.0], np.cumsum(series)])
    year = np.arange(len(series))
    first, last = np.maximum(year - around, 0), np.minimum(year + around + 1, len(series))
    return np.asarray((total[last] - total[first]) / (last - first))


def mean_known(values: list[float]) -> float:
    """Return the mean of the values that are known; NaN if none is."""
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")
