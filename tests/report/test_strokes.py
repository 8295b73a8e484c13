"""What is drawn without a detour is, pixel by pixel, what Vega draws."""

import io
import re

import numpy as np
import pytest
import vl_convert

from milieu.report.drawing import specification
from milieu.report.figures.marks import Mark, Picture, pixel
from milieu.report.look import vega_config
from milieu.report.strokes import drawn, is_plain
from tests.report.test_figures import CHARTS

PLAIN = [name for name, chart in CHARTS.items() if is_plain(chart())]
BOX = re.compile(r'width="(\S+)"( height="\S+")? viewBox="(\S+) (\S+) (\S+) (\S+)"')
SHARED = 'stroke-miterlimit="10" font-family="sans-serif" font-size="12"'  # as the page says it


def pixels(svg: str, left: float, top: float, width: float, height: float) -> np.ndarray:
    """Return an SVG's part as shades of red, green and blue on white, 0 to 255."""
    image = pytest.importorskip("PIL.Image")
    size = f'width="{width}" height="{height}" viewBox="{left} {top} {width} {height}"'
    svg = BOX.sub(f'xmlns="http://www.w3.org/2000/svg" {SHARED} {size}', svg, count=1)
    shown = image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=2))).convert("RGBA")
    white = image.new("RGBA", shown.size, "white")
    white.alpha_composite(shown)
    return np.asarray(white.convert("RGB"), float)


def by_vega(picture: Picture) -> tuple[str, tuple[float, float]]:
    """Return the picture as Vega draws it, and where its plot begins."""
    svg = vl_convert.vegalite_to_svg({**picture.specification(), "config": vega_config()})
    (start,) = re.findall(r'<g fill="none"[^>]*translate\(([\d.]+),([\d.]+)\)', svg)
    return re.sub(r'^<svg xmlns="\S+"', "<svg", svg), (float(start[0]), float(start[1]))


@pytest.mark.parametrize("name", PLAIN)
def test_it_is_the_picture_that_vega_draws(name: str):
    picture = CHARTS[name]()
    other, (left, top) = by_vega(picture)
    box = (picture.width + 40.0, picture.height + 10.0)
    ours, theirs = pixels(drawn(picture), -5, -5, *box), pixels(other, left - 5, top - 5, *box)
    difference = np.abs(ours - theirs).max(axis=2)
    assert (theirs < 250).any() or not any(layer.rows for layer in picture.layers)
    assert (difference > 100).mean() < 0.001 and difference.mean() < 0.6


def test_only_maps_and_axes_with_titles_are_left_to_vega():
    assert set(CHARTS) - set(PLAIN) <= {
        "map",
        "dotted map",
        "one place",
        "hot spots",
        "value chain",
    }


def test_what_it_can_not_draw_is_not_called_plain():
    places = {"x": pixel("x"), "y": pixel("y")}
    dot = {"type": "point", "size": 9, "fill": "#18202A"}
    for look in ({**dot, "shape": "star"}, {**dot, "angle": 9}, {**dot, "opacity": 0.5}):
        assert not is_plain(Picture([Mark([], look, places)], 9, 9)), look
    for channels in (
        {**places, "fill": {"field": "x"}},
        {**places, "x": {"field": "x", "type": "quantitative", "scale": {}, "axis": None}},
        {**places, "x": {"field": "x", "type": "quantitative", "scale": None}},
    ):
        assert not is_plain(Picture([Mark([], dot, channels)], 9, 9)), channels
    assert is_plain(Picture([Mark([], dot, places)], 9, 9))


def test_the_frame_holds_what_reaches_over_the_plot():
    look = {"type": "point", "size": 400, "fill": "#18202A"}  # a radius of 10
    dot = Mark([{"x": 0, "y": 50}], look, {"x": pixel("x"), "y": pixel("y")})
    assert 'viewBox="-12 -4 114 108"' in drawn(Picture([dot], 100, 100))


def test_a_specification_has_the_look_of_all():
    specified = specification(CHARTS["fan"]())
    assert specified["config"] == vega_config() and specified["layer"]
