"""The figure of a cluster's firms: where they are, summed where a single one could be told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from milieu.core.language import _, several
from milieu.report.cluster_figures import Known
from milieu.report.figure import Figure, described
from milieu.report.figures.atlas import land
from milieu.report.figures.ground import Ground, ground
from milieu.report.figures.marks import Look, Mark, Picture, layered, mark, pixel, rule
from milieu.report.figures.plot import rules, texts
from milieu.report.look import color
from milieu.report.words import MISSING, Kind, number, together, whole

FEW = 3  # firms of one square below which its jobs are not shown (methods: one or two are hidden)
ACROSS = 26  # squares across the firms
WIDE, NARROW = 540, 328  # pixels of a drawing with all its texts
LARGEST, SMALLEST = 1.2, 30.0  # area of the largest circle by pixel of width; of the smallest
KILOMETERS = 111.2  # of a degree of latitude (assumed: a sphere)
ROUND = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # kilometers of the scale


def firms_figure(
    known: Known,
    firms: Sequence[Mapping[str, Any]],
    source: str,
    shapes: Sequence[str] = (),
) -> Figure | None:
    """Return where the firms are; None where no place of any is known.

    firms    longitude, latitude, jobs (None: unknown)
    shapes   geometry of the cluster's regions as GeoJSON
    """
    placed = [f for f in firms if None not in (f["longitude"], f["latitude"])]
    if not placed:
        return None
    squares = _squares(placed)
    where = known.cluster.name
    many = several("{n} firm", "{n} firms", len(placed), n=whole(len(placed)))
    lost = len(firms) - len(placed)
    missed = several(
        "{n} firm has no known place.", "{n} firms have no known place.", lost, n=whole(lost)
    )
    return Figure(
        name="firms",
        title=_("Firms and their jobs: {where}", where=where),
        short=_("Firms and their jobs"),
        how=together(_how(squares, many), missed if lost else ""),
        alt=described(_("Map"), _("firms"), where, many),
        charts={
            s: partial(firms_map, squares, width=w, shapes=shapes)
            for s, w in (("wide", WIDE), ("narrow", NARROW))
        },
        columns=(_("Middle of the square"), _("Firms"), _("Jobs")),
        rows=[
            (
                f"{s['latitude']:.2f}, {s['longitude']:.2f}",
                whole(s["firms"]) if s["firms"] >= FEW else _("under {few}", few=FEW),
                MISSING if s["jobs"] is None else number(s["jobs"], Kind.COUNT),
            )
            for s in squares
        ],
        source=source,
        command="",
    )


def _how(squares: Sequence[Mapping[str, Any]], many: str) -> str:
    """Return how the map is read; where no square has firms enough, that no jobs are shown."""
    hidden = [s["jobs"] is None for s in squares]
    if all(hidden):
        places = several("{n} place", "{n} places", len(squares), n=whole(len(squares)))
        return _(
            "{firms} in {places}: a ring each. Nowhere are there {few} or more, so no jobs are "
            "shown.",
            firms=many, places=places, few=FEW,
        )  # fmt: skip
    return together(
        _("A circle for each square of the map, its area the jobs there."),
        _("Open: fewer than {few} firms, whose jobs are not shown.", few=FEW)
        if any(hidden)
        else "",
    )


def firms_map(
    squares: Sequence[Mapping[str, Any]], *, width: int, shapes: Sequence[str] = ()
) -> Picture:
    """Return a circle for each square over the regions' borders, with a scale of kilometers.

    squares   longitude, latitude, jobs (None: not told); the one with most jobs first
    shapes    the regions' geometry as GeoJSON
    """
    under = ground([(s["longitude"], s["latitude"]) for s in squares], shapes, (), width)
    most = max((s["jobs"] or 0.0 for s in squares), default=1.0) or 1.0
    rows = [
        {**dict(zip("xy", under.pixel(s["longitude"], s["latitude"]), strict=True)),
         "area": max(LARGEST * width * (s["jobs"] or 0.0) / most, SMALLEST),
         "open": s["jobs"] is None}
        for s in squares
    ]  # fmt: skip
    return layered([*land(under), *_circles(rows), *_kilometers(under)], width, under.height)


def _circles(rows: Sequence[Mapping[str, Any]]) -> list[Mark]:
    size = {"field": "area", "type": "quantitative", "scale": None}
    full: Look = {"type": "point", "filled": True, "fill": color("middle"), "opacity": 1,
                  "stroke": color("page"), "strokeWidth": 1}  # fmt: skip
    hollow: Look = {**full, "fill": color("page"), "stroke": color("edge"), "strokeWidth": 2}
    return [
        mark(chosen, look, x=pixel("x"), y=pixel("y"), size=size)
        for look, chosen in (
            (hollow, [r for r in rows if r["open"]]),
            (full, [r for r in rows if not r["open"]]),
        )
        if chosen
    ]


def _kilometers(under: Ground) -> list[Mark]:
    """Return a line of a round length in the lower left corner."""
    long, kilometers = _scale_of(under)
    y = under.height - 6.0
    said = {"x": 4.0, "y": y - 12, "text": f"{kilometers} km"}
    line = {"x": 4.0, "x2": 4.0 + long, "y": y, "y2": y}
    return [*rules([line], rule("control", 2)), *texts([said], "left", fill=color("muted"))]


def _scale_of(under: Ground) -> tuple[float, int]:
    """Return a round distance as pixels and kilometers, at most a fifth of the map."""
    pixels = under.scale / KILOMETERS
    fitting = [k for k in ROUND if k * pixels <= under.width / 5]
    kilometers = fitting[-1] if fitting else ROUND[0]
    return kilometers * pixels, kilometers


def _squares(placed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return firms summed by square, those with most jobs first; of few firms no jobs are said."""
    xs, ys = ([f[k] for f in placed] for k in ("longitude", "latitude"))
    side = max(max(xs) - min(xs), max(ys) - min(ys), 0.01) / ACROSS
    groups: dict[tuple[int, int], list[Mapping[str, Any]]] = defaultdict(list)
    for firm in placed:
        at = int((firm["longitude"] - min(xs)) / side), int((firm["latitude"] - min(ys)) / side)
        groups[at].append(firm)
    squares: list[dict[str, Any]] = [
        {
            "longitude": min(xs) + (x + 0.5) * side,
            "latitude": min(ys) + (y + 0.5) * side,
            "firms": len(found),
            "jobs": None if len(found) < FEW else sum(firm["jobs"] or 0.0 for firm in found),
        }
        for (x, y), found in groups.items()
    ]
    return sorted(squares, key=lambda s: (s["jobs"] is None, -(s["jobs"] or 0.0), -s["firms"]))
