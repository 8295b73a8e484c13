"""A made-up country whose clusters, stages and hidden jobs are known: for demos and tests.

Everything in it is invented and says so: the nation's name, every firm's name, the flags of the
employment table, the price basis of the output table and the note of every table. Its firms fill
a plan of jobs in which clusters are planted; an office then counts them and hides cells. The
register of firms shows what the office hides: whoever tests estimates must not look there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from milieu.core.contracts import CONTRACTS
from milieu.core.errors import UserError
from milieu.sources.declare import Column, Layout, Source, source

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from milieu.sources.made_up.clusters import PlantedCluster

FIRST_YEAR = 2000
TABLES = (
    "regions",
    "industries",
    "cluster_definitions",
    "employment",
    "output",
    "demography",
    "firms",
    "innovation",
    "links",
)


def _layout(table: str) -> Layout:
    contract = CONTRACTS[table]
    keys = {f.name for f in contract.key}
    return Layout(
        table=table,
        columns=tuple(Column(f.name, (f.name,), required=f.name in keys) for f in contract.fields),
        signature=tuple(f.name for f in contract.fields),
    )


SYNTHETIC = source(
    Source(
        name="synthetic",
        title="A made-up country with planted clusters, for demonstrations and tests",
        publisher="milieu",
        licence="Apache-2.0",
        layouts=tuple(_layout(table) for table in TABLES),
    )
)


@dataclass(frozen=True)
class Truth:
    """What only the maker of the country knows.

    clusters     the planted clusters
    employment   the employment table with nothing hidden; `suppressed` is False throughout
    hidden       the rows of `employment` that the office hides, with their true jobs and wages
    firm_jobs    jobs of each firm in each year, 0 when not alive, shape (firms, years); the firms
                 stand in the order of the table `firms`
    years        the years
    """

    clusters: tuple[PlantedCluster, ...]
    employment: pa.Table
    hidden: pa.Table
    firm_jobs: NDArray[np.int32]
    years: tuple[int, ...]

    def stages(self) -> pa.Table:
        """Return cluster, year, stage and whether its fate shows, one row per cluster and year."""
        import pyarrow as pa

        rows = [
            {
                "cluster": one.cluster,
                "year": year,
                "stage": one.stage(year),
                "fate": one.fate if one.shows_fate(year) else "",
            }
            for one in self.clusters
            for year in self.years
        ]
        return pa.Table.from_pylist(rows)


@dataclass(frozen=True)
class Country:
    """A made-up country: its published tables by contract, and the truth behind them."""

    seed: int
    name: str
    tables: dict[str, pa.Table]
    truth: Truth = field(repr=False)


def make_country(
    seed: int = 2025, regions: int = 60, industries: int = 120, years: int = 25
) -> Country:
    """Return a made-up country; the same seed gives the same country.

    regions      from 12 to 300, in provinces of about eight
    industries   classes, a multiple of six from 24 to 120
    years        from 5 to 60, the first is 2000
    raises       UserError for numbers outside
    """
    from milieu.sources.made_up.world import draw_world, publish

    _check("regions", regions, 12, 300)
    _check("years", years, 5, 60)
    world = draw_world(seed, regions, industries, FIRST_YEAR, years)
    published = publish(world)
    truth = Truth(
        clusters=world.plan.clusters,
        employment=published.truth,
        hidden=published.hidden,
        firm_jobs=world.firms.jobs,
        years=tuple(range(FIRST_YEAR, FIRST_YEAR + years)),
    )
    return Country(seed, world.country.names[0], published.tables, truth)


def _check(name: str, number: int, low: int, high: int) -> None:
    if not low <= number <= high:
        raise UserError(
            f"{name} is {number}, but it must be from {low} to {high}",
            next="Leave it out for the usual number.",
        )
