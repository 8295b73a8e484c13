"""Gradual lives: a logistic or Gompertz rise, a plateau, a slow turn into decline.

No switch exists here; a stage is read off the smooth curve: budding below a tenth of the ceiling,
growth or decline while the curve rises or falls faster than 2 % a year, else maturity.
"""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix
from milieu.lifecycle.simulated.abrupt import MOST_COMMON, MOST_MEMORY, noise_of_size
from milieu.lifecycle.simulated.measures import blur, companions, nation, remembering
from milieu.lifecycle.simulated.panel import Panel, panel

TURN = 0.02  # yearly log growth between maturity and growth or decline, assumption L4
SEED_SHARE = 0.1  # of the ceiling, below which a cluster is budding, assumption L4
RISE_YEARS = (2.0, 7.0)  # time scale of the rise, assumption L4
PLATEAU_YEARS = (3.0, 30.0)  # from the middle of the rise to that of the turn, beside two scales
FALL_RATE = (0.03, 0.10)  # yearly log decline in the end, assumption L4


def gradual(clusters: int, years: int, draw: np.random.Generator) -> Panel:
    """Return clusters whose smooth curve is seen under noise by size."""
    share, curve = curves(clusters, years, draw)
    trend = np.diff(curve, axis=1)
    stages = read_off(share[:, 1:], trend)
    ceiling = np.exp(draw.uniform(np.log(300), np.log(50_000), clusters))
    around = remembering(stages.shape, draw, draw.uniform(0, MOST_MEMORY))
    noise = 0.6 * noise_of_size(ceiling)[:, None] * around
    noise += nation(clusters, years, draw, draw.uniform(0, MOST_COMMON))
    noise[:, 0] = 0
    jobs = np.maximum(2.0, ceiling[:, None] * np.exp(curve[:, 1:] + np.cumsum(noise, axis=1)))
    seen = blur(jobs, draw, missing_share=0.02, hidden_share=0.1)
    deviation = 0.01 + 0.5 * noise_of_size(ceiling)
    beside = companions(jobs, trend, stages, draw, deviation=deviation)
    return panel({**seen, **beside}, stages)


def curves(
    clusters: int,
    years: int,
    draw: np.random.Generator,
    *,
    rise_years: tuple[float, float] = RISE_YEARS,
    plateau_years: tuple[float, float] = PLATEAU_YEARS,
) -> tuple[Matrix, Matrix]:
    """Return share of the ceiling and log level, (clusters, years + 1), from a moment of life."""
    scale = draw.uniform(*rise_years, (clusters, 1))
    turn = 2 * scale + draw.uniform(*plateau_years, (clusters, 1))
    early = draw.uniform(0.5, 2.0)  # panels differ in how early in life they begin
    begin = -2.5 * scale + (turn + 8 + 2.5 * scale) * draw.beta(1, early, (clusters, 1))
    time = begin + np.arange(years + 1)
    logistic = 1 / (1 + np.exp(-time / scale))
    gompertz = np.exp(-np.exp(-np.clip(time / scale, -6, 60)))
    share = np.where(draw.random((clusters, 1)) < 0.5, logistic, gompertz)
    width = draw.uniform(1.0, 4.0, (clusters, 1))
    fall = draw.uniform(*FALL_RATE, (clusters, 1))
    fallen = fall * width * np.logaddexp(0.0, (time - turn) / width)
    return share, np.log(np.maximum(share, 1e-3)) - fallen


def read_off(
    share: Matrix, trend: Matrix, *, turn: float = TURN, seed_share: float = SEED_SHARE
) -> NDArray[np.int64]:
    """Return the stages of smooth curves, shape (clusters, years)."""
    stage = np.select([trend < -turn, trend > turn], [3, 1], 2)
    return np.where((share < seed_share) & (trend > 0), 0, stage).astype(np.int64)
