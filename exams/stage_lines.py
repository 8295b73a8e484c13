"""The lines of an exam's table."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.lifecycle.scores import errors_by_stage
from milieu.lifecycle.stage import STAGES


class Line(NamedTuple):
    """One thing that is measured.

    held   whether it is what was asked; None where nothing was
    """

    what: str
    figure: str
    asked: str
    held: bool | None


def largest_stage(chances: NDArray[np.float64], stages: NDArray[np.int64]) -> str:
    """Return the worst calibrated single stage in words, to stand beside the mean of the four."""
    errors = errors_by_stage(chances, stages)
    return f", largest {STAGES[int(errors.argmax())]} {100 * errors.max():.1f}"


def markdown(lines: list[Line], seed: int) -> str:
    """Return the lines as a table, with how many hold."""
    asked = [line for line in lines if line.held is not None]
    rows = [f"| {x.what} | {x.figure} | {x.asked} | {_word(x.held)} |" for x in lines]
    head = ["| line | measured | asked | holds |", "| --- | --- | --- | --- |"]
    held = sum(bool(line.held) for line in asked)
    return "\n".join([f"Seed {seed}: {held} of {len(asked)} lines hold.", "", *head, *rows, ""])


def _word(held: bool | None) -> str:
    return "" if held is None else ("yes" if held else "**no**")
