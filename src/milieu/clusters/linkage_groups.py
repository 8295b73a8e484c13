"""Clusters by linkages: industries that share regions are grouped, and groups found as clusters."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from milieu.clusters.benchmark_categories import benchmark_categories
from milieu.clusters.declare import Cells, Found, Matrix, Surroundings, method
from milieu.clusters.linkages import Grouping, co_membership, group_industries
from milieu.clusters.specialization import known
from milieu.core.arrays import Mask, Vector
from milieu.indicators.coagglomeration import pairwise_coagglomeration
from milieu.indicators.inputs import ratio
from milieu.indicators.similarity import co_location, mean_similarity

WAYS = ("average", "ward", "leiden")  # not k-means, whose starts hang on the order of industries
LADDER = 6  # numbers of groups tried between the fewest and the most, evenly in logarithms
FEWEST = 4  # industries; three make no two groups with something within
SEED = 0  # of Leiden; which one matters little, as the best of many groupings is taken
DRAWS = 20  # nations drawn for the stability: its standard error is at most .11


@dataclass(frozen=True)
class Linkages:
    """How alike the industries of a nation are, and the groups that follow from it.

    industries       codes, sorted, so that groups do not hang on the order of columns
    jobs             of places and these industries alone, shape (regions, industries)
    establishments   same shape; None where not known
    """

    industries: tuple[str, ...]
    jobs: Matrix
    establishments: Matrix | None
    _groupings: dict[tuple[float, float], Grouping | None] = field(default_factory=dict)

    def grouping(self, least_group: float, most_group: float) -> Grouping | None:
        """Return the best grouping into groups of so many industries on average, else None.

        The best has the highest validation score, and is the finest of those that share it. There
        is none where fewer than four industries have jobs, or all have the same everywhere.
        """
        key = least_group, most_group
        if key not in self._groupings:
            self._groupings[key] = self._best(least_group, most_group)
        return self._groupings[key]

    def similarity(self, rows: NDArray[np.intp] | None = None) -> Matrix:
        """Return the mean of what is known: co-location of jobs and plants, coagglomeration.

        rows   the regions, as numbers; all without it
        """
        jobs = self.jobs if rows is None else self.jobs[rows]
        parts = [co_location(jobs), pairwise_coagglomeration(jobs)]
        if self.establishments is not None:
            plants = self.establishments if rows is None else self.establishments[rows]
            parts.append(co_location(plants))
        return mean_similarity(*parts)

    def names(self, grouping: Grouping) -> tuple[str, ...]:
        """Return the name of each industry's group: the code of its industry with most jobs."""
        total = self.jobs.sum(axis=0)
        order = np.lexsort((np.arange(len(total)), -total))
        leading: dict[int, str] = {}
        for industry in order.tolist():
            leading.setdefault(int(grouping.group[industry]), self.industries[industry])
        return tuple(leading[int(group)] for group in grouping.group)

    def stability(self, grouping: Grouping, draws: int = DRAWS) -> Vector:
        """Return how often each industry is with the others of its group if regions are redrawn.

        return   mean share of draws over the others of the group, 0 to 1; NaN for one alone
        """
        number = int(grouping.group.max()) + 1
        if not 2 <= number < len(grouping.group):
            return np.full(len(grouping.group), np.nan)

        def drawn(rows: NDArray[np.intp]) -> Matrix:
            similarity = self.similarity(rows)
            return similarity if np.isfinite(similarity).any() else self.similarity()

        share = co_membership(drawn, len(self.jobs), number, grouping.way, draws, SEED)
        with_it = grouping.group[:, None] == grouping.group[None, :]
        np.fill_diagonal(with_it, False)
        others = with_it.sum(axis=1)
        return ratio((share * with_it).sum(axis=1), others)

    def _best(self, least_group: float, most_group: float) -> Grouping | None:
        n = len(self.industries)
        if n < FEWEST or not len(self.jobs):
            return None
        similarity = self.similarity()
        if not np.isfinite(similarity).any():
            return None
        few, many = np.clip([n / most_group, n / least_group], 2, n - 1).tolist()
        numbers = np.unique(np.geomspace(few, many, LADDER).round().astype(int)).tolist()
        found = group_industries(similarity, numbers, WAYS, SEED)
        fits = [one for one in found if numbers[0] <= one.group.max() + 1 <= numbers[-1]]
        return max(fits or found, key=lambda one: (np.nan_to_num(one.score), one.group.max()))


def linkages_of(
    jobs: Matrix, cells: Cells, places: Mask | None = None, counted: Mask | None = None
) -> Linkages:
    """Return the linkages of the industries that have jobs, over the regions that have any.

    jobs      shape (regions, industries); unknown cells count as without jobs
    places    which rows are regions; all without it
    counted   which columns are industries that may be in a cluster; all without it
    """
    jobs, establishments = known(jobs), cells.establishments
    rows, columns = jobs.sum(axis=1) > 0, jobs.sum(axis=0) > 0
    if places is not None:
        rows &= places
    if counted is not None:
        columns &= counted
    inside = np.ix_(_sorted(cells.regions, rows), _sorted(cells.industries, columns))
    plants = None if np.isnan(establishments).all() else known(establishments)[inside]
    codes = tuple(cells.industries[n] for n in inside[1].ravel())
    return Linkages(codes, np.ascontiguousarray(jobs[inside]), plants)


def _sorted(codes: Sequence[str], chosen: Mask) -> NDArray[np.intp]:
    """Return the places of the chosen codes in the order of the codes."""
    at = np.flatnonzero(chosen)
    return np.array(sorted(at.tolist(), key=lambda n: codes[n]), np.intp)


@method(
    version="1",
    title="Strong clusters of industries grouped by where they are",
    source=(
        "Grouping: Delgado, Porter and Stern 2016, and Traag, Waltman and van Eck 2019; strong: "
        "as benchmark_categories"
    ),
    grid={
        "least_group": (2.0, 3.0),
        "most_group": (8.0, 12.0, 20.0),
        "top_share": (0.2, 0.25, 0.33),
        "least_quotient": (1.25, 1.5, 2.0),
        "bottom_share": (0.0, 0.25),
        "least_jobs": (100.0, 250.0, 500.0),
        "least_industries": (1.0, 2.0),
    },
    uses=("linkages",),
)
def linkage_groups(
    jobs: Matrix,
    cells: Cells,
    surroundings: Surroundings,
    *,
    least_group: float = 2.0,
    most_group: float = 12.0,
    top_share: float = 0.25,
    least_quotient: float = 1.5,
    bottom_share: float = 0.25,
    least_jobs: float = 250.0,
    least_industries: float = 2.0,
) -> Found:
    """Return the strong regional clusters of groups that the study's own figures make.

    Industries are grouped by the mean of their co-location (jobs, establishments) and their
    coagglomeration, in several ways and numbers of groups, of which the best is kept; the groups
    then take the place of the categories of `benchmark_categories`.

    least_group        mean number of industries of a group, at least; 1 or more
    most_group         mean number of industries of a group, at most
    top_share          location quotient among the top share of the group's regions, 0 to 1
    least_quotient     and at least this, ratio; more than for given categories, because groups are
                       made of industries that are strong together (assumption C13)
    bottom_share       share of the nation's jobs and of its establishments above this share of the
                       group's regions, 0 to 1; establishments only where they are known
    least_jobs         persons
    least_industries   industries with jobs; a group that has fewer needs all of its own
    """
    linkages = surroundings.linkages or linkages_of(jobs, cells)
    grouping = linkages.grouping(least_group, most_group)
    if grouping is None:
        return Found(np.full(jobs.shape, -1, np.int32), (), np.zeros(0))
    of = dict(zip(linkages.industries, linkages.names(grouping), strict=True))
    names = tuple(of.get(code, "") for code in cells.industries)
    found = benchmark_categories(
        jobs,
        cells,
        Surroundings(categories={"linkages": names}),
        top_share=top_share,
        least_quotient=least_quotient,
        bottom_share=bottom_share,
        least_jobs=least_jobs,
        least_industries=least_industries,
    )
    return replace(found, names=("",) * len(found))  # the members' names tell what it does
