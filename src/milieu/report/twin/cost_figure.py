"""The figure of unit cost inside a cluster and alone, by the size of the cluster and by cause."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from milieu.core.language import _, in_sense
from milieu.report.cluster_figures import in_year
from milieu.report.figure import Figure, described
from milieu.report.twin.cost import FILLS, cost_by_size
from milieu.report.twin.numbers import percent_of_cost, short, spread
from milieu.report.twin.shown import Ran
from milieu.report.words import Kind, number
from milieu.twin.cost_figure import by_size, curve
from milieu.twin.cost_parts import CAUSES
from milieu.twin.observe import Run

PARTS = tuple((cause.name, cause.label) for cause in CAUSES)
LEGEND = tuple((f"tile {FILLS[name]}".removesuffix(" bar"), label) for name, label in PARTS)


def cost_size_figure(one: Run, ran: Ran) -> Figure | None:
    """Return unit cost of a cluster's firms against the same firms alone, by size and cause.

    None where no cluster ever has firms.
    """
    sized = by_size(one, ran.parameters, "alone")
    if not len(sized.jobs):
        return None
    found = curve(sized, within_years=True)
    classes = [
        {"label": _thousands(jobs), "jobs": jobs, "firms": firms, "low": low, "high": high,
         "whole": whole, "parts": dict(zip((name for name, _label in PARTS), part, strict=True)),
         "number": int(number)}
        for jobs, firms, low, high, whole, part, number in zip(
            found.jobs, found.firms, found.low, found.high, found.whole, found.parts,
            found.cluster_years, strict=True,
        )
    ]  # fmt: skip
    where = in_year(_("all clusters"), ran.stretch(one.years))
    shown = [(name, label) for name, label in PARTS if name != "knowledge"]  # it is the same firm
    return Figure(
        name="cost-by-size",
        title=_("Unit cost inside a cluster and alone: {where}", where=where),
        how=_(
            "Clusters in classes of size, each against others of the same year. Bars: what each "
            "cause adds (above 0) or saves; dot: their sum, with what holds 80 % of clusters and "
            "years. Log points, which are about percent."
        ),
        alt=described(
            _("Stacked bars"), _("unit cost inside less alone"), where, _size_reading(classes)
        ),
        charts={
            "wide": partial(cost_by_size, classes, shown, width=552),
            "narrow": partial(cost_by_size, classes[::2], shown, width=328, right=84),
        },
        columns=(_("Jobs, mean"), _("Firms, mean"), _("Clusters and years"),
                 *(_(label) for _name, label in shown), _("Sum"), _("80 % range")),
        rows=[_size_cells(one, [name for name, _label in shown]) for one in classes],
        source=ran.of_one,
        command=ran.command,
        legend=tuple((mark, _(label)) for mark, label in LEGEND if label != "Knowledge"),
    )  # fmt: skip


def _size_cells(one: dict[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    parts = (percent_of_cost(one["parts"][name]) for name in names)
    ends = spread(percent_of_cost(one["low"]), percent_of_cost(one["high"]))
    return (short(round(one["jobs"])), short(one["firms"]), str(one["number"]), *parts,
            percent_of_cost(one["whole"]), ends)  # fmt: skip


def _size_reading(classes: Sequence[dict[str, Any]]) -> str:
    ends = [
        _("{change} at {n} jobs", change=percent_of_cost(one["whole"]), n=_thousands(one["jobs"]))
        for one in (classes[0], classes[-1])
    ]
    return in_sense("between names of a list", ", ").join(ends)


def _thousands(jobs: float) -> str:
    return number(float(f"{jobs:.2g}"), Kind.COUNT, 10.0 ** max(len(f"{jobs:.0f}") - 2, 0))
