"""External link share: how many links leave a cluster, against chance."""

from typing import NamedTuple

import numpy as np

from milieu.core.arrays import Codes, Vector
from milieu.core.errors import UserError
from milieu.indicators.inputs import checked, codes_of, ratio


class ExternalLinkShare(NamedTuple):
    """The share of each group and what chance would give, shape (groups,).

    share      of the weight of the group's links that leaves the group, 0 to 1
    expected   its mean when firms are dealt to the groups at random
    p_open     chance that a random share is at least as high
    p_closed   chance that a random share is at least as low
    """

    share: Vector
    expected: Vector
    p_open: Vector
    p_closed: Vector


def external_link_share(
    one_end: Codes,
    other_end: Codes,
    group: Codes,
    weight: Vector | None = None,
    permutations: int = 999,
    seed: int = 0,
) -> ExternalLinkShare:
    """Return the share of links that leave each group, with its permutation test.

    S[g] = weight of links with one end in g / weight of links with any end in g
    p = (1 + number of permutations at least as extreme) / (1 + permutations)

    The network stays as it is and the firms' groups are shuffled, so that hubs remain hubs and
    groups keep their size (the quadratic assignment test; Krackhardt (1988), Social Networks 10).

    one_end, other_end   firms that a link joins, numbered from 0, shape (links,); links have no
                         direction, and one of a firm with itself is not a link
    group                group of each firm, such as its cluster, numbered from 0, shape (firms,)
    weight               of each link, >= 0, shape (links,); 1 without it
    permutations         number of shuffles, at least 1
    seed                 of the shuffles; the same seed gives the same p
    return               shape (groups,); NaN where a group has no link in the data, and chances NaN
                         where no shuffle gives it one
    raises               UserError if lengths differ, a firm has no group, a link joins a firm with
                         itself, a weight is negative or unknown, or permutations is below 1
    """
    group = codes_of(group, "group", len(group))
    one = codes_of(one_end, "one_end", len(one_end), below=len(group))
    other = codes_of(other_end, "other_end", len(one), below=len(group))
    weights = np.ones(len(one)) if weight is None else checked(weight, "weight", (len(one),))
    _refuse(one, other, weights, permutations)
    groups = int(group.max(initial=-1)) + 1
    share = _shares(group[one], group[other], weights, groups)
    random = np.random.default_rng(seed)
    drawn = np.empty((permutations, groups))
    for number in range(permutations):
        dealt = random.permutation(group)
        drawn[number] = _shares(dealt[one], dealt[other], weights, groups)
    known = ~np.isnan(drawn)
    slack = 1e-12  # sums of weights in another order may differ by rounding
    higher, lower = drawn >= share - slack, drawn <= share + slack
    draws = known.sum(axis=0)
    no_share = np.where(np.isnan(share) | (draws == 0), np.nan, 0.0)
    expected = ratio(np.where(known, drawn, 0).sum(axis=0), draws)
    p_open, p_closed = ((1 + far.sum(axis=0)) / (1 + draws) + no_share for far in (higher, lower))
    return ExternalLinkShare(share, expected, p_open, p_closed)


def _refuse(one: Codes, other: Codes, weights: Vector, permutations: int) -> None:
    if permutations < 1:
        raise UserError(
            f"is {permutations}, but it must be at least 1",
            where="permutations",
            next="Take 999 for chances in steps of a thousandth.",
        )
    for name, bad, what in (
        ("other_end", one == other, "is the same firm as one_end"),
        ("weight", np.isnan(weights), "is not known"),
    ):
        if bad.any():
            raise UserError(
                what, where=f"{name}[{int(np.argmax(bad))}]", next="Leave the link out."
            )


def _shares(one: Codes, other: Codes, weights: Vector, groups: int) -> Vector:
    outside = one != other
    leaving = np.bincount(one, weights * outside, groups)
    leaving += np.bincount(other, weights * outside, groups)
    staying = np.bincount(one, weights * ~outside, groups)
    return ratio(leaving, leaving + staying)
