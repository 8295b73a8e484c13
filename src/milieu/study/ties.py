"""Ties of a study: who is tied to whom in a year, and in which region or cluster the ends lie."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Codes, Vector
from milieu.study.step import Work

UNKNOWN = -1  # group of an end of which nobody says where it is


@dataclass(frozen=True)
class Ties:
    """Ties of one kind in one year.

    one, other   numbers of the ends, shape (ties,)
    weight       shape (ties,), all >= 0; 1 where nothing is said
    """

    year: int
    kind: str
    one: Codes
    other: Codes
    weight: Vector


@dataclass(frozen=True)
class Ends:
    """All ends of all ties.

    number     of each firm, region or organisation
    region     code of the region of each; None where it is not known
    industry   code of the industry of each; None where it is not known, and of regions
    """

    number: dict[str, int]
    region: list[str | None]
    industry: list[str | None]


@dataclass(frozen=True)
class Groups:
    """Which group of a level each end belongs to: its region, or its cluster.

    names    of the groups
    of_end   number of each end's group; `len(names)` for all that are in none; UNKNOWN
    """

    level: str
    names: list[str]
    of_end: Codes
    clusters: bool = False


def ends_of(work: Work) -> Ends:
    """Return the ends with their places, as the table of firms or a region's own code says."""
    rows = work.session.execute(
        """
        WITH ends AS (SELECT "from" AS name FROM links UNION SELECT "to" FROM links)
        SELECT e.name, f.firm IS NOT NULL, f.region, f.industry
        FROM ends e LEFT JOIN firms f ON f.firm = e.name ORDER BY e.name
        """
    ).fetchall()
    built = work.session.execute("SELECT DISTINCT region FROM cells").fetchall()
    scheme, listed = work.frame.regions, {code for (code,) in built}
    region: list[str | None] = []
    for name, is_firm, place, _ in rows:
        own = place if is_firm else name
        known = is_firm or scheme.level(name) is not None or scheme.canonical(name) in listed
        region.append(scheme.canonical(own) if own and known else None)
    canonical = work.frame.industries.canonical
    industry = [canonical(code) if code else None for *_, code in rows]
    return Ends({name: n for n, (name, *_) in enumerate(rows)}, region, industry)


def kinds_of(work: Work) -> list[tuple[int, str]]:
    """Return the years and kinds of ties, the newest year first."""
    return work.session.execute(
        'SELECT DISTINCT year, kind FROM links WHERE "from" <> "to" ORDER BY year DESC, kind'
    ).fetchall()


def ties_of(work: Work, ends: Ends, year: int, kind: str, *, directed: bool = False) -> Ties:
    """Return the ties of a year and kind, each pair once.

    directed   `one` is who sells and `other` who buys; else both directions are added up
    """
    pair = '"from", "to"' if directed else 'least("from", "to"), greatest("from", "to")'
    found = work.session.execute(
        f"SELECT {pair}, sum(coalesce(weight, 1)) FROM links "
        'WHERE "from" <> "to" AND year = ? AND kind = ? GROUP BY ALL ORDER BY ALL',
        [year, kind],
    ).fetchall()
    one, other = (np.array([ends.number[row[at]] for row in found], np.int32) for at in (0, 1))
    return Ties(year, kind, one, other, np.array([row[2] for row in found], np.float64))


def regions_at(work: Work, level: str, ends: Ends) -> Groups:
    """Return the region of a level that each end lies in.

    An end of which only a wider region is known, such as the state of a county, is unknown.
    """
    rows = work.session.execute(
        "SELECT DISTINCT region FROM cells WHERE level = ? ORDER BY region", [level]
    ).fetchall()
    names = [code for (code,) in rows]
    number = {code: n for n, code in enumerate(names)}
    scheme, areas = work.frame.regions, work.frame.metropolitan_areas
    wider = {above for code in names for above in scheme.ancestors(code)}

    def of(region: str | None) -> int:
        if region is None:
            return UNKNOWN
        for code in (region, *scheme.ancestors(region), areas.get(region)):
            if code in number:
                return number[code]
        return UNKNOWN if region in wider else len(names)

    return Groups(level, names, np.array([of(region) for region in ends.region], np.int32))


def clusters_at(work: Work, ends: Ends, regions: Groups, year: int) -> Groups:
    """Return the cluster that each end lies in, by the members of the nearest year.

    An end in a region with clusters of which the industry is not known is unknown.
    """
    rows = work.session.execute(
        """
        WITH of_level AS (
            SELECT m.*, y.found FROM cluster_members m
            JOIN clusters c USING (cluster) JOIN cluster_years y USING (cluster, year)
            WHERE c.level = ?
        )
        SELECT cluster, region, industry FROM of_level
        WHERE year = (SELECT year FROM of_level ORDER BY abs(year - ?), year LIMIT 1)
        ORDER BY found DESC, cluster
        """,
        [regions.level, year],
    ).fetchall()
    names = sorted({cluster for cluster, _, _ in rows})
    number = {cluster: n for n, cluster in enumerate(names)}
    member: dict[tuple[str, str], int] = {}
    for cluster, region, industry in rows:  # where two claim a cell, it is whose is found this year
        member.setdefault((region, industry), number[cluster])
    clustered = {region for region, _ in member}
    places: Sequence[str | None] = [*regions.names, None, None]  # elsewhere, unknown
    of = [
        _cluster(work, member, clustered, places[place], industry, len(names))
        if place != UNKNOWN
        else UNKNOWN
        for place, industry in zip(regions.of_end.tolist(), ends.industry, strict=True)
    ]
    return Groups(regions.level, names, np.array(of, np.int32), clusters=True)


def _cluster(
    work: Work,
    member: dict[tuple[str, str], int],
    clustered: set[str],
    region: str | None,
    industry: str | None,
    none: int,
) -> int:
    if region is None or region not in clustered:
        return none
    if industry is None:
        return UNKNOWN
    codes: Iterator[str] = iter((industry, *work.frame.industries.ancestors(industry)))
    return next((member[region, code] for code in codes if (region, code) in member), none)
