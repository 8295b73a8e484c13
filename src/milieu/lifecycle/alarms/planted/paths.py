"""The ways of made-up clusters through the years."""

import numpy as np

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.lifecycle.alarms.planted.fates import (
    AFTER,
    BREAK,
    BREAK_SIZE,
    DIP,
    FALL,
    WAYS,
    Way,
    World,
    number,
    yearly_change,
)

Random = np.random.Generator
Paths = dict[str, Matrix]
DIP_YEARS = 2
DIP_DEPTH = (0.05, 0.20)  # of jobs, in logs
HEAVY = 5.0  # degrees of freedom of the yearly steps: some years are wild


def years_since(begins: Vector, years: int) -> Matrix:
    """Return years since the beginning, its own year being 1; 0 before and where none begins."""
    since = np.arange(years) - begins[:, None] + 1
    return np.asarray(np.nan_to_num(np.maximum(since, 0)))


def paths(
    random: Random, fate: Codes, begins: Vector, falls: Vector, years: int, world: World
) -> Paths:
    """Return every measure's way with what the fates add, shape (clusters, years) each.

    Signs go on until three years into the fall of jobs and stay there.
    """
    longest = np.where(np.isnan(falls), years, falls + AFTER) - begins + 1
    age = np.minimum(years_since(begins, years), np.nan_to_num(longest)[:, None])
    found = {}
    for name, way in WAYS.items():
        change = yearly_change(random, name, fate, world)
        found[name] = _wander(random, way, age.shape, world) + age * change[:, None]
    _fall(random, found, falls)
    _dip(random, found, fate, begins)
    _break(random, found, fate, begins, world)
    for name, way in WAYS.items():
        error = random.normal(0, way.error * world.noise, age.shape)
        found[name] = np.clip(found[name] + error, way.low, way.high)
    return found


def _wander(random: Random, way: Way, shape: tuple[int, ...], world: World) -> Matrix:
    base = random.normal(*way.base, (shape[0], 1))
    unit = np.sqrt((HEAVY - 2) / HEAVY)
    steps = random.standard_t(HEAVY, shape) * unit * way.walk * world.noise
    return np.asarray(base + np.cumsum(steps, axis=1))


def _fall(random: Random, found: Paths, falls: Vector) -> None:
    years = found["log_jobs"].shape[1]
    found["log_jobs"] += years_since(falls, years) * random.uniform(*FALL, (len(falls), 1))


def _dip(random: Random, found: Paths, fate: Codes, begins: Vector) -> None:
    """Put two bad years into the clusters that have a dip."""
    age = years_since(begins, found["log_jobs"].shape[1])
    dipped = (fate == number(DIP))[:, None] & (age >= 1) & (age <= DIP_YEARS)
    depth = random.uniform(*DIP_DEPTH, (len(fate), 1)) * dipped
    found["log_jobs"] -= depth
    found["log_output_per_job"] -= depth / 2
    found["margin"] -= depth / 4


def _break(random: Random, found: Paths, fate: Codes, begins: Vector, world: World) -> None:
    """Move every measure at once, up or down, where the statistics break."""
    after = years_since(begins, found["log_jobs"].shape[1]) >= 1
    broken = (fate == number(BREAK))[:, None] & after
    for name, way in WAYS.items():
        size = BREAK_SIZE * world.noise * np.hypot(way.walk, way.error)
        found[name] += broken * size * random.normal(0, 1, (len(fate), 1))
