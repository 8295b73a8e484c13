"""Each figure fits the schema of Vega-Lite, is drawn, and marks what is not published."""

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import altair as alt
import pytest

from milieu.report.drawing import Drawings, specification, svg_of
from milieu.report.figures.atlas import atlas
from milieu.report.figures.course import course
from milieu.report.figures.coverage import coverage
from milieu.report.figures.facts import SHAPES, timeline
from milieu.report.figures.fan import fan
from milieu.report.figures.film import film
from milieu.report.figures.history import over_years
from milieu.report.figures.hot_spots import hot_spots
from milieu.report.figures.k_density import k_density
from milieu.report.figures.lorenz import lorenz
from milieu.report.figures.marks import Picture
from milieu.report.figures.peers import peers
from milieu.report.figures.position import position
from milieu.report.figures.product_space import product_space
from milieu.report.figures.ribbon import ribbon
from milieu.report.figures.rows import bars, dots
from milieu.report.figures.signs import signs
from milieu.report.figures.survival import survival
from milieu.report.figures.value_chain import value_chain
from milieu.report.look import PALETTE, color, dark_figures
from milieu.report.looks import VARIABLES, Looks

EVIL = '<script>alert("x")</script> & <defs>'
Chart = Callable[[], Picture]


def year(year: int, status: str = "published", **more: Any) -> dict[str, Any]:
    value = 100.0 * (year - 1990)
    wide = {"published": None, "estimated": 0.2, "range only": 0.5}[status]
    return {
        "year": year,
        "low": wide and value * (1 - wide),
        "value": None if status == "range only" else value,
        "high": wide and value * (1 + wide),
        "status": status,
        "text": EVIL,
        **more,
    }


def row(label: str, status: str = "published", **more: Any) -> dict[str, Any]:
    return {**year(1994, status), "label": label, **more}


YEARS = [year(2000), year(2001, "estimated", peak="most"), year(2002, "range only"), year(2003)]
ROWS = [row(EVIL, diamond=1.0), row("b" * 200, "estimated"), row("c", "range only")]
PLACES = [
    {"longitude": -74.0, "latitude": 40.7, "jobs": 900.0, "status": "published", "label": EVIL},
    {"longitude": -78.9, "latitude": 42.9, "jobs": 300.0, "status": "estimated", "label": "b"},
    {"longitude": -76.1, "latitude": 43.0, "jobs": None, "status": "range only", "label": "c"},
]
SQUARE = json.dumps(
    {"type": "Polygon", "coordinates": [[[-79, 40], [-73, 40], [-73, 44], [-79, 44], [-79, 40]]]}
)
FACTS = [
    {"year": 2000.0 + n, "value": 10.0 * n - 5, "quality": quality, "text": ""}
    for n, quality in enumerate((*SHAPES, "something else"))
]
CURVE = {"label": EVIL, "note": EVIL, "points": [(0.0, 0.0), (0.6, 0.1), (1.0, 1.0)]}
BANDS = {"local_low": 0.1, "local_high": 0.3, "global_low": None, "global_high": 0.4}
DENSITIES = {
    "label": EVIL,
    "note": EVIL,
    "near": [(0.0, 5.0)],
    "rows": [{"distance": 5.0 * n, "density": 0.5 - 0.1 * n, **BANDS} for n in range(4)],
}
NODES = [
    {"x": n / 2, "y": n % 2, "label": EVIL, "jobs": 9.0 * n, "cluster": n == 1} for n in range(3)
]
LINKS = [{"one": 0, "other": n, "proximity": 0.4 * n} for n in (1, 2)]
REGIONS = [
    {**place, "gi": gi, "discovery": abs(gi) > 3, "geometry": shape}
    for gi, shape in ((5.0, None), (0.0, None), (-3.0, None), (2.7, SQUARE), (-6.0, SQUARE))
    for place in PLACES[:1]
]
CHAIN = [
    {"upstreamness": 1.0 + n, "downstreamness": 3.0 - n, "label": EVIL, "cluster": n == 1}
    for n in range(3)
]
STAGES = [
    {
        "year": 2000 + n,
        "budding": None if n == 1 else 0.5 - n / 10,
        "growth": None if n == 1 else 0.5,
        "maturity": None if n == 1 else n / 10,
        "decline": None if n == 1 else 0.0,
        "sure": n != 1,
        "shake_out": n == 3,
        "level_shift": n == 2,
        "said": {"growth": EVIL},
    }
    for n in range(4)
]
BAND = {f"{end}_{p}": 300.0 for end in ("low", "high") for p in ("50", "80", "95")}
FORECAST = [{"year": 2003 + n, "value": 320.0, **BAND} for n in range(3)]
NO_ORIGIN = [{"year": 2003, "value": None, **dict.fromkeys(BAND)}, *FORECAST[1:]]
PAST = [[{"year": 2001 + n, "value": 150.0} for n in range(3)]]
FAN = (YEARS, FORECAST, PAST, [("high_80", EVIL), ("value", EVIL), ("low_80", EVIL)])
NOW = [
    {"stage": s, "probability": p, "text": EVIL, "note": EVIL}
    for s, p in (("budding", 0.0), ("growth", 0.2), ("maturity", 0.8), ("decline", 0.0))
]
STAYS = [{"year": 2000 + n, "stage": "growth", "share": n / 4} for n in range(4)]
SIGNS = [
    {"label": EVIL, "text": EVIL, "state": s, "then": -1.0, "low": low, "now": 0.5, "high": 0.9}
    for s, low in (("worse", 0.1), ("may be worse", None), ("not worse", -0.2))
]
PEERS = [
    {"label": EVIL, "note": EVIL, "text": EVIL, "line": [{"since": n, "value": 1 + n / 9}
     for n in range(-3, 4)]},
    {"label": "b", "note": "", "text": "", "line": []},
]  # fmt: skip
SPARED = [
    {"label": EVIL, "text": EVIL, "rows": [
        {"years_after": n, "low": None if n == 2 else 0.5, "value": 0.7, "high": 0.9}
        for n in (1, 2, 3)
    ]}
]  # fmt: skip
FRAMES = [
    {
        "origin": 2000,
        "note": EVIL,
        "known": [{"year": 2000, "value": 9.0}],
        "forecast": [{"year": 2001, "low_80": 5.0, "value": 6.0, "high_80": 7.0}],
        "came": [{"year": 2001, "value": 8.0, "inside": inside}],
        "stages": shares,
    }
    for inside, shares in ((False, [0.1, 0.2, 0.3, 0.4]), (None, [None] * 4))
]
CHARTS: dict[str, Chart] = {
    "history": partial(over_years, YEARS, width=300, height=150, reference=(1.0, EVIL)),
    "one year": partial(over_years, YEARS[:1], width=300, height=150),
    "no year": partial(over_years, [], width=300, height=150),
    "only ranges": partial(over_years, YEARS[2:3], width=300, height=150),
    "dots": partial(dots, ROWS, width=300, reference=1.0),
    "no dots": partial(dots, [], width=300),
    "bars": partial(bars, ROWS, width=300),
    "coverage": partial(coverage, YEARS[:1], width=300),
    "facts": partial(timeline, FACTS, width=300),
    "map": partial(atlas, PLACES, width=300, shapes=[SQUARE, "{nonsense"]),
    "dotted map": partial(atlas, PLACES, width=300, others=[(-75.0, 41.0), (-77.0, 42.0)]),
    "lorenz": partial(lorenz, [CURVE] * 4, width=500),
    "k-density": partial(k_density, [DENSITIES, {**DENSITIES, "near": []}], width=500),
    "product space": partial(product_space, NODES, LINKS, width=300),
    "lone node": partial(product_space, NODES[:1], [], width=300),
    "hot spots": partial(hot_spots, REGIONS, width=300),
    "hot dots": partial(hot_spots, REGIONS[:3], width=300),
    "value chain": partial(value_chain, CHAIN, width=300),
    "ribbon": partial(ribbon, STAGES, width=300),
    "ribbon of a year": partial(ribbon, STAGES[:1], width=300),
    "fan": partial(fan, *FAN, width=300),
    "fan without an origin": partial(fan, [], NO_ORIGIN, [], FAN[3], width=300),
    "course": partial(course, STAGES, *FAN, width=300),
    "position": partial(position, NOW, STAYS, width=300),
    "position without a past": partial(position, NOW, [], width=300),
    "signs": partial(signs, SIGNS, width=300),
    "peers": partial(peers, PEERS, PEERS[0]["line"], width=560),
    "peers without lines": partial(peers, PEERS[1:], [], width=300),
    "survival": partial(survival, SPARED * 2, width=300),
    "film": partial(film, FRAMES, width=1000),
    "one place": partial(atlas, PLACES[:1], width=300),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_figure_fits_the_schema_and_is_drawn(name: str):
    picture = CHARTS[name]()
    alt.LayerChart.from_dict(picture.specification(), validate=True)
    svg = svg_of(picture)
    assert svg.startswith("<svg") and svg.endswith("</svg>")
    assert "NaN" not in svg and "undefined" not in svg


@pytest.mark.parametrize("name", CHARTS)
def test_names_are_data_and_never_code(name: str):
    picture = CHARTS[name]()
    specified = specification(picture)
    data = {"data", "datasets", "text", "values"}
    plain = json.dumps(_without(specified, data))
    assert "script" not in plain
    svg = svg_of(picture)
    assert "<script" not in svg and "url(" not in svg and "href" not in svg.replace("xmlns", "")


def _without(part: Any, keys: set[str]) -> Any:
    if isinstance(part, dict):
        return {k: _without(v, keys) for k, v in part.items() if k not in keys}
    return [_without(v, keys) for v in part] if isinstance(part, list) else part


def test_an_estimated_year_is_an_open_dot_and_a_hidden_one_a_dashed_bar_without_a_dot():
    svg = svg_of(over_years(YEARS[:3], width=300, height=150))
    dots = re.findall(rf'fill="({color("page")}|{color("middle")})" stroke', svg)
    assert dots == [color("page")], "one open dot and, because the last year is hidden, no full one"
    assert svg.count('stroke-dasharray="3,2"') == 1


def test_no_line_is_drawn_over_a_year_that_is_not_known():
    years = [year(2000), year(2001), year(2002, "range only"), year(2003), year(2004)]
    svg = svg_of(over_years(years, width=400, height=100))
    (course,) = re.findall(rf'<path stroke="{color("middle")}" stroke-width="2" d="(.*?)"', svg)
    assert len(re.findall("[Mm]", course)) == 2 and course.startswith("M46 ")


def test_a_published_bar_is_filled_and_an_estimated_one_is_open():
    svg = svg_of(bars(ROWS, width=300))
    assert svg.count(f'fill="{color("bar")}"') == 1
    assert svg.count(f'fill="{color("page")}"') == 1


def test_every_color_of_a_figure_has_its_counterpart_in_the_dark():
    rules = dark_figures()
    lights = [light for light, _ in PALETTE.values()]
    assert len(lights) == len(set(lights))
    for chart in CHARTS.values():
        svg = svg_of(chart())
        for part, used in re.findall(r'(fill|stroke)="(#[0-9A-Fa-f]+)"', svg):
            assert f'[{part}="{used}"]' in rules


def test_a_workshop_draws_what_one_would_draw_alone():
    with Drawings() as drawings:
        later = [drawings.draw(chart) for chart in (CHARTS["history"], CHARTS["map"])]
        assert "class=" in later[0].result()
        assert _in_full(drawings.looks, later[0].result()) == svg_of(CHARTS["history"]())
        assert _in_full(drawings.looks, later[1].result()) == svg_of(CHARTS["map"]())


def _in_full(looks: Looks, svg: str) -> str:
    """Return a drawing with its looks in place of their names."""
    lights = {variable: light for light, variable in VARIABLES.items()}
    for name, rule in re.findall(r"^\.(\w+){(.*)}$", looks.rules(), re.MULTILINE):
        pairs = [part.split(":") for part in rule.split(";")]
        said = "".join(f' {part}="{lights.get(value, value)}"' for part, value in pairs)
        svg = svg.replace(f' class="{name}"', said)
    return svg


def test_a_layer_of_many_drawings_is_drawn_once_and_used_where_it_stands():
    with Drawings() as drawings:
        later = [drawings.draw(CHARTS["fan"]) for _ in range(3)]
        texts = {one.result() for one in later}
    (svg,) = texts
    shapes = drawings.shared.definitions()
    names = re.findall(r'<use href="#(\w+)"/>', svg)
    assert names and set(names) == set(re.findall(r'id="(\w+)"', shapes))
    for name in names:
        (layer,) = re.findall(rf'<(?:g|path) id="{name}".*?(?=<\w+ id=|</defs>)', shapes)
        svg = svg.replace(f'<use href="#{name}"/>', layer.replace(f' id="{name}"', ""))
    assert _in_full(drawings.looks, svg) == svg_of(CHARTS["fan"]())
    assert svg.count("<text") > 0, "values and names stay where a reader looks for them"


def test_the_map_keeps_shapes_as_they_are_seen_from_above():
    """At 60 degrees north a degree of longitude is half as long as one of latitude."""
    from milieu.report.figures.ground import ground

    flat = ground([(10.0, 59.0), (14.0, 61.0)], [], [], 400)
    west, south = flat.pixel(10.0, 59.0)
    east, north = flat.pixel(14.0, 61.0)
    assert east - west == pytest.approx(south - north, rel=0.01)
    assert 0 < west < east < flat.width and 0 < north < south < flat.height
