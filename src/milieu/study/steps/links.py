"""Step: whether the ties of regions and clusters leave them, and who is in their core."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Vector
from milieu.indicators.core_periphery import CorePeriphery, core_periphery
from milieu.indicators.external_link_share import ExternalLinkShare, external_link_share
from milieu.indicators.inputs import ratio
from milieu.indicators.openness import openness
from milieu.store.arrow import or_null, schema_of
from milieu.study.matrices import levels
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step
from milieu.study.ties import (
    UNKNOWN,
    Groups,
    Ties,
    clusters_at,
    ends_of,
    kinds_of,
    regions_at,
    ties_of,
)

SUPPLY = "supply"  # the kind of ties that has buyers
MOST_PERMUTATIONS, FEWEST_PERMUTATIONS = 999, 99
MOST_LOOKS = 100_000_000  # ties looked at in all permutations of the study
CORE_FIRMS = 10, 100  # with ties among themselves: fewer have no core, more take minutes
CORE_TIES = 1.0  # for each of its firms; with fewer it is mostly loose pairs, which have no core
CORES = 4  # networks of the study, in the newest year of each kind, those with most ties first
CORE_DRAWS = 49


@dataclass
class Budget:
    """What may still be spent.

    looks   ties that may be looked at in the permutations of one kind, year and level
    cores   core-periphery networks that may still be fitted, by year and kind
    """

    looks: int
    cores: dict[tuple[int, str], int]


def budget_of(kinds: Sequence[tuple[int, str]], levels: int) -> Budget:
    """Return an even share for each kind; the newest year of a kind comes first among `kinds`."""
    newest: dict[str, tuple[int, str]] = {}
    for year, kind in kinds:
        newest.setdefault(kind, (year, kind))
    each = max(1, CORES // max(1, len(newest)))
    looks = MOST_LOOKS // max(1, 2 * len(kinds) * levels)
    return Budget(looks, dict.fromkeys(newest.values(), each))


def run(work: Work) -> dict[str, pa.Table]:
    """Return the openness of each region and cluster by year and kind of tie."""
    rows: list[dict[str, Any]] = []
    ends, built, kinds = ends_of(work), levels(work.session), kinds_of(work)
    by_region = [regions_at(work, level, ends) for level in built]
    budget = budget_of(kinds, len(built))
    for number, (year, kind) in enumerate(kinds):
        ties = ties_of(work, ends, year, kind)
        sales = ties_of(work, ends, year, kind, directed=True) if kind == SUPPLY else None
        for regions in by_region:
            for groups in (clusters_at(work, ends, regions, year), regions):
                rows += _of_groups(work, groups, ties, sales, budget)
        work.progress(f"ties {kind} {year}", (number + 1) / len(kinds))
    return {"openness": pa.Table.from_pylist(rows, schema_of(RESULTS["openness"].fields))}


def _of_groups(
    work: Work, groups: Groups, ties: Ties, sales: Ties | None, budget: Budget
) -> list[dict[str, Any]]:
    """Return a row for each group that has a tie."""
    n = len(groups.names)
    one, other = groups.of_end[ties.one], groups.of_end[ties.other]
    placed = (one != UNKNOWN) & (other != UNKNOWN)
    same = placed & (one == other)
    internal = np.asarray(np.bincount(one[same], ties.weight[same], n + 1)[:n], np.float64)
    external = _at_either_end(one, other, ties.weight, placed & ~same, n)
    unplaced = _at_either_end(one, other, ties.weight, ~placed, n)
    share = _share(work, groups, ties, placed, budget)
    concentration, buyers = _buyers(groups, sales)
    index = openness(external[:, None], internal[:, None])[:, 0]
    cores = _cores(work, groups, ties, same, budget)
    nothing = CorePeriphery(np.zeros(0), np.nan, np.nan, np.nan)
    return [
        {
            "level": groups.level,
            "region": None if groups.clusters else name,
            "cluster": name if groups.clusters else None,
            "year": ties.year,
            "kind": ties.kind,
            "internal": float(internal[g]),
            "external": float(external[g]),
            "unplaced": float(unplaced[g]),
            "openness": or_null(index[g]),
            "external_share": or_null(share.share[g]),
            "expected_share": or_null(share.expected[g]),
            "p_open": or_null(share.p_open[g]),
            "p_closed": or_null(share.p_closed[g]),
            "buyer_concentration": or_null(concentration[g]),
            "buyers": int(buyers[g]) if sales is not None else None,
            "core_fit": or_null(cores.get(g, nothing).fit),
            "core_expected": or_null(cores.get(g, nothing).expected),
            "core_p": or_null(cores.get(g, nothing).p),
        }
        for g, name in enumerate(groups.names)
        if internal[g] + external[g] + unplaced[g] > 0
    ]


def _at_either_end(
    one: Codes, other: Codes, weight: Vector, which: NDArray[np.bool_], groups: int
) -> Vector:
    """Return the weight of ties at each group; the last number and UNKNOWN are no group."""
    total = np.zeros(groups)
    for end in (one, other):
        here = which & (end != UNKNOWN) & (end < groups)
        total += np.bincount(end[here], weight[here], groups)
    return total


def _share(
    work: Work, groups: Groups, ties: Ties, placed: NDArray[np.bool_], budget: Budget
) -> ExternalLinkShare:
    """Return the external share of each group, its ends' groups being shuffled for the test."""
    n = len(groups.names)
    if not placed.any():
        return ExternalLinkShare(*(np.full(n, np.nan) for _ in range(4)))
    ends, at = np.unique(
        np.concatenate([ties.one[placed], ties.other[placed]]), return_inverse=True
    )
    one, other = at.astype(np.int32).reshape(2, -1)
    there, group = np.unique(groups.of_end[ends], return_inverse=True)
    permutations = int(np.clip(budget.looks // len(one), FEWEST_PERMUTATIONS, MOST_PERMUTATIONS))
    found = external_link_share(
        one,
        other,
        group.astype(np.int32),
        ties.weight[placed],
        permutations=permutations,
        seed=work.settings.seed,
    )
    spread = np.full((4, n + 1), np.nan)
    spread[:, there] = found
    return ExternalLinkShare(*spread[:, :n])


def _buyers(groups: Groups, sales: Ties | None) -> tuple[Vector, Vector]:
    """Return the Herfindahl index of each group's sales over its buyers, and their number."""
    n = len(groups.names)
    if sales is None:
        return np.full(n, np.nan), np.zeros(n)
    seller = groups.of_end[sales.one].astype(np.int64)
    inside = (seller != UNKNOWN) & (seller < n) & (sales.weight > 0)
    ends = len(groups.of_end)
    pair, at = np.unique(seller[inside] * ends + sales.other[inside], return_inverse=True)
    bought = np.bincount(at, sales.weight[inside], len(pair))
    group = pair // ends
    total = np.bincount(group, bought, n)
    buyers = np.bincount(group, minlength=n).astype(np.float64)
    return ratio(np.bincount(group, bought**2, n), total**2), buyers


def _cores(
    work: Work, groups: Groups, ties: Ties, same: NDArray[np.bool_], budget: Budget
) -> dict[int, CorePeriphery]:
    """Return the cores of the groups that have most ties inside, as far as the budget goes."""
    inside = groups.of_end[ties.one[same]]
    counts = np.bincount(inside, minlength=len(groups.names) + 1)[: len(groups.names)]
    cores: dict[int, CorePeriphery] = {}
    which = ties.year, ties.kind
    for g in np.argsort(-counts, kind="stable").tolist():
        if not budget.cores.get(which) or not counts[g]:
            break
        chosen = np.flatnonzero(same)[inside == g]
        ends, at = np.unique(
            np.concatenate([ties.one[chosen], ties.other[chosen]]), return_inverse=True
        )
        if not CORE_FIRMS[0] <= len(ends) <= CORE_FIRMS[1] or len(chosen) < CORE_TIES * len(ends):
            continue
        one, other = at.reshape(2, -1)
        tied = np.zeros((len(ends), len(ends)))
        tied[one, other] = tied[other, one] = 1.0
        cores[g] = core_periphery(tied, draws=CORE_DRAWS, seed=work.settings.seed)
        budget.cores[which] -= 1
    return cores


step(
    Step(
        name="links",
        order=55,
        about="whether the ties of regions and clusters leave them, and how their cores stand out",
        needs=("links", "cells"),
        reads=(
            "links",
            "firms",
            "cells",
            "clusters",
            "cluster_years",
            "cluster_members",
            "regions",
            "industries",
        ),
        makes=("openness",),
        run=run,
        version=2,
    )
)
