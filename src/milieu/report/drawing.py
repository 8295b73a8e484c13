"""Drawing: charts as small SVG that takes its colors and letters from the page around it."""

import json
import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode

from milieu.report.look import vega_config

NOWHERE = ["https://nowhere.invalid/"]  # the only address that a chart may load from: none
_NOISE = re.compile(
    r' (?:class|aria-[a-z]+|role|pointer-events|font-family|xmlns:xlink|version|clip-path)="[^"]*"'
    r'| (?:text-anchor="start"|font-size="12px"|stroke-width="1")'  # as the page has it anyway
)
_EMPTY = re.compile(r"<path d=\"M0,0[^\"]*Z\"(?: (?:display|opacity)=\"[^\"]*\")*/>|<g></g>|<g/>")
_CLIPS = re.compile(r"<defs>.*?</defs>", re.DOTALL)  # their ids clash where pictures share a page
_LONG = re.compile(r"(\d+\.\d{2})\d+")


class Drawings:
    """A workshop that draws charts beside the program's own work.

    with Drawings() as drawings:
        later = drawings.draw(chart)
        svg = later.result()
    """

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

    def draw(self, chart: Callable[[], alt.TopLevelMixin]) -> "Future[str]":
        """Return the SVG of a chart, as soon as it is drawn."""
        return self._pool.submit(to_svg, specification(chart))


def specification(chart: Callable[[], alt.TopLevelMixin]) -> dict[str, Any]:
    """Return a chart's Vega-Lite specification in the look of milieu."""
    with debug_mode(False):  # the tests check the schema; here that would cost most of the time
        specified: dict[str, Any] = chart().to_dict(validate=False)
    return {**specified, "config": vega_config()}


def to_svg(specified: dict[str, Any]) -> str:
    """Return a specification as SVG without what the page around it says already."""
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
    return small.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
