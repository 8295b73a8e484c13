"""How far apart runs lie: bands over the years, and how much more runs would still move them."""

from collections.abc import Mapping, Sequence

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.policy.quick_estimate import NORMAL
from milieu.twin.outcomes import Real, together

SHOWN = ("jobs", "patents", "value_added")  # outcomes of which the lab draws fans
MIDDLE_80 = (0.1, 0.5, 0.9)  # low, middle and high of 80 % of runs
SETTLED = 0.1  # of the range of runs, below which the error from their number must fall
FEWEST = 60  # runs before anything is settled, assumption Q3
LEAST = 1.0  # job, patent or quarterly wage: a smaller error is not seen in whole numbers


def apart(values: Mapping[str, Real], name: str, where: Sequence[int]) -> Matrix:
    """Return B less A of the treated clusters together, shape (runs, years).

    values   outcomes of two cases, shape (runs, 2, years, clusters)
    """
    both = together(values, name, list(where))
    return np.asarray(both[:, 1] - both[:, 0])


def middle_80(differences: Matrix) -> Matrix:
    """Return low, middle and high of 80 % of runs by year, shape (3, years)."""
    return np.asarray(np.quantile(differences, MIDDLE_80, axis=0))


def errors(differences: Matrix) -> Matrix:
    """Return the standard errors of low, middle and high from the number of runs, (3, years).

    Half of what lies between the quantiles at p - s and p + s, s^2 = p (1 - p) / runs: no shape of
    the spread is assumed (Woodruff 1952, Journal of the American Statistical Association 47).
    """
    found = []
    for p in MIDDLE_80:
        s = np.sqrt(p * (1 - p) / len(differences))
        low, high = np.quantile(differences, [max(p - s, 0.0), min(p + s, 1.0)], axis=0)
        found.append((high - low) / 2)
    return np.array(found)


def unsettled(differences: Mapping[str, Matrix]) -> float:
    """Return the error of the last year's ends from the number of runs over their range.

    The largest of all outcomes; four of five repetitions lie within it. 0 where runs do not differ,
    or where it is less than one job, patent or quarterly wage.
    """
    found = [0.0]
    for one in differences.values():
        last: Vector = one[:, -1]
        low, _, high = np.quantile(last, MIDDLE_80)
        error = NORMAL * errors(one)[:, -1].max()
        if high > low and error > LEAST:
            found.append(float(error / (high - low)))
    return max(found)


def is_settled(differences: Mapping[str, Matrix]) -> bool:
    """Return whether more runs would hardly move what is shown."""
    runs = min(len(one) for one in differences.values())
    return runs >= FEWEST and unsettled(differences) < SETTLED
