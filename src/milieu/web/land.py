"""Land: the map under a study's clusters, made once for a version of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from milieu.report.figures.ground import Ground, ground
from milieu.report.look import PALETTE
from milieu.report.reading import read
from milieu.report.svg import number, path
from milieu.web.opened import Opened

WIDTH = 680  # pixels of the map as it is made; a page shows it in any width
LARGEST = 80_000  # bytes of a map; a larger one is drawn with fewer bends, then as an outline
BENDS = (0.0, 1.5, 4.0)  # pixels that a border may be off
SMALL = 2.0  # square pixels; smaller islands are left out where room is short
REGIONS = """
    SELECT DISTINCT r.region, r.longitude, r.latitude, r.geometry FROM regions r
    JOIN (SELECT DISTINCT region FROM cells WHERE level IN (SELECT unnest(?::VARCHAR[])))
        USING (region) ORDER BY r.region
"""


@dataclass(frozen=True)
class Land:
    """The map: where places lie on it, and its drawing as SVG of its own; empty for none."""

    ground: Ground
    svg: str

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in pixels."""
        return self.ground.width, self.ground.height


def land(opened: Opened) -> Land | None:
    """Return the map of a study; None where no cluster has a place."""
    return opened.kept("land", lambda: _land(opened))


def _land(opened: Opened) -> Land | None:
    found = opened.content.clusters
    points = [one.place for one in found if one.place]
    if not points:
        return None
    rows = read(opened.session(), REGIONS, sorted({one.level for one in found}))
    shapes = [row["geometry"] for row in rows if row["geometry"]]
    others = [(r["longitude"], r["latitude"]) for r in rows
              if None not in (r["longitude"], r["latitude"])]  # fmt: skip
    under = ground(points, shapes, others, WIDTH)
    return Land(under, _drawn(under))


def _drawn(under: Ground) -> str:
    """Return the regions as SVG that knows light and dark by itself."""
    if not under.borders:
        dots = "".join(f"M{number(x)} {number(y)}h0" for x, y in _dots(under))
        return _svg(under, f'<path class="dot" d="{dots}"/>')
    flat = [shape(feature["geometry"]) for feature in under.features]
    for bend in BENDS:
        body = _borders(under, flat, bend)
        if len(body) <= LARGEST:
            return _svg(under, body)
    return _svg(under, _borders(under, [unary_union([g.buffer(0) for g in flat])], BENDS[-1]))


def _svg(under: Ground, body: str) -> str:
    """Return an SVG document; it holds numbers only."""
    looks = [
        f"path{{fill:{PALETTE['panel'][dark]};stroke:{PALETTE['rule'][dark]};stroke-width:.7}}"
        f".dot{{stroke:{PALETTE['rule'][dark]};stroke-width:3.2;stroke-linecap:round}}"
        for dark in (False, True)
    ]
    style = f"{looks[0]}@media(prefers-color-scheme:dark){{{looks[1]}}}"
    size = f'viewBox="0 0 {under.width} {under.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{under.width}" height="{under.height}" '
        f"{size}><style>{style}</style>{body}</svg>"
    )


def _borders(under: Ground, flat: Sequence[BaseGeometry], bend: float) -> str:
    drawn = []
    for one in flat:
        plain = one.simplify(bend / under.scale) if bend else one
        rings = [
            [((x - under.left) * under.scale, (under.high - y) * under.scale) for x, y in ring]
            for ring in _rings(plain, SMALL / under.scale**2 if bend else 0.0)
        ]
        if rings:
            drawn.append(path(rings, closed=True).written())
    return "".join(drawn)


def _rings(geometry: BaseGeometry, least: float) -> Iterator[list[tuple[float, float]]]:
    """Yield the closed lines of a geometry, without its smallest parts."""
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "Polygon" and part.area > least:
            yield from ([p[:2] for p in ring.coords][:-1]
                        for ring in (part.exterior, *part.interiors))  # fmt: skip


def _dots(under: Ground) -> Iterator[tuple[float, float]]:
    for feature in under.features:
        for x, y in feature["geometry"]["coordinates"]:
            yield (x - under.left) * under.scale, (under.high - y) * under.scale
