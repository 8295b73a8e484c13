"""Drawn: charts as SVG that stands alone on paper, in the light palette and the bundled fonts."""

import re
from dataclasses import dataclass
from functools import lru_cache, partial

from milieu.report.drawing import svg_of
from milieu.report.figure import Chart, Figure
from milieu.report.fonts.faces import LATIN
from milieu.report.fonts.readable import readable, runs

FULL, HALF = "full", "half"  # widths on paper
SCREENS = {FULL: ("wide", "any", "narrow"), HALF: ("narrow", "any", "wide")}  # the first that is
LETTERS = 12  # pixels
TALL = 520  # pixels of half of a page's height
SQUARE = 0.65  # height over width from which on a drawing is high
PAGE = 690  # pixels of a drawing that is made for a page
NARROW, WIDEST = 345, 760  # pixels that half and all of a page's width hold at a readable size
ALONE = (
    f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{LATIN}" font-size="{LETTERS}" '
    'stroke-miterlimit="10" '
)
_TEXT = re.compile(r"(<text\b[^>]*>)([^<]*)(?=</text>)")
_BOX = re.compile(r'viewBox="([^"]*)"')
_OWN = re.compile(r' xmlns="[^"]*"')


@dataclass(frozen=True)
class Drawing:
    """A chart on paper: its SVG, and its size in pixels of the screen."""

    svg: str
    width: float
    height: float


def drawing(figure: Figure, room: str) -> Drawing | None:
    """Return the drawing of a figure for a room, FULL or HALF; None if it has none."""
    for screen in SCREENS[room]:
        if screen in figure.charts:
            return _drawing(figure.charts[screen])
    return None


def _fitting(chart: Chart) -> Chart:
    """Return a chart no wider than a page, if it says how wide it is."""
    if isinstance(chart, partial) and chart.keywords.get("width", 0) > WIDEST:
        return partial(chart.func, *chart.args, **{**chart.keywords, "width": PAGE})
    return chart


def room_of(figure: Figure) -> str:
    """Return which room a figure needs: HALF if the letters of a wide drawing were too small.

    A wide drawing that is high, such as a map, is left to the screen if there is a narrow one.
    """
    full = drawing(figure, FULL)
    if full is None or full.width > WIDEST or full.width <= NARROW:
        return HALF
    return HALF if full.height > SQUARE * full.width and "narrow" in figure.charts else FULL


def room_beside(figure: Figure) -> str:
    """Return HALF, or FULL if a narrow drawing is as high as a page and a wide one is not."""
    half, full = drawing(figure, HALF), drawing(figure, FULL)
    if half is None or full is None or half.height <= TALL or full.width > WIDEST:
        return HALF
    return FULL if full.height < half.height else HALF


@lru_cache(maxsize=256)  # asked for its size first; on the first pages and in the annex
def _drawing(chart: Chart) -> Drawing:
    svg = standing_alone(svg_of(_fitting(chart)()))
    box = _BOX.search(svg)
    sides = [float(side) for side in box[1].split()] if box else [0.0, 0.0, 1.0, 1.0]
    return Drawing(svg, sides[2], sides[3])


def standing_alone(svg: str) -> str:
    """Return an SVG that says its letters itself; signs of another font than Latin say theirs."""
    head, _open, rest = svg.partition("<svg ")
    whole = head + ALONE + _OWN.sub("", rest, count=1)
    return _TEXT.sub(lambda found: found[1] + _lettered(found[2]), whole)


def _lettered(said: str) -> str:
    """Return a text with each part in the font that has its signs; & < > are escaped in it."""
    parts = [
        part if family == LATIN else f'<tspan font-family="{family}">{part}</tspan>'
        for family, part in runs(readable(said))
    ]
    return "".join(parts)
