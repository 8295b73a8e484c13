"""Labels: which cluster each cell belongs to, and sums over the cells of each cluster."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.clusters.declare import Labels
from milieu.core.arrays import Mask, Matrix, Vector

Positions = NDArray[np.intp]


@dataclass(frozen=True)
class Members:
    """The cells of all clusters, those of one cluster side by side.

    row, column   position of each member cell, shape (members,)
    cluster       its cluster, ascending, shape (members,)
    clusters      number of clusters
    """

    row: Positions
    column: Positions
    cluster: Positions
    clusters: int

    def total(self, values: Vector) -> Vector:
        """Return the sum of the members' values in each cluster, shape (clusters,)."""
        return np.bincount(self.cluster, values, self.clusters).astype(np.float64)

    def count(self, condition: Mask) -> NDArray[np.int64]:
        """Return how many members of each cluster meet the condition, shape (clusters,)."""
        return np.bincount(self.cluster[condition], minlength=self.clusters).astype(np.int64)


def members(label: Labels, clusters: int) -> Members:
    """Return the cells that belong to a cluster, ordered by cluster, row and column."""
    row, column = np.nonzero(label >= 0)
    cluster = label[row, column].astype(np.intp)
    order = np.argsort(cluster, kind="stable")
    return Members(row[order], column[order], cluster[order], clusters)


def each_cell(inside: Mask) -> Labels:
    """Return labels in which every cell inside is a cluster by itself."""
    label = np.full(inside.shape, -1, np.int32)
    label[inside] = np.arange(np.count_nonzero(inside), dtype=np.int32)
    return label


def each_group(inside: Mask, group: NDArray[np.intp]) -> Labels:
    """Return labels in which the cells inside that share a group number are one cluster.

    inside   cells that belong to a cluster, shape (regions, industries)
    group    group number of each cell, broadcast to the same shape
    return   clusters are numbered in the order of their group numbers
    """
    label = np.full(inside.shape, -1, np.int32)
    numbers = np.broadcast_to(group, inside.shape)[inside]
    label[inside] = np.unique(numbers, return_inverse=True)[1].astype(np.int32)
    return label


def margin(*pairs: tuple[Matrix | Vector, float | Vector]) -> Vector:
    """Return the smallest ratio of a figure to its threshold; thresholds of zero bind nothing.

    Unknown figures (NaN) bind nothing either. 1 means "just in"; at least one pair is given, and
    where no threshold binds the margin is 1.
    """
    smallest = np.full(np.shape(pairs[0][0]), np.inf)
    for figure, threshold in pairs:
        bound = np.broadcast_to(np.asarray(threshold, float), smallest.shape)
        ratio = np.divide(figure, bound, out=np.full(smallest.shape, np.inf), where=bound > 0)
        smallest = np.fmin(smallest, ratio)
    return np.where(np.isinf(smallest), 1.0, smallest)
