"""Persistence of productivity from year to year."""

from milieu.twin.exam.declare import fact
from milieu.twin.exam.links import demeaned, settled_pairs
from milieu.twin.exam.run import Run

FEWEST = 200  # pairs of years; the error is then at most .07


@fact(
    label="Persistence of productivity over a year",
    unit="autoregression coefficient",
    low=0.6,
    high=0.85,
    source="Foster, Haltiwanger and Syverson (2008)",
    imposed="the transitory part of efficiency sets how much of a year's rank is luck",
)
def productivity_persistence(run: Run) -> float:
    """Return the slope of measured log productivity on that of a year before, from year 20.

    slope = sum u_t u_(t-1) / sum u_(t-1)^2,  u less the mean over firms of both years

    Over firms that live through the year; pooled, without effects of firms, as in the source.
    NaN with fewer than 200 pairs.
    """
    start, end, year = settled_pairs(run, "log_productivity")
    if len(year) < FEWEST:
        return float("nan")
    before, after = demeaned(start, year), demeaned(end, year)
    square = float((before**2).sum())
    return float((before * after).sum()) / square if square > 0 else float("nan")
