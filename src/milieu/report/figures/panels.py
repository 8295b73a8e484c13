"""Panels: small multiples on one scale, with ticks once for each row and column."""

from collections.abc import Sequence
from dataclasses import dataclass

from milieu.report.figures.labels import LETTER, cut
from milieu.report.figures.marks import Mark, mark, pixel, rule, text
from milieu.report.look import color

LEFT = 44  # pixels for the ticks of the first column
BETWEEN = 20
HEAD = 40  # title and note above a panel
APART = 20  # pixels between a row of panels and the next one's titles
FOOT = 22  # ticks below the lowest panel

Tick = tuple[float, str]


@dataclass(frozen=True)
class Panel:
    """One small chart: where it lies, in pixels, and the domain of its two scales."""

    left: float
    top: float
    width: float
    height: float
    right_end: float
    high_end: float
    first: bool
    last: bool

    def x(self, value: float) -> float:
        """Return the pixel of a value across, from 0."""
        return round(self.left + self.width * value / self.right_end, 1)

    def y(self, value: float) -> float:
        """Return the pixel of a value upwards, from 0."""
        return round(self.top + self.height * (1 - value / self.high_end), 1)


def arranged(
    number: int,
    *,
    width: int,
    columns: int,
    shape: float,
    ends: tuple[float, float],
) -> tuple[list[Panel], int]:
    """Return panels in rows, and the height of all.

    shape   height over width of a panel
    ends    the largest value across and upwards; both scales start at 0
    """
    columns = max(1, min(columns, number))
    across = (width - LEFT - BETWEEN * (columns - 1)) / columns
    down = round(across * shape)
    made = [
        Panel(
            left=LEFT + at % columns * (across + BETWEEN),
            top=HEAD + at // columns * (down + HEAD + APART),
            width=across,
            height=down,
            right_end=ends[0] or 1.0,
            high_end=ends[1] or 1.0,
            first=at % columns == 0,
            last=at + columns >= number,
        )
        for at in range(number)
    ]
    bottom = max((panel.top + panel.height for panel in made), default=0)
    return made, round(bottom + FOOT)


def frames(
    panels: Sequence[Panel],
    heads: Sequence[tuple[str, str]],
    across: Sequence[Tick],
    upwards: Sequence[Tick],
) -> list[Mark]:
    """Return lines, ticks, and each panel's title with the note below it."""
    lines = [
        {"x": p.left, "x2": p.left + p.width, "y": p.y(value)}
        for p in panels
        for value, _ in upwards
    ]
    below = [
        {"x": p.x(value), "y": p.top + p.height + 12, "text": said}
        for p in panels
        if p.last
        for value, said in across
    ]
    beside = [
        {"x": p.left - 6, "y": p.y(value), "text": said}
        for p in panels
        if p.first
        for value, said in upwards
    ]
    titles, notes = (
        [
            {"x": p.left, "y": p.top - up, "text": cut(head[at], int(p.width / LETTER))}
            for p, head in zip(panels, heads, strict=True)
        ]
        for at, up in ((0, 27), (1, 11))
    )
    tick = {"type": "text", "baseline": "middle", "fill": color("muted")}
    where = {"x": pixel("x"), "y": pixel("y"), "text": text()}
    left = {"type": "text", "baseline": "middle", "align": "left"}
    return [
        mark(lines, rule("rule", 1), x=pixel("x"), x2={"field": "x2"}, y=pixel("y")),
        mark(below, {**tick, "align": "center"}, **where),
        mark(beside, {**tick, "align": "right"}, **where),
        mark(titles, {**left, "fontWeight": "bold"}, **where),
        mark(notes, {**left, "fill": color("muted")}, **where),
    ]
