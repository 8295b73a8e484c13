"""Cells of the made-up country at all levels of regions and industries, and which are hidden."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Matrix
from milieu.sources.made_up.firms import Firms
from milieu.sources.made_up.industries import Industries
from milieu.sources.made_up.map import Map

Cube = NDArray[np.float64]  # regions of all levels x industries of all levels x years


@dataclass(frozen=True)
class Levels:
    """How places and industries of all levels are sums of regions and classes.

    place_of      1 where a place contains a region, shape (places, regions)
    industry_of   1 where an industry contains a class, shape (industries, classes)
    place_parent, industry_parent   position of the one above, -1 at the top
    """

    place_of: Matrix
    industry_of: Matrix
    place_parent: Codes
    industry_parent: Codes

    @property
    def shape(self) -> tuple[int, int]:
        """Return the numbers of places and of industries."""
        return len(self.place_of), len(self.industry_of)

    def sums(self, cells: Matrix) -> Cube:
        """Return sums at all levels of values of cells, shape (regions x classes, years)."""
        cube = cells.reshape(self.place_of.shape[1], self.industry_of.shape[1], -1)
        by_place = np.tensordot(self.place_of, cube, axes=(1, 0))
        return np.asarray(np.einsum("ic,pcy->piy", self.industry_of, by_place))

    def largest(self, cells: Matrix) -> Cube:
        """Return the largest value at all levels, shape as `sums`."""
        cube = cells.reshape(self.place_of.shape[1], self.industry_of.shape[1], -1)
        by_place = np.stack([cube[of > 0].max(axis=0) for of in self.place_of])
        return np.stack([by_place[:, of > 0].max(axis=1) for of in self.industry_of], axis=1)


def levels_of(country: Map, industries: Industries) -> Levels:
    """Return how the country's places and industries contain each other."""
    place_parent, place_of = _tree(country.codes, country.parents)
    industry_parent, industry_of = _tree(industries.codes, industries.parents)
    return Levels(
        place_of[:, 1 + country.provinces :],
        industry_of[:, 1 + industries.groups :],
        place_parent,
        industry_parent,
    )


def _tree(codes: tuple[str, ...], parents: tuple[str | None, ...]) -> tuple[Codes, Matrix]:
    """Return the position of each parent and which code contains which, itself included."""
    at = {code: position for position, code in enumerate(codes)}
    parent = np.array([-1 if p is None else at[p] for p in parents], np.int32)
    contains = np.eye(len(codes))
    for child in reversed(range(len(codes))):  # parents come before their children
        if parent[child] >= 0:
            contains[parent[child]] += contains[child]
    return parent, contains


@dataclass(frozen=True)
class Counts:
    """Firms and jobs at all levels, shape (places, industries, years) each."""

    establishments: Cube
    jobs: Cube
    births: Cube
    deaths: Cube
    largest_share: Cube


def count_firms(firms: Firms, levels: Levels, first_year: int) -> Counts:
    """Return what an office would count in each year; a firm is one establishment."""
    cells = levels.place_of.shape[1] * levels.industry_of.shape[1]
    years = firms.jobs.shape[1]
    row, year = np.nonzero(firms.jobs)
    at, jobs = firms.cell[row].astype(np.int64) * years + year, firms.jobs[row, year]
    largest = np.zeros(cells * years)
    np.maximum.at(largest, at, jobs)
    total = levels.sums(np.asarray(np.bincount(at, jobs, cells * years), float))
    share = levels.largest(largest.reshape(cells, years)) / np.maximum(total, 1)
    return Counts(
        establishments=levels.sums(np.bincount(at, minlength=cells * years).astype(float)),
        jobs=total,
        births=levels.sums(_events(firms.cell, firms.opened - first_year, cells, years)),
        deaths=levels.sums(_events(firms.cell, firms.closed - first_year, cells, years)),
        largest_share=share,
    )


def _events(cell: Codes, year: Codes, cells: int, years: int) -> Matrix:
    """Return how many events each cell has in each year, shape (cells x years,)."""
    inside = (year >= 0) & (year < years)
    return np.bincount(
        cell[inside].astype(np.int64) * years + year[inside], minlength=cells * years
    ).astype(float)


def hide(counts: Counts, levels: Levels, seed: int) -> NDArray[np.bool_]:
    """Return which cells the office hides, shape (places, industries, years).

    Few establishments, a dominant one, all below them, and partners until nothing can be told by
    subtraction; cells without an establishment are known to be zero.
    """
    from milieu.hidden.masking import mask
    from milieu.hidden.publication import Publication

    hidden = np.zeros(counts.jobs.shape, bool)
    for t in range(counts.jobs.shape[-1]):
        place, industry = np.nonzero(counts.establishments[:, :, t])
        year = Publication(
            place.astype(np.int32),
            industry.astype(np.int32),
            counts.establishments[place, industry, t],
            counts.jobs[place, industry, t],
            (levels.place_parent,),
            levels.industry_parent,
        )
        _, newly = mask(year, seed + t, largest_share=counts.largest_share[place, industry, t])
        hidden[place, industry, t] = newly
    return hidden
