"""Plants drawn again, addressed by (seed, draw, plant) so that any thread can make any draw."""

import numba
import numpy as np

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.indicators.points.draws import key_of, uniform

ROUNDING = 1e-9  # share of a sum of jobs by which another order of adding may change it


@numba.njit(cache=True, nogil=True)
def add_weighted(
    seed: np.uint64, first: int, plant: Codes, jobs: Vector, place: Codes, sums: Matrix
) -> None:
    """Add jobs x weight of each plant to its place in each draw; writes `sums`, (draws, places).

    The weights are exponential with mean 1, the same for (seed, draw, plant) wherever it is asked.

    first   number of the first draw
    plant   numbers of the plants that are added, shape (plants,)
    jobs    of these plants
    place   column of `sums` to which each belongs
    """
    for row in range(len(sums)):
        key = np.uint64(key_of(seed, np.uint64(first + row)))  # plain Python makes it an int
        for k in range(len(plant)):
            chance = uniform(key, np.uint64(plant[k] + 1))
            sums[row, place[k]] -= np.log1p(-chance) * jobs[k]


@numba.njit(cache=True, nogil=True)
def first_passages(
    seed: np.uint64, first: int, pool: Vector, goals: Vector, reached: Matrix, passed: Matrix
) -> None:
    """Draw plants from the pool one after another and note when their jobs reach each goal.

    Plants arrive as a Poisson process of rate 1, so that a time is a number of plants. Writes the
    times at which the sum of jobs is at least, and is more than, the goal.

    first            number of the first draw
    pool             jobs of the plants to draw from, all > 0
    goals            jobs, ascending
    reached, passed  shape (draws, goals)
    """
    for row in range(len(reached)):
        key = np.uint64(key_of(seed, np.uint64(first + row)))
        time, total, counter = 0.0, 0.0, 0
        low = high = 0
        while high < len(goals):
            while low < len(goals) and total >= goals[low] * (1 - ROUNDING):
                reached[row, low] = time
                low += 1
            while high < len(goals) and total > goals[high] * (1 + ROUNDING):
                passed[row, high] = time
                high += 1
            time -= np.log1p(-uniform(key, np.uint64(counter + 1)))
            total += pool[int(uniform(key, np.uint64(counter + 2)) * len(pool))]
            counter += 2
