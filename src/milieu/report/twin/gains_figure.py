"""The figure of who gains and who loses under one scenario against another."""

import math
from functools import partial
from typing import Any

import numpy as np

from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import year_index
from milieu.policy.experiment_estimates import Ratio
from milieu.policy.experiment_firms import NOTICED, FirmEffect
from milieu.report.figure import Figure, described
from milieu.report.twin.gains import gains
from milieu.report.twin.numbers import share, short, signed
from milieu.report.twin.shown import Ran
from milieu.report.words import MISSING, SPACE, capital, listed

TITLES = {
    "jobs": "By size",
    "age": "By age",
    "tier": "By tier",
    "aid": "By aid",
    "place": "By place",
}
UNKNOWN = "cannot tell"  # too few runs have firms of the group
STEP = 0.1  # of the scale's ends


def gains_figure(experiment: Experiment, ran: Ran) -> Figure:
    """Return for each group of firms which share gains and which loses, in the last year."""
    year = max(experiment.years)
    found = [one for one in experiment.firms if one.year == year and one.firms > 0]
    rows = [gain_row(one) for one in found]
    tops = [row[k][e] for row in rows for k in ("gain", "lose") for e in ("value", "high")]
    top = max((value for value in tops if value is not None), default=STEP)
    most = round(math.ceil(min(top, 1.0) / STEP - 1e-9) * STEP, 1)
    when = ran.when(year_index(experiment.start, year))
    where = f"{ran.scenario} against {experiment.names[0]}, {when}"
    return Figure(
        name="gains",
        title=f"Who gains, who loses: {where}",
        how=(
            f"Share of firms there when it starts that sell at least {100 * NOTICED:g} % more, or "
            "less, than they would; the rest change little or close. Lines: 95 % range. Gray: it "
            "cannot be told which are more."
        ),
        alt=described("Bars", "firms that gain and lose", where, _reading(found)),
        charts={
            "wide": partial(gains, rows, width=552, most=most),
            "narrow": partial(gains, rows, width=328, most=most),
        },
        columns=("Firms by", "Group", "Year", "Firms", "Gain", "Lose", "Saved", "Closed",
                 "Sales, log points", "Log productivity", "Jobs a firm"),
        rows=[_cells(one, experiment, ran) for one in experiment.firms],
        source=ran.source,
        command=ran.command,
        legend=(("tile lower", "lose"), ("tile edge", "gain"), ("gray", "cannot tell")),
    )  # fmt: skip


def gain_row(one: FirmEffect) -> dict[str, Any]:
    """Return a group's row; which are more can be told where the two ranges do not meet."""
    known = np.isfinite(one.gain.value)
    text = f"{share(one.gain.value)} gain, {share(one.lose.value)} lose" if known else UNKNOWN
    return {
        "label": capital(one.group),
        "group": TITLES[one.by],
        "text": text,
        "gain": _ends(one.gain),
        "lose": _ends(one.lose),
        "sure": more(one) != "",
    }


def more(one: FirmEffect) -> str:
    """Return 'gain' or 'lose', whichever surely more firms do; '' where it cannot be told."""
    if one.gain.low > one.lose.high:
        return "gain"
    return "lose" if one.lose.low > one.gain.high else ""


def _ends(ratio: Ratio) -> dict[str, float | None]:
    ends = {"low": ratio.low, "value": ratio.value, "high": ratio.high}
    return {name: float(value) if np.isfinite(value) else None for name, value in ends.items()}


def _reading(found: list[FirmEffect]) -> str:
    sides = {side: [one.group for one in found if more(one) == side] for side in ("gain", "lose")}
    said = [
        f"more {side} than {other} among {listed(sides[side])}"
        for side, other in (("gain", "lose"), ("lose", "gain"))
        if sides[side]
    ]
    return "; ".join(said) or "of no group can it be told whether more gain or lose"


def _cells(one: FirmEffect, experiment: Experiment, ran: Ran) -> tuple[str, ...]:
    shares = (_share(r) for r in (one.gain, one.lose, one.saved, one.closed))
    changes = (_change(r) for r in (one.log_sales, one.log_productivity, one.jobs))
    when = ran.when(year_index(experiment.start, one.year))
    return (TITLES[one.by].lower(), one.group, when, short(one.firms), *shares, *changes)


def _share(ratio: Ratio) -> str:
    if not np.isfinite(ratio.value):
        return MISSING
    low = share(ratio.low).removesuffix(f"{SPACE}%")
    return f"{share(ratio.value)} ({low} to {share(ratio.high)})"


def _change(ratio: Ratio) -> str:
    if not np.isfinite(ratio.value):
        return MISSING
    low, high = signed(short(ratio.low)), signed(short(ratio.high))
    return f"{signed(short(ratio.value))} ({low} to {high})"
