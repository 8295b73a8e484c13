"""Simulated hidden cells before their ranges are calibrated."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Vector
from milieu.core.progress import Progress, silent
from milieu.hidden.estimate import FEWEST, Model, complete, fit

Float32 = NDArray[np.float32]

ROUNDS = 40  # of proportional fitting for each draw; the prototype's
# Variance of a cell's log mean size, .361 + 1.222/establishments: from the prototype, methods.md
LOG_VARIANCE, LOG_VARIANCE_OF_ONE = 0.361, 1.222
SMALLEST = 0.01  # jobs added before logarithms, so that zero has one
BATCH = 16  # draws fitted side by side; moves speed and memory only
MOST_THREADS = 4  # each holds one batch in memory


def simulate(
    model: Model, draws: int, seed: int, progress: Progress = silent
) -> tuple[Float32, Codes]:
    """Return draws before widening, (draws, n_hidden) float32, and the hidden cells."""
    cells = np.flatnonzero(model.publication.hidden).astype(np.int32)
    jobs = np.empty((draws, len(cells)), dtype=np.float32)
    firsts = range(0, draws, BATCH)

    def simulate_from(first: int) -> None:
        simulate_batch(model, seed, first, cells, jobs[first : first + BATCH])

    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS)) as pool:
        for first, _ in zip(firsts, pool.map(simulate_from, firsts), strict=True):
            progress("draws of hidden cells", min(first + BATCH, draws) / draws)
    return jobs, cells


def simulate_batch(model: Model, seed: int, first: int, cells: Codes, jobs: Float32) -> None:
    """Write draws `first` and following into `jobs`, shape (some, n_hidden).

    Draw d takes its numbers from the stream (seed, d), so batches and threads change nothing.
    """
    deviation = log_deviation(model.publication.establishments[model.groups.leaves])
    leaves = np.empty((len(deviation), len(jobs)), dtype=np.float32)
    for k in range(len(jobs)):
        stream = np.random.Generator(np.random.Philox(key=[seed, first + k]))
        leaves[:, k] = model.prior * np.exp(deviation * stream.standard_normal(len(deviation)))
    fit(model, leaves, ROUNDS)
    for k in range(len(jobs)):
        jobs[k] = complete(model, leaves[:, k])[cells]


def log_deviation(establishments: Vector) -> Vector:
    """Return the standard deviation of a cell's log mean size; unknown counts as fewest."""
    counts = np.maximum(np.nan_to_num(establishments), FEWEST)
    return np.sqrt(LOG_VARIANCE + LOG_VARIANCE_OF_ONE / counts)
