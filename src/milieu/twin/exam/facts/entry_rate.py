"""How many firms enter in a year."""

from milieu.twin.exam.declare import fact
from milieu.twin.exam.run import Run
from milieu.twin.exam.turnover import mean_rate, turnover


@fact(
    label="Entry rate",
    unit="share per year",
    low=0.05,
    high=0.15,
    source="Dunne, Roberts and Samuelson (1988); OECD business demography",
)
def entry_rate(run: Run) -> float:
    """Return the mean yearly entry rate from year 10 on, by snapshots at year ends.

    rate = firms that stand at the end of a year and did not a year before / firms a year before

    Firms that come and go within a year are not seen, as in registers of yearly snapshots. Years
    that begin with fewer than 30 firms are left out; NaN if none is left.
    """
    flows = turnover(run)
    return mean_rate(flows.entered.sum(axis=1), flows.firms.sum(axis=1))
