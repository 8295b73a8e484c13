"""The figure of K-densities: industries whose firms are nearest to each other."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from milieu.report.figure import Figure, described
from milieu.report.figures.k_density import SCALED, k_density
from milieu.report.figures.plot import runs
from milieu.report.surroundings import NARROW, WIDE, Surroundings
from milieu.report.words import MISSING, count, listed

SHOWN = 4
POINTS = 60  # distances drawn of a curve
ROWS = """
    SELECT * FROM k_density WHERE year = (SELECT max(year) FROM k_density)
        AND density IS NOT NULL AND distance IS NOT NULL ORDER BY industry, distance
"""
LEGEND = (
    ("line", "firms of the industry"),
    ("local", "90 % of random draws, at each distance"),
    ("global", "90 % or more of random draws lie wholly within"),
    ("near", "localized: nearer than by chance"),
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
    where = f"firms, {next(iter(industries.values()))[0]['year']}"
    reading = f"{localized:,} of {count(len(curves), 'industry', 'industries')} localized"
    return Figure(
        name="k-density",
        title=f"How near firms of an industry are to each other: {where}",
        how=(
            "Density of the distances between two firms, per km (Duranton-Overman), against as many"
            f" firms placed at random on the sites of all. {reading}; shown: those furthest above "
            "chance."
        ),
        alt=described(
            "Lines with bands",
            "density of distances between firms",
            where,
            f"{reading}; "
            + listed([f"{one['label']} {one['note'].split('; ')[-1]}" for one in shown]),
        ),
        charts={
            s: partial(k_density, shown, width=w) for s, w in (("wide", WIDE), ("narrow", NARROW))
        },
        columns=(
            "Industry",
            "Distance, km",
            "Density",
            "Local band",
            "Global band",
            "Against chance",
        ),
        rows=[_cells(one, row) for one in shown for row in one["rows"]],
        source=around.source("firms"),
        command=around.command("k_density"),
        legend=LEGEND,
    )


def _curve(around: Surroundings, code: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    near = runs([(row["distance"], _above(row)) for row in rows])
    far = runs([(row["distance"], _below(row)) for row in rows])
    words = f"localized {_km(near)}" if near else f"dispersed {_km(far)}" if far else "as by chance"
    firms = max((row["firms"] or 0 for row in rows), default=0)
    every = -(-len(rows) // POINTS)
    kept = [row for at, row in enumerate(rows) if at % every == 0 or at == len(rows) - 1]
    return {
        "label": around.industry(code),
        "note": f"{count(firms, 'firm')}; {words}",
        "near": near,
        "firms": firms,
        "excess": sum(row["density"] - row["global_high"] for row in rows if _above(row)),
        "rows": kept,
    }


def _km(found: Sequence[tuple[float, float]]) -> str:
    """Return the stretches in words, as finely as the distances are apart."""
    ends = [
        _whole(a) if _whole(a) == _whole(b) else f"{_whole(a)} to {_whole(b)}" for a, b in found
    ]
    return f"at {listed(ends, 3)} km"


def _whole(distance: float) -> str:
    """Return a distance in kilometers; below ten with a digit behind the point."""
    return f"{distance:,.0f}" if distance >= 10 or distance == 0 else f"{distance:.1f}"


def _above(row: dict[str, Any]) -> bool:
    return row["global_high"] is not None and row["density"] > row["global_high"]


def _below(row: dict[str, Any]) -> bool:
    return row["global_low"] is not None and row["density"] < row["global_low"]


def _cells(one: dict[str, Any], row: dict[str, Any]) -> tuple[str, ...]:
    density, *ends = (MISSING if row[k] is None else f"{row[k]:.3g}" for k in SCALED)
    against = "nearer" if _above(row) else "farther" if _below(row) else "within"
    return (
        one["label"],
        f"{row['distance']:,.6g}",
        density,
        f"{ends[0]} to {ends[1]}",
        f"{ends[2]} to {ends[3]}",
        against,
    )
