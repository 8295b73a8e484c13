"""SVG in few letters: numbers to a tenth of a pixel, paths from each point to the next."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

Point = tuple[float, float]
Box = tuple[float, float, float, float]
ON_THE_WAY = 0.1  # pixels that a point may lie off the line that leaves it out


class Element(NamedTuple):
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
    xs, ys = zip(*(point for line in lines for point in line), strict=True)
    course: list[str] = []
    at_x = at_y = 0
    for line in lines:
        plain = _plainer(line) if len(line) > 2 else line
        places = [(round(x * 10), round(y * 10)) for x, y in plain]
        x, y = places[0]
        begin, away = _numbers(x, y), _numbers(x - at_x, y - at_y) if course else ""
        course.append(f"m{away}" if away and len(away) < len(begin) else f"M{begin}")
        _course(places, course)
        if closed:
            course.append("z")
        at_x, at_y = (x, y) if closed else places[-1]
    return Element("path", f' d="{"".join(course)}"', (min(xs), min(ys), max(xs), max(ys)))


def number(value: float) -> str:
    """Return a number rounded to a tenth, in few digits: 3.04 is 3, 0.5 is .5."""
    return _of_tenths(round(value * 10))


def grouped(elements: Sequence[Element], look: str) -> str:
    """Return elements of one look, which is said once."""
    if len(elements) == 1:
        return elements[0].written(look)
    return f"<g{look}>{''.join(one.written() for one in elements)}</g>" if elements else ""


def _plainer(line: Sequence[Point]) -> list[Point]:
    """Return a line without the points that lie on the way between others, to a tenth of a pixel.

    Source: Douglas and Peucker (1973).
    """
    kept, open_parts = [0, len(line) - 1], [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        far, at = _farthest(line, first, last)
        if far > ON_THE_WAY**2:
            kept.append(at)
            if at - first > 1:
                open_parts.append((first, at))
            if last - at > 1:
                open_parts.append((at, last))
    return [line[k] for k in sorted(kept)]


def _farthest(line: Sequence[Point], first: int, last: int) -> tuple[float, int]:
    """Return the square of how far a point lies off the way between two others, and which does."""
    (start_x, start_y), (end_x, end_y) = line[first], line[last]
    across, down = end_x - start_x, end_y - start_y
    long = (across * across + down * down) or 1.0
    far, at = 0.0, first
    for k, (x, y) in enumerate(line[first + 1 : last], first + 1):
        x -= start_x
        y -= start_y
        share = (x * across + y * down) / long
        if share > 0.0:
            share = share if share < 1.0 else 1.0
            x -= share * across
            y -= share * down
        off = x * x + y * y
        if off >= far:
            far, at = off, k
    return far, at


def _course(places: Sequence[tuple[int, int]], course: list[str]) -> None:
    """Add the steps of a line; they are whole tenths of pixels, so that no error adds up."""
    before = ""
    alone = len(places) == 2
    x, y = places[0]
    for to_x, to_y in places[1:]:
        across, down = to_x - x, to_y - y
        x, y = to_x, to_y
        if not across and not down and not alone:
            continue
        if not down:
            before = "h"
            course.append(f"h{_of_tenths(across)}")
        elif not across:
            before = "v"
            course.append(f"v{_of_tenths(down)}")
        else:
            said = _numbers(across, down)
            joint = "l" if before != "l" else "" if said[0] == "-" else " "
            before = "l"
            course.append(joint + said)


def _numbers(x: int, y: int) -> str:
    second = _of_tenths(y)
    return f"{_of_tenths(x)}{'' if second[0] == '-' else ' '}{second}"


@lru_cache(maxsize=1 << 16)
def _of_tenths(tenths: int) -> str:
    whole, rest = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole or ''}.{rest}" if rest else f"{sign}{whole}"
