"""The figure of a cluster's firms: where they are, summed where a single one could be told."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from milieu.core.language import _, several
from milieu.report.cluster_figures import Known
from milieu.report.figure import Figure, described
from milieu.report.figures.marks import Look, Picture, layered, mark, pixel, rule
from milieu.report.figures.plot import texts
from milieu.report.look import color
from milieu.report.words import MISSING, Kind, number, whole

FEW = 3  # firms of one square below which its jobs are not shown (methods: one or two are hidden)
ACROSS = 26  # squares across the map
WIDE, NARROW = 540, 328  # pixels of a drawing with all its texts
FLATTEST, TALLEST = 0.45, 0.75  # height over width
LARGEST, SMALLEST = 1.2, 14.0  # area of the largest circle by pixel of width; of the smallest
KILOMETERS = 111.2  # of a degree of latitude (assumed: a sphere)
ROUND = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # kilometers of the scale


def firms_figure(known: Known, firms: Sequence[Mapping[str, Any]], source: str) -> Figure | None:
    """Return where the firms are; None where no place of any is known.

    firms   longitude, latitude, jobs (None: unknown)
    """
    placed = [f for f in firms if None not in (f["longitude"], f["latitude"])]
    if not placed:
        return None
    squares = _squares(placed)
    where = known.cluster.name
    open_ones = [s for s in squares if s["jobs"] is None]
    many = several("{n} firm", "{n} firms", len(placed), n=whole(len(placed)))
    lost = len(firms) - len(placed)
    how = _("A circle for each square of the map, its area the jobs there.")
    if open_ones:
        how += " " + _("Open: fewer than {few} firms, whose jobs are not shown.", few=FEW)
    if lost:
        how += " " + several(
            "{n} firm has no known place.", "{n} firms have no known place.", lost, n=whole(lost)
        )
    return Figure(
        name="firms",
        title=_("Firms and their jobs: {where}", where=where),
        how=how,
        alt=described(_("Map"), _("firms"), where, many),
        charts={
            s: partial(firms_map, squares, width=w) for s, w in (("wide", WIDE), ("narrow", NARROW))
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


def firms_map(squares: Sequence[Mapping[str, Any]], *, width: int) -> Picture:
    """Return a circle for each square, with a scale of kilometers."""
    frame = _Frame(squares, width)
    most = max((s["jobs"] or 0.0 for s in squares), default=1.0) or 1.0
    rows = [
        {**frame.at(s), "area": max(LARGEST * width * (s["jobs"] or 0.0) / most, SMALLEST),
         "open": s["jobs"] is None}
        for s in squares
    ]  # fmt: skip
    size = {"field": "area", "type": "quantitative", "scale": None}
    full: Look = {"type": "point", "filled": True, "fill": color("middle"), "opacity": 1,
                  "stroke": color("page"), "strokeWidth": 1}  # fmt: skip
    hollow: Look = {**full, "fill": color("page"), "stroke": color("edge"), "strokeWidth": 1.5}
    layers = [
        mark(chosen, look, x=pixel("x"), y=pixel("y"), size=size)
        for look, chosen in (
            (hollow, [r for r in rows if r["open"]]),
            (full, [r for r in rows if not r["open"]]),
        )
        if chosen
    ]
    long, kilometers = frame.scale
    base = {"x": 4.0, "x2": 4.0 + long, "y": frame.height - 6.0, "y2": frame.height - 6.0}
    ends: Mapping[str, Any] = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    layers.append(mark([base], rule("control", 2), x=pixel("x"), y=pixel("y"), **ends))
    said = {"x": 4.0, "y": frame.height - 18.0, "text": f"{kilometers} km"}
    return layered([*layers, *texts([said], "left", fill=color("muted"))], width, frame.height)


class _Frame:
    """Longitudes and latitudes as pixels of a map that holds all squares."""

    def __init__(self, squares: Sequence[Mapping[str, Any]], width: int) -> None:
        ys = [s["latitude"] for s in squares]
        self._squeeze = math.cos(math.radians((min(ys) + max(ys)) / 2))
        xs = [s["longitude"] * self._squeeze for s in squares]
        across = max(max(xs) - min(xs), (max(ys) - min(ys)) / TALLEST, 0.02) * 1.12
        down = max(max(ys) - min(ys), 0.01) * 1.12
        self._scale = width / across
        self.height = round(min(max(down * self._scale, FLATTEST * width), TALLEST * width * 1.15))
        self._left = (min(xs) + max(xs)) / 2 - across / 2
        self._high = (min(ys) + max(ys)) / 2 + self.height / self._scale / 2
        self._width = width

    def at(self, square: Mapping[str, Any]) -> dict[str, float]:
        """Return a square's middle in pixels."""
        x = (square["longitude"] * self._squeeze - self._left) * self._scale
        return {"x": round(x, 1), "y": round((self._high - square["latitude"]) * self._scale, 1)}

    @property
    def scale(self) -> tuple[float, int]:
        """Return a round distance as pixels and kilometers, at most a fifth of the map."""
        pixels = self._scale / KILOMETERS
        fitting = [k for k in ROUND if k * pixels <= self._width / 5]
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
