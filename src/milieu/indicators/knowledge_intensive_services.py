"""Knowledge-intensive business services: how much of a region's work is advice and design."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.errors import unknown_name
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import cells_of, checked, parts_of, ratio

CODES = Path(__file__).with_name("knowledge_intensive_services.toml")


class KnowledgeIntensiveServices(NamedTuple):
    """Their share of the jobs, 0 to 1, and its ratio to the nation's share, shape (regions,)."""

    share: Vector
    quotient: Vector


@indicator(
    of="region",
    unit="share",
    source="Miles and others (1995), Knowledge-Intensive Business Services; codes in the toml file",
    low=0,
    high=1,
    part="share",
)
def knowledge_intensive_services(
    jobs: Matrix, knowledge_intensive: Vector, region_total: Vector | None = None
) -> KnowledgeIntensiveServices:
    """Return the share of knowledge-intensive business services in the jobs of a region.

    S[r] = sum_i k[i] jobs[r, i] / region_total[r],  LQ[r] = S[r] / S of all regions together

    jobs                  persons employed, shape (regions, industries), all >= 0
    knowledge_intensive   k, 1 for such an industry and 0 for another (a share in between where an
                          industry is mixed), shape (industries,), such as
                          knowledge_intensive(codes, "naics"); industries must not overlap
    region_total          all jobs of each region, shape (regions,); without it sums of the rows
    return                shape (regions,); NaN where the region has no jobs, a cell that counts is
                          unknown, or k is unknown of an industry that the region has jobs in; the
                          quotient is NaN if the nation has no such jobs or they are not all known
    raises                UserError if a number is negative or above 1, a shape is wrong, a part
                          exceeds its total
    """
    jobs = cells_of(jobs)
    k = checked(knowledge_intensive, "knowledge_intensive", (jobs.shape[1],), most=1)
    # unknown times nothing is nothing, on either side
    part = np.where((k == 0) | (jobs == 0), 0.0, jobs * k).sum(axis=1)
    every = jobs.sum(axis=1)
    if region_total is not None:
        every = checked(region_total, "region_total", (len(jobs),))
        parts_of(part, every, ("jobs", "region_total"), slack=1.0)
    share = np.minimum(ratio(part, every), 1)
    return KnowledgeIntensiveServices(share, ratio(share, ratio(part.sum(), every.sum())))


def knowledge_intensive(codes: Sequence[str], scheme: str) -> Mask:
    """Return which codes are of knowledge-intensive business services, shape (codes,).

    codes    of industries, of the divisions or finer: what lies above (J, M, 54) is mixed and False
    scheme   nace or naics; letters before a NACE code do not matter
    raises   UserError if the scheme is not known
    """
    table = _codes()
    if scheme not in table:
        raise unknown_name("classification", scheme, table)
    starts = tuple(table[scheme]["codes"])
    return np.array([re.sub(r"^[A-Z](?=\d)", "", c).startswith(starts) for c in codes], np.bool_)


@cache
def _codes() -> dict[str, Any]:
    return tomllib.loads(CODES.read_text("utf-8"))
