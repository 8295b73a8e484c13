"""Published statistics of places near each other."""

from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

from tests.oracles.oracle import EXACT, AbsentError, Oracle, row


def getis_ords() -> Iterator[Oracle]:
    from scipy.sparse import csr_array

    from milieu.indicators.getis_ord import getis_ord

    points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)])
    gaps = np.hypot(*(points.T[:, :, None] - points.T[:, None]))
    near = csr_array(((gaps <= 15) & (gaps > 0)).astype(float))

    def ours(k: int) -> float:
        return float(getis_ord(np.array([2, 3, 3.2, 5, 8, 7]), near).z[k])

    all_printed = "-1.39727626 -0.28917762 0.65064964 -0.28917762 1.23452088 2.02424331"
    for k, printed in enumerate(all_printed.split()):
        yield row(
            "getis_ord",
            f"Gi* of point {k + 1} of six, within 15",
            printed,
            partial(ours, k),
            "manual of the package esda",
            "weights 1 for the point itself and its neighbors; p here is of both sides",
        )


def morans() -> Iterator[Oracle]:
    from milieu.indicators.moran import moran

    def ours(part: str, files: tuple[str, str, str]) -> float:
        return float(getattr(moran(*example(*files)), part)[0])

    homicides = "homicides in 78 counties around St. Louis (HR8893)"
    deaths = "sudden infant deaths in 100 counties of North Carolina (SIDR74)"
    note = "each region's weights add up to 1"
    normal = "of both sides, values as draws of one normal distribution"
    of_homicides = ("stl_hom.txt", "stl.gal", "HR8893")
    of_deaths = ("sids2.dbf", "sids2.gal", "SIDR74")
    for what, printed, part, files, why in (
        (f"I of {homicides}", "0.244", "value", of_homicides, note),
        (f"p of {homicides}", "0.000271478628", "p", of_homicides, normal),
        (f"I of {deaths}", "0.248", "value", of_deaths, note),
    ):
        yield row(
            "moran", what, printed, partial(ours, part, files), "manual of the package esda", why
        )


def example(table: str, weights: str, column: str) -> tuple[Any, Any]:
    """Return a column and the neighbors from the example data of libpysal."""
    if find_spec("libpysal") is None:
        raise AbsentError("needs the example data of libpysal")
    import libpysal
    from scipy.sparse import csr_array

    path = libpysal.examples.get_path
    values = np.array(libpysal.io.open(path(table)).by_col(column), float)
    return values, csr_array(libpysal.io.open(path(weights)).read().sparse)


def k_densities() -> Iterator[Oracle]:
    from milieu.indicators.k_density import k_density
    from milieu.indicators.points.places import at_distances, on_plane

    random = np.random.default_rng(5)
    xy = random.uniform(0, 300, (2, 25))[:, random.integers(0, 25, 600)]
    xy = xy + random.normal(0, 12, (2, 600))
    firms = random.choice(600, 150, replace=False).astype(np.int32)

    def integral(exact: bool) -> float:
        k = k_density(on_plane(*xy), firms, draws=40, farthest=600, exact=exact)
        return float(np.trapezoid(k.density, k.distances))

    def apart() -> float:
        matrix = np.hypot(*(xy[:, :, None] - xy[:, None]))
        one, other = (k_density(p, firms, draws=40) for p in (on_plane(*xy), at_distances(matrix)))
        return float(np.abs(one.density - other.density).max() / one.density.max())

    book = "Duranton and Overman (2005)"
    note = "published codes differ by a factor of 2; here pairs are unordered and reflected at 0"
    for exact, way in ((True, "all pairs"), (False, "the grid")):
        yield row(
            "k_density",
            f"integral over all distances, by {way}",
            "1",
            partial(integral, exact),
            book,
            note,
            within=0.01,
        )
    yield row(
        "k_density",
        "from points and from their distances, largest relative difference",
        "0",
        apart,
        book,
        "a definition, not a printed number",
        within=EXACT,
    )
