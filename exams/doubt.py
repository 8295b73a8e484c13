"""How sure a figure of rolling origins is: forecasts of neighboring origins share their futures."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

BLOCK = 5  # consecutive origins drawn together: as many as the horizons that overlap
DRAWS = 1_000
SEED = 5
FEWEST = 2 * BLOCK  # origins below which nothing can be said

One = TypeVar("One")


def doubt(sittings: Sequence[One], figure: Callable[[list[One]], float]) -> str:
    """Return the 80 % range of a figure over other histories, in words; "" of too few origins.

    Circular block bootstrap: blocks of BLOCK consecutive origins are drawn with replacement
    (Politis and Romano 1992). With k origins it rests on k / BLOCK futures, so that it is too
    narrow rather than too wide.

    figure   of any list of sittings, a share
    """
    number = len(sittings)
    if number < FEWEST:
        return ""
    random = np.random.default_rng(SEED)
    starts = random.integers(0, number, (DRAWS, -(-number // BLOCK)))
    found = []
    for row in starts:
        at = (row[:, None] + np.arange(BLOCK)).ravel()[:number] % number
        found.append(figure([sittings[int(k)] for k in at]))
    low, high = np.quantile(found, [0.1, 0.9])
    return f" ({low:.1%} to {high:.1%})"
