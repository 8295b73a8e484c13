"""Shape of the distribution of growth rates."""

import math
from collections.abc import Callable

import numpy as np

from milieu.core.arrays import Vector
from milieu.twin.exam.declare import fact
from milieu.twin.exam.links import demeaned, settled_pairs
from milieu.twin.exam.run import Run

FEWEST = 500  # growth rates; the error of b is then about .08 at b = 1
NARROWEST, WIDEST = 0.2, 10.0  # shapes looked at
GOLDEN = (math.sqrt(5) - 1) / 2
EXACT = 1e-4  # width of the bracket in ln b at which the search ends


@fact(
    label="Subbotin shape b of annual growth rates",
    unit="ratio",
    low=0.8,
    high=1.4,
    source="Bottazzi and Secchi (2006)",
    imposed="customers that come in bunches, an urn, make the tails: without it b is near 1.7",
)
def growth_shape(run: Run) -> float:
    """Return Subbotin's b of yearly log growth of sales, from year 20; NaN below 500 rates.

    density = exp(-|x/a|^b / b) / (2 a b^(1/b) Gamma(1 + 1/b));  b = 1 Laplace, b = 2 normal

    Rates are taken less the mean of their year and centered at their median; a and b are those of
    the greatest likelihood.
    """
    start, end, year = settled_pairs(run, "log_sales")
    if len(year) < FEWEST:
        return float("nan")
    return subbotin_shape(demeaned(end - start, year))


def subbotin_shape(rates: Vector) -> float:
    """Return b of the greatest likelihood, .2 to 10, shape (rates,); NaN where all are equal."""
    distance = np.abs(rates - np.median(rates))
    distance = distance[distance > 0]
    if len(distance) < 2:
        return float("nan")
    log_distance, zeros = np.log(distance), len(rates) - len(distance)

    def loss(log_b: float) -> float:
        return _loss(math.exp(log_b), log_distance, zeros)

    return math.exp(_lowest(loss, math.log(NARROWEST), math.log(WIDEST)))


def _loss(b: float, log_distance: Vector, zeros: int) -> float:
    """Return the mean negative log likelihood at the best a, which is (mean |x|^b)^(1/b)."""
    count = len(log_distance) + zeros
    log_a = math.log(float(np.exp(b * log_distance).sum()) / count) / b
    return math.log(2) + log_a + math.log(b) / b + math.lgamma(1 + 1 / b) + 1 / b


def _lowest(loss: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function of one valley is lowest, by golden section."""
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = loss(left), loss(right)
    while high - low > EXACT:
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = loss(right)
    return (low + high) / 2
