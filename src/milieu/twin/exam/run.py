"""What the exam reads of a run of the twin."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from milieu.core.errors import UserError
from milieu.twin.observe import QUARTERS

Records = NDArray[Any]  # structured
FIRM_FIELDS = (
    "year",
    "firm",
    "cluster",
    "log_sales",
    "log_productivity",
    "age",
    "patents",
    "spin_off",
)
CLUSTER_FIELDS = (
    "firms",
    "sales",
    "jobs",
    "mean_log_productivity",
    "mean_cost_advantage",
    "homogeneity",
    "distance",
    "quality",
    "research_share",
    "lobbying_share",
    "patents",
    "value_added",
    "aid",
    "spending",
)
WORLD_FIELDS = ("frontier",)


class Run(Protocol):
    """The arrays of one run that the exam reads.

    firm_years   one record for each firm alive at the end of a year; year 0 is quarters 0 to 3
    clusters     records, shape (quarters, clusters); cluster 0 is elsewhere
    world        records, shape (quarters,)
    """

    @property
    def firm_years(self) -> Records:
        """Return the firms at year ends."""

    @property
    def clusters(self) -> Records:
        """Return the clusters by quarter."""

    @property
    def world(self) -> Records:
        """Return the world by quarter."""


def years(run: Run) -> int:
    """Return the number of whole years of a run."""
    return len(run.world) // QUARTERS


def check(run: Run) -> None:
    """Raise a UserError unless the arrays are such as the exam can read.

    Fields must be there, clusters and world equally long, years inside the run, and a firm at
    most once in a year. Empty arrays are fine: their facts are unknown.
    """
    _check_fields("firm_years", run.firm_years, FIRM_FIELDS)
    _check_fields("clusters", run.clusters, CLUSTER_FIELDS)
    _check_fields("world", run.world, WORLD_FIELDS)
    if run.clusters.ndim != 2 or len(run.clusters) != len(run.world):
        raise UserError(
            f"clusters has shape {run.clusters.shape}, but it must be ({len(run.world)}, clusters)",
            where="Run.clusters",
            next="Record clusters and world in the same quarters.",
        )
    _check_years(run)
    _check_once(run.firm_years)


def _check_fields(name: str, records: Records, fields: tuple[str, ...]) -> None:
    lacking = [field for field in fields if field not in (records.dtype.names or ())]
    if lacking:
        raise UserError(
            f"there is no field {lacking[0]!r}",
            where=f"Run.{name}",
            next=f"Record {', '.join(lacking)}.",
        )


def _check_years(run: Run) -> None:
    year, horizon = run.firm_years["year"], years(run)
    if len(year) and (year.min() < 0 or year.max() >= horizon):
        raise UserError(
            f"years go from {year.min()} to {year.max()}, but the run has years 0 to {horizon - 1}",
            where="Run.firm_years",
            next="Count years from 0; year 0 ends with quarter 3.",
        )


def _check_once(firm_years: Records) -> None:
    order = np.lexsort((firm_years["year"], firm_years["firm"]))
    firm, year = firm_years["firm"][order], firm_years["year"][order]
    twice = np.flatnonzero((firm[1:] == firm[:-1]) & (year[1:] == year[:-1]))
    if len(twice):
        raise UserError(
            f"firm {firm[twice[0]]} stands twice in year {year[twice[0]]}",
            where="Run.firm_years",
            next="Give every firm an identity of its own.",
        )
