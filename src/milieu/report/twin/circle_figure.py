"""The figure of the technology circle: are firms near what sells best, or locked in?"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import _
from milieu.report.cluster_figures import in_year
from milieu.report.figure import Figure, described
from milieu.report.twin.circle import circle, legend
from milieu.report.twin.numbers import share, short
from milieu.report.twin.shown import Ran
from milieu.report.words import count, listed
from milieu.twin.exam.cycles import ALIKE, FEWEST_FIRMS, OFF
from milieu.twin.observe import Run
from milieu.twin.outcomes import course

BINS = 50  # of a turn
OFTEN = 0.5  # share of a year's quarters from which the year is called locked in
Vector = NDArray[np.float64]


def circle_figure(one: Run, ran: Ran) -> Figure:
    """Return where firms of the largest clusters stand on the circle, year by year."""
    seen = course(one)
    chosen = ran.chosen(seen["jobs"].max(axis=0))
    middle, best = unrolled(one)
    panels = [_panel(one, ran, cluster, middle, best, seen) for cluster in chosen]
    stuck = [_(ran.places[c]) for c, p in zip(chosen, panels, strict=True) if p["locked"]]
    where = in_year(count(len(chosen), "cluster"), ran.stretch(one.years))
    return Figure(
        name="circle",
        title=_("Technology over time: {where}", where=where),
        how=_(
            "The technology circle cut open: its turns upwards, years across. Shade: share of the "
            "cluster's firms in a fiftieth of a turn; line: the technology that sells best. "
            "Firms far off are left out. Bar above: locked in (likeness above {alike} and {off} "
            "turns or more off the line).",
            alike=f"{ALIKE:g}",
            off=f"{OFF:g}",
        ),
        alt=described(_("Shaded panels"), _("firms' technologies"), where, _reading(panels, stuck)),
        charts={
            "wide": partial(circle, panels, width=1152, columns=3),
            "narrow": partial(circle, panels[:3], width=328, columns=1),
        },
        columns=(
            _("Cluster"),
            _("Year"),
            _("Firms"),
            _("Likeness"),
            _("Mean distance, turns"),
            _("Locked in"),
        ),
        rows=[row for c in chosen for row in _table(one, ran, c, seen)],
        source=ran.of_one,
        command=ran.command,
        legend=legend(),
    )


def unrolled(one: Run) -> tuple[float, Vector]:
    """Return the middle of where the sweet spot goes, and it by year in turns from there."""
    spot = np.unwrap(one.world["sweet_spot"][3::4][: one.years], period=1.0)
    middle = float((spot.min() + spot.max()) / 2)
    return middle, within(spot - middle)


def within(turns: Vector) -> Vector:
    """Return turns brought to the circle cut open, -1/2 to 1/2."""
    return np.asarray(turns - np.floor(turns + 0.5))


def _panel(
    one: Run, ran: Ran, cluster: int, middle: float, best: Vector, seen: dict[str, Vector]
) -> dict[str, Any]:
    rows = one.firm_years[one.firm_years["cluster"] == cluster]
    locked = np.flatnonzero(seen["lock_in"][:, cluster] >= OFTEN)
    note = _("never locked in")
    if len(locked):
        note = _("locked in for {years}", years=count(len(locked), "year"))
    first = ran.first_year
    return {
        "label": _(ran.places[cluster]),
        "note": note,
        "years": (first, first + one.years - 1),
        "cells": cells(rows["year"] + first, within(rows["position"] - middle)),
        "best": [{"year": first + at, "turns": float(t)} for at, t in enumerate(best)],
        "locked": [int(first + at) for at in locked],
    }


def cells(years: NDArray[np.int64], turns: Vector) -> list[dict[str, Any]]:
    """Return the share of each year's firms in each bin that has any."""
    place = np.minimum(((turns + 0.5) * BINS).astype(int), BINS - 1)
    keys, counts = np.unique(np.column_stack([years, place]), axis=0, return_counts=True)
    total = dict(
        zip(*(part.tolist() for part in np.unique(years, return_counts=True)), strict=True)
    )
    return [
        {"year": year, "low": bin_ / BINS - 0.5, "high": (bin_ + 1) / BINS - 0.5,
         "share": number / total[year]}
        for (year, bin_), number in zip(keys.tolist(), counts.tolist(), strict=True)
    ]  # fmt: skip


def _table(one: Run, ran: Ran, cluster: int, seen: dict[str, Vector]) -> list[tuple[str, ...]]:
    distance = one.clusters["distance"][: 4 * one.years, cluster].reshape(-1, 4)[:, 3]
    return [
        (
            _(ran.places[cluster]),
            str(ran.first_year + at),
            short(round(seen["firms"][at, cluster])),
            short(seen["homogeneity"][at, cluster]),
            short(distance[at]),
            f"{share(seen['lock_in'][at, cluster])}",
        )
        for at in range(one.years)
    ]


def _reading(panels: Sequence[dict[str, Any]], stuck: Sequence[str]) -> str:
    if not stuck:
        return _("none of {n} was ever locked in, with {least} firms or more", n=len(panels),
                 least=FEWEST_FIRMS)  # fmt: skip
    return _("{clusters} locked in at times, {n} never", clusters=listed(stuck),
             n=len(panels) - len(stuck))  # fmt: skip
