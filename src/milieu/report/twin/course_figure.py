"""The figures of simulated courses: stages, jobs and firms of clusters, and all by stage."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import _, in_sense
from milieu.lifecycle.stage import STAGES
from milieu.report.cluster_figures import in_year
from milieu.report.figure import Figure, described
from milieu.report.figures.ribbon import stage_legend
from milieu.report.twin.course import course
from milieu.report.twin.numbers import amount, share
from milieu.report.twin.panels import LEGEND, bands_of
from milieu.report.twin.shown import Ran
from milieu.report.twin.stack import stack
from milieu.report.twin.stages import MOST_RUNS, UNTOLD, StagesOfRuns
from milieu.report.words import MISSING, Amount, capital, count, plain, whole

Outcomes = Mapping[str, NDArray[np.float64]]
MEASURES = ("jobs", "firms")
PARTS = (*map(str, STAGES), UNTOLD)
FILLS = {UNTOLD: "even"}
STAGE_TILES = tuple((f"tile {FILLS.get(part, part)}", part) for part in PARTS)


def course_figures(outcomes: Outcomes, staged: StagesOfRuns, ran: Ran) -> list[Figure]:
    """Return the course of each cluster shown: stages over jobs and firms."""
    most = np.nan_to_num(outcomes["jobs"]).mean(axis=0).max(axis=0)
    return [course_figure(outcomes, staged, ran, cluster) for cluster in ran.chosen(most)]


def course_figure(outcomes: Outcomes, staged: StagesOfRuns, ran: Ran, cluster: int) -> Figure:
    """Return one cluster's stages over its jobs and firms, with what holds 80 % of runs."""
    rows = staged.rows(cluster)
    found = {name: bands_of(outcomes[name][:, :, cluster], ran.first_year) for name in MEASURES}
    where = in_year(_(ran.places[cluster]), ran.stretch(len(rows)))
    last = {name: _amount(bands[-1]) for name, bands in found.items()}
    measures = [_measure(name, found[name], last[name]) for name in MEASURES]
    chart = partial(course, rows, measures)
    return Figure(
        name=f"course-{cluster}",
        title=_("Stage, jobs and firms: {where}", where=where),
        how=_(
            "Top: probability of each stage over {runs}, called from the simulated outputs alone. "
            "Below: lines from 0.",
            runs=count(min(ran.runs, MOST_RUNS), "run"),
        ),
        alt=described(
            _("Ribbon over lines"), _("stage, jobs and firms"), where, _reading(rows, last, ran)
        ),
        charts={
            "wide": partial(chart, width=560),
            "narrow": partial(chart, width=328),
        },
        columns=(
            _("Year"),
            *(capital(plain(stage)) for stage in STAGES),
            _("Jobs"),
            _("80 % of runs"),
            _("Firms"),
            _("80 % of runs"),
        ),
        rows=[_cells(row, *(found[name][at] for name in MEASURES)) for at, row in enumerate(rows)],
        source=ran.source,
        command=ran.command,
        legend=(*stage_legend(rows), *((mark, _(said)) for mark, said in LEGEND if ran.runs > 1)),
    )


def by_stage_figure(outcomes: Outcomes, staged: StagesOfRuns, ran: Ran) -> Figure:
    """Return firms and jobs of all clusters by the stage of the cluster they are in."""
    totals = {name: staged.of_stage(outcomes[name]) for name in ("firms", "jobs")}
    panels = [
        {
            "label": capital(_(name)),
            "note": _("in {clusters}, mean of runs",
                      clusters=count(outcomes[name].shape[2] - 1, "cluster")),
            "parts": PARTS,
            "rows": [{"year": ran.first_year + at, **dict(zip(PARTS, row.tolist(), strict=True))}
                     for at, row in enumerate(total)],
        }
        for name, total in totals.items()
    ]  # fmt: skip
    number = len(totals["jobs"])
    where = in_year(_("all clusters"), ran.stretch(number))
    return Figure(
        name="by-stage",
        title=_("Firms and jobs by stage: {where}", where=where),
        how=_(
            "Each cluster's firms and jobs are shared out by the probability of its stages, where "
            "the evidence is enough to tell."
        ),
        alt=described(
            _("Stacked areas"), _("firms and jobs by stage"), where, _now(totals["jobs"])
        ),
        charts={
            "wide": partial(stack, panels, width=1152, columns=2, fills=FILLS),
            "narrow": partial(stack, panels, width=328, columns=1, fills=FILLS),
        },
        columns=(
            _("Year"),
            *(
                _("{measure}, {stage}", measure=capital(_(n)), stage=_(s))
                for n in totals
                for s in PARTS
            ),
        ),
        rows=[
            (str(ran.first_year + at), *(_whole(v) for t in totals.values() for v in t[at]))
            for at in range(number)
        ],
        source=ran.source,
        command=ran.command,
        legend=tuple((tile, _(part)) for tile, part in STAGE_TILES),
    )


def _measure(name: str, bands: list[dict[str, Any]], last: Amount) -> dict[str, Any]:
    said = {"value": last.text}
    if last.ends:
        said |= {"low_80": last.ends[0], "high_80": last.ends[1]}
    return {"label": capital(_(name)), "rows": bands, "said": said}


def _amount(band: Mapping[str, Any]) -> Amount:
    low, value, high = (
        np.nan if band[k] is None else band[k] for k in ("low_80", "value", "high_80")
    )
    return amount(low, value, high)


def _cells(row: Mapping[str, Any], *bands: Mapping[str, Any]) -> tuple[str, ...]:
    said = [_amount(band) for band in bands]
    ranges = [part for one in said for part in (one.text, one.range or MISSING)]
    return (str(row["year"]), *(share(row[stage]) for stage in STAGES), *ranges)


def _reading(rows: Any, last: Mapping[str, Amount], ran: Ran) -> str:
    now = max(STAGES, key=lambda stage: rows[-1][stage])
    return _(
        "{stage} {share} in {when}; {jobs} jobs and {firms} firms at the end",
        stage=plain(now),
        share=share(rows[-1][now]),
        when=ran.when(len(rows) - 1),
        jobs=last["jobs"].spoken,
        firms=last["firms"].spoken,
    )


def _now(jobs: NDArray[np.float64]) -> str:
    """Return how the jobs of the last year lie over the stages."""
    total = float(jobs[-1].sum())
    if total == 0:
        return _("no jobs at the end")
    parts = in_sense("between names of a list", ", ").join(
        _("{n} in {stage}", n=share(n / total), stage=_(stage))
        for stage, n in zip(PARTS, jobs[-1], strict=True)
    )
    return _("of {total} jobs at the end {parts}", total=_whole(total), parts=parts)


def _whole(value: float) -> str:
    return whole(value)
