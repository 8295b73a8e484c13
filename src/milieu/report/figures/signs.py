"""Alarm signs: for each sign then and now, on the better or on the worse side of its threshold."""

from collections.abc import Sequence
from typing import Any

from milieu.core.language import N_, _
from milieu.report.figures.labels import cut, room_beside
from milieu.report.figures.marks import Look, Mark, Picture, layered, mark, pixel, rule
from milieu.report.figures.plot import merged, rules, texts
from milieu.report.look import color
from milieu.report.reading import Row

ROW, MARK, LABEL = 44, 30, 11  # pixels: a row, and from its top to its mark and its texts
HEAD, FOOT = 20, 2
MARGIN = 10  # pixels beside the outermost mark
WORSE, MAYBE, SAME = N_("worse"), N_("may be worse"), N_("not worse")
ALARM: Look = {"type": "point", "shape": "triangle-up", "filled": True, "size": 95, "opacity": 1}


def signs(rows: Sequence[Row], *, width: int) -> Picture:
    """Return a row for each sign, its threshold in the middle and what is worse to the right.

    rows   label, text (then and now), state ("worse": filled triangle, "may be worse": open one,
           "not worse": dot), and in units of the threshold's distance, positive where worse, None
           unknown: then, low, now, high
    """
    placed = [_placed(row, at, width) for at, row in enumerate(rows)]
    height = HEAD + max(len(rows), 1) * ROW + FOOT
    middle = width / 2
    sides = [
        {"x": middle - 8, "y": 7, "text": _("← better"), "align": "right"},
        {"x": middle + 8, "y": 7, "text": _("worse →"), "align": "left"},
    ]
    layers = [
        *rules([{"x": 0, "x2": width, "y": p["y"], "y2": p["y"]} for p in placed], rule("rule", 1)),
        *rules(
            [{"x": middle, "x2": middle, "y": p["y"] - 9, "y2": p["y"] + 9} for p in placed],
            rule("ink", 1.5),
        ),
        *rules([p | {"x": p["low"], "x2": p["high"], "y2": p["y"]} for p in placed
                if None not in (p["low"], p["high"])], rule("edge", 4)),
        *rules([p | {"x": p["then"], "x2": p["now"], "y2": p["y"]} for p in placed
                if None not in (p["then"], p["now"])], rule("past", 1.2)),
        *_dots(placed),
    ]  # fmt: skip
    for side in ("right", "left"):
        chosen = [one for one in sides if one["align"] == side]
        layers += texts(chosen, side, fill=color("muted"), fontSize=11)
    return layered(merged([[*layers, *_words(placed, width)]]), width, height)


def _placed(row: Row, at: int, width: int) -> dict[str, Any]:
    """Return a row in pixels; its outermost mark decides its scale."""
    known = [abs(row[k]) for k in ("then", "low", "now", "high") if row[k] is not None]
    scale = (width / 2 - MARGIN) / (max(known, default=1.0) or 1.0)
    top = HEAD + at * ROW
    marks = {
        k: None if row[k] is None else round(width / 2 + row[k] * scale, 1)
        for k in ("then", "low", "now", "high")
    }
    room = room_beside(row["text"], width)
    return {**marks, "y": top + MARK, "label_y": top + LABEL, "label": cut(row["label"], room),
            "text": row["text"], "state": row["state"]}  # fmt: skip


def _dots(placed: Sequence[Row]) -> list[Mark]:
    """Return an open gray dot for then; for now a mark that says its state by its shape."""
    then = [row for row in placed if row["then"] is not None]
    gray: Look = {"type": "point", "filled": True, "size": 45, "opacity": 1, "strokeWidth": 1.5,
                  "fill": color("page"), "stroke": color("past")}  # fmt: skip
    looks: dict[str, Look] = {
        WORSE: {**ALARM, "fill": color("alarm")},
        MAYBE: {**ALARM, "fill": color("page"), "stroke": color("watch"), "strokeWidth": 1.8},
        SAME: {**ALARM, "shape": "circle", "size": 70, "fill": color("middle")},
    }
    layers = [mark(then, gray, x=pixel("then"), y=pixel("y"))] if then else []
    for state, look in looks.items():
        if now := [r for r in placed if r["state"] == state and r["now"] is not None]:
            layers.append(mark(now, look, x=pixel("now"), y=pixel("y")))
    return layers


def _words(placed: Sequence[Row], width: int) -> list[Mark]:
    labels = [{"x": 0, "y": row["label_y"], "text": row["label"]} for row in placed]
    values = [{"x": width, "y": row["label_y"], "text": row["text"]} for row in placed]
    return [*texts(labels), *texts(values, "right", fontWeight="bold")]
