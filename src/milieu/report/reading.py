"""Reading: the rows of a study that a report shows, with every figure as an `Amount`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb

from milieu.core.language import _
from milieu.report.naming import cluster_name
from milieu.report.words import Amount, Kind

Row = Mapping[str, Any]
NATIONAL = ("nation", "country")  # levels whose single region is called "the nation"
WIDE_LEVELS = (*NATIONAL, "state")  # levels that can be the whole of a study


class Frame(Protocol):
    """How a study calls its regions and industries."""

    def region_name(self, code: str) -> str:
        """Return the name of a region."""
        ...

    def industry_name(self, code: str) -> str:
        """Return the name of an industry."""
        ...


class StudyLike(Protocol):
    """What a report needs of a study."""

    folder: Path
    settings: Any

    def session(self, as_of: str = "") -> duckdb.DuckDBPyConnection:
        """Return a session with every table and result as a view."""
        ...

    def frame(self, session: duckdb.DuckDBPyConnection) -> Any:
        """Return the names of regions and industries."""
        ...


@dataclass(frozen=True)
class Cluster:
    """A cluster with its figures in the last year in which it was seen."""

    id: str
    anchor: str
    stored_name: str
    level: str
    regions: str
    industries: str
    first_year: int
    last_year: int
    jobs: Amount
    peak_jobs: Amount
    peak_year: int | None
    change: Amount
    establishments: Amount
    quotient: Amount
    share: Amount
    hidden: int
    rank: int | None
    exists: float | None
    listed: float | None
    robustness: float | None
    type: str
    evidence: str
    status: str
    place: tuple[float, float] | None

    @property
    def name(self) -> str:
        """Return what it is called in the language spoken."""
        return cluster_name(self.stored_name)


def read(session: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[dict[str, Any]]:
    """Return the rows of a query by column name; none if a result it needs is not built."""
    try:
        answer = session.execute(query, list(values))
    except duckdb.CatalogException:
        return []
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, map(_known, row), strict=True)) for row in answer.fetchall()]


def amount(row: Row, name: str, kind: Kind = Kind.COUNT) -> Amount:
    """Return a figure of a row; where it may be shown as a range only, the proven bounds."""
    figure = ranged(row, name, kind)
    if figure.value is None and (figure.low is None or figure.high is None):
        return Amount(row.get("least"), None, row.get("most"), kind, proven=True)
    return figure


def ranged(row: Row, name: str, kind: Kind = Kind.COUNT) -> Amount:
    """Return a figure of a row with its 80 % range."""
    return Amount(row.get(f"{name}_low"), row.get(name), row.get(f"{name}_high"), kind)


def lone(row: Row, name: str, kind: Kind = Kind.COUNT) -> Amount:
    """Return a figure that has no range."""
    return Amount(None, row.get(name), None, kind)


def clusters(session: duckdb.DuckDBPyConnection) -> list[Cluster]:
    """Return all clusters: those seen last first, then by rank."""
    rows = read(
        session,
        "SELECT c.*, y.least, y.most FROM clusters c LEFT JOIN cluster_years y "
        "ON y.cluster = c.cluster AND y.year = c.last_year "
        "ORDER BY last_year DESC, rank NULLS LAST, level, c.cluster",
    )
    anchors = _anchors([row["cluster"] for row in rows])
    return [_cluster(row, anchors[row["cluster"]]) for row in rows]


def by_cluster(
    session: duckdb.DuckDBPyConnection, result: str, wanted: Sequence[Cluster]
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a result for the wanted clusters, by cluster and in order of years."""
    query = f"SELECT * FROM {result} WHERE cluster IN (SELECT unnest(?)) ORDER BY cluster, year"
    found: dict[str, list[dict[str, Any]]] = {cluster.id: [] for cluster in wanted}
    for row in read(session, query, list(found)) if wanted else ():
        found[row["cluster"]].append(row)
    return found


def whole(session: duckdb.DuckDBPyConnection, name_of: Callable[[str], str]) -> str:
    """Return what shares are shares of: "the nation", one named region, or the whole study."""
    rows = read(session, f"{_LONE.format('cells')} UNION {_LONE.format('regions')}")
    lone = {row["level"]: row["region"] for row in rows if row["level"] in WIDE_LEVELS}
    if any(level in NATIONAL for level in lone):
        return _("the nation")
    return next(
        (name_of(lone[level]) for level in WIDE_LEVELS if level in lone), _("the whole study")
    )


_LONE = (
    "SELECT level, min(region) AS region FROM {} GROUP BY level HAVING count(DISTINCT region) = 1"
)


def _cluster(row: Row, anchor: str) -> Cluster:
    place = (row["longitude"], row["latitude"])
    return Cluster(
        id=row["cluster"],
        anchor=anchor,
        stored_name=row["name"] or row["cluster"],
        level=row["level"] or "",
        regions=row["regions"] or "",
        industries=row["industries"] or "",
        first_year=row["first_year"],
        last_year=row["last_year"],
        jobs=amount(row, "jobs"),
        peak_jobs=lone(row, "peak_jobs"),
        peak_year=row["peak_year"],
        change=lone(row, "change_since_peak", Kind.SHARE),
        establishments=lone(row, "establishments"),
        quotient=ranged(row, "location_quotient", Kind.RATIO),
        share=lone(row, "share_of_nation", Kind.SHARE),
        hidden=row["hidden_cells"] or 0,
        rank=row["rank"],
        exists=row["existence_probability"],
        listed=row["listed_probability"],
        robustness=row["robustness"],
        type=row["type"] or "",
        evidence=row["type_evidence"] or "",
        status=row["status"] or "",
        place=None if None in place else place,
    )


def anchor_of(cluster: str) -> str:
    """Return the address of a cluster within the page, of letters, digits and hyphens."""
    return "c-" + re.sub(r"[^\w.-]+", "-", cluster)


def _anchors(ids: Sequence[str]) -> dict[str, str]:
    """Return an address within the page for each cluster, of letters, digits and hyphens."""
    anchors: dict[str, str] = {}
    taken: set[str] = set()
    for one in ids:
        anchor = wanted = anchor_of(one)
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{wanted}-{number}"
        taken.add(anchor)
        anchors[one] = anchor
    return anchors


def _known(value: Any) -> Any:
    """Return None for a number that is not one."""
    return None if isinstance(value, float) and value != value else value
