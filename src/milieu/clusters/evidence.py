"""Evidence: what is known of a cluster's firms, as numbers or as ranges."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from milieu.clusters.declare import Found
from milieu.clusters.labels import members
from milieu.core.arrays import Mask, Vector
from milieu.core.cells import Cells
from milieu.core.errors import unknown_name

SMALL_FIRM_JOBS = 50  # a small enterprise has fewer (European Commission, 2003/361/EC)
OWNERS = ("local", "outside", "public", "")  # "" where not known

Known = float | tuple[float, float] | None


@dataclass(frozen=True)
class Evidence:
    """Shares from 0 to 1: a number, a range (low, high) where only bounds are known, or None.

    top4_share            jobs of the four largest firms over all jobs
    herfindahl            sum of squared shares of the firms in the jobs
    small_firm_share      jobs in firms with fewer than 50 jobs over all jobs
    local_owner_share     jobs in firms owned in the region over all jobs
    outside_owner_share   jobs in branches of owners elsewhere over all jobs
    public_share          jobs of public employers over all jobs
    local_link_share      links (supply, research, ownership) that stay within the cluster
    source                where it comes from, for the sentence: "12 firms", "establishment counts"
    """

    top4_share: Known = None
    herfindahl: Known = None
    small_firm_share: Known = None
    local_owner_share: Known = None
    outside_owner_share: Known = None
    public_share: Known = None
    local_link_share: Known = None
    source: str = ""


def evidence_of_firms(
    jobs: Vector, owner: NDArray[np.str_], local_link_share: Known = None
) -> Evidence:
    """Return the evidence of a cluster's firms.

    jobs               of each firm, persons, shape (firms,); firms with unknown jobs (NaN) or
                       none are left out and are not counted in the source
    owner              "local", "outside", "public" or "" (unknown) of each, shape (firms,); jobs
                       of unknown owners make ranges of the shares
    local_link_share   if known from elsewhere
    raises             UserError for another kind of owner
    """
    for kind in set(owner.tolist()) - set(OWNERS):
        raise unknown_name("kind of owner", kind, OWNERS[:3], where="firms, owner")
    counted = jobs > 0
    jobs, owner = jobs[counted], owner[counted]
    if not len(jobs):
        return Evidence(local_link_share=local_link_share, source="no firm with known jobs")
    share = np.sort(jobs)[::-1] / jobs.sum()
    local, outside, public = (_share(jobs, owner == o, owner == "") for o in OWNERS[:3])
    return Evidence(
        top4_share=min(float(share[:4].sum()), 1.0),
        herfindahl=float((share**2).sum()),
        small_firm_share=float(jobs[jobs < SMALL_FIRM_JOBS].sum() / jobs.sum()),
        local_owner_share=local,
        outside_owner_share=outside,
        public_share=public,
        local_link_share=local_link_share,
        source=f"{len(jobs)} firm{'s' if len(jobs) > 1 else ''}",
    )


def _share(jobs: Vector, of_kind: Mask, unknown: Mask) -> Known:
    """Return the share of jobs of a kind, a range if some are unknown, None if all are."""
    sure, open_share = jobs[of_kind].sum() / jobs.sum(), jobs[unknown].sum() / jobs.sum()
    if unknown.all():
        return None
    return float(sure) if open_share == 0 else (float(sure), min(float(sure + open_share), 1.0))


def evidence_of_cells(jobs: Vector, establishments: Vector) -> Evidence:
    """Return what jobs and establishments of a cluster's cells prove about its concentration.

    Within a cell of E jobs and n establishments, each with at least one job, concentration is
    least if all are equal and most if one has E - n + 1 jobs and the others one each. Firms with
    several establishments are more concentrated than that: the range is about establishments, as
    if each were a firm (assumption C11).

    jobs, establishments   of the member cells, shape (cells,); nothing is proven if any is unknown
    """
    proven = (jobs > 0) & (establishments >= 1)
    if not len(jobs) or not proven.all():
        return Evidence(source="no complete count of jobs and establishments")
    number = np.minimum(establishments, np.maximum(np.floor(jobs), 1))
    total, mean, largest = jobs.sum(), jobs / number, jobs - number + 1
    square = largest**2 + number - 1
    return Evidence(
        top4_share=(_top4(mean, number) / total, _top4_of_largest(largest, number) / total),
        herfindahl=(float((jobs * mean).sum() / total**2), float(square.sum() / total**2)),
        small_firm_share=_small(jobs, number),
        source=f"{establishments.sum():.0f} establishments with {total:.0f} jobs",
    )


def evidence_of_clusters(cells: Cells, found: Found) -> list[Evidence]:
    """Return what jobs and establishments prove about each cluster found.

    Hidden jobs enter as estimated, and the source says in how many cells.
    """
    of = members(found.label, len(found))
    there = of.row, of.column
    jobs, establishments = cells.jobs[there], cells.establishments[there]
    ends = np.searchsorted(of.cluster, np.arange(len(found) + 1))
    result = []
    for start, end in pairwise(ends.tolist()):
        evidence = evidence_of_cells(jobs[start:end], establishments[start:end])
        hidden = int(cells.hidden[of.row[start:end], of.column[start:end]].sum())
        note = f"{evidence.source} ({hidden} of {end - start} cells estimated)"
        result.append(replace(evidence, source=note) if hidden else evidence)
    return result


def _top4(size: Vector, number: Vector) -> float:
    """Return the jobs of the four largest establishments if each cell's are all of one size."""
    order = np.argsort(-size)
    before = np.cumsum(number[order]) - number[order]
    taken = np.clip(4 - before, 0, number[order])
    return float((taken * size[order]).sum())


def _top4_of_largest(largest: Vector, number: Vector) -> float:
    """Return the jobs of the four largest if each cell has one large one and the rest have one."""
    large = np.sort(largest)[::-1][:4]
    ones = min(4.0 - len(large), float(number.sum()) - len(large))
    return float(large.sum() + max(ones, 0.0))


def _small(jobs: Vector, number: Vector) -> tuple[float, float]:
    """Return bounds of the share of jobs in small establishments, those below 50 jobs."""
    room = SMALL_FIRM_JOBS - 1
    # at least: as many as possible are just not small, and the others have one job each
    large = np.minimum(np.floor((jobs - number) / room + 1e-9), number)
    sure = np.where(large >= 1, number - large, jobs)
    # at most: all are small if they fit, else all but one that takes the rest
    possible = np.where(jobs <= number * room, jobs, (number - 1) * room)
    return float(sure.sum() / jobs.sum()), float(possible.sum() / jobs.sum())
