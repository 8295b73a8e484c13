"""Simulated industries: the same model with other parameters, as industries differ."""

from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Vector
from milieu.twin.ensemble import Case
from milieu.twin.exam.bootstrap import quantile_range, resampling
from milieu.twin.exam.facts.entry_exit_correlation import across_industries
from milieu.twin.parameters import PARAMETERS
from milieu.twin.start import Setting, changed

INDUSTRIES = 40
APART = 0.4  # industries differ by up to so many log points in each of these (E6)
DIFFER = (
    *("world.demand_growth", "world.frontier_growth", "exit.scale_growth", "exit.chance"),
    *("accounts.fixed_cost", "founding.size", "risk.spread", "start_up.base", "start_up.rate"),
    *("spin_off.hazard", "innovation.rate", "innovation.step", "market.selection"),
)


@dataclass(frozen=True)
class IndustryCases:
    """The case of each replicate: an industry of its own."""

    setting: Setting
    seed: int

    def __call__(self, replicate: int) -> list[Case]:
        """Return the industry of a replicate."""
        random = np.random.default_rng([self.seed, replicate])
        factors = np.exp(random.uniform(-APART, APART, len(DIFFER)))
        changes = {name: self.plain(name) * k for name, k in zip(DIFFER, factors, strict=True)}
        return [Case("industry", changed(self.setting, changes))]

    def plain(self, name: str) -> float:
        """Return the value of a parameter from which industries differ."""
        return self.setting.parameters.get(name, PARAMETERS[name].default)


@dataclass(frozen=True)
class AcrossIndustries:
    """Correlation of entry and exit over simulated industries, with its 95 % range."""

    industries: int
    correlation: float
    low: float
    high: float


def entry_and_exit(entry: Vector, leaving: Vector) -> AcrossIndustries:
    """Return how entry and exit rates go together over industries, by bootstrap over them."""
    known = np.isfinite(entry) & np.isfinite(leaving)
    entry, leaving = entry[known], leaving[known]
    weights = resampling(len(entry))
    means = [weights @ side for side in (entry, leaving)]
    both = weights @ (entry * leaving) - means[0] * means[1]
    spread = [
        weights @ side**2 - mean**2 for side, mean in zip((entry, leaving), means, strict=True)
    ]
    draws = both / np.sqrt(np.maximum(spread[0] * spread[1], 1e-300))
    low, high = quantile_range(draws, 0.95)
    return AcrossIndustries(len(entry), across_industries(entry, leaving), float(low), float(high))
