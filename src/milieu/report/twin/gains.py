"""Who gains and who loses: for each group of firms the share that loses, and that gains."""

from collections.abc import Sequence
from typing import Any

from milieu.core.language import N_, _
from milieu.report.figures.marks import Mark, Picture, end, layered, mark, pixel, rule
from milieu.report.figures.plot import merged, percent_text, rules, texts
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.twin.rows import FOOT, Scale, placed_rows, words_of

BAR = 10  # pixels
SIDES = N_("← lose"), N_("gain →")


def gains(rows: Sequence[Row], *, width: int, most: float) -> Picture:
    """Return a row for each group, what loses to the left of zero and what gains to the right.

    rows   label, text, group; gain and lose: low, value, high (shares, None where not known);
           sure: whether it can be told which of the two is more
    most   share at both ends of the scale
    """
    placed, height = placed_rows(rows, width)
    scale = Scale(-most, most, 6.0, width - 6.0)
    end_text = percent_text(f"{100 * most:g}")
    ticks = [(-most, end_text), (0.0, "0"), (most, end_text)]
    lines = [{"x": scale.x(v), "x2": scale.x(v), "y": 4, "y2": height} for v, _text in ticks]
    layers = [*rules([lines[0], lines[2]], rule("rule", 1)), *_bars(placed, scale)]
    layers += [*_ranges(placed, scale), *rules([lines[1]], rule("ink", 1.6))]
    layers += words_of(placed, width)
    below = [{"x": scale.x(v), "y": height + 10, "text": said} for v, said in ticks]
    aligned = (("left", below[:1]), ("center", below[1:2]), ("right", below[2:]))
    for align, chosen in aligned:
        layers += texts(chosen, align, fill=color("muted"))
    middle = scale.x(0.0)
    layers += texts([{"x": middle - 24, "y": height + 10, "text": _(SIDES[0])}], "right")
    layers += texts([{"x": middle + 24, "y": height + 10, "text": _(SIDES[1])}])
    return layered(merged([layers]), width, height + FOOT)


def _bars(placed: Sequence[Row], scale: Scale) -> list[Mark]:
    """Return the bars: blue and orange where it can be told which are more, else gray."""
    layers: list[Mark] = []
    ends = {"x": pixel("x"), "x2": end("x2"), "y": pixel("y"), "y2": end("y2")}
    for name, sign, fill in (("lose", -1, "lower"), ("gain", 1, "edge")):
        for sure in (True, False):
            boxes = [
                _box(row, scale, sign * row[name]["value"])
                for row in placed
                if row["sure"] is sure and row[name]["value"]
            ]
            look = {"type": "rect", "fill": color(fill if sure else "rule")}
            layers += [mark(boxes, look, **ends)] if boxes else []
    return layers


def _box(row: Row, scale: Scale, value: float) -> dict[str, Any]:
    low, high = sorted((scale.x(0.0), scale.x(value)))
    return {"x": low, "x2": high, "y": row["mark_y"] - BAR / 2, "y2": row["mark_y"] + BAR / 2}


def _ranges(placed: Sequence[Row], scale: Scale) -> list[Mark]:
    ranges = [
        {"x": scale.x(sign * row[name]["low"]), "x2": scale.x(sign * row[name]["high"]),
         "y": row["mark_y"], "y2": row["mark_y"]}
        for row in placed
        for name, sign in (("lose", -1), ("gain", 1))
        if None not in (row[name]["low"], row[name]["high"]) and row[name]["high"] > 0
    ]  # fmt: skip
    return rules(ranges, rule("ink", 1.5))
