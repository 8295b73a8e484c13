"""The exam's marks over many seeds: how often each fact is shown, and all at once."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Mask, Vector
from milieu.core.errors import UserError, unknown_name
from milieu.twin.exam.declare import FACTS, Fact

NORMAL_95 = 1.959963984540054  # standard deviations on both sides of a 95 % range


@dataclass(frozen=True)
class PassRate:
    """Share of seeds that pass with its 95 % range; NaN without seeds."""

    seeds: int
    passed: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Mark:
    """How a fact did over seeds.

    mean, low, high   of the known values; low and high are their 10 and 90 % quantiles
    unknown_share     of seeds in which it could not be measured; they count as not passed
    met               whether the share of seeds reaches what the fact needs
    surely_met        whether the lower end of its range does
    """

    fact: Fact
    rate: PassRate
    mean: float
    low: float
    high: float
    unknown_share: float
    met: bool
    surely_met: bool


def wilson(passed: int, seeds: int) -> PassRate:
    """Return a share with Wilson's interval (1927), 95 %.

    (p + z^2/2n -+ z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n)
    """
    if not 0 <= passed <= seeds:
        raise UserError(f"{passed} of {seeds} can not have passed", where="wilson")
    if seeds == 0:
        nan = float("nan")
        return PassRate(0, 0, nan, nan, nan)
    share, z2 = passed / seeds, NORMAL_95**2
    middle = share + z2 / (2 * seeds)
    half = NORMAL_95 * math.sqrt(share * (1 - share) / seeds + z2 / (4 * seeds**2))
    ends = (middle - half) / (1 + z2 / seeds), (middle + half) / (1 + z2 / seeds)
    return PassRate(
        seeds, passed, share, max(0.0, min(ends[0], share)), min(1.0, max(ends[1], share))
    )


def marks(values: Mapping[str, Sequence[float] | Vector]) -> list[Mark]:
    """Return the mark of each fact, unstarred first.

    values   fact -> its value in each seed, NaN where unknown; the same seeds for all
    raises   UserError on a name that is no fact, or unequal numbers of seeds
    """
    table = _checked(values)
    order = sorted(table, key=lambda name: (FACTS[name].starred, name))
    return [_mark(FACTS[name], table[name]) for name in order]


def joint(values: Mapping[str, Sequence[float] | Vector]) -> PassRate:
    """Return the share of seeds that pass all unstarred facts at once, as `marks` takes them.

    raises   UserError where an unstarred fact is lacking: fewer facts are easier to pass at once
    """
    table = _checked(values)
    wanted = [name for name, known in FACTS.items() if not known.starred]
    lacking = [name for name in wanted if name not in table]
    if lacking:
        raise UserError(
            f"there are no values of {', '.join(lacking)}",
            where="joint",
            next="Give all unstarred facts, NaN where one is not known.",
        )
    together = np.logical_and.reduce([_passed(FACTS[name], table[name]) for name in wanted])
    return wilson(int(together.sum()), len(together))


def _checked(values: Mapping[str, Sequence[float] | Vector]) -> dict[str, Vector]:
    for name in values:
        if name not in FACTS:
            raise unknown_name("fact", name, FACTS)
    table = {name: np.asarray(each, dtype=np.float64) for name, each in values.items()}
    lengths = {len(each) for each in table.values()}
    if len(lengths) > 1:
        raise UserError(
            f"facts have different numbers of seeds: {sorted(lengths)}",
            where="marks",
            next="Give every fact a value for every seed, NaN where it is not known.",
        )
    return table


def _passed(fact: Fact, values: Vector) -> Mask:
    return np.array([fact.passes(float(value)) for value in values], dtype=bool)


def _mark(fact: Fact, values: Vector) -> Mark:
    rate = wilson(int(_passed(fact, values).sum()), len(values))
    known = values[np.isfinite(values)]
    unknown = 1 - len(known) / len(values) if len(values) else float("nan")
    quantiles = np.quantile(known, [0.1, 0.9]) if len(known) else (np.nan, np.nan)
    return Mark(
        fact,
        rate,
        float(known.mean()) if len(known) else float("nan"),
        float(quantiles[0]),
        float(quantiles[1]),
        unknown,
        rate.share >= fact.share_needed,
        rate.low >= fact.share_needed,
    )
