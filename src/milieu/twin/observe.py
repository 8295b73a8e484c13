"""What is seen of a run: the same arrays that a real region would give."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.twin.state import EMPTY, SPIN_OFF, Records, Twin

FIRM_YEAR = np.dtype(
    [
        *(("year", "i4"), ("firm", "u8"), ("cluster", "i4"), ("origin", "i4"), ("tier", "i4")),
        *((name, "f8") for name in ("log_sales", "log_productivity", "jobs", "age", "patents")),
        *((name, "f8") for name in ("quality", "position", "lobbying_share", "aided")),
        *((name, "f8") for name in ("rd_share", "cash", "debt")),
        *(("spin_off", "?"), ("industry", "i4")),
    ]
)


class Run(NamedTuple):
    """One run, as observed.

    firm_years   one record per firm alive at the end of a year
    clusters     records, shape (quarters, clusters)
    world        records, shape (quarters,)
    flows        records of the ledger, shape (quarters, clusters)
    """

    firm_years: Records
    clusters: Records
    world: Records
    flows: Records

    @property
    def years(self) -> int:
        """Return the number of whole years."""
        return len(self.world) // 4


def firm_year(twin: Twin, year: int) -> Records:
    """Return the firms as they are now, as the records of a year."""
    firms = twin.firms
    alive = np.flatnonzero(firms.cluster[: int(twin.world[0].used)] != EMPTY)
    seen = np.zeros(len(alive), FIRM_YEAR)
    seen["year"] = year
    seen["firm"] = firms.identity[alive]
    for name in ("cluster", "origin", "tier", "log_sales", "patents", "quality", "position"):
        seen[name] = getattr(firms, name)[alive]
    for name in ("lobbying_share", "cash", "debt"):
        seen[name] = getattr(firms, name)[alive]
    seen["log_productivity"] = (firms.next_productivity + firms.efficiency)[alive]
    wage = twin.clusters["log_wage"][seen["cluster"]]
    labor = float(twin.p[0].labor_and_land_labor_share)
    seen["jobs"] = labor * np.exp(seen["log_sales"] - wage)
    seen["age"] = firms.age[alive] / 4
    seen["aided"] = firms.aid[alive]
    seen["rd_share"] = firms.research_share[alive]
    seen["spin_off"] = firms.origin[alive] == SPIN_OFF
    return seen


def observed(
    clusters: Records, world: Records, flows: Records, firm_years: list[NDArray[np.void]]
) -> Run:
    """Return a run from what was kept of its quarters and years."""
    rows = np.concatenate(firm_years) if firm_years else np.zeros(0, FIRM_YEAR)
    return Run(rows, clusters, world, flows)
