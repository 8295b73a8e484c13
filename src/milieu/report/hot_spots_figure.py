"""The figure of hot spots: Gi* of the industry with most discoveries, as a map or a list."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from milieu.core.language import _
from milieu.report.figure import Chart, Figure, described
from milieu.report.figures.ground import readable
from milieu.report.figures.hot_spots import CLASSES, class_of, hot_spots
from milieu.report.figures.rows import dots
from milieu.report.surroundings import NARROW, WIDE, Surroundings
from milieu.report.words import (
    MISSING,
    Kind,
    count,
    listed,
    number,
    plain,
    points,
    together,
    whole,
    year,
)

LISTED = 20
DRAWN_TWICE = 500  # regions; a map of more is drawn once, for all screens

REGIONS = """
    WITH last AS (SELECT level, industry, year FROM spatial
        WHERE gi IS NOT NULL AND year = (SELECT max(year) FROM spatial WHERE gi IS NOT NULL)
        GROUP BY ALL
        ORDER BY count(*) FILTER (discovery) DESC, max(gi) DESC, level, industry LIMIT 1),
    places AS (SELECT region, any_value(longitude) AS longitude, any_value(latitude) AS latitude,
        any_value(geometry) AS geometry FROM regions GROUP BY region)
    SELECT s.*, longitude, latitude, geometry
    FROM spatial s SEMI JOIN last USING (level, industry, year) LEFT JOIN places USING (region)
    WHERE gi IS NOT NULL ORDER BY gi DESC, region
"""


def hot_spots_figure(around: Surroundings) -> Figure | None:
    """Return where one industry's hot and cold spots are; None where nothing is known."""
    found = [_region(around, row) for row in around.rows(REGIONS)]
    if not found:
        return None
    placed = [row for row in found if row["geometry"] or row["longitude"] is not None]
    shown = placed or found[:LISTED]
    first = found[0]
    industry = around.industry(first["industry"])
    where = _("{industry}, {level} level, {years}", industry=industry,
              level=plain(first["level"]), years=year(first["year"]))  # fmt: skip
    hot, cold = (
        [r for r in found if r["discovery"] and (r["gi"] > 0) is up] for up in (True, False)
    )
    lost = len(found) - len(shown)
    return Figure(
        name="hot-spots",
        title=_("Hot and cold spots: {where}", where=where),
        how=_how(placed, lost, len(found)),
        alt=described(
            _("Map") if placed else _("Dots"),
            _("Gi* of the location quotient"),
            where,
            _reading([r["label"] for r in hot], len(cold)),
            _("Highest Gi* is {value} in {region}", value=first["text"], region=first["label"]),
        ),
        charts=_charts(placed, shown),
        columns=(
            _("Region"),
            _("Gi*"),
            _("Probability by chance"),
            _("Location quotient"),
            _("Discovery"),
        ),
        rows=[_cells(row) for row in shown],
        source=around.source("employment"),
        command=around.command(
            "spatial", level=first["level"], industry=first["industry"], year=first["year"]
        ),
        legend=_legend(placed),
    )


def _reading(hot: Sequence[str], cold: int) -> str:
    """Return how many regions are in hot and in cold spots, and the hottest."""
    hots, colds = count(len(hot), "region"), count(cold, "region")
    if not hot:
        return _("{hot} in hot spots; {cold} in cold spots", hot=hots, cold=colds)
    return _("{hot} in hot spots, highest {names}; {cold} in cold spots", hot=hots,
             names=listed(hot, 3), cold=colds)  # fmt: skip


def _region(around: Surroundings, row: dict[str, Any]) -> dict[str, Any]:
    place = (row["longitude"], row["latitude"])
    known = None not in place
    text = number(row["gi"], Kind.RATIO)
    return {
        **row,
        "label": around.names.region_name(row["region"]),
        "discovery": bool(row["discovery"]),
        "geometry": row["geometry"] if readable(row["geometry"]) else None,
        "longitude": row["longitude"] if known else None,
        "latitude": row["latitude"] if known else None,
        "text": text,
    }


def _how(placed: Sequence[Any], lost: int, known: int) -> str:
    how = _(
        "Getis-Ord Gi*: whether a region and its neighbors together are more (blue) or less "
        "(orange) specialized than chance would have it, in standard deviations."
    )
    if not placed:
        total = whole(known)
        none = _("No region has coordinates: the highest of {total} stand in a list.", total=total)
        return together(how, none)
    outlined = _("Outlined: a discovery (false discovery rate 5 %).")
    if not lost:
        return together(how, outlined)
    regions = count(lost, "region")
    lacking = _("Without coordinates, so not drawn: {regions}.", regions=regions)
    return together(how, outlined, lacking)


def _charts(placed: Sequence[dict[str, Any]], shown: Sequence[dict[str, Any]]) -> dict[str, Chart]:
    screens = (("wide", WIDE), ("narrow", NARROW))
    if not placed:
        rows = [{**row, "value": row["gi"], "low": None, "high": None} for row in shown]
        rows = [{**row, "status": "published"} for row in rows]
        return {screen: partial(dots, rows, width=width) for screen, width in screens}
    if len(placed) > DRAWN_TWICE:
        return {"any": partial(hot_spots, placed, width=WIDE)}
    return {screen: partial(hot_spots, placed, width=width) for screen, width in screens}


def _legend(placed: Sequence[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Return the classes that occur, the highest first."""
    there = {class_of(row["gi"]) for row in placed}
    classes = [(name, _(said)) for _least, name, said in CLASSES if (name, said) in there]
    found = any(row["discovery"] for row in placed)
    marks = [(f"tile {name}", said) for name, said in classes]
    return (*marks, *([("tile outlined", _("discovery"))] if found else []))


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    p = row["p"]
    return (
        row["label"],
        row["text"],
        MISSING if p is None else _("under 0.001") if p < 0.001 else points(f"{p:.3f}"),
        number(row["location_quotient"], Kind.RATIO),
        (_("hot spot") if row["gi"] > 0 else _("cold spot")) if row["discovery"] else _("no"),
    )
