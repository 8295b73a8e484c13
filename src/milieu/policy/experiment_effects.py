"""Effects on clusters: every outcome in one scenario against another, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from milieu.core.arrays import Matrix
from milieu.policy.experiment_estimates import (
    NO_RATIO,
    Difference,
    Ratio,
    differences,
    ratios,
)
from milieu.twin.observe import QUARTERS
from milieu.twin.outcomes import OUTCOMES, Real, together

Place = Literal["treated clusters", "other clusters", "everywhere"]
TREATED: Place = "treated clusters"
OTHER: Place = "other clusters"  # without "elsewhere"
EVERYWHERE: Place = "everywhere"  # with "elsewhere", so that what merely moves cancels out
BUYS = ("jobs", "patents", "value_added")  # of what the cost is told


@dataclass(frozen=True)
class Effect:
    """The effect on one outcome, in the given year of the policy (1 is its first whole year)."""

    outcome: str
    place: Place
    year: int
    estimate: Difference


@dataclass(frozen=True)
class Cost:
    """Public money, in quarterly wages, per additional unit of what it buys.

    money, gained   difference of spending everywhere since the start; of the outcome: jobs that
                    are there in the year, patents and value added summed since the start
    each            money over gained; NaN where it can not be told, as where nothing is gained
    """

    outcome: str
    place: Place
    year: int
    money: Difference
    gained: Difference
    each: Ratio

    @property
    def found(self) -> str:
        """Return 'known', 'not distinguishable' from nothing gained, or 'less of it'."""
        if self.gained.found == "lower":
            return "less of it"
        return "known" if np.isfinite(self.each.value) else "not distinguishable"


def year_index(start: int, year: int) -> int:
    """Return the index of a whole year of a policy that starts in quarter `start`."""
    return -(-start // QUARTERS) + year - 1


def places_of(clusters: int, where: Sequence[int]) -> dict[Place, list[int]]:
    """Return the clusters of each place that has any."""
    other = [c for c in range(1, clusters) if c not in where]
    found: dict[Place, list[int]] = {TREATED: list(where), OTHER: other}
    found[EVERYWHERE] = list(range(clusters))
    return {place: members for place, members in found.items() if members}


def effects(
    values: Mapping[str, Real], where: Sequence[int], start: int, years: Sequence[int]
) -> tuple[Effect, ...]:
    """Return the effect on every outcome, place by place and year by year.

    values   outcomes of two cases, shape (replicates, 2, years, clusters)
    """
    clusters = values["firms"].shape[-1]
    what, pairs = [], []
    for year in years:
        now = {name: values[name][:, :, year_index(start, year)] for name in OUTCOMES}
        for place, members in places_of(clusters, where).items():
            for name in OUTCOMES:
                what.append((name, place, year))
                pairs.append(together(now, name, members))
    found = _differences(pairs)
    return tuple(Effect(*one, estimate) for one, estimate in zip(what, found, strict=True))


def costs(
    values: Mapping[str, Real], where: Sequence[int], start: int, years: Sequence[int]
) -> tuple[Cost, ...]:
    """Return the cost of each additional job, patent and unit of value added."""
    places = places_of(values["firms"].shape[-1], where)
    what: list[tuple[str, Place, int]] = []
    money, gained = [], []
    for year in years:
        spent = _since(values["spending"], start, year).sum(axis=-1)
        for place in (TREATED, EVERYWHERE):
            for name in BUYS:
                what.append((name, place, year))
                money.append(spent)
                gained.append(_bought(values, name, start, year)[..., places[place]].sum(axis=-1))
    told = zip(what, *costs_of(money, gained), strict=True)
    return tuple(Cost(*one, spent, got, each) for one, spent, got, each in told)


def cost(outcome: str, place: Place, year: int, money: Matrix, gained: Matrix) -> Cost:
    """Return what an additional unit costs.

    money, gained   shape (replicates, 2)
    """
    (spent,), (got,), (each,) = costs_of([money], [gained])
    return Cost(outcome, place, year, spent, got, each)


def costs_of(
    money: Sequence[Matrix], gained: Sequence[Matrix]
) -> tuple[list[Difference], list[Difference], list[Ratio]]:
    """Return differences of money and of what is gained, and the money for each unit of it.

    money, gained   of each cost, shape (replicates, 2)
    """
    spent, got = _differences(money), _differences(gained)
    known = [at for at, one in enumerate(got) if one.found == "higher"]
    each = [NO_RATIO] * len(got)
    if known:
        apart = [
            np.diff(np.array([side[at] for at in known]))[..., 0].T for side in (money, gained)
        ]
        for at, one in zip(known, ratios(*apart), strict=True):
            each[at] = one
    return spent, got, each


def _differences(pairs: Sequence[Matrix]) -> list[Difference]:
    """Return the difference of each outcome, its values of shape (replicates, 2)."""
    a, b = np.array(pairs).transpose(2, 1, 0)
    return differences(a, b)


def _bought(values: Mapping[str, Real], name: str, start: int, year: int) -> Real:
    """Return a stock in the year, or a flow since the start, (replicates, 2, clusters)."""
    if OUTCOMES[name].flow:
        return _since(values[name], start, year)
    return np.asarray(values[name][:, :, year_index(start, year)])


def _since(values: Real, start: int, year: int) -> Real:
    """Return the sum from the year in which the policy starts, (replicates, 2, clusters)."""
    return np.asarray(values[:, :, start // QUARTERS : year_index(start, year) + 1].sum(axis=2))
