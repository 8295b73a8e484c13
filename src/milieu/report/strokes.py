"""Strokes: a picture as SVG without a detour, where its places are pixels or on a plain scale.

Vega draws the same from the picture's specification, in ten times the time and thrice the room; the
tests hold the two against each other. What is not plain (axes) is left to Vega.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from operator import itemgetter

from milieu.report.figures.labels import LETTER, letters_of
from milieu.report.figures.marks import Look, Mark, Picture
from milieu.report.land_strokes import shapes
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.svg import Box, Element, Point, circle, grouped, number, path, text

PADDING = (2, 4)  # pixels beside the plot and above it
LETTER_SIZE = 12  # pixels, where a look names none
THIN, NARROW = " ,.:;'|!()fijlt", 3.4  # letters, and their width in pixels
THICK, BROAD = "mw%→←▬", 9.0
UP = 0.866  # half the height of a triangle over half its side
CORNERS: Mapping[str, Sequence[Point]] = {  # of shapes, in halves of their size's root
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((-1, 0), (0, -1), (1, 0), (0, 1)),
    "triangle-up": ((0, -UP), (-1, UP), (1, UP)),
    "triangle-down": ((0, UP), (-1, -UP), (1, -UP)),
    "triangle-right": ((UP, 0), (-UP, -1), (-UP, 1)),
}
ANCHORS = {"center": "middle", "right": "end"}
ATTRIBUTES = {
    "fill": "fill",
    "stroke": "stroke",
    "strokeJoin": "stroke-linejoin",
    "fillOpacity": "fill-opacity",
    "fontWeight": "font-weight",
}
KNOWN = {*ATTRIBUTES, "type", "color", "strokeWidth", "strokeDash", "opacity", "filled", "shape",
         "size", "align", "baseline", "fontSize", "x", "y", "dx", "dy"}  # fmt: skip
CHANNELS = {"x", "y", "x2", "y2", "size", "text", "detail"}


def is_plain(picture: Picture) -> bool:
    """Return whether `drawn` can draw all of a picture."""
    return all(_is_plain(layer) for layer in picture.layers)


def drawn(picture: Picture) -> str:
    """Return a picture as SVG that says its looks itself."""
    return sketch(picture, _in_full).written()


@dataclass(frozen=True)
class Sketch:
    """A picture in SVG's parts: where it lies, its layers, and which other pictures may share."""

    box: tuple[int, int, int, int]
    layers: Sequence[str]
    common: Sequence[bool]

    def written(self, shared: Callable[[str], str] = str) -> str:
        """Return the SVG; `shared` says how a layer is written that other pictures may share."""
        left, top, width, height = self.box
        pairs = zip(self.layers, self.common, strict=True)
        body = "".join(shared(layer) if common else layer for layer, common in pairs)
        size = f'width="{width}" viewBox="{left} {top} {width} {height}"'
        return f'<svg fill="none" {size}>{body}</svg>'


def sketch(picture: Picture, named: Callable[[Mapping[str, str]], str]) -> Sketch:
    """Return a picture's parts: the plot, and as much around it as its marks reach over its edges.

    named   returns the attributes that give a mark its look
    """
    layers = [(layer.look, list(_elements(layer, picture))) for layer in picture.layers]
    boxes = [_around(elements, look) for look, elements in layers if elements]
    plot = 0.0, 0.0, float(picture.width), float(picture.height)
    lefts, tops, rights, bottoms = zip(plot, *boxes, strict=True)
    left, top = math.floor(min(lefts)) - PADDING[0], math.floor(min(tops)) - PADDING[1]
    right, bottom = math.ceil(max(rights)) + PADDING[0], math.ceil(max(bottoms)) + PADDING[1]
    return Sketch(
        box=(left, top, right - left, bottom - top),
        layers=[grouped(elements, named(_attributes(look))) for look, elements in layers],
        common=[look["type"] != "text" or "fill" in look for look, _ in layers],
    )


def _is_plain(layer: Mark) -> bool:
    look = layer.look
    pale = look["type"] != "area" and look.get("opacity", 1) != 1  # elements that lie on each other
    return (
        look["type"] in MARKS
        and KNOWN.issuperset(look)
        and CHANNELS.issuperset(layer.channels)
        and (look.get("shape", "circle") == "circle" or look["shape"] in CORNERS)
        and look.get("baseline", "middle") == "middle"
        and not pale
        and all(_is_place(layer.channels[k]) for k in "xy" if k in layer.channels)
    )


def _is_place(channel: Mapping[str, object]) -> bool:
    """Return whether a channel is in pixels, or on a scale between two ends that shows no axis."""
    scale = channel.get("scale")
    ends = isinstance(scale, dict) and "domain" in scale and not scale.get("nice", True)
    return channel.get("axis", "") is None and (scale is None or ends)


def _elements(layer: Mark, picture: Picture) -> Iterator[Element]:
    """Yield what a layer draws; a row without a place is not drawn."""
    return MARKS[layer.look["type"]](layer, _Places(layer, picture))


class _Places:
    """Where a layer's rows lie, in pixels."""

    def __init__(self, layer: Mark, picture: Picture) -> None:
        self._layer = layer
        self._ends = {"x": (0.0, float(picture.width)), "y": (float(picture.height), 0.0)}
        self._ways: dict[str, Callable[[Row], float | None]] = {}

    def of(self, name: str) -> Callable[[Row], float | None]:
        """Return what says a row's x, y, x2 or y2 in pixels; None where it has none."""
        if name not in self._ways:
            self._ways[name] = self._way(name)
        return self._ways[name]

    def _way(self, name: str) -> Callable[[Row], float | None]:
        channel = self._layer.channels.get(name)
        if channel is None:
            fixed = self._layer.look.get(name)
            there = None if fixed is None else float(fixed)
            return lambda row: there
        field = channel["field"]
        scale = self._layer.channels[name[0]].get("scale")
        if not scale:
            return itemgetter(field)
        (first, last), (start, end) = scale["domain"], self._ends[name[0]]
        stretch, clamp = (last - first) or 1.0, scale.get("clamp")

        def scaled(row: Row) -> float | None:
            value = row[field]
            if value is None:
                return None
            share = (value - first) / stretch
            share = min(max(share, 0.0), 1.0) if clamp and share == share else share
            return float(start + share * (end - start))

        return scaled

    def all(self, rows: Sequence[Row], across: str, upwards: str) -> list[Point | None]:
        """Return each row's place; None where it lacks one of both, or it is no number."""
        pairs = zip(map(self.of(across), rows), map(self.of(upwards), rows), strict=True)
        return [None if a is None or b is None or a != a or b != b else (a, b) for a, b in pairs]

    def points(self, rows: Sequence[Row], across: str, upwards: str) -> list[tuple[Row, Point]]:
        """Return the rows that have both places, with them."""
        places = self.all(rows, across, upwards)
        return [(row, at) for row, at in zip(rows, places, strict=True) if at is not None]


def _lines(layer: Mark, places: _Places) -> Iterator[Element]:
    """Yield the lines of all parts, broken where a row has no place."""
    runs: list[list[Point]] = []
    for part in _parts(layer, places):
        run: list[Point] = []
        for point in (*places.all(part, "x", "y"), None):
            if point is not None:
                run.append(point)
            elif run:
                runs.append(run)
                run = []
    if runs:
        yield path(runs)


def _areas(layer: Mark, places: _Places) -> Iterator[Element]:
    for part in _parts(layer, places):
        low, high = ([p for p in places.all(part, "x", y) if p is not None] for y in ("y", "y2"))
        if low and high:
            yield path([[*low, *reversed(high)]], closed=True)


def _parts(layer: Mark, places: _Places) -> list[list[Row]]:
    """Return the rows of each part from left to right."""
    field = layer.channels.get("detail", {}).get("field", "")
    parts: dict[object, list[Row]] = {}
    for row in layer.rows:
        parts.setdefault(row.get(field), []).append(row)
    x = places.of("x")
    return [sorted(part, key=lambda row: x(row) or 0.0) for part in parts.values()]


def _rules(layer: Mark, places: _Places) -> Iterator[Element]:
    ends = {k: f"{k}2" if f"{k}2" in layer.channels else k for k in "xy"}
    starts, stops = places.all(layer.rows, "x", "y"), places.all(layer.rows, ends["x"], ends["y"])
    lines = [
        [start, stop]
        for start, stop in zip(starts, stops, strict=True)
        if start is not None and stop is not None
    ]
    if lines:
        yield path(lines)


def _boxes(layer: Mark, places: _Places) -> Iterator[Element]:
    """Yield rectangles between two corners, or bars of the look's thickness from x to x2."""
    half = layer.look.get("size", 0) / 2
    ends = "y2" if "y2" in layer.channels else "y"
    boxes = []
    corners = zip(places.all(layer.rows, "x", "y"), places.all(layer.rows, "x2", ends), strict=True)
    for one, other in corners:
        if one is not None and other is not None:
            (x, y), (x2, y2) = one, other
            y, y2 = min(y, y2) - half, max(y, y2) + half
            boxes.append([(min(x, x2), y), (max(x, x2), y), (max(x, x2), y2), (min(x, x2), y2)])
    if boxes:
        yield path(boxes, closed=True)


def _dots(layer: Mark, places: _Places) -> Iterator[Element]:
    shape = layer.look.get("shape", "circle")
    size = layer.channels.get("size")
    for row, (x, y) in places.points(layer.rows, "x", "y"):
        area = row[size["field"]] if size else layer.look["size"]
        half = math.sqrt(area) / 2
        if shape == "circle":
            yield circle((x, y), half)
        else:
            yield path([[(x + a * half, y + b * half) for a, b in CORNERS[shape]]], closed=True)


def _texts(layer: Mark, places: _Places) -> Iterator[Element]:
    look, field = layer.look, layer.channels["text"]["field"]
    letters = look.get("fontSize", LETTER_SIZE)
    lower = round(0.3 * letters)  # from the middle of a letter to the line that it stands on
    for row, (x, y) in places.points(layer.rows, "x", "y"):
        said = row[field]
        if said in (None, ""):
            continue
        x, y = x + look.get("dx", 0), y + look.get("dy", 0)
        long = _length(str(said), "fontWeight" in look) * letters / LETTER_SIZE
        left = x - long * {"center": 0.5, "right": 1.0}.get(look.get("align", "center"), 0.0)
        box = (left, y - 0.5 * letters, left + long, y + 0.5 * letters)
        yield text((x, y + lower), str(said), box)


@lru_cache(maxsize=1 << 14)
def _length(said: str, bold: bool) -> float:
    """Return about how long a text is in pixels, at the usual size; bold letters are wider."""
    return sum(map(_letter, said)) * (1.05 if bold else 1.0)


@lru_cache(maxsize=1 << 14)
def _letter(c: str) -> float:
    """Return how wide a letter is in pixels, at the usual size."""
    if c in THIN:
        return NARROW
    return BROAD if c in THICK or c.isupper() else LETTER * letters_of(c)


def _in_full(look: Mapping[str, str]) -> str:
    return "".join(f' {part}="{escape(said)}"' for part, said in look.items())


def _attributes(look: Look) -> dict[str, str]:
    """Return what all elements of a look have in common, as SVG names it."""
    kind = look["type"]
    said = {ATTRIBUTES[k]: str(v) for k, v in look.items() if k in ATTRIBUTES and v is not None}
    if "color" in look:
        said["stroke" if kind == "line" else "fill"] = look["color"]
    if kind == "area" and look.get("opacity", 1) != 1:
        said["fill-opacity"] = str(look["opacity"])
    if kind == "text":
        size = f"{look['fontSize']}px" if "fontSize" in look else ""
        anchor = ANCHORS.get(look.get("align", "center"), "")
        said = {"fill": color("ink"), **said, "text-anchor": anchor, "font-size": size}
    if "stroke" in said:
        width = number(_width(look))
        said |= {"stroke-width": "" if width == "1" else width}
        said |= {"stroke-dasharray": ",".join(map(str, look.get("strokeDash", ())))}
    return {part: value for part, value in said.items() if value}


def _width(look: Look) -> float:
    """Return how wide a look's strokes are, in pixels."""
    usual = 2.0 if look["type"] in ("line", "point") else 1.0
    return float(look.get("strokeWidth", usual))


def _around(elements: Sequence[Element], look: Look) -> Box:
    """Return the box around all elements of a look, with the half of its stroke that is outside."""
    half = _width(look) / 2 if look.get("stroke") or look["type"] == "line" else 0.0
    lefts, tops, rights, bottoms = zip(*(one.box for one in elements), strict=True)
    return min(lefts) - half, min(tops) - half, max(rights) + half, max(bottoms) + half


MARKS: Mapping[str, Callable[[Mark, _Places], Iterator[Element]]] = {
    "line": _lines,
    "area": _areas,
    "rule": _rules,
    "rect": _boxes,
    "bar": _boxes,
    "point": _dots,
    "text": _texts,
    "geoshape": shapes,
}
