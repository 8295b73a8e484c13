"""The figure of the value-chain ladder: on which tier firms stand, over time."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import _, in_sense
from milieu.policy.experiment_firms import TIERS
from milieu.report.cluster_figures import in_year
from milieu.report.figure import Figure, described
from milieu.report.twin.numbers import share
from milieu.report.twin.shown import Ran
from milieu.report.twin.stack import stack
from milieu.report.words import MISSING, count, whole
from milieu.twin.observe import Run
from milieu.twin.outcomes import course

NAMES = tuple(name for _, name in TIERS)
FILLS = dict(zip(NAMES, ("faint", "band", "edge", "middle"), strict=True))
LEGEND = tuple((f"tile {FILLS[name]}", name) for name in NAMES)


def tiers_figure(one: Run, ran: Ran) -> Figure:
    """Return the share of firms by tier of the value chain, in the clusters shown."""
    jobs = course(one)["jobs"].max(axis=0)
    panels = [_panel(one, ran, cluster) for cluster in ran.chosen(jobs)]
    where = in_year(count(len(panels), "cluster"), ran.stretch(one.years))
    readings = [
        _("{cluster} {before} then {now}", cluster=p["label"], before=_upper(p["rows"][0]),
          now=_upper(p["rows"][-1]))
        for p in panels
    ]  # fmt: skip
    return Figure(
        name="tiers",
        title=_("Firms by tier of the value chain: {where}", where=where),
        how=_("Share of firms, the lowest tier at the bottom; number at the end: the last year."),
        alt=described(
            _("Stacked areas"),
            _("firms in design or brand"),
            where,
            in_sense("between parts", "; ").join(readings),
        ),
        charts={
            "wide": partial(_chart, panels, width=1152, columns=3),
            "narrow": partial(_chart, panels[:3], width=328, columns=1),
        },
        columns=(_("Cluster"), _("Year"), _("Firms"), *map(_, NAMES)),
        rows=[_cells(panel, row) for panel in panels for row in panel["rows"]],
        source=ran.of_one,
        command=ran.command,
        legend=tuple((mark, _(name)) for mark, name in LEGEND),
    )


def _chart(panels: Any, *, width: int, columns: int) -> Any:
    return stack(panels, width=width, columns=columns, fills=FILLS, shares=True, tall=130, right=50)


def _panel(one: Run, ran: Ran, cluster: int) -> dict[str, Any]:
    firms = one.firm_years[one.firm_years["cluster"] == cluster]
    cell = firms["year"].astype(np.int64) * len(NAMES) + firms["tier"]
    counts = np.bincount(cell, minlength=one.years * len(NAMES)).reshape(one.years, len(NAMES))
    rows = [{"year": ran.first_year + at, **_row(row)} for at, row in enumerate(counts)]
    last = {name: _said(rows[-1][name]) for name in NAMES}
    note = _("{firms} in the last year", firms=count(rows[-1]["firms"], "firm"))
    return {
        "label": _(ran.places[cluster]),
        "note": note,
        "parts": NAMES,
        "rows": rows,
        "said": last,
    }


def _row(counts: NDArray[np.int64]) -> dict[str, Any]:
    """Return the firms of a year, and the share on each tier; None without firms."""
    total = int(counts.sum())
    shares = {
        name: float(n / total) if total else None for name, n in zip(NAMES, counts, strict=True)
    }
    return {"firms": total, **shares}


def _said(part: float | None) -> str:
    return MISSING if part is None else share(part)


def _cells(panel: dict[str, Any], row: dict[str, Any]) -> tuple[str, ...]:
    shares = (_said(row[name]) for name in NAMES)
    return (panel["label"], str(row["year"]), whole(row["firms"]), *shares)


def _upper(row: dict[str, Any]) -> str:
    """Return the share of firms on the two upper tiers."""
    parts = [row[name] for name in NAMES[2:]]
    return MISSING if None in parts else share(sum(parts))
