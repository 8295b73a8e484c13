"""Histories: each cluster through all years, also those in which the rule does not find it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from milieu.clusters.declare import Found
from milieu.clusters.events import Event
from milieu.clusters.evidence import Evidence, evidence_of_clusters
from milieu.clusters.figures import Figures, figures
from milieu.clusters.identity import identities
from milieu.clusters.labels import Members, members
from milieu.clusters.overlap import Snapshot
from milieu.clusters.robustness import definition_share, existence
from milieu.core.arrays import Mask, Vector
from milieu.core.progress import Progress
from milieu.study.finding import Finder, variants
from milieu.study.matrices import Slice
from milieu.study.step import Work

LIST_LENGTH = 100  # clusters; as many as somebody reads


@dataclass(frozen=True)
class ClusterYear:
    """Clusters of one level in one year, found in it or followed from the year they were found.

    ids     name of each cluster
    found   whether the rule finds them in this year
    """

    slice: Slice
    ids: tuple[str, ...]
    names: tuple[str, ...]
    label: NDArray[np.int32]
    figures: Figures
    existence: Vector
    found: bool

    @cached_property
    def members(self) -> Members:
        """Return the cells of the clusters, side by side."""
        return members(self.label, len(self.ids))

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Return what jobs and establishments prove about each cluster."""
        found = Found(self.label, self.names, np.ones(len(self.ids)))
        return evidence_of_clusters(self.slice.cells, found)

    def cells_of(self, at: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the rows and columns of one cluster's cells."""
        start, end = np.searchsorted(self.members.cluster, (at, at + 1))
        return self.members.row[start:end], self.members.column[start:end]


@dataclass(frozen=True)
class History:
    """All clusters of a level: their years, what happened to them, how robust they are."""

    level: str
    years: tuple[ClusterYear, ...]
    events: tuple[Event, ...]
    robustness: dict[str, float]


def history(work: Work, finder: Finder, slices: Sequence[Slice], progress: Progress) -> History:
    """Return the clusters of a level through all years."""
    found = [finder.find(one) for one in slices]
    snapshots = [
        Snapshot(s.cells.year, s.cells.regions, s.cells.industries, f.label, s.cells.jobs)
        for s, f in zip(slices, found, strict=True)
    ]
    named = identities(snapshots)
    years: list[ClusterYear] = []
    for number, one in enumerate(slices):
        years.append(_found(one, found[number], named.ids[number], finder))
        years += followed(number, slices, found, named.ids)
        progress(f"clusters {one.level} {one.cells.year}", (number + 1) / len(slices))
    robust = _robustness(work, finder, slices, found, named.ids)
    return History(slices[0].level, tuple(years), named.events, robust)


def _found(one: Slice, found: Found, ids: tuple[str, ...], finder: Finder) -> ClusterYear:
    sure = existence(finder.method, one.cells, found, finder.surroundings, finder.thresholds)
    return ClusterYear(one, ids, found.names, found.label, _figures(one, found), sure, True)


def _figures(one: Slice, found: Found) -> Figures:
    """Return the figures; a cluster of one cell has that cell's range.

    A cell's range is laid so that it holds the truth as often as it says; sums of cells take the
    joint draws, which add up to what is published. Totals are margins and known far better.
    """
    drawn = figures(one.cells, found, LIST_LENGTH)
    of = members(found.label, len(found))
    single = np.flatnonzero(np.bincount(of.cluster, minlength=len(found)) == 1)
    at = np.searchsorted(of.cluster, single)
    low, high = drawn.jobs_low.copy(), drawn.jobs_high.copy()
    low[single] = one.range_low[of.row[at], of.column[at]]
    high[single] = one.range_high[of.row[at], of.column[at]]
    scale = np.divide(drawn.quotient, drawn.jobs, where=drawn.jobs > 0, out=np.zeros(len(found)))
    quotient_low, quotient_high = drawn.quotient_low.copy(), drawn.quotient_high.copy()
    quotient_low[single] = np.minimum(low * scale, drawn.quotient)[single]
    quotient_high[single] = np.maximum(high * scale, drawn.quotient)[single]
    return replace(
        drawn,
        jobs_low=low,
        jobs_high=high,
        quotient_low=quotient_low,
        quotient_high=quotient_high,
    )


def followed(
    number: int,
    slices: Sequence[Slice],
    found: Sequence[Found],
    ids: Sequence[tuple[str, ...]],
) -> list[ClusterYear]:
    """Return the clusters that the rule does not find this year, in the cells they had nearest.

    A cell can have been in several of them; those that share cells stand in layers of their own, so
    that none takes another's jobs away.
    """
    missing = set().union(*map(set, ids)) - set(ids[number])
    layers: list[_Layer] = []
    for near in sorted(range(len(ids)), key=lambda year: (abs(year - number), year)):
        position = {name: at for at, name in enumerate(ids[near]) if name in missing}
        for name in sorted(position):
            cells = found[near].label == position[name]
            layer = next((one for one in layers if one.is_free(cells)), None)
            if layer is None:
                layer = _Layer(np.full(found[number].label.shape, -1, np.int32), [], [])
                layers.append(layer)
            layer.add(name, found[near].names[position[name]], cells)
        missing -= set(position)
    return [_followed_in(slices[number], layer) for layer in layers]


@dataclass(frozen=True)
class _Layer:
    """Clusters that share no cell: a number by cell (-1: none), their ids and names."""

    label: NDArray[np.int32]
    ids: list[str]
    names: list[str]

    def is_free(self, cells: Mask) -> bool:
        """Return whether no cluster has any of these cells yet."""
        return bool((self.label[cells] < 0).all())

    def add(self, id: str, name: str, cells: Mask) -> None:
        """Add a cluster of these cells."""
        self.label[cells] = len(self.ids)
        self.ids.append(id)
        self.names.append(name)


def _followed_in(one: Slice, layer: _Layer) -> ClusterYear:
    names = tuple(layer.names)
    again = Found(layer.label, names, np.ones(len(names)))
    nothing = np.zeros(len(names))
    figures_of = _figures(one, again)
    return ClusterYear(one, tuple(layer.ids), names, layer.label, figures_of, nothing, False)


def _robustness(
    work: Work,
    finder: Finder,
    slices: Sequence[Slice],
    found: Sequence[Found],
    ids: Sequence[tuple[str, ...]],
) -> dict[str, float]:
    """Return for each cluster the share of definitions under which it exists when last seen."""
    last = {name: number for number, names in enumerate(ids) for name in names}
    shares: dict[str, float] = {}
    for number in sorted(set(last.values())):
        one, near = (
            slices[number],
            [slices[n] for n in (number - 1, number + 1) if 0 <= n < len(slices)],
        )
        looks = variants(work, one, finder, near)
        share = definition_share(finder.method, one.cells, found[number], looks)
        shares |= {
            name: float(share[at]) for at, name in enumerate(ids[number]) if last[name] == number
        }
    return shares
