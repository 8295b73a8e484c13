"""The figures of a study as a whole: atlas, ranking, coverage."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import duckdb

from milieu.core.language import _
from milieu.lifecycle.stage import NOT_ENOUGH
from milieu.report.cluster_figures import in_year
from milieu.report.figure import NARROW, Figure, described, legend
from milieu.report.figures.atlas import atlas
from milieu.report.figures.coverage import coverage
from milieu.report.figures.rows import bars, dots
from milieu.report.naming import place_of
from milieu.report.overview import Overview
from milieu.report.reading import Cluster, read
from milieu.report.words import (
    Amount,
    Kind,
    count,
    listed,
    number,
    plain,
    together,
    whole,
    years,
)

RANKED = 12
PLACES_LISTED = 20
PERCENT = 0.01
NEAR = 3  # decimals of degrees, about 100 m: nearer ones are one place
WIDE_MAP, WIDE_ROWS, NARROW_MAP = 680, 440, 330  # pixels


def atlas_figure(
    session: duckdb.DuckDBPyConnection,
    current: Sequence[Cluster],
    source: str,
    command: str,
    overview: Overview | None = None,
) -> Figure:
    """Return where the clusters are: a map, or bars where no place has coordinates.

    overview   where each cluster stands: a circle has the color of its largest cluster's stage
    """
    places = _places(current, overview)
    where = in_year(_levels(current), current[0].last_year)
    mapped = [place for place in places if place["longitude"] is not None]
    largest = places[0]
    lost = len(places) - len(mapped)
    how = together(
        _("Area of a circle: jobs in the clusters there."),
        _("Color: stage of the largest.") if overview else "",
        _("Only in the table, without coordinates: {places}.", places=count(lost, "place"))
        if mapped and lost
        else "",
    )
    return Figure(
        name="atlas",
        title=_("Where the clusters are: {where}", where=where),
        how=how if mapped else _("No region has coordinates, so the places stand in a list."),
        alt=described(
            _("Map") if mapped else _("Bars"),
            _("jobs in clusters by place"),
            where,
            _(
                "{places}; most jobs, {jobs}, in {place}",
                places=count(len(places), "place"),
                jobs=largest["text"],
                place=largest["label"],
            ),
        ),
        charts=_atlas_charts(session, current, mapped)
        if mapped
        else _both(bars, places[:PLACES_LISTED]),
        columns=(
            _("Place"),
            _("Clusters"),
            _("Jobs in them"),
            _("Status"),
            *([_("Stage")] if overview else []),
        ),
        rows=[
            (
                place["label"],
                str(place["clusters"]),
                place["text"],
                plain(place["status"]),
                *([plain(place["stage"])] if overview else []),
            )
            for place in places
        ],
        source=source,
        command=command,
        legend=(*legend([place["status"] for place in places]), *_stages(mapped, overview)),
    )


def ranked_figure(current: Sequence[Cluster], nation: str, source: str, command: str) -> Figure:
    """Return the clusters of the highest rank with the ranges of their location quotients.

    nation   what location quotients compare with
    """
    shown = current[:RANKED]
    rows: list[dict[str, Any]] = [
        {
            "label": cluster.name,
            "low": None if cluster.quotient.exact else cluster.quotient.low,
            "value": cluster.quotient.value,
            "high": None if cluster.quotient.exact else cluster.quotient.high,
            "status": cluster.status or "published",
            "text": cluster.quotient.text
            if cluster.quotient.value is not None
            else cluster.quotient.range,
        }
        for cluster in shown
    ]
    where = in_year(_levels(current), current[0].last_year)
    return Figure(
        name="ranked",
        title=_("The most concentrated: {where}", where=where),
        how=_("Location quotient from 0; bar: 80 % range; tick: 1, as in {whole}.", whole=nation),
        alt=described(
            _("Dots"),
            _("location quotient"),
            where,
            _("highest is {name} with {value}", name=shown[0].name, value=shown[0].quotient.spoken),
        ),
        charts=_both(dots, rows, reference=1.0),
        columns=(_("Cluster"), _("Location quotient"), _("80 % range"), _("Status")),
        rows=[
            (c.name, c.quotient.text, c.quotient.range or _("exact"), plain(c.status))
            for c in shown
        ],
        source=source,
        command=command,
        legend=legend([row["status"] for row in rows]),
    )


def coverage_figures(hidden: Sequence[dict[str, Any]], source: str, study: str) -> list[Figure]:
    """Return for each level the share of cells that the office hides, by year."""
    levels: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in hidden:
        levels[row["level"]].append(row)
    return [_coverage(level, rows, source, study) for level, rows in levels.items()]


def hidden_by_year(session: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return cells and hidden cells by level and year."""
    return read(
        session,
        "SELECT level, year, count(*) AS cells, count(*) FILTER (status <> 'published') AS hidden "
        "FROM cells GROUP BY ALL ORDER BY year, level",
    )


def _both(chart: Callable[..., Any], rows: Sequence[Any], **other: Any) -> dict[str, Any]:
    """Return a chart for wide and for narrow screens."""
    widths = (("wide", WIDE_ROWS), ("narrow", NARROW_MAP))
    return {screen: partial(chart, rows, width=width, **other) for screen, width in widths}


def _coverage(level: str, rows: Sequence[dict[str, Any]], source: str, study: str) -> Figure:
    shares = [row["hidden"] / row["cells"] for row in rows]
    texts = [number(share, Kind.SHARE, PERCENT) for share in shares]
    drawn = [
        {
            "year": row["year"],
            "value": share,
            "low": None,
            "high": None,
            "status": "published",
            "text": text,
        }
        for row, share, text in zip(rows, shares, texts, strict=True)
    ]
    stretch = years(rows[0]["year"], rows[-1]["year"])
    where = _("{level} level, {years}", level=plain(level), years=stretch)
    return Figure(
        name="coverage",
        title=_("Hidden cells: {where}", where=where),
        how=_("Share of cells whose jobs the office does not publish."),
        alt=described(
            _("Line"),
            _("share of hidden cells"),
            where,
            _("{value} in {year}", value=texts[-1], year=rows[-1]["year"]),
        ),
        charts={"any": partial(coverage, drawn, width=NARROW)},
        columns=(_("Year"), _("Cells"), _("Hidden"), _("Share")),
        rows=[
            (str(row["year"]), whole(row["cells"]), whole(row["hidden"]), text)
            for row, text in zip(rows, texts, strict=True)
        ],
        source=source,
        command=f"milieu show {study} cells --only level={level}",
    )


def _atlas_charts(
    session: duckdb.DuckDBPyConnection, current: Sequence[Cluster], mapped: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    levels = sorted({cluster.level for cluster in current})
    regions = read(
        session,
        "SELECT DISTINCT r.region, r.longitude, r.latitude, r.geometry FROM regions r "
        "JOIN (SELECT DISTINCT region FROM cells WHERE level IN (SELECT unnest(?))) USING (region)",
        levels,
    )
    shapes = [row["geometry"] for row in regions if row["geometry"]]
    others = [
        (r["longitude"], r["latitude"])
        for r in regions
        if None not in (r["longitude"], r["latitude"])
    ]
    return {
        screen: partial(atlas, mapped, width=width, shapes=shapes, others=others)
        for screen, width in (("wide", WIDE_MAP), ("narrow", NARROW_MAP))
    }


def _stages(
    places: Sequence[dict[str, Any]], overview: Overview | None
) -> tuple[tuple[str, str], ...]:
    """Return the colors of the stages that the map shows, in the order of life."""
    if not overview:
        return ()
    shown = {place["tone"]: place["stage"] for place in places}
    return tuple((f"tile {r.tone}", plain(r.stage)) for r in overview.rows if r.tone in shown)


def _places(current: Sequence[Cluster], overview: Overview | None) -> list[dict[str, Any]]:
    """Return the places of clusters, that with most jobs first; without coordinates by regions."""
    groups: dict[Any, list[Cluster]] = defaultdict(list)
    for cluster in current:
        place = cluster.place and tuple(round(degrees, NEAR) for degrees in cluster.place)
        groups[place or cluster.regions or cluster.name].append(cluster)
    places = [{**_place(found), **_standing(found, overview)} for found in groups.values()]
    return sorted(places, key=lambda place: -(place["jobs"] or 0))


def _standing(found: Sequence[Cluster], overview: Overview | None) -> dict[str, str]:
    """Return stage and color of the largest cluster of a place; nothing where none is built."""
    if not overview:
        return {}
    largest = max(found, key=lambda cluster: _end(cluster.jobs, "high"))
    standing = overview.of(largest.id)
    return {"stage": standing.stage or NOT_ENOUGH, "tone": standing.tone}


def _place(found: Sequence[Cluster]) -> dict[str, Any]:
    """Return a place with the jobs of its clusters, the middle of a range where there is no more.

    The ends of the ranges add up to a range that is no narrower than that of the sum.
    """
    shown = any(cluster.jobs.value is not None for cluster in found)
    published = {cluster.status for cluster in found} <= {"published"}
    lows, highs = ([_end(cluster.jobs, end) for cluster in found] for end in ("low", "high"))
    middles = [
        (low + high) / 2 if cluster.jobs.value is None else cluster.jobs.value
        for cluster, low, high in zip(found, lows, highs, strict=True)
    ]
    total = Amount(sum(lows), sum(middles) if shown else None, sum(highs))
    longitude, latitude = found[0].place or (None, None)
    return {
        "longitude": longitude,
        "latitude": latitude,
        "jobs": total.value,
        "value": total.value,
        "low": None if shown else total.low,
        "high": None if shown else total.high,
        "clusters": len(found),
        "status": "published" if published else "estimated" if shown else "range only",
        "label": place_name(found),
        "text": total.text
        if published
        else _("about {value}", value=total.text)
        if shown
        else total.range,
    }


def _end(jobs: Amount, end: str) -> float:
    """Return an end of a range, which is the value itself where that is exact; 0 if unknown."""
    known: float | None = jobs.value if jobs.exact else getattr(jobs, end)
    return known or 0.0


def place_name(found: Sequence[Cluster]) -> str:
    """Return where the clusters of one place are: what their names say after "in"."""
    return place_of(max(found, key=lambda cluster: cluster.jobs.value or 0).stored_name)


def _levels(current: Sequence[Cluster]) -> str:
    levels = sorted({plain(c.level) for c in current if c.level})
    return _("{levels} level", levels=listed(levels, len(levels)))
