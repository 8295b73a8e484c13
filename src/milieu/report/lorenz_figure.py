"""The figure of Lorenz curves: the industries with the highest locational Gini."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from shapely.geometry import LineString

from milieu.core.language import _, several
from milieu.report.figure import Figure, described
from milieu.report.figures.lorenz import lorenz
from milieu.report.surroundings import JOBS, NARROW, WIDE, Surroundings
from milieu.report.words import Amount, Kind, number, plain, together, whole, year

SHOWN = 6
DETAIL = 0.004  # a bend of a curve smaller than this share is not drawn
PERCENT = 0.01

HIGHEST = """
    SELECT industry, low, value, high FROM indicators
    SEMI JOIN (SELECT level, year, industry FROM cells WHERE jobs > 0 OR jobs_high > 0 OR most > 0)
        USING (level, year, industry)
    WHERE indicator = 'locational_gini' AND level = ? AND year = ? AND value IS NOT NULL
    ORDER BY value DESC, industry LIMIT ?
"""
CELLS = f"""
    WITH known AS (SELECT region, industry, {JOBS} AS amount, jobs IS NULL AS middle
        FROM cells WHERE level = ? AND year = ?),
    totals AS (SELECT region, sum(amount) AS total FROM known GROUP BY region)
    SELECT region, total, coalesce(amount, 0) AS jobs,
        coalesce(middle AND amount IS NOT NULL, false) AS middle
    FROM totals LEFT JOIN (SELECT * FROM known WHERE industry = ?) USING (region)
    WHERE total > 0 ORDER BY jobs / total, region
"""


def lorenz_figure(around: Surroundings) -> Figure | None:
    """Return Lorenz curves; None where no locational Gini is known."""
    at = around.first_level()
    found = around.rows(HIGHEST, *at, SHOWN) if at else []
    curves = [one for row in found if at and (one := _curve(around, at, row))]
    if at is None or not curves:
        return None
    level, last = at
    where = _("{level} level, {years}", level=plain(level), years=year(last))
    first, middles = curves[0], sum(one["middles"] for one in curves)
    entered, drawn = _entered(middles)
    return Figure(
        name="lorenz",
        title=_("How unevenly jobs lie over the regions: industries, {where}", where=where),
        how=together(
            _(
                "Across: regions' share of all jobs, those with the lowest location quotient "
                "first. Up: their share of the industry's jobs. Dashed: spread as all jobs. The "
                "locational Gini is twice the filled area."
            ),
            entered,
        ),
        alt=described(
            _("Lorenz curves"),
            _("shares of industries' jobs by shares of all jobs"),
            where,
            _(
                "most uneven is {industry}, Gini {gini}; half of its jobs are in regions with "
                "{share} of all jobs",
                industry=first["label"],
                gini=first["gini"].spoken,
                share=number(first["half"], Kind.SHARE),
            ),
            drawn,
        ),
        charts={s: partial(lorenz, curves, width=w) for s, w in _WIDTHS},
        columns=(
            _("Industry"),
            _("Regions so far"),
            _("Share of all jobs"),
            _("Share of its jobs"),
        ),
        rows=[row for one in curves for row in one["rows"]],
        source=around.source("employment"),
        command=around.command("cells", level=level, year=last),
    )


def _entered(middles: int) -> tuple[str, str]:
    """Return that cells known as a range only count with its middle, for the reader and alt."""
    if not middles:
        return "", ""
    n = whole(middles)
    return (
        several(
            "{n} cell known as a range only: entered with the middle of the range.",
            "{n} cells known as a range only: entered with the middle of the range.",
            middles,
            n=n,
        ),
        several(
            "{n} cell entered with the middle of a range",
            "{n} cells entered with the middle of a range",
            middles,
            n=n,
        ),
    )


_WIDTHS = (("wide", WIDE), ("narrow", NARROW))


def _curve(
    around: Surroundings, at: tuple[str, int], found: dict[str, Any]
) -> dict[str, Any] | None:
    """Return a curve with only those of its points at which it bends."""
    cells = around.rows(CELLS, *at, found["industry"])
    jobs = np.array([row["jobs"] for row in cells], float)
    total = np.array([row["total"] for row in cells], float)
    if not jobs.sum():
        return None
    x, y = (np.concatenate([[0.0], np.cumsum(v) / v.sum()]) for v in (total, jobs))
    kept = _bends(x, y)
    gini = Amount(found["low"], found["value"], found["high"], Kind.RATIO)
    label = around.industry(found["industry"])
    half = 1 - float(np.interp(0.5, y, x))
    return {
        "label": label,
        "note": _("Gini {gini}", gini=gini.text),
        "gini": gini,
        "half": half,
        "middles": sum(row["middle"] for row in cells),
        "points": [(float(x[n]), float(y[n])) for n in kept],
        "rows": [
            (label, whole(n), number(x[n], Kind.SHARE, PERCENT), number(y[n], Kind.SHARE, PERCENT))
            for n in kept
        ],
    }


def _bends(x: Any, y: Any) -> Sequence[int]:
    """Return the positions of the points without which the curve would look otherwise."""
    line = LineString(list(zip(x, y, strict=True))).simplify(DETAIL, preserve_topology=False)
    kept = set(line.coords)
    points = enumerate(zip(x.tolist(), y.tolist(), strict=True))
    return [n for n, point in points if point in kept]
