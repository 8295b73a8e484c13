"""Small trajectories to test alarms with."""

import numpy as np

from milieu.lifecycle.trajectories import Trajectories

YEARS = 15


def one_cluster(**known: object) -> Trajectories:
    """Return one cluster over 15 years from 2006 with the measures given, jobs unless given."""
    values = {"jobs": np.full(YEARS, 1000.0)} | known
    return many_clusters(**{name: np.asarray(v, float)[None, :] for name, v in values.items()})


def many_clusters(**known: np.ndarray) -> Trajectories:
    """Return clusters named C0, C1, ... from 2006."""
    clusters, years = known["jobs"].shape
    names = tuple(f"C{k}" for k in range(clusters))
    return Trajectories(names, np.arange(2006, 2006 + years), known)


def ramp(level: float, step: float, begins: int = 6, noise: float = 0.0, seed: int = 1):
    """Return a level that changes by a step a year from a year on, with some noise."""
    age = np.maximum(np.arange(YEARS) - begins + 1, 0)
    return level + step * age + noise * np.random.default_rng(seed).normal(size=YEARS)
