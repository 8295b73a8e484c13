"""Theil indices of an industry's concentration, and their exact split between and within groups."""

from typing import Literal, NamedTuple

import numpy as np
from scipy.special import rel_entr

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.core.errors import unknown_name
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import cells_of, codes_of, ratio, regional_shares

Form = Literal["T", "L"]


class TheilSplit(NamedTuple):
    """Theil index between groups and within them, shape (industries,); between + within = total.

    by_group   each group's part of `within`, shape (groups, industries)
    """

    between: Vector
    within: Vector
    by_group: Matrix


@indicator(
    of="industry", unit="nat", source="Theil (1967), Economics and Information Theory", low=0
)
def theil(jobs: Matrix, region_total: Vector | None = None, form: Form = "T") -> Vector:
    """Return the Theil index of an industry's spread over regions against that of all jobs.

    T[i] = sum_r s ln(s/x),  L[i] = sum_r x ln(x/s),  s[r, i] the industry's shares over regions,
    x[r] those of all jobs

    jobs           persons employed, shape (regions, industries), all >= 0
    region_total   all jobs of each region, shape (regions,); without it the sums of the rows
    form           T weighs where the industry is, L where all jobs are; L is infinite as soon as a
                   region with jobs has none in the industry
    return         shape (industries,), 0 spread as all jobs; NaN where the industry has no jobs or
                   a cell of it is unknown
    raises         UserError if a number is negative, a shape is wrong, a part exceeds its total, or
                   the form is neither T nor L
    """
    s, x = regional_shares(cells_of(jobs), region_total)
    return np.asarray(_index(s, np.broadcast_to(x, s.shape), form).sum(axis=0))


def theil_split(
    jobs: Matrix, group: Codes, region_total: Vector | None = None, form: Form = "T"
) -> TheilSplit:
    """Return how much of the Theil index lies between groups of regions and how much within.

    T = sum_g S ln(S/X) + sum_g S T_g,  L = sum_g X ln(X/S) + sum_g X L_g
    with S, X the shares of group g, and T_g, L_g the index of the group for itself

    jobs, region_total, form   as in theil
    group                      group of each region, such as its state, numbered from 0
    return                     between and within, which add up exactly to theil(...)
    raises                     as theil; UserError if a group is not a number from 0
    """
    jobs = cells_of(jobs)
    group = codes_of(group, "group", len(jobs))
    s, x = regional_shares(jobs, region_total)
    x = np.broadcast_to(x, s.shape)
    groups = int(group.max(initial=-1)) + 1
    s_group, x_group = np.zeros((groups, s.shape[1])), np.zeros((groups, s.shape[1]))
    np.add.at(s_group, group, s)
    np.add.at(x_group, group, x)
    between = _index(s_group, x_group, form)
    # s (ln(s/x) - ln(S/X)), so that a group without jobs adds 0 and not NaN
    s_inside, x_inside = ratio(s, s_group[group]), ratio(x, x_group[group])
    weight = s_group[group] if form == "T" else x_group[group]
    inside = np.where(weight == 0, 0.0, weight * _index(s_inside, x_inside, form))
    by_group = np.zeros_like(between)
    np.add.at(by_group, group, inside)
    if form == "L":
        # a group with jobs but none in the industry: infinite between groups, undefined within
        by_group[(s_group == 0) & (x_group > 0)] = 0.0
    return TheilSplit(between.sum(axis=0), by_group.sum(axis=0), by_group)


def _index(s: Matrix, x: Matrix, form: Form) -> Matrix:
    """Return the summands of the index; 0 ln 0 = 0."""
    if form not in ("T", "L"):
        raise unknown_name("form of the Theil index", form, ("T", "L"))
    return np.asarray(rel_entr(s, x) if form == "T" else rel_entr(x, s))
