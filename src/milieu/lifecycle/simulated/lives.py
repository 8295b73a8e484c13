"""Lives: random sequences of stages, each lasting some years."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix

SAMENESS = 4.0  # how alike the first stages of panels are, assumption L2
Durations = Callable[[NDArray[np.int64], np.random.Generator], NDArray[np.float64]]


def lives(
    clusters: int,
    years: int,
    draw: np.random.Generator,
    *,
    first: NDArray[np.float64],
    following: Matrix,
    duration: Durations,
) -> NDArray[np.int64]:
    """Return the stage of each cluster in each year, shape (clusters, years).

    A life is seen from a moment in the middle of its first stage: of that stage's years a part
    that is uniform between none and all is over.

    first       mean chances of the stage of the first year, shape (4,); every panel draws its own
                from a Dirichlet distribution about them, so that base rates differ
    following   chances of the next stage by the present one, shape (4, 4)
    duration    years that spells last, from their stages
    """
    chances = draw.dirichlet(SAMENESS * first + 0.25)
    stage = draw.choice(4, size=clusters, p=chances)
    left = duration(stage, draw) * draw.random(clusters)
    out = np.empty((clusters, years), np.int64)
    for year in range(years):
        over = left <= 0
        stage = np.where(over, next_stage(stage, following, draw), stage)
        left = np.where(over, np.maximum(1.0, duration(stage, draw)), left) - 1
        out[:, year] = stage
    return out


def next_stage(
    stage: NDArray[np.int64], following: Matrix, draw: np.random.Generator
) -> NDArray[np.int64]:
    """Return the stages that follow, drawn from the rows of `following`, shape (clusters,)."""
    steps = np.cumsum(following[stage], axis=1)
    chosen = (draw.random(len(stage))[:, None] > steps).sum(axis=1)
    return np.asarray(np.minimum(chosen, 3), np.int64)


def spell_values(
    stages: NDArray[np.int64], draw: np.random.Generator, low: Matrix, high: Matrix
) -> Matrix:
    """Return a value for each year that is constant in a spell, shape (clusters, years).

    low, high   bounds of the uniform value of a spell by stage, shape (4,)
    """
    out = np.empty(stages.shape)
    for year in range(stages.shape[1]):
        drawn = draw.uniform(low[stages[:, year]], high[stages[:, year]])
        goes_on = year > 0 and stages[:, year] == stages[:, year - 1]
        out[:, year] = np.where(goes_on, out[:, year - 1], drawn)
    return out
