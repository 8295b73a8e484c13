"""Entry and exit: firms come while profits last and leave when the price has fallen (Klepper 1996).

Demand takes off, fills up and, in some markets, is lost to a substitute. Firms enter while demand
grows; when it slows they stop, and the small leave although output still grows. Stages are read
off demand per unit of productivity, so they never know of the number of firms.
"""

import numpy as np

from milieu.core.arrays import Matrix
from milieu.lifecycle.simulated.gradual import read_off
from milieu.lifecycle.simulated.measures import PRODUCTIVITY_GROWTH, blur, nation, remembering
from milieu.lifecycle.simulated.panel import Panel, panel

ENTRY_PER_GROWTH = 1.2  # births over firms for each unit of demand's growth, assumption L6
BASE_TURNOVER = 0.05  # births and deaths over firms without growth, assumption L6
SHAKE_OUT_RATE = 0.12  # deaths over firms beside the usual while few can earn, assumption L6
SHAKE_OUT_YEARS = 10  # that it lasts, assumption L6


def shake_out(clusters: int, years: int, draw: np.random.Generator) -> Panel:
    """Return clusters with jobs, output, firms, entry and exit."""
    share, demand = markets(clusters, years, draw)
    productivity = PRODUCTIVITY_GROWTH + 0.006 * draw.standard_normal((clusters, 1))
    trend = np.diff(demand, axis=1) - productivity
    stages = read_off(share[:, 1:], trend)
    ceiling = np.exp(draw.uniform(np.log(500), np.log(50_000), clusters))
    around = remembering(stages.shape, draw, draw.uniform(0, 0.4))
    noise = draw.uniform(0.01, 0.05, (clusters, 1)) * around
    noise += nation(clusters, years, draw, draw.uniform(0, 0.02))
    noise[:, 0] = 0
    blip = 0.02 * draw.standard_normal(stages.shape)
    output = ceiling[:, None] * np.exp(demand[:, 1:] + np.cumsum(noise, axis=1))
    jobs = output * np.exp(blip - productivity * (np.arange(years) - years // 2))
    seen = blur(np.maximum(2, jobs), draw, missing_share=0.01, hidden_share=0.05)
    firms = turnover(np.diff(demand, axis=1), share[:, 1:], ceiling, draw)
    return panel({**seen, "output": output, **firms}, stages)


def markets(clusters: int, years: int, draw: np.random.Generator) -> tuple[Matrix, Matrix]:
    """Return share of the ceiling and log demand, shape (clusters, years + 1)."""
    scale = draw.uniform(2.5, 6.0, (clusters, 1))
    loss = draw.uniform(15, 45, (clusters, 1))
    early = draw.uniform(0.5, 2.0)  # panels differ in how early in life they begin
    begin = -4 * scale + (loss + 5 + 4 * scale) * draw.beta(1, early, (clusters, 1))
    time = begin + np.arange(years + 1)
    share = 1 / (1 + np.exp(-time / scale))
    general = 0.02 * np.arange(years + 1)
    lost = draw.uniform(0.04, 0.10, (clusters, 1)) * np.maximum(0, time - loss)
    return share, np.log(np.maximum(share, 1e-3)) + general - lost


def turnover(
    growth: Matrix, share: Matrix, ceiling: Matrix, draw: np.random.Generator
) -> dict[str, Matrix]:
    """Return firms, entry and exit rates, each (clusters, years), from growth of demand."""
    clusters, years = growth.shape
    firms = np.empty(growth.shape)
    entry, leave = np.full(growth.shape, np.nan), np.full(growth.shape, np.nan)
    firms[:, 0] = np.maximum(2, np.round(ceiling * share[:, 0] / draw.uniform(8, 40, clusters)))
    since = np.where(share[:, 0] > 0.6, draw.integers(0, 30, clusters), -1)
    for year in range(1, years):
        before = firms[:, year - 1]
        since = np.where((since >= 0) | (share[:, year] > 0.6), since + 1, -1)
        shaking = (since >= 0) & (since < SHAKE_OUT_YEARS)
        coming = BASE_TURNOVER + ENTRY_PER_GROWTH * np.clip(growth[:, year], 0, 0.2) * ~shaking
        births = draw.poisson(before * coming)
        going = BASE_TURNOVER + SHAKE_OUT_RATE * shaking + np.clip(-growth[:, year], 0, 0.2)
        deaths = draw.binomial(before.astype(np.int64), np.minimum(going, 0.9))
        firms[:, year] = np.maximum(1, before + births - deaths)
        entry[:, year], leave[:, year] = births / before, deaths / before
    return {"firms": firms, "entry_rate": entry, "exit_rate": leave}
