"""Counts, lists and figures in the sentences of policy."""

import math
from collections.abc import Sequence

MISSING = "–"
SPACE = "\u00a0"  # a number and its sign stay on one line
STEP = 0.05  # of probabilities as they are written


def counted(number: int, noun: str) -> str:
    """Return a count with its noun: "1 finding", "5 findings", "no findings"."""
    plural = noun if number == 1 else f"{noun}s"
    return f"{number:,} {plural}" if number else f"no {plural}"


def listed(names: Sequence[str]) -> str:
    """Return names joined by commas and "and"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def figure(value: float, unit: str) -> str:
    """Return a value as its unit is written: shares as percent, others in three digits.

    Probabilities in steps of 5 %, whose ends are never certainties: "under 5 %", "over 95 %".
    """
    if not math.isfinite(value):
        return MISSING
    if unit == "probability":
        return chance(value)
    if unit == "share":
        return f"{100 * value:.0f}{SPACE}%"
    return f"{value:.3g}" if unit in ("ratio", "index", "correlation") else f"{value:.3g} {unit}"


def chance(share: float) -> str:
    """Return a probability in steps of 5 %: "65 %"; its ends are "under 5 %" and "over 95 %"."""
    if share < STEP:
        return f"under {100 * STEP:.0f}{SPACE}%"
    if share > 1 - STEP:
        return f"over {100 * (1 - STEP):.0f}{SPACE}%"
    return f"{100 * STEP * round(share / STEP):.0f}{SPACE}%"
