"""What runs are compared by: one number a run, over its last ten years and without elsewhere."""

import numpy as np

from milieu.core.arrays import Matrix
from milieu.twin.exam.run import Run
from milieu.twin.observe import QUARTERS

LAST = 10 * QUARTERS  # quarters


def log_productivity(run: Run) -> float:
    """Return mean log productivity of firms, clusters weighed by sales; NaN without sales."""
    return weighted_mean(_last(run, "mean_log_productivity"), _last(run, "sales"))


def effective_research_share(run: Run) -> float:
    """Return R&D less what of it goes into lobbying, as a share of sales, 0 to 1."""
    effective = _last(run, "research_share") * (1 - _last(run, "lobbying_share"))
    return weighted_mean(effective, _last(run, "sales"))


def patents(run: Run) -> float:
    """Return the patents granted a year; NaN in a run without quarters."""
    return QUARTERS * _mean_total(_last(run, "patents"))


def value_added(run: Run) -> float:
    """Return value added a year, in quarterly wages; NaN in a run without quarters."""
    return QUARTERS * _mean_total(_last(run, "value_added"))


def net_value_added(run: Run) -> float:
    """Return value added less public spending a year, in quarterly wages.

    All spending is raised as a tax, so it is charged here once, whoever pays it.
    """
    return QUARTERS * _mean_total(_last(run, "value_added") - _last(run, "spending"))


def weighted_mean(values: Matrix, weights: Matrix) -> float:
    """Return the mean of known values; NaN where they have no weight."""
    known = np.isfinite(values) & (weights > 0)
    total = float(weights[known].sum())
    return float((values[known] * weights[known]).sum()) / total if total > 0 else float("nan")


def _last(run: Run, field: str) -> Matrix:
    return np.asarray(run.clusters[field][-LAST:, 1:], dtype=np.float64)


def _mean_total(by_cluster: Matrix) -> float:
    return float(by_cluster.sum(axis=1).mean()) if by_cluster.size else float("nan")
