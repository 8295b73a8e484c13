"""Trajectories: what is known of many clusters through the years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix
from milieu.core.errors import UserError, unknown_name


class Measure(NamedTuple):
    """One thing that may be known of a cluster in a year."""

    unit: str
    about: str


MEASURES: dict[str, Measure] = {
    "jobs": Measure("jobs", "persons employed"),
    "jobs_log_spread": Measure("", "standard deviation of ln jobs that hidden cells leave open"),
    "nation_jobs": Measure("jobs", "of the same industries in the nation outside the cluster"),
    "output": Measure("units of volume", "output at constant prices, or in pieces or tonnes"),
    "nation_output": Measure("units of volume", "output outside the cluster"),
    "firms": Measure("firms", "firms or establishments"),
    "nation_firms": Measure("firms", "firms or establishments outside the cluster"),
    "entry_rate": Measure("share", "births of the year over the firms that were there"),
    "nation_entry_rate": Measure("share", "births over firms, outside the cluster"),
    "exit_rate": Measure("share", "deaths of the year over the firms that were there"),
    "wage": Measure("money per job", "wages over jobs"),
    "nation_wage": Measure("money per job", "wages over jobs outside the cluster"),
    "unit_value": Measure("money per unit of volume", "sales over volume"),
    "nation_unit_value": Measure("money per unit of volume", "outside the cluster"),
    "margin": Measure("share", "value added less wages, over output"),
    "nation_margin": Measure("share", "outside the cluster"),
    "patents": Measure("patents", "counted by fractions"),
    "related_variety": Measure("bits", "variety within related industries around the cluster"),
    "technology_similarity": Measure("cosine", "mean over pairs of the firms' technologies"),
    "external_link_share": Measure("share", "of ties that leave the cluster"),
    "related_entry_share": Measure("share", "of entrants that come from related industries"),
    "buyer_concentration": Measure("index", "Herfindahl index of the buyers"),
    "public_money": Measure("money", "spent on the cluster in the year, constant prices"),
}


@dataclass(frozen=True)
class Trajectories:
    """Clusters through consecutive years. Unknown is NaN, and never zero.

    names   of the clusters
    years   consecutive, ascending, shape (years,)
    known   what is known, by a name of MEASURES, each of shape (clusters, years); a measure that
            is not there is not known of any cluster; "jobs" must be there
    """

    names: tuple[str, ...]
    years: NDArray[np.int64]
    known: Mapping[str, Matrix] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check names, shapes and years; UserError says what does not fit."""
        if len(self.years) > 1 and not (np.diff(self.years) == 1).all():
            raise UserError(
                "are not consecutive",
                where="years",
                next="Put in the missing years with unknown values, and each year once.",
            )
        for name, values in self.known.items():
            if name not in MEASURES:
                raise unknown_name("measure", name, MEASURES)
            if values.shape != self.shape:
                raise UserError(
                    f"has the shape {values.shape}, not (clusters, years) = {self.shape}",
                    where=name,
                    next="Give one row for each cluster and one column for each year.",
                )
        if "jobs" not in self.known:
            raise UserError("are not known", where="jobs", next="Give them; NaN where unknown.")

    @property
    def shape(self) -> tuple[int, int]:
        """Return the numbers of clusters and years."""
        return len(self.names), len(self.years)

    def __getitem__(self, measure: str) -> Matrix:
        """Return a measure, all NaN where nothing is known of it."""
        if measure not in MEASURES:
            raise unknown_name("measure", measure, MEASURES)
        known = self.known.get(measure)
        return np.full(self.shape, np.nan) if known is None else known

    def has(self, measure: str) -> bool:
        """Return whether anything is known of a measure."""
        return bool(np.isfinite(self[measure]).any())

    def until(self, year: int) -> "Trajectories":
        """Return what there is up to a year, inclusive."""
        upto = self.years <= year
        return replace(
            self,
            years=self.years[upto],
            known={name: values[:, upto] for name, values in self.known.items()},
        )

    def of(self, clusters: Sequence[int] | NDArray[np.intp]) -> "Trajectories":
        """Return some of the clusters, by position."""
        at = np.asarray(clusters, np.intp)
        return replace(
            self,
            names=tuple(self.names[k] for k in at),
            known={name: values[at] for name, values in self.known.items()},
        )

    def with_measures(self, **known: Matrix) -> "Trajectories":
        """Return the same clusters with measures added or put in the place of others."""
        return replace(self, known={**self.known, **known})
