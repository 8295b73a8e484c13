"""Drawing: charts as small SVG that takes its colors and letters from the page around it."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol

from milieu.report.figures.marks import Picture
from milieu.report.look import vega_config
from milieu.report.looks import Looks
from milieu.report.shared import Shared
from milieu.report.strokes import Sketch, drawn, is_plain, sketch

NOWHERE = ["https://nowhere.invalid/"]  # the only address that a chart may load from: none
_NOISE = re.compile(
    r' (?:class|aria-[a-z]+|role|pointer-events|font-family|xmlns:xlink|version|clip-path)="[^"]*"'
    r'| (?:text-anchor="start"|font-size="12px"|stroke-width="1")'  # as the page has it anyway
)
_EMPTY = re.compile(r"<path d=\"M0,0[^\"]*Z\"(?: (?:display|opacity)=\"[^\"]*\")*/>|<g></g>|<g/>")
_CLIPS = re.compile(r"<defs>.*?</defs>", re.DOTALL)  # their ids clash where pictures share a page
_LONG = re.compile(r"(\d+\.\d{2})\d+")


class Drawn(Protocol):
    """A chart that is drawn, or will be; a future of the standard library is one."""

    def result(self) -> str:
        """Return its SVG."""
        ...


@dataclass(frozen=True)
class _Sketched:
    """A chart whose layers are written when all drawings are known."""

    sketch: Sketch
    shared: Shared

    def result(self) -> str:
        return self.sketch.written(self.shared.written)


class Drawings:
    """The drawings of one document; those that only Vega can draw are drawn beside other work.

    with Drawings() as drawings:
        later = drawings.draw(chart)
        svg = later.result()  # when all are begun; its looks are in drawings.looks
    """

    def __init__(self) -> None:
        self.looks = Looks()
        self.shared = Shared()

    def __enter__(self) -> "Drawings":
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="drawing")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def draw(self, chart: Callable[[], Picture]) -> Drawn:
        """Return the SVG of a chart, as soon as it is drawn."""
        picture = chart()
        if not is_plain(picture):
            return self._pool.submit(to_svg, specification(picture))
        made = sketch(picture, self.looks.named)
        self.shared.count(
            [layer for layer, common in zip(made.layers, made.common, strict=True) if common]
        )
        return _Sketched(made, self.shared)


class Undrawn(Drawings):
    """Drawings that nobody sees: for figures of which only the words or the rows are wanted."""

    def draw(self, chart: Callable[[], Picture]) -> Drawn:
        """Return an empty drawing."""
        del chart
        return _Nothing()


@dataclass(frozen=True)
class _Nothing:
    def result(self) -> str:
        return ""


def svg_of(picture: Picture) -> str:
    """Return a picture as SVG, by Vega only where it must."""
    return drawn(picture) if is_plain(picture) else to_svg(specification(picture))


def specification(picture: Picture) -> dict[str, Any]:
    """Return a picture's Vega-Lite specification in the look of milieu."""
    return {**picture.specification(), "config": vega_config()}


def to_svg(specified: dict[str, Any]) -> str:
    """Return a specification as SVG without what the page around it says already."""
    import vl_convert  # loads for a second

    svg: str = vl_convert.vegalite_to_svg(json.dumps(specified), allowed_base_urls=NOWHERE)
    return _smaller(svg)


def _smaller(svg: str) -> str:
    """Return the SVG without attributes that a described, still picture does not need.

    The signs < > & " are escaped in an SVG's texts, so that a name can not look like an attribute
    of a tag; within texts only a longer number of decimals is touched, never in a name's words.
    """
    parts = re.split(r"(<[^>]*>)", svg)
    tags = [_LONG.sub(r"\1", _NOISE.sub("", p)) if p.startswith("<") else p for p in parts]
    small = "".join(tags)
    small = _CLIPS.sub("", small)
    before = ""
    while before != small:
        before, small = small, _EMPTY.sub("", small)
    return small
