"""Whether spin-offs live longer."""

from milieu.twin.exam.declare import fact
from milieu.twin.exam.hazards import HazardRatio, exits, hazard_ratio
from milieu.twin.exam.links import links
from milieu.twin.exam.run import Run, years


@fact(
    label="Exit hazard of spin-offs over that of other firms, age held equal",
    unit="hazard ratio",
    low=0.5,
    high=0.9,
    source="Klepper (2002); Mantel and Haenszel (1959)",
    starred=True,
)
def spin_off_hazard_ratio(run: Run) -> float:
    """Return the hazard ratio in strata of age and decade, by snapshots at year ends.

    Firms elsewhere are in it. NaN where either side lost nobody in strata that both share. The
    first firms are no spin-offs; strata of age and decade keep them from being compared with
    younger ones, not from being the early ones. Interval: `spin_off_hazard`.
    """
    return spin_off_hazard(run).ratio


def spin_off_hazard(run: Run) -> HazardRatio:
    """Return the ratio with its 95 % interval."""
    records = run.firm_years
    spin_off = records["spin_off"].astype(bool)
    return hazard_ratio(exits(records, links(run), spin_off, 0, years(run)))
