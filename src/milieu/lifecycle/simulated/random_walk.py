"""Stages under noise that remembers: growth wanders, single years are far out, recessions come."""

import numpy as np
from numpy.typing import NDArray

from milieu.lifecycle.simulated.lives import lives, spell_values
from milieu.lifecycle.simulated.measures import blur, companions, nation
from milieu.lifecycle.simulated.panel import Panel, panel

LOW = np.array([0.0, 0.03, -0.02, -0.11])  # yearly log growth by stage, assumption L5
HIGH = np.array([0.15, 0.12, 0.02, -0.025])
FIRST = np.array([0.1, 0.2, 0.4, 0.3])  # chances of the first year's stage, assumption L5
FOLLOWING = np.array(  # chances of the next stage, assumption L5
    [[0.0, 0.7, 0.15, 0.15], [0.0, 0.0, 0.8, 0.2], [0.0, 0.3, 0.0, 0.7], [0.0, 0.3, 0.7, 0.0]]
)
MEMORY = 0.4  # autocorrelation of the noise in growth, assumption L5
OUTLIERS = 0.03  # share of years that are far out, assumption L5


def durations(stage: NDArray[np.int64], draw: np.random.Generator) -> NDArray[np.float64]:
    """Return years that spells last: at least 3, then without memory, assumption L5."""
    return 3 + draw.exponential(np.array([3.0, 6.0, 9.0, 9.0])[stage])


def random_walk(clusters: int, years: int, draw: np.random.Generator) -> Panel:
    """Return clusters of 100 to 30,000 jobs whose growth is its stage's plus noise with memory."""
    stages = lives(clusters, years, draw, first=FIRST, following=FOLLOWING, duration=durations)
    trend = spell_values(stages, draw, LOW, HIGH)
    start = np.exp(draw.uniform(np.log(100), np.log(15_000), clusters))
    noise = np.sqrt(0.015**2 + 0.8**2 / start)
    country = nation(clusters, years, draw, 0.02)
    steps = trend + country + noise[:, None] * wandering(stages.shape, draw)
    steps[:, 0] = 0
    jobs = np.maximum(2.0, start[:, None] * np.exp(np.cumsum(steps, axis=1)))
    beside = companions(jobs, trend + country, stages, draw, deviation=0.01 + noise)
    around = 50 * start[:, None] * np.exp(np.cumsum(country, axis=1))
    seen = blur(jobs, draw, missing_share=0.03, hidden_share=0.1)
    return panel({**seen, **beside, "nation_jobs": around}, stages)


def wandering(shape: tuple[int, ...], draw: np.random.Generator) -> NDArray[np.float64]:
    """Return noise of deviation about 1 that remembers the year before, with outliers."""
    out = draw.standard_normal(shape)
    for year in range(1, shape[1]):
        out[:, year] = MEMORY * out[:, year - 1] + np.sqrt(1 - MEMORY**2) * out[:, year]
    return out + 5 * (draw.random(shape) < OUTLIERS) * draw.standard_normal(shape)
