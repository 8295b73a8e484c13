"""Who learned from whom: firms by their technology and how much they know."""

from collections.abc import Sequence

from milieu.core.language import _
from milieu.report.figures.marks import Look, Mark, Picture, layered, mark, pixel, rule
from milieu.report.figures.plot import Plot, Tick, axes, merged, rules, texts
from milieu.report.figures.scale import ticks_of
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.twin.panels import ends_of

LEFT, RIGHT, HEAD, FOOT, MARGIN = 40, 16, 30, 42, 0.06  # pixels; share of the width kept free
SMALLEST, LARGEST = 22.0, 2600.0  # area of a circle, square pixels


def ties(
    firms: Sequence[Row], links: Sequence[Row], best: float, *, width: int, tall: int
) -> Picture:
    """Return a circle for each firm, its area the sales, and a line to whom it learned from.

    firms   turns (from the middle of those shown), log_productivity, sales, outside (learned from
            a firm elsewhere of late)
    links   one and other (positions in `firms`), recent
    best    turns of what sells best
    """
    turns = [firm["turns"] for firm in firms] + [best]
    span = max(turns) - min(turns) or 0.1
    across = (min(turns) - MARGIN * span, max(turns) + MARGIN * span)
    upwards = ends_of([firm["log_productivity"] for firm in firms], zero=False)
    plot = Plot(LEFT, HEAD, width - LEFT - RIGHT, tall, across, upwards)
    most = max((firm["sales"] for firm in firms), default=1.0)
    placed = [
        {"x": plot.x(firm["turns"]), "y": plot.y(firm["log_productivity"]),
         "area": round(max(LARGEST * firm["sales"] / most, SMALLEST), 1),
         "outside": firm["outside"]}
        for firm in firms
    ]  # fmt: skip
    placed.sort(key=lambda row: -row["area"])  # small ones on top
    spots = (
        [plot.x(firm["turns"]) for firm in firms],
        [plot.y(f["log_productivity"]) for f in firms],
    )
    layers = axes(plot, _ticks(across), ticks_of(*upwards, ",.6~g"))
    layers += _best(plot, best)
    for recent, look in ((False, rule("past", 0.5)), (True, rule("middle", 1.1))):
        lines = [
            {"x": spots[0][tie["one"]], "y": spots[1][tie["one"]],
             "x2": spots[0][tie["other"]], "y2": spots[1][tie["other"]]}
            for tie in links if tie["recent"] is recent
        ]  # fmt: skip
        layers += rules(lines, look)
    return layered(
        merged([[*layers, *_circles(placed), *_titles(plot)]]), width, round(plot.bottom) + FOOT
    )


def _circles(placed: Sequence[Row]) -> list[Mark]:
    circle: Look = {"type": "point", "filled": True, "opacity": 1, "strokeWidth": 1}
    size = {"field": "area", "type": "quantitative", "scale": None}
    looks = ((False, "edge"), (True, "lower"))
    return [
        mark(chosen, {**circle, "fill": color(fill), "stroke": color("page")},
             x=pixel("x"), y=pixel("y"), size=size)
        for outside, fill in looks
        if (chosen := [row for row in placed if row["outside"] is outside])
    ]  # fmt: skip


def _best(plot: Plot, best: float) -> list[Mark]:
    x = plot.x(best)
    right = x < plot.left + plot.width / 2
    said = [{"x": x + (5 if right else -5), "y": plot.top - 8, "text": _("sells best")}]
    ends = [{"x": x, "x2": x, "y": plot.top - 14, "y2": plot.bottom}]
    return [
        *rules(ends, rule("lowest", 2)),
        *texts(said, "left" if right else "right", fill=color("lowest"), fontWeight="bold"),
    ]


def _ticks(across: tuple[float, float]) -> list[Tick]:
    ticks = ticks_of(*across, ",.6~g")
    return [(v, said if v <= 0 else f"+{said}") for v, said in ticks]


def _titles(plot: Plot) -> list[Mark]:
    upward = [{"x": 0, "y": 8, "text": _("log productivity ↑")}]
    across = [
        {
            "x": plot.right,
            "y": plot.bottom + 32,
            "text": _("technology, turns from the cluster's mean →"),
        }
    ]
    return [*texts(upward, fill=color("muted")), *texts(across, "right", fill=color("muted"))]
