"""The figure of K-densities: industries whose firms are nearest to each other."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from milieu.core.language import N_, _, in_sense
from milieu.report.figure import Figure, described
from milieu.report.figures.k_density import SCALED, k_density
from milieu.report.figures.plot import runs
from milieu.report.surroundings import NARROW, WIDE, Surroundings
from milieu.report.words import MISSING, between, count, listed, points, together, whole, year

Stretches = Sequence[tuple[float, float]]
SHOWN = 4
POINTS = 60  # distances drawn of a curve
ROWS = """
    SELECT * FROM k_density WHERE year = (SELECT max(year) FROM k_density)
        AND density IS NOT NULL AND distance IS NOT NULL ORDER BY industry, distance
"""
LEGEND = (
    ("line", N_("firms of the industry")),
    ("local", N_("90 % of random draws, at each distance")),
    ("global", N_("90 % or more of random draws lie wholly within")),
    ("near", N_("localized: nearer than by chance")),
)


def k_density_figure(around: Surroundings) -> Figure | None:
    """Return the K-densities of the industries furthest above chance; None where none is known."""
    industries: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in around.rows(ROWS):
        industries[row["industry"]].append(row)
    curves = sorted(
        (_curve(around, code, rows) for code, rows in industries.items()),
        key=lambda one: (-one["excess"], -one["firms"], one["label"]),
    )
    if not curves:
        return None
    shown, localized = curves[:SHOWN], sum(bool(one["near"]) for one in curves)
    where = _("firms, {years}", years=year(next(iter(industries.values()))[0]["year"]))
    reading = _("{n} of {industries} localized", n=whole(localized),
                industries=count(len(curves), "industry", "industries"))  # fmt: skip
    nearest = [
        _("{industry} {localized}", industry=one["label"], localized=one["words"]) for one in shown
    ]
    return Figure(
        name="k-density",
        title=_("How near firms of an industry are to each other: {where}", where=where),
        how=together(
            _(
                "Density of the distances between two firms, per km (Duranton-Overman), against "
                "as many firms placed at random on the sites of all."
            ),
            _("{localized}; shown: those furthest above chance.", localized=reading),
        ),
        alt=described(
            _("Lines with bands"),
            _("density of distances between firms"),
            where,
            in_sense("between parts", "; ").join([reading, listed(nearest)]),
        ),
        charts={
            s: partial(k_density, shown, width=w) for s, w in (("wide", WIDE), ("narrow", NARROW))
        },
        columns=(
            _("Industry"),
            _("Distance, km"),
            _("Density"),
            _("Local band"),
            _("Global band"),
            _("Against chance"),
        ),
        rows=[_cells(one, row) for one in shown for row in one["rows"]],
        source=around.source("firms"),
        command=around.command("k_density"),
        legend=tuple((mark, _(text)) for mark, text in LEGEND),
    )


def _curve(around: Surroundings, code: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    near = runs([(row["distance"], _above(row)) for row in rows])
    far = runs([(row["distance"], _below(row)) for row in rows])
    words = _against_chance(near, far)
    firms = max((row["firms"] or 0 for row in rows), default=0)
    every = -(-len(rows) // POINTS)
    kept = [row for at, row in enumerate(rows) if at % every == 0 or at == len(rows) - 1]
    return {
        "label": around.industry(code),
        "note": _("{firms}; {localized}", firms=count(firms, "firm"), localized=words),
        "words": words,
        "near": near,
        "firms": firms,
        "excess": sum(row["density"] - row["global_high"] for row in rows if _above(row)),
        "rows": kept,
    }


def _against_chance(near: Stretches, far: Stretches) -> str:
    """Return at which distances firms are nearer to each other than by chance, or farther."""
    if near:
        return _("localized at {distances} km", distances=_km(near))
    return _("dispersed at {distances} km", distances=_km(far)) if far else _("as by chance")


def _km(found: Stretches) -> str:
    """Return the stretches in words, as finely as the distances are apart."""
    pairs = [(_distance(first), _distance(last)) for first, last in found]
    return listed([a if a == b else between(a, b) for a, b in pairs], 3)


def _distance(distance: float) -> str:
    """Return a distance in kilometers; below ten with a digit behind the point."""
    long = distance >= 10 or distance == 0
    return points(f"{distance:,.0f}" if long else f"{distance:.1f}")


def _above(row: dict[str, Any]) -> bool:
    return row["global_high"] is not None and row["density"] > row["global_high"]


def _below(row: dict[str, Any]) -> bool:
    return row["global_low"] is not None and row["density"] < row["global_low"]


def _cells(one: dict[str, Any], row: dict[str, Any]) -> tuple[str, ...]:
    density, *ends = (MISSING if row[k] is None else points(f"{row[k]:.3g}") for k in SCALED)
    against = _("nearer") if _above(row) else _("farther") if _below(row) else _("within")
    return (
        one["label"],
        points(f"{row['distance']:,.6g}"),
        density,
        between(ends[0], ends[1]),
        between(ends[2], ends[3]),
        against,
    )
