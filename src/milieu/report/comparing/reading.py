"""Reading: the rows of the clusters that are compared, each with the letter it is called by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import Any

from milieu.report.foresight_reading import JOBS, Rows
from milieu.report.lots import Lots
from milieu.report.naming import cluster_name
from milieu.report.reading import Cluster, amount, ranged
from milieu.report.words import Amount, Kind

LETTERS = "ABCDEFGHIJ"
MOST = len(LETTERS)  # clusters that can be told apart on one page
LOOK_BACK = 5  # years over which change is measured


@dataclass(frozen=True)
class One:
    """One of the clusters that are compared.

    letter      by which it is called in words and figures
    years       a row a year, ascending; stages too
    alarms      those of the last year
    outlook     the forecast of jobs, ascending
    peers       the nearest first, with their names
    survival    by event and years after
    indicators  of its cell, where it is a single one
    """

    letter: str
    cluster: Cluster
    years: Rows = ()
    stages: Rows = ()
    alarms: Rows = ()
    outlook: Rows = ()
    peers: Rows = ()
    survival: Rows = ()
    indicators: Rows = ()

    def row(self, year: int) -> Mapping[str, Any]:
        """Return what is known of a year; empty where nothing is."""
        return next((row for row in self.years if row["year"] == year), {})

    def jobs(self, year: int) -> Amount:
        """Return the jobs of a year."""
        return amount(self.row(year), "jobs")

    def quotient(self, year: int) -> Amount:
        """Return the location quotient of a year."""
        return ranged(self.row(year), "location_quotient", Kind.RATIO)


@dataclass(frozen=True)
class Compared:
    """The clusters that are compared, in the order in which they were named.

    whole    what shares are shares of, such as "the nation"
    source   the line under each figure
    study    its name in commands;  asking: the end of every command, as of which day
    """

    ones: Sequence[One]
    whole: str = "the nation"
    source: str = ""
    study: str = "STUDY"
    asking: str = ""

    @property
    def year(self) -> int:
        """Return the last year in which all of them are known; 0 where there is none."""
        return min((one.years[-1]["year"] for one in self.ones if one.years), default=0)

    @property
    def before(self) -> int:
        """Return the year from which change is measured."""
        first = max((one.years[0]["year"] for one in self.ones if one.years), default=0)
        return max(self.year - LOOK_BACK, first)

    @property
    def ahead(self) -> int:
        """Return the last year that all forecasts reach; 0 where none is forecast."""
        return min((one.outlook[-1]["year"] for one in self.ones if one.outlook), default=0)

    @property
    def levels(self) -> list[str]:
        """Return the levels of their regions."""
        return sorted({one.cluster.level for one in self.ones})

    def command(self, result: str, column: str = "cluster") -> str:
        """Return the commands that show the rows of all of them, one a line."""
        return "\n".join(
            f"milieu show {quote(self.study)} {result} "
            f"--only {quote(f'{column}={one.cluster.id}')}{self.asking}"
            for one in self.ones
        )


def ones(lots: Lots, wanted: Sequence[Cluster]) -> list[One]:
    """Return what is known of clusters, at most `MOST`, each with its letter."""
    return [_one(lots, letter, cluster) for letter, cluster in zip(LETTERS, wanted, strict=False)]


def _one(lots: Lots, letter: str, cluster: Cluster) -> One:
    known = lots.foreseen.of(cluster)
    return One(
        letter=letter,
        cluster=cluster,
        years=lots.years[cluster.id],
        stages=known.stages,
        alarms=known.alarms,
        outlook=known.forecast(JOBS),
        peers=[
            {**row, "name": cluster_name(known.names.get(row["peer"], ""))} for row in known.peers
        ],
        survival=known.survival,
        indicators=lots.placement.of(cluster.id),
    )
