"""What a file in `clusters` that finds clusters declares."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from milieu.core.arrays import Matrix
from milieu.core.catalogue import Catalogue
from milieu.core.cells import Cells
from milieu.core.errors import UserError

if TYPE_CHECKING:
    from milieu.clusters.linkage_groups import Linkages

Labels = NDArray[np.int32]


@dataclass(frozen=True)
class Surroundings:
    """What a method may know beside the cells. A method takes the first rule or definition.

    neighbours   regions that touch, by rule ("contiguity", "nearest_6", ...), each a symmetric
                 matrix of shape (regions, regions) with an empty diagonal
    categories   by definition, the category of each industry ("" where it has none or is local)
    linkages     how alike industries are in the study; None where a method sees to it by itself
    """

    neighbours: Mapping[str, csr_array] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    linkages: "Linkages | None" = None

    def under(self, neighbour_rule: str) -> "Surroundings":
        """Return the same surroundings with one rule of who is a neighbor, and no other."""
        return replace(self, neighbours={neighbour_rule: self.neighbours[neighbour_rule]})

    def first_neighbours(self, needed_by: str) -> csr_array:
        """Return the neighbors under the first rule; UserError if there is none."""
        for neighbours in self.neighbours.values():
            return neighbours
        raise UserError(
            f"{needed_by} needs to know which regions are neighbors",
            next="Give the regions geometries or coordinates, or find clusters in another way.",
        )

    def first_categories(self, needed_by: str) -> tuple[str, ...]:
        """Return the categories under the first definition; UserError if there is none."""
        for categories in self.categories.values():
            return categories
        raise UserError(
            f"{needed_by} needs the cluster category of each industry",
            next="Add a table of cluster definitions, or find clusters in another way.",
        )


@dataclass(frozen=True)
class Found:
    """Clusters as found in one year.

    label      cluster of each cell, shape (regions, industries); -1 where it belongs to none
    names      name of each cluster as the method gives it ("" where the members' names do)
    strength   how far each cluster is beyond the rule's thresholds; 1 means "just in"
    """

    label: Labels
    names: tuple[str, ...]
    strength: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.names)


Finder = Callable[..., Found]


@dataclass(frozen=True)
class Method:
    """A rule by which clusters are found, with its version and its grid of alternatives.

    find     takes jobs (regions, industries), cells, surroundings and the rule's thresholds by name
    grid     for each threshold the values over which robustness is measured, the default among them
    needs    what of the surroundings it can not do without: "neighbours", "categories"
    uses     what of the surroundings it takes if it is there: "linkages"
    """

    name: str
    version: str
    title: str
    source: str
    find: Finder
    grid: Mapping[str, tuple[float, ...]]
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()

    @property
    def defaults(self) -> dict[str, float]:
        """Return the rule's thresholds as declared."""
        parameters = inspect.signature(self.find).parameters.values()
        return {p.name: p.default for p in parameters if p.default is not p.empty}

    @property
    def about(self) -> str:
        """Return the rule's own description."""
        return inspect.getdoc(self.find) or ""

    def lacks(self, surroundings: Surroundings) -> tuple[str, ...]:
        """Return what the method needs and the surroundings do not have."""
        return tuple(need for need in self.needs if not getattr(surroundings, need))


METHODS: Catalogue[Method] = Catalogue("way of finding clusters", "milieu.clusters")


def method(
    *,
    version: str,
    title: str,
    source: str,
    grid: Mapping[str, tuple[float, ...]],
    needs: tuple[str, ...] = (),
    uses: tuple[str, ...] = (),
) -> Callable[[Finder], Finder]:
    """Declare a function `find(jobs, cells, surroundings, *, thresholds...)` as a method."""

    def declare(find: Finder) -> Finder:
        name = find.__name__
        METHODS.add(name, Method(name, version, title, source, find, grid, needs, uses))
        return find

    return declare


__all__ = ["METHODS", "Cells", "Found", "Labels", "Matrix", "Method", "Surroundings", "method"]
