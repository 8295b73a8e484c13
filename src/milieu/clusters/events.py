"""Events: births, deaths, mergers and splits of clusters, with their dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from milieu.clusters.overlap import Overlap
from milieu.core.arrays import Vector

MOST = 0.5  # share of a cluster's jobs that must move along for a merger or a split

Kind = Literal["first seen", "birth", "split", "merger", "pause", "return", "death", "missing"]


@dataclass(frozen=True, order=True)
class Event:
    """Something that happened to a cluster.

    kind    first seen   there when the record begins
            birth        new, and not out of another cluster
            split        new, most of it was part of `other` the period before
            merger       gone, most of it became part of `other`
            pause        missing, but it returned
            return       back after a pause or a merger
            death        gone for longer than a pause may last
            missing      gone, too recently to tell a pause from a death
    other   id of the other cluster, "" where there is none
    """

    year: int
    cluster: str
    kind: Kind
    other: str = ""


def events(
    years: Sequence[int],
    ids: Sequence[Sequence[str]],
    steps: Sequence[Overlap],
    longest_pause: int,
) -> tuple[Event, ...]:
    """Return what happened to each cluster, ordered by year and id.

    ids     of the clusters of each year
    steps   overlap of each year with the next, shape (years - 1,)
    """
    seen: dict[str, list[int]] = {}
    for period, names in enumerate(ids):
        for name in names:
            seen.setdefault(name, []).append(period)
    origins = [_moved(s.later, s.earlier, s.of_later) for s in steps]
    ends = [_moved(s.earlier, s.later, s.of_earlier) for s in steps]
    happened: list[Event] = []
    for name, periods in seen.items():
        happened.append(_arrival(name, periods[0], years, ids, origins))
        happened += _absences(name, periods, years, ids, ends, longest_pause)
    return tuple(sorted(happened))


def _moved(one: NDArray[np.intp], other: NDArray[np.intp], share: Vector) -> dict[int, int]:
    """Return for each cluster the one that holds most of it, where one does."""
    most = share > MOST
    return dict(zip(one[most].tolist(), other[most].tolist(), strict=True))


def _arrival(
    name: str,
    period: int,
    years: Sequence[int],
    ids: Sequence[Sequence[str]],
    origins: Sequence[dict[int, int]],
) -> Event:
    if period == 0:
        return Event(years[0], name, "first seen")
    origin = origins[period - 1].get(ids[period].index(name))
    if origin is None:
        return Event(years[period], name, "birth")
    return Event(years[period], name, "split", ids[period - 1][origin])


def _absences(
    name: str,
    periods: Sequence[int],
    years: Sequence[int],
    ids: Sequence[Sequence[str]],
    ends: Sequence[dict[int, int]],
    longest_pause: int,
) -> Iterator[Event]:
    """Yield how each absence of a cluster began and, where it did, ended."""
    for last, following in zip(periods, [*periods[1:], None], strict=True):
        if last == len(years) - 1 or following == last + 1:
            continue
        end = ends[last].get(ids[last].index(name))
        other = "" if end is None else ids[last + 1][end]
        absent = len(years) - 1 - last
        kind: Kind = "merger" if other else "death" if absent > longest_pause else "missing"
        if following is not None:
            kind = "merger" if other else "pause"
            yield Event(years[following], name, "return")
        yield Event(years[last + 1], name, kind, other)
