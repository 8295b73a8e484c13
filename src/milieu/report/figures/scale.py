"""Scale: an axis of values with round ends and ticks, and an axis of years.

Source of the steps: the ticks of d3 (Bostock), which take the one of 1, 2, 5, 10 times a power of
ten that is nearest to what is asked for on a logarithmic scale.
"""

import math
import re

from milieu.report.figures.marks import Mark, rule
from milieu.report.figures.plot import (
    Plot,
    Tick,
    percent_text,
    rules,
    texts,
    tick_text,
    year_ticks,
)
from milieu.report.look import color

FINE = 10  # steps to which an axis's ends are rounded
TICKS = 4  # steps between the values written
SHARP = 0.5  # pixels by which a thin line is moved so that it falls on one row of them
MARGIN = 46  # pixels kept for the values left of a plot
ASIDE = 6  # pixels between them and it
NOTCH = 5  # pixels of a notch at a year
BELOW = 16  # pixels from the lower edge of a plot to the middle of its years
FORMAT = re.compile(r",?(?:\.(\d))?(~)?([df%g])")


def step_of(start: float, stop: float, count: int) -> float:
    """Return the round step that divides an interval into about `count` parts."""
    rough = (stop - start) / count
    power = 10.0 ** math.floor(math.log10(rough))
    error = rough / power
    if error >= math.sqrt(50):
        return 10 * power
    return power * (5 if error >= math.sqrt(10) else 2 if error >= math.sqrt(2) else 1)


def round_ends(start: float, stop: float) -> tuple[float, float]:
    """Return ends of an axis at round values, at most a tenth further out than what it shows."""
    before = 0.0
    for _ in range(FINE):
        step = step_of(start, stop, FINE)
        if step == before:
            break
        start = _multiple(math.floor(start / step), step)
        stop = _multiple(math.ceil(stop / step), step)
        before = step
    return start, stop


def ticks_of(start: float, stop: float, format: str) -> list[Tick]:
    """Return round values within an interval, with what is written beside them.

    format   as for `written`
    """
    step = step_of(start, stop, TICKS)
    first, last = math.ceil(start / step - 1e-9), math.floor(stop / step + 1e-9)
    values = [_multiple(n, step) for n in range(first, last + 1)]
    if format.endswith("%"):
        return [(value, written(value, format)) for value in values]
    most = max(values, key=abs, default=0.0)
    return [(value, tick_text(written(value, format), value, step, most)) for value in values]


def written(value: float, format: str) -> str:
    """Return a value as an axis has it; a percent sign stands apart from its number.

    format   type and digits of d3-format: ",d", ",.1~f" (~: no zeros at the end), ".0%", ",.6~g"
    """
    asked = FORMAT.fullmatch(format)
    if asked is None:
        raise ValueError(f"no such format of an axis: {format}")
    digits, short, kind = asked.groups()
    said = f"{value:,.{digits or 0}{'f' if kind == 'd' else kind}}"
    if short and "." in said:
        said = re.sub(r"\.?0+(?=%?$)", "", said)
    said = said.replace("e+0", "e+").replace("-", "−")
    return percent_text(said[:-1]) if kind == "%" else said


def framed(plot: Plot, years: tuple[int, int], format: str) -> list[Mark]:
    """Return lines and texts of a plot's values and years.

    years   the first and the last that may be written
    """
    values = [(plot.y(v), said) for v, said in ticks_of(*plot.upwards, format)]
    marked = [(plot.x(v), said) for v, said in year_ticks(*years, plot.width)]
    below = plot.bottom + SHARP
    ends = {"x": plot.left + SHARP, "x2": plot.right + SHARP}
    lines = [{**ends, "y": sharp(y), "y2": sharp(y)} for y, _ in values]
    notches = [{"x": sharp(x), "x2": sharp(x), "y": below, "y2": below + NOTCH} for x, _ in marked]
    beside = [{"x": plot.left - ASIDE + SHARP, "y": y + SHARP, "text": said} for y, said in values]
    under = [{"x": x + SHARP, "y": below + BELOW, "text": said} for x, said in marked]
    return [
        *rules([*lines, *notches], rule("rule", 1)),
        *texts(under, "center", fill=color("muted")),
        *texts(beside, "right", fill=color("muted")),
    ]


def sharp(place: float) -> float:
    """Return the middle of the pixel in which a thin line falls on one row of pixels."""
    return round(place) + SHARP


def _multiple(times: int, step: float) -> float:
    """Return a multiple of a step without the noise of its binary form."""
    return float(f"{times * step:.12g}")
