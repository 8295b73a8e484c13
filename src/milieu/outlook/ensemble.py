"""The members put together: from a panel's past to joint samples of its future."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix
from milieu.outlook.draws import Samples, samples
from milieu.outlook.intervals import GROUPED_FROM, Pools, pools
from milieu.outlook.lessons import Known, knowledge, lessons
from milieu.outlook.limits import common_limit, limits
from milieu.outlook.panel import Panel
from milieu.outlook.past import past_of
from milieu.outlook.pooled import coefficients, left_out, predicted
from milieu.outlook.scores import size_thirds
from milieu.outlook.volatility import volatility
from milieu.outlook.weights import Weights, combined, learnt


@dataclass(frozen=True)
class Ensemble:
    """What a panel's past says of its future, before anything is drawn.

    middle  foreseen level on the stabilized scale, shape (series, horizons)
    sigma   volatility, widened where the last known year lies back, same shape
    third   third of size, shape (series,)
    """

    panel: Panel
    known: Known
    middle: Matrix
    sigma: Matrix
    third: NDArray[np.int8]
    pools: Pools
    weights: Weights


def ensemble(panel: Panel, horizons: int) -> Ensemble:
    """Return the ensemble of a panel in which every series can be foreseen."""
    past = past_of(panel)
    known = knowledge(past, volatility(past), horizons)
    lesson = lessons(known, horizons)
    pooled = left_out(lesson)
    weights = learnt(lesson, pooled)
    third = thirds_of(panel)
    pool = pools(
        lesson, combined(weights, pooled, lesson.view), third, panel.regions, panel.industries
    )
    everyone = np.arange(len(panel.values))
    now = known.view(everyone, np.full(len(everyone), past.level.shape[1] - 1))
    beta = coefficients(lesson, np.ones(len(lesson.series), np.bool_))
    change = combined(weights, predicted(now.features, beta), now)
    steps = np.arange(1, horizons + 1)
    wider = np.sqrt((steps + past.age[:, None]) / steps)
    return Ensemble(
        panel,
        known,
        past.level[:, -1:] + now.sigma[:, None] * change,
        now.sigma[:, None] * wider,
        third,
        pool,
        weights,
    )


def thirds_of(panel: Panel) -> NDArray[np.int8]:
    """Return the third of size of each series; all 0 in a panel of too few for thirds."""
    if len(panel.values) < GROUPED_FROM:
        return np.zeros(len(panel.values), np.int8)
    return size_thirds(panel.values)


def drawn(told: Ensemble, draws: int, seed: int) -> Samples:
    """Return joint samples, shape (series, horizons, draws), at least 0."""
    past = told.known.past
    return samples(
        told.middle,
        told.sigma,
        past.scale.corner,
        limits(past, told.middle.shape[1]),
        common_limit(past, told.middle.shape[1]),
        told.third,
        told.pools,
        (told.panel.industries, told.panel.regions),
        draws,
        seed,
    )


def bridged_values(told: Ensemble) -> Panel:
    """Return the panel without gaps, as the members see it: for the histories of totals."""
    past = told.known.past
    panel = told.panel
    return Panel(
        past.scale.back(past.level), panel.years, panel.regions, panel.industries, panel.kind
    )
