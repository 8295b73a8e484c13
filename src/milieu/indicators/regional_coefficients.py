"""Regional input coefficients: what a region's industries buy inside the region, estimated.

No statistical office prints input-output tables of small regions. Location quotients scale the
national coefficients down: an industry that is weak in the region can not serve it, so its buyers
turn to other regions. The size of the scaling (delta) is not known, so results come as ranges.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.input_output import inverse_of, known_numbers, square
from milieu.indicators.inputs import Range, parts_of
from milieu.indicators.output_multiplier import output_multiplier
from milieu.indicators.upstreamness import upstreamness

# Flegg and Webber (1997) recommend 0.3; against survey tables Flegg and Tohmo (2013) find 0.25 for
# Finland and Kowalewski (2015) 0.11 to 0.17 for a German state: the range below is an assumption
DELTA = 0.3
DELTA_LOW, DELTA_HIGH = 0.1, 0.4
STEPS = 7  # deltas tried from the lowest to the highest, both included


class ClusterShares(NamedTuple):
    """Where a unit of money spent on a cluster's products ends; the three add up to 1."""

    cluster_value_added_share: float  # in the cluster's own industries, in the region
    other_value_added_share: float  # in the region's other industries
    imported_share: float  # inputs from other regions and abroad, and taxes on products


def simple_quotients(jobs: Vector, national: Vector) -> Vector:
    """Return SLQ, the share of each industry in the region over its share in the nation.

    SLQ[i] = (jobs[i] / sum jobs) / (national[i] / sum national)

    jobs       persons employed in the region (or output), shape (n,), all >= 0
    national   the same in the nation, the region included, shape (n,), all >= 0
    return     shape (n,); 0 where the region has no jobs in the industry, also if the nation has
               none: it can not deliver
    raises     UserError if a shape is wrong, a number is negative or unknown, the region has no
               jobs, or more jobs than the nation
    """
    here, there = _jobs(jobs, national)
    expected = there * here.sum() / there.sum()
    return np.asarray(np.divide(here, expected, out=np.zeros_like(here), where=expected > 0))


def cross_industry_quotients(jobs: Vector, national: Vector) -> Matrix:
    """Return CILQ, the strength of the selling industry relative to the buying one.

    CILQ[i, j] = SLQ[i] / SLQ[j];  on the diagonal SLQ[i], as it would always be 1

    jobs, national, raises   as in `simple_quotients`
    return                   shape (n, n); 0 in rows and columns of industries that are not there
    """
    slq = simple_quotients(jobs, national)
    over = np.broadcast_to(slq[None, :], (len(slq), len(slq)))
    cilq = np.divide(slq[:, None], over, out=np.zeros_like(over), where=over > 0)
    np.fill_diagonal(cilq, slq)
    return cilq


def regional_by_simple_quotients(coefficients: Matrix, jobs: Vector, national: Vector) -> Matrix:
    """Return regional coefficients from SLQ: R[i, j] = A[i, j] min(1, SLQ[i]).

    coefficients             national A, domestic inputs per unit of output, shape (n, n), >= 0
    jobs, national, raises   as in `simple_quotients`
    return                   shape (n, n); 0 in columns of industries that are not in the region

    The oldest rule. It is known to overstate what a region buys at home.
    """
    slq = simple_quotients(jobs, national)
    return _scaled(coefficients, np.where(slq[None, :] > 0, slq[:, None], 0.0))


def regional_by_cross_industry_quotients(
    coefficients: Matrix, jobs: Vector, national: Vector
) -> Matrix:
    """Return regional coefficients from CILQ: R[i, j] = A[i, j] min(1, CILQ[i, j]).

    coefficients                     as in `regional_by_simple_quotients`
    jobs, national, raises, return   as there
    """
    return _scaled(coefficients, cross_industry_quotients(jobs, national))


def regional_by_flegg(
    coefficients: Matrix, jobs: Vector, national: Vector, delta: float = DELTA
) -> Matrix:
    """Return regional coefficients from FLQ, which also asks how large the region is.

    R[i, j] = A[i, j] min(1, FLQ[i, j]);  FLQ = CILQ lambda
    lambda = log2(1 + sum jobs / sum national)^delta

    Source: Flegg and Webber (1997), Regional Studies 31(8); Flegg and Tohmo (2013), 47(5).

    coefficients     national A, domestic inputs per unit of output, shape (n, n), all >= 0
    jobs, national   as in `simple_quotients`
    delta            0 (size does not matter) to below 1; larger means more imports
    return           shape (n, n); 0 in columns of industries that are not in the region
    raises           UserError as `simple_quotients`, or if delta is out of range
    """
    return _scaled(coefficients, _flegg(jobs, national, delta))


def regional_by_augmented_flegg(
    coefficients: Matrix, jobs: Vector, national: Vector, delta: float = DELTA
) -> Matrix:
    """Return regional coefficients from AFLQ, in which specialised buyers buy more at home.

    R[i, j] = A[i, j] min(1, FLQ[i, j]) max(1, log2(1 + SLQ[j]))

    Source: Flegg and Webber (2000), Regional Studies 34(6).

    coefficients, jobs, national, delta, raises   as in `regional_by_flegg`
    return                                        shape (n, n); may exceed the national coefficient

    Check the result with `cluster_shares`, which refuses inputs that exceed output.
    """
    more = np.maximum(1.0, np.log2(1 + simple_quotients(jobs, national)))
    return _scaled(coefficients, _flegg(jobs, national, delta)) * more[None, :]


def regional_upstreamness(regional: Matrix, output: Vector) -> Vector:
    """Return how many stages inside the region lie between an industry and what leaves it.

    U = (I - diag(x)^-1 R diag(x))^-1 1,  as in `upstreamness`, with sales outside as final use

    regional   R, regional coefficients, shape (n, n), all >= 0
    output     x, output of the region's industries, shape (n,), all >= 0
    return     shape (n,), at least 1; NaN for an industry without output
    raises     UserError if a shape is wrong, a number is negative or unknown, or an industry
               would sell more to the region than it makes (possible with SLQ and AFLQ)
    """
    r = square(regional, "regional")
    x = known_numbers(output, "output", (len(r),))
    sales = r * x[None, :]
    over = sales.sum(axis=1) > x * (1 + 1e-9)
    if over.any():
        i = int(np.argmax(over))
        raise UserError(
            f"industry {i} makes {x[i]:g} but would sell {sales[i].sum():g} inside the region",
            where="regional coefficients",
            next="Use Flegg quotients, which can not do this, or check the output.",
        )
    return upstreamness(sales, x)


def cluster_shares(
    regional: Matrix, value_added: Vector, output: Vector, members: Mask
) -> ClusterShares:
    """Return where a unit of money spent on the products of a cluster ends.

    share = v' L f for the industries concerned, imported = (1 - v' - 1'R) L f,  L = (I - R)^-1,
    f[j] = output[j] / sum of output over members, 0 for others

    regional      R, regional coefficients, shape (n, n), all >= 0
    value_added   v, value added per unit of output, shape (n,), 0 to 1; the nation's
    output        output of the region's industries, the mix that is bought, shape (n,), >= 0
    members       which industries are the cluster, shape (n,)
    return        three shares that add up to 1
    raises        UserError if a shape is wrong, a number is negative or unknown, the cluster has
                  no output, inputs and value added exceed output, or no inverse exists

    Taxes on products that the value added leaves out count as imported.
    """
    r = square(regional, "regional")
    n = len(r)
    v = known_numbers(value_added, "value_added", (n,))
    inside = known_numbers(members, "members", (n,)) > 0
    f = np.where(inside, known_numbers(output, "output", (n,)), 0.0)
    if f.sum() <= 0:
        raise UserError(
            "have no output in the region",
            where="members",
            next="Choose industries that are there.",
        )
    bought = 1 - v - r.sum(axis=0)
    if (bought < -1e-9).any():
        j = int(np.argmin(bought))
        raise UserError(
            f"industry {j} would spend {1 - bought[j]:g} per unit of output on regional inputs and "
            "value added",
            where="regional coefficients",
            next="Use Flegg quotients without augmentation, or check value added.",
        )
    made = inverse_of(r, "the regional coefficients") @ (f / f.sum())
    own, other = v @ np.where(inside, made, 0.0), v @ np.where(inside, 0.0, made)
    return ClusterShares(float(own), float(other), float(bought @ made))


def over_delta(
    measure: Callable[[Matrix], ArrayLike],
    coefficients: Matrix,
    jobs: Vector,
    national: Vector,
    low: float = DELTA_LOW,
    high: float = DELTA_HIGH,
    regionalize: Callable[[Matrix, Vector, Vector, float], Matrix] = regional_by_flegg,
) -> Range:
    """Return the lowest and highest value of a measure over the deltas that may hold.

    range = min and max over delta of measure(regionalize(A, jobs, national, delta))

    measure                        from regional coefficients to an array, such as
                                   `output_multiplier`
    coefficients, jobs, national   as in `regional_by_flegg`
    low, high                      the deltas tried, 0 <= low <= high < 1
    regionalize                    `regional_by_flegg` or `regional_by_augmented_flegg`
    return                         two arrays of the shape of the measure; NaN where it is NaN
    raises                         UserError as `regional_by_flegg`, or if low exceeds high

    Not a confidence interval: it says how much hangs on delta alone, not on whether firms of the
    region buy as the nation does.
    """
    if not low <= high:
        raise UserError(
            f"is {low:g}, more than high, {high:g}",
            where="low",
            next="Give the lower delta first.",
        )
    values = np.stack(
        [
            np.asarray(measure(regionalize(coefficients, jobs, national, float(d))), np.float64)
            for d in np.linspace(low, high, STEPS)
        ]
    )
    return Range(values.min(axis=0), values.max(axis=0))


def regional_output_multiplier(
    coefficients: Matrix,
    jobs: Vector,
    national: Vector,
    low: float = DELTA_LOW,
    high: float = DELTA_HIGH,
) -> Range:
    """Return the range of the output multipliers inside the region over delta.

    O[j] = sum_i (I - R)^-1[i, j],  R from Flegg quotients

    coefficients, jobs, national, low, high, raises   as in `over_delta`
    return                                            two arrays of shape (n,), each at least 1
    """
    return over_delta(output_multiplier, coefficients, jobs, national, low, high)


def _flegg(jobs: Vector, national: Vector, delta: float) -> Matrix:
    if not 0 <= delta < 1:
        raise UserError(
            f"is {delta:g}, but it must be at least 0 and below 1",
            where="delta",
            next=f"{DELTA} is a common choice.",
        )
    here, there = _jobs(jobs, national)
    size = np.log2(1 + here.sum() / there.sum()) ** delta
    return np.asarray(cross_industry_quotients(here, there) * size)


def _scaled(coefficients: Matrix, quotients: Matrix) -> Matrix:
    a = square(coefficients, "coefficients")
    known_numbers(quotients, "quotients of jobs", a.shape)
    return a * np.minimum(1.0, quotients)


def _jobs(jobs: Vector, national: Vector) -> tuple[Vector, Vector]:
    here = known_numbers(jobs, "jobs", (None,))
    there = known_numbers(national, "national", here.shape)
    parts_of(here, there, ("jobs", "national"))
    if here.sum() <= 0:
        raise UserError(
            "has no jobs in any industry", where="jobs", next="Choose a region with industries."
        )
    return here, there
