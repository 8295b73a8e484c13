"""Concentration of patents in few firms."""

import numpy as np

from milieu.core.arrays import Vector
from milieu.twin.exam.declare import fact
from milieu.twin.exam.run import Run
from milieu.twin.exam.years import cross_sections, mean_known

TOP_SHARE = 0.1  # of firms
FEWEST = 50  # firms


@fact(
    label="Share of patents held by the 10 % of firms with most",
    unit="share",
    low=0.5,
    high=0.9,
    source="Griliches (1990)",
    imposed="patents per R&D are drawn with an elasticity that is a parameter",
)
def patent_concentration(run: Run) -> float:
    """Return the share of the patent stock in the top tenth, mean over every 5th year from 20.

    Firms are ranked by their patents, not by size; firms without any count as firms. NaN where
    no year has 50 firms and a patent.
    """
    return mean_known([top_share(stock) for stock in cross_sections(run, "patents")])


def top_share(stock: Vector) -> float:
    """Return the share of the tenth with most, rounded down to whole firms, shape (firms,)."""
    total = float(stock.sum())
    if len(stock) < FEWEST or total <= 0:
        return float("nan")
    return float(np.sort(stock)[::-1][: int(len(stock) * TOP_SHARE)].sum()) / total
