"""Counts, lists and figures in the sentences of policy."""

import math
from collections.abc import Sequence

MISSING = "–"
SPACE = "\u00a0"  # a number and its sign stay on one line


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
    """Return a value as its unit is written: shares and probabilities as percent, three digits."""
    if not math.isfinite(value):
        return MISSING
    if unit in ("share", "probability"):
        return f"{100 * value:.0f}{SPACE}%"
    return f"{value:.3g}" if unit in ("ratio", "index", "correlation") else f"{value:.3g} {unit}"
