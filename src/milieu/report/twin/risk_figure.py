"""The figure of risk: how many firms fail within a year, inside clusters and outside."""

import math
from functools import partial
from typing import Any

from milieu.report.figure import Figure, described
from milieu.report.twin.numbers import STEP_OF_COST
from milieu.report.twin.rows import ranged_rows
from milieu.report.twin.shown import Ran
from milieu.report.words import MISSING, Kind, capital, number
from milieu.twin.observe import Run
from milieu.twin.risk_figure import SIDES, SIZE_LABELS, FailureRisk, failure_risk

TONES = {"inside": ("middle", "circle"), "outside": ("lower", "diamond")}


def risk_figure(one: Run, ran: Ran) -> Figure:
    """Return the yearly share of firms that fail, inside clusters and outside, by size."""
    found = failure_risk(one)
    rows: list[dict[str, Any]] = [
        {"label": capital(label),
         "text": f"{_risk(found.share[0, at])} in, {_risk(found.share[1, at])} out",
         "marks": [_mark(found, side, at) for side in range(len(SIDES))]}
        for at, label in enumerate(SIZE_LABELS)
    ]  # fmt: skip
    tops = [m["high"] for row in rows for m in row["marks"] if m["high"] is not None]
    top = max(tops, default=0.1)
    step = 0.1 if top > 0.2 else 0.05
    high = math.ceil(top / step) * step
    ticks = [
        (n * step, f"{100 * n * step:g} %" if n else "0") for n in range(round(high / step) + 1)
    ]
    where = f"all clusters and elsewhere, {ran.stretch(one.years)}"
    reading = "; ".join(f"{row['label']}: {row['text']}" for row in rows)
    return Figure(
        name="risk",
        title=f"Risk of failing within a year: {where}",
        how="Share of firms, by jobs. Bars: 95 % range, as if firms failed one by one.",
        alt=described("Dots", "share of firms that fail within a year", where, reading),
        charts={
            "wide": partial(ranged_rows, rows, width=552, domain=(0.0, high), ticks=ticks),
            "narrow": partial(ranged_rows, rows, width=328, domain=(0.0, high), ticks=ticks),
        },
        columns=("Jobs", "Place", "Firms at risk, a year each", "Failed", "Share", "95 % range"),
        rows=[
            (label, side, f"{found.at_risk[s, at]:,.0f}", f"{found.failed[s, at]:,.0f}",
             _risk(found.share[s, at]), f"{_risk(found.low[s, at])} to {_risk(found.high[s, at])}")
            for at, label in enumerate(SIZE_LABELS)
            for s, side in enumerate(SIDES)
        ],
        source=ran.of_one,
        command=ran.command,
        legend=(("full", "inside clusters"), ("tile lower", "outside")),
    )  # fmt: skip


def _mark(found: FailureRisk, side: int, at: int) -> dict[str, Any]:
    tone, shape = TONES[SIDES[side]]
    values = {k: float(getattr(found, name)[side, at])
              for k, name in (("low", "low"), ("value", "share"), ("high", "high"))}  # fmt: skip
    known = {k: v if math.isfinite(v) else None for k, v in values.items()}
    return {**known, "tone": tone, "shape": shape}


def _risk(value: float) -> str:
    return number(float(value), Kind.SHARE, STEP_OF_COST) if math.isfinite(value) else MISSING
