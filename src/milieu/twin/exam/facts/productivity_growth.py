"""Growth of an industry's productivity."""

from milieu.twin.exam.declare import fact
from milieu.twin.exam.run import Run
from milieu.twin.exam.years import FOUNDED, year_ends


@fact(
    label="Growth of industry productivity, by the frontier",
    unit="log points per year",
    low=0.01,
    high=0.035,
    source="assumption E5",
    imposed="the frontier's own growth is a parameter; only what firms add to it emerges",
)
def productivity_growth(run: Run) -> float:
    """Return the mean yearly growth of the technological frontier from year 10 to the end.

    growth = (frontier at the end - frontier at the end of year 9) / years between

    It is the frontier's, not the mean over firms: a mean also moves with who enters and leaves.
    NaN in runs of 10 years or less.
    """
    frontier = year_ends(run.world["frontier"])
    length = len(frontier) - FOUNDED
    if length < 1:
        return float("nan")
    return float(frontier[-1] - frontier[FOUNDED - 1]) / length
