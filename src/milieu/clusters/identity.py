"""Identity: which cluster of this year is which cluster of the years before."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from milieu.clusters.events import Event, events
from milieu.clusters.labels import members
from milieu.clusters.overlap import Overlap, Snapshot, aligned, best_mutual, overlap
from milieu.clusters.slugs import slug, unused

LEAST_OVERLAP = 0.3  # weighted Jaccard of a cluster with itself a period later (assumption C6)
LONGEST_PAUSE = 2  # periods a cluster may be missing and still return as itself (assumption C7)

LastSeen = dict[str, tuple[int, int]]  # by id: the last period it was seen in, its number there


@dataclass(frozen=True)
class Identities:
    """Names that last.

    ids      for each year the id of each of its clusters, in the order of their numbers
    events   births, deaths, mergers and so on, ordered by year and id
    """

    ids: tuple[tuple[str, ...], ...]
    events: tuple[Event, ...]


def identities(
    snapshots: Sequence[Snapshot],
    least_overlap: float = LEAST_OVERLAP,
    longest_pause: int = LONGEST_PAUSE,
) -> Identities:
    """Return ids that stay with clusters over the years, and what happened to them.

    Clusters of successive years are the same where each is the other's best match by overlap of
    their cells (weighted Jaccard) and it reaches the least. What finds no match is compared with
    the clusters that went missing, the latest first. An id is made of the codes of industry and
    region of the largest cell when the cluster first appears, such as 3362-18039.

    snapshots       in the order of their years, one period apart from each other
    least_overlap   0 to 1
    longest_pause   periods
    return          independent of the order of rows, columns and cluster numbers
    """
    years = aligned(snapshots)
    keys = [_largest_cells(one) for one in years]
    last_seen: LastSeen = {}
    ids: list[tuple[str, ...]] = []
    steps: list[Overlap] = []
    for period, now in enumerate(years):
        names: dict[int, str] = {}
        for past in range(period - 1, max(period - longest_pause - 2, -1), -1):
            pairs = _open_pairs(years[past], now, past, last_seen, names)
            steps += [pairs] if past == period - 1 else []  # in the first round all are open
            held = {n: name for name, (seen, n) in last_seen.items() if seen == past}
            for before, after in best_mutual(pairs, least_overlap, keys[past], keys[period]):
                names[after] = held[before]
        _name_new(names, keys[period], last_seen)
        last_seen |= {name: (period, n) for n, name in names.items()}
        ids.append(tuple(names[n] for n in range(now.clusters)))
    return Identities(tuple(ids), events([y.year for y in years], ids, steps, longest_pause))


def _open_pairs(
    then: Snapshot, now: Snapshot, past: int, last_seen: LastSeen, names: dict[int, str]
) -> Overlap:
    """Return the overlap of clusters not seen since a past period with those still unnamed."""
    missing = [n for seen, n in last_seen.values() if seen == past]
    unnamed = sorted(set(range(now.clusters)) - set(names))
    return overlap(then.only(missing), now.only(unnamed))


def _name_new(names: dict[int, str], keys: Sequence[tuple[str, str]], taken: LastSeen) -> None:
    """Give an id to each cluster that has none, in the order of their largest cells' codes."""
    used = set(taken)
    for n in sorted(set(range(len(keys))) - set(names), key=keys.__getitem__):
        names[n] = unused(slug(*keys[n]), used)
        used.add(names[n])


def _largest_cells(now: Snapshot) -> list[tuple[str, str]]:
    """Return codes of industry and region of each cluster's largest cell; ties go by code."""
    of = members(now.label, now.clusters)
    order = np.lexsort((of.row, of.column, -now.jobs[of.row, of.column], of.cluster))
    first = order[np.searchsorted(of.cluster, np.arange(of.clusters))]
    return [(now.industries[of.column[n]], now.regions[of.row[n]]) for n in first]
