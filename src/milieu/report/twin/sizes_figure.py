"""The figure of firm sizes: how many are large, and whether the tail is a power law."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import _
from milieu.report.cluster_figures import in_year
from milieu.report.figure import Figure, described
from milieu.report.twin.numbers import short
from milieu.report.twin.shown import Ran
from milieu.report.twin.sizes import sizes
from milieu.report.words import count, together, whole
from milieu.twin.exam.facts.size_tail_exponent import TOP_SHARE, tail_exponent
from milieu.twin.observe import Run

SHOWN = 400  # firms drawn: all of the tail, then evenly by rank's logarithm
Rows = list[dict[str, float]]


def sizes_figure(one: Run, ran: Ran) -> Figure:
    """Return rank over sales of all firms in the last year, with the fitted line of the tail."""
    last = one.years - 1
    logs = np.sort(one.firm_years["log_sales"][one.firm_years["year"] == last])[::-1]
    ordered = np.exp(logs)
    exponent = tail_exponent(logs)
    where = in_year(_("all firms"), ran.when(last))
    points: Rows = [{"size": float(ordered[r]), "rank": float(r + 1)} for r in _drawn(len(logs))]
    said = _("exponent {value}", value=short(exponent)) if np.isfinite(exponent) else ""
    reading = _("{firms}, the largest sells {share} of all", firms=count(len(logs), "firm"),
                share=short(_largest(ordered)))  # fmt: skip
    return Figure(
        name="sizes",
        title=_("Firm sizes: {where}", where=where),
        how=_(
            "Firms by rank and sales, both on logarithmic scales. Line: power law of the largest "
            "tenth; 1 is Zipf's law, and the smaller, the more lies with the largest."
        ),
        alt=described(_("Dots"), _("rank against sales"), where, reading, said),
        charts={
            "wide": partial(sizes, points, line_of(ordered, exponent), said, width=540),
            "narrow": partial(sizes, points, line_of(ordered, exponent), said, width=328),
        },
        columns=(_("Rank"), _("Sales, average wages")),
        rows=[(whole(row["rank"]), short(row["size"])) for row in points],
        source=together(
            ran.of_one, _("Estimator: {source}.", source="Gabaix and Ibragimov (2011)")
        ),
        command=ran.command,
    )


def line_of(ordered: NDArray[np.float64], exponent: float) -> Rows:
    """Return both ends of the tail's line through its middle; none without an exponent.

    ordered   sizes, the largest first
    """
    if not np.isfinite(exponent):
        return []
    top = np.log(ordered[: int(len(ordered) * TOP_SHARE)])
    level = float(np.log(np.arange(1, len(top) + 1) - 0.5).mean() + exponent * top.mean())
    ends = (float(top[-1]), min(float(top[0]), level / exponent))  # it ends at rank 1
    return [
        {"size": float(np.exp(end)), "rank": float(np.exp(level - exponent * end))} for end in ends
    ]


def _drawn(number: int) -> list[int]:
    """Return which ranks are drawn, from 0."""
    if number <= SHOWN:
        return list(range(number))
    steps = np.unique(np.geomspace(1, number, SHOWN).astype(int)) - 1
    return [int(step) for step in steps]


def _largest(ordered: NDArray[np.float64]) -> float:
    return float(ordered[0] / ordered.sum()) if len(ordered) else float("nan")
