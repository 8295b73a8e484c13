"""Whether entry and exit go together."""

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.twin.exam.declare import fact
from milieu.twin.exam.run import Run
from milieu.twin.exam.turnover import Turnover, turnover
from milieu.twin.exam.years import mean_known

WINDOW = 5  # years
FEWEST_FIRMS = 15  # mean of a cluster over a window
FEWEST_CLUSTERS = 5  # in a window


@fact(
    label="Correlation of entry and exit",
    unit="correlation",
    low=0.2,
    high=0.8,
    source="Dunne, Roberts and Samuelson (1988), across industries",
)
def entry_exit_correlation(run: Run) -> float:
    """Return the correlation of entry and exit rates across clusters, mean over 5-year windows.

    Rates of a cluster are sums over a window: entered / firms and left / firms, by snapshots at
    year ends, from year 10 on. Clusters stand in for industries; elsewhere, and clusters with
    fewer than 15 firms on average, are left out, and so are windows with fewer than 5 clusters.
    With a dozen clusters one window's correlation has an error of .3.
    """
    flows = turnover(run)
    starts = range(0, len(flows.firms) - WINDOW + 1, WINDOW)
    return mean_known([_of_window(flows, slice(start, start + WINDOW)) for start in starts])


def across_industries(entry_rates: Vector, exit_rates: Vector) -> float:
    """Return the correlation over simulated industries, one rate of each a run; NaN below 5.

    Runs should differ in their parameters, as industries do: between seeds alone only luck is
    left.
    """
    rates = np.array([entry_rates, exit_rates], dtype=np.float64)
    return _correlation(rates[:, np.isfinite(rates).all(axis=0)])


def _of_window(flows: Turnover, window: slice) -> float:
    firms, entered, left = (part[window, 1:].sum(axis=0) for part in flows)
    large = firms >= FEWEST_FIRMS * WINDOW
    return _correlation(np.array([entered[large], left[large]]) / firms[large])


def _correlation(rates: Matrix) -> float:
    if rates.shape[1] < FEWEST_CLUSTERS or (np.ptp(rates, axis=1) == 0).any():
        return float("nan")
    return float(np.asarray(np.corrcoef(rates))[0, 1])
