"""Benchmark categories anew: industries grouped by their similarity, and how sure the groups are.

The method of Delgado, Porter and Stern (2016), Journal of Economic Geography 16(1): group in many
ways and into many numbers of groups, score each by relatedness within against between, keep the
best, and move industries that are nearer to another group. Resampled regions show which pairs stay
together.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.cluster.vq import kmeans2
from scipy.sparse import coo_array
from scipy.spatial.distance import squareform

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.core.errors import UserError, unknown_name
from milieu.indicators.inputs import ratio

WAYS = ("average", "ward", "kmeans", "leiden")
HIGH_QUANTILE = 0.95  # Delgado, Porter and Stern: within also above nearly all other groups
STARTS = 5  # of k-means, which finds a local optimum: the tightest is kept
NEAREST = 15  # industries to which an industry is tied in the network for Leiden (assumption C12)
FINENESS = 0.01, 1000.0  # resolutions between which that with the wanted number is sought
HALVINGS = 16  # of the distance between these, in logarithms
TRIALS = 3  # of Leiden at each resolution: the best is kept


class Grouping(NamedTuple):
    """One way of grouping the industries.

    group    of each industry, numbered from 0 by first appearance, shape (industries,)
    way      average, ward, kmeans or leiden
    wanted   number of groups asked for; moving industries may leave fewer, and leiden may not
             have as many
    score    0 to 1 before industries were moved, see validation_score
    moved    number of industries that were moved
    """

    group: Codes
    way: str
    wanted: int
    score: float
    moved: int


def group_industries(
    similarity: Matrix, numbers: Iterable[int], ways: Iterable[str] = WAYS, seed: int = 0
) -> tuple[Grouping, ...]:
    """Return groupings for every way and number of groups, the best score first.

    similarity   such as mean_similarity(...), symmetric, shape (industries, industries); its
                 diagonal is not looked at, and pairs that are not known count as the mean pair
    numbers      of groups to try, each from 2 to one less than the industries
    ways         average (hierarchical by mean similarity), ward or kmeans (both on the rows of the
                 similarity: industries are alike if they are alike to the same others), leiden
                 (communities of the network of the nearest industries, found by modularity at the
                 resolution that comes closest to the number; Traag, Waltman and van Eck 2019)
    seed         of the starts of k-means and of leiden
    raises       UserError if the similarity is not symmetric or nothing of it is known, or a number
                 or a way is not possible
    """
    near = known_pairs(similarity)
    numbers = tuple(numbers)
    found = []
    for way in ways:
        for group, wanted in zip(_groups(near, way, numbers, seed), numbers, strict=True):
            final = moved_to_nearest(near, group)
            score, moved = validation_score(near, group), int((final != group).sum())
            found.append(Grouping(numbered(final), way, wanted, score, moved))
    return tuple(sorted(found, key=lambda one: np.inf if np.isnan(one.score) else -one.score))


def known_pairs(similarity: Matrix) -> Matrix:
    """Return the similarity less that of the mean pair; unknown pairs and the diagonal are 0."""
    near = np.array(similarity, np.float64)
    if near.ndim != 2 or not np.allclose(near, near.T, equal_nan=True, atol=1e-9):
        raise UserError("is not a symmetric matrix", where="similarity", next="Add its transpose.")
    np.fill_diagonal(near, np.nan)
    known = ~np.isnan(near)
    if not known.any():
        raise UserError("has no known pair", where="similarity", next="Give a matrix with numbers.")
    return np.where(known, near - near[known].mean(), 0.0)


def _groups(near: Matrix, way: str, numbers: tuple[int, ...], seed: int) -> list[Codes]:
    for number in numbers:
        if not 2 <= number < len(near):
            raise UserError(
                f"has {number}, but {len(near)} industries make 2 to {len(near) - 1} groups",
                where="numbers",
                next="Leave this number out.",
            )
    if way not in WAYS:
        raise unknown_name("way of grouping", way, WAYS)
    if way == "leiden":
        return _leiden(near, numbers, seed)
    rows = near.copy()
    np.fill_diagonal(rows, near.max())  # nothing is nearer to an industry than itself
    if way == "kmeans":
        return [_k_means(rows, number, seed) for number in numbers]
    apart = squareform(rows.max() - rows, checks=False) if way == "average" else rows
    tree = linkage(apart, way)
    return [fcluster(tree, number, "maxclust").astype(np.int32) - 1 for number in numbers]


def _k_means(rows: Matrix, number: int, seed: int) -> Codes:
    random = np.random.default_rng(seed)
    best, least = np.zeros(len(rows), np.int32), np.inf
    for _ in range(STARTS):
        centers, group = kmeans2(rows, number, minit="++", rng=random, missing="raise")
        loose = float(((rows - centers[group]) ** 2).sum())
        if loose < least:
            best, least = group.astype(np.int32), loose
    return best


def _leiden(near: Matrix, numbers: tuple[int, ...], seed: int) -> list[Codes]:
    """Return the communities whose number comes closest to each wanted; the finer the more."""
    edges = nearest_pairs(near)
    tried: dict[float, Codes] = {}

    def at(fineness: float) -> Codes:
        if fineness not in tried:
            tried[fineness] = communities(edges, len(near), float(np.exp(fineness)), seed)
        return tried[fineness]

    for number in numbers:
        low, high = np.log(FINENESS)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            found = int(at(middle).max()) + 1
            if found == number:
                break
            low, high = (middle, high) if found < number else (low, middle)
    ordered = [tried[fineness] for fineness in sorted(tried)]
    return [min(ordered, key=lambda group: abs(int(group.max()) + 1 - n)) for n in numbers]


def nearest_pairs(near: Matrix, most: int = NEAREST) -> list[tuple[int, int, float]]:
    """Return the pairs that are nearer than the mean pair and among the nearest of either.

    near   similarity with 0 for the mean pair and on the diagonal, such as known_pairs(...)
    """
    kept = np.zeros(near.shape, np.bool_)
    np.put_along_axis(kept, np.argsort(-near, axis=1, kind="stable")[:, :most], True, axis=1)
    one, other = np.nonzero(np.triu((kept | kept.T) & (near > 0), 1))
    return list(zip(one.tolist(), other.tolist(), near[one, other].tolist(), strict=True))


def communities(
    edges: Iterable[tuple[int, int, float]], nodes: int, resolution: float, seed: int = 0
) -> Codes:
    """Return the community of each node by the algorithm of Leiden, numbered from 0.

    edges        pairs of nodes with their weight, > 0
    resolution   > 0; the larger, the more communities
    seed         the same seed gives the same communities
    return       shape (nodes,); a node without an edge is a community of its own
    """
    from graspologic_native import leiden

    named = [(str(one), str(other), weight) for one, other, weight in edges]
    group = -np.ones(nodes, np.int32)
    if named:
        _, found = leiden(named, resolution=resolution, seed=seed, trials=TRIALS)
        for node, community in found.items():  # nodes without an edge are not among them
            group[int(node)] = community
    alone = group < 0
    group[alone] = group.max(initial=-1) + 1 + np.arange(alone.sum())
    return numbered(group)


def mean_to_groups(near: Matrix, group: Codes) -> Matrix:
    """Return the mean similarity of each industry to the others of each group.

    return   shape (industries, groups); NaN from an industry to a group of itself alone
    """
    member = np.eye(int(group.max(initial=-1)) + 1)[group]
    return ratio(near @ member, member.sum(axis=0) - member)


def validation_score(near: Matrix, group: Codes) -> float:
    """Return how much nearer industries are to their own group than to others, 0 to 1.

    The mean of four shares: groups whose mean similarity within exceeds the mean of those to the
    other groups, and their 95th percentile; and industries for which the same holds. A group of
    one industry has nothing within and counts as failing.

    near     similarity with 0 on the diagonal, such as known_pairs(...)
    group    of each industry, numbered from 0 without gaps
    return   NaN if there are fewer than two groups
    """
    to = mean_to_groups(near, group)
    member = np.eye(to.shape[1])[group]
    if to.shape[1] < 2:
        return np.nan
    between = ratio(member.T @ np.nan_to_num(to), member.sum(axis=0)[:, None])
    alone = member.sum(axis=0) == 1
    np.fill_diagonal(between, np.where(alone, np.nan, np.diag(between)))
    shares = _above(between, np.arange(len(between))) + _above(to, group)
    return float(np.mean(shares))


def _above(to: Matrix, own: Codes | NDArray[np.intp]) -> tuple[float, float]:
    """Return the shares of rows whose own column exceeds the others' mean and high quantile."""
    rows = np.arange(len(to))
    within = to[rows, own]
    others = np.ones(to.shape, np.bool_)
    others[rows, own] = False
    rest = to[others].reshape(len(to), -1)
    high = np.quantile(rest, HIGH_QUANTILE, axis=1)
    return float((within > rest.mean(axis=1)).mean()), float((within > high).mean())


def moved_to_nearest(near: Matrix, group: Codes) -> Codes:
    """Return the groups after marginal industries have moved to the group they are nearest to.

    Marginal is who is no nearer to the own group than to the mean of the others. They move one at
    a time, that with the most to gain first, until none is left that gains or as many have moved
    as there are industries. An industry alone counts its own group as the mean pair. Groups may
    become empty.
    """
    group = group.copy()
    rows = np.arange(len(group))
    member = np.eye(int(group.max(initial=-1)) + 1)[group]
    sums = near @ member
    for _ in rows:
        count = member.sum(axis=0) - member
        to = np.divide(sums, count, out=np.zeros_like(sums), where=count > 0)
        own = to[rows, group]
        others = (to.sum(axis=1) - own) / max(to.shape[1] - 1, 1)
        to[:, member.sum(axis=0) == 0] = -np.inf
        gain = np.where(own <= others, to.max(axis=1) - own, 0)
        mover = int(gain.argmax())
        if gain[mover] <= 0:
            break
        old, new = group[mover], int(to[mover].argmax())
        member[mover, old], member[mover, new] = 0, 1
        sums[:, old] -= near[:, mover]
        sums[:, new] += near[:, mover]
        group[mover] = new
    return group


def numbered(group: Codes) -> Codes:
    """Return the groups numbered from 0 without gaps in the order of their first industries."""
    _, first, place = np.unique(group, return_index=True, return_inverse=True)
    order = np.empty(len(first), np.int32)
    order[np.argsort(first)] = np.arange(len(first))
    return np.asarray(order[place], np.int32)


def co_membership(
    similarity_of: Callable[[NDArray[np.intp]], Matrix],
    regions: int,
    number: int,
    way: str = "average",
    draws: int = 50,
    seed: int = 0,
) -> Matrix:
    """Return the share of resampled nations in which two industries are in one group.

    similarity_of   returns the similarity from regions given by number, some more than once, such
                    as lambda rows: co_location(jobs[rows])
    regions         how many there are to draw from
    number, way     of groups, as in group_industries
    return          shape (industries, industries), 0 to 1, 1 on the diagonal
    """
    random = np.random.default_rng(seed)
    together: list[Matrix] = []
    for _ in range(draws):
        drawn = similarity_of(random.integers(0, regions, regions))
        group = group_industries(drawn, (number,), (way,), seed)[0].group
        together.append((group[:, None] == group[None, :]).astype(np.float64))
    return np.asarray(np.mean(together, axis=0))


def adjusted_rand_index(one: Codes, other: Codes) -> float:
    """Return how far two groupings agree on pairs, beyond chance (Hubert and Arabie (1985)).

    ARI = (together in both - expected) / (mean of together in one and in other - expected)

    return   1 the same, 0 as by chance, below 0 less than by chance; NaN for fewer than two
             industries
    """

    def pairs(counts: Vector) -> float:
        return float((counts * (counts - 1) / 2).sum())

    if len(one) < 2:
        return np.nan
    both = coo_array((np.ones(len(one)), (one, other))).tocsr()
    mine, theirs = pairs(both.sum(axis=1)), pairs(both.sum(axis=0))
    expected = mine * theirs / pairs(np.array([float(len(one))]))
    middle = (mine + theirs) / 2
    return 1.0 if middle == expected else (pairs(both.data) - expected) / (middle - expected)
