"""SVG in few letters: numbers to a tenth of a pixel, paths from each point to the next."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

Point = tuple[float, float]
Box = tuple[float, float, float, float]
ON_THE_WAY = 0.1  # pixels that a point may lie off the line that leaves it out


@dataclass(frozen=True)
class Element:
    """A tag with its own attributes and text, and the box that it fills: left, top, right, bottom.

    text   None for a shape
    """

    tag: str
    attributes: str
    box: Box
    text: str | None = None

    def written(self, look: str = "") -> str:
        """Return the element; `look` stands where no group around it says it."""
        opened = f"<{self.tag}{look}{self.attributes}"
        return f"{opened}/>" if self.text is None else f"{opened}>{self.text}</{self.tag}>"


def text(at: Point, said: str, box: Box) -> Element:
    """Return a text at a point, its signs escaped."""
    place = f' x="{number(at[0])}" y="{number(at[1])}"'
    return Element("text", place, box, escape(said, quote=False))


def circle(at: Point, radius: float) -> Element:
    """Return a circle."""
    shape = f' cx="{number(at[0])}" cy="{number(at[1])}" r="{number(radius)}"'
    box = at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius
    return Element("circle", shape, box)


def path(lines: Iterable[Sequence[Point]], *, closed: bool = False) -> Element:
    """Return one path through all lines; a closed one returns to each line's first point."""
    lines = list(lines)
    xs, ys = ([point[k] for line in lines for point in line] for k in (0, 1))
    course, at = "", (0, 0)
    for line in lines:
        places = [(_tenths(x), _tenths(y)) for x, y in _plainer(line)]
        start = places[0]
        away = f"m{_numbers((start[0] - at[0], start[1] - at[1]))}" if course else ""
        begin = f"M{_numbers(start)}"
        course += away if away and len(away) < len(begin) else begin
        course += _course(places) + ("z" if closed else "")
        at = start if closed else places[-1]
    return Element("path", f' d="{course}"', (min(xs), min(ys), max(xs), max(ys)))


def number(value: float) -> str:
    """Return a number rounded to a tenth, in few digits: 3.04 is 3, 0.5 is .5."""
    return _of_tenths(_tenths(value))


def grouped(elements: Sequence[Element], look: str) -> str:
    """Return elements of one look, which is said once."""
    if len(elements) == 1:
        return elements[0].written(look)
    return f"<g{look}>{''.join(one.written() for one in elements)}</g>" if elements else ""


def _plainer(line: Sequence[Point]) -> list[Point]:
    """Return a line without the points that lie on the way between others, to a tenth of a pixel.

    Source: Douglas and Peucker (1973).
    """
    kept, open_parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        far, at = max(
            ((_off(line[k], line[first], line[last]), k) for k in range(first + 1, last)),
            default=(0.0, first),
        )
        if far > ON_THE_WAY:
            kept.add(at)
            open_parts += [(first, at), (at, last)]
    return [line[k] for k in sorted(kept)]


def _off(point: Point, start: Point, stop: Point) -> float:
    """Return how far a point lies off the way from one point to another."""
    across, down = stop[0] - start[0], stop[1] - start[1]
    x, y = point[0] - start[0], point[1] - start[1]
    share = min(max((x * across + y * down) / ((across**2 + down**2) or 1.0), 0.0), 1.0)
    return math.hypot(x - share * across, y - share * down)


def _course(places: Sequence[tuple[int, int]]) -> str:
    """Return the steps of a line; they are whole tenths of pixels, so that no error adds up."""
    course, before = "", ""
    for (x, y), (to_x, to_y) in pairwise(places):
        step = to_x - x, to_y - y
        name, numbers = _way(step)
        if step != (0, 0) or len(places) == 2:
            joint = name if name != "l" or before != "l" else "" if numbers[0] == "-" else " "
            course, before = course + joint + numbers, name
    return course


def _way(step: tuple[int, int]) -> tuple[str, str]:
    """Return the letter of a step and its numbers."""
    if step[1] == 0:
        return "h", _of_tenths(step[0])
    return ("v", _of_tenths(step[1])) if step[0] == 0 else ("l", _numbers(step))


def _numbers(pair: tuple[int, int]) -> str:
    second = _of_tenths(pair[1])
    return f"{_of_tenths(pair[0])}{'' if second.startswith('-') else ' '}{second}"


def _tenths(value: float) -> int:
    return round(value * 10)


def _of_tenths(tenths: int) -> str:
    whole, rest = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole or ''}.{rest}" if rest else f"{sign}{whole}"
