"""The figure of risk: how many firms fail within a year, inside clusters and outside."""

import math
from functools import partial
from typing import Any

from milieu.core.language import _, in_sense
from milieu.report.cluster_figures import in_year
from milieu.report.figure import Figure, described
from milieu.report.figures.plot import percent_text
from milieu.report.twin.numbers import STEP_OF_COST, spread
from milieu.report.twin.rows import ranged_rows
from milieu.report.twin.shown import Ran
from milieu.report.words import MISSING, Kind, capital, number, whole
from milieu.twin.observe import Run
from milieu.twin.risk_figure import SIDES, SIZE_LABELS, FailureRisk, failure_risk

TONES = {"inside": ("middle", "circle"), "outside": ("lower", "diamond")}


def risk_figure(one: Run, ran: Ran) -> Figure:
    """Return the yearly share of firms that fail, inside clusters and outside, by size."""
    found = failure_risk(one)
    rows: list[dict[str, Any]] = [
        {"label": capital(_(label)),
         "text": _("{inside} in, {outside} out", inside=_risk(found.share[0, at]),
                   outside=_risk(found.share[1, at])),
         "marks": [_mark(found, side, at) for side in range(len(SIDES))]}
        for at, label in enumerate(SIZE_LABELS)
    ]  # fmt: skip
    tops = [m["high"] for row in rows for m in row["marks"] if m["high"] is not None]
    top = max(tops, default=0.1)
    step = 0.1 if top > 0.2 else 0.05
    high = math.ceil(top / step) * step
    ticks = [
        (n * step, percent_text(f"{100 * n * step:g}") if n else "0")
        for n in range(round(high / step) + 1)
    ]
    where = in_year(_("all clusters and elsewhere"), ran.stretch(one.years))
    reading = in_sense("between parts", "; ").join(
        _("{label}: {text}", label=row["label"], text=row["text"]) for row in rows
    )
    return Figure(
        name="risk",
        title=_("Risk of failing within a year: {where}", where=where),
        how=_("Share of firms, by jobs. Bars: 95 % range, as if firms failed one by one."),
        alt=described(_("Dots"), _("share of firms that fail within a year"), where, reading),
        charts={
            "wide": partial(ranged_rows, rows, width=552, domain=(0.0, high), ticks=ticks),
            "narrow": partial(ranged_rows, rows, width=328, domain=(0.0, high), ticks=ticks),
        },
        columns=(_("Jobs"), _("Place"), _("Firms at risk, a year each"), _("Failed"), _("Share"),
                 _("95 % range")),
        rows=[
            (_(label), _(side), whole(found.at_risk[s, at]), whole(found.failed[s, at]),
             _risk(found.share[s, at]), spread(_risk(found.low[s, at]), _risk(found.high[s, at])))
            for at, label in enumerate(SIZE_LABELS)
            for s, side in enumerate(SIDES)
        ],
        source=ran.of_one,
        command=ran.command,
        legend=(("full", _("inside clusters")), ("tile lower", _("outside"))),
    )  # fmt: skip


def _mark(found: FailureRisk, side: int, at: int) -> dict[str, Any]:
    tone, shape = TONES[SIDES[side]]
    values = {k: float(getattr(found, name)[side, at])
              for k, name in (("low", "low"), ("value", "share"), ("high", "high"))}  # fmt: skip
    known = {k: v if math.isfinite(v) else None for k, v in values.items()}
    return {**known, "tone": tone, "shape": shape}


def _risk(value: float) -> str:
    return number(float(value), Kind.SHARE, STEP_OF_COST) if math.isfinite(value) else MISSING
