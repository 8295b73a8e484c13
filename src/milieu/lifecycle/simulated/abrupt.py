"""Noisy abrupt switches: growth changes at once, under noise that is larger for small clusters."""

import numpy as np
from numpy.typing import NDArray

from milieu.lifecycle.simulated.lives import lives, spell_values
from milieu.lifecycle.simulated.measures import blur, companions, nation, remembering
from milieu.lifecycle.simulated.panel import Panel, panel

LOW = np.array([0.0, 0.04, -0.015, -0.09])  # yearly log growth by stage, assumption L3
HIGH = np.array([0.12, 0.09, 0.015, -0.03])
FIRST = np.array([0.12, 0.25, 0.38, 0.25])  # chances of the first year's stage, assumption L3
FOLLOWING = np.array(  # chances of the next stage, assumption L3
    [[0.0, 0.75, 0.1, 0.15], [0.0, 0.0, 0.75, 0.25], [0.0, 0.2, 0.0, 0.8], [0.0, 0.25, 0.75, 0.0]]
)
MOST_MEMORY = 0.5  # largest autocorrelation of a panel's noise, assumption L3
MOST_COMMON = 0.03  # largest deviation of an industry's yearly growth, assumption L3


def durations(stage: NDArray[np.int64], draw: np.random.Generator) -> NDArray[np.float64]:
    """Return years that spells last: uniform about 5, 9, 12, 13 years, assumption L3."""
    middle = np.array([5.0, 9.0, 12.0, 13.0])[stage]
    return middle * draw.uniform(0.4, 1.6, len(stage))


def noise_of_size(jobs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the deviation of yearly log growth: .02 at 50,000 jobs, .10 at 150, assumption L3."""
    return np.sqrt(0.02**2 + 1.2**2 / jobs)


def abrupt(clusters: int, years: int, draw: np.random.Generator) -> Panel:
    """Return clusters of 50 to 50,000 jobs with noise, outliers, gaps and hidden cells."""
    stages = lives(clusters, years, draw, first=FIRST, following=FOLLOWING, duration=durations)
    trend = spell_values(stages, draw, LOW, HIGH)
    start = np.exp(draw.uniform(np.log(80), np.log(20_000), clusters))
    noise = noise_of_size(start) * np.exp(0.25 * draw.standard_normal(clusters))
    heavy = remembering(stages.shape, draw, draw.uniform(0, MOST_MEMORY))
    country = nation(clusters, years, draw, draw.uniform(0, MOST_COMMON))
    steps = trend + country + noise[:, None] * heavy
    steps[:, 0] = 0
    jobs = start[:, None] * np.exp(np.cumsum(steps, axis=1))
    beside = companions(jobs, trend + country, stages, draw, deviation=0.01 + 0.7 * noise)
    around = 50 * start[:, None] * np.exp(np.cumsum(country + 0.005, axis=1))
    seen = blur(jobs, draw, missing_share=0.02, hidden_share=0.15)
    return panel({**seen, **beside, "nation_jobs": around}, stages)
