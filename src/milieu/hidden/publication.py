"""One year of jobs as a statistical office published them, some cells hidden."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from milieu.core.arrays import Codes, Mask, Vector
from milieu.core.errors import UserError
from milieu.hidden.families import Families, Positions, find_families


@dataclass(frozen=True, eq=False)
class Publication:
    """Cells of one year: a region and an industry each, at any level of their trees.

    A family is a cell and the cells it is the sum of: in one region the industry and its
    branches, in one industry the region and its parts. Rows may be missing.

    region            code of the cell's region, shape (n,), 0 to n_regions - 1
    industry          code of the cell's industry, shape (n,), 0 to n_industries - 1
    establishments    number, shape (n,), >= 0; NaN where unknown
    jobs              persons employed, shape (n,), >= 0; NaN where the office hides them
    region_parents    the region above, one array (n_regions,) per hierarchy (county to state,
                      county to metropolitan area); -1 where there is none
    industry_parent   the industry above, shape (n_industries,); -1 for a root
    complete          no row is missing, so parts make up their whole also where establishments
                      are unknown; else unknown counts can not tell
    raises            UserError for wrong shapes, codes or signs, a cell given twice, a circle
    """

    region: Codes
    industry: Codes
    establishments: Vector
    jobs: Vector
    region_parents: tuple[Codes, ...]
    industry_parent: Codes
    complete: bool = False

    def __post_init__(self) -> None:
        """Check every rule above."""
        check_shapes(self)
        check_codes("region", self.region, self.n_regions)
        check_codes("industry", self.industry, self.n_industries)
        check_amounts("establishments", self.establishments)
        check_amounts("jobs", self.jobs)
        if len(np.unique(self.keys)) < self.n:
            raise UserError(
                "a cell (region, industry) is given twice", next="Keep one row for each cell."
            )
        for parent in self.region_parents:
            check_codes("region_parents", parent, self.n_regions, lowest=-1)
        check_codes("industry_parent", self.industry_parent, self.n_industries, lowest=-1)
        tree_levels((self.industry_parent,), "industry_parent")
        tree_levels(self.region_parents, "region_parents")

    @property
    def n(self) -> int:
        """Number of cells."""
        return len(self.region)

    @property
    def n_regions(self) -> int:
        """Number of regions of all levels."""
        return len(self.region_parents[0])

    @property
    def n_industries(self) -> int:
        """Number of industries of all levels."""
        return len(self.industry_parent)

    @cached_property
    def keys(self) -> Positions:
        """One number for each cell, shape (n,): region x n_industries + industry."""
        return self.region.astype(np.int64) * self.n_industries + self.industry

    @cached_property
    def hidden(self) -> Mask:
        """Whether the jobs of a cell are hidden, shape (n,)."""
        return np.isnan(self.jobs)

    @cached_property
    def industry_level(self) -> Positions:
        """Steps from the root of the industry tree, shape (n_industries,)."""
        return tree_levels((self.industry_parent,), "industry_parent")

    @cached_property
    def region_level(self) -> Positions:
        """Longest way up to a region without parent, in steps, shape (n_regions,)."""
        return tree_levels(self.region_parents, "region_parents")

    @cached_property
    def families(self) -> Families:
        """All families of all trees."""
        return find_families(self)


def check_shapes(publication: Publication) -> None:
    """Raise unless all columns have n values and all hierarchies n_regions."""
    if not publication.region_parents:
        raise UserError(
            "region_parents is empty", next="Give one array, of -1 where regions have no parent."
        )
    n = np.shape(publication.region)
    for name in ("region", "industry", "establishments", "jobs"):
        shape = np.shape(getattr(publication, name))
        if len(shape) != 1 or shape != n:
            raise UserError(f"{name} has shape {shape}, region has {n}", next="Give one per cell.")
    if len({np.shape(parent) for parent in publication.region_parents}) > 1:
        raise UserError("region_parents differ in length", next="Give each region in each array.")


def check_codes(name: str, codes: Codes, count: int, lowest: int = 0) -> None:
    """Raise unless all codes are whole numbers from `lowest` to count - 1."""
    if not np.issubdtype(np.asarray(codes).dtype, np.integer):
        raise UserError(f"{name} holds {codes.dtype}, not whole numbers", next="Give int32 codes.")
    if len(codes) and (codes.min() < lowest or codes.max() >= count):
        raise UserError(
            f"{name} runs from {codes.min()} to {codes.max()}, allowed are {lowest} to {count - 1}",
            next="Number regions and industries from 0 without gaps.",
        )


def check_amounts(name: str, amounts: Vector) -> None:
    """Raise if an amount is negative or infinite."""
    wrong = np.flatnonzero((amounts < 0) | np.isinf(amounts))
    if len(wrong):
        raise UserError(
            f"{name} is {amounts[wrong[0]]:g}, but it must be at least 0 and finite",
            where=f"cell {wrong[0]}",
            next="Use NaN for what is unknown or hidden.",
        )


def tree_levels(parents: tuple[Codes, ...], name: str) -> Positions:
    """Return the longest way up in steps for each node, shape of one of `parents`.

    raises   UserError if a node is its own ancestor
    """
    level = np.zeros(len(parents[0]), dtype=np.int64)
    for _ in range(len(level) + 1):
        higher = level.copy()
        for parent in parents:
            has = parent >= 0
            higher[has] = np.maximum(higher[has], level[parent[has]] + 1)
        if np.array_equal(higher, level):
            return level
        level = higher
    raise UserError(f"{name} goes round in a circle", next="Each chain of parents must end in -1.")
