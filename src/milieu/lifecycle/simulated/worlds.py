"""Worlds: every panel draws its own settings, so that what is fitted on many suits unseen ones.

Growth, durations, transitions, base rates, noise and its memory, shocks of the nation, gaps, and
how gradually one stage turns into the next all differ from panel to panel.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.lifecycle.simulated.gradual import curves, read_off
from milieu.lifecycle.simulated.lives import Durations, lives, spell_values
from milieu.lifecycle.simulated.measures import blur, companions, nation, remembering
from milieu.lifecycle.simulated.panel import Panel, panel

# Bounds of a world's middle yearly log growth by stage and of how far spells stray, assumption L17
MIDDLE = np.array([[0.02, 0.10], [0.035, 0.09], [-0.01, 0.01], [-0.09, -0.03]])
STRAY = np.array([[0.01, 0.07], [0.0, 0.03], [0.0, 0.015], [0.0, 0.035]])
MEAN_YEARS = np.array([5.0, 9.0, 11.0, 11.0])  # of spells, times e^(.35 z) in a world, L17
REGULAR = (1.2, 8.0)  # shape of the gamma that spells last, L17
FIRST = np.array([0.12, 0.28, 0.36, 0.24])  # middle chances of the first stage, L17
FOLLOWING = np.array(  # middle chances of the next stage, L17
    [[0.0, 0.7, 0.15, 0.15], [0.0, 0.0, 0.75, 0.25], [0.0, 0.25, 0.0, 0.75], [0.0, 0.35, 0.65, 0.0]]
)
LIKENESS = 10.0  # how alike the chances of worlds are: pseudo-counts of a Dirichlet, L17
MOST_BUDDING_NOISE = 0.06  # yearly deviation of a budding cluster's growth beside its noise, L17
LEAST_NOISE = (0.004, 0.05)  # yearly deviation of a very large cluster, L17
SIZE_NOISE = (0.1, 1.4)  # of one job, falls with the square root of jobs; in 7 of 10 worlds, L17
MOST_MEMORY = 0.6  # autocorrelation of noise, L17
MOST_COMMON = 0.04  # yearly deviation of an industry in the nation, L17
ABRUPT = 0.4  # share of worlds of spells whose growth turns at once, L17
LONGEST_TURN = 7  # years over which growth turns from one stage's to the next, L17
CURVED = 0.45  # share of worlds whose lives are smooth curves, L17
SEED_SHARE = (0.05, 0.2)  # of a ceiling, below which a cluster is budding, L17
MOST_BEHIND = 0.03  # yearly log growth of jobs behind the measure that stages are read off, L17
TURN = (0.015, 0.025)  # yearly log growth that separates stages read off a smooth curve, L17


class World(NamedTuple):
    """The settings of one panel of spells: bounds of growth by stage, and the chances of lives."""

    low: Vector
    high: Vector
    first: Vector
    following: Matrix
    duration: Durations


def worlds(clusters: int, years: int, draw: np.random.Generator) -> Panel:
    """Return clusters of 50 to 50,000 jobs in a world of their own, of spells or of curves."""
    life = of_curves if draw.random() < CURVED else of_spells
    trend, stages = life(clusters, years, draw)
    size = np.exp(draw.uniform(np.log(50), np.log(draw.uniform(2_000, 50_000)), clusters))
    noise = own_noise(size, draw)
    country = nation(clusters, years, draw, draw.uniform(0, MOST_COMMON))
    around = remembering(stages.shape, draw, draw.uniform(0, MOST_MEMORY))
    steps = trend + country + noise[:, None] * around
    steps[:, 0] = 0
    jobs = np.maximum(2.0, size[:, None] * np.exp(np.cumsum(steps, axis=1)))
    deviation = 0.01 + draw.uniform(0.4, 1.0) * noise
    beside = companions(jobs, trend + country, stages, draw, deviation=deviation)
    if draw.random() < 0.5:
        beside["nation_jobs"] = 50 * size[:, None] * np.exp(np.cumsum(country, axis=1))
    gaps, hidden = draw.uniform(0, 0.05), draw.uniform(0, 0.25)
    return panel({**blur(jobs, draw, missing_share=gaps, hidden_share=hidden), **beside}, stages)


def of_spells(
    clusters: int, years: int, draw: np.random.Generator
) -> tuple[Matrix, NDArray[np.int64]]:
    """Return growth and stages of lives whose spells have a growth of their own."""
    world = draw_world(draw)
    stages = lives(
        clusters,
        years,
        draw,
        first=world.first,
        following=world.following,
        duration=world.duration,
    )
    trend, stages = turned(spell_values(stages, draw, world.low, world.high), stages, draw)
    restless = draw.uniform(0, MOST_BUDDING_NOISE) * (stages == 0)
    return trend + restless * draw.standard_normal(stages.shape), stages


def of_curves(
    clusters: int, years: int, draw: np.random.Generator
) -> tuple[Matrix, NDArray[np.int64]]:
    """Return growth and stages of smooth lives; in half of the worlds jobs lag behind output."""
    quick, slow = draw.uniform(1.5, 4.0), draw.uniform(4.0, 9.0)
    short, long = draw.uniform(1.0, 10.0), draw.uniform(12.0, 40.0)
    share, level = curves(
        clusters, years, draw, rise_years=(quick, slow), plateau_years=(short, long)
    )
    trend = np.diff(level, axis=1)
    seed_share = draw.uniform(*SEED_SHARE)
    stages = read_off(share[:, 1:], trend, turn=draw.uniform(*TURN), seed_share=seed_share)
    behind = draw.uniform(0, MOST_BEHIND) * (draw.random() < 0.5)
    return trend - behind, stages


def draw_world(draw: np.random.Generator) -> World:
    """Return the settings of one panel."""
    middle, stray = draw.uniform(*MIDDLE.T), draw.uniform(*STRAY.T)
    mean_years = MEAN_YEARS * np.exp(0.35 * draw.standard_normal(4))
    regular = draw.uniform(*REGULAR)
    first = draw.dirichlet(LIKENESS * FIRST)
    following = np.zeros((4, 4))
    for stage in range(4):
        open_ = FOLLOWING[stage] > 0
        following[stage, open_] = draw.dirichlet(LIKENESS * FOLLOWING[stage, open_])

    def duration(stage: NDArray[np.int64], draw: np.random.Generator) -> Vector:
        return np.asarray(draw.gamma(regular, mean_years[stage] / regular))

    return World(middle - stray, middle + stray, first, following, duration)


def own_noise(jobs: Vector, draw: np.random.Generator) -> Vector:
    """Return the deviation of yearly log growth of each cluster, by its jobs at the start."""
    least = np.exp(draw.uniform(*np.log(LEAST_NOISE)))
    of_one = draw.uniform(*SIZE_NOISE) * (draw.random() < 0.7)
    own = np.exp(0.25 * draw.standard_normal(len(jobs)))
    return np.asarray(np.sqrt(least**2 + of_one**2 / jobs) * own)


def turned(
    trend: Matrix, stages: NDArray[np.int64], draw: np.random.Generator
) -> tuple[Matrix, NDArray[np.int64]]:
    """Return growth that turns over some years, 1 for an abrupt world, and the stages.

    In half of the worlds that turn, stages but budding are read off the turning growth, in the
    others they stay those that caused it.
    """
    width = 1 if draw.random() < ABRUPT else int(draw.integers(2, LONGEST_TURN + 1))
    before = np.repeat(trend[:, :1], width // 2, axis=1)
    after = np.repeat(trend[:, -1:], (width - 1) // 2, axis=1)
    padded = np.concatenate([before, trend, after], axis=1)
    smooth = np.lib.stride_tricks.sliding_window_view(padded, width, axis=1).mean(axis=2)
    if width == 1 or draw.random() < 0.5:
        return smooth, stages
    turn = draw.uniform(*TURN)
    read = np.select([smooth < -turn, smooth > turn], [3, 1], 2)
    return smooth, np.where(stages == 0, 0, read).astype(np.int64)
