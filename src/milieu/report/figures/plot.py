"""Plot: the frame of a chart in pixels, with its lines and ticks."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from milieu.core.language import _
from milieu.report.conventions import SPACE, conventions
from milieu.report.figures.labels import LINE_HEIGHT, long
from milieu.report.figures.marks import Channel, Look, Mark, end, mark, pixel, rule, text
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.words import Kind, number, points

YEARS_BETWEEN_TICKS = (1, 2, 5, 10, 20, 50)
PIXELS_PER_TICK = 52
STEPS = (1, 2, 2.5, 5, 10)
MILLION, BILLION = 1e6, 1e9
FINEST = 1000  # parts of a million, or of a billion, beyond which a number is written out
ASIDE = 8  # pixels between two texts of one line
BELOW = 13  # pixels from the lower edge of a plot to the middle of its ticks' texts

Tick = tuple[float, str]
Place = TypeVar("Place", int, float)


@dataclass(frozen=True)
class Plot:
    """Where a chart lies, in pixels, and the values at the ends of its two axes."""

    left: float
    top: float
    width: float
    height: float
    across: tuple[float, float]
    upwards: tuple[float, float]

    def x(self, value: float) -> float:
        """Return the pixel of a value across."""
        first, last = self.across
        return round(self.left + self.width * (value - first) / ((last - first) or 1.0), 1)

    def y(self, value: float) -> float:
        """Return the pixel of a value upwards; what lies beyond the scale stands at its edge."""
        low, high = self.upwards
        share = (value - low) / ((high - low) or 1.0)
        share = 0.0 if share < 0.0 else 1.0 if share > 1.0 else share
        return round(self.top + self.height * (1 - share), 1)

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return self.top + self.height


def value_ticks(top: float, most: int = 4) -> list[float]:
    """Return round values from 0 that reach at least `top`, with at most `most` steps."""
    least = max(top, 1e-9) / most
    power = 10.0 ** math.floor(math.log10(least))
    step = next(s * power for s in STEPS if s * power >= least * (1 - 1e-9))
    return [step * n for n in range(math.ceil(top / step - 1e-9) + 1)]


def tick_texts(values: Sequence[float]) -> list[Tick]:
    """Return round values, evenly apart, with what is written beside them."""
    step = values[1] - values[0] if len(values) > 1 else 0.0
    most = max(values, key=abs, default=0.0)
    return [(value, tick_text(f"{value:,.6g}", value, step, most)) for value in values]


def tick_text(written: str, value: float, step: float, most: float = 0.0) -> str:
    """Return a value of an axis in the language spoken, from what it is in English.

    step   by which values of the axis are apart; 0: not known
    most   its largest value, by which English writes millions; 0: not known
    """
    way = conventions()
    if way.large and step and way.unit_of(value, step)[1]:
        return number(value, Kind.COUNT, step)
    return (shortened(value, step, most) if value and step else "") or points(written)


def shortened(value: float, step: float, most: float) -> str:
    """Return a number as a drawing has it, "320 m"; empty where it is no matter of millions.

    step   the unit of its last digit, or by which values of an axis are apart
    most   the largest of the numbers that stand beside it
    """
    size = next((one for one in (BILLION, MILLION) if abs(most) >= one), 0.0)
    if conventions().large or step * FINEST < size or not size:
        return ""
    n = points(f"{value / size:,.6g}")
    return _("{n} bn", n=n) if size == BILLION else _("{n} m", n=n)


def percent_text(written: str) -> str:
    """Return a number of percent with its sign, as axes and tables have it: "50 %"."""
    return points(written) + conventions().percent.replace(SPACE, " ")


def shares() -> list[Tick]:
    """Return the ticks of an axis of shares."""
    return [(0.0, "0"), (0.5, percent_text("50")), (1.0, percent_text("100"))]


def year_ticks(first: int, last: int, width: float) -> list[Tick]:
    """Return as many round years as find room; the first year where none is round."""
    room = max(int(width // PIXELS_PER_TICK), 1)
    step = next((s for s in YEARS_BETWEEN_TICKS if (last - first) / s <= room), 100)
    return [(y, str(y)) for y in range(first, last + 1) if y % step == 0] or [(first, str(first))]


def axes(plot: Plot, across: Sequence[Tick], upwards: Sequence[Tick]) -> list[Mark]:
    """Return lines at the ticks upwards, and the texts of both."""
    lines = [
        {"x": plot.left, "x2": plot.right, "y": plot.y(value), "y2": plot.y(value)}
        for value, _ in upwards
    ]
    notches = [
        {"x": plot.x(v), "x2": plot.x(v), "y": plot.bottom, "y2": plot.bottom + 4}
        for v, _ in across
    ]
    below = [{"x": plot.x(v), "y": plot.bottom + BELOW, "text": said} for v, said in across]
    beside = [{"x": plot.left - 6, "y": plot.y(v), "text": said} for v, said in upwards if said]
    return [
        *rules([*lines, *notches], rule("rule", 1)),
        *texts(below, "center", fill=color("muted")),
        *texts(beside, "right", fill=color("muted")),
    ]


def texts(rows: Sequence[Row], align: str = "left", **look: object) -> list[Mark]:
    """Return texts at x and y in pixels; none where there are no rows."""
    said: Look = {"type": "text", "align": align, "baseline": "middle", **look}
    return [mark(rows, said, x=pixel("x"), y=pixel("y"), text=text())] if rows else []


def line(rows: Sequence[Row], look: Look, y: str = "y") -> list[Mark]:
    """Return a line through x and `y` in pixels, one for each `part` of the rows."""
    part = {"field": "part", "type": "nominal"}
    drawn: Look = {"type": "line", **look}
    return [mark(rows, drawn, x=pixel("x"), y=pixel(y), detail=part)] if rows else []


def area(rows: Sequence[Row], fill: str, low: str, high: str, **look: object) -> list[Mark]:
    """Return an area between two columns in pixels, one for each `part` of the rows."""
    part = {"field": "part", "type": "nominal"}
    drawn: Look = {"type": "area", "color": color(fill), "opacity": 1, **look}
    ends = {"x": pixel("x"), "y": pixel(low), "y2": end(high), "detail": part}
    return [mark(rows, drawn, **ends)] if rows else []


def rules(rows: Sequence[Row], look: Look) -> list[Mark]:
    """Return straight lines from x, y to x2, y2 in pixels."""
    ends = {"x": pixel("x"), "y": pixel("y"), "x2": end("x2"), "y2": end("y2")}
    return [mark(rows, look, **ends)] if rows else []


def merged(frames: Sequence[Sequence[Mark]]) -> list[Mark]:
    """Return the layers of frames that do not overlap, each look once for all frames.

    It is the same picture, drawn from a fraction of the layers, which cost time and room.
    """
    found: list[tuple[Look, Mapping[str, Channel], list[Row]]] = []
    for at, layers in enumerate(frames):
        for rows, look, channels, _flat in layers:
            alike = (held for l, c, held in found if l == look and c == channels)
            if (known := next(alike, None)) is None:
                found.append((look, channels, known := []))
            if len(frames) > 1:  # parts of different frames are apart
                rows = [{**r, "part": f"{at} {r['part']}"} if "part" in r else r for r in rows]
            known += rows
    return [mark(rows, look, **channels) for look, channels, rows in found]


def apart(places: Sequence[float], least: float = LINE_HEIGHT) -> list[float]:
    """Return places moved as little as needed to be `least` apart, in their order.

    places   pixels, ascending
    """
    moved = list(places)
    for _round in range(20):
        for at in range(1, len(moved)):
            short = least - (moved[at] - moved[at - 1])
            if short > 0:
                moved[at - 1] -= short / 2
                moved[at] += short / 2
    return [round(place, 1) for place in moved]


def in_line(rows: Sequence[Row], left: float, right: float, before: float = 0) -> list[Row]:
    """Return texts of one line in the order of their x, each as near to it as there is room.

    rows     x and text; those to be written first come first, the last are left out without room
    before   pixels for a sign before each text
    """
    chosen = list(rows)
    while chosen and sum(_long(row, before) + ASIDE for row in chosen) - ASIDE > right - left:
        chosen.pop()
    chosen.sort(key=lambda row: float(row["x"]))
    starts: list[float] = []
    free = left
    for row in chosen:
        starts.append(max(row["x"] - _long(row, before) / 2, free))
        free = starts[-1] + _long(row, before) + ASIDE
    free = right
    for at in reversed(range(len(chosen))):
        starts[at] = min(starts[at], free - _long(chosen[at], before))
        free = starts[at] - ASIDE
    return [
        {**row, "x": round(start + before, 1), "start": round(start, 1)}
        for row, start in zip(chosen, starts, strict=True)
    ]


def _long(row: Row, before: float) -> float:
    return long(row["text"]) + before


def runs(marked: Sequence[tuple[Place, bool]]) -> list[tuple[Place, Place]]:
    """Return from where to where the places (years, distances) are marked without a gap."""
    found: list[tuple[Place, Place]] = []
    before = False
    for place, now in marked:
        if now:
            found[len(found) - before :] = [(found[-1][0] if before else place, place)]
        before = now
    return found
