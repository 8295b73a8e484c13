"""Panels of clusters whose stages are known, from generators that share no model.

A method that reads stages is calibrated on some of them and examined on all, with other seeds;
`HELD_OUT` are never calibrated on. Each generator takes the numbers of clusters and years and a
draw, and returns a `Panel`.
"""

from collections.abc import Callable

import numpy as np

from milieu.lifecycle.simulated.abrupt import abrupt
from milieu.lifecycle.simulated.clean import clean
from milieu.lifecycle.simulated.gradual import gradual
from milieu.lifecycle.simulated.own import own
from milieu.lifecycle.simulated.panel import Panel, jobs_alone, jobs_and_output
from milieu.lifecycle.simulated.random_walk import random_walk
from milieu.lifecycle.simulated.shake_out import shake_out

Generator = Callable[[int, int, np.random.Generator], Panel]
GENERATORS: dict[str, Generator] = {
    "clean switches": clean,
    "noisy abrupt switches": abrupt,
    "gradual": gradual,
    "entry and exit": shake_out,
    "random walk with outliers": random_walk,
    "the model's own": own,
}
HELD_OUT = ("random walk with outliers", "the model's own")

__all__ = ["GENERATORS", "HELD_OUT", "Generator", "Panel", "jobs_alone", "jobs_and_output"]
