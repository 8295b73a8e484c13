"""A made-up country: a square of regions, some of them with clusters planted in them."""

from dataclasses import dataclass

import numpy as np

from milieu.clusters.declare import Surroundings
from milieu.clusters.neighbours import nearest
from milieu.core.cells import Cells, published

INDUSTRIES = tuple(f"{number}" for number in range(3110, 3134))
PAIRS = tuple(f"field {number // 2}" if number < 20 else "" for number in range(24))


@dataclass(frozen=True)
class Country:
    cells: Cells
    surroundings: Surroundings
    planted: np.ndarray  # (regions, industries), True where jobs were added


def made_up_country(
    side: int = 14, seed: int = 1, planted: int = 6, spread: bool = True
) -> Country:
    """Regions on a lattice; each planted cluster: two related industries in 3 x 3 regions."""
    random = np.random.default_rng(seed)
    regions, industries = side * side, len(INDUSTRIES)
    size = random.lognormal(0, 0.5, regions)[:, None] * random.lognormal(0, 0.5, industries)
    jobs = random.poisson(120 * size).astype(float)
    where = np.zeros(jobs.shape, bool)
    for number in range(planted):
        x, y = 1 + 4 * (number % 3), 1 + 4 * (number // 3)
        reach = (-1, 0, 1) if spread else (0,)
        block = [(x + a) * side + y + b for a in reach for b in reach]
        where[np.ix_(block, [2 * number, 2 * number + 1])] = True
    jobs[where] += 1_500
    place = np.arange(regions)
    neighbours = nearest(10 + place // side * 0.1, (place % side) * 0.1, 4)
    return Country(
        published(
            2016,
            tuple(f"R{n:03d}" for n in range(regions)),
            INDUSTRIES,
            jobs,
            np.maximum(np.round(jobs / 20), 1.0) * (jobs > 0),
        ),
        Surroundings({"nearest_4": neighbours}, {"pairs": PAIRS}),
        where,
    )


def reordered(country: Country, rows: np.ndarray, columns: np.ndarray) -> Country:
    """The same country with its regions and industries listed in another order."""
    cells, at = country.cells, np.ix_(rows, columns)
    return Country(
        published(
            cells.year,
            tuple(cells.regions[n] for n in rows),
            tuple(cells.industries[n] for n in columns),
            cells.jobs[at],
            cells.establishments[at],
        ),
        Surroundings(
            {k: v[rows][:, rows] for k, v in country.surroundings.neighbours.items()},
            {k: tuple(v[n] for n in columns) for k, v in country.surroundings.categories.items()},
        ),
        country.planted[at],
    )


def as_sets(cells: Cells, label: np.ndarray) -> set[frozenset[tuple[str, str]]]:
    """Each cluster as the set of its cells' codes."""
    clusters: dict[int, set[tuple[str, str]]] = {}
    for row, column in zip(*np.nonzero(label >= 0), strict=True):
        clusters.setdefault(int(label[row, column]), set()).add(
            (cells.regions[row], cells.industries[column])
        )
    return {frozenset(cells) for cells in clusters.values()}
