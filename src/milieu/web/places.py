"""Places: clusters as points on a map or as tiles, at most a few hundred."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from milieu.core.language import _, several
from milieu.report.figures.labels import long as long_of
from milieu.report.study_figures import place_name
from milieu.report.svg import number
from milieu.report.words import Kind, capital
from milieu.report.words import number as written
from milieu.web.land import WIDTH, Land
from milieu.web.lines import Line

MOST = 600  # points; where there are more, near ones become one
CELLS = (4, 6, 8, 11, 15, 20, 30)  # pixels within which points become one
LARGEST, SMALLEST = 1.9 * WIDTH, 26.0  # areas of circles, square pixels
NAMED = 5
BOLD, LINE = 1.15, 16.0  # how much wider than others the letters of a name are; its height
TILE = 64  # pixels of a tile, at most
HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="paper" width="5" height="5"/>'
    '<rect class="stripe" width="2" height="5"/></pattern></defs>'
)


@dataclass(frozen=True)
class Place:
    """A point or a tile: its clusters, the largest first; its middle and radius in pixels."""

    lines: Sequence[Line]
    x: float
    y: float
    radius: float

    @property
    def largest(self) -> Line:
        """Return the cluster by which it is colored and named."""
        return self.lines[0]

    @property
    def label(self) -> str:
        """Return where it is."""
        return capital(place_name([self.largest.cluster]))

    @property
    def said(self) -> str:
        """Return what it shows in words."""
        total = _jobs(self.lines)
        jobs = written(total, Kind.COUNT, 10.0 ** max(math.floor(math.log10(total or 1.0)) - 1, 0))
        many = several(
            "{n} cluster", "{n} clusters", len(self.lines), n=written(len(self.lines), Kind.COUNT)
        )
        return _("{place}: {many}, about {jobs} jobs; the largest: {stage}",
                 place=self.label, many=many, jobs=jobs,
                 stage=_(self.largest.stage))  # fmt: skip


Spot = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Spots:
    """Where the clusters of a year lie on a map, pixels; made once, for any part of them.

    exact    by cluster
    coarse   by cluster, so that there are no more than MOST in all
    """

    exact: Mapping[str, Spot]
    coarse: Mapping[str, Spot]


def spots(everything: Sequence[Line], land: Land) -> Spots:
    """Return where clusters lie."""
    groups: dict[Spot, list[Line]] = defaultdict(list)
    for line in everything:
        if line.cluster.place:
            groups[land.ground.pixel(*line.cluster.place)].append(line)
    exact = _spots(groups)
    for cell in CELLS:
        if len(groups) <= MOST:
            break
        groups = _coarser(groups, cell)
    return Spots(exact, _spots(groups))


def _spots(groups: Mapping[Spot, Sequence[Line]]) -> dict[str, Spot]:
    return {line.cluster.id: spot for spot, lines in groups.items() for line in lines}


def on_map(found: Sequence[Line], where: Spots) -> list[Place]:
    """Return the places of clusters on a map, the largest first."""
    many = len({where.exact.get(line.cluster.id) for line in found})
    return _sized(_grouped(found, where.exact if many <= MOST else where.coarse))


def _grouped(found: Sequence[Line], where: Mapping[str, Spot]) -> dict[Spot, list[Line]]:
    groups: dict[Spot, list[Line]] = defaultdict(list)
    for line in found:
        if spot := where.get(line.cluster.id):
            groups[spot].append(line)
    return groups


def as_tiles(found: Sequence[Line]) -> tuple[list[Place], int, int]:
    """Return tiles by place, the largest first, and width and height of the drawing."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in found:
        groups[line.cluster.regions or line.cluster.name].append(line)
    ordered = sorted((_by_size(lines) for lines in groups.values()), key=lambda g: -_jobs(g))[:MOST]
    across = max(math.ceil(math.sqrt(len(ordered) * 1.4)), WIDTH // (2 * TILE))
    side = WIDTH / across
    places = [
        Place(lines, (at % across + 0.5) * side, (at // across + 0.5) * side, side / 2 - 1)
        for at, lines in enumerate(ordered)
    ]
    return places, WIDTH, math.ceil(max(math.ceil(len(ordered) / across), 1) * side)


def drawn(places: Sequence[Place], *, tiles: bool) -> Markup:
    """Return the places as SVG; every text in it is escaped."""
    marks = "".join(_mark(at, place, tiles) for at, place in enumerate(places))
    names = _tile_names(places) if tiles else _names(places)
    return Markup(f"{HATCH}<g>{marks}</g><g>{names}</g>")


def by_cluster(places: Sequence[Place]) -> dict[str, int]:
    """Return the number of each cluster's place."""
    return {line.cluster.id: at for at, place in enumerate(places) for line in place.lines}


def _coarser(groups: dict[Spot, list[Line]], cell: int) -> dict[Spot, list[Line]]:
    """Return places of which those of one cell have become one, where its largest lies."""
    cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for x, y in groups:
        cells[int(x // cell), int(y // cell)].append((x, y))
    joined = {}
    for inside in cells.values():
        main = max(inside, key=lambda at: _jobs(groups[at]))
        joined[main] = [line for at in inside for line in groups[at]]
    return joined


def _sized(groups: dict[Spot, list[Line]]) -> list[Place]:
    jobs = {at: _jobs(lines) for at, lines in groups.items()}
    most = max(jobs.values(), default=1.0) or 1.0
    ordered = sorted(groups.items(), key=lambda pair: -jobs[pair[0]])
    return [
        Place(_by_size(lines), x, y, math.sqrt(
            max(LARGEST * jobs[x, y] / most, SMALLEST) / math.pi))
        for (x, y), lines in ordered
    ]  # fmt: skip


def _by_size(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: -(line.size or 0.0))


def _jobs(lines: Sequence[Line]) -> float:
    return sum(line.size or 0.0 for line in lines)


def _mark(at: int, place: Place, tile: bool) -> str:
    status = place.largest.status.replace(" ", "-") or "published"
    tone = place.largest.standing.tone
    hatched = ' fill="url(#hatch)"' if tone == "no-stage" and status == "published" else ""
    title = f"<title>{escape(place.said, quote=False)}</title>"
    looks = f'class="{tone} {status}" data-p="{at}"{hatched}'
    if tile:
        left, top = number(place.x - place.radius), number(place.y - place.radius)
        side = number(2 * place.radius)
        shape = f'x="{left}" y="{top}" width="{side}" height="{side}"'
        return f"<rect {looks} {shape}>{title}</rect>"
    middle = f'cx="{number(place.x)}" cy="{number(place.y)}" r="{number(place.radius)}"'
    return f"<circle {looks} {middle}>{title}</circle>"


def _names(places: Sequence[Place]) -> str:
    """Return the names of the largest places, off each other and off as many circles as may be."""
    taken: list[Box] = []
    said: list[str] = []
    for place in places:
        if len(said) == NAMED:
            break
        free = [one for one in _offers(place) if not any(_meet(one[2], box) for box in taken)]
        if free:
            anchor, (x, y), box = min(free, key=lambda one: _covered(one[2], place, places))
            taken.append(box)
            end = f' text-anchor="{anchor}"' if anchor else ""
            name = escape(place.label, quote=False)
            said.append(f'<text x="{number(x)}" y="{number(y)}"{end}>{name}</text>')
    return "".join(said)


def _offers(place: Place) -> list[tuple[str, Spot, Box]]:
    """Return where a name may stand: towards the middle, to the other side, above, below."""
    long, half, off = long_of(place.label, BOLD), LINE / 2, place.radius + 5
    x, y = place.x, place.y
    right = ("", (x + off, y + 4.5), (x + off, y - half, x + off + long, y + half))
    left = ("end", (x - off, y + 4.5), (x - off - long, y - half, x - off, y + half))
    above, below = y - off - half, y + off + half
    return [
        *((left, right) if x > WIDTH * 0.6 else (right, left)),
        *(
            ("middle", (x, at + 4.5), (x - long / 2, at - half, x + long / 2, at + half))
            for at in (above, below)
        ),
    ]


def _covered(box: Box, own: Place, places: Sequence[Place]) -> int:
    """Return how many circles a name would lie on; one that leaves the map is the last choice."""
    beyond = len(places) if box[0] < 0 or box[2] > WIDTH or box[1] < 0 else 0
    return beyond + sum(
        _meet(box, (p.x - p.radius, p.y - p.radius, p.x + p.radius, p.y + p.radius))
        for p in places
        if p is not own
    )


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _tile_names(places: Sequence[Place]) -> str:
    """Return the names that find room in their tiles."""
    if not places or places[0].radius < TILE / 2 - 4:
        return ""
    letters = int(places[0].radius * 2 / 7)
    return "".join(
        f'<text x="{number(p.x)}" y="{number(p.y + 4)}" text-anchor="middle">'
        f"{escape(p.label[:letters], quote=False)}</text>"
        for p in places
    )
