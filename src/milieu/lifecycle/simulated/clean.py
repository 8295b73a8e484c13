"""Clean switches: each stage has its own steady growth, and hardly any noise."""

import numpy as np
from numpy.typing import NDArray

from milieu.lifecycle.simulated.lives import lives, spell_values
from milieu.lifecycle.simulated.measures import companions
from milieu.lifecycle.simulated.panel import Panel, panel

LOW = np.array([0.01, 0.035, -0.012, -0.10])  # yearly log growth by stage, assumption L2
HIGH = np.array([0.09, 0.10, 0.012, -0.03])
FIRST = np.array([0.15, 0.25, 0.35, 0.25])  # chances of the first year's stage, assumption L2
FOLLOWING = np.array(  # chances of the next stage, assumption L2
    [[0.0, 0.85, 0.05, 0.10], [0.0, 0.0, 0.75, 0.25], [0.0, 0.25, 0.0, 0.75], [0.0, 0.3, 0.7, 0.0]]
)


def durations(stage: NDArray[np.int64], draw: np.random.Generator) -> NDArray[np.float64]:
    """Return years that spells last: log-normal about 5, 9, 11, 12 years, assumption L2."""
    median = np.array([5.0, 9.0, 11.0, 12.0])[stage]
    return median * np.exp(0.5 * draw.standard_normal(len(stage)))


def clean(clusters: int, years: int, draw: np.random.Generator) -> Panel:
    """Return clusters of 200 to 50,000 jobs with noise of .5 to 1.5 % a year."""
    stages = lives(clusters, years, draw, first=FIRST, following=FOLLOWING, duration=durations)
    trend = spell_values(stages, draw, LOW, HIGH)
    trend += 0.05 * (stages == 0) * draw.standard_normal(stages.shape)
    noise = draw.uniform(0.005, 0.015, clusters)
    steps = trend + noise[:, None] * draw.standard_normal(stages.shape)
    steps[:, 0] = 0
    start = np.exp(draw.uniform(np.log(200), np.log(20_000), clusters))
    jobs = start[:, None] * np.exp(np.cumsum(steps, axis=1))
    seen = {"jobs": np.maximum(1.0, np.round(jobs))}
    beside = companions(jobs, trend, stages, draw, deviation=np.full(clusters, 0.02))
    return panel({**seen, **beside}, stages)
