"""The stage model's own: stages and growth drawn from its defaults."""

import numpy as np
from numpy.typing import NDArray

from milieu.lifecycle.durations import MEAN_YEARS, SHAPE
from milieu.lifecycle.emissions import DEFAULT_EMISSIONS, FREEDOM
from milieu.lifecycle.filter import DEFAULT_FIRST, FOLLOWING
from milieu.lifecycle.simulated.abrupt import noise_of_size
from milieu.lifecycle.simulated.lives import lives
from milieu.lifecycle.simulated.measures import companions
from milieu.lifecycle.simulated.panel import Panel, panel


def durations(stage: NDArray[np.int64], draw: np.random.Generator) -> NDArray[np.float64]:
    """Return years that spells last: the model's gamma."""
    return draw.gamma(SHAPE[stage], MEAN_YEARS[stage] / SHAPE[stage])


def own(clusters: int, years: int, draw: np.random.Generator) -> Panel:
    """Return clusters of 100 to 50,000 jobs whose growth is the model's Student-t."""
    stages = lives(
        clusters, years, draw, first=DEFAULT_FIRST, following=FOLLOWING, duration=durations
    )
    start = np.exp(draw.uniform(np.log(100), np.log(20_000), clusters))
    noise = 0.6 * noise_of_size(start)
    emission = DEFAULT_EMISSIONS["jobs"]
    scale = np.hypot(emission.scale[stages], noise[:, None])
    trend = emission.mean[stages]
    steps = trend + scale * draw.standard_t(FREEDOM, stages.shape)
    steps[:, 0] = 0
    jobs = np.maximum(2.0, start[:, None] * np.exp(np.cumsum(np.clip(steps, -1, 1), axis=1)))
    beside = companions(jobs, trend, stages, draw, deviation=0.02 + noise)
    return panel({"jobs": np.round(jobs), **beside}, stages)
