"""The risk figure: how likely firms fail inside clusters and outside; how trust calms shocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.twin.exam.marks import wilson
from milieu.twin.mechanisms.risk import LARGEST_SPREAD
from milieu.twin.observe import Run
from milieu.twin.parameters import parameter_values
from milieu.twin.state import Records

SIZES = (0.0, 10.0, 50.0, 250.0)  # jobs at which classes begin (European Union, 2003/361/EC)
SIZE_LABELS = ("under 10 jobs", "10 to 49 jobs", "50 to 249 jobs", "250 jobs and more")
SIDES = ("inside", "outside")


@dataclass(frozen=True)
class FailureRisk:
    """Share of firms that fail within a year, by side and size class, shape (2, 4).

    at_risk, failed   firm-years, and those after which the firm is gone
    share, low, high  with Wilson's 95 % interval, as if firms failed independently: shocks to
                      whole places widen it; NaN where no firm was at risk
    """

    at_risk: Matrix
    failed: Matrix
    share: Matrix
    low: Matrix
    high: Matrix


def failure_risk(run: Run, first: int = 0, last: int | None = None) -> FailureRisk:
    """Return the yearly chance of failure inside clusters and outside (cluster 0).

    first, last   years whose firms are followed into the next year, all but the last one unless
                  given; a firm that moves has not failed
    """
    rows = run.firm_years
    end = run.years - 2 if last is None else last
    followed = rows[(rows["year"] >= first) & (rows["year"] <= end)]
    gone = failed(followed, rows)
    side = (followed["cluster"] == 0).astype(int)
    size = np.searchsorted(SIZES, followed["jobs"], side="right") - 1
    cell = side * len(SIZES) + size
    at_risk = np.bincount(cell, minlength=2 * len(SIZES)).astype(float)
    lost = np.bincount(cell, gone, minlength=2 * len(SIZES)).astype(float)
    rates = [wilson(int(k), int(n)) for k, n in zip(lost, at_risk, strict=True)]
    table = np.array([[rate.share, rate.low, rate.high] for rate in rates])
    shape = (len(SIDES), len(SIZES))
    share, low, high = (column.reshape(shape) for column in table.T)
    return FailureRisk(at_risk.reshape(shape), lost.reshape(shape), share, low, high)


def failed(followed: Records, rows: Records) -> NDArray[np.bool_]:
    """Return which firm-years have no successor in the next year."""
    keys = np.dtype([("year", "i4"), ("firm", "u8")])
    ahead, known = np.zeros(len(followed), keys), np.zeros(len(rows), keys)
    ahead["year"], ahead["firm"] = followed["year"] + 1, followed["firm"]
    known["year"], known["firm"] = rows["year"], rows["firm"]
    return ~np.isin(ahead, known)


def spread(log_sales: Vector, trust: Vector, p: Any) -> Matrix:
    """Return the s.d. of a quarter's shock to log sales, as mechanism `risk` sets it.

    s0 min(2.5, (S / e xmin0)^-b (1 - k trust)), before the bunching of customers; arrays broadcast
    """
    size = np.exp(-p.risk_size_slope * (log_sales - np.log(p.exit_minimum_sales) - 1))
    calm = 1 - p.risk_trust * np.asarray(trust)
    return np.asarray(p.risk_spread * np.minimum(LARGEST_SPREAD, size * calm))


@dataclass(frozen=True)
class SpreadByTrust:
    """Spread of a quarter's shock by mean trust, for firms of three sizes, shape (trust, 3).

    trust   grid from 0 to 1;  jobs: of the three firms;  places: mean trust of each cluster
    """

    trust: Vector
    jobs: Vector
    spread: Matrix
    places: Vector


def spread_by_trust(
    run: Run, year: int, parameters: Mapping[str, float] | None = None, points: int = 21
) -> SpreadByTrust:
    """Return how trust calms the shocks of a small, a median and a large firm of a year.

    Small and large are the 10th and 90th percentile of sales; NaN where the year has no firms.
    """
    p = parameter_values(parameters)[0]
    trust = np.linspace(0, 1, points)
    firms = run.firm_years[run.firm_years["year"] == year]
    shares = (0.1, 0.5, 0.9)
    if len(firms) == 0:
        unknown = np.full(3, np.nan)
        return SpreadByTrust(trust, unknown, np.full((points, 3), np.nan), np.zeros(0))
    log_sales = np.quantile(firms["log_sales"], shares)
    jobs = np.quantile(firms["jobs"], shares)
    places = np.asarray(run.clusters["trust"][4 * year + 3])
    return SpreadByTrust(trust, jobs, spread(log_sales[None, :], trust[:, None], p), places)
