"""Quick estimates: what an experiment would come to, read between experiments already made.

f(x) = sum_j f_j(x_j) + sum_{j<l} f_jl(x_j, x_l), each part a smooth curve or surface that is zero
where a dose is zero: no policy makes no difference. It is the smoothing spline with main effects
and interactions (Wahba 1990, Spline Models for Observational Data, ch. 10), read as kriging of
noisy simulations (Ankenman, Nelson, Staum 2010, Operations Research 58). How smooth it is, and how
far it may be off, is told by leaving out one experiment at a time (Dubrule 1983, Math. Geology 15).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from milieu.core.arrays import Matrix, Vector

SURE = 0.8  # share of experiments that shall lie within the error
NORMAL = 1.2816  # half the width that holds 80 % of a normal curve, in standard deviations
MOST_OFF = 0.5  # of the range of runs: with a larger error nothing is said, assumption Q1
CURVED, PAIRED = (0.03, 0.3, 3.0), (0.0, 0.1, 0.5)  # weights beside straight lines that are tried
NOISE = (1e-4, 1e-3, 1e-2, 1e-1)  # beside the squared spread of what is estimated
TOLERANCE = 1e-9  # of a dose, by which it may lie beyond what was tested
MIDDLE = ("low", "middle", "high")  # of 80 % of runs


def fewest(dimensions: int) -> int:
    """Return how many experiments are needed to read between them (assumption Q2)."""
    return 2 * dimensions + 2


@dataclass(frozen=True)
class Smoothness:
    """Weights of curvature and of pairs of instruments beside straight lines, and of noise."""

    curved: float
    paired: float
    noise: float

    def kernel(self, left: Matrix, right: Matrix) -> Matrix:
        """Return how alike the effects of two doses are, (left, right); zero at dose 0."""
        each = [self._one(left[:, j], right[:, j]) for j in range(left.shape[1])]
        alone = np.sum(each, axis=0)
        squares = np.sum([one * one for one in each], axis=0)
        return np.asarray(alone + self.paired * (alone * alone - squares) / 2)

    def _one(self, s: Vector, t: Vector) -> Matrix:
        """Return s t + curved x integral of (s - u)+ (t - u)+, the cubic spline through 0."""
        low = np.minimum(s[:, None], t[None, :])
        high = np.maximum(s[:, None], t[None, :])
        return np.asarray(np.outer(s, t) + self.curved * low**2 * (3 * high - low) / 6)


@dataclass(frozen=True)
class Read:
    """What is read at one dose: `value` of each quantity and `error`, within which 80 % lie."""

    value: Vector
    error: Vector


class Surface:
    """Quantities as functions of doses, read from experiments.

    most      largest dose tested, by dimension;  left_out: what is read at each experiment from
              all others, (experiments, quantities)
    """

    def __init__(self, doses: Matrix, values: Matrix, noise: Matrix) -> None:
        """Take experiments.

        doses    shape (experiments, dimensions), all >= 0, each dimension above 0 somewhere
        values   shape (experiments, quantities)
        noise    standard error of each value from the finite number of runs, same shape
        """
        self.most: Vector = doses.max(axis=0)
        self._x = doses / self.most
        self._scale = np.maximum(values.std(axis=0), 1e-12 + np.abs(values).max(axis=0) * 1e-6)
        self._noise = noise
        scaled = values / self._scale
        tried = (Smoothness(*one) for one in product(CURVED, PAIRED, NOISE))
        self.smoothness = min(tried, key=lambda one: _unlikely(one, self._x, scaled))
        self._inverse = _inverse(self.smoothness, self._x)
        self._weights = self._inverse @ scaled
        off, spread = _left_out(self._inverse, scaled)
        self.left_out: Matrix = values - off * self._scale
        self._times = _quantile(np.abs(off) / spread[:, None])

    def holds(self, doses: Vector) -> bool:
        """Return whether doses lie within what was tested."""
        return bool((doses >= 0).all() and (doses <= self.most * (1 + TOLERANCE)).all())

    def at(self, doses: Vector) -> Read:
        """Return what is read at doses, shape (dimensions,), with its own error."""
        x = (doses / self.most)[None, :]
        alike = self.smoothness.kernel(x, self._x)[0]
        own = float(self.smoothness.kernel(x, x)[0, 0])
        unknown = max(own - float(alike @ self._inverse @ alike), 0.0) + self.smoothness.noise
        between = self._times * math.sqrt(unknown) * self._scale
        from_runs = NORMAL * np.median(self._noise, axis=0)
        return Read(alike @ self._weights * self._scale, np.hypot(between, from_runs))


@dataclass(frozen=True)
class Point:
    """One finished experiment.

    doses    intensity by instrument, only those above 0
    values   by outcome: low, middle, high of 80 % of runs by year, shape (3, years)
    errors   their standard errors from the number of runs, same shape
    runs     pairs of runs
    """

    doses: Mapping[str, float]
    values: Mapping[str, Matrix]
    errors: Mapping[str, Matrix]
    runs: int


@dataclass(frozen=True)
class Quick:
    """A quick estimate of one outcome: low, middle and high of 80 % of runs, each (years,).

    error   of each, within which four of five experiments lie, shape (3, years)
    points  experiments that it was read from
    """

    value: Matrix
    error: Matrix
    points: int

    @property
    def outer(self) -> tuple[Vector, Vector]:
        """Return the range of runs with the estimate's own error added on both sides."""
        return self.value[0] - self.error[0], self.value[2] + self.error[2]

    @property
    def near(self) -> bool:
        """Return whether its error is small beside what runs differ by, in the last year."""
        spread = self.value[2, -1] - self.value[0, -1]
        return bool(self.error[1, -1] <= MOST_OFF * max(spread, 0.0))


class Between:
    """Stored experiments that differ in nothing but doses, read between.

    between = Between(points)
    between.at({"training": 1.5}, "jobs")   a Quick, or None where nothing near enough is stored
    """

    def __init__(self, points: Sequence[Point]) -> None:
        """Take experiments of the same cluster, assumptions, years and model."""
        self.points = [one for one in points if one.doses]
        self.instruments = tuple(sorted({name for one in self.points for name in one.doses}))
        self._surfaces: dict[str, Surface] = {}

    @property
    def enough(self) -> bool:
        """Return whether there are enough experiments to read between."""
        return len(self.points) >= fewest(len(self.instruments)) > fewest(0)

    @property
    def largest(self) -> dict[str, float]:
        """Return the largest intensity tested of each instrument."""
        return {
            name: max(one.doses.get(name, 0.0) for one in self.points) for name in self.instruments
        }

    def holds(self, doses: Mapping[str, float]) -> bool:
        """Return whether doses lie within what was tested."""
        most = self.largest
        return all(0 <= dose <= most.get(k, 0.0) * (1 + TOLERANCE) for k, dose in doses.items())

    def at(self, doses: Mapping[str, float], outcome: str) -> Quick | None:
        """Return the quick estimate of an outcome; None outside what was tested."""
        if not self.enough or not self.holds(doses):
            return None
        read = self.surface(outcome).at(self.vector(doses))
        shape = self.points[0].values[outcome].shape
        found = Quick(read.value.reshape(shape), read.error.reshape(shape), len(self.points))
        return found if found.near else None

    def vector(self, doses: Mapping[str, float]) -> Vector:
        """Return doses in the order of the instruments."""
        return np.array([doses.get(name, 0.0) for name in self.instruments], np.float64)

    def surface(self, outcome: str) -> Surface:
        """Return the surface of an outcome, made once."""
        if outcome not in self._surfaces:
            self._surfaces[outcome] = Surface(
                np.array([self.vector(one.doses) for one in self.points]),
                np.array([one.values[outcome].ravel() for one in self.points]),
                np.array([one.errors[outcome].ravel() for one in self.points]),
            )
        return self._surfaces[outcome]


def _inverse(smoothness: Smoothness, x: Matrix) -> Matrix:
    whole = smoothness.kernel(x, x) + smoothness.noise * np.eye(len(x))
    return np.asarray(np.linalg.inv(whole))


def _left_out(inverse: Matrix, values: Matrix) -> tuple[Matrix, Vector]:
    """Return by how much each value is missed when left out, and the spread of what is expected."""
    diagonal = np.diag(inverse)
    return (inverse @ values) / diagonal[:, None], np.sqrt(1 / diagonal)


def _unlikely(smoothness: Smoothness, x: Matrix, values: Matrix) -> float:
    """Return minus the log likelihood of what was left out, its scale chosen for it."""
    off, spread = _left_out(_inverse(smoothness, x), values)
    scale = np.maximum(np.mean((off / spread[:, None]) ** 2, axis=0), 1e-12)
    return float(np.mean(np.log(scale)) + 2 * np.mean(np.log(spread)))


def _quantile(misses: Matrix) -> Vector:
    """Return by quantity what four of five misses do not pass, were there one more."""
    count = len(misses)
    rank = min(math.ceil(SURE * (count + 1)), count)
    return np.asarray(np.sort(misses, axis=0)[rank - 1])
